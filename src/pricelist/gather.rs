//! The entries of a file, one after the other: rows, and counts of what became none.

use std::collections::BTreeMap;

use super::{Form, Read, Reason, Unmapped};
use crate::catalog::{PriceKey, PriceRow};

/// An entry, for the list of those that became no row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry<'a> {
    pub(super) sku: &'a str,
    pub(super) usage_type: &'a str,
    pub(super) region: &'a str,
    pub(super) price: &'a str,
    pub(super) unit: &'a str,
}

impl Entry<'_> {
    /// Whether it prices tokens or hours.
    fn is_of_tokens_or_hours(&self) -> bool {
        let unit = self.unit.to_ascii_lowercase();
        let words = ["token", "hrs", "hour", "tpm"];
        let is_unit = words.iter().any(|word| unit.contains(word));
        let usage_type = self.usage_type.to_ascii_lowercase();
        is_unit || unit == "hr" || (usage_type.contains("token") && !self.price.is_empty())
    }

    fn unmapped(&self, reason: Reason) -> Unmapped {
        Unmapped {
            reason,
            sku: self.sku.to_owned(),
            usage_type: self.usage_type.to_owned(),
            region: self.region.to_owned(),
            price: format!("{} per {}", self.price, self.unit),
        }
    }
}

/// A row, and whether the file says it itself or it follows from another.
#[derive(Debug)]
struct Kept {
    row: PriceRow,
    is_own: bool,
    entry: Unmapped,
}

/// What is kept of a key.
#[derive(Debug)]
enum Held {
    Row(Box<Kept>),
    /// Two entries differ: none of them is used.
    Contradicted,
    /// Rows that follow from entries differ: only an entry of its own tells the price.
    Apart,
}

/// Gathers entries.
#[derive(Debug, Default)]
pub(super) struct Gather {
    entries: u64,
    mapped: u64,
    left_out: BTreeMap<Reason, u64>,
    unmapped: Vec<Unmapped>,
    held: BTreeMap<PriceKey, Held>,
    /// Keys in the order of the file.
    order: Vec<PriceKey>,
}

impl Gather {
    /// An entry that becomes no row.
    pub(super) fn leave(&mut self, reason: Reason, entry: Entry<'_>) {
        self.entries += 1;
        self.leave_counted(reason, 1);
        if reason != Reason::OtherService && entry.is_of_tokens_or_hours() {
            self.unmapped.push(entry.unmapped(reason));
        }
    }

    /// Entries of which nothing is known but that they are there.
    pub(super) fn leave_many(&mut self, reason: Reason, count: u64) {
        if count > 0 {
            self.entries += count;
            self.leave_counted(reason, count);
        }
    }

    fn leave_counted(&mut self, reason: Reason, count: u64) {
        *self.left_out.entry(reason).or_default() += count;
    }

    /// An entry that is `row`, and those of `beside` at the same price.
    pub(super) fn keep(&mut self, row: PriceRow, beside: Vec<PriceKey>, entry: Entry<'_>) {
        self.entries += 1;
        let others: Vec<PriceRow> = beside
            .into_iter()
            .map(|key| PriceRow { key, ..row.clone() })
            .collect();
        self.own(row, entry);
        for row in others {
            self.follow(row, entry);
        }
    }

    fn own(&mut self, row: PriceRow, entry: Entry<'_>) {
        let reason = Reason::Contradiction;
        match self.held.get_mut(&row.key) {
            None => {
                self.mapped += 1;
                self.order.push(row.key.clone());
                self.hold(row, true, entry);
            }
            // What the file says itself wins over what follows.
            Some(Held::Row(kept)) if !kept.is_own => {
                self.mapped += 1;
                self.hold(row, true, entry);
            }
            Some(Held::Apart) => {
                self.mapped += 1;
                self.hold(row, true, entry);
            }
            Some(Held::Row(kept)) if is_same(&kept.row, &row) => {
                self.leave_counted(Reason::Duplicate, 1);
            }
            Some(held) => {
                if let Held::Row(kept) = std::mem::replace(held, Held::Contradicted) {
                    self.mapped -= 1;
                    self.unmapped.push(kept.entry);
                    self.leave_counted(reason, 1);
                }
                self.unmapped.push(entry.unmapped(reason));
                self.leave_counted(reason, 1);
            }
        }
    }

    /// A row that follows from an entry which is counted elsewhere.
    fn follow(&mut self, row: PriceRow, entry: Entry<'_>) {
        let is_apart = match self.held.get(&row.key) {
            None => {
                self.order.push(row.key.clone());
                return self.hold(row, false, entry);
            }
            Some(Held::Row(kept)) => !kept.is_own && !is_same(&kept.row, &row),
            Some(_) => false,
        };
        if is_apart {
            self.held.insert(row.key, Held::Apart);
        }
    }

    fn hold(&mut self, row: PriceRow, is_own: bool, entry: Entry<'_>) {
        let key = row.key.clone();
        let entry = entry.unmapped(Reason::Contradiction);
        let kept = Kept { row, is_own, entry };
        self.held.insert(key, Held::Row(Box::new(kept)));
    }

    /// What was read.
    pub(super) fn finish(mut self, form: Form, edition: String) -> Read {
        let mut rows = Vec::new();
        for key in &self.order {
            if let Some(Held::Row(kept)) = self.held.remove(key) {
                rows.push(kept.row);
            }
        }
        Read {
            form,
            edition,
            rows,
            entries: self.entries,
            mapped: self.mapped,
            left_out: self.left_out,
            unmapped: self.unmapped,
        }
    }
}

/// Whether two rows of one key are the same price.
fn is_same(one: &PriceRow, other: &PriceRow) -> bool {
    (one.usd, one.per) == (other.usd, other.per)
}
