//! What random draws make of each plan: from the cheapest twentieth of the draws to the dearest.

use super::{
    canvas::{Anchor, Canvas, Frame, Sign, Stroke, Type},
    frame::{self, MARGIN},
    scale::{Scale, plain_dollars},
    text::in_two,
    theme::{BODY, FAINT, FRAME, INK, PAPER, SMALL, Style, letter},
};
use crate::render::money::in_dollars;
use crate::{
    render::{
        numbers::percent,
        whatif::{caption, cost_of, drawn_answer, worth},
    },
    report::{DrawnPlanReport, MonteCarloReport, WhatifScenario},
    units::{Usd, cents},
};

const WIDTH: f64 = 1000.0;
/// The height of a plan's row.
const ROW: f64 = 40.0;
/// Half the height of its bar.
const HALF: f64 = 9.0;
/// Plans that are drawn.
const PLANS: usize = 14;
/// Room for names, and for the two columns at the right.
const NAMES: f64 = 250.0;
const COLUMN: f64 = 92.0;
/// From here on steps of the same factor suit better.
const LOGARITHMIC: f64 = 8.0;
/// How far bars stay from the ends of the axis.
const AIR: f64 = 0.04;

/// A plan that carried some draw, with the ends of its bar, the middle, and the mean.
struct Bar<'a> {
    plan: &'a DrawnPlanReport,
    low: f64,
    middle: f64,
    high: f64,
    mean: f64,
}

/// The picture.
pub(super) fn draw(scenario: &WhatifScenario, report: &MonteCarloReport) -> String {
    let drawn = report.plans.iter().filter_map(bar);
    let bars: Vec<Bar<'_>> = drawn.take(PLANS).collect();
    let rows = bars.iter().fold(0.0, |height, _| height + ROW);
    let height = rows + 235.0;
    let mut canvas = Canvas::new(WIDTH, height);
    let title = format!("{}: random draws of its inputs", caption(scenario));
    let mut said = vec![in_dollars(&drawn_answer(report))];
    said.extend(worth(report).into_iter().skip(1));
    let said = said.join(". ");
    let top = frame::header(&mut canvas, WIDTH - MARGIN, &title, &said) + 26.0;
    let plot = Frame {
        left: MARGIN + NAMES,
        top,
        right: WIDTH - MARGIN - 2.0 * COLUMN,
        bottom: top + rows,
    };
    let scale = scale(&bars, plot);
    frame::below(&mut canvas, &scale, plot, plot.bottom, &plain_dollars);
    frame::around(&mut canvas, plot);
    columns(&mut canvas, plot);
    let mut middle = top + ROW / 2.0;
    for (at, bar) in bars.iter().enumerate() {
        row(&mut canvas, bar, at, (&scale, plot, middle));
        middle += ROW;
    }
    let cost = cost_of(scenario);
    let centre = f64::midpoint(plot.left, plot.right);
    let room = plot.right - plot.left;
    let below = (centre, plot.bottom + 42.0);
    frame::name(&mut canvas, below, room, &cost, Anchor::Middle);
    key(
        &mut canvas,
        plot.bottom + 70.0,
        report.plans.len() - bars.len(),
    );
    let source = frame::Source {
        as_of: &scenario.as_of,
        catalog: &scenario.catalog,
        overlays: &scenario.overlays,
    };
    let foot = (WIDTH - MARGIN, height - MARGIN + 2.0);
    frame::source(&mut canvas, &source, foot);
    canvas.finish(&title, &said)
}

fn bar(plan: &DrawnPlanReport) -> Option<Bar<'_>> {
    let dollars = |usd: &Option<Usd>| Some(usd.as_ref()?.amount().approximate());
    Some(Bar {
        plan,
        low: dollars(&plan.p5_usd)?,
        middle: dollars(&plan.p50_usd)?,
        high: dollars(&plan.p95_usd)?,
        mean: dollars(&plan.mean_usd)?,
    })
}

