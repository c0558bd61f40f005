//! Pages and schemas that are made from declarations, and must not drift from them.
//!
//! `CROSSOVER_UPDATE=1 cargo test --test generated` writes them anew.

use std::{fmt::Write as _, fs, path::Path};

use crossover::{
    checks::CHECKS,
    demand::{NAMED_SHAPES, weights_of},
    requirement::Fact,
    scenario::ScenarioFields,
    schema::{Field, Kind, Record as _, Tagged, json_schema},
    units::{Meter, bounds::Bound},
    usage::{
        Counts, FORMATS, Failed, Field as UsageField, Format, Layout, Reason, TimeForm, TokensAre,
    },
};

/// Compares a made text with the file that holds it, or writes the file.
#[expect(clippy::expect_used, reason = "a helper of tests")]
fn hold(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("CROSSOVER_UPDATE").is_some() {
        fs::write(&file, made).expect("the page is written");
        return;
    }
    let held = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        held == made,
        "{path} is not what the code says: run `CROSSOVER_UPDATE=1 cargo test --test generated`"
    );
}

#[test]
fn the_json_schema_of_the_scenario_file() {
    let schema = json_schema("crossover scenario", ScenarioFields::FIELDS);
    let text = serde_json::to_string_pretty(&schema).unwrap();
    hold("docs/schema/scenario.json", &(text + "\n"));
}

#[test]
fn the_page_of_the_scenario_file() {
    hold("docs/scenario.md", &page());
}

const INTRODUCTION: &str = "# The scenario file

Made from the declarations in `src/scenario/fields.rs` and `src/plan/` by
`CROSSOVER_UPDATE=1 cargo test --test generated`. The same declarations check the file and make its
JSON Schema, `docs/schema/scenario.json` (`crossover schema`).

A scenario is a TOML file: one workload, its traffic, the plans to compare. Unknown keys are errors.
Money is quoted (`\"0.12\"`). Every other number may be bare or quoted and is read from its source text
as an exact decimal; exponents, `inf` and `nan` are errors.

A number may also be a range, of which commands that need one value take `mode`, else `mean`, else the
most likely value:

| `distribution` | keys |
|---|---|
| `triangular`, `pert` | `low`, `mode`, `high` |
| `uniform` | `low`, `high` (the middle is taken) |
| `normal`, `lognormal` | `mean`, `sd` |
| `discrete` | `values`, `weights` |

Fields marked *later* are known, and answered with `this version does not support it yet`.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    section(&mut page, "The file", "", &[ScenarioFields::FIELDS]);
    nested(&mut page, "", ScenarioFields::FIELDS);
    page.push_str(
        "\n## Traffic shapes\n\nWeights of the hours of the day, relative to each other; the week's 168 are \
         normalised to sum 1 and stand for the month. `peak_to_mean` keeps the peak hours and rescales \
         the others.\n",
    );
    for shape in NAMED_SHAPES {
        let _ = writeln!(page, "\n`{}`: {}\n", shape.name, shape.doc);
        let weights = weights_of(shape.name).unwrap_or_default();
        let _ = writeln!(page, "| hour | {} |", hours(|hour| format!("{hour:02}")));
        let _ = writeln!(page, "|---|{}", "---:|".repeat(24));
        for (name, day) in [("Monday to Friday", 0), ("Saturday, Sunday", 5)] {
            let row = hours(|hour| weights[day * 24 + hour].to_string());
            let _ = writeln!(page, "| {name} | {row} |");
        }
    }
    page.push_str(FILES_AND_WORDS);
    let meters = DISCOUNTED.iter().map(|meter| format!("`{}`", meter.id()));
    let _ = writeln!(
        page,
        "\n## The `meter` of a `[[discount]]`\n\n`*`, or one of the meters plans are billed by, which \
         `crossover explain SCENARIO --plan PLAN --format json` names for each line:\n\n{}",
        meters.collect::<Vec<_>>().join(", ")
    );
    page
}

/// What the fields' own descriptions have no room for.
const FILES_AND_WORDS: &str = r#"
## `on_hours`

`DAYS HOURS`, several of them separated by commas: `"mon-fri 07-19"`, `"mon-fri 07-19, sat 09-12"`,
`"daily 00-24"`.

