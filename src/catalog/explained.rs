//! Differences that are known, and why they are none of ours to mend.

use super::{EXPLAINED, PriceKey, table};
use crate::units::{Decimal, Exact, plain_decimal};

/// A row of the table of explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The check, or the form of the price file, it is about.
    pub rule: String,
    /// The path of the prices it explains, as line items name them; `*` stands for any characters.
    pub pattern: String,
    /// The other figure; without one, any.
    pub other: Option<OtherFigure>,
    /// Why the two differ.
    pub why: String,
    /// A key of the sources table.
    pub source: String,
}

/// The figure that a price differs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherFigure {
    /// Dollars for as many units as our price buys.
    Usd(Decimal),
    /// So many times our price: a numerator and a denominator.
    Times(u32, u32),
}

impl OtherFigure {
    /// A plain decimal, or `x11/10`.
    fn read(text: &str) -> Option<Self> {
        let Some(times) = text.strip_prefix('x') else {
            return plain_decimal(text).ok().map(Self::Usd);
        };
        let (numerator, denominator) = times.split_once('/')?;
        let whole = |text: &str| text.parse().ok().filter(|count| *count > 0);
        Some(Self::Times(whole(numerator)?, whole(denominator)?))
    }

    /// Whether it is `other`, where our price is `ours`.
    pub fn is(self, other: &Exact, ours: Option<&Exact>) -> bool {
        match self {
            Self::Usd(usd) => Exact::from(usd) == *other,
            Self::Times(numerator, denominator) => ours.is_some_and(|ours| {
                ours * &Exact::from(numerator) == other * &Exact::from(denominator)
            }),
        }
    }
}

impl Explanation {
    /// What tells it from the others.
    pub fn key(&self) -> (String, String, Option<OtherFigure>) {
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
        text => Some(OtherFigure::read(text)?),
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
