//! What lowers a bill: negotiated prices, free tiers, savings plans, discounts, credits. Bills worked out by
//! hand, a slow oracle of the hours, and what holds whatever the numbers.

#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use crossover::{
    analysis::{BreakevenOptions, KnobRange, breakeven},
    catalog::Catalog,
    report::{LineItemReport, PlanReport},
    scenario::{Scenario, Template},
    units::{Decimal, Exact, Usd, machine},
};
use proptest::prelude::*;

/// Round prices, so that bills can be worked out by hand.
const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,4,1000000
sagemaker,ml.m5.xlarge,hosting,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.m5.xlarge,training,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.m5.xlarge,batch-transform,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.c7i.large,async,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.c7i.xlarge,hosting,us-east-1,,,,,instance-hours,4,1
sagemaker,ml.c7i.xlarge,savings-plan,us-east-1,,,3-years,hosting/all-upfront,instance-hours,1,1
";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(PRICES));

fn decimal(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn exact(text: &str) -> Exact {
    Exact::from(decimal(text))
}

/// A scenario of a million requests a month of 1,000 tokens in and 100 out, months of 1,000 hours.
fn text(keys: &str, rest: &str) -> String {
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n{keys}\n[workload]\n\
         requests_per_month = 1000000\ninput_tokens = 1000\noutput_tokens = 100\nlatency = \"offline\"\n{rest}"
    )
}

/// $1,000 of input and $400 of output a month.
const TOKENS: &str =
    "[[plan]]\nid = \"tokens\"\nmode = \"bedrock.on-demand\"\nmodel = \"acme.one-v1:0\"\n";

/// Instances at $2 an hour.
fn endpoint(type_: &str, more: &str) -> String {
    format!(
        "[[plan]]\nid = \"own\"\nmode = \"sagemaker.endpoint\"\nmodel = \"acme.one-v1:0\"\n\
         instance = \"{type_}\"\n{more}\n"
    )
}

/// A savings plan of so many dollars an hour, a quarter off.
fn savings_plan(usd: &str, more: &str) -> String {
    format!(
        "[savings_plan]\ncommitment_usd_per_hour = \"{usd}\"\ndiscount = {{ \"ml.c7i\" = \"0.25\", \"ml.m5.xlarge\" = \"0.25\" }}\n{more}\n"
    )
}

fn plan(text: &str, id: &str) -> PlanReport {
    let plans = priced::plans(&CATALOG, text).into_iter();
    let plan = plans.into_iter().find(|plan| plan.id == id);
    plan.unwrap_or_else(|| panic!("no {id} in\n{text}"))
}

fn total(plan: &PlanReport) -> Exact {
    let total = plan.total_usd.as_ref();
    total.map_or_else(|| panic!("{:?}", plan.reasons), |usd| usd.amount().clone())
}

/// Id, group and cost of each line.
fn lines(plan: &PlanReport) -> Vec<(&str, &str, String)> {
    let cost = |line: &LineItemReport| {
        let cost = line.cost_usd.as_ref();
        cost.map_or_else(String::new, |usd| machine(usd.amount()))
    };
    let lines = plan.line_items.iter();
    lines
        .map(|line| (line.id.as_str(), line.group, cost(line)))
        .collect()
}

fn monthly(plan: &PlanReport) -> Vec<String> {
    let months = plan.monthly_usd.iter();
    months.map(|usd| machine(usd.amount())).collect()
}

/// A bill is the sum of its lines and of its months and set-ups, and nothing of it is below nothing.
fn assert_consistent(plan: &PlanReport) {
    let whole = total(plan);
    let sum = |lines: &mut dyn Iterator<Item = Option<&Usd>>| -> Exact {
        lines.flatten().map(Usd::amount).sum()
    };
    assert_eq!(
        whole,
        sum(&mut plan.line_items.iter().map(|l| l.cost_usd.as_ref()))
    );
    let months: Exact = plan.monthly_usd.iter().map(Usd::amount).sum();
    let once = plan.one_time_usd.as_ref();
    assert_eq!(
        whole,
        once.map_or(months.clone(), |usd| months + usd.amount())
    );
    assert!(!whole.is_negative(), "{whole:?}");
    assert!(plan.monthly_usd.iter().all(|month| !month.is_negative()));
    for line in &plan.line_items {
        let cost = line.cost_usd.as_ref().is_some_and(Usd::is_negative);
        let may = matches!(line.group, "discount" | "credit");
        assert!(may || !cost, "{} is below nothing", line.id);
        assert!(
            !may || line
                .list_cost_usd
                .as_ref()
                .is_none_or(|usd| *usd == Usd::zero())
        );
    }
    let list = |line: &LineItemReport| line.list_cost_usd.clone();
    let list: Option<Usd> = plan.line_items.iter().map(list).sum();
    assert_eq!(plan.list_total_usd, list);
}

