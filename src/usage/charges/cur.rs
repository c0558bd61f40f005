//! Cost and Usage Reports: the legacy one and CUR 2.0, whose columns have the same names but for their
//! punctuation. Costs are unblended.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    BilledService, LineType, Period, UsageType,
    columns::Column,
    line::{BillLine, PublicCost, ReadRow, Row, Stated},
    rejected::{Fault, RejectReason},
    seen,
    service::edition_model,
    table::Cells,
};

/// Where a report has what is read of it.
#[derive(Debug, Clone)]
pub(super) struct CurColumns {
    usage_type: Column,
    line_type: Column,
    product_code: Column,
    product_name: Column,
    product: Column,
    region_code: Column,
    region: Column,
    start: Column,
    end: Column,
    amount: Column,
    unit: Column,
    cost: Column,
    currency: Column,
    public_rate: Column,
    public_cost: Column,
    description: Column,
    id: Column,
    interval: Column,
    billing_period: Column,
    payer: Column,
}

/// What cannot be done without, as CUR 2.0 names it.
const NEEDED: [&str; 5] = [
    "line_item_usage_type",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_start_date",
    "line_item_unblended_cost",
];

impl CurColumns {
    /// Whether that header is a report's.
    pub(super) fn is(header: &[String]) -> bool {
        Column::find(header, &["lineitemusagetype"]).is_there()
            || Column::find(header, &["lineitemunblendedcost"]).is_there()
    }

    /// The columns of that header, or those of the needed ones that it lacks.
    pub(super) fn of(header: &[String]) -> Result<Self, Vec<&'static str>> {
        let find = |names: &[&str]| Column::find(header, names);
        let columns = Self {
            usage_type: find(&["lineitemusagetype"]),
            line_type: find(&["lineitemlineitemtype"]),
            product_code: find(&["lineitemproductcode"]),
            product_name: find(&["productproductname"]),
            product: find(&["product"]),
            region_code: find(&["productregioncode"]),
            region: find(&["productregion"]),
            start: find(&["lineitemusagestartdate"]),
            end: find(&["lineitemusageenddate"]),
            amount: find(&["lineitemusageamount"]),
            unit: find(&["pricingunit"]),
            cost: find(&["lineitemunblendedcost"]),
            currency: find(&["lineitemcurrencycode"]),
            public_rate: find(&["pricingpublicondemandrate"]),
            public_cost: find(&["pricingpublicondemandcost"]),
            description: find(&["lineitemlineitemdescription"]),
            id: find(&["identitylineitemid"]),
            interval: find(&["identitytimeinterval"]),
            billing_period: find(&["billbillingperiodstartdate"]),
            payer: find(&["billpayeraccountid"]),
        };
        let needed = [
            &columns.usage_type,
            &columns.line_type,
            &columns.product_code,
            &columns.start,
            &columns.cost,
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

    /// What identifies a row, where the report has line ids.
    pub(super) fn identity(&self, cells: &impl Cells) -> Option<u128> {
        let id = self.id.text(cells);
        (!id.is_empty()).then(|| {
            let (interval, bill) = (self.interval.text(cells), self.billing_period.text(cells));
            seen::identity(&[id, interval, bill])
        })
    }

    /// The column of the line id.
    pub(super) fn id_name(&self) -> &str {
        &self.id.name
    }

    /// Where its columns are.
    #[cfg(feature = "parquet")]
    pub(super) fn places(&self) -> Vec<usize> {
        let columns = [
            &self.usage_type,
            &self.line_type,
            &self.product_code,
            &self.product_name,
            &self.product,
            &self.region_code,
            &self.region,
            &self.start,
            &self.end,
            &self.amount,
            &self.unit,
            &self.cost,
            &self.currency,
            &self.public_rate,
            &self.public_cost,
            &self.description,
            &self.id,
            &self.interval,
            &self.billing_period,
            &self.payer,
        ];
        columns.into_iter().filter_map(Column::place).collect()
    }

    /// What stands for a row in a comparison of files.
    pub(super) fn fingerprint(&self, cells: &impl Cells) -> u128 {
        self.identity(cells).unwrap_or_else(|| {
            let columns = [
                &self.start,
                &self.usage_type,
                &self.line_type,
                &self.amount,
                &self.cost,
            ];
            seen::identity(&columns.map(|column| column.text(cells)))
        })
    }

    /// The month and the payer of the bill a row is of.
    pub(super) fn bill<'a>(&self, cells: &'a impl Cells) -> (&'a str, &'a str) {
        let period = match self.billing_period.text(cells) {
            "" => self.start.text(cells),
            period => period,
        };
        (period, self.payer.text(cells))
    }

