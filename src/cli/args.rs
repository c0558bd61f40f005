//! What may be typed.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::prices::PricesCommand;
use crate::{render::Format, units::Decimal};

const EXIT_CODES: &str = "\
Exit status:
   0  fine
   1  a budget or threshold was exceeded
   2  the command line or an input was wrong
   3  a plan written in the file has no price
   4  no plan carries the workload
  70  a bug in crossover

NO_COLOR=1 turns colours off, COLUMNS sets the width of tables.";

const ADVISE_EXIT_CODES: &str = "\
Exit status:
   0  some plan meets all requirements, with conditions or without
   2  the command line or an input was wrong
   3  a plan written in the file meets them, and has no price
   4  no plan with a known price meets them all

[requirements] of the scenario says what is required: docs/advice.md lists what can be.";

const WHATIF_EXAMPLES: &str = "\
Examples:
  crossover whatif scenario.toml --set workload.input_tokens=x2
  crossover whatif scenario.toml --set workload.requests_per_month=+20% --set plan.own.units=3
  crossover whatif scenario.toml --sweep workload.output_tokens=100..2000:20:log
  crossover whatif scenario.toml --tornado -o tornado.svg
  crossover whatif scenario.toml --monte-carlo 100000 --seed 7
  crossover whatif scenario.toml                             (its [[variant]] tables side by side)

A knob is a path to a number of the scenario, as in `crossover breakeven --help`. --tornado and
--monte-carlo move the numbers for which the scenario gives a range. -o FILE.svg draws a picture.";

const BREAKEVEN_EXAMPLES: &str = "\
Examples:
  crossover breakeven scenario.toml
  crossover breakeven scenario.toml --vary workload.output_tokens --from 100 --to 2000
  crossover breakeven scenario.toml --vary plan.own.target_utilisation --between own api
  crossover breakeven scenario.toml --vary months -o payback.svg
  crossover breakeven scenario.toml --vary workload.requests_per_month --vary traffic.peak_to_mean

A knob is a path to a number of the scenario: workload.output_tokens, traffic.peak_to_mean, months,
plan.2.units, plan.NAME.price_multiplier, plan.*.target_utilisation, model.NAME.input_tokens_factor.
-o FILE.svg draws a picture.";

const DIFF_EXAMPLES: &str = "\
Examples:
  crossover diff scenario.toml changed.toml
  crossover compare scenario.toml --format json -o before.json
  crossover diff before.json scenario.toml

~ changed, + added, - removed: by plan and, below it, by the lines of its bill. Scenarios are matched by
their names, or where each side has one, those; plans by their ids, lines by theirs.";