// --- Discounts and negotiated prices ---

#[test]
fn a_negotiated_price_comes_first_and_the_list_stays() {
    let discounts = "[[discount]]\nlabel = \"EDP\"\nshare = \"0.1\"\n\
        [[discount]]\nservice = \"bedrock\"\nmeter = \"input-tokens\"\nusd = \"0.7\"\nper = 1000000\n";
    let plan = plan(&text("", &format!("{TOKENS}{discounts}")), "tokens");
    assert_eq!(
        lines(&plan),
        [
            ("input-tokens", "inference", "1000".to_owned()),
            ("output-tokens", "inference", "400".to_owned()),
            ("discount-2", "discount", "-300".to_owned()),
            // A tenth of 700 + 400, though it is written first.
            ("discount-1", "discount", "-110".to_owned()),
        ]
    );
    assert_eq!(
        plan.list_total_usd.as_ref().map(Usd::amount),
        Some(&exact("1400"))
    );
    assert_consistent(&plan);
}

#[test]
fn a_negotiated_price_above_the_list_is_not_paid() {
    let dear = "[[discount]]\nmeter = \"input-tokens\"\nusd = \"1.2\"\nper = 1000000\n";
    let plan = plan(&text("", &format!("{TOKENS}{dear}")), "tokens");
    assert_eq!(total(&plan), exact("1400"));
    let warned = plan
        .warnings
        .iter()
        .any(|note| note.id == "negotiated-price-above-list");
    assert!(warned, "{:?}", plan.warnings);
}

#[test]
fn a_discount_is_for_what_it_names() {
    let both = |discount: &str| {
        let own = endpoint(
            "ml.c7i.large",
            "instance_count = 1\nsoftware_usd_per_instance_hour = \"1\"",
        );
        let text = text(
            "",
            &format!("{TOKENS}{own}[[discount]]\nshare = \"0.5\"\n{discount}\n"),
        );
        [total(&plan(&text, "tokens")), total(&plan(&text, "own"))]
    };
    let list = [exact("1400"), exact("3000")];
    // Software of the Marketplace is not AWS's to discount unless it is named.
    assert_eq!(both(""), [exact("700"), exact("2000")]);
    assert_eq!(
        both("meter = \"software-hours\""),
        [list[0].clone(), exact("2500")]
    );
    assert_eq!(
        both("instance = \"ml.c7i\""),
        [list[0].clone(), exact("2000")]
    );
    assert_eq!(both("instance = \"ml.c7i.xlarge\""), list);
    assert_eq!(
        both("mode = \"bedrock.on-demand\""),
        [exact("700"), exact("3000")]
    );
    assert_eq!(both("mode = \"bedrock.batch\""), list);
}

// --- Savings plans ---

