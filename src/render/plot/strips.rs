//! A scenario and its variants: one row each, the plans by their letters along the axis of costs.

use super::{
    canvas::{Stroke, Type},
    frame::{self, MARGIN, Sample},
    place::spread,
    rows::{Name, Plan, Rows, WIDTH},
    theme::{FAINT, REST, SMALL, Style, letter},
};
use crate::render::money::in_dollars;
use crate::{
    render::{
        numbers::{signed, signed_percent},
        whatif::{caption, cost_of, variant_name, variants_answer},
    },
    report::{VariantReport, VariantsReport, WhatifScenario},
    units::cents,
};

/// Most plans that are named.
const NAMED: usize = 10;
/// Names in a line below the axis.
const ACROSS: usize = 2;
/// Between two letters of a row.
const GAP: f64 = 15.0;
/// Between two lines of names.
const LINE: f64 = 23.0;

/// The picture.
pub(super) fn draw(report: &WhatifScenario, variants: &VariantsReport) -> String {
    let names = named(variants);
    let labels: Vec<String> = variants.variants.iter().map(variant_name).collect();
    let costs = variants.variants.iter().flat_map(|variant| &variant.plans);
    let costs = costs.filter(|plan| names.contains(&plan.id.as_str()));
    let costs = costs.filter_map(|plan| plan.total_usd.as_ref());
    let lines = names.len().div_ceil(ACROSS);
    let mut rows = Rows::new(&Plan {
        title: format!("{}: the scenario and its variants", caption(report)),
        answer: in_dollars(&variants_answer(variants)),
        axis: cost_of(report),
        names: labels
            .iter()
            .map(|text| Name { plan: None, text })
            .collect(),
        costs: costs.map(|usd| usd.amount().approximate()).collect(),
        foot: (0..lines).map(|_| LINE).sum(),
    });
    for (at, variant) in variants.variants.iter().enumerate() {
        row(&mut rows, at, variant, &names);
    }
    let (top, room) = (rows.foot(), (WIDTH - 2.0 * MARGIN) / 2.0);
    let mut places = (0..lines).map(|_| LINE).scan(top - LINE, |y, line| {
        *y += line;
        Some(*y)
    });
    for (at, pair) in names.chunks(ACROSS).enumerate() {
        let y = places.next().unwrap_or(top);
        for (side, name) in pair.iter().enumerate() {
            let x = if side == 0 { MARGIN } else { MARGIN + room };
            let index = at * ACROSS + side;
            frame::named(
                &mut rows.canvas,
                (x, y),
                room - 20.0,
                (index, name),
                Sample::Dot,
            );
        }
    }
    rows.finish(&report.into())
}

/// The plans with a letter: those that are the cheapest of a row, then the next of the scenario.
fn named(variants: &VariantsReport) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let cheapest = variants.variants.iter();
    let cheapest = cheapest.filter_map(|variant| variant.cheapest.as_deref());
    let others = variants.variants.iter().take(1).flat_map(|own| &own.plans);
    let others = others.filter(|plan| plan.total_usd.is_some());
    for name in cheapest.chain(others.map(|plan| plan.id.as_str())) {
        if names.len() < NAMED && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn row(rows: &mut Rows, at: usize, variant: &VariantReport, names: &[&str]) {
    let y = rows.y(at);
    let place = |plan: &crate::report::VariantPlanReport| {
        let index = names.iter().position(|name| *name == plan.id)?;
        let usd = plan.total_usd.as_ref()?.amount().approximate();
        Some((rows.scale.at(usd), index))
    };
    let mut dots: Vec<(f64, usize)> = variant.plans.iter().filter_map(place).collect();
    dots.sort_by(|one, other| one.0.total_cmp(&other.0));
    let ends = dots.first().zip(dots.last());
    if let Some((first, last)) = ends.map(|(first, last)| (first.0, last.0)) {
        rows.canvas
            .line((first, y + 8.0), (last, y + 8.0), Stroke::solid(REST, 1.2));
    }
    let wanted: Vec<f64> = dots.iter().map(|(x, _)| *x).collect();
    let (left, right) = (rows.plot.left + 8.0, rows.plot.right - 8.0);
    let letters = spread(&wanted, GAP, left, right);
    for ((x, index), over) in dots.iter().zip(&letters) {
        let colour = Style { index: *index }.colour();
        let is_cheapest = names.get(*index).copied() == variant.cheapest.as_deref();
        let radius = if is_cheapest { 7.0 } else { 4.0 };
        rows.canvas.dot((*x, y + 8.0), radius, colour, colour);
        let kind = Type {
            size: SMALL,
            colour,
            bold: true,
            anchor: super::canvas::Anchor::Middle,
            halo: true,
        };
        rows.canvas.text((*over, y - 6.0), &letter(*index), kind);
    }
    let best = variant
        .cheapest_usd
        .as_ref()
        .map_or("no plan".to_owned(), cents);
    let share = variant.difference_share.as_ref().map(signed_percent);
    let difference = variant
        .difference_usd
        .as_ref()
        .map(|usd| in_dollars(&signed(usd)));
    let below = difference.zip(share);
    let below = below.map(|(usd, share)| format!("{usd}, {share}"));
    let plan = variant.cheapest.as_deref();
    let index = plan.and_then(|plan| names.iter().position(|name| *name == plan));
    let best = index.map_or(best.clone(), |index| format!("{best} ({})", letter(index)));
    rows.figures(at, &[best, below.unwrap_or_default()]);
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    if dots.is_empty() {
        rows.canvas
            .text((left, y), "no plan carries this workload", kind);
    }
}
