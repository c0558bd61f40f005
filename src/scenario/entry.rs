//! What is compared: plans, and what is composed of them.

use super::{CascadeEntry, PlanEntry, Scenario};

/// A plan, or a composition of plans. Compositions are no modes: they are evaluated above plans.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// A plan.
    Plan(&'a PlanEntry),
    /// One plan for every request, another for a share of them.
    Cascade(&'a CascadeEntry),
}

impl<'a> Entry<'a> {
    /// Its id, unique in the scenario.
    pub fn id(self) -> &'a str {
        match self {
            Self::Plan(plan) => &plan.id,
            Self::Cascade(cascade) => &cascade.id,
        }
    }

    /// The word of its pricing model, or of the composition.
    pub fn mode(self) -> &'static str {
        match self {
            Self::Plan(plan) => plan.mode.id(),
            Self::Cascade(_) => "cascade",
        }
    }

    /// The number of its billing rule in `docs/formulas.md`.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Plan(plan) => plan.mode.formula(),
            Self::Cascade(_) => "F22",
        }
    }

    /// The model, by the name the scenario uses; both of a cascade.
    pub fn model(self) -> Option<&'a str> {
        match self {
            Self::Plan(plan) => plan.model.as_deref(),
            Self::Cascade(cascade) => cascade.model.as_deref(),
        }
    }

    /// The model with whose plans it is ranked: its own, or the one that has the last word.
    pub fn answering_model(self, scenario: &'a Scenario) -> Option<&'a str> {
        match self {
            Self::Plan(plan) => plan.model.as_deref(),
            Self::Cascade(cascade) => {
                let last = scenario.plans.get(cascade.escalate)?;
                last.model.as_deref()
            }
        }
    }

    /// The model it is ranked apart with, where that cannot stand for the others.
    pub fn apart(self, scenario: &'a Scenario) -> Option<&'a str> {
        let name = self.answering_model(scenario)?;
        let model = scenario.models.get(name)?;
        (!model.interchangeable).then_some(name)
    }

    /// Where it runs.
    pub fn region(self) -> &'a str {
        match self {
            Self::Plan(plan) => &plan.region,
            Self::Cascade(cascade) => &cascade.region,
        }
    }

    /// Whether the file has it; else it was proposed.
    pub fn is_written(self) -> bool {
        match self {
            Self::Plan(plan) => plan.written,
            Self::Cascade(_) => true,
        }
    }

    /// The plan, if it is one and no composition.
    pub fn plan(self) -> Option<&'a PlanEntry> {
        match self {
            Self::Plan(plan) => Some(plan),
            Self::Cascade(_) => None,
        }
    }

    /// Its instance type, where it is a plan that has one.
    pub fn instance(self) -> Option<&'a str> {
        self.plan()?.plan.instance()
    }
}

impl<'a> From<&'a PlanEntry> for Entry<'a> {
    fn from(plan: &'a PlanEntry) -> Self {
        Self::Plan(plan)
    }
}
