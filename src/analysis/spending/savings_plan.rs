//! A savings plan of Amazon SageMaker AI: dollars committed for every hour, used or not.
//!
//! Source: the developer guide (savings plans) and the facts `savings-plan` of the catalog. In each hour
//! the instances it covers are paid at its own rates up to the commitment, the rest at the usual price;
//! what an hour leaves of the commitment is lost.

use std::cmp::Ordering;

use crate::{
    bill::{Bill, Group, Label, LineItem},
    capacity::{AtOnce, Rule, Sizing},
    catalog::{Catalog, Price, PriceSource, Query},
    plan::{Notes, Setting},
    scenario::{PlanEntry, SavingsPlan, Scenario},
    units::{CommitmentHours, Exact, InstanceHours, Qty, Rate, Usd, significant},
};

/// The line that it covers.
const COVERED: &str = "instance-hours";
/// The field of the commitment.
const COMMITMENT: &str = "savings_plan.commitment_usd_per_hour";

/// How the savings plan stands to a plan.
pub(in crate::analysis) enum Standing<'a> {
    /// It has nothing to do with it: there is none, or nobody would buy it for this.
    Apart,
    /// It covers nothing of it and is paid all the same, as it is owned.
    Unused(&'a SavingsPlan),
    /// It covers its instance-hours.
    Covers(&'a SavingsPlan, Box<RateFrom>),
}

/// Where its rate of an instance type comes from.
#[derive(Debug, Clone)]
pub(in crate::analysis) enum RateFrom {
    /// A price row.
    Row(Price<InstanceHours>),
    /// A share off the list price, under that word.
    Share(Exact, String),
}

impl RateFrom {
    /// The rate of a plan's instance, where it is known.
    fn of(plan: &SavingsPlan, entry: &PlanEntry, offer: &str, catalog: &Catalog) -> Option<Self> {
        let instance = entry.plan.instance()?;
        let variant = format!("{offer}/{}", plan.payment);
        let query = Query {
            service: "sagemaker",
            item: instance,
            offer: "savings-plan",
            region: &entry.region,
            term: plan.term(),
            variant: &variant,
            ..Query::default()
        };
        if let Ok(price) = catalog.price::<InstanceHours>(&query) {
            return Some(Self::Row(price));
        }
        let (word, share) = plan.discount_of(instance)?;
        Some(Self::Share(Exact::from(share), word.to_owned()))
    }

    /// Dollars for an instance-hour whose list price is `list`, and where they were read.
    fn usd(&self, list: &Exact, factor: &Exact) -> (Exact, PriceSource) {
        match self {
            Self::Row(price) => (price.rate.usd() * factor, price.source.clone()),
            Self::Share(share, word) => {
                let field = format!("savings_plan.discount.\"{word}\"");
                let left = Exact::one() - share;
                (list * &left * factor, PriceSource::scenario(field))
            }
        }
    }
}

impl<'a> Standing<'a> {
    /// How the scenario's savings plan stands to a plan.
    pub(super) fn of(scenario: &'a Scenario, entry: &PlanEntry, catalog: &Catalog) -> Self {
        let Some(plan) = &scenario.spending.savings_plan else {
            return Self::Apart;
        };
        let offer = entry.plan.instance_offer();
        let offer = offer.filter(|offer| plan.covers.iter().any(|covered| covered == offer));
        let rate = offer.and_then(|offer| RateFrom::of(plan, entry, offer, catalog));
        match rate {
            Some(rate) => Self::Covers(plan, Box::new(rate)),
            None if plan.owned => Self::Unused(plan),
            None => Self::Apart,
        }
    }

    /// Whether it covers something of the plan.
    pub(in crate::analysis) fn covers(&self) -> bool {
        matches!(self, Self::Covers(..))
    }

    /// Months of its term, where the plan bears it.
    pub(in crate::analysis) fn term_months(&self) -> Option<u32> {
        match self {
            Self::Apart => None,
            Self::Unused(plan) | Self::Covers(plan, _) => Some(plan.years * 12),
        }
    }

    /// Whether the bill goes on following the volume as the sizing says: a commitment that nothing uses is
    /// a fee like any other.
    pub(super) fn keeps_shapes(&self) -> bool {
        !self.covers()
    }

    /// Says why it leaves a plan alone that it could be thought to cover.
    pub(in crate::analysis) fn explain(
        &self,
        scenario: &Scenario,
        entry: &PlanEntry,
        notes: &mut Notes,
    ) {
        let Some(plan) = &scenario.spending.savings_plan else {
            return;
        };
        let (Some(instance), false) = (entry.plan.instance(), self.covers()) else {
            return;
        };
        let offer = entry.plan.instance_offer();
        let is_meant = offer.is_some_and(|offer| plan.covers.iter().any(|named| named == offer));
        notes.assume(if is_meant {
            format!(
                "The savings plan covers no {instance} in {}: neither a price row nor savings_plan.discount says its rate.",
                entry.region
            )
        } else {
            format!("The savings plan covers nothing of {} (savings_plan.covers).", entry.mode.id())
        });
    }

    /// Covers what it can of a month's bill, of which `free` instance-hours are free, and charges the
    /// commitment.
    pub(super) fn apply(
        &self,
        (bill, sizing): (&mut Bill, Option<&Sizing>),
        setting: &Setting<'_>,
        free: &Exact,
        notes: &mut Notes,
    ) {
        let (plan, used) = match self {
            Self::Apart => return,
            Self::Unused(plan) => (plan, Exact::zero()),
            Self::Covers(plan, rate) => {
                let month = Month { plan, rate, free };
                let used = month.cover(bill, sizing, setting, notes);
                (plan, used.unwrap_or_else(Exact::zero))
            }
        };
        let unused = &setting.hours_per_month - &used;
        let lines = [
            ("savings-plan-used", "Savings plan, used", used),
            (
                "savings-plan-unused",
                "Savings plan, unused and lost",
                unused,
            ),
        ];
        for (id, name, hours) in lines {
            let rate = Rate::<CommitmentHours>::new(plan.usd_per_hour, 1);
            if let Some(rate) = rate.filter(|_| hours.is_positive()) {
                let price = Price {
                    rate,
                    source: PriceSource::scenario(COMMITMENT),
                };
                let label = Label::new(id, name, Group::Commitment);
                bill.push(LineItem::fee(label, &Qty::new(hours), &price));
            }
        }
    }
}

/// What covers a month.
struct Month<'m> {
    plan: &'m SavingsPlan,
    rate: &'m RateFrom,
    free: &'m Exact,
}

