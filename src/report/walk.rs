//! One hour, from its requests to what its units cost.

use serde::Serialize;

use super::LineItemReport;
use crate::{
    analysis::Ranked,
    bill::id_in_year,
    capacity::{Rule, SizedHours, Sizing},
    plan::MonthLoad,
    scenario::Scenario,
    units::{Exact, Usd},
};

/// Lines that are paid by what units run.
const PAID_BY_UNITS: [&str; 3] = [
    "instance-hours",
    "model-unit-hours",
    "custom-model-unit-minutes",
];
/// Months of a year.
const MONTHS: u32 = 12;
const MINUTES: u64 = 60;
const SECONDS: u64 = 3_600;

/// The busiest hour, step by step.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WalkReport {
    /// Hours like it in the month.
    pub hours_alike: Exact,
    /// Its calls.
    pub calls: Exact,
    /// Its tokens in.
    pub input_tokens: Exact,
    /// Its tokens out.
    pub output_tokens: Exact,
    /// What decides, where a unit's capacity is known.
    pub decides: Option<DecidesReport>,
    /// Its parts: the whole, or the quieter minutes and the busiest.
    pub parts: Vec<WalkPartReport>,
    /// What is paid for it, before the first unit's absence.
    pub paid: Vec<WalkPaidReport>,
    /// Minutes for which the first unit is away.
    pub away_minutes: Exact,
    /// Copies of all this.
    pub environments: u32,
    /// Seconds of units that are paid for it, in all environments.
    pub unit_seconds: Exact,
    /// The line of the bill they are on.
    pub line: String,
    /// What that line costs for a unit and hour.
    pub unit_hour_usd: Option<Usd>,
    /// What they cost.
    pub cost_usd: Option<Usd>,
}

/// The dimension in which a unit is used most.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DecidesReport {
    /// The hour's load in it.
    pub load: Exact,
    /// What a unit carries.
    pub capacity: Exact,
    /// Their unit.
    pub unit: &'static str,
    /// The share of it that is planned for.
    pub target_utilisation: Exact,
    /// Units needed at the hour's mean.
    pub need: Exact,
}

/// Minutes of the hour with the same load.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WalkPartReport {
    /// How many.
    pub minutes: Exact,
    /// Their load over the hour's mean.
    pub load_factor: Exact,
    /// Units needed.
    pub needed_units: Option<Exact>,
    /// Whole units for them.
    pub units: u64,
}

/// What is paid for the hour, on average over such hours: units that follow the load come late and
/// go later.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WalkPaidReport {
    /// So many units.
    pub units: u64,
    /// For so many minutes.
    pub minutes: Exact,
}

impl WalkReport {
    /// The walk through the busiest hour of the month with the most units, for plans that pay for
    /// units.
    pub fn of(
        ranked: &Ranked<'_>,
        scenario: &Scenario,
        month: &MonthLoad,
        lines: &[LineItemReport],
    ) -> Option<Self> {
        let summary = ranked.result.sizing.as_ref()?;
        let sizing = &summary.peak_month;
        let (line, all_years) = paid_by_units(lines, summary.peak_year, scenario)?;
        let lasts = |hours: &&SizedHours| hours.clock_hours.is_positive();
        let peak = sizing
            .hours
            .iter()
            .filter(lasts)
            .max_by(|a, b| (a.units, &a.need).cmp(&(b.units, &b.need)))?;
        let mut rows: Vec<&SizedHours> = sizing
            .hours
            .iter()
            .filter(lasts)
            .filter(|hours| hours.level == peak.level)
            .collect();
        if sizing.rule == Rule::Scheduled {
            rows = vec![peak];
        }
        let alike: Exact = rows.iter().map(|row| &row.clock_hours).sum();
        let of_hour = |hours: &Exact, whole: u64| {
            let share = hours.checked_div(&alike).unwrap_or_else(Exact::zero);
            share * Exact::from(whole)
        };
        let knows = sizing.rule != Rule::GivenCount;
        let parts: Vec<WalkPartReport> = rows
            .iter()
            .map(|row| WalkPartReport {
                minutes: of_hour(&row.clock_hours, MINUTES),
                load_factor: row.load_factor.clone(),
                needed_units: Some(row.need.clone()).filter(|_| knows),
                units: row.units,
            })
            .collect();
        let paid = paid(sizing, &rows, |hours| of_hour(hours, MINUTES));
        let away = sizing.away.as_ref();
        let away = away
            .and_then(|away| away.off_shares.get(peak.level))
            .cloned();
        let away = away.unwrap_or_else(Exact::zero);
        let unit_minutes = paid
            .iter()
            .map(|paid| &paid.minutes * &Exact::from(paid.units));
        let unit_minutes = unit_minutes.sum::<Exact>() - &away * &Exact::from(MINUTES);
        let environments = copies(sizing, scenario);
        let unit_seconds =
            unit_minutes * Exact::from(SECONDS / MINUTES) * Exact::from(environments);
        // Such hours that the line pays for in all.
        let all = &summary.unit_hours * &Exact::from(SECONDS);
        let all = all.checked_div(&unit_seconds);
        let cost_usd = all_years.as_ref().zip(all.as_ref());
        let cost_usd = cost_usd.and_then(|(cost, all)| cost.divided_by(all));
        let unit_hour_usd = all_years.as_ref();
        let unit_hour_usd = unit_hour_usd.and_then(|cost| cost.divided_by(&summary.unit_hours));
        let load = scenario.hours.load(peak.level, &month.calls);
        Some(Self {
            hours_alike: alike,
            decides: decides(sizing, peak, &load).filter(|_| knows),
            calls: load.requests,
            input_tokens: load.input_tokens,
            output_tokens: load.output_tokens,
            parts,
            paid,
            away_minutes: away * Exact::from(MINUTES),
            environments,
            unit_hour_usd,
            unit_seconds,
            line: line.name.clone(),
            cost_usd,
        })
    }
}

