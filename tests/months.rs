//! The months of a horizon: prices that change from year to year, and what payments are worth now.

#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use crossover::{
    analysis::{CompareOptions, Comparison, compare},
    catalog::Catalog,
    report::{CompareReport, PlanReport, ScenarioReport},
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

/// A scenario of these keys, 1,000 requests a month and plans.
fn text(keys: &str, plans: &str) -> String {
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-west-2\"\n{keys}\n[workload]\n\
         requests_per_month = 1000\ninput_tokens = 1000\noutput_tokens = 200\n{plans}"
    )
}

const FEE: &str = "[[plan]]\nid = \"fee\"\nmode = \"external\"\nfixed_usd_per_month = \"100\"\n";

fn plan(keys: &str, plans: &str) -> PlanReport {
    priced::plans(&CATALOG, &text(keys, plans)).remove(0)
}

fn total(plan: &PlanReport) -> Exact {
    let total = plan.total_usd.as_ref();
    total.map_or_else(|| panic!("{:?}", plan.reasons), |usd| usd.amount().clone())
}

fn worth(plan: &PlanReport) -> Exact {
    let worth = plan.net_present_value_usd.as_ref();
    worth.map_or_else(|| panic!("no rate"), |usd| usd.amount().clone())
}

fn compared<T>(text: &str, with: impl FnOnce(&Comparison<'_>) -> T) -> T {
    let scenario = priced::scenario(&CATALOG, text);
    let comparison = compare(&scenario, &[], &CATALOG, &CompareOptions::default());
    with(&comparison.unwrap_or_else(|error| panic!("{error}")))
}

fn reported(text: &str) -> ScenarioReport {
    compared(text, |found| ScenarioReport::of(found, &CATALOG, None))
}

// --- Prices from year to year ---

#[test]
fn prices_change_at_the_start_of_each_year_and_the_list_stays() {
    let once = format!("{FEE}one_time_usd = \"500\"\n");
    let plan = plan("months = 30\nprice_change_per_year = \"-0.1\"", &once);
    // 12 x 100, 12 x 90, 6 x 81, and 500 once.
    assert_eq!(total(&plan), exact("3266"));
    assert_eq!(
        plan.list_total_usd.as_ref().unwrap().amount(),
        &exact("3500")
    );
    let monthly: Vec<&Exact> = plan.monthly_usd.iter().map(Usd::amount).collect();
    assert_eq!(monthly.len(), 30);
    assert_eq!((monthly[11], monthly[12]), (&exact("100"), &exact("90")));
    assert_eq!((monthly[23], monthly[29]), (&exact("90"), &exact("81")));
    let lines: Vec<(&str, &str, &str)> = plan
        .line_items
        .iter()
        .map(|line| (line.id.as_str(), line.name.as_str(), line.group))
        .collect();
    assert_eq!(
        lines,
        [
            ("months", "Fixed fee", "inference"),
            ("months-year-2", "Fixed fee, year 2", "inference"),
            ("months-year-3", "Fixed fee, year 3", "inference"),
            ("set-ups", "Set-up, once", "one-time"),
        ]
    );
    let last = &plan.line_items[2];
    assert_eq!(last.unit_price_usd, Some(exact("81")));
    assert_eq!(last.list_unit_price_usd, Some(exact("100")));
    assert_eq!(last.price_factor, Some(exact("0.81")));
    assert_eq!(last.list_cost_usd.as_ref().unwrap().amount(), &exact("600"));
}

#[test]
fn a_year_or_less_has_todays_prices() {
    for months in ["1", "11", "12"] {
        let keys = format!("months = {months}\n");
        let changed = format!("{keys}price_change_per_year = \"0.5\"");
        assert_eq!(total(&plan(&keys, FEE)), total(&plan(&changed, FEE)));
    }
}

#[test]
fn a_dearer_year_is_no_new_commitment() {
    let units = "[[plan]]\nmode = \"bedrock.provisioned\"\nmodel = \"llama-3.1-8b\"\nunits = 1\nterm = \"6-months\"\n";
    let owed = |keys: &str| {
        let plan = plan(keys, units);
        let owed = plan.committed_beyond_horizon_usd.clone();
        let year = plan
            .assumptions
            .iter()
            .any(|text| text.contains("start of a year"));
        (owed.map(|usd| usd.amount().clone()), year)
    };
    // Sixteen months of terms of six: two are owed, 9,548.40 a month today, a tenth more then.
    assert_eq!(owed("months = 16"), (Some(exact("19096.8")), false));
    let changed = owed("months = 16\nprice_change_per_year = \"0.1\"");
    assert_eq!(changed, (Some(exact("21006.48")), true));
}

// --- Present values ---

#[test]
fn a_month_is_paid_at_its_end_and_set_up_now() {
    let once = format!("{FEE}one_time_usd = \"500\"\n");
    let plan = plan("months = 2\ndiscount_rate_per_year = \"0.08\"", &once);
    let factor = exact("1.006434030110003455");
    let first = exact("100").checked_div(&factor).unwrap();
    let second = first.checked_div(&factor).unwrap();
    assert_eq!(worth(&plan), exact("500") + first + second);
    assert_eq!(total(&plan), exact("700"));
}

#[test]
fn without_a_rate_there_is_no_present_value() {
    let report = reported(&text("months = 2", FEE));
    assert!(report.present_value.is_none());
    assert!(report.plans[0].net_present_value_usd.is_none());
    let json = serde_json::to_value(CompareReport::new(vec![report])).unwrap();
    assert!(json["scenarios"][0]["plans"][0]["net_present_value_usd"].is_null());
}

#[test]
fn the_ranking_by_present_value_may_be_another() {
    // 1,150 now against 12 x 100: by total the first is cheaper, by present value at 20 % the second.
    let now = "[[plan]]\nid = \"now\"\nmode = \"external\"\none_time_usd = \"1150\"\n";
    let plans = format!("{now}{FEE}");
    let at = |rate: &str| {
        let keys = format!("months = 12\ndiscount_rate_per_year = \"{rate}\"");
        let report = reported(&text(&keys, &plans));
        assert_eq!(report.cheapest.as_deref(), Some("now"));
        let worth = report.present_value.unwrap();
        (worth.cheapest.unwrap(), worth.is_order_of_totals)
    };
    assert_eq!(at("0.2"), ("fee".to_owned(), false));
    assert_eq!(at("0.02"), ("now".to_owned(), true));
    assert_eq!(at("0"), ("now".to_owned(), true));
}

/// Plans of every kind of payment: by use, by the hour, committed, at once.
const KINDS: [&str; 5] = [
    "mode = \"external\"\nfixed_usd_per_month = \"100\"\n",
    "mode = \"external\"\nusd_per_request = \"0.02\"\none_time_usd = \"700\"\n",
    "mode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"\n",
    "mode = \"bedrock.provisioned\"\nmodel = \"llama-3.1-8b\"\nunits = 2\nterm = \"1-month\"\n",
    "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.3-70b\"\ninstance = \"ml.g6e.12xlarge\"\none_time_usd = \"3\"\ncapacity = { output_tokens_per_second = 900 }\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_and_months_sum_to_the_total_whatever_prices_do(
        months in 1u32..40,
        change in prop::sample::select(vec!["-0.3", "-0.015", "0", "0.04", "1"]),
        growth in prop::sample::select(vec!["0", "0.03"]),
        kind in 0usize..KINDS.len(),
    ) {
        let keys = format!("months = {months}\nprice_change_per_year = \"{change}\"");
        let plans = format!("[[plan]]\n{}", KINDS[kind]);
        let text = text(&keys, &plans).replace("[workload]", &format!("[workload]\ngrowth_per_month = \"{growth}\""));
        let plan = priced::plans(&CATALOG, &text).remove(0);
        let lines: Exact = plan.line_items.iter().map(|line| line.cost_usd.as_ref().unwrap().amount()).sum();
        let monthly: Exact = plan.monthly_usd.iter().map(Usd::amount).sum();
        prop_assert_eq!(&lines, &total(&plan));
        prop_assert_eq!(monthly + plan.one_time_usd.as_ref().unwrap().amount(), lines);
        let mut ids: Vec<&str> = plan.line_items.iter().map(|line| line.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), plan.line_items.len());
        // At today's prices it is what it is without the change.
        let same = text.replace("price_change_per_year", "discount_rate_per_year");
        let same = priced::plans(&CATALOG, &same).remove(0);
        prop_assert_eq!(&plan.list_total_usd, &same.list_total_usd);
        // Each month is the month without the change, times the change of its year.
        let step = Exact::one() + exact(change);
        for (at, (ours, today)) in plan.monthly_usd.iter().zip(&same.monthly_usd).enumerate() {
            let factor = step.pow(u32::try_from(at / 12).unwrap());
            prop_assert_eq!(ours.amount(), &(today.amount() * &factor));
        }
    }

    #[test]
    fn present_values_fall_as_the_rate_rises_and_are_the_total_at_none(
        months in 1u32..30,
        kind in 0usize..KINDS.len(),
        rates in (1u32..500, 1u32..500),
    ) {
        let plans = format!("[[plan]]\n{}", KINDS[kind]);
        let at = |rate: u32| {
            let keys = format!("months = {months}\ndiscount_rate_per_year = \"{}\"", Decimal::new(i64::from(rate), 3));
            plan(&keys, &plans)
        };
        let (low, high) = (at(rates.0), at(rates.0 + rates.1));
        prop_assert_eq!(worth(&at(0)), total(&low));
        prop_assert!(worth(&low) < total(&low));
        prop_assert!(worth(&high) < worth(&low));
    }
}
