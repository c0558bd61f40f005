//! What is paid for whether used or not, against paying by use.

use super::{curve::Curve, follow::Asked};
use crate::{
    analysis::evaluate::{Evaluated, evaluate},
    units::{Decimal, Exact},
};

const MINUTES_PER_HOUR: u64 = 60;

/// The utilisation from which a commitment is worth it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentUse {
    /// The plan.
    pub plan: String,
    /// The cheapest plan of the same model that is paid by use; of any, where there is none.
    pub against: String,
    /// The utilisation at which both cost the same with the present units; above 1 it never is.
    pub utilisation: Option<Exact>,
    /// The utilisation at the scenario's own load.
    pub now: Option<Exact>,
    /// Where nobody knows what a unit carries: input and output tokens a minute that one must, at
    /// the workload's own mix.
    pub tokens_per_minute: Option<(Exact, Exact)>,
}

/// A cost by use: its plan, what it costs whatever the load, and what one more costs.
struct ByUse<'c> {
    curve: &'c Curve,
    total: crate::units::Usd,
}

/// Every commitment among the plans against the cheapest way to pay by use.
pub(super) fn against_use(
    asked: &Asked<'_>,
    own: &[Evaluated<'_>],
    curves: &[Curve],
) -> Vec<CommitmentUse> {
    let mut found = Vec::new();
    for result in own {
        let Some(alternative) = cheapest_by_use(result, own, curves) else {
            continue;
        };
        let known = used(asked, result, curves, &alternative);
        let use_ = known.or_else(|| required(asked, result, &alternative));
        found.extend(use_);
    }
    found
}

fn cheapest_by_use<'c>(
    result: &Evaluated<'_>,
    own: &[Evaluated<'_>],
    curves: &'c [Curve],
) -> Option<ByUse<'c>> {
    let by_use = |same_model: bool| {
        let others = own.iter().filter(|other| {
            other.entry.id() != result.entry.id()
                && (!same_model || other.entry.model() == result.entry.model())
        });
        let plans = others.filter_map(|other| {
            let curve = curves.iter().find(|curve| curve.plan == other.entry.id())?;
            let formula = curve.formula().filter(|formula| formula.is_straight())?;
            let rises = *formula.slope() > crate::units::Usd::zero();
            let total = other.total()?;
            rises.then_some(ByUse { curve, total })
        });
        plans.min_by(|a, b| a.total.cmp(&b.total))
    };
    by_use(true).or_else(|| by_use(false))
}

/// The load at which the present units cost what paying by use does, as a share of what they carry.
fn used(
    asked: &Asked<'_>,
    result: &Evaluated<'_>,
    curves: &[Curve],
    alternative: &ByUse<'_>,
) -> Option<CommitmentUse> {
    let sizing = &result.sizing.as_ref()?.peak_month;
    let curve = curves
        .iter()
        .find(|curve| curve.plan == result.entry.id())?;
    let formula = curve.formula()?;
    let load = Exact::from(asked.knob.value?);
    let now = sizing.mean_utilisation()?;
    let (theirs, ours) = (alternative.curve.formula()?, formula.slope());
    let paid = result.total()? - &ours.repeated(&load);
    let apart = paid - theirs.fixed();
    let gains = theirs.slope().clone() - ours;
    let equal = apart.amount().checked_div(gains.amount());
    let equal = equal.filter(|_| gains > crate::units::Usd::zero());
    let utilisation = equal.and_then(|equal| Some(&now * &equal.checked_div(&load)?));
    Some(CommitmentUse {
        plan: result.entry.id().to_owned(),
        against: alternative.curve.plan.clone(),
        utilisation,
        now: Some(now),
        tokens_per_minute: None,
    })
}

/// What one unit must carry in a minute to be worth its price, where nobody says what it does.
fn required(
    asked: &Asked<'_>,
    result: &Evaluated<'_>,
    alternative: &ByUse<'_>,
) -> Option<CommitmentUse> {
    result
        .reasons
        .iter()
        .find(|reason| reason.id == "needs-capacity")?;
    let at = asked
        .scenario
        .plans
        .iter()
        .position(|plan| plan.id == result.entry.id())?;
    let one_unit = ["units", "instance_count"].iter().find_map(|field| {
        let path = format!("plan.{}.{field}", at + 1);
        let knob = asked.template.knob(&path, asked.scenario).ok()?;
        asked.template.turned(&[(&knob, Decimal::ONE)]).ok()
    })?;
    let unit = evaluate(&one_unit, one_unit.plans.get(at)?, asked.catalog).total()?;
    let theirs = alternative.curve.formula()?;
    let apart = unit - theirs.fixed();
    // In the knob's own measure, over the whole horizon.
    let load = apart.amount().checked_div(theirs.slope().amount())?;
    let value = Exact::from(asked.knob.value?);
    let monthly = (&asked.scenario.volume.first_month * &load).checked_div(&value)?;
    let calls = monthly * asked.scenario.workload.calls_per_request();
    let minutes = asked.scenario.month_hours() * Exact::from(MINUTES_PER_HOUR);
    let a_minute = calls.checked_div(&minutes)?;
    let workload = &asked.scenario.workload;
    Some(CommitmentUse {
        plan: result.entry.id().to_owned(),
        against: alternative.curve.plan.clone(),
        utilisation: None,
        now: None,
        tokens_per_minute: Some((
            &a_minute * &workload.mean(|tokens| &tokens.input),
            &a_minute * &workload.mean(|tokens| &tokens.output),
        )),
    })
}
