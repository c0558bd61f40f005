//! Cascades: what they cost is what their plans cost, and their errors say what to do.

#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use crossover::{
    analysis::{BreakevenOptions, Curve, KnobRange, breakeven, evaluate},
    catalog::Catalog,
    report::PlanReport,
    scenario::{Scenario, Template},
    schema::Problem,
    units::{Decimal, Exact, Usd, machine},
};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(""));

fn decimal(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn exact(text: &str) -> Exact {
    Exact::from(decimal(text))
}

/// A scenario of so many requests a month, plans and cascades.
fn text(requests: &str, keys: &str, rest: &str) -> String {
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-west-2\"\n{keys}\n[workload]\n\
         requests_per_month = {requests}\ninput_tokens = 1000\noutput_tokens = 200\n{rest}"
    )
}

/// Two plans paid by use: $1 and $10 for 1,000 requests.
const TWO: &str = "[[plan]]\nid = \"small\"\nmode = \"external\"\nmodel = \"nova-micro\"\nusd_per_request = \"0.001\"\n\
    [[plan]]\nid = \"large\"\nmode = \"external\"\nmodel = \"nova-pro\"\nusd_per_request = \"0.01\"\n";

fn cascade(share: &str, more: &str) -> String {
    format!(
        "[[cascade]]\nid = \"both\"\ntry = \"small\"\nescalate = \"large\"\nshare = \"{share}\"\n{more}\n"
    )
}

fn plan(text: &str, id: &str) -> PlanReport {
    let plans = priced::plans(&CATALOG, text).into_iter();
    let mut plans = plans.filter(|plan| plan.id == id);
    plans.next().unwrap_or_else(|| panic!("no {id} in\n{text}"))
}

fn total(plan: &PlanReport) -> Exact {
    let total = plan.total_usd.as_ref();
    total.map_or_else(|| panic!("{:?}", plan.reasons), |usd| usd.amount().clone())
}

#[test]
fn every_request_pays_for_the_first_and_a_share_for_both() {
    let both = cascade("0.2", "router_usd_per_request = \"0.0001\"");
    let both = plan(&text("1000", "months = 2", &format!("{TWO}{both}")), "both");
    // 2,000 at 0.001, 400 at 0.01, 2,000 at 0.0001.
    assert_eq!(total(&both), exact("6.2"));
    let lines: Vec<_> = both
        .line_items
        .iter()
        .map(|line| {
            let cost = line.cost_usd.as_ref().map(|usd| machine(usd.amount()));
            (
                line.id.as_str(),
                line.group,
                machine(&line.quantity),
                cost.unwrap_or_default(),
            )
        })
        .collect();
    let line =
        |id, group, quantity: &str, cost: &str| (id, group, quantity.to_owned(), cost.to_owned());
    assert_eq!(
        lines,
        [
            line("try.requests", "inference", "2000", "2"),
            line("escalate.requests", "inference", "400", "4"),
            line("router", "router", "2000", "0.2"),
        ]
    );
    assert_eq!((both.mode, both.rank), ("cascade", Some(2)));
    assert_eq!(both.model.as_deref(), Some("nova-micro then nova-pro"));
    assert_eq!(both.per_request_usd.unwrap().amount(), &exact("0.0031"));
    let parts: Vec<_> = both
        .parts
        .iter()
        .map(|part| (part.role, part.plan.as_str()))
        .collect();
    assert_eq!(parts, [("try", "small"), ("escalate", "large")]);
}

