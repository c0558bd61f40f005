//! The areas of a plane: boundaries are known along each column and are straight lines in between.

use super::{canvas::Point, scale::Scale, shown::place_of, theme::NOBODY};
use crate::report::{BreakevenScenario, ColumnReport};

/// Plans without a name.
pub(super) const UNNAMED: usize = usize::MAX - 1;
/// Most plans named on a plane.
const NAMED: usize = 12;

/// A stretch of a column with one look, in pixels, from the bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub look: usize,
    pub low: f64,
    pub high: f64,
}

/// A column of the plane, in pixels.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub x: f64,
    pub stretches: Vec<Stretch>,
}

/// The areas of each look, and the lines between them.
#[derive(Debug, Default)]
pub(super) struct Regions {
    pub areas: Vec<(usize, Vec<Vec<Point>>)>,
    pub borders: Vec<Vec<Point>>,
}

/// The plans that are the cheapest somewhere on the plane, in the order in which they are met.
pub(in crate::render) fn names(report: &BreakevenScenario) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let winners = report.plane.iter().flat_map(|column| &column.winners);
    for plan in winners.filter_map(|winner| winner.plan.as_deref()) {
        if names.len() < NAMED && place_of(&names, plan).is_none() {
            names.push(plan);
        }
    }
    names
}

/// The columns in pixels; one alone stands for the whole width.
pub(super) fn columns(
    report: &BreakevenScenario,
    names: &[&str],
    x: &Scale,
    y: &Scale,
) -> Vec<Column> {
    let column = |column: &ColumnReport| Column {
        x: x.at(column.across.approximate()),
        stretches: stretches(column, names, y),
    };
    let mut columns: Vec<Column> = report.plane.iter().map(column).collect();
    if let [only] = &columns[..] {
        let (left, right) = x.ends();
        let at = |x: f64| Column { x, ..only.clone() };
        columns = vec![at(left), at(right)];
    }
    columns
}

fn stretches(column: &ColumnReport, names: &[&str], y: &Scale) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for winner in &column.winners {
        let look = winner
            .plan
            .as_deref()
            .map_or(NOBODY, |plan| place_of(names, plan).unwrap_or(UNNAMED));
        let (low, high) = (
            y.at(winner.from.approximate()),
            y.at(winner.to.approximate()),
        );
        match stretches.last_mut() {
            Some(last) if last.look == look => last.high = high,
            _ => stretches.push(Stretch { look, low, high }),
        }
    }
    stretches
}

/// Joins each column to the next.
pub(super) fn regions(columns: &[Column]) -> Regions {
    let mut regions = Regions::default();
    for pair in columns.windows(2) {
        regions.join(&pair[0], &pair[1]);
    }
    regions
}

impl Regions {
    fn add(&mut self, look: usize, area: Vec<Point>) {
        match self.areas.iter_mut().find(|(known, _)| *known == look) {
            Some((_, areas)) => areas.push(area),
            None => self.areas.push((look, vec![area])),
        }
    }

    /// A piece between two edges, each from its low to its high end.
    fn piece(&mut self, look: usize, left: (f64, f64, f64), right: (f64, f64, f64), first: bool) {
        let lower = [(left.0, left.1), (right.0, right.1)];
        let upper = [(right.0, right.2), (left.0, left.2)];
        self.add(look, [lower, upper].concat());
        if !first {
            self.borders.push(lower.to_vec());
        }
    }

    /// The same plans in the same order are joined; what is only in one of the columns shrinks to
    /// nothing on the way to the other, or gives way half-way if others take its place.
    fn join(&mut self, left: &Column, right: &Column) {
        let (some, others) = (&left.stretches, &right.stretches);
        let (Some(first), Some(second)) = (some.first(), others.first()) else {
            return;
        };
        let (mut here, mut there) = (first.low, second.low);
        let (mut at, mut to) = (0, 0);
        let ends = (
            some.last().map_or(here, |last| last.high),
            others.last().map_or(there, |last| last.high),
        );
        let mut pairs = common(some, others);
        pairs.push((some.len(), others.len()));
        for (next, other) in pairs {
            let low = |stretches: &[Stretch], at: usize, end: f64| {
                stretches.get(at).map_or(end, |stretch| stretch.low)
            };
            let (until, beyond) = (low(some, next, ends.0), low(others, other, ends.1));
            let gap = Gap {
                left: (left.x, here, until),
                right: (right.x, there, beyond),
            };
            self.between(
                &some[at..next],
                &others[to..other],
                &gap,
                at == 0 && to == 0,
            );
            if let (Some(one), Some(two)) = (some.get(next), others.get(other)) {
                let bottom = next == 0 && other == 0;
                let (edge, far) = ((left.x, until, one.high), (right.x, beyond, two.high));
                self.piece(one.look, edge, far, bottom);
                (here, there) = (one.high, two.high);
            }
            (at, to) = (next + 1, other + 1);
        }
    }

