//! What formats mean, where it is easily mistaken: cached tokens, failures, what is no request.

use crossover::usage::{Counts, Field, Flow, Measure, Options, Reason, TimeForm, Usage};
use serde_json::{Value, json};

use crate::twins::read_text;

/// Reads a text whose records are all of one model.
fn read(text: &str) -> Usage {
    read_text("file", text, &Options::default())
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn only(usage: &Usage) -> &Flow {
    assert_eq!(usage.tally.flows.len(), 1);
    usage.tally.flows.values().next().unwrap()
}

fn left_out(usage: &Usage) -> Vec<(Reason, u64)> {
    let left_out = usage.tally.left_out.iter();
    left_out.map(|(reason, count)| (*reason, *count)).collect()
}

/// A record of the invocation log with a body.
fn invocation(body: &Value) -> Value {
    json!({"timestamp": "2026-03-02T09:41:06Z", "region": "us-east-1", "requestId": body.to_string().len().to_string(), "modelId": "m.one-v1:0",
        "input": {"inputTokenCount": 100}, "output": {"outputBodyJson": body, "outputTokenCount": 10},
        "inferenceRegion": "us-west-2", "schemaType": "ModelInvocationLog"})
}

#[test]
fn units_of_all_assessments_of_a_guardrail_are_added_up() {
    let usage = |topic: u64, content: u64| {
        json!({"invocationMetrics": {"guardrailProcessingLatency": 9, "usage": {"topicPolicyUnits": topic, "contentPolicyUnits": content,
        "wordPolicyUnits": 1, "sensitiveInformationPolicyUnits": 2, "sensitiveInformationPolicyFreeUnits": 3, "contextualGroundingPolicyUnits": 0}}})
    };
    let guardrail = json!({"inputAssessment": {"g1": usage(1, 2)}, "outputAssessments": {"g1": [usage(3, 4), usage(5, 6)]}});
    let native = json!({"usage": {"topicPolicyUnits": 1_000}, "amazon-bedrock-trace": {"guardrail": guardrail}});
    let converse = json!({"trace": {"guardrail": guardrail}});
    for body in [native, converse] {
        let usage = read(&invocation(&body).to_string());
        let total = only(&usage).total();
        assert_eq!(total.of(Measure::DeniedTopicUnits), 1 + 3 + 5, "{body}");
        assert_eq!(total.of(Measure::ContentFilterUnits), 2 + 4 + 6);
        assert_eq!(total.of(Measure::WordFilterUnits), 3);
        assert_eq!(total.of(Measure::SensitiveInformationUnits), 6);
        assert_eq!(total.of(Measure::SensitivePatternUnits), 9);
        assert_eq!(total.of(Measure::ContextualGroundingUnits), 0);
    }
}

#[test]
fn an_invocation_is_of_the_region_that_was_called_and_the_tier_that_served_it() {
    let record = invocation(&json!({"serviceTier": {"type": "flex"}}));
    let usage = read(&record.to_string());
    let caller = usage.tally.flows.keys().next().unwrap();
    assert_eq!(
        (caller.region.as_str(), caller.tier.as_str()),
        ("us-east-1", "flex")
    );
    let absent = usage.absent();
    assert_eq!(
        absent,
        [Field::Of(Measure::CacheReadTokens), Field::CacheWriteTokens]
    );
}

#[test]
fn of_an_invocation_log_only_requests_with_something_to_pay_for_are_kept() {
    let good = invocation(&json!({}));
    let mut other = good.clone();
    other["schemaType"] = json!("SomethingElse");
    let mut failed = good.clone();
    failed["errorCode"] = json!("ThrottlingException");
    failed["requestId"] = json!("failed");
    let mut refused = failed.clone();
    refused["requestId"] = json!("refused");
    refused["input"] = json!({"inputTokenCount": 0});
    refused.as_object_mut().unwrap().remove("output");
    let text = [&good, &other, &failed, &refused]
        .map(ToString::to_string)
        .join("\n");
    let usage = read(&text);
    assert_eq!(usage.tally.read, 4);
    assert_eq!(
        left_out(&usage),
        [(Reason::NotARequest, 1), (Reason::Failed, 1)]
    );
    // A failure with tokens was paid for.
    assert_eq!(only(&usage).total().of(Measure::InputTokens), 200);
}

#[test]
fn cache_writes_are_for_five_minutes_unless_the_body_says_otherwise() {
    let mut record =
        invocation(&json!({"usage": {"cache_creation": {"ephemeral_1h_input_tokens": 30}}}));
    record["input"]["cacheWriteInputTokenCount"] = json!(100);
    let usage = read(&record.to_string());
    let total = only(&usage).total();
    assert_eq!(total.of(Measure::CacheWrite1hTokens), 30);
    assert_eq!(total.of(Measure::CacheWrite5mTokens), 70);
    assert_eq!(total.of(Measure::InputTokens), 100);
}

/// An answer of `get-metric-statistics`.
fn statistics(label: &str, points: &Value) -> String {
    json!({"Label": label, "Datapoints": points}).to_string()
}

#[test]
fn metrics_need_a_sum_and_a_period() {
    let two = |key: &str| json!([{"Timestamp": "2026-03-02T01:00:00Z", key: 5.0}, {"Timestamp": "2026-03-02T00:00:00Z", key: 7.0}]);
    let usage = read(&statistics("InputTokenCount", &two("Sum")));
    let total = only(&usage).total();
    assert_eq!(total.of(Measure::InputTokens), 12);
    assert_eq!(total.of(Measure::Requests), 0);
    let usage = read(&statistics("Invocations", &two("Sum")));
    assert_eq!(only(&usage).total().of(Measure::Requests), 12);
    assert_eq!(only(&usage).unsized_requests, 12);
    for (label, points, reason, message) in [
        (
            "InputTokenCount",
            two("Average"),
            Reason::Count,
            "ask for the statistic Sum",
        ),
        (
            "Tokens",
            two("Sum"),
            Reason::Unreadable,
            "names none of the metrics",
        ),
        (
            "InputTokenCount",
            json!([{"Timestamp": "2026-03-02T01:00:00Z", "Sum": 5}]),
            Reason::Time,
            "single datapoint",
        ),
    ] {
        let usage = read(&statistics(label, &points));
        let fault = &usage.tally.faults[0];
        assert_eq!(fault.reason, reason, "{label}");
        assert!(fault.message.contains(message), "{}", fault.message);
        assert_eq!(usage.tally.kept(), 0);
    }
    let usage = read(&statistics("InvocationLatency", &two("Average")));
    assert_eq!(left_out(&usage), [(Reason::NotARequest, 2)]);
}

#[test]
fn a_day_of_metrics_covers_a_day() {
    let points = json!([{"Timestamp": "2026-03-02T00:00:00Z", "Sum": 5}, {"Timestamp": "2026-03-03T00:00:00Z", "Sum": 6}]);
    let usage = read(&statistics("Invocations", &points));
    let windows: Vec<u16> = only(&usage)
        .sums
        .keys()
        .map(|key| key.window_hours)
        .collect();
    assert_eq!(windows, [24, 24]);
}

#[test]
fn an_answer_that_goes_on_says_so() {
    let data = |more: Value| {
        let mut answer = json!({"MetricDataResults": [{"Label": "Invocations", "Timestamps": ["2026-03-02T01:00:00Z", "2026-03-02T00:00:00Z"], "Values": [1, 2], "StatusCode": "Complete"}]});
        answer["NextToken"] = more;
        answer.to_string()
    };
    assert!(read(&data(Value::Null)).tally.faults.is_empty());
    let usage = read(&data(json!("abc")));
    assert!(usage.tally.faults[0].message.contains("goes on"));
    assert_eq!((usage.tally.read, usage.tally.kept()), (3, 2));
}

#[test]
fn spans_may_count_cached_tokens_either_way() {
    let span = json!({"span_id": "1", "start_time": "2026-03-02T00:00:00Z", "attributes": {"gen_ai.operation.name": "chat",
        "gen_ai.usage.input_tokens": 100, "gen_ai.usage.cache_read.input_tokens": 60, "gen_ai.usage.output_tokens": 5}});
    let usage = read(&span.to_string());
    assert_eq!(only(&usage).total().of(Measure::InputTokens), 40);
    let options = Options {
        counts: Some(Counts::UncachedInput),
        ..Options::default()
    };
    let usage = read_text("file", span.to_string(), &options);
    assert_eq!(only(&usage).total().of(Measure::InputTokens), 100);
}

#[test]
fn older_names_of_spans_are_read() {
    let span = json!({"spanId": "1", "startTimeUnixNano": "1772409600000000000", "attributes": [
        {"key": "gen_ai.system", "value": {"stringValue": "aws.bedrock"}},
        {"key": "gen_ai.usage.prompt_tokens", "value": {"intValue": "100"}},
        {"key": "gen_ai.usage.completion_tokens", "value": {"intValue": 7}}]});
    let usage = read(&json!({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).to_string());
    assert_eq!(usage.format.name, "otel");
    let total = only(&usage).total();
    assert_eq!(total.of(Measure::InputTokens), 100);
    assert_eq!(total.of(Measure::OutputTokens), 7);
}

#[test]
fn what_a_gateway_answers_itself_is_no_request() {
    let header = "request_id,prompt_tokens,completion_tokens,startTime,model,cache_hit,status";
    let text = format!(
        "{header}\na,10,5,2026-03-02 00:00:00,m,None,success\nb,10,5,2026-03-02 00:00:01,m,True,success\nc,10,5,2026-03-02 00:00:02,m,False,\nd,0,0,2026-03-02 00:00:03,m,,failure\n"
    );
    let usage = read(&text);
    assert_eq!(
        left_out(&usage),
        [(Reason::NotARequest, 1), (Reason::Failed, 1)]
    );
    assert_eq!(only(&usage).total().of(Measure::Requests), 2);
}

#[test]
fn observations_that_call_no_model_are_no_requests() {
    let observation = |kind: &str| json!({"id": kind, "type": kind, "start_time": "2026-03-02T00:00:00Z", "usage_details": {"input": 5, "output": 1}, "provided_model_name": "m"});
    let all = json!([
        observation("SPAN"),
        observation("GENERATION"),
        observation("EMBEDDING"),
        observation("EVENT")
    ]);
    let usage = read(&all.to_string());
    assert_eq!(usage.format.name, "langfuse");
    assert_eq!(left_out(&usage), [(Reason::NotARequest, 2)]);
}

#[test]
fn a_day_without_a_number_of_requests_has_none() {
    let header = "usage_date_utc,model_version,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens";
    let text = format!(
        "{header}\n2026-03-02,m,\u{2264} 200k,1000,20,30,40\n2026-03-02,m,> 200k,300000,0,0,1\n"
    );
    let usage = read(&text);
    let flow = only(&usage);
    let steps: Vec<u64> = flow.sums.keys().map(|key| key.above).collect();
    assert_eq!(steps, [0, 200_000]);
    assert_eq!(flow.total().of(Measure::Requests), 0);
    assert_eq!(flow.total().of(Measure::CacheWrite5mTokens), 20);
    assert_eq!(flow.prompts.count(), 0);
    assert_eq!(usage.absent(), [Field::Of(Measure::Requests)]);
}

#[test]
fn small_numbers_are_times_only_where_their_unit_is_told() {
    let text = "time,model,input_tokens,output_tokens\n0,m,10,1\n7200000,m,10,1\n";
    let usage = read(text);
    assert_eq!(usage.tally.kept(), 0);
    assert!(usage.tally.faults[0].message.contains("--time-unit"));
    let hours = |unit: &str| {
        let options = Options {
            time: TimeForm::from_unit(unit),
            ..Options::default()
        };
        let usage = read_text("file", text, &options);
        let keys = only(&usage).sums.keys();
        keys.map(|key| key.hour).collect::<Vec<_>>()
    };
    assert_eq!(hours("milliseconds"), [0, 2]);
    assert_eq!(hours("seconds"), [0, 2_000]);
    assert_eq!(hours("microseconds"), [0]);
    assert_eq!(TimeForm::from_unit("fortnights"), None);
}

#[test]
fn rows_without_a_header_are_read_only_on_request() {
    let text = "0,0.5,1.1,Gamma,0.7,2.0\n600,0,0,,0,0\n";
    let usage = crate::twins::try_read("file", text, &Options::default());
    assert!(
        usage
            .unwrap_err()
            .to_string()
            .contains("none of the columns is the time")
    );
    let options = Options {
        from: crossover::usage::Format::called("servegen-chunk"),
        ..Options::default()
    };
    let usage = read_text("file", text, &options);
    assert_eq!(only(&usage).total().of(Measure::Requests), 300);
    assert_eq!((usage.tally.read, usage.tally.kept()), (2, 1));
}
