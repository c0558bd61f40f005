//! Each uncertain number moved alone: what it does to the cost of the cheapest plan, and to which plan
//! that is.

use std::cmp::Reverse;

use super::{
    flips::{Flip, Flips, flips},
    lineup::Standing,
    spread::{ends, usual_ends},
};
use crate::{
    analysis::{breakeven::KnobRange, compare::Ranked, evaluate::AtVolumes, shown::worth_showing},
    capacity::End,
    catalog::Catalog,
    scenario::{Entry, Knob, PlanEntry, Scenario, Template},
    units::{Decimal, Exact, Usd},
};

/// How often an end that makes no scenario is moved half-way to the own value.
const NEARER: u32 = 4;

/// Why a number is moved as far as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The file gives a range of this distribution.
    Range(&'static str),
    /// The file gives no ranges: half and double.
    HalfAndDouble,
    /// What an instance carries is an estimate, for the reason given.
    Estimate(&'static str),
}

/// The plans at one end of an input.
#[derive(Debug, Clone)]
pub struct Swing {
    /// The value of the input; `None` for an estimate.
    pub value: Option<Decimal>,
    /// What the plan that is the cheapest at the own values costs here; `None` where it does not carry
    /// the workload.
    pub cost: Option<Usd>,
    /// The cheapest plan here; `None` where none carries the workload.
    pub cheapest: Option<String>,
    /// What that costs.
    pub least: Option<Usd>,
}

/// A number, moved alone.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its path, or the plan whose capacity it is.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its own value; `None` for an estimate.
    pub own: Option<Decimal>,
    /// Why it is moved so far.
    pub basis: Basis,
    /// The plans at its low end: a fast instance, where it is an estimate.
    pub low: Swing,
    /// The plans at its high end.
    pub high: Swing,
    /// Where it would change the cheapest plan.
    pub flips: Flips,
    /// The range in which that was looked for.
    pub searched: Option<KnobRange>,
}

/// The answer.
#[derive(Debug)]
pub struct Tornado {
    /// The plan that is the cheapest at the own values.
    pub leader: String,
    /// What it costs there.
    pub total: Usd,
    /// Whether the file gives ranges; if not, what it writes is halved and doubled.
    pub has_ranges: bool,
    /// Whether a plan written in the file has no price.
    pub unpriced: bool,
    /// The inputs: those that move the leader's cost most come first.
    pub inputs: Vec<Input>,
}

/// The plans of a scenario, and the one of them that is the cheapest.
pub(super) struct Contest<'a> {
    pub template: &'a Template<'a>,
    pub scenario: &'a Scenario,
    pub catalog: &'a Catalog,
    proposed: Vec<Entry<'a>>,
    /// The id of the cheapest plan.
    pub leader: String,
    /// The model it is ranked apart with, if it is.
    apart: Option<String>,
}

impl Swing {
    /// What the leader costs more than the cheapest plan here.
    pub fn regret(&self) -> Option<Usd> {
        let both = self.cost.as_ref().zip(self.least.as_ref());
        both.map(|(cost, least)| cost.clone() - least)
    }
}

impl Input {
    /// Whether another plan is the cheapest somewhere within the range over which it is moved.
    pub fn flips_within(&self) -> bool {
        let inside = |flip: &Flip, end: &Swing, below: bool| match (&flip.at, end.value) {
            (Some(at), Some(end)) if below => *at >= Exact::from(end),
            (Some(at), Some(end)) => *at < Exact::from(end),
            _ => true,
        };
        let Flips { below, above } = &self.flips;
        below
            .as_ref()
            .is_some_and(|flip| inside(flip, &self.low, true))
            || above
                .as_ref()
                .is_some_and(|flip| inside(flip, &self.high, false))
    }

    /// By which share of its own value a flip is away from that.
    pub fn change(&self, flip: &Flip) -> Option<Exact> {
        let own = Exact::from(self.own?);
        (flip.at.as_ref()? - &own).checked_div(&own)
    }

    /// The smallest share by which it must be off to change the cheapest plan.
    fn nearest(&self) -> Option<Exact> {
        let flips = [&self.flips.below, &self.flips.above];
        let changes = flips
            .into_iter()
            .flatten()
            .filter_map(|flip| self.change(flip));
        changes
            .map(|change| {
                if change.is_negative() {
                    -change
                } else {
                    change
                }
            })
            .min()
    }

    /// How much the leader's cost differs between the ends; `None` where it does not carry the workload
    /// at one of them.
    pub fn effect(&self) -> Option<Usd> {
        let (low, high) = (self.low.cost.clone()?, self.high.cost.as_ref()?);
        let difference = low - high;
        Some(if difference.is_negative() {
            -difference
        } else {
            difference
        })
    }

