//! A mode is more than its file: a walk over all of them that names whatever is missing.

#[path = "support/priced.rs"]
mod priced;

use std::{collections::BTreeSet, fs, path::Path};

use crossover::{
    plan::{Mode, PLANS},
    schema::Field,
};

/// The text of a file of the repository; a missing one is empty.
fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The lines below the heading that begins with `heading`, up to the next of its level.
fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let is_it = |line: &str| {
        line.strip_prefix("## ")
            .is_some_and(|title| title == heading)
    };
    let start = page.lines().find(|line| is_it(line))?;
    let (_, below) = page.split_once(&format!("{start}\n"))?;
    Some(below.split("\n## ").next().unwrap_or(below))
}

/// What the smallest scenario of a mode lacks.
fn smallest_scenario(mode: Mode) -> Vec<String> {
    let path = format!("scenarios/modes/{}.toml", mode.id());
    let scenario = text(&path);
    if scenario.is_empty() {
        return vec![format!("{path} is missing")];
    }
    let plans = priced::plans(&priced::catalog(""), &scenario);
    let mut lacking = Vec::new();
    if plans.len() != 1 || plans[0].mode != mode.id() {
        lacking.push(format!("{path} is not one plan of the mode"));
    }
    if plans[0].total_usd.is_none() {
        let reasons = plans[0]
            .reasons
            .iter()
            .map(|reason| reason.message.as_str());
        let reasons: Vec<&str> = reasons.collect();
        lacking.push(format!(
            "{path} is {}: {}",
            plans[0].status,
            reasons.join("; ")
        ));
    }
    lacking
}

/// What the formula page lacks of a mode: its section, a source, a worked bill.
fn formula(mode: Mode, page: &str) -> Vec<String> {
    let number = mode.formula();
    let begins = |line: &&str| {
        line.strip_prefix("## ")
            .is_some_and(|title| title.split(' ').next() == Some(number))
    };
    let title = page
        .lines()
        .find(begins)
        .and_then(|line| line.strip_prefix("## "));
    let Some(section) = title.and_then(|title| section(page, title)) else {
        return vec![format!("docs/formulas.md has no section ## {number}")];
    };
    ["Source", "```toml scenario", "| line id |"]
        .into_iter()
        .filter(|part| !section.contains(part))
        .map(|part| format!("docs/formulas.md: {number} has no `{part}`"))
        .collect()
}

/// What is not said about the fields of a mode.
fn fields(mode: Mode, page: &str) -> Vec<String> {
    let Some(parts) = PLANS.fields(mode.id()) else {
        return vec!["PLANS does not list it".to_owned()];
    };
    let Some(section) = section(page, &format!("`mode = \"{}\"`", mode.id())) else {
        return vec!["docs/scenario.md has no section for it".to_owned()];
    };
    let mut lacking = Vec::new();
    let mut names = BTreeSet::new();
    for field in PLANS
        .common
        .iter()
        .chain(parts.iter().flat_map(|part| part.iter()))
    {
        let Field { name, doc, .. } = field;
        if doc.trim().is_empty() || !doc.trim_end().ends_with('.') {
            lacking.push(format!("field `{name}` is not explained by a sentence"));
        }
        if !names.insert(name) {
            lacking.push(format!("field `{name}` is there twice"));
        }
    }
    let own = parts
        .iter()
        .flat_map(|part| part.iter())
        .filter(|field| !field.later);
    let row = |field: &&Field| !section.contains(&format!("| `{}` |", field.name));
    lacking.extend(
        own.filter(row)
            .map(|field| format!("docs/scenario.md lacks `{}`", field.name)),
    );
    lacking
}

#[test]
fn every_mode_has_a_scenario_a_formula_and_documented_fields() {
    let (formulas, page) = (text("docs/formulas.md"), text("docs/scenario.md"));
    let mut lacking = Vec::new();
    for mode in Mode::ALL {
        let of = [
            smallest_scenario(*mode),
            formula(*mode, &formulas),
            fields(*mode, &page),
        ];
        lacking.extend(
            of.concat()
                .into_iter()
                .map(|what| format!("{}: {what}", mode.id())),
        );
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn there_are_thirteen_modes_and_each_name_means_one() {
    assert_eq!(Mode::ALL.len(), 13);
    let formulas: BTreeSet<&str> = Mode::ALL.iter().map(|mode| mode.formula()).collect();
    assert_eq!(formulas.len(), 13, "each has a formula of its own");
    for mode in Mode::ALL {
        assert_eq!(Mode::from_id(mode.id()), Some(*mode));
        let service = mode
            .id()
            .split_once('.')
            .map_or("external", |(service, _)| service);
        assert_eq!(mode.service(), service);
    }
    assert_eq!(Mode::from_id("bedrock"), None);
    let listed: Vec<&str> = PLANS.variants.iter().map(|(id, _, _)| *id).collect();
    let all: Vec<&str> = Mode::ALL.iter().map(|mode| mode.id()).collect();
    assert_eq!(listed, all);
}

#[test]
fn no_scenario_is_left_of_a_mode_that_is_gone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/modes");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            Mode::from_id(&name).is_some(),
            "scenarios/modes/{name}.toml is of no mode"
        );
    }
}
