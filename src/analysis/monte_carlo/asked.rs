//! Points in the space of the inputs, and the ordinary evaluation of plans there.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    analysis::{
        draws::Draws,
        evaluate::{Status, evaluate},
    },
    catalog::Catalog,
    scenario::{Entry, Knob, PlanEntry, Scenario, Template},
    units::{Decimal, Usd},
};

/// Scenarios that are kept.
const KEPT: usize = 512;

/// A value of each input, in units of its last digit.
pub(super) type Point = Vec<i64>;

/// Why a plan does not carry a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    pub id: &'static str,
    pub message: String,
    pub field: Option<String>,
}

/// The total of a plan, or why it has none.
pub(super) type Answer = Result<Usd, Why>;

/// A scenario with its inputs turned, or why it is none.
pub(super) type Made = Arc<Result<Scenario, Why>>;

/// What is asked.
pub(super) struct Asked<'a> {
    pub template: &'a Template<'a>,
    pub scenario: &'a Scenario,
    pub catalog: &'a Catalog,
    /// The plans, the file's own first.
    pub plans: Vec<Entry<'a>>,
    pub draws: &'a Draws,
    /// The least and the largest value of each input.
    pub bounds: Vec<(i64, i64)>,
    /// A draw of the least and one of the largest value of each input.
    pub ends: Vec<(usize, usize)>,
    /// The middle value of each input.
    pub middle: Point,
    made: Mutex<BTreeMap<Point, Made>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        template: &'a Template<'a>,
        scenario: &'a Scenario,
        proposed: &'a [PlanEntry],
        catalog: &'a Catalog,
        draws: &'a Draws,
    ) -> Self {
        let ends: Vec<(usize, usize)> = draws
            .inputs
            .iter()
            .map(|input| {
                let values = || input.values.iter().enumerate();
                let least = values().min_by_key(|(_, value)| **value);
                let most = values().max_by_key(|(_, value)| **value);
                least
                    .zip(most)
                    .map_or((0, 0), |((least, _), (most, _))| (least, most))
            })
            .collect();
        let bounds = draws
            .inputs
            .iter()
            .zip(&ends)
            .map(|(input, (least, most))| {
                let value = |draw: &usize| input.values.get(*draw).copied().unwrap_or_default();
                (value(least), value(most))
            });
        let middle = draws.inputs.iter().map(|input| {
            let mut values = input.values.clone();
            let at = values.len() / 2;
            (at < values.len()).then(|| *values.select_nth_unstable(at).1)
        });
        Self {
            template,
            scenario,
            catalog,
            middle: middle.map(Option::unwrap_or_default).collect(),
            plans: scenario.entries_with(proposed).collect(),
            draws,
            bounds: bounds.collect(),
            ends,
            made: Mutex::default(),
        }
    }

    /// How many draws there are.
    pub(super) fn count(&self) -> usize {
        let lengths = self.draws.inputs.iter().map(|input| input.values.len());
        lengths.min().unwrap_or(usize::MAX).min(self.draws.count)
    }

    /// The inputs that differ among the draws and that a plan can depend on: those in its own table,
    /// and those in no plan's.
    pub(super) fn inputs_of(&self, plan: usize) -> Vec<usize> {
        let concerns = |at: &usize| {
            let (least, most) = self.bounds[*at];
            least < most && self.concerns(plan, *at)
        };
        (0..self.bounds.len()).filter(concerns).collect()
    }

    /// Whether an input stands in a plan's own table, or in no plan's.
    fn concerns(&self, plan: usize, input: usize) -> bool {
        let own = match self.plans[plan] {
            Entry::Plan(_) => vec![plan],
            Entry::Cascade(cascade) => vec![cascade.try_first, cascade.escalate],
        };
        let plans = self.draws.inputs[input].knob.plans();
        plans.is_none_or(|plans| plans.iter().any(|plan| own.contains(plan)))
    }

    /// A draw as a point for a plan of these inputs. The others, which are in other plans' tables,
    /// are at their middles: another plan's numbers are nothing to it.
    pub(super) fn point(&self, inputs: &[usize], draw: usize) -> Point {
        let mut point = self.middle.clone();
        for input in inputs {
            point[*input] = self.draws.inputs[*input].values[draw];
        }
        point
    }

    /// The scenario at a point.
    pub(super) fn turned(&self, point: &[i64]) -> Result<Scenario, Why> {
        self.turned_by(point, |_| true)
    }

    /// The scenario with these inputs as at a point, and the others as they are written.
    fn turned_by(&self, point: &[i64], is_turned: impl Fn(usize) -> bool) -> Result<Scenario, Why> {
        let inputs = self.draws.inputs.iter().zip(point).enumerate();
        let knobs: Vec<(&Knob, Decimal)> = inputs
            .filter(|(at, _)| is_turned(*at))
            .map(|(_, (input, value))| {
                let value = Decimal::try_new(*value, input.digits).unwrap_or_default();
                (&input.knob, value)
            })
            .collect();
        self.template.turned(&knobs).map_err(|problems| {
            let first = problems.into_iter().next();
            let message = first.map(|problem| problem.message).unwrap_or_default();
            Why {
                id: "scenario-invalid",
                message: format!("the scenario is not valid there: {message}"),
                field: None,
            }
        })
    }

    /// The same, made once for a point that is asked for repeatedly.
    pub(super) fn made(&self, point: &[i64]) -> Made {
        let locked = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = locked().get(point) {
            return Arc::clone(made);
        }
        let made = Arc::new(self.turned(point));
        let mut all = locked();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(point.to_vec(), Arc::clone(&made));
        made
    }

    /// A plan, by its place, in a scenario made of the same file: a written one is read anew with each
    /// turn.
    pub(super) fn plan_in<'s>(&'s self, plan: usize, turned: &'s Scenario) -> Entry<'s> {
        turned.entries().nth(plan).unwrap_or(self.plans[plan])
    }

    /// The total of a plan at a point, with the scenario that was made there. What makes the scenario
    /// invalid in another plan's table is nothing to this one.
    pub(super) fn total_in(
        &self,
        plan: usize,
        turned: &Result<Scenario, Why>,
        point: &[i64],
    ) -> Answer {
        let is_own = |input| self.concerns(plan, input);
        let has_others = !(0..point.len()).all(is_own);
        if turned.is_err() && has_others {
            return self.total_of(plan, &self.turned_by(point, is_own)?);
        }
        self.total_of(plan, turned.as_ref().map_err(Why::clone)?)
    }

    fn total_of(&self, plan: usize, scenario: &Scenario) -> Answer {
        let result = evaluate(scenario, self.plan_in(plan, scenario), self.catalog);
        if result.status == Status::Ok {
            return Ok(result.total().unwrap_or_else(Usd::zero));
        }
        let first = result.reasons.into_iter().next();
        Err(first.map_or_else(
            || Why {
                id: "unknown",
                message: String::new(),
                field: None,
            },
            |reason| Why {
                id: reason.id,
                message: reason.message,
                field: reason.field,
            },
        ))
    }

    /// The total of a plan at a point.
    pub(super) fn total(&self, plan: usize, point: &[i64]) -> Answer {
        self.total_in(plan, &self.made(point), point)
    }
}
