//! Offer files of the AWS Price List in CSV: a line is a product with one of its prices.

use std::io::BufRead;

use super::{
    Form, PriceListError, Read,
    lines::{Lines, Record},
    offer::Offer,
    product::{Common, Product, Rate, Shared},
};
use crate::catalog::Catalog;

/// Reads an offer file.
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
    let mut offer = Offer::of(catalog);
    offer.head = head;
    let mut shared = Shared::default();
    while let Some(cells) = lines.next()? {
        let record = header.record(&cells);
        let product = product(&record, &mut shared);
        let term = record.word("TermType").unwrap_or_default();
        offer.rate(&term, Some(&product), &rate(&record));
    }
    Ok(offer.finish(Form::OfferCsv))
}

fn product(record: &Record<'_>, shared: &mut Shared) -> Product {
    let common = Common {
        family: record.word("Product Family"),
        region: record.word("Region Code"),
        location_type: record.word("Location Type"),
        service_name: record.word("serviceName"),
        component: record.word("Component"),
        instance_type: record.word("Instance Type"),
    };
    shared.product(record.word("usageType"), common)
}

fn rate(record: &Record<'_>) -> Rate {
    let currency = record.word("Currency");
    let is_usd = currency.as_deref() == Some("USD");
    Rate {
        sku: record.word("SKU").unwrap_or_default(),
        code: record.word("RateCode"),
        unit: record.word("Unit"),
        description: record.word("PriceDescription"),
        begin: record.word("StartingRange"),
        end: record.word("EndingRange"),
        effective: record.word("EffectiveDate"),
        usd: record.word("PricePerUnit").filter(|_| is_usd),
        is_other_currency: currency.is_some() && !is_usd,
    }
}
