//! When requests come: from the fields of the file to hours.

use jiff::tz::TimeZone;

use super::{ReadFile, fields::TrafficFields};
use crate::{
    demand::{Hours, RequestClass, Trace, Ttl, WEEK, rescaled, weights_of},
    schema::{Placed, Problem},
    units::{Decimal, Exact},
};

/// The pattern of a month, and what it was read from says besides, if it was.
pub(super) struct Traffic {
    pub(super) hours: Hours,
    pub(super) observed: Option<Observed>,
}

/// What a trace or a profile says of the workload.
pub(super) struct Observed {
    /// Requests of an hour in the mean.
    pub(super) requests_per_hour: Exact,
    /// Mean tokens in and out of a request, where a trace has them.
    pub(super) mean_tokens: Option<(Exact, Exact)>,
    /// Request sizes, where a profile says them.
    pub(super) classes: Vec<RequestClass>,
    /// How long cache entries live, where that is not the default.
    pub(super) cache_ttl: Option<Ttl>,
}

impl Observed {
    fn of(trace: &Trace) -> Option<Self> {
        let hours = Exact::from(trace.hour_count());
        Some(Self {
            requests_per_hour: trace.total_requests().checked_div(&hours)?,
            mean_tokens: trace.mean_tokens(),
            classes: Vec::new(),
            cache_ttl: None,
        })
    }
}

/// Reads the traffic, or says what is wrong with it.
pub(super) fn read(
    fields: &Placed<TrafficFields>,
    hours_per_month: Decimal,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Traffic> {
    let name = fields.timezone.as_deref().unwrap_or("UTC");
    let Ok(zone) = TimeZone::get(name) else {
        let shown = crate::units::shortened(name);
        let problem = Problem::new(
            fields.places.of_key("timezone"),
            format!("`{shown}` is not a time zone"),
        );
        problems.push(problem.help("use a name such as UTC, Europe/Berlin or America/New_York"));
        return None;
    };
    let shape = fields.shape.as_deref();
    let given = [
        ("hourly", !fields.hourly.is_empty()),
        ("trace", fields.trace.is_some() || shape == Some("trace")),
        ("shape", shape.is_some_and(|shape| shape != "trace")),
    ];
    if given.iter().filter(|(_, given)| *given).count() > 1 {
        let names: Vec<&str> = given
            .iter()
            .filter(|(_, given)| *given)
            .map(|(n, _)| *n)
            .collect();
        let message = format!("the traffic has {} at once: give one", names.join(" and "));
        problems.push(Problem::new(fields.places.of_key(names[0]), message));
        return None;
    }
    if given[1].1 {
        return from_trace(fields, &zone, hours_per_month, read_file, problems);
    }
    let weights = if fields.hourly.is_empty() {
        weights_of(shape.unwrap_or("steady"))?
    } else {
        week_of(fields, problems)?
    };
    let weights = match &fields.peak_to_mean {
        None => weights.into_iter().map(Exact::from).collect(),
        Some(peak) => match rescaled(&weights, peak.value) {
            Ok(weights) => weights,
            Err(error) => {
                problems.push(Problem::new(
                    fields.places.of_key("peak_to_mean"),
                    error.to_string(),
                ));
                return None;
            }
        },
    };
    let hours = Hours::from_weights(&weights, 0, hours_per_month);
    if hours.is_none() {
        problems.push(Problem::new(
            fields.places.of_key("hourly"),
            "all weights are zero",
        ));
    }
    Some(Traffic {
        hours: hours?,
        observed: None,
    })
}

/// The 168 weights of `hourly`: given, or 24 for every day.
fn week_of(fields: &Placed<TrafficFields>, problems: &mut Vec<Problem>) -> Option<Vec<Decimal>> {
    let given: Vec<Decimal> = fields.hourly.iter().map(|weight| weight.value).collect();
    match given.len() {
        24 => Some(given.iter().copied().cycle().take(WEEK).collect()),
        WEEK => Some(given),
        count => {
            let message = format!("`hourly` has {count} weights: give 24 or 168");
            problems.push(Problem::new(fields.places.of_key("hourly"), message));
            None
        }
    }
}

fn from_trace(
    fields: &Placed<TrafficFields>,
    zone: &TimeZone,
    hours_per_month: Decimal,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Traffic> {
    let places = &fields.places;
    let Some(path) = fields.trace.as_deref() else {
        problems.push(Problem::new(
            places.of_key("shape"),
            "shape = \"trace\" needs `trace`, the file",
        ));
        return None;
    };
    if places.has("peak_to_mean") {
        let message = "a trace has its own peak: peak_to_mean cannot rescale it";
        problems.push(Problem::new(places.of_key("peak_to_mean"), message));
        return None;
    }
    let shown = crate::units::shortened(path);
    let trace = match read_file(path) {
        Err(error) => Err(format!("`{shown}` cannot be read: {error}")),
        Ok(text) => Trace::parse(&text, zone).map_err(|error| format!("{shown}: {error}")),
    };
    match trace {
        Ok(trace) => Some(Traffic {
            hours: trace.hours(hours_per_month)?,
            observed: Observed::of(&trace),
        }),
        Err(message) => {
            problems.push(Problem::new(places.of_key("trace"), message));
            None
        }
    }
}
