//! The units of a plan, and what one of them carries.

use serde::Serialize;

use crate::{
    analysis::SizingSummary,
    capacity::{Precision, Serving},
    schema::Choice as _,
    units::Exact,
};

/// The units of a plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SizingReport {
    /// What is counted.
    pub unit: &'static str,
    /// How the number was found.
    pub rule: &'static str,
    /// Most units at once.
    pub peak_units: Option<u64>,
    /// Units times hours, over the horizon.
    pub unit_hours: Exact,
    /// Load over what runs.
    pub mean_utilisation: Option<Exact>,
    /// Requests refused over the horizon.
    pub throttled_requests: Exact,
    /// What one unit carries.
    pub capacity: Option<CapacityReport>,
}

/// What one unit carries.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CapacityReport {
    /// The figure.
    pub value: Exact,
    /// Its unit.
    pub unit: &'static str,
    /// The low end of its band.
    pub low: Option<Exact>,
    /// The high end of its band.
    pub high: Option<Exact>,
    /// Where it comes from.
    pub basis: String,
    /// How the model is served, where capacity is estimated.
    pub serving: Option<ServingReport>,
}

/// How an instance serves a model.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ServingReport {
    /// Number format of the weights.
    pub precision: Option<&'static str>,
    /// Accelerators of a replica.
    pub tensor_parallel: u32,
    /// Replicas on the instance.
    pub replicas: u32,
    /// Most requests under way on the instance.
    pub concurrency: u32,
    /// Mean seconds of an answer at the load planned for an instance.
    pub mean_answer_seconds: Option<Exact>,
    /// Seconds that 95 % of the answers stay within at that load.
    pub p95_answer_seconds: Option<Exact>,
}

impl SizingReport {
    /// The report of a plan's units.
    pub fn of(summary: &SizingSummary) -> Self {
        let peak = &summary.peak_month;
        Self {
            unit: peak.unit,
            rule: peak.rule.word(),
            peak_units: peak.peak_units,
            unit_hours: summary.unit_hours.clone(),
            mean_utilisation: peak.mean_utilisation(),
            throttled_requests: summary.throttled_requests.clone(),
            capacity: peak.capacity.as_ref().map(|capacity| CapacityReport {
                value: capacity.value.clone(),
                unit: capacity.unit,
                low: capacity.low.clone(),
                high: capacity.high.clone(),
                basis: capacity.basis.clone(),
                serving: capacity.serving.as_ref().map(ServingReport::of),
            }),
        }
    }
}

impl ServingReport {
    fn of(serving: &Serving) -> Self {
        let seconds = serving.answer_seconds.clone();
        let (mean, p95) = seconds.map_or((None, None), |(mean, p95)| (Some(mean), Some(p95)));
        Self {
            mean_answer_seconds: mean,
            p95_answer_seconds: p95,
            precision: serving.precision.map(Precision::word),
            tensor_parallel: serving.tensor_parallel,
            replicas: serving.replicas,
            concurrency: serving.concurrency,
        }
    }
}
