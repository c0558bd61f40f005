//! Knobs of needs, and needs under every knob, agree with ordinary evaluations.

use crossover::{
    analysis::{BreakevenOptions, CrossingKind, KnobRange, breakeven, evaluate},
    scenario::{Scenario, Template},
    units::{Decimal, Exact},
};
use proptest::{prelude::*, test_runner::Config};

use super::{CATALOG, both, exact};

const NEEDS: &str = "[needs.guardrails]\ncontent_filters = true\ninput_characters = 1000\nown_filter_usd_per_month = \"400\"\n\
    [needs.people]\nusd_per_hour = \"50\"\nbedrock_hours_per_month = 20\nsagemaker_hours_per_month = 20\n";

fn no_files(path: &str) -> Result<String, String> {
    Err(path.to_owned())
}

fn template(text: &str) -> Template<'static> {
    let template = Template::parse(text, None, &CATALOG, &no_files);
    template.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn scenario(template: &Template<'_>, knobs: &[(&str, &str)]) -> Scenario {
    let plain = template.scenario();
    let plain = plain.unwrap_or_else(|problems| panic!("{problems:?}"));
    let knobs: Vec<_> = knobs
        .iter()
        .map(|(path, value)| {
            let knob = template.knob(path, &plain);
            let knob = knob.unwrap_or_else(|error| panic!("{error}"));
            let value: Decimal = value.parse().unwrap_or_else(|error| panic!("{error}"));
            (knob, value)
        })
        .collect();
    let knobs: Vec<_> = knobs.iter().map(|(knob, value)| (knob, *value)).collect();
    let turned = template.turned(&knobs);
    turned.unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// What both plans cost.
fn costs(scenario: &Scenario) -> Vec<Exact> {
    let plans = scenario.plans.iter();
    plans
        .map(|plan| {
            let result = evaluate(scenario, plan, &CATALOG);
            let total = result.total();
            total.map_or_else(
                || panic!("{:?}", result.reasons),
                |usd| usd.amount().clone(),
            )
        })
        .collect()
}

#[test]
fn a_knob_turned_is_the_number_written() {
    let template = template(&both(NEEDS));
    for (path, value, line, written) in [
        (
            "needs.guardrails.input_characters",
            "2500",
            "input_characters = 1000",
            "input_characters = 2500",
        ),
        (
            "needs.people.usd_per_hour",
            "60",
            "usd_per_hour = \"50\"",
            "usd_per_hour = \"60\"",
        ),
        (
            "needs.guardrails.own_filter_usd_per_month",
            "1",
            "own_filter_usd_per_month = \"400\"",
            "own_filter_usd_per_month = \"1\"",
        ),
        (
            "needs.people.sagemaker_hours_per_month",
            "3.5",
            "sagemaker_hours_per_month = 20",
            "sagemaker_hours_per_month = \"3.5\"",
        ),
    ] {
        let turned = scenario(&template, &[(path, value)]);
        let text = both(NEEDS);
        assert!(text.contains(line), "{line}");
        let text = text.replace(line, written);
        let wrote = super::priced::scenario(&CATALOG, &text);
        assert_eq!(costs(&turned), costs(&wrote), "{path}");
        assert_ne!(costs(&turned), costs(&scenario(&template, &[])), "{path}");
    }
}

/// Where the cheaper plan changes: the value, what happens there, and how far off it may be.
fn crossings(
    text: &str,
    knob: &str,
    (from, to): (&str, &str),
) -> Vec<(Exact, CrossingKind, Option<Exact>)> {
    let template = template(text);
    let plain = scenario(&template, &[]);
    let knob = template.knob(knob, &plain);
    let knob = knob.unwrap_or_else(|error| panic!("{error}"));
    let decimal = |text: &str| text.parse::<Decimal>().ok();
    let range = KnobRange::of(&knob, &plain, decimal(from), decimal(to));
    let range = range.unwrap_or_else(|error| panic!("{error}"));
    let options = BreakevenOptions {
        knob,
        range,
        across: None,
        between: None,
    };
    let found = breakeven(&template, &plain, &[], &CATALOG, options);
    let crossings = found.map.crossings.iter();
    crossings
        .map(|crossing| (crossing.at.clone(), crossing.kind, crossing.within.clone()))
        .collect()
}

#[test]
fn both_sides_cost_the_same_where_a_break_even_is_found() {
    // 0.0014 of tokens and 0.001 of guardrails a request; 2,000 of an instance and 400 of a filter.
    let found = crossings(
        &both(NEEDS),
        "workload.requests_per_month",
        ("1", "10000000"),
    );
    assert_eq!(found, [(exact("1000000"), CrossingKind::Equal, None)]);
    let at = scenario(
        &template(&both(NEEDS)),
        &[("workload.requests_per_month", "1000000")],
    );
    let costs = costs(&at);
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0], exact("3400"));
}

#[test]
fn a_knob_of_a_need_has_a_break_even() {
    // 2,400 and 20 hours at 50 against 2,400 and as many as the knob says.
    let found = crossings(
        &both(NEEDS),
        "needs.people.sagemaker_hours_per_month",
        ("0", "100"),
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let off = &found[0].0 - &exact("20");
    let off = if off.is_negative() { -off } else { off };
    assert!(off <= exact("0.01"), "{found:?}");
}

proptest! {
    #![proptest_config(Config::with_cases(24))]

    #[test]
    fn a_break_even_over_the_requests_is_where_two_lines_meet(
        characters in 1u64..5_000, filter in 0u64..3_000, hours in 0u64..30,
    ) {
        let needs = format!(
            "[needs.guardrails]\ncontent_filters = true\ninput_characters = {characters}\nown_filter_usd_per_month = \"{filter}\"\n\
             [needs.people]\nusd_per_hour = \"50\"\nsagemaker_hours_per_month = {hours}\n"
        );
        let found = crossings(&both(&needs), "workload.requests_per_month", ("1", "10000000"));
        // In thousandths of a dollar: 1.4 and a text unit for each 1,000 characters begun a request.
        let fixed = 2_000 + filter + 50 * hours;
        let slope = 14 + 10 * characters.div_ceil(1_000);
        let at = Exact::ratio(fixed * 10_000, slope).unwrap();
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].1, &CrossingKind::Equal);
        match &found[0].2 {
            None => prop_assert_eq!(&found[0].0, &at),
            Some(within) => prop_assert!((&found[0].0 - &at) <= *within && (&at - &found[0].0) <= *within),
        }
    }
}
