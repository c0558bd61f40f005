//! One plan of a scenario: sized and billed month by month.

use super::{commitment::Commitments, discount};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{Burst, End, FollowedOnce, Shape, Sizing},
    catalog::{Catalog, Price},
    demand::Volume,
    plan::{EstimateOnce, FirstHourly, MonthLoad, Notes, Reason, Setting},
    scenario::{ModelChoice, PlanEntry, Scenario},
    units::{Exact, Qty, Rate, SetUps, Usd},
};

/// Whether a plan carries the workload, and whether its price is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does, at a known price.
    Ok,
    /// It does not, for the reasons given.
    Infeasible,
    /// A price is missing.
    Unpriced,
}

impl Status {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Infeasible => "infeasible",
            Self::Unpriced => "unpriced",
        }
    }
}

/// The units of a plan over the horizon.
#[derive(Debug, Clone)]
pub struct SizingSummary {
    /// The month with the most unit-hours.
    pub peak_month: Sizing,
    /// Its load.
    pub peak_load: MonthLoad,
    /// Unit-hours of all months.
    pub unit_hours: Exact,
    /// Requests refused in all months.
    pub throttled_requests: Exact,
}

/// The range of a cost whose capacity is an estimate.
#[derive(Debug, Clone)]
pub struct CostRange {
    /// It is not cheaper nineteen times of twenty.
    pub low: Option<Usd>,
    /// It is not dearer nineteen times of twenty; `None` if the plan may then not carry the load.
    pub high: Option<Usd>,
    /// What makes it uncertain.
    pub basis: &'static str,
}

/// What a plan costs, or why that cannot be said.
#[derive(Debug)]
pub struct Evaluated<'a> {
    /// The plan.
    pub entry: &'a PlanEntry,
    /// Whether it carries the workload, and whether its price is known.
    pub status: Status,
    /// Why it does not.
    pub reasons: Vec<Reason>,
    /// The bill of the whole horizon.
    pub bill: Bill,
    /// The total of each month; empty unless the plan is ok.
    pub monthly: Vec<Usd>,
    /// What setting it up costs once; in the bill, in no month.
    pub one_time: Usd,
    /// What a commitment still owes after the horizon.
    pub committed_beyond_horizon: Usd,
    /// The range of its total, where capacity is an estimate.
    pub range: Option<CostRange>,
    /// Its units.
    pub sizing: Option<SizingSummary>,
    /// Requests of the horizon that are kept.
    pub requests: Exact,
    /// Tokens of the horizon, in and out, of all calls on this plan's model.
    pub tokens: Exact,
    /// What was assumed, and what to beware of.
    pub notes: Notes,
}

impl Evaluated<'_> {
    /// The total of the horizon; `None` unless the plan is ok.
    pub fn total(&self) -> Option<Usd> {
        if self.status == Status::Ok {
            self.bill.total()
        } else {
            None
        }
    }

    /// The mean month.
    pub fn mean_month(&self) -> Option<Usd> {
        let months = u64::try_from(self.monthly.len()).ok()?;
        self.total()?.divided_by(&Exact::from(months))
    }

    /// Cost of a request that is kept.
    pub fn per_request(&self) -> Option<Usd> {
        self.total()?.divided_by(&self.requests)
    }

    /// Cost of a million tokens, in and out.
    pub fn per_million_tokens(&self) -> Option<Usd> {
        self.total()?
            .divided_by(&self.tokens.checked_div(&Exact::from(1_000_000u64))?)
    }
}

/// Sizes and bills one plan.
pub fn evaluate<'a>(
    scenario: &'a Scenario,
    entry: &'a PlanEntry,
    catalog: &'a Catalog,
) -> Evaluated<'a> {
    in_setting(scenario, entry, catalog, |setting| {
        let mut result = run(scenario, &scenario.volume, entry, setting);
        warn_at_peak(scenario, setting, &mut result);
        let uncertain = result
            .sizing
            .as_ref()
            .and_then(|sizing| sizing.peak_month.uncertain);
        if let Some(basis) = uncertain.filter(|_| result.status == Status::Ok) {
            setting.end = End::Low;
            let best = run(scenario, &scenario.volume, entry, setting);
            if best.status == Status::Infeasible {
                // It does not carry the load even as fast as instances get.
                return best;
            }
            setting.end = End::High;
            result.range = Some(CostRange {
                low: best.total(),
                high: run(scenario, &scenario.volume, entry, setting).total(),
                basis,
            });
        }
        result
    })
}

