//! The whole map of 40 plans over six decades of volume with 168 different hours, against a grid.
//!
//! ```sh
//! cargo bench --bench breakeven            # the map, and a grid looked at in part
//! cargo bench --bench breakeven -- --full  # every value of the grid: minutes
//! ```
//!
//! The grid takes steps of 0.1 % through the ordinary evaluation of `compare`, on one thread. Every
//! change of the cheapest plan that it sees must be among the crossings of the map.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark reports on standard output"
)]

use std::{fmt::Write as _, time::Instant};

use crossover::{
    analysis::{CompareOptions, KnobRange, PlansFrom, compare, map},
    catalog::Catalog,
    scenario::Template,
    units::{Decimal, Exact, machine},
};

/// The range: six decades.
const RANGE: (u64, u64) = (1_000, 1_000_000_000);
/// Of the grid's values one in so many is looked at, unless all are.
const PART: usize = 40;

fn main() {
    if std::env::args().any(|arg| arg == "--print") {
        return println!("{}", scenario());
    }
    let full = std::env::args().any(|arg| arg == "--full");
    let text = scenario();
    let catalog = Catalog::embedded(Vec::new());
    let none = |_: &str| Err("no file".to_owned());
    let Ok(template) = Template::parse(&text, None, &catalog, &none) else {
        return println!("the scenario is no TOML");
    };
    let scenario = match template.scenario() {
        Ok(scenario) => scenario,
        Err(problems) => return println!("the scenario is wrong: {problems:?}"),
    };
    let Ok(knob) = template.volume(&scenario) else {
        return println!("the scenario has no volume");
    };
    let range = KnobRange {
        from: Exact::from(RANGE.0),
        to: Exact::from(RANGE.1),
    };

    let mut times = Vec::new();
    let mut found = map(&template, &scenario, &[], &catalog, &knob, &range);
    for _ in 0..21 {
        let began = Instant::now();
        found = map(&template, &scenario, &[], &catalog, &knob, &range);
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let map_ms = times[times.len() / 2];
    let exact = found.curves.iter().filter(|curve| curve.is_exact()).count();
    println!(
        "{} plans ({exact} exact), {} hours, {} crossings",
        scenario.plans.len(),
        scenario.hours.levels.len(),
        found.crossings.len()
    );
    println!(
        "map: median {map_ms:.1} ms, least {:.1}, most {:.1}, of {}",
        times[0],
        times[times.len() - 1],
        times.len()
    );

    // Values with steps of 0.1 %.
    let mut grid: Vec<Decimal> = Vec::new();
    let (mut at, top) = (Decimal::from(RANGE.0), Decimal::from(RANGE.1));
    let step = Decimal::new(1_001, 3);
    while at <= top {
        grid.push(at);
        at = (at * step).round_dp(3);
    }
    let looked: Vec<Decimal> = if full {
        grid.clone()
    } else {
        grid.iter().step_by(PART).copied().collect()
    };
    let options = CompareOptions {
        plans: PlansFrom::File,
        ..CompareOptions::default()
    };
    let (mut seen, mut wrong, mut last): (usize, usize, Option<(Decimal, usize)>) = (0, 0, None);
    let mut lost = Vec::new();
    let began = Instant::now();
    for value in &looked {
        let Ok(turned) = template.turned(&[(&knob, *value)]) else {
            continue;
        };
        let Ok(comparison) = compare(&turned, &[], &catalog, &options) else {
            continue;
        };
        let Some(cheapest) = comparison.cheapest() else {
            continue;
        };
        // Where two cost the same it may be either: hold the map's plan against the cost.
        let x = Exact::from(*value);
        let winner = found
            .winners
            .iter()
            .position(|w| w.from < x && x <= w.to)
            .unwrap_or(0);
        let plan = found.winners[winner].plan;
        let cost = plan.and_then(|plan| found.curves[plan].at(&x));
        wrong += usize::from(x > range.from && cost != cheapest.result.total());
        let named = scenario
            .plans
            .iter()
            .position(|plan| plan.id == cheapest.result.entry.id);
        let tied = plan.is_some_and(|plan| {
            cost == named.and_then(|named| found.curves[named].at(&x)) && Some(plan) != named
        });
        let now = if tied { plan } else { named }.unwrap_or(0);
        if let Some((before, plan)) = last
            && plan != now
        {
            seen += 1;
            let (low, high) = (Exact::from(before), x);
            let among = found
                .crossings
                .iter()
                .any(|crossing| low <= crossing.at && crossing.at <= high);
            if !among {
                lost.push(machine(&high));
            }
        }
        last = Some((*value, now));
    }
    let each_ms = began.elapsed().as_secs_f64() * 1e3 / looked.len() as f64;
    let all_ms = each_ms * grid.len() as f64;
    println!(
        "grid: {} of {} values, {each_ms:.2} ms each, {:.1} s in all: {:.0} times the map",
        looked.len(),
        grid.len(),
        all_ms / 1e3,
        all_ms / map_ms
    );
    println!(
        "the grid saw {seen} changes of the cheapest plan, of which {} are not among the crossings {lost:?}; {wrong} costs differ from the map's",
        lost.len()
    );
}

/// 40 plans: by use, fixed, autoscaled, provisioned and with a fee.
fn scenario() -> String {
    let mut text = "schema = 1\nname = \"Forty plans\"\nregion = \"us-east-1\"\n\n[workload]\nrequests_per_month = 1_000_000\ninput_tokens = 800\noutput_tokens = 200\nlatency = \"async\"\n\n[traffic]\nhourly = [".to_owned();
    for hour in 0..168u32 {
        let (day, of_day) = (hour / 24, hour % 24);
        let busy = if day < 5 { 100 } else { 35 };
        let wave = [
            3u32, 2, 1, 1, 2, 4, 9, 17, 31, 46, 55, 59, 57, 58, 60, 56, 49, 40, 33, 27, 21, 15, 9,
            5,
        ];
        let _ = write!(text, "{}, ", busy * wave[of_day as usize] + hour);
    }
    text.push_str("]\n");
    let mut plan = |lines: std::fmt::Arguments<'_>| {
        let _ = write!(text, "\n[[plan]]\n{lines}\n");
    };
    for (at, model) in [
        "nova-micro",
        "nova-lite",
        "nova-pro",
        "llama-3.1-8b",
        "llama-3.3-70b",
        "claude-haiku-4.5",
    ]
    .iter()
    .enumerate()
    {
        plan(format_args!(
            "id = \"use-{at}\"\nmode = \"bedrock.on-demand\"\nmodel = \"{model}\"{}",
            if at == 5 { "\nscope = \"global\"" } else { "" }
        ));
    }
    // Fees and prices near what a busy instance comes to, so that they cross many times.
    let fees = [
        (0, "220"),
        (100, "180"),
        (300, "155"),
        (500, "145"),
        (900, "139"),
        (1_500, "136"),
    ];
    for (at, (fixed, digits)) in fees.iter().enumerate() {
        plan(format_args!(
            "id = \"fee-{at}\"\nmode = \"external\"\nfixed_usd_per_month = \"{fixed}\"\nusd_per_request = \"0.0000{digits}\""
        ));
    }
    for (at, instance) in [
        "ml.g5.xlarge",
        "ml.g5.2xlarge",
        "ml.g6.xlarge",
        "ml.g6e.xlarge",
        "ml.g5.12xlarge",
        "ml.p4d.24xlarge",
    ]
    .iter()
    .enumerate()
    {
        for (way, scaling) in ["fixed", "autoscaled"].iter().enumerate() {
            for target in ["0.6", "0.8"] {
                plan(format_args!(
                    "id = \"own-{at}-{way}-{target}\"\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"{instance}\"\nscaling = \"{scaling}\"\ntarget_utilisation = \"{target}\"\nmin_instances = 1\ncapacity = {{ requests_per_second = {} }}",
                    24 + 3 * at
                ));
            }
        }
    }
    for at in 0..4u32 {
        plan(format_args!(
            "id = \"unit-{at}\"\nmode = \"bedrock.provisioned\"\nmodel = \"{}\"\nterm = \"{}\"\ninput_tokens_per_minute_per_unit = 1_200_000\noutput_tokens_per_minute_per_unit = 300_000",
            ["llama-3.1-8b", "llama-3.1-70b"][(at % 2) as usize],
            ["1-month", "6-months"][(at / 2) as usize]
        ));
    }
    text
}
