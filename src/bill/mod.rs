//! What was charged. A line is true by construction: its cost is quantity x price / per.

mod line_item;

pub use line_item::{Charge, Group, Label, LineItem, id_in_year};

use crate::{
    catalog::{MissingPrice, Price},
    units::{Exact, Meter, Metered, Qty, Usd},
};

/// An ordered list of line items, and the prices that were missing.
#[derive(Debug, Clone, Default)]
pub struct Bill {
    lines: Vec<LineItem>,
    missing: Vec<MissingPrice>,
}

impl Bill {
    /// Adds a line of `quantity` at `price`, multiplied by the plan's `multiplier`; a quantity of
    /// nothing makes no line and needs no price.
    pub fn charge<U: Metered>(
        &mut self,
        label: Label,
        quantity: &Qty<U>,
        price: Result<Price<U>, MissingPrice>,
        multiplier: &Exact,
    ) {
        if quantity.is_zero() {
            return;
        }
        match price {
            Ok(price) => self.push(LineItem::priced(label, quantity, &price, multiplier)),
            Err(missing) => {
                self.push(LineItem::unpriced(label, quantity));
                self.miss(missing);
            }
        }
    }

    /// Adds a line; one with the same id and price as another makes that one longer.
    pub fn push(&mut self, line: LineItem) {
        match self.lines.iter_mut().find(|other| other.is_like(&line)) {
            Some(other) => other.lengthen(&line),
            None => self.lines.push(line),
        }
    }

    /// Says of the lines that follow units which share of them the load needs, where nothing has yet.
    pub fn need(&mut self, share: &Exact) {
        self.lines.iter_mut().for_each(|line| line.need(share));
    }

    /// The same of the lines of one meter.
    pub fn need_of(&mut self, meter: Meter, share: &Exact) {
        let lines = self.lines.iter_mut();
        let lines = lines.filter(|line| line.meter() == meter);
        lines.for_each(|line| line.need(share));
    }

    /// Takes `of` of what is left of each line's cost off it, and says how much that is in all. What is
    /// taken off belongs on a line of its own.
    pub fn take(&mut self, of: impl Fn(&LineItem, &Usd) -> Usd) -> Usd {
        let mut taken = Usd::zero();
        for line in &mut self.lines {
            let Some(left) = line.charge().map(|charge| charge.net_cost.clone()) else {
                continue;
            };
            let share = of(line, &left);
            line.leave(left - &share);
            taken = taken + &share;
        }
        taken
    }

    /// Notes a price that is missing.
    pub fn miss(&mut self, missing: MissingPrice) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// Adds another bill `count` times: equal months.
    pub fn add(&mut self, other: &Self, count: &Exact) {
        other
            .lines
            .iter()
            .for_each(|line| self.push(line.repeated(count)));
        other
            .missing
            .iter()
            .for_each(|missing| self.miss(missing.clone()));
    }

    /// The same bill, each line under the label that `label` makes of its own.
    #[must_use]
    pub fn relabelled(&self, label: impl Fn(&Label) -> Label) -> Self {
        let lines = self.lines.iter();
        Self {
            lines: lines
                .map(|line| line.labelled(label(line.label())))
                .collect(),
            missing: self.missing.clone(),
        }
    }

    /// The lines, in the order they were charged.
    pub fn lines(&self) -> &[LineItem] {
        &self.lines
    }

    /// The prices that were missing.
    pub fn missing(&self) -> &[MissingPrice] {
        &self.missing
    }

    /// The sum of all lines; `None` while a price is missing.
    pub fn total(&self) -> Option<Usd> {
        self.sum(|charge| &charge.cost)
    }

    /// What is paid for the lines of some groups, after what is taken off them; `None` while a price is
    /// missing.
    pub fn net_of(&self, is_meant: impl Fn(Group) -> bool) -> Option<Usd> {
        let lines = self.lines.iter();
        let lines = lines.filter(|line| is_meant(line.group()));
        lines
            .map(|line| line.charge().map(|charge| charge.net_cost.clone()))
            .sum()
    }

    /// The sum at list prices, before multipliers and discounts.
    pub fn list_total(&self) -> Option<Usd> {
        self.sum(|charge| &charge.list_cost)
    }

    fn sum(&self, of: impl Fn(&Charge) -> &Usd) -> Option<Usd> {
        self.lines
            .iter()
            .map(|line| line.charge().map(|charge| of(charge).clone()))
            .sum()
    }
}
