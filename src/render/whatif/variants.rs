//! A scenario and its variants side by side.

use super::super::money::cents;
use super::{dollars, head, setting, usd};
use crate::{
    render::{
        Look,
        compare::section,
        csv,
        document::{ColumnKind, Document, Grid, Item, Row},
        fold::{fold, length},
        numbers::{NONE, signed, signed_percent, unit_cost},
    },
    report::{VariantPlanReport, VariantReport, VariantsReport, WhatifScenario},
};

/// What the scenario itself is called beside its variants.
const ITSELF: &str = "the scenario";
/// Names of columns are folded to this.
const NAME: usize = 14;
/// The room of the plans beside the columns of a grid.
const PLANS: usize = 26;

pub(super) fn page(
    page: &mut Document,
    scenario: &WhatifScenario,
    report: &VariantsReport,
    look: Look,
) {
    head(page, scenario, "its variants side by side", answer(report));
    let set = report
        .variants
        .iter()
        .filter(|variant| !variant.set.is_empty());
    let set =
        set.map(|variant| Item::about(name(variant), variant.set.iter().map(setting).collect()));
    page.items(set.collect());
    summary(page, report);
    let months = match scenario.period.months {
        1 => "Cost of the month".to_owned(),
        months
            if report
                .variants
                .iter()
                .all(|variant| variant.months == months) =>
        {
            format!("Cost of {months} months")
        }
        _ => "Cost of all months".to_owned(),
    };
    grids(page, report, look, &months, |plan| {
        plan.total_usd.as_ref().map(cents)
    });
    grids(page, report, look, "Per 1,000 requests", |plan| {
        plan.per_thousand_requests_usd.as_ref().map(unit_cost)
    });
    section(
        "Plans that do not carry it at a known price",
        not_ok(report),
        page,
    );
    if report.hidden > 0 {
        page.text(vec![format!(
            "{} proposed variants of plans that are never the better choice are not shown",
            report.hidden
        )]);
    }
}

pub(in crate::render) fn name(variant: &VariantReport) -> String {
    variant.name.clone().unwrap_or_else(|| ITSELF.to_owned())
}

/// The one sentence a reader came for.
pub(in crate::render) fn answer(report: &VariantsReport) -> String {
    let mut winners: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for variant in &report.variants {
        let plan = variant.cheapest.as_deref();
        match winners.iter_mut().find(|(known, _)| *known == plan) {
            Some((_, names)) => names.push(name(variant)),
            None => winners.push((plan, vec![name(variant)])),
        }
    }
    match winners.as_slice() {
        [(None, _)] => "No plan carries this workload at a known price, nor any variant".to_owned(),
        [(Some(plan), _)] => format!("Cheapest in the scenario and in every variant: {plan}"),
        several => {
            let parts = several.iter().map(|(plan, names)| match plan {
                Some(plan) => format!("{plan} in {}", names.join(", ")),
                None => format!("no plan in {}", names.join(", ")),
            });
            format!(
                "The cheapest differs: {}",
                parts.collect::<Vec<_>>().join("; ")
            )
        }
    }
}

/// The cheapest plan of each variant.
fn summary(page: &mut Document, report: &VariantsReport) {
    page.heading("The cheapest of each");
    let mut grid = Grid::new(&[
        ("Variant", ColumnKind::Name),
        ("Cheapest", ColumnKind::Name),
        ("Cost", ColumnKind::Figure),
        ("Per 1,000\nrequests", ColumnKind::Figure),
        ("Against the\nscenario", ColumnKind::ExtraFigure),
        ("", ColumnKind::ExtraFigure),
    ]);
    let own = report
        .variants
        .first()
        .and_then(|own| own.cheapest.as_ref());
    for variant in &report.variants {
        let per = variant.cheapest_per_thousand_requests_usd.as_ref();
        let share = variant.difference_share.as_ref();
        let none = || NONE.to_owned();
        grid.rows.push(Row {
            cells: vec![
                name(variant),
                variant
                    .cheapest
                    .clone()
                    .unwrap_or_else(|| "none".to_owned()),
                usd(variant.cheapest_usd.as_ref()),
                per.map_or_else(none, unit_cost),
                variant.difference_usd.as_ref().map_or_else(none, signed),
                share.map_or_else(none, signed_percent),
            ],
            strong: variant.cheapest.as_ref() != own,
        });
    }
    page.grid(grid);
}