impl Month<'_> {
    /// Covers instance-hours, and says how many hours of the commitment that uses; nothing where there
    /// is nothing to cover.
    fn cover(
        &self,
        bill: &mut Bill,
        sizing: Option<&Sizing>,
        setting: &Setting<'_>,
        notes: &mut Notes,
    ) -> Option<Exact> {
        let sizing = sizing?;
        let line = bill.lines().iter().find(|line| line.id() == COVERED)?;
        let charge = line.charge()?;
        let list = charge.list_unit_price.clone()?;
        let (rate, source) = self.rate.usd(&list, &charge.factor);
        let all = line.quantity().clone();
        let to_pay = &all - self.free;
        let usual = charge.net_cost.amount().checked_div(&to_pay)?;
        if rate.cmp(&usual) != Ordering::Less || !rate.is_positive() {
            if !usual.is_zero() {
                notes.warn(
                    "savings-plan-dearer",
                    COMMITMENT,
                    "the savings plan's rate is not below what is paid without it: nothing is covered",
                );
            }
            return None;
        }
        // What is free is free in equal parts of all hours.
        let charged = to_pay.checked_div(&all)?;
        let mut running = sizing.at_once(&all, &setting.hours_per_month);
        for part in &mut running {
            part.hours = &part.hours * &charged;
        }
        let committed = Exact::from(self.plan.usd_per_hour);
        let (covered, used) = covered(&running, &rate, &committed)?;
        assume(sizing, notes);
        let share = covered.checked_div(&to_pay)?;
        let taken = bill.take(|line, left| {
            if line.id() == COVERED {
                left.repeated(&share)
            } else {
                Usd::zero()
            }
        });
        let name = format!(
            "Covered by the savings plan at ${} an hour",
            significant(&rate)
        );
        let label = Label::new("savings-plan-covered", name, Group::Discount);
        bill.push(LineItem::discount(label, &taken, &Exact::one(), source));
        Some(used)
    }
}

