//! Benchmark files of one instance: from their text to the `capacity.points` of a plan.
//!
//! A file may hold several runs, as one document or as several after each other. Its load is the
//! mean number of requests under way, by Little's law (requests a second x mean seconds): that is
//! what the instance saw, however the program drove it. Without mean seconds it is the concurrency
//! the program was told.

mod genai_perf;
mod guidellm;
mod inference_recommender;
mod json;
mod llmperf;
mod vllm;

use json::{Documents, Keys};

use super::{ReadFile, plan_rules::check_capacity};
use crate::{
    plan::{BenchmarkFormat, PointFields},
    schema::{Choice as _, Node, Problem, Record as _, Span, Table, Value, check},
    units::shortened,
};

/// A file with more runs is none of a benchmark.
const MOST_RUNS: usize = 1_000;
/// Runs in which more than this share of the requests failed say nothing of the instance.
const FAILED_SHARE_MOST: f64 = 0.1;

/// What a file says of one run. Absent is what it does not say.
#[derive(Debug, Clone, Default, PartialEq)]
struct Run {
    /// Where it stands in the file.
    at: String,
    /// Requests at once as the program was told, for files without mean seconds.
    told_concurrency: Option<f64>,
    requests_per_second: Option<f64>,
    output_tokens_per_second: Option<f64>,
    input_tokens: Option<f64>,
    output_tokens: Option<f64>,
    mean_seconds: Option<f64>,
    p95_seconds: Option<f64>,
    seconds_per_output_token: Option<f64>,
    ttft_p95_seconds: Option<f64>,
    /// Requests answered, and requests that failed.
    requests: Option<(f64, f64)>,
}

impl Run {
    /// The run as a table of [`PointFields`], or why there is none.
    fn table(&self, span: &Span) -> Result<Table, String> {
        let little = self.requests_per_second.zip(self.mean_seconds);
        let concurrency = little
            .map(|(rate, seconds)| rate * seconds)
            .or(self.told_concurrency)
            .ok_or("how many requests were under way cannot be told from it")?;
        let figures = [
            ("concurrency", Some(concurrency)),
            ("input_tokens", self.input_tokens),
            ("output_tokens", self.output_tokens),
            ("output_tokens_per_second", self.output_tokens_per_second),
            ("requests_per_second", self.requests_per_second),
            ("mean_seconds", self.mean_seconds),
            ("p95_seconds", self.p95_seconds),
            ("seconds_per_output_token", self.seconds_per_output_token),
            ("ttft_p95_seconds", self.ttft_p95_seconds),
        ];
        let mut table = Table::new(span.clone());
        for (key, value) in figures {
            if let Some(value) = value {
                let text = Value::Number(value.to_string());
                let node = Node {
                    span: span.clone(),
                    value: text,
                };
                table.insert(key, span.clone(), node);
            }
        }
        match check(&table, PointFields::FIELDS).into_iter().next() {
            None => Ok(table),
            Some(problem) => Err(problem.message),
        }
    }

    /// Why the run is left out, if too many of its requests failed.
    fn failed(&self) -> Option<String> {
        let (answered, failed) = self.requests?;
        (failed > FAILED_SHARE_MOST * (answered + failed)).then(|| {
            let all = answered + failed;
            format!("{}: {failed} of {all} requests failed", self.at)
        })
    }
}

/// The plans' tables, with the runs of the files their capacities name as `points`. What was left
/// out of a file is added to `assumptions`.
pub(super) fn with_points(
    plans: &[Table],
    read_file: ReadFile<'_>,
    problems: &mut Vec<Problem>,
    assumptions: &mut Vec<String>,
) -> Vec<Table> {
    let mut plans = plans.to_vec();
    for plan in &mut plans {
        let wrong = match plan.get("capacity").map(|node| &node.value) {
            Some(Value::Table(capacity)) => check_capacity(capacity),
            _ => continue,
        };
        if wrong.is_empty() {
            fill(plan, read_file, problems, assumptions);
        }
        problems.extend(wrong);
    }
    plans
}

