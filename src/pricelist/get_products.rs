//! Answers of `aws pricing get-products`: products as JSON in texts, or taken out of them, one after the
//! other or in a list. Each has its own terms, by offer term.

use std::{fmt, io};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    Form, PriceListError, Read,
    bounded::ShortTexts,
    offer::{Head, Offer},
    offer_json::{Members, RawProduct, RawTerm},
    product::{Shared, Text},
};
use crate::catalog::Catalog;

/// Reads an answer, or several.
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
    let mut answers = Answers {
        offer: Offer::of(catalog),
        first: None,
    };
    while reader.end().is_err() {
        AnswerSeed(&mut answers)
            .deserialize(&mut reader)
            .map_err(|error| PriceListError::json(name, &error))?;
    }
    let Answers { mut offer, first } = answers;
    offer.head = first.unwrap_or_default();
    Ok(offer.finish(Form::GetProducts))
}

struct Answers<'a> {
    offer: Offer<'a>,
    /// The edition of the first product.
    first: Option<Head>,
}

/// An answer, a list of some, a product, or the text of one.
struct AnswerSeed<'a, 'b>(&'a mut Answers<'b>);

impl<'de> DeserializeSeed<'de> for AnswerSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnswerSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a product of `aws pricing get-products`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = self.deserialize(&mut reader).and_then(|()| reader.end());
        read.map_err(|error| E::custom(format_args!("the text of a product: {error}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(AnswerSeed(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut head = Head::default();
        let mut product: Option<RawProduct> = None;
        let mut terms: Members<Members<RawTerm>> = Members::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "PriceList" => map.next_value_seed(AnswerSeed(self.0))?,
                "product" => product = Some(map.next_value()?),
                "terms" => terms = map.next_value()?,
                "serviceCode" => head.offer = map.next_value::<Text>()?.word(),
                "version" => head.version = map.next_value::<Text>()?.word(),
                "publicationDate" => head.published = map.next_value::<Text>()?.word(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if let Some(product) = product {
            self.0.product(head, product, terms);
        }
        Ok(())
    }
}

impl Answers<'_> {
    fn product(&mut self, head: Head, raw: RawProduct, terms: Members<Members<RawTerm>>) {
        self.first.get_or_insert_with(|| head.clone());
        self.offer.head = head;
        let sku = raw.sku.0.clone().unwrap_or_default();
        let product = raw.product(&mut Shared::default());
        let mut count = 0;
        for (kind, terms) in terms.0 {
            for rate in terms.0.into_iter().flat_map(|(_, term)| term.rates(&sku)) {
                self.offer.rate(&kind, Some(&product), &rate);
                count += 1;
            }
        }
        if count == 0 {
            self.offer.unpriced(&sku, &product);
        }
    }
}
