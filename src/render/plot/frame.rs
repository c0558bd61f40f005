//! What is around every picture: title, axes, legend, source.

use super::{
    canvas::{Anchor, Canvas, Frame, Point, Stroke, Type},
    scale::{Scale, Tick},
    text::{ended, fitted, in_two, width, wrapped},
    theme::{BODY, FAINT, FRAME, GRID, INK, SMALL, Style, TITLE, letter},
};
use crate::report::{BreakevenScenario, CatalogReport, KnobReport, WhatifScenario};

/// The margin around everything.
pub(super) const MARGIN: f64 = 22.0;
/// Lines of the subtitle.
const SUBTITLE_LINES: usize = 2;
/// The most room a name takes beside the plot.
const NAME_MAX: f64 = 205.0;
/// The sample of a line or a hatch beside a name.
const SAMPLE: f64 = 26.0;
/// Before a name: the sample and the letter.
const BEFORE_NAME: f64 = SAMPLE + 24.0;
/// Between the two lines of a name.
const NAME_LINE: f64 = BODY * 1.16;

/// Where the figures of a picture are from.
pub(super) struct Source<'a> {
    pub as_of: &'a str,
    pub catalog: &'a CatalogReport,
    pub overlays: &'a [String],
}

impl<'a> From<&'a BreakevenScenario> for Source<'a> {
    fn from(report: &'a BreakevenScenario) -> Self {
        Self {
            as_of: &report.as_of,
            catalog: &report.catalog,
            overlays: &report.overlays,
        }
    }
}

impl<'a> From<&'a WhatifScenario> for Source<'a> {
    fn from(report: &'a WhatifScenario) -> Self {
        Self {
            as_of: &report.as_of,
            catalog: &report.catalog,
            overlays: &report.overlays,
        }
    }
}

/// The title, and below it what the picture says. Returns where the picture may begin.
pub(super) fn header(canvas: &mut Canvas, right: f64, title: &str, subtitle: &str) -> f64 {
    let room = right - MARGIN;
    let kind = Type {
        size: TITLE,
        bold: true,
        ..Type::default()
    };
    let mut y = MARGIN + TITLE * 0.8;
    canvas.text((MARGIN, y), &ended(title, TITLE * 1.13, room), kind);
    let kind = Type {
        colour: FAINT,
        ..Type::default()
    };
    y += 4.0;
    for line in wrapped(subtitle, BODY, room, SUBTITLE_LINES) {
        y += BODY * 1.4;
        canvas.text((MARGIN, y), &line, kind);
    }
    y + 14.0
}

/// Where the figures are from, at the foot.
pub(super) fn source(canvas: &mut Canvas, source: &Source, foot: Point) {
    let mut text = format!(
        "crossover · prices as of {}, catalog edition {} ({})",
        source.as_of, source.catalog.edition, source.catalog.digest
    );
    if !source.overlays.is_empty() {
        text = format!("{text} · own prices: {}", source.overlays.join(", "));
    }
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    canvas.text(
        (MARGIN, foot.1),
        &fitted(&text, SMALL, foot.0 - MARGIN),
        kind,
    );
}

/// The axis below the plot, its labels from `top` on, with lines of the grid through the plot.
pub(super) fn below(
    canvas: &mut Canvas,
    scale: &Scale,
    plot: Frame,
    top: f64,
    write: &dyn Fn(f64) -> String,
) {
    let ticks = scale.ticks(8);
    let kind = Type {
        size: SMALL,
        anchor: Anchor::Middle,
        ..Type::default()
    };
    let mut free = 0.0;
    for Tick { value, written } in ticks {
        let x = scale.at(value);
        let length = if written { 5.0 } else { 3.0 };
        canvas.line((x, top), (x, top + length), Stroke::solid(FRAME, 0.8));
        if !written {
            continue;
        }
        canvas.line((x, plot.top), (x, plot.bottom), Stroke::solid(GRID, 0.8));
        let text = write(value);
        let half = width(&text, SMALL) / 2.0;
        if x - half >= free {
            canvas.text((x, top + 8.0 + SMALL), &text, kind);
            free = x + half + 6.0;
        }
    }
}

