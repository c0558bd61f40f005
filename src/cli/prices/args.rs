//! What may be typed behind `crossover prices`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::units::Decimal;

const IMPORT_EXAMPLES: &str = "\
Examples:
  crossover prices import AmazonSageMaker-eu-central-1.json
  crossover prices import Amazon*.json --check --tolerance 0.5
  crossover prices import Amazon*.json -o aws-prices
  crossover compare scenario.toml --prices aws-prices

-o names a directory, which gets a price file for each service. docs/prices.md says how to fetch
the files of AWS.";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PricesCommand {
    /// List prices, all or those that fit every filter
    List(PriceFilter),
    /// Show what is known of a model, an instance type or a feature, and its prices
    Show(ShowArgs),
    /// Check the price files: every row of the catalog, and the --prices files
    Check(PricesCheckArgs),
    /// Turn AWS's price files into own prices for --prices
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(PricesImportArgs),
    /// Show which prices differ between two editions, overlays or dates
    Diff(PricesDiffArgs),
    /// Hold the prices against others, and against the orders that must hold among them
    Audit(PricesAuditArgs),
}

impl PricesCommand {
    /// Whether `-o` names the directory of the prices it makes, not a place for the answer.
    pub(in crate::cli) fn writes_prices(&self) -> bool {
        matches!(self, Self::Import(_))
    }

    /// The files it reads, which an answer must not overwrite.
    pub(in crate::cli) fn inputs(&self) -> Vec<&Path> {
        match self {
            Self::Import(args) => args.files.iter().map(PathBuf::as_path).collect(),
            Self::Diff(args) => args.workload.iter().map(PathBuf::as_path).collect(),
            Self::Audit(args) => args.against.iter().map(PathBuf::as_path).collect(),
            Self::List(_) | Self::Show(_) | Self::Check(_) => Vec::new(),
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PricesCheckArgs {
    /// Report what is priced where, how sure it is and how old, and what is missing
    #[arg(long)]
    pub report: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PricesImportArgs {
    /// Price files: offer files of the AWS Price List (JSON or CSV), answers of aws pricing get-products,
    /// savings plan files, litellm's and genai-prices' price maps, own CSV; .gz and .zst too
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Compare what was read with the catalog; exit code 1, and nothing is written, if a price differs by
    /// more than --tolerance
    #[arg(long)]
    pub check: bool,
    /// With --check: percent a price may differ before the exit code is 1
    #[arg(long, value_name = "PERCENT", requires = "check", value_parser = crate::units::plain_decimal, default_value = "0")]
    pub tolerance: Decimal,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PricesDiffArgs {
    /// The prices before: `catalog`, a date, an overlay (file or directory), or a whole pricing directory
    pub old: String,
    /// The prices after
    pub new: String,
    /// Also show what changes in the plans of these scenarios
    #[arg(long, value_name = "SCENARIO")]
    pub workload: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PricesAuditArgs {
    /// A price file to hold the catalog against, in any form that `prices import` reads
    #[arg(long, value_name = "FILE")]
    pub against: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PriceFilter {
    /// The service: bedrock, sagemaker, or another AWS service
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// A part of the item: a model id, an instance type, a feature; or another name of a model
    #[arg(long, value_name = "ITEM")]
    pub item: Option<String>,
    /// What is bought: on-demand, batch, hosting, …
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// The scope: in-region, geo or global
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// What is counted: input-tokens, instance-hours, …
    #[arg(long, value_name = "METER")]
    pub meter: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// A model id, family or other name; an instance type; a feature
    pub item: String,
}
