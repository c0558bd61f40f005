//! Each kind of plan over draws of what it depends on.

use crossover::{
    analysis::Outcome,
    catalog::{Catalog, Overlay},
};

use super::{
    asked::{Range, held, told, with_formula},
    random::PRICES,
};

/// A workload of a week of different hours.
pub(crate) const HEAD: &str = r#"
schema = 1
name = "any"
region = "us-east-1"
[traffic]
shape = "weekly"
[workload]
requests_per_month = 900_000
input_tokens = 900
output_tokens = 200
latency = "async"
"#;

/// The usual three inputs.
const USUAL: [Range<'_>; 3] = [
    ("workload.requests_per_month", 100_000.0, 3_000_000.0, 0),
    ("workload.input_tokens", 500.0, 2_000.0, 1),
    ("workload.output_tokens", 50.0, 500.0, 2),
];

/// The usual inputs and others.
fn usual<'t>(more: &[Range<'t>]) -> Vec<Range<'t>> {
    USUAL.iter().chain(more).copied().collect()
}

pub(crate) fn catalog() -> Catalog {
    let overlay = Overlay::parse("test.csv", PRICES);
    Catalog::embedded(vec![overlay.unwrap_or_else(|error| panic!("{error}"))])
}

/// Plans of these modes and further lines, each with its number as its id.
fn plans(all: &[(&str, &str)]) -> String {
    let text = all
        .iter()
        .enumerate()
        .map(|(at, (mode, more))| format!("[[plan]]\nid = \"p{at}\"\nmode = \"{mode}\"\n{more}\n"));
    text.collect()
}