/// Grids of a row a plan and a column a variant, as many as it takes to fit.
fn grids(
    page: &mut Document,
    report: &VariantsReport,
    look: Look,
    heading: &str,
    cell: impl Fn(&VariantPlanReport) -> Option<String>,
) {
    page.heading(format!("{heading} (* is the cheapest of its column)"));
    let columns: Vec<Vec<String>> = report
        .variants
        .iter()
        .map(|variant| {
            let cells = variant.plans.iter().map(|plan| {
                let star = if variant.cheapest.as_ref() == Some(&plan.id) {
                    "* "
                } else {
                    ""
                };
                cell(plan).map_or_else(|| plan.status.to_owned(), |cell| format!("{star}{cell}"))
            });
            let title = fold(&name(variant), NAME).join("\n");
            std::iter::once(title).chain(cells).collect()
        })
        .collect();
    let width = |column: &Vec<String>| {
        let lines = column.iter().flat_map(|cell| cell.split('\n'));
        lines.map(length).max().unwrap_or(0) + 2
    };
    let room = look.width.saturating_sub(PLANS);
    let mut rest = columns.as_slice();
    while !rest.is_empty() {
        let mut taken = 0;
        let fits = rest.iter().take_while(|column| {
            taken += width(column);
            taken <= room
        });
        let (these, others) = rest.split_at(fits.count().clamp(1, rest.len()));
        rest = others;
        page.grid(grid(report, these));
    }
}

fn grid(report: &VariantsReport, columns: &[Vec<String>]) -> Grid {
    let mut titles = vec![("Plan", ColumnKind::Name)];
    let named = columns.iter().filter_map(|column| column.first());
    titles.extend(named.map(|title| (title.as_str(), ColumnKind::Figure)));
    let mut grid = Grid::new(&titles);
    let plans = report.variants.first().map_or(&[][..], |own| &own.plans);
    // What has no cost anywhere is explained below.
    let has_cost = |at: &usize| {
        let mut variants = report.variants.iter();
        variants.any(|variant| {
            variant
                .plans
                .get(*at)
                .is_some_and(|plan| plan.total_usd.is_some())
        })
    };
    for (at, plan) in plans.iter().enumerate().filter(|(at, _)| has_cost(at)) {
        let cells = columns
            .iter()
            .filter_map(|column| column.get(at + 1).cloned());
        grid.row(std::iter::once(plan.id.clone()).chain(cells).collect());
    }
    grid
}

/// Why plans have no cost, by variant.
fn not_ok(report: &VariantsReport) -> Vec<Item> {
    let plans = report.variants.first().map_or(&[][..], |own| &own.plans);
    let item = |(at, plan): (usize, &VariantPlanReport)| {
        let mut body: Vec<(String, Vec<String>)> = Vec::new();
        for variant in &report.variants {
            for reason in variant.plans.get(at).map_or(&[][..], |plan| &plan.reasons) {
                let text = reason.message.trim_end_matches('.').to_owned();
                match body.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, names)) => names.push(name(variant)),
                    None => body.push((text, vec![name(variant)])),
                }
            }
        }
        let lines = body.into_iter().map(|(text, names)| {
            if names.len() == report.variants.len() {
                text
            } else {
                format!("{text} ({})", names.join(", "))
            }
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| Item::about(plan.id.clone(), lines))
    };
    plans.iter().enumerate().filter_map(item).collect()
}

const HEADER: [&str; 11] = [
    "scenario",
    "variant",
    "plan",
    "mode",
    "status",
    "rank",
    "total_usd",
    "per_request_usd",
    "cheapest",
    "difference_usd",
    "apart",
];

/// One row a plan and variant; the difference is against the same plan in the scenario.
pub(super) fn rows(scenario: &WhatifScenario, report: &VariantsReport) -> Vec<Vec<String>> {
    let mut rows = vec![csv::header(&HEADER)];
    for variant in &report.variants {
        for plan in &variant.plans {
            rows.push(vec![
                scenario.scenario.name.clone(),
                variant.name.clone().unwrap_or_default(),
                plan.id.clone(),
                plan.mode.to_owned(),
                plan.status.to_owned(),
                plan.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                dollars(plan.total_usd.as_ref()),
                dollars(plan.per_request_usd.as_ref()),
                (variant.cheapest.as_ref() == Some(&plan.id)).to_string(),
                dollars(plan.difference_usd.as_ref()),
                plan.apart.clone().unwrap_or_default(),
            ]);
        }
    }
    rows
}
