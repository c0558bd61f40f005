use proptest::prelude::*;

use super::*;
use crate::schema::Placed;

const VLLM: &str = include_str!("../../../tests/data/benchmarks/vllm.jsonl");
const GUIDELLM: &str = include_str!("../../../tests/data/benchmarks/guidellm.json");
const GENAI_PERF: &str = include_str!("../../../tests/data/benchmarks/genai_perf.json");
const GENAI_PERF_CSV: &str = include_str!("../../../tests/data/benchmarks/genai_perf.csv");
const AIPERF: &str = include_str!("../../../tests/data/benchmarks/aiperf.json");
const LLMPERF: &str = include_str!("../../../tests/data/benchmarks/llmperf.json");
const RECOMMENDER: &str = include_str!("../../../tests/data/benchmarks/inference_recommender.json");
const ALL: [&str; 7] = [
    VLLM,
    GUIDELLM,
    GENAI_PERF,
    GENAI_PERF_CSV,
    AIPERF,
    LLMPERF,
    RECOMMENDER,
];

fn read(text: &str) -> Result<(Vec<Node>, Vec<String>), String> {
    points(text, None, Some("ml.g5.12xlarge"), &(0..0))
}

/// Concurrency, input and output tokens, output tokens a second, requests a second, mean, 95th,
/// time of a token and of the first: to three digits, `-` where there is none.
fn figures(text: &str) -> Vec<String> {
    let (points, _) = read(text).unwrap();
    let point = |node: Node| {
        let Value::Table(table) = node.value else {
            return String::new();
        };
        let run = Placed::<PointFields>::read(&table);
        let shown = [
            &run.concurrency,
            &run.input_tokens,
            &run.output_tokens,
            &run.output_tokens_per_second,
            &run.requests_per_second,
            &run.mean_seconds,
            &run.p95_seconds,
            &run.seconds_per_output_token,
            &run.ttft_p95_seconds,
        ];
        let shown = shown.map(|number| {
            number.as_ref().map_or_else(
                || "-".to_owned(),
                |number| number.value.round_dp(3).normalize().to_string(),
            )
        });
        shown.join(" ")
    };
    points.into_iter().map(point).collect()
}

#[test]
fn each_format_gives_its_runs() {
    // 100 x 200 tokens at 50 a second, one at once: 0.25 requests a second. The run in which 60 of
    // 100 failed is left out; the one at a rate of 4 has 4 x 8 s = 32 under way.
    assert_eq!(
        figures(VLLM),
        [
            "1 1000 200 50 0.25 - - 0.02 0.15",
            "16 1000 200 500 2.5 - - 0.02 0.15",
            "32 1000 200 800 4 8 9.5 0.02 0.15",
        ]
    );
    let left_out = read(VLLM).unwrap().1;
    assert_eq!(left_out, ["result 3: 60 of 100 requests failed"]);
    assert_eq!(
        figures(GUIDELLM),
        [
            "1 1000 200 50 0.25 4 4.8 0.02 0.18",
            "16 1000 200 500 2.5 6.4 7.68 0.032 0.18",
        ]
    );
    for text in [GENAI_PERF, GENAI_PERF_CSV, AIPERF, LLMPERF] {
        assert_eq!(figures(text), ["16 1000 200 500 2.5 6.4 7 0.032 0.18"]);
    }
    // 150 a minute in 6.4 s each.
    assert_eq!(figures(RECOMMENDER), ["16 - - - 2.5 6.4 - - -"]);
}

#[test]
fn a_recommendation_of_several_instances_is_shared_among_them() {
    let (points, _) = points(RECOMMENDER, None, Some("ml.p4d.24xlarge"), &(0..0)).unwrap();
    let Some(Value::Table(table)) = points.first().map(|node| &node.value) else {
        return assert_eq!(points.len(), 1);
    };
    let run = Placed::<PointFields>::read(table);
    // 1200 a minute on three: 20 / 3 a second.
    let rate = run
        .requests_per_second
        .as_ref()
        .map(|rate| rate.value.round_dp(3).to_string());
    assert_eq!(rate.as_deref(), Some("6.667"));
    let other = super::points(RECOMMENDER, None, Some("ml.m5.large"), &(0..0)).unwrap_err();
    assert!(other.contains("ml.g5.12xlarge, ml.p4d.24xlarge"), "{other}");
}

#[test]
fn several_files_in_one_are_several_runs() {
    let both = format!("{LLMPERF}\n{}", LLMPERF.replace("150.0", "75.0"));
    assert_eq!(read(&both).unwrap().0.len(), 2);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let said = |text: &str, part: &str| {
        let error = read(text).unwrap_err();
        assert!(error.contains(part), "`{error}` has no `{part}`");
    };
    said("", "empty");
    said(" \n", "empty");
    said("\0\0", "line 1 column 1");
    said(
        "{\"benchmarks\": [{\"metrics\": {",
        "EOF while parsing an object at line 1",
    );
    said("{}", "write its figures as `points`");
    said("[]", "expected an object");
    said("{\"benchmarks\": []}", "there is no run in it");
    said("{\"benchmarks\": 3}", "expected a sequence at line 1");
    said(
        &GUIDELLM.replace("\"request_latency\"", "\"latency\""),
        "result 1, benchmarks[0]: `metrics.request_latency.successful.mean` is missing",
    );
    let first = VLLM.lines().next().unwrap_or_default();
    said(
        &first.replace("\"duration\": 400.0", "\"duration\": 0"),
        "`duration` must be above 0",
    );
    said(
        &first.replace("\"duration\": 400.0", "\"duration\": NaN"),
        "`duration` is missing",
    );
    said(
        &first.replace("\"completed\": 100", "\"completed\": 0"),
        "no request was answered",
    );
    said(
        &first.replace("\"max_concurrency\": 1", "\"max_concurrency\": null"),
        "--max-concurrency",
    );
    said(
        &first.replace(
            "\"total_output_tokens\": 20000",
            "\"total_output_tokens\": 1e300",
        ),
        "result 1: `output_tokens",
    );
    said(
        &GENAI_PERF.replace("\"unit\": \"ms\"", "\"unit\": \"weeks\""),
        "`request_latency.unit` is `weeks`",
    );
    said(
        &LLMPERF.replace(
            "\"results_num_completed_requests_per_min\": 150.0",
            "\"a\": 1",
        ),
        "per_min` is missing",
    );
    said(
        "Metric,avg\nRequest Latency (ms),x\n",
        "`request_latency.avg` is missing",
    );
    let wrong = points(GUIDELLM, Some(BenchmarkFormat::Vllm), None, &(0..0)).unwrap_err();
    assert!(wrong.contains("`duration` is missing"), "{wrong}");
    let failed = VLLM.lines().nth(2).unwrap_or_default();
    said(failed, "60 of 100 requests failed");
    let many = format!("{first}\n").repeat(MOST_RUNS + 1);
    said(&many, "1001 runs");
}

#[test]
fn every_part_of_a_file_is_read_or_refused() {
    for text in ALL {
        for end in (0..text.len())
            .step_by(37)
            .filter(|end| text.is_char_boundary(*end))
        {
            let part = text.get(..end).unwrap_or_default();
            if let Ok((points, _)) = read(part) {
                assert!(!points.is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}", which in 0usize..ALL.len(), at in 0usize..4000) {
        prop_assert!(read(&text).is_err());
        let file = ALL.get(which).copied().unwrap_or_default();
        if let Some((before, after)) = file.split_at_checked(at.min(file.len()))
            && let Ok((points, _)) = read(&format!("{before}{text}{after}"))
        {
            prop_assert!(!points.is_empty());
        }
    }
}
