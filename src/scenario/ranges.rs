//! Where a file gives a range instead of a number, and which of its numbers a forecast or a measurement
//! is behind.

use crate::schema::{Node, Table, Value};

/// The paths of the ranges in `table`, as knobs are named: its own first, then those of its tables.
pub(super) fn paths(table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    look(table, "", &mut found);
    found
}

/// The last parts of the paths of numbers that are guesses or measurements: how much there is to do,
/// what one unit carries, what is bought, and what it costs.
const GUESSED: [&str; 39] = [
    "requests_per_month",
    "requests_per_day",
    "requests_per_hour",
    "requests_per_second",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "request_seconds",
    "images",
    "video_seconds",
    "audio_seconds",
    "rerank_documents",
    "share",
    "failed_share",
    "growth_per_month",
    "peak_to_mean",
    "input_tokens_factor",
    "output_tokens_factor",
    "price_multiplier",
    "usd_per_request",
    "usd_per_million_input_tokens",
    "usd_per_million_output_tokens",
    "fixed_usd_per_month",
    "output_tokens_per_second",
    "input_tokens_per_second",
    "concurrency",
    "target_utilisation",
    "instance_count",
    "instance_hours_per_month",
    "units",
    "input_tokens_per_minute",
    "output_tokens_per_minute",
    "input_tokens_per_minute_per_unit",
    "output_tokens_per_minute_per_unit",
    "concurrency_per_copy",
    "job_hours",
    "hours_per_run",
    "runs_per_month",
];

/// The paths of the numbers in the workload, the traffic, the models and the plans of `table` that are
/// guesses or measurements.
pub(super) fn guesses(table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for part in ["workload", "traffic", "model", "plan"] {
        if let Some(node) = table.get(part) {
            each(node, part, &mut found);
        }
    }
    let last = |path: &String| {
        let name = path.rsplit('.').next().unwrap_or_default();
        GUESSED.contains(&name)
    };
    found.retain(last);
    found
}

/// The paths of all numbers under a value.
fn each(node: &Node, path: &str, found: &mut Vec<String>) {
    match &node.value {
        Value::Table(inner) => {
            for (key, _, node) in inner.iter() {
                each(node, &join(path, &quoted(key)), found);
            }
        }
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                each(item, &join(path, &entry(at, item)), found);
            }
        }
        Value::Number(_) | Value::Text(_) => found.push(path.to_owned()),
        Value::Bool(_) => {}
    }
}

/// How a knob's path names an entry of a list.
fn entry(at: usize, item: &Node) -> String {
    let name = match &item.value {
        Value::Table(inner) => inner.text("id").or_else(|| inner.text("name")),
        _ => None,
    };
    name.map_or_else(|| (at + 1).to_string(), quoted)
}

fn look(table: &Table, way: &str, found: &mut Vec<String>) {
    for (key, _, node) in table.iter() {
        let path = join(way, &quoted(key));
        look_at(node, &path, found);
    }
}

fn look_at(node: &Node, path: &str, found: &mut Vec<String>) {
    match &node.value {
        Value::Table(inner) if inner.text("distribution").is_some() => found.push(path.to_owned()),
        Value::Table(inner) => look(inner, path, found),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                look_at(item, &join(path, &entry(at, item)), found);
            }
        }
        Value::Number(_) | Value::Text(_) | Value::Bool(_) => {}
    }
}

fn join(way: &str, part: &str) -> String {
    if way.is_empty() {
        part.to_owned()
    } else {
        format!("{way}.{part}")
    }
}

/// A part of a path, in quotes where it could be read as more than one part.
fn quoted(part: &str) -> String {
    match part {
        part if part.contains('"') => format!("'{part}'"),
        part if part.is_empty() || part.contains(['.', '\'', '=']) => format!("\"{part}\""),
        part => part.to_owned(),
    }
}
