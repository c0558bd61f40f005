//! What one entry of a scenario costs: a plan, or a composition of plans.

use super::{cascade::Cascade, single::Single, years};
use crate::{
    bill::{Bill, Group},
    capacity::{End, Shape, Sizing},
    catalog::Catalog,
    demand::Volume,
    plan::{MonthLoad, Notes, Reason},
    scenario::{Entry, Scenario},
    units::{Exact, Usd},
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
    /// The year it is in, counted from 1, where prices change from year to year; else 1.
    pub peak_year: u32,
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

/// A plan within a composition.
#[derive(Debug)]
pub struct Part<'a> {
    /// What it is for: `try` or `escalate`.
    pub role: &'static str,
    /// The share of the requests it gets.
    pub share: Exact,
    /// What it costs for those, or why that cannot be said.
    pub result: Evaluated<'a>,
}

/// What a plan costs, or why that cannot be said.
#[derive(Debug)]
pub struct Evaluated<'a> {
    /// The plan, or the composition.
    pub entry: Entry<'a>,
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
    /// The plans it is composed of; none for a plan.
    pub parts: Vec<Part<'a>>,
    /// Share of the answers that are good enough, by the user's own evaluation.
    pub success_share: Option<Exact>,
    /// What was assumed, and what to beware of.
    pub notes: Notes,
    /// The bills of its months, each with how many months are like it, where they are needed further on.
    pub(super) months: Vec<(Bill, u32)>,
    /// What it uses of its free tier, in the first months.
    pub(super) free_used: Vec<Exact>,
}

impl<'a> Evaluated<'a> {
    /// An entry of which nothing is known yet.
    pub(super) fn nothing(entry: Entry<'a>) -> Self {
        Self {
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
            parts: Vec::new(),
            success_share: None,
            notes: Notes::default(),
            months: Vec::new(),
            free_used: Vec::new(),
        }
    }

    /// Adds months that cost the same.
    pub(super) fn add_months(&mut self, bill: &Bill, count: u32) {
        if let Some(total) = bill.total() {
            self.monthly.extend((0..count).map(|_| total.clone()));
        }
        self.bill.add(bill, &Exact::from(count));
    }

    /// What makes its units uncertain, if anything does.
    pub(super) fn uncertain(&self) -> Option<&'static str> {
        let own = self.sizing.as_ref();
        let own = own.and_then(|sizing| sizing.peak_month.uncertain);
        own.or_else(|| self.parts.iter().find_map(|part| part.result.uncertain()))
    }

    /// The total of the horizon; `None` unless the plan is ok.
    pub fn total(&self) -> Option<Usd> {
        if self.status == Status::Ok {
            self.bill.total()
        } else {
            None
        }
    }

    /// What of the total is paid for the lines of some groups; `None` unless the plan is ok.
    pub fn net_of(&self, is_meant: impl Fn(Group) -> bool) -> Option<Usd> {
        self.total()?;
        self.bill.net_of(is_meant)
    }

    /// So much of the horizon in the mean month.
    pub fn in_a_month(&self, usd: &Usd) -> Option<Usd> {
        let months = u64::try_from(self.monthly.len()).ok()?;
        usd.divided_by(&Exact::from(months))
    }

    /// The mean month.
    pub fn mean_month(&self) -> Option<Usd> {
        self.in_a_month(&self.total()?)
    }

    /// Cost of a request that is kept.
    pub fn per_request(&self) -> Option<Usd> {
        self.total()?.divided_by(&self.requests)
    }

    /// Cost of a request that succeeds, where the user says how many do.
    pub fn per_successful_request(&self) -> Option<Usd> {
        self.per_request()?.divided_by(self.success_share.as_ref()?)
    }

    /// What all payments are worth now at a monthly `factor`: months paid at their end, one-time costs
    /// now.
    pub(super) fn present_value(&self, factor: &Exact) -> Option<Usd> {
        self.total()?;
        years::present_value(&self.one_time, &self.monthly, factor)
    }

    /// Cost of a million tokens, in and out; none where they are of several plans, which may count
    /// them differently.
    pub fn per_million_tokens(&self) -> Option<Usd> {
        let total = self.total().filter(|_| self.parts.is_empty())?;
        total.divided_by(&self.tokens.checked_div(&Exact::from(1_000_000u64))?)
    }

    /// Settles the status: nothing is left of what does not carry the workload.
    pub(super) fn settle(&mut self) {
        if !self.reasons.is_empty() {
            self.status = Status::Infeasible;
            self.bill = Bill::default();
            self.sizing = None;
            self.committed_beyond_horizon = Usd::zero();
            self.one_time = Usd::zero();
        } else if !self.bill.missing().is_empty() {
            self.status = Status::Unpriced;
            let missing = self.bill.missing().iter();
            self.reasons = missing
                .map(|missing| {
                    Reason::new("missing-price", missing.key.path(), missing.to_string())
                })
                .collect();
        }
        if self.status != Status::Ok {
            self.monthly.clear();
        }
    }
}

