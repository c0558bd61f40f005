//! One line of a bill.

use crate::{
    catalog::{Price, PriceSource},
    units::{Exact, Follows, Meter, Metered, Qty, Usd},
};

/// What kind of cost a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Tokens, images, instance hours, seconds of inference.
    Inference,
    /// Volumes and stored models.
    Storage,
    /// Data into and out of endpoints.
    Data,
    /// Training jobs.
    Training,
    /// Licensed software on instances.
    Software,
    /// Model units, tokens per minute and dollars an hour paid for whether used or not.
    Commitment,
    /// Deciding which plan of a cascade answers.
    Router,
    /// What setting a plan up costs, once.
    OneTime,
    /// What the solution needs besides inference, by the need: `need.retrieval`, ….
    Need(&'static str),
    /// Hours that people work.
    People,
    /// A discount, what a free tier or a savings plan takes off: negative.
    Discount,
    /// What credits pay: negative.
    Credit,
}

impl Group {
    /// Whether its lines are of what the solution needs besides inference, people apart.
    pub fn is_need(self) -> bool {
        matches!(self, Self::Need(_))
    }

    /// Whether its lines take off what other lines cost.
    pub fn is_reduction(self) -> bool {
        matches!(self, Self::Discount | Self::Credit)
    }

    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inference => "inference",
            Self::Storage => "storage",
            Self::Data => "data",
            Self::Training => "training",
            Self::Software => "software",
            Self::Commitment => "commitment",
            Self::Router => "router",
            Self::OneTime => "one-time",
            Self::Need(need) => need,
            Self::People => "people",
            Self::Discount => "discount",
            Self::Credit => "credit",
        }
    }
}

/// What a line is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Unique in its bill.
    pub id: String,
    /// For people.
    pub name: String,
    /// What kind of cost.
    pub group: Group,
}

impl Label {
    /// A label; the id is also what break-even and diffs match lines by.
    pub fn new(id: impl Into<String>, name: impl Into<String>, group: Group) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            group,
        }
    }
}

/// The id of the line that `id` is in a later year, counted from 1.
pub fn id_in_year(id: &str, year: u32) -> String {
    match year {
        0 | 1 => id.to_owned(),
        later => format!("{id}-year-{later}"),
    }
}

impl Label {
    /// The label of the same line in a later year, counted from 1, at that year's prices.
    #[must_use]
    pub fn in_year(&self, year: u32) -> Self {
        let name = match year {
            0 | 1 => self.name.clone(),
            later => format!("{}, year {later}", self.name),
        };
        Self::new(id_in_year(&self.id, year), name, self.group)
    }
}

/// What a line costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Dollars for `per` units: as listed, times `factor`.
    pub unit_price: Exact,
    /// Dollars for `per` units as listed; `None` for a discount, which has no list price.
    pub list_unit_price: Option<Exact>,
    /// The plan's price multiplier, and the change of prices since today.
    pub factor: Exact,
    /// Units that `unit_price` buys.
    pub per: u32,
    /// quantity x unit price / per.
    pub cost: Usd,
    /// The same at the listed price.
    pub list_cost: Usd,
    /// What is left of the cost after the discounts on it; nothing for a discount itself.
    pub net_cost: Usd,
    /// Where the price was read.
    pub source: PriceSource,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    label: Label,
    meter: Meter,
    quantity: Exact,
    needed: Option<Exact>,
    charge: Option<Charge>,
}

/// What of a quantity requests need, as far as its meter says: all of what is paid by use, nothing of
/// what is paid whatever is used. Of what follows units the sizing knows.
fn needed(meter: Meter, quantity: &Exact) -> Option<Exact> {
    match meter.follows() {
        Follows::Use => Some(quantity.clone()),
        Follows::Nothing => Some(Exact::zero()),
        Follows::Units => None,
    }
}

impl LineItem {
    /// A line of `quantity` at `price`, the price multiplied by `multiplier`.
    pub fn priced<U: Metered>(
        label: Label,
        quantity: &Qty<U>,
        price: &Price<U>,
        multiplier: &Exact,
    ) -> Self {
        let rate = price.rate.times(multiplier);
        let cost = quantity * &rate;
        let charge = Charge {
            unit_price: rate.usd().clone(),
            list_unit_price: Some(price.rate.usd().clone()),
            factor: multiplier.clone(),
            per: rate.per(),
            net_cost: cost.clone(),
            cost,
            list_cost: quantity * &price.rate,
            source: price.source.clone(),
        };
        let quantity = quantity.amount().clone();
        Self {
            label,
            meter: U::METER,
            needed: needed(U::METER, &quantity),
            quantity,
            charge: Some(charge),
        }
    }

