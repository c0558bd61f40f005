//! A product of a price list and its rates, as far as the mapping reads them.

use std::{collections::BTreeSet, fmt, rc::Rc};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// What is sold under a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Product {
    pub(super) usage_type: Option<Box<str>>,
    /// Shared by all products of which it is the same: an offer file has few of them.
    pub(super) common: Rc<Common>,
}

/// What many products have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Common {
    pub(super) family: Option<String>,
    pub(super) region: Option<String>,
    pub(super) location_type: Option<String>,
    pub(super) service_name: Option<String>,
    pub(super) component: Option<String>,
    pub(super) instance_type: Option<String>,
}

/// Keeps one copy of what is common to products.
#[derive(Debug, Default)]
pub(super) struct Shared(BTreeSet<Rc<Common>>);

impl Shared {
    pub(super) fn product(&mut self, usage_type: Option<String>, common: Common) -> Product {
        let common = match self.0.get(&common) {
            Some(known) => Rc::clone(known),
            None => {
                let new = Rc::new(common);
                self.0.insert(Rc::clone(&new));
                new
            }
        };
        Product {
            usage_type: usage_type.map(String::into_boxed_str),
            common,
        }
    }
}

/// A price of a SKU: one dimension of one of its terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rate {
    pub(super) sku: String,
    pub(super) code: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) description: Option<String>,
    pub(super) begin: Option<String>,
    pub(super) end: Option<String>,
    pub(super) effective: Option<String>,
    /// The price in US dollars.
    pub(super) usd: Option<String>,
    /// Whether it has a price in another currency.
    pub(super) is_other_currency: bool,
}

/// A word that can stand in a cell: not empty, of one line, and not longer than any that AWS writes.
pub(super) fn word(text: String) -> Option<String> {
    const LONGEST: usize = 400;
    let is_word = !text.trim().is_empty() && text.len() <= LONGEST;
    (is_word && !text.chars().any(char::is_control)).then_some(text)
}

/// A text where there is one; anything else is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text(pub(super) Option<String>);

impl Text {
    pub(super) fn word(self) -> Option<String> {
        self.0.and_then(word)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Text, E> {
        Ok(Text(Some(text)))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}
