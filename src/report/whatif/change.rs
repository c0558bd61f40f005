//! Plans before and after some numbers were changed.

use serde::Serialize;

use crate::{
    analysis::{Causes, Changed, LineChange, LineSide, PlanChange, Ranked, Standing, Status},
    report::NoteReport,
    units::{Exact, Usd},
};

/// Every plan before and after.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangeReport {
    /// The cheapest plan before.
    pub cheapest_before: Option<String>,
    /// What it costs.
    pub cheapest_before_usd: Option<Usd>,
    /// The cheapest plan after.
    pub cheapest_after: Option<String>,
    /// What it costs.
    pub cheapest_after_usd: Option<Usd>,
    /// What the plan that was the cheapest costs after; `null` where it no longer carries the workload.
    pub cheapest_before_then_usd: Option<Usd>,
    /// Proposed variants that are not shown.
    pub hidden: usize,
    /// The plans, in the order of their ranks after.
    pub plans: Vec<PlanChangeReport>,
}

/// A plan before and after.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanChangeReport {
    /// Its id.
    pub id: String,
    /// The id made of its choices after, where the change is part of that.
    pub id_after: Option<String>,
    /// Its pricing model.
    pub mode: &'static str,
    /// Whether the file has it; else it was proposed.
    pub written: bool,
    /// The model it is ranked apart with, where that cannot stand for the others.
    pub apart: Option<String>,
    /// `ok`, `infeasible` or `unpriced`.
    pub status_before: &'static str,
    /// The same after.
    pub status_after: &'static str,
    /// Why it is not ok before.
    pub reasons_before: Vec<NoteReport>,
    /// Why it is not ok after.
    pub reasons_after: Vec<NoteReport>,
    /// Its rank before, among the plans it can stand for.
    pub rank_before: Option<u32>,
    /// Its rank after.
    pub rank_after: Option<u32>,
    /// The total of the horizon before.
    pub total_before_usd: Option<Usd>,
    /// The total after.
    pub total_after_usd: Option<Usd>,
    /// The total after less the total before.
    pub difference_usd: Option<Usd>,
    /// The difference over the total before.
    pub difference_share: Option<Exact>,
    /// Why; `null` unless it is ok before and after.
    pub causes: Option<CausesReport>,
    /// The lines of its bill.
    pub line_items: Vec<LineChangeReport>,
}

/// The parts of a difference; they add up to it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CausesReport {
    /// More or fewer requests.
    pub volume_usd: Usd,
    /// Requests that need more or less each.
    pub mix_usd: Usd,
    /// Other prices, multipliers and discounts.
    pub price_usd: Usd,
    /// What is paid beyond what requests need: whole units, minimums, idle hours, fees.
    pub steps_usd: Usd,
}

/// A line of the bill before and after.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineChangeReport {
    /// Its id in both bills.
    pub id: String,
    /// For people.
    pub name: String,
    /// What kind of cost.
    pub group: &'static str,
    /// What is counted.
    pub meter: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The line before; `null` where it is new.
    pub before: Option<ChangedSideReport>,
    /// The line after; `null` where it is gone.
    pub after: Option<ChangedSideReport>,
    /// The cost after less the cost before.
    pub difference_usd: Usd,
    /// The parts of that.
    pub causes: CausesReport,
}

/// One side of a line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangedSideReport {
    /// How much was counted.
    pub quantity: Exact,
    /// What of it the requests need.
    pub needed_quantity: Exact,
    /// What it costs after discounts.
    pub net_cost_usd: Usd,
}

impl ChangeReport {
    /// The report of a change.
    pub fn of(changed: &Changed<'_>) -> Self {
        let (before, after) = (&changed.before, &changed.after);
        let (first, then) = (before.cheapest(), after.cheapest());
        Self {
            cheapest_before: first.and_then(|place| id(before, place)),
            cheapest_before_usd: first.and_then(|place| before.total(place)),
            cheapest_after: then.and_then(|place| id(before, place)),
            cheapest_after_usd: then.and_then(|place| after.total(place)),
            cheapest_before_then_usd: first.and_then(|place| after.total(place)),
            hidden: changed.hidden,
            plans: {
                let order = ranking(after).into_iter();
                let plan = |place: usize| {
                    let sides = (before.plans.get(place)?, after.plans.get(place)?);
                    Some(PlanChangeReport::of(sides, changed.plans.get(place)?))
                };
                order.filter_map(plan).collect()
            },
        }
    }
}

fn id(standing: &Standing<'_>, place: usize) -> Option<String> {
    let plan = standing.plans.get(place)?;
    Some(plan.result.entry.id().to_owned())
}

/// The places of the plans in the order of their ranks: those ranked apart after the others, then those
/// without a price, then those that do not carry the workload.
pub(super) fn ranking(standing: &Standing<'_>) -> Vec<usize> {
    let mut places: Vec<usize> = (0..standing.plans.len()).collect();
    places.sort_by_cached_key(|place| {
        let plan = standing.plans.get(*place);
        plan.map(|plan| {
            let status = match plan.result.status {
                Status::Ok => 0,
                Status::Unpriced => 1,
                Status::Infeasible => 2,
            };
            (status, plan.apart.clone(), plan.rank)
        })
    });
    places
}

impl PlanChangeReport {
    fn of((before, after): (&Ranked<'_>, &Ranked<'_>), change: &PlanChange) -> Self {
        let (was, is) = (&before.result, &after.result);
        let reasons = |notes: &[crate::plan::Reason]| notes.iter().map(NoteReport::of).collect();
        Self {
            id: was.entry.id().to_owned(),
            id_after: Some(is.entry.id())
                .filter(|id| *id != was.entry.id())
                .map(str::to_owned),
            mode: was.entry.mode(),
            written: was.entry.is_written(),
            apart: before.apart.clone(),
            status_before: was.status.word(),
            status_after: is.status.word(),
            reasons_before: reasons(&was.reasons),
            reasons_after: reasons(&is.reasons),
            rank_before: before.rank,
            rank_after: after.rank,
            total_before_usd: was.total(),
            total_after_usd: is.total(),
            difference_share: {
                let total = was.total();
                let both = change.difference.as_ref().zip(total.as_ref());
                both.and_then(|(difference, total)| difference.amount().checked_div(total.amount()))
            },
            difference_usd: change.difference.clone(),
            causes: change.causes.as_ref().map(CausesReport::of),
            line_items: change.lines.iter().map(LineChangeReport::of).collect(),
        }
    }
}

impl CausesReport {
    fn of(causes: &Causes) -> Self {
        Self {
            volume_usd: causes.volume.clone(),
            mix_usd: causes.mix.clone(),
            price_usd: causes.price.clone(),
            steps_usd: causes.steps.clone(),
        }
    }
}

impl LineChangeReport {
    fn of(line: &LineChange) -> Self {
        let side = |side: &LineSide| ChangedSideReport {
            quantity: side.quantity.clone(),
            needed_quantity: side.needed.clone(),
            net_cost_usd: side.net_cost.clone(),
        };
        Self {
            id: line.id.clone(),
            name: line.name.clone(),
            group: line.group.word(),
            meter: line.meter.id(),
            unit: line.meter.unit(),
            before: line.before.as_ref().map(side),
            after: line.after.as_ref().map(side),
            difference_usd: line.difference(),
            causes: CausesReport::of(&line.causes),
        }
    }
}
