//! How far the volume may move before another plan is the cheapest.

use super::{curve::Curve, envelope::envelope, range::KnobRange, volume::OverVolume};
use crate::{
    analysis::evaluate::at_volumes,
    capacity::End,
    catalog::Catalog,
    scenario::{PlanEntry, Scenario},
    units::{Exact, bounds},
};

/// The volume is followed down to one in so many, and up to so many times itself.
const TIMES: u64 = 1_000;

/// Where another plan takes over from the cheapest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// The requests of the first month up to which another plan is cheaper, and which; `None` where
    /// none is, down to the low end of what was looked at.
    pub below: Option<(Exact, String)>,
    /// The requests from which on another is.
    pub above: Option<(Exact, String)>,
    /// The low end of what was looked at.
    pub from: Exact,
    /// Its high end.
    pub to: Exact,
}

/// The margin of `leader` among `plans`, all of which carry the workload; `None` where there is no
/// volume to move, or another plan costs the same.
pub(in crate::analysis) fn margin(
    scenario: &Scenario,
    catalog: &Catalog,
    plans: &[&PlanEntry],
    leader: &str,
) -> Option<Margin> {
    let own = &scenario.volume.first_month;
    if !own.is_positive() || plans.len() < 2 {
        return None;
    }
    let times = Exact::from(TIMES);
    let most = Exact::from(
        bounds::REQUESTS
            .most
            .parse::<crate::units::Decimal>()
            .ok()?,
    );
    let range = KnobRange {
        from: own.checked_div(&times)?,
        to: (own * &times).min(most),
    };
    let over = OverVolume {
        // What lies beyond the range is not asked.
        most: range.to.clone(),
        range,
        own: Some(own.clone()),
        per_one: Exact::one(),
    };
    let curves = plans.iter().map(|entry| {
        at_volumes(scenario, entry, catalog, End::Likely, |plan| {
            over.curve(&entry.id, plan)
        })
    });
    let curves: Vec<Curve> = curves.collect();
    let all: Vec<&Curve> = curves.iter().collect();
    let KnobRange { from, to } = over.range;
    let winners = envelope(&all, &from, &to);
    let at = winners.iter().position(|w| w.from < *own && *own <= w.to)?;
    let here = &winners[at];
    let is_leader = |place: usize| curves[place].plan == leader;
    let leads = here.plan.into_iter().chain(here.ties.iter().copied());
    if !leads.clone().any(is_leader) {
        return None;
    }
    let name = |place: usize| curves[place].plan.clone();
    let below = at.checked_sub(1).and_then(|below| winners.get(below));
    Some(Margin {
        below: below.and_then(|winner| Some((here.from.clone(), name(winner.plan?)))),
        above: winners
            .get(at + 1)
            .and_then(|winner| Some((here.to.clone(), name(winner.plan?)))),
        from,
        to,
    })
}