/// Reads the file a plan's capacity names, if it names one.
fn fill(
    plan: &mut Table,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Problem>,
    assumptions: &mut Vec<String>,
) {
    let instance = plan.text("instance").map(str::to_owned);
    let Some(Node {
        value: Value::Table(capacity),
        ..
    }) = plan.get_mut("capacity")
    else {
        return;
    };
    let Some(path) = capacity.text("file").map(str::to_owned) else {
        return;
    };
    let span = capacity
        .get("file")
        .map_or_else(|| capacity.span.clone(), |node| node.span.clone());
    let format = capacity.text("format").and_then(BenchmarkFormat::from_word);
    let shown = shortened(&path);
    let points = read_file(&path)
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))
        .and_then(|text| {
            points(&text, format, instance.as_deref(), &span)
                .map_err(|error| format!("{shown}: {error}"))
        });
    match points {
        Err(message) => problems.push(Problem::new(&span, message)),
        Ok((points, left_out)) => {
            assumptions.extend(
                left_out
                    .into_iter()
                    .map(|why| format!("{shown}: {why}; the run is left out.")),
            );
            let node = |value| Node {
                span: span.clone(),
                value,
            };
            capacity.insert("points", span.clone(), node(Value::List(points)));
            if capacity.get("basis").is_none() {
                capacity.insert("basis", span.clone(), node(Value::Text(path)));
            }
        }
    }
}

/// The runs of a file as tables, and what was left out.
fn points(
    text: &str,
    format: Option<BenchmarkFormat>,
    instance: Option<&str>,
    span: &Span,
) -> Result<(Vec<Node>, Vec<String>), String> {
    let (mut points, mut left_out) = (Vec::new(), Vec::new());
    let runs = runs(text, format, instance)?;
    if runs.len() > MOST_RUNS {
        return Err(format!(
            "it has {} runs: {MOST_RUNS} are the most",
            runs.len()
        ));
    }
    for run in runs {
        if let Some(why) = run.failed() {
            left_out.push(why);
            continue;
        }
        let table = run
            .table(span)
            .map_err(|why| format!("{}: {why}", run.at))?;
        points.push(Node {
            span: span.clone(),
            value: Value::Table(table),
        });
    }
    if points.is_empty() {
        return Err(left_out
            .pop()
            .unwrap_or_else(|| "there is no run in it".to_owned()));
    }
    Ok((points, left_out))
}

fn runs(
    text: &str,
    format: Option<BenchmarkFormat>,
    instance: Option<&str>,
) -> Result<Vec<Run>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err("the file is empty".to_owned());
    }
    let is_table = genai_perf::is_table(text);
    if is_table && format.is_none_or(|format| format == BenchmarkFormat::GenaiPerf) {
        return genai_perf::table(text).map(|run| vec![run]);
    }
    let documents = Documents::new(text);
    let format = match format {
        Some(format) => format,
        None => detected(&documents)?,
    };
    match format {
        BenchmarkFormat::Vllm => documents.each(vllm::run),
        BenchmarkFormat::Guidellm => documents.many(guidellm::runs),
        BenchmarkFormat::GenaiPerf => documents.each(genai_perf::run),
        BenchmarkFormat::Llmperf => documents.each(llmperf::run),
        BenchmarkFormat::InferenceRecommender => {
            documents.many(|report, at| inference_recommender::runs(report, at, instance))
        }
    }
}

/// The program that writes documents with such keys.
fn detected(documents: &Documents<'_>) -> Result<BenchmarkFormat, String> {
    let Keys(keys) = documents.first()?;
    let has = |key: &str| keys.contains(key);
    let known = [
        (BenchmarkFormat::Guidellm, has("benchmarks")),
        (
            BenchmarkFormat::InferenceRecommender,
            has("InferenceRecommendations"),
        ),
        (
            BenchmarkFormat::Llmperf,
            has("results_mean_output_throughput_token_per_s"),
        ),
        (
            BenchmarkFormat::GenaiPerf,
            has("request_latency") && has("request_throughput"),
        ),
        (BenchmarkFormat::Vllm, has("duration") && has("completed")),
    ];
    let found = known.into_iter().find(|(_, found)| *found);
    found.map(|(format, _)| format).ok_or_else(|| {
        let words: Vec<&str> = BenchmarkFormat::WORDS.iter().map(|(word, _)| *word).collect();
        format!(
            "it is the result of no benchmark this version reads: write its figures as `points`, or say which it is by `format` ({})",
            words.join(", ")
        )
    })
}

/// A figure that must be there, by its key in the file.
fn needed(value: Option<f64>, at: &str, key: &str) -> Result<f64, String> {
    value.ok_or_else(|| format!("{at}: `{key}` is missing or not a number"))
}

/// Milliseconds as seconds.
fn seconds(milliseconds: f64) -> f64 {
    milliseconds / 1_000.0
}

#[cfg(test)]
mod tests;
