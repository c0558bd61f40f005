//! Lines of a need.

use super::{Around, NeedKind, Service};
use crate::{
    bill::{Bill, Label},
    catalog::{Price, PriceSource, Query},
    schema::Number,
    units::{Exact, Metered, Qty, Rate},
};

/// The bill of one need of one plan, to be added to.
#[derive(Debug)]
pub(super) struct Charging<'a> {
    /// What surrounds it.
    around: &'a Around<'a>,
    kind: NeedKind,
    bill: &'a mut Bill,
}

impl<'a> Charging<'a> {
    pub(super) fn new(around: &'a Around<'a>, kind: NeedKind, bill: &'a mut Bill) -> Self {
        Self { around, kind, bill }
    }

    /// Where the plan runs.
    pub(super) fn service(&self) -> Service {
        self.around.service
    }

    /// The path of a field of the need.
    pub(super) fn field(&self, name: &str) -> String {
        format!("needs.{}.{name}", self.kind.id())
    }

    /// A line at the price that the catalog has in the plan's region; without one it is unpriced and names
    /// the row. What is free has a row too, and a line of nothing.
    pub(super) fn listed<U: Metered>(
        &mut self,
        id: &str,
        name: impl Into<String>,
        quantity: Exact,
        (service, item, offer, variant): (&str, &str, &str, &str),
    ) {
        let query = Query {
            service,
            item,
            offer,
            region: self.around.region,
            variant,
            ..Query::default()
        };
        let price = self.around.catalog.price::<U>(&query);
        let label = self.label(id, name);
        let quantity = Qty::<U>::new(quantity);
        self.bill
            .charge(label, &quantity, price, self.around.price_factor);
    }

    /// A line at a price of the scenario's own, in the need's `field`.
    pub(super) fn own<U: Metered>(
        &mut self,
        id: &str,
        name: impl Into<String>,
        quantity: Exact,
        (field, usd, per): (&str, &Number, u32),
    ) {
        let Some(rate) = Rate::new(usd.value, per) else {
            return;
        };
        let price = Price {
            rate,
            source: PriceSource::scenario(self.field(field)),
        };
        let label = self.label(id, name);
        let quantity = Qty::<U>::new(quantity);
        self.bill
            .charge(label, &quantity, Ok(price), self.around.price_factor);
    }

    fn label(&self, id: &str, name: impl Into<String>) -> Label {
        let id = format!("{}-{id}", self.kind.id());
        Label::new(id, name, self.kind.group())
    }
}
