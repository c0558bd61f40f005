//! The answer of `crossover compare`.

use serde::Serialize;

use super::{LineItemReport, MissingReport, PartReport, PortfolioReport, SizingReport, WhyReport};
use crate::{
    analysis::{Comparison, Margin, PresentValues, Ranked, Status},
    bill::Group,
    catalog::Catalog,
    plan::Note,
    scenario::{PlanEntry, Scenario},
    schema::Choice as _,
    units::{Exact, Usd},
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/compare/1";

/// Scenarios and their plans.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CompareReport {
    /// `crossover/compare/1`.
    pub schema: &'static str,
    /// One entry a scenario.
    pub scenarios: Vec<ScenarioReport>,
    /// All of them together, where they are a list of workloads.
    pub portfolio: Option<PortfolioReport>,
}

/// A scenario and its plans.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioReport {
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// What is asked, in the scenario's own terms.
    pub workload: WorkloadReport,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The plan savings are counted against.
    pub baseline: Option<String>,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// How sure it is that this one is, where an estimated capacity could overturn it.
    pub confidence: Option<ConfidenceReport>,
    /// How far the volume may move before another plan is the cheapest.
    pub margin: Option<MarginReport>,
    /// What makes the cheapest plan cheaper than the baseline, or than the next one; `null` where there
    /// is none.
    pub why: Option<WhyReport>,
    /// The ranking by what payments are worth now, where the scenario has a discount rate.
    pub present_value: Option<PresentValueReport>,
    /// How many plans of each kind.
    pub counts: Counts,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to beware of, of the scenario as a whole.
    pub warnings: Vec<NoteReport>,
    /// The plans: ranked ones first.
    pub plans: Vec<PlanReport>,
}

/// Which scenario.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioSource {
    /// What it is called.
    pub name: String,
    /// The file, as the user named it.
    pub file: Option<String>,
    /// A digest of its text.
    pub digest: String,
}

/// What is asked, before any model's own way of counting.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WorkloadReport {
    /// What kind of model is asked.
    pub kind: &'static str,
    /// How long a request may wait.
    pub latency: &'static str,
    /// Where plans run unless they say otherwise.
    pub region: String,
    /// Requests of the first month.
    pub requests_per_month: Exact,
    /// Mean tokens of a prompt.
    pub input_tokens: Exact,
    /// Mean tokens of an answer.
    pub output_tokens: Exact,
    /// The busiest hour over the mean one.
    pub peak_to_mean: Exact,
    /// Growth from month to month.
    pub growth_per_month: Exact,
}

/// The month and the horizon.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Period {
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// Months of the horizon.
    pub months: u32,
    /// Change of all prices, as a share a year.
    pub price_change_per_year: Exact,
    /// The effective rate a year at which later payments are discounted, if there is one.
    pub discount_rate_per_year: Option<Exact>,
}

/// The edition of the embedded prices.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CatalogReport {
    /// Its date.
    pub edition: String,
    /// A digest of all rows.
    pub digest: String,
}

/// How far the volume may move before another plan is the cheapest.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MarginReport {
    /// Requests of the first month up to which another plan is cheaper; `null` where none is.
    pub below_requests: Option<Exact>,
    /// That plan.
    pub below_plan: Option<String>,
    /// Requests from which on another is.
    pub above_requests: Option<Exact>,
    /// That plan.
    pub above_plan: Option<String>,
    /// The fewest requests looked at.
    pub from_requests: Exact,
    /// The most.
    pub to_requests: Exact,
}

impl MarginReport {
    fn of(margin: &Margin) -> Self {
        let (below_requests, below_plan) = margin.below.clone().unzip();
        let (above_requests, above_plan) = margin.above.clone().unzip();
        Self {
            below_requests,
            below_plan,
            above_requests,
            above_plan,
            from_requests: margin.from.clone(),
            to_requests: margin.to.clone(),
        }
    }
}

/// The ranking by what payments are worth now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PresentValueReport {
    /// The factor by which a payment loses worth with each month.
    pub monthly_factor: Exact,
    /// The plan of the least present value among those ranked together.
    pub cheapest: Option<String>,
    /// The ids of those plans, in the order of their present values.
    pub order: Vec<String>,
    /// Whether that is the order of their totals too.
    pub is_order_of_totals: bool,
}