- Days: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`; a span of them, which may go over the end of the
  week (`fri-mon`); or `daily`.
- Hours: whole ones from 0 to 24, from the first up to but without the second. A span does not go over
  midnight: write two parts, `"daily 00-06, daily 22-24"`.
- They are hours of `traffic.timezone`.

## The file of `traffic.trace`

```csv
hour_start,requests,input_tokens,output_tokens
2026-11-02T00:00:00Z,120,216000,42000
2026-11-02T01:00:00Z,80,144000,28000
```

- The columns `hour_start` and `requests` must be there; `input_tokens` and `output_tokens`, the totals of
  the hour, both or neither. Others are read over, the order is free, commas separate.
- The rows are hours that follow each other without a gap: an hour without requests is a row with `0`. At
  most ten years of them.
- `hour_start` is an ISO 8601 time with an offset (`2026-11-02T00:00:00Z`, `2026-11-02T00:00:00-05:00`),
  or without one, and then a time of `traffic.timezone`.
- What the workload does not say itself, the number of requests or the sizes, is the trace's. Its hours
  stand for the month.

## `image_size` and `image_quality`

Together they name a row of the price list. `image_size = "1024x1024"` with `image_quality = "premium"`
are `upto1024-premium` of Nova Canvas; `"512x512"` with `"standard"` are `lt512-standard` of the Titan
image generators. The words of the list are accepted too: `image_size = "upto2048"`. A model with one price
for all its images, such as those of Stability AI, needs neither. A plan whose size is not listed names the
ones that are, and `crossover prices show MODEL` shows them with their prices.
"#;

/// The meters of the lines plans make.
const DISCOUNTED: &[Meter] = &[
    Meter::InputTokens,
    Meter::OutputTokens,
    Meter::CacheReadTokens,
    Meter::CacheWrite5mTokens,
    Meter::CacheWrite30mTokens,
    Meter::CacheWrite1hTokens,
    Meter::InputAudioTokens,
    Meter::OutputAudioTokens,
    Meter::InputAudioSeconds,
    Meter::InputImages,
    Meter::OutputImages,
    Meter::InputVideoSeconds,
    Meter::OutputVideoSeconds,
    Meter::Queries,
    Meter::ModelUnitHours,
    Meter::InputTpmHours,
    Meter::OutputTpmHours,
    Meter::CustomModelUnitMinutes,
    Meter::CustomModelUnitMonths,
    Meter::ModelMonths,
    Meter::InstanceHours,
    Meter::SoftwareHours,
    Meter::ServerlessSeconds,
    Meter::ProvisionedConcurrencySeconds,
    Meter::ProvisionedDurationSeconds,
    Meter::VolumeGibMonths,
    Meter::DataInGib,
    Meter::DataOutGib,
];

fn hours(each: impl Fn(usize) -> String) -> String {
    (0..24).map(each).collect::<Vec<_>>().join(" | ")
}

/// The sections of the tables below `fields`.
fn nested(page: &mut String, path: &str, fields: &[Field]) {
    for field in fields {
        let path = if path.is_empty() {
            field.name.to_owned()
        } else {
            format!("{path}.{}", field.name)
        };
        match field.kind {
            Kind::Record(fields, doc) => {
                section(page, &format!("`[{path}]`"), doc, &[fields]);
                nested(page, &path, fields);
            }
            Kind::Records(fields, doc) => {
                section(page, &format!("`[[{path}]]`"), doc, &[fields]);
                nested(page, &path, fields);
            }
            Kind::Map(fields, doc) => {
                section(page, &format!("`[{path}.NAME]`"), doc, &[fields]);
                nested(page, &format!("{path}.NAME"), fields);
            }
            Kind::Tagged(tagged) => {
                let doc = "A way to buy. These fields are common to all modes:";
                section(page, &format!("`[[{path}]]`"), doc, &[tagged.common]);
                for (word, doc, fields) in tagged.variants {
                    section(page, &format!("`{} = \"{word}\"`", tagged.tag), doc, fields);
                }
                nested_of_variants(page, &path, tagged);
            }
            _ => {}
        }
    }
}