/// The axis of the costs.
fn scale(bars: &[Bar<'_>], plot: Frame) -> Scale {
    let low = bars.iter().map(|bar| bar.low.min(bar.mean));
    let low = low.fold(f64::INFINITY, f64::min);
    let high = bars.iter().map(|bar| bar.high.max(bar.mean));
    let high = high.fold(0.0, f64::max);
    let pixels = (plot.left, plot.right);
    if low > 0.0 && high / low > LOGARITHMIC {
        let factor = (high / low).powf(AIR);
        return Scale::new(true, low / factor, high * factor, pixels);
    }
    let air = (high - low) * AIR;
    Scale::new(false, (low - air).max(0.0), high + air, pixels)
}

fn columns(canvas: &mut Canvas, plot: Frame) {
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        anchor: Anchor::End,
        ..Type::default()
    };
    let y = plot.top - 7.0;
    canvas.text((plot.right + COLUMN - 6.0, y), "cheapest in", kind);
    canvas.text((plot.right + 2.0 * COLUMN, y), "regret", kind);
}

/// A plan: its name, its bar, how often it is the cheapest, what choosing it costs.
fn row(canvas: &mut Canvas, bar: &Bar<'_>, at: usize, place: (&Scale, Frame, f64)) {
    let (scale, plot, y) = place;
    let style = Style { index: at };
    let bold = Type {
        bold: true,
        ..Type::default()
    };
    canvas.text((MARGIN, y + BODY * 0.36), &letter(at), bold);
    let lines = in_two(&bar.plan.id, BODY, NAMES - 34.0);
    let first = if lines.len() > 1 { -0.24 } else { 0.36 };
    for (line, down) in lines.iter().zip([0.0, BODY * 1.16]) {
        let baseline = y + BODY * first + down;
        canvas.text((MARGIN + 20.0, baseline), line, Type::default());
    }
    let (left, right) = (scale.at(bar.low), scale.at(bar.high));
    let right = right.max(left + 1.5);
    let area = vec![
        (left, y - HALF),
        (right, y - HALF),
        (right, y + HALF),
        (left, y + HALF),
    ];
    canvas.hatched(std::slice::from_ref(&area), style);
    let frame = Frame {
        left,
        top: y - HALF,
        right,
        bottom: y + HALF,
    };
    canvas.framed(frame, "none", Stroke::solid(style.colour(), 1.2));
    let half = scale.at(bar.middle);
    let middle = ((half, y - HALF - 3.0), (half, y + HALF + 3.0));
    canvas.line(middle.0, middle.1, Stroke::solid(PAPER, 4.5));
    canvas.line(middle.0, middle.1, Stroke::solid(INK, 2.2));
    canvas.sign((scale.at(bar.mean), y), Sign::Circle);
    let figure = Type {
        anchor: Anchor::End,
        ..Type::default()
    };
    let baseline = y + BODY * 0.36;
    let share = percent(&bar.plan.cheapest_share);
    canvas.text((plot.right + COLUMN - 6.0, baseline), &share, figure);
    let regret = bar.plan.regret_usd.as_ref();
    let regret = regret.map_or("–".to_owned(), cents);
    canvas.text((plot.right + 2.0 * COLUMN, baseline), &regret, figure);
}

/// What the signs mean.
fn key(canvas: &mut Canvas, y: f64, more: usize) {
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    let mut text = "bar: nine draws of ten, P5 to P95 · line: P50 · dot: mean · regret: what choosing it costs above the cheapest plan of each draw, on average".to_owned();
    if more > 0 {
        text = format!("{text} · {more} more plans in --format json or csv");
    }
    let lines = super::text::wrapped(&text, SMALL, WIDTH - 2.0 * MARGIN, 2);
    canvas.line(
        (MARGIN, y - 14.0),
        (WIDTH - MARGIN, y - 14.0),
        Stroke::solid(FRAME, 0.5),
    );
    for (line, down) in lines.iter().zip([0.0, SMALL * 1.4]) {
        canvas.text((MARGIN, y + 4.0 + down), line, kind);
    }
}
