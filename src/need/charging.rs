//! Lines of a need.

use super::{Around, NeedKind, Service};
use crate::{
    bill::{Bill, Label},
    catalog::{Price, PriceSource, Query},
    schema::Number,
    units::{Exact, Metered, Qty, Rate},
};

/// KiB of a GiB.
const KIB_PER_GIB: u64 = 1_048_576;

/// A number of the file, nothing where it is absent.
pub(super) fn of<'a>(number: impl Into<Option<&'a Number>>) -> Exact {
    number.into().map_or_else(Exact::zero, Number::exact)
}

/// A number of the file, one where it is absent.
pub(super) fn or_one<'a>(number: impl Into<Option<&'a Number>>) -> Exact {
    number.into().map_or_else(Exact::one, Number::exact)
}

/// GiB of so many KiB.
pub(super) fn gib(kib: &Exact) -> Exact {
    let gib = kib.checked_div(&Exact::from(KIB_PER_GIB));
    gib.unwrap_or_else(Exact::zero)
}

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

    /// What surrounds the need.
    pub(super) fn around(&self) -> &'a Around<'a> {
        self.around
    }

    /// Hours of a month.
    pub(super) fn hours_per_month(&self) -> Exact {
        self.around.hours_per_month.clone()
    }

    /// The id of a model by any of its names; without one, that of the plan's model.
    pub(super) fn model_or_own(&self, name: Option<&str>) -> String {
        let Some(name) = name else {
            return self.around.bedrock_id.unwrap_or_default().to_owned();
        };
        let found = self.around.catalog.model(name);
        found.map_or_else(|| name.to_owned(), |model| model.id.clone())
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
        self.charge::<U>(id, name, quantity, &query);
    }

    /// A line of a model called on demand in the plan's region, at the standard tier.
    pub(super) fn on_demand<U: Metered>(
        &mut self,
        id: &str,
        name: impl Into<String>,
        quantity: Exact,
        model: &str,
    ) {
        let item = self.model_or_own(Some(model));
        let query = Query {
            service: "bedrock",
            item: &item,
            offer: "on-demand",
            region: self.around.region,
            scope: "in-region",
            tier: "standard",
            ..Query::default()
        };
        self.charge::<U>(id, name, quantity, &query);
    }

    fn charge<U: Metered>(
        &mut self,
        id: &str,
        name: impl Into<String>,
        quantity: Exact,
        query: &Query<'_>,
    ) {
        let price = self.around.catalog.price::<U>(query);
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
