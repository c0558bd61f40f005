//! Waiting for slots.

use crossover::capacity::Slots;

use crate::{
    mean,
    simulators::{random::Pcg, slots::waits},
};

/// Slots, load of each, squared variation of service, and what the own oracle prints: the
/// Allen–Cunneen wait, the M/M/c 95th percentile and that percentile scaled.
const CASES: [(u32, f64, f64, &str, &str, &str); 7] = [
    (1, 0.7, 1.0, "2.333", "8.80", "8.80"),
    (4, 0.8, 1.0, "0.746", "3.10", "3.10"),
    (10, 0.9, 1.0, "0.669", "2.59", "2.59"),
    (4, 0.8, 0.0, "0.373", "3.10", "1.55"),
    (4, 0.8, 2.0, "1.118", "3.10", "4.65"),
    (10, 0.7, 4.0, "0.185", "0.50", "1.24"),
    (2, 0.9, 4.0, "10.658", "14.18", "35.45"),
];

#[test]
fn waits_agree_with_the_oracle_to_its_digits() {
    for (count, load, variation, wait, p95, scaled) in CASES {
        let slots = Slots::new(count, load * f64::from(count), 1.0).unwrap();
        let corrected = slots.corrected_wait_seconds(1.0, variation).unwrap();
        let percentile = slots.wait_quantile_seconds(0.95).unwrap();
        assert_eq!(format!("{corrected:.3}"), wait);
        assert_eq!(format!("{percentile:.2}"), p95);
        assert_eq!(
            format!("{:.2}", percentile * f64::midpoint(1.0, variation)),
            scaled
        );
    }
}

#[test]
fn poisson_waits_agree_with_simulation() {
    for (count, load) in [(1, 0.7), (4, 0.8), (10, 0.8)] {
        let arrivals = load * f64::from(count);
        let slots = Slots::new(count, arrivals, 1.0).unwrap();
        let servers = usize::try_from(count).unwrap();
        let seen = waits(servers, arrivals, 200_000, |random| random.exponential(1.0));
        let error = slots.mean_wait_seconds() / mean(&seen) - 1.0;
        assert!(error.abs() < 0.05, "{count} slots at {load}: {error:+.3}");
        let p95 = seen[seen.len() * 95 / 100];
        let error = slots.wait_quantile_seconds(0.95).unwrap() / p95 - 1.0;
        assert!(
            error.abs() < 0.05,
            "{count} slots at {load}, 95 %: {error:+.3}"
        );
    }
}

#[test]
fn the_correction_errs_on_the_safe_side() {
    let fixed: fn(&mut Pcg) -> f64 = |_| 1.0;
    let tailed: fn(&mut Pcg) -> f64 = |random| random.lognormal(2.0);
    for (variation, service, range) in [(0.0, fixed, -0.06..0.02), (2.0, tailed, 0.0..0.35)] {
        let slots = Slots::new(4, 3.2, 1.0).unwrap();
        let seen = mean(&waits(4, 3.2, 200_000, service));
        let error = slots.corrected_wait_seconds(1.0, variation).unwrap() / seen - 1.0;
        assert!(range.contains(&error), "variation {variation}: {error:+.3}");
    }
}
