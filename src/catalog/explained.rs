//! Differences that are known, and why they are none of ours to mend.

use super::{EXPLAINED, PriceKey, table};
use crate::units::{Decimal, plain_decimal};

/// A row of the table of explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The check, or the form of the price file, it is about.
    pub rule: String,
    /// The path of the prices it explains, as line items name them; `*` stands for any characters.
    pub pattern: String,
    /// The other figure, for as many units as our price; without one, any.
    pub other: Option<Decimal>,
    /// Why the two differ.
    pub why: String,
    /// A key of the sources table.
    pub source: String,
}

impl Explanation {
    /// What tells it from the others.
    pub fn key(&self) -> (String, String, Option<Decimal>) {
        (self.rule.clone(), self.pattern.clone(), self.other)
    }

    /// Whether its pattern fits a price.
    pub fn fits(&self, key: &PriceKey) -> bool {
        let path = key.path();
        let mut parts = self.pattern.split('*');
        let Some(mut rest) = parts.next().and_then(|start| path.strip_prefix(start)) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some((_, after)) = rest.split_once(part) else {
                return false;
            };
            rest = after;
        }
        false
    }
}

/// The table, in its order; damaged rows are left to the load checks.
pub(super) fn all() -> Vec<Explanation> {
    table::records(table::body(EXPLAINED.text))
        .filter_map(|record| read(&record))
        .collect()
}

/// A row; `None` if its figure is none, or it explains nothing.
pub(super) fn read(record: &csv::StringRecord) -> Option<Explanation> {
    let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
    let other = field(2);
    let other = match other.as_str() {
        "" => None,
        text => Some(plain_decimal(text).ok()?),
    };
    let read = Explanation {
        rule: field(0),
        pattern: field(1),
        other,
        why: field(3),
        source: field(4),
    };
    let is_whole = !read.rule.is_empty() && !read.pattern.is_empty() && !read.why.is_empty();
    is_whole.then_some(read)
}
