//! The answer of `crossover breakeven`: where plans cost the same, and which is cheapest in between.

use serde::Serialize;

use super::{CatalogReport, NoteReport, Period, ScenarioSource};
use crate::{
    analysis::{
        Breakeven, CommitmentUse, Crossing, Curve, Evaluated, KnobRange, Pair, Regime, Winner,
    },
    catalog::Catalog,
    scenario::{Knob, Scenario},
    units::{Exact, Usd},
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/breakeven/1";

/// Scenarios and their crossings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BreakevenReport {
    /// `crossover/breakeven/1`.
    pub schema: &'static str,
    /// One entry a scenario.
    pub scenarios: Vec<BreakevenScenario>,
}

/// One scenario with a knob turned through a range.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BreakevenScenario {
    /// Which scenario.
    pub scenario: ScenarioSource,
    /// The month and the horizon.
    pub period: Period,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The knob that is turned.
    pub knob: KnobReport,
    /// The knob of the columns of the plane, where two are turned.
    pub across: Option<KnobReport>,
    /// The plans that are looked at.
    pub plans: Vec<BreakevenPlanReport>,
    /// Which plan is cheapest where, in order and without gaps from one end of the range to the other.
    pub winners: Vec<WinnerReport>,
    /// Where the cheapest plan changes.
    pub crossings: Vec<CrossingReport>,
    /// From which value on the last winner stays the cheapest however far the knob is turned;
    /// `null` where that is not proven.
    pub settled_from: Option<Exact>,
    /// The plan that is cheapest at the scenario's own value, or the asked one, against each other one.
    pub pairs: Vec<PairReport>,
    /// At which utilisation what is paid for whether used or not costs the same as paying by use.
    pub commitments: Vec<CommitmentReport>,
    /// Which plan is cheapest on the plane of two knobs.
    pub plane: Vec<ColumnReport>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to beware of.
    pub warnings: Vec<NoteReport>,
    /// What each plan costs over the range, for pictures.
    #[serde(skip)]
    pub curves: Vec<CurveReport>,
}

/// A number of the scenario, and the range it is turned through.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KnobReport {
    /// Its path, such as `workload.requests_per_month`.
    pub path: String,
    /// Its unit.
    pub unit: Option<&'static str>,
    /// The scenario's own value, written or by default.
    pub value: Option<Exact>,
    /// The low end of the range.
    pub from: Exact,
    /// The high end.
    pub to: Exact,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    /// Whether steps of the same factor suit the range better than steps of the same size.
    pub logarithmic: bool,
}

/// A plan over the range.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BreakevenPlanReport {
    /// Its id.
    pub id: String,
    /// Its pricing model.
    pub mode: &'static str,
    /// What it costs at the scenario's own value; `null` where it does not carry the workload.
    pub total_usd: Option<Usd>,
    /// How its cost was followed over the range: `exact` or `bracketed`.
    pub method: &'static str,
    /// Where it carries the workload.
    pub carries: Vec<StretchReport>,
    /// Why it does not elsewhere.
    pub reasons: Vec<NoteReport>,
}

/// A stretch of the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StretchReport {
    /// Its low end.
    pub from: Exact,
    /// Its high end.
    pub to: Exact,
}

/// A stretch with one cheapest plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WinnerReport {
    /// Its low end.
    pub from: Exact,
    /// Its high end.
    pub to: Exact,
    /// The cheapest plan; `null` where none carries the workload.
    pub plan: Option<String>,
    /// Plans that cost the same all along.
    pub ties: Vec<String>,
    /// What the plan costs just above the low end.
    pub from_usd: Option<Usd>,
    /// What it costs at the high end.
    pub to_usd: Option<Usd>,
    /// What decides its cost there: `use`, `minimum`, `peak`, `capacity`, or `given`.
    pub regime: Option<&'static str>,
}

