//! The user's file, checked: from TOML text to a workload, its hours and its plans.

mod benchmark;
mod cascades;
mod change;
mod correlation;
mod draft;
mod entry;
mod fields;
mod knob;
mod list;
mod models;
mod plan_rules;
mod plans;
mod profile;
mod ranges;
mod running;
mod saved;
mod spending;
mod template;
mod text;
mod traffic;
mod variants;
mod workload;

use std::collections::BTreeMap;

pub use cascades::CascadeEntry;
pub use change::{Change, split_knob};
pub use correlation::Correlation;
pub use draft::{Draft, DraftTokens};
pub use entry::Entry;
pub use fields::ScenarioFields;
use fields::{TrafficFields, WorkloadFields};
pub use knob::{Knob, KnobError};
pub use list::{Columns, HeaderError, Row, RowError, Rows};
pub use models::{ModelChoice, Prefix};
pub use plans::PlanEntry;
pub use running::{Running, RunningPlan, is_running, running};
pub use saved::{
    Saved, SavedCatalog, SavedError, SavedLine, SavedPeriod, SavedPlan, SavedScenario, SavedSource,
};
pub use spending::{Credit, Discount, Off, SavingsPlan, Scope, Spending};
pub use template::Template;
pub use variants::Variant;

use crate::{
    catalog::Catalog,
    demand::{Hours, Volume, Workload},
    need::Needs,
    requirement::{Requirements, explain_cost_word},
    schema::{Placed, Problem, Record as _, Table, check},
    units::{Decimal, Exact, digest},
};

/// Hours of a month unless the scenario says otherwise (365 x 24 / 12).
const HOURS_PER_MONTH: u32 = 730;

/// Reads the text of a file a scenario names, by its path relative to the scenario; from any thread.
pub type ReadFile<'a> = &'a (dyn Fn(&str) -> Result<String, String> + Sync);

/// A checked scenario.
#[derive(Debug)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// A digest of its text.
    pub digest: String,
    /// Where plans run unless they say otherwise.
    pub region: String,
    /// Regions proposed plans search, the scenario's own first.
    pub regions: Vec<String>,
    /// Hours of a month.
    pub hours_per_month: Decimal,
    /// What a request is.
    pub workload: Workload,
    /// How many there are.
    pub volume: Volume,
    /// When they come.
    pub hours: Hours,
    /// Load of the busiest ten minutes of an hour over the hour's mean, if the file says.
    pub burst_factor: Option<Decimal>,
    /// The models by the names the scenario uses.
    pub models: BTreeMap<String, ModelChoice>,
    /// The names of the models proposed plans start from.
    pub proposed_models: Vec<String>,
    /// The plans written in the file, in its order.
    pub plans: Vec<PlanEntry>,
    /// The cascades of those plans.
    pub cascades: Vec<CascadeEntry>,
    /// What the whole solution needs besides inference.
    pub needs: Needs,
    /// What every plan must meet besides carrying the workload.
    pub requirements: Requirements,
    /// Discounts, a savings plan, credits and free tiers.
    pub spending: Spending,
    /// Which uncertain numbers move together.
    pub correlations: Vec<Correlation>,
    /// Change of all prices, as a share a year.
    pub price_change_per_year: Decimal,
    /// The effective rate a year at which later payments are discounted, if the file gives one.
    pub discount_rate_per_year: Option<Decimal>,
    /// What was assumed where the file was silent.
    pub assumptions: Vec<String>,
}

impl Scenario {
    /// Reads and checks a scenario. `region` overrides the file's own; `read_file` gives the text of
    /// files the scenario names.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and, where known, what to do.
    pub fn parse(
        text: &str,
        region: Option<&str>,
        catalog: &Catalog,
        read_file: ReadFile<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let table = text::parse(text)?;
        let mut scenario = Self::from_table(&table, region, catalog, read_file)?;
        scenario.digest = digest(text);
        Ok(scenario)
    }

