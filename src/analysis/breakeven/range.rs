//! How far a knob is turned, and the values it is looked at.

use super::traced::tidy;
use crate::{
    scenario::{Knob, Scenario},
    units::{Decimal, Exact},
};

/// How often the range of a curve that is followed is halved before anything is known of it.
const HALVINGS: u32 = 5;
/// Parts into which a stretch is divided to find its middle.
const PARTS: u32 = 1_000;
/// From here on steps of the same factor suit a range better.
const LOGARITHMIC: u64 = 20;

/// A range of a knob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnobRange {
    /// Its low end.
    pub from: Exact,
    /// Its high end.
    pub to: Exact,
}

/// Why a range is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// An end is not allowed for this knob.
    #[error("{path} {why}, and the range is from {from} to {to}")]
    OutOfBounds {
        /// The knob.
        path: String,
        /// What its value must be.
        why: String,
        /// The low end.
        from: String,
        /// The high end.
        to: String,
    },
    /// The ends are the wrong way round, or the same.
    #[error("the range of {path} is empty: from {from} to {to}")]
    Empty {
        /// The knob.
        path: String,
        /// The low end.
        from: String,
        /// The high end.
        to: String,
    },
}

impl KnobRange {
    /// The range asked for; what was not is chosen around the knob's own value.
    ///
    /// # Errors
    /// [`RangeError`] where that is none.
    pub fn of(
        knob: &Knob,
        scenario: &Scenario,
        from: Option<Decimal>,
        to: Option<Decimal>,
    ) -> Result<Self, RangeError> {
        let (low, high) = usual(knob, scenario);
        let (low, high) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) if from < high => (from, high),
            (Some(from), None) => (from, from * Decimal::from(100)),
            (None, Some(to)) if to > low => (low, to),
            (None, Some(to)) => (to / Decimal::from(100), to),
            (None, None) => (low, high),
        };
        let words = |low: Decimal, high: Decimal| {
            (low.normalize().to_string(), high.normalize().to_string())
        };
        let (from, to) = words(low, high);
        let path = knob.path.clone();
        if let Some(why) = [low, high]
            .into_iter()
            .find_map(|end| knob.bound.refuse(end))
        {
            return Err(RangeError::OutOfBounds {
                path,
                why,
                from,
                to,
            });
        }
        if low >= high {
            return Err(RangeError::Empty { path, from, to });
        }
        Ok(Self {
            from: Exact::from(low),
            to: Exact::from(high),
        })
    }

    /// Whether steps of the same factor suit it better than steps of the same size.
    pub fn is_logarithmic(&self) -> bool {
        self.from.is_positive() && &self.from * &Exact::from(LOGARITHMIC) <= self.to
    }

    /// Values from end to end, `own` among them, with few digits: the range halved so many times.
    pub(super) fn grid(&self, whole: bool, own: Option<&Exact>, halvings: u32) -> Vec<Exact> {
        let mut grid = vec![self.from.clone(), self.to.clone()];
        for _ in 0..halvings {
            let between = grid.windows(2).filter_map(|pair| match pair {
                [low, high] => middle(low, high, whole),
                _ => None,
            });
            let between: Vec<Exact> = between.collect();
            grid.extend(between);
            grid.sort();
        }
        grid.extend(
            own.filter(|own| **own > self.from && **own < self.to)
                .cloned(),
        );
        grid.sort();
        grid.dedup();
        grid
    }

    /// The values at which a curve that is followed is looked at first.
    pub(super) fn usual_grid(&self, whole: bool, own: Option<&Exact>) -> Vec<Exact> {
        self.grid(whole, own, HALVINGS)
    }
}

/// A value between two with few digits: their geometric mean, roughly, or half where that is near.
pub(super) fn middle(from: &Exact, to: &Exact, whole: bool) -> Option<Exact> {
    let (low, high) = (from.approximate(), to.approximate());
    let share = if low > 0.0 && high / low > 1.5 {
        ((low * high).sqrt() - low) / (high - low)
    } else {
        0.5
    };
    let parts = (1..PARTS).find(|parts| f64::from(*parts) >= share * f64::from(PARTS));
    let share = Exact::ratio(u64::from(parts.unwrap_or(1)), u64::from(PARTS))?;
    tidy(from, to, &share, whole)
}

/// The range of a knob where none was asked for.
fn usual(knob: &Knob, scenario: &Scenario) -> (Decimal, Decimal) {
    let parse = |text: &str| text.parse::<Decimal>().unwrap_or_default();
    let (least, most) = (parse(knob.bound.least), parse(knob.bound.most));
    let one = Decimal::ONE;
    let ten = Decimal::from(10);
    let own = knob.value.unwrap_or_default();
    if knob.is_volume {
        let thousand = Decimal::from(1_000);
        let own = if own.is_zero() { thousand } else { own };
        return (own / thousand, (own * thousand).min(most));
    }
    if most == one {
        let low = if knob.bound.above {
            Decimal::new(5, 2)
        } else {
            least
        };
        return (low, most);
    }
    if knob.bound.whole {
        let high = if knob.path == "months" {
            Decimal::from(60)
        } else {
            (own * ten).max(Decimal::from(20))
        };
        return (least.max(one), high.min(most));
    }
    if least < Decimal::ZERO {
        return (Decimal::ZERO, (own * ten).max(Decimal::new(2, 1)).min(most));
    }
    if least == one {
        return (one, (own * ten).max(ten).min(most));
    }
    if own.is_zero() {
        let prompt = scenario.workload.mean(|tokens| &tokens.input);
        let prompt = crate::units::machine(&prompt).parse::<Decimal>().ok();
        let high = match prompt.filter(|prompt| knob.unit == "tokens" && !prompt.is_zero()) {
            Some(prompt) => prompt,
            None => Decimal::from(100),
        };
        return (least, high.min(most));
    }
    (own / ten, (own * ten).min(most))
}
