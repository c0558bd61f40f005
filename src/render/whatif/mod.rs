//! What-if as pages and rows.

mod bars;
mod change;
mod monte_carlo;
mod sweep;
mod tornado;
mod variants;

pub(super) use change::answer as change_answer;
pub(super) use monte_carlo::{answer as drawn_answer, worth};
pub(super) use sweep::{answer as sweep_answer, caption as sweep_caption};
pub(super) use tornado::answer as tornado_answer;
pub(super) use variants::{answer as variants_answer, name as variant_name};

use super::money::cents;
use super::{
    Document, Look,
    check::period,
    compare::section,
    document::{Block, Item},
    numbers::NONE,
    words::{spoken, value},
};
use crate::{
    report::{SettingReport, WhatifReport, WhatifScenario},
    units::{Usd, machine},
};

/// The page.
pub(super) fn document(report: &WhatifReport, look: Look) -> Document {
    let mut page = Document::default();
    for scenario in &report.scenarios {
        one(&mut page, scenario, look);
    }
    page
}

fn one(page: &mut Document, scenario: &WhatifScenario, look: Look) {
    if let Some(change) = &scenario.change {
        change::page(page, scenario, change);
    }
    if let Some(variants) = &scenario.variants {
        variants::page(page, scenario, variants, look);
    }
    if let Some(sweep) = &scenario.sweep {
        sweep::page(page, scenario, sweep, look);
    }
    if let Some(tornado) = &scenario.tornado {
        tornado::page(page, scenario, tornado, look);
    }
    if let Some(drawn) = &scenario.monte_carlo {
        monte_carlo::page(page, scenario, drawn);
    }
    let edition = format!(
        "edition {} of the catalog (digest {}), as of {}",
        scenario.catalog.edition, scenario.catalog.digest, scenario.as_of
    );
    section("Prices", vec![Item::plain(edition)], page);
}

/// The name of the scenario, or its file's.
pub(in crate::render) fn name(scenario: &WhatifScenario) -> &str {
    let file = scenario.scenario.file.as_deref().unwrap_or("scenario");
    match scenario.scenario.name.as_str() {
        "" => file,
        name => name,
    }
}

/// The title, what was changed before anything was asked, what the figures stand on, and the answer.
fn head(page: &mut Document, scenario: &WhatifScenario, title: &str, answer: String) {
    page.title(format!("{}: {title}", name(scenario)));
    let mut facts: Vec<String> = scenario.set.iter().map(setting).collect();
    facts.push(format!(
        "{} · prices of {}",
        period(&scenario.period),
        scenario.as_of
    ));
    if !scenario.overlays.is_empty() {
        let overlays = scenario.overlays.join(", ");
        facts.push(format!("own prices laid over them: {overlays}"));
    }
    page.text(facts);
    page.push(Block::Answer(answer));
}

/// What a number was changed to, and from what.
pub(in crate::render) fn setting(set: &SettingReport) -> String {
    let unit = set.unit.map_or(String::new(), |unit| format!(" {unit}"));
    let before = set.before.as_ref().map_or(String::new(), |before| {
        format!(" instead of {}", value(before))
    });
    format!("{}: {}{unit}{before}", set.path, value(&set.after))
}

/// The name of a picture: the scenario, and what was changed in it.
pub(in crate::render) fn caption(scenario: &WhatifScenario) -> String {
    let set = scenario.set.iter().map(|set| {
        let before = set.before.as_ref().map_or(String::new(), |before| {
            format!(" instead of {}", value(before))
        });
        format!("{} {}{before}", spoken(&set.path), value(&set.after))
    });
    let set: Vec<String> = set.collect();
    if set.is_empty() {
        name(scenario).to_owned()
    } else {
        format!("{}: {}", name(scenario), set.join(", "))
    }
}

/// What an axis of costs is of.
pub(in crate::render) fn cost_of(scenario: &WhatifScenario) -> String {
    match scenario.period.months {
        1 => "cost of a month".to_owned(),
        months => format!("cost of {months} months"),
    }
}

fn usd(usd: Option<&Usd>) -> String {
    usd.map_or(NONE.to_owned(), cents)
}

/// Dollars for programs.
fn dollars(usd: Option<&Usd>) -> String {
    usd.map(|usd| machine(usd.amount())).unwrap_or_default()
}

/// The rows under a header.
pub(super) fn rows(report: &WhatifReport) -> Vec<Vec<String>> {
    let scenarios = report.scenarios.iter();
    let rows = scenarios.map(|scenario| {
        if let Some(change) = &scenario.change {
            return change::rows(scenario, change);
        }
        if let Some(variants) = &scenario.variants {
            return variants::rows(scenario, variants);
        }
        if let Some(sweep) = &scenario.sweep {
            return sweep::rows(scenario, sweep);
        }
        if let Some(tornado) = &scenario.tornado {
            return tornado::rows(scenario, tornado);
        }
        if let Some(drawn) = &scenario.monte_carlo {
            return monte_carlo::rows(scenario, drawn);
        }
        Vec::new()
    });
    let mut all: Vec<Vec<String>> = Vec::new();
    for rows in rows {
        // One header does for all scenarios: the same was asked of each.
        let from = usize::from(!all.is_empty());
        all.extend(rows.into_iter().skip(from));
    }
    all
}
