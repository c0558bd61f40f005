//! Discounts on list prices, each a line of its own.

use crate::{
    bill::{Bill, Group, Label, LineItem},
    catalog::PriceSource,
    scenario::{Discount, ModelChoice, PlanEntry},
    units::{Exact, Usd},
};

/// Adds the discounts that apply to `bill`. Each is taken off what the ones before it left, so that
/// a line never falls below zero.
pub(super) fn apply(
    bill: &mut Bill,
    discounts: &[Discount],
    entry: &PlanEntry,
    model: Option<&ModelChoice>,
) {
    let mut left: Vec<Option<Usd>> = bill
        .lines()
        .iter()
        .map(|line| line.charge().map(|charge| charge.cost.clone()))
        .collect();
    for (at, discount) in discounts
        .iter()
        .enumerate()
        .filter(|(_, d)| is_for(d, entry, model))
    {
        let share = Exact::from(discount.share);
        let mut amount = Usd::zero();
        for (line, left) in bill.lines().iter().zip(&mut left) {
            let metered = discount.meter == "*" || discount.meter == line.meter().id();
            if let (true, Some(cost)) = (metered, left.as_mut()) {
                amount = amount + &*cost;
                *cost = cost.clone() - &cost.repeated(&share);
            }
        }
        if amount == Usd::zero() || share.is_zero() {
            continue;
        }
        let percent = crate::units::machine(&(&share * &Exact::from(100u64)));
        let label = Label::new(
            format!("discount-{}", at + 1),
            format!("Discount of {percent} %"),
            Group::Discount,
        );
        let source = PriceSource::scenario(format!("{}.share", discount.path));
        bill.push(LineItem::discount(label, &amount, &share, source));
    }
    bill.leave(left);
}

fn is_for(discount: &Discount, entry: &PlanEntry, model: Option<&ModelChoice>) -> bool {
    let service = match discount.service.as_str() {
        "*" => entry.mode.service() != "external",
        service => entry.mode.service() == service,
    };
    let named = |name: &Option<String>| name.as_deref() == Some(discount.model.as_str());
    let model = discount.model == "*"
        || named(&entry.model)
        || model.is_some_and(|model| named(&model.id) || named(&model.bedrock_id));
    service && model
}
