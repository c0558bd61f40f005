//! Plans at values of one or two knobs.

use serde::Serialize;

use super::WhatifScenario;
use crate::{
    analysis::{Figure, Sweep, SweptKnob, SweptPoint},
    report::{BreakevenScenario, ColumnReport, CurveLine, CurveReport, KnobReport, WinnerReport},
    units::{Decimal, Exact, Usd},
};

/// Every plan at values of one or two knobs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweepReport {
    /// The knobs.
    pub knobs: Vec<SweptKnobReport>,
    /// Proposed variants that are not shown.
    pub hidden: usize,
    /// Neighbouring values of one knob between which the cheapest plan changes.
    pub changes: Vec<SweepChangeReport>,
    /// The places, all values of the last knob for the first value of the first, and so on.
    pub points: Vec<SweptPointReport>,
}

/// A knob and the values it is set to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweptKnobReport {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// The scenario's own value.
    pub value: Option<Exact>,
    /// The values, in order.
    pub values: Vec<Exact>,
    /// Whether steps are of the same factor.
    pub logarithmic: bool,
    /// Whether it takes whole numbers only.
    pub whole: bool,
}

/// Two values between which the cheapest plan changes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweepChangeReport {
    /// The lower value.
    pub from: Exact,
    /// The next one.
    pub to: Exact,
    /// The cheapest plan at the lower value; `null` where none carries the workload.
    pub before: Option<String>,
    /// The cheapest plan at the next one.
    pub after: Option<String>,
}

/// One value, or one pair of values.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweptPointReport {
    /// A value of each knob.
    pub values: Vec<Exact>,
    /// Why the scenario is none with these values.
    pub problem: Option<String>,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// What it costs.
    pub cheapest_usd: Option<Usd>,
    /// The plans, in the order of the file.
    pub plans: Vec<SweptPlanReport>,
}

/// A plan at one place.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweptPlanReport {
    /// Its id in the scenario.
    pub id: String,
    /// Its pricing model.
    pub mode: &'static str,
    /// The model it is ranked apart with, where that cannot stand for the others.
    pub apart: Option<String>,
    /// `ok`, `infeasible` or `unpriced`.
    pub status: &'static str,
    /// Its rank among the plans it can stand for.
    pub rank: Option<u32>,
    /// The total of the horizon.
    pub total_usd: Option<Usd>,
    /// Cost of a request.
    pub per_request_usd: Option<Usd>,
}

impl SweepReport {
    /// The report of a sweep.
    pub fn of(sweep: &Sweep) -> Self {
        let points = sweep.points.iter();
        let points: Vec<SweptPointReport> = points
            .map(|point| SweptPointReport::of(point, sweep))
            .collect();
        Self {
            knobs: sweep.knobs.iter().map(SweptKnobReport::of).collect(),
            hidden: sweep.hidden,
            changes: if sweep.knobs.len() == 1 {
                changes(&points)
            } else {
                Vec::new()
            },
            points,
        }
    }
}

fn changes(points: &[SweptPointReport]) -> Vec<SweepChangeReport> {
    // Values that make no scenario say nothing of which plan is cheapest.
    let pairs = points.windows(2).filter_map(|pair| match pair {
        [one, two] if one.problem.is_some() || two.problem.is_some() => None,
        [one, two] if one.cheapest != two.cheapest => Some(SweepChangeReport {
            from: one.values.first()?.clone(),
            to: two.values.first()?.clone(),
            before: one.cheapest.clone(),
            after: two.cheapest.clone(),
        }),
        _ => None,
    });
    pairs.collect()
}

impl SweptKnobReport {
    fn of(swept: &SweptKnob) -> Self {
        let knob = &swept.knob;
        Self {
            path: knob.path.clone(),
            unit: Some(knob.unit).filter(|unit| !unit.is_empty()),
            value: knob.value.map(Exact::from),
            values: swept.values.iter().copied().map(Exact::from).collect(),
            logarithmic: swept.logarithmic,
            whole: knob.bound.whole,
        }
    }
}

impl SweptPointReport {
    fn of(point: &SweptPoint, sweep: &Sweep) -> Self {
        let best = point.cheapest;
        let id = best.and_then(|place| sweep.plans.get(place));
        let figure = best.and_then(|place| point.plans.get(place));
        let plans = sweep.plans.iter().zip(&point.plans);
        let plan = |(plan, figure): (&crate::analysis::SweptPlan, &Figure)| SweptPlanReport {
            id: plan.id.clone(),
            mode: plan.mode,
            apart: plan.apart.clone(),
            status: figure.status.word(),
            rank: figure.rank,
            total_usd: figure.total.clone(),
            per_request_usd: figure.per_request.clone(),
        };
        Self {
            values: point.values.iter().copied().map(Exact::from).collect(),
            problem: point.problem.clone(),
            cheapest: id.map(|plan| plan.id.clone()),
            cheapest_usd: figure.and_then(|figure| figure.total.clone()),
            plans: plans.map(plan).collect(),
        }
    }
}

