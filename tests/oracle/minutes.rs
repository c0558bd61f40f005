//! Instances that follow a load, minute after minute of a week, from the rules as written (F19).

use num_traits::{ToPrimitive as _, Zero as _};

use super::naive::{R, ceil, int};

/// How instances come and go, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) start: u32,
    pub(crate) cooldown: u32,
    pub(crate) idle: u32,
}

const MINUTES: usize = 168 * 60;

/// Instance-hours of a week by target tracking, when each hour needs so much of one at its mean.
/// `burst` is in tenths.
pub(crate) fn followed(needs: &[R], burst: u64, least: u64, pace: Pace) -> R {
    let whole = |need: R| ceil(&need).to_integer().to_u64().unwrap_or(u64::MAX);
    let mut needed = Vec::new();
    for need in needs {
        let busy = whole(need * int(burst) / int(10));
        let quiet = whole(need * (int(600) - int(10) * int(burst)) / int(500));
        needed.extend((0..60).map(|minute| {
            if (25..35).contains(&minute) {
                busy
            } else {
                quiet
            }
        }));
    }
    let start = pace.start.div_ceil(60);
    let cooldown = pace.cooldown.div_ceil(60);
    let keeps = 15 + (start + 2) / 4 + cooldown.saturating_sub(15) / 8;
    let keeps = usize::try_from(keeps).unwrap_or(0);
    let ago = |minute: usize, back: usize| (minute + 100 * MINUTES - back) % MINUTES;
    let asked: Vec<u64> = (0..MINUTES)
        .map(|minute| {
            (0..3)
                .map(|back| needed[ago(minute, back)])
                .min()
                .unwrap_or(0)
        })
        .collect();
    let runs = |minute| (0..=keeps).map(|back| asked[ago(minute, back)]).max();
    let units = (0..MINUTES).map(|minute| runs(minute).unwrap_or(0).max(least));
    int(units.sum()) / int(60)
}

/// Hours of a week in which the first instance is not there; `work` is the share of one instance,
/// fully busy, that an hour takes, and `needs` the same at the target.
pub(crate) fn asleep(requests: &[R], needs: &[R], work: &[R], burst: u64, pace: Pace) -> f64 {
    let real = |value: &R| value.to_f64().unwrap_or(f64::NAN);
    let (start, idle) = (f64::from(pace.start), f64::from(pace.idle));
    let rates: Vec<f64> = requests.iter().map(|r| real(r) / 3_600.0).collect();
    let mut off = 0.0;
    for hour in 0..168 {
        let rate = rates[hour];
        if requests[hour].is_zero() {
            off += 1.0;
            continue;
        }
        let busy = real(&work[hour]);
        if &needs[hour] * int(burst) <= int(10) && work[hour] < int(1) {
            // E[on] and E[off] of a cycle, in seconds.
            let service = (busy / rate).max(1e-6) / (1.0 - busy.max(rate * 1e-6));
            let on = start
                + (1.0 + rate * start) * service
                + (rate * idle).exp_m1() * (1.0 / rate + service);
            off += if on.is_finite() {
                1.0 / (1.0 + rate * on)
            } else {
                0.0
            };
        }
        let mut gap = 0;
        while gap < 168 && requests[(hour + 167 - gap) % 168].is_zero() {
            gap += 1;
        }
        if gap > 0 {
            let before = rates[(hour + 167 - gap) % 168];
            let gap = f64::from(u32::try_from(gap).unwrap_or(0)) * 3_600.0;
            off -= (paid_at_gap(before, rate, gap, idle) / 3_600.0).clamp(0.0, gap / 3_600.0);
        }
    }
    off
}

/// Seconds to add at a gap, summed up in small steps: how likely it is that a request came within
/// the idle time.
fn paid_at_gap(before: f64, after: f64, gap: f64, idle: f64) -> f64 {
    const STEPS: u32 = 20_000;
    let there = |rate: f64, seconds: f64| 1.0 - (-rate * seconds).exp();
    let step = |end: f64, of: &dyn Fn(f64) -> f64| -> f64 {
        let width = end / f64::from(STEPS);
        (0..STEPS)
            .map(|at| of((f64::from(at) + 0.5) * width) * width)
            .sum()
    };
    let stays = step(gap.min(idle), &|into| there(before, idle - into));
    let seen = |since: f64| {
        if since > idle - gap {
            since
        } else {
            (idle - gap).max(0.0)
        }
    };
    let has = step(idle, &|since| there(after, seen(since)));
    stays - (there(after, idle) * idle - has).max(0.0)
}
