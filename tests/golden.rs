//! Cost calculations that somebody else published come out exactly; `golden/README.md` says how the
//! cases are written.

#[path = "support/priced.rs"]
mod priced;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crossover::{
    report::PlanReport,
    units::{Decimal, Exact, machine},
};
use rust_decimal::RoundingStrategy;
use serde::Deserialize;

/// Published calculations that have to be covered, at the least.
const COVERED_AT_LEAST: usize = 144;
/// Published calculations there are.
const PUBLISHED: usize = 150;
/// Fractional digits of a figure for machines; one with fewer has no further ones.
const MACHINE_DIGITS: u32 = 18;

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source: String,
    published_usd: String,
    exact_usd: String,
    flag: String,
    #[serde(default)]
    part: Vec<Part>,
    plan: Option<String>,
    parts: Option<Vec<String>>,
    compare: Option<String>,
    prices: Option<String>,
    scenario: Option<String>,
}

/// A scenario of a case, and the plans in it whose figures count.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    plan: Option<String>,
    parts: Option<Vec<String>>,
    compare: Option<String>,
    prices: String,
    scenario: String,
}

impl Case {
    /// Its scenarios: its parts, or itself.
    fn into_parts(self) -> Vec<Part> {
        let (Some(prices), Some(scenario)) = (self.prices, self.scenario) else {
            return self.part;
        };
        let Self {
            plan,
            parts,
            compare,
            ..
        } = self;
        vec![Part {
            plan,
            parts,
            compare,
            prices,
            scenario,
        }]
    }
}

impl Part {
    /// Its figure, or why it has none.
    fn figure(&self) -> Result<Exact, String> {
        let catalog = priced::catalog(&self.prices);
        let reports = priced::plans(&catalog, &self.scenario);
        let ids: Vec<&String> = self
            .plan
            .iter()
            .chain(self.parts.iter().flatten())
            .collect();
        if ids.is_empty() {
            return Err("names no plan".to_owned());
        }
        let mut sum = Exact::zero();
        for id in ids {
            let report = reports.iter().find(|report| report.id == *id);
            sum += &self.of(report.ok_or_else(|| format!("has no plan `{id}`"))?)?;
        }
        Ok(sum)
    }

    fn of(&self, report: &PlanReport) -> Result<Exact, String> {
        let usd = match self.compare.as_deref().unwrap_or("total_usd") {
            "total_usd" => &report.total_usd,
            "per_request_usd" => &report.per_request_usd,
            other => return Err(format!("compares `{other}`")),
        };
        let why: Vec<&str> = report
            .reasons
            .iter()
            .map(|reason| reason.message.as_str())
            .collect();
        let none = || {
            format!(
                "plan `{}` is {}: {}",
                report.id,
                report.status,
                why.join("; ")
            )
        };
        usd.as_ref()
            .map(|usd| usd.amount().clone())
            .ok_or_else(none)
    }
}

/// Digits after the point.
fn digits(figure: &str) -> u32 {
    let fraction = figure
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    u32::try_from(fraction).unwrap_or(u32::MAX)
}

#[expect(clippy::unwrap_used, reason = "a figure that is none is a broken case")]
fn decimal(figure: &str) -> Decimal {
    Decimal::from_str_exact(figure).unwrap()
}

/// What is wrong with a figure that should be `expected`.
fn differs(figure: &Exact, expected: &str) -> Option<String> {
    let rounded = figure.rounded_half_even(digits(expected));
    if rounded != Exact::from(decimal(expected)) {
        return Some(format!("is {}, not {expected}", machine(figure)));
    }
    let complete = digits(expected) >= MACHINE_DIGITS || rounded == *figure;
    (!complete).then(|| format!("is {}, {expected} leaves digits out", machine(figure)))
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

/// Every case with the file it is in.
#[expect(clippy::unwrap_used, reason = "a broken file fails the test")]
fn cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let group: Group = match toml::from_str(&fs::read_to_string(&path).unwrap()) {
            Ok(group) => group,
            Err(error) => panic!("{name}: {error}"),
        };
        cases.extend(group.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases.sort_by(|(a, _), (b, _)| a.cmp(b));
    cases
}

/// A row of `coverage.csv`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    id: String,
    status: String,
    #[serde(rename = "where")]
    place: String,
    why: String,
}

