//! One plan in its surroundings: sized and billed month by month.

use super::{
    commitment::Commitments,
    evaluate::{Evaluated, SizingSummary, Status},
    requirements,
    spending::{Lowering, Spent},
    years::{PricedMonths, cut, priced},
};
use crate::{
    bill::{Bill, Group, Label, LineItem},
    capacity::{Burst, End, FollowedOnce, Shape, Sizing},
    catalog::{Catalog, Model, Price},
    demand::{Volume, Workload},
    need::{Around, Month, Service},
    plan::{EstimateOnce, FirstHourly, MonthLoad, Notes, Setting},
    scenario::{Credit, ModelChoice, PlanEntry, Scenario},
    units::{Exact, Qty, Rate, SetUps, Usd},
};

/// Months after which prices first change.
const YEAR: u32 = 12;
/// A volume this many times smaller than one request leaves every unit at its fewest.
const TINY_PARTS: u64 = 1_000_000_000_000;

/// A plan, and what surrounds it whatever the volume.
pub(super) struct Single<'a> {
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    entry: &'a PlanEntry,
    choice: Option<&'a ModelChoice>,
    model: Option<&'a Model>,
    workload: Workload,
    burst: Burst,
    followed: FollowedOnce,
    first_hourly: FirstHourly,
    estimate: EstimateOnce,
    lowering: Lowering<'a>,
    is_part: bool,
    bears_needs: bool,
}

impl<'a> Single<'a> {
    pub(super) fn of(scenario: &'a Scenario, entry: &'a PlanEntry, catalog: &'a Catalog) -> Self {
        let name = entry.model.as_ref();
        let choice = name.and_then(|name| scenario.models.get(name));
        let factors = choice
            .map(|choice| choice.factors.clone())
            .unwrap_or_default();
        let factor = scenario.burst_factor.map(Exact::from);
        let burst = factor.and_then(|factor| Burst::of(&factor).ok());
        Self {
            scenario,
            catalog,
            entry,
            choice,
            model: choice
                .and_then(|choice| choice.id.as_deref())
                .and_then(|id| catalog.model(id)),
            workload: scenario.workload.on_model(&factors),
            burst: burst.unwrap_or_else(Burst::usual),
            followed: FollowedOnce::default(),
            first_hourly: FirstHourly::new(),
            estimate: EstimateOnce::new(),
            lowering: Lowering::of(scenario, entry, choice, catalog),
            is_part: false,
            bears_needs: true,
        }
    }

    /// The same without what the solution needs besides, which another part of a composition bears.
    pub(super) fn bear_no_needs(&mut self) {
        self.bears_needs = false;
    }

    /// The same as a part of a composition, which pays for it with credits as a whole.
    pub(super) fn into_part(mut self) -> Self {
        self.is_part = true;
        self
    }

