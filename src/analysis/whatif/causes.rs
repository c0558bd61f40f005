//! Why a plan costs more or less than before: the difference of two bills, split into causes.
//!
//! A line's quantity is q = n + s: n what the requests need, s the rest (what stands idle, fixed fees).
//! With R requests and v = n / R, what each request takes, and p the price after discounts:
//!
//! | cause | of each line |
//! |---|---|
//! | volume | mean p × mean v × change of R |
//! | mix | mean p × mean R × change of v |
//! | steps | mean p × change of s |
//! | price | mean q × change of p |
//!
//! Means are of before and after, so the four add up to the difference exactly, and the way back is
//! the negative of the way there. A line on one side only kept its price.

use super::super::evaluate::Evaluated;
use crate::{
    bill::{Bill, Group},
    units::{Exact, Meter, Usd},
};

/// The parts of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Causes {
    /// More or fewer requests.
    pub volume: Usd,
    /// Requests that need more or less each: longer prompts, slower units, failed answers.
    pub mix: Usd,
    /// Other prices, multipliers and discounts.
    pub price: Usd,
    /// What is paid beyond what requests need: whole units, minimums, idle hours, fees.
    pub steps: Usd,
}

/// A line of a bill before or after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSide {
    /// How much was counted.
    pub quantity: Exact,
    /// What of it the requests need.
    pub needed: Exact,
    /// What it costs after discounts.
    pub net_cost: Usd,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// Its id in both bills.
    pub id: String,
    /// For people.
    pub name: String,
    /// What kind of cost.
    pub group: Group,
    /// What is counted.
    pub meter: Meter,
    /// The line before, if there was one.
    pub before: Option<LineSide>,
    /// The line after, if there still is one.
    pub after: Option<LineSide>,
    /// The parts of its difference.
    pub causes: Causes,
}

impl Causes {
    /// No difference.
    pub fn none() -> Self {
        Self {
            volume: Usd::zero(),
            mix: Usd::zero(),
            price: Usd::zero(),
            steps: Usd::zero(),
        }
    }

    /// The whole difference.
    pub fn total(&self) -> Usd {
        self.volume.clone() + &self.mix + &self.price + &self.steps
    }

    fn add(self, other: &Self) -> Self {
        Self {
            volume: self.volume + &other.volume,
            mix: self.mix + &other.mix,
            price: self.price + &other.price,
            steps: self.steps + &other.steps,
        }
    }

    /// The sum of the causes of lines.
    pub fn of(lines: &[LineChange]) -> Self {
        let causes = lines.iter().map(|line| &line.causes);
        causes.fold(Self::none(), Self::add)
    }
}

impl LineChange {
    /// What the line costs more after than before.
    pub fn difference(&self) -> Usd {
        let net = |side: &Option<LineSide>| {
            let cost = side.as_ref().map(|side| side.net_cost.clone());
            cost.unwrap_or_else(Usd::zero)
        };
        net(&self.after) - &net(&self.before)
    }
}

/// What became of each line of a plan that is ok before and after: lines of the bill before in its
/// order, then those that are new.
pub(super) fn changes(before: &Evaluated<'_>, after: &Evaluated<'_>) -> Vec<LineChange> {
    let mut lines: Vec<LineChange> = Vec::new();
    gather(&mut lines, &before.bill, |line| &mut line.before);
    gather(&mut lines, &after.bill, |line| &mut line.after);
    let requests = (&before.requests, &after.requests);
    for line in &mut lines {
        line.causes = split(line.before.as_ref(), line.after.as_ref(), requests);
    }
    lines
}

/// Adds the lines of a bill to the side it is; lines of one id and meter, as of months with different
/// prices, are one.
fn gather(
    lines: &mut Vec<LineChange>,
    bill: &Bill,
    side: impl Fn(&mut LineChange) -> &mut Option<LineSide>,
) {
    // What a discount takes off is in the net cost of the lines it is on.
    let charged = bill.lines().iter();
    let charged = charged.filter(|line| !line.group().is_reduction());
    for line in charged {
        let Some(charge) = line.charge() else {
            continue;
        };
        let here = |known: &LineChange| known.id == line.id() && known.meter == line.meter();
        let place = lines.iter().position(here).unwrap_or_else(|| {
            lines.push(LineChange {
                id: line.id().to_owned(),
                name: line.name().to_owned(),
                group: line.group(),
                meter: line.meter(),
                before: None,
                after: None,
                causes: Causes::none(),
            });
            lines.len() - 1
        });
        let Some(known) = lines.get_mut(place) else {
            continue;
        };
        let known = side(known).get_or_insert_with(|| LineSide {
            quantity: Exact::zero(),
            needed: Exact::zero(),
            net_cost: Usd::zero(),
        });
        known.quantity += line.quantity();
        known.needed += &line.needed();
        known.net_cost = known.net_cost.clone() + &charge.net_cost;
    }
}

/// A side of a line as the split sees it.
struct Parts {
    /// Quantity.
    q: Exact,
    /// What each request takes of it.
    v: Option<Exact>,
    /// What is not needed by requests.
    s: Exact,
    /// Dollars for one.
    p: Option<Usd>,
}

impl Parts {
    fn of(side: Option<&LineSide>, requests: &Exact) -> Self {
        let zero = Exact::zero;
        let Some(side) = side else {
            return Self {
                q: zero(),
                v: (!requests.is_zero()).then(zero),
                s: zero(),
                p: None,
            };
        };
        let v = side.needed.checked_div(requests);
        let n = v.as_ref().map_or_else(zero, |_| side.needed.clone());
        Self {
            s: &side.quantity - &n,
            v,
            p: side.net_cost.divided_by(&side.quantity),
            q: side.quantity.clone(),
        }
    }
}

fn split(
    before: Option<&LineSide>,
    after: Option<&LineSide>,
    (requests_before, requests_after): (&Exact, &Exact),
) -> Causes {
    let (a, b) = (
        Parts::of(before, requests_before),
        Parts::of(after, requests_after),
    );
    let half = Exact::ratio(1, 2).unwrap_or_else(Exact::one);
    let mean = |one: &Exact, other: &Exact| (one + other) * &half;
    // What is not known on one side is what it is on the other.
    let known = |own: &Option<Usd>, other: &Option<Usd>| {
        let price = own.clone().or_else(|| other.clone());
        price.unwrap_or_else(Usd::zero)
    };
    let (p_a, p_b) = (known(&a.p, &b.p), known(&b.p, &a.p));
    let takes = |own: &Option<Exact>, other: &Option<Exact>| {
        let takes = own.clone().or_else(|| other.clone());
        takes.unwrap_or_else(Exact::zero)
    };
    let (v_a, v_b) = (takes(&a.v, &b.v), takes(&b.v, &a.v));
    let price = (p_a.clone() + &p_b).repeated(&half);
    let volume = mean(&v_a, &v_b) * (requests_after - requests_before);
    let mix = mean(requests_before, requests_after) * (&v_b - &v_a);
    Causes {
        volume: price.repeated(&volume),
        mix: price.repeated(&mix),
        steps: price.repeated(&(&b.s - &a.s)),
        price: (p_b - &p_a).repeated(&mean(&a.q, &b.q)),
    }
}
