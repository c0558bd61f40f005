//! Offer files of the AWS Price List in JSON: products by SKU, and behind them terms by kind and SKU.
//! One entry of either is in memory at a time, and of each product of ours the few attributes that
//! the mapping reads.

use std::{collections::BTreeMap, fmt, io, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};

use super::{
    Form, PriceListError, Read, Reason,
    bounded::ShortTexts,
    offer::Offer,
    product::{Common, Product, Rate, Shared, Text},
};
use crate::catalog::Catalog;

/// Reads an offer file.
///
/// # Errors
/// A file that is not in the form to its end.
pub(super) fn read(
    name: &str,
    file: impl io::Read,
    catalog: &Catalog,
) -> Result<Read, PriceListError> {
    let mut reader =
        serde_json::Deserializer::from_reader(io::BufReader::new(ShortTexts::of(file)));
    let mut offer_file = OfferFile {
        offer: Offer::of(catalog),
        shared: Shared::default(),
        products: None,
    };
    let json = |error| PriceListError::json(name, &error);
    FileSeed(&mut offer_file)
        .deserialize(&mut reader)
        .map_err(json)?;
    reader.end().map_err(json)?;
    let OfferFile {
        mut offer,
        products,
        ..
    } = offer_file;
    for (sku, product) in products.unwrap_or_default() {
        offer.unpriced(&sku, &product);
    }
    Ok(offer.finish(Form::OfferJson))
}

/// A product, as the files write it.
#[derive(Deserialize)]
pub(super) struct RawProduct {
    #[serde(default)]
    pub(super) sku: Text,
    #[serde(default, rename = "productFamily")]
    family: Text,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
struct Attributes {
    #[serde(default, rename = "usagetype")]
    usage_type: Text,
    #[serde(default, rename = "regionCode")]
    region: Text,
    #[serde(default, rename = "locationType")]
    location_type: Text,
    #[serde(default, rename = "servicename")]
    service_name: Text,
    #[serde(default)]
    component: Text,
    #[serde(default, rename = "instanceType")]
    instance_type: Text,
}

impl RawProduct {
    pub(super) fn product(self, shared: &mut Shared) -> Product {
        let of = self.attributes;
        let common = Common {
            family: self.family.word(),
            region: of.region.word(),
            location_type: of.location_type.word(),
            service_name: of.service_name.word(),
            component: of.component.word(),
            instance_type: of.instance_type.word(),
        };
        shared.product(of.usage_type.word(), common)
    }
}

/// A term of a product, with its prices.
#[derive(Deserialize)]
pub(super) struct RawTerm {
    #[serde(default, rename = "effectiveDate")]
    effective: Text,
    #[serde(default, rename = "priceDimensions")]
    prices: Members<RawRate>,
}

#[derive(Deserialize)]
struct RawRate {
    #[serde(default, rename = "rateCode")]
    code: Text,
    #[serde(default)]
    unit: Text,
    #[serde(default)]
    description: Text,
    #[serde(default, rename = "beginRange")]
    begin: Text,
    #[serde(default, rename = "endRange")]
    end: Text,
    #[serde(default, rename = "pricePerUnit")]
    price: Members<Text>,
}

impl RawTerm {
    /// Its rates; one without a price where it has none.
    pub(super) fn rates(self, sku: &str) -> Vec<Rate> {
        let effective = self.effective.word();
        self.prices
            .0
            .into_iter()
            .map(|(_, raw)| {
                let mut usd = None;
                let mut is_other_currency = false;
                for (currency, price) in raw.price.0 {
                    if currency == "USD" {
                        usd = price.word();
                    } else {
                        is_other_currency = true;
                    }
                }
                Rate {
                    sku: sku.to_owned(),
                    code: raw.code.word(),
                    unit: raw.unit.word(),
                    description: raw.description.word(),
                    begin: raw.begin.word(),
                    end: raw.end.word(),
                    effective: effective.clone(),
                    usd,
                    is_other_currency,
                }
            })
            .collect()
    }
}

/// The members of a small object, in order, each as often as it is there.
pub(super) struct Members<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut members = Vec::new();
        let each = |name: String, value: T| members.push((name, value));
        Each(each, PhantomData).deserialize(from)?;
        Ok(Self(members))
    }
}

/// Gives the members of an object of any length one by one.
pub(super) struct Each<T, F>(pub(super) F, pub(super) PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnMut(String, T)> DeserializeSeed<'de> for Each<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(String, T)> Visitor<'de> for Each<T, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, value)) = map.next_entry()? {
            (self.0)(name, value);
        }
        Ok(())
    }
}

/// What is known of an offer file so far.
struct OfferFile<'a> {
    offer: Offer<'a>,
    shared: Shared,
    /// Products without a term so far, by SKU; `None` before the file has come to them.
    products: Option<BTreeMap<Box<str>, Product>>,
}

impl OfferFile<'_> {
    fn product(&mut self, sku: String, raw: RawProduct) {
        if self.offer.head.service().is_some() {
            let product = raw.product(&mut self.shared);
            let products = self.products.get_or_insert_default();
            products.insert(sku.into_boxed_str(), product);
        }
    }

    fn terms(&mut self, kind: &str, sku: &str, terms: Members<RawTerm>) {
        let products = self.products.as_mut();
        let product = products.and_then(|products| {
            if kind == "OnDemand" {
                products.remove(sku)
            } else {
                products.get(sku).cloned()
            }
        });
        let rates: Vec<Rate> = terms
            .0
            .into_iter()
            .flat_map(|(_, term)| term.rates(sku))
            .collect();
        for rate in &rates {
            self.offer.rate(kind, product.as_ref(), rate);
        }
        match &product {
            Some(product) if rates.is_empty() && kind == "OnDemand" => {
                self.offer.unpriced(sku, product);
            }
            None if rates.is_empty() => self.offer.gather.leave_many(Reason::NoProduct, 1),
            _ => {}
        }
    }
}

/// The whole file.
struct FileSeed<'a, 'b>(&'a mut OfferFile<'b>);

impl<'de> DeserializeSeed<'de> for FileSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FileSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an offer file: an object with offerCode, products and terms")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let file = self.0;
        let mut has_terms = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "offerCode" => file.offer.head.offer = map.next_value::<Text>()?.word(),
                "version" => file.offer.head.version = map.next_value::<Text>()?.word(),
                "publicationDate" => file.offer.head.published = map.next_value::<Text>()?.word(),
                "products" if has_terms => {
                    return Err(de::Error::custom(
                        "`terms` come before `products`, and what they are of is not known: AWS writes them the other way round",
                    ));
                }
                "products" => {
                    if file.offer.head.offer.is_none() {
                        let message = "`offerCode` must come before `products`: it says which service the prices are of";
                        return Err(de::Error::custom(message));
                    }
                    file.products.get_or_insert_default();
                    let each = |sku, raw| file.product(sku, raw);
                    map.next_value_seed(Each(each, PhantomData))?;
                }
                "terms" => {
                    has_terms = true;
                    map.next_value_seed(TermsSeed(file))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The terms, by kind.
struct TermsSeed<'a, 'b>(&'a mut OfferFile<'b>);

impl<'de> DeserializeSeed<'de> for TermsSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TermsSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("terms by kind, such as OnDemand")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(kind) = map.next_key::<String>()? {
            let each = |sku: String, terms| self.0.terms(&kind, &sku, terms);
            map.next_value_seed(Each(each, PhantomData))?;
        }
        Ok(())
    }
}
