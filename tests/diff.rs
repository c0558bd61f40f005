//! What is different between two answers: nothing between an answer and itself, the same between two
//! scenarios as between their saved answers, and every dollar of it true.

use std::{fs, path::Path};

use crossover::{
    analysis::{CompareOptions, PlansFrom, compare, diff, proposals},
    catalog::Catalog,
    render::{Format, Look, render},
    report::{CompareReport, DiffReport, ScenarioReport},
    scenario::{Saved, Scenario},
    units::{Decimal, Exact, Usd},
};

fn exact(text: &str) -> Exact {
    let decimal: Decimal = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    Exact::from(decimal)
}

/// The shipped scenarios, by name.
fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<(String, String)> = Vec::new();
    for folder in [folder.clone(), folder.join("modes")] {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}"));
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|end| end == "toml") {
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
                files.push((path.display().to_string(), text));
            }
        }
    }
    files.sort();
    files
}

/// The answer of `compare` for some scenarios, as it is saved.
fn saved(catalog: &Catalog, texts: &[&str]) -> String {
    let read = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        fs::read_to_string(folder.join(name)).map_err(|error| error.to_string())
    };
    let reports = texts.iter().map(|text| {
        let scenario = Scenario::parse(text, None, catalog, &read);
        let scenario = scenario.unwrap_or_else(|problems| panic!("{problems:?}"));
        let proposed = proposals(&scenario, catalog, PlansFrom::Either);
        let options = CompareOptions::default();
        let found = compare(&scenario, &proposed, catalog, &options);
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        ScenarioReport::of(&found, catalog, None)
    });
    let report = CompareReport::new(reports.collect());
    render(&report, Format::Json, Look::default())
}

fn parsed(json: &str) -> Saved {
    Saved::parse(json).unwrap_or_else(|error| panic!("{error}"))
}

fn reported(before: &str, after: &str) -> DiffReport {
    let (before, after) = (parsed(before), parsed(after));
    DiffReport::of(&diff(&before, &after), "a", "b")
}

#[test]
fn an_answer_and_itself_differ_in_nothing() {
    let catalog = Catalog::embedded(Vec::new());
    for (name, text) in shipped() {
        let json = saved(&catalog, &[&text]);
        let report = reported(&json, &json);
        let [scenario] = report.scenarios.as_slice() else {
            panic!("{name}: {report:?}")
        };
        assert_eq!(scenario.change, "same", "{name}");
        assert!(
            scenario.plans.is_empty() && scenario.warnings.is_empty(),
            "{name}"
        );
        assert!(scenario.unchanged_plans > 0, "{name}");
    }
}

#[test]
fn totals_and_lines_rise_by_what_they_differ() {
    let catalog = Catalog::embedded(Vec::new());
    let texts = shipped();
    for pair in texts.windows(2) {
        let (before, after) = (
            saved(&catalog, &[&pair[0].1]),
            saved(&catalog, &[&pair[1].1]),
        );
        let there = reported(&before, &after);
        let back = reported(&after, &before);
        for (scenario, reverse) in there.scenarios.iter().zip(&back.scenarios) {
            assert_eq!(scenario.plans.len(), reverse.plans.len());
            for plan in &scenario.plans {
                let other = reverse.plans.iter().find(|other| other.id == plan.id);
                let other = other.unwrap_or_else(|| panic!("{}", plan.id));
                let negated = other.difference_usd.clone().map(|usd| -usd);
                assert_eq!(plan.difference_usd, negated);
                let Some(rise) = &plan.difference_usd else {
                    continue;
                };
                // Costs are rounded to 18 digits each when they are saved.
                let lines = plan
                    .line_items
                    .iter()
                    .filter_map(|line| line.difference_usd.as_ref());
                let lines: Exact = lines.map(Usd::amount).sum();
                let apart = lines - rise.amount();
                let hair = exact("0.000000000001");
                assert!(apart <= hair && -apart <= hair, "{}", plan.id);
            }
        }
    }
}

const BEFORE: &str = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\n[workload]\nrequests_per_month = 1000\n\
    input_tokens = 10\noutput_tokens = 10\n[[plan]]\nid = \"a\"\nmode = \"external\"\nusd_per_request = \"0.1\"\n\
    [[plan]]\nid = \"b\"\nmode = \"external\"\nusd_per_request = \"0.2\"\nfixed_usd_per_month = \"5\"\n\
    [[plan]]\nid = \"c\"\nmode = \"external\"\nfixed_usd_per_month = \"7\"\n";

