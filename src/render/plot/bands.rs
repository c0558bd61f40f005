//! The strip of which plan is cheapest where.

use super::{
    canvas::{Anchor, Canvas, Frame, Point, Stroke, Type},
    scale::Scale,
    shown::place_of,
    text::bold_width,
    theme::{BODY, INK, NOBODY, REST, SMALL, Style, letter},
};
use crate::report::WinnerReport;

/// Narrower stretches have no letter.
const LETTER_MIN: f64 = 15.0;

/// Draws the strip: each stretch in the hatch of its plan, with its name or letter where there is
/// room.
pub(super) fn strip(
    canvas: &mut Canvas,
    winners: &[WinnerReport],
    names: &[&str],
    scale: &Scale,
    (top, bottom): (f64, f64),
) {
    let mut areas: Vec<(Option<usize>, Vec<Vec<Point>>)> = Vec::new();
    let mut labels: Vec<(f64, f64, Option<usize>)> = Vec::new();
    for winner in winners {
        let look = match winner.plan.as_deref() {
            None => Some(NOBODY),
            Some(plan) => place_of(names, plan),
        };
        let (left, right) = (
            scale.at(winner.from.approximate()),
            scale.at(winner.to.approximate()),
        );
        let area = rectangle(left, right, top, bottom);
        match areas.iter_mut().find(|(known, _)| *known == look) {
            Some((_, known)) => known.push(area),
            None => areas.push((look, vec![area])),
        }
        labels.push((left, right, look));
    }
    for (look, areas) in &areas {
        match look {
            Some(index) => canvas.hatched(areas, Style { index: *index }),
            None => canvas.filled(areas, REST, 1.0),
        }
    }
    let edges: Vec<Vec<Point>> = labels
        .iter()
        .skip(1)
        .map(|(left, _, _)| vec![(*left, top), (*left, bottom)])
        .collect();
    canvas.trace(&edges, Stroke::solid(INK, 0.7));
    for (left, right, look) in labels {
        label(
            canvas,
            (f64::midpoint(left, right), f64::midpoint(top, bottom)),
            right - left,
            look,
            names,
        );
    }
    let (left, right) = scale.ends();
    let around = Frame {
        left,
        top,
        right,
        bottom,
    };
    canvas.framed(around, "none", Stroke::solid(INK, 0.8));
}

fn label(canvas: &mut Canvas, at: Point, room: f64, look: Option<usize>, names: &[&str]) {
    let text = match look {
        None => return,
        Some(NOBODY) => "no plan carries this".to_owned(),
        Some(index) => {
            let name = names.get(index).copied().unwrap_or_default();
            format!("{} {name}", letter(index))
        }
    };
    let fits = |text: &str| bold_width(text, SMALL) + 18.0 <= room;
    match look {
        _ if fits(&text) => canvas.badge(at, &text, SMALL),
        Some(NOBODY) => {
            let short = "none";
            if fits(short) {
                canvas.badge(at, short, SMALL);
            }
        }
        Some(index) if room >= LETTER_MIN => canvas.badge(at, &letter(index), SMALL),
        _ => {}
    }
}

/// The name of the strip, left of it.
pub(super) fn caption(canvas: &mut Canvas, at: Point) {
    let kind = Type {
        anchor: Anchor::End,
        bold: true,
        size: SMALL,
        ..Type::default()
    };
    canvas.text((at.0, at.1 + BODY * 0.36), "cheapest", kind);
}

pub(super) fn rectangle(left: f64, right: f64, top: f64, bottom: f64) -> Vec<Point> {
    vec![(left, top), (right, top), (right, bottom), (left, bottom)]
}