impl PresentValueReport {
    fn of(found: &PresentValues) -> Self {
        Self {
            monthly_factor: found.monthly_factor.clone(),
            cheapest: found.order.first().cloned(),
            order: found.order.clone(),
            is_order_of_totals: found.is_order_of_totals,
        }
    }
}

/// How many plans of each kind.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Carried, at a known price.
    pub ok: usize,
    /// Not carried.
    pub infeasible: usize,
    /// A price is missing.
    pub unpriced: usize,
    /// Proposed variants that are not shown.
    pub hidden: usize,
}

/// A reason or warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoteReport {
    /// A name for programs.
    pub id: String,
    /// What is the matter.
    pub message: String,
    /// The scenario's field it is about.
    pub field: Option<String>,
}

/// A range of totals.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RangeReport {
    /// The low end.
    pub low_usd: Option<Usd>,
    /// The high end; none if the plan may not carry the load.
    pub high_usd: Option<Usd>,
    /// What makes the total uncertain.
    pub basis: String,
}

/// How sure it is that the cheapest plan is the cheapest.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfidenceReport {
    /// The plan most likely to overturn it.
    pub rival: String,
    /// The share of the possibilities in which the cheapest plan is not dearer.
    pub share: Exact,
}

/// A plan: what it costs, or why that cannot be said.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanReport {
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
    /// The factor on its listed prices.
    pub price_multiplier: Exact,
    /// The model it is ranked apart with, where that cannot stand for the others.
    pub apart: Option<String>,
    /// `ok`, `infeasible` or `unpriced`.
    pub status: &'static str,
    /// Why it is not ok.
    pub reasons: Vec<NoteReport>,
    /// The rows behind its missing prices, with the lines that would bring them.
    pub missing: Vec<MissingReport>,
    /// Its rank among the plans it can stand for.
    pub rank: Option<u32>,
    /// The total of the horizon.
    pub total_usd: Option<Usd>,
    /// Its total over that of the cheapest plan it is ranked with.
    pub times_cheapest: Option<Exact>,
    /// The total of each month.
    pub monthly_usd: Vec<Usd>,
    /// The mean month.
    pub mean_month_usd: Option<Usd>,
    /// What of the total is for the needs besides inference, people apart.
    pub needs_usd: Option<Usd>,
    /// What of the total is for hours of people.
    pub people_usd: Option<Usd>,
    /// The needs in the mean month, for people to read.
    #[serde(skip)]
    pub mean_month_needs_usd: Option<Usd>,
    /// Hours of people in the mean month, for people to read.
    #[serde(skip)]
    pub mean_month_people_usd: Option<Usd>,
    /// One-time costs within the total.
    pub one_time_usd: Option<Usd>,
    /// What a commitment owes after the horizon, not in the total.
    pub committed_beyond_horizon_usd: Option<Usd>,
    /// What all payments are worth now: months paid at their end, one-time costs now; `null` where the
    /// scenario has no discount rate.
    pub net_present_value_usd: Option<Usd>,
    /// The total at list prices, as they are today.
    pub list_total_usd: Option<Usd>,
    /// The range of the total, where capacity is uncertain.
    pub range: Option<RangeReport>,
    /// Cost of a request.
    pub per_request_usd: Option<Usd>,
    /// Cost of a thousand requests: what people are shown, the machine's figure being the one above.
    #[serde(skip)]
    pub per_thousand_requests_usd: Option<Usd>,
    /// Cost of a request that succeeds.
    pub per_successful_request_usd: Option<Usd>,
    /// Cost of a thousand of them, for people.
    #[serde(skip)]
    pub per_thousand_successes_usd: Option<Usd>,
    /// Cost of a million tokens, in and out.
    pub per_million_tokens_usd: Option<Usd>,
    /// The baseline's total less this one.
    pub saving_vs_baseline_usd: Option<Usd>,
    /// The lines of the bill.
    pub line_items: Vec<LineItemReport>,
    /// Its units.
    pub sizing: Option<SizingReport>,
    /// The plans it is composed of, each with what it gets and costs; none for a plan.
    pub parts: Vec<PartReport>,
    /// What was assumed for it.
    pub assumptions: Vec<String>,
    /// What to beware of.
    pub warnings: Vec<NoteReport>,
}

