//! A second opinion on the totals: a slow oracle that knows the rules of the contract, loops over
//! every hour of the week in plain fractions, and shares no code with what it checks.

#[path = "oracle/asked.rs"]
mod asked;
#[path = "oracle/minutes.rs"]
mod minutes;
#[path = "oracle/naive.rs"]
mod naive;
#[path = "support/priced.rs"]
mod priced;

use std::sync::LazyLock;

use asked::{Asked, asked, point};
use crossover::{catalog::Catalog, units::Exact};
use minutes::{Pace, asleep, followed};
use naive::{Month, R, ceil, dec, exact, int, largest, real};
use num_traits::{ToPrimitive as _, Zero as _};
use proptest::{prelude::*, test_runner::Config};

/// Prices of a model and an instance that do not exist. An oracle price is `usd / per`.
const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,0.0031,1000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,15.7,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,cache-read-tokens,0.31,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,cache-write-5m-tokens,3.9,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,input-tokens,6.3,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,output-tokens,22.9,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,cache-read-tokens,0.63,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,cache-write-5m-tokens,7.7,1000000
bedrock,acme.one-v1:0,provisioned,us-east-1,,,6-months,,model-unit-hours,21.18,1
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,input-tpm-hours,0.19,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,output-tpm-hours,0.97,1000
bedrock,custom-model-unit,custom-import,us-east-1,,,,v1.0,custom-model-unit-minutes,0.0571,1
bedrock,custom-model-unit,custom-import,us-east-1,,,,,custom-model-unit-months,1.95,1
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,1.4077,1
sagemaker,ml.c7i.large,async,us-east-1,,,,,instance-hours,1.4079,1
sagemaker,volume,hosting,us-east-1,,,,,volume-gib-months,0.143,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-in-gib,0.016,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-out-gib,0.017,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,serverless-seconds,0.00004,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,provisioned-concurrency-seconds,0.00001,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,provisioned-duration-seconds,0.0000233,1
sagemaker,serverless,serverless,us-east-1,,,,,data-in-gib,0.016,1
sagemaker,serverless,serverless,us-east-1,,,,,data-out-gib,0.016,1
";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(PRICES));

/// Cases of each mode.
const CASES: u32 = 48;

fn config() -> Config {
    Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Dollars for one, from the text of [`PRICES`]: the row that ends in `key` before its figures.
#[expect(clippy::unwrap_used, reason = "a price the test forgot")]
fn price(key: &str) -> R {
    let fields = |line: &'static str| line.rsplit(',').collect::<Vec<_>>();
    let wanted = |line: &&'static str| {
        let fields = fields(line);
        let mut rest: Vec<&str> = fields[2..].iter().rev().copied().collect();
        rest.retain(|field| !field.is_empty());
        rest.join("/").ends_with(key)
    };
    let mut lines = PRICES.lines().filter(wanted);
    let line = lines.next().unwrap();
    assert!(lines.next().is_none(), "{key} is not one price");
    let fields = fields(line);
    dec(fields[1]) / dec(fields[0])
}

/// The library's total; the plan must be ok.
fn total(scenario: &str) -> Exact {
    let plans = priced::plans(&CATALOG, scenario);
    let plan = &plans[0];
    let Some(total) = &plan.total_usd else {
        panic!("{:?}\n{scenario}", plan.reasons)
    };
    total.amount().clone()
}

/// The total the oracle expects: the sum of all months, at the plan's multiplier.
fn expected(asked: &Asked, month: impl Fn(&Month) -> R) -> Exact {
    let sum: R = asked.calls().iter().map(month).sum();
    exact(&(sum * dec(&asked.multiplier)))
}

/// What the tokens of a mean call cost on demand.
struct Call {
    /// Uncached input and cache writes.
    input: R,
    /// Cache reads.
    read: R,
    /// Output.
    output: R,
}

fn call_usd(asked: &Asked) -> Call {
    let mut call = Call {
        input: R::zero(),
        read: R::zero(),
        output: R::zero(),
    };
    for size in asked.sizes() {
        let long = size.input > int(200_000);
        let rate = |meter: &str| {
            let step = if long {
                "standard/above-200000"
            } else {
                "standard"
            };
            &size.share * price(&format!("on-demand/us-east-1/in-region/{step}/{meter}"))
        };
        let plain = &size.input - &size.read - &size.write;
        call.input += plain * rate("input-tokens") + &size.write * rate("cache-write-5m-tokens");
        call.read += &size.read * rate("cache-read-tokens");
        call.output += &size.output * rate("output-tokens");
    }
    call
}

