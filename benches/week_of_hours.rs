//! How long a comparison of 50 plans over a week of 168 distinct hours takes: the scenario is read
//! once, then compared again and again. Times are those of the processor, where Linux tells them: a
//! shared machine does not count. `cargo bench --bench week_of_hours`

use std::{fmt::Write as _, fs, sync::LazyLock, time::Duration, time::Instant};

use crossover::{
    analysis::{CompareOptions, Status, compare},
    catalog::Catalog,
    scenario::Scenario,
};

const RUNS: u32 = 200;

/// Instances that hold the model, each fixed and autoscaled by estimate.
const INSTANCES: [&str; 14] = [
    "ml.g5.xlarge",
    "ml.g5.2xlarge",
    "ml.g5.4xlarge",
    "ml.g5.8xlarge",
    "ml.g5.12xlarge",
    "ml.g5.48xlarge",
    "ml.g6.xlarge",
    "ml.g6.2xlarge",
    "ml.g6.12xlarge",
    "ml.g6e.xlarge",
    "ml.g6e.2xlarge",
    "ml.g6e.12xlarge",
    "ml.p4d.24xlarge",
    "ml.p5.48xlarge",
];

const WORKLOAD: &str = r#"schema = 1
name = "A week of hours"
region = "us-east-1"
[workload]
kind = "text"
requests_per_month = 30_000_000
input_tokens = 1800
output_tokens = 350
latency = "interactive"
"#;

/// Plans beside the estimated ones.
const OTHERS: &str = r#"
[[plan]]
mode = "bedrock.reserved"
model = "claude-sonnet-4.5"
scope = "geo"
term = "1-month"
[[plan]]
mode = "bedrock.provisioned"
model = "llama-3.1-8b"
units = "auto"
input_tokens_per_minute_per_unit = 100_000
output_tokens_per_minute_per_unit = 10_000
[[plan]]
mode = "external"
label = "elsewhere"
fixed_usd_per_month = "588"
[[plan]]
mode = "bedrock.on-demand"
model = "llama-3.1-8b"
[[plan]]
mode = "bedrock.on-demand"
model = "nova-micro"
[[plan]]
mode = "bedrock.on-demand"
model = "nova-lite"
[[plan]]
mode = "bedrock.on-demand"
model = "nova-pro"
"#;

/// 50 plans; the capacity of 28 is estimated, with a range, or all are given.
fn scenario(is_estimated: bool) -> String {
    let mut text = WORKLOAD.to_owned();
    let weights: Vec<String> = (0..168u32)
        .map(|hour| (200 + hour * 37 % 168).to_string())
        .collect();
    let _ = writeln!(text, "[traffic]\nhourly = [{}]", weights.join(", "));
    let given = if is_estimated {
        ""
    } else {
        "capacity = { output_tokens_per_second = 3000 }"
    };
    for instance in INSTANCES {
        for scaling in ["fixed", "autoscaled"] {
            let _ = writeln!(
                text,
                "[[plan]]\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"{instance}\"\nscaling = \"{scaling}\"\n{given}"
            );
        }
    }
    for (rate, scaling) in
        (1..=5).flat_map(|at| [(at, "autoscaled"), (at, "scale-to-zero"), (at, "fixed")])
    {
        let rate = 4_000 + rate * 777;
        let _ = writeln!(
            text,
            "[[plan]]\nid = \"own-{rate}-{scaling}\"\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g6e.12xlarge\"\nscaling = \"{scaling}\"\ncapacity = {{ output_tokens_per_second = {rate} }}"
        );
    }
    text.push_str(OTHERS);
    text
}

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Time this thread has spent on a processor; else time that has passed.
fn now() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|spent| spent.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

fn main() -> Result<(), String> {
    for is_estimated in [true, false] {
        measure(&scenario(is_estimated))?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn measure(text: &str) -> Result<(), String> {
    let no_files = |path: &str| Err(format!("{path}: a benchmark has no files"));
    let first = Catalog::embedded(Vec::new());
    let read = |catalog: &Catalog| {
        Scenario::parse(text, None, catalog, &no_files)
            .map_err(|problems| format!("{:?}", problems.first().map(|problem| &problem.message)))
    };
    let scenario = read(&first)?;
    let options = CompareOptions::default();
    let (mut cold, mut warm, mut reading) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut ok = 0;
    for _ in 0..RUNS {
        // A catalog that has looked nothing up.
        let catalog = Catalog::embedded(Vec::new());
        let began = now();
        read(&catalog)?;
        reading += now().saturating_sub(began);
        let catalog = Catalog::embedded(Vec::new());
        for spent in [&mut cold, &mut warm] {
            let began = now();
            let comparison =
                compare(&scenario, &[], &catalog, &options).map_err(|error| error.to_string())?;
            *spent += now().saturating_sub(began);
            let plans = comparison.plans.iter();
            ok = plans
                .filter(|plan| plan.result.status == Status::Ok)
                .count();
        }
    }
    println!(
        "{} plans, {ok} of them ok, {} levels; means of {RUNS} runs",
        scenario.plans.len(),
        scenario.hours.levels.len()
    );
    for (name, spent) in [
        ("reading the scenario", reading),
        ("comparing, prices looked up anew", cold),
        ("comparing, prices known", warm),
    ] {
        let mean = spent.as_secs_f64() * 1e3 / f64::from(RUNS);
        println!("{name:34} {mean:8.2} ms");
    }
    Ok(())
}
