//! Asking for a Monte Carlo, and the same from ordinary evaluations alone.

use std::collections::BTreeMap;

use crossover::{
    analysis::{BINS, DrawnInput, Draws, How, Outcome, PlanOutcome, Status, evaluate, monte_carlo},
    catalog::Catalog,
    scenario::{Entry, Scenario, Template},
    units::{Exact, Usd},
};

/// An input: its path, the ends of its range, and digits after the point.
pub(crate) type Range<'t> = (&'t str, f64, f64, u32);

/// Evenly distributed numbers, the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// From zero to below one.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        f64::from(u32::try_from(mixed >> 32).unwrap()) / 4_294_967_296.0
    }
}

/// Evenly distributed draws.
pub(crate) fn draws(
    template: &Template<'_>,
    scenario: &Scenario,
    ranges: &[Range<'_>],
    count: usize,
) -> Draws {
    let mut random = Random(7);
    let inputs = ranges.iter().map(|(path, from, to, digits)| {
        let knob = template.knob(path, scenario);
        let knob = knob.unwrap_or_else(|error| panic!("{error}"));
        let unit = 10f64.powi(i32::try_from(*digits).unwrap());
        let (mut values, mut bins) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let share = random.next();
            let value = (from + (to - from) * share) * unit;
            #[expect(
                clippy::as_conversions,
                clippy::cast_possible_truncation,
                reason = "whole numbers of a range"
            )]
            values.push(value.round() as i64);
            #[expect(
                clippy::as_conversions,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of the bins"
            )]
            bins.push((share * 32.0) as u8);
        }
        DrawnInput {
            knob,
            digits: *digits,
            values,
            bins,
            cut_off: 0.0,
        }
    });
    Draws {
        count,
        inputs: inputs.collect(),
    }
}

pub(crate) fn no_files(path: &str) -> Result<String, String> {
    Err(format!("{path}: a test has no files"))
}

