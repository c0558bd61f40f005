//! An estimate against a bill: what usage should cost at the catalog's prices, what was charged for it,
//! and what is left between the two.

use std::collections::BTreeMap;

use super::{UsageBill, Use};
use crate::{
    catalog::{Catalog, Query},
    units::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, CacheWrite30mTokens, Exact,
        InputTokens, Meter, Metered, OutputTokens, Qty, Usd,
    },
    usage::charges::{
        BilledModel, BilledOffer, BilledScope, BilledService, ChargeItem, ChargeSums, Charges,
        Counted,
    },
};

/// What the estimate is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstimateBasis {
    /// Usage logs.
    Logs,
    /// The quantities of the bill itself, at the catalog's prices.
    Quantities,
}

/// A bill beside an estimate.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// What the estimate is made from; none where only the bill was asked for.
    pub basis: Option<EstimateBasis>,
    /// By model and kind; what is neither, by its name.
    pub rows: Vec<ReconciledRow>,
    /// Everything on the bill that is of Amazon Bedrock or Amazon SageMaker AI.
    pub billed: Usd,
    /// The same of all other services.
    pub others: Usd,
}

/// One model and kind on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct ReconciledRow {
    /// What it is.
    pub key: RowKey,
    /// What was charged.
    pub billed: Usd,
    /// For how much, in the unit of the kind; not known where a unit is not understood.
    pub billed_quantity: Option<Exact>,
    /// What it should cost; nothing where there is no estimate or no price for it.
    pub estimated: Option<Usd>,
    /// For how much.
    pub estimated_quantity: Option<Exact>,
}

impl ReconciledRow {
    /// What was charged beyond the estimate.
    pub fn residual(&self) -> Option<Usd> {
        let estimated = self.estimated.clone()?;
        Some(self.billed.clone() - &estimated)
    }
}

/// What a row is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// A kind of thing that a model was asked for.
    Model(String, Meter),
    /// Something else of a service: the usage type, or the kind of line.
    Other(&'static str, String),
}

/// Both sides of a row, as they are added up.
#[derive(Default)]
struct Sides {
    billed: Usd,
    billed_quantity: Option<Exact>,
    is_unmetered: bool,
    estimated: Option<Usd>,
    estimated_quantity: Option<Exact>,
    is_unpriced: bool,
}

/// Holds a bill against what logs say, or against its own quantities where there are none.
pub fn reconcile(
    charges: &Charges,
    logs: Option<(&[Use], &[UsageBill])>,
    is_estimated: bool,
    catalog: &Catalog,
) -> Reconciliation {
    let mut rows: BTreeMap<RowKey, Sides> = BTreeMap::new();
    let basis = match (is_estimated, logs) {
        (false, _) => None,
        (true, Some(_)) => Some(EstimateBasis::Logs),
        (true, None) => Some(EstimateBasis::Quantities),
    };
    let mut billed = Usd::zero();
    for charge in charges.by_model() {
        billed = billed + &charge.sums.cost;
        let side = rows.entry(key(charge.item)).or_default();
        side.bill(&charge.sums);
        if basis == Some(EstimateBasis::Quantities)
            && let RowKey::Model(model, _) = key(charge.item)
            && let Some(counted) = &charge.item.usage_type.counted
        {
            let region = charge.item.region.as_deref();
            let cost = priced(&model, counted, region, &charge.sums.metered, catalog);
            side.estimate(&charge.sums.metered, cost);
        }
    }
    if let (Some(EstimateBasis::Logs), Some((uses, bills))) = (basis, logs) {
        estimate_logs(&mut rows, uses, bills);
    }
    let others = charges.others().values();
    Reconciliation {
        basis,
        rows: rows
            .into_iter()
            .map(|(key, sides)| sides.row(key))
            .collect(),
        billed,
        others: others.map(|other| other.cost.clone()).sum(),
    }
}

/// Adds what logs should cost.
fn estimate_logs(rows: &mut BTreeMap<RowKey, Sides>, uses: &[Use], bills: &[UsageBill]) {
    for (one, bill) in uses.iter().zip(bills) {
        for line in bill.bill.lines() {
            let key = RowKey::Model(one.called.model.clone(), line.meter());
            let cost = line.charge().map(|charge| charge.cost.clone());
            rows.entry(key).or_default().estimate(line.quantity(), cost);
        }
    }
}

