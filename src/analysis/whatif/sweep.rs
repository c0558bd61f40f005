//! Every plan at values of one or two knobs.

use super::lineup::Standing;
use crate::{
    analysis::{evaluate::Status, shown::worth_showing},
    catalog::Catalog,
    scenario::{Knob, KnobError, PlanEntry, Scenario, Template},
    units::{Decimal, Usd},
};

/// Values of a knob where the command line does not say how many: of one, and of each of two.
pub const USUAL_VALUES: [u32; 2] = [11, 7];
/// Most pairs of values of two knobs.
const PAIRS_MAX: usize = 2_500;

/// A knob and the values it is set to.
#[derive(Debug, Clone)]
pub struct SweptKnob {
    /// The knob.
    pub knob: Knob,
    /// Its values, in order.
    pub values: Vec<Decimal>,
    /// Whether steps are of the same factor.
    pub logarithmic: bool,
}

/// A plan of a sweep.
#[derive(Debug, Clone)]
pub struct SweptPlan {
    /// Its id in the scenario.
    pub id: String,
    /// Its pricing model.
    pub mode: &'static str,
    /// The model it is ranked apart with.
    pub apart: Option<String>,
}

/// What a plan comes to at one place.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Whether it carries the workload there.
    pub status: Status,
    /// Its rank among the plans of the sweep it can stand for.
    pub rank: Option<u32>,
    /// Its total.
    pub total: Option<Usd>,
    /// Its cost of a request.
    pub per_request: Option<Usd>,
}

/// One value, or one pair of values.
#[derive(Debug, Clone)]
pub struct SweptPoint {
    /// A value of each knob.
    pub values: Vec<Decimal>,
    /// Why the scenario is none with these values.
    pub problem: Option<String>,
    /// The plans, in the order of the sweep's; empty where the scenario is none.
    pub plans: Vec<Figure>,
    /// The place of the cheapest plan.
    pub cheapest: Option<usize>,
}

/// The answer.
#[derive(Debug)]
pub struct Sweep {
    /// The knobs.
    pub knobs: Vec<SweptKnob>,
    /// The plans, in the order of the file.
    pub plans: Vec<SweptPlan>,
    /// The places: all values of the last knob for the first value of the first, and so on.
    pub points: Vec<SweptPoint>,
    /// Proposed variants that are not shown.
    pub hidden: usize,
    /// Whether a plan written in the file has no price somewhere.
    pub unpriced: bool,
}

/// Sets one knob or two to each of their values; the plans are those of `scenario`, which `template`
/// was read from, and `proposed` ones.
///
/// # Errors
/// [`KnobError`] where two knobs have too many pairs of values.
pub fn sweep(
    template: &Template<'_>,
    scenario: &Scenario,
    proposed: &[PlanEntry],
    catalog: &Catalog,
    knobs: Vec<SweptKnob>,
) -> Result<Sweep, KnobError> {
    let places = places(&knobs);
    if places.len() > PAIRS_MAX {
        let message = format!("{} pairs of values are too many", places.len());
        let help = format!("at most {PAIRS_MAX}: give fewer values with KNOB=A..B:N");
        return Err(KnobError::new(message, Some(help)));
    }
    let plans = scenario.entries_with(proposed).map(|entry| SweptPlan {
        id: entry.id().to_owned(),
        mode: entry.mode(),
        apart: None,
    });
    let mut found = Sweep {
        plans: plans.collect(),
        knobs,
        points: Vec::new(),
        hidden: 0,
        unpriced: false,
    };
    let mut keep = vec![false; found.plans.len()];
    for values in places {
        let point = found.point(template, proposed, catalog, values, &mut keep);
        found.points.push(point);
    }
    found.hidden = keep.iter().filter(|keep| !**keep).count();
    found.keep(&keep);
    Ok(found)
}

/// A value of each knob, the last one moving first.
fn places(knobs: &[SweptKnob]) -> Vec<Vec<Decimal>> {
    let mut places = vec![Vec::new()];
    for knob in knobs {
        let longer = places.iter().flat_map(|place: &Vec<Decimal>| {
            let with = |value: &Decimal| [place.as_slice(), &[*value]].concat();
            knob.values.iter().map(with)
        });
        places = longer.collect();
    }
    places
}

impl Sweep {
    /// The plans at one place; those worth showing there are to be kept.
    fn point(
        &mut self,
        template: &Template<'_>,
        proposed: &[PlanEntry],
        catalog: &Catalog,
        values: Vec<Decimal>,
        keep: &mut [bool],
    ) -> SweptPoint {
        let knobs = self.knobs.iter().zip(&values);
        let knobs: Vec<_> = knobs.map(|(swept, value)| (&swept.knob, *value)).collect();
        let scenario = match template.turned(&knobs) {
            Ok(scenario) => scenario,
            Err(problems) => {
                let first = problems.into_iter().next();
                return SweptPoint {
                    values,
                    problem: Some(first.map_or(String::new(), |problem| problem.message)),
                    plans: Vec::new(),
                    cheapest: None,
                };
            }
        };
        let standing = Standing::of(&scenario, proposed, catalog);
        self.unpriced |= standing.has_unpriced_written();
        for (plan, ranked) in self.plans.iter_mut().zip(&standing.plans) {
            plan.apart.clone_from(&ranked.apart);
        }
        let figure = |plan: &crate::analysis::Ranked<'_>| Figure {
            status: plan.result.status,
            rank: plan.rank,
            total: plan.result.total(),
            per_request: plan.result.per_request(),
        };
        let plans = standing.plans.iter().map(figure).collect();
        let results: Vec<_> = standing.plans.into_iter().map(|plan| plan.result).collect();
        for (keep, worth) in keep.iter_mut().zip(worth_showing(&results)) {
            *keep |= worth;
        }
        SweptPoint {
            values,
            problem: None,
            plans,
            cheapest: None,
        }
    }

    /// Keeps some of the plans, ranked among themselves.
    fn keep(&mut self, keep: &[bool]) {
        let apart: Vec<Option<String>> = self.plans.iter().map(|plan| plan.apart.clone()).collect();
        for point in &mut self.points {
            let ranks: Vec<Option<u32>> = point.plans.iter().map(|plan| plan.rank).collect();
            for (place, figure) in point.plans.iter_mut().enumerate() {
                let dropped = ranks.iter().zip(keep).zip(&apart);
                let before = dropped.filter(|((rank, keep), other)| {
                    !**keep
                        && **rank < figure.rank
                        && rank.is_some()
                        && Some(*other) == apart.get(place)
                });
                let before = u32::try_from(before.count()).unwrap_or(0);
                figure.rank = figure.rank.map(|rank| rank.saturating_sub(before));
            }
            let mut places = keep.iter();
            point.plans.retain(|_| places.next() == Some(&true));
        }
        let mut places = keep.iter();
        self.plans.retain(|_| places.next() == Some(&true));
        for point in &mut self.points {
            let first = |figure: &Figure| figure.rank == Some(1);
            let mut together = point.plans.iter().zip(&self.plans);
            let place = together.position(|(figure, plan)| first(figure) && plan.apart.is_none());
            point.cheapest = place.or_else(|| point.plans.iter().position(first));
        }
    }
}