#[test]
fn an_hour_is_covered_up_to_the_commitment_and_the_rest_is_lost() {
    // Two instances in working hours, none else: 60 of 168 hours, at 1.50 instead of 2 an hour.
    let own = endpoint(
        "ml.c7i.large",
        "scaling = \"scheduled\"\non_hours = \"mon-fri 07-19\"\ninstance_count = 2\nstart_seconds = 0",
    );
    let of = |usd: &str| plan(&text("", &format!("{own}{}", savings_plan(usd, ""))), "own");
    let on = Exact::ratio(60_000, 168).unwrap();
    let all = exact("1000");
    let cost = |plan: &PlanReport, id: &str| {
        let line = plan.line_items.iter().find(|line| line.id == id);
        let cost = line.and_then(|line| line.cost_usd.clone());
        cost.map_or_else(Exact::zero, |usd| usd.amount().clone())
    };
    let times = |a: &Exact, b: &str| a * &exact(b);
    // A dollar and a half covers one of the two.
    let one = of("1.5");
    assert_eq!(cost(&one, "instance-hours"), times(&on, "4"));
    assert_eq!(cost(&one, "savings-plan-covered"), times(&on, "-2"));
    assert_eq!(cost(&one, "savings-plan-used"), times(&on, "1.5"));
    assert_eq!(
        cost(&one, "savings-plan-unused"),
        times(&(&all - &on), "1.5")
    );
    // Four dollars cover both, for three; the fourth is lost in every hour.
    let four = of("4");
    assert_eq!(cost(&four, "savings-plan-covered"), times(&on, "-4"));
    assert_eq!(cost(&four, "savings-plan-used"), times(&on, "3"));
    assert_eq!(total(&four), exact("4000"));
    let list = four.list_total_usd.as_ref().map(Usd::amount);
    assert_eq!(list, Some(&times(&on, "4")));
    for plan in [one, four] {
        assert_consistent(&plan);
        // A year is bought for one month.
        let owed = plan
            .committed_beyond_horizon_usd
            .as_ref()
            .map(Usd::amount)
            .cloned();
        let month = cost(&plan, "savings-plan-used") + cost(&plan, "savings-plan-unused");
        assert_eq!(owed, Some(month * exact("11")));
    }
    // None is none.
    assert_eq!(lines(&of("0")).len(), 1);
}

#[test]
fn a_row_of_the_plans_own_rates_wins() {
    let own = endpoint("ml.c7i.xlarge", "instance_count = 3");
    let three = "term_years = 3\npayment = \"all-upfront\"";
    let of = |more: &str| {
        let text = text("", &format!("{own}{}", savings_plan("3", more)));
        let plan = plan(&text, "own");
        assert_consistent(&plan);
        total(&plan)
    };
    // Three at a dollar, of a commitment of three.
    assert_eq!(of(three), exact("3000"));
    // Without the row three dollars pay for one at 3 instead of 4.
    assert_eq!(of("term_years = 1"), exact("11000"));
}

#[test]
fn what_it_does_not_cover_does_not_bear_it_unless_it_is_owned() {
    let async_ = endpoint("ml.c7i.large", "scaling = \"fixed\"\ninstance_count = 1")
        .replace("sagemaker.endpoint", "sagemaker.async");
    let totals = |more: &str| {
        let text = text(
            "",
            &format!("{TOKENS}{async_}{}", savings_plan("1.5", more)),
        );
        [total(&plan(&text, "tokens")), total(&plan(&text, "own"))]
    };
    assert_eq!(totals(""), [exact("1400"), exact("2000")]);
    assert_eq!(
        totals("covers = [\"async\"]"),
        [exact("1400"), exact("1500")]
    );
    assert_eq!(totals("owned = true"), [exact("2900"), exact("3500")]);
}

#[test]
fn a_type_without_a_rate_is_not_covered_and_that_is_said() {
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let text = text(
        "",
        &format!("{own}[savings_plan]\ncommitment_usd_per_hour = \"1\"\n"),
    );
    let plan = plan(&text, "own");
    assert_eq!(total(&plan), exact("2000"));
    let said = plan
        .assumptions
        .iter()
        .any(|text| text.contains("covers no ml.c7i.large"));
    assert!(said, "{:?}", plan.assumptions);
}

#[test]
fn a_job_is_covered_while_it_runs() {
    let train = "[[plan]]\nid = \"own\"\nmode = \"sagemaker.training\"\ninstance = \"ml.m5.xlarge\"\n\
        instance_count = 4\nhours_per_run = 25\nruns_per_month = 2\n";
    let of = |more: &str| {
        let text = text("", &format!("{train}{more}\n{}", savings_plan("3", "")));
        plan(
            &text.replace("[workload]", "[workload]\nkind = \"training\""),
            "own",
        )
    };
    // 50 hours in which four run, of which 3 dollars cover two at 1.50.
    let covered = of("");
    assert_eq!(
        lines(&covered)[1..],
        [
            ("savings-plan-covered", "discount", "-200".to_owned()),
            ("savings-plan-used", "commitment", "150".to_owned()),
            ("savings-plan-unused", "commitment", "2850".to_owned()),
        ]
    );
    assert_consistent(&covered);
    // Never managed spot.
    let spot = of("spot = true\nspot_billable_share = \"0.5\"");
    assert_eq!(
        lines(&spot),
        [("instance-hours", "training", "200".to_owned())]
    );
}

