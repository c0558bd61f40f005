//! A cost that is followed value by value: any knob, any plan.
//!
//! Neighbouring values are taken to have a straight line between them when three more values between
//! them, one of many digits, lie on it *exactly*, in fractions. Where they do not, the stretch is halved, down to a
//! stated width: a step is then within that width, and a curved cost within a stated share of its
//! chord. What comes out is honest as far as no plan goes up and down again between two values that
//! were looked at.

use super::line::Line;
use crate::units::{Exact, Usd};

/// Parts of a stretch at which it is looked at once more.
const LOOKS: [(u64, u64); 3] = [(1, 2), (19, 50), (71, 100)];
/// The last of them has many digits, so that no steps of a round width fit in between all.
const UNTIDY: (u64, u64) = (71_234_567, 100_000_007);
/// Parts of the stretch that its digits tell apart.
const UNTIDY_PARTS: u64 = 1_000_000;
/// Digits tried for a tidy value.
const DIGITS: std::ops::RangeInclusive<u32> = 0..=18;
/// A chord this close to a curved cost stands for it.
const NEAR: f64 = 1e-4;
/// The narrowest stretch, as a share of the value at its end: one in ten million million.
const NARROW: u64 = 10_000_000_000;
/// Most values looked at for one plan.
const LOOKS_MAX: usize = 4_000;

/// Pieces of a cost.
#[derive(Debug, Clone, Default)]
pub(super) struct Traced {
    lines: Vec<Line>,
    is_exact: bool,
}

/// What follows a cost.
pub(super) struct Tracer<'a> {
    /// The cost at a value; `None` where the plan does not carry the workload.
    cost: &'a mut dyn FnMut(&Exact) -> Option<Usd>,
    whole: bool,
    looks: usize,
    traced: Traced,
}

/// A value and its cost.
type Seen = (Exact, Option<Usd>);

impl<'a> Tracer<'a> {
    pub(super) fn new(whole: bool, cost: &'a mut dyn FnMut(&Exact) -> Option<Usd>) -> Self {
        Self {
            cost,
            whole,
            looks: 0,
            traced: Traced {
                lines: Vec::new(),
                is_exact: true,
            },
        }
    }

    /// Follows the cost from the first to the last of `grid`, and says where there is one.
    pub(super) fn follow(mut self, grid: &[Exact]) -> (Option<(Exact, Exact)>, Traced) {
        let seen: Vec<Seen> = grid.iter().map(|x| self.look(x)).collect();
        for pair in seen.windows(2) {
            if let [low, high] = pair {
                self.between(low, high);
            }
        }
        let lines = &self.traced.lines;
        let ends = lines.first().zip(lines.last());
        let carries = ends.map(|(first, last)| (first.from.clone(), last.to.clone()));
        (carries, self.traced)
    }

    fn look(&mut self, x: &Exact) -> Seen {
        self.looks += 1;
        (x.clone(), (self.cost)(x))
    }

    fn between(&mut self, low: &Seen, high: &Seen) {
        let width = &high.0 - &low.0;
        let narrow = if self.whole {
            width <= Exact::one()
        } else {
            let most = high.0.clone().max(-low.0.clone());
            width * Exact::from(NARROW) <= most
        };
        let chord = match (&low.1, &high.1) {
            // What neither end carries, the middle is taken not to carry either.
            (None, None) => return,
            (Some(a), Some(b)) => Some(Line::through(&low.0, a, &high.0, b)),
            _ => None,
        };
        if narrow {
            // A step, or where the plan begins or ceases to carry the workload.
            if let Some(line) = chord {
                if low.1 != high.1 && !self.whole {
                    self.traced.is_exact = false;
                }
                self.traced.lines.push(line);
            }
            return;
        }
        let tired = self.looks >= LOOKS_MAX;
        let whole = self.whole;
        let part = |(n, d): &(u64, u64)| tidy(&low.0, &high.0, &Exact::ratio(*n, *d)?, whole);
        let last = if whole { None } else { untidy(&low.0, &high.0) };
        let tidy_looks = LOOKS.len() - usize::from(last.is_some());
        let inside = LOOKS.iter().take(tidy_looks).filter_map(part);
        let inside: Vec<Exact> = inside.chain(last).collect();
        let looks: Vec<Seen> = inside.iter().map(|x| self.look(x)).collect();
        let Some(middle) = looks.first().cloned() else {
            self.traced.lines.extend(chord);
            return;
        };
        if let Some(line) = chord {
            let on = |seen: &Seen| seen.1.as_ref() == Some(&line.at(&seen.0));
            if looks.iter().all(on) {
                self.traced.lines.push(line);
                return;
            }
            let near = |seen: &Seen| {
                seen.1.as_ref().is_some_and(|usd| {
                    let (cost, chord) = (approximate(usd), approximate(&line.at(&seen.0)));
                    (cost - chord).abs() <= NEAR * cost.abs()
                })
            };
            if looks.iter().all(near) && is_small(&line) || tired {
                self.traced.is_exact = false;
                self.traced.lines.push(line);
                return;
            }
        } else if tired {
            return;
        }
        self.between(low, &middle);
        self.between(&middle, high);
    }
}

