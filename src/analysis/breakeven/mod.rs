//! Where plans cost the same as a knob is turned, and which is cheapest in between.
//!
//! A plan's cost over the volume is a straight line plus steps and bends. That formula is found by
//! solving for it and proven against ordinary evaluations (`fit`); its steps come from the sizing,
//! not from a grid, and equal costs are solved for in fractions. Any other knob, and any plan of
//! another form, is followed value by value (`traced`), and says so.

mod commitment;
mod crossing;
mod curve;
mod envelope;
mod fit;
mod follow;
mod line;
mod margin;
mod pair;
mod range;
mod refine;
mod stepped;
mod traced;
mod volume;

pub use commitment::CommitmentUse;
pub use crossing::{Crossing, CrossingKind};
pub use curve::Curve;
pub use envelope::{Winner, envelope};
pub(super) use fit::{Dollars, dollars};
pub use line::Line;
pub use margin::Margin;
pub(super) use margin::margin;
pub use pair::{Gap, Pair, Regret, Verdict};
pub use range::{KnobRange, RangeError};
pub use stepped::Regime;

use self::follow::Asked;
use super::evaluate::{Evaluated, evaluate};
use crate::{
    capacity::End,
    catalog::Catalog,
    scenario::{Entry, Knob, PlanEntry, Scenario, Template},
    units::{Decimal, Exact, machine},
};

/// How often the range of the knob across is halved: 65 columns of the plane.
const COLUMN_HALVINGS: u32 = 6;

/// What is asked.
#[derive(Debug)]
pub struct BreakevenOptions {
    /// The knob that is turned.
    pub knob: Knob,
    /// How far.
    pub range: KnobRange,
    /// A second knob, for the columns of a plane.
    pub across: Option<(Knob, KnobRange)>,
    /// Two plans to hold against each other; by default the cheapest against each other one.
    pub between: Option<(String, String)>,
}

/// The map of a turned knob: what each plan costs, which is cheapest where, and where that changes.
#[derive(Debug)]
pub struct Map {
    /// Each plan over the range.
    pub curves: Vec<Curve>,
    /// Which plan is cheapest where.
    pub winners: Vec<Winner>,
    /// Where that changes.
    pub crossings: Vec<Crossing>,
}

/// The answer.
#[derive(Debug)]
pub struct Breakeven<'a> {
    /// What was asked.
    pub options: BreakevenOptions,
    /// Plans that are left out, as their models cannot stand for the others.
    pub apart: Vec<String>,
    /// Each plan at the scenario's own value.
    pub own: Vec<Evaluated<'a>>,
    /// The plans over the range, in the same order.
    pub map: Map,
    /// From which value on the last winner stays the cheapest, however far the knob is turned.
    pub settled_from: Option<Exact>,
    /// Pairs of plans.
    pub pairs: Vec<Pair>,
    /// Commitments against paying by use.
    pub commitments: Vec<CommitmentUse>,
    /// The plane of two knobs: values of the second, and which plan is cheapest along the first.
    pub plane: Vec<(Exact, Vec<Winner>)>,
}

/// The map of `knob` over `range`, for the plans of `scenario`, which `template` was read from, and
/// `proposed` ones.
pub fn map<'a>(
    template: &'a Template<'a>,
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
    knob: &'a Knob,
    range: &'a KnobRange,
) -> Map {
    let plans = scenario.entries_with(proposed).collect();
    map_of(template, scenario, plans, catalog, knob, range)
}

/// The same for some of the plans.
pub(super) fn map_of<'a>(
    template: &'a Template<'a>,
    scenario: &'a Scenario,
    plans: Vec<Entry<'a>>,
    catalog: &'a Catalog,
    knob: &'a Knob,
    range: &'a KnobRange,
) -> Map {
    let asked = Asked {
        template,
        scenario,
        catalog,
        plans,
        knob,
        range,
        also: None,
    };
    asked.map()
}

