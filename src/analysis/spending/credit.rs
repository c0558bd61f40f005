//! Credits: used up in month order, never below zero.

use super::dollars;
use crate::{
    bill::{Bill, Group, Label, LineItem},
    catalog::PriceSource,
    scenario::Credit,
    units::{Exact, Usd},
};

/// What is left of credits as the months go by.
pub(in crate::analysis) struct Spent<'a> {
    credits: &'a [Credit],
    left: Vec<Usd>,
    month: u32,
}

impl<'a> Spent<'a> {
    /// Nothing is spent yet.
    pub(in crate::analysis) fn none(credits: &'a [Credit]) -> Self {
        let all = credits
            .iter()
            .map(|credit| dollars(Exact::from(credit.usd)));
        Self {
            credits,
            left: all.collect(),
            month: 0,
        }
    }

    /// Pays what credits can of the next month's bill; `is_for` says whether one pays for a line.
    pub(in crate::analysis) fn pay(
        &mut self,
        bill: &mut Bill,
        is_for: impl Fn(&Credit, &LineItem) -> bool,
    ) {
        self.month += 1;
        let is_priced = bill.total().is_some();
        for (at, (credit, left)) in self.credits.iter().zip(&mut self.left).enumerate() {
            let expired = credit.months.is_some_and(|months| self.month > months);
            if expired || !is_priced || *left == Usd::zero() {
                continue;
            }
            let lines = bill.lines().iter().filter(|line| is_for(credit, line));
            let open: Usd = lines
                .filter_map(|line| line.charge().map(|charge| &charge.net_cost))
                .sum();
            let paid = open.clone().min(left.clone());
            let Some(share) = paid.amount().checked_div(open.amount()) else {
                continue;
            };
            *left = left.clone() - &paid;
            bill.take(|line, left| {
                if is_for(credit, line) {
                    left.repeated(&share)
                } else {
                    Usd::zero()
                }
            });
            let name = credit.label.clone();
            let name = name.unwrap_or_else(|| format!("Credit {}", at + 1));
            let label = Label::new(format!("credit-{}", at + 1), name, Group::Credit);
            let source = PriceSource::scenario(format!("{}.usd", credit.path));
            bill.push(LineItem::discount(label, &paid, &Exact::one(), source));
        }
    }
}
