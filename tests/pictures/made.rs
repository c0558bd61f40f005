//! Answers to break-even made by hand: plans with a fixed cost, a cost by use and steps, and the
//! cheapest of them found by trying all of them on each piece.

#![expect(clippy::unwrap_used, reason = "what is made by hand is sound")]

use crossover::{
    report::{
        BreakevenPlanReport, BreakevenScenario, CatalogReport, ColumnReport, CommitmentReport,
        CrossingRange, CrossingReport, CurveLine, CurveReport, InfeasibleReport, KnobReport,
        NoteReport, PairReport, Period, RegretReport, ScenarioSource, StretchReport, WinnerReport,
    },
    units::{Decimal, Exact, Qty, Rate, Requests, Usd},
};

/// A plan whose cost has a formula: `fixed + by_use·x + step·max(⌈x / size⌉, least)`.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) fixed: Exact,
    pub(crate) by_use: Exact,
    pub(crate) step: Exact,
    pub(crate) size: Exact,
    pub(crate) least: u64,
    pub(crate) carries: Option<(Exact, Exact)>,
}

pub(crate) fn exact(text: &str) -> Exact {
    Exact::from(text.parse::<Decimal>().unwrap())
}

pub(crate) fn usd(amount: &Exact) -> Usd {
    let one = Rate::<Requests>::new(Decimal::ONE, 1).unwrap();
    &Qty::<Requests>::new(amount.clone()) * &one
}

impl Plan {
    pub(crate) fn by_use(id: &str, price: &str) -> Self {
        Self {
            id: id.to_owned(),
            fixed: Exact::zero(),
            by_use: exact(price),
            step: Exact::zero(),
            size: Exact::one(),
            least: 0,
            carries: None,
        }
    }

    pub(crate) fn steps(id: &str, step: &str, size: &str, least: u64) -> Self {
        Self {
            step: exact(step),
            size: exact(size),
            least,
            ..Self::by_use(id, "0")
        }
    }

    pub(crate) fn fixed(id: &str, usd: &str) -> Self {
        Self {
            fixed: exact(usd),
            ..Self::by_use(id, "0")
        }
    }

    pub(crate) fn carrying(self, from: &str, to: &str) -> Self {
        Self {
            carries: Some((exact(from), exact(to))),
            ..self
        }
    }

    /// The cost on `from < x <= to`, where no step lies in between, at an `x` of its closure.
    fn on(&self, to: &Exact, x: &Exact) -> Exact {
        let units = if self.step.is_zero() {
            0
        } else {
            to.checked_div(&self.size)
                .unwrap()
                .ceil()
                .unwrap()
                .max(self.least)
        };
        &(&self.fixed + &(&self.by_use * x)) + &(&self.step * &Exact::from(units))
    }

    fn ends(&self, from: &Exact, to: &Exact) -> Vec<Exact> {
        let mut ends = Vec::new();
        if let Some((least, most)) = &self.carries {
            ends.extend([least.clone(), most.clone()]);
        }
        if !self.step.is_zero() {
            let mut units = from.checked_div(&self.size).unwrap().ceil().unwrap();
            loop {
                let end = &self.size * &Exact::from(units);
                if end >= *to {
                    break;
                }
                ends.push(end);
                units += 1;
            }
        }
        ends.retain(|end| end > from && end < to);
        ends
    }

    fn carries(&self, from: &Exact, to: &Exact) -> bool {
        let within = |(least, most): &(Exact, Exact)| from >= least && to <= most;
        self.carries.as_ref().is_none_or(within)
    }
}

/// The cheapest plans over a range, and where they change.
pub(crate) fn envelope(
    plans: &[Plan],
    from: &Exact,
    to: &Exact,
) -> (Vec<WinnerReport>, Vec<CrossingReport>) {
    let mut ends: Vec<Exact> = plans.iter().flat_map(|plan| plan.ends(from, to)).collect();
    ends.extend([from.clone(), to.clone()]);
    ends.sort();
    ends.dedup();
    let mut winners: Vec<WinnerReport> = Vec::new();
    for pair in ends.windows(2) {
        piece(plans, &pair[0], &pair[1], &mut winners);
    }
    let crossings = winners.windows(2).map(|pair| {
        let (before, after) = (&pair[0], &pair[1]);
        CrossingReport {
            at: before.to.clone(),
            kind: match (&before.to_usd, &after.from_usd) {
                (Some(one), Some(other)) if one == other => "equal",
                (Some(_), Some(_)) => "jump",
                _ => "carries",
            },
            within: None,
            before: before.plan.clone(),
            after: after.plan.clone(),
            before_usd: before.to_usd.clone(),
            after_usd: after.from_usd.clone(),
            before_regime: before.regime,
            after_regime: after.regime,
        }
    });
    let crossings = crossings.collect();
    (winners, crossings)
}

