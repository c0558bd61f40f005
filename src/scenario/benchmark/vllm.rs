//! `vllm bench serve --save-result` (or `--append-result`: one document a run).
//!
//! Source: <https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py>. Totals are of
//! the answered requests; percentiles and `e2el` are there if they were asked for.

use serde::Deserialize;

use super::{Run, json::figure, needed, seconds};

/// The keys that are read.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    #[serde(default, deserialize_with = "figure")]
    duration: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    completed: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    failed: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    num_prompts: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    total_input_tokens: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    total_output_tokens: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    max_concurrency: Option<f64>,
    /// A number, or the word `inf`: then the concurrency alone limits the load.
    #[serde(default, deserialize_with = "figure")]
    request_rate: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    mean_e2el_ms: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    p95_e2el_ms: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    mean_tpot_ms: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    p95_ttft_ms: Option<f64>,
}

pub(super) fn run(report: &Report, at: String) -> Result<Run, String> {
    let duration = needed(report.duration, &at, "duration")?;
    let completed = needed(report.completed, &at, "completed")?;
    let input = needed(report.total_input_tokens, &at, "total_input_tokens")?;
    let output = needed(report.total_output_tokens, &at, "total_output_tokens")?;
    // Older versions do not count failures.
    let failed = report
        .failed
        .or_else(|| Some((report.num_prompts? - completed).max(0.0)));
    let failed = failed.unwrap_or_default();
    if completed <= 0.0 {
        return Err(format!(
            "{at}: no request was answered (`completed` is {completed})"
        ));
    }
    if duration <= 0.0 {
        return Err(format!("{at}: `duration` must be above 0, not {duration}"));
    }
    let told = report
        .max_concurrency
        .filter(|_| report.request_rate.is_none());
    if report.mean_e2el_ms.is_none() && told.is_none() {
        return Err(format!(
            "{at}: how many requests were under way cannot be told: run it with --max-concurrency alone, or with --percentile-metrics ttft,tpot,itl,e2el"
        ));
    }
    Ok(Run {
        at,
        told_concurrency: told,
        requests_per_second: Some(completed / duration),
        output_tokens_per_second: Some(output / duration),
        input_tokens: Some(input / completed),
        output_tokens: Some(output / completed),
        mean_seconds: report.mean_e2el_ms.map(seconds),
        p95_seconds: report.p95_e2el_ms.map(seconds),
        seconds_per_output_token: report.mean_tpot_ms.filter(|ms| *ms > 0.0).map(seconds),
        ttft_p95_seconds: report.p95_ttft_ms.map(seconds),
        requests: Some((completed, failed)),
    })
}
