//! The real traces give the totals that are known of them.

use std::{fs, fs::File, path::Path};

use crossover::usage::{Flow, Ids, Measure, Moment, Options, Sums, TimeForm, Usage, moment, read};
use serde_json::Value;

use crate::{support::data, twins::read_text};

#[expect(clippy::unwrap_used, reason = "the file is there, or the test fails")]
fn read_trace(folder: &Path, name: &str, options: &Options) -> Usage {
    let file = File::open(folder.join("traces").join(name)).unwrap();
    read(name, Box::new(file), options, &mut Ids::default()).unwrap()
}

fn trace(folder: &Path, name: &str) -> Usage {
    read_trace(folder, name, &Options::default())
}

#[expect(clippy::unwrap_used, reason = "the file is there, or the test fails")]
fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("traces").join(name)).unwrap()
}

/// Records read, prompts and answers in tokens.
fn totals(usage: &Usage) -> (u64, u128, u128) {
    let totals: Vec<_> = usage.tally.flows.values().map(Flow::total).collect();
    (
        usage.tally.read,
        totals.iter().map(Sums::prompt_tokens).sum(),
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

/// A decimal number in ten-thousandths.
fn scaled(number: &str) -> u128 {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    assert!(part.len() <= 4);
    format!("{whole}{part:0<4}").parse().unwrap_or(0)
}

/// `value` of ten-thousandths to the nearest whole number.
fn nearest(value: u128) -> u128 {
    (value + 5_000) / 10_000
}

#[test]
fn windows_of_servegen_give_what_a_few_lines_compute() {
    let Some(folder) = data("usage::real::windows_of_servegen_give_what_a_few_lines_compute")
    else {
        return;
    };
    let name = "servegen_aggregate_10min.csv";
    let usage = trace(&folder, name);
    let (mut rows, mut idle, mut requests, mut input, mut output) = (0, 0, 0, 0, 0);
    for line in text(&folder, name).lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let own = nearest(scaled(cells[2]) * 600);
        rows += 1;
        idle += u64::from(own == 0);
        requests += own;
        input += nearest(scaled(cells[5]) * own);
        output += nearest(scaled(cells[6]) * own);
    }
    assert_eq!(rows, 6_336);
    assert_eq!(totals(&usage), (rows, input, output));
    let flows = usage
        .tally
        .flows
        .values()
        .map(|flow| flow.total().of(Measure::Requests));
    assert_eq!(flows.sum::<u128>(), requests);
    assert_eq!(usage.tally.flows.len(), 5);
    assert_eq!(usage.tally.kept(), rows - idle);
}

#[test]
fn spans_of_agents_give_what_a_few_lines_compute() {
    let Some(folder) = data("usage::real::spans_of_agents_give_what_a_few_lines_compute") else {
        return;
    };
    let name = "otel_agent_sessions.jsonl";
    let usage = trace(&folder, name);
    let (mut rows, mut empty, mut input, mut output) = (0, 0, 0, 0);
    for line in text(&folder, name).lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let count = |name: &str| u128::from(record[name].as_u64().unwrap());
        rows += 1;
        empty += u64::from(count("input_tokens") + count("output_tokens") == 0);
        input += count("input_tokens");
        output += count("output_tokens");
    }
    assert_eq!(rows, 2_294);
    assert_eq!(totals(&usage), (rows, input, output));
    assert_eq!(usage.tally.kept(), rows - empty);
}

#[test]
fn a_trace_and_its_twin_in_relative_seconds_are_the_same_workload() {
    let Some(folder) =
        data("usage::real::a_trace_and_its_twin_in_relative_seconds_are_the_same_workload")
    else {
        return;
    };
    let azure = trace(&folder, "azure_2023_code.csv");
    let Ok(Moment::Dated { at, .. }) = moment("2023-11-16T18:17:03.97996Z", TimeForm::Written)
    else {
        panic!("the start is a time");
    };
    let options = Options {
        start: Some(at),
        ..Options::default()
    };
    let vidur = read_trace(&folder, "vidur_splitwise_code.csv", &options);
    assert_eq!(azure.tally.flows, vidur.tally.flows);
}

#[test]
fn order_and_line_ends_of_real_traces_do_not_matter() {
    let Some(folder) = data("usage::real::order_and_line_ends_of_real_traces_do_not_matter") else {
        return;
    };
    for (name, has_header) in [
        ("azure_2023_code.csv", true),
        ("BurstGPT_1_head_slice.csv", true),
        ("servegen_aggregate_10min.csv", true),
        ("mooncake_trace_1000.jsonl", false),
        ("otel_agent_sessions.jsonl", false),
    ] {
        let own = trace(&folder, name).tally;
        let whole = text(&folder, name);
        let mut lines: Vec<&str> = whole.lines().collect();
        let from = usize::from(has_header);
        lines[from..].reverse();
        let turned = read_text(name, lines.join("\r\n"), &Options::default());
        assert_eq!(turned.tally, own, "{name}");
    }
}

#[test]
fn the_totals_of_a_day_of_burstgpt_are_what_is_known_of_them() {
    let Some(folder) =
        data("usage::real::the_totals_of_a_day_of_burstgpt_are_what_is_known_of_them")
    else {
        return;
    };
    let options = Options {
        map: [
            ("time", "day_index"),
            ("requests", "requests"),
            ("input_tokens", "total_tokens"),
        ]
        .into_iter()
        .map(|(field, name)| {
            (
                crossover::usage::Field::from_name(field).unwrap(),
                name.to_owned(),
            )
        })
        .collect(),
        time: TimeForm::from_unit("seconds"),
        ..Options::default()
    };
    let usage = read_trace(&folder, "BurstGPT_1_daily.csv", &options);
    let flow = usage.tally.flows.values().next().unwrap();
    assert_eq!(usage.tally.read, 61);
    assert_eq!(flow.total().of(Measure::Requests), 1_429_737);
    assert_eq!(flow.total().of(Measure::InputTokens), 1_049_263_050);
}
