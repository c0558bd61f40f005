//! Break-evens that somebody else published, from scenarios (`published.toml`).

use std::{collections::BTreeMap, fs, path::Path};

use crossover::{
    analysis::{CrossingKind, Verdict},
    units::{Decimal, Exact, machine},
};
use serde::Deserialize;

use super::{
    found::{Question, catalog, decimal, exact, found},
    support,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source: String,
    how: String,
    knob: String,
    from: String,
    to: String,
    between: (String, String),
    at: String,
    published: String,
    unit: String,
    off: String,
    flag: String,
    prices: String,
    scenario: String,
}

#[expect(clippy::unwrap_used, reason = "the file is part of the tests")]
fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/breakeven/published.toml");
    let cases: Cases = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    cases.case
}

/// `value` over `parts`, with as many significant digits as `like`.
fn rounded(value: &Exact, parts: &str, like: &str) -> Decimal {
    let quotient = value.checked_div(&exact(parts)).unwrap_or_else(Exact::zero);
    let digits = like.trim_start_matches(['0', '.']).trim_end_matches('0');
    let digits = digits.chars().filter(char::is_ascii_digit).count();
    let figure = decimal(&machine(&quotient));
    let digits = u32::try_from(digits).unwrap_or(1);
    figure.round_sf(digits).unwrap_or_default().normalize()
}

impl Case {
    fn question(&self) -> Question<'_> {
        Question {
            knob: &self.knob,
            from: Some(&self.from),
            to: Some(&self.to),
            between: Some((&self.between.0, &self.between.1)),
        }
    }

    /// What is wrong with the answer, if anything is.
    fn faults(&self) -> Vec<String> {
        let catalog = catalog(&self.prices);
        let crossings = found(&catalog, &self.scenario, self.question(), |found| {
            let pair = &found.pairs[0];
            let crossings = pair.crossings.iter();
            let crossings = crossings.map(|crossing| {
                (
                    crossing.at.clone(),
                    crossing.kind,
                    crossing.within.is_none(),
                )
            });
            crossings.collect::<Vec<_>>()
        });
        let mut faults = Vec::new();
        let [(at, CrossingKind::Equal, true)] = crossings.as_slice() else {
            return vec![format!("not one exact crossing: {crossings:?}")];
        };
        if machine(at) != self.at {
            faults.push(format!("at {} and not {}", machine(at), self.at));
        }
        let published = decimal(&self.published).normalize();
        let unit = decimal(&self.unit);
        let parts = (unit * decimal(&self.off)).to_string();
        let (theirs, ours) = (
            rounded(at, &parts, &self.published),
            rounded(at, &self.unit, &self.published),
        );
        if theirs != published {
            faults.push(format!("{theirs} is not the published {published}"));
        }
        let is_wrong = self.off != "1";
        if is_wrong != (ours != published) || is_wrong == self.flag.is_empty() {
            faults.push(format!("{ours} against {published}, flag `{}`", self.flag));
        }
        if self.source.is_empty() || self.how.is_empty() {
            faults.push("no source, or not how".to_owned());
        }
        faults
    }
}

#[test]
fn published_break_evens_come_out_and_the_wrong_ones_do_not() {
    let cases = cases();
    let faults: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            let faults = case.faults().into_iter();
            faults.map(|fault| format!("{}: {fault}", case.id))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let wrong = cases.iter().filter(|case| case.off != "1").count();
    assert_eq!((cases.len(), wrong), (8, 2));
}

/// The notes conclude that the instance wins from a utilisation of 0.08 % on. At $0.80 a million it
/// does not win at full load: n instances cost n x $1,109.60 and carry what is n x $1,051.20 elsewhere.
#[test]
fn the_instance_that_was_said_to_win_never_does() {
    let cases = cases();
    let case = cases
        .iter()
        .find(|case| case.id == "g5-2xl-llama8b-per-mtok");
    let Some(case) = case else {
        panic!("the case is gone")
    };
    let question = Question {
        knob: "workload.requests_per_month",
        from: Some("1000"),
        to: Some("100000000"),
        ..case.question()
    };
    found(&catalog(&case.prices), &case.scenario, question, |found| {
        let pair = &found.pairs[0];
        assert_eq!(pair.verdict, Verdict::Always, "{pair:?}");
        assert_eq!(found.map.curves[pair.plan].plan, "api");
        assert!(pair.crossings.is_empty());
    });
}

/// A request at three times its price gives the published figure: 23,594 / 0.0135 = 1,747,703.7.
#[test]
fn the_published_figure_comes_from_the_wrong_price() {
    let cases = cases();
    let case = cases.iter().find(|case| case.id == "p4d-vs-sonnet");
    let Some(case) = case else {
        panic!("the case is gone")
    };
    let tokens = "usd_per_million_input_tokens = \"3\"\nusd_per_million_output_tokens = \"15\"";
    assert!(case.scenario.contains(tokens));
    let scenario = case
        .scenario
        .replace(tokens, "usd_per_request = \"0.0135\"");
    found(&catalog(""), &scenario, case.question(), |found| {
        let at = found.pairs[0]
            .crossings
            .iter()
            .map(|crossing| machine(&crossing.at));
        assert_eq!(at.collect::<Vec<_>>(), ["1747703.703703703703703704"]);
    });
}

#[derive(Deserialize)]
struct Line {
    id: String,
    published: String,
    flags: Vec<String>,
}

#[test]
fn every_published_break_even_is_covered() {
    let Some(folder) = support::data("every_published_break_even_is_covered") else {
        return;
    };
    let lines = fs::read_to_string(folder.join("golden/breakevens.jsonl")).unwrap();
    let cases = cases();
    let known: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut count = 0;
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).unwrap();
        let case = known.get(line.id.as_str());
        let case = case.unwrap_or_else(|| panic!("{} is not covered", line.id));
        assert_eq!(case.published, line.published, "{}", line.id);
        assert_eq!(case.flag.is_empty(), line.flags.is_empty(), "{}", line.id);
        count += 1;
    }
    assert_eq!(count, cases.len());
}
