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
mod strips;
mod text;
mod theme;
mod traced;

pub(super) use regions::names as plane_names;
pub(super) use scale::{Scale, plain_dollars, plain_number};
pub(super) use shown::{Shown, Stretches, place_of, sampled};
pub(super) use theme::letter;

use crate::report::{BreakevenScenario, WhatifScenario};

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
    None
}
