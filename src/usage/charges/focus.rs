//! FOCUS exports, 1.0 to 1.2: `BilledCost` is what the invoice has, `EffectiveCost` spreads what was
//! paid ahead. The standard has no usage type: `x_UsageType`, `SkuMeter`, `SkuPriceDetails` or the
//! description of the charge may hold it, in this order.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    BilledService, LineType, Period, UsageType,
    columns::{Column, plain},
    line::{BillLine, PublicCost, ReadRow, Row, Stated},
    rejected::{Fault, RejectReason},
    seen,
    table::Cells,
};

/// Where an export has what is read of it.
#[derive(Debug, Clone)]
pub(super) struct FocusColumns {
    service: Column,
    service_code: Column,
    usage_type: Column,
    meter: Column,
    details: Column,
    description: Column,
    category: Column,
    region: Column,
    start: Column,
    end: Column,
    consumed: Column,
    consumed_unit: Column,
    priced: Column,
    priced_unit: Column,
    billed_cost: Column,
    effective_cost: Column,
    list_price: Column,
    list_cost: Column,
    currency: Column,
    billing_period: Column,
    account: Column,
    resource: Column,
    price: Column,
}

/// What cannot be done without.
const NEEDED: [&str; 5] = [
    "ServiceName",
    "ChargeCategory",
    "ChargePeriodStart",
    "BilledCost",
    "EffectiveCost",
];

impl FocusColumns {
    /// Whether that header is an export's.
    pub(super) fn is(header: &[String]) -> bool {
        Column::find(header, &["billedcost"]).is_there()
    }

