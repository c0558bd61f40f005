//! From checked values to the Rust types of a record's fields.

use std::collections::BTreeMap;

use super::{Choice, Distribution, Node, Number, Range, Record, Span, Table, Value};
use crate::units::{Decimal, plain_decimal};

/// A Rust type a field may have. The tree was checked: what does not fit reads as absent.
pub trait FieldType {
    /// Reads the value at a key, if there is one.
    fn read(node: Option<&Node>) -> Self;
}

/// A part of the file with the places of its keys, for what is found wrong after reading.
#[derive(Debug, Clone, Default)]
pub struct Placed<R> {
    fields: R,
    /// Where the table and its keys stand.
    pub places: Places,
}

impl<R: Record> Placed<R> {
    /// Reads a part from its checked table.
    pub fn read(table: &Table) -> Self {
        Self {
            fields: R::read(table),
            places: Places::of(table),
        }
    }
}

impl<R> std::ops::Deref for Placed<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.fields
    }
}

/// Where a table and its keys stand.
#[derive(Debug, Clone, Default)]
pub struct Places {
    table: Span,
    keys: BTreeMap<String, Span>,
}

impl Places {
    fn of(table: &Table) -> Self {
        let keys = table
            .iter()
            .map(|(key, _, node)| (key.to_owned(), node.span.clone()))
            .collect();
        Self {
            table: table.span.clone(),
            keys,
        }
    }

    /// Where the value under `key` stands, or else the table.
    pub fn of_key(&self, key: &str) -> &Span {
        self.keys.get(key).unwrap_or(&self.table)
    }

    /// Where the table stands.
    pub fn of_table(&self) -> &Span {
        &self.table
    }

    /// Whether `key` was written.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }
}

impl FieldType for Option<Number> {
    fn read(node: Option<&Node>) -> Self {
        number(node?)
    }
}

impl FieldType for Option<String> {
    fn read(node: Option<&Node>) -> Self {
        match &node?.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FieldType for Option<bool> {
    fn read(node: Option<&Node>) -> Self {
        match node?.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }
}

impl<C: Choice> FieldType for Option<C> {
    fn read(node: Option<&Node>) -> Self {
        match &node?.value {
            Value::Text(text) => C::from_word(text),
            _ => None,
        }
    }
}

impl FieldType for Vec<Number> {
    fn read(node: Option<&Node>) -> Self {
        items(node).iter().filter_map(number).collect()
    }
}

impl FieldType for Vec<String> {
    fn read(node: Option<&Node>) -> Self {
        items(node)
            .iter()
            .filter_map(|item| FieldType::read(Some(item)))
            .collect()
    }
}

fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// One part of the file: absent, or read.
#[derive(Debug, Clone, Default)]
pub struct Maybe<R>(pub Option<Placed<R>>);

/// A list of parts.
#[derive(Debug, Clone, Default)]
pub struct Many<R>(pub Vec<Placed<R>>);

/// Parts under names.
#[derive(Debug, Clone, Default)]
pub struct Named<R>(pub BTreeMap<String, Placed<R>>);

impl<R: Record> FieldType for Maybe<R> {
    fn read(node: Option<&Node>) -> Self {
        Self(node.and_then(table).map(Placed::read))
    }
}

impl<R: Record> FieldType for Many<R> {
    fn read(node: Option<&Node>) -> Self {
        Self(
            items(node)
                .iter()
                .filter_map(table)
                .map(Placed::read)
                .collect(),
        )
    }
}

impl<R: Record> FieldType for Named<R> {
    fn read(node: Option<&Node>) -> Self {
        let entries = node.and_then(table).map(|table| {
            table
                .iter()
                .filter_map(|(name, _, node)| match &node.value {
                    Value::Table(inner) => Some((name.to_owned(), Placed::read(inner))),
                    _ => None,
                })
        });
        Self(entries.into_iter().flatten().collect())
    }
}

/// Tables that are read later by what one of their words says, or left to later work.
#[derive(Debug, Clone, Default)]
pub struct Unread(pub Vec<Table>);

impl FieldType for Unread {
    fn read(node: Option<&Node>) -> Self {
        match node.map(|node| &node.value) {
            Some(Value::Table(table)) => Self(vec![table.clone()]),
            Some(Value::List(items)) => Self(items.iter().filter_map(table).cloned().collect()),
            _ => Self::default(),
        }
    }
}

/// A number, or the one word that may stand instead of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum NumberOrWord {
    /// Nothing was written.
    #[default]
    Absent,
    /// The word was written.
    Word,
    /// A number was written.
    Number(Number),
}

impl FieldType for NumberOrWord {
    fn read(node: Option<&Node>) -> Self {
        match node {
            None => Self::Absent,
            Some(node) => number(node).map_or(Self::Word, Self::Number),
        }
    }
}

fn table(node: &Node) -> Option<&Table> {
    match &node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// The number a checked node holds: plain, quoted, or a range.
pub(super) fn number(node: &Node) -> Option<Number> {
    match &node.value {
        Value::Number(text) | Value::Text(text) => plain_decimal(text).ok().map(Number::plain),
        Value::Table(table) => range(table),
        Value::Bool(_) | Value::List(_) => None,
    }
}

fn range(table: &Table) -> Option<Number> {
    let distribution = Distribution::from_word(table.text("distribution")?)?;
    let decimal = |key: &str| table.get(key).and_then(scalar);
    if distribution == Distribution::Discrete {
        let values: Vec<Decimal> = items(table.get("values"))
            .iter()
            .filter_map(scalar)
            .collect();
        let weights: Vec<Decimal> = items(table.get("weights"))
            .iter()
            .filter_map(scalar)
            .collect();
        let mut likely = None;
        for (value, weight) in values.iter().zip(&weights) {
            if likely.is_none_or(|(_, most)| *weight > most) {
                likely = Some((*value, *weight));
            }
        }
        let parameters = values
            .into_iter()
            .map(|value| ("value".to_owned(), value))
            .collect();
        let range = Range {
            distribution,
            parameters,
            weights,
        };
        return Some(Number {
            value: likely?.0,
            range: Some(range),
        });
    }
    let parameters: Vec<(String, Decimal)> = ["low", "mode", "high", "mean", "sd"]
        .into_iter()
        .filter_map(|key| decimal(key).map(|value| (key.to_owned(), value)))
        .collect();
    let middle = || Some((decimal("low")? + decimal("high")?) / Decimal::TWO);
    let value = decimal("mode")
        .or_else(|| decimal("mean"))
        .or_else(middle)?;
    Some(Number {
        value,
        range: Some(Range {
            distribution,
            parameters,
            weights: Vec::new(),
        }),
    })
}

fn scalar(node: &Node) -> Option<Decimal> {
    match &node.value {
        Value::Number(text) | Value::Text(text) => plain_decimal(text).ok(),
        _ => None,
    }
}