    /// The same from a tree of values, such as a parsed file with some knobs changed.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_table(
        table: &Table,
        region: Option<&str>,
        catalog: &Catalog,
        read_file: ReadFile<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = check(table, ScenarioFields::FIELDS);
        problems.iter_mut().for_each(explain_spot);
        problems.iter_mut().for_each(explain_cost_word);
        if !problems.is_empty() {
            return Err(problems);
        }
        let file: Placed<ScenarioFields> = Placed::read(table);
        let mut scenario = Self::read(&file, region, catalog, read_file)?;
        // What names knobs can only be checked against a scenario.
        scenario.correlations =
            correlation::read(&file.correlation.0, table, &scenario, &mut problems);
        if problems.is_empty() {
            Ok(scenario)
        } else {
            Err(problems)
        }
    }

    /// Reads what needs no knobs from a checked file.
    fn read(
        file: &Placed<ScenarioFields>,
        region: Option<&str>,
        catalog: &Catalog,
        read_file: ReadFile<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let regions = regions(file, region, catalog, &mut problems);
        let region = regions[0].clone();
        let hours_per_month = hours_per_month(file);
        let fields = file.workload.0.clone().unwrap_or_default();
        let traffic = file.traffic.0.clone().unwrap_or_default();
        let burst_factor = traffic.burst_factor.as_ref().map(|n| n.value);
        let traffic = hours(
            (&fields, &traffic),
            hours_per_month,
            (catalog, read_file),
            &mut problems,
        );
        let months = months(file);
        let volume = workload::volume(
            &fields,
            hours_per_month,
            months,
            traffic.as_ref(),
            &mut problems,
        );
        let (needs, requirements) = besides(file, catalog, &mut problems);
        let mut workload = workload::read(&fields, traffic.as_ref(), &mut problems);
        workload.call_factor = needs.calls();
        let mut models = models::read(&file.model.0, catalog, &mut problems);
        let proposed_models = models::proposed(&fields, &mut models, catalog, &mut problems);
        let mut assumptions = month_words(hours_per_month, file, months);
        let tables =
            benchmark::with_points(&file.plan.0, read_file, &mut problems, &mut assumptions);
        let plans = plans::read(
            &tables,
            &region,
            &workload,
            &mut models,
            catalog,
            &mut problems,
        );
        let cascades = cascades::read(file, &plans, &workload, &mut problems);
        let spending = spending::read(file, catalog, &mut problems);
        assumptions.extend(spending.words());
        let (Some(volume), Some(traffic), true) = (volume, traffic, problems.is_empty()) else {
            return Err(problems);
        };
        let in_time = in_time(file);
        Ok(Self {
            name: file.name.clone().unwrap_or_default(),
            digest: String::new(),
            region,
            regions,
            hours_per_month,
            workload,
            volume,
            hours: traffic.hours,
            burst_factor,
            models,
            proposed_models,
            plans,
            cascades,
            needs,
            requirements,
            spending,
            correlations: Vec::new(),
            price_change_per_year: in_time.0,
            discount_rate_per_year: in_time.1,
            assumptions,
        })
    }

    /// Takes the requirements out, so that plans that miss one have a cost.
    pub fn take_requirements(&mut self) -> Requirements {
        std::mem::take(&mut self.requirements)
    }

    /// Everything in the file that is compared, in its order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let cascades = self.cascades.iter().map(Entry::Cascade);
        self.plans.iter().map(Entry::Plan).chain(cascades)
    }

    /// The same, and the plans proposed.
    pub fn entries_with<'a>(
        &'a self,
        proposed: &'a [PlanEntry],
    ) -> impl Iterator<Item = Entry<'a>> {
        self.entries().chain(proposed.iter().map(Entry::Plan))
    }

    /// Hours of a month as an exact number.
    pub fn month_hours(&self) -> Exact {
        Exact::from(self.hours_per_month)
    }
}

/// Hours of a month.
fn hours_per_month(file: &ScenarioFields) -> Decimal {
    let hours = file.hours_per_month.as_ref();
    hours.map_or(Decimal::from(HOURS_PER_MONTH), |hours| hours.value)
}

/// Months that are looked at.
fn months(file: &ScenarioFields) -> u64 {
    let months = file.months.as_ref();
    months.and_then(|n| n.exact().to_whole()).unwrap_or(1)
}

/// What is assumed of a month, and of that many.
fn month_words(hours: Decimal, file: &ScenarioFields, months: u64) -> Vec<String> {
    let mut words = vec![format!("A month has {} hours.", hours.normalize())];
    words.extend(in_time_words(file, months));
    words
}

