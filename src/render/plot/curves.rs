//! What each plan costs over a knob, where the cheapest changes, and which one it is in between.

use super::{
    bands,
    canvas::{Anchor, Canvas, Frame, Point, Sign, Stroke, Type},
    frame::{self, MARGIN, Sample},
    place::{Obstacles, Taken, spread},
    scale::{Scale, plain_dollars, plain_number},
    shown::Shown,
    text::{bold_width, width},
    theme::{BODY, FAINT, FRAME, INK, NOBODY, PAPER, REST, SMALL, Style, letter},
    traced::{Axes, Traced, along, traced},
};
use crate::render::money::in_dollars;
use crate::{
    render::words,
    report::{BreakevenScenario, CrossingReport},
};

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 640.0;
/// The strip of the cheapest plans.
const STRIP: f64 = 26.0;
/// Labels of crossings, at most.
const LABELS: usize = 12;
/// With more crossings than this no lines lead down to the strip.
const LEADERS: usize = 14;
/// Between two names at the right.
const NAME_GAP: f64 = 21.0;

/// The picture.
pub(super) fn draw(report: &BreakevenScenario) -> String {
    let (title, answer) = (words::caption(report), in_dollars(&words::answer(report)));
    drawn(report, &title, &answer, &[])
}

/// The same of costs that are known at `samples` only.
pub(super) fn drawn(
    report: &BreakevenScenario,
    title: &str,
    answer: &str,
    samples: &[f64],
) -> String {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let top = frame::header(&mut canvas, WIDTH - MARGIN, title, answer) + 2.0 * BODY + 18.0;
    let (axes, shown) = laid_out(report, top);
    let plot = axes.plot;
    let strip = (plot.bottom + 6.0, plot.bottom + 6.0 + STRIP);

    nobody(&mut canvas, report, &axes);
    frame::below(&mut canvas, &axes.x, plot, strip.1, &plain_number);
    frame::beside(&mut canvas, &axes.y, plot, &plain_dollars);
    let months = match report.period.months {
        1 => "cost of a month".to_owned(),
        months => format!("cost of {months} months"),
    };
    frame::name(
        &mut canvas,
        (MARGIN, top - 12.0 - BODY * 1.5),
        300.0,
        &months,
        Anchor::Start,
    );
    let knob = frame::knob(&report.knob);
    let middle = f64::midpoint(plot.left, plot.right);
    let room = plot.right - plot.left;
    frame::name(
        &mut canvas,
        (middle, strip.1 + 42.0),
        room,
        &knob,
        Anchor::Middle,
    );

    let leaders = report.crossings.len() <= LEADERS;
    if leaders {
        lead_down(&mut canvas, report, &axes, strip.0);
    }
    let traces: Vec<Traced> = shown.costs.iter().map(|cost| traced(cost, &axes)).collect();
    lines(&mut canvas, &shown, &traces);
    dots(&mut canvas, &shown, &axes, samples);
    frame::around(&mut canvas, plot);
    bands::strip(&mut canvas, &report.winners, &shown.names, &axes.x, strip);
    bands::caption(
        &mut canvas,
        (plot.left - 8.0, f64::midpoint(strip.0, strip.1)),
    );
    let mut obstacles = Obstacles {
        points: traces.iter().flat_map(Traced::points).collect(),
        ..Obstacles::default()
    };
    own_value(&mut canvas, report, &axes, &mut obstacles);
    names(&mut canvas, report, &shown, &traces, &axes, &mut obstacles);
    crossings(&mut canvas, report, &axes, &mut obstacles);
    let foot = (MARGIN, HEIGHT - MARGIN - 19.0);
    if samples.is_empty() {
        signs(&mut canvas, report, foot);
    } else {
        sampled(&mut canvas, foot);
    }
    frame::source(
        &mut canvas,
        &report.into(),
        (WIDTH - MARGIN, HEIGHT - MARGIN + 2.0),
    );
    canvas.finish(title, answer)
}