/// Calls `with` the scenario of a text and draws of these ranges.
pub(crate) fn with_draws<T>(
    catalog: &Catalog,
    text: &str,
    ranges: &[Range<'_>],
    count: usize,
    with: impl FnOnce(&Template<'_>, &Scenario, &Draws) -> T,
) -> T {
    let template = Template::parse(text, None, catalog, &no_files);
    let template = template.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let scenario = template.scenario();
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let draws = draws(&template, &scenario, ranges, count);
    with(&template, &scenario, &draws)
}

/// The outcome, after it was held against ordinary evaluations, and against that of other numbers of
/// threads.
pub(crate) fn held(catalog: &Catalog, text: &str, ranges: &[Range<'_>], count: usize) -> Outcome {
    with_draws(catalog, text, ranges, count, |template, scenario, draws| {
        let outcome = monte_carlo(template, scenario, &[], catalog, draws, 2);
        for threads in [1, 3] {
            let other = monte_carlo(template, scenario, &[], catalog, draws, threads);
            assert_eq!(
                format!("{outcome:?}"),
                format!("{other:?}"),
                "{threads} threads"
            );
        }
        let ordinary = Ordinary::of(catalog, template, scenario, draws);
        ordinary.hold(scenario, draws, &outcome);
        outcome
    })
}

/// What each plan costs in each draw, or why it does not.
struct Ordinary {
    totals: Vec<Vec<Result<Usd, (&'static str, String)>>>,
}

impl Ordinary {
    fn of(catalog: &Catalog, template: &Template<'_>, scenario: &Scenario, draws: &Draws) -> Self {
        let mut totals = vec![Vec::new(); scenario.entries().count()];
        let own: Vec<Vec<usize>> = scenario
            .entries()
            .enumerate()
            .map(|(place, entry)| match entry {
                Entry::Plan(_) => vec![place],
                Entry::Cascade(cascade) => vec![cascade.try_first, cascade.escalate],
            })
            .collect();
        for draw in 0..draws.count {
            let turned = |plans: Option<&[usize]>| {
                let concerns = |input: &&DrawnInput| {
                    let (of, plans) = (input.knob.plans(), plans?);
                    Some(of?.iter().any(|plan| plans.contains(plan)))
                };
                let inputs = draws.inputs.iter();
                let inputs = inputs.filter(|input| concerns(input) != Some(false));
                let knobs: Vec<_> = inputs
                    .map(|input| (&input.knob, input.value(draw)))
                    .collect();
                template.turned(&knobs)
            };
            let all = turned(None);
            for (plan, totals) in totals.iter_mut().enumerate() {
                // What is wrong with another plan is nothing to this one.
                let alone = all.is_err().then(|| turned(Some(&own[plan])));
                totals.push(match alone.as_ref().unwrap_or(&all) {
                    Ok(turned) => {
                        let result = evaluate(turned, turned.entries().nth(plan).unwrap(), catalog);
                        match result.status {
                            Status::Ok => Ok(result.total().unwrap()),
                            _ => Err((result.reasons[0].id, result.reasons[0].message.clone())),
                        }
                    }
                    Err(_) => Err(("scenario-invalid", String::new())),
                });
            }
        }
        Self { totals }
    }

    fn carried(&self, plan: usize) -> Vec<&Usd> {
        self.totals[plan]
            .iter()
            .filter_map(|total| total.as_ref().ok())
            .collect()
    }

    fn hold(&self, scenario: &Scenario, draws: &Draws, outcome: &Outcome) {
        assert_eq!(outcome.draws, draws.count);
        for (place, plan) in outcome.plans.iter().enumerate() {
            assert_eq!(plan.plan, scenario.entries().nth(place).unwrap().id());
            self.hold_totals(place, plan);
            self.hold_failures(place, plan);
        }
        let mut sets: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (place, plan) in outcome.plans.iter().enumerate() {
            sets.entry(plan.apart.clone()).or_default().push(place);
        }
        let aparts: Vec<_> = sets.keys().cloned().collect();
        let chosen: Vec<_> = outcome
            .choices
            .iter()
            .map(|choice| choice.apart.clone())
            .collect();
        assert_eq!(chosen, aparts);
        for (choice, places) in outcome.choices.iter().zip(sets.values()) {
            self.hold_choice(draws, outcome, choice, places);
        }
    }

    fn hold_totals(&self, place: usize, plan: &PlanOutcome) {
        let mut carried = self.carried(place);
        assert_eq!(plan.carried, carried.len(), "{}", plan.plan);
        let Some(totals) = &plan.totals else {
            assert!(carried.is_empty());
            return;
        };
        assert_eq!(
            totals.mean,
            mean(carried.iter().copied(), carried.len()),
            "{}",
            plan.plan
        );
        let floats: Vec<f64> = carried
            .iter()
            .map(|usd| usd.amount().approximate())
            .collect();
        let count = floats.iter().map(|_| 1.0).sum::<f64>();
        let middle = floats.iter().sum::<f64>() / count;
        let squares = floats.iter().map(|usd| (usd - middle).powi(2)).sum::<f64>();
        let error = (squares / (count - 1.0) / count).sqrt();
        let most = floats.iter().copied().fold(0.0, f64::max);
        let off = (totals.standard_error - error).abs();
        assert!(
            carried.len() < 2 || off <= 1e-9 * error + 1e-12 * most,
            "{}: {off}",
            plan.plan
        );
        carried.sort();
        for (found, percent) in [
            (&totals.p5, 5),
            (&totals.p50, 50),
            (&totals.p90, 90),
            (&totals.p95, 95),
        ] {
            let place = (carried.len() * percent).div_ceil(100) - 1;
            assert_eq!(found, carried[place], "P{percent} of {}", plan.plan);
        }
    }

    fn hold_failures(&self, place: usize, plan: &PlanOutcome) {
        let mut counts: BTreeMap<&str, (usize, String)> = BTreeMap::new();
        for (id, message) in self.totals[place]
            .iter()
            .filter_map(|total| total.as_ref().err())
        {
            counts.entry(id).or_insert((0, message.clone())).0 += 1;
        }
        let found = plan
            .failures
            .iter()
            .map(|failure| (failure.id, failure.draws));
        let found: BTreeMap<&str, usize> = found.collect();
        let expected = counts
            .iter()
            .map(|(id, (count, _))| (*id, *count))
            .collect();
        assert_eq!(found, expected, "{}", plan.plan);
        for failure in plan
            .failures
            .iter()
            .filter(|failure| failure.id != "scenario-invalid")
        {
            assert_eq!(failure.message, counts[failure.id].1, "{}", plan.plan);
        }
    }

    fn hold_choice(
        &self,
        draws: &Draws,
        outcome: &Outcome,
        choice: &crossover::analysis::Choice,
        places: &[usize],
    ) {
        let count = draws.count;
        let total = |place: usize, draw: usize| self.totals[place][draw].as_ref().ok();
        let least: Vec<Option<&Usd>> = (0..count)
            .map(|draw| places.iter().filter_map(|place| total(*place, draw)).min())
            .collect();
        let nobody = least.iter().filter(|least| least.is_none()).count();
        assert_eq!(choice.nobody, nobody);
        let mut cheapest = vec![0; outcome.plans.len()];
        for (draw, least) in least
            .iter()
            .enumerate()
            .filter(|(_, least)| least.is_some())
        {
            let first = places.iter().find(|place| total(**place, draw) == *least);
            cheapest[*first.unwrap()] += 1;
        }
        let all = |draws: &[usize], place: usize| -> Option<Usd> {
            draws.iter().map(|draw| total(place, *draw).cloned()).sum()
        };
        let every: Vec<usize> = (0..count).collect();
        let known: Option<Usd> = least.iter().map(|least| least.cloned()).sum();
        for place in places {
            let plan = &outcome.plans[*place];
            assert_eq!(plan.cheapest, cheapest[*place], "{}", plan.plan);
            let regret =
                all(&every, *place).map(|sum| share(&(sum - known.as_ref().unwrap()), count));
            assert_eq!(plan.regret, regret, "{}", plan.plan);
        }
        let sums = places
            .iter()
            .filter_map(|place| Some((all(&every, *place)?, *place)));
        let best = sums.min_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(choice.plan, best.as_ref().map(|(_, place)| *place));
        let Some((best, place)) = best else {
            assert_eq!(choice.perfect_information, None);
            assert!(choice.knowing.iter().all(Option::is_none));
            return;
        };
        assert_eq!(choice.perfect_information, outcome.plans[place].regret);
        for (input, knowing) in draws.inputs.iter().zip(&choice.knowing) {
            let mut known = Usd::zero();
            for bin in 0..BINS {
                let inside = every
                    .iter()
                    .filter(|draw| usize::from(input.bins[**draw]) == bin);
                let inside: Vec<usize> = inside.copied().collect();
                let sums = places.iter().filter_map(|place| all(&inside, *place));
                known = known + &sums.min().unwrap();
            }
            let value = share(&(best.clone() - &known), count);
            assert_eq!(knowing.as_ref(), Some(&value), "{}", input.knob.path);
            assert!(!value.is_negative());
            assert!(value <= choice.perfect_information.clone().unwrap());
        }
    }
}

fn share(usd: &Usd, count: usize) -> Usd {
    usd.divided_by(&Exact::from(u64::try_from(count).unwrap()))
        .unwrap()
}

fn mean<'u>(all: impl Iterator<Item = &'u Usd>, count: usize) -> Usd {
    share(&all.sum(), count)
}

/// What the test says of an outcome that is not as it should be.
pub(crate) fn told(outcome: &Outcome) -> String {
    let plans = outcome.plans.iter();
    let plans = plans.map(|plan| {
        format!(
            "{} {:?} {} {:?}",
            plan.plan, plan.how, plan.carried, plan.failures
        )
    });
    plans.collect::<Vec<_>>().join("\n")
}

/// The plans that have a formula.
pub(crate) fn with_formula(outcome: &Outcome) -> Vec<&str> {
    let plans = outcome.plans.iter();
    let plans = plans.filter(|plan| plan.how == How::Formula);
    plans.map(|plan| plan.plan.as_str()).collect()
}
