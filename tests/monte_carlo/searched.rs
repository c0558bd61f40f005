//! Random scenarios and random inputs of them.

use std::env;

use crossover::catalog::{Catalog, Overlay};
use proptest::prelude::*;

use super::{
    asked::{Range, held},
    random::{CASES, KINDS, PRICES, random},
};

/// Cases unless a long search is asked for.
const FEW: u32 = 6;
/// Draws of each.
const DRAWS: usize = 150;

/// What may be drawn in any scenario; the ends are shares of what the file says where that is not zero.
const INPUTS: [(&str, f64, f64, u32); 9] = [
    ("workload.requests_per_month", 1_000.0, 3_000_000.0, 0),
    ("workload.input_tokens", 4_000.0, 9_000.0, 2),
    ("workload.output_tokens", 1.0, 2_000.0, 1),
    ("plan.*.price_multiplier", 0.5, 1.5, 3),
    ("plan.*.target_utilisation", 0.3, 1.0, 2),
    ("workload.environments", 1.0, 4.0, 0),
    ("workload.request_kib", 0.0, 5.0, 1),
    ("hours_per_month", 700.0, 750.0, 0),
    ("plan.*.max_instances", 1.0, 30.0, 0),
];

fn cases() -> u32 {
    let cases = env::var_os(CASES).and_then(|cases| cases.into_string().ok());
    let cases = cases.and_then(|cases| cases.parse().ok());
    cases.unwrap_or(FEW)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_and_statistics_are_the_ordinary_ones(
        scenario in random(KINDS),
        chosen in prop::sample::subsequence((0..INPUTS.len()).collect::<Vec<_>>(), 1..4),
    ) {
        let catalog = Catalog::embedded(vec![Overlay::parse("test.csv", PRICES).unwrap()]);
        let text = scenario.text();
        let has = |path: &str| {
            let key = path.rsplit('.').next().unwrap();
            !path.starts_with("plan") || text.contains(key)
        };
        let ranges: Vec<Range<'_>> = chosen.into_iter().map(|at| INPUTS[at]).filter(|range| has(range.0)).collect();
        if !ranges.is_empty() {
            held(&catalog, &text, &ranges, DRAWS);
        }
    }
}