/// A value at which one plan takes over from another.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CrossingReport {
    /// The value.
    pub at: Exact,
    /// `equal`: both cost the same there. `jump`: one steps over the other. `carries`: the cheaper
    /// one begins or ceases to carry the workload.
    pub kind: &'static str,
    /// How far off the value may be; `null` where it is exact.
    pub within: Option<Exact>,
    /// The cheaper plan below.
    pub before: Option<String>,
    /// The cheaper plan above.
    pub after: Option<String>,
    /// What the plan before costs at the value.
    pub before_usd: Option<Usd>,
    /// What the plan after costs just above it.
    pub after_usd: Option<Usd>,
    /// What decides the cost of the plan before.
    pub before_regime: Option<&'static str>,
    /// What decides the cost of the plan after.
    pub after_regime: Option<&'static str>,
}

/// Two plans against each other.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PairReport {
    /// One plan.
    pub plan: String,
    /// The other.
    pub other: String,
    /// `crosses`, `always` (the first is cheaper all along), `never`, `ties`, `alternates` or
    /// `infeasible` (there is no value at which both carry the workload).
    pub verdict: &'static str,
    /// Why, in a sentence.
    pub why: Option<String>,
    /// Every value at which the cheaper one changes.
    pub crosses_at: Vec<CrossingReport>,
    /// From which value on the order stays however far the knob is turned; `null` where that is not
    /// proven.
    pub settled_from: Option<Exact>,
    /// The plan that is cheaper from there on.
    pub settled_plan: Option<String>,
    /// Between the first and the last of several crossings: what the wrong one of the two costs more,
    /// at most.
    pub regret: Option<RegretReport>,
    /// With which period they alternate for ever.
    pub period: Option<Exact>,
    /// Where one of them does not carry the workload.
    pub infeasible: Vec<InfeasibleReport>,
    /// Where the first crossing lies if capacity is at the ends of its estimate.
    pub range: Option<CrossingRange>,
}

/// The alternating band of a pair.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RegretReport {
    /// The first crossing.
    pub from: Exact,
    /// The last one.
    pub to: Exact,
    /// The largest difference of cost in between.
    pub largest_usd: Usd,
    /// Where it is, or is approached from above.
    pub at: Exact,
}

/// A stretch in which a plan does not carry the workload.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InfeasibleReport {
    /// The plan.
    pub plan: String,
    /// The low end of the stretch.
    pub from: Exact,
    /// Its high end.
    pub to: Exact,
    /// Why.
    pub why: String,
}

/// Where a crossing lies if an estimate is off.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CrossingRange {
    /// With instances as slow as the estimate allows; `null` where there is no crossing then.
    pub slow: Option<Exact>,
    /// With instances as fast as it allows.
    pub fast: Option<Exact>,
    /// What makes it uncertain.
    pub basis: &'static str,
}

/// What is paid for whether used or not, against paying by use.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CommitmentReport {
    /// The plan.
    pub plan: String,
    /// The cheapest plan that is paid by use.
    pub against: String,
    /// The utilisation at which both cost the same; above 1 it is never worth it.
    pub utilisation: Option<Exact>,
    /// The utilisation at the scenario's own load.
    pub now: Option<Exact>,
    /// Where what a unit carries is not known: input tokens a minute one must carry.
    pub input_tokens_per_minute: Option<Exact>,
    /// The same for output tokens.
    pub output_tokens_per_minute: Option<Exact>,
}

/// One value of the second knob: which plan is cheapest along the first.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ColumnReport {
    /// The value of the knob across.
    pub across: Exact,
    /// Which plan is cheapest where.
    pub winners: Vec<WinnerReport>,
}

/// What a plan costs over the range.
#[derive(Debug, Clone)]
pub struct CurveReport {
    /// The plan.
    pub plan: String,
    /// Straight lines, in order; a jump lies between two, a gap where it does not carry the load.
    pub lines: Vec<CurveLine>,
}

/// A straight line of a curve; on a logarithmic scale it is to be bent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurveLine {
    /// Where it begins.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The cost just above `from`.
    pub from_usd: Usd,
    /// The cost at `to`.
    pub to_usd: Usd,
}

impl BreakevenReport {
    /// The answer for these scenarios.
    pub fn new(scenarios: Vec<BreakevenScenario>) -> Self {
        Self {
            schema: SCHEMA,
            scenarios,
        }
    }
}

