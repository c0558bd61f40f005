//! Metrics of Amazon CloudWatch, as a record a datapoint.

use std::collections::BTreeMap;

use super::{
    Field, Reason, Rejected, TimeForm,
    parts::Part,
    time::{Moment, SECOND, moment, shown},
    unpack::{Found, quoted},
};

/// The metrics of `AWS/Bedrock` that count what is paid for (Amazon Bedrock user guide, "Monitoring
/// Amazon Bedrock using CloudWatch").
const COUNTED: [&str; 6] = [
    "Invocations",
    "InputTokenCount",
    "OutputTokenCount",
    "CacheReadInputTokenCount",
    "CacheWriteInputTokenCount",
    "OutputImageCount",
];

/// What a series is of: its metric, and its model if the label has one.
struct Series<'a> {
    metric: &'a str,
    model: Option<&'a str>,
}

/// Reads a label: the name of the metric, and perhaps a model.
fn series(label: &str) -> Result<Series<'_>, Rejected> {
    let words = || {
        label
            .split([' ', ',', '\t'])
            .filter(|word| !word.is_empty())
    };
    let metric = words().find(|word| COUNTED.contains(word));
    let Some(metric) = metric else {
        let is_other = words().any(|word| {
            word.starts_with("Invocation")
                || word.starts_with("Time")
                || word.starts_with("Estimated")
        });
        let message = "the label names none of the metrics that are counted: Invocations, InputTokenCount, OutputTokenCount, CacheReadInputTokenCount, CacheWriteInputTokenCount, OutputImageCount";
        return Err(if is_other {
            Rejected::new(Reason::NotARequest, None, "")
        } else {
            Rejected::new(Reason::Unreadable, None, message)
        });
    };
    // Names of models have points: `amazon.nova-micro-v1:0`.
    let model = words().find(|word| *word != metric && word.contains('.') && !word.ends_with('.'));
    Ok(Series { metric, model })
}

/// The moments of some datapoints.
fn moments<'a>(times: impl Iterator<Item = Part<'a>>) -> Vec<Option<i64>> {
    let at = |part: Part<'_>| {
        let text = part
            .string()
            .unwrap_or_else(|| String::from_utf8_lossy(part.text).into_owned());
        match moment(&text, TimeForm::Written) {
            Ok(Moment::Dated { at, .. }) => Some(at),
            _ => None,
        }
    };
    times.map(at).collect()
}

/// The largest period that all differences of times are multiples of.
fn period(moments: &[Option<i64>]) -> Option<i64> {
    let mut sorted: Vec<i64> = moments.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let steps = sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .map(|(one, next)| next - one);
    steps.filter(|step| *step > 0).reduce(divisor)
}

/// The greatest common divisor.
fn divisor(one: i64, other: i64) -> i64 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// The answer of `get-metric-data`.
pub(super) fn data(results: Part<'_>, found: Found<'_>) {
    let times = |result: Part<'_>| {
        moments(
            result
                .array("Timestamps")
                .into_iter()
                .flat_map(Part::elements),
        )
    };
    let all: Vec<Option<i64>> = results.elements().flat_map(times).collect();
    for result in results.elements() {
        let label = result.member("Label").and_then(|label| label.string());
        let label = label.unwrap_or_default();
        let own = times(result);
        let period = period(&own).or_else(|| period(&all));
        let times = result
            .array("Timestamps")
            .into_iter()
            .flat_map(Part::elements);
        let mut values = result.array("Values").into_iter().flat_map(Part::elements);
        for (time, at) in times.zip(own) {
            datapoint(&label, time, at, period, values.next(), found);
        }
        for value in values {
            let message = "a value has no time";
            found(
                value.at,
                Err(Rejected::new(Reason::Unreadable, None, message)),
            );
        }
        let is_partial = result.member("StatusCode").and_then(|code| code.string());
        if is_partial.is_some_and(|code| code != "Complete") {
            let message = "the series is not complete: its StatusCode says so";
            found(
                result.at,
                Err(Rejected::new(Reason::Unreadable, None, message)),
            );
        }
    }
}

/// The answer of `get-metric-statistics`.
pub(super) fn statistics(document: Part<'_>, points: Part<'_>, found: Found<'_>) {
    let label = document.member("Label").and_then(|label| label.string());
    let label = label.unwrap_or_default();
    let times = || {
        points
            .elements()
            .filter_map(|point| point.member("Timestamp"))
    };
    let period = period(&moments(times()));
    for point in points.elements() {
        let Some(time) = point.member("Timestamp") else {
            let message = "the datapoint has no time";
            found(
                point.at,
                Err(Rejected::new(Reason::Time, Some(Field::Time), message)),
            );
            continue;
        };
        let at = moments(std::iter::once(time)).first().copied().flatten();
        datapoint(&label, time, at, period, point.member("Sum"), found);
    }
}

/// One sum, as a record.
fn datapoint(
    label: &str,
    time: Part<'_>,
    at: Option<i64>,
    period: Option<i64>,
    value: Option<Part<'_>>,
    found: Found<'_>,
) {
    let series = match series(label) {
        Ok(series) => series,
        Err(rejected) => return found(time.at, Err(rejected)),
    };
    let Some(value) = value else {
        let message = "the datapoint has no sum: ask for the statistic Sum";
        return found(time.at, Err(Rejected::new(Reason::Count, None, message)));
    };
    let Some(period) = period.filter(|period| *period >= SECOND) else {
        let message = "the period of a single datapoint is not known: ask for two periods or more";
        return found(
            time.at,
            Err(Rejected::new(Reason::Time, Some(Field::End), message)),
        );
    };
    let mut record: BTreeMap<&str, String> = BTreeMap::new();
    record.insert("Timestamp", String::from_utf8_lossy(time.text).into_owned());
    record.insert("Metric", quoted(series.metric));
    record.insert(
        series.metric,
        String::from_utf8_lossy(value.text).into_owned(),
    );
    if let Some(model) = series.model {
        record.insert("ModelId", quoted(model));
    }
    if let Some(end) = at.and_then(|at| at.checked_add(period)) {
        record.insert("End", quoted(&shown(end, true)));
    }
    let members: Vec<String> = record
        .iter()
        .map(|(name, value)| format!("{}:{value}", quoted(name)))
        .collect();
    let text = format!("{{{}}}", members.join(","));
    found(time.at, Ok(text.as_bytes()));
}
