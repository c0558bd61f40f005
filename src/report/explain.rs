//! The answer of `crossover explain`: the chain from demand to dollars for one plan.

use serde::Serialize;

use super::{CatalogReport, Period, PlanReport, ScenarioSource, WalkReport};
use crate::{
    analysis::Ranked,
    capacity::{Rule, SizedHours},
    catalog::{Catalog, MissingPrice, PriceRow},
    plan::MonthLoad,
    scenario::Scenario,
    schema::Choice as _,
    units::Exact,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/explain/1";

/// One plan, explained.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExplainReport {
    /// `crossover/explain/1`.
    pub schema: &'static str,
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// What is asked, in the first month or, where units are counted, in the month with most of them.
    pub demand: DemandReport,
    /// The hours of that month, alike ones together, with the units that run in them; the busiest first.
    pub hours: Vec<HourReport>,
    /// The busiest of them, from requests to dollars, for plans that pay for units.
    pub walk: Option<WalkReport>,
    /// The number of the billing rule in `docs/formulas.md`.
    pub formula: &'static str,
    /// The plan and its bill.
    pub plan: PlanReport,
    /// Prices that are missing, with the line that would bring each.
    pub missing: Vec<MissingReport>,
    /// What the sources of the bill's prices are.
    pub sources: Vec<ReadReport>,
    /// What the scenario as a whole assumes.
    pub assumptions: Vec<String>,
}

/// Where the price of a row was read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReadReport {
    /// The key of the row.
    pub price: String,
    /// The key of its source in `pricing/sources.csv`.
    pub source: String,
    /// What that is.
    pub what: String,
}

/// What is asked in a month.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DemandReport {
    /// What kind of model is asked.
    pub kind: &'static str,
    /// How long a request may wait.
    pub latency: &'static str,
    /// Requests of the month.
    pub requests: Exact,
    /// Calls made for them, repeated ones too.
    pub calls: Exact,
    /// Tokens into this plan's model.
    pub input_tokens: Exact,
    /// Of the tokens in, read from the cache if the model has one.
    pub cache_read_tokens: Exact,
    /// Of the tokens in, written to the cache if the model has one.
    pub cache_write_tokens: Exact,
    /// Tokens out of it.
    pub output_tokens: Exact,
    /// Copies of fixed capacity; `hours` has the units of one of them.
    pub environments: u32,
    /// Growth from month to month.
    pub growth_per_month: Exact,
    /// The busiest hour over the mean one.
    pub peak_to_mean: Exact,
    /// Request sizes, as this plan's model counts them.
    pub classes: Vec<ClassReport>,
}

/// Requests of one size.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClassReport {
    /// Share of all requests.
    pub share: Exact,
    /// Tokens of the whole prompt.
    pub input_tokens: Exact,
    /// Of these, read from the cache.
    pub cache_read_tokens: Exact,
    /// Of these, written to the cache.
    pub cache_write_tokens: Exact,
    /// Tokens of the answer.
    pub output_tokens: Exact,
}

/// Hours alike, or the part of them with the same load where they are uneven inside.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HourReport {
    /// Clock hours of the month.
    pub clock_hours: Exact,
    /// What is asked in each of them, at their rate.
    pub load: Option<LoadReport>,
    /// Units needed before the ceiling, where what a unit carries is known.
    pub needed_units: Option<Exact>,
    /// Units for them.
    pub units: Option<u64>,
    /// Clock hours of the month for which these units are paid: units that follow the load come
    /// late and go later.
    pub billed_hours: Option<Exact>,
}

/// What is asked in an hour.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LoadReport {
    /// Calls.
    pub calls: Exact,
    /// Tokens in.
    pub input_tokens: Exact,
    /// Tokens out.
    pub output_tokens: Exact,
}

/// A price that is missing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MissingReport {
    /// The key of the row.
    pub key: String,
    /// The text of a `--prices` file that would bring it, once the price is filled in.
    pub overlay: String,
}

