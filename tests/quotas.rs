//! Quotas of Amazon Bedrock and latency targets: what is warned of, against a count minute by minute.

#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use crossover::{
    catalog::Catalog,
    report::PlanReport,
    units::{Exact, grouped},
};
use proptest::{prelude::*, test_runner::Config};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(""));

fn whole(value: u64) -> Exact {
    Exact::from(value)
}

fn ratio(part: u64, all: u64) -> Exact {
    Exact::ratio(part, all).unwrap_or_else(Exact::zero)
}

fn plan(text: &str) -> PlanReport {
    let mut plans = priced::plans(&CATALOG, text);
    assert_eq!(plans.len(), 1, "{text}");
    plans.remove(0)
}

/// The messages of the warnings `id`.
fn warned<'a>(plan: &'a PlanReport, id: &str) -> Vec<&'a str> {
    let of = plan.warnings.iter().filter(|warning| warning.id == id);
    of.map(|warning| warning.message.as_str()).collect()
}

const BELOW: &str = "quota-below-peak";

/// 24 hours of a day, and a request of Claude Sonnet 4.5, whose answers burn down five times.
#[derive(Debug, Clone)]
struct Day {
    requests: Vec<u64>,
    input: u64,
    read: u64,
    write: u64,
    output: u64,
}

const BURNDOWN: u64 = 5;

prop_compose! {
    fn day()(
        requests in prop::collection::vec(0u64..50_000, 24),
        first in 1u64..50_000,
        input in 1u64..50_000,
        read in 0u64..=10,
        write in 0u64..=10,
        output in 0u64..4_000,
    ) -> Day {
        let mut requests = requests;
        requests[0] = first;
        // The shortest prefix this model's cache keeps is 4,096 tokens; shorter ones are plain input.
        let cached = input / 20;
        Day { requests, input, read: cached * read, write: cached * write, output }
    }
}

impl Day {
    /// A month of 30 such days under `plan`.
    fn scenario(&self, plan: &str) -> String {
        let weights: Vec<String> = self.requests.iter().map(u64::to_string).collect();
        let month = self.requests.iter().sum::<u64>() * 30;
        format!(
            "schema = 1\nname = \"Quota\"\nregion = \"us-east-1\"\nhours_per_month = 720\n\n\
             [workload]\nrequests_per_month = {month}\ninput_tokens = {}\ncache_read_tokens = {}\n\
             cache_write_tokens = {}\noutput_tokens = {}\n\n[traffic]\nhourly = [{}]\n\n\
             [[plan]]\nmodel = \"claude-sonnet-4.5\"\n{plan}\n",
            self.input,
            self.read,
            self.write,
            self.output,
            weights.join(", ")
        )
    }

    fn on_demand(&self, quota: &str) -> PlanReport {
        plan(&self.scenario(&format!(
            "mode = \"bedrock.on-demand\"\nscope = \"geo\"\n{quota}"
        )))
    }

    /// Tokens a request takes of the quota; a prefix too short for the cache is input.
    fn weighted(&self, least_cached: u64) -> u64 {
        let cached = self.read + self.write;
        let read = if cached < least_cached { 0 } else { self.read };
        self.input - read + BURNDOWN * self.output
    }

    /// Each minute's requests: the middle ten of an hour carry 1.2 times its mean, the others 0.96.
    fn minutes(&self) -> Vec<Exact> {
        let mut minutes = Vec::new();
        for requests in &self.requests {
            for minute in 0..60u64 {
                let hundredths = if (25..35).contains(&minute) { 120 } else { 96 };
                minutes.push(whole(*requests) * ratio(hundredths, 6_000));
            }
        }
        minutes
    }
}

