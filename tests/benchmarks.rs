//! Benchmark files in scenarios: their runs reach the plan, and contradictions are errors.

use std::{fs, path::Path};

use crossover::{
    capacity::{
        Band, Constants, Drive, Lengths, OwnModel, OwnNote, OwnPoint, Precision, Replica,
        own_throughput,
    },
    catalog::Catalog,
    scenario::Scenario,
};

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

/// The analytic model is the oracle of both ways to deal with other lengths: with it the figure is
/// its own, without it the band holds that figure.
#[test]
fn other_lengths_are_corrected_by_the_model_or_held_by_the_band() {
    let catalog = Catalog::embedded(Vec::new());
    let model = catalog.architecture("Llama-3.1-8B").unwrap();
    let chip = catalog.accelerator("H100").unwrap();
    let replica = Replica::new(&model, chip, Precision::Bf16, 1);
    let constants = &Constants::CALIBRATED;
    let at = |lengths| {
        replica
            .output_tokens_per_second(8.0, lengths, constants)
            .unwrap()
    };
    let from = Lengths {
        input: 1000.0,
        output: 200.0,
    };
    let point = OwnPoint {
        concurrency: 16.0,
        lengths: Some(from),
        output_tokens_per_second: Some(2.0 * at(from)),
        requests_per_second: None,
        mean_seconds: None,
        p95_seconds: None,
        seconds_per_output_token: None,
        ttft_p95_seconds: None,
    };
    let own = OwnModel {
        replica: &replica,
        replicas: 2,
        constants,
    };
    let mut differ = 0;
    for input in [100.0, 500.0, 1000.0, 2000.0, 4000.0] {
        for output in [50.0, 200.0, 800.0] {
            let to = Lengths { input, output };
            let truth = 2.0 * at(to);
            let ask = |model| own_throughput(&[point], to, Drive::Concurrency(16.0), model);
            let corrected = ask(Some(own)).unwrap();
            let figure = |tokens: u64| f64::from(u32::try_from(tokens).unwrap());
            let value = figure(corrected.throughput.output_tokens_per_second);
            assert!(
                (truth - 1.01..truth + 0.01).contains(&value),
                "{to:?}: {value} for {truth}"
            );
            let bare = ask(None).unwrap();
            let note = bare
                .notes
                .iter()
                .any(|note| matches!(note, OwnNote::LengthsDiffer { .. }));
            if note {
                differ += 1;
                let (low, high) = (figure(bare.throughput.low), figure(bare.throughput.high));
                assert!(
                    (low..=high + 1.0).contains(&truth),
                    "{to:?}: {truth} in {low} to {high}"
                );
                assert!(corrected.throughput.sigma - Band::ANCHORED.sigma() < 1e-9);
            }
        }
    }
    assert_eq!(differ, 14);
}
