//! Products and their rates, whatever the file has them in.

use jiff::civil::Date;

use super::{
    Form, Read, Reason,
    gather::{Entry, Gather},
    place::Places,
    price,
    product::{Product, Rate},
};
use crate::{
    catalog::{Catalog, Confidence, Origin, PriceKey, PriceRow},
    usage::charges::BilledService,
};

/// Which edition of which offer a file is.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) offer: Option<String>,
    pub(super) version: Option<String>,
    pub(super) published: Option<String>,
}

impl Head {
    /// `AmazonSageMaker 20261005212151`.
    pub(super) fn edition(&self) -> String {
        let parts = [self.offer.as_deref(), self.version.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn date(&self) -> Option<Date> {
        self.published.as_deref().and_then(price::day)
    }

    /// The service whose prices the offer has, if they are ours.
    pub(super) fn service(&self) -> Option<BilledService> {
        self.offer.as_deref().and_then(BilledService::named)
    }
}

/// Gathers the prices of an offer.
pub(super) struct Offer<'a> {
    places: Places<'a>,
    pub(super) head: Head,
    pub(super) gather: Gather,
}

impl<'a> Offer<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        Self {
            places: Places::of(catalog),
            head: Head::default(),
            gather: Gather::default(),
        }
    }

    /// A rate of a product, under a kind of term.
    pub(super) fn rate(&mut self, term: &str, product: Option<&Product>, rate: &Rate) {
        let entry = entry(product, rate);
        let service = self.head.service();
        let Some(product) = product.filter(|_| service.is_some()) else {
            let reason = if service.is_some() {
                Reason::NoProduct
            } else {
                Reason::OtherService
            };
            return self.gather.leave(reason, entry);
        };
        if term != "OnDemand" {
            return self.gather.leave(Reason::OtherTerm, entry);
        }
        let placed = self.places.place(product, service);
        let found = placed.and_then(|placed| {
            let listed = price::listed(rate, placed.key.meter, self.head.date())?;
            Ok((placed, listed))
        });
        match found {
            Err(reason) => self.gather.leave(reason, entry),
            Ok((placed, listed)) => {
                let beside = placed.geographies.into_iter().map(|region| PriceKey {
                    region,
                    scope: "geo".to_owned(),
                    ..placed.key.clone()
                });
                let beside = beside.collect();
                let row = row(placed.key, listed, &self.head, rate, entry.usage_type);
                self.gather.keep(row, beside, entry);
            }
        }
    }

    /// A product that has no price.
    pub(super) fn unpriced(&mut self, sku: &str, product: &Product) {
        let rate = Rate {
            sku: sku.to_owned(),
            ..Rate::default()
        };
        self.gather
            .leave(Reason::NoPrice, entry(Some(product), &rate));
    }

    pub(super) fn finish(self, form: Form) -> Read {
        self.gather.finish(form, self.head.edition())
    }
}

fn entry<'a>(product: Option<&'a Product>, rate: &'a Rate) -> Entry<'a> {
    let region = product.and_then(|product| product.common.region.as_deref());
    let usage_type = product.and_then(|product| product.usage_type.as_deref());
    Entry {
        sku: &rate.sku,
        usage_type: usage_type.unwrap_or_default(),
        region: region.unwrap_or_default(),
        price: rate.usd.as_deref().unwrap_or_default(),
        unit: rate.unit.as_deref().unwrap_or_default(),
    }
}

/// A row that says which rate it was read from.
pub(super) fn row(
    key: PriceKey,
    listed: price::Listed,
    head: &Head,
    rate: &Rate,
    usage_type: &str,
) -> PriceRow {
    let code = rate.code.as_deref().unwrap_or_default();
    PriceRow {
        key,
        usd: listed.usd,
        per: listed.per,
        // The list's own date is that of its edition, as a rule the first of the month, not that of
        // the price.
        effective_from: None,
        checked_on: head.date(),
        source: format!("{} SKU {} rate {code}", head.edition(), rate.sku),
        confidence: Some(Confidence::Medium),
        note: usage_type.to_owned(),
        origin: Origin::Overlay,
    }
}