/// The line that is paid by what units run in `year`, and what all years of the horizon would cost at
/// that year's price.
fn paid_by_units<'l>(
    lines: &'l [LineItemReport],
    year: u32,
    scenario: &Scenario,
) -> Option<(&'l LineItemReport, Option<Usd>)> {
    let in_year = |id: &str, year: u32| {
        let id = id_in_year(id, year);
        lines.iter().find(move |line| line.id == id)
    };
    let mut ids = PAID_BY_UNITS.iter();
    let (id, line) = ids.find_map(|id| Some((id, in_year(id, year)?)))?;
    let years = 1..=scenario.volume.months.div_ceil(MONTHS);
    let quantity = years.filter_map(|year| Some(&in_year(id, year)?.quantity));
    let times = quantity.sum::<Exact>().checked_div(&line.quantity)?;
    let all_years = line.cost_usd.as_ref().map(|cost| cost.repeated(&times));
    Some((line, all_years))
}

/// What is paid for the hour of these rows. The fewest units that ever run are there whatever is
/// needed: they are paid for what the others leave of the hour.
fn paid(
    sizing: &Sizing,
    rows: &[&SizedHours],
    minutes_of: impl Fn(&Exact) -> Exact,
) -> Vec<WalkPaidReport> {
    let follows = matches!(sizing.rule, Rule::TargetTracking | Rule::ScaleToZero);
    let fewest = sizing.hours.iter().map(|hours| hours.units).min();
    let fewest = fewest.filter(|_| follows);
    let mut paid: Vec<WalkPaidReport> = Vec::new();
    for row in rows.iter().filter(|row| Some(row.units) != fewest) {
        let minutes = minutes_of(&row.billed_hours);
        match paid.iter_mut().find(|paid| paid.units == row.units) {
            Some(paid) => paid.minutes += &minutes,
            None => paid.push(WalkPaidReport {
                units: row.units,
                minutes,
            }),
        }
    }
    let others: Exact = paid.iter().map(|paid| &paid.minutes).sum();
    let left = Exact::from(MINUTES) - others;
    if let Some(units) = fewest.filter(|_| left.is_positive())
        && rows.iter().any(|row| row.units == units)
    {
        paid.insert(
            0,
            WalkPaidReport {
                units,
                minutes: left,
            },
        );
    }
    paid
}

/// Copies of the units: imported copies follow the calls and have none.
fn copies(sizing: &Sizing, scenario: &Scenario) -> u32 {
    if sizing.rule == Rule::FiveMinuteWindows {
        1
    } else {
        scenario.workload.environments
    }
}

fn decides(
    sizing: &Sizing,
    peak: &SizedHours,
    load: &crate::demand::Load,
) -> Option<DecidesReport> {
    let capacity = sizing.capacity.as_ref()?;
    let need = peak.need.checked_div(&peak.load_factor)?;
    let load = match capacity.unit {
        "output tokens/hour" => &load.output_tokens,
        "input tokens/hour" => &load.input_tokens,
        "requests/hour" => &load.requests,
        _ => return None,
    };
    let decides = DecidesReport {
        load: load.clone(),
        capacity: capacity.value.clone(),
        unit: capacity.unit,
        target_utilisation: sizing.full_need.clone(),
        need,
    };
    // A figure for people may be of another dimension than the one that decides.
    let planned = &decides.capacity * &decides.target_utilisation;
    let found = decides.load.checked_div(&planned)?;
    (found == decides.need).then_some(decides)
}