/// One piece on which all costs are straight lines.
fn piece(plans: &[Plan], from: &Exact, to: &Exact, winners: &mut Vec<WinnerReport>) {
    let able: Vec<&Plan> = plans.iter().filter(|plan| plan.carries(from, to)).collect();
    let mut at = from.clone();
    while at < *to {
        let cost = |plan: &Plan| (plan.on(to, &at), plan.by_use.clone());
        let best = able.iter().min_by_key(|plan| cost(plan));
        let Some(best) = best else {
            add(winners, None, (&at, to), (None, None));
            return;
        };
        // The nearest place at which a plan with a smaller slope costs as much.
        let meets = |other: &&&Plan| {
            let slope = &best.by_use - &other.by_use;
            let gap = &other.on(to, &at) - &best.on(to, &at);
            let run = slope
                .is_positive()
                .then(|| gap.checked_div(&slope))
                .flatten()?;
            Some(&at + &run).filter(|x| *x > at && x < to)
        };
        let until = able.iter().filter_map(|other| meets(&other)).min();
        let until = until.unwrap_or_else(|| to.clone());
        let costs = (best.on(to, &at), best.on(to, &until));
        add(
            winners,
            Some(best),
            (&at, &until),
            (Some(&costs.0), Some(&costs.1)),
        );
        at = until;
    }
}

fn add(
    winners: &mut Vec<WinnerReport>,
    plan: Option<&Plan>,
    (from, to): (&Exact, &Exact),
    (from_usd, to_usd): (Option<&Exact>, Option<&Exact>),
) {
    let id = plan.map(|plan| plan.id.clone());
    if let Some(last) = winners.last_mut().filter(|last| last.plan == id) {
        last.to = to.clone();
        last.to_usd = to_usd.map(usd);
        return;
    }
    winners.push(WinnerReport {
        from: from.clone(),
        to: to.clone(),
        plan: id,
        ties: Vec::new(),
        from_usd: from_usd.map(usd),
        to_usd: to_usd.map(usd),
        regime: plan.map(|plan| match () {
            () if plan.step.is_zero() && plan.by_use.is_zero() => "given",
            () if plan.step.is_zero() => "use",
            () if *to <= &plan.size * &Exact::from(plan.least) => "minimum",
            () => "capacity",
        }),
    });
}

pub(crate) fn knob(
    path: &str,
    unit: Option<&'static str>,
    range: (&str, &str),
    own: &str,
) -> KnobReport {
    KnobReport {
        path: path.to_owned(),
        unit,
        value: Some(exact(own)),
        from: exact(range.0),
        to: exact(range.1),
        whole: false,
        logarithmic: false,
    }
}

/// An answer over one knob.
pub(crate) fn scenario(name: &str, knob: KnobReport, plans: &[Plan]) -> BreakevenScenario {
    let (winners, crossings) = envelope(plans, &knob.from, &knob.to);
    BreakevenScenario {
        scenario: ScenarioSource {
            name: name.to_owned(),
            file: Some("scenario.toml".to_owned()),
            digest: "0123456789ab".to_owned(),
        },
        period: Period {
            hours_per_month: Exact::from(730u64),
            months: 1,
            price_change_per_year: Exact::zero(),
            discount_rate_per_year: None,
        },
        as_of: "2026-07-01".to_owned(),
        catalog: CatalogReport {
            edition: "2026-07-01".to_owned(),
            digest: "89abcdef0123".to_owned(),
        },
        overlays: Vec::new(),
        plans: plans.iter().map(|plan| plan_report(plan, &knob)).collect(),
        curves: plans.iter().map(|plan| curve(plan, &knob)).collect(),
        across: None,
        winners,
        crossings,
        settled_from: None,
        pairs: Vec::new(),
        commitments: Vec::new(),
        plane: Vec::new(),
        assumptions: Vec::new(),
        warnings: Vec::new(),
        knob,
    }
}

fn plan_report(plan: &Plan, knob: &KnobReport) -> BreakevenPlanReport {
    let (from, to) = plan
        .carries
        .clone()
        .unwrap_or_else(|| (knob.from.clone(), knob.to.clone()));
    BreakevenPlanReport {
        id: plan.id.clone(),
        mode: "external",
        total_usd: None,
        method: "exact",
        carries: vec![StretchReport { from, to }],
        reasons: Vec::new(),
    }
}

