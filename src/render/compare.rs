//! The comparison: the answer, the ranking, what is not in it and why, and what it stands on.

use super::money::cents;
use super::{
    Look, check, detail,
    document::{Block, Document, Item},
    numbers::percent,
    ranking::{self, named},
    why,
};
use crate::{
    report::{CompareReport, MarginReport, NoteReport, ScenarioReport},
    units::Exact,
};

/// The header of an overlay, and the first line of a missing price's text.
const OVERLAY_NAME: &str = "prices.csv";

pub(super) fn document(report: &CompareReport, look: Look) -> Document {
    let mut document = Document::default();
    for scenario in &report.scenarios {
        title(scenario, &mut document);
        answer(scenario, &mut document);
        rankings(scenario, &mut document);
        if let Some(why) = scenario.why.as_ref().filter(|_| look.why) {
            why::section(why, &scenario.period, &mut document);
        }
        if look.detail {
            let shown = scenario
                .plans
                .iter()
                .filter(|plan| !plan.line_items.is_empty());
            shown.for_each(|plan| detail::bill(plan, &mut document));
        }
        unranked(scenario, &mut document);
        notes(scenario, &mut document);
    }
    document
}

fn title(report: &ScenarioReport, document: &mut Document) {
    let name = &report.scenario.name;
    let file = report.scenario.file.as_deref().unwrap_or("scenario");
    document.title(if name.is_empty() { file } else { name });
    let mut facts = check::workload(&report.workload);
    facts.push(format!(
        "{} · {} · prices of {}",
        report.workload.region,
        check::period(&report.period),
        report.as_of
    ));
    if !report.overlays.is_empty() {
        facts.push(format!(
            "own prices laid over them: {}",
            report.overlays.join(", ")
        ));
    }
    document.text(facts);
}

fn answer(report: &ScenarioReport, document: &mut Document) {
    let id = report.cheapest.as_ref();
    let Some(plan) = id.and_then(|id| report.plans.iter().find(|plan| plan.id == *id)) else {
        let text = "No plan carries this workload at a known price";
        return document.push(Block::Answer(text.to_owned()));
    };
    let month = plan.mean_month_usd.as_ref().map(cents).unwrap_or_default();
    let total = plan.total_usd.as_ref().map(cents).unwrap_or_default();
    let name = named(plan);
    let text = match report.period.months {
        1 => format!("Cheapest: {name} at {month} a month"),
        months => format!("Cheapest: {name} at {month} a month, {total} in {months} months"),
    };
    document.push(Block::Answer(text));
    if let Some(confidence) = &report.confidence {
        document.text(vec![format!(
            "Capacity is estimated: it is cheaper than {} with {} confidence",
            confidence.rival,
            percent(&confidence.share)
        )]);
    }
    if let Some(found) = &report.margin {
        document.text(vec![margin(found)]);
    }
}

/// How far the volume may move before another plan is the cheapest, in one line.
fn margin(margin: &MarginReport) -> String {
    let ends = |requests: &Exact| crate::units::grouped(requests, 0);
    let above = margin
        .above_requests
        .as_ref()
        .zip(margin.above_plan.as_ref());
    let below = margin
        .below_requests
        .as_ref()
        .zip(margin.below_plan.as_ref());
    let (from, to) = (ends(&margin.from_requests), ends(&margin.to_requests));
    match (below, above) {
        (None, None) => {
            format!("It stays the cheapest at least from {from} to {to} requests a month")
        }
        (None, Some((at, plan))) => format!(
            "It stays the cheapest up to {} requests a month, then {plan} is",
            ends(at)
        ),
        (Some((at, plan)), None) => format!(
            "Up to {} requests a month {plan} is cheaper; above, it stays the cheapest up to {to} at least",
            ends(at)
        ),
        (Some((low, lower)), Some((high, higher))) => format!(
            "It is the cheapest from {} to {} requests a month: {lower} is below, {higher} above",
            ends(low),
            ends(high)
        ),
    }
}

/// A table for the plans that can stand for each other, and one for each model that cannot.
fn rankings(report: &ScenarioReport, document: &mut Document) {
    let ranked = || report.plans.iter().filter(|plan| plan.rank.is_some());
    let mut apart: Vec<Option<&str>> = Vec::new();
    for plan in ranked() {
        if !apart.contains(&plan.apart.as_deref()) {
            apart.push(plan.apart.as_deref());
        }
    }
    for group in apart {
        if let Some(model) = group {
            document.heading(format!("Apart: {model}, which cannot stand for the others"));
        }
        let plans = ranked().filter(|plan| plan.apart.as_deref() == group);
        document.grid(ranking::table(report, &plans.collect::<Vec<_>>()));
    }
    document.text(worth_now(report).into_iter().collect());
    match report.counts.hidden {
        0 => {}
        1 => document.text(vec![
            "1 more variant, not cheaper than these: --all shows it".to_owned(),
        ]),
        more => document.text(vec![format!(
            "{more} more variants, not cheaper than these: --all shows them"
        )]),
    }
}

/// Whether the ranking by present value is another one.
fn worth_now(report: &ScenarioReport) -> Option<String> {
    let (worth, rate) = (
        report.present_value.as_ref()?,
        report.period.discount_rate_per_year.as_ref()?,
    );
    let rate = percent(rate);
    let first = worth.cheapest.as_ref()?;
    Some(if worth.is_order_of_totals {
        format!("By present value at {rate} a year the order is the same")
    } else if report.cheapest.as_ref() == Some(first) {
        format!(
            "By present value at {rate} a year {first} is the cheapest too, but the order is another: {}",
            worth.order.join(", ")
        )
    } else {
        format!("By present value at {rate} a year {first} is the cheapest")
    })
}