impl ExplainReport {
    /// The report of one plan.
    pub fn of(
        ranked: &Ranked<'_>,
        scenario: &Scenario,
        catalog: &Catalog,
        file: Option<&str>,
    ) -> Self {
        let result = &ranked.result;
        let entry = result.entry;
        let factors = entry.model().and_then(|name| scenario.models.get(name));
        let factors = factors
            .map(|model| model.factors.clone())
            .unwrap_or_default();
        let workload = scenario.workload.on_model(&factors);
        let peak_load = result
            .sizing
            .as_ref()
            .map(|summary| summary.peak_load.clone());
        let load =
            peak_load.unwrap_or_else(|| MonthLoad::of(&scenario.volume.first_month, &workload));
        let plan = PlanReport::of(ranked, None);
        let cache_read_tokens = &load.calls.requests * &workload.mean(|tokens| &tokens.cache_read);
        let cache_write_tokens =
            &load.calls.requests * &workload.mean(|tokens| &tokens.cache_write);
        Self {
            schema: SCHEMA,
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            hours: hours(ranked, scenario, &load),
            walk: WalkReport::of(ranked, scenario, &load, &plan.line_items),
            demand: DemandReport {
                kind: workload.kind.word(),
                latency: workload.latency.word(),
                requests: load.requests,
                calls: load.calls.requests,
                input_tokens: load.calls.input_tokens,
                cache_read_tokens,
                cache_write_tokens,
                output_tokens: load.calls.output_tokens,
                environments: workload.environments,
                growth_per_month: Exact::from(scenario.volume.growth_per_month),
                peak_to_mean: scenario.hours.peak_to_mean(),
                classes: workload
                    .classes
                    .into_iter()
                    .map(|class| ClassReport {
                        share: class.share,
                        input_tokens: class.tokens.input,
                        cache_read_tokens: class.tokens.cache_read,
                        cache_write_tokens: class.tokens.cache_write,
                        output_tokens: class.tokens.output,
                    })
                    .collect(),
            },
            formula: entry.formula(),
            sources: sources(&plan, catalog),
            missing: plan.missing.clone(),
            plan,
            assumptions: scenario.assumptions.clone(),
        }
    }
}

/// The sources of a bill's prices, as the catalog knows them.
fn sources(plan: &PlanReport, catalog: &Catalog) -> Vec<ReadReport> {
    let read = plan
        .line_items
        .iter()
        .filter_map(|line| line.source.as_ref());
    let known = read.filter_map(|read| {
        let mut parts = read.key.splitn(3, '/');
        let rows = catalog.rows(parts.next()?, parts.next()?);
        let since = |row: &PriceRow| row.effective_from.map(|date| date.to_string());
        let row = rows.iter().find(|row| {
            row.key.path() == read.key
                && since(row) == read.effective_from
                && row.origin.word() == read.origin
        })?;
        Some(ReadReport {
            price: read.key.clone(),
            source: row.source.clone(),
            what: catalog.source(&row.source)?.what.clone(),
        })
    });
    known.collect()
}

impl MissingReport {
    /// The report of a missing price.
    pub fn of(missing: &MissingPrice) -> Self {
        Self {
            key: missing.key.path(),
            overlay: missing.overlay_line(),
        }
    }
}

/// The hours, those with the highest load first.
fn hours(ranked: &Ranked<'_>, scenario: &Scenario, month: &MonthLoad) -> Vec<HourReport> {
    let mut hours = levels(ranked, scenario, month);
    hours.sort_by(|a, b| load_of(b).cmp(&load_of(a)));
    hours
}

/// What hours are sorted by.
fn load_of(hour: &HourReport) -> (Option<&Exact>, Option<[&Exact; 3]>, Option<u64>) {
    let load = hour.load.as_ref();
    let load = load.map(|load| [&load.calls, &load.input_tokens, &load.output_tokens]);
    (hour.needed_units.as_ref(), load, hour.units)
}

/// The time of the month with its load, and the sizing's units where it has them hour by hour.
fn levels(ranked: &Ranked<'_>, scenario: &Scenario, month: &MonthLoad) -> Vec<HourReport> {
    let load_of = |level: usize, factor: &Exact| {
        let load = scenario.hours.load(level, &month.calls);
        LoadReport {
            calls: load.requests * factor,
            input_tokens: load.input_tokens * factor,
            output_tokens: load.output_tokens * factor,
        }
    };
    let sizing = ranked.result.sizing.as_ref();
    let sizing = sizing.map(|summary| &summary.peak_month);
    let Some(sizing) = sizing.filter(|sizing| !sizing.hours.is_empty()) else {
        let clock = scenario.hours.clock_hours(|_| true).into_iter();
        let hour = |(level, clock_hours): (usize, Exact)| HourReport {
            clock_hours,
            load: Some(load_of(level, &Exact::one())),
            needed_units: None,
            units: None,
            billed_hours: None,
        };
        return clock.enumerate().map(hour).collect();
    };
    let unknown = sizing.rule == Rule::GivenCount;
    let hour = |hours: &SizedHours| HourReport {
        clock_hours: hours.clock_hours.clone(),
        load: hours
            .clock_hours
            .is_positive()
            .then(|| load_of(hours.level, &hours.load_factor)),
        needed_units: Some(hours.need.clone()).filter(|_| !unknown),
        units: Some(hours.units),
        billed_hours: Some(hours.billed_hours.clone()),
    };
    let lasts =
        |hours: &&SizedHours| hours.clock_hours.is_positive() || hours.billed_hours.is_positive();
    sizing.hours.iter().filter(lasts).map(hour).collect()
}
