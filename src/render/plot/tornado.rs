//! Each uncertain number as a bar: the cost of the cheapest plan from one end of its range to the other,
//! around what it is at the own values, and the ends at which another plan is cheaper.

use super::{
    canvas::{Anchor, Point, Sign, Stroke, Type},
    frame::MARGIN,
    rows::{Name, Plan, Rows},
    text::width,
    theme::{FAINT, INK, REST, SMALL, Style},
};
use crate::render::money::in_dollars;
use crate::{
    render::{
        numbers::signed_percent,
        whatif::{caption, cost_of, tornado_answer},
        words,
    },
    report::{FlipReport, InputReport, SwingReport, TornadoReport, WhatifScenario},
};

/// Most numbers that are drawn.
const INPUTS: usize = 14;
/// Half the height of a bar.
const HALF: f64 = 9.0;

/// Room at either end, as a share of what the bars take.
const BESIDE: f64 = 0.06;

/// The picture.
pub(super) fn draw(report: &WhatifScenario, tornado: &TornadoReport) -> String {
    let inputs: Vec<&InputReport> = tornado.inputs.iter().take(INPUTS).collect();
    let costs = inputs
        .iter()
        .flat_map(|input| [&input.low.cost_usd, &input.high.cost_usd]);
    let costs = costs.flatten().map(|usd| usd.amount().approximate());
    let base = tornado.total_usd.amount().approximate();
    let mut costs: Vec<f64> = costs.chain([base]).collect();
    // Signs and values stand beside the bars, within the plot.
    let low = costs.iter().copied().fold(base, f64::min);
    let high = costs.iter().copied().fold(base, f64::max);
    costs.push((low - BESIDE * (high - low)).max(0.0));
    costs.push(high + BESIDE * (high - low));
    let labels: Vec<String> = inputs.iter().map(|input| label(input)).collect();
    let mut rows = Rows::new(&Plan {
        title: format!(
            "{}: what moves the cost of {}",
            caption(report),
            tornado.plan
        ),
        answer: in_dollars(&tornado_answer(tornado)),
        axis: format!("{} of {}", cost_of(report), tornado.plan),
        names: labels
            .iter()
            .map(|text| Name { plan: None, text })
            .collect(),
        costs,
        foot: 18.0,
    });
    for (at, input) in inputs.iter().enumerate() {
        row(&mut rows, at, input, tornado);
    }
    rows.through(base);
    meaning(&mut rows);
    rows.finish(&report.into())
}

fn label(input: &InputReport) -> String {
    match input.basis {
        "estimate" => format!("capacity of {} (an estimate)", input.name),
        _ => input.name.clone(),
    }
}

fn row(rows: &mut Rows, at: usize, input: &InputReport, tornado: &TornadoReport) {
    let y = rows.y(at);
    let base = rows.scale.at(tornado.total_usd.amount().approximate());
    for (end, index) in [(&input.low, 0), (&input.high, 1)] {
        let Some(usd) = &end.cost_usd else { continue };
        let x = rows.scale.at(usd.amount().approximate());
        let style = Style { index };
        let area = super::bands::rectangle(base.min(x), base.max(x), y - HALF, y + HALF);
        rows.canvas.hatched(&[area], style);
        let edge = Stroke::solid(style.colour(), 1.4);
        rows.canvas.line((x, y - HALF), (x, y + HALF), edge);
    }
    ends(rows, y, base, input, tornado);
    let figures = figures(input);
    rows.figures(at, &figures);
}

/// The values of the ends beside the bar, and a sign where another plan is the cheapest.
fn ends(rows: &mut Rows, y: f64, base: f64, input: &InputReport, tornado: &TornadoReport) {
    let place = |end: &SwingReport| {
        let usd = end.cost_usd.as_ref()?;
        Some(rows.scale.at(usd.amount().approximate()))
    };
    let (low, high) = (place(&input.low), place(&input.high));
    let falls = low.unwrap_or(base) > high.unwrap_or(base);
    let sides = [
        (&input.low, low, if falls { 1.0 } else { -1.0 }, "fast"),
        (&input.high, high, if falls { -1.0 } else { 1.0 }, "slow"),
    ];
    for (end, x, side, estimate) in sides {
        let x = x.unwrap_or(base);
        let mut from = x + side * 6.0;
        if end.cheapest.as_ref() != Some(&tornado.plan) {
            rows.canvas.sign((x + side * 9.0, y), Sign::Diamond);
            from = x + side * 19.0;
        }
        let text = end.value.as_ref().map_or(estimate.to_owned(), words::short);
        let kind = Type {
            size: SMALL,
            halo: true,
            anchor: if side < 0.0 {
                Anchor::End
            } else {
                Anchor::Start
            },
            ..Type::default()
        };
        let room = width(&text, SMALL);
        let at: Point = if side < 0.0 {
            (from.max(rows.plot.left + 4.0 + room), y + SMALL * 0.36)
        } else {
            (from.min(rows.plot.right - 4.0 - room), y + SMALL * 0.36)
        };
        rows.canvas.text(at, &text, kind);
    }
}

/// What would change the cheapest plan.
fn figures(input: &InputReport) -> Vec<String> {
    let at = |flip: &FlipReport, end: &str| {
        let at = flip.at.as_ref().map_or(end.to_owned(), words::short);
        let change = flip.change_share.as_ref().map(signed_percent);
        (
            at,
            change.map_or(String::new(), |change| format!(" ({change})")),
        )
    };
    let plan = |flip: &FlipReport| flip.plan.clone().unwrap_or_else(|| "none".to_owned());
    match (&input.flip_below, &input.flip_above) {
        (None, None) => vec!["never flips here".to_owned()],
        (Some(flip), None) => {
            let (at, change) = at(flip, "fast end");
            vec![format!("to {at}{change}"), plan(flip)]
        }
        (None, Some(flip)) => {
            let (at, change) = at(flip, "slow end");
            vec![format!("from {at}{change}"), plan(flip)]
        }
        (Some(below), Some(above)) => {
            let ((low, _), (high, _)) = (at(below, "fast end"), at(above, "slow end"));
            vec![
                format!("to {low}, from {high}"),
                format!("{}, {}", plan(below), plan(above)),
            ]
        }
    }
}

/// What the hatches and the sign mean.
fn meaning(rows: &mut Rows) {
    let y = rows.foot();
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    let mut x = MARGIN;
    for (index, text) in [(0, "at the low end"), (1, "at the high end")] {
        let area = super::bands::rectangle(x, x + 22.0, y - 10.0, y + 2.0);
        rows.canvas.hatched(&[area], Style { index });
        rows.canvas.text((x + 29.0, y), text, kind);
        x += width(text, SMALL) + 52.0;
    }
    rows.canvas.sign((x + 6.0, y - 4.0), Sign::Diamond);
    let text = "another plan is the cheapest there";
    rows.canvas.text((x + 18.0, y), text, kind);
    x += width(text, SMALL) + 44.0;
    rows.canvas.line(
        (x, y - 4.0),
        (x + 22.0, y - 4.0),
        Stroke {
            colour: REST,
            width: 1.4,
            dash: "5 3",
        },
    );
    let kind = Type {
        colour: INK,
        ..kind
    };
    rows.canvas.text((x + 29.0, y), "the own values", kind);
}