#[expect(clippy::unwrap_used, reason = "a broken file fails the test")]
fn coverage() -> Vec<Coverage> {
    let mut reader = csv::Reader::from_path(folder().join("coverage.csv")).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn none_wrong(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_published_calculation_comes_out_exactly() {
    let mut wrong = Vec::new();
    for (file, case) in cases() {
        let (id, expected) = (case.id.clone(), case.exact_usd.clone());
        let parts = case.into_parts();
        if parts.is_empty() {
            wrong.push(format!("{file}: {id} has no scenario"));
            continue;
        }
        match parts
            .iter()
            .map(Part::figure)
            .sum::<Result<Exact, String>>()
        {
            Ok(figure) => {
                wrong.extend(differs(&figure, &expected).map(|how| format!("{file}: {id} {how}")));
            }
            Err(why) => wrong.push(format!("{file}: {id} {why}")),
        }
    }
    none_wrong(&wrong);
}

#[test]
fn a_case_without_a_flag_prints_what_was_published() {
    let mut wrong = Vec::new();
    for (file, case) in cases() {
        assert!(
            !case.source.is_empty(),
            "{file}: {} names no source",
            case.id
        );
        let printed = decimal(&case.exact_usd).round_dp_with_strategy(
            digits(&case.published_usd),
            RoundingStrategy::MidpointAwayFromZero,
        );
        if case.flag.is_empty() && printed != decimal(&case.published_usd) {
            wrong.push(format!(
                "{file}: {} prints {printed}, not {}",
                case.id, case.published_usd
            ));
        }
    }
    none_wrong(&wrong);
}

#[test]
fn coverage_names_the_cases_there_are() {
    let mut wrong = Vec::new();
    let mut places = BTreeMap::new();
    for (file, case) in cases() {
        if let Some(other) = places.insert(case.id.clone(), file.clone()) {
            wrong.push(format!("{} is in {other} and in {file}", case.id));
        }
    }
    let rows = coverage();
    let mut covered = BTreeSet::new();
    for row in &rows {
        let file = places.get(&row.id);
        match (row.status.as_str(), file) {
            ("covered", Some(file)) if *file == row.place => {
                covered.insert(row.id.clone());
            }
            ("covered", file) => {
                wrong.push(format!(
                    "{} should be in {}, is in {file:?}",
                    row.id, row.place
                ));
            }
            ("later" | "excluded", None) if !row.why.is_empty() => {}
            ("later" | "excluded", None) => wrong.push(format!("{} does not say why", row.id)),
            (status, _) => wrong.push(format!("{} is `{status}`, in {file:?}", row.id)),
        }
    }
    let extra = places
        .keys()
        .filter(|id| !covered.contains(*id) && !id.starts_with("extra-"));
    wrong.extend(extra.map(|id| format!("{id} is not covered by coverage.csv")));
    none_wrong(&wrong);
    assert_eq!(rows.len(), PUBLISHED);
    assert!(
        covered.len() >= COVERED_AT_LEAST,
        "only {} are covered",
        covered.len()
    );
}

#[test]
fn the_collected_calculations_are_all_accounted_for() {
    let Some(folder) = support::data("the_collected_calculations_are_all_accounted_for") else {
        return;
    };
    let text = fs::read_to_string(folder.join("golden/cases.jsonl")).unwrap();
    let collected: BTreeMap<String, serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|case| (case["id"].as_str().unwrap().to_owned(), case))
        .collect();
    let ours: BTreeSet<String> = coverage().into_iter().map(|row| row.id).collect();
    assert!(
        ours.iter().eq(collected.keys()),
        "coverage.csv and cases.jsonl list different cases"
    );
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (_, case) in cases() {
        let Some(theirs) = collected.get(&case.id) else {
            continue;
        };
        let exact = theirs["exact_total_usd"].as_str().unwrap();
        compared += 1;
        if case.flag.is_empty() && decimal(exact) != decimal(&case.exact_usd) {
            wrong.push(format!(
                "{} is {exact} there, {} here",
                case.id, case.exact_usd
            ));
        }
    }
    none_wrong(&wrong);
    assert!(compared >= COVERED_AT_LEAST, "only {compared} compared");
}

#[test]
fn a_wrong_figure_is_seen() {
    let figure = Exact::from(decimal("1.005"));
    assert!(differs(&figure, "1.005").is_none());
    assert!(differs(&figure, "1.0050").is_none());
    assert!(differs(&figure, "1.006").is_some());
    assert!(differs(&figure, "1").is_some(), "digits are left out");
    let third = Exact::ratio(1, 3).unwrap();
    assert!(differs(&third, "0.333333333333333333").is_none());
    assert!(differs(&third, "0.333333333333333334").is_some());
}