    fn between(&mut self, some: &[Stretch], others: &[Stretch], gap: &Gap, bottom: bool) {
        let middle = match (some, others) {
            ([], []) => return,
            (_, []) => gap.right,
            ([], _) => gap.left,
            _ => {
                let x = f64::midpoint(gap.left.0, gap.right.0);
                let low = f64::midpoint(gap.left.1, gap.right.1);
                let high = f64::midpoint(gap.left.2, gap.right.2);
                self.borders.push(vec![(x, low), (x, high)]);
                (x, low, high)
            }
        };
        for (at, stretch) in some.iter().enumerate() {
            let (low, high) = (stretch.low, stretch.high);
            let near = (gap.left.0, low, high);
            let far = (
                middle.0,
                moved(low, gap.left, middle),
                moved(high, gap.left, middle),
            );
            self.piece(stretch.look, near, far, bottom && at == 0);
        }
        for (at, stretch) in others.iter().enumerate() {
            let (low, high) = (stretch.low, stretch.high);
            let near = (
                middle.0,
                moved(low, gap.right, middle),
                moved(high, gap.right, middle),
            );
            let far = (gap.right.0, low, high);
            self.piece(stretch.look, near, far, bottom && at == 0);
        }
    }
}

/// Two edges of a gap: where, from, to.
struct Gap {
    left: (f64, f64, f64),
    right: (f64, f64, f64),
}

/// A place on one edge, as the same share of another.
fn moved(y: f64, from: (f64, f64, f64), to: (f64, f64, f64)) -> f64 {
    let share = (y - from.1) / (from.2 - from.1);
    if share.is_finite() {
        to.1 + share * (to.2 - to.1)
    } else {
        to.1
    }
}

/// Which stretches of two columns belong together: places in the one and the other. In order, and
/// so that what belongs together overlaps as far as possible.
fn common(some: &[Stretch], others: &[Stretch]) -> Vec<(usize, usize)> {
    let width = others.len() + 1;
    let mut best = vec![0.0f64; (some.len() + 1) * width];
    let both = |at: usize, to: usize, best: &[f64]| {
        closeness(&some[at], &others[to]).map(|close| close + best[(at + 1) * width + to + 1])
    };
    for at in (0..some.len()).rev() {
        for to in (0..others.len()).rev() {
            let without = best[(at + 1) * width + to].max(best[at * width + to + 1]);
            let with = both(at, to, &best).unwrap_or(0.0);
            best[at * width + to] = without.max(with);
        }
    }
    let mut pairs = Vec::new();
    let (mut at, mut to) = (0, 0);
    while at < some.len() && to < others.len() {
        let (down, over) = (best[(at + 1) * width + to], best[at * width + to + 1]);
        if both(at, to, &best).is_some_and(|with| with >= down.max(over)) {
            pairs.push((at, to));
            (at, to) = (at + 1, to + 1);
        } else if down >= over {
            at += 1;
        } else {
            to += 1;
        }
    }
    pairs
}

/// How much two stretches of one look overlap, or a little less the farther they are apart; `None`
/// for different looks.
fn closeness(one: &Stretch, other: &Stretch) -> Option<f64> {
    let shared = one.low.min(other.low) - one.high.max(other.high);
    let close = if shared > 0.0 {
        1.0 + shared
    } else {
        1.0 / (1.0 - shared)
    };
    (one.look == other.look).then_some(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(x: f64, looks: &[(usize, f64)]) -> Column {
        let mut low = 100.0;
        let stretch = |(look, high): &(usize, f64)| {
            let stretch = Stretch {
                look: *look,
                low,
                high: *high,
            };
            low = *high;
            stretch
        };
        Column {
            x,
            stretches: looks.iter().map(stretch).collect(),
        }
    }

    /// Twice the area of a polygon.
    fn doubled(area: &[Point]) -> f64 {
        let next = area.iter().cycle().skip(1);
        let parts = area.iter().zip(next);
        parts
            .map(|(one, two)| one.0 * two.1 - two.0 * one.1)
            .sum::<f64>()
            .abs()
    }

    #[test]
    fn areas_fill_the_plane_and_do_not_overlap() {
        let columns = [
            column(0.0, &[(0, 60.0), (1, 0.0)]),
            column(10.0, &[(0, 70.0), (2, 50.0), (1, 0.0)]),
            column(20.0, &[(0, 70.0), (3, 50.0), (4, 20.0), (1, 0.0)]),
            column(30.0, &[(1, 0.0)]),
            column(40.0, &[(0, 0.0)]),
        ];
        let regions = regions(&columns);
        let areas = regions.areas.iter().flat_map(|(_, areas)| areas);
        let all: f64 = areas.map(|area| doubled(area)).sum::<f64>() / 2.0;
        assert!((all - 4000.0).abs() < 1e-6, "{all}");
        assert!(!regions.borders.is_empty());
    }
}