/// The tables within tagged ones: a section for each that is declared, not for each that has it.
fn nested_of_variants(page: &mut String, path: &str, tagged: &Tagged) {
    type Nested = (&'static str, &'static [Field], &'static str, Vec<String>);
    let mut found: Vec<Nested> = Vec::new();
    for (word, _, parts) in tagged.variants {
        for field in parts.iter().flat_map(|part| part.iter()) {
            let Kind::Record(fields, doc) = field.kind else {
                continue;
            };
            let keys = |fields: &[Field]| fields.iter().map(|field| field.name).collect::<Vec<_>>();
            let word = format!("`{word}`");
            let known = found.iter_mut().find(|(name, other, other_doc, _)| {
                (*name, *other_doc, keys(other)) == (field.name, doc, keys(fields))
            });
            match known {
                Some((_, _, _, words)) => words.push(word),
                None => found.push((field.name, fields, doc, vec![word])),
            }
        }
    }
    for (name, fields, doc, words) in found {
        let doc = format!("{} Of the plans {}.", doc.trim(), words.join(", "));
        section(page, &format!("`[{path}.{name}]`"), &doc, &[fields]);
        nested(page, &format!("{path}.{name}"), fields);
    }
}

fn section(page: &mut String, title: &str, doc: &str, parts: &[&[Field]]) {
    let _ = write!(page, "\n## {title}\n\n");
    if !doc.is_empty() {
        let _ = write!(page, "{}\n\n", doc.trim());
    }
    page.push_str("| field | what it is | type, unit, range | default |\n|---|---|---|---|\n");
    for field in parts.iter().flat_map(|part| part.iter()) {
        let default = match (field.required, field.default) {
            (true, _) => "required".to_owned(),
            (false, Some(default)) => format!("`{default}`"),
            (false, None) => String::new(),
        };
        let later = if field.later { " *later*" } else { "" };
        let _ = writeln!(
            page,
            "| `{}`{later} | {} | {} | {default} |",
            field.name,
            field.doc.trim(),
            kind(field)
        );
    }
}

fn kind(field: &Field) -> String {
    let unit = if field.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", field.unit)
    };
    match field.kind {
        Kind::Number(bound) => format!("number{unit}, {}", range(bound)),
        Kind::NumberOrWord(bound, word) => format!("number{unit}, {}, or `{word}`", range(bound)),
        Kind::Money(bound) => format!("money in quotes{unit}, {}", range(bound)),
        Kind::Text => "text".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Choice(words) => {
            let words = words
                .iter()
                .map(|(word, doc)| format!("`{word}`: {}", doc.trim()));
            words.collect::<Vec<_>>().join("<br>")
        }
        Kind::Numbers(bound) => format!("list of numbers, {}", range(bound)),
        Kind::Texts => "list of texts".to_owned(),
        Kind::Changes => {
            "table of knobs in quotes, each with a number or, in quotes, a change such as `x1.5` or `+20%`"
                .to_owned()
        }
        Kind::Record(..) | Kind::Map(..) => "table".to_owned(),
        Kind::Records(..) | Kind::Tagged(_) => "list of tables".to_owned(),
        Kind::NumberMap(bound) => format!("table of numbers, {}", range(bound)),
    }
}

fn range(bound: &Bound) -> String {
    let whole = if bound.whole { "whole, " } else { "" };
    let above = if bound.above { "above " } else { "" };
    format!("{whole}{above}{} to {}", bound.least, bound.most)
}

#[test]
fn the_page_of_checks() {
    let mut page = "# Checks\n\nMade from `src/checks/table.rs` by `CROSSOVER_UPDATE=1 cargo test --test generated`. \
         `crossover explain --check ID` prints one of them.\n\nA *warning* leaves a plan its cost and its \
         rank, a *reason* takes it out of the ranking, and *input* refuses the file.\n\n\
         | check | kind | means | what to do | stated in |\n|---|---|---|---|---|\n"
        .to_owned();
    for check in CHECKS {
        let (id, kind) = (check.id, check.kind.word());
        let (means, advice, source) = (check.means, check.advice, linked(check.source));
        let _ = writeln!(page, "| `{id}` | {kind} | {means} | {advice} | {source} |");
    }
    hold("docs/checks.md", &page);
}

