//! Negotiated prices and discounts.

use super::dollars;
use crate::{
    bill::{Bill, Group, Label, LineItem},
    catalog::PriceSource,
    plan::Notes,
    scenario::{Discount, Off},
    units::{Decimal, Exact, Usd, fixed, grouped, machine},
};

/// Takes the `at`th discount of the file off `bill`, where it is a negotiated price: the lower of it and
/// what would be paid without it is paid.
pub(super) fn negotiate(
    bill: &mut Bill,
    (at, discount): (usize, &Discount),
    is_meant: impl Fn(&LineItem) -> bool,
    notes: &mut Notes,
) {
    let Off::DownTo(usd, per) = discount.off else {
        return;
    };
    let price = Exact::from(usd).checked_div(&Exact::from(per));
    let Some(price) = price else {
        return;
    };
    let negotiated = |line: &LineItem| dollars(line.quantity() * &price);
    let mut lines = bill.lines().iter().filter(|line| is_meant(line));
    let is_dearer = lines.any(|line| {
        let left = line.charge().map(|charge| &charge.net_cost);
        left.is_some_and(|left| negotiated(line) > *left)
    });
    let taken = bill.take(|line, left| {
        if is_meant(line) {
            (left.clone() - &negotiated(line)).max(Usd::zero())
        } else {
            Usd::zero()
        }
    });
    if is_dearer {
        notes.warn(
            "negotiated-price-above-list",
            format!("{}.usd", discount.path),
            format!(
                "the negotiated price of {} is above what is paid without it: the lower one is taken",
                discount.scope.meter
            ),
        );
    }
    let usual = || {
        format!(
            "Negotiated price of {}: ${} per {}",
            discount.scope.meter,
            at_least_cents(usd),
            grouped(&Exact::from(per), 0)
        )
    };
    let name = discount.label.clone().unwrap_or_else(usual);
    let source = PriceSource::scenario(format!("{}.usd", discount.path));
    push(bill, at, name, (&taken, &Exact::one()), source);
}

/// A price as it was written, with two digits after the point or more.
fn at_least_cents(usd: Decimal) -> String {
    let usd = usd.normalize();
    match usd.scale() {
        ..2 => fixed(&Exact::from(usd), 2),
        _ => usd.to_string(),
    }
}

/// Takes the `at`th discount of the file off `bill`, where it is a share of what is left.
pub(super) fn take_share(
    bill: &mut Bill,
    (at, discount): (usize, &Discount),
    is_meant: impl Fn(&LineItem) -> bool,
) {
    let Off::Share(share) = discount.off else {
        return;
    };
    let share = Exact::from(share);
    let mut amount = Usd::zero();
    for line in bill.lines() {
        let left = line.charge().map(|charge| &charge.net_cost);
        if let Some(left) = left.filter(|_| is_meant(line)) {
            amount = amount + left;
        }
    }
    bill.take(|line, left| {
        if is_meant(line) {
            left.repeated(&share)
        } else {
            Usd::zero()
        }
    });
    let percent = machine(&(&share * &Exact::from(100u64)));
    let usual = || format!("Discount of {percent} %");
    let name = discount.label.clone().unwrap_or_else(usual);
    let source = PriceSource::scenario(format!("{}.share", discount.path));
    push(bill, at, name, (&amount, &share), source);
}

/// Adds the line of a discount that takes `share` off `amount`, unless that is nothing.
fn push(
    bill: &mut Bill,
    at: usize,
    name: String,
    (amount, share): (&Usd, &Exact),
    source: PriceSource,
) {
    if *amount == Usd::zero() || share.is_zero() {
        return;
    }
    let label = Label::new(format!("discount-{}", at + 1), name, Group::Discount);
    bill.push(LineItem::discount(label, amount, share, source));
}
