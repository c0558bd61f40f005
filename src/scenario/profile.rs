//! `workload.profile`: the volume, the sizes and the hours of imported usage.

use std::{collections::BTreeMap, io::Cursor};

use super::{
    ReadFile,
    fields::{TrafficFields, WorkloadFields},
    traffic::{Observed, Traffic},
};
use crate::{
    catalog::Catalog,
    demand::{Hours, RequestClass, Tokens, Ttl},
    schema::{Node, Placed, Problem, Table, Value},
    units::{Decimal, Exact},
    usage::{
        Flow, Ids, Measure, Options, Span, Sums, Tally, called, exact, read as read_usage, spread,
    },
};

/// Most hours of a profile: ten years.
const MOST_HOURS: i64 = 87_840;

/// What a profile says instead of the workload.
const SAID_BY_PROFILE: [&str; 6] = [
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_ttl",
    "class",
];
/// What it says instead of the traffic.
/// Its hours are in UTC.
const SAID_OF_TRAFFIC: [&str; 5] = ["shape", "hourly", "trace", "peak_to_mean", "timezone"];

/// Reads the profile that the workload names, or says what is wrong with it.
pub(super) fn read(
    path: &str,
    (workload, traffic): (&Placed<WorkloadFields>, &Placed<TrafficFields>),
    hours_per_month: Decimal,
    (catalog, read_file): (&Catalog, ReadFile<'_>),
    problems: &mut Vec<Problem>,
) -> Option<Traffic> {
    refuse_both(&workload.places, &SAID_BY_PROFILE, problems);
    refuse_both(&traffic.places, &SAID_OF_TRAFFIC, problems);
    let shown = crate::units::shortened(path);
    let found = match read_file(path) {
        Err(error) => Err(format!("`{shown}` cannot be read: {error}")),
        Ok(text) => tally(&shown, text, catalog)
            .and_then(|tally| observed(&tally, hours_per_month, catalog))
            .map_err(|error| format!("{shown}: {error}")),
    };
    match found {
        Ok(found) => Some(found),
        Err(message) => {
            let span = workload.places.of_key("profile");
            let help = "`crossover import FILE --only MODEL --profile usage.csv` makes one";
            problems.push(Problem::new(span, message).help(help));
            None
        }
    }
}

/// Refuses what the file says and the profile says too.
fn refuse_both(places: &crate::schema::Places, names: &[&str], problems: &mut Vec<Problem>) {
    for name in names.iter().filter(|name| places.has(name)) {
        let message = format!("`{name}` and a profile: the profile says it");
        problems.push(Problem::new(places.of_key(name), message).help("remove one of the two"));
    }
}

fn tally(name: &str, text: String, catalog: &Catalog) -> Result<Tally, String> {
    let options = Options {
        steps: catalog.long_context_steps(),
        ..Options::default()
    };
    let file = Box::new(Cursor::new(text.into_bytes()));
    let usage =
        read_usage(name, file, &options, &mut Ids::default()).map_err(|error| error.to_string())?;
    match usage.tally.faults.first() {
        Some(fault) => Err(format!(
            "line {}, column {}: {}",
            fault.line, fault.column, fault.message
        )),
        None => Ok(usage.tally),
    }
}

/// The workload in a tally.
fn observed(tally: &Tally, hours_per_month: Decimal, catalog: &Catalog) -> Result<Traffic, String> {
    let callers = tally.flows.keys();
    let models = callers.map(|caller| called(&caller.model, &[], catalog).model);
    let mut models: Vec<String> = models.collect();
    models.sort_unstable();
    models.dedup();
    if models.len() > 1 {
        return Err(format!(
            "it has {} models, and a workload has one: {}",
            models.len(),
            models.join(", ")
        ));
    }
    let mut flow = Flow::default();
    tally.flows.values().for_each(|more| flow.merge(more));
    let total = flow.total();
    let requests = exact(total.of(Measure::Requests));
    if requests.is_zero() {
        return Err("it has no requests".to_owned());
    }
    let span = Span::of([&flow].into_iter(), tally.has_dates);
    let span = span.filter(|span| !span.hours.is_zero());
    let span = span.ok_or("all of it is of one moment: how much a month has of it is not known")?;
    let hours = hours(&flow, &span, hours_per_month).ok_or("it has too many hours")?;
    let requests_per_hour = requests
        .checked_div(&span.hours)
        .unwrap_or_else(Exact::zero);
    let written = [Measure::CacheWrite5mTokens, Measure::CacheWrite1hTokens].map(|m| total.of(m));
    Ok(Traffic {
        hours,
        observed: Some(Observed {
            requests_per_hour,
            mean_tokens: None,
            classes: classes(&flow, &requests),
            cache_ttl: (written[1] > written[0]).then_some(Ttl::OneHour),
        }),
    })
}

/// The hours of a profile; even ones where it is too short to say more.
fn hours(flow: &Flow, span: &Span, hours_per_month: Decimal) -> Option<Hours> {
    if !span.has_hours() {
        return Hours::from_weights(&[Exact::one()], 0, hours_per_month);
    }
    let range = span.clock_hours();
    let (first, last) = (*range.start(), *range.end());
    if last.checked_sub(first)? >= MOST_HOURS {
        return None;
    }
    let mut loads: BTreeMap<i64, [Exact; 3]> = BTreeMap::new();
    for (key, sums) in &flow.sums {
        let all = [
            sums.of(Measure::Requests),
            sums.prompt_tokens(),
            sums.of(Measure::OutputTokens),
        ];
        for (at, sum) in all.iter().enumerate() {
            for (hour, part) in spread(*key, &exact(*sum)) {
                let load = loads.entry(hour).or_insert_with(none);
                if let Some(load) = load.get_mut(at) {
                    *load += &part;
                }
            }
        }
    }
    let loads = (first..=last).map(|hour| loads.get(&hour).cloned().unwrap_or_else(none));
    let loads: Vec<[Exact; 3]> = loads.collect();
    Hours::from_loads(
        loads.iter().cloned(),
        span.hour_of_week(first),
        hours_per_month,
    )
}

fn none() -> [Exact; 3] {
    [Exact::zero(), Exact::zero(), Exact::zero()]
}

/// The requests of each long-context step, in the mean.
fn classes(flow: &Flow, requests: &Exact) -> Vec<RequestClass> {
    let mut steps: BTreeMap<u64, Sums> = BTreeMap::new();
    for (key, sums) in &flow.sums {
        steps
            .entry(key.above)
            .and_modify(|sum| sum.merge(sums))
            .or_insert(*sums);
    }
    let class = |sums: &Sums| {
        let own = exact(sums.of(Measure::Requests));
        let mean = |sum: u128| exact(sum).checked_div(&own);
        Some(RequestClass {
            share: own.checked_div(requests)?,
            tokens: Tokens {
                input: mean(sums.prompt_tokens())?,
                output: mean(sums.of(Measure::OutputTokens))?,
                cache_read: mean(sums.of(Measure::CacheReadTokens))?,
                cache_write: mean(sums.cache_write_tokens())?,
            },
        })
    };
    steps.values().filter_map(class).collect()
}

/// What a scenario says of its volume.
const VOLUMES: [&str; 4] = [
    "requests_per_month",
    "requests_per_day",
    "requests_per_hour",
    "requests_per_second",
];

/// Puts a profile into a scenario, in place of all that it says instead.
pub(super) fn put(table: &mut Table, name: &str) {
    let span = table.span.clone();
    let node = |value| Node {
        span: span.clone(),
        value,
    };
    if let Some(Value::Table(workload)) = table.get_mut("workload").map(|node| &mut node.value) {
        let said = SAID_BY_PROFILE.iter().chain(&VOLUMES);
        for key in said {
            workload.remove(key);
        }
        let name = node(Value::Text(name.to_owned()));
        workload.insert("profile", span.clone(), name);
    }
    if let Some(Value::Table(traffic)) = table.get_mut("traffic").map(|node| &mut node.value) {
        for key in SAID_OF_TRAFFIC {
            traffic.remove(key);
        }
    }
}
