//! What holds whatever the needs.

use std::fmt::Write as _;

use crossover::{
    analysis::{CompareOptions, PlansFrom, compare, proposals},
    catalog::Catalog,
    report::PlanReport,
    units::{Exact, Usd},
};
use proptest::{prelude::*, test_runner::Config};

use super::{CATALOG, PLANS, both, exact, is_of_need, lines, of_needs, plan, priced, text, total};

/// Needs of numbers that are met on both services.
#[derive(Debug, Clone)]
struct Drawn {
    steps: u64,
    blocked: u64,
    characters: u64,
    kib: u64,
    tokens: u64,
    hours: u64,
    is_on: [bool; 6],
}

impl Drawn {
    /// The text of those that are on.
    fn text(&self) -> String {
        let mut text = String::new();
        let [agents, guardrails, logging, retrieval, network, people] = self.is_on;
        let mut table = |is_on: bool, name: &str, fields: String| {
            if is_on {
                let _ = writeln!(text, "[needs.{name}]\n{fields}");
            }
        };
        let Self {
            steps,
            blocked,
            characters,
            kib,
            tokens,
            hours,
            ..
        } = self;
        table(
            agents,
            "agents",
            format!(
                "steps = {steps}\ntool_calls = 1\ntool_seconds = {steps}\ntool_memory_gib = \"0.5\"\nsession_seconds = {hours}\nactive_seconds = {hours}\nsession_memory_gib = 1"
            ),
        );
        table(
            guardrails,
            "guardrails",
            format!(
                "content_filters = true\ninput_characters = {characters}\noutput_characters = {kib}\nblocked_input_share = \"0.{blocked:02}\""
            ),
        );
        table(
            logging,
            "logging",
            format!(
                "invocations = true\ndestination = \"both\"\nkib_per_call = {kib}\nobjects_per_call = \"0.5\"\nretention_months = 2\nendpoint_data_events = 1"
            ),
        );
        table(
            retrieval,
            "retrieval",
            format!(
                "corpus_tokens = {tokens}\nupdated_share_per_month = \"0.25\"\nembedding_model = \"titan-embed-text-v2\"\nquery_tokens = {kib}\nvector_store = \"opensearch-serverless-classic\""
            ),
        );
        table(network, "network", format!("keys = {steps}"));
        table(
            people,
            "people",
            format!(
                "usd_per_hour = \"80\"\nbedrock_hours_per_month = {hours}\nsagemaker_hours_per_month = {steps}"
            ),
        );
        text
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        1u64..6,
        0u64..90,
        0u64..5_000,
        1u64..200,
        0u64..10_000_000,
        0u64..50,
        any::<[bool; 6]>(),
    )
        .prop_map(
            |(steps, blocked, characters, kib, tokens, hours, is_on)| Drawn {
                steps,
                blocked,
                characters,
                kib,
                tokens,
                hours,
                is_on,
            },
        )
}