/// Whether a stretch is short enough, or rises little enough, for its chord to stand for it: a step
/// of a tenth of the cost is not to be smoothed away.
fn is_small(line: &Line) -> bool {
    let (low, high) = (
        approximate(&line.at(&line.from)),
        approximate(&line.at(&line.to)),
    );
    (high - low).abs() <= 0.1 * high.abs().max(low.abs())
}

fn approximate(usd: &Usd) -> f64 {
    usd.amount().approximate()
}

/// A value with few digits at about `part` of the way from `low` to `high`, between both.
pub(super) fn tidy(low: &Exact, high: &Exact, part: &Exact, whole: bool) -> Option<Exact> {
    let width = high - low;
    let wanted = low + &(&width * part);
    let near = &width * &Exact::ratio(1, 12)?;
    let digits = if whole { 0..=0 } else { DIGITS };
    for digits in digits {
        let tidy = wanted.rounded_half_even(digits);
        let off = if tidy > wanted {
            &tidy - &wanted
        } else {
            &wanted - &tidy
        };
        if tidy > *low && tidy < *high && (off <= near || whole) {
            return Some(tidy);
        }
    }
    None
}

/// A value of many digits between `low` and `high`.
fn untidy(low: &Exact, high: &Exact) -> Option<Exact> {
    let width = high - low;
    let part = Exact::ratio(UNTIDY.0, UNTIDY.1)?;
    let tells =
        |digits: &u32| &width * &Exact::from(10u64.pow(*digits)) >= Exact::from(UNTIDY_PARTS);
    let digits = DIGITS.into_iter().find(tells)?;
    let value = (low + &(&width * &part)).rounded_half_even(digits);
    (value > *low && value < *high).then_some(value)
}

impl Traced {
    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// The lines that touch a stretch.
    fn touching(&self, from: &Exact, to: &Exact) -> &[Line] {
        let first = self.lines.partition_point(|line| line.to <= *from);
        let last = self.lines.partition_point(|line| line.from < *to);
        self.lines.get(first..last).unwrap_or_default()
    }

    pub(super) fn lines(&self, from: &Exact, to: &Exact) -> Vec<Line> {
        let touching = self.touching(from, to).iter();
        touching.filter_map(|line| line.within(from, to)).collect()
    }

    pub(super) fn at(&self, x: &Exact) -> Option<Usd> {
        let at = self.lines.partition_point(|line| line.to < *x);
        let line = self.lines.get(at)?;
        (line.from <= *x).then(|| line.at(x))
    }

    pub(super) fn above(&self, x: &Exact) -> Option<Usd> {
        let at = self.lines.partition_point(|line| line.to <= *x);
        let line = self.lines.get(at)?;
        (line.from <= *x).then(|| line.at(x))
    }

    pub(super) fn bounds(&self, from: &Exact, to: &Exact) -> (f64, f64) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for line in self.lines(from, to) {
            for end in [&line.from, &line.to] {
                let cost = approximate(&line.at(end));
                (low, high) = (low.min(cost), high.max(cost));
            }
        }
        let margin = 2.0 * NEAR;
        (low - low.abs() * margin, high + high.abs() * margin)
    }

    pub(super) fn pieces(&self, from: &Exact, to: &Exact) -> f64 {
        let count = self.touching(from, to).len();
        u32::try_from(count).map_or(f64::MAX, f64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Decimal, Months, Qty, Rate};

    fn usd(amount: &Exact) -> Usd {
        let rate = Rate::<Months>::new(Decimal::ONE, 1).unwrap();
        &Qty::new(amount.clone()) * &rate
    }

    #[test]
    fn values_between_are_tidy() {
        let half = Exact::ratio(1, 2).unwrap();
        let whole = |n: u64| Exact::from(n);
        assert_eq!(tidy(&whole(1), &whole(4), &half, false), Exact::ratio(5, 2));
        assert_eq!(tidy(&whole(1), &whole(4), &half, true), Some(whole(2)));
        assert_eq!(tidy(&whole(1), &whole(2), &half, true), None);
    }

    #[test]
    fn a_line_is_followed_in_one_piece_and_a_step_to_its_place() {
        let mut line = |x: &Exact| Some(usd(&(x * &Exact::from(3u64) + Exact::one())));
        let grid = [Exact::zero(), Exact::from(8u64)];
        let (carries, traced) = Tracer::new(false, &mut line).follow(&grid);
        assert_eq!(carries, Some((Exact::zero(), Exact::from(8u64))));
        assert_eq!(traced.lines.len(), 1);
        assert!(traced.is_exact());

        // A step from 1 to 2 just above 3, and nothing above 7.
        let seven = Exact::from(7u64);
        let mut step = |x: &Exact| {
            let amount = if *x > Exact::from(3u64) { 2u64 } else { 1 };
            (*x <= seven).then(|| usd(&Exact::from(amount)))
        };
        let (carries, traced) = Tracer::new(false, &mut step).follow(&grid);
        let (low, high) = carries.unwrap();
        assert!(low.is_zero() && high <= seven && high > Exact::ratio(69_999, 10_000).unwrap());
        assert_eq!(traced.at(&Exact::from(3u64)), Some(usd(&Exact::one())));
        let above = Exact::ratio(30_001, 10_000).unwrap();
        assert_eq!(traced.at(&above), Some(usd(&Exact::from(2u64))));
    }
}