/// The axis at the left of the plot, with lines of the grid through it.
pub(super) fn beside(
    canvas: &mut Canvas,
    scale: &Scale,
    plot: Frame,
    write: &dyn Fn(f64) -> String,
) {
    let kind = Type {
        size: SMALL,
        anchor: Anchor::End,
        ..Type::default()
    };
    let mut free = f64::INFINITY;
    for Tick { value, written } in scale.ticks(7) {
        let y = scale.at(value);
        let length = if written { 5.0 } else { 3.0 };
        canvas.line(
            (plot.left - length, y),
            (plot.left, y),
            Stroke::solid(FRAME, 0.8),
        );
        if !written {
            continue;
        }
        canvas.line((plot.left, y), (plot.right, y), Stroke::solid(GRID, 0.8));
        if y + SMALL * 0.5 <= free {
            canvas.text((plot.left - 8.0, y + SMALL * 0.36), &write(value), kind);
            free = y - SMALL * 0.5 - 3.0;
        }
    }
}

/// The most room that the labels of an axis at the left take.
pub(super) fn room_beside(scale: &Scale, write: &dyn Fn(f64) -> String) -> f64 {
    let written = scale.ticks(7).into_iter().filter(|tick| tick.written);
    written
        .map(|tick| width(&write(tick.value), SMALL))
        .fold(24.0, f64::max)
}

/// The line around the plot.
pub(super) fn around(canvas: &mut Canvas, plot: Frame) {
    canvas.framed(plot, "none", Stroke::solid(FRAME, 0.8));
}

/// The name of an axis.
pub(super) fn name(canvas: &mut Canvas, at: Point, room: f64, text: &str, anchor: Anchor) {
    let kind = Type {
        anchor,
        colour: INK,
        ..Type::default()
    };
    canvas.text(at, &fitted(text, BODY, room), kind);
}

/// A knob as the name of an axis.
pub(super) fn knob(knob: &KnobReport) -> String {
    match knob.unit {
        Some(unit) => format!("{} ({unit})", knob.path),
        None => knob.path.clone(),
    }
}

/// The room that names take beside the plot.
pub(super) fn room_for(names: &[&str]) -> f64 {
    let widest = names
        .iter()
        .map(|name| width(name, BODY))
        .fold(90.0, f64::max);
    BEFORE_NAME + 8.0 + widest.min(NAME_MAX)
}

/// What stands before a name in a legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sample {
    /// Its line.
    Line,
    /// Its hatch.
    Area,
    /// A dot.
    Dot,
}

/// A name with a sample of what it looks like and its letter, its middle at `at`. Returns its lines.
pub(super) fn named(
    canvas: &mut Canvas,
    at: Point,
    room: f64,
    (index, name): (usize, &str),
    sample: Sample,
) -> usize {
    let style = Style { index };
    let (x, y) = at;
    match sample {
        Sample::Line => canvas.line(
            (x, y),
            (x + SAMPLE, y),
            Stroke {
                colour: style.colour(),
                width: 2.4,
                dash: style.dash(),
            },
        ),
        Sample::Area => area(canvas, at, style),
        Sample::Dot => {
            let (colour, middle) = (style.colour(), x + SAMPLE / 2.0);
            canvas.dot((middle, y), 5.0, colour, colour);
        }
    }
    let bold = Type {
        bold: true,
        ..Type::default()
    };
    canvas.text((x + SAMPLE + 6.0, y + BODY * 0.36), &letter(index), bold);
    let lines = in_two(name, BODY, room - BEFORE_NAME);
    let first = y + BODY * 0.36
        - if lines.len() > 1 {
            NAME_LINE / 2.0
        } else {
            0.0
        };
    for (line, down) in lines.iter().zip([0.0, NAME_LINE]) {
        canvas.text((x + BEFORE_NAME, first + down), line, Type::default());
    }
    lines.len()
}

/// Whether a name takes two lines.
pub(super) fn is_tall(name: &str, room: f64) -> bool {
    in_two(name, BODY, room - BEFORE_NAME).len() > 1
}

/// A sample of an area.
pub(super) fn area(canvas: &mut Canvas, (x, y): Point, style: Style) {
    let swatch = vec![
        (x, y - 8.0),
        (x + SAMPLE, y - 8.0),
        (x + SAMPLE, y + 8.0),
        (x, y + 8.0),
    ];
    canvas.hatched(std::slice::from_ref(&swatch), style);
    let around = Frame {
        left: x,
        right: x + SAMPLE,
        top: y - 8.0,
        bottom: y + 8.0,
    };
    canvas.framed(around, "none", Stroke::solid(FRAME, 0.8));
}
