//! The whole map of 40 plans over six decades of volume with 168 different hours, against a grid.
//!
//! ```sh
//! cargo bench --bench breakeven            # the map, and a grid looked at in part
//! cargo bench --bench breakeven -- --full  # every value of the grid: minutes
//! ```
//!
//! The grid takes steps of 0.1 % through the ordinary evaluation of `compare`, on one thread. Every
//! change of the cheapest plan that it sees must be among the crossings of the map, and its least
//! cost must be the map's, to the last digit.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark reports on standard output"
)]

use std::{ops::RangeInclusive, time::Instant};

use crossover::{
    analysis::{CompareOptions, KnobRange, Map, PlansFrom, compare, map},
    catalog::Catalog,
    scenario::{Knob, Scenario, Template},
    units::{Decimal, Exact},
};

/// The range: six decades.
const RANGE: RangeInclusive<u32> = 1_000..=1_000_000_000;
/// Of the grid's values one in so many is looked at, unless all are.
const PART: usize = 40;
/// How often the map is made.
const RUNS: usize = 21;

fn main() {
    let full = std::env::args().any(|arg| arg == "--full");
    let catalog = Catalog::embedded(Vec::new());
    let none = |_: &str| Err("no file is read".to_owned());
    let text = include_str!("forty-plans.toml");
    let read = Template::parse(text, None, &catalog, &none)
        .and_then(|template| Ok((template.scenario()?, template)));
    let (scenario, template) = match read {
        Ok(read) => read,
        Err(problems) => {
            let first = problems.first().map(|problem| problem.message.as_str());
            return println!("the scenario is wrong: {}", first.unwrap_or_default());
        }
    };
    let Ok(knob) = template.volume(&scenario) else {
        return println!("the scenario has no volume");
    };
    let (found, map_ms) = time_map(&template, &scenario, &catalog, &knob);
    let grid = Grid::of(full);
    let seen = grid.look(&template, &scenario, &catalog, &knob, &found);
    let all_ms = seen.each_ms * grid.count;
    println!(
        "grid: {} of {:.0} values, {:.2} ms of CPU each, {:.1} s in all: {:.0} times the map",
        grid.values.len(),
        grid.count,
        seen.each_ms,
        all_ms / 1e3,
        all_ms / map_ms
    );
    println!(
        "the grid saw the cheapest plan change {} times, {} of them not at a crossing of the map; {} least costs differ",
        seen.changes, seen.lost, seen.wrong
    );
}

/// Milliseconds of CPU that this thread has used, or where the system does not say, that have passed.
fn cpu_ms(since: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64() * 1e3, |ns| ns / 1e6)
}

/// The map, and the median milliseconds it took.
fn time_map(
    template: &Template<'_>,
    scenario: &Scenario,
    catalog: &Catalog,
    knob: &Knob,
) -> (Map, f64) {
    let range = KnobRange {
        from: Exact::from(*RANGE.start()),
        to: Exact::from(*RANGE.end()),
    };
    let make = || map(template, scenario, &[], catalog, knob, &range);
    let found = make();
    let epoch = Instant::now();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let began = cpu_ms(epoch);
            std::hint::black_box(make());
            cpu_ms(epoch) - began
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let exact = found.curves.iter().filter(|curve| curve.is_exact()).count();
    println!(
        "{} plans, {exact} of them exact, {} different hours: {} crossings",
        found.curves.len(),
        scenario.hours.levels.len(),
        found.crossings.len()
    );
    let (least, median, most) = (times[0], times[RUNS / 2], times[RUNS - 1]);
    println!("map: median {median:.1} ms of CPU, of {RUNS} runs, {least:.1} to {most:.1}");
    (found, median)
}

/// Values with steps of 0.1 %.
struct Grid {
    values: Vec<Decimal>,
    /// How many there are with those that are not looked at.
    count: f64,
}

/// What a grid saw.
struct Seen {
    each_ms: f64,
    /// Changes of the cheapest plan.
    changes: usize,
    /// Changes that are not at a crossing of the map.
    lost: usize,
    /// Values at which the map has another least cost.
    wrong: usize,
}

impl Grid {
    fn of(full: bool) -> Self {
        let (top, step) = (Decimal::from(*RANGE.end()), Decimal::new(1_001, 3));
        let next = |at: &Decimal| Some((at * step).round_dp(3)).filter(|at| *at <= top);
        let all: Vec<Decimal> =
            std::iter::successors(Some(Decimal::from(*RANGE.start())), next).collect();
        let every = if full { 1 } else { PART };
        Self {
            values: all.iter().step_by(every).copied().collect(),
            count: u32::try_from(all.len()).map_or(f64::NAN, f64::from),
        }
    }

    fn look(
        &self,
        template: &Template<'_>,
        scenario: &Scenario,
        catalog: &Catalog,
        knob: &Knob,
        map: &Map,
    ) -> Seen {
        let options = CompareOptions {
            plans: PlansFrom::File,
            ..CompareOptions::default()
        };
        let mut seen = Seen {
            each_ms: 0.0,
            changes: 0,
            lost: 0,
            wrong: 0,
        };
        let place = |id: &str| scenario.plans.iter().position(|plan| plan.id == id);
        let mut last: Option<(Exact, Option<usize>)> = None;
        let (mut spent, epoch) = (0.0, Instant::now());
        for value in &self.values {
            let began = cpu_ms(epoch);
            let Ok(turned) = template.turned(&[(knob, *value)]) else {
                continue;
            };
            let Ok(comparison) = compare(&turned, &[], catalog, &options) else {
                continue;
            };
            spent += cpu_ms(epoch) - began;
            let Some(cheapest) = comparison.cheapest() else {
                continue;
            };
            let x = Exact::from(*value);
            let inside = map.winners.iter().find(|w| w.from < x && x <= w.to);
            let ours = inside.and_then(|winner| winner.plan);
            let cost = |plan: Option<usize>| plan.and_then(|plan| map.curves[plan].at(&x));
            let theirs = place(cheapest.result.entry.id());
            seen.wrong += usize::from(ours.is_some() && cost(ours) != cheapest.result.total());
            // Of plans that cost the same either may come first: the map's is taken.
            let now = if cost(ours) == cost(theirs) {
                ours
            } else {
                theirs
            };
            if let Some((before, plan)) = &last
                && *plan != now
                && plan.is_some()
            {
                seen.changes += 1;
                let between = |at: &Exact| before <= at && *at <= x;
                let is_known = map.crossings.iter().any(|crossing| between(&crossing.at));
                seen.lost += usize::from(!is_known);
            }
            last = Some((x, now));
        }
        let count = u32::try_from(self.values.len()).map_or(f64::NAN, f64::from);
        seen.each_ms = spent / count;
        seen
    }
}