proptest! {
    #![proptest_config(Config::with_cases(48))]

    #[test]
    fn a_bill_is_the_sum_of_its_lines_and_grows_with_requests(
        needs in drawn(), requests in 1u64..2_000_000, months in 1u64..4,
    ) {
        let keys = format!("months = {months}");
        let of = |requests| text(requests, &keys, &format!("{PLANS}{}", needs.text()));
        for id in ["tokens", "own"] {
            let (few, many) = (plan(&of(requests), id), plan(&of(requests * 2), id));
            let cost = |line: &crossover::report::LineItemReport| line.cost_usd.clone();
            let sum: Exact = few.line_items.iter().filter_map(cost).map(|usd| usd.amount().clone()).sum();
            prop_assert_eq!(&sum, &total(&few));
            prop_assert!(few.line_items.iter().filter_map(cost).all(|usd| !usd.is_negative()));
            let monthly: Exact = few.monthly_usd.iter().map(Usd::amount).sum();
            let once = few.one_time_usd.as_ref().map_or_else(Exact::zero, |usd| usd.amount().clone());
            prop_assert_eq!(monthly + once, sum);
            prop_assert!(total(&many) >= total(&few));
            prop_assert!(of_needs(&many) >= of_needs(&few));
            // Twice the requests never cost more than twice as much: all follows them in a straight line.
            prop_assert!(of_needs(&many) <= of_needs(&few) * exact("2"));
        }
    }

    #[test]
    fn needs_leave_the_rest_of_the_bill_as_it_is(needs in drawn()) {
        let calls_once = Drawn { steps: 1, blocked: 0, ..needs.clone() };
        let without = both("");
        let with = both(&calls_once.text());
        for id in ["tokens", "own"] {
            let (with, without) = (plan(&with, id), plan(&without, id));
            prop_assert_eq!(lines(&with, |line| !is_of_need(line)), lines(&without, |_| true));
            prop_assert_eq!(total(&with) - of_needs(&with), total(&without));
        }
    }

    #[test]
    fn steps_and_blocked_inputs_change_the_calls_and_nothing_else(needs in drawn()) {
        let needs = Drawn { is_on: [true; 6], ..needs };
        let with = plan(&both(&needs.text()), "tokens");
        let calls = exact(&needs.steps.to_string()) * (Exact::one() - exact(&format!("0.{:02}", needs.blocked)));
        let plain = plan(&both(""), "tokens");
        for (found, one) in with.line_items.iter().filter(|line| !is_of_need(line)).zip(&plain.line_items) {
            prop_assert_eq!(&found.id, &one.id);
            prop_assert_eq!(&found.quantity, &(&one.quantity * &calls));
        }
        // What is paid by the request, or by the month, does not know of it.
        let once = Drawn { steps: 1, blocked: 0, ..needs.clone() };
        let once = plan(&both(&once.text()), "tokens");
        let by_request = |line: &crossover::report::LineItemReport| {
            ["need.retrieval", "people"].contains(&line.group) || line.id == "agents-runtime-vcpu-hours"
        };
        prop_assert_eq!(lines(&with, by_request), lines(&once, by_request));
    }

    #[test]
    fn a_cascade_bears_needs_once(needs in drawn(), share in 0u64..=100) {
        let needs = Drawn { steps: 1, blocked: 0, ..needs };
        let plans = "[[plan]]\nid = \"small\"\nmode = \"bedrock.on-demand\"\nmodel = \"acme.one-v1:0\"\nprice_multiplier = \"0.1\"\n\
            [[plan]]\nid = \"large\"\nmode = \"bedrock.on-demand\"\nmodel = \"acme.one-v1:0\"\n";
        let cascade = format!(
            "[[cascade]]\nid = \"both\"\ntry = \"small\"\nescalate = \"large\"\nshare = \"{}.{:02}\"\n",
            share / 100, share % 100,
        );
        let of = |needs: &str| text(1_000_000, "", &format!("{plans}{cascade}{needs}"));
        let (with, without) = (plan(&of(&needs.text()), "both"), plan(&of(""), "both"));
        let alone = plan(&of(&needs.text()), "small");
        prop_assert_eq!(total(&with) - total(&without), of_needs(&alone));
    }
}

// --- Months ---

#[test]
fn what_is_paid_once_is_paid_once_and_months_grow() {
    // A million tokens at $2 once; half of them each month; a token a query at $2 a million.
    let needs = "[needs.retrieval]\ncorpus_tokens = 1_000_000\nupdated_share_per_month = \"0.5\"\n\
        embedding_model = \"titan-embed-text-v2\"\nquery_tokens = 1\nvector_store = \"external\"\nstore_usd_per_month = \"3\"\n";
    let scenario = text(
        1_000_000,
        "months = 3",
        &format!("growth_per_month = \"1\"\n{PLANS}{needs}"),
    );
    let plan = plan(&scenario, "own");
    let once = plan.one_time_usd.as_ref().map(Usd::amount);
    assert_eq!(once, Some(&exact("2")));
    let monthly: Vec<Exact> = plan
        .monthly_usd
        .iter()
        .map(|usd| usd.amount().clone())
        .collect();
    assert_eq!(monthly, [exact("2006"), exact("2008"), exact("2012")]);
    assert_eq!(total(&plan), exact("6028"));
}