/// Whether two totals are the same but for what floats lose on the way to them.
fn nearly(one: &Exact, other: &Exact) -> bool {
    let (one, other) = (one.approximate(), other.approximate());
    (one - other).abs() <= 1e-6 * one.abs().max(1e-3)
}

fn pace() -> impl Strategy<Value = Pace> {
    (0u32..4_000, 0u32..8_000, 0u32..200).prop_map(|(start, cooldown, idle)| Pace {
        start,
        cooldown,
        idle: idle * 60,
    })
}

/// The keys of a plan for that.
fn keys(pace: Pace) -> String {
    format!(
        "start_seconds = {}\nscale_in_cooldown_seconds = {}\nidle_minutes = {}\n",
        pace.start,
        pace.cooldown,
        pace.idle / 60
    )
}

/// The latency class as a key of the workload.
fn latency(asked: &Asked) -> String {
    format!(
        "latency = \"{}\"\n",
        if asked.interactive {
            "interactive"
        } else {
            "async"
        }
    )
}

/// Units that run in each hour, times the hour.
fn unit_hours(month: &Month, units: impl Fn(&R) -> R) -> R {
    month
        .requests
        .iter()
        .map(|requests| units(requests) * &month.clock)
        .sum()
}

proptest! {
    #![proptest_config(config())]

    /// Whole prompts strictly above the step move with all their tokens; cached parts have their own
    /// prices; environments have no tokens.
    #[test]
    fn on_demand(asked in asked(40_000_000)) {
        let text = asked.scenario(&latency(&asked), "mode = \"bedrock.on-demand\"");
        let call = call_usd(&asked);
        let call = call.input + call.read + call.output;
        let usd = expected(&asked, |month| unit_hours(month, |requests| requests * &call));
        prop_assert_eq!(total(&text), usd);
    }

    /// Units that carry the peak hour run in every hour, in every environment.
    #[test]
    fn provisioned(asked in asked(4_000_000), (input, output) in (1_000u32..900_000, 100u32..90_000)) {
        let text = asked.scenario(&latency(&asked), &format!(
            "mode = \"bedrock.provisioned\"\nunits = \"auto\"\nterm = \"6-months\"\n\
             input_tokens_per_minute_per_unit = {input}\noutput_tokens_per_minute_per_unit = {output}"
        ));
        let (into, out) = (asked.mean(|size| size.input.clone()), asked.mean(|size| size.output.clone()));
        let usd = expected(&asked, |month| {
            let mut units = int(1);
            for requests in &month.requests {
                let by_input = requests * &into / int(60 * u64::from(input));
                let by_output = requests * &out / int(60 * u64::from(output));
                units = largest([&units, &ceil(&by_input), &ceil(&by_output)]);
            }
            unit_hours(month, |_| units.clone()) * int(asked.environments) * price("model-unit-hours")
        });
        prop_assert_eq!(total(&text), usd);
    }

    /// Instances follow the minutes, or stand at the peak; each has its volume for as long as it runs.
    #[test]
    fn endpoint(
        asked in asked(4_000_000),
        scaling in prop::sample::select(vec!["fixed", "autoscaled", "scale-to-zero"]),
        rate in 100u32..90_000,
        concurrency in prop::option::of(1u32..64),
        seconds in 1u32..5_000,
        target in 1u32..=100,
        least in prop::option::of(1u32..4),
        (gib, kib) in (1u32..500, (0u32..9_000, 0u32..9_000)),
        (pace, burst) in (pace(), 10u32..=60),
    ) {
        let mut asked = asked;
        asked.burst = burst;
        let (seconds, target) = (point(seconds, 3), point(target, 2));
        let at_once = concurrency.map(|count| format!(", concurrency = {count}")).unwrap_or_default();
        let min = least.map(|least| format!("min_instances = {least}")).unwrap_or_default();
        let more = format!(
            "request_seconds = \"{seconds}\"\nrequest_kib = {}\nresponse_kib = {}", kib.0, kib.1
        );
        let text = asked.scenario(&(latency(&asked) + &more), &format!(
            "mode = \"sagemaker.endpoint\"\ninstance = \"ml.c7i.large\"\nscaling = \"{scaling}\"\n\
             target_utilisation = \"{target}\"\nvolume_gib = {gib}\n{min}\n{}\
             capacity = {{ output_tokens_per_second = {rate}{at_once} }}", keys(pace)
        ));
        let out = asked.mean(|size| size.output.clone());
        let target = dec(&target);
        let need = |requests: &R| {
            let by_output = requests * &out / (int(3_600 * u64::from(rate)) * &target);
            let by_time = concurrency.map_or_else(R::zero, |count| {
                requests * dec(&seconds) / (int(3_600 * u64::from(count)) * &target)
            });
            largest([&by_output, &by_time])
        };
        let usual = if asked.interactive { 2 } else { 1 };
        let usual = if scaling == "scale-to-zero" { 1 } else { usual };
        let sleeps = scaling == "scale-to-zero" && least.is_none();
        let least = least.map_or(usual, u64::from);
        let usd = expected(&asked, |month| {
            let needs: Vec<R> = month.requests.iter().map(need).collect();
            let mut hours = if scaling == "fixed" {
                largest([&ceil(&largest(&needs)), &int(least)]) * asked.hours()
            } else {
                followed(&needs, u64::from(burst), least, pace) * &month.clock
            };
            if sleeps {
                let work: Vec<R> = needs.iter().map(|need| need * &target).collect();
                hours -= real(asleep(&month.requests, &needs, &work, u64::from(burst), pace)) * &month.clock;
            }
            let hours = hours * int(asked.environments);
            let calls = unit_hours(month, R::clone);
            let data = |kib: u32| &calls * int(u64::from(kib)) / int(1 << 20);
            &hours * price("hosting/us-east-1/instance-hours")
                + &hours / asked.hours() * int(u64::from(gib)) * price("volume-gib-months")
                + data(kib.0) * price("endpoint/hosting/us-east-1/data-in-gib")
                + data(kib.1) * price("endpoint/hosting/us-east-1/data-out-gib")
        });
        let total = total(&text);
        prop_assert!(if sleeps { nearly(&total, &usd) } else { total == usd }, "{total:?} and {usd:?}\n{text}");
    }

    /// An asynchronous endpoint sleeps unless it is told otherwise.
    #[test]
    fn asynchronous(asked in asked(400_000), rate in 100u32..90_000, pace in pace()) {
        let text = asked.scenario("latency = \"async\"", &format!(
            "mode = \"sagemaker.async\"\ninstance = \"ml.c7i.large\"\n{}\
             capacity = {{ output_tokens_per_second = {rate} }}", keys(pace)
        ));
        let out = asked.mean(|size| size.output.clone());
        let usd = expected(&asked, |month| {
            let work = |requests: &R| requests * &out / int(3_600 * u64::from(rate));
            let work: Vec<R> = month.requests.iter().map(work).collect();
            let needs: Vec<R> = work.iter().map(|work| work / dec("0.7")).collect();
            let hours = followed(&needs, 12, 1, pace)
                - real(asleep(&month.requests, &needs, &work, 12, pace));
            hours * &month.clock * int(asked.environments) * price("async/us-east-1/instance-hours")
        });
        let total = total(&text);
        prop_assert!(nearly(&total, &usd), "{total:?} and {usd:?}\n{text}");
    }

    /// Tokens per minute are held in all hours; what an hour has above them is paid on demand.
    #[test]
    fn reserved(
        asked in asked(4_000_000),
        held in prop::option::of((100_000u64..1_000_000, 10_000u64..100_000)),
    ) {
        let chosen = held.map(|(input, output)| {
            format!("input_tokens_per_minute = {input}\noutput_tokens_per_minute = {output}")
        });
        let text = asked.scenario(&latency(&asked), &format!(
            "mode = \"bedrock.reserved\"\nterm = \"1-month\"\n{}", chosen.unwrap_or_default()
        ));
        let call = call_usd(&asked);
        let into = asked.mean(|size| &size.input - &size.read);
        let out = asked.mean(|size| size.output.clone());
        // Of an hour's calls, those whose tokens the reservation does not hold.
        let beyond = |calls: &R, tokens: &R, held: &R| {
            if calls * tokens <= *held { R::zero() } else { calls - held / tokens }
        };
        let usd = expected(&asked, |month| {
            let peak = largest(&month.requests);
            let auto = |tokens: &R, least: u64| {
                largest([&(ceil(&(&peak * tokens / int(60_000))) * int(1_000)), &int(least)])
            };
            let (input, output) = held.map_or_else(
                || (auto(&into, 100_000), auto(&out, 10_000)),
                |(input, output)| (int(input), int(output)),
            );
            let mut usd = unit_hours(month, |_| {
                &input * price("input-tpm-hours") + &output * price("output-tpm-hours")
            }) * int(asked.environments);
            usd += unit_hours(month, |calls| {
                let input = beyond(calls, &into, &(&input * int(60)));
                let output = beyond(calls, &out, &(&output * int(60)));
                input * &call.input + calls * &call.read + output * &call.output
            });
            usd
        });
        prop_assert_eq!(total(&text), usd);
    }

    /// A copy is paid for the five-minute windows that its calls, which come at random, touch; and at
    /// least while it answers. Its weights are stored.
    #[test]
    fn custom_import(
        asked in asked(4_000_000),
        concurrency in 1u32..64,
        seconds in 1u32..50_000,
        units in 1u32..9,
    ) {
        let seconds = point(seconds, 3);
        let more = format!("request_seconds = \"{seconds}\"");
        let text = asked.scenario(&(latency(&asked) + &more), &format!(
            "mode = \"bedrock.custom-import\"\nunits_per_copy = {units}\nconcurrency_per_copy = {concurrency}"
        ));
        let units = int(u64::from(units));
        let usd = expected(&asked, |month| {
            let minutes = unit_hours(month, |requests| {
                let copies = ceil(&(requests * dec(&seconds) / int(3_600 * u64::from(concurrency))));
                if copies.is_zero() {
                    return R::zero();
                }
                // A call reaches its own time and, by clock windows, five minutes on average.
                let reach = requests * (dec(&seconds) + int(300)) / int(3_600) / &copies;
                let missed = (-reach.to_f64().unwrap_or(f64::NAN)).exp();
                let busy = requests * dec(&seconds) / int(3_600 * u64::from(concurrency)) / &copies;
                largest([&real(1.0 - missed), &busy]) * copies * int(60)
            });
            minutes * &units * price("custom-model-unit-minutes") + &units * price("custom-model-unit-months")
        });
        let total = total(&text);
        prop_assert!(nearly(&total, &usd), "{total:?} and {usd:?}\n{text}");
    }

    /// Begun milliseconds are paid; warm concurrency is paid while enabled, what exceeds it on demand.
    #[test]
    fn serverless(asked in asked(4_000_000), micros in 1u32..2_000_000, warm in 0u32..9, kib in 0u32..4_096) {
        let seconds = point(micros, 6);
        let more = format!("request_seconds = \"{seconds}\"\nrequest_kib = {kib}\nresponse_kib = {kib}");
        let text = asked.scenario(&("kind = \"custom\"\n".to_owned() + &more), &format!(
            "mode = \"sagemaker.serverless\"\nmemory_mib = 2048\nprovisioned_concurrency = {warm}"
        ));
        let billed = ceil(&(dec(&seconds) * int(1_000))) / int(1_000);
        let held = int(3_600 * u64::from(warm));
        let peaks = asked.calls();
        let most = peaks.iter().flat_map(|month| &month.requests).map(|requests| requests * &billed);
        prop_assume!(most.max().is_none_or(|busy| busy <= int(200 * 3_600)));
        let usd = expected(&asked, |month| {
            let (mut inside, mut beyond) = (R::zero(), R::zero());
            for requests in &month.requests {
                let busy = requests * &billed;
                let (within, over) =
                    if busy > held { (held.clone(), &busy - &held) } else { (busy, R::zero()) };
                inside += within * &month.clock;
                beyond += over * &month.clock;
            }
            let enabled = &held * asked.hours() * int(asked.environments);
            let gib = unit_hours(month, R::clone) * int(u64::from(kib)) / int(1 << 20);
            beyond * price("serverless-seconds")
                + enabled * price("provisioned-concurrency-seconds")
                + inside * price("provisioned-duration-seconds")
                + &gib * price("serverless/us-east-1/data-in-gib")
                + &gib * price("serverless/us-east-1/data-out-gib")
        });
        prop_assert_eq!(total(&text), usd);
    }
}
