//! A million draws of four inputs over 40 plans on a week of 168 different hours.
//!
//! ```sh
//! cargo bench --bench monte_carlo
//! ```
//!
//! 12 plans by the token, 16 reserved with overflow, 12 autoscaled. Where `python3` has numpy, the same
//! plans and draws are computed by it, vectorised over the draws and hour by hour
//! (`benches/monte_carlo.py`), on one thread and in floats. `-- PATH` names another interpreter.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark reports on standard output"
)]

use std::{fmt::Write as _, process::Command, time::Instant};

use crossover::{
    analysis::{DrawnInput, Draws, How, Outcome, monte_carlo},
    catalog::Catalog,
    scenario::{Scenario, Template},
    units::cents,
};

/// Draws.
const DRAWS: usize = 1_000_000;
/// Draws of the comparison with numpy, on one thread.
const COMPARED: usize = 200_000;
/// Draws at which totals are looked at besides.
const LOOKS: usize = 40;

/// An input: its path, the ends of its range in units of the last digit, and its digits.
type Range = (&'static str, i64, i64, u32);

/// The inputs that are always drawn.
const INPUTS: [Range; 3] = [
    ("workload.requests_per_month", 100_000, 3_000_000, 0),
    ("workload.input_tokens", 4_000, 16_000, 1),
    ("workload.output_tokens", 1_000, 4_000, 1),
];
/// A fourth one, each in turn.
const FOURTH: [Range; 2] = [
    ("plan.*.price_multiplier", 700, 1_300, 3),
    ("plan.*.target_utilisation", 500, 900, 3),
];

fn main() {
    let catalog = Catalog::embedded(Vec::new());
    println!("{DRAWS} draws, 40 plans, 168 different hours:");
    for fourth in &FOURTH {
        for threads in [2, 1] {
            if let Err(message) = million(&catalog, *fourth, threads) {
                return println!("{message}");
            }
        }
    }
    println!("{COMPARED} draws on one thread, by the number of different hours:");
    for hours in [1, 24, 168, 720] {
        if let Err(message) = hourly(&catalog, hours) {
            return println!("{message}");
        }
    }
    numpy();
}

/// The scenario: the head and the 12 plans by use of the forty, and committed and autoscaled ones.
fn text(hours: usize) -> String {
    let forty = include_str!("forty-plans.toml");
    let mut parts = forty.split("[[plan]]");
    let head = parts.next().unwrap_or_default();
    let mut text = head.to_owned();
    if hours != 168 {
        let (before, _) = head.split_once("hourly").unwrap_or((head, ""));
        text = format!("{before}trace = \"hours.csv\"\n");
    }
    for plan in parts.take(12) {
        let _ = write!(text, "[[plan]]{plan}");
    }
    let models = ["haiku-4.5", "sonnet-4.5", "sonnet-4.6", "opus-4.5"];
    for (model, tokens) in models
        .iter()
        .flat_map(|model| [100, 200, 400, 800].map(|k| (model, k)))
    {
        let _ = writeln!(
            text,
            "[[plan]]\nid = \"held-{model}-{tokens}\"\nmode = \"bedrock.reserved\"\n\
             model = \"claude-{model}\"\ninput_tokens_per_minute = {tokens}_000\n\
             output_tokens_per_minute = {}_000",
            tokens / 5
        );
    }
    for (at, output) in (0..12u32).map(|at| (at, 150 + at * 75)) {
        let _ = writeln!(
            text,
            "[[plan]]\nid = \"own-{at}\"\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\n\
             instance = \"ml.g5.{}xlarge\"\nscaling = \"autoscaled\"\nmin_instances = {}\n\
             capacity = {{ output_tokens_per_second = {output}, input_tokens_per_second = {} }}",
            ["", "2", "4"][usize::try_from(at % 3).unwrap_or(0)],
            at % 2 + 1,
            output * 10,
        );
    }
    text
}

/// A trace of so many hours, each different.
fn trace(hours: usize) -> String {
    let mut text = "hour_start,requests\n".to_owned();
    for hour in 0..hours {
        let (day, of_day) = (hour / 24 + 1, hour % 24);
        let requests = 1_000 + (hour * 7_919) % 5_003 + of_day * 100;
        let _ = writeln!(text, "2026-06-{day:02}T{of_day:02}:00:00Z,{requests}");
    }
    text
}

/// Calls `with` the scenario of so many different hours.
fn scenario<T>(
    catalog: &Catalog,
    hours: usize,
    with: impl FnOnce(&Template<'_>, &Scenario) -> T,
) -> Result<T, String> {
    let read = |_: &str| Ok(trace(hours));
    let wrong = |problems: Vec<crossover::schema::Problem>| {
        let first = problems.into_iter().next();
        first.map(|problem| problem.message).unwrap_or_default()
    };
    let template = Template::parse(&text(hours), None, catalog, &read).map_err(wrong)?;
    let scenario = template.scenario().map_err(wrong)?;
    Ok(with(&template, &scenario))
}

/// Evenly distributed draws.
fn draws(
    template: &Template<'_>,
    scenario: &Scenario,
    fourth: Range,
    count: usize,
) -> Result<Draws, String> {
    let mut state = 1u64;
    let mut random = move |of: u64| {
        // The high half of a linear congruential generator.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 32) * of) >> 32
    };
    let mut inputs = Vec::new();
    for (path, from, to, digits) in INPUTS.into_iter().chain([fourth]) {
        let knob = template
            .knob(path, scenario)
            .map_err(|error| error.to_string())?;
        let width = u64::try_from(to - from + 1).unwrap_or(1);
        let offsets: Vec<u64> = (0..count).map(|_| random(width)).collect();
        let bins = offsets
            .iter()
            .map(|offset| u8::try_from(offset * 32 / width).unwrap_or(0));
        let values = offsets
            .iter()
            .map(|offset| from + i64::try_from(*offset).unwrap_or(0));
        inputs.push(DrawnInput {
            knob,
            digits,
            bins: bins.collect(),
            values: values.collect(),
            cut_off: 0.0,
        });
    }
    Ok(Draws { count, inputs })
}

/// Seconds of CPU that this process has used; none where the system does not say.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = text.rsplit_once(')')?.1;
    let ticks = |at: usize| after.split_whitespace().nth(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

fn timed(
    catalog: &Catalog,
    (template, scenario): (&Template<'_>, &Scenario),
    draws: &Draws,
    threads: usize,
) -> (Outcome, f64, f64) {
    let (began, cpu) = (Instant::now(), cpu_seconds().unwrap_or(f64::NAN));
    let outcome = monte_carlo(template, scenario, &[], catalog, draws, threads);
    let wall = began.elapsed().as_secs_f64();
    (outcome, wall, cpu_seconds().unwrap_or(f64::NAN) - cpu)
}

/// A million draws.
fn million(catalog: &Catalog, fourth: Range, threads: usize) -> Result<(), String> {
    scenario(catalog, 168, |template, scenario| {
        let draws = draws(template, scenario, fourth, DRAWS)?;
        let (outcome, wall, cpu) = timed(catalog, (template, scenario), &draws, threads);
        let plans = outcome.plans.iter();
        let formulas = plans.filter(|plan| plan.how == How::Formula).count();
        let best = outcome.choices.first().and_then(|choice| choice.plan);
        let best = best.and_then(|place| outcome.plans.get(place));
        let told = best.map_or_else(String::new, |plan| {
            let mean = plan.totals.as_ref().map(|totals| cents(&totals.mean));
            format!("{} at {}", plan.plan, mean.unwrap_or_default())
        });
        println!(
            "  fourth {:28} {threads} threads: {wall:.2} s, {cpu:.2} s of CPU, {formulas} of {} plans by formula, {:.1} ns of CPU a plan and draw; least {told}",
            fourth.0,
            outcome.plans.len(),
            cpu * 1e9 / 40.0 / 1e6,
        );
        Ok(())
    })?
}

/// The same plans over other hours.
fn hourly(catalog: &Catalog, hours: usize) -> Result<(), String> {
    scenario(catalog, hours, |template, scenario| {
        let draws = draws(template, scenario, FOURTH[0], COMPARED)?;
        let (outcome, _, cpu) = timed(catalog, (template, scenario), &draws, 1);
        let few = draws_of(&draws, LOOKS);
        let (_, _, found) = timed(catalog, (template, scenario), &few, 1);
        let formulas = outcome
            .plans
            .iter()
            .filter(|plan| plan.how == How::Formula)
            .count();
        println!("  {hours:4} hours: {cpu:.2} s of CPU, {formulas} plans by formula; {found:.2}");
        Ok(())
    })?
}

/// The first draws.
fn draws_of(draws: &Draws, count: usize) -> Draws {
    let inputs = draws.inputs.iter().map(|input| DrawnInput {
        knob: input.knob.clone(),
        digits: input.digits,
        values: input.values.iter().take(count).copied().collect(),
        bins: input.bins.iter().take(count).copied().collect(),
        cut_off: input.cut_off,
    });
    Draws {
        count,
        inputs: inputs.collect(),
    }
}

/// The same by numpy.
fn numpy() {
    let named = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let python = named.unwrap_or_else(|| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/monte_carlo.py");
    match Command::new(&python)
        .args([script, &COMPARED.to_string()])
        .output()
    {
        Ok(output) if output.status.success() => {
            println!("{}", String::from_utf8_lossy(&output.stdout).trim_end());
        }
        Ok(_) => println!("{python} has no numpy: no comparison"),
        Err(_) => println!("there is no {python}: no comparison"),
    }
}
