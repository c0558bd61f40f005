//! Prices that differ: `~` changed, `+` added, `-` removed.

use super::{PLACES_SHOWN, short_per};
use crate::{
    render::{
        diff::scenario_diff,
        document::{Block, ColumnKind, Document, Grid, Item, Row},
        numbers::{NONE, price_usd, signed_percent},
    },
    report::{
        PriceChangeReport, PriceSideReport, PricesDiffReport, PricesSideReport,
        WorkloadChangeReport,
    },
    units::{Exact, grouped, machine},
};

const COLUMNS: [&str; 15] = [
    "change",
    "service",
    "item",
    "offer",
    "region",
    "scope",
    "tier",
    "term",
    "variant",
    "meter",
    "usd_before",
    "per_before",
    "usd_after",
    "per_after",
    "difference_share",
];

pub(in crate::render) fn document(report: &PricesDiffReport) -> Document {
    let mut document = Document::default();
    document.title(format!(
        "Prices: {} against {}",
        report.after.name, report.before.name
    ));
    document.push(Block::Answer(counts(report)));
    if !report.items.is_empty() {
        document.grid(table(report));
    }
    document.text(vec![
        format!("Before: {}", side(&report.before)),
        format!("After: {}", side(&report.after)),
    ]);
    for workload in &report.workloads {
        document.heading(workload.file.clone());
        scenario_diff(&workload.diff, &mut document);
        document.items(standing(workload));
    }
    document
}

fn counts(report: &PricesDiffReport) -> String {
    let counts = report.counts;
    let words = [
        (counts.changed, "changed"),
        (counts.added, "added"),
        (counts.removed, "removed"),
        (counts.unchanged, "the same"),
    ];
    let words = words.map(|(count, word)| format!("{} {word}", number(count)));
    words.join(", ")
}

fn number(count: usize) -> String {
    grouped(&Exact::from(u64::try_from(count).unwrap_or(u64::MAX)), 0)
}

/// Which prices a side has.
fn side(side: &PricesSideReport) -> String {
    let unknown = if side.is_known_edition {
        ""
    } else {
        ", which this program does not know"
    };
    let overlays = if side.overlays.is_empty() {
        String::new()
    } else {
        format!(", under {}", side.overlays.join(", "))
    };
    format!(
        "edition {} ({}{unknown}) as of {}{overlays}",
        side.edition, side.digest, side.as_of
    )
}

/// A row an item, and below it one for each change, those of several regions together.
fn table(report: &PricesDiffReport) -> Grid {
    let mut grid = Grid::new(&[
        ("", ColumnKind::Word),
        ("Item and what is bought", ColumnKind::Name),
        ("Regions", ColumnKind::Name),
        ("Before", ColumnKind::Figure),
        ("After", ColumnKind::Figure),
        ("Change", ColumnKind::Figure),
    ]);
    for item in &report.items {
        let mut cells = vec![String::new(); 6];
        cells[1] = format!("{} {}", item.service, item.item);
        grid.rows.push(Row {
            cells,
            strong: true,
        });
        let mut lines: Vec<([String; 5], Vec<&str>)> = Vec::new();
        for change in &item.changes {
            let cells = [
                sign(change.change).to_owned(),
                bought(change),
                amount(change.before.as_ref()),
                amount(change.after.as_ref()),
                change
                    .difference_share
                    .as_ref()
                    .map_or_else(|| NONE.to_owned(), signed_percent),
            ];
            match lines.iter_mut().find(|(other, _)| *other == cells) {
                Some((_, regions)) => regions.push(&change.region),
                None => lines.push((cells, vec![&change.region])),
            }
        }
        for ([sign, bought, before, after, rise], regions) in lines {
            grid.row(vec![sign, bought, places(&regions), before, after, rise]);
        }
    }
    grid
}

/// Some regions by name, more by number.
fn places(regions: &[&str]) -> String {
    if regions.len() <= PLACES_SHOWN {
        return regions.join(", ");
    }
    let named = PLACES_SHOWN - 1;
    let more = regions.len() - named;
    format!("{} and {more} more", regions[..named].join(", "))
}

fn sign(change: &str) -> &'static str {
    match change {
        "added" => "+",
        "removed" => "-",
        _ => "~",
    }
}

/// `on-demand geo standard above-272000 input-tokens per 1M`.
fn bought(change: &PriceChangeReport) -> String {
    let choices = [&change.scope, &change.tier, &change.term, &change.variant];
    let filled = choices.into_iter().filter(|choice| !choice.is_empty());
    let mut words = vec![change.offer.as_str()];
    words.extend(filled.map(String::as_str));
    words.push(change.meter);
    words.join(" ")
}

fn amount(side: Option<&PriceSideReport>) -> String {
    side.map_or_else(
        || NONE.to_owned(),
        |side| format!("{} {}", price_usd(&side.usd), short_per(side.per)),
    )
}

/// What else changes than dollars.
fn standing(workload: &WorkloadChangeReport) -> Vec<Item> {
    let winner = workload
        .cheapest_changes
        .then(|| Item::plain("Another plan is the cheapest"));
    let named = |plans: &[String], what: &str| {
        (!plans.is_empty()).then(|| Item::about(what.to_owned(), vec![plans.join(", ")]))
    };
    [
        winner,
        named(&workload.became_unpriced, "without a price now"),
        named(&workload.became_priced, "with a price now"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(in crate::render) fn rows(report: &PricesDiffReport) -> Vec<Vec<String>> {
    let header = COLUMNS.map(str::to_owned).to_vec();
    let mut rows = vec![header];
    for item in &report.items {
        for change in &item.changes {
            let figure = |side: Option<&PriceSideReport>| {
                side.map_or([String::new(), String::new()], |side| {
                    [machine(&side.usd), side.per.to_string()]
                })
            };
            let [before, before_per] = figure(change.before.as_ref());
            let [after, after_per] = figure(change.after.as_ref());
            rows.push(vec![
                change.change.to_owned(),
                item.service.clone(),
                item.item.clone(),
                change.offer.clone(),
                change.region.clone(),
                change.scope.clone(),
                change.tier.clone(),
                change.term.clone(),
                change.variant.clone(),
                change.meter.to_owned(),
                before,
                before_per,
                after,
                after_per,
                change
                    .difference_share
                    .as_ref()
                    .map(machine)
                    .unwrap_or_default(),
            ]);
        }
    }
    rows
}