    /// The most that the leader costs more than the cheapest plan at an end; `None` where it does not
    /// carry the workload at one of them and another plan does.
    pub fn regret(&self) -> Option<Usd> {
        let ends = [&self.low, &self.high];
        let ends = ends.into_iter().filter(|end| end.least.is_some());
        let regrets: Option<Vec<Usd>> = ends.map(Swing::regret).collect();
        Some(regrets?.into_iter().max().unwrap_or_else(Usd::zero))
    }
}

impl Tornado {
    /// The place of the number to measure first: of those that change the cheapest plan within their
    /// range the one that may cost most if it is not known, else the nearest to its own value.
    pub fn first(&self) -> Option<usize> {
        let inputs = self.inputs.iter().enumerate();
        let flipping = inputs.filter(|(_, input)| input.flips_within());
        let first = flipping.min_by_key(|(_, input)| {
            let regret = input.regret();
            let nearest = input.nearest();
            (
                regret.is_some(),
                Reverse(regret),
                nearest.is_none(),
                nearest,
            )
        });
        first.map(|(place, _)| place)
    }

    /// The place of the number that changes the cheapest plan if it is off by the smallest share, within
    /// its range or not.
    pub fn nearest(&self) -> Option<usize> {
        let inputs = self.inputs.iter().enumerate();
        let known = inputs.filter_map(|(place, input)| Some((input.nearest()?, place)));
        known.min().map(|(_, place)| place)
    }
}

/// Moves each uncertain number of the file alone: those it gives a range for, or where there are none,
/// what it writes; and the capacity of each plan that is an estimate. `None` where no plan carries the
/// workload.
pub fn tornado(
    template: &Template<'_>,
    scenario: &Scenario,
    proposed: &[PlanEntry],
    catalog: &Catalog,
) -> Option<Tornado> {
    let base = Standing::of(scenario, proposed, catalog);
    let cheapest = base.cheapest()?;
    let leader = base.plans.get(cheapest)?;
    let unpriced = base.has_unpriced_written();
    let (total, apart) = (leader.result.total()?, leader.apart.clone());
    let id = leader.result.entry.id().to_owned();
    let estimates = base.plans.iter();
    let estimates = estimates.map(|plan| {
        let together = plan.apart == apart;
        together.then(|| estimate(&base, cheapest, plan)).flatten()
    });
    let estimates: Vec<Option<Input>> = estimates.collect();
    let results: Vec<_> = base.plans.into_iter().map(|plan| plan.result).collect();
    let worth = worth_showing(&results);
    let mut inputs: Vec<Input> = estimates
        .into_iter()
        .zip(&worth)
        .filter_map(|(input, worth)| input.filter(|_| *worth))
        .collect();
    let shown = results.iter().zip(worth);
    let shown = shown.filter(|(result, worth)| *worth || result.entry.id() == id);
    let shown = shown.map(|(result, _)| result.entry);
    let contest = Contest {
        template,
        scenario,
        catalog,
        proposed: shown.filter(|entry| !entry.is_written()).collect(),
        leader: id,
        apart,
    };
    let uncertain = template.uncertain(scenario);
    let has_ranges = !uncertain.is_empty();
    let knobs = if has_ranges {
        uncertain
    } else {
        template.written(scenario)
    };
    inputs.extend(knobs.iter().filter_map(|knob| contest.input(knob)));
    inputs.sort_by_cached_key(|input| {
        let effect = input.effect();
        (effect.is_some(), Reverse(effect), Reverse(input.regret()))
    });
    Some(Tornado {
        leader: contest.leader,
        total,
        has_ranges,
        unpriced,
        inputs,
    })
}

/// The capacity of a plan as an input, if it is an estimate: only its own cost moves.
fn estimate(base: &Standing<'_>, leader: usize, plan: &Ranked<'_>) -> Option<Input> {
    let range = plan.result.range.as_ref()?;
    let own = plan.result.entry.id();
    let leads = base.plans.get(leader)?.result.entry.id();
    let swing = |moved: &Option<Usd>| {
        let together = base.plans.iter().filter(|other| other.apart == plan.apart);
        let costs = together.filter_map(|other| {
            let id = other.result.entry.id();
            let cost = if id == own {
                moved.clone()
            } else {
                other.result.total()
            };
            Some((cost?, id != leads, id))
        });
        let best = costs.min();
        Swing {
            value: None,
            cost: if own == leads {
                moved.clone()
            } else {
                base.total(leader)
            },
            least: best.as_ref().map(|(cost, _, _)| cost.clone()),
            cheapest: best.map(|(_, _, id)| id.to_owned()),
        }
    };
    let (low, high) = (swing(&range.low), swing(&range.high));
    let flip = |end: &Swing| {
        let other = end.cheapest.as_deref() != Some(leads);
        other.then(|| Flip {
            at: None,
            within: None,
            plan: end.cheapest.clone(),
        })
    };
    Some(Input {
        name: own.to_owned(),
        unit: "",
        own: None,
        basis: Basis::Estimate(range.basis),
        flips: Flips {
            below: flip(&low),
            above: flip(&high),
        },
        low,
        high,
        searched: None,
    })
}

