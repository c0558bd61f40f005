//! `docs/formulas.md` and the program agree: each worked bill of the page is computed and compared,
//! line by line.

use crossover::{
    analysis::{CompareOptions, Status, compare, evaluate},
    catalog::{Catalog, RULES},
    need::NeedKind,
    plan::Mode,
    scenario::{Entry, Scenario},
    units::machine,
};

const PAGE: &str = include_str!("../docs/formulas.md");

/// A worked bill: the section it stands in, its scenario, and the rows of its table.
#[derive(Debug, Default)]
struct Example {
    section: String,
    scenario: String,
    rows: Vec<[String; 5]>,
}

/// Every worked bill of the page.
fn examples() -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut section = String::new();
    let mut in_scenario = false;
    let mut in_table = false;
    for line in PAGE.lines() {
        if in_scenario {
            in_scenario = line != "```";
            if let (true, Some(example)) = (in_scenario, examples.last_mut()) {
                example.scenario.push_str(line);
                example.scenario.push('\n');
            }
        } else if let Some(heading) = line.strip_prefix("## ") {
            heading
                .split(' ')
                .next()
                .unwrap_or_default()
                .clone_into(&mut section);
        } else if line == "```toml scenario" {
            in_scenario = true;
            examples.push(Example {
                section: section.clone(),
                ..Example::default()
            });
        } else if line.starts_with("| line id |") {
            in_table = true;
        } else if in_table && line.starts_with("|---") {
            // The rule below the header.
        } else if in_table && line.starts_with("| ") {
            let mut cells = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned());
            let row = std::array::from_fn(|_| cells.next().unwrap_or_default());
            if let Some(example) = examples.last_mut() {
                example.rows.push(row);
            }
        } else {
            in_table = false;
        }
    }
    examples
}

/// What the program makes of an example's scenario, in the form of the page's table.
#[expect(
    clippy::panic,
    reason = "an example that does not parse fails the test"
)]
fn computed(example: &Example) -> Vec<[String; 5]> {
    let catalog = Catalog::embedded(Vec::new());
    let no_files = |path: &str| Err(format!("no {path}"));
    let scenario = Scenario::parse(&example.scenario, None, &catalog, &no_files)
        .unwrap_or_else(|problems| panic!("{}: {problems:?}", example.section));
    let entry = match (scenario.plans.as_slice(), scenario.cascades.as_slice()) {
        ([plan], []) => Entry::Plan(plan),
        (_, [cascade]) => Entry::Cascade(cascade),
        _ => panic!(
            "{}: a worked bill has one plan, or one cascade",
            example.section
        ),
    };
    let result = evaluate(&scenario, entry, &catalog);
    assert_eq!(
        result.status,
        Status::Ok,
        "{}: {:?}",
        example.section,
        result.reasons
    );
    let mut rows: Vec<[String; 5]> = Vec::new();
    for line in result.bill.lines() {
        let charge = line.charge().map(|charge| {
            let cost = machine(charge.cost.amount());
            (machine(&charge.unit_price), charge.per.to_string(), cost)
        });
        let (usd, per, cost) = charge.unwrap_or_default();
        rows.push([
            line.id().to_owned(),
            machine(line.quantity()),
            usd,
            per,
            cost,
        ]);
    }
    let mut last = |name: &str, value: String| {
        rows.push([
            name.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            value,
        ]);
    };
    let total = result.total().map(|total| machine(total.amount()));
    last("total", total.unwrap_or_default());
    let comparison = compare(&scenario, &[], &catalog, &CompareOptions::default());
    let comparison = comparison.unwrap_or_else(|error| panic!("{}: {error}", example.section));
    if let Some(worth) = &comparison.plans[0].present_value {
        last("worth now", machine(worth.amount()));
    }
    let owed = machine(result.committed_beyond_horizon.amount());
    if owed != "0" {
        last("beyond the horizon", owed);
    }
    rows
}

#[test]
fn every_worked_bill_is_what_the_program_computes() {
    let mut wrong = Vec::new();
    for example in examples() {
        let computed = computed(&example);
        if example.rows != computed {
            let Example {
                section,
                scenario,
                rows,
            } = example;
            wrong.push(format!(
                "{section}\n{scenario}\nthe page {rows:?}\nthe program {computed:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_its_section_and_every_mode_a_worked_bill() {
    let headings: Vec<&str> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("## F"))
        .collect();
    let numbers: Vec<&str> = headings
        .iter()
        .filter_map(|text| text.split(' ').next())
        .collect();
    let expected: Vec<String> = (1..=32).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected, "the sections are F1 to F32, in order");
    let examples = examples();
    for mode in Mode::ALL {
        let own = |example: &&Example| example.section == mode.formula();
        let written = format!("mode = \"{}\"", mode.id());
        let worked = examples
            .iter()
            .filter(own)
            .any(|example| example.scenario.contains(&written));
        assert!(
            worked,
            "{} has no worked bill for {}",
            mode.formula(),
            mode.id()
        );
        let section = PAGE
            .split("\n## ")
            .find(|part| part.starts_with(&format!("{} ", mode.formula())));
        let named = section.is_some_and(|text| text.contains(&format!("Mode `{}`", mode.id())));
        assert!(named, "{} does not name {}", mode.formula(), mode.id());
    }
    for need in NeedKind::ALL {
        let heading = format!("## {} ", need.formula());
        let section = PAGE.split_once(&heading).map(|(_, rest)| rest);
        let section = section.and_then(|rest| rest.split("\n## ").next());
        let section = section.unwrap_or_default();
        let (named, table) = (
            format!("Need `{}`", need.id()),
            format!("[needs.{}]", need.id()),
        );
        assert!(
            section.contains(&named),
            "{heading} does not name {}",
            need.id()
        );
        for mode in ["mode = \"bedrock.", "mode = \"sagemaker."] {
            let own = |example: &&Example| example.section == need.formula();
            let mut own = examples.iter().filter(own).map(|example| &example.scenario);
            let worked = own.any(|text| text.contains(mode) && text.contains(&table));
            assert!(worked, "{} has no worked bill with {mode}", need.formula());
        }
    }
    for number in 1..=32 {
        let section = format!("F{number}");
        assert!(
            examples.iter().any(|example| example.section == section),
            "{section} has no bill"
        );
    }
}

#[test]
fn every_derivation_is_listed() {
    for rule in RULES {
        assert!(
            PAGE.contains(&format!("`{}`", rule.id)),
            "F20 does not list {}",
            rule.id
        );
    }
}
