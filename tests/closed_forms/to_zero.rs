//! What is paid when nothing runs between requests.

use crossover::{
    capacity::{Concurrency, FirstUnit, HourAsks, IdleTimeout, cold_share_least, import_windows},
    demand::Hours,
    units::{Decimal, Exact},
};

use crate::{mean, median_and_worst, simulators::random::Pcg};

/// Requests a minute, minutes of service, of start and of the timeout, and the billed share that the
/// own oracle prints.
const TIMEOUTS: [(f64, f64, f64, f64, &str); 6] = [
    (1.0 / 60.0, 0.5, 7.0, 15.0, "0.2920"),
    (1.0 / 10.0, 0.5, 7.0, 15.0, "0.8167"),
    (1.0 / 3.0, 0.5, 7.0, 15.0, "0.9945"),
    (1.0 / 30.0, 2.0, 5.0, 5.0, "0.3076"),
    (1.0 / 120.0, 10.0, 8.0, 10.0, "0.2054"),
    (0.5, 1.5, 4.0, 15.0, "0.9999"),
];

fn unit((_, service, start, timeout, _): &(f64, f64, f64, f64, &str)) -> IdleTimeout {
    IdleTimeout {
        timeout_seconds: timeout * 60.0,
        start_seconds: start * 60.0,
        service_seconds: service * 60.0,
    }
}

fn exact(text: &str) -> Exact {
    Exact::from(text.parse::<Decimal>().unwrap())
}

#[test]
fn idle_timeouts_agree_with_the_oracle_to_its_digits() {
    for case in &TIMEOUTS {
        let shares = unit(case).at(case.0 / 60.0).unwrap();
        assert_eq!(format!("{:.4}", shares.billed_share.approximate()), case.4);
    }
}

#[test]
fn idle_timeouts_agree_with_simulation() {
    for case in &TIMEOUTS {
        let (arrivals, service, start, timeout, _) = *case;
        let mut random = Pcg::seeded(2);
        let (mut now, mut idle_from, mut off) = (0.0, f64::NEG_INFINITY, 0.0);
        let (mut ready, mut cold, mut waiting, mut count) = (0.0, 0.0, 0.0, 0.0);
        for _ in 0..200_000 {
            let before = now;
            now += random.exponential(1.0 / arrivals);
            count += 1.0;
            if now > idle_from + timeout {
                off += now - (idle_from + timeout).max(before);
                ready = now + start;
                idle_from = ready;
                cold += 1.0;
            }
            waiting += if now < ready { 1.0 } else { 0.0 };
            idle_from = f64::max(idle_from, now) + random.exponential(service);
        }
        let shares = unit(case).at(arrivals / 60.0).unwrap();
        let close = |name: &str, formula: &Exact, seen: f64| {
            let formula = formula.approximate();
            assert!(
                (formula - seen).abs() < 0.005,
                "{name}: {formula} and {seen}"
            );
        };
        close("billed", &shares.billed_share, 1.0 - off / now);
        close("cold", &shares.cold_share, cold / count);
        close("waiting", &shares.waiting_share, waiting / count);
    }
}