#[test]
fn prices_of_later_years_reach_every_line_of_a_cascade() {
    let both = cascade("0.5", "router_usd_per_request = \"0.001\"");
    let keys = "months = 14\nprice_change_per_year = \"-0.5\"\ndiscount_rate_per_year = \"0\"";
    let both = plan(&text("1000", keys, &format!("{TWO}{both}")), "both");
    // (1 + 5 + 1) a month, half of it for two months.
    assert_eq!(total(&both), exact("91"));
    assert_eq!(both.net_present_value_usd.unwrap().amount(), &exact("91"));
    let ids: Vec<&str> = both
        .line_items
        .iter()
        .map(|line| line.id.as_str())
        .collect();
    assert!(
        ids.contains(&"try.requests-year-2") && ids.contains(&"router-year-2"),
        "{ids:?}"
    );
    let monthly: Vec<&Exact> = both.monthly_usd.iter().map(Usd::amount).collect();
    assert_eq!((monthly[0], monthly[13]), (&exact("7"), &exact("3.5")));
}

#[test]
fn success_is_the_users_figure_or_a_cautious_one() {
    let models =
        "[model.nova-micro]\nsuccess_share = \"0.8\"\n[model.nova-pro]\nsuccess_share = \"0.9\"\n";
    let per_success = |models: &str, more: &str| {
        let rest = format!("{models}{TWO}{}", cascade("0.25", more));
        let both = plan(&text("1000", "", &rest), "both");
        let said = both
            .assumptions
            .iter()
            .any(|text| text.contains("blind to quality"));
        (
            both.per_successful_request_usd
                .map(|usd| usd.amount().clone()),
            said,
        )
    };
    let cost = exact("0.0035");
    // 0.75 x 0.8 + 0.25 x 0.9 = 0.825.
    assert_eq!(
        per_success(models, ""),
        (cost.checked_div(&exact("0.825")), true)
    );
    let own = per_success(models, "success_share = \"0.95\"");
    assert_eq!(own, (cost.checked_div(&exact("0.95")), false));
    assert_eq!(per_success("", ""), (None, false));
}

#[test]
fn a_cascade_is_ranked_where_the_model_is_that_it_escalates_to() {
    let apart = |model: &str| {
        let models = format!("[model.{model}]\ninterchangeable = false\n");
        let rest = format!("{models}{TWO}{}", cascade("0.2", ""));
        plan(&text("1000", "", &rest), "both").apart
    };
    assert_eq!(apart("nova-micro"), None);
    assert_eq!(apart("nova-pro").as_deref(), Some("nova-pro"));
}

#[test]
fn what_a_part_lacks_the_whole_lacks() {
    let batch = TWO.replacen(
        "mode = \"external\"\nmodel = \"nova-pro\"\nusd_per_request = \"0.01\"",
        "mode = \"bedrock.batch\"\nmodel = \"nova-pro\"",
        1,
    );
    let both = plan(
        &text("1000", "", &format!("{batch}{}", cascade("0.2", ""))),
        "both",
    );
    assert_eq!(
        (both.status, both.total_usd.is_none()),
        ("infeasible", true)
    );
    assert!(both.line_items.is_empty());
    assert!(
        both.reasons[0].message.starts_with("escalated (large): "),
        "{:?}",
        both.reasons
    );
    let missing = TWO.replacen("mode = \"external\"\nmodel = \"nova-pro\"\nusd_per_request = \"0.01\"", "mode = \"bedrock.provisioned\"\nmodel = \"nova-pro\"\nunits = 1\nterm = \"6-months\"\ninput_tokens_per_minute_per_unit = 100000\noutput_tokens_per_minute_per_unit = 100000", 1);
    let both = plan(
        &text("1000", "", &format!("{missing}{}", cascade("0.2", ""))),
        "both",
    );
    assert_eq!(both.status, "unpriced", "{:?}", both.reasons);
    assert!(!both.missing.is_empty() && both.total_usd.is_none());
    assert!(
        both.line_items
            .iter()
            .any(|line| line.id.starts_with("escalate.") && line.cost_usd.is_none())
    );
}