/// Turns a knob of `scenario`, which `template` was read from, and compares its plans and `proposed`.
pub fn breakeven<'a>(
    template: &'a Template<'a>,
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
    options: BreakevenOptions,
) -> Breakeven<'a> {
    let between = options.between.clone();
    let all = scenario.entries_with(proposed);
    let (plans, apart): (Vec<Entry<'a>>, Vec<Entry<'a>>) = match &between {
        Some((a, b)) => {
            let asked = all.filter(|entry| entry.id() == a || entry.id() == b);
            (asked.collect(), Vec::new())
        }
        None => together(scenario, all.collect()),
    };
    let own: Vec<Evaluated<'a>> = plans
        .iter()
        .map(|entry| evaluate(scenario, *entry, catalog))
        .collect();
    let asked = Asked {
        template,
        scenario,
        catalog,
        plans,
        knob: &options.knob,
        range: &options.range,
        also: None,
    };
    let map = asked.map();
    let is_estimated = own.iter().any(|result| result.range.is_some());
    let ends = is_estimated.then(|| (asked.curves(End::High), asked.curves(End::Low)));
    let ends = ends
        .as_ref()
        .map(|(slow, fast)| (slow.as_slice(), fast.as_slice()));
    let mut pairs = pair::pairs(&map, &options, ends);
    for pair in &mut pairs {
        asked.narrow_pair(pair);
    }
    let settled_from = pair::settled(&map, &options.range);
    let commitments = if options.knob.is_volume {
        commitment::against_use(&asked, &own, &map.curves)
    } else {
        Vec::new()
    };
    let across = options.across.as_ref();
    let plane = across.map(|(knob, range)| asked.plane(knob, range));
    let plane = plane.unwrap_or_default();
    Breakeven {
        options,
        apart: apart.iter().map(|entry| entry.id().to_owned()).collect(),
        own,
        map,
        settled_from,
        pairs,
        commitments,
        plane,
    }
}

/// Those that can stand for each other, and those that are ranked apart; where all are, the first one and
/// those of its model.
fn together<'a>(scenario: &'a Scenario, all: Vec<Entry<'a>>) -> (Vec<Entry<'a>>, Vec<Entry<'a>>) {
    let aparts: Vec<Option<&str>> = all.iter().map(|entry| entry.apart(scenario)).collect();
    let wanted = if aparts.contains(&None) {
        None
    } else {
        aparts.first().copied().flatten()
    };
    all.into_iter()
        .partition(|entry| entry.apart(scenario) == wanted)
}

impl Asked<'_> {
    fn map(&self) -> Map {
        let curves = self.curves(End::Likely);
        let all: Vec<&Curve> = curves.iter().collect();
        let mut winners = envelope(&all, &self.range.from, &self.range.to);
        let mut crossings = crossing::crossings(&all, &winners);
        refine::winners(
            &mut winners,
            &mut crossings,
            self.knob.bound.whole,
            &|plan, x| self.cost(plan, x),
        );
        Map {
            curves,
            winners,
            crossings,
        }
    }

    fn narrow_pair(&self, pair: &mut Pair) {
        refine::pair(&mut pair.crossings, self.knob.bound.whole, &|plan, x| {
            self.cost(plan, x)
        });
    }

    /// Which plan is cheapest along the knob, for values of another one across.
    fn plane(&self, across: &Knob, range: &KnobRange) -> Vec<(Exact, Vec<Winner>)> {
        let own = across.value.map(Exact::from);
        let columns = range.grid(across.bound.whole, own.as_ref(), COLUMN_HALVINGS);
        let column = |x: Exact| {
            let value: Decimal = machine(&x).parse().ok()?;
            let asked = Asked {
                also: Some((across, value)),
                plans: self.plans.clone(),
                ..*self
            };
            let curves = asked.curves(End::Likely);
            let curves: Vec<&Curve> = curves.iter().collect();
            let winners = envelope(&curves, &asked.range.from, &asked.range.to);
            Some((x, winners))
        };
        columns.into_iter().filter_map(column).collect()
    }
}