/// The axes, the plot being as wide as the names beside it allow.
fn laid_out(report: &BreakevenScenario, top: f64) -> (Axes, Shown<'_>) {
    let bottom = HEIGHT - MARGIN - STRIP - 102.0;
    let (low, high) = (report.knob.from.approximate(), report.knob.to.approximate());
    let across =
        |left: f64, right: f64| Scale::new(report.knob.logarithmic, low, high, (left, right));
    let shown = Shown::of(report, &across(100.0, 800.0));
    let y = Scale::new(
        shown.logarithmic,
        shown.range.0,
        shown.range.1,
        (bottom, top),
    );
    let left = MARGIN + frame::room_beside(&y, &plain_dollars).max(58.0) + 8.0;
    let right = WIDTH - MARGIN - 12.0 - frame::room_for(&shown.names);
    let plot = Frame {
        left,
        top,
        right,
        bottom,
    };
    let axes = Axes {
        x: across(left, right),
        y,
        plot,
    };
    (axes, shown)
}

/// Where no plan carries the workload.
fn nobody(canvas: &mut Canvas, report: &BreakevenScenario, axes: &Axes) {
    let empty = report.winners.iter().filter(|winner| winner.plan.is_none());
    let areas: Vec<Vec<Point>> = empty
        .map(|winner| {
            let ends = (winner.from.approximate(), winner.to.approximate());
            let (left, right) = (axes.x.at(ends.0), axes.x.at(ends.1));
            bands::rectangle(left, right, axes.plot.top, axes.plot.bottom)
        })
        .collect();
    canvas.hatched(&areas, Style { index: NOBODY });
    // The hatch is for the strip; on the plot it only hints.
    canvas.filled(&areas, PAPER, 0.6);
}

fn lead_down(canvas: &mut Canvas, report: &BreakevenScenario, axes: &Axes, bottom: f64) {
    let stroke = Stroke {
        colour: FRAME,
        width: 0.9,
        dash: "1.5 3",
    };
    for crossing in &report.crossings {
        if let Some((x, y)) = spot(crossing, axes) {
            canvas.line((x, y), (x, bottom), stroke);
        }
    }
}

/// All lines: those without a name first, the winning ones last.
fn lines(canvas: &mut Canvas, shown: &Shown, traces: &[Traced]) {
    for (cost, trace) in shown.costs.iter().zip(traces) {
        if cost.named.is_none() {
            canvas.trace(&trace.solid, Stroke::solid(REST, 0.7));
            canvas.trace(&trace.steps, Stroke::solid(REST, 0.6));
        }
    }
    let mut named: Vec<(usize, &Traced)> = shown
        .costs
        .iter()
        .zip(traces)
        .filter_map(|(cost, trace)| Some((cost.named?, trace)))
        .collect();
    named.sort_by_key(|(index, _)| std::cmp::Reverse(*index));
    for (index, trace) in named {
        let style = Style { index };
        let step = Stroke {
            colour: style.colour(),
            width: 0.9,
            dash: "2 2.5",
        };
        canvas.trace(&trace.steps, step);
        let stroke = Stroke {
            colour: style.colour(),
            width: if index < shown.winning { 2.5 } else { 1.6 },
            dash: style.dash(),
        };
        canvas.trace(&trace.solid, stroke);
        for (x, y) in &trace.caps {
            let stroke = Stroke::solid(style.colour(), 2.0);
            canvas.line((*x, y - 5.0), (*x, y + 5.0), stroke);
        }
    }
}

/// Where costs are known, if that is not everywhere.
fn dots(canvas: &mut Canvas, shown: &Shown, axes: &Axes, samples: &[f64]) {
    for cost in &shown.costs {
        let Some(index) = cost.named else { continue };
        let colour = Style { index }.colour();
        for x in samples {
            let Some(y) = cost.at(*x).map(|usd| axes.y.free(usd)) else {
                continue;
            };
            if y >= axes.plot.top && y <= axes.plot.bottom {
                canvas.dot((axes.x.at(*x), y), 3.0, colour, PAPER);
            }
        }
    }
}

/// What the dots mean.
fn sampled(canvas: &mut Canvas, at: Point) {
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    canvas.dot((at.0 + 6.0, at.1 - SMALL * 0.36), 3.5, FAINT, PAPER);
    let text = "the values looked at; lines join them, costs in between may have steps";
    canvas.text((at.0 + 17.0, at.1), text, kind);
}

