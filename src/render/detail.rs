//! The bill of a plan, line by line, with where each price was read.

use super::money::{cents, dollars};
use super::{
    document::{ColumnKind, Document, Grid},
    numbers::{NONE, count, multiplied, unit_price},
};
use crate::report::{LineItemReport, PlanReport, ScenarioReport, SourceReport};

pub(super) fn bill(plan: &PlanReport, document: &mut Document) {
    let total = match &plan.total_usd {
        Some(total) => cents(total),
        None => "no total, a price is missing".to_owned(),
    };
    document.heading(format!("{}: {total}", plan.id));
    let mut sources: Vec<&SourceReport> = Vec::new();
    let mut grid = Grid::new(&[
        ("Line", ColumnKind::Name),
        ("Quantity", ColumnKind::Figure),
        ("Unit price", ColumnKind::Figure),
        ("Cost", ColumnKind::Figure),
        ("Ref", ColumnKind::Word),
    ]);
    for line in &plan.line_items {
        let mark = line.source.as_ref().map(|source| {
            let known = sources.iter().position(|other| other.key == source.key);
            let at = known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
            format!("[{}]", at + 1)
        });
        grid.row(vec![
            line.name.clone(),
            quantity(line),
            price(line),
            line.cost_usd.as_ref().map_or(NONE.to_owned(), cents),
            mark.unwrap_or_else(|| "missing".to_owned()),
        ]);
    }
    document.grid(grid);
    let sources = sources.iter().enumerate();
    let sources = sources.map(|(at, source)| (format!("[{}]", at + 1), provenance(source)));
    document.facts(sources.collect());
}

pub(super) fn quantity(line: &LineItemReport) -> String {
    if line.unit == "USD" {
        dollars(&line.quantity)
    } else {
        count(&line.quantity, line.unit)
    }
}

fn price(line: &LineItemReport) -> String {
    match (&line.unit_price_usd, line.per) {
        (Some(share), _) if line.unit == "USD" => super::numbers::percent(share),
        (Some(price), Some(per)) => {
            let price = multiplied(price, line);
            unit_price(&price, per, line.unit)
        }
        _ => NONE.to_owned(),
    }
}

/// Where a price was read: its key, its origin, how fresh and how sure it is.
pub(super) fn provenance(source: &SourceReport) -> String {
    let mut parts = vec![source.key.clone()];
    parts.push(match source.rule {
        Some(rule) => format!("{} by rule {rule}", source.origin),
        None => source.origin.to_owned(),
    });
    parts.extend(source.reading.clone());
    parts.extend(
        source
            .effective_from
            .as_ref()
            .map(|date| format!("in effect since {date}")),
    );
    parts.extend(
        source
            .checked_on
            .as_ref()
            .map(|date| format!("checked on {date}")),
    );
    parts.extend(source.confidence.map(|level| format!("{level} confidence")));
    parts.join(" · ")
}

/// What a reader must know about the prices of the plans: each with the plan's id.
pub(super) fn doubts(report: &ScenarioReport) -> Vec<(String, &str)> {
    let mut doubts = Vec::new();
    for plan in &report.plans {
        let sources = || {
            plan.line_items
                .iter()
                .filter_map(|line| line.source.as_ref())
        };
        let mut found: Vec<String> = Vec::new();
        for source in sources() {
            let rule = source.rule.map(|rule| format!("derived by rule {rule}"));
            let own = (source.origin == "overlay").then(|| "own price from an overlay".to_owned());
            let low = (source.confidence == Some("low")).then(|| "low confidence".to_owned());
            for doubt in [rule, own, low].into_iter().flatten() {
                if !found.contains(&doubt) {
                    found.push(doubt);
                }
            }
        }
        doubts.extend(found.into_iter().map(|doubt| (doubt, plan.id.as_str())));
    }
    doubts
}