/// Says what the busiest month meets. Neither the ends of a range nor other volumes have notes of
/// their own, so it is said once.
fn warn_at_peak(scenario: &Scenario, setting: &Setting<'_>, result: &mut Evaluated<'_>) {
    let months = scenario.volume.months().into_iter();
    let busiest = months.map(|month| month.requests).max();
    let Some(busiest) = busiest.filter(|_| result.status != Status::Infeasible) else {
        return;
    };
    let load = MonthLoad::of(&busiest, setting.workload);
    let sizing = result.sizing.as_ref().map(|sizing| &sizing.peak_month);
    let plan = &result.entry.plan;
    plan.warn_at_peak(setting, &load, sizing, &mut result.notes);
}

/// The total of a plan whose capacity is an estimate, at each of `percents` of its possible costs,
/// the cheapest first; `None` where it does not carry the load.
///
/// Slower instances are never cheaper, so where two chances cost the same, so do those between.
pub(super) fn totals_at(
    scenario: &Scenario,
    entry: &PlanEntry,
    catalog: &Catalog,
    percents: &[u8],
) -> Vec<Option<Usd>> {
    in_setting(scenario, entry, catalog, |setting| {
        let mut total = |percent: u8| {
            setting.end = End::Percent(percent);
            run(scenario, &scenario.volume, entry, setting).total()
        };
        let mut totals = vec![None; percents.len()];
        let ends = percents.first().zip(percents.last());
        let Some((first, last)) = ends.map(|(first, last)| (total(*first), total(*last))) else {
            return totals;
        };
        let mut open = vec![(0, percents.len() - 1, first, last)];
        while let Some((from, to, low, high)) = open.pop() {
            if to - from > 1 && low != high {
                let middle = from.midpoint(to);
                let total = total(percents[middle]);
                open.push((from, middle, low, total.clone()));
                open.push((middle, to, total, high));
            } else {
                totals[from..to].fill(low);
                totals[to] = high;
            }
        }
        totals
    })
}

/// A plan to be evaluated at one volume after another.
pub(super) struct AtVolumes<'a, 's> {
    scenario: &'a Scenario,
    entry: &'a PlanEntry,
    setting: &'s Setting<'s>,
}

impl<'a> AtVolumes<'a, '_> {
    /// The plan when the first month has these requests; no grown month is rounded.
    pub(super) fn at(&self, first_month: &Exact) -> Evaluated<'a> {
        let volume = self.scenario.volume.from_first(first_month.clone());
        run(self.scenario, &volume, self.entry, self.setting)
    }

    /// The plan at the scenario's own volume.
    pub(super) fn own(&self) -> Evaluated<'a> {
        run(
            self.scenario,
            &self.scenario.volume,
            self.entry,
            self.setting,
        )
    }

    /// The plan in a single month of so many requests.
    pub(super) fn in_month(&self, requests: &Exact) -> Evaluated<'a> {
        let volume = self.scenario.volume.one_month(requests.clone());
        run(self.scenario, &volume, self.entry, self.setting)
    }

    /// What follows the volume in steps or bends, as shapes over the requests of the first month;
    /// `None` where that is not known. The rest follows it in a straight line.
    pub(super) fn shapes(&self) -> Option<Vec<Shape>> {
        self.shapes_over(&self.scenario.volume.from_first(Exact::one()))
    }

    /// The same of a single month.
    pub(super) fn month_shapes(&self) -> Option<Vec<Shape>> {
        self.shapes_over(&self.scenario.volume.one_month(Exact::one()))
    }

    fn shapes_over(&self, volume: &Volume) -> Option<Vec<Shape>> {
        let tiny = Exact::ratio(1, TINY_PARTS)?;
        let mut all: Vec<Shape> = Vec::new();
        for month in volume.months() {
            let load = MonthLoad::of(&month.requests, self.setting.workload);
            let least = MonthLoad::of(&(&month.requests * &tiny), self.setting.workload);
            let notes = &mut Notes::default();
            let plan = &self.entry.plan;
            // What is too little for the plan (a batch) has no units either.
            let floor = plan.size(self.setting, &least, notes).ok().flatten();
            let shapes = plan.shapes(self.setting, &load, floor.as_ref())?;
            all.resize_with(shapes.len().max(all.len()), Shape::default);
            let count = Exact::from(month.count);
            for (sum, shape) in all.iter_mut().zip(&shapes) {
                sum.add(shape, &count);
            }
        }
        Some(all)
    }
}