#[test]
fn the_share_from_which_the_large_one_alone_is_cheaper() {
    // 0.001 + s 0.01 + 0.0005 = 0.01, so s = 0.85.
    let text = text(
        "1000",
        "",
        &format!(
            "{TWO}{}",
            cascade("0.2", "router_usd_per_request = \"0.0005\"")
        ),
    );
    let no_files = |path: &str| Err(path.to_owned());
    let template = Template::parse(&text, None, &CATALOG, &no_files).unwrap();
    let scenario = template.scenario().unwrap();
    let knob = template.knob("cascade.both.share", &scenario).unwrap();
    let range = KnobRange::of(&knob, &scenario, None, None).unwrap();
    let options = BreakevenOptions {
        knob,
        range,
        across: None,
        between: Some(("both".to_owned(), "large".to_owned())),
    };
    let found = breakeven(&template, &scenario, &[], &CATALOG, options);
    let [crossing] = found.pairs[0].crossings.as_slice() else {
        panic!("{:?}", found.pairs)
    };
    assert_eq!(crossing.at, exact("0.85"));
    assert!(found.map.curves.iter().all(Curve::is_exact));
}

#[test]
fn over_the_volume_a_cascade_has_an_exact_formula() {
    let text = include_str!("../scenarios/small-then-large.toml");
    let no_files = |path: &str| Err(path.to_owned());
    let template = Template::parse(text, None, &CATALOG, &no_files).unwrap();
    let scenario = template.scenario().unwrap();
    let knob = template.volume(&scenario).unwrap();
    let range = KnobRange::of(&knob, &scenario, None, None).unwrap();
    let options = BreakevenOptions {
        knob: knob.clone(),
        range,
        across: None,
        between: None,
    };
    let found = breakeven(&template, &scenario, &[], &CATALOG, options);
    // All but the small model by itself, which is ranked apart.
    assert_eq!(found.map.curves.len(), scenario.entries().count() - 1);
    assert!(found.map.curves.iter().all(Curve::is_exact));
    // The endpoint's second instance of a cascade comes where a quarter of the load needs it.
    for requests in [
        1_200u32,
        1_200_000,
        37_723_921,
        37_723_922,
        411_222_333,
        1_200_000_000,
    ] {
        let turned = template
            .turned(&[(&knob, Decimal::from(requests))])
            .unwrap();
        for curve in &found.map.curves {
            let entry = turned.entries().find(|entry| entry.id() == curve.plan);
            let entry = entry.unwrap();
            let cost = evaluate(&turned, entry, &CATALOG).total();
            assert_eq!(
                curve.at(&Exact::from(requests)),
                cost,
                "{} at {requests}",
                curve.plan
            );
        }
    }
}

/// What is wrong with a scenario.
fn problems(text: &str) -> Vec<Problem> {
    let no_files = |path: &str| Err(path.to_owned());
    match Scenario::parse(text, None, &CATALOG, &no_files) {
        Ok(_) => panic!("nothing is wrong with\n{text}"),
        Err(problems) => problems,
    }
}

/// What is replaced in a cascade by what, what is said of it then, and what is advised.
const WRONG: [(&str, &str, &str, &str); 11] = [
    (
        "try = \"small\"",
        "try = \"smal\"",
        "no plan is called `smal`",
        "did you mean `small`?",
    ),
    (
        "escalate = \"large\"",
        "escalate = \"x\"",
        "no plan is called `x`",
        "there are: small, large",
    ),
    (
        "escalate = \"large\"",
        "escalate = \"small\"",
        "are the same plan",
        "to another plan",
    ),
    ("share = \"0.2\"", "", "`share` is missing", ""),
    (
        "share = \"0.2\"",
        "share = \"1.2\"",
        "must be at most 1",
        "",
    ),
    ("try = \"small\"\n", "", "`try` is missing", ""),
    ("escalate = \"large\"\n", "", "`escalate` is missing", ""),
    (
        "id = \"both\"",
        "id = \"small\"",
        "a plan is called `small` too",
        "an `id` of its own",
    ),
    (
        "escalate = \"large\"",
        "escalate = \"both\"",
        "`both` is a cascade: a cascade is made of plans",
        "name a [[plan]]",
    ),
    (
        "share = \"0.2\"",
        "share = \"0.2\"\nparts = []",
        "unknown key `parts`",
        "",
    ),
    (
        "share = \"0.2\"",
        "share = \"0.2\"\nsuccess_share = 0",
        "must be above 0",
        "",
    ),
];