fn least_cached() -> u64 {
    let model = CATALOG.model("claude-sonnet-4.5");
    model.and_then(|model| model.cache_min_tokens).unwrap_or(0)
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_warning_stands_where_a_minute_takes_more_than_the_quota(
        day in day(),
        share in 1u64..150,
    ) {
        let each = whole(day.weighted(least_cached()));
        let minutes = day.minutes();
        let peak = minutes.iter().max().cloned().unwrap_or_else(Exact::zero) * &each;
        let quota = (&peak * &ratio(share, 100)).ceil().unwrap_or(0);
        let report = day.on_demand(&format!("tokens_per_minute_quota = {quota}"));
        prop_assert_eq!(report.status, "ok", "a quota rules nothing out");
        let messages = warned(&report, BELOW);
        let above = peak > whole(quota);
        prop_assert_eq!(messages.len(), usize::from(above), "{:?} for {}", messages, quota);
        if above {
            // Requests whose tokens find no room, minute by minute.
            let mut at_risk = Exact::zero();
            for requests in &minutes {
                let over = (requests * &each - &whole(quota)).max(Exact::zero());
                at_risk += &(over.checked_div(&each).unwrap_or_else(Exact::zero) * whole(30));
            }
            let expected = format!("about {} requests", grouped(&at_risk, 0));
            prop_assert!(messages[0].contains(&expected), "{}: {}", expected, messages[0]);
            let expected = format!("take {} tokens", grouped(&peak, 0));
            prop_assert!(messages[0].contains(&expected), "{}: {}", expected, messages[0]);
        }
    }

    #[test]
    fn a_day_is_held_against_its_own_quota(day in day(), share in 50u64..150) {
        let taken = day.requests.iter().sum::<u64>() * day.weighted(least_cached());
        let quota = taken * share / 100;
        let report = day.on_demand(&format!(
            "tokens_per_minute_quota = 1000000000000\ntokens_per_day_quota = {quota}"
        ));
        let messages = warned(&report, BELOW);
        prop_assert_eq!(messages.len(), usize::from(taken > quota), "{:?} for {}", messages, quota);
        if let [message] = messages.as_slice() {
            prop_assert!(message.contains("on 7 of 7 days"), "{}", message);
        }
    }

    #[test]
    fn more_quota_and_more_reserved_put_fewer_requests_at_risk(
        day in day(),
        least in 0u64..2_000_000,
        more in 0u64..2_000_000,
    ) {
        let at_risk = |report: &PlanReport| -> u64 {
            let messages = warned(report, BELOW);
            let Some(message) = messages.first() else { return 0 };
            let (_, after) = message.split_once("about ").unwrap_or_default();
            let (figure, _) = after.split_once(" requests").unwrap_or_default();
            figure.replace(',', "").parse().unwrap_or(u64::MAX)
        };
        let risk = |quota: u64| at_risk(&day.on_demand(&format!("tokens_per_minute_quota = {quota}")));
        prop_assert!(risk(least + more) <= risk(least));
        let reserved = |input: u64| at_risk(&plan(&day.scenario(&format!(
            "mode = \"bedrock.reserved\"\nscope = \"geo\"\ninput_tokens_per_minute = {input}\n\
             output_tokens_per_minute = 10000\ntokens_per_minute_quota = {least}"
        ))));
        prop_assert!(reserved(100_000 + more) <= reserved(100_000));
        prop_assert!(reserved(100_000) <= risk(least));
    }
}

/// A steady 6,000 requests an hour of `model` in the mode and scope of `plan`.
fn steady(plan: &str) -> String {
    format!(
        "schema = 1\nname = \"Quota\"\nregion = \"us-east-1\"\n\n[workload]\nrequests_per_hour = 6000\n\
         input_tokens = 12000\ncache_read_tokens = 11400\noutput_tokens = 200\n\n[[plan]]\n{plan}\n"
    )
}

#[test]
fn the_example_of_the_page() {
    // 100 x (600 + 5 x 200) = 160,000 of the mean minute; 10 minutes of 12,000 above the quota an hour.
    let report = plan(&steady(
        "mode = \"bedrock.on-demand\"\nscope = \"geo\"\nmodel = \"claude-sonnet-4.5\"\ntokens_per_minute_quota = 180_000",
    ));
    let messages = warned(&report, BELOW);
    let expected = [
        "take 192,000 tokens",
        "\"Cross-region model inference tokens per minute\"",
        "mean minute 160,000 (input + cache writes + 5 x output)",
        "yours is 180,000",
        "100 % of the hours",
        // 75 requests an hour.
        "about 54,750 requests",
        "it can be raised",
    ];
    for part in expected {
        assert!(messages[0].contains(part), "{part}: {}", messages[0]);
    }
    let field = report.warnings.iter().find(|warning| warning.id == BELOW);
    assert_eq!(
        field.and_then(|warning| warning.field.as_deref()),
        Some("plan.1.tokens_per_minute_quota")
    );
}

#[test]
fn defaults_are_for_their_scope_and_tier() {
    let nova = |choices: &str| {
        format!(
            "schema = 1\nname = \"Quota\"\nregion = \"us-east-1\"\n\n[workload]\nrequests_per_hour = 60000\n\
             input_tokens = 5000\n\n[[plan]]\nmodel = \"nova-micro\"\n{choices}\n"
        )
    };
    // 1,000 x 5,000 x 1.2 = 6,000,000 a minute: above the 4,000,000 in the region, not the 8,000,000 across.
    let on_demand = plan(&nova("mode = \"bedrock.on-demand\""));
    let messages = warned(&on_demand, BELOW);
    assert!(
        messages[0].contains("the default known here is 4,000,000")
            && messages[0].ends_with("tokens_per_minute_quota states your own"),
        "{}",
        messages[0]
    );
    // Flex and priority draw on the same quota; latency-optimised has another, which nobody knows.
    for (tier, count) in [("flex", 1), ("priority", 1), ("latency-optimised", 0)] {
        let other = nova(&format!("mode = \"bedrock.on-demand\"\ntier = \"{tier}\""))
            .replace("nova-micro", "nova-pro");
        let other = plan(&other);
        assert_eq!(other.status, "ok", "{tier}: {:?}", other.reasons);
        assert_eq!(warned(&other, BELOW).len(), count, "{tier}");
    }
    let geo = plan(&nova("mode = \"bedrock.on-demand\"\nscope = \"geo\""));
    assert!(warned(&geo, BELOW).is_empty());
    // Nobody knows the quota of a custom model; it is not the base model's.
    let custom = plan(&nova("mode = \"bedrock.custom-on-demand\""));
    assert!(warned(&custom, BELOW).is_empty());
    let said = |report: &PlanReport| {
        let of = |text: &String| text.starts_with("Quotas are not checked");
        report.assumptions.iter().filter(|text| of(text)).count()
    };
    assert_eq!((said(&on_demand), said(&geo), said(&custom)), (0, 0, 1));
    let own = plan(&nova(
        "mode = \"bedrock.custom-on-demand\"\ntokens_per_minute_quota = 5_999_999",
    ));
    assert_eq!((warned(&own, BELOW).len(), said(&own)), (1, 0));
}