/// When requests come: as an imported profile says, or the file itself.
fn hours(
    (workload, traffic): (&Placed<WorkloadFields>, &Placed<TrafficFields>),
    hours_per_month: Decimal,
    (catalog, read_file): (&Catalog, ReadFile<'_>),
    problems: &mut Vec<Problem>,
) -> Option<traffic::Traffic> {
    let Some(path) = &workload.profile else {
        return traffic::read(traffic, hours_per_month, read_file, problems);
    };
    profile::read(
        path,
        (workload, traffic),
        hours_per_month,
        (catalog, read_file),
        problems,
    )
}

/// What the solution needs besides inference, and what every plan must meet.
fn besides(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> (Needs, Requirements) {
    let needs = file.needs.0.as_ref();
    let needs = needs.map(|fields| Needs::read(fields, problems));
    let requirements = file.requirements.0.as_ref();
    let requirements = requirements.map(|fields| Requirements::read(fields, catalog, problems));
    (needs.unwrap_or_default(), requirements.unwrap_or_default())
}

/// How prices change with a year, and the rate at which later payments are discounted.
fn in_time(file: &ScenarioFields) -> (Decimal, Option<Decimal>) {
    let change = file.price_change_per_year.as_ref();
    let rate = file.discount_rate_per_year.as_ref();
    (
        change.map(|change| change.value).unwrap_or_default(),
        rate.map(|rate| rate.value),
    )
}

/// What is assumed of both over that many months.
fn in_time_words(file: &ScenarioFields, months: u64) -> impl Iterator<Item = String> {
    let (change, rate) = in_time(file);
    let prices = prices_in_time(change, months).into_iter();
    prices.chain(rate.map(present_value))
}

/// What a change of prices means over that many months.
fn prices_in_time(change: Decimal, months: u64) -> Option<String> {
    let percent = crate::units::machine(&(Exact::from(change) * Exact::from(100u64)));
    let text = match (change.is_zero(), months) {
        (true, _) => return None,
        (_, ..=12) => format!(
            "Prices change by {percent} % a year: the horizon ends before they first do (price_change_per_year)."
        ),
        _ => format!(
            "All prices change by {percent} % at the start of each further 12 months; one-time costs do not (price_change_per_year)."
        ),
    };
    Some(text)
}

/// What a present value at that rate is.
fn present_value(rate: Decimal) -> String {
    let percent = crate::units::machine(&(Exact::from(rate) * Exact::from(100u64)));
    format!(
        "Present values are at {percent} % a year: each month is paid at its end, one-time costs now (discount_rate_per_year)."
    )
}

/// The scenario's region, or the one that overrides it, and then the others it names.
fn regions(
    file: &Placed<ScenarioFields>,
    own: Option<&str>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let region = own
        .or(file.region.as_deref())
        .unwrap_or_default()
        .to_owned();
    check_region(catalog, &region, file.places.of_key("region"), problems);
    let mut regions = vec![region];
    for other in &file.regions {
        check_region(catalog, other, file.places.of_key("regions"), problems);
        if !regions.contains(other) {
            regions.push(other.clone());
        }
    }
    regions
}

fn check_region(
    catalog: &Catalog,
    code: &str,
    span: &crate::schema::Span,
    problems: &mut Vec<Problem>,
) {
    if catalog.region(code).is_none() {
        let known: Vec<&str> = catalog
            .regions()
            .iter()
            .map(|region| region.code.as_str())
            .collect();
        problems.push(unknown_name(span, "region", code, known.into_iter()));
    }
}

/// A name that is not known, with the nearest one that is.
fn unknown_name<'a>(
    span: &crate::schema::Span,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Problem {
    let problem = Problem::new(
        span,
        format!("unknown {what} `{}`", crate::units::shortened(name)),
    );
    match crate::schema::closest(name, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!(
            "`crossover prices list` shows what the catalog knows ({what}s among it)"
        )),
    }
}

/// Says why a plan that answers requests has no `spot`.
fn explain_spot(problem: &mut Problem) {
    if problem.message == "unknown key `spot`" {
        let help = "managed spot exists for SageMaker AI training jobs only; cheaper inference is tier = \"flex\" and bedrock.batch (crossover explain --check spot-outside-training)";
        problem.help = Some(help.to_owned());
    }
}
