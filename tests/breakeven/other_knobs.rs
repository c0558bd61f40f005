//! Any other knob: the order of the plans between neighbouring crossings, and the brackets of those.

use std::sync::LazyLock;

use crossover::{
    analysis::{Breakeven, KnobRange},
    catalog::Catalog,
    units::{Exact, Usd, machine},
};
use proptest::prelude::*;

use super::{
    found::{Question, catalog, found, totals},
    maps::{Within, check, check_order, config, spots},
    random::{KINDS, PRICES, Random, random, with},
};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| catalog(PRICES));

/// Knobs of any scenario, and how far they are turned.
const COMMON: [(&str, &str, &str); 13] = [
    ("workload.output_tokens", "1", "4000"),
    ("workload.input_tokens", "100", "9000"),
    ("workload.cache_read_tokens", "0", "4000"),
    ("workload.failed_share", "0", "0.9"),
    ("workload.growth_per_month", "-0.2", "0.5"),
    ("workload.environments", "1", "20"),
    ("hours_per_month", "100", "1500"),
    ("months", "1", "60"),
    ("price_change_per_year", "-0.5", "1"),
    ("traffic.peak_to_mean", "1.5", "3.5"),
    ("cascade.c.share", "0", "1"),
    ("savings_plan.commitment_usd_per_hour", "0", "20"),
    ("credit.1.usd", "0", "20000"),
];

/// Knobs of plans.
const OWN: [(&str, &str, &str); 9] = [
    ("price_multiplier", "0.01", "10"),
    ("target_utilisation", "0.05", "1"),
    ("instance_count", "1", "60"),
    ("units", "1", "60"),
    ("min_instances", "1", "40"),
    ("max_instances", "1", "60"),
    ("fixed_usd_per_month", "1", "20000"),
    ("input_tokens_per_minute", "100000", "3000000"),
    ("price_multiplier", "0.5", "2"),
];

/// Every knob the scenario has of those lists.
fn knobs(text: &str) -> Vec<(String, &'static str, &'static str)> {
    let own = (1..9).flat_map(|at| {
        let path = move |key: &str| format!("plan.p{at}.{key}");
        OWN.iter()
            .map(move |(key, from, to)| (path(key), *from, *to))
    });
    let common = COMMON
        .iter()
        .map(|(path, from, to)| ((*path).to_owned(), *from, *to));
    let all = common.chain(own);
    all.filter(|(path, _, _)| text.contains(&format!("# {path}\n")))
        .collect()
}

fn check_knob(
    random: &Random,
    (path, from, to): (&str, &str, &str),
    parts: &[u32],
) -> Result<(), TestCaseError> {
    let text = random.text();
    let question = Question {
        knob: path,
        from: Some(from),
        to: Some(to),
        ..Question::default()
    };
    let cost = |x: &Exact| totals(&CATALOG, &with(&text, path, &machine(x))).unwrap_or_default();
    found(&CATALOG, &text, question, |found| {
        check_order(found)?;
        let KnobRange { from, to } = &found.options.range;
        let digits = if found.options.knob.bound.whole { 0 } else { 5 };
        for x in spots(from, to, parts, digits) {
            check(found, &x, &cost(&x), Within::FOLLOWED)?;
        }
        brackets(found, &cost)
    })
    .map_err(|error| match error {
        TestCaseError::Fail(why) => TestCaseError::fail(format!("{path}: {why}\n{text}")),
        reject @ TestCaseError::Reject(_) => reject,
    })
}

/// At the low end of each bracket the plan before is no dearer, at the high end the plan after.
fn brackets(
    found: &Breakeven<'_>,
    cost: &dyn Fn(&Exact) -> Vec<Option<Usd>>,
) -> Result<(), TestCaseError> {
    let whole = found.options.knob.bound.whole;
    let of_pairs = found
        .pairs
        .iter()
        .flat_map(|pair| pair.crossings.iter().take(4));
    for crossing in found.map.crossings.iter().take(8).chain(of_pairs) {
        let above = match &crossing.within {
            Some(within) => &crossing.at + within,
            None if whole => &crossing.at + &Exact::one(),
            None => continue,
        };
        let sides = [
            (&crossing.at, crossing.before, crossing.after),
            (&above, crossing.after, crossing.before),
        ];
        for (x, cheaper, dearer) in sides {
            let totals = cost(x);
            let usd = |plan: Option<usize>| plan.and_then(|plan| totals.get(plan)?.clone());
            let right = match (usd(cheaper), usd(dearer)) {
                (Some(cheaper), Some(dearer)) => cheaper <= dearer,
                (Some(_), None) => true,
                (None, None) => cheaper.is_none(),
                (None, Some(_)) => false,
            };
            prop_assert!(right, "at {} of {crossing:?}: {totals:?}", machine(x));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn the_map_over_any_knob_is_that_of_full_evaluations(
        random in random(KINDS),
        knob in 0usize..1_000,
        parts in prop::collection::vec(1u32..1_000_000, 12),
    ) {
        let random = random.lighter();
        let text = random.text();
        let knobs = knobs(&text);
        let (path, from, to) = &knobs[knob % knobs.len()];
        check_knob(&random, (path, from, to), &parts)?;
    }
}
