//! Quantities that follow the load in steps and bends, as the load grows.

use super::{Rule, Sizing};
use crate::units::Exact;

/// A part of a quantity, over multiples `x` of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// `each` x max(⌈x need⌉, least): whole units, `each` the hours they run for.
    Steps {
        /// The quantity of one unit.
        each: Exact,
        /// Units needed at `x = 1`, before the ceiling.
        need: Exact,
        /// Fewest units.
        least: u64,
    },
    /// `each` x max(0, x need - 1): nothing up to `x = 1 / need`, a straight line above.
    Bend {
        /// The quantity at which the line arrives for twice the load at which it began.
        each: Exact,
        /// One over the load at which it begins.
        need: Exact,
    },
}

/// A quantity that is the sum of such parts. It is continuous from the left, as ceilings are: at a
/// load that fills whole units exactly, those suffice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    /// The parts.
    pub terms: Vec<Term>,
}

impl Shape {
    /// The unit-hours of a sizing. `floor` is the sizing of next to no load by the same plan: what
    /// runs then, always does.
    pub fn of(sizing: &Sizing, floor: &Sizing) -> Self {
        let least = |at: usize| floor.hours.get(at).map_or(0, |hours| hours.units);
        let mut terms: Vec<Term> = Vec::new();
        match sizing.rule {
            // One count, that of the hour which needs most.
            Rule::FixedAtPeakHour | Rule::Scheduled => {
                let most = sizing.hours.iter().map(|hours| hours.units).max();
                let full = sizing.hours.iter().enumerate();
                let full = full.filter(|(_, hours)| Some(hours.units) == most);
                let mut each = Exact::zero();
                let mut need = Exact::zero();
                let mut fewest = 0;
                for (at, hours) in full {
                    each += &hours.clock_hours;
                    need = need.max(hours.need.clone());
                    fewest = fewest.max(least(at));
                }
                terms.push(Term::Steps {
                    each,
                    need,
                    least: fewest,
                });
            }
            Rule::HourlyCeiling | Rule::ScaleToZero => {
                for (at, hours) in sizing.hours.iter().enumerate() {
                    if hours.need.is_positive() {
                        terms.push(Term::Steps {
                            each: hours.clock_hours.clone(),
                            need: hours.need.clone(),
                            least: least(at),
                        });
                    }
                }
            }
            Rule::GivenHours
            | Rule::GivenCount
            | Rule::GivenCountChecked
            | Rule::Jobs
            | Rule::ReservedTokens
            | Rule::FiveMinuteWindows => {}
        }
        Self { terms }
    }

    /// Adds `other` `times`.
    pub fn add(&mut self, other: &Self, times: &Exact) {
        let scaled = other.terms.iter().map(|term| match term {
            Term::Steps { each, need, least } => Term::Steps {
                each: each * times,
                need: need.clone(),
                least: *least,
            },
            Term::Bend { each, need } => Term::Bend {
                each: each * times,
                need: need.clone(),
            },
        });
        self.terms.extend(scaled);
    }

    /// Over another measure of the load, of which one is `times` the present one.
    pub fn stretch(&mut self, times: &Exact) {
        for term in &mut self.terms {
            match term {
                Term::Steps { need, .. } | Term::Bend { need, .. } => *need = &*need * times,
            }
        }
    }

    /// The quantity at `x`.
    pub fn at(&self, x: &Exact) -> Exact {
        self.terms.iter().map(|term| term.at(x)).sum()
    }
}

impl Term {
    /// Whether it follows the load at all.
    pub fn rises(&self) -> bool {
        let (Self::Steps { each, need, .. } | Self::Bend { each, need }) = self;
        !each.is_zero() && need.is_positive()
    }

    /// The first loads above `from` at which it changes its course: two of a step's, a bend's one.
    pub fn changes(&self, from: &Exact) -> Vec<Exact> {
        let (need, first) = match self {
            Self::Steps { need, least, .. } => {
                (need, (from * need).ceil().unwrap_or(u64::MAX).max(*least))
            }
            Self::Bend { need, .. } => (need, 1),
        };
        let count = if matches!(self, Self::Bend { .. }) { 1 } else { 2 };
        let at = |step: u64| Exact::from(first.saturating_add(step)).checked_div(need);
        let changes = (0..count).filter_map(at);
        changes.filter(|change| change > from).collect()
    }

    /// The part at `x`.
    pub fn at(&self, x: &Exact) -> Exact {
        match self {
            Self::Steps { each, need, least } => {
                let units = (x * need).ceil().unwrap_or(u64::MAX).max(*least);
                each * &Exact::from(units)
            }
            Self::Bend { each, need } => {
                let over = x * need - Exact::one();
                if over.is_positive() {
                    each * &over
                } else {
                    Exact::zero()
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_bends_by_hand() {
        let whole = |n: u64| Exact::from(n);
        let half = Exact::ratio(1, 2).unwrap();
        let steps = Term::Steps {
            each: whole(10),
            need: half.clone(),
            least: 2,
        };
        // Half a unit a load: two always, the third above 4.
        assert_eq!(steps.at(&whole(0)), whole(20));
        assert_eq!(steps.at(&whole(4)), whole(20));
        assert_eq!(steps.at(&Exact::ratio(41, 10).unwrap()), whole(30));
        let bend = Term::Bend {
            each: whole(10),
            need: half,
        };
        assert_eq!(bend.at(&whole(2)), Exact::zero());
        assert_eq!(bend.at(&whole(5)), whole(15));
    }
}
