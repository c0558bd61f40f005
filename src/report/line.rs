//! Lines of bills.

use serde::Serialize;

use crate::{
    bill::LineItem,
    units::{Exact, Usd},
};

/// The stream of a scenario without streams.
const MAIN: &str = "main";

/// One line of a bill.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineItemReport {
    /// Unique in the bill.
    pub id: String,
    /// For people.
    pub name: String,
    /// What kind of cost.
    pub group: &'static str,
    /// Which calls of a request.
    pub stream: &'static str,
    /// What was counted.
    pub meter: &'static str,
    /// How much of it.
    pub quantity: Exact,
    /// Its unit.
    pub unit: &'static str,
    /// Dollars for `per` units: the listed price times `price_factor`.
    pub unit_price_usd: Option<Exact>,
    /// The listed price, as it is today.
    pub list_unit_price_usd: Option<Exact>,
    /// The plan's multiplier, times the change of prices up to the year of the line.
    pub price_factor: Option<Exact>,
    /// Units that `unit_price_usd` buys.
    pub per: Option<u32>,
    /// quantity x unit price / per.
    pub cost_usd: Option<Usd>,
    /// The same at the listed price.
    pub list_cost_usd: Option<Usd>,
    /// Where the price was read.
    pub source: Option<SourceReport>,
}

/// Where a price was read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SourceReport {
    /// The key of its row, or the scenario's field.
    pub key: String,
    /// The address.
    pub url: Option<String>,
    /// When it was seen there.
    pub checked_on: Option<String>,
    /// Since when it holds.
    pub effective_from: Option<String>,
    /// `high`, `medium` or `low`.
    pub confidence: Option<&'static str>,
    /// `catalog`, `derived`, `overlay` or `scenario`.
    pub origin: &'static str,
    /// The derivation.
    pub rule: Option<&'static str>,
    /// Of an own price, what it was read from: the SKU and rate of a price list, or the file.
    pub reading: Option<String>,
}

impl LineItemReport {
    /// The report of a line.
    pub fn of(line: &LineItem) -> Self {
        let charge = line.charge();
        Self {
            id: line.id().to_owned(),
            name: line.name().to_owned(),
            group: line.group().word(),
            stream: MAIN,
            meter: line.meter().id(),
            quantity: line.quantity().clone(),
            unit: line.meter().unit(),
            unit_price_usd: charge.map(|charge| charge.unit_price.clone()),
            list_unit_price_usd: charge.and_then(|charge| charge.list_unit_price.clone()),
            price_factor: charge.map(|charge| charge.factor.clone()),
            per: charge.map(|charge| charge.per),
            cost_usd: charge.map(|charge| charge.cost.clone()),
            list_cost_usd: charge.map(|charge| charge.list_cost.clone()),
            source: charge.map(|charge| SourceReport {
                key: charge.source.key.clone(),
                url: charge.source.url.clone(),
                checked_on: charge.source.checked_on.clone(),
                effective_from: charge.source.effective_from.clone(),
                confidence: charge
                    .source
                    .confidence
                    .map(crate::catalog::Confidence::word),
                origin: charge.source.origin.word(),
                rule: charge.source.origin.rule(),
                reading: charge.source.reading.clone(),
            }),
        }
    }
}
