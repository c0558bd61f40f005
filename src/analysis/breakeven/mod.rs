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
mod pair;
mod range;
mod refine;
mod stepped;
mod traced;

pub use commitment::CommitmentUse;
pub use crossing::{Crossing, CrossingKind};
pub use curve::Curve;
pub use envelope::{Winner, envelope};
pub use line::Line;
pub use pair::{Gap, Pair, Regret, Verdict};
pub use range::{KnobRange, RangeError};
pub use stepped::Regime;

use self::follow::Asked;
use super::evaluate::{Evaluated, evaluate};
use crate::{
    capacity::End,
    catalog::Catalog,
    scenario::{Knob, PlanEntry, Scenario, Template},
    units::{Decimal, Exact, machine},
};

/// How often the range of the knob across is halved: 33 columns of the plane.
const COLUMN_HALVINGS: u32 = 5;

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

/// The answer.
#[derive(Debug)]
pub struct Breakeven<'a> {
    /// What was asked.
    pub options: BreakevenOptions,
    /// Each plan at the scenario's own value.
    pub own: Vec<Evaluated<'a>>,
    /// Each plan over the range.
    pub curves: Vec<Curve>,
    /// Which plan is cheapest where.
    pub winners: Vec<Winner>,
    /// Where that changes.
    pub crossings: Vec<Crossing>,
    /// From which value on the last winner stays the cheapest, however far the knob is turned.
    pub settled_from: Option<Exact>,
    /// Pairs of plans.
    pub pairs: Vec<Pair>,
    /// Commitments against paying by use.
    pub commitments: Vec<CommitmentUse>,
    /// The plane of two knobs: values of the second, and which plan is cheapest along the first.
    pub plane: Vec<(Exact, Vec<Winner>)>,
}

/// Turns a knob of `scenario`, which `template` was read from, and compares its plans and `proposed`.
pub fn breakeven<'a>(
    template: &'a Template<'a>,
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
    options: BreakevenOptions,
) -> Breakeven<'a> {
    let asked = Asked {
        template,
        scenario,
        proposed,
        catalog,
        knob: &options.knob,
        range: &options.range,
        also: None,
    };
    let KnobRange { from, to } = &options.range;
    let mut curves = asked.curves(End::Likely);
    let own: Vec<Evaluated<'a>> = scenario
        .plans
        .iter()
        .chain(proposed)
        .map(|entry| evaluate(scenario, entry, catalog))
        .collect();
    if let Some((a, b)) = &options.between {
        curves.retain(|curve| curve.plan == *a || curve.plan == *b);
    }
    let all: Vec<&Curve> = curves.iter().collect();
    let mut winners = envelope(&all, from, to);
    let mut crossings = crossing::crossings(&all, &winners);
    let whole = options.knob.bound.whole;
    // Curves may be fewer than plans: a place among the plans goes by the id.
    let places: Vec<usize> = curves
        .iter()
        .filter_map(|curve| own.iter().position(|result| result.entry.id == curve.plan))
        .collect();
    let cost = |curve: usize, x: &Exact| asked.cost(*places.get(curve)?, x);
    refine::winners(&mut winners, &mut crossings, whole, &cost);
    let uncertain = |id: &str| {
        let result = own.iter().find(|result| result.entry.id == id);
        result.is_some_and(|result| result.range.is_some())
    };
    let ends = if curves.iter().any(|curve| uncertain(&curve.plan)) {
        Some((asked.curves(End::High), asked.curves(End::Low)))
    } else {
        None
    };
    let mut pairs = pair::pairs(
        &curves,
        &winners,
        &options,
        ends.as_ref().map(|(slow, fast)| (slow.as_slice(), fast.as_slice())),
    );
    for pair in &mut pairs {
        refine::pair(&mut pair.crossings, whole, &cost);
    }
    let settled_from = pair::settled(&curves, &winners, &options.range);
    let commitments = if options.knob.is_volume {
        commitment::against_use(&asked, &own, &curves)
    } else {
        Vec::new()
    };
    let plane = options
        .across
        .as_ref()
        .map(|(knob, range)| plane(&asked, knob, range))
        .unwrap_or_default();
    Breakeven {
        own,
        curves,
        winners,
        crossings,
        settled_from,
        pairs,
        commitments,
        plane,
        options,
    }
}

/// Which plan is cheapest along the knob, for values of another one across.
fn plane(asked: &Asked<'_>, across: &Knob, range: &KnobRange) -> Vec<(Exact, Vec<Winner>)> {
    let own = across.value.map(Exact::from);
    let columns = range.grid(across.bound.whole, own.as_ref(), COLUMN_HALVINGS);
    let column = |x: Exact| {
        let value: Decimal = machine(&x).parse().ok()?;
        let asked = Asked {
            also: Some((across, value)),
            ..*asked
        };
        let curves = asked.curves(End::Likely);
        let curves: Vec<&Curve> = curves.iter().collect();
        let winners = envelope(&curves, &asked.range.from, &asked.range.to);
        Some((x, winners))
    };
    columns.into_iter().filter_map(column).collect()
}