    pub(super) fn has_currency(&self) -> bool {
        self.currency.is_there()
    }

    pub(super) fn row<'a>(&self, cells: &'a impl Cells) -> ReadRow<'a> {
        self.currency.check_currency(cells)?;
        let cost = self.cost.needed_amount(cells)?;
        let code = self.product_code.text(cells);
        let usage_type = self.usage_type.text(cells);
        let product = self.product(cells)?;
        let name = product.name.as_deref().unwrap_or_default();
        let by_name = [code, name].into_iter().find_map(BilledService::named);
        // A Marketplace product has a code of its own; what it counts tells that it is a model.
        let service = by_name.or_else(|| UsageType::of_marketplace(usage_type));
        let Some(service) = service else {
            return Ok(Row::Other(Cow::Borrowed(code), cost));
        };
        let period = Period::of_report(
            self.interval.text(cells),
            self.start.text(cells),
            self.end.text(cells),
        )
        .map_err(|detail| Fault::new(&self.start.name, RejectReason::Time, detail))?;
        let amount = self.amount.amount(cells)?;
        let public = match (&amount, self.public_rate.amount(cells)?) {
            (Some(amount), Some(rate)) => self.public_cost.amount(cells)?.map(|cost| PublicCost {
                amount: amount.clone(),
                rate,
                cost,
            }),
            _ => None,
        };
        let unit = self.unit.text(cells);
        let quantities = amount.map(|amount| Stated { amount, unit });
        let service_name = match product.name {
            // The name tells the model, the code of a Marketplace product nothing.
            Some(name) if edition_model(&name).is_some() || code.is_empty() => name,
            _ => Cow::Borrowed(code),
        };
        Ok(Row::Ours(Box::new(BillLine {
            service,
            service_name,
            usage_type: Cow::Borrowed(usage_type),
            region: product.region.unwrap_or_default(),
            line_type: LineType::named(self.line_type.text(cells)),
            period,
            quantities: quantities.into_iter().collect(),
            description: self.description.text(cells),
            cost,
            effective: None,
            public,
        })))
    }

    /// Name and region of the product: columns of their own, or parts of a map.
    fn product<'a>(&self, cells: &'a impl Cells) -> Result<Product<'a>, Fault> {
        let filled = |column: &Column| Some(column.text(cells)).filter(|text| !text.is_empty());
        let mut product = Product {
            name: filled(&self.product_name).map(Cow::Borrowed),
            region: filled(&self.region_code)
                .or_else(|| filled(&self.region))
                .map(Cow::Borrowed),
        };
        let map = self.product.text(cells);
        let is_whole = product.name.is_some() && product.region.is_some();
        if is_whole || map.is_empty() {
            return Ok(product);
        }
        let attributes: BTreeMap<Cow<'a, str>, Option<Cow<'a, str>>> = serde_json::from_str(map)
            .map_err(|_| {
                Fault::new(
                    &self.product.name,
                    RejectReason::Product,
                    "it is not a map in JSON",
                )
            })?;
        let of = |names: [&str; 2]| {
            names
                .iter()
                .find_map(|name| attributes.get(*name).cloned().flatten())
                .filter(|text| !text.is_empty())
        };
        product.name = product.name.or_else(|| of(["product_name", "ProductName"]));
        product.region = product.region.or_else(|| of(["region_code", "region"]));
        Ok(product)
    }
}

struct Product<'a> {
    name: Option<Cow<'a, str>>,
    region: Option<Cow<'a, str>>,
}