/// Days with stretches of hours without demand, by the weights of their hours.
const DAYS: [&[u64]; 5] = [
    &[
        0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    &[
        0, 3, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    &[
        1, 4, 9, 4, 1, 0, 0, 0, 0, 0, 0, 0, 1, 4, 9, 4, 1, 0, 0, 0, 0, 0, 0, 0,
    ],
    &[
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
    ],
    &[1; 24],
];

/// The hours a unit is paid, the requests that find it
/// gone, and those that wait for it, against many simulated days.
#[test]
fn a_unit_that_sleeps_between_busy_hours_agrees_with_simulation() {
    let mut errors = Vec::new();
    for (day, weights) in DAYS.iter().enumerate() {
        for (requests, idle, start, service) in [
            (2.0, 15.0, 7.0, 0.5),
            (20.0, 15.0, 7.0, 0.5),
            (200.0, 15.0, 7.0, 0.05),
            (20.0, 90.0, 7.0, 0.5),
            (60.0, 5.0, 10.0, 1.0),
        ] {
            let sum: u64 = weights.iter().sum();
            let per_hour: Vec<f64> = weights
                .iter()
                .map(|weight| {
                    requests * f64::from(u32::try_from(*weight).unwrap())
                        / f64::from(u32::try_from(sum).unwrap())
                })
                .collect();
            let parts: Vec<Exact> = weights.iter().map(|weight| Exact::from(*weight)).collect();
            let hours = Hours::from_weights(&parts, 0, Decimal::from(24)).unwrap();
            let daily = exact(&requests.to_string());
            let asks: Vec<HourAsks> = hours
                .levels
                .iter()
                .map(|level| match &level.share.requests * &daily {
                    none if none.is_zero() => HourAsks::Nothing,
                    requests => HourAsks::OfOne {
                        requests,
                        service_seconds: exact(&(service * 60.0).to_string()),
                    },
                })
                .collect();
            let unit = FirstUnit {
                idle_seconds: exact(&(idle * 60.0).to_string()),
                start_seconds: exact(&(start * 60.0).to_string()),
            };
            let asleep = unit.over(&hours, &asks).unwrap();
            let formula = [
                24.0 - asleep.hours.approximate(),
                asleep.away.cold_share.approximate(),
                asleep.away.waiting_share.approximate(),
            ];
            let seen = slept(&per_hour, idle, start, service);
            println!("day {day}, {requests} requests: {formula:.3?}, simulated {seen:.3?}");
            errors.push(formula[0] / seen[0] - 1.0);
            for (formula, seen) in formula.iter().zip(seen).skip(1) {
                assert!(
                    (formula - seen).abs() < 0.06,
                    "day {day}: {formula} and {seen}"
                );
            }
        }
    }
    let sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    let (_, worst) = median_and_worst(&errors);
    println!("hours paid: mean {:.4}, worst {worst:.4}", mean(&sizes));
    assert!(mean(&sizes) < 0.02 && worst < 0.08, "{errors:?}");
}

/// Hours paid in a mean day, and the shares of requests that find no unit, or one that starts.
fn slept(per_hour: &[f64], idle: f64, start: f64, service: f64) -> [f64; 3] {
    const COUNT: usize = 4_000;
    let mut random = Pcg::seeded(5);
    let (mut paid, mut idle_from, mut ready) = (0.0, f64::NEG_INFINITY, 0.0);
    let (mut count, mut cold, mut waiting) = (0.0, 0.0, 0.0);
    let (mut began, mut hour_begins) = (0.0, 0.0);
    for hour in 0..COUNT * per_hour.len() {
        let rate = per_hour[hour % per_hour.len()] / 60.0;
        let mut now: f64 = hour_begins;
        hour_begins += 60.0;
        let mut next = || (rate > 0.0).then(|| random.exponential(1.0 / rate));
        let mut arrivals = Vec::new();
        while let Some(gap) = next().filter(|gap| now + gap < hour_begins) {
            now += gap;
            arrivals.push(now);
        }
        for now in arrivals {
            count += 1.0;
            if now > idle_from + idle {
                if idle_from.is_finite() {
                    paid += idle_from + idle - began;
                }
                (began, ready) = (now, now + start);
                idle_from = ready;
                cold += 1.0;
            }
            waiting += if now < ready { 1.0 } else { 0.0 };
            idle_from = f64::max(idle_from, now) + random.exponential(service);
        }
    }
    let days = f64::from(u32::try_from(COUNT).unwrap());
    [paid / 60.0 / days, cold / count, waiting / count]
}

#[test]
fn import_windows_agree_with_the_oracle_to_its_digits() {
    let cases = [
        ("0.02", "0.0909", "0.0952"),
        ("0.1", "0.3333", "0.3935"),
        ("0.2", "0.5000", "0.6321"),
        ("0.5", "0.7143", "0.9179"),
        ("1", "0.8333", "0.9933"),
        ("3", "0.9375", "1.0000"),
    ];
    for (calls_per_minute, low, high) in cases {
        let hourly = exact(calls_per_minute) * Exact::from(60u64);
        // The oracle's calls last no time.
        let band = import_windows(&hourly, &Exact::zero()).unwrap();
        assert_eq!(format!("{:.4}", band.low.approximate()), low);
        assert_eq!(format!("{:.4}", band.likely.approximate()), high);
    }
}

#[test]
fn concurrency_and_cold_starts_agree_with_the_oracle_to_its_digits() {
    // Requests a second, seconds, seconds kept warm; mean and peak at once, least cold share. The
    // oracle's simulated cold shares, last, are above the bound.
    let cases = [
        ("0.01", "2", 300, "0.02", "1.5", "0.0498", 0.0677),
        ("0.1", "2", 300, "0.20", "2.6", "0.0000", 0.0125),
        ("1", "2", 300, "2.00", "7.4", "0.0000", 0.0027),
        ("10", "2", 300, "20.00", "34.8", "0.0000", 0.0008),
        ("1", "2", 60, "2.00", "7.4", "0.0000", 0.0156),
    ];
    for (arrivals, seconds, keep, mean, peak, cold, simulated) in cases {
        let hourly = exact(arrivals) * Exact::from(3_600u64);
        let at_once = Concurrency::of(&hourly, &exact(seconds)).unwrap();
        assert_eq!(format!("{:.2}", at_once.mean.approximate()), mean);
        assert_eq!(format!("{:.1}", at_once.peak.approximate()), peak);
        let least = cold_share_least(&hourly, keep).unwrap().approximate();
        assert_eq!(format!("{least:.4}"), cold);
        assert!(least <= simulated);
    }
}
