//! The shipped scenarios: each parses, its plans have the statuses it promises, and its dollars stay.
//!
//! A snapshot that fails shows which dollar changed. If that was meant, `cargo insta review` or
//! `INSTA_UPDATE=always cargo test --test scenarios` takes the new one, and CHANGELOG.md says why.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crossover::{
    analysis::{CompareOptions, Comparison, PlansFrom, Status, compare, proposals},
    catalog::Catalog,
    demand::NAMED_SHAPES,
    plan::Mode,
    scenario::Scenario,
    units::machine,
};

/// A scenario file and its text.
struct Shipped {
    path: PathBuf,
    text: String,
}

impl Shipped {
    fn name(&self) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let name = self.path.strip_prefix(root).unwrap_or(&self.path);
        name.with_extension("").to_string_lossy().replace('\\', "/")
    }

    #[expect(
        clippy::panic,
        reason = "a shipped scenario that does not parse fails the test"
    )]
    fn parse(&self, catalog: &Catalog) -> Scenario {
        let folder = self.path.parent().map(Path::to_owned).unwrap_or_default();
        let read = |path: &str| fs::read_to_string(folder.join(path)).map_err(|e| e.to_string());
        Scenario::parse(&self.text, None, catalog, &read)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", self.name()))
    }

    /// Plans that are not ok on purpose: `# expect: PLAN STATUS REASON`.
    fn expectations(&self) -> BTreeMap<String, (String, String)> {
        let lines = self
            .text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("# expect:"));
        lines
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                assert_eq!(
                    words.len(),
                    3,
                    "{}: expect: PLAN STATUS REASON, not {line}",
                    self.name()
                );
                (
                    words[0].to_owned(),
                    (words[1].to_owned(), words[2].to_owned()),
                )
            })
            .collect()
    }
}

/// Every scenario below `scenarios/`, in order.
#[expect(clippy::unwrap_used, reason = "an unreadable folder fails the test")]
fn shipped() -> Vec<Shipped> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: PathBuf| Shipped {
        text: fs::read_to_string(&path).unwrap(),
        path,
    };
    files.into_iter().map(read).collect()
}

