//! Why one plan costs less than another.

use serde::Serialize;

use crate::{
    analysis::{LineDifference, Why},
    bill::LineItem,
    units::{Exact, Usd},
};

/// What the cheapest plan costs less than the baseline, or than the next one, and what makes the
/// difference.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WhyReport {
    /// The cheapest plan.
    pub plan: String,
    /// The plan it is held against.
    pub against: String,
    /// What the plan costs.
    pub plan_total_usd: Option<Usd>,
    /// What the other costs.
    pub against_total_usd: Option<Usd>,
    /// The other's total less the plan's.
    pub difference_usd: Usd,
    /// The same over the other's total.
    pub difference_share: Option<Exact>,
    /// What the plan pays for lines that the other does not have.
    pub only_plan_usd: Usd,
    /// What the other pays for lines that the plan does not have.
    pub only_against_usd: Usd,
    /// The lines that differ, the largest difference first; they sum to the whole.
    pub items: Vec<LineDifferenceReport>,
}

/// Lines of the same meter on both sides, or a line that only one side has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineDifferenceReport {
    /// What was counted.
    pub meter: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The line of the plan; `null` where it has none.
    pub plan: Option<LineSideReport>,
    /// The line of the other; `null` where it has none.
    pub against: Option<LineSideReport>,
    /// The other's cost less the plan's.
    pub difference_usd: Usd,
    /// The part of it that is due to quantities, at the mean of both prices; `null` without a pair.
    pub by_quantity_usd: Option<Usd>,
    /// The part that is due to prices, at the mean of both quantities; both parts sum to the difference.
    pub by_price_usd: Option<Usd>,
}

/// A line of one side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineSideReport {
    /// Its id in the bill.
    pub line: String,
    /// For people.
    pub name: String,
    /// How much was counted.
    pub quantity: Exact,
    /// Dollars for `per` units.
    pub unit_price_usd: Option<Exact>,
    /// Units that buys.
    pub per: Option<u32>,
    /// quantity x unit price / per.
    pub cost_usd: Option<Usd>,
}

impl WhyReport {
    /// The report of a difference.
    pub fn of(why: &Why<'_>) -> Self {
        Self {
            plan: why.plan.result.entry.id().to_owned(),
            against: why.against.result.entry.id().to_owned(),
            plan_total_usd: why.plan.result.total(),
            against_total_usd: why.against.result.total(),
            difference_usd: why.difference.clone(),
            difference_share: why.share.clone(),
            only_plan_usd: why.only_plan.clone(),
            only_against_usd: why.only_against.clone(),
            items: why
                .items
                .iter()
                .filter_map(LineDifferenceReport::of)
                .collect(),
        }
    }
}

impl LineDifferenceReport {
    fn of(item: &LineDifference<'_>) -> Option<Self> {
        let meter = item.plan.or(item.against)?.meter();
        let (by_quantity_usd, by_price_usd) = item.parts.clone().unzip();
        Some(Self {
            meter: meter.id(),
            unit: meter.unit(),
            plan: item.plan.map(LineSideReport::of),
            against: item.against.map(LineSideReport::of),
            difference_usd: item.difference.clone(),
            by_quantity_usd,
            by_price_usd,
        })
    }
}

impl LineSideReport {
    fn of(line: &LineItem) -> Self {
        let charge = line.charge();
        Self {
            line: line.id().to_owned(),
            name: line.name().to_owned(),
            quantity: line.quantity().clone(),
            unit_price_usd: charge.map(|charge| charge.unit_price.clone()),
            per: charge.map(|charge| charge.per),
            cost_usd: charge.map(|charge| charge.cost.clone()),
        }
    }
}