#[test]
fn a_discount_on_the_fee_must_name_it() {
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let of = |discount: &str| {
        let rest = format!(
            "{own}{}[[discount]]\nshare = \"0.5\"\n{discount}",
            savings_plan("1.5", "")
        );
        total(&plan(&text("", &rest), "own"))
    };
    assert_eq!(of(""), exact("1500"));
    assert_eq!(of("meter = \"commitment-hours\"\n"), exact("750"));
}

#[test]
fn prices_change_and_the_commitment_does_not() {
    let own = endpoint("ml.c7i.large", "instance_count = 2");
    let keys = "months = 24\nprice_change_per_year = \"-0.5\"";
    let plan = plan(
        &text(keys, &format!("{own}{}", savings_plan("1.5", ""))),
        "own",
    );
    // First one of two is covered; then both, at half the price, by the same dollars.
    assert_eq!(
        monthly(&plan)[11..13],
        ["3500".to_owned(), "1500".to_owned()]
    );
    assert_consistent(&plan);
}

// --- Credits ---

#[test]
fn credits_are_used_up_in_month_order() {
    let credits = "[[credit]]\nlabel = \"Activate\"\nusd = \"3000\"\n\
        [[credit]]\nusd = \"500\"\nservice = \"sagemaker\"\n";
    let months = "months = 4";
    let plan = plan(&text(months, &format!("{TOKENS}{credits}")), "tokens");
    assert_eq!(monthly(&plan), ["0", "0", "1200", "1400"]);
    assert_eq!(lines(&plan)[2], ("credit-1", "credit", "-3000".to_owned()));
    assert_eq!(plan.line_items[2].name, "Activate");
    assert_eq!(plan.line_items.len(), 3);
    assert_consistent(&plan);
}

#[test]
fn a_credit_expires() {
    let credits = "[[credit]]\nusd = \"3000\"\nexpires_after_months = 1\n";
    let plan = plan(&text("months = 3", &format!("{TOKENS}{credits}")), "tokens");
    assert_eq!(monthly(&plan), ["0", "1400", "1400"]);
}

#[test]
fn a_credit_pays_for_neither_set_up_nor_other_services() {
    let credits = "[[credit]]\nusd = \"100000\"\nservice = \"bedrock\"\n";
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let tokens = TOKENS.to_owned() + "one_time_usd = \"70\"\n";
    let text = text("", &format!("{tokens}{own}{credits}"));
    assert_eq!(total(&plan(&text, "tokens")), exact("70"));
    assert_eq!(total(&plan(&text, "own")), exact("2000"));
    assert_consistent(&plan(&text, "tokens"));
}

#[test]
fn a_cascade_uses_a_credit_once_and_a_commitment_once() {
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let cascade = "[[cascade]]\nid = \"both\"\ntry = \"own\"\nescalate = \"tokens\"\nshare = \"0.5\"\n\
        router_usd_per_request = \"0.0001\"\n";
    let credits = "[[credit]]\nusd = \"2500\"\n[[credit]]\nusd = \"300\"\nservice = \"bedrock\"\n";
    let owned = savings_plan("1.5", "owned = true");
    let text = text(
        "months = 3",
        &format!("{own}{TOKENS}{cascade}{credits}{owned}"),
    );
    let plan = plan(&text, "both");
    // A month: the commitment 1,500, which covers the instance, tokens 700, router 100. Credits pay for
    // tokens alone: 2,100 in three months.
    assert_eq!(monthly(&plan), ["1600", "1600", "1600"]);
    assert_consistent(&plan);
    let ids: Vec<&str> = plan
        .line_items
        .iter()
        .map(|line| line.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "try.instance-hours",
            "try.savings-plan-covered",
            "try.savings-plan-used",
            "escalate.input-tokens",
            "escalate.output-tokens",
            "credit-1",
            "router"
        ]
    );
}

