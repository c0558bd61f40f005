//! What usage costs at the catalog's prices.

use serde::Serialize;

use super::super::LineItemReport;
use crate::{
    analysis::{Unpriced, UsageBill, Use},
    catalog::MissingPrice,
    units::Usd,
};

/// The cost of everything that was used.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricedReport {
    /// By model, in the order of `models`.
    pub models: Vec<PricedUseReport>,
    /// All lines that have a price.
    pub known_usd: Usd,
    /// The same, if every line has one.
    pub total_usd: Option<Usd>,
}

/// The cost of one model as it was bought.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricedUseReport {
    /// The catalog's id, or the name as it was called.
    pub model: String,
    /// The region.
    pub region: Option<String>,
    /// The scope.
    pub scope: &'static str,
    /// The tier.
    pub tier: String,
    /// The lines.
    pub lines: Vec<LineItemReport>,
    /// Their sum; `null` while a price is missing.
    pub cost_usd: Option<Usd>,
    /// Why nothing of it has a price: `model`, `region` or `tier` is not known.
    pub unpriced: Option<&'static str>,
    /// The rows that would price what has no price, as lines of a `--prices` file.
    pub missing_prices: Vec<String>,
}

impl PricedReport {
    /// The report of uses and their bills, in the same order.
    pub fn of(uses: &[Use], bills: &[UsageBill]) -> Self {
        let models = uses.iter().zip(bills);
        Self {
            models: models
                .map(|(one, bill)| PricedUseReport::of(one, bill))
                .collect(),
            known_usd: bills.iter().map(UsageBill::known).sum(),
            total_usd: bills.iter().map(UsageBill::total).sum(),
        }
    }
}

impl PricedUseReport {
    fn of(one: &Use, bill: &UsageBill) -> Self {
        Self {
            model: one.called.model.clone(),
            region: one.region.clone(),
            scope: one.called.scope,
            tier: one.tier.clone(),
            lines: bill.bill.lines().iter().map(LineItemReport::of).collect(),
            cost_usd: bill.total(),
            unpriced: bill.unpriced.map(|why| match why {
                Unpriced::Model => "model",
                Unpriced::Region => "region",
                Unpriced::Tier => "tier",
            }),
            missing_prices: bill
                .bill
                .missing()
                .iter()
                .map(MissingPrice::overlay_line)
                .collect(),
        }
    }
}
