//! The answer of `crossover whatif`: what moves when numbers of a scenario do.

mod change;
mod monte_carlo;
mod sweep;
mod tornado;
mod variants;

pub use change::{
    CausesReport, ChangeReport, ChangedSideReport, LineChangeReport, PlanChangeReport,
};

pub use monte_carlo::{
    ChoiceReport, CorrelationReport, DrawnInputReport, DrawnPlanReport, FailureReport,
    MonteCarloReport,
};
pub use sweep::{
    SweepChangeReport, SweepReport, SweptKnobReport, SweptPlanReport, SweptPointReport,
};
pub use tornado::{FlipReport, InputReport, SwingReport, TornadoReport};
pub use variants::{VariantPlanReport, VariantReport, VariantsReport};

use serde::Serialize;

use super::{CatalogReport, Period, ScenarioSource};
use crate::{
    catalog::Catalog,
    scenario::{Knob, Scenario},
    units::{Decimal, Exact},
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/whatif/1";

/// Scenarios, and what moves in them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WhatifReport {
    /// `crossover/whatif/1`.
    pub schema: &'static str,
    /// One entry a scenario.
    pub scenarios: Vec<WhatifScenario>,
}

/// One scenario, and the answer to the one question that was asked; the others are `null`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WhatifScenario {
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The numbers that were changed before anything else was asked.
    pub set: Vec<SettingReport>,
    /// Every plan before and after those changes, where nothing else was asked.
    pub change: Option<ChangeReport>,
    /// The scenario and its variants side by side, where nothing was asked.
    pub variants: Option<VariantsReport>,
    /// Every plan at values of one knob or two.
    pub sweep: Option<SweepReport>,
    /// Each uncertain number moved alone.
    pub tornado: Option<TornadoReport>,
    /// The uncertain inputs drawn at random.
    pub monte_carlo: Option<MonteCarloReport>,
}

/// A number of the scenario that was changed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingReport {
    /// The path of the knob.
    pub path: String,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// What the file says, or holds by default.
    pub before: Option<Exact>,
    /// What it was changed to.
    pub after: Exact,
}

impl WhatifReport {
    /// The report of some scenarios.
    pub fn new(scenarios: Vec<WhatifScenario>) -> Self {
        Self {
            schema: SCHEMA,
            scenarios,
        }
    }
}

impl WhatifScenario {
    /// A scenario of which nothing has been asked yet.
    pub fn of(
        scenario: &Scenario,
        catalog: &Catalog,
        file: Option<&str>,
        set: &[(Knob, Decimal)],
    ) -> Self {
        let overlays = catalog.overlays().iter();
        Self {
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            overlays: overlays.map(|overlay| overlay.name.clone()).collect(),
            set: set.iter().map(SettingReport::of).collect(),
            change: None,
            variants: None,
            sweep: None,
            tornado: None,
            monte_carlo: None,
        }
    }
}

impl SettingReport {
    fn of((knob, after): &(Knob, Decimal)) -> Self {
        Self {
            path: knob.path.clone(),
            unit: Some(knob.unit).filter(|unit| !unit.is_empty()),
            before: knob.value.map(Exact::from),
            after: Exact::from(*after),
        }
    }
}
