//! A product of a price list and its rates, as far as the mapping reads them.

use std::{collections::BTreeSet, rc::Rc};

use serde::{Deserialize, Deserializer, de::IgnoredAny};

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
        let known = self.0.get(&common).map(Rc::clone);
        let common = known.unwrap_or_else(|| {
            let new = Rc::new(common);
            self.0.insert(Rc::clone(&new));
            new
        });
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

/// What a member may be.
#[derive(Deserialize)]
#[serde(untagged)]
enum Any {
    Text(String),
    Else(IgnoredAny),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Any::deserialize(from).map(|any| match any {
            Any::Text(text) => Self(Some(text)),
            Any::Else(_) => Self(None),
        })
    }
}
