//! What lowers a bill, in a fixed order: negotiated prices, free tiers, the savings plan, discounts,
//! credits. Each takes what it takes off what the ones before it left, and is a line of its own; list
//! costs stay.

mod credit;
mod discount;
mod free_tier;
mod savings_plan;

pub(super) use credit::Spent;
pub(super) use savings_plan::Standing;

use self::free_tier::FreeTier;
use crate::{
    bill::{Bill, Group},
    capacity::Sizing,
    catalog::Catalog,
    plan::{Notes, Setting},
    scenario::{ModelChoice, PlanEntry, Scenario, Scope},
    units::{Decimal, DiscountedUsd, Exact, Meter, Qty, Rate, Usd},
};

/// What lowers the bills of one plan.
pub(super) struct Lowering<'a> {
    scenario: &'a Scenario,
    entry: &'a PlanEntry,
    choice: Option<&'a ModelChoice>,
    free: Option<FreeTier>,
    plan: Standing<'a>,
}

/// Commitments of a month, after discounts.
pub(super) struct Committed {
    /// For what the plan itself is committed to; `None` while a price is missing.
    pub own: Option<Usd>,
    /// For the savings plan.
    pub savings_plan: Usd,
}

impl<'a> Lowering<'a> {
    pub(super) fn of(
        scenario: &'a Scenario,
        entry: &'a PlanEntry,
        choice: Option<&'a ModelChoice>,
        catalog: &Catalog,
    ) -> Self {
        Self {
            scenario,
            entry,
            choice,
            free: FreeTier::of(scenario, entry, catalog),
            plan: Standing::of(scenario, entry, catalog),
        }
    }

    /// How the savings plan stands to the plan.
    pub(super) fn standing(&self) -> &Standing<'a> {
        &self.plan
    }

    /// The same without the savings plan: another plan bears it.
    pub(super) fn bear_nothing(&mut self) {
        self.plan = Standing::Apart;
    }

    /// The free tier it uses, by its name among the facts.
    pub(super) fn free_tier(&self) -> Option<&'static str> {
        self.free.as_ref().map(|free| free.item)
    }

    /// Months after which the horizon is cut, as a free tier ends there.
    pub(super) fn cut(&self) -> Option<u32> {
        self.free.as_ref().map(|_| free_tier::MONTHS)
    }

    /// Whether credits may pay for something of the plan.
    fn has_credits(&self) -> bool {
        let credits = self.scenario.spending.credits.iter();
        let mut mine = credits.filter(|credit| is_for(&credit.scope, self.entry, self.choice));
        mine.any(|credit| !credit.usd.is_zero())
    }

    /// Whether the bill follows the volume as the plan's sizing says, in straight lines and known
    /// steps: neither a commitment nor what is used up bends it.
    pub(super) fn keeps_shapes(&self) -> bool {
        self.free.is_none() && self.plan.keeps_shapes() && !self.has_credits()
    }

    /// Lowers the bill of a month, the `at`th of the horizon from 0, by everything but credits.
    /// `free_used` is what others have used of the plan's free tier in it; what this plan uses is added.
    pub(super) fn month(
        &self,
        (bill, sizing): (&mut Bill, Option<&Sizing>),
        setting: &Setting<'_>,
        (at, free_used): (u32, &mut Exact),
        notes: &mut Notes,
    ) -> Committed {
        let spending = &self.scenario.spending;
        let mine = || {
            let discounts = spending.discounts.iter().enumerate();
            discounts.filter(|(_, discount)| is_for(&discount.scope, self.entry, self.choice))
        };
        for (at, discount) in mine() {
            discount::negotiate(bill, at, discount, notes);
        }
        let mut free_hours = Exact::zero();
        if let Some(free) = self.free.as_ref().filter(|_| at < free_tier::MONTHS) {
            free_hours = free.apply(bill, free_used);
            *free_used += &free_hours;
        }
        self.plan.apply((bill, sizing), setting, &free_hours, notes);
        for (at, discount) in mine() {
            discount::take_share(bill, at, discount);
        }
        committed(bill)
    }

    /// Whether a credit pays for a line of the plan.
    pub(super) fn is_credited(&self, credit: &crate::scenario::Credit, meter: Meter) -> bool {
        is_for(&credit.scope, self.entry, self.choice) && is_metered(&credit.scope, meter)
    }
}

/// What a month's commitments cost after discounts.
fn committed(bill: &Bill) -> Committed {
    let lines = || {
        let lines = bill.lines().iter();
        lines.filter(|line| line.group() == Group::Commitment)
    };
    let is_savings_plan = |line: &&crate::bill::LineItem| line.meter() == Meter::CommitmentHours;
    let net = |line: &crate::bill::LineItem| line.charge().map(|charge| charge.net_cost.clone());
    Committed {
        own: lines().filter(|line| !is_savings_plan(line)).map(net).sum(),
        savings_plan: lines().filter(is_savings_plan).filter_map(net).sum(),
    }
}

/// Whether a discount or a credit is for a plan.
fn is_for(scope: &Scope, entry: &PlanEntry, model: Option<&ModelChoice>) -> bool {
    let service = match scope.service.as_str() {
        "*" => entry.mode.service() != "external",
        service => entry.mode.service() == service,
    };
    let named = |name: &Option<String>| name.as_deref() == Some(scope.model.as_str());
    let model = scope.model == "*"
        || named(&entry.model)
        || model.is_some_and(|model| named(&model.id) || named(&model.bedrock_id));
    let mode = scope.mode == "*" || scope.mode == entry.mode.id();
    let instance = scope.instance == "*"
        || entry.plan.instance().is_some_and(|type_| {
            let family = type_.rsplit_once('.').map_or(type_, |(family, _)| family);
            scope.instance == type_ || scope.instance == family
        });
    service && model && mode && instance
}

/// Whether it is for a meter. Software of the AWS Marketplace is not AWS's to discount, and whether the
/// fee of a savings plan is discounted is open: both must be named.
fn is_metered(scope: &Scope, meter: Meter) -> bool {
    match scope.meter.as_str() {
        "*" => !matches!(meter, Meter::SoftwareHours | Meter::CommitmentHours),
        named => named == meter.id(),
    }
}

/// So many dollars.
fn dollars(amount: Exact) -> Usd {
    let one = Rate::<DiscountedUsd>::new(Decimal::ONE, 1);
    let quantity = Qty::<DiscountedUsd>::new(amount);
    one.map_or_else(Usd::zero, |one| &quantity * &one)
}