impl CompareReport {
    /// The report of some scenarios.
    pub fn new(scenarios: Vec<ScenarioReport>) -> Self {
        Self {
            schema: SCHEMA,
            scenarios,
            portfolio: None,
        }
    }
}

impl ScenarioSource {
    /// Where a scenario was read.
    pub fn of(scenario: &Scenario, file: Option<&str>) -> Self {
        Self {
            name: scenario.name.clone(),
            file: file.map(str::to_owned),
            digest: scenario.digest.clone(),
        }
    }
}

impl Period {
    /// The period of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            hours_per_month: scenario.month_hours(),
            months: scenario.volume.months,
            price_change_per_year: Exact::from(scenario.price_change_per_year),
            discount_rate_per_year: scenario.discount_rate_per_year.map(Exact::from),
        }
    }
}

impl CatalogReport {
    /// The embedded edition.
    pub fn embedded() -> Self {
        Self {
            edition: Catalog::edition().to_owned(),
            digest: Catalog::digest().to_owned(),
        }
    }

    /// The edition of a catalog: the embedded one, or that of the directory in its place.
    pub fn of(catalog: &Catalog) -> Self {
        catalog.directory().map_or_else(Self::embedded, |own| Self {
            edition: own.date.to_string(),
            digest: own.digest.clone(),
        })
    }
}

impl ScenarioReport {
    /// The report of a comparison, and how far the volume may move before another plan is the
    /// cheapest.
    pub fn with_margin(comparison: &Comparison<'_>, catalog: &Catalog, file: Option<&str>) -> Self {
        let margin = comparison.margin(catalog);
        Self {
            margin: margin.as_ref().map(MarginReport::of),
            ..Self::of(comparison, catalog, file)
        }
    }

    /// The report of a comparison, without that margin.
    pub fn of(comparison: &Comparison<'_>, catalog: &Catalog, file: Option<&str>) -> Self {
        let scenario = comparison.scenario;
        let baseline = comparison.baseline_total();
        let mut plans: Vec<PlanReport> = comparison
            .plans
            .iter()
            .map(|plan| PlanReport::of(plan, baseline.as_ref()))
            .collect();
        compare_with_cheapest(&mut plans);
        Self {
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            workload: WorkloadReport::of(scenario),
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::of(catalog),
            overlays: catalog
                .overlays()
                .iter()
                .map(|overlay| overlay.name.clone())
                .collect(),
            baseline: comparison.baseline.clone(),
            cheapest: comparison
                .cheapest()
                .map(|plan| plan.result.entry.id().to_owned()),
            confidence: comparison
                .confidence
                .as_ref()
                .map(|confidence| ConfidenceReport {
                    rival: confidence.rival.clone(),
                    share: confidence.share.clone(),
                }),
            margin: None,
            why: comparison.why().as_ref().map(WhyReport::of),
            present_value: comparison
                .present_values
                .as_ref()
                .map(PresentValueReport::of),
            counts: Counts {
                ok: comparison.count(Status::Ok),
                infeasible: comparison.count(Status::Infeasible),
                unpriced: comparison.count(Status::Unpriced),
                hidden: comparison.hidden,
            },
            assumptions: [&scenario.assumptions[..], &comparison.assumptions].concat(),
            warnings: comparison.warnings.iter().map(NoteReport::of).collect(),
            plans,
        }
    }
}

/// Divides each total by that of the first of the same ranking.
fn compare_with_cheapest(plans: &mut [PlanReport]) {
    let first = |plan: &&PlanReport| plan.rank == Some(1);
    let cheapest: Vec<_> = plans
        .iter()
        .filter(first)
        .map(|plan| (plan.apart.clone(), plan.total_usd.clone()))
        .collect();
    for plan in plans.iter_mut().filter(|plan| plan.rank.is_some()) {
        let best = cheapest.iter().find(|(apart, _)| *apart == plan.apart);
        let best = best.and_then(|(_, total)| total.as_ref());
        plan.times_cheapest = plan
            .total_usd
            .as_ref()
            .zip(best)
            .and_then(|(total, best)| total.amount().checked_div(best.amount()));
    }
}

