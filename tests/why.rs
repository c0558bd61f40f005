//! Why one plan is cheaper than another: the parts add up, and say what is there.

#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use crossover::{
    analysis::{CompareOptions, compare},
    catalog::Catalog,
    report::{LineDifferenceReport, ScenarioReport, WhyReport},
    units::{Decimal, Exact, Usd},
};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(""));

fn exact(text: &str) -> Exact {
    let decimal: Decimal = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    Exact::from(decimal)
}

fn reported(text: &str, baseline: Option<&str>) -> ScenarioReport {
    let scenario = priced::scenario(&CATALOG, text);
    let options = CompareOptions {
        baseline: baseline.map(str::to_owned),
        ..CompareOptions::default()
    };
    let comparison = compare(&scenario, &[], &CATALOG, &options);
    let comparison = comparison.unwrap_or_else(|error| panic!("{error}"));
    ScenarioReport::of(&comparison, &CATALOG, None)
}

fn why(text: &str, baseline: Option<&str>) -> WhyReport {
    let report = reported(text, baseline);
    report
        .why
        .unwrap_or_else(|| panic!("no difference in\n{text}"))
}

fn text(keys: &str, plans: &[(&str, &str)]) -> String {
    let plans = plans
        .iter()
        .map(|(id, keys)| format!("[[plan]]\nid = \"{id}\"\n{keys}\n"));
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-west-2\"\n{keys}\n[workload]\n\
         requests_per_month = 1_000_000\ninput_tokens = 1000\noutput_tokens = 200\n{}",
        plans.collect::<String>()
    )
}

fn usd(usd: Option<&Usd>) -> Exact {
    usd.map_or_else(Exact::zero, |usd| usd.amount().clone())
}