#[test]
fn two_plans_of_a_cascade_that_a_commitment_covers_are_refused() {
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let other = own.replace("\"own\"", "\"other\"");
    let cascade =
        "[[cascade]]\nid = \"both\"\ntry = \"own\"\nescalate = \"other\"\nshare = \"0.5\"\n";
    let text = text(
        "",
        &format!("{own}{other}{cascade}{}", savings_plan("1", "")),
    );
    let plan = plan(&text, "both");
    assert_eq!(plan.status, "infeasible");
    assert_eq!(plan.reasons[0].id, "savings-plan-shared");
}

// --- Free tiers ---

#[test]
fn a_free_tier_holds_for_two_months() {
    let own = endpoint("ml.m5.xlarge", "instance_count = 1");
    let keys = "months = 3\nfree_tier = true";
    let plan = plan(&text(keys, &own), "own");
    // 125 of 1,000 hours at $2.
    assert_eq!(monthly(&plan), ["1750", "1750", "2000"]);
    let line = &plan.line_items[1];
    assert_eq!(
        (line.id.as_str(), line.group),
        ("free-tier-realtime-inference", "discount")
    );
    let source = line.source.as_ref().map(|source| source.key.as_str());
    assert_eq!(source, Some("free-tier,realtime-inference"));
    assert_consistent(&plan);
    let other = endpoint("ml.c7i.large", "instance_count = 1");
    assert_eq!(
        total(&self::plan(&text(keys, &other), "own")),
        exact("6000")
    );
}

#[test]
fn a_cascade_has_one_free_tier() {
    let own = endpoint("ml.m5.xlarge", "instance_hours_per_month = 100");
    let other = own.replace("\"own\"", "\"other\"");
    let cascade =
        "[[cascade]]\nid = \"both\"\ntry = \"own\"\nescalate = \"other\"\nshare = \"0.5\"\n";
    let text = text(
        "months = 3\nfree_tier = true",
        &format!("{own}{other}{cascade}"),
    );
    // 125 hours in all of the 200.
    assert_eq!(monthly(&plan(&text, "both")), ["150", "150", "400"]);
    assert_consistent(&plan(&text, "both"));
}

#[test]
fn the_order_is_fixed() {
    let own = endpoint("ml.m5.xlarge", "instance_count = 1");
    let rest = format!(
        "{own}{}[[credit]]\nusd = \"100\"\n[[discount]]\nshare = \"0.1\"\n\
         [[discount]]\nmeter = \"instance-hours\"\nusd = \"1.6\"\nper = 1\n",
        savings_plan("0.75", "")
    );
    let plan = plan(&text("free_tier = true", &rest), "own");
    // 2,000 at list; 1,600 negotiated; 125 hours free: 1,400; of the 875 hours 0.75 covers half of an
    // instance at 1.50: 700; a tenth of the other 700; and 100 of what is left.
    assert_eq!(
        lines(&plan),
        [
            ("instance-hours", "inference", "2000".to_owned()),
            ("discount-2", "discount", "-400".to_owned()),
            (
                "free-tier-realtime-inference",
                "discount",
                "-200".to_owned()
            ),
            ("savings-plan-covered", "discount", "-700".to_owned()),
            ("savings-plan-used", "commitment", "656.25".to_owned()),
            ("savings-plan-unused", "commitment", "93.75".to_owned()),
            ("discount-1", "discount", "-70".to_owned()),
            ("credit-1", "credit", "-100".to_owned()),
        ]
    );
    assert_consistent(&plan);
}

// --- Turning knobs ---

