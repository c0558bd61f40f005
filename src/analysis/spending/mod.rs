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
    bill::{Bill, Group, LineItem},
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
        self.negotiate(bill, notes);
        let mut free_hours = Exact::zero();
        if let Some(free) = self.free.as_ref().filter(|_| at < free_tier::MONTHS) {
            free_hours = free.apply(bill, free_used);
            *free_used += &free_hours;
        }
        self.plan.apply((bill, sizing), setting, &free_hours, notes);
        self.take_shares(bill);
        committed(bill)
    }

    /// Lowers what is paid once: neither a free tier nor a savings plan is for it.
    pub(super) fn once(&self, bill: &mut Bill, notes: &mut Notes) {
        self.negotiate(bill, notes);
        self.take_shares(bill);
    }

    fn negotiate(&self, bill: &mut Bill, notes: &mut Notes) {
        for (at, discount) in self.scenario.spending.discounts.iter().enumerate() {
            let is_meant = |line: &LineItem| self.is_for_line(&discount.scope, line);
            discount::negotiate(bill, (at, discount), is_meant, notes);
        }
    }

    fn take_shares(&self, bill: &mut Bill) {
        for (at, discount) in self.scenario.spending.discounts.iter().enumerate() {
            let is_meant = |line: &LineItem| self.is_for_line(&discount.scope, line);
            discount::take_share(bill, (at, discount), is_meant);
        }
    }

    /// Whether a credit pays for a line of the plan.
    pub(super) fn is_credited(&self, credit: &crate::scenario::Credit, line: &LineItem) -> bool {
        self.is_for_line(&credit.scope, line)
    }

    /// Whether a discount or a credit is for a line of the plan's bill. What a solution needs besides is of
    /// the service that sells it, whatever that of the plan; hours of people are nobody's to discount.
    fn is_for_line(&self, scope: &Scope, line: &LineItem) -> bool {
        let is_of_group = match line.group() {
            Group::People => false,
            Group::Need(_) => self.is_for_need(scope, line),
            _ => is_for(scope, self.entry, self.choice),
        };
        is_of_group && is_metered(scope, line.meter())
    }

    /// Whether it is for a line of a need, by the key of its price: the service and the model or instance
    /// type that is sold. No plan's mode is that of a need.
    fn is_for_need(&self, scope: &Scope, line: &LineItem) -> bool {
        let key = line.charge().map(|charge| charge.source.key.as_str());
        let mut parts = key.unwrap_or_default().split('/');
        let (service, item) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let is_service = match scope.service.as_str() {
            "*" => matches!(service, "bedrock" | "sagemaker"),
            named => named == service,
        };
        let choice = self.scenario.models.get(&scope.model);
        let is_called = |id: &Option<String>| id.as_deref() == Some(item);
        let is_model = scope.model == "*"
            || scope.model == item
            || choice.is_some_and(|choice| is_called(&choice.id) || is_called(&choice.bedrock_id));
        let is_instance = scope.instance == "*" || is_instance(&scope.instance, item);
        is_service && is_model && is_instance && scope.mode == "*"
    }
}

/// What a month's commitments cost after discounts.
fn committed(bill: &Bill) -> Committed {
    let lines = || {
        let lines = bill.lines().iter();
        lines.filter(|line| line.group() == Group::Commitment)
    };
    let is_savings_plan = |line: &&LineItem| line.meter() == Meter::CommitmentHours;
    let net = |line: &LineItem| line.charge().map(|charge| charge.net_cost.clone());
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
        || entry
            .plan
            .instance()
            .is_some_and(|type_| is_instance(&scope.instance, type_));
    service && model && mode && instance
}

/// Whether an instance type is that one, or of that family.
fn is_instance(named: &str, type_: &str) -> bool {
    let family = type_.rsplit_once('.').map_or(type_, |(family, _)| family);
    named == type_ || named == family
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