fn curve(plan: &Plan, knob: &KnobReport) -> CurveReport {
    let mut ends = plan.ends(&knob.from, &knob.to);
    ends.extend([knob.from.clone(), knob.to.clone()]);
    ends.sort();
    ends.dedup();
    let pieces = ends
        .windows(2)
        .filter(|pair| plan.carries(&pair[0], &pair[1]));
    let lines = pieces.map(|pair| CurveLine {
        from: pair[0].clone(),
        to: pair[1].clone(),
        from_usd: usd(&plan.on(&pair[1], &pair[0])),
        to_usd: usd(&plan.on(&pair[1], &pair[1])),
    });
    CurveReport {
        plan: plan.id.clone(),
        lines: lines.collect(),
    }
}

/// An answer over two knobs; `plans_at` says what the plans are at a value of the second.
pub(crate) fn plane(
    name: &str,
    (knob, across): (KnobReport, KnobReport),
    values: &[Exact],
    plans_at: &dyn Fn(&Exact) -> Vec<Plan>,
) -> BreakevenScenario {
    let own = across.value.clone().unwrap();
    let columns = values.iter().map(|value| ColumnReport {
        across: value.clone(),
        winners: envelope(&plans_at(value), &knob.from, &knob.to).0,
    });
    let plane = columns.collect();
    BreakevenScenario {
        across: Some(across),
        plane,
        ..scenario(name, knob, &plans_at(&own))
    }
}

// --- The pictures that are looked at ---

/// One crossing, on logarithmic axes.
pub(crate) fn one_crossing() -> BreakevenScenario {
    let plans = [
        Plan::by_use("bedrock.on-demand/nova-pro", "0.0024"),
        Plan::steps(
            "sagemaker.endpoint/llama-3.3-70b/ml.g6e.12xlarge",
            "7665.73",
            "9000000",
            1,
        ),
    ];
    let range = ("100000", "9000000");
    let knob = KnobReport {
        logarithmic: true,
        ..knob(
            "workload.requests_per_month",
            Some("requests"),
            range,
            "1500000",
        )
    };
    scenario("Support assistant", knob, &plans)
}

/// $0.30 a thousand against $1,000 for each 4,000: nine crossings.
pub(crate) fn nine_crossings() -> BreakevenScenario {
    let plans = [
        Plan::by_use("on-demand", "0.3"),
        Plan::steps("endpoint", "1000", "4000", 0),
    ];
    let knob = knob(
        "workload.requests_per_month",
        Some("thousand requests"),
        ("0", "20000"),
        "9000",
    );
    let mut report = scenario("Worked example", knob, &plans);
    report.settled_from = Some(Exact::ratio(50000, 3).unwrap());
    report.pairs = pairs(&report);
    report.commitments = commitments();
    report.assumptions = vec!["A month has 730 hours.".to_owned()];
    report.warnings = vec![NoteReport {
        id: "throughput-not-published".to_owned(),
        message: "what a model unit carries is not published".to_owned(),
        field: None,
    }];
    report
}

/// A pair of each verdict.
fn pairs(report: &BreakevenScenario) -> Vec<PairReport> {
    let pair = |other: &str, verdict: &'static str| PairReport {
        plan: "on-demand".to_owned(),
        other: other.to_owned(),
        verdict,
        why: None,
        crosses_at: Vec::new(),
        settled_from: None,
        settled_plan: None,
        regret: None,
        period: None,
        infeasible: Vec::new(),
        range: None,
    };
    vec![
        PairReport {
            crosses_at: report.crossings.clone(),
            settled_from: report.settled_from.clone(),
            settled_plan: Some("endpoint".to_owned()),
            regret: Some(RegretReport {
                from: Exact::ratio(10000, 3).unwrap(),
                to: Exact::ratio(50000, 3).unwrap(),
                largest_usd: usd(&exact("800")),
                at: exact("4000"),
            }),
            range: Some(CrossingRange {
                slow: Some(exact("4100")),
                fast: Some(exact("2500")),
                basis: "the capacity is estimated",
            }),
            ..pair("endpoint", "crosses")
        },
        PairReport {
            crosses_at: report.crossings[..1].to_vec(),
            settled_from: Some(Exact::ratio(10000, 3).unwrap()),
            settled_plan: Some("own".to_owned()),
            ..pair("own", "crosses")
        },
        PairReport {
            settled_from: Some(Exact::zero()),
            settled_plan: Some("on-demand".to_owned()),
            ..pair("priority", "always")
        },
        PairReport {
            why: Some("each token costs less, and nothing is paid besides.".to_owned()),
            ..pair("batch", "never")
        },
        pair("on-demand+scope.geo", "ties"),
        PairReport {
            crosses_at: report.crossings[..4].to_vec(),
            period: Some(exact("4000")),
            ..pair("reserved", "alternates")
        },
        PairReport {
            infeasible: vec![InfeasibleReport {
                plan: "serverless".to_owned(),
                from: exact("0"),
                to: exact("20000"),
                why: "an answer takes longer than 60 seconds.".to_owned(),
            }],
            ..pair("serverless", "infeasible")
        },
    ]
}

