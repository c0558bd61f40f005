//! What random draws of the uncertain inputs say.

use serde::Serialize;

use crate::{
    analysis::{Choice, DrawnInput, Draws, Failure, GENERATOR, Outcome, PlanOutcome, Totals},
    report::NoteReport,
    scenario::{Correlation, Scenario},
    schema::Choice as _,
    units::{Exact, Usd},
};

/// The uncertain inputs drawn at random, many times.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonteCarloReport {
    /// How many draws.
    pub draws: usize,
    /// The seed; the same one gives the same draws.
    pub seed: u64,
    /// The generator of random numbers.
    pub generator: &'static str,
    /// What is drawn; those worth most to know first.
    pub inputs: Vec<DrawnInputReport>,
    /// Which inputs move together.
    pub correlations: Vec<CorrelationReport>,
    /// The choice among the plans that can stand for each other, and then among those ranked apart.
    pub choices: Vec<ChoiceReport>,
    /// The plans, by their expected cost; those that do not carry every draw after the others.
    pub plans: Vec<DrawnPlanReport>,
    /// What to beware of.
    pub warnings: Vec<NoteReport>,
}

/// An uncertain input.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DrawnInputReport {
    /// The path of the knob.
    pub path: String,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// Its distribution.
    pub distribution: &'static str,
    /// What commands that need one value take.
    pub value: Option<Exact>,
    /// One draw in twenty is at most this.
    pub p5: Exact,
    /// Half are at most this.
    pub p50: Exact,
    /// Nineteen of twenty are at most this.
    pub p95: Exact,
    /// What it is worth to know it before choosing among the plans that stand for each other.
    pub value_of_knowing_usd: Option<Usd>,
}

/// Two inputs that move together.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CorrelationReport {
    /// The paths of the two knobs.
    pub knobs: [String; 2],
    /// The correlation of the normal numbers behind them.
    pub rho: Exact,
}

/// What it costs to choose a plan without knowing the inputs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChoiceReport {
    /// The model these plans are ranked apart with.
    pub apart: Option<String>,
    /// The plan of the least expected cost; `null` where none carries every draw.
    pub plan: Option<String>,
    /// What it would be worth to know all inputs: the expected regret of that plan.
    pub value_of_knowing_all_usd: Option<Usd>,
    /// Draws that none of the plans carries.
    pub nobody_draws: usize,
}

/// What the draws say of a plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DrawnPlanReport {
    /// Its id.
    pub id: String,
    /// Its pricing model.
    pub mode: &'static str,
    /// The model it is ranked apart with.
    pub apart: Option<String>,
    /// How its costs were computed, both exactly: by `formula`, or each draw `evaluated`.
    pub method: &'static str,
    /// Draws in which it carries the workload at a known price.
    pub carried_draws: usize,
    /// Why it does not in the others.
    pub failures: Vec<FailureReport>,
    /// The share of the draws in which it is the cheapest.
    pub cheapest_share: Exact,
    /// The mean of its cost over the draws it carries.
    pub mean_usd: Option<Usd>,
    /// How far that may be from the mean of endlessly many draws: one standard error; `null` of one
    /// draw.
    pub standard_error_usd: Option<f64>,
    /// Its cost is at most this in one draw of twenty.
    pub p5_usd: Option<Usd>,
    /// In half of them.
    pub p50_usd: Option<Usd>,
    /// In nine of ten.
    pub p90_usd: Option<Usd>,
    /// In nineteen of twenty.
    pub p95_usd: Option<Usd>,
    /// The expected regret of choosing it: how much more it costs than the cheapest plan of a draw, on
    /// average; `null` where it does not carry every draw.
    pub regret_usd: Option<Usd>,
}

/// Why a plan does not carry the workload in some draws.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FailureReport {
    /// A name for programs.
    pub id: &'static str,
    /// What is the matter in the first of these draws.
    pub message: String,
    /// The scenario's field it is about.
    pub field: Option<String>,
    /// How many draws.
    pub draws: usize,
}