/// Plans without a price, with the lines that would bring it, and plans that cannot carry the load.
fn unranked(report: &ScenarioReport, document: &mut Document) {
    let with = |status: &'static str| {
        let plans = report
            .plans
            .iter()
            .filter(move |plan| plan.status == status);
        plans.map(|plan| {
            let reasons = plan.reasons.iter().map(|reason| reason.message.clone());
            Item::about(named(plan), reasons.collect())
        })
    };
    let unpriced: Vec<Item> = with("unpriced").collect();
    if !unpriced.is_empty() {
        document.heading("Not ranked: a price is missing");
        document.items(unpriced);
        let missing = report.plans.iter().flat_map(|plan| &plan.missing);
        overlay(missing.map(|missing| missing.overlay.as_str()), document);
    }
    let infeasible: Vec<Item> = with("infeasible").collect();
    if !infeasible.is_empty() {
        document.heading("Not ranked: cannot carry this workload");
        document.items(infeasible);
    }
}

/// The price file that would bring missing prices: one header, then each line once.
pub(super) fn overlay<'a>(texts: impl Iterator<Item = &'a str>, document: &mut Document) {
    let mut lines: Vec<String> = Vec::new();
    for line in texts.flat_map(str::lines) {
        if !lines.iter().any(|known| known == line) {
            lines.push(line.to_owned());
        }
    }
    if !lines.is_empty() {
        document.text(vec![format!(
            "To bring these prices, save the lines below as {OVERLAY_NAME} with each <usd> filled in, and add --prices {OVERLAY_NAME}:"
        )]);
        document.code(lines);
    }
}

fn notes(report: &ScenarioReport, document: &mut Document) {
    let plans = || report.plans.iter();
    let warnings = report
        .warnings
        .iter()
        .map(|note| (with_id(note), None))
        .chain(plans().flat_map(|plan| {
            let id = plan.id.as_str();
            plan.warnings
                .iter()
                .map(move |note| (with_id(note), Some(id)))
        }));
    let warnings: Vec<(String, Option<&str>)> = warnings.collect();
    let texts = warnings.iter().map(|(text, id)| (text.as_str(), *id));
    section("Warnings", grouped(texts, plans().count()), document);
    if !warnings.is_empty() {
        let text = "`crossover explain --check ID` says of the id in brackets what it means and what to do";
        document.text(vec![text.to_owned()]);
    }
    let assumptions = report
        .assumptions
        .iter()
        .map(|text| (text.as_str(), None))
        .chain(plans().flat_map(|plan| {
            plan.assumptions
                .iter()
                .map(|text| (text.as_str(), Some(plan.id.as_str())))
        }));
    section(
        "Assumptions",
        grouped(assumptions, plans().count()),
        document,
    );
    let prices = detail::doubts(report);
    let edition = Item::plain(format!(
        "edition {} of the catalog (digest {}), as of {}; `crossover explain {} --plan PLAN` names the source of each",
        report.catalog.edition,
        report.catalog.digest,
        report.as_of,
        argument(report.scenario.file.as_deref())
    ));
    let doubts = prices.iter().map(|(text, id)| (text.as_str(), Some(*id)));
    let items = std::iter::once(edition)
        .chain(grouped(doubts, plans().count()))
        .collect();
    section("Prices", items, document);
}

/// What a warning says, and the id it is explained by.
pub(super) fn with_id(note: &NoteReport) -> String {
    format!("{} [{}]", note.message.trim_end_matches('.'), note.id)
}

/// A file as a shell takes it.
fn argument(file: Option<&str>) -> String {
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '\\' | ':');
    match file {
        None => "SCENARIO".to_owned(),
        Some("<stdin>") => "-".to_owned(),
        Some(file) if file.chars().all(safe) => file.to_owned(),
        Some(file) => format!("'{}'", file.replace('\'', r"'\''")),
    }
}

pub(super) fn section(heading: &str, items: Vec<Item>, document: &mut Document) {
    if !items.is_empty() {
        document.heading(heading);
        document.items(items);
    }
}

/// Each text once, under the plans it is about unless it is about all of them.
fn grouped<'a>(texts: impl Iterator<Item = (&'a str, Option<&'a str>)>, plans: usize) -> Vec<Item> {
    let mut texts_of: Vec<(&str, Vec<&str>)> = Vec::new();
    for (text, plan) in texts {
        match texts_of.iter_mut().find(|(known, _)| *known == text) {
            Some((_, ids)) => ids.extend(plan),
            None => texts_of.push((text, plan.into_iter().collect())),
        }
    }
    let mut items: Vec<Item> = Vec::new();
    let mut of_plans: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
    for (text, ids) in texts_of {
        let text = text.trim_end_matches('.').to_owned();
        if ids.is_empty() || (ids.len() == plans && plans > 1) {
            items.push(Item::plain(text));
            continue;
        }
        match of_plans.iter_mut().find(|(known, _)| *known == ids) {
            Some((_, texts)) => texts.push(text),
            None => of_plans.push((ids, vec![text])),
        }
    }
    items.extend(
        of_plans
            .into_iter()
            .map(|(ids, texts)| Item::about(names(&ids), texts)),
    );
    items
}

/// The first of some ids, and how many more there are.
fn names(ids: &[&str]) -> String {
    const NAMED: usize = 3;
    match ids.len() {
        few if few <= NAMED => ids.join(", "),
        many => format!("{} and {} more", ids[..NAMED].join(", "), many - NAMED),
    }
}