#[test]
fn sources_that_differ_are_both_named() {
    let report = plan(&steady(
        "mode = \"bedrock.on-demand\"\nscope = \"geo\"\nmodel = \"claude-sonnet-4.5\"",
    ));
    // 192,000 is below both figures.
    assert!(warned(&report, BELOW).is_empty());
    let more =
        steady("mode = \"bedrock.on-demand\"\nscope = \"geo\"\nmodel = \"claude-sonnet-4.5\"")
            .replace("requests_per_hour = 6000", "requests_per_hour = 12000");
    let report = plan(&more);
    assert!(
        warned(&report, BELOW)[0].contains("(sources differ: 200,000 to 5,000,000) is 200,000"),
        "{:?}",
        report.warnings
    );
}

#[test]
fn a_growing_load_is_warned_of_once() {
    let growing = steady(
        "mode = \"bedrock.on-demand\"\nscope = \"geo\"\nmodel = \"claude-sonnet-4.5\"\ntokens_per_minute_quota = 100",
    )
    .replace("[workload]", "months = 6\n\n[workload]\ngrowth_per_month = \"0.1\"");
    let report = plan(&growing);
    let messages = warned(&report, BELOW);
    assert_eq!(messages.len(), 1, "{messages:?}");
    // 192,000 x 1.1 to the fifth: the last month.
    assert!(
        messages[0].contains("take 309,218 tokens"),
        "{}",
        messages[0]
    );
}

/// A plan whose workload has these targets.
fn with_targets(kind: &str, plan_text: &str) -> PlanReport {
    plan(&format!(
        "schema = 1\nname = \"Targets\"\nregion = \"us-east-1\"\n\n[workload]\nkind = \"{kind}\"\n\
         requests_per_hour = 600\ninput_tokens = 1000\noutput_tokens = 100\nrequest_seconds = \"0.5\"\n{plan_text}\n"
    ))
}

const TARGETS: &str =
    "latency_p95_seconds = 3\nttft_p95_seconds = \"0.4\"\nseconds_per_output_token = \"0.02\"\n";

#[test]
fn targets_nobody_can_check_are_warned_of() {
    let unknown = [
        (
            "text",
            "[[plan]]\nmode = \"bedrock.on-demand\"\nmodel = \"nova-micro\"",
        ),
        (
            "text",
            "[[plan]]\nmode = \"external\"\nlabel = \"Elsewhere\"",
        ),
        (
            "custom",
            "[[plan]]\nmode = \"sagemaker.serverless\"\nmemory_mib = 2048",
        ),
        (
            "text",
            "[[plan]]\nmode = \"bedrock.custom-import\"\nmodel = \"llama-3.1-8b\"\nunits_per_copy = 2\nconcurrency_per_copy = 4",
        ),
    ];
    for (kind, plan_text) in unknown {
        let report = with_targets(kind, &format!("{TARGETS}\n{plan_text}"));
        assert_eq!(report.status, "ok", "{plan_text}: {:?}", report.reasons);
        assert_eq!(
            warned(&report, "latency-unverified").len(),
            2,
            "{plan_text}"
        );
        assert_eq!(warned(&report, "ttft-unverified").len(), 1, "{plan_text}");
        let without = with_targets(kind, plan_text);
        let quiet = ["latency-unverified", "ttft-unverified"];
        assert!(
            quiet.iter().all(|id| warned(&without, id).is_empty()),
            "{plan_text}"
        );
        assert_eq!(
            without.total_usd, report.total_usd,
            "a target moves no dollar"
        );
    }
}

#[test]
fn a_request_that_lasts_longer_than_its_target_is_refused() {
    let plan_text = "[[plan]]\nmode = \"sagemaker.serverless\"\nmemory_mib = 2048";
    for (target, missed) in [("0.5", false), ("0.499", true)] {
        let report = with_targets(
            "custom",
            &format!("latency_p95_seconds = \"{target}\"\n\n{plan_text}"),
        );
        let ids: Vec<&str> = report
            .reasons
            .iter()
            .map(|reason| reason.id.as_ref())
            .collect();
        let expected: &[&str] = if missed { &["latency-missed"] } else { &[] };
        assert_eq!(ids, expected, "{target}");
    }
}