/// The scenario's own value.
fn own_value(
    canvas: &mut Canvas,
    report: &BreakevenScenario,
    axes: &Axes,
    obstacles: &mut Obstacles,
) {
    let Some(value) = &report.knob.value else {
        return;
    };
    if *value < report.knob.from || *value > report.knob.to {
        return;
    }
    let x = axes.x.at(value.approximate());
    let stroke = Stroke {
        colour: INK,
        width: 1.2,
        dash: "6 3",
    };
    let (from, to) = ((x, axes.plot.top - 4.0), (x, axes.plot.bottom));
    canvas.line(from, to, stroke);
    obstacles.points.extend(along(from, to));
    let text = format!("this scenario: {}", words::value(value));
    let half = bold_width(&text, SMALL) / 2.0;
    let middle = x.clamp(MARGIN + half, WIDTH - MARGIN - half);
    let kind = Type {
        size: SMALL,
        bold: true,
        anchor: Anchor::Middle,
        ..Type::default()
    };
    canvas.text((middle, axes.plot.top - 8.0), &text, kind);
}

/// The named plans beside the plot, each where its line ends.
fn names(
    canvas: &mut Canvas,
    report: &BreakevenScenario,
    shown: &Shown,
    traces: &[Traced],
    axes: &Axes,
    obstacles: &mut Obstacles,
) {
    let plot = axes.plot;
    let middle = f64::midpoint(plot.top, plot.bottom);
    let trace_of = |index: usize| {
        let mut pairs = shown.costs.iter().zip(traces);
        pairs
            .find(|(cost, _)| cost.named == Some(index))
            .map(|(_, trace)| trace)
    };
    let end = |index: usize| trace_of(index).and_then(Traced::last);
    let mut order: Vec<(f64, usize)> = (0..shown.names.len())
        .map(|index| (end(index).map_or(middle, |(_, y)| y), index))
        .collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    let wanted: Vec<f64> = order.iter().map(|(y, _)| *y).collect();
    let start = plot.right + 20.0;
    let room = WIDTH - MARGIN - start;
    let tall = shown.names.iter().any(|name| frame::is_tall(name, room));
    let gap = if tall { NAME_GAP * 1.6 } else { NAME_GAP };
    let places = spread(&wanted, gap, plot.top + 6.0, plot.bottom - 4.0);
    for ((wanted, index), y) in order.iter().zip(&places) {
        let name = shown.names[*index];
        frame::named(canvas, (start, *y), room, (*index, name), Sample::Line);
        let trace = trace_of(*index);
        if trace.is_some_and(|trace| trace.reaches) {
            let stroke = Stroke::solid(FRAME, 0.8);
            canvas.trace(
                &[vec![
                    (plot.right, *wanted),
                    (plot.right + 6.0, *wanted),
                    (start - 4.0, *y),
                ]],
                stroke,
            );
        } else if let Some((x, y)) = end(*index) {
            let at = (
                (x - 20.0).max(plot.left + 10.0),
                y.clamp(plot.top + 11.0, plot.bottom - 11.0),
            );
            canvas.badge(at, &letter(*index), SMALL);
            obstacles.taken.push(Taken {
                left: at.0 - 11.0,
                right: at.0 + 11.0,
                top: at.1 - 9.0,
                bottom: at.1 + 9.0,
            });
        }
    }
    rest(canvas, report, shown, (start, plot.bottom + 24.0), room);
}

/// How many plans have no name.
fn rest(canvas: &mut Canvas, report: &BreakevenScenario, shown: &Shown, at: Point, room: f64) {
    let more = shown.unnamed();
    if more == 0 {
        return;
    }
    canvas.line((at.0, at.1), (at.0 + 26.0, at.1), Stroke::solid(REST, 1.2));
    let kind = Type {
        colour: FAINT,
        size: SMALL,
        ..Type::default()
    };
    let plans = if more == 1 { "plan" } else { "plans" };
    let few = format!("{more} more {plans}");
    let all = format!("{few}, never cheapest");
    let fits = width(&all, SMALL) <= room - 32.0;
    let text = if fits && !shown.hides_a_winner(&report.winners) {
        all
    } else {
        super::text::fitted(&few, SMALL, room - 32.0)
    };
    canvas.text((at.0 + 32.0, at.1 + SMALL * 0.36), &text, kind);
}