#[test]
fn a_run_of_training_is_paid_once_and_again_as_often_as_it_is_repeated() {
    let needs = "[needs.customisation]\ninstance = \"ml.m5.xlarge\"\ninstance_count = 2\nhours_per_run = 3\n\
        runs_per_month = 2\ntuning_jobs = 1\nweights_gib = 10\n";
    let scenario = text(1_000_000, "months = 2", &format!("{PLANS}{needs}"));
    let plan = plan(&scenario, "own");
    // A run: 3 hours of 2 instances, for itself and one tuning job, at $2.
    let once = plan.one_time_usd.as_ref().map(Usd::amount);
    assert_eq!(once, Some(&exact("24")));
    // Two months of an instance, two runs and the weights.
    assert_eq!(total(&plan), exact("24") + exact("2") * exact("2048.2"));
}

// --- What lowers a bill ---

#[test]
fn a_discount_is_for_what_its_service_sells() {
    // Tokens $1,400, embedding of queries $20, the collection $500; half of what Amazon Bedrock sells.
    let needs = "[needs.retrieval]\nembedding_model = \"titan-embed-text-v2\"\nquery_tokens = 10\n\
        vector_store = \"opensearch-serverless-classic\"\n\
        [needs.logging]\ninvocations = true\ndestination = \"both\"\nkib_per_call = 1\nobjects_per_call = 1\n\
        [needs.people]\nusd_per_hour = \"80\"\nbedrock_hours_per_month = 5\n";
    let with = |service: &str| {
        let discount = format!("[[discount]]\nservice = \"{service}\"\nshare = \"0.5\"\n");
        let plans = priced::plans(&CATALOG, &both(&format!("{needs}{discount}")));
        let plan = plans.into_iter().find(|plan| plan.id == "tokens");
        plan.unwrap_or_else(|| panic!("no plan"))
    };
    let full = total(&plan(&both(needs), "tokens"));
    assert_eq!(total(&with("bedrock")), &full - &exact("710"));
    // Both services are these two: the collection, the logs and people are of neither.
    assert_eq!(total(&with("*")), &full - &exact("710"));
    assert_eq!(total(&with("sagemaker")), full);
    // What Amazon Bedrock sells to a plan on SageMaker AI is Bedrock's all the same.
    let discount = "[[discount]]\nservice = \"bedrock\"\nshare = \"0.5\"\n";
    let own = |text: &str| total(&plan(text, "own"));
    let less = own(&both(needs)) - own(&both(&format!("{needs}{discount}")));
    assert_eq!(less, exact("10"));
}

#[test]
fn a_discount_on_a_model_or_an_instance_is_for_no_other() {
    // A judge reads 100M tokens at $2 a million: it is not the plan's model at $1.
    let judge = "[needs.evaluation]\njudged_answers = 1_000_000\njudge_model = \"titan-embed-text-v2\"\n\
        judge_input_tokens = 100\n";
    let of_model = "[[discount]]\nmodel = \"acme.one-v1:0\"\nmeter = \"input-tokens\"\nusd = \"0.5\"\nper = 1_000_000\n";
    let bill = |needs: &str| total(&plan(&both(needs), "tokens"));
    assert_eq!(
        bill(judge) - bill(&format!("{judge}{of_model}")),
        exact("500")
    );
    let training = "[needs.customisation]\ninstance = \"ml.m5.xlarge\"\nhours_per_run = 10\nruns_per_month = 1\n";
    let of_instance =
        |name: &str| format!("{training}[[discount]]\ninstance = \"{name}\"\nshare = \"0.5\"\n");
    let own = |text: &str| total(&plan(&both(text), "own"));
    assert_eq!(own(training) - own(&of_instance("ml.c7i")), exact("1000"));
    // A run a month, and the first one, which is discounted as the others are.
    assert_eq!(
        own(training) - own(&of_instance("ml.m5.xlarge")),
        exact("20")
    );
}

