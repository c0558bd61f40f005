//! What-if as pages and rows: one part for each question.

mod monte_carlo;

pub(super) use monte_carlo::{answer, worth};

use super::{Document, Look, check, words::value};
use crate::report::{SettingReport, WhatifReport, WhatifScenario};

/// The page.
pub(super) fn document(report: &WhatifReport, look: Look) -> Document {
    let mut page = Document::default();
    for scenario in &report.scenarios {
        one(&mut page, scenario, look);
    }
    page
}

fn one(page: &mut Document, scenario: &WhatifScenario, _: Look) {
    page.title(name(scenario));
    let mut facts: Vec<String> = scenario.set.iter().map(set).collect();
    facts.push(format!(
        "{} · prices of {}",
        check::period(&scenario.period),
        scenario.as_of
    ));
    if !scenario.overlays.is_empty() {
        let overlays = scenario.overlays.join(", ");
        facts.push(format!("own prices laid over them: {overlays}"));
    }
    page.text(facts);
    if let Some(part) = &scenario.monte_carlo {
        monte_carlo::document(part, &scenario.period, page);
    }
}

/// The name of a picture.
pub(super) fn caption(scenario: &WhatifScenario, what: &str) -> String {
    format!("{}: {what}", name(scenario))
}

/// What the scenario is called.
fn name(scenario: &WhatifScenario) -> String {
    let source = &scenario.scenario;
    if source.name.is_empty() {
        source.file.clone().unwrap_or_default()
    } else {
        source.name.clone()
    }
}

/// A changed number.
fn set(set: &SettingReport) -> String {
    let unit = set.unit.map_or(String::new(), |unit| format!(" {unit}"));
    match &set.before {
        Some(before) => format!(
            "{} from {} to {}{unit}",
            set.path,
            value(before),
            value(&set.after)
        ),
        None => format!("{} at {}{unit}", set.path, value(&set.after)),
    }
}

/// The rows under a header.
pub(super) fn rows(report: &WhatifReport) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for scenario in &report.scenarios {
        let name = name(scenario);
        if let Some(part) = &scenario.monte_carlo {
            rows.extend(monte_carlo::rows(part, &name));
        }
    }
    rows
}
