//! Random workloads: as the text of a scenario, and as the oracle's own numbers.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::naive::{Month, R, dec, int, months, peaked, spread};

/// Requests of one size.
#[derive(Debug, Clone)]
pub(crate) struct Size {
    pub(crate) share: R,
    pub(crate) input: R,
    pub(crate) read: R,
    pub(crate) write: R,
    pub(crate) output: R,
}

/// A workload with its traffic and horizon.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    volume_key: &'static str,
    volume: String,
    tokens: [u32; 4],
    class: Option<(u32, u32, u32)>,
    factors: (String, String),
    failed: String,
    growth: String,
    months: u64,
    hours: &'static str,
    week: Week,
    /// Tenths.
    pub(crate) burst: u32,
    pub(crate) environments: u64,
    pub(crate) multiplier: String,
    pub(crate) interactive: bool,
}

#[derive(Debug, Clone)]
enum Week {
    Steady,
    BusinessHours(Option<&'static str>),
    Hourly(Vec<u32>),
}

/// A decimal of `mantissa` with `digits` after the point.
pub(crate) fn point(mantissa: u32, digits: usize) -> String {
    let text = format!("{mantissa:0>width$}", width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    if digits == 0 {
        text
    } else {
        format!("{whole}.{fraction}")
    }
}

fn week() -> impl Strategy<Value = Week> {
    let weights = |hours: usize| {
        let weight = prop_oneof![1 => Just(0u32), 3 => 1u32..30];
        prop::collection::vec(weight, hours).prop_filter("some hour has demand", |week| {
            week.iter().any(|weight| *weight > 0)
        })
    };
    prop_oneof![
        Just(Week::Steady),
        prop::sample::select(vec![None, Some("2.5"), Some("3"), Some("3.3")])
            .prop_map(Week::BusinessHours),
        weights(24).prop_map(Week::Hourly),
        weights(168).prop_map(Week::Hourly),
    ]
}

prop_compose! {
    /// Workloads of at most `most` requests a month or so.
    pub(crate) fn asked(most: u32)(
        (volume_key, volume) in (0usize..4, 1..most, 0usize..4).prop_map(move |(key, volume, digits)| {
            let (key, parts) = [
                ("requests_per_month", 1),
                ("requests_per_day", 30),
                ("requests_per_hour", 730),
                ("requests_per_second", 2_628_000),
            ][key];
            (key, point((volume / parts).max(1), digits))
        }),
        input in prop_oneof![1u32..5_000, 150_000u32..400_000],
        read_part in prop_oneof![Just(0u32), 0u32..=100],
        write_part in prop_oneof![Just(0u32), 0u32..=100],
        output in 1u32..4_000,
        class in prop::option::of((0u32..=1_000, 400_000u32..900_000, 0u32..2_000)),
        factors in (500u32..1_500, 500u32..1_500),
        failed in prop_oneof![Just(0u32), 0u32..500],
        growth in prop_oneof![2 => Just(0u32), 1 => 1u32..2_000],
        months in 1u64..5,
        hours in prop::sample::select(vec!["730", "720", "744", "672.5"]),
        week in week(),
        environments in 1u64..4,
        multiplier in prop_oneof![Just(1_000u32), 0u32..3_000],
        interactive in any::<bool>(),
    ) -> Asked {
        let read = input / 100 * read_part;
        let write = (input - read) / 100 * write_part;
        Asked {
            volume_key,
            volume,
            tokens: [input, read, write, output],
            class,
            factors: (point(factors.0, 3), point(factors.1, 3)),
            failed: point(failed, 3),
            growth: point(growth, 4),
            months,
            hours,
            week,
            burst: 12,
            environments,
            multiplier: point(multiplier, 3),
            interactive,
        }
    }
}

impl Asked {
    /// The scenario with one plan, without the keys of its own; `workload` are
    /// further keys of the workload.
    pub(crate) fn scenario(&self, workload: &str, plan: &str) -> String {
        let [input, read, write, output] = self.tokens;
        let mut text = format!(
            r#"schema = 1
name = "oracle"
region = "us-east-1"
hours_per_month = {hours}
months = {months}
[workload]
{key} = "{volume}"
input_tokens = {input}
cache_read_tokens = {read}
cache_write_tokens = {write}
output_tokens = {output}
failed_share = "{failed}"
growth_per_month = "{growth}"
environments = {environments}
{workload}
"#,
            hours = self.hours,
            months = self.months,
            key = self.volume_key,
            volume = self.volume,
            failed = self.failed,
            growth = self.growth,
            environments = self.environments,
        );
        if let Some((share, input, output)) = self.class {
            let share = point(share, 3);
            let _ = writeln!(
                text,
                "[[workload.class]]\nshare = \"{share}\"\ninput_tokens = {input}\noutput_tokens = {output}"
            );
        }
        let _ = writeln!(
            text,
            "[traffic]\nburst_factor = \"{}\"",
            point(self.burst, 1)
        );
        let _ = match &self.week {
            Week::Steady => writeln!(text, "shape = \"steady\""),
            Week::BusinessHours(None) => writeln!(text, "shape = \"business-hours\""),
            Week::BusinessHours(Some(peak)) => {
                writeln!(text, "shape = \"business-hours\"\npeak_to_mean = {peak}")
            }
            Week::Hourly(weights) => {
                let weights: Vec<String> = weights.iter().map(u32::to_string).collect();
                writeln!(text, "hourly = [{}]", weights.join(", "))
            }
        };
        let _ = writeln!(
            text,
            "[model.m]\nbedrock = \"acme.one-v1:0\"\ninput_tokens_factor = \"{}\"\noutput_tokens_factor = \"{}\"",
            self.factors.0, self.factors.1
        );
        let _ = writeln!(
            text,
            "[[plan]]\nid = \"it\"\nmodel = \"m\"\nprice_multiplier = \"{}\"\n{plan}",
            self.multiplier
        );
        text
    }

    /// Hours of a month.
    pub(crate) fn hours(&self) -> R {
        dec(self.hours)
    }

    fn first_month(&self) -> R {
        let volume = dec(&self.volume);
        match self.volume_key {
            "requests_per_month" => volume,
            "requests_per_day" => volume * self.hours() / int(24),
            "requests_per_hour" => volume * self.hours(),
            _ => volume * self.hours() * int(3_600),
        }
    }

    /// The 168 weights.
    fn weights(&self) -> Vec<R> {
        let business = |hour: u64| match (hour / 24, hour % 24) {
            (0..=4, 8..=17) => int(20),
            (0..=4, _) => int(2),
            _ => int(1),
        };
        match &self.week {
            Week::Steady => (0..168).map(|_| int(1)).collect(),
            Week::BusinessHours(peak) => {
                let week: Vec<R> = (0..168).map(business).collect();
                match peak {
                    Some(peak) => peaked(&week, &dec(peak)).unwrap_or_default(),
                    None => week,
                }
            }
            Week::Hourly(weights) => (0..168)
                .map(|hour| int(u64::from(weights[hour % weights.len()])))
                .collect(),
        }
    }

    /// The calls of every month, hour by hour: thrown away answers are asked again.
    pub(crate) fn calls(&self) -> Vec<Month> {
        let kept = int(1) - dec(&self.failed);
        let weights = self.weights();
        months(&self.first_month(), &dec(&self.growth), self.months)
            .into_iter()
            .map(|requests| spread(&(requests / &kept), &weights, &self.hours()))
            .collect()
    }

    /// The sizes of calls, as the model counts them.
    pub(crate) fn sizes(&self) -> Vec<Size> {
        let (input_factor, output_factor) = (dec(&self.factors.0), dec(&self.factors.1));
        let [input, read, write, output] = self.tokens.map(u64::from);
        let size = |share: R, input: u64, output: u64| Size {
            share,
            input: int(input) * &input_factor,
            read: int(read) * &input_factor,
            write: int(write) * &input_factor,
            output: int(output) * &output_factor,
        };
        match self.class {
            None => vec![size(int(1), input, output)],
            Some((share, long, answer)) => {
                let share = dec(&point(share, 3));
                vec![
                    size(int(1) - &share, input, output),
                    size(share, u64::from(long), u64::from(answer)),
                ]
            }
        }
    }

    /// Mean tokens of a call.
    pub(crate) fn mean(&self, of: impl Fn(&Size) -> R) -> R {
        self.sizes().iter().map(|size| &size.share * of(size)).sum()
    }
}