    /// What lowers its bill.
    pub(super) fn lowering(&self) -> &Lowering<'a> {
        &self.lowering
    }

    /// The same without the savings plan, which another part of a composition bears.
    pub(super) fn bear_nothing(&mut self) {
        self.lowering.bear_nothing();
    }

    /// Whether a credit pays for a line of its bill.
    pub(super) fn is_credited(&self, credit: &Credit, line: &LineItem) -> bool {
        self.lowering.is_credited(credit, line)
    }

    /// What surrounds the plan at one end of an uncertain capacity.
    fn setting(&self, end: End) -> Setting<'_> {
        Setting {
            catalog: self.catalog,
            region: &self.entry.region,
            model: self.model,
            bedrock_id: self.choice.and_then(|choice| choice.bedrock_id.as_deref()),
            workload: &self.workload,
            hours: &self.scenario.hours,
            burst: &self.burst,
            followed: &self.followed,
            first_hourly: &self.first_hourly,
            hours_per_month: self.scenario.month_hours(),
            price_multiplier: self.entry.multiplier(),
            path: self.entry.path.clone(),
            end,
            estimate: &self.estimate,
        }
    }

    /// The plan with that volume.
    pub(super) fn run(&self, volume: &Volume, end: End) -> Evaluated<'a> {
        self.run_beside(volume, end, &[])
    }

    /// The same where others have used so much of its free tier in the first months.
    pub(super) fn run_beside(
        &self,
        volume: &Volume,
        end: End,
        free_used: &[Exact],
    ) -> Evaluated<'a> {
        let setting = self.setting(end);
        let mut result = Evaluated::nothing(self.entry.into());
        result.success_share = self
            .choice
            .and_then(|choice| choice.factors.success_share.map(Exact::from));
        result.reasons = self.entry.plan.refusals(&setting, &mut result.notes);
        if self.bears_needs {
            let refusals = self.around(&Exact::one(), |around| {
                self.scenario.needs.refusals(around, &mut result.notes)
            });
            result.reasons.extend(refusals);
        }
        let missed =
            requirements::refusals(self.scenario, self.entry, self.catalog, &mut result.notes);
        result.reasons.extend(missed);
        if result.reasons.is_empty() {
            self.run_months(volume, &setting, free_used, &mut result);
        }
        result.settle();
        result
    }

    /// What `with` makes of the surroundings of its needs, at so many times today's prices.
    fn around<T>(&self, price_factor: &Exact, with: impl FnOnce(&Around<'_>) -> T) -> T {
        let mode = self.entry.mode;
        with(&Around {
            catalog: self.catalog,
            service: Service::from_id(mode.service()),
            mode: mode.id(),
            region: &self.entry.region,
            model: self.model,
            bedrock_id: self.choice.and_then(|choice| choice.bedrock_id.as_deref()),
            workload: &self.workload,
            hours_per_month: &self.scenario.month_hours(),
            price_factor,
        })
    }

    /// Says what the busiest month meets.
    pub(super) fn warn_at_peak(&self, volume: &Volume, result: &mut Evaluated<'_>) {
        let months = volume.months().into_iter();
        let busiest = months.map(|month| month.requests).max();
        let Some(busiest) = busiest.filter(|_| result.status != Status::Infeasible) else {
            return;
        };
        let load = MonthLoad::of(&busiest, &self.workload);
        let sizing = result.sizing.as_ref().map(|sizing| &sizing.peak_month);
        let setting = self.setting(End::Likely);
        let plan = &self.entry.plan;
        plan.warn_at_peak(&setting, &load, sizing, &mut result.notes);
    }

    /// What follows the volume in steps or bends, as shapes over the multiples of `volume`; `None`
    /// where that is not known. The rest follows it in a straight line.
    pub(super) fn shapes(&self, volume: &Volume, end: End) -> Option<Vec<Shape>> {
        if !self.lowering.keeps_shapes() {
            return None;
        }
        let setting = &self.setting(end);
        let tiny = Exact::ratio(1, TINY_PARTS)?;
        let mut all: Vec<Shape> = Vec::new();
        for priced in priced(volume, self.scenario.price_change_per_year) {
            let requests = &priced.month.requests;
            let load = MonthLoad::of(requests, &self.workload);
            let least = MonthLoad::of(&(requests * &tiny), &self.workload);
            let plan = &self.entry.plan;
            // What is too little for the plan (a batch) has no units either.
            let floor = plan.size(setting, &least, &mut Notes::default());
            let shapes = plan.shapes(setting, &load, floor.ok().flatten().as_ref())?;
            all.resize_with(shapes.len().max(all.len()), Shape::default);
            // A year's prices weigh its quantities: what is solved for are today's dollars of each.
            let count = Exact::from(priced.month.count) * &priced.factor;
            for (sum, shape) in all.iter_mut().zip(&shapes) {
                sum.add(shape, &count);
            }
        }
        Some(all)
    }

    fn run_months(
        &self,
        volume: &Volume,
        setting: &Setting<'_>,
        free_used: &[Exact],
        result: &mut Evaluated<'a>,
    ) {
        let (scenario, entry) = (self.scenario, self.entry);
        let mut passed = 0;
        let mut commitments = Commitments::default();
        let mut savings_plan = Usd::zero();
        self.lowering
            .standing()
            .explain(scenario, entry, &mut result.notes);
        for priced in self.months(volume) {
            let month = &priced.month;
            let setting = priced.setting(setting);
            let setting = setting.as_ref();
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
            let notes = &mut result.notes;
            let mut bill = entry.plan.bill(setting, &load, sizing.as_ref(), notes);
            if let Some(share) = sizing.as_ref().and_then(Sizing::needed_share) {
                bill.need(&share);
            }
            self.add_needs(&load, &priced.factor, (&mut bill, notes));
            let place = usize::try_from(passed).ok();
            let others = place.and_then(|place| free_used.get(place)).cloned();
            let others = others.unwrap_or_else(Exact::zero);
            let mut used = others.clone();
            let billed = (&mut bill, sizing.as_ref());
            let committed = self
                .lowering
                .month(billed, setting, (passed, &mut used), notes);
            commitments.month(passed, committed.own.as_ref(), &priced.factor);
            savings_plan = committed.savings_plan;
            let free = (0..month.count).map(|_| &used - &others);
            result.free_used.extend(free);
            if priced.year > 1 {
                bill = bill.relabelled(|label| label.in_year(priced.year));
            }
            let count = Exact::from(month.count);
            result.requests += &(&load.requests * &count);
            result.tokens += &((&load.calls.input_tokens + &load.calls.output_tokens) * &count);
            add_sizing(&mut result.sizing, sizing, load, priced.year, &count);
            result.months.push((bill, month.count));
            passed += month.count;
        }
        self.add_up(result);
        set_up(entry, setting, result);
        self.set_up_needs(result);
        beyond_horizon(scenario, entry, passed, &commitments, result);
        if let Some(term) = self.lowering.standing().term_months() {
            let left = (term - passed % term) % term;
            let owed = savings_plan.repeated(&Exact::from(left));
            owe(
                result,
                &owed,
                (left, "the savings plan", "savings_plan.term_years"),
            );
        }
    }

    /// Adds what the solution needs besides in a month.
    fn add_needs(&self, load: &MonthLoad, price_factor: &Exact, to: (&mut Bill, &mut Notes)) {
        let (bill, notes) = to;
        if !self.bears_needs {
            return;
        }
        let month = Month {
            requests: &load.requests,
            calls: &load.calls.requests,
        };
        let needs = &self.scenario.needs;
        let own = self.around(price_factor, |around| needs.month(around, &month, notes));
        bill.add(&own, &Exact::one());
    }

    /// Adds what its needs cost once.
    fn set_up_needs(&self, result: &mut Evaluated<'a>) {
        if !self.bears_needs {
            return;
        }
        let (needs, notes) = (&self.scenario.needs, &mut result.notes);
        let once = self.around(&Exact::one(), |around| needs.once(around, notes));
        if let Some(total) = once.total() {
            result.one_time = result.one_time.clone() + &total;
        }
        result.bill.add(&once, &Exact::one());
    }

    /// The months of the horizon, cut where a year's prices begin and where a free tier ends.
    fn months(&self, volume: &Volume) -> Vec<PricedMonths> {
        let months = priced(volume, self.scenario.price_change_per_year);
        match self.lowering.cut() {
            Some(at) => cut(months, at),
            None => months,
        }
    }

    /// Adds the months up, after credits. Those of a part are left to the whole.
    fn add_up(&self, result: &mut Evaluated<'a>) {
        let credits = &self.scenario.spending.credits;
        let months = std::mem::take(&mut result.months);
        if credits.is_empty() || self.is_part {
            for (bill, count) in &months {
                result.add_months(bill, *count);
            }
            if self.is_part && !credits.is_empty() {
                result.months = months;
            }
            return;
        }
        let mut spent = Spent::none(credits);
        for (bill, count) in months {
            for _ in 0..count {
                let mut bill = bill.clone();
                spent.pay(&mut bill, |credit, line| self.is_credited(credit, line));
                result.add_months(&bill, 1);
            }
        }
    }
}