impl BreakevenScenario {
    /// The report of a turned knob.
    pub fn of(
        found: &Breakeven<'_>,
        scenario: &Scenario,
        catalog: &Catalog,
        file: Option<&str>,
    ) -> Self {
        let named = Named {
            curves: &found.map.curves,
        };
        let options = &found.options;
        let across = options.across.as_ref();
        let plans = found.own.iter().zip(&found.map.curves);
        let plans = plans.map(|(result, curve)| BreakevenPlanReport::of(result, curve));
        let mut assumptions = scenario.assumptions.clone();
        let has_growth = !scenario.volume.growth_per_month.is_zero();
        if options.knob.is_volume && has_growth {
            assumptions.push("Grown months are not rounded here; a bill rounds each to a millionth of a request.".to_owned());
        }
        Self {
            scenario: ScenarioSource::of(scenario, file),
            period: Period::of(scenario),
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            overlays: catalog
                .overlays()
                .iter()
                .map(|overlay| overlay.name.clone())
                .collect(),
            knob: KnobReport::of(&options.knob, &options.range),
            across: across.map(|(knob, range)| KnobReport::of(knob, range)),
            plans: plans.collect(),
            winners: {
                let winners = found.map.winners.iter();
                winners.map(|winner| named.winner(winner)).collect()
            },
            crossings: {
                let crossings = found.map.crossings.iter();
                crossings.map(|crossing| named.crossing(crossing)).collect()
            },
            settled_from: found.settled_from.clone(),
            pairs: found
                .pairs
                .iter()
                .map(|pair| named.pair(pair, found))
                .collect(),
            commitments: found.commitments.iter().map(CommitmentReport::of).collect(),
            plane: found
                .plane
                .iter()
                .map(|column| ColumnReport::of(column, &named))
                .collect(),
            assumptions,
            warnings: found.apart.iter().map(|id| apart(id)).collect(),
            curves: found
                .map
                .curves
                .iter()
                .map(|curve| CurveReport::of(curve, &options.range))
                .collect(),
        }
    }
}

/// A plan that is left out.
fn apart(id: &str) -> NoteReport {
    NoteReport {
        id: "ranked-apart".to_owned(),
        message: format!(
            "{id} is ranked apart, as its model cannot stand for the others, and left out: --between holds it against another plan"
        ),
        field: None,
    }
}

impl BreakevenPlanReport {
    fn of(result: &Evaluated<'_>, curve: &Curve) -> Self {
        Self {
            id: result.entry.id().to_owned(),
            mode: result.entry.mode(),
            total_usd: result.total(),
            method: if curve.is_exact() {
                "exact"
            } else {
                "bracketed"
            },
            carries: curve
                .carries
                .iter()
                .map(|(from, to)| StretchReport {
                    from: from.clone(),
                    to: to.clone(),
                })
                .collect(),
            reasons: curve.reasons.iter().map(NoteReport::of).collect(),
        }
    }
}

impl ColumnReport {
    fn of((across, winners): &(Exact, Vec<Winner>), named: &Named<'_>) -> Self {
        Self {
            across: across.clone(),
            winners: winners.iter().map(|winner| named.place(winner)).collect(),
        }
    }
}

impl KnobReport {
    fn of(knob: &Knob, range: &KnobRange) -> Self {
        Self {
            path: knob.path.clone(),
            unit: Some(knob.unit).filter(|unit| !unit.is_empty()),
            value: knob.value.map(Exact::from),
            from: range.from.clone(),
            to: range.to.clone(),
            whole: knob.bound.whole,
            // Counts and months are read one by one.
            logarithmic: range.is_logarithmic() && !knob.bound.whole,
        }
    }
}

impl CommitmentReport {
    fn of(found: &CommitmentUse) -> Self {
        let (input, output) = found.tokens_per_minute.clone().unzip();
        Self {
            plan: found.plan.clone(),
            against: found.against.clone(),
            utilisation: found.utilisation.clone(),
            now: found.now.clone(),
            input_tokens_per_minute: input,
            output_tokens_per_minute: output,
        }
    }
}

