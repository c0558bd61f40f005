//! `GuideLLM`'s `benchmarks.json`: a report with one benchmark for each load.
//!
//! Source: <https://github.com/vllm-project/guidellm/blob/main/src/guidellm/benchmark/schemas/generative/metrics.py>.
//! Figures of the successful requests count; latencies are in seconds unless named otherwise.

use serde::Deserialize;

use super::{Run, json::figure, needed, seconds};

/// The keys that are read.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    benchmarks: Vec<Benchmark>,
}

#[derive(Debug, Deserialize)]
struct Benchmark {
    metrics: Metrics,
}

#[derive(Debug, Deserialize)]
struct Metrics {
    #[serde(default)]
    request_totals: Totals,
    #[serde(default)]
    requests_per_second: Statuses,
    #[serde(default)]
    request_latency: Statuses,
    #[serde(default)]
    prompt_token_count: Statuses,
    #[serde(default)]
    output_token_count: Statuses,
    #[serde(default)]
    output_tokens_per_second: Statuses,
    #[serde(default)]
    inter_token_latency_ms: Statuses,
    #[serde(default)]
    time_to_first_token_ms: Statuses,
}

#[derive(Debug, Default, Deserialize)]
struct Totals {
    #[serde(default, deserialize_with = "figure")]
    successful: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    errored: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
struct Statuses {
    successful: Option<Distribution>,
}

#[derive(Debug, Default, Deserialize)]
struct Distribution {
    #[serde(default, deserialize_with = "figure")]
    mean: Option<f64>,
    percentiles: Option<Percentiles>,
}

#[derive(Debug, Default, Deserialize)]
struct Percentiles {
    #[serde(default, deserialize_with = "figure")]
    p95: Option<f64>,
}

impl Statuses {
    fn mean(&self) -> Option<f64> {
        self.successful.as_ref()?.mean
    }

    fn p95(&self) -> Option<f64> {
        self.successful.as_ref()?.percentiles.as_ref()?.p95
    }
}

pub(super) fn runs(report: &Report, at: &str) -> Result<Vec<Run>, String> {
    let benchmarks = report.benchmarks.iter().enumerate();
    benchmarks
        .map(|(place, benchmark)| run(&benchmark.metrics, format!("{at}, benchmarks[{place}]")))
        .collect()
}

fn run(metrics: &Metrics, at: String) -> Result<Run, String> {
    let mean = |name: &str, figure: &Statuses| {
        needed(
            figure.mean(),
            &at,
            &format!("metrics.{name}.successful.mean"),
        )
    };
    let requests_per_second = mean("requests_per_second", &metrics.requests_per_second)?;
    let mean_seconds = mean("request_latency", &metrics.request_latency)?;
    let input_tokens = mean("prompt_token_count", &metrics.prompt_token_count)?;
    let output_tokens = mean("output_token_count", &metrics.output_token_count)?;
    let rate = mean(
        "output_tokens_per_second",
        &metrics.output_tokens_per_second,
    )?;
    // A file without streaming has zeros here.
    let streamed = |value: Option<f64>| value.filter(|ms| *ms > 0.0).map(seconds);
    let totals = &metrics.request_totals;
    Ok(Run {
        told_concurrency: None,
        requests_per_second: Some(requests_per_second),
        output_tokens_per_second: Some(rate),
        input_tokens: Some(input_tokens),
        output_tokens: Some(output_tokens),
        mean_seconds: Some(mean_seconds),
        p95_seconds: metrics.request_latency.p95(),
        seconds_per_output_token: streamed(metrics.inter_token_latency_ms.mean()),
        ttft_p95_seconds: streamed(metrics.time_to_first_token_ms.p95()),
        requests: totals.successful.zip(totals.errored),
        at,
    })
}
