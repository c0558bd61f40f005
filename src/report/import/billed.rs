//! What was billed, beside what it should cost.

use serde::Serialize;

use crate::{
    analysis::{EstimateBasis, ReconciledRow, Reconciliation, RowKey},
    units::{Exact, Usd},
};

/// A bill, and an estimate beside it where that was asked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BilledReport {
    /// What the estimate is made from: `logs`, or the `quantities` of the bill; `null` without one.
    pub basis: Option<&'static str>,
    /// By model and kind; what is neither, by its name.
    pub lines: Vec<BilledLineReport>,
    /// Everything billed for Amazon Bedrock and Amazon SageMaker AI.
    pub billed_usd: Usd,
    /// What has an estimate should cost.
    pub estimated_usd: Option<Usd>,
    /// What is billed beyond the estimate, of lines that have one.
    pub residual_usd: Option<Usd>,
    /// What is billed on lines that have no estimate.
    pub unestimated_usd: Option<Usd>,
    /// What was billed for all other services.
    pub other_services_usd: Usd,
}

/// One model and kind.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BilledLineReport {
    /// The catalog's id, the name as billed, or the service.
    pub model: String,
    /// What was counted, a meter of the price files; or the usage type or kind of line.
    pub what: String,
    /// The unit of the quantities; `null` where it is no meter.
    pub unit: Option<&'static str>,
    /// How much was billed.
    pub billed_quantity: Option<Exact>,
    /// What was billed for it.
    pub billed_usd: Usd,
    /// How much there was by the estimate.
    pub estimated_quantity: Option<Exact>,
    /// What that should cost; `null` where nothing says or prices it.
    pub estimated_usd: Option<Usd>,
    /// What is billed beyond that.
    pub residual_usd: Option<Usd>,
}

impl BilledReport {
    /// The report of a bill.
    pub fn of(found: &Reconciliation) -> Self {
        let estimates = found.rows.iter().filter_map(|row| row.estimated.clone());
        let estimated: Option<Usd> = found.basis.map(|_| estimates.sum());
        let residuals = found.rows.iter().filter_map(ReconciledRow::residual);
        let residual: Option<Usd> = found.basis.map(|_| residuals.sum());
        let others = found.rows.iter().filter(|row| row.estimated.is_none());
        Self {
            basis: found.basis.map(|basis| match basis {
                EstimateBasis::Logs => "logs",
                EstimateBasis::Quantities => "quantities",
            }),
            lines: found.rows.iter().map(BilledLineReport::of).collect(),
            estimated_usd: estimated,
            residual_usd: residual,
            unestimated_usd: found.basis.map(|_| others.map(|row| &row.billed).sum()),
            billed_usd: found.billed.clone(),
            other_services_usd: found.others.clone(),
        }
    }
}

impl BilledLineReport {
    fn of(row: &ReconciledRow) -> Self {
        let (model, what, unit) = match &row.key {
            RowKey::Model(model, meter) => {
                (model.clone(), meter.id().to_owned(), Some(meter.unit()))
            }
            RowKey::Other(service, text) => ((*service).to_owned(), text.clone(), None),
        };
        Self {
            model,
            what,
            unit,
            billed_quantity: row.billed_quantity.clone().filter(|_| unit.is_some()),
            billed_usd: row.billed.clone(),
            estimated_quantity: row.estimated_quantity.clone(),
            estimated_usd: row.estimated.clone(),
            residual_usd: row.residual(),
        }
    }
}