/// Charges what setting the plan up costs once: no price of AWS, so neither multiplied nor discounted.
fn set_up(entry: &PlanEntry, setting: &Setting<'_>, result: &mut Evaluated<'_>) {
    let usd = entry.one_time_usd;
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
    year: u32,
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
                peak_year: year,
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
                summary.peak_year = year;
            }
        }
    }
}

/// What commitments still owe when the horizon ends within their terms.
fn beyond_horizon(
    scenario: &Scenario,
    entry: &PlanEntry,
    months: u32,
    commitments: &Commitments,
    result: &mut Evaluated<'_>,
) {
    let Some(term) = entry.plan.term_months() else {
        return;
    };
    let (owed, left) = commitments.owed(months, term);
    if !scenario.price_change_per_year.is_zero() && months > YEAR {
        result.notes.assume(
            "A commitment renews at the end of each term; its price changes at the start of a year, whatever its term.",
        );
    }
    let field = format!("{}.term", entry.path);
    owe(result, &owed, (left, "the commitment", &field));
}

/// Says what is owed for months after the horizon, and adds it to what is.
fn owe(result: &mut Evaluated<'_>, owed: &Usd, (left, what, field): (u32, &str, &str)) {
    if left > 0 && *owed != Usd::zero() {
        result.notes.warn(
            "commitment-beyond-horizon",
            field,
            format!(
                "{what} runs {left} months longer than the horizon: {} more is owed, not in the total",
                crate::units::cents(owed)
            ),
        );
    }
    result.committed_beyond_horizon = result.committed_beyond_horizon.clone() + owed;
}