/// An entry, to be evaluated at one volume after another.
enum Whole<'a> {
    Plan(Box<Single<'a>>),
    Cascade(Box<Cascade<'a>>),
}

impl<'a> Whole<'a> {
    fn of(scenario: &'a Scenario, entry: Entry<'a>, catalog: &'a Catalog) -> Self {
        match entry {
            Entry::Plan(plan) => Self::Plan(Box::new(Single::of(scenario, plan, catalog))),
            Entry::Cascade(cascade) => {
                Self::Cascade(Box::new(Cascade::of(scenario, cascade, catalog)))
            }
        }
    }

    fn run(&self, volume: &Volume, end: End) -> Evaluated<'a> {
        match self {
            Self::Plan(plan) => plan.run(volume, end),
            Self::Cascade(cascade) => cascade.run(volume, end),
        }
    }

    fn warn_at_peak(&self, volume: &Volume, result: &mut Evaluated<'_>) {
        match self {
            Self::Plan(plan) => plan.warn_at_peak(volume, result),
            Self::Cascade(cascade) => cascade.warn_at_peak(volume, result),
        }
    }

    fn shapes(&self, volume: &Volume, end: End) -> Option<Vec<Shape>> {
        match self {
            Self::Plan(plan) => plan.shapes(volume, end),
            Self::Cascade(cascade) => cascade.shapes(volume, end),
        }
    }
}

/// Sizes and bills a plan, or the plans of a composition.
pub fn evaluate<'a>(
    scenario: &'a Scenario,
    entry: impl Into<Entry<'a>>,
    catalog: &'a Catalog,
) -> Evaluated<'a> {
    let (whole, volume) = (Whole::of(scenario, entry.into(), catalog), &scenario.volume);
    let mut result = whole.run(volume, End::Likely);
    // Neither the ends of a range nor other volumes have notes of their own, so it is said once.
    whole.warn_at_peak(volume, &mut result);
    let Some(basis) = result.uncertain().filter(|_| result.status == Status::Ok) else {
        return result;
    };
    let best = whole.run(volume, End::Low);
    if best.status == Status::Infeasible {
        // It does not carry the load even as fast as instances get.
        return best;
    }
    result.range = Some(CostRange {
        low: best.total(),
        high: whole.run(volume, End::High).total(),
        basis,
    });
    result
}

/// The total of an entry whose capacity is an estimate, at each of `percents` of its possible costs,
/// the cheapest first; `None` where it does not carry the load.
///
/// Slower instances are never cheaper, so where two chances cost the same, so do those between.
pub(super) fn totals_at(
    scenario: &Scenario,
    entry: Entry<'_>,
    catalog: &Catalog,
    percents: &[u8],
) -> Vec<Option<Usd>> {
    let whole = Whole::of(scenario, entry, catalog);
    let total = |percent: u8| whole.run(&scenario.volume, End::Percent(percent)).total();
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
}

/// An entry to be evaluated at one volume after another, at one end of an uncertain capacity.
pub(super) struct AtVolumes<'a> {
    scenario: &'a Scenario,
    whole: Whole<'a>,
    end: End,
}

impl<'a> AtVolumes<'a> {
    pub(super) fn of(
        scenario: &'a Scenario,
        entry: Entry<'a>,
        catalog: &'a Catalog,
        end: End,
    ) -> Self {
        Self {
            scenario,
            whole: Whole::of(scenario, entry, catalog),
            end,
        }
    }

    /// The entry when the first month has these requests; no grown month is rounded.
    pub(super) fn at(&self, first_month: &Exact) -> Evaluated<'a> {
        let volume = self.scenario.volume.from_first(first_month.clone());
        self.whole.run(&volume, self.end)
    }

    /// The entry at the scenario's own volume.
    pub(super) fn own(&self) -> Evaluated<'a> {
        self.whole.run(&self.scenario.volume, self.end)
    }

    /// The plan in a single month of so many requests.
    pub(super) fn in_month(&self, requests: &Exact) -> Evaluated<'a> {
        let volume = self.scenario.volume.one_month(requests.clone());
        self.whole.run(&volume, self.end)
    }

    /// What follows the volume in steps or bends, as shapes over the requests of the first month;
    /// `None` where that is not known. The rest follows it in a straight line.
    pub(super) fn shapes(&self) -> Option<Vec<Shape>> {
        let one = self.scenario.volume.from_first(Exact::one());
        self.whole.shapes(&one, self.end)
    }

    /// The same of a single month.
    pub(super) fn month_shapes(&self) -> Option<Vec<Shape>> {
        let one = self.scenario.volume.one_month(Exact::one());
        self.whole.shapes(&one, self.end)
    }
}