fn commitments() -> Vec<CommitmentReport> {
    vec![
        CommitmentReport {
            plan: "endpoint".to_owned(),
            against: "on-demand".to_owned(),
            utilisation: Some(Exact::ratio(5, 6).unwrap()),
            now: Some(exact("0.75")),
            input_tokens_per_minute: None,
            output_tokens_per_minute: None,
        },
        CommitmentReport {
            plan: "bedrock.provisioned/nova-pro+term.6-months".to_owned(),
            against: "on-demand".to_owned(),
            utilisation: Some(exact("1.4")),
            now: None,
            input_tokens_per_minute: Some(exact("183500")),
            output_tokens_per_minute: Some(exact("20388.9")),
        },
    ]
}

/// Forty plans, the cheapest changing often.
pub(crate) fn forty_plans() -> BreakevenScenario {
    let mut plans = vec![
        Plan::by_use("bedrock.on-demand/nova-pro", "0.3"),
        Plan::steps("sagemaker.endpoint/llama/ml.g5.xlarge", "1000", "4000", 1),
        Plan::steps(
            "sagemaker.endpoint/llama/ml.p4d.24xlarge",
            "6000",
            "32000",
            1,
        ),
        Plan::steps(
            "bedrock.provisioned/nova-pro+term.6-months",
            "2500",
            "11000",
            0,
        ),
    ];
    for at in 0..36u32 {
        let price = format!("0.{}", 310 + at * 19);
        plans.push(Plan::by_use(
            &format!("bedrock.on-demand/model-{at}+tier.priority"),
            &price,
        ));
    }
    let range = ("100", "100000");
    let knob = KnobReport {
        logarithmic: true,
        ..knob(
            "workload.requests_per_month",
            Some("requests"),
            range,
            "9000",
        )
    };
    scenario("Model shortlist with forty ways of buying", knob, &plans)
}

/// Stretches in which nothing, or not everything, carries the workload.
pub(crate) fn infeasible() -> BreakevenScenario {
    let plans = [
        Plan::by_use("serverless", "0.02").carrying("0", "300"),
        Plan::steps("endpoint", "6", "250", 2).carrying("400", "1600"),
        Plan::by_use("on-demand", "0.018").carrying("700", "2000"),
    ];
    let knob = knob(
        "workload.requests_per_second",
        Some("requests/s"),
        ("0", "2500"),
        "900",
    );
    scenario("Incident <storm> & \"after\"", knob, &plans)
}

/// A plane with five plans that are somewhere the cheapest.
pub(crate) fn five_winners() -> BreakevenScenario {
    let range = ("10000", "100000000");
    let knob_up = KnobReport {
        logarithmic: true,
        ..knob(
            "workload.requests_per_month",
            Some("requests"),
            range,
            "1500000",
        )
    };
    let across = KnobReport {
        logarithmic: true,
        ..knob(
            "workload.output_tokens",
            Some("tokens"),
            ("50", "5000"),
            "350",
        )
    };
    let mut values: Vec<Exact> = Vec::new();
    let mut value = 50.0f64;
    while value < 5000.5 {
        values.push(exact(&format!("{value:.0}")));
        value *= 1.04;
    }
    values.push(exact("5000"));
    let plans_at = |tokens: &Exact| {
        let by_token = |price: &str| &exact(price) * tokens;
        let size = |tokens_a_month: &str| exact(tokens_a_month).checked_div(tokens).unwrap();
        let endpoint = |id: &str, step: &str, capacity: &str| Plan {
            step: exact(step),
            size: size(capacity),
            least: 1,
            ..Plan::by_use(id, "0")
        };
        vec![
            Plan {
                by_use: by_token("0.0000032") + exact("0.0008"),
                ..Plan::by_use("bedrock.on-demand/nova-pro", "0")
            },
            Plan {
                by_use: by_token("0.000006") + exact("0.0001"),
                ..Plan::by_use("bedrock.on-demand/mistral-large", "0")
            },
            endpoint("sagemaker.endpoint/llama/ml.g5.xlarge", "1030", "500000000"),
            endpoint(
                "sagemaker.endpoint/llama/ml.g6e.12xlarge",
                "7665",
                "9000000000",
            ),
            Plan {
                fixed: exact("900"),
                by_use: exact("0.00055"),
                carries: Some((exact("10000"), size("3000000000"))),
                ..Plan::by_use("bedrock.provisioned/nova-micro", "0")
            },
        ]
    };
    plane("Support assistant", (knob_up, across), &values, &plans_at)
}
