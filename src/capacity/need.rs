//! What one unit can carry, and how many units a load needs.

use crate::{demand::Load, units::Exact};

/// What one unit (instance, model unit, copy) carries in an hour. A dimension that is not given does
/// not limit it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitCapacity {
    /// Requests an hour.
    pub requests: Option<Exact>,
    /// Input tokens an hour.
    pub input_tokens: Option<Exact>,
    /// Output tokens an hour.
    pub output_tokens: Option<Exact>,
}

impl UnitCapacity {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.requests.is_none() && self.input_tokens.is_none() && self.output_tokens.is_none()
    }

    /// Whether this limits such a load at all: a figure for tokens says nothing of images.
    pub fn limits(&self, load: &Load) -> bool {
        let positive =
            |capacity: &Option<Exact>, load: &Exact| capacity.is_some() && load.is_positive();
        load.is_zero() && !self.is_unknown()
            || positive(&self.requests, &load.requests)
            || positive(&self.input_tokens, &load.input_tokens)
            || positive(&self.output_tokens, &load.output_tokens)
    }

    /// What is planned of it at this utilisation: what [`Self::needed`] multiplies, once for all loads.
    #[must_use]
    pub fn planned(&self, target_utilisation: &Exact) -> Self {
        let part = |capacity: &Option<Exact>| capacity.as_ref().map(|c| c * target_utilisation);
        Self {
            requests: part(&self.requests),
            input_tokens: part(&self.input_tokens),
            output_tokens: part(&self.output_tokens),
        }
    }

    /// The units `load` an hour needs at `target_utilisation`, before the ceiling: the largest of
    /// load / (capacity x target) over the known dimensions (F19 in `docs/formulas.md`).
    pub fn needed(&self, load: &Load, target_utilisation: &Exact) -> Exact {
        let dimensions = [
            (&self.requests, &load.requests),
            (&self.input_tokens, &load.input_tokens),
            (&self.output_tokens, &load.output_tokens),
        ];
        let needs = dimensions.into_iter().filter_map(|(capacity, load)| {
            load.checked_div(&(capacity.as_ref()? * target_utilisation))
        });
        needs.max().unwrap_or_else(Exact::zero)
    }
}

/// Whole units for a need, within bounds; `None` when more than `most` are needed.
pub fn needed_units(need: &Exact, least: u64, most: Option<u64>) -> Option<u64> {
    let units = need.ceil()?.max(least);
    most.is_none_or(|most| units <= most).then_some(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(requests: u64, input: u64, output: u64) -> Load {
        Load {
            requests: Exact::from(requests),
            input_tokens: Exact::from(input),
            output_tokens: Exact::from(output),
        }
    }

    #[test]
    fn the_tightest_dimension_decides() {
        let capacity = UnitCapacity {
            requests: None,
            input_tokens: Some(Exact::from(1000u64)),
            output_tokens: Some(Exact::from(100u64)),
        };
        let half = Exact::ratio(1, 2).unwrap();
        assert_eq!(
            capacity.needed(&load(1, 1000, 10), &half),
            Exact::from(2u64)
        );
        assert_eq!(
            capacity.needed(&load(1, 1000, 200), &half),
            Exact::from(4u64)
        );
    }

    #[test]
    fn bounds() {
        let need = Exact::ratio(5, 2).unwrap();
        assert_eq!(needed_units(&need, 0, None), Some(3));
        assert_eq!(needed_units(&need, 4, None), Some(4));
        assert_eq!(needed_units(&need, 0, Some(2)), None);
    }
}
