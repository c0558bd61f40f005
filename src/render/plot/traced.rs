//! From what a plan costs to lines on the plot.

use super::{
    canvas::{Frame, Point},
    scale::Scale,
    shown::{Cost, Piece},
};

/// Steps on narrower pieces are drawn like the pieces.
const STEP_MIN: f64 = 4.0;

/// The axes of a picture.
pub(super) struct Axes {
    pub x: Scale,
    pub y: Scale,
    pub plot: Frame,
}

/// A cost as lines on the picture.
pub(super) struct Traced {
    pub solid: Vec<Vec<Point>>,
    pub steps: Vec<Vec<Point>>,
    /// Where it begins or ceases to carry the workload.
    pub caps: Vec<Point>,
    /// Whether its last point is at the right edge.
    pub reaches: bool,
}

impl Traced {
    /// Points a few pixels apart along its lines and its steps.
    pub(super) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let lines = self.solid.iter().chain(&self.steps);
        let pairs = lines.flat_map(|line| line.windows(2));
        pairs.flat_map(|pair| along(pair[0], pair[1]))
    }

    pub(super) fn last(&self) -> Option<Point> {
        self.solid.last().and_then(|line| line.last()).copied()
    }
}

/// Points a few pixels apart from one to the other.
pub(super) fn along(from: Point, to: Point) -> impl Iterator<Item = Point> {
    const APART: f64 = 6.0;
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let parts = (1..400u16)
        .find(|parts| f64::from(*parts) * APART >= length)
        .unwrap_or(400);
    (0..parts).map(move |part| {
        let share = f64::from(part) / f64::from(parts);
        (
            from.0 + share * (to.0 - from.0),
            from.1 + share * (to.1 - from.1),
        )
    })
}

/// Follows a cost: bent where an axis is logarithmic, its steps apart, no more than a few points a
/// pixel, cut off at the plot.
pub(super) fn traced(cost: &Cost, axes: &Axes) -> Traced {
    let (low, high) = (axes.x.low(), axes.x.high());
    let mut traced = Traced {
        solid: Vec::new(),
        steps: Vec::new(),
        caps: Vec::new(),
        reaches: false,
    };
    let mut line: Vec<Point> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    let inside = |piece: &&Piece| piece.to > low && piece.from < high;
    for piece in cost.pieces.iter().filter(inside) {
        let points = bent(piece, axes);
        let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
            continue;
        };
        let length = last.0 - first.0;
        match (before, line.last().copied()) {
            (Some((end, previous)), Some(point)) if piece.from <= end => {
                let high = (point.1 - first.1).abs() > 1.0;
                if high && length >= STEP_MIN && previous >= STEP_MIN {
                    traced.finish(std::mem::take(&mut line), axes.plot);
                    traced.step(point, first, axes.plot);
                }
            }
            (_, Some(point)) => {
                traced.finish(std::mem::take(&mut line), axes.plot);
                traced.caps.extend([point, first]);
            }
            (_, None) if piece.from > low => traced.caps.push(first),
            (_, None) => {}
        }
        line.extend(points);
        before = Some((piece.to, length));
    }
    if let Some(point) = line.last().copied() {
        if before.is_some_and(|(end, _)| end >= high) {
            traced.reaches = point.1 >= axes.plot.top && point.1 <= axes.plot.bottom;
        } else {
            traced.caps.push(point);
        }
    }
    traced.finish(line, axes.plot);
    let plot = axes.plot;
    traced
        .caps
        .retain(|(_, y)| *y >= plot.top && *y <= plot.bottom);
    traced
}

impl Traced {
    fn finish(&mut self, line: Vec<Point>, plot: Frame) {
        self.solid
            .extend(cut(&thinned(line), plot.top, plot.bottom));
    }

    fn step(&mut self, from: Point, to: Point, plot: Frame) {
        self.steps.extend(cut(&[from, to], plot.top, plot.bottom));
    }
}

/// The points of a piece.
fn bent(piece: &Piece, axes: &Axes) -> Vec<Point> {
    let (from, to) = (piece.from.max(axes.x.low()), piece.to.min(axes.x.high()));
    let (left, right) = (axes.x.at(from), axes.x.at(to));
    let straight = !axes.x.is_logarithmic() && !axes.y.is_logarithmic();
    let parts = if straight {
        1
    } else {
        (1..80u16)
            .find(|parts| f64::from(*parts) * 8.0 >= right - left)
            .unwrap_or(80)
    };
    let rise = (piece.to_usd - piece.from_usd) / (piece.to - piece.from);
    let usd = |x: f64| {
        let usd = piece.from_usd + (x - piece.from) * rise;
        if usd.is_finite() { usd } else { piece.to_usd }
    };
    let point = |part: u16| {
        let x = match part {
            0 => from,
            part if part == parts => to,
            part => axes
                .x
                .value(left + f64::from(part) / f64::from(parts) * (right - left)),
        };
        (axes.x.at(x), axes.y.free(usd(x)))
    };
    (0..=parts).map(point).collect()
}