    /// A line whose price is missing.
    pub fn unpriced<U: Metered>(label: Label, quantity: &Qty<U>) -> Self {
        let quantity = quantity.amount().clone();
        Self {
            label,
            meter: U::METER,
            needed: needed(U::METER, &quantity),
            quantity,
            charge: None,
        }
    }

    /// A fee that stands in the place of list prices of other lines, and so has no list cost of its own.
    pub fn fee<U: Metered>(label: Label, quantity: &Qty<U>, price: &Price<U>) -> Self {
        let mut line = Self::priced(label, quantity, price, &Exact::one());
        if let Some(charge) = &mut line.charge {
            charge.list_unit_price = None;
            charge.list_cost = Usd::zero();
        }
        line
    }

    /// A discount of `share` on `amount` of other lines; its own line, its list cost nothing.
    pub fn discount(label: Label, amount: &Usd, share: &Exact, source: PriceSource) -> Self {
        let charge = Charge {
            unit_price: -share.clone(),
            list_unit_price: None,
            factor: Exact::one(),
            per: 1,
            cost: amount.repeated(&-share.clone()),
            list_cost: Usd::zero(),
            net_cost: Usd::zero(),
            source,
        };
        let quantity = amount.amount().clone();
        Self {
            label,
            meter: Meter::DiscountedUsd,
            quantity,
            needed: None,
            charge: Some(charge),
        }
    }

    /// Its id, unique in the bill.
    pub fn id(&self) -> &str {
        &self.label.id
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.label.name
    }

    /// Its kind.
    pub fn group(&self) -> Group {
        self.label.group
    }

    /// What was counted.
    pub fn meter(&self) -> Meter {
        self.meter
    }

    /// How much of it.
    pub fn quantity(&self) -> &Exact {
        &self.quantity
    }

    /// The part of the quantity that the requests need: all of what is paid by use, of what follows
    /// units as many as the load takes before ceilings, bounds and lag, nothing of what is paid
    /// whatever is used. More than the quantity where fewer units run than are needed; nothing where
    /// it is not known.
    pub fn needed(&self) -> Exact {
        self.needed.clone().unwrap_or_else(Exact::zero)
    }

    /// Says the needed share of a line that follows units, if nothing has yet.
    pub(super) fn need(&mut self, share: &Exact) {
        if self.meter.follows() == Follows::Units && self.needed.is_none() {
            self.needed = Some(&self.quantity * share);
        }
    }

    /// Says what is left of its cost after discounts.
    pub(super) fn leave(&mut self, left: Usd) {
        if let Some(charge) = &mut self.charge {
            charge.net_cost = left;
        }
    }

    /// What it costs; `None` while its price is missing.
    pub fn charge(&self) -> Option<&Charge> {
        self.charge.as_ref()
    }

    /// Whether two lines are the same thing at the same price.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let price = |line: &Self| line.charge.as_ref().map(|c| (c.unit_price.clone(), c.per));
        self.label == other.label && self.meter == other.meter && price(self) == price(other)
    }

    /// Adds the quantity of a line at the same price: costs are linear, so both add up.
    pub(super) fn lengthen(&mut self, other: &Self) {
        self.quantity += &other.quantity;
        self.needed = match (self.needed.take(), &other.needed) {
            (Some(ours), Some(theirs)) => Some(ours + theirs),
            (ours, theirs) => ours.or_else(|| theirs.clone()),
        };
        if let (Some(charge), Some(more)) = (&mut self.charge, &other.charge) {
            charge.cost = charge.cost.clone() + &more.cost;
            charge.list_cost = charge.list_cost.clone() + &more.list_cost;
            charge.net_cost = charge.net_cost.clone() + &more.net_cost;
        }
    }

    /// The same line under another label.
    pub(super) fn labelled(&self, label: Label) -> Self {
        Self {
            label,
            ..self.clone()
        }
    }

    /// Its label.
    pub(super) fn label(&self) -> &Label {
        &self.label
    }

    /// The line `count` times.
    pub(super) fn repeated(&self, count: &Exact) -> Self {
        let mut line = self.clone();
        line.quantity = &line.quantity * count;
        line.needed = line.needed.map(|needed| needed * count);
        if let Some(charge) = &mut line.charge {
            charge.cost = charge.cost.repeated(count);
            charge.list_cost = charge.list_cost.repeated(count);
            charge.net_cost = charge.net_cost.repeated(count);
        }
        line
    }
}
