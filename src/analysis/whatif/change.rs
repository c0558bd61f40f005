//! Every plan before and after some numbers of a scenario were changed.

use super::{
    causes::{Causes, LineChange, changes},
    lineup::{Standing, keep_shown},
};
use crate::{
    analysis::evaluate::{Evaluated, Status},
    catalog::Catalog,
    scenario::{PlanEntry, Scenario},
    units::Usd,
};

/// Before and after.
#[derive(Debug)]
pub struct Changed<'a> {
    /// The plans as the file says.
    pub before: Standing<'a>,
    /// The same plans in the same order, with the numbers changed.
    pub after: Standing<'a>,
    /// What became of each plan, in that order.
    pub plans: Vec<PlanChange>,
    /// How many proposed variants are not shown.
    pub hidden: usize,
}

/// What became of a plan.
#[derive(Debug)]
pub struct PlanChange {
    /// What it costs more than before; `None` unless it is ok before and after.
    pub difference: Option<Usd>,
    /// Why, in all.
    pub causes: Option<Causes>,
    /// Why, by the lines of its bill.
    pub lines: Vec<LineChange>,
}

/// Holds the plans of `before` and `proposed` ones against the same of `after`, which is made of the
/// same file.
pub fn change<'a>(
    before: &'a Scenario,
    after: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
) -> Changed<'a> {
    let mut sides = [before, after].map(|side| Standing::of(side, proposed, catalog));
    let hidden = keep_shown(&mut sides);
    let [before, after] = sides;
    let plans = before.plans.iter().zip(&after.plans);
    let plans = plans.map(|(before, after)| PlanChange::of(&before.result, &after.result));
    Changed {
        plans: plans.collect(),
        before,
        after,
        hidden,
    }
}

impl PlanChange {
    /// What became of a plan.
    pub fn of(before: &Evaluated<'_>, after: &Evaluated<'_>) -> Self {
        if [before, after].iter().any(|side| side.status != Status::Ok) {
            return Self {
                difference: None,
                causes: None,
                lines: Vec::new(),
            };
        }
        let lines = changes(before, after);
        let totals = after.total().zip(before.total());
        Self {
            difference: totals.map(|(after, before)| after - &before),
            causes: Some(Causes::of(&lines)),
            lines,
        }
    }
}