impl<'a> Contest<'a> {
    /// The plans that are ranked with the leader, itself among them.
    pub(super) fn rivals(&self) -> Vec<Entry<'a>> {
        self.together(self.scenario)
    }

    /// The same in a scenario made of the same file.
    fn together<'s>(&self, scenario: &'s Scenario) -> Vec<Entry<'s>>
    where
        'a: 's,
    {
        let proposed = self.proposed.iter().copied();
        let plans = scenario.entries().chain(proposed);
        let apart = self.apart.as_deref();
        plans
            .filter(|entry| entry.apart(scenario) == apart)
            .collect()
    }

    fn total(&self, scenario: &Scenario, entry: Entry<'_>) -> Option<Usd> {
        let plan = AtVolumes::of(scenario, entry, self.catalog, End::Likely);
        plan.own().total()
    }

    /// The place of the leader among the plans of a scenario made of the same file: a written one may
    /// be called otherwise there.
    fn leader_in(&self) -> Option<usize> {
        let plans = self.rivals();
        plans.iter().position(|plan| plan.id() == self.leader)
    }

    /// The ids of the plans, as the file has them.
    fn id(&self, place: usize) -> Option<String> {
        let plans = self.rivals();
        plans.get(place).map(|plan| plan.id().to_owned())
    }

    /// Whether the leader is no longer the cheapest with `knob` at `value`; `None` where that makes no
    /// scenario.
    pub(super) fn beaten(&self, knob: &Knob, value: Decimal) -> Option<bool> {
        let scenario = self.template.turned(&[(knob, value)]).ok()?;
        let place = self.leader_in()?;
        let plans = self.together(&scenario);
        let Some(own) = self.total(&scenario, *plans.get(place)?) else {
            return Some(true);
        };
        let mut others = plans.iter().enumerate().filter(|(at, _)| *at != place);
        Some(others.any(|(_, plan)| self.total(&scenario, *plan).is_some_and(|cost| cost < own)))
    }

    /// The cheapest plan with `knob` at `value`.
    pub(super) fn cheapest_at(&self, knob: &Knob, value: Decimal) -> Option<String> {
        let scenario = self.template.turned(&[(knob, value)]).ok()?;
        self.swing(&scenario, value).cheapest
    }

    fn swing(&self, scenario: &Scenario, value: Decimal) -> Swing {
        let leader = self.leader_in();
        let plans = self.together(scenario);
        let totals: Vec<Option<Usd>> = plans
            .iter()
            .map(|plan| self.total(scenario, *plan))
            .collect();
        let costs = totals.iter().enumerate();
        // Of plans that cost the same the leader stays.
        let best = costs
            .filter_map(|(at, total)| Some((total.clone()?, Some(at) != leader, at)))
            .min();
        Swing {
            value: Some(value),
            cost: leader.and_then(|leader| totals.get(leader).cloned().flatten()),
            cheapest: best.as_ref().and_then(|(_, _, at)| self.id(*at)),
            least: best.map(|(least, _, _)| least),
        }
    }

    /// The plans at an end of a knob, or nearer to its own value where the end makes no scenario.
    fn end(&self, knob: &Knob, own: Decimal, end: Decimal) -> Option<Swing> {
        let mut value = end;
        for _ in 0..=NEARER {
            if let Ok(scenario) = self.template.turned(&[(knob, value)]) {
                return Some(self.swing(&scenario, value));
            }
            let half = (own + value) / Decimal::TWO;
            value = if knob.bound.whole {
                half.round()
            } else {
                half.normalize()
            };
        }
        None
    }

    fn input(&self, knob: &Knob) -> Option<Input> {
        let own = knob.value?;
        let (basis, (low, high)) = match &knob.range {
            Some(range) => {
                let word = crate::schema::Choice::word(range.distribution);
                (Basis::Range(word), ends(knob, range)?)
            }
            None => (Basis::HalfAndDouble, usual_ends(knob)?),
        };
        let (low, high) = (self.end(knob, own, low)?, self.end(knob, own, high)?);
        let searched = searched(self.scenario, knob, low.value, high.value);
        let flips = searched.as_ref().map(|range| flips(self, knob, own, range));
        Some(Input {
            name: knob.path.clone(),
            unit: knob.unit,
            own: Some(own),
            basis,
            low,
            high,
            flips: flips.unwrap_or_default(),
            searched,
        })
    }
}

/// The range in which a change of the cheapest plan is looked for: the usual one of break-even, and at
/// least the one over which the number is moved.
fn searched(
    scenario: &Scenario,
    knob: &Knob,
    low: Option<Decimal>,
    high: Option<Decimal>,
) -> Option<KnobRange> {
    let (low, high) = (Exact::from(low?), Exact::from(high?));
    Some(match KnobRange::of(knob, scenario, None, None) {
        Ok(usual) => KnobRange {
            from: usual.from.min(low),
            to: usual.to.max(high),
        },
        Err(_) => KnobRange {
            from: low,
            to: high,
        },
    })
}