/// A volume this many times smaller than one request leaves every unit at its fewest.
const TINY_PARTS: u64 = 1_000_000_000_000;

/// Calls `with` a plan at one end of its capacity's band.
pub(super) fn at_volumes<'a, T>(
    scenario: &'a Scenario,
    entry: &'a PlanEntry,
    catalog: &Catalog,
    end: End,
    with: impl FnOnce(&AtVolumes<'a, '_>) -> T,
) -> T {
    in_setting(scenario, entry, catalog, |setting| {
        setting.end = end;
        with(&AtVolumes {
            scenario,
            entry,
            setting,
        })
    })
}

/// Calls `with` in what surrounds a plan.
fn in_setting<T>(
    scenario: &Scenario,
    entry: &PlanEntry,
    catalog: &Catalog,
    with: impl FnOnce(&mut Setting<'_>) -> T,
) -> T {
    let choice = model_choice(scenario, entry);
    let factors = choice
        .map(|choice| choice.factors.clone())
        .unwrap_or_default();
    let workload = scenario.workload.on_model(&factors);
    let factor = scenario.burst_factor.map(Exact::from);
    let burst = factor.and_then(|factor| Burst::of(&factor).ok());
    let burst = burst.unwrap_or_else(Burst::usual);
    let (estimate, followed) = (EstimateOnce::new(), FollowedOnce::default());
    let first_hourly = FirstHourly::new();
    let mut setting = Setting {
        catalog,
        region: &entry.region,
        model: choice
            .and_then(|choice| choice.id.as_deref())
            .and_then(|id| catalog.model(id)),
        bedrock_id: choice.and_then(|choice| choice.bedrock_id.as_deref()),
        workload: &workload,
        hours: &scenario.hours,
        burst: &burst,
        followed: &followed,
        first_hourly: &first_hourly,
        hours_per_month: scenario.month_hours(),
        price_multiplier: entry.multiplier(),
        path: entry.path.clone(),
        end: End::Likely,
        estimate: &estimate,
    };
    with(&mut setting)
}

/// The model of a plan, as the scenario uses it.
fn model_choice<'a>(scenario: &'a Scenario, entry: &PlanEntry) -> Option<&'a ModelChoice> {
    let name = entry.model.as_ref()?;
    scenario.models.get(name)
}

/// The plan at the setting's end of the range.
fn run<'a>(
    scenario: &Scenario,
    volume: &Volume,
    entry: &'a PlanEntry,
    setting: &Setting<'_>,
) -> Evaluated<'a> {
    let mut result = Evaluated {
        entry,
        status: Status::Ok,
        reasons: Vec::new(),
        bill: Bill::default(),
        monthly: Vec::new(),
        one_time: Usd::zero(),
        committed_beyond_horizon: Usd::zero(),
        range: None,
        sizing: None,
        requests: Exact::zero(),
        tokens: Exact::zero(),
        notes: Notes::default(),
    };
    result.reasons = entry.plan.refusals(setting, &mut result.notes);
    if result.reasons.is_empty() {
        run_months(scenario, volume, setting, &mut result);
    }
    finish(&mut result);
    result
}