#[test]
fn what_is_changed_added_and_removed_by_hand() {
    let catalog = Catalog::embedded(Vec::new());
    let after = BEFORE
        .replace(
            "usd_per_request = \"0.1\"",
            "usd_per_request = \"0.15\"\none_time_usd = \"20\"",
        )
        .replace("fixed_usd_per_month = \"5\"\n", "")
        .replace("id = \"c\"", "id = \"d\"");
    let report = reported(&saved(&catalog, &[BEFORE]), &saved(&catalog, &[&after]));
    let scenario = &report.scenarios[0];
    let plans: Vec<(&str, &str)> = scenario
        .plans
        .iter()
        .map(|plan| (plan.change, plan.id.as_str()))
        .collect();
    // In the order of the ranking before: c, a, b; then what is new.
    assert_eq!(
        plans,
        [
            ("removed", "c"),
            ("changed", "a"),
            ("changed", "b"),
            ("added", "d")
        ]
    );
    let (before, after) = (
        scenario.before.as_ref().unwrap(),
        scenario.after.as_ref().unwrap(),
    );
    assert_eq!(
        (before.cheapest.as_deref(), after.cheapest.as_deref()),
        (Some("c"), Some("d"))
    );
    let a = &scenario.plans[1];
    assert_eq!(a.difference_usd.as_ref().unwrap().amount(), &exact("70"));
    assert_eq!(a.difference_share, Some(exact("0.7")));
    let lines: Vec<(&str, &str)> = a
        .line_items
        .iter()
        .map(|line| (line.change, line.id.as_str()))
        .collect();
    assert_eq!(lines, [("changed", "requests"), ("added", "set-ups")]);
    assert_eq!(
        a.line_items[0].difference_usd.as_ref().unwrap().amount(),
        &exact("50")
    );
    assert_eq!(a.line_items[1].difference_share, None);
    let b = &scenario.plans[2];
    assert_eq!((b.line_items[0].change, b.unchanged_lines), ("removed", 1));
    assert_eq!(
        b.line_items[0].difference_usd.as_ref().unwrap().amount(),
        &exact("-5")
    );
}

#[test]
fn scenarios_are_matched_by_name_or_because_there_is_one_each() {
    let catalog = Catalog::embedded(Vec::new());
    let named = |name: &str| BEFORE.replace("name = \"x\"", &format!("name = \"{name}\""));
    let (one, two, three) = (named("one"), named("two"), named("three"));
    let report = reported(
        &saved(&catalog, &[&one, &two]),
        &saved(&catalog, &[&three, &one]),
    );
    let changes: Vec<&str> = report
        .scenarios
        .iter()
        .map(|scenario| scenario.change)
        .collect();
    assert_eq!(changes, ["same", "removed", "added"]);
    let report = reported(&saved(&catalog, &[&one]), &saved(&catalog, &[&two]));
    assert_eq!(report.scenarios[0].change, "same");
    assert_eq!(report.scenarios[0].warnings[0].id, "names-differ");
}

#[test]
fn other_prices_and_periods_are_warned_of() {
    let catalog = Catalog::embedded(Vec::new());
    let json = saved(&catalog, &[BEFORE]);
    let warned = |other: &str| {
        let report = reported(&json, other);
        let ids = report.scenarios[0]
            .warnings
            .iter()
            .map(|note| note.id.clone());
        ids.collect::<Vec<String>>()
    };
    let edition = format!("\"edition\": \"{}\"", Catalog::edition());
    assert_eq!(
        warned(&json.replace(&edition, "\"edition\": \"2020-01-01\"")),
        ["editions-differ"]
    );
    let date = format!("\"as_of\": \"{}\"", catalog.date());
    assert_eq!(
        warned(&json.replace(&date, "\"as_of\": \"2020-01-01\"")),
        ["dates-differ"]
    );
    assert_eq!(
        warned(&json.replace("\"overlays\": []", "\"overlays\": [\"p.csv\"]")),
        ["overlays-differ"]
    );
    assert_eq!(
        warned(&json.replacen("\"months\": 1", "\"months\": 2", 1)),
        ["periods-differ"]
    );
}

/// What `crossover diff` says of two files, without their names.
fn ran(before: &str, after: &str) -> serde_json::Value {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_crossover"))
        .args(["diff", before, after, "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(output.status.success(), "{before} {after}");
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    value["scenarios"].clone()
}

#[test]
fn two_scenarios_differ_as_their_saved_answers_do() {
    let catalog = Catalog::embedded(Vec::new());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let files = [
        "support-chatbot",
        "small-then-large",
        "three-years",
        "region-without-prices",
    ];
    let files = files.map(|name| {
        let scenario = format!("scenarios/{name}.toml");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&scenario));
        let json = folder.join(format!("diff-{name}.json"));
        let written = fs::write(&json, saved(&catalog, &[&text.unwrap_or_default()]));
        assert!(written.is_ok());
        (scenario, json.display().to_string())
    });
    for pair in files.windows(2) {
        let ((one, one_saved), (other, other_saved)) = (&pair[0], &pair[1]);
        let wanted = ran(one, other);
        assert!(
            wanted[0]["plans"]
                .as_array()
                .is_some_and(|plans| !plans.is_empty())
        );
        assert_eq!(ran(one_saved, other_saved), wanted);
        assert_eq!(ran(one, other_saved), wanted);
        assert_eq!(ran(one_saved, other), wanted);
    }
}
