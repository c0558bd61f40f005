//! `LLMPerf`'s `…_summary.json` of one load.
//!
//! Source: <https://github.com/ray-project/llmperf/blob/main/token_benchmark_ray.py>. Nested results
//! are flattened with `_`; times are in seconds.

use serde::Deserialize;

use super::{Run, json::figure, needed};

/// The keys that are read.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    #[serde(
        rename = "results_mean_output_throughput_token_per_s",
        default,
        deserialize_with = "figure"
    )]
    tokens_per_second: Option<f64>,
    #[serde(
        rename = "results_num_completed_requests_per_min",
        default,
        deserialize_with = "figure"
    )]
    requests_per_minute: Option<f64>,
    #[serde(
        rename = "results_number_input_tokens_mean",
        default,
        deserialize_with = "figure"
    )]
    input_tokens: Option<f64>,
    #[serde(
        rename = "results_number_output_tokens_mean",
        default,
        deserialize_with = "figure"
    )]
    output_tokens: Option<f64>,
    #[serde(
        rename = "results_end_to_end_latency_s_mean",
        default,
        deserialize_with = "figure"
    )]
    mean_seconds: Option<f64>,
    #[serde(
        rename = "results_end_to_end_latency_s_quantiles_p95",
        default,
        deserialize_with = "figure"
    )]
    p95_seconds: Option<f64>,
    #[serde(
        rename = "results_inter_token_latency_s_mean",
        default,
        deserialize_with = "figure"
    )]
    token_seconds: Option<f64>,
    #[serde(
        rename = "results_ttft_s_quantiles_p95",
        default,
        deserialize_with = "figure"
    )]
    ttft_p95_seconds: Option<f64>,
    #[serde(
        rename = "results_num_completed_requests",
        default,
        deserialize_with = "figure"
    )]
    completed: Option<f64>,
    #[serde(rename = "results_number_errors", default, deserialize_with = "figure")]
    errors: Option<f64>,
}

pub(super) fn run(report: &Report, at: String) -> Result<Run, String> {
    let tokens = "results_mean_output_throughput_token_per_s";
    let tokens = needed(report.tokens_per_second, &at, tokens)?;
    let requests = "results_num_completed_requests_per_min";
    let requests = needed(report.requests_per_minute, &at, requests)?;
    let input = "results_number_input_tokens_mean";
    let input = needed(report.input_tokens, &at, input)?;
    let output = "results_number_output_tokens_mean";
    let output = needed(report.output_tokens, &at, output)?;
    let mean = "results_end_to_end_latency_s_mean";
    let mean = needed(report.mean_seconds, &at, mean)?;
    let positive = |value: Option<f64>| value.filter(|value| *value > 0.0);
    Ok(Run {
        at,
        told_concurrency: None,
        requests_per_second: Some(requests / 60.0),
        output_tokens_per_second: Some(tokens),
        input_tokens: Some(input),
        output_tokens: Some(output),
        mean_seconds: Some(mean),
        p95_seconds: report.p95_seconds,
        seconds_per_output_token: positive(report.token_seconds),
        ttft_p95_seconds: positive(report.ttft_p95_seconds),
        requests: report.completed.zip(report.errors),
    })
}