impl MonteCarloReport {
    /// What `outcome` says of the plans, whose modes are `modes`, over `draws` from `seed`.
    pub fn of(
        scenario: &Scenario,
        draws: &Draws,
        outcome: &Outcome,
        seed: u64,
        mode: impl Fn(&str) -> &'static str,
    ) -> Self {
        let together = outcome.choices.iter().find(|choice| choice.apart.is_none());
        let mut inputs: Vec<DrawnInputReport> = draws
            .inputs
            .iter()
            .enumerate()
            .map(|(at, input)| {
                let known = together.and_then(|choice| choice.knowing.get(at).cloned());
                DrawnInputReport::of(input, known.flatten())
            })
            .collect();
        inputs.sort_by(|a, b| b.value_of_knowing_usd.cmp(&a.value_of_knowing_usd));
        let mut plans: Vec<&PlanOutcome> = outcome.plans.iter().collect();
        plans.sort_by_key(|plan| {
            let mean = plan.totals.as_ref().map(|totals| totals.mean.clone());
            (plan.apart.clone(), outcome.draws - plan.carried, mean)
        });
        Self {
            draws: draws.count,
            seed,
            generator: GENERATOR,
            inputs,
            correlations: scenario
                .correlations
                .iter()
                .map(CorrelationReport::of)
                .collect(),
            choices: outcome
                .choices
                .iter()
                .map(|choice| ChoiceReport::of(choice, outcome))
                .collect(),
            plans: plans
                .into_iter()
                .map(|plan| DrawnPlanReport::of(plan, outcome.draws, mode(&plan.plan)))
                .collect(),
            warnings: warnings(scenario, draws),
        }
    }
}

/// What the draws leave out.
fn warnings(scenario: &Scenario, draws: &Draws) -> Vec<NoteReport> {
    /// A share of the draws too small to speak of.
    const HARDLY: f64 = 1e-4;
    let cut = draws.inputs.iter().filter(|input| input.cut_off > HARDLY);
    let cut = cut.map(|input| NoteReport {
        id: "range-cut-off".to_owned(),
        message: format!(
            "{:.1}% of the distribution of {} lies beyond what it may be: the draws are from the rest",
            input.cut_off * 100.0,
            input.knob.path
        ),
        field: Some(input.knob.path.clone()),
    });
    let is_drawn = |path: &String| draws.inputs.iter().any(|input| input.knob.path == *path);
    let idle = scenario.correlations.iter().flat_map(|c| &c.knobs);
    let idle = idle.filter(|path| !is_drawn(path)).map(|path| NoteReport {
        id: "correlation-without-range".to_owned(),
        message: format!("{path} has no range here, so its correlation has no effect"),
        field: Some(path.clone()),
    });
    cut.chain(idle).collect()
}

impl DrawnInputReport {
    fn of(input: &DrawnInput, known: Option<Usd>) -> Self {
        let knob = &input.knob;
        let range = knob.range.as_ref();
        Self {
            path: knob.path.clone(),
            unit: Some(knob.unit).filter(|unit| !unit.is_empty()),
            distribution: range.map_or("", |range| range.distribution.word()),
            value: knob.value.map(Exact::from),
            p5: Exact::from(input.quantile(5)),
            p50: Exact::from(input.quantile(50)),
            p95: Exact::from(input.quantile(95)),
            value_of_knowing_usd: known,
        }
    }
}

impl CorrelationReport {
    fn of(correlation: &Correlation) -> Self {
        Self {
            knobs: correlation.knobs.clone(),
            rho: Exact::from(correlation.rho),
        }
    }
}

impl ChoiceReport {
    fn of(choice: &Choice, outcome: &Outcome) -> Self {
        let plan = choice.plan.and_then(|place| outcome.plans.get(place));
        Self {
            apart: choice.apart.clone(),
            plan: plan.map(|plan| plan.plan.clone()),
            value_of_knowing_all_usd: choice.perfect_information.clone(),
            nobody_draws: choice.nobody,
        }
    }
}

impl DrawnPlanReport {
    fn of(plan: &PlanOutcome, draws: usize, mode: &'static str) -> Self {
        let share = |count: usize| {
            let (count, draws) = (u64::try_from(count).ok()?, u64::try_from(draws).ok()?);
            Exact::ratio(count, draws)
        };
        let total = |of: fn(&Totals) -> &Usd| plan.totals.as_ref().map(|totals| of(totals).clone());
        Self {
            id: plan.plan.clone(),
            mode,
            apart: plan.apart.clone(),
            method: plan.how.word(),
            carried_draws: plan.carried,
            failures: plan.failures.iter().map(FailureReport::of).collect(),
            cheapest_share: share(plan.cheapest).unwrap_or_else(Exact::zero),
            mean_usd: total(|totals| &totals.mean),
            // One draw does not say how far others are from it.
            standard_error_usd: plan
                .totals
                .as_ref()
                .filter(|_| plan.carried > 1)
                .map(|totals| totals.standard_error),
            p5_usd: total(|totals| &totals.p5),
            p50_usd: total(|totals| &totals.p50),
            p90_usd: total(|totals| &totals.p90),
            p95_usd: total(|totals| &totals.p95),
            regret_usd: plan.regret.clone(),
        }
    }
}

impl FailureReport {
    fn of(failure: &Failure) -> Self {
        Self {
            id: failure.id,
            message: failure.message.clone(),
            field: failure.field.clone(),
            draws: failure.draws,
        }
    }
}