    /// The columns of that header, or those of the needed ones that it lacks.
    pub(super) fn of(header: &[String]) -> Result<Self, Vec<&'static str>> {
        let find = |names: &[&str]| Column::find(header, names);
        let columns = Self {
            service: find(&["servicename"]),
            service_code: find(&["xservicecode"]),
            usage_type: find(&["xusagetype"]),
            meter: find(&["skumeter"]),
            details: find(&["skupricedetails"]),
            description: find(&["chargedescription"]),
            category: find(&["chargecategory"]),
            region: find(&["regionid"]),
            start: find(&["chargeperiodstart"]),
            end: find(&["chargeperiodend"]),
            consumed: find(&["consumedquantity"]),
            consumed_unit: find(&["consumedunit"]),
            priced: find(&["pricingquantity"]),
            priced_unit: find(&["pricingunit"]),
            billed_cost: find(&["billedcost"]),
            effective_cost: find(&["effectivecost"]),
            list_price: find(&["listunitprice"]),
            list_cost: find(&["listcost"]),
            currency: find(&["billingcurrency"]),
            billing_period: find(&["billingperiodstart"]),
            account: find(&["billingaccountid"]),
            resource: find(&["resourceid"]),
            price: find(&["skupriceid"]),
        };
        let needed = [
            &columns.service,
            &columns.category,
            &columns.start,
            &columns.billed_cost,
            &columns.effective_cost,
        ];
        let missing: Vec<_> = needed
            .into_iter()
            .zip(NEEDED)
            .filter_map(|(column, name)| (!column.is_there()).then_some(name))
            .collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(missing)
        }
    }

    /// Where its columns are.
    #[cfg(feature = "parquet")]
    pub(super) fn places(&self) -> Vec<usize> {
        let columns = [
            &self.service,
            &self.service_code,
            &self.usage_type,
            &self.meter,
            &self.details,
            &self.description,
            &self.category,
            &self.region,
            &self.start,
            &self.end,
            &self.consumed,
            &self.consumed_unit,
            &self.priced,
            &self.priced_unit,
            &self.billed_cost,
            &self.effective_cost,
            &self.list_price,
            &self.list_cost,
            &self.currency,
            &self.billing_period,
            &self.account,
            &self.resource,
            &self.price,
        ];
        columns.into_iter().filter_map(Column::place).collect()
    }

    /// What stands for a row in a comparison of files: the format has no ids.
    pub(super) fn fingerprint(&self, cells: &impl Cells) -> u128 {
        let columns = [
            &self.start,
            &self.service,
            &self.category,
            &self.resource,
            &self.price,
            &self.meter,
            &self.consumed,
            &self.billed_cost,
            &self.effective_cost,
        ];
        seen::identity(&columns.map(|column| column.text(cells)))
    }

    /// The month and the account of the bill a row is of.
    pub(super) fn bill<'a>(&self, cells: &'a impl Cells) -> (&'a str, &'a str) {
        let period = match self.billing_period.text(cells) {
            "" => self.start.text(cells),
            period => period,
        };
        (period, self.account.text(cells))
    }

    pub(super) fn has_currency(&self) -> bool {
        self.currency.is_there()
    }

    pub(super) fn row<'a>(&self, cells: &'a impl Cells) -> ReadRow<'a> {
        self.currency.check_currency(cells)?;
        let cost = self.billed_cost.needed_amount(cells)?;
        let (name, code) = (self.service.text(cells), self.service_code.text(cells));
        let service = [name, code].into_iter().find_map(BilledService::named);
        let usage_type = self.usage_type(cells);
        let Some(service) = service.or_else(|| UsageType::of_marketplace(&usage_type)) else {
            let name = if name.is_empty() { code } else { name };
            return Ok(Row::Other(Cow::Borrowed(name), cost));
        };
        let effective = self.effective_cost.needed_amount(cells)?;
        let period = Period::of(self.start.text(cells), self.end.text(cells))
            .map_err(|detail| Fault::new(&self.start.name, RejectReason::Time, detail))?;
        let priced = self.priced.amount(cells)?;
        let public = match (&priced, self.list_price.amount(cells)?) {
            (Some(amount), Some(rate)) => self.list_cost.amount(cells)?.map(|cost| PublicCost {
                amount: amount.clone(),
                rate,
                cost,
            }),
            _ => None,
        };
        // The pricing unit first: it is the one of the price list.
        let priced = priced.map(|amount| Stated {
            amount,
            unit: self.priced_unit.text(cells),
        });
        let consumed = self.consumed.amount(cells)?.map(|amount| Stated {
            amount,
            unit: self.consumed_unit.text(cells),
        });
        Ok(Row::Ours(Box::new(BillLine {
            service,
            service_name: Cow::Borrowed(name),
            usage_type,
            region: Cow::Borrowed(self.region.text(cells)),
            line_type: LineType::named(self.category.text(cells)),
            period,
            quantities: priced.into_iter().chain(consumed).collect(),
            description: self.description.text(cells),
            cost,
            effective: Some(effective),
            public,
        })))
    }

    fn usage_type<'a>(&self, cells: &'a impl Cells) -> Cow<'a, str> {
        let stated = [&self.usage_type, &self.meter]
            .into_iter()
            .map(|column| column.text(cells))
            .find(|text| !text.is_empty());
        if let Some(text) = stated {
            return Cow::Borrowed(text);
        }
        if let Some(text) = detail(self.details.text(cells)) {
            return text;
        }
        // `$0.0003 per 1K token for Nova2.0Lite-input-tokens-cross-region-global in US East …`
        let described = self
            .description
            .text(cells)
            .split_whitespace()
            .filter(|word| word.contains('-') && word.len() <= 300)
            .take(20)
            .find(|word| UsageType::parse(word).counted.is_some());
        Cow::Borrowed(described.unwrap_or_default())
    }
}

/// The usage type among the details of a price, which are JSON.
fn detail(text: &str) -> Option<Cow<'_, str>> {
    if !text.starts_with('{') {
        return None;
    }
    let details: BTreeMap<Cow<'_, str>, serde_json::Value> = serde_json::from_str(text).ok()?;
    details.iter().find_map(|(name, value)| {
        let is_type = matches!(plain(name).as_str(), "usagetype" | "xusagetype");
        let text = value.as_str().filter(|text| is_type && !text.is_empty())?;
        Some(Cow::Owned(text.to_owned()))
    })
}