/// Of the points within half a pixel the first, the lowest, the highest and the last.
fn thinned(line: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut points = line.into_iter().peekable();
    while let Some(first) = points.next() {
        kept.push(first);
        let (mut low, mut high, mut last) = (first.1, first.1, first.1);
        while let Some(next) = points.next_if(|next| next.0 - first.0 < 0.5) {
            (low, high, last) = (low.min(next.1), high.max(next.1), next.1);
        }
        for y in [low, high, last] {
            if kept.last().is_some_and(|kept| (kept.1 - y).abs() > 0.01) {
                kept.push((first.0, y));
            }
        }
        // A line that ends within the half pixel still has to be one.
        if points.peek().is_none() && kept.len() == 1 {
            kept.push((first.0 + 0.5, last));
        }
    }
    kept
}

/// The parts of a line between `top` and `bottom`.
fn cut(line: &[Point], top: f64, bottom: f64) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let Some((start, end)) = clipped(from, to, top, bottom) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open => part.push(end),
            _ => parts.push(vec![start, end]),
        }
        open = (end.1 - to.1).abs() < 1e-9;
    }
    parts
}

fn clipped(from: Point, to: Point, top: f64, bottom: f64) -> Option<(Point, Point)> {
    let (mut first, mut last) = (0.0f64, 1.0f64);
    let rise = to.1 - from.1;
    for (distance, towards) in [(from.1 - top, -rise), (bottom - from.1, rise)] {
        if towards == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if towards > 0.0 {
            last = last.min(distance / towards);
        } else {
            first = first.max(distance / towards);
        }
    }
    let at = |share: f64| (from.0 + share * (to.0 - from.0), from.1 + share * rise);
    (first <= last).then(|| (at(first), at(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_above_the_plot_is_cut_off() {
        let line = [(0.0, 10.0), (10.0, -10.0), (20.0, 10.0), (30.0, 10.0)];
        let parts = cut(&line, 0.0, 20.0);
        assert_eq!(
            parts,
            [
                vec![(0.0, 10.0), (5.0, 0.0)],
                vec![(15.0, 0.0), (20.0, 10.0), (30.0, 10.0)]
            ]
        );
        assert!(cut(&[(0.0, -5.0), (10.0, -1.0)], 0.0, 20.0).is_empty());
    }

    #[test]
    fn a_half_pixel_keeps_its_lowest_and_its_highest() {
        let line = (0..100u8).map(|at| (f64::from(at) / 1000.0, f64::from(at % 7)));
        let kept = thinned(line.chain([(9.0, 3.0)]).collect());
        assert_eq!(kept, [(0.0, 0.0), (0.0, 6.0), (0.0, 1.0), (9.0, 3.0)]);
    }

    #[test]
    fn a_straight_cost_is_bent_on_logarithmic_axes_and_stands_still_at_steps() {
        let piece = |from, to, from_usd, to_usd| Piece {
            from,
            to,
            from_usd,
            to_usd,
        };
        let cost = Cost {
            plan: "a",
            pieces: vec![
                piece(1.0, 100.0, 1.0, 100.0),
                piece(100.0, 1000.0, 200.0, 200.0),
                piece(2000.0, 10_000.0, 200.0, 200.0),
            ],
            named: None,
        };
        let axes = Axes {
            x: Scale::new(true, 1.0, 10_000.0, (0.0, 400.0)),
            y: Scale::new(true, 1.0, 10_000.0, (400.0, 0.0)),
            plot: Frame {
                left: 0.0,
                top: 0.0,
                right: 400.0,
                bottom: 400.0,
            },
        };
        let traced = traced(&cost, &axes);
        assert_eq!(traced.solid.len(), 3);
        let first = &traced.solid[0];
        // A cost in proportion to the knob is a straight line on these axes, too.
        assert!(first.len() > 20);
        assert!(first.iter().all(|(x, y)| (x + y - 400.0).abs() < 1e-6));
        assert_eq!(traced.steps.len(), 1);
        assert_eq!(traced.caps.len(), 2);
        assert!(traced.reaches);
    }
}