fn run_months(
    scenario: &Scenario,
    volume: &Volume,
    setting: &Setting<'_>,
    result: &mut Evaluated<'_>,
) {
    let entry = result.entry;
    let choice = model_choice(scenario, entry);
    let mut passed = 0;
    let mut commitments = Commitments::default();
    for month in volume.months() {
        let load = MonthLoad::of(&month.requests, setting.workload);
        let sizing = match entry.plan.size(setting, &load, &mut result.notes) {
            Ok(sizing) => sizing,
            Err(mut reasons) => {
                if passed > 0 {
                    for reason in &mut reasons {
                        reason.message = format!("in month {}: {}", passed + 1, reason.message);
                    }
                }
                result.reasons = reasons;
                return;
            }
        };
        let mut bill = entry
            .plan
            .bill(setting, &load, sizing.as_ref(), &mut result.notes);
        commitments.month(passed, &bill, scenario, result, choice);
        discount::apply(&mut bill, &scenario.discounts, entry, choice);
        let count = Exact::from(month.count);
        if let Some(total) = bill.total() {
            result
                .monthly
                .extend((0..month.count).map(|_| total.clone()));
        }
        result.bill.add(&bill, &count);
        result.requests += &(&load.requests * &count);
        result.tokens += &((&load.calls.input_tokens + &load.calls.output_tokens) * &count);
        add_sizing(&mut result.sizing, sizing, load, &count);
        passed += month.count;
    }
    set_up(setting, result);
    beyond_horizon(passed, &commitments, result);
}

/// Charges what setting the plan up costs once: no price of AWS, so neither multiplied nor discounted.
fn set_up(setting: &Setting<'_>, result: &mut Evaluated<'_>) {
    let usd = result.entry.one_time_usd;
    let Some(rate) = Rate::new(usd, 1).filter(|_| !usd.is_zero()) else {
        return;
    };
    let quantity = Qty::<SetUps>::new(Exact::one());
    result.one_time = &quantity * &rate;
    let price = Price {
        rate,
        source: setting.own_price("one_time_usd"),
    };
    let label = Label::new("set-ups", "Set-up, once", Group::OneTime);
    result
        .bill
        .charge(label, &quantity, Ok(price), &Exact::one());
}

fn add_sizing(
    summary: &mut Option<SizingSummary>,
    sizing: Option<Sizing>,
    load: MonthLoad,
    count: &Exact,
) {
    let Some(sizing) = sizing else { return };
    let unit_hours = &sizing.unit_hours * count;
    let throttled = &sizing.throttled_requests * count;
    match summary {
        None => {
            *summary = Some(SizingSummary {
                peak_month: sizing,
                peak_load: load,
                unit_hours,
                throttled_requests: throttled,
            });
        }
        Some(summary) => {
            summary.unit_hours += &unit_hours;
            summary.throttled_requests += &throttled;
            if sizing.unit_hours > summary.peak_month.unit_hours {
                summary.peak_month = sizing;
                summary.peak_load = load;
            }
        }
    }
}

/// What commitments still owe when the horizon ends within their terms.
fn beyond_horizon(months: u32, commitments: &Commitments, result: &mut Evaluated<'_>) {
    let Some(term) = result.entry.plan.term_months() else {
        return;
    };
    let (owed, left) = commitments.owed(months, term);
    if left > 0 && owed != Usd::zero() {
        result.notes.warn(
            "commitment-beyond-horizon",
            format!("{}.term", result.entry.path),
            format!(
                "the commitment runs {left} months longer than the horizon: {} more is owed, not in the total",
                crate::units::cents(&owed)
            ),
        );
    }
    result.committed_beyond_horizon = owed;
}

/// Settles the status.
fn finish(result: &mut Evaluated<'_>) {
    if !result.reasons.is_empty() {
        result.status = Status::Infeasible;
        result.bill = Bill::default();
        result.sizing = None;
        result.committed_beyond_horizon = Usd::zero();
        result.one_time = Usd::zero();
    } else if !result.bill.missing().is_empty() {
        result.status = Status::Unpriced;
        let missing = result.bill.missing().iter();
        result.reasons = missing
            .map(|missing| Reason::new("missing-price", missing.key.path(), missing.to_string()))
            .collect();
    }
    if result.status != Status::Ok {
        result.monthly.clear();
    }
}