#[test]
fn the_page_of_facts() {
    let mut page = "# Facts behind the advice\n\nMade from `src/requirement/fact.rs` by `CROSSOVER_UPDATE=1 cargo test \
         --test generated`. `crossover advise` names those that decide (docs/advice.md). The day is \
         that on which the source was read, or the announcement was made.\n\n\
         | fact | in a few words | read in | on |\n|---|---|---|---|\n"
        .to_owned();
    for fact in Fact::ALL {
        let source = linked(fact.source());
        let (id, words, date) = (fact.id(), fact.words(), fact.checked_on());
        let _ = writeln!(page, "| `{id}` | {words} | {source} | {date} |");
    }
    hold("docs/facts.md", &page);
}

/// A source as a link: an address, or a file of this project from a page in `docs/`.
fn linked(source: &str) -> String {
    let name = source.trim_end_matches('/').rsplit('/').next();
    let name = name.unwrap_or(source);
    if source.starts_with("https://") {
        format!("[{name}]({source})")
    } else {
        format!("[{name}](../{source})")
    }
}

/// Pages that show what the program prints, and how they say what to run: a line
/// `<!-- output: ARGUMENTS -->`, or `<!-- output: ARGUMENTS, up to TEXT -->` for its first part, before
/// the block that holds the output.
const PAGES: [&str; 7] = [
    "README.md",
    "docs/advice.md",
    "docs/import.md",
    "docs/prices.md",
    "docs/solution.md",
    "docs/whatif.md",
    "docs/workloads.md",
];
const MARK: &str = "<!-- output: ";

#[test]
fn pages_show_real_output() {
    for page in PAGES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(MARK), "{page} shows no output");
        hold(page, &with_output(&text));
    }
}

/// The page with its outputs made anew.
#[expect(clippy::expect_used, reason = "a helper of tests")]
fn with_output(page: &str) -> String {
    let mut parts = page.split(MARK);
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (mark, rest) = part.split_once(" -->\n").expect("a mark ends its line");
        let (arguments, until) = match mark.split_once(", up to ") {
            Some((arguments, until)) => (arguments, Some(until)),
            None => (mark, None),
        };
        let printed = printed(arguments);
        let shown = until.and_then(|until| printed.split_once(&format!("\n{until}")));
        let shown = shown.map_or(printed.as_str(), |(before, _)| before).trim();
        let after = rest.splitn(3, "```").nth(2).expect("a block follows");
        let _ = write!(made, "{MARK}{mark} -->\n```text\n{shown}\n```{after}");
    }
    made
}

/// What the program prints, 100 columns wide.
#[expect(clippy::expect_used, reason = "a helper of tests")]
fn printed(arguments: &str) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_crossover"))
        .args(arguments.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "100")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{arguments}");
    let text = String::from_utf8(output.stdout).expect("it prints text");
    // Lines of a drawing may end in spaces, which editors take away.
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

const FORMATS_INTRODUCTION: &str = "# Formats of usage

Made from the declarations in `src/usage/formats/` by `CROSSOVER_UPDATE=1 cargo test --test generated`.
The same declarations read the files.

`crossover import` detects the format by the names in the header or in the first record; `--from` says it
instead, and `--map` names columns that are called otherwise. Columns are found by name, in any order and
case. Files may be plain, gzip or Zstandard (several members or frames too); UTF-8, with or without a byte
order mark; with any ends of lines. UTF-16 and Parquet are refused.

**JSON** may be an object a line, objects one after the other, or an array, over any number of lines; lines
may begin with a time, as log exports have them. Names with points lead into objects, into JSON within a
text or a CSV cell, and match names that have the points themselves. What tools wrap records in is taken
off: `events`, `results`, `data`, `resourceSpans`, `MetricDataResults`, `Datapoints`, `@message`. An array
is read an element at a time, a document up to 64 MiB, a line up to 16 MiB; what is longer is left out.
An answer that goes on in another page counts as a record that cannot be read.

**Times** are RFC 3339 or like it, a date, or Unix time of ten digits or more (seconds to nanoseconds, told
apart by their size). Without an offset they are UTC. Smaller numbers need `--time-unit`, and `--start` for
their date. Where the format counts from a start that the file does not tell, hours are counted from it.