/// What the picture of a map of break-even needs of a sweep: stretches that end half-way between two
/// values, and lines from one value to the next. Nothing of it is a figure that is written.
impl SweepReport {
    /// The sweep as the map that a picture draws.
    pub fn map(&self, scenario: &WhatifScenario) -> Option<BreakevenScenario> {
        let (knob, across) = match self.knobs.as_slice() {
            [knob] => (knob, None),
            // The first knob is the rows, the second the columns.
            [knob, across] => (knob, Some(across)),
            _ => return None,
        };
        let single = across.is_none();
        Some(BreakevenScenario {
            scenario: scenario.scenario.clone(),
            period: scenario.period.clone(),
            as_of: scenario.as_of.clone(),
            catalog: scenario.catalog.clone(),
            overlays: scenario.overlays.clone(),
            knob: knob.turned()?,
            across: across.and_then(SweptKnobReport::turned),
            plans: Vec::new(),
            winners: if single {
                stretches(knob, self.points.iter())
            } else {
                Vec::new()
            },
            crossings: Vec::new(),
            settled_from: None,
            pairs: Vec::new(),
            commitments: Vec::new(),
            plane: across.map_or(Vec::new(), |across| self.plane(knob, across)),
            assumptions: Vec::new(),
            warnings: Vec::new(),
            curves: if single { self.curves() } else { Vec::new() },
        })
    }

    /// Each column twice, at both of its edges, so that its cells are rectangles.
    fn plane(&self, knob: &SweptKnobReport, across: &SweptKnobReport) -> Vec<ColumnReport> {
        let width = across.values.len().max(1);
        let edges = across.edges();
        let columns = edges.windows(2).enumerate().flat_map(|(at, edges)| {
            let points = self.points.iter().skip(at).step_by(width);
            let winners = stretches(knob, points);
            let column = |edge: &Exact| ColumnReport {
                across: edge.clone(),
                winners: winners.clone(),
            };
            edges.iter().map(column).collect::<Vec<_>>()
        });
        columns.collect()
    }

    fn curves(&self) -> Vec<CurveReport> {
        let first = self.points.iter().find(|point| !point.plans.is_empty());
        let plans = first.map_or(&[][..], |point| &point.plans);
        let curve = |(at, plan): (usize, &SweptPlanReport)| {
            let end = |point: &SweptPointReport| {
                let total = point.plans.get(at)?.total_usd.clone()?;
                Some((point.values.first()?.clone(), total))
            };
            let lines = self.points.windows(2).filter_map(|pair| match pair {
                [one, two] => {
                    let ((from, from_usd), (to, to_usd)) = (end(one)?, end(two)?);
                    Some(CurveLine {
                        from,
                        to,
                        from_usd,
                        to_usd,
                    })
                }
                _ => None,
            });
            CurveReport {
                plan: plan.id.clone(),
                lines: lines.collect(),
            }
        };
        plans.iter().enumerate().map(curve).collect()
    }
}

impl SweptKnobReport {
    fn turned(&self) -> Option<KnobReport> {
        Some(KnobReport {
            path: self.path.clone(),
            unit: self.unit,
            value: self.value.clone(),
            from: self.values.first()?.clone(),
            to: self.values.last()?.clone(),
            whole: self.whole,
            logarithmic: self.logarithmic,
        })
    }

    /// Where the values' own places begin and end: half-way to their neighbours.
    fn edges(&self) -> Vec<Exact> {
        let between = self.values.windows(2).filter_map(|pair| match pair {
            [low, high] => Some(self.between(low, high)),
            _ => None,
        });
        let (first, last) = (self.values.first(), self.values.last());
        let ends = first.cloned().into_iter().chain(between);
        ends.chain(last.cloned()).collect()
    }

    fn between(&self, low: &Exact, high: &Exact) -> Exact {
        let mean = (low.approximate() * high.approximate()).sqrt();
        let mean = Decimal::try_from(mean).ok().map(Exact::from);
        let half = || (low + high) * Exact::ratio(1, 2).unwrap_or_else(Exact::one);
        match mean {
            Some(mean) if self.logarithmic && mean > *low && mean < *high => mean,
            _ => half(),
        }
    }
}

/// Which plan is cheapest at each value, each for the stretch half-way to its neighbours.
fn stretches<'a>(
    knob: &SweptKnobReport,
    points: impl Iterator<Item = &'a SweptPointReport>,
) -> Vec<WinnerReport> {
    let edges = knob.edges();
    let mut winners: Vec<WinnerReport> = Vec::new();
    for (edge, point) in edges.windows(2).zip(points) {
        let [from, to] = edge else { continue };
        match winners.last_mut() {
            Some(last) if last.plan == point.cheapest => last.to = to.clone(),
            _ => winners.push(WinnerReport {
                from: from.clone(),
                to: to.clone(),
                plan: point.cheapest.clone(),
                ties: Vec::new(),
                from_usd: None,
                to_usd: None,
                regime: None,
            }),
        }
    }
    winners
}
