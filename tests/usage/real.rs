//! The real traces give the totals that are known of them.

use std::fs::File;

use crossover::usage::{Ids, Measure, Options, Usage, read};

use crate::support::data;

#[expect(clippy::unwrap_used, reason = "the file is there, or the test fails")]
fn trace(folder: &std::path::Path, name: &str) -> Usage {
    let file = File::open(folder.join("traces").join(name)).unwrap();
    read(
        name,
        Box::new(file),
        &Options::default(),
        &mut Ids::default(),
    )
    .unwrap()
}

/// Records read, prompts and answers in tokens.
fn totals(usage: &Usage) -> (u64, u128, u128) {
    let totals: Vec<_> = usage
        .tally
        .flows
        .values()
        .map(|flow| flow.total())
        .collect();
    (
        usage.tally.read,
        totals.iter().map(|sums| sums.prompt_tokens()).sum(),
        totals
            .iter()
            .map(|sums| sums.of(Measure::OutputTokens))
            .sum(),
    )
}

#[test]
fn each_trace_has_its_known_totals() {
    let Some(folder) = data("usage::real::each_trace_has_its_known_totals") else {
        return;
    };
    let azure = trace(&folder, "azure_2023_code.csv");
    assert_eq!(totals(&azure), (8_819, 18_059_974, 245_896));
    let vidur = trace(&folder, "vidur_splitwise_code.csv");
    assert_eq!(totals(&vidur), (8_819, 18_059_974, 245_896));
    let mooncake = trace(&folder, "mooncake_trace_1000.jsonl");
    assert_eq!(totals(&mooncake), (1_000, 9_792_030, 199_084));
    let burst = trace(&folder, "BurstGPT_1_head_slice.csv");
    assert_eq!(totals(&burst), (264, 154_561, 75_171));
    assert_eq!(burst.tally.kept(), 264 - 11);
}
