//! Quantities that follow the load in steps and bends, as the load grows.

use super::{Rule, SizedHours, Sizing};
use crate::units::Exact;

/// A part of a quantity, over multiples `x` of a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// `each` x ⌈x need⌉, at least and at most so many units; `each` is the hours they are paid for.
    Steps {
        /// The quantity of one unit.
        each: Exact,
        /// Units needed at `x = 1`, before the ceiling.
        need: Exact,
        /// Fewest units.
        least: u64,
        /// Most units, where there is such a bound.
        most: Option<u64>,
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
    /// The unit-hours of a sizing; `None` where they follow the load in another way. `floor` is the
    /// sizing of next to no load by the same plan: what runs then, always does.
    pub fn of(sizing: &Sizing, floor: &Sizing) -> Option<Self> {
        if !sizing.is_affine {
            return None;
        }
        let least = |at: usize| floor.hours.get(at).map_or(0, |hours| hours.units);
        let mut terms: Vec<Term> = Vec::new();
        match sizing.rule {
            // One count, that of the hour which needs most.
            Rule::FixedAtPeakHour | Rule::Scheduled => {
                let most = sizing.hours.iter().map(|hours| hours.units).max();
                let hours = sizing.hours.iter().enumerate();
                let open = hours.filter(|(_, hours)| Some(hours.units) == most);
                let (mut each, mut clock) = (Exact::zero(), Exact::zero());
                let (mut need, mut fewest) = (Exact::zero(), 0);
                for (at, hours) in open {
                    each += &hours.billed_hours;
                    clock += &hours.clock_hours;
                    fewest = fewest.max(least(at));
                    if hours.clock_hours.is_positive() {
                        need = need.max(hours.need.clone());
                    }
                }
                // Where nothing runs outside the hours switched on, they do its work too.
                let is_shut = |hours: &SizedHours| hours.units == 0;
                if sizing.hours.iter().any(is_shut) {
                    let work = sizing.hours.iter();
                    let work = work.map(|hours| &hours.need * &hours.clock_hours);
                    let mean = work.sum::<Exact>().checked_div(&clock);
                    need = mean.map_or(need.clone(), |mean| need.max(mean));
                }
                terms.push(Term::Steps {
                    each,
                    need,
                    least: fewest,
                    most: None,
                });
            }
            Rule::TargetTracking | Rule::ScaleToZero => {
                let hours = sizing.hours.iter().enumerate();
                let steps = hours.map(|(at, hours)| Term::Steps {
                    each: hours.billed_hours.clone(),
                    need: hours.need.clone(),
                    least: least(at),
                    most: sizing.most,
                });
                terms.extend(steps.filter(Term::rises));
            }
            // Serverless concurrency and import windows: not in steps.
            Rule::HourlyCeiling | Rule::FiveMinuteWindows => return None,
            Rule::GivenHours
            | Rule::GivenCount
            | Rule::GivenCountChecked
            | Rule::Jobs
            | Rule::ReservedTokens => {}
        }
        Some(Self { terms })
    }

    /// Adds `other` `times`.
    pub fn add(&mut self, other: &Self, times: &Exact) {
        let scaled = other.terms.iter().map(|term| match term {
            Term::Steps {
                each,
                need,
                least,
                most,
            } => Term::Steps {
                each: each * times,
                need: need.clone(),
                least: *least,
                most: *most,
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
        let (need, first, count) = match self {
            Self::Steps { need, least, .. } => {
                let full = (from * need).ceil().unwrap_or(u64::MAX);
                (need, full.max(*least), 2)
            }
            Self::Bend { need, .. } => (need, 1, 1),
        };
        let at = |step: u64| Exact::from(first.saturating_add(step)).checked_div(need);
        let changes = (0..count).filter_map(at);
        changes.filter(|change| change > from).collect()
    }

    /// The part at `x`.
    pub fn at(&self, x: &Exact) -> Exact {
        match self {
            Self::Steps {
                each,
                need,
                least,
                most,
            } => {
                let units = (x * need).ceil().unwrap_or(u64::MAX).max(*least);
                each * &Exact::from(units.min(most.unwrap_or(u64::MAX)))
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
            most: None,
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
