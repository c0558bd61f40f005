//! Each uncertain number moved alone.

use serde::Serialize;

use crate::{
    analysis::{Basis, Flip, Input, Swing, Tornado},
    units::{Exact, Usd},
};

/// What each uncertain number does to the cheapest plan's cost, and to which plan that is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TornadoReport {
    /// The cheapest plan at the scenario's own values.
    pub plan: String,
    /// What it costs there.
    pub total_usd: Usd,
    /// Whether the file gives ranges; if not, each of its numbers is moved to half and double.
    pub has_ranges: bool,
    /// The number to measure first: the one that changes the cheapest plan within its range and may cost
    /// most; `null` where none changes it.
    pub measure_first: Option<String>,
    /// The number that changes the cheapest plan if it is off by the smallest share, also beyond its range.
    pub nearest: Option<String>,
    /// The numbers: those that move the plan's cost most come first.
    pub inputs: Vec<InputReport>,
}

/// A number, moved alone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InputReport {
    /// The path of the knob, or the plan whose capacity it is.
    pub name: String,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// The distribution of its range, `half-and-double`, or `estimate` for the capacity of a plan.
    pub basis: &'static str,
    /// What makes an estimate uncertain.
    pub why: Option<&'static str>,
    /// Its own value; `null` for an estimate.
    pub value: Option<Exact>,
    /// The plans at its low end; of an estimate, with instances as fast as it allows.
    pub low: SwingReport,
    /// The plans at its high end; of an estimate, with instances as slow as it allows.
    pub high: SwingReport,
    /// How much the plan's cost differs between the ends; `null` where it does not carry the workload at
    /// one of them.
    pub effect_usd: Option<Usd>,
    /// The most that the plan costs more than the cheapest one at an end; `null` where it does not carry
    /// the workload there and another does.
    pub regret_usd: Option<Usd>,
    /// Whether another plan is the cheapest somewhere between the ends.
    pub flips_within_range: bool,
    /// The nearest value below its own at which another plan is cheaper; `null` where there is none.
    pub flip_below: Option<FlipReport>,
    /// The nearest value above which another plan is cheaper.
    pub flip_above: Option<FlipReport>,
    /// The low end of the range in which these were looked for.
    pub searched_from: Option<Exact>,
    /// Its high end.
    pub searched_to: Option<Exact>,
}

/// The plans at one end.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SwingReport {
    /// The value; `null` for an estimate.
    pub value: Option<Exact>,
    /// What the plan that is the cheapest at the own values costs here.
    pub cost_usd: Option<Usd>,
    /// The cheapest plan here.
    pub cheapest: Option<String>,
    /// What that costs.
    pub cheapest_usd: Option<Usd>,
    /// What the first of them costs more than the second.
    pub regret_usd: Option<Usd>,
}

/// Where the cheapest plan changes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FlipReport {
    /// The value: below the own one the last at which the other plan is cheaper, above it the last at
    /// which it is not yet; `null` for an end of an estimate.
    pub at: Option<Exact>,
    /// How far off the value may be; `null` where it is exact.
    pub within: Option<Exact>,
    /// By which share of the own value that is off.
    pub change_share: Option<Exact>,
    /// The plan that is the cheapest then; `null` where none carries the workload.
    pub plan: Option<String>,
}

impl TornadoReport {
    /// The report of a tornado.
    pub fn of(tornado: &Tornado) -> Self {
        let name = |place: usize| {
            let input = tornado.inputs.get(place);
            input.map(|input| input.name.clone())
        };
        Self {
            plan: tornado.leader.clone(),
            total_usd: tornado.total.clone(),
            has_ranges: tornado.has_ranges,
            measure_first: tornado.first().and_then(name),
            nearest: tornado.nearest().and_then(name),
            inputs: tornado.inputs.iter().map(InputReport::of).collect(),
        }
    }
}

impl InputReport {
    fn of(input: &Input) -> Self {
        let (basis, why) = match input.basis {
            Basis::Range(distribution) => (distribution, None),
            Basis::HalfAndDouble => ("half-and-double", None),
            Basis::Estimate(why) => ("estimate", Some(why)),
        };
        let flip = |flip: &Flip| FlipReport {
            at: flip.at.clone(),
            within: flip.within.clone(),
            change_share: input.change(flip),
            plan: flip.plan.clone(),
        };
        let searched = input.searched.as_ref();
        Self {
            name: input.name.clone(),
            unit: Some(input.unit).filter(|unit| !unit.is_empty()),
            basis,
            why,
            value: input.own.map(Exact::from),
            low: SwingReport::of(&input.low),
            high: SwingReport::of(&input.high),
            effect_usd: input.effect(),
            regret_usd: input.regret(),
            flips_within_range: input.flips_within(),
            flip_below: input.flips.below.as_ref().map(flip),
            flip_above: input.flips.above.as_ref().map(flip),
            searched_from: searched.map(|range| range.from.clone()),
            searched_to: searched.map(|range| range.to.clone()),
        }
    }
}

impl SwingReport {
    fn of(swing: &Swing) -> Self {
        Self {
            value: swing.value.map(Exact::from),
            cost_usd: swing.cost.clone(),
            cheapest: swing.cheapest.clone(),
            cheapest_usd: swing.least.clone(),
            regret_usd: swing.regret(),
        }
    }
}