/// The map of a knob of a scenario: values up to which a plan is the cheapest, and that plan.
fn winners(text: &str, knob: &str, to: &str) -> Vec<(Exact, String)> {
    let no_files = |path: &str| Err(path.to_owned());
    let template = Template::parse(text, None, &CATALOG, &no_files);
    let template = template.unwrap_or_else(|problems| panic!("{problems:?}"));
    let scenario = template
        .scenario()
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let knob = template.knob(knob, &scenario);
    let knob = knob.unwrap_or_else(|error| panic!("{error}"));
    let range = KnobRange::of(&knob, &scenario, Some(decimal("0")), Some(decimal(to)));
    let range = range.unwrap_or_else(|error| panic!("{error}"));
    let options = BreakevenOptions {
        knob,
        range,
        across: None,
        between: None,
    };
    let found = breakeven(&template, &scenario, &[], &CATALOG, options);
    let name = |plan: Option<usize>| {
        plan.map_or_else(String::new, |plan| found.map.curves[plan].plan.clone())
    };
    let winners = found.map.winners.iter();
    winners
        .map(|winner| (winner.to.clone(), name(winner.plan)))
        .collect()
}

/// Whether a followed value is near what was worked out by hand.
fn is_near(found: &Exact, wanted: &str) -> bool {
    let off = found - &exact(wanted);
    let off = if off.is_negative() { -off } else { off };
    off <= exact(wanted) * exact("0.001")
}

#[test]
fn the_commitment_is_a_knob() {
    // At $2 an hour, a quarter off: 2,000 less a third of the commitment up to 1.50, then all of it. The
    // tokens are $1,750: equal at 0.75 and at 1.75.
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let text = text("", &format!("{TOKENS}{own}{}", savings_plan("1", "")));
    let text = text.replace("1000000\ninput", "1250000\ninput");
    let found = winners(&text, "savings_plan.commitment_usd_per_hour", "3");
    let plans: Vec<&str> = found.iter().map(|(_, plan)| plan.as_str()).collect();
    assert_eq!(plans, ["tokens", "own", "tokens"]);
    assert!(is_near(&found[0].0, "0.75"), "{found:?}");
    assert!(is_near(&found[1].0, "1.75"), "{found:?}");
}

#[test]
fn a_credit_moves_the_break_even() {
    // $1.40 a thousand requests less $700 of credit against $2,000 less nothing: 2,700 / 1.4.
    let own = endpoint("ml.c7i.large", "instance_count = 1");
    let credit = "[[credit]]\nusd = \"700\"\nservice = \"bedrock\"\n";
    let text = text("", &format!("{TOKENS}{own}{credit}"));
    let found = winners(&text, "workload.requests_per_month", "4000000");
    let plans: Vec<&str> = found.iter().map(|(_, plan)| plan.as_str()).collect();
    assert_eq!(plans, ["tokens", "own"]);
    assert!(is_near(&found[0].0, "1928571.4"), "{found:?}");
}

// --- Whatever the numbers ---