/// Most lines of a curve that are kept for a picture.
const LINES_MAX: usize = 2_048;

impl CurveReport {
    fn of(curve: &Curve, range: &KnobRange) -> Self {
        let lines = curve.sketch(range, LINES_MAX);
        let lines = lines.into_iter().map(|line| CurveLine {
            from_usd: line.at(&line.from),
            to_usd: line.at(&line.to),
            from: line.from,
            to: line.to,
        });
        Self {
            plan: curve.plan.clone(),
            lines: lines.collect(),
        }
    }
}

/// Turns places among the curves into names.
struct Named<'a> {
    curves: &'a [Curve],
}

impl Named<'_> {
    fn name(&self, place: usize) -> String {
        self.curves
            .get(place)
            .map(|curve| curve.plan.clone())
            .unwrap_or_default()
    }

    /// A stretch and its plan, without costs.
    fn place(&self, winner: &Winner) -> WinnerReport {
        WinnerReport {
            from: winner.from.clone(),
            to: winner.to.clone(),
            plan: winner.plan.map(|place| self.name(place)),
            ties: winner.ties.iter().map(|place| self.name(*place)).collect(),
            from_usd: None,
            to_usd: None,
            regime: None,
        }
    }

    fn winner(&self, winner: &Winner) -> WinnerReport {
        let curve = winner.plan.and_then(|place| self.curves.get(place));
        WinnerReport {
            from_usd: curve.and_then(|curve| curve.above(&winner.from)),
            to_usd: curve.and_then(|curve| curve.at(&winner.to)),
            regime: curve
                .and_then(|curve| curve.regime(&winner.to))
                .map(Regime::word),
            ..self.place(winner)
        }
    }

    fn crossing(&self, crossing: &Crossing) -> CrossingReport {
        CrossingReport {
            at: crossing.at.clone(),
            kind: crossing.kind.word(),
            within: crossing.within.clone(),
            before: crossing.before.map(|place| self.name(place)),
            after: crossing.after.map(|place| self.name(place)),
            before_usd: crossing.before_usd.clone(),
            after_usd: crossing.after_usd.clone(),
            before_regime: crossing.before_regime.map(Regime::word),
            after_regime: crossing.after_regime.map(Regime::word),
        }
    }

    fn pair(&self, pair: &Pair, found: &Breakeven<'_>) -> PairReport {
        let why = |place: usize| {
            let reasons = self.curves.get(place).map(|curve| &curve.reasons);
            let first = reasons.and_then(|reasons| reasons.first());
            first
                .map(|reason| reason.message.clone())
                .unwrap_or_default()
        };
        let basis = || {
            let ids = [self.name(pair.plan), self.name(pair.other)];
            let mut results = found
                .own
                .iter()
                .filter(|result| ids.iter().any(|id| id == result.entry.id()));
            results
                .find_map(|result| result.range.as_ref())
                .map_or("the capacity estimate", |range| range.basis)
        };
        PairReport {
            plan: self.name(pair.plan),
            other: self.name(pair.other),
            verdict: pair.verdict.word(),
            why: pair.why.clone(),
            crosses_at: pair
                .crossings
                .iter()
                .map(|crossing| self.crossing(crossing))
                .collect(),
            settled_from: pair.settled.as_ref().map(|(from, _)| from.clone()),
            settled_plan: pair.settled.as_ref().map(|(_, plan)| self.name(*plan)),
            regret: pair.regret.as_ref().map(|regret| RegretReport {
                from: regret.from.clone(),
                to: regret.to.clone(),
                largest_usd: regret.largest.clone(),
                at: regret.at.clone(),
            }),
            period: pair.period.clone(),
            infeasible: pair
                .gaps
                .iter()
                .map(|gap| InfeasibleReport {
                    plan: self.name(gap.plan),
                    from: gap.from.clone(),
                    to: gap.to.clone(),
                    why: why(gap.plan),
                })
                .collect(),
            range: pair.range.as_ref().map(|(slow, fast)| CrossingRange {
                slow: slow.clone(),
                fast: fast.clone(),
                basis: basis(),
            }),
        }
    }
}
