//! The hours of a period, and what share of the period's demand falls into each.

use std::collections::BTreeMap;

use crate::units::{Decimal, Exact};

/// Hours with the same demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The share of the month's requests, input tokens and output tokens in *one* of these hours.
    pub share: Load,
}

/// Requests, input tokens and output tokens of a stretch of time, or their shares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Load {
    /// Requests.
    pub requests: Exact,
    /// Tokens in, the whole prompt.
    pub input_tokens: Exact,
    /// Tokens out.
    pub output_tokens: Exact,
}

impl Load {
    /// Whether nothing is asked.
    pub fn is_zero(&self) -> bool {
        self.requests.is_zero() && self.input_tokens.is_zero() && self.output_tokens.is_zero()
    }
}

/// One hour of the pattern: which level, and where in the week it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// Index into [`Hours::levels`].
    pub level: usize,
    /// Hour of the week, Monday 00 first, in the workload's time zone.
    pub of_week: usize,
}

/// The pattern that stands for the month: a week of 168 hours, or the hours of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Distinct demands, by requests and then by tokens, the least first.
    pub levels: Vec<Level>,
    /// The hours in their order.
    pub pattern: Vec<Hour>,
    /// Clock hours each hour of the pattern stands for: hours of the month / hours of the pattern.
    pub each: Exact,
}

impl Hours {
    /// A pattern from one weight an hour, the first being hour `first_of_week` of the week, for a
    /// month of `hours_per_month`. `None` when there are no weights or all are zero.
    pub fn from_weights(
        weights: &[Exact],
        first_of_week: usize,
        hours_per_month: Decimal,
    ) -> Option<Self> {
        Self::from_loads(
            weights.iter().map(|w| [w.clone(), w.clone(), w.clone()]),
            first_of_week,
            hours_per_month,
        )
    }

    /// The same from separate weights of requests, input tokens and output tokens.
    pub fn from_loads(
        weights: impl Iterator<Item = [Exact; 3]> + Clone,
        first_of_week: usize,
        hours_per_month: Decimal,
    ) -> Option<Self> {
        let count = u64::try_from(weights.clone().count()).ok()?;
        let each = Exact::from(hours_per_month).checked_div(&Exact::from(count))?;
        let totals: [Exact; 3] = std::array::from_fn(|part| {
            weights.clone().map(|w| w[part].clone()).sum::<Exact>() * &each
        });
        let mut known: BTreeMap<[Exact; 3], usize> = weights.clone().map(|w| (w, 0)).collect();
        let mut levels = Vec::with_capacity(known.len());
        for (weight, level) in &mut known {
            let share = |part: usize| weight[part].checked_div(&totals[part]);
            let requests = share(0)?;
            let input_tokens = share(1).unwrap_or_else(|| requests.clone());
            let output_tokens = share(2).unwrap_or_else(|| requests.clone());
            *level = levels.len();
            levels.push(Level {
                share: Load {
                    requests,
                    input_tokens,
                    output_tokens,
                },
            });
        }
        let mut pattern = Vec::new();
        for (at, weight) in weights.enumerate() {
            pattern.push(Hour {
                level: *known.get(&weight)?,
                of_week: (first_of_week + at) % super::WEEK,
            });
        }
        Some(Self {
            levels,
            pattern,
            each,
        })
    }

    /// The load of one hour of `level` when the month has `requests` of these mean sizes.
    pub fn load(&self, level: usize, month: &Load) -> Load {
        let share = &self.levels[level].share;
        Load {
            requests: &share.requests * &month.requests,
            input_tokens: &share.input_tokens * &month.input_tokens,
            output_tokens: &share.output_tokens * &month.output_tokens,
        }
    }

    /// Clock hours of the month at each level, counting only hours of the pattern `when` accepts.
    pub fn clock_hours(&self, when: impl Fn(&Hour) -> bool) -> Vec<Exact> {
        let mut counts = vec![0u64; self.levels.len()];
        for hour in self.pattern.iter().filter(|hour| when(hour)) {
            counts[hour.level] += 1;
        }
        counts
            .into_iter()
            .map(|count| Exact::from(count) * &self.each)
            .collect()
    }

    /// The largest share of requests in an hour over the mean one.
    pub fn peak_to_mean(&self) -> Exact {
        let peak = self.levels.iter().map(|level| &level.share.requests).max();
        let hours = Exact::from(u64::try_from(self.pattern.len()).unwrap_or(0)) * &self.each;
        peak.map_or_else(Exact::one, |peak| peak * &hours)
    }
}
