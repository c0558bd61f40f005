//! How far the volume may move before another plan is the cheapest.

use super::{
    curve::Curve,
    envelope::envelope,
    range::{KnobRange, middle},
    volume::OverVolume,
};
use crate::{
    analysis::evaluate::AtVolumes,
    capacity::End,
    catalog::Catalog,
    scenario::{Entry, Scenario},
    units::{Decimal, Exact, bounds},
};

/// The volume is followed down to one in so many, and up to so many times itself.
const TIMES: u64 = 1_000;
/// A plan without a formula is looked at so often on either side.
const LOOKS: u32 = 12;

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

/// The margin of `leader` among `plans`, all of which carry the workload. `None` where there is no
/// volume to move, where the leader's cost has no formula over it, or where another plan costs the
/// same.
///
/// Plans whose cost has no formula are not followed here, which would take long: as no cost falls
/// with the volume, a few evaluations show a stretch in which such a plan is dearer, and no more than
/// that is said.
pub(in crate::analysis) fn margin(
    scenario: &Scenario,
    catalog: &Catalog,
    plans: &[Entry<'_>],
    leader: &str,
) -> Option<Margin> {
    let own = &scenario.volume.first_month;
    if !own.is_positive() || plans.len() < 2 {
        return None;
    }
    let times = Exact::from(TIMES);
    let most = Exact::from(bounds::REQUESTS.most.parse::<Decimal>().ok()?);
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
    let likely = plans
        .iter()
        .map(|entry| AtVolumes::of(scenario, *entry, catalog, End::Likely));
    let likely: Vec<AtVolumes<'_>> = likely.collect();
    let curves = plans
        .iter()
        .zip(&likely)
        .map(|(entry, plan)| over.formula(entry.id(), plan));
    let curves: Vec<Option<Curve>> = curves.collect();
    let ours = plans.iter().position(|plan| plan.id() == leader)?;
    let ours = curves[ours].as_ref()?;
    let KnobRange { mut from, mut to } = over.range;
    let followed = likely.iter().zip(&curves);
    for (plan, _) in followed.filter(|(_, curve)| curve.is_none()) {
        from = dearer_down_to(ours, plan, own, &from);
        to = dearer_up_to(ours, plan, own, &to);
    }
    let curves: Vec<&Curve> = curves.iter().flatten().collect();
    let winners = envelope(&curves, &from, &to);
    let at = winners.iter().position(|w| w.from < *own && *own <= w.to)?;
    let here = &winners[at];
    let mut leads = here.plan.into_iter().chain(here.ties.iter().copied());
    if !leads.any(|place| curves[place].plan == leader) {
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

/// How far up from `own` a plan is shown to be dearer than `ours`: where it costs more at the low end
/// of a stretch than `ours` does at the high end, it is dearer in between.
fn dearer_up_to(ours: &Curve, plan: &AtVolumes<'_>, own: &Exact, to: &Exact) -> Exact {
    let (mut shown, mut wanted) = (own.clone(), to.clone());
    let mut cost = plan.at(own).total();
    for _ in 0..LOOKS {
        let dearer = match (&cost, ours.at(&wanted)) {
            (Some(theirs), Some(ours)) => *theirs > ours,
            // It no longer carries the workload, and no larger one either.
            (None, _) => true,
            (_, None) => false,
        };
        if dearer {
            shown = wanted;
            if shown == *to {
                break;
            }
            cost = plan.at(&shown).total();
            wanted = to.clone();
        } else {
            match middle(&shown, &wanted, false) {
                Some(nearer) => wanted = nearer,
                None => break,
            }
        }
    }
    shown
}

/// How far down from `own` a plan is shown to be dearer than `ours`.
fn dearer_down_to(ours: &Curve, plan: &AtVolumes<'_>, own: &Exact, from: &Exact) -> Exact {
    let (mut shown, mut wanted) = (own.clone(), from.clone());
    for _ in 0..LOOKS {
        let costs = plan.at(&wanted).total().zip(ours.at(&shown));
        let dearer = costs.is_some_and(|(theirs, ours)| theirs > ours);
        if dearer {
            shown = wanted;
            if shown == *from {
                break;
            }
            wanted = from.clone();
        } else {
            match middle(&wanted, &shown, false) {
                Some(nearer) => wanted = nearer,
                None => break,
            }
        }
    }
    shown
}
