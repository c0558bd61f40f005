//! The units that run, hour by hour, and why.

use std::cmp::Ordering;

use super::{Precision, Throughput};
use crate::units::Exact;

/// How the number of units was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The scenario gives the hours: no claim that they suffice.
    GivenHours,
    /// The scenario gives the count, and no capacity to check it against.
    GivenCount,
    /// The scenario gives the count, which carries every hour.
    GivenCountChecked,
    /// One count for all hours, from the peak hour.
    FixedAtPeakHour,
    /// Every hour has the units it needs.
    HourlyCeiling,
    /// Units follow the load by target tracking, with its lag.
    TargetTracking,
    /// A count while switched on, none outside.
    Scheduled,
    /// As target tracking, and the first unit comes and goes with the requests.
    ScaleToZero,
    /// Units by the month's total work, in jobs.
    Jobs,
    /// Tokens per minute reserved.
    ReservedTokens,
    /// Five-minute windows in which a copy is active.
    FiveMinuteWindows,
}

impl Rule {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::GivenHours => "given-hours",
            Self::GivenCount => "given-count",
            Self::GivenCountChecked => "given-count-checked",
            Self::FixedAtPeakHour => "fixed-at-peak-hour",
            Self::HourlyCeiling => "hourly-ceiling",
            Self::TargetTracking => "target-tracking",
            Self::Scheduled => "scheduled",
            Self::ScaleToZero => "scale-to-zero",
            Self::Jobs => "jobs",
            Self::ReservedTokens => "reserved-tokens",
            Self::FiveMinuteWindows => "five-minute-windows",
        }
    }
}

/// Time of the month in which the need is the same, and the units that are there for it.
///
/// Units that follow a load come late and go later, so what is paid for a need is not the time it
/// lasts: the month's unit-hours are the sum of `billed_hours` x `units`. Both kinds of hours keep
/// their lengths when the volume changes; only `units` moves, at the ends of [`Self::piece`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizedHours {
    /// The level of the pattern whose hours these are, or are part of.
    pub level: usize,
    /// Load in this time over the mean of its hours: one, except where hours are uneven inside.
    pub load_factor: Exact,
    /// Clock hours of the month with this need.
    pub clock_hours: Exact,
    /// Clock hours of the month for which `units` are paid.
    pub billed_hours: Exact,
    /// Units for this need.
    pub units: u64,
    /// Units needed before ceiling and bounds.
    pub need: Exact,
}

impl SizedHours {
    /// Whole hours of a level, paid for as long as they last.
    pub fn whole(level: usize, clock_hours: Exact, units: u64, need: Exact) -> Self {
        Self {
            level,
            load_factor: Exact::one(),
            billed_hours: clock_hours.clone(),
            clock_hours,
            units,
            need,
        }
    }

    /// The multiples of this load at or below which one unit fewer would do, and above which one
    /// more is needed: the ends of the piece on which the bill is affine in the volume. None where
    /// the least or the most units hold the number.
    pub fn piece(&self) -> (Option<Exact>, Option<Exact>) {
        let at = |units: u64| Exact::from(units).checked_div(&self.need);
        let held = self.need.ceil().map(|needed| needed.cmp(&self.units));
        let fewer = self
            .units
            .checked_sub(1)
            .filter(|_| held != Some(Ordering::Less));
        let more = Some(self.units).filter(|_| held != Some(Ordering::Greater));
        (fewer.and_then(at), more.and_then(at))
    }
}

/// The capacity a sizing used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityUsed {
    /// The figure of the dimension that decides.
    pub value: Exact,
    /// Its unit.
    pub unit: &'static str,
    /// The low end of its band; none for a figure without one.
    pub low: Option<Exact>,
    /// The high end.
    pub high: Option<Exact>,
    /// Where it comes from, in words.
    pub basis: String,
    /// How the model is served, where the capacity model says so.
    pub serving: Option<Serving>,
}

impl CapacityUsed {
    /// A figure that has no band.
    pub fn given(value: Exact, unit: &'static str, basis: String) -> Self {
        Self {
            value,
            unit,
            low: None,
            high: None,
            basis,
            serving: None,
        }
    }
}

/// How an instance serves a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Number format of the weights.
    pub precision: Option<Precision>,
    /// Accelerators of a replica.
    pub tensor_parallel: u32,
    /// Replicas on the instance.
    pub replicas: u32,
    /// Most requests under way on the instance.
    pub concurrency: u32,
    /// Seconds of an answer at the load planned for an instance: their mean, and what 95 % of them
    /// stay within.
    pub answer_seconds: Option<(Exact, Exact)>,
}