/// Holds plans under [`HEAD`] and more of it, and says that of so many a formula was found.
fn formulas(more: &str, all: &[(&str, &str)], ranges: &[Range<'_>], count: usize) -> Outcome {
    let outcome = held(
        &catalog(),
        &format!("{HEAD}{more}\n{}", plans(all)),
        ranges,
        300,
    );
    assert_eq!(with_formula(&outcome).len(), count, "{}", told(&outcome));
    outcome
}

const ENDPOINT: &str = "sagemaker.endpoint";
const ACME: &str = "model = \"acme.one-v1:0\"";

#[test]
fn on_demand_of_all_tiers_and_scopes() {
    let all = [
        ("bedrock.on-demand", "model = \"nova-pro\""),
        ("bedrock.on-demand", "model = \"nova-pro\"\ntier = \"flex\""),
        (
            "bedrock.on-demand",
            "model = \"nova-pro\"\ntier = \"priority\"",
        ),
        (
            "bedrock.on-demand",
            "model = \"claude-haiku-4.5\"\nscope = \"global\"",
        ),
        ("bedrock.on-demand", ACME),
        (
            "external",
            "label = \"x\"\nfixed_usd_per_month = \"250\"\nusd_per_request = \"0.0001\"",
        ),
    ];
    let more = [("plan.*.price_multiplier", 0.5, 1.5, 3)];
    formulas("", &all, &usual(&more), 6);
}

#[test]
fn caching_and_classes() {
    let more = "cache_read_tokens = 300\ncache_write_tokens = 100\n\
                [[workload.class]]\nshare = \"0.1\"\ninput_tokens = 5_000\noutput_tokens = 700\n\
                cache_read_tokens = 1_200";
    let all = [
        (
            "bedrock.on-demand",
            "model = \"claude-haiku-4.5\"\nscope = \"global\"",
        ),
        ("bedrock.on-demand", "model = \"nova-pro\""),
        ("bedrock.on-demand", ACME),
    ];
    let ranges = usual(&[("workload.cache_read_tokens", 100.0, 350.0, 0)]);
    formulas(more, &all, &ranges, 3);
}

#[test]
fn batch_and_provisioned() {
    let text = HEAD.replace("async", "offline");
    let units = "model = \"acme.one-v1:0\"\ninput_tokens_per_minute_per_unit = 30_000\n\
                 output_tokens_per_minute_per_unit = 9_000";
    let given = format!("{units}\nunits = 7");
    let all = [
        ("bedrock.batch", ACME),
        ("bedrock.batch", "model = \"nova-pro\""),
        ("bedrock.provisioned", units),
        ("bedrock.provisioned", given.as_str()),
    ];
    let ranges = usual(&[(
        "plan.p2.input_tokens_per_minute_per_unit",
        20_000.0,
        50_000.0,
        0,
    )]);
    let outcome = held(&catalog(), &format!("{text}{}", plans(&all)), &ranges, 400);
    // Seven units are too few in some draws, and say so.
    assert!(
        (1..400).contains(&outcome.plans[3].carried),
        "{}",
        told(&outcome)
    );
    assert_eq!(outcome.plans[3].regret, None);
    assert_eq!(with_formula(&outcome).len(), 4, "{}", told(&outcome));
}

#[test]
fn reserved_with_overflow() {
    let given = "model = \"acme.one-v1:0\"\ninput_tokens_per_minute = 100_000\n\
                 output_tokens_per_minute = 12_000";
    let all = [
        ("bedrock.reserved", ACME),
        ("bedrock.reserved", given),
        (
            "bedrock.reserved",
            "model = \"claude-sonnet-4.5\"\ninput_tokens_per_minute = 150_000",
        ),
    ];
    formulas(
        "",
        &all,
        &usual(&[("plan.*.price_multiplier", 0.5, 1.5, 2)]),
        3,
    );
}

#[test]
fn endpoints_of_given_capacities() {
    let own = |more: &str| format!("model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\n{more}");
    let all = [
        own("scaling = \"fixed\"\ncapacity = { requests_per_second = 2 }"),
        own("scaling = \"autoscaled\"\ncapacity = { requests_per_second = 2 }"),
        own("scaling = \"autoscaled\"\nmin_instances = 3\n\
             capacity = { output_tokens_per_second = 300, input_tokens_per_second = 1_000 }"),
        own(
            "scaling = \"fixed\"\nmax_instances = 6\ncapacity = { output_tokens_per_second = 200 }",
        ),
        own(
            "scaling = \"scheduled\"\non_hours = \"daily 06-22\"\ncapacity = { output_tokens_per_second = 200 }",
        ),
        own("instance_count = 4"),
        own("instance_hours_per_month = 5_000\nvolume_gib = 100"),
    ];
    let all = all.iter().map(|more| (ENDPOINT, more.as_str()));
    let ranges = usual(&[("plan.*.target_utilisation", 0.5, 0.9, 3)]);
    let outcome = formulas("request_kib = 5", &all.collect::<Vec<_>>(), &ranges, 7);
    assert!(
        (1..300).contains(&outcome.plans[3].carried),
        "{}",
        told(&outcome)
    );
    assert_eq!(outcome.plans[3].failures[0].id, "capacity-exceeded");
}

#[test]
fn capacities_that_are_drawn() {
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nscaling = \"autoscaled\"\n\
               capacity = { output_tokens_per_second = 300, input_tokens_per_second = 1_000 }";
    let ranges = usual(&[
        ("plan.p0.capacity.output_tokens_per_second", 100.0, 500.0, 0),
        (
            "plan.p0.capacity.input_tokens_per_second",
            500.0,
            2_000.0,
            1,
        ),
    ]);
    formulas(
        "",
        &[(ENDPOINT, own), ("bedrock.on-demand", ACME)],
        &ranges[1..],
        2,
    );
}

#[test]
fn peaks_that_are_drawn() {
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nscaling = \"fixed\"\n\
               capacity = { requests_per_second = 2 }";
    let text = HEAD.replace("weekly\"", "business-hours\"\npeak_to_mean = 3");
    let ranges = [USUAL[0], ("traffic.peak_to_mean", 2.5, 3.3, 3)];
    let text = format!("{text}{}", plans(&[(ENDPOINT, own)]));
    let outcome = held(&catalog(), &text, &ranges, 200);
    assert_eq!(with_formula(&outcome).len(), 1, "{}", told(&outcome));
}

#[test]
fn other_modes() {
    let own = "model = \"acme.one-v1:0\"\ninstance = \"ml.c7i.large\"\n\
               capacity = { output_tokens_per_second = 900 }";
    let serverless = "model = \"acme.one-v1:0\"\nmemory_mib = 3_072\nmax_concurrency = 20";
    let import = "model = \"acme.one-v1:0\"\nunits_per_copy = 1\nconcurrency_per_copy = 20";
    let all = [
        ("sagemaker.async", own),
        ("sagemaker.serverless", serverless),
        ("bedrock.custom-import", import),
    ];
    let text = format!("{HEAD}request_seconds = \"0.8\"\n{}", plans(&all));
    held(&catalog(), &text, &USUAL, 40);
}

#[test]
fn discounts_months_and_environments() {
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nscaling = \"autoscaled\"\n\
               one_time_usd = \"1500\"\ncapacity = { requests_per_second = 2 }";
    let all = [(ENDPOINT, own), ("bedrock.on-demand", ACME)];
    let more = "environments = 2\n[[discount]]\nmeter = \"instance-hours\"\nshare = \"0.07\"\n\
                [[discount]]\nservice = \"bedrock\"\nshare = \"0.1\"";
    let ranges = usual(&[
        ("discount.1.share", 0.0, 0.2, 3),
        ("plan.p0.one_time_usd", 1_000.0, 2_000.0, 2),
    ]);
    let text = format!("months = 7\n{HEAD}{more}\n{}", plans(&all));
    let outcome = held(&catalog(), &text, &ranges, 300);
    assert_eq!(with_formula(&outcome).len(), 2, "{}", told(&outcome));
}

#[test]
fn growth_is_rounded_month_by_month() {
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nscaling = \"autoscaled\"\n\
               capacity = { requests_per_second = 2 }";
    let reserved = "model = \"acme.one-v1:0\"\ninput_tokens_per_minute = 100_000\n\
                    output_tokens_per_minute = 12_000";
    let all = [
        (ENDPOINT, own),
        ("bedrock.on-demand", ACME),
        ("bedrock.reserved", reserved),
    ];
    let text = format!(
        "months = 6\n{HEAD}growth_per_month = \"0.031\"\n{}",
        plans(&all)
    );
    let outcome = held(&catalog(), &text, &USUAL, 200);
    assert_eq!(with_formula(&outcome).len(), 3, "{}", told(&outcome));
}

#[test]
fn what_is_no_form_is_evaluated() {
    let all = [("bedrock.on-demand", ACME)];
    let ranges = usual(&[("workload.failed_share", 0.0, 0.2, 3)]);
    formulas("", &all, &ranges, 0);
}

#[test]
fn a_step_of_prices_within_the_draws() {
    // Prompts above 200,000 tokens cost more.
    let all = [(
        "bedrock.on-demand",
        "model = \"claude-sonnet-4.5\"\nscope = \"global\"",
    )];
    let ranges = [USUAL[0], ("workload.input_tokens", 199_000.0, 200_500.0, 0)];
    held(&catalog(), &format!("{HEAD}{}", plans(&all)), &ranges, 200);
}

#[test]
fn training() {
    let text = r#"
schema = 1
name = "any"
region = "us-east-1"
[workload]
kind = "training"
[[plan]]
id = "spot"
mode = "sagemaker.training"
instance = "ml.g5.2xlarge"
hours_per_run = "5.5"
runs_per_month = 12
spot = true
spot_billable_share = "0.4"
[[plan]]
id = "ordinary"
mode = "sagemaker.training"
instance = "ml.g5.2xlarge"
hours_per_run = "5.5"
runs_per_month = 12
"#;
    let ranges = [
        ("plan.spot.spot_billable_share", 0.2, 0.9, 3),
        ("plan.*.hours_per_run", 3.0, 9.0, 2),
    ];
    let outcome = held(&catalog(), text, &ranges, 200);
    assert_eq!(with_formula(&outcome).len(), 2, "{}", told(&outcome));
}

#[test]
fn draws_that_would_be_refused() {
    // More tokens read from the cache than there are.
    let all = [
        ("bedrock.on-demand", ACME),
        ("external", "label = \"x\"\nusd_per_request = \"0.001\""),
    ];
    let text = format!("{HEAD}cache_read_tokens = 500\n{}", plans(&all));
    let ranges = usual(&[("workload.cache_read_tokens", 400.0, 1_000.0, 0)]);
    let outcome = held(&catalog(), &text, &ranges, 300);
    for plan in &outcome.plans {
        assert_eq!(plan.failures[0].id, "scenario-invalid");
        assert!((1..300).contains(&plan.carried));
    }
    assert_eq!(outcome.choices[0].plan, None);
    assert!(outcome.choices[0].nobody > 0);
}

#[test]
fn plans_ranked_apart_and_equal_plans() {
    let more = "[model.small]\nbedrock = \"acme.one-v1:0\"\ninterchangeable = false\n";
    let all = [
        ("bedrock.on-demand", "model = \"small\""),
        ("bedrock.on-demand", "model = \"nova-pro\""),
        ("bedrock.on-demand", "model = \"nova-pro\""),
        ("external", "label = \"x\"\nfixed_usd_per_month = \"1500\""),
        (
            "bedrock.on-demand",
            "model = \"small\"\nprice_multiplier = \"1.2\"",
        ),
    ];
    let outcome = formulas(more, &all, &USUAL, 5);
    assert_eq!(outcome.choices.len(), 2);
    assert_eq!(outcome.plans[2].cheapest, 0);
    assert_eq!(outcome.plans[0].cheapest, 300);
}

#[test]
fn repeated_and_few_draws() {
    let all = [
        ("bedrock.on-demand", ACME),
        (
            "sagemaker.endpoint",
            "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\ncapacity = { requests_per_second = 2 }",
        ),
    ];
    let text = format!("{HEAD}{}", plans(&all));
    let ranges = [
        ("workload.requests_per_month", 1.0, 4.0, 0),
        ("workload.input_tokens", 10.0, 12.0, 0),
    ];
    for count in [1, 2, 20, 120] {
        held(&catalog(), &text, &ranges, count);
    }
}

#[test]
fn estimated_capacities() {
    // What an estimate says of other lengths is no form; of more requests it is.
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.2xlarge\"\nscaling = \"autoscaled\"";
    let text = format!("{HEAD}{}", plans(&[(ENDPOINT, own)]));
    let outcome = held(&catalog(), &text, &USUAL[..1], 100);
    assert_eq!(with_formula(&outcome).len(), 1, "{}", told(&outcome));
    let outcome = held(&catalog(), &text, &USUAL[1..], 40);
    assert_eq!(with_formula(&outcome).len(), 0, "{}", told(&outcome));
}

#[test]
fn nothing_that_is_drawn() {
    let all = [("bedrock.on-demand", ACME), ("bedrock.batch", ACME)];
    let outcome = held(&catalog(), &format!("{HEAD}{}", plans(&all)), &[], 3);
    assert_eq!((outcome.draws, outcome.plans[0].carried), (3, 3));
    assert_eq!(outcome.plans[1].failures[0].draws, 3);
}

#[test]
fn what_is_lowered_bends_and_is_evaluated() {
    let own = format!(
        "{ACME}\ninstance = \"ml.c7i.large\"\nscaling = \"fixed\"\ncapacity = {{ output_tokens_per_second = 900 }}"
    );
    let all = [
        ("bedrock.on-demand", ACME),
        (ENDPOINT, own.as_str()),
        ("external", "label = \"x\"\nusd_per_request = \"0.001\""),
    ];
    let lowers = "[[credit]]\nusd = \"800\"\nservice = \"bedrock\"\n[savings_plan]\n\
                  commitment_usd_per_hour = \"1.5\"\ndiscount = { \"ml.c7i\" = \"0.3\" }\n";
    let ranges = usual(&[
        ("savings_plan.commitment_usd_per_hour", 0.0, 5.0, 2),
        ("credit.1.usd", 0.0, 3_000.0, 0),
    ]);
    let text = format!("{HEAD}{}{lowers}", plans(&all));
    let outcome = held(&catalog(), &text, &ranges, 200);
    // Neither what a credit pays for nor what the savings plan covers has a formula.
    let found = with_formula(&outcome);
    let is_bent = |plan: &&str| ["p0", "p1"].contains(plan);
    assert!(!found.iter().any(is_bent), "{}", told(&outcome));
}

#[test]
fn what_makes_another_plan_invalid_is_nothing_to_a_plan() {
    let own = "model = \"llama-3.1-8b\"\ninstance = \"ml.g5.2xlarge\"\nscaling = \"autoscaled\"\nmin_instances = 4\nmax_instances = 9\ncapacity = { output_tokens_per_second = 900, input_tokens_per_second = 9000, basis = \"a test\" }";
    let all = [
        ("bedrock.on-demand", "model = \"nova-pro\""),
        (ENDPOINT, own),
    ];
    for (least, most) in [(1.0, 3.0), (1.0, 30.0)] {
        let outcome = held(
            &catalog(),
            &format!("{HEAD}\n{}", plans(&all)),
            &[("plan.p1.max_instances", least, most, 0)],
            60,
        );
        assert_eq!(outcome.plans[0].carried, 60, "{}", told(&outcome));
        assert!(outcome.plans[1].carried < 60, "{}", told(&outcome));
    }
}