**Every record is kept or left out for a stated reason.** A record with tokens is kept whatever became of
it, as tokens are paid for. Records that are wrong are told with file, line, column and reason, the first
20 of them; what prompts and answers say is never shown. A row with fewer or more cells than the header is
left out whole, as its counts may lie under the wrong names. A file that breaks off is refused as a whole:
sums of a part would pass for the whole.

";

/// The words that a field may have.
fn words_of(words: &[&str]) -> String {
    let words = words.iter().map(|word| match *word {
        "" => "absent".to_owned(),
        word => format!("`{word}`"),
    });
    words.collect::<Vec<_>>().join(" or ")
}

/// The words of a list, each as code.
fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

#[test]
fn the_page_of_the_formats_of_usage() {
    let mut page = FORMATS_INTRODUCTION.to_owned();
    page.push_str("| left out as | because |\n|---|---|\n");
    for reason in Reason::ALL {
        let _ = writeln!(page, "| `{}` | {} |", reason.word(), reason.meaning());
    }
    page.push_str("\n| `--from` | is | lies in | recognised by |\n|---|---|---|---|\n");
    for format in FORMATS {
        let layout = match format.layout {
            Layout::Csv => "CSV",
            Layout::Json => "JSON",
            Layout::Both => "CSV, JSON",
        };
        let sets: Vec<String> = format.needs.iter().map(|set| listed(set)).collect();
        let recognised = match (sets.is_empty(), format.header.is_empty()) {
            (false, _) => sets.join("; or "),
            (true, true) => "nothing else fits".to_owned(),
            (true, false) => format!("`--from` only; no header: {}", listed(format.header)),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {layout} | {recognised} |",
            format.name, format.title
        );
    }
    page.push_str("\n| `--from` | its input tokens are | its times are | a record covers |\n|---|---|---|---|\n");
    for format in FORMATS {
        let (input, time, covers) = meaning(format);
        let _ = writeln!(page, "| `{}` | {input} | {time} | {covers} |", format.name);
    }
    page.push_str("\n## What to know of each\n");
    for format in FORMATS.iter().filter(|format| !format.notes.is_empty()) {
        let _ = writeln!(
            page,
            "\n**{}** (`{}`). {}",
            format.title, format.name, format.notes
        );
        let failed = match format.failed {
            Failed::Words(words) => words,
            Failed::Unknown | Failed::Present => &[],
        };
        for (what, field, words) in [
            ("Requests", UsageField::Type, format.types),
            ("Failed", UsageField::Status, failed),
        ] {
            let names = format.names(field).first().filter(|_| !words.is_empty());
            if let Some(name) = names {
                let _ = writeln!(page, "{what}: `{name}` is {}.", words_of(words));
            }
        }
    }
    hold("docs/usage-formats.md", &page);
}

/// What input tokens are, how times are written, and what a record covers.
fn meaning(format: &Format) -> (&'static str, &'static str, String) {
    let input = match format.counts {
        Counts::UncachedInput => "those that no cache served or kept",
        Counts::WholePrompt => "the whole prompt, cached ones too",
    };
    let time = match format.time {
        TimeForm::Written => "dates or Unix times",
        TimeForm::WrittenOrSeconds => "dates, or seconds from a start",
        TimeForm::RelativeSeconds => "seconds from a start",
        TimeForm::RelativeMilliseconds => "milliseconds from a start",
        TimeForm::RelativeMicroseconds => "microseconds from a start",
        TimeForm::RelativeNanoseconds => "nanoseconds from a start",
    };
    let window = match format.window_seconds {
        0 => "a request",
        86_400 => "a day",
        600 => "ten minutes",
        other => panic!("say what {other} seconds are"),
    };
    let covers = match format.tokens {
        TokensAre::Sums => window.to_owned(),
        TokensAre::Means => format!("{window}, by means of tokens"),
        TokensAre::Parts => match format.window_seconds {
            0 => "a sum of a period".to_owned(),
            _ => format!("{window}, without tokens"),
        },
    };
    (input, time, covers)
}