/// Cents as dollars.
fn dollars(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Credits month by month in cents, as one would on paper.
    #[test]
    fn credits_are_spent_as_on_paper(
        credits in prop::collection::vec((0u64..800_000, any::<bool>(), prop::option::of(1u32..8)), 0..4),
        months in 1u32..9,
    ) {
        let written = credits.iter().map(|(cents, bedrock, expires)| {
            let service = if *bedrock { "bedrock" } else { "sagemaker" };
            let expires = expires.map(|months| format!("expires_after_months = {months}\n"));
            format!("[[credit]]\nusd = \"{}\"\nservice = \"{service}\"\n{}", dollars(*cents), expires.unwrap_or_default())
        });
        let rest = format!("{TOKENS}{}", written.collect::<String>());
        let plan = plan(&text(&format!("months = {months}"), &rest), "tokens");
        assert_consistent(&plan);
        let mut left: Vec<u64> = credits.iter().map(|(cents, ..)| *cents).collect();
        for month in 1..=months {
            let mut bill = 140_000;
            for ((_, bedrock, expires), left) in credits.iter().zip(&mut left) {
                if *bedrock && expires.is_none_or(|last| month <= last) {
                    let paid = bill.min(*left);
                    bill -= paid;
                    *left -= paid;
                }
            }
            let at = usize::try_from(month - 1).unwrap();
            prop_assert_eq!(plan.monthly_usd[at].amount(), &exact(&dollars(bill)));
        }
    }

    /// Bills stay whole whatever lowers them; what is used of a commitment is never more than all of it.
    #[test]
    fn lowered_bills_are_whole(
        scaling in prop::sample::select(vec!["fixed", "autoscaled", "scale-to-zero"]),
        commitment in 0u64..2_000,
        credit in 0u64..500_000,
        share in 0u64..=100,
        negotiated in 0u64..300,
        free: bool,
        owned: bool,
        (months, growth, change) in (1u32..15, prop::sample::select(vec!["0", "0.05", "-0.2"]), prop::sample::select(vec!["0", "-0.2", "0.3"])),
        environments in 1u32..3,
    ) {
        let own = endpoint(
            "ml.m5.xlarge",
            &format!("scaling = \"{scaling}\"\ncapacity = {{ requests_per_second = \"0.7\" }}"),
        );
        let rest = format!(
            "{TOKENS}{own}[[discount]]\nshare = \"{}\"\n\
             [[discount]]\nmeter = \"instance-hours\"\nusd = \"{}\"\nper = 1\n\
             [[credit]]\nusd = \"{}\"\n{}[traffic]\nshape = \"business-hours\"\n",
            dollars(share), dollars(negotiated), dollars(credit),
            savings_plan(&dollars(commitment), &format!("owned = {owned}")),
        );
        let keys = format!("months = {months}\nfree_tier = {free}\nprice_change_per_year = \"{change}\"");
        let text = text(&keys, &rest).replace(
            "requests_per_month",
            &format!("growth_per_month = \"{growth}\"\nenvironments = {environments}\nrequests_per_month"),
        );
        for id in ["tokens", "own"] {
            let plan = plan(&text, id);
            assert_consistent(&plan);
            let of = |start: &str| -> Exact {
                let lines = plan.line_items.iter().filter(|line| line.id.starts_with(start));
                lines.filter_map(|line| line.cost_usd.as_ref()).map(Usd::amount).sum()
            };
            let fee = of("savings-plan-used") + of("savings-plan-unused");
            let bears = (id == "own" || owned) && commitment > 0;
            let hours = exact(&dollars(commitment)) * exact("1000") * Exact::from(months);
            prop_assert_eq!(fee, if bears { hours } else { Exact::zero() });
            let covered = -of("savings-plan-covered");
            prop_assert!(!covered.is_negative());
            let all: Exact = of("instance-hours");
            prop_assert!(covered <= all);
            prop_assert!(of("savings-plan-used") <= covered);
        }
    }
}

// --- What is refused ---