/// What a charge is of. Inference by the token is a kind of its model, batch among it; everything
/// else keeps its name.
fn key(item: &ChargeItem) -> RowKey {
    let counted = item.usage_type.counted.as_ref();
    let is_inference =
        |counted: &&Counted| matches!(counted.offer, BilledOffer::OnDemand | BilledOffer::Batch);
    let model = match &item.model {
        BilledModel::Known(model) | BilledModel::Unknown(model) => Some(model),
        BilledModel::Unnamed => None,
    };
    match (model, counted.filter(is_inference)) {
        (Some(model), Some(counted)) if item.line_type.has_quantity() => {
            RowKey::Model(model.clone(), counted.meter)
        }
        _ => {
            let service = match item.service {
                BilledService::Bedrock => "Amazon Bedrock",
                BilledService::SageMaker => "Amazon SageMaker AI",
            };
            let text = item.usage_type.text.as_str();
            let kind = item.line_type.id();
            let parts = [text, if kind == "Usage" { "" } else { kind }];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            RowKey::Other(service, parts.join(" · "))
        }
    }
}

impl Sides {
    fn bill(&mut self, sums: &ChargeSums) {
        self.billed = std::mem::take(&mut self.billed) + &sums.cost;
        *self.billed_quantity.get_or_insert_with(Exact::zero) += &sums.metered;
        self.is_unmetered |= sums.unmetered_lines > 0;
    }

    fn estimate(&mut self, quantity: &Exact, cost: Option<Usd>) {
        *self.estimated_quantity.get_or_insert_with(Exact::zero) += quantity;
        match cost {
            Some(cost) => {
                let sum = self.estimated.take().unwrap_or_else(Usd::zero);
                self.estimated = Some(sum + &cost);
            }
            None => self.is_unpriced = true,
        }
    }

    fn row(self, key: RowKey) -> ReconciledRow {
        ReconciledRow {
            key,
            billed: self.billed,
            billed_quantity: self.billed_quantity.filter(|_| !self.is_unmetered),
            estimated: self.estimated.filter(|_| !self.is_unpriced),
            estimated_quantity: self.estimated_quantity,
        }
    }
}

/// What a quantity of a bill costs at the catalog's price. A type that does not say its scope is of
/// in-region and of geographic profiles, whichever has a price.
fn priced(
    model: &str,
    counted: &Counted,
    region: Option<&str>,
    quantity: &Exact,
    catalog: &Catalog,
) -> Option<Usd> {
    let rows = catalog.rows("bedrock", model);
    let steps = rows.iter().map(|row| row.key.variant.as_str());
    let variant = if counted.long_context {
        steps.filter(|step| step.starts_with("above-")).min()?
    } else {
        ""
    };
    let scopes: &[&str] = match counted.scope {
        Some(BilledScope::Global) => &["global"],
        Some(BilledScope::Geo) => &["geo"],
        None => &["in-region", "geo"],
    };
    scopes.iter().find_map(|scope| {
        let is_batch = counted.offer == BilledOffer::Batch;
        let query = Query {
            service: "bedrock",
            item: model,
            offer: counted.offer.id(),
            region: region?,
            scope,
            tier: if is_batch { "" } else { counted.tier.id() },
            variant,
            ..Query::default()
        };
        cost(&query, counted.meter, quantity, catalog)
    })
}

/// A quantity at a price, by the meter.
fn cost(query: &Query<'_>, meter: Meter, quantity: &Exact, catalog: &Catalog) -> Option<Usd> {
    fn of<U: Metered>(query: &Query<'_>, quantity: &Exact, catalog: &Catalog) -> Option<Usd> {
        let price = catalog.price::<U>(query).ok()?;
        Some(&Qty::<U>::new(quantity.clone()) * &price.rate)
    }
    match meter {
        Meter::InputTokens => of::<InputTokens>(query, quantity, catalog),
        Meter::OutputTokens => of::<OutputTokens>(query, quantity, catalog),
        Meter::CacheReadTokens => of::<CacheReadTokens>(query, quantity, catalog),
        Meter::CacheWrite5mTokens => of::<CacheWrite5mTokens>(query, quantity, catalog),
        Meter::CacheWrite30mTokens => of::<CacheWrite30mTokens>(query, quantity, catalog),
        Meter::CacheWrite1hTokens => of::<CacheWrite1hTokens>(query, quantity, catalog),
        _ => None,
    }
}