/// Where a crossing is on the picture, if it is on it.
fn spot(crossing: &CrossingReport, axes: &Axes) -> Option<Point> {
    let usd = crossing
        .before_usd
        .as_ref()
        .or(crossing.after_usd.as_ref())?;
    let y = axes.y.free(usd.amount().approximate());
    let inside = y >= axes.plot.top - 0.5 && y <= axes.plot.bottom + 0.5;
    inside.then(|| (axes.x.at(crossing.at.approximate()), y))
}

fn sign_of(kind: &str) -> Sign {
    match kind {
        "equal" => Sign::Circle,
        "jump" => Sign::Diamond,
        _ => Sign::Square,
    }
}

/// The crossings: a sign for each kind, and the values of as many as there is room for, the first and
/// the last before the others.
fn crossings(
    canvas: &mut Canvas,
    report: &BreakevenScenario,
    axes: &Axes,
    obstacles: &mut Obstacles,
) {
    let spots: Vec<(Point, &CrossingReport)> = report
        .crossings
        .iter()
        .filter_map(|crossing| Some((spot(crossing, axes)?, crossing)))
        .collect();
    let mut marked: Vec<Point> = Vec::new();
    for (at, crossing) in &spots {
        let apart = |other: &Point| (other.0 - at.0).hypot(other.1 - at.1) > 4.0;
        if marked.iter().rev().take(8).all(apart) {
            canvas.sign(*at, sign_of(crossing.kind));
            marked.push(*at);
        }
    }
    let room = Taken {
        left: axes.plot.left + 2.0,
        right: axes.plot.right - 2.0,
        top: axes.plot.top + 2.0,
        bottom: axes.plot.bottom - 2.0,
    };
    obstacles.taken.extend(marked.iter().map(|(x, y)| Taken {
        left: x - 5.0,
        right: x + 5.0,
        top: y - 5.0,
        bottom: y + 5.0,
    }));
    let last = spots.len().saturating_sub(1);
    let ends = [0, last];
    let inner = 1..last;
    let order = ends.into_iter().take(spots.len()).chain(inner);
    for at in order.take(LABELS) {
        let (point, crossing) = &spots[at];
        let bold = spots.len() > 2 && ends.contains(&at);
        let text = words::short(&crossing.at);
        let size = (bold_width(&text, SMALL) + 4.0, SMALL + 4.0);
        let near = |other: Option<&(Point, &CrossingReport)>| {
            other.is_some_and(|(other, _)| (other.0 - point.0).abs() < size.0 * 1.5)
        };
        let left = at.checked_sub(1).and_then(|left| spots.get(left));
        let lean = match (near(left), near(spots.get(at + 1))) {
            (true, false) => 1.0,
            (false, true) => -1.0,
            _ => 0.0,
        };
        if let Some(place) = obstacles.beside(*point, size, &room, lean) {
            let kind = Type {
                size: SMALL,
                bold,
                anchor: Anchor::Middle,
                halo: true,
                ..Type::default()
            };
            let edge = place.nearest(*point);
            // A label that is not right beside its crossing is tied to it.
            if (edge.0 - point.0).hypot(edge.1 - point.1) > 13.0 {
                canvas.line(*point, edge, Stroke::solid(FRAME, 0.7));
                canvas.sign(*point, sign_of(crossing.kind));
            }
            let middle = f64::midpoint(place.left, place.right);
            canvas.text((middle, place.bottom - 4.5), &text, kind);
        }
    }
}

/// What the signs of crossings mean, of those that there are.
fn signs(canvas: &mut Canvas, report: &BreakevenScenario, at: Point) {
    let known = [
        ("equal", "both cost the same"),
        ("jump", "one steps over the other"),
        ("carries", "one begins or ceases to carry the workload"),
    ];
    let mut x = at.0;
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    for (name, text) in known {
        if report
            .crossings
            .iter()
            .any(|crossing| crossing.kind == name)
        {
            canvas.sign((x + 6.0, at.1 - SMALL * 0.36), sign_of(name));
            canvas.text((x + 17.0, at.1), text, kind);
            x += width(text, SMALL) + 40.0;
        }
    }
}