/// Compares the plans of every shipped scenario as the command line would.
#[expect(
    clippy::unwrap_used,
    reason = "a scenario without plans fails the test"
)]
fn each(mut look: impl FnMut(&Shipped, &Comparison<'_>)) {
    for file in shipped() {
        let catalog = Catalog::embedded(Vec::new());
        let scenario = file.parse(&catalog);
        let proposed = proposals(&scenario, &catalog, PlansFrom::Either);
        let options = CompareOptions::default();
        look(
            &file,
            &compare(&scenario, &proposed, &catalog, &options).unwrap(),
        );
    }
}

#[test]
fn plans_have_the_statuses_their_files_promise() {
    each(|file, comparison| {
        let mut expected = file.expectations();
        for plan in &comparison.plans {
            let (id, result) = (plan.result.entry.id(), &plan.result);
            let reasons: Vec<&str> = result.reasons.iter().map(|reason| reason.id).collect();
            match expected.remove(id) {
                None => assert_eq!(
                    result.status,
                    Status::Ok,
                    "{}: {id}: {reasons:?}",
                    file.name()
                ),
                Some((status, reason)) => {
                    assert_eq!(result.status.word(), status, "{}: {id}", file.name());
                    assert!(
                        reasons.contains(&reason.as_str()),
                        "{}: {id}: {reasons:?}",
                        file.name()
                    );
                }
            }
        }
        assert!(
            expected.is_empty(),
            "{}: no such plans: {expected:?}",
            file.name()
        );
        let unpriced = comparison.has_unpriced_written();
        assert_eq!(
            unpriced,
            file.name() == "region-without-prices",
            "{}",
            file.name()
        );
    });
}

#[test]
fn the_scenarios_together_use_every_mode() {
    let mut used = BTreeSet::new();
    let mut smallest = BTreeSet::new();
    each(|file, comparison| {
        let ok = comparison
            .plans
            .iter()
            .filter(|plan| plan.result.status == Status::Ok);
        let modes: Vec<Mode> = ok
            .filter_map(|plan| Some(plan.result.entry.plan()?.mode))
            .collect();
        match file.name().strip_prefix("modes/") {
            Some(name) => {
                assert_eq!(modes.len(), 1, "{}: one plan, and that one ok", file.name());
                assert_eq!(comparison.plans.len(), 1, "{}: one plan", file.name());
                assert_eq!(
                    modes[0].id(),
                    name,
                    "{}: the plan is of another mode",
                    file.name()
                );
                smallest.insert(modes[0]);
            }
            None => used.extend(modes),
        }
    });
    let missing = |set: &BTreeSet<Mode>| -> Vec<&str> {
        Mode::ALL
            .iter()
            .filter(|mode| !set.contains(mode))
            .map(|mode| mode.id())
            .collect()
    };
    assert!(
        missing(&smallest).is_empty(),
        "scenarios/modes lacks {:?}",
        missing(&smallest)
    );
    assert!(
        missing(&used).is_empty(),
        "scenarios lack {:?}",
        missing(&used)
    );
}

#[test]
fn the_scenarios_together_use_every_traffic_shape() {
    let files = shipped();
    let says = |words: &str| files.iter().any(|file| file.text.contains(words));
    for shape in NAMED_SHAPES {
        assert!(
            says(&format!("shape = \"{}\"", shape.name)),
            "no scenario is {}",
            shape.name
        );
    }
    assert!(says("shape = \"trace\""), "no scenario has a trace");
    let mut weights = BTreeSet::new();
    for file in &files {
        if let Some((_, rest)) = file.text.split_once("hourly = [") {
            weights.insert(
                rest.split(']')
                    .next()
                    .unwrap_or_default()
                    .matches(',')
                    .count(),
            );
        }
    }
    assert!(weights.contains(&23), "no scenario has 24 weights");
    assert!(weights.contains(&168), "no scenario has 168 weights");
}

#[test]
fn the_support_chatbot_compares_what_the_readme_says() {
    each(|file, comparison| {
        if file.name() != "support-chatbot" {
            return;
        }
        let modes: BTreeSet<Mode> = comparison
            .plans
            .iter()
            .filter_map(|p| Some(p.result.entry.plan()?.mode))
            .collect();
        assert!(comparison.plans.len() >= 8);
        assert!(modes.len() >= 6, "{modes:?}");
        for service in ["bedrock", "sagemaker", "external"] {
            assert!(
                modes.iter().any(|mode| mode.service() == service),
                "{service}"
            );
        }
        assert!(comparison.count(Status::Infeasible) >= 1);
    });
}

#[test]
fn the_scenario_of_the_readme_works() {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let text = rest.split("```").next().unwrap().to_owned();
    let file = Shipped {
        path: PathBuf::from("README.md"),
        text,
    };
    let catalog = Catalog::embedded(Vec::new());
    let scenario = file.parse(&catalog);
    let comparison = compare(&scenario, &[], &catalog, &CompareOptions::default()).unwrap();
    assert_eq!(comparison.count(Status::Ok), scenario.plans.len());
}

/// One line a plan: rank, status, total, id, and the reasons.
fn compact(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    for plan in &comparison.plans {
        let rank = plan
            .rank
            .map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let apart = plan
            .apart
            .as_ref()
            .map(|model| format!(" apart:{model}"))
            .unwrap_or_default();
        let total = plan
            .result
            .total()
            .map(|total| format!(" {}", machine(total.amount())));
        let total = total.unwrap_or_default();
        let reasons = plan
            .result
            .reasons
            .iter()
            .map(|reason| format!(" {}", reason.id));
        let written = writeln!(
            text,
            "{rank}{apart} {} {}{total}{}",
            plan.result.entry.id(),
            plan.result.status.word(),
            reasons.collect::<String>(),
        );
        assert!(written.is_ok(), "writing to a string cannot fail");
    }
    text
}

#[test]
fn the_dollars_of_every_scenario_stay() {
    each(|file, comparison| {
        insta::assert_snapshot!(file.name().replace('/', "__"), compact(comparison));
    });
}