const LITE: (&str, &str) = (
    "lite",
    "mode = \"bedrock.on-demand\"\nmodel = \"nova-lite\"",
);
const PRO: (&str, &str) = ("pro", "mode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"");
const FEE: (&str, &str) = ("fee", "mode = \"external\"\nfixed_usd_per_month = \"2000\"");

#[test]
fn a_price_and_a_quantity_are_told_apart() {
    // The dear one takes twice the tokens at $3 where the other takes them at $1: 2,000 x 1 against
    // 4,000 x 3 thousandths, so (2,000 x 2 = 4) by quantity and (3,000 x 2 = 6) by price.
    let models = "[model.nova-lite]\n[model.nova-pro]\ninput_tokens_factor = \"2\"\n";
    let api = |usd: &str| format!("mode = \"external\"\nusd_per_million_input_tokens = \"{usd}\"");
    let plans = [
        ("one", format!("{}\nmodel = \"nova-lite\"", api("1"))),
        ("other", format!("{}\nmodel = \"nova-pro\"", api("3"))),
    ];
    let plans = plans.each_ref().map(|(id, keys)| (*id, keys.as_str()));
    let text = text("", &plans).replace("1_000_000", "2000").replace(
        "[[plan]]\nid = \"one\"",
        &format!("{models}[[plan]]\nid = \"one\""),
    );
    let why = why(&text, None);
    assert_eq!((why.plan.as_str(), why.against.as_str()), ("one", "other"));
    assert_eq!(why.difference_usd.amount(), &exact("10"));
    assert_eq!(why.difference_share, Exact::ratio(10, 12));
    let [item] = why.items.as_slice() else {
        panic!("{:?}", why.items)
    };
    assert_eq!(usd(item.by_quantity_usd.as_ref()), exact("4"));
    assert_eq!(usd(item.by_price_usd.as_ref()), exact("6"));
    assert_eq!(
        (item.meter, item.plan.as_ref().unwrap().line.as_str()),
        ("input-tokens", "input-tokens")
    );
}

#[test]
fn the_largest_difference_comes_first_and_equal_lines_not_at_all() {
    let text = text("", &[LITE, PRO, FEE]);
    let names = |why: &WhyReport| -> Vec<String> {
        let side = |item: &LineDifferenceReport| {
            item.plan
                .as_ref()
                .or(item.against.as_ref())
                .unwrap()
                .line
                .clone()
        };
        why.items.iter().map(side).collect()
    };
    let found = why(&text, None);
    assert_eq!(found.against, "pro");
    assert_eq!(priced::plans(&CATALOG, &text)[0].id, found.plan);
    assert_eq!(names(&found), ["input-tokens", "output-tokens"]);
    let found = why(&text, Some("fee"));
    assert_eq!(found.against, "fee");
    assert_eq!(names(&found), ["months", "input-tokens", "output-tokens"]);
    // Held against itself the cheapest is held against the next.
    assert_eq!(why(&text, Some("lite")).against, "pro");
}

#[test]
fn where_nothing_can_be_compared_there_is_no_why() {
    assert!(reported(&text("", &[LITE]), None).why.is_none());
    let batch = ("batch", "mode = \"bedrock.batch\"\nmodel = \"nova-pro\"");
    assert!(reported(&text("", &[LITE, batch]), None).why.is_none());
    assert!(
        reported(&text("", &[LITE, PRO, batch]), Some("batch"))
            .why
            .is_none()
    );
}

#[test]
fn lines_at_the_same_price_are_paired_first() {
    let cascade =
        "[[cascade]]\nid = \"both\"\ntry = \"lite\"\nescalate = \"pro\"\nshare = \"0.2\"\n";
    let models = "[model.nova-lite]\ninterchangeable = false\n";
    let text = text("", &[LITE, PRO]) + models + cascade;
    let report = reported(&text, None);
    let why = report.why.unwrap();
    assert_eq!((why.plan.as_str(), why.against.as_str()), ("both", "pro"));
    let pairs: Vec<_> = why
        .items
        .iter()
        .map(|item| {
            let line = |side: &Option<crossover::report::LineSideReport>| {
                side.as_ref().map(|side| side.line.clone())
            };
            (line(&item.plan), line(&item.against))
        })
        .collect();
    let pair =
        |ours: &str, theirs: Option<&str>| (Some(ours.to_owned()), theirs.map(str::to_owned));
    assert!(
        pairs.contains(&pair("escalate.input-tokens", Some("input-tokens"))),
        "{pairs:?}"
    );
    assert!(pairs.contains(&pair("try.input-tokens", None)), "{pairs:?}");
}

/// Plans of many kinds of lines.
const KINDS: [&str; 8] = [
    LITE.1,
    PRO.1,
    FEE.1,
    "mode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"\ntier = \"flex\"\none_time_usd = \"50\"",
    "mode = \"external\"\nusd_per_request = \"0.0007\"\nusd_per_million_input_tokens = \"0.3\"",
    "mode = \"bedrock.provisioned\"\nmodel = \"llama-3.1-8b\"\nunits = 1\nterm = \"6-months\"\nmax_throttled_share = 1\ninput_tokens_per_minute_per_unit = 900000\noutput_tokens_per_minute_per_unit = 90000",
    "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.3-70b\"\ninstance = \"ml.g6e.12xlarge\"\nvolume_gib = 100\ncapacity = { output_tokens_per_second = 900 }",
    "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g6e.xlarge\"\nprice_multiplier = \"0.9\"\ncapacity = { output_tokens_per_second = 700 }",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn differences_sum_to_the_whole_and_parts_to_each(
        kinds in prop::sample::subsequence((0..KINDS.len()).collect::<Vec<_>>(), 2..5),
        months in 1u32..27,
        change in prop::sample::select(vec!["0", "-0.07"]),
        discount in prop::sample::select(vec!["", "[[discount]]\nshare = \"0.07\"\n[[discount]]\nmeter = \"input-tokens\"\nshare = \"0.5\"\n"]),
        share in prop::sample::select(vec!["0", "0.3", "1"]),
        against in 0usize..5,
    ) {
        let ids = ["a", "b", "c", "d", "both"];
        let plans: Vec<(&str, &str)> = kinds.iter().zip(ids).map(|(kind, id)| (id, KINDS[*kind])).collect();
        let keys = format!("months = {months}\nprice_change_per_year = \"{change}\"");
        let cascade = format!("[[cascade]]\nid = \"both\"\ntry = \"a\"\nescalate = \"b\"\nshare = \"{share}\"\nrouter_usd_per_request = \"0.0001\"\n");
        let text = text(&keys, &plans) + discount + &cascade;
        let baseline = ids.get(against).filter(|id| **id == "both" || plans.iter().any(|(plan, _)| plan == *id));
        let report = reported(&text, baseline.copied());
        let Some(why) = report.why else {
            let ok = report.plans.iter().filter(|plan| plan.status == "ok").count();
            prop_assert!(ok < 2 || baseline.is_some());
            return Ok(());
        };
        let total = |id: &str| usd(report.plans.iter().find(|plan| plan.id == id).and_then(|plan| plan.total_usd.as_ref()));
        let whole = total(&why.against) - total(&why.plan);
        prop_assert_eq!(why.difference_usd.amount(), &whole);
        let sum: Exact = why.items.iter().map(|item| item.difference_usd.amount()).sum();
        prop_assert_eq!(sum, whole);
        let paired = why.items.iter().filter(|item| item.plan.is_some() && item.against.is_some());
        let paired: Exact = paired.map(|item| item.difference_usd.amount()).sum();
        let alone = why.only_against_usd.amount() - why.only_plan_usd.amount();
        prop_assert_eq!(paired + alone, why.difference_usd.amount().clone());
        let mut last: Option<Exact> = None;
        for item in &why.items {
            let cost = |side: Option<&crossover::report::LineSideReport>| usd(side.and_then(|side| side.cost_usd.as_ref()));
            let difference = item.difference_usd.amount();
            prop_assert_eq!(difference, &(cost(item.against.as_ref()) - cost(item.plan.as_ref())));
            let paired = item.plan.is_some() && item.against.is_some();
            prop_assert_eq!(paired, item.by_quantity_usd.is_some() && item.by_price_usd.is_some());
            if paired {
                let parts = usd(item.by_quantity_usd.as_ref()) + usd(item.by_price_usd.as_ref());
                prop_assert_eq!(&parts, difference);
            }
            let size = if difference.is_negative() { -difference.clone() } else { difference.clone() };
            prop_assert!(last.is_none_or(|last| last >= size));
            last = Some(size);
        }
    }
}
