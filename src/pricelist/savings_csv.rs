//! Savings plan files in CSV: a line is a rate of a plan.

use std::io::BufRead;

use super::{
    Form, PriceListError, Read,
    lines::Lines,
    savings::{Plan, PlanRate, Plans},
};
use crate::catalog::Catalog;

/// Reads the rates of plans.
///
/// # Errors
/// A file that is not in the form to its end.
pub(super) fn read(
    name: &str,
    file: impl BufRead,
    catalog: &Catalog,
) -> Result<Read, PriceListError> {
    let mut lines = Lines::of(name, file);
    let (head, header) = lines.head()?;
    let mut plans = Plans::of(catalog);
    plans.head = head;
    while let Some(cells) = lines.next()? {
        let record = header.record(&cells);
        let plan = Plan {
            sku: record.word("SKU").unwrap_or_default(),
            effective: record.word("EffectiveDate"),
            duration: record.word("LeaseContractLength"),
            duration_unit: record.word("LeaseContractLengthUnit"),
            option: record.word("PurchaseOption"),
        };
        let rate = PlanRate {
            service: record.word("DiscountedServiceCode"),
            usage_type: record.word("DiscountedUsageType"),
            region: record.word("DiscountedRegionCode"),
            code: record.word("RateCode"),
            unit: record.word("Unit"),
            price: record.word("DiscountedRate"),
            currency: record.word("Currency"),
        };
        plans.rate(&plan, &rate);
    }
    Ok(plans.finish(Form::SavingsPlanCsv))
}