impl WorkloadReport {
    /// What a scenario asks.
    pub fn of(scenario: &Scenario) -> Self {
        let workload = &scenario.workload;
        Self {
            kind: workload.kind.word(),
            latency: workload.latency.word(),
            region: scenario.region.clone(),
            requests_per_month: scenario.volume.first_month.clone(),
            input_tokens: workload.mean(|tokens| &tokens.input),
            output_tokens: workload.mean(|tokens| &tokens.output),
            peak_to_mean: scenario.hours.peak_to_mean(),
            growth_per_month: Exact::from(scenario.volume.growth_per_month),
        }
    }
}

impl PlanReport {
    /// The report of one plan.
    pub fn of(ranked: &Ranked<'_>, baseline: Option<&Usd>) -> Self {
        let result = &ranked.result;
        let entry = result.entry;
        let plan = entry.plan();
        let total = result.total();
        let ok = result.status == Status::Ok;
        let needs_usd = result.net_of(Group::is_need);
        let people_usd = result.net_of(|group| group == Group::People);
        Self {
            id: entry.id().to_owned(),
            label: plan.and_then(|plan| plan.plan.label()).map(str::to_owned),
            mode: entry.mode(),
            model: entry.model().map(str::to_owned),
            region: entry.region().to_owned(),
            instance: entry.instance().map(str::to_owned),
            written: entry.is_written(),
            price_multiplier: plan.map_or_else(Exact::one, PlanEntry::multiplier),
            apart: ranked.apart.clone(),
            status: result.status.word(),
            reasons: result.reasons.iter().map(NoteReport::of).collect(),
            missing: result
                .bill
                .missing()
                .iter()
                .map(MissingReport::of)
                .collect(),
            rank: ranked.rank,
            times_cheapest: None,
            mean_month_usd: result.mean_month(),
            mean_month_needs_usd: needs_usd.as_ref().and_then(|usd| result.in_a_month(usd)),
            mean_month_people_usd: people_usd.as_ref().and_then(|usd| result.in_a_month(usd)),
            needs_usd,
            people_usd,
            monthly_usd: result.monthly.clone(),
            one_time_usd: ok.then(|| result.one_time.clone()),
            committed_beyond_horizon_usd: ok.then(|| result.committed_beyond_horizon.clone()),
            net_present_value_usd: ranked.present_value.clone(),
            list_total_usd: if ok { result.bill.list_total() } else { None },
            range: result.range.as_ref().map(|range| RangeReport {
                low_usd: range.low.clone(),
                high_usd: range.high.clone(),
                basis: range.basis.to_owned(),
            }),
            per_request_usd: result.per_request(),
            per_thousand_requests_usd: result.per_request().map(|usd| thousand(&usd)),
            per_thousand_successes_usd: result.per_successful_request().map(|usd| thousand(&usd)),
            per_successful_request_usd: result.per_successful_request(),
            per_million_tokens_usd: result.per_million_tokens(),
            saving_vs_baseline_usd: baseline.zip(total.as_ref()).map(|(b, t)| b.clone() - t),
            total_usd: total,
            line_items: result.bill.lines().iter().map(LineItemReport::of).collect(),
            sizing: result.sizing.as_ref().map(SizingReport::of),
            parts: result.parts.iter().map(PartReport::of).collect(),
            assumptions: result.notes.assumptions.clone(),
            warnings: result.notes.warnings.iter().map(NoteReport::of).collect(),
        }
    }
}

/// What a thousand cost.
fn thousand(each: &Usd) -> Usd {
    each.repeated(&Exact::from(1_000u64))
}

impl NoteReport {
    /// The report of a reason or warning.
    pub fn of(note: &Note) -> Self {
        Self {
            id: note.id.to_owned(),
            message: note.message.clone(),
            field: note.field.clone(),
        }
    }
}
