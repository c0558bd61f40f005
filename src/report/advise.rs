//! The answer of `crossover advise`.

use serde::Serialize;

use super::{CatalogReport, NoteReport, Period, ScenarioSource, WorkloadReport};
use crate::{
    analysis::{Advice, Advised, RuledOut},
    catalog::Catalog,
    requirement::{Fact, Judgement, RequirementKind, Requirements},
    scenario::Scenario,
    units::Usd,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/advise/1";

/// Which plans meet what a scenario requires.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AdviseReport {
    /// `crossover/advise/1`.
    pub schema: &'static str,
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// What is asked of the model.
    pub workload: WorkloadReport,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// What is required.
    pub requirements: Vec<RequirementReport>,
    /// The cheapest plan that meets everything, be it with conditions.
    pub cheapest: Option<String>,
    /// The cheapest plan that carries the workload, whatever it meets.
    pub cheapest_without_requirements: Option<String>,
    /// What the requirements cost over the horizon: the total of the one less that of the other.
    pub requirements_cost_usd: Option<Usd>,
    /// How many plans that are shown meet everything and can carry the workload, with conditions or without.
    pub left: usize,
    /// `bedrock` or `sagemaker`, where only one of them is left and the other has plans.
    pub service_left: Option<&'static str>,
    /// Services with plans of which none is left, and why.
    pub ruled_out: Vec<RuledOutReport>,
    /// The plans: those that meet everything first, by cost.
    pub plans: Vec<AdvisedPlanReport>,
    /// How many proposed plans are not shown.
    pub hidden: usize,
    /// What the verdicts follow from, in the order in which they are first named.
    pub facts: Vec<KnownFactReport>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// A requirement.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RequirementReport {
    /// Its key in `[requirements]`.
    pub id: &'static str,
    /// What is asked of it: `yes`, or its word.
    pub asked: String,
    /// What it means.
    pub means: &'static str,
}

/// Why no plan of a service is left.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuledOutReport {
    /// `bedrock` or `sagemaker`.
    pub service: &'static str,
    /// What people call it.
    #[serde(skip)]
    pub name: &'static str,
    /// Whether all of its plans that can carry the workload miss each of these; else some miss one and
    /// some another, or none can carry it.
    pub each: bool,
    /// The requirements that are missed.
    pub by: Vec<VerdictReport>,
}

/// A plan and its verdicts.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AdvisedPlanReport {
    /// Its id.
    pub id: String,
    /// What the user calls it.
    pub label: Option<String>,
    /// Its pricing model.
    pub mode: &'static str,
    /// Its model, by the scenario's name for it.
    pub model: Option<String>,
    /// Where it runs.
    pub region: String,
    /// Its instance type.
    pub instance: Option<String>,
    /// Whether the file has it; else it was proposed.
    pub written: bool,
    /// `ok`, `infeasible` or `unpriced`, requirements aside.
    pub status: &'static str,
    /// Why it is not ok, requirements aside.
    pub reasons: Vec<NoteReport>,
    /// The total of the horizon.
    pub total_usd: Option<Usd>,
    /// The mean month.
    pub mean_month_usd: Option<Usd>,
    /// The worst of its verdicts: `meets`, `condition` or `misses`.
    pub verdict: &'static str,
    /// Its verdict on each requirement.
    pub verdicts: Vec<VerdictReport>,
}

/// A verdict.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerdictReport {
    /// The requirement.
    pub requirement: &'static str,
    /// `meets`, `condition` or `misses`.
    pub verdict: &'static str,
    /// Why; of a condition, what is to be done.
    pub message: String,
    /// The id of the fact it follows from.
    pub fact: &'static str,
}

/// Something known of the services.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KnownFactReport {
    /// Its id.
    pub id: &'static str,
    /// The fact in a few words.
    pub words: &'static str,
    /// Where it was read.
    pub source: &'static str,
    /// When it was read there, or was announced.
    pub checked_on: &'static str,
}

impl AdviseReport {
    /// The report of an answer.
    pub fn of(
        advice: &Advice<'_>,
        scenario: &Scenario,
        requirements: &Requirements,
        catalog: &Catalog,
        file: Option<&str>,
    ) -> Self {
        let cheapest = advice.cheapest.and_then(|at| advice.plans.get(at));
        let total = cheapest.and_then(|plan| plan.plan.result.total());
        let (without, least) = advice.cheapest_of_all.clone().unzip();
        Self {
            schema: SCHEMA,
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            workload: WorkloadReport::of(scenario),
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            requirements: requirements
                .asked()
                .map(|(kind, asked)| RequirementReport {
                    id: kind.id(),
                    asked,
                    means: kind.doc(),
                })
                .collect(),
            cheapest: cheapest.map(|plan| plan.plan.result.entry.id().to_owned()),
            cheapest_without_requirements: without,
            requirements_cost_usd: total.zip(least).map(|(total, least)| total - &least),
            left: advice.plans.iter().filter(|plan| plan.is_left()).count(),
            service_left: advice.left.map(crate::need::Service::id),
            ruled_out: advice.ruled_out.iter().map(RuledOutReport::of).collect(),
            plans: advice.plans.iter().map(AdvisedPlanReport::of).collect(),
            hidden: advice.hidden,
            facts: facts(advice),
            assumptions: [&scenario.assumptions[..], &advice.assumptions].concat(),
        }
    }
}

/// The facts behind all verdicts, in the order in which they are first named.
fn facts(advice: &Advice<'_>) -> Vec<KnownFactReport> {
    let ruled_out = advice.ruled_out.iter().flat_map(|out| &out.by);
    let plans = advice.plans.iter().flat_map(|plan| &plan.judgements);
    let mut facts: Vec<Fact> = Vec::new();
    for (_, judgement) in ruled_out.chain(plans) {
        if !facts.contains(&judgement.fact) {
            facts.push(judgement.fact);
        }
    }
    facts
        .into_iter()
        .map(|fact| KnownFactReport {
            id: fact.id(),
            words: fact.words(),
            source: fact.source(),
            checked_on: fact.checked_on(),
        })
        .collect()
}

impl RuledOutReport {
    fn of(out: &RuledOut) -> Self {
        Self {
            service: out.service.id(),
            name: out.service.name(),
            each: out.each,
            by: out.by.iter().map(VerdictReport::of).collect(),
        }
    }
}

impl AdvisedPlanReport {
    fn of(advised: &Advised<'_>) -> Self {
        let result = &advised.plan.result;
        let entry = result.entry;
        Self {
            id: entry.id().to_owned(),
            label: entry
                .plan()
                .and_then(|plan| plan.plan.label())
                .map(str::to_owned),
            mode: entry.mode(),
            model: entry.model().map(str::to_owned),
            region: entry.region().to_owned(),
            instance: entry.instance().map(str::to_owned),
            written: entry.is_written(),
            status: result.status.word(),
            reasons: result.reasons.iter().map(NoteReport::of).collect(),
            total_usd: result.total(),
            mean_month_usd: result.mean_month(),
            verdict: advised.verdict.word(),
            verdicts: advised.judgements.iter().map(VerdictReport::of).collect(),
        }
    }
}

impl VerdictReport {
    fn of((kind, judgement): &(RequirementKind, Judgement)) -> Self {
        Self {
            requirement: kind.id(),
            verdict: judgement.verdict.word(),
            message: judgement.words.clone(),
            fact: judgement.fact.id(),
        }
    }
}
