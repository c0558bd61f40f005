//! Free tiers of Amazon SageMaker AI.
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/> (free tier), by way of the facts of the
//! catalog. Amazon Bedrock has none for what its models read and write.

use crate::{
    bill::{Bill, Group, Label, LineItem},
    catalog::{Catalog, PriceSource},
    plan::Mode,
    scenario::{PlanEntry, Scenario},
    units::{Decimal, Exact, Meter, Usd, grouped},
};

/// Months for which the free tiers hold, counted from the start of the horizon.
pub(super) const MONTHS: u32 = 2;
/// The topic of the facts.
const TOPIC: &str = "free-tier";

/// What is free in each of the first months.
pub(super) struct FreeTier {
    /// Its name among the facts.
    pub item: &'static str,
    /// What is counted.
    meter: Meter,
    /// How much of it is free in a month.
    amount: Exact,
    source: PriceSource,
}

impl FreeTier {
    /// The free tier that a plan uses, where the account has them and the catalog knows how much.
    pub(super) fn of(scenario: &Scenario, entry: &PlanEntry, catalog: &Catalog) -> Option<Self> {
        let offer = entry.plan.instance_offer();
        let (item, meter) = match entry.mode {
            _ if !scenario.spending.free_tier => return None,
            Mode::SagemakerServerless => ("serverless", Meter::ServerlessSeconds),
            Mode::SagemakerEndpoint => ("realtime-inference", Meter::InstanceHours),
            Mode::SagemakerTraining if offer.is_some() => ("training", Meter::InstanceHours),
            _ => return None,
        };
        let fact = catalog.fact_row(TOPIC, item)?;
        if meter == Meter::InstanceHours && !is_of(&fact.unit, entry.plan.instance()?) {
            return None;
        }
        Some(Self {
            item,
            meter,
            amount: Exact::from(fact.value.parse::<Decimal>().ok()?),
            source: fact.read_at,
        })
    }

    /// Takes off what is free, of which `used` is used by others, and says how much of it this was.
    pub(super) fn apply(&self, bill: &mut Bill, used: &Exact) -> Exact {
        let is_free = |line: &LineItem| {
            line.meter() == self.meter
                && matches!(line.id(), "instance-hours" | "serverless-seconds")
        };
        let lines = bill.lines().iter().filter(|line| is_free(line));
        let all: Exact = lines.map(LineItem::quantity).sum();
        let left = (&self.amount - used).max(Exact::zero());
        let free = left.min(all.clone());
        let Some(share) = free.checked_div(&all).filter(|_| free.is_positive()) else {
            return Exact::zero();
        };
        let taken = bill.take(|line, left| {
            if is_free(line) {
                left.repeated(&share)
            } else {
                Usd::zero()
            }
        });
        let name = format!(
            "Free tier: {} {}s a month",
            grouped(&self.amount, 0),
            self.meter.unit()
        );
        let label = Label::new(format!("free-tier-{}", self.item), name, Group::Discount);
        let source = self.source.clone();
        bill.push(LineItem::discount(label, &taken, &Exact::one(), source));
        free
    }
}

/// Whether the unit of a fact, such as `hours-m4.xlarge-or-m5.xlarge-month`, names an instance type.
fn is_of(unit: &str, instance: &str) -> bool {
    let types = unit.strip_prefix("hours-");
    let types = types.and_then(|types| types.strip_suffix("-month"));
    let bare = |name: &str| name.trim_start_matches("ml.").to_owned();
    types.is_some_and(|types| {
        types
            .split("-or-")
            .any(|type_| bare(type_) == bare(instance))
    })
}
