//! Benchmark files in scenarios: their runs reach the plan, and contradictions are errors.

use std::{fs, path::Path};

use crossover::{catalog::Catalog, scenario::Scenario};

const HEAD: &str = r#"
schema = 1
name = "Benchmarked"
region = "us-east-1"

[workload]
kind = "text"
requests_per_month = 300_000
input_tokens = 1000
output_tokens = 200

[[plan]]
id = "own"
mode = "sagemaker.endpoint"
instance = "ml.g5.12xlarge"
model = "llama-3.1-8b"
instance_count = 2
"#;

/// The scenario whose plan has that capacity, or what is wrong with it.
fn parse(capacity: &str) -> Result<Scenario, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/benchmarks");
    let read = |path: &str| fs::read_to_string(folder.join(path)).map_err(|e| e.to_string());
    let text = format!("{HEAD}capacity = {{ {capacity} }}\n");
    let shown = |text: &str, problem: &crossover::schema::Problem| {
        let at = text.get(problem.span.clone()).unwrap_or_default();
        format!("{} @ {at}", problem.message)
    };
    Scenario::parse(&text, None, &Catalog::embedded(Vec::new()), &read).map_err(|problems| {
        problems
            .iter()
            .map(|problem| shown(&text, problem))
            .collect()
    })
}

/// How often the plan's fields hold a run.
fn runs(scenario: &Scenario) -> usize {
    let plan = scenario
        .plans
        .first()
        .map(|entry| format!("{:?}", entry.plan));
    plan.unwrap_or_default().matches("PointFields {").count()
}

#[test]
fn the_runs_of_a_file_reach_the_plan() {
    let files = [
        ("vllm.jsonl", 3),
        ("guidellm.json", 2),
        ("genai_perf.json", 1),
        ("genai_perf.csv", 1),
        ("aiperf.json", 1),
        ("llmperf.json", 1),
        ("inference_recommender.json", 1),
    ];
    for (file, count) in files {
        let scenario = parse(&format!("file = \"{file}\"")).unwrap();
        assert_eq!(runs(&scenario), count, "{file}");
    }
    let scenario = parse("file = \"vllm.jsonl\", format = \"vllm\"").unwrap();
    let told = "vllm.jsonl: result 3: 60 of 100 requests failed; the run is left out.";
    assert!(scenario.assumptions.iter().any(|text| text == told));
}

#[test]
fn typed_runs_reach_the_plan() {
    let runs_of = "points = [{ concurrency = 1, output_tokens_per_second = 50, input_tokens = 1000, output_tokens = 200 }, { concurrency = 16, requests_per_second = 2.5 }]";
    assert_eq!(runs(&parse(runs_of).unwrap()), 2);
}

#[test]
fn contradictions_and_bad_files_are_errors_at_their_place() {
    let cases = [
        (
            "file = \"vllm.jsonl\", output_tokens_per_second = 900",
            "`file` and `output_tokens_per_second` cannot both be given: the benchmark has its own @ 900",
        ),
        (
            "points = [{ concurrency = 1, requests_per_second = 1 }], concurrency = 3",
            "`points` and `concurrency` cannot both be given: the benchmark has its own @ 3",
        ),
        (
            "file = \"vllm.jsonl\", points = [{ concurrency = 1, requests_per_second = 1 }]",
            "`file` and `points` cannot both be given",
        ),
        ("format = \"vllm\"", "`format` needs `file`"),
        ("points = []", "`points` is empty"),
        (
            "points = [{ concurrency = 1 }]",
            "a run needs `output_tokens_per_second` or",
        ),
        (
            "points = [{ requests_per_second = 1 }]",
            "`concurrency` is missing here",
        ),
        (
            "points = [{ concurrency = 0, requests_per_second = 1 }]",
            "`concurrency` must be above 0",
        ),
        (
            "points = [{ concurrency = 1, requests_per_second = 1, input_tokens = 5 }]",
            "both `input_tokens` and `output_tokens`",
        ),
        (
            "points = [{ concurrency = 1, requests_per_second = 1, input_tokens = 5, output_tokens = 10, output_tokens_per_second = 20 }]",
            "is not `requests_per_second` x `output_tokens`",
        ),
        ("file = \"none.json\"", "`none.json` cannot be read"),
        (
            "file = \"guidellm.json\", format = \"llmperf\"",
            "guidellm.json: result 1: `results_mean_output_throughput_token_per_s` is missing or not a number @ \"guidellm.json\"",
        ),
        (
            "file = \"vllm.jsonl\", format = \"vlm\"",
            "`format` cannot be `vlm`",
        ),
    ];
    for (capacity, part) in cases {
        let problems = parse(capacity).unwrap_err();
        assert!(
            problems.len() == 1 && problems.iter().any(|problem| problem.contains(part)),
            "{capacity}: {problems:?}"
        );
    }
}
