//! Which of several costs is the least, from one end of a range to the other.
//!
//! The range is divided until bounds leave one plan, or until the pieces of those left are few;
//! those are then swept, piece by piece, in exact arithmetic. So the work follows the stretches
//! where plans contend, not the number of steps that all of them have.

use super::{curve::Curve, line::Line, range::middle};
use crate::units::Exact;

/// Pieces of the contending plans that are swept without dividing further.
const PIECES: f64 = 48.0;
/// Most times a stretch is halved.
const DEPTH: u32 = 40;

/// A stretch `from < x <= to` with one cheapest plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Winner {
    /// Where it begins.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The plan's place among the curves; `None` where none carries the workload.
    pub plan: Option<usize>,
    /// Others that cost the same all along.
    pub ties: Vec<usize>,
}

/// The lower envelope of `curves` over `from` to `to`.
pub fn envelope(curves: &[&Curve], from: &Exact, to: &Exact) -> Vec<Winner> {
    let mut found = Envelope {
        curves,
        winners: Vec::new(),
    };
    let all: Vec<usize> = (0..curves.len()).collect();
    found.divide(from, to, &all, DEPTH);
    found.winners
}

struct Envelope<'a> {
    curves: &'a [&'a Curve],
    winners: Vec<Winner>,
}

/// A line of a plan in a sweep.
struct Running<'l> {
    plan: usize,
    lines: std::slice::Iter<'l, Line>,
    now: Option<&'l Line>,
}

impl Envelope<'_> {
    fn divide(&mut self, from: &Exact, to: &Exact, among: &[usize], depth: u32) {
        let bounds: Vec<(f64, f64)> = among
            .iter()
            .map(|at| self.curves[*at].bounds(from, to))
            .collect();
        let least = bounds
            .iter()
            .map(|(_, high)| *high)
            .fold(f64::INFINITY, f64::min);
        let left: Vec<usize> = among
            .iter()
            .zip(&bounds)
            .filter(|(_, (low, _))| *low <= least && low.is_finite())
            .map(|(at, _)| *at)
            .collect();
        match left.as_slice() {
            [] => return self.push(from, to, None, Vec::new()),
            [one] if least.is_finite() => {
                return self.push(from, to, Some(*one), Vec::new());
            }
            _ => {}
        }
        let pieces: f64 = left
            .iter()
            .map(|at| self.curves[*at].pieces(from, to))
            .sum();
        if pieces <= PIECES || depth == 0 {
            return self.sweep(from, to, &left);
        }
        let Some(middle) = middle(from, to, false) else {
            return self.sweep(from, to, &left);
        };
        self.divide(from, &middle, &left, depth - 1);
        self.divide(&middle, to, &left, depth - 1);
    }

    /// Goes along all pieces of the plans `among`.
    fn sweep(&mut self, from: &Exact, to: &Exact, among: &[usize]) {
        let lines: Vec<Vec<Line>> = among
            .iter()
            .map(|at| self.curves[*at].lines(from, to))
            .collect();
        let mut ends: Vec<&Exact> = lines
            .iter()
            .flatten()
            .flat_map(|line| [&line.from, &line.to])
            .chain([to])
            .filter(|end| *end > from)
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let mut running: Vec<Running<'_>> = among
            .iter()
            .zip(&lines)
            .map(|(plan, lines)| {
                let mut lines = lines.iter();
                Running {
                    plan: *plan,
                    now: lines.next(),
                    lines,
                }
            })
            .collect();
        let mut start = from;
        for end in ends {
            let mut here: Vec<(usize, &Line)> = Vec::new();
            for plan in &mut running {
                while plan.now.is_some_and(|line| line.to <= *start) {
                    plan.now = plan.lines.next();
                }
                if let Some(line) = plan.now.filter(|line| line.from <= *start) {
                    here.push((plan.plan, line));
                }
            }
            self.straight(start, end, &here);
            start = end;
        }
    }

    /// The envelope of straight lines.
    fn straight(&mut self, from: &Exact, to: &Exact, lines: &[(usize, &Line)]) {
        let mut start = from.clone();
        while start < *to {
            // The least just above `start`: of equal ones that which rises least.
            let value = |line: &Line| (line.at(&start), line.slope.clone());
            let Some(least) = lines.iter().map(|(_, line)| value(line)).min() else {
                return self.push(&start, to, None, Vec::new());
            };
            let mut same = lines.iter().filter(|(_, line)| value(line) == least);
            let Some((plan, line)) = same.next() else {
                return;
            };
            let ties: Vec<usize> = same.map(|(plan, _)| *plan).collect();
            let mut end = to.clone();
            for (_, other) in lines.iter().filter(|(_, other)| other.slope < line.slope) {
                if let Some(at) = line.meets(other)
                    && at > start
                    && at < end
                {
                    end = at;
                }
            }
            self.push(&start, &end, Some(*plan), ties);
            start = end;
        }
    }

    /// Adds a stretch, or lengthens the last one while its plan is among the cheapest.
    fn push(&mut self, from: &Exact, to: &Exact, plan: Option<usize>, ties: Vec<usize>) {
        if let Some(last) = self.winners.last_mut() {
            let stays = last.plan == plan || last.plan.is_some_and(|plan| ties.contains(&plan));
            if stays {
                // Only what is equal all along is a tie.
                last.ties
                    .retain(|tie| plan == Some(*tie) || ties.contains(tie));
                last.to = to.clone();
                return;
            }
        }
        self.winners.push(Winner {
            from: from.clone(),
            to: to.clone(),
            plan,
            ties,
        });
    }
}
