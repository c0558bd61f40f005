//! The answer of `crossover check`.

use serde::Serialize;

use super::{Period, ScenarioSource, WorkloadReport};
use crate::scenario::Scenario;

/// The name and version of this shape.
const SCHEMA: &str = "crossover/check/1";

/// A scenario without a fault.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// `crossover/check/1`.
    pub schema: &'static str,
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// What is asked.
    pub workload: WorkloadReport,
    /// The ids of the plans in the file, and of what is composed of them.
    pub plans: Vec<String>,
    /// How many plans would be proposed; none where the file has some.
    pub proposed: usize,
}

impl CheckReport {
    /// The report of a scenario for which `proposed` plans would be proposed.
    pub fn of(scenario: &Scenario, proposed: usize, file: Option<&str>) -> Self {
        Self {
            schema: SCHEMA,
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            workload: WorkloadReport::of(scenario),
            plans: scenario
                .entries()
                .map(|entry| entry.id().to_owned())
                .collect(),
            proposed,
        }
    }
}
