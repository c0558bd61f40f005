//! Pictures: one visual language for every question.
//!
//! [`theme`] says what a plan looks like (colour, dashes, hatch, letter), [`scale`] and [`frame`] draw
//! titles, axes and the source line, [`place`] keeps labels apart, and [`canvas`] is the only one to
//! write SVG. A picture picks what it shows and puts it on a canvas; how it looks is decided here.
//! Positions are floats: pixels are not money.

mod bands;
mod canvas;
mod curves;
mod dumbbell;
mod frame;
mod place;
mod plane;
mod regions;
mod rows;
mod scale;
mod shown;
mod spread;
mod strips;
mod text;
mod theme;
mod tornado;
mod traced;

pub(super) use regions::names as plane_names;
pub(super) use scale::{Scale, plain_dollars, plain_number};
pub(super) use shown::{Shown, Stretches, place_of, sampled};
pub(super) use theme::letter;

use super::whatif::{sweep_answer, sweep_caption};
use crate::render::money::in_dollars;
use crate::{
    report::{BreakevenScenario, SweepReport, WhatifScenario},
    units::Exact,
};

/// The answer to break-even as an SVG picture: the map of two knobs where two were turned, what each
/// plan costs over the knob otherwise.
pub fn svg(report: &BreakevenScenario) -> String {
    if report.across.is_some() && !report.plane.is_empty() {
        plane::draw(report)
    } else {
        curves::draw(report)
    }
}

/// The answer to what-if as an SVG picture, where the question has one.
pub fn whatif_svg(report: &WhatifScenario) -> Option<String> {
    if let Some(change) = &report.change {
        return Some(dumbbell::draw(report, change));
    }
    if let Some(variants) = &report.variants {
        return Some(strips::draw(report, variants));
    }
    if let Some(tornado) = &report.tornado {
        return Some(tornado::draw(report, tornado));
    }
    if let Some(drawn) = &report.monte_carlo {
        return Some(spread::draw(report, drawn));
    }
    if let Some(swept) = &report.sweep {
        return sweep(report, swept);
    }
    None
}

/// Costs at values of a knob, or the cheapest plan at values of two, drawn as the samples they are.
fn sweep(report: &WhatifScenario, sweep: &SweepReport) -> Option<String> {
    let map = sweep.map(report)?;
    let (title, answer) = (
        sweep_caption(report, sweep),
        in_dollars(&sweep_answer(sweep)),
    );
    let values = |values: &[Exact]| values.iter().map(Exact::approximate).collect::<Vec<_>>();
    if let [knob] = sweep.knobs.as_slice() {
        let samples = values(&knob.values);
        return Some(curves::drawn(&map, &title, &answer, &samples));
    }
    let pairs = sweep.points.iter().map(|point| values(&point.values));
    let places = pairs.filter_map(|pair| Some((*pair.get(1)?, *pair.first()?)));
    let places: Vec<(f64, f64)> = places.collect();
    let known = "each cell stands for the values at its dot; between them nothing was looked at";
    Some(plane::drawn(&map, &title, &answer, known, &places))
}