#[test]
fn a_cascade_with_a_credit_keeps_what_its_needs_cost_once() {
    let cascade =
        "[[cascade]]\nid = \"both\"\ntry = \"tokens\"\nescalate = \"own\"\nshare = \"0.5\"\n";
    let needs = "[needs.retrieval]\nembedding_model = \"titan-embed-text-v2\"\ncorpus_tokens = 1_000_000_000\n\
        vector_store = \"external\"\nstore_usd_per_month = \"1\"\n";
    let credit = "[[credit]]\nusd = \"1\"\n";
    let bill = |rest: &str| {
        let plan = plan(&both(&format!("{needs}{cascade}{rest}")), "both");
        assert_eq!(
            plan.one_time_usd.as_ref().map(Usd::amount),
            Some(&exact("2000"))
        );
        total(&plan)
    };
    assert_eq!(bill("") - bill(credit), exact("1"));
}

#[test]
fn what_is_free_is_free_everywhere_and_what_waits_is_no_agent() {
    let scenario = "schema = 1\nname = \"x\"\nregion = \"eu-central-1\"\n[workload]\nrequests_per_month = 100_000\n\
        input_tokens = 1000\noutput_tokens = 100\nlatency = \"offline\"\n[needs.agents]\nsteps = 2\n\
        [[plan]]\nid = \"now\"\nmode = \"bedrock.on-demand\"\nmodel = \"nova-lite\"\n\
        [[plan]]\nid = \"later\"\nmode = \"bedrock.batch\"\nmodel = \"nova-lite\"\n";
    assert_eq!(plan(scenario, "now").status, "ok");
    assert_eq!(
        plan(scenario, "later").reasons[0].id,
        "agents-wait-for-answers"
    );
}

#[test]
fn a_need_of_customisation_proposes_custom_models() {
    let catalog = Catalog::embedded(Vec::new());
    let scenario = |needs: &str| {
        format!(
            "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\n[workload]\nmodels = [\"nova-2-lite\"]\n\
             requests_per_month = 100_000\ninput_tokens = 1000\noutput_tokens = 100\n{needs}"
        )
    };
    let modes = |needs: &str| -> Vec<&'static str> {
        let scenario = priced::scenario(&catalog, &scenario(needs));
        let proposed = proposals(&scenario, &catalog, PlansFrom::Either);
        let found = compare(&scenario, &proposed, &catalog, &CompareOptions::default());
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        let plans = found.plans.iter().map(|plan| PlanReport::of(plan, None));
        plans
            .filter(|plan| plan.status == "ok")
            .map(|plan| plan.mode)
            .collect()
    };
    assert!(!modes("").contains(&"bedrock.custom-on-demand"));
    let needs = "[needs.customisation]\ntraining_tokens = 1_000_000\n";
    assert_eq!(modes(needs), ["bedrock.custom-on-demand"]);
}

#[test]
fn what_people_earn_does_not_follow_the_prices_of_aws() {
    let needs = "[needs.people]\nusd_per_hour = \"80\"\nbedrock_hours_per_month = 1\n";
    let scenario = text(
        1,
        "months = 24\nprice_change_per_year = \"-0.5\"",
        &format!("{PLANS}{needs}"),
    );
    let people = plan(&scenario, "tokens").people_usd;
    assert_eq!(people.as_ref().map(Usd::amount), Some(&exact("1920")));
}

#[test]
fn a_judge_reads_long_prompts_at_their_price() {
    // 1,000 answers of 300,000 tokens in and 100 out: above 272,000 tokens at twice the price and half as much again.
    let judge = |tokens: u32| {
        let needs = format!(
            "[needs.evaluation]\njudged_answers = 1_000\njudge_model = \"gpt-5.4\"\n\
             judge_input_tokens = {tokens}\njudge_output_tokens = 100\n"
        );
        of_needs(&plan(&both(&needs), "tokens"))
    };
    assert_eq!(judge(300_000), exact("1652.475"));
    assert_eq!(judge(272_000), exact("749.65"));
}

#[test]
fn a_credit_pays_for_no_hours_of_people() {
    let needs = "[needs.people]\nusd_per_hour = \"80\"\nbedrock_hours_per_month = 5\nsagemaker_hours_per_month = 5\n\
        [[credit]]\nusd = \"100000\"\n";
    for id in ["tokens", "own"] {
        assert_eq!(total(&plan(&both(needs), id)), exact("400"), "{id}");
    }
}