#[test]
fn what_is_no_cascade_is_refused() {
    let good = cascade("0.2", "");
    for (from, to, says, help) in WRONG {
        assert!(good.contains(from), "{from}");
        let text = text("1000", "", &format!("{TWO}{}", good.replacen(from, to, 1)));
        let found = problems(&text);
        let fits = |problem: &Problem| {
            problem.message.contains(says)
                && problem.help.clone().unwrap_or_default().contains(help)
        };
        assert!(found.iter().any(fits), "{says}: {found:?}");
    }
    let twice = text("1000", "", &format!("{TWO}{good}{good}"));
    assert!(
        problems(&twice)[0]
            .message
            .contains("a cascade is called `both` too")
    );
    let training = "[[plan]]\nid = \"small\"\nmode = \"external\"\n[[plan]]\nid = \"large\"\nmode = \"external\"\n";
    let training = text("1000", "", &format!("{training}{good}"))
        .replace("[workload]", "[workload]\nkind = \"training\"");
    assert!(
        problems(&training)[0]
            .message
            .contains("kind = \"training\"")
    );
    let no_plans = text("1000", "", &good);
    assert!(
        problems(&no_plans)[0]
            .help
            .as_deref()
            .unwrap_or_default()
            .contains("write each as a [[plan]]")
    );
}

/// Plans of several kinds, by the hour and by use.
const KINDS: [&str; 4] = [
    "mode = \"external\"\nusd_per_request = \"0.002\"\nfixed_usd_per_month = \"9\"\none_time_usd = \"7\"\n",
    "mode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"\n",
    "mode = \"bedrock.provisioned\"\nmodel = \"llama-3.1-8b\"\nterm = \"1-month\"\ninput_tokens_per_minute_per_unit = 60000\noutput_tokens_per_minute_per_unit = 9000\n",
    "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.3-70b\"\ninstance = \"ml.g6e.12xlarge\"\nprice_multiplier = \"0.8\"\ncapacity = { output_tokens_per_second = 900 }\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cascade_costs_what_its_plans_cost_with_those_requests(
        requests in 1_000u32..3_000_000,
        share in prop::sample::select(vec!["0", "0.2", "0.025", "1"]),
        kinds in (0usize..4, 0usize..4),
        months in 1u32..15,
    ) {
        let keys = format!("months = {months}\nprice_change_per_year = \"0.1\"");
        let plans = format!("[[plan]]\nid = \"small\"\n{}[[plan]]\nid = \"large\"\n{}", KINDS[kinds.0], KINDS[kinds.1]);
        let discount = "[[discount]]\nshare = \"0.1\"\n";
        let rest = format!("{plans}{discount}{}", cascade(share, ""));
        let growing = |requests: &str, rest: &str| {
            text(requests, &keys, rest).replace("[workload]", "[workload]\ngrowth_per_month = \"0.03\"")
        };
        let both = plan(&growing(&requests.to_string(), &rest), "both");
        let first = plan(&growing(&requests.to_string(), &format!("{plans}{discount}")), "small");
        let fewer = machine(&(Exact::from(requests) * exact(share)));
        let second = plan(&growing(&fewer, &format!("{plans}{discount}")), "large");
        prop_assert_eq!(total(&both), total(&first) + total(&second));
        let months = first.monthly_usd.iter().zip(&second.monthly_usd);
        for (whole, (one, other)) in both.monthly_usd.iter().zip(months) {
            prop_assert_eq!(whole.amount(), &(one.amount() + other.amount()));
        }
        let lines: Exact = both.line_items.iter().map(|line| line.cost_usd.as_ref().unwrap().amount()).sum();
        prop_assert_eq!(lines, total(&both));
        let mut ids: Vec<&str> = both.line_items.iter().map(|line| line.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), both.line_items.len());
    }
}
