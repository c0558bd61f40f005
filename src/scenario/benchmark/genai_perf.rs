//! `GenAI-Perf` (`profile_export_genai_perf.json`) and `AIPerf` (`profile_export_aiperf.json`), and
//! the CSV files of both: metrics by name, each with its unit and its mean as `avg`.
//!
//! Source: <https://github.com/triton-inference-server/perf_analyzer/tree/main/genai-perf/genai_perf/export_data>
//! and <https://github.com/ai-dynamo/aiperf/tree/main/src/aiperf/exporters>.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Run, json::figure};

/// The keys that are read.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Report {
    request_throughput: Option<Metric>,
    request_latency: Option<Metric>,
    output_token_throughput: Option<Metric>,
    input_sequence_length: Option<Metric>,
    output_sequence_length: Option<Metric>,
    inter_token_latency: Option<Metric>,
    time_to_first_token: Option<Metric>,
    request_count: Option<Metric>,
    error_request_count: Option<Metric>,
}

#[derive(Debug, Default, Deserialize)]
struct Metric {
    unit: Option<String>,
    #[serde(default, deserialize_with = "figure")]
    avg: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    p95: Option<f64>,
}

impl Metric {
    /// A time of it in seconds.
    fn seconds(&self, value: Option<f64>, at: &str, key: &str) -> Result<Option<f64>, String> {
        let per_second = match self.unit.as_deref() {
            Some("ms") => 1e3,
            Some("us") => 1e6,
            Some("ns") => 1e9,
            Some("s" | "sec") => 1.0,
            other => {
                let other = other.unwrap_or_default();
                return Err(format!(
                    "{at}: `{key}.unit` is `{other}`, where ms, us, ns or sec was expected"
                ));
            }
        };
        Ok(value
            .filter(|value| *value > 0.0)
            .map(|value| value / per_second))
    }
}

pub(super) fn run(report: &Report, at: String) -> Result<Run, String> {
    let missing = |key: &str| format!("{at}: `{key}.avg` is missing or not a number");
    let mean = |metric: &Option<Metric>, key: &str| {
        let mean = metric.as_ref().and_then(|metric| metric.avg);
        mean.ok_or_else(|| missing(key))
    };
    let latency = report.request_latency.as_ref();
    let latency = latency.ok_or_else(|| missing("request_latency"))?;
    let mean_seconds = latency.seconds(latency.avg, &at, "request_latency")?;
    let mean_seconds = mean_seconds.ok_or_else(|| missing("request_latency"))?;
    let p95_seconds = latency.seconds(latency.p95, &at, "request_latency")?;
    let each_token = report.inter_token_latency.as_ref();
    let each_token =
        each_token.map(|metric| metric.seconds(metric.avg, &at, "inter_token_latency"));
    let first = report.time_to_first_token.as_ref();
    let first = first.map(|metric| metric.seconds(metric.p95, &at, "time_to_first_token"));
    let counted = mean(&report.request_count, "request_count").ok();
    Ok(Run {
        told_concurrency: None,
        requests_per_second: Some(mean(&report.request_throughput, "request_throughput")?),
        output_tokens_per_second: Some(mean(
            &report.output_token_throughput,
            "output_token_throughput",
        )?),
        input_tokens: Some(mean(
            &report.input_sequence_length,
            "input_sequence_length",
        )?),
        output_tokens: Some(mean(
            &report.output_sequence_length,
            "output_sequence_length",
        )?),
        mean_seconds: Some(mean_seconds),
        p95_seconds,
        seconds_per_output_token: each_token.transpose()?.flatten(),
        ttft_p95_seconds: first.transpose()?.flatten(),
        requests: counted.zip(mean(&report.error_request_count, "error_request_count").ok()),
        at,
    })
}

/// Whether the text is the CSV form.
pub(super) fn is_table(text: &str) -> bool {
    text.starts_with("Metric,")
}

/// The one run of the CSV form: two tables, metrics with their statistics and metrics with a value,
/// in which `Request Latency (ms)` stands for `request_latency` in ms.
pub(super) fn table(text: &str) -> Result<Run, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut metrics: BTreeMap<String, Metric> = BTreeMap::new();
    let mut header: Vec<String> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("it is not CSV: {error}"))?;
        let name = record.get(0).unwrap_or_default();
        if name == "Metric" {
            header = record.iter().map(str::to_lowercase).collect();
            continue;
        }
        let (name, unit) = match name.split_once(" (") {
            Some((name, unit)) => (name, Some(unit.trim_end_matches(')').to_owned())),
            None => (name, None),
        };
        let column = |names: &[&str]| {
            let place = header
                .iter()
                .position(|own| names.contains(&own.as_str()))?;
            record.get(place)?.replace(',', "").parse::<f64>().ok()
        };
        let metric = Metric {
            unit,
            avg: column(&["avg", "value"]),
            p95: column(&["p95"]),
        };
        metrics.insert(name.to_lowercase().replace(' ', "_"), metric);
    }
    let mut take = |name: &str| metrics.remove(name);
    let report = Report {
        request_throughput: take("request_throughput"),
        request_latency: take("request_latency"),
        output_token_throughput: take("output_token_throughput"),
        input_sequence_length: take("input_sequence_length"),
        output_sequence_length: take("output_sequence_length"),
        inter_token_latency: take("inter_token_latency"),
        time_to_first_token: take("time_to_first_token"),
        request_count: take("request_count"),
        error_request_count: take("error_request_count"),
    };
    run(&report, "the table".to_owned())
}
