//! The tornado: its ends are ordinary evaluations, and a flip is one.

use crossover::{
    analysis::{Flip, Input, Tornado, evaluate, tornado},
    catalog::Catalog,
    scenario::{Knob, Scenario, Template},
    units::{Decimal, Exact, Usd, machine},
};
use proptest::{prelude::*, test_runner::Config};

use crate::{priced, workload::PRICES};

/// A scenario of four plans with ranges of every distribution.
fn text(requests: u64, tokens: u64, cents: u64, capacity: u64, months: u64) -> String {
    let (few, many) = (requests / 3 + 1, requests * 4);
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\nmonths = {months}\n\
         [workload]\nkind = \"text\"\nlatency = \"offline\"\n\
         requests_per_month = {{ low = {few}, mode = {requests}, high = {many}, distribution = \"pert\" }}\n\
         input_tokens = {{ mean = {tokens}, sd = {}, distribution = \"normal\" }}\n\
         output_tokens = {{ mean = {tokens}, sd = {}, distribution = \"lognormal\" }}\n\
         failed_share = {{ values = [0, \"0.05\", \"0.3\"], weights = [1, 5, 1], distribution = \"discrete\" }}\n\
         [traffic]\nshape = \"diurnal\"\n\
         [[plan]]\nid = \"outside\"\nmode = \"external\"\nlabel = \"x\"\n\
         usd_per_million_input_tokens = \"0.{cents:02}\"\nusd_per_million_output_tokens = \"0.9\"\n\
         price_multiplier = {{ low = \"0.5\", high = 3, distribution = \"uniform\" }}\n\
         [[plan]]\nid = \"own\"\nmode = \"sagemaker.endpoint\"\nmodel = \"acme.one-v1:0\"\ninstance = \"ml.c7i.large\"\n\
         capacity = {{ output_tokens_per_second = {capacity} }}\n\
         target_utilisation = {{ low = \"0.3\", mode = \"0.6\", high = 1, distribution = \"triangular\" }}\n\
         [[plan]]\nid = \"scaled\"\nmode = \"sagemaker.endpoint\"\nmodel = \"acme.one-v1:0\"\ninstance = \"ml.c7i.large\"\n\
         scaling = \"autoscaled\"\nmin_instances = {{ low = 1, mode = 2, high = 5, distribution = \"triangular\" }}\n\
         capacity = {{ output_tokens_per_second = {capacity} }}\n\
         [[plan]]\nid = \"api\"\nmode = \"bedrock.on-demand\"\nmodel = \"acme.one-v1:0\"\nprice_multiplier = \"0.05\"\n",
        tokens / 5 + 1,
        tokens / 3 + 1,
    )
}

/// What the leader costs with `knob` at `value`, and the least that any other plan does.
#[expect(clippy::unwrap_used, reason = "what is not there fails the test")]
fn costs(
    template: &Template<'_>,
    catalog: &Catalog,
    leader: &str,
    (knob, value): (&Knob, Decimal),
) -> (Option<Usd>, Option<Usd>) {
    let scenario = template.turned(&[(knob, value)]).unwrap();
    let total = |own: bool| {
        let plans = scenario
            .plans
            .iter()
            .filter(|plan| (plan.id == leader) == own);
        plans
            .filter_map(|plan| evaluate(&scenario, plan, catalog).total())
            .min()
    };
    (total(true), total(false))
}

fn beaten((own, others): (Option<Usd>, Option<Usd>)) -> bool {
    match (own, others) {
        (Some(own), Some(others)) => others < own,
        (own, _) => own.is_none(),
    }
}

/// Holds a flip against ordinary evaluations on both sides of it.
#[expect(clippy::unwrap_used, reason = "what is not there fails the test")]
fn check(
    template: &Template<'_>,
    catalog: &Catalog,
    found: &Tornado,
    (knob, flip): (&Knob, &Flip),
    below: bool,
) {
    let at = flip.at.clone().unwrap();
    let decimal =
        |value: &Exact| -> Decimal { machine(&value.rounded_half_even(12)).parse().unwrap() };
    let near = Exact::ratio(1, 100_000_000).unwrap() * &at;
    // A bracket has its two sides, a number of a formula is left by a hair.
    let (low, high) = match &flip.within {
        Some(within) => (at.clone(), &at + within),
        None if knob.bound.whole => (at.clone(), &at + &Exact::one()),
        None => (&at - &near, &at + &near),
    };
    let side = |value: &Exact| costs(template, catalog, &found.leader, (knob, decimal(value)));
    let (holds, other) = if below { (&high, &low) } else { (&low, &high) };
    assert!(!beaten(side(holds)), "{} {at:?}", knob.path);
    assert!(beaten(side(other)), "{} {at:?}", knob.path);
    if let Some(plan) = &flip.plan {
        let scenario = template.turned(&[(knob, decimal(other))]).unwrap();
        let entry = scenario
            .plans
            .iter()
            .find(|entry| entry.id == *plan)
            .unwrap();
        let (_, least) = side(other);
        assert_eq!(evaluate(&scenario, entry, catalog).total(), least);
    }
}

#[expect(clippy::unwrap_used, reason = "what is not there fails the test")]
fn knob(template: &Template<'_>, scenario: &Scenario, input: &Input) -> Knob {
    template.knob(&input.name, scenario).unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 10, failure_persistence: None, ..Config::default() })]

    #[test]
    fn ends_are_evaluations_and_flips_are_flips(
        requests in 10_000u64..30_000_000,
        tokens in 20u64..3_000,
        cents in 1u64..99,
        capacity in 50u64..40_000,
        months in 1u64..4,
    ) {
        let catalog = priced::catalog(PRICES);
        let no_files = |path: &str| Err(path.to_owned());
        let text = text(requests, tokens, cents, capacity, months);
        let template = Template::parse(&text, None, &catalog, &no_files).unwrap();
        let scenario = template.scenario().unwrap();
        let found = tornado(&template, &scenario, &[], &catalog).unwrap();
        prop_assert!(found.has_ranges);
        prop_assert_eq!(found.inputs.len(), 7);
        for input in &found.inputs {
            let knob = knob(&template, &scenario, input);
            for swing in [&input.low, &input.high] {
                let value = swing.value.unwrap();
                let (own, others) = costs(&template, &catalog, &found.leader, (&knob, value));
                prop_assert_eq!(&swing.cost, &own);
                prop_assert_eq!(&swing.least, &own.iter().chain(&others).min().cloned());
                let leads = swing.cheapest.as_ref() == Some(&found.leader);
                prop_assert_eq!(leads, !beaten((own, others)));
            }
            for (flip, below) in [(&input.flips.below, true), (&input.flips.above, false)] {
                if let Some(flip) = flip {
                    check(&template, &catalog, &found, (&knob, flip), below);
                }
            }
            // Where the leader is beaten at an end, there is a flip on the way.
            let lost = |swing: &crossover::analysis::Swing| swing.cheapest.as_ref() != Some(&found.leader);
            prop_assert!(!lost(&input.low) || input.flips.below.is_some(), "{}", input.name);
            prop_assert!(!lost(&input.high) || input.flips.above.is_some(), "{}", input.name);
        }
        let effects: Vec<_> = found.inputs.iter().map(Input::effect).collect();
        prop_assert!(effects.windows(2).all(|pair| pair[0].is_none() || pair[0] >= pair[1] && pair[1].is_some()));
    }
}