const IMPORT_EXAMPLES: &str = "\
Examples:
  crossover import invocations.jsonl.gz
  crossover import invocations/*.gz --price
  crossover import requests.csv --map input_tokens=prompt_size -o scenario.toml
  crossover import trace.csv --model amazon.nova-lite-v1:0 --start 2026-09-01T00:00:00Z -o scenario.toml
  crossover import gateway.csv --model gpt-4o=us.amazon.nova-pro-v1:0 --profile usage.csv

-o FILE.toml, or a directory, writes a scenario for each model; -o to any other file writes the answer.";

/// Compare what a workload costs on Amazon Bedrock and Amazon SageMaker AI
///
/// Runs a workload through every way of buying it, ranks the plans that can carry it by what they
/// cost, and says of each figure where it comes from. Works offline from a dated catalog of prices.
#[derive(Debug, Parser)]
#[command(name = "crossover", version, after_help = EXIT_CODES, max_term_width = 100)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub shared: Shared,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Shared options")]
pub(super) struct Shared {
    /// Write the answer in this format
    #[arg(long, global = true, value_enum, default_value_t = FormatArg::Table)]
    pub format: FormatArg,
    /// Write the answer to FILE instead of standard output
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Lay the prices of FILE, or of the *.csv files in DIR, over the catalog; the last one wins
    #[arg(long, global = true, value_name = "DIR|FILE")]
    pub prices: Vec<PathBuf>,
    /// Take prices as they stood on DATE, such as 2026-11-22; by default the catalog's edition
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Use this region instead of the scenario's; for prices, show those of this region
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
    /// Show amounts of tables and Markdown in this currency, such as EUR; needs --rate. CSV and JSON stay in
    /// US dollars
    #[arg(long, global = true, value_name = "CODE", value_parser = currency_code)]
    pub currency: Option<[char; 3]>,
    /// What a US dollar is in that currency, such as 0.92
    #[arg(long, global = true, value_name = "NUMBER", value_parser = exchange_rate)]
    pub rate: Option<Decimal>,
    /// Use neither colours nor characters beyond ASCII of our own
    #[arg(long, global = true)]
    pub plain: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Rank the plans of a scenario by what they cost
    #[command(after_help = EXIT_CODES)]
    Compare(CompareArgs),
    /// Find where plans cost the same as a number of the scenario is turned, and which is cheapest in
    /// between
    #[command(after_help = BREAKEVEN_EXAMPLES)]
    Breakeven(BreakevenArgs),
    /// Change numbers of a scenario and see what moves, how sure the answer is, and why
    #[command(after_help = WHATIF_EXAMPLES)]
    Whatif(WhatifArgs),
    /// Show what is different between two scenarios, or two saved answers of compare
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// Find the plans that meet what the scenario requires, what they cost, and what rules others out
    #[command(after_help = ADVISE_EXIT_CODES)]
    Advise(AdviseArgs),
    /// Read usage logs and bills into a workload, or price what was used
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Show how one plan's cost comes about, from demand to dollars; or what a warning means
    Explain(ExplainArgs),
    /// Check a scenario file without computing anything
    Check(CheckArgs),
    /// List, show and check the prices of the catalog
    Prices {
        #[command(subcommand)]
        command: PricesCommand,
    },
    /// Print the JSON Schema of the scenario file or of an answer
    Schema(SchemaArgs),
    /// Print a completion script
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    #[command(hide = true, disable_help_flag = true)]
    Optimize(Later),
    #[command(hide = true, disable_help_flag = true)]
    Report(Later),
    #[command(hide = true, disable_help_flag = true)]
    Init(Later),
    #[command(hide = true, disable_help_flag = true)]
    Serve(Later),
    #[command(hide = true, disable_help_flag = true)]
    Man(Later),
}

/// The arguments of a command of a later version: anything.
#[derive(Debug, Args)]
pub(super) struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub rest: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The scenario file, or a CSV with a workload a row; - is standard input. With --usage it may be
    /// left out
    #[arg(required_unless_present = "usage")]
    pub scenario: Option<PathBuf>,
    /// Show the lines of each bill
    #[arg(long)]
    pub detail: bool,
    /// Count savings against this plan, or against what runs today: the JSON of terraform show -json,
    /// aws sagemaker describe-endpoint-config or aws bedrock list-provisioned-model-throughputs
    #[arg(long, value_name = "PLAN|FILE")]
    pub baseline: Option<String>,
    /// Compare the file's plans only, or proposed ones too; by default proposed ones if it has none
    #[arg(long, value_enum)]
    pub plans: Option<PlansArg>,
    /// Show every variant of the proposed plans, not the best of each kind
    #[arg(long)]
    pub all: bool,
    /// Explain what makes the cheapest plan cheaper than the next one, or than the baseline
    #[arg(long)]
    pub why: bool,
    /// Compare for what was used: usage logs, read as `crossover import` reads them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["defaults", "columns", "rejects"])]
    pub usage: Vec<PathBuf>,
    /// With --usage: which model a name in the usage stands for
    #[arg(long, value_name = "[NAME=]MODEL", requires = "usage")]
    pub model: Vec<String>,
    /// For a list of workloads: the scenario file each row changes, with the plans
    #[arg(long, value_name = "FILE")]
    pub defaults: Option<PathBuf>,
    /// For a list of workloads without a header: the names of its columns
    #[arg(long, value_name = "A,B,…")]
    pub columns: Option<String>,
    /// For a list of workloads: stop at a row with something wrong, or leave it out
    #[arg(long, value_enum, default_value_t = OnError::Fail)]
    pub on_error: OnError,
    /// For a list of workloads: write the rows that were left out, and why, to this CSV file
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct BreakevenArgs {
    /// The scenario file; - is standard input
    pub scenario: PathBuf,
    /// The number to turn, by its path; twice for a plane. By default the number of requests
    #[arg(long, value_name = "KNOB")]
    pub vary: Vec<String>,
    /// Turn it from this value; by default a range around the scenario's own. Once for each --vary
    #[arg(long, value_name = "A", value_parser = decimal)]
    pub from: Vec<Decimal>,
    /// Turn it up to this value
    #[arg(long, value_name = "B", value_parser = decimal)]
    pub to: Vec<Decimal>,
    /// Hold these two plans against each other only
    #[arg(long, num_args = 2, value_names = ["PLAN", "PLAN"])]
    pub between: Vec<String>,
    /// Look at the file's plans only, or at proposed ones too; by default at proposed ones if it has none
    #[arg(long, value_enum)]
    pub plans: Option<PlansArg>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("question"))]
pub(super) struct WhatifArgs {
    /// The scenario file; - is standard input
    pub scenario: PathBuf,
    /// Change a number: KNOB=250, =x1.5, =+20%, =-300. With another question, before that is asked
    #[arg(long, value_name = "KNOB=V")]
    pub set: Vec<String>,
    /// Move a number from A to B in N steps, of the same factor with :log; twice for a grid
    #[arg(long, value_name = "KNOB=A..B[:N[:log]]", group = "question")]
    pub sweep: Vec<String>,
    /// Move each number that has a range over it, alone: which matters most, and which one, if wrong,
    /// would change the cheapest plan
    #[arg(long, group = "question")]
    pub tornado: bool,
    /// Draw all numbers that have a range at random, N times: how sure the answer is
    #[arg(long, value_name = "N", group = "question")]
    pub monte_carlo: Option<u64>,
    /// The seed of the random draws; the same seed gives the same answer
    #[arg(long, value_name = "S", default_value_t = 1, requires = "monte_carlo")]
    pub seed: u64,
    /// Look at the file's plans only, or at proposed ones too; by default at proposed ones if it has none
    #[arg(long, value_enum)]
    pub plans: Option<PlansArg>,
}

#[derive(Debug, Args)]
pub(super) struct AdviseArgs {
    /// The scenario file; - is standard input
    pub scenario: PathBuf,
    /// Look at the file's plans only, or at proposed ones too; by default at proposed ones if it has none
    #[arg(long, value_enum)]
    pub plans: Option<PlansArg>,
    /// Show every proposed plan, not the best of each mode and model
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The first: a scenario file, or the JSON of compare; - is standard input
    #[arg(value_name = "A")]
    pub before: PathBuf,
    /// The second
    #[arg(value_name = "B")]
    pub after: PathBuf,
    /// Of scenarios, compare the file's plans only, or proposed ones too; by default proposed ones if it
    /// has none
    #[arg(long, value_enum)]
    pub plans: Option<PlansArg>,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files of usage, plain, .gz or .zst, or patterns of their names; - is standard input. Files of
    /// what runs, as for compare --baseline, become [[plan]] tables
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The format; by default it is told by the header or the first record
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// The column, or path into JSON, that a field is in
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// When times begin that count from an unknown start, such as 2026-09-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
    /// What times count that are small numbers: seconds, milliseconds, microseconds or nanoseconds
    #[arg(long, value_name = "UNIT")]
    pub time_unit: Option<String>,
    /// What input tokens are, where it is not what the format says
    #[arg(long, value_enum)]
    pub input_tokens: Option<InputTokens>,
    /// Which model of the catalog a name in the usage stands for; without NAME, usage that names none
    #[arg(long, value_name = "[NAME=]MODEL")]
    pub model: Vec<String>,
    /// Look at this model only
    #[arg(long, value_name = "MODEL")]
    pub only: Option<String>,
    /// Add the usage up where it lies: duckdb, spark, trino or athena, by its own client
    #[arg(long, value_name = "ENGINE", requires = "table", requires = "from")]
    pub engine: Option<String>,
    /// Only print the SQL that --engine would run
    #[arg(
        long,
        value_name = "ENGINE",
        requires = "table",
        requires = "from",
        conflicts_with = "engine"
    )]
    pub emit_sql: Option<String>,
    /// For an engine: the table, or a pattern of the names of files
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// For an engine: which records, in its own SQL, such as a filter of partitions; used as it is
    #[arg(long = "where", value_name = "SQL", requires = "table")]
    pub filter: Option<String>,
    /// For an engine: the columns of the table; --engine asks for them otherwise
    #[arg(long, value_name = "A,B,…", requires = "table")]
    pub columns: Option<String>,
    /// For an engine: a further argument for its client, such as --server=URL
    #[arg(
        long,
        value_name = "ARG",
        allow_hyphen_values = true,
        requires = "engine"
    )]
    pub engine_arg: Vec<String>,
    /// Write what was added up, by hour and model, to this CSV file
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Say what the usage costs at the prices of the catalog
    #[arg(long)]
    pub price: bool,
    /// Hold the bills among the files against what the logs among them should cost, or against their own
    /// quantities at the catalog's prices
    #[arg(long)]
    pub reconcile: bool,
    /// Hours of a month
    #[arg(long, value_name = "HOURS", value_parser = decimal, default_value = "730")]
    pub hours_per_month: Decimal,
    /// Where more than one row in a hundred cannot be read: stop, or go on without them
    #[arg(long, value_enum, default_value_t = OnError::Fail)]
    pub on_error: OnError,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The scenario file; - is standard input
    #[arg(required_unless_present = "check")]
    pub scenario: Option<PathBuf>,
    /// The plan to explain, as `compare` names it
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// Say what a warning or reason means, by the id in brackets behind it; without ID, list them all
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = "", conflicts_with = "plan")]
    pub check: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The scenario file; - is standard input
    pub scenario: PathBuf,
    #[arg(long, hide = true, value_name = "USD")]
    pub budget: Option<String>,
    #[arg(long, hide = true, value_name = "PLAN")]
    pub plan: Option<String>,
    #[arg(long, hide = true, value_name = "P")]
    pub max_increase: Option<String>,
    #[arg(long, hide = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// What the schema is of
    #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
    pub of: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    Scenario,
    Advise,
    Breakeven,
    Check,
    Checks,
    Compare,
    Diff,
    Explain,
    Import,
    Prices,
    PricesCheck,
    PricesAudit,
    PricesCoverage,
    PricesDiff,
    PricesImport,
    Whatif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PlansArg {
    /// The file's plans and proposed ones
    Auto,
    /// The file's plans only
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnError {
    /// Stop there
    Fail,
    /// Leave the row out, count it, and go on
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputTokens {
    /// Those that no cache served or kept
    Uncached,
    /// The whole prompt, cached ones among them
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    Table,
    Json,
    Csv,
    Markdown,
    #[value(hide = true)]
    Html,
    #[value(hide = true)]
    Focus,
    #[value(hide = true)]
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl FormatArg {
    /// The format, if this version has it.
    pub(super) fn known(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Json => Some(Format::Json),
            Self::Csv => Some(Format::Csv),
            Self::Markdown => Some(Format::Markdown),
            Self::Html | Self::Focus | Self::Junit => None,
        }
    }

    /// The word on the command line.
    pub(super) fn word(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }
}

impl Command {
    /// The word on the command line.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Compare(_) => "compare",
            Self::Explain(_) => "explain",
            Self::Check(_) => "check",
            Self::Prices { .. } => "prices",
            Self::Schema(_) => "schema",
            Self::Completions { .. } => "completions",
            Self::Breakeven(_) => "breakeven",
            Self::Whatif(_) => "whatif",
            Self::Optimize(_) => "optimize",
            Self::Advise(_) => "advise",
            Self::Import(_) => "import",
            Self::Report(_) => "report",
            Self::Diff(_) => "diff",
            Self::Init(_) => "init",
            Self::Serve(_) => "serve",
            Self::Man(_) => "man",
        }
    }

    /// Whether `-o` is for scenarios or prices it makes, and its answer goes to standard output all the same.
    pub(super) fn writes_beside_answer(&self, output: &Path) -> bool {
        match self {
            Self::Import(_) => super::import::is_scenario(output),
            Self::Prices { command } => command.writes_prices(),
            _ => false,
        }
    }

    /// The files it reads, which an answer must not overwrite.
    pub(super) fn inputs(&self) -> Vec<&Path> {
        match self {
            Self::Compare(args) => args.inputs(),
            Self::Diff(args) => vec![&args.before, &args.after],
            Self::Breakeven(args) => vec![&args.scenario],
            Self::Whatif(args) => vec![&args.scenario],
            Self::Explain(args) => args.scenario.as_deref().into_iter().collect(),
            Self::Advise(args) => vec![&args.scenario],
            Self::Check(args) => vec![&args.scenario],
            Self::Import(args) => args.files.iter().map(PathBuf::as_path).collect(),
            Self::Prices { command } => command.inputs(),
            _ => Vec::new(),
        }
    }
}

impl CompareArgs {
    /// The scenario; without one, which `--usage` allows, no path.
    pub(super) fn path(&self) -> &Path {
        self.scenario.as_deref().unwrap_or(Path::new(""))
    }

    /// The files it reads.
    pub(super) fn inputs(&self) -> Vec<&Path> {
        let usage = self.usage.iter().map(PathBuf::as_path);
        // A plan may be called like no file; then this is none.
        let baseline = self.baseline.as_deref().map(Path::new);
        let own = [self.scenario.as_deref(), self.defaults.as_deref(), baseline];
        own.into_iter().flatten().chain(usage).collect()
    }
}

fn decimal(text: &str) -> Result<Decimal, String> {
    crate::units::plain_decimal(text)
}

fn date(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "a date is written like 2026-11-22".to_owned())
}

fn currency_code(text: &str) -> Result<[char; 3], String> {
    let letters: Vec<char> = text.chars().collect();
    let code = <[char; 3]>::try_from(letters).ok();
    let code = code.filter(|code| code.iter().all(char::is_ascii_uppercase));
    code.ok_or_else(|| "a currency is three capital letters, such as EUR".to_owned())
}

fn exchange_rate(text: &str) -> Result<Decimal, String> {
    let rate = crate::units::plain_decimal(text)?;
    if rate > Decimal::ZERO {
        Ok(rate)
    } else {
        Err("a rate is above zero: what a US dollar is in the currency".to_owned())
    }
}