fn refused(rest: &str) -> String {
    let text = text("", &format!("{TOKENS}{rest}"));
    let no_files = |path: &str| Err(path.to_owned());
    match Scenario::parse(&text, None, &CATALOG, &no_files) {
        Ok(_) => panic!("this is taken:\n{rest}"),
        Err(problems) => {
            let said = problems.iter().map(|problem| {
                let help = problem.help.as_deref().unwrap_or_default();
                format!("{} {help}", problem.message)
            });
            said.collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line or two for each mistake")]
fn what_is_wrong_is_said() {
    let cases = [
        ("[[discount]]\nshare = \"1.1\"", "at most 1"),
        (
            "[[discount]]\nmeter = \"input-tokens\"",
            "either `share`, or `usd` and `per`",
        ),
        (
            "[[discount]]\nshare = \"0.1\"\nusd = \"1\"\nper = 1",
            "either `share`, or `usd` and `per`",
        ),
        (
            "[[discount]]\nshare = \"0.1\"\nper = 1",
            "`per` goes with `usd`",
        ),
        ("[[discount]]\nusd = \"1\"\nper = 1", "say which"),
        (
            "[[discount]]\nmeter = \"input-tokens\"\nusd = \"1\"",
            "per = 1000 or 1000000",
        ),
        (
            "[[discount]]\nmeter = \"input-tokens\"\nusd = \"1\"\nper = 10",
            "stated per 1000 or 1000000",
        ),
        (
            "[[discount]]\nshare = \"0.1\"\nmode = \"bedrock.on-demnd\"",
            "did you mean `bedrock.on-demand`?",
        ),
        (
            "[[discount]]\nshare = \"0.1\"\ninstance = \"ml.g6f\"",
            "unknown instance type or family",
        ),
        ("[savings_plan]\nterm_years = 1", "commitment_usd_per_hour"),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\nterm_years = 2",
            "1 or 3 years",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"-1\"",
            "at least 0",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\ndiscount = { \"ml.g6ee\" = \"0.3\" }",
            "did you mean",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\ndiscount = { \"ml.g6e\" = \"1\" }",
            "at most 0.99",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\ncovers = [\"serverless\"]",
            "no instance-hours",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\ncovers = [\"hostin\"]",
            "did you mean `hosting`?",
        ),
        (
            "[savings_plan]\ncommitment_usd_per_hour = \"1\"\npayment = \"later\"",
            "no-upfront",
        ),
        ("[[credit]]\nlabel = \"x\"", "usd"),
        ("[[credit]]\nusd = \"1\"\nservice = \"ec2\"", "bedrock"),
        (
            "[[credit]]\nusd = \"1\"\nmodel = \"nova-por\"",
            "unknown model",
        ),
    ];
    for (rest, wanted) in cases {
        let said = refused(rest);
        assert!(
            said.contains(wanted),
            "{rest}\n--- says\n{said}\n--- not {wanted}"
        );
    }
}

// --- In another currency ---

/// What the program answers about a scenario of the repository.
fn answered(args: &str) -> (bool, String) {
    let command = assert_cmd::Command::cargo_bin("crossover");
    let mut command = command.unwrap_or_else(|error| panic!("{error}"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.args(args.split_whitespace()).output();
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn pages_are_in_the_currency_asked_for_and_data_in_dollars() {
    const FILE: &str = "compare scenarios/modes/bedrock.on-demand.toml";
    let euros = "--currency EUR --rate 0.5";
    let (_, dollars) = answered(FILE);
    let (is_fine, page) = answered(&format!("{FILE} {euros}"));
    assert!(is_fine && page.contains('€'), "{page}");
    assert!(page.contains("0.5 EUR for a US dollar"), "{page}");
    assert!(dollars.contains('$') && !dollars.contains('€'), "{dollars}");
    for format in ["csv", "json"] {
        let own = answered(&format!("{FILE} --format {format}"));
        assert_eq!(answered(&format!("{FILE} --format {format} {euros}")), own);
    }
    let questions = [
        "compare scenarios/committed-spend.toml --detail --why",
        "explain scenarios/committed-spend.toml --plan nova",
        "breakeven scenarios/committed-spend.toml --vary savings_plan.commitment_usd_per_hour --from 0 --to 6",
        "whatif scenarios/committed-spend.toml --tornado",
        "whatif scenarios/committed-spend.toml --set workload.requests_per_month=1",
        "diff scenarios/committed-spend.toml scenarios/support-chatbot.toml",
        "compare scenarios/workloads.csv --defaults scenarios/workloads-defaults.toml",
        "prices list --region us-east-1",
    ];
    for question in questions {
        // What looks at many values takes its time: once is enough.
        let is_long = question.contains("breakeven") || question.contains("tornado");
        let formats = ["table", "markdown", "csv", "json"];
        for format in formats.into_iter().take(if is_long { 1 } else { 4 }) {
            let (_, page) = answered(&format!(
                "{question} --format {format} --currency CHF --rate 0.9"
            ));
            let marks = page
                .chars()
                .filter(|c| ('\u{F0000}'..'\u{FFFFF}').contains(c));
            assert_eq!(marks.count(), 0, "{question} --format {format}\n{page}");
            let is_page = matches!(format, "table" | "markdown");
            assert_eq!(
                page.contains("CHF "),
                is_page,
                "{question} --format {format}\n{page}"
            );
        }
    }
}

#[test]
fn a_currency_needs_a_rate_above_zero() {
    for (args, wanted) in [
        ("--currency EUR", "--rate 0.92"),
        ("--rate 0.92", "--currency EUR"),
        ("--currency EUR --rate 0", "above zero"),
        ("--currency EUR --rate 1e3", "--rate"),
        ("--currency euro --rate 1", "three capital letters"),
    ] {
        let (is_fine, said) = answered(&format!(
            "compare scenarios/modes/bedrock.on-demand.toml {args}"
        ));
        assert!(!is_fine && said.contains(wanted), "{args}: {said}");
    }
}