/// Says what is taken to run at once.
fn assume(sizing: &Sizing, notes: &mut Notes) {
    let text = match (sizing.rule, sizing.hours.is_empty(), sizing.peak_units) {
        (Rule::TargetTracking | Rule::ScaleToZero, ..) => {
            "The savings plan is held against the instances of each moment, not against the mean of an hour: it covers at least this much."
        }
        (_, true, None) => {
            "For the savings plan, given instance-hours are spread evenly over the month: less even ones use less of it."
        }
        (_, true, Some(_)) => {
            "For the savings plan, jobs run one after the other, and an hour that a job fills in part is used for that part of it."
        }
        _ => return,
    };
    notes.assume(text);
}
/// Of instances that run at a rate, the instance-hours that a commitment of dollars an hour covers, and the
/// hours of the commitment that takes. In time in which more run than it can pay for, it covers a part of
/// them and all of it is used.
fn covered(running: &[AtOnce], rate: &Exact, committed: &Exact) -> Option<(Exact, Exact)> {
    let most = committed.checked_div(rate)?;
    let (mut covered, mut used) = (Exact::zero(), Exact::zero());
    for part in running {
        let units = part.units.clone().min(most.clone());
        let share = units.checked_div(&most)?;
        covered += &(units * &part.hours);
        used += &(share * &part.hours);
    }
    Some((covered, used))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::capacity::SizedHours;

    fn exact(value: u64) -> Exact {
        Exact::from(value)
    }

    proptest! {
        /// Hour after hour of a week in cents, from the rule as AWS states it.
        #[test]
        fn classes_of_hours_cover_what_the_hours_of_the_week_do(
            week in prop::collection::vec(0u64..6, 168),
            copies in 1u32..4,
            cents in 1u64..300,
            committed in 1u64..2_000,
        ) {
            let mut classes: BTreeMap<u64, u64> = BTreeMap::new();
            let (mut covered_cents, mut lost_cents) = (0u64, 0u64);
            for units in &week {
                *classes.entry(*units).or_default() += 1;
                let asked = units * u64::from(copies) * cents;
                covered_cents += asked.min(committed);
                lost_cents += committed.saturating_sub(asked);
            }
            let hours = classes.iter().enumerate().map(|(level, (units, hours))| {
                SizedHours::whole(level, exact(*hours), *units, exact(*units))
            });
            let rule = Rule::Scheduled;
            let sizing =
                Sizing::from_hours("instance", rule, hours.collect(), copies, &Exact::one());
            let week = exact(168);
            let running = sizing.at_once(&sizing.unit_hours, &week);
            let paid: Exact = running.iter().map(|part| &part.units * &part.hours).sum();
            prop_assert_eq!(&paid, &sizing.unit_hours);
            let (rate, committed) = (exact(cents), exact(committed));
            let (units, used) = covered(&running, &rate, &committed).unwrap();
            prop_assert_eq!(units * &rate, exact(covered_cents));
            prop_assert_eq!((week - &used) * &committed, exact(lost_cents));
        }

        /// The first instance is away while the fewest run, and no hour is lost or made.
        #[test]
        fn what_is_away_runs_nowhere(
            classes in prop::collection::vec((0u64..5, 1u64..50), 1..6), away in 0u64..20, copies in 1u32..3,
        ) {
            let hours = classes.iter().enumerate();
            let hours = hours.map(|(level, (units, hours))| {
                SizedHours::whole(level, exact(*hours), *units, exact(*units))
            });
            let mut sizing =
                Sizing::from_hours("instance", Rule::ScaleToZero, hours.collect(), copies, &Exact::one());
            let first: u64 = classes.iter().filter(|(units, _)| *units > 0).map(|(_, hours)| hours).sum();
            let off = exact(away.min(first)) * exact(u64::from(copies));
            sizing.unit_hours = &sizing.unit_hours - &off;
            let running = sizing.at_once(&sizing.unit_hours, &exact(300));
            let paid: Exact = running.iter().map(|part| &part.units * &part.hours).sum();
            prop_assert_eq!(paid, sizing.unit_hours);
            let long: Exact = running.iter().map(|part| part.hours.clone()).sum();
            prop_assert_eq!(long, exact(classes.iter().map(|(_, hours)| hours).sum()));
        }
    }

    #[test]
    fn jobs_run_side_by_side_where_the_month_is_too_short() {
        let mut sizing = Sizing::given_hours("instance", exact(1_500));
        sizing.rule = Rule::Jobs;
        sizing.peak_units = Some(2);
        let running = sizing.at_once(&exact(1_500), &exact(730));
        // 750 hours with two instances each: two such jobs at once for 375 hours.
        let [part] = running.as_slice() else {
            panic!("{running:?}")
        };
        assert_eq!((&part.units, &part.hours), (&exact(4), &exact(375)));
        let evenly =
            Sizing::given_hours("instance", exact(1_460)).at_once(&exact(1_460), &exact(730));
        assert_eq!(evenly[0].units, exact(2));
    }
}