impl Serving {
    /// How that throughput is reached, and what an answer takes at the planned load.
    pub fn of(throughput: &Throughput, answer_seconds: Option<(Exact, Exact)>) -> Self {
        Self {
            answer_seconds,
            precision: throughput.precision,
            tensor_parallel: throughput.tensor_parallel,
            replicas: throughput.replicas,
            concurrency: throughput.concurrency,
        }
    }
}

/// How many units run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizing {
    /// What is counted: `instance`, `model unit`, `copy`.
    pub unit: &'static str,
    /// How.
    pub rule: Rule,
    /// Hours alike, with their units; empty when only totals are known.
    pub hours: Vec<SizedHours>,
    /// Units times clock hours of the month, in all environments.
    pub unit_hours: Exact,
    /// The largest number of units at once, in all environments.
    pub peak_units: Option<u64>,
    /// Requests of the month that are refused.
    pub throttled_requests: Exact,
    /// The capacity of one unit.
    pub capacity: Option<CapacityUsed>,
    /// What makes the units uncertain, if anything does.
    pub uncertain: Option<&'static str>,
    /// The part of a need that is there when units are fully busy (the target utilisation).
    pub full_need: Exact,
    /// Copies of these hours: environments.
    pub copies: u32,
    /// Whether the needs are known, and with them how busy units are.
    pub is_need_known: bool,
    /// The most units there may be in an hour, where the scenario says so.
    pub most: Option<u64>,
    /// Whether the bill is affine in the volume between the ends of the pieces of `hours`.
    pub is_affine: bool,
    /// What waits or fails while the first unit is away, where it comes and goes.
    pub away: Option<Away>,
}

/// Requests that come while no unit runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Share of the time it is away, in the hours of each level, but for what gaps add.
    pub off_shares: Vec<Exact>,
    /// Share of the month's requests that find none.
    pub cold_share: Exact,
    /// Share of them that find none, or one that is still starting.
    pub waiting_share: Exact,
}

impl Sizing {
    /// A sizing from hours alike, in `environments` copies. `full_need` scales a need to the units
    /// that would be fully used (the target utilisation).
    pub fn from_hours(
        unit: &'static str,
        rule: Rule,
        hours: Vec<SizedHours>,
        environments: u32,
        full_need: &Exact,
    ) -> Self {
        let copies = Exact::from(environments);
        let paid = hours
            .iter()
            .map(|part| Exact::from(part.units) * &part.billed_hours);
        let running: Exact = paid.sum();
        let peak = hours.iter().map(|part| part.units).max();
        Self {
            unit,
            rule,
            unit_hours: &running * &copies,
            peak_units: peak.map(|units| units.saturating_mul(u64::from(environments))),
            throttled_requests: Exact::zero(),
            capacity: None,
            uncertain: None,
            full_need: full_need.clone(),
            copies: environments,
            is_need_known: true,
            most: None,
            is_affine: true,
            away: None,
            hours,
        }
    }

    /// Unit-hours that the load needs over those that are paid: before ceilings and bounds, and
    /// without the lag of units that come late and go later; `None` where it is not known.
    pub fn needed_share(&self) -> Option<Exact> {
        if self.rule == Rule::Jobs {
            // A job runs as long as its work takes.
            return Some(Exact::one());
        }
        self.needed()?.checked_div(&self.unit_hours)
    }

    /// Unit-hours that the load needs, where that is known.
    fn needed(&self) -> Option<Exact> {
        let asked = self.hours.iter();
        let asked = asked.map(|part| &part.need * &part.clock_hours);
        let needed = asked.sum::<Exact>() * Exact::from(self.copies);
        self.is_need_known.then_some(needed)
    }

    /// Load over what the paid units carry, over the month.
    pub fn mean_utilisation(&self) -> Option<Exact> {
        let used = self.needed()? * &self.full_need;
        used.checked_div(&self.unit_hours)
            .filter(|_| !used.is_zero())
    }

    /// A sizing of which only the hours are known.
    pub fn given_hours(unit: &'static str, unit_hours: Exact) -> Self {
        Self {
            unit,
            rule: Rule::GivenHours,
            hours: Vec::new(),
            unit_hours,
            peak_units: None,
            throttled_requests: Exact::zero(),
            capacity: None,
            uncertain: None,
            full_need: Exact::one(),
            copies: 1,
            is_need_known: false,
            most: None,
            is_affine: true,
            away: None,
        }
    }
}
