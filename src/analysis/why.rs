//! Why one plan costs less than another, line by line.

use super::compare::{Comparison, Ranked};
use crate::{
    bill::LineItem,
    units::{Exact, Usd},
};

/// What one plan costs less than another, and what makes the difference.
#[derive(Debug)]
pub struct Why<'c> {
    /// The plan that is asked about.
    pub plan: &'c Ranked<'c>,
    /// The plan it is held against.
    pub against: &'c Ranked<'c>,
    /// The other's total less this one's.
    pub difference: Usd,
    /// The same over the other's total.
    pub share: Option<Exact>,
    /// What the plan pays for lines that the other does not have.
    pub only_plan: Usd,
    /// What the other pays for lines that the plan does not have.
    pub only_against: Usd,
    /// The lines that differ, the largest difference first; they sum to the whole.
    pub items: Vec<LineDifference<'c>>,
}

/// Lines of the same meter on both sides, or a line that only one side has.
#[derive(Debug, Clone)]
pub struct LineDifference<'c> {
    /// The line of the plan.
    pub plan: Option<&'c LineItem>,
    /// The line of the other.
    pub against: Option<&'c LineItem>,
    /// The other's cost less this one's.
    pub difference: Usd,
    /// The part of it that is due to quantities, and the part that is due to prices, where both sides
    /// have the line: each weighed by the mean of the other, so that they sum to the difference.
    pub parts: Option<(Usd, Usd)>,
}

impl<'c> Comparison<'c> {
    /// Why the cheapest plan costs less than the baseline, or else than the next of its ranking.
    pub fn why(&'c self) -> Option<Why<'c>> {
        let plan = self.cheapest()?;
        let id = plan.result.entry.id();
        let with_id = |wanted: &str| {
            let mut plans = self.plans.iter();
            plans.find(|other| other.result.entry.id() == wanted)
        };
        let baseline = self.baseline.as_deref().filter(|baseline| *baseline != id);
        let against = match baseline {
            Some(baseline) => with_id(baseline),
            None => self
                .plans
                .iter()
                .find(|other| other.rank == Some(2) && other.apart == plan.apart),
        };
        why(plan, against?)
    }
}

/// Why `plan` costs less than `against`; `None` where one of them has no total.
fn why<'c>(plan: &'c Ranked<'c>, against: &'c Ranked<'c>) -> Option<Why<'c>> {
    let (ours, theirs) = (plan.result.total()?, against.result.total()?);
    let difference = theirs.clone() - &ours;
    let pairs = pairs(plan.result.bill.lines(), against.result.bill.lines());
    let mut items: Vec<LineDifference<'c>> = pairs.into_iter().filter_map(differ).collect();
    items.sort_by_cached_key(|item| std::cmp::Reverse(size(&item.difference)));
    let only = |of: fn(&LineDifference<'c>) -> bool| {
        let alone = items.iter().filter(|item| of(item));
        alone.map(|item| &item.difference).sum::<Usd>()
    };
    Some(Why {
        plan,
        against,
        only_plan: -only(|item| item.against.is_none()),
        only_against: only(|item| item.plan.is_none()),
        share: difference.amount().checked_div(theirs.amount()),
        difference,
        items,
    })
}

fn size(usd: &Usd) -> Usd {
    if usd.is_negative() {
        -usd.clone()
    } else {
        usd.clone()
    }
}

/// A line of each side, or of one.
type Pair<'c> = (Option<&'c LineItem>, Option<&'c LineItem>);

/// Lines of the same id and meter are paired, then of the rest those whose price is of the same row,
/// then those of the same meter, in the order of the bills.
fn pairs<'c>(ours: &'c [LineItem], theirs: &'c [LineItem]) -> Vec<Pair<'c>> {
    let mut open: Vec<Option<&'c LineItem>> = theirs.iter().map(Some).collect();
    let mut take = |is_it: &dyn Fn(&LineItem) -> bool| {
        let mut open = open.iter_mut();
        open.find(|other| other.is_some_and(is_it))?.take()
    };
    let mut paired: Vec<Pair<'c>> = Vec::new();
    for line in ours {
        let same = take(&|other| other.id() == line.id() && other.meter() == line.meter());
        paired.push((Some(line), same));
    }
    let row = |line: &LineItem| line.charge().map(|charge| charge.source.key.clone());
    for same_row in [true, false] {
        for (line, other) in &mut paired {
            if let (Some(line), None) = (*line, *other) {
                *other = take(&|other| {
                    other.meter() == line.meter() && (!same_row || row(other) == row(line))
                });
            }
        }
    }
    let rest = open.into_iter().flatten();
    paired.extend(rest.map(|other| (None, Some(other))));
    paired
}

/// What makes a pair differ; `None` where nothing does.
fn differ((plan, against): Pair<'_>) -> Option<LineDifference<'_>> {
    let cost = |line: Option<&LineItem>| {
        let charge = line.and_then(LineItem::charge);
        charge.map_or_else(Usd::zero, |charge| charge.cost.clone())
    };
    let difference = cost(against) - &cost(plan);
    let parts = plan
        .zip(against)
        .and_then(|(ours, theirs)| parts(ours, theirs));
    let quantities = parts.as_ref().map(|(quantity, _)| quantity);
    let nothing = difference == Usd::zero() && quantities.is_none_or(|usd| *usd == Usd::zero());
    (!nothing).then_some(LineDifference {
        plan,
        against,
        difference,
        parts,
    })
}

/// The part of a difference that is due to quantities, and the part that is due to prices.
fn parts(ours: &LineItem, theirs: &LineItem) -> Option<(Usd, Usd)> {
    let half = Exact::ratio(1, 2)?;
    // A line of no quantity is none, so what one costs can be told.
    let each = |line: &LineItem| line.charge()?.cost.divided_by(line.quantity());
    let (our_price, their_price) = (each(ours)?, each(theirs)?);
    let more = (theirs.quantity() - ours.quantity()) * &half;
    let both = (theirs.quantity() + ours.quantity()) * &half;
    let by_quantity = (our_price.clone() + &their_price).repeated(&more);
    let by_price = (their_price - &our_price).repeated(&both);
    Some((by_quantity, by_price))
}
