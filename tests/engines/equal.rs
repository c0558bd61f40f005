//! `DuckDB` adds up what the reader adds up, whole number by whole number.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crossover::usage::{
    Caller, Engine, Field, Format, Ids, Key, Options, Reason, Sums, Table, Tally, read, statement,
    write_aggregate,
};
use proptest::prelude::*;

use crate::{
    duckdb::{answer, duckdb},
    support::data,
};

/// The long-context steps of the catalog.
fn options(format: &str) -> Options {
    Options {
        from: Format::called(format),
        steps: vec![100_000, 200_000, 272_000],
        ..Options::default()
    }
}

/// What two ways of adding up must agree on.
#[derive(Debug, PartialEq)]
struct Said {
    read: u64,
    left_out: BTreeMap<Reason, u64>,
    sums: BTreeMap<(Caller, Key), Sums>,
    unsized_requests: u128,
    is_dated: (bool, bool),
}

fn said(tally: &Tally) -> Said {
    let of = |(caller, flow): (&Caller, &crossover::usage::Flow)| {
        let caller = caller.clone();
        let sums = flow.sums.iter();
        let sums = sums.map(move |(key, sums)| ((caller.clone(), *key), *sums));
        sums.collect::<Vec<_>>()
    };
    Said {
        read: tally.read,
        left_out: tally.left_out.clone(),
        sums: tally.flows.iter().flat_map(of).collect(),
        unsized_requests: tally.flows.values().map(|f| f.unsized_requests).sum(),
        // What was left out has no time in an aggregate.
        is_dated: (
            tally.has_dates && !tally.flows.is_empty(),
            tally.has_relative_times && !tally.flows.is_empty(),
        ),
    }
}

#[expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]
fn reader(text: &[u8], options: &Options) -> Tally {
    let file = Box::new(std::io::Cursor::new(text.to_vec()));
    let usage = read("usage", file, options, &mut Ids::default());
    usage.unwrap().tally
}

/// What an engine answered, read as an aggregate.
fn aggregate(text: &[u8]) -> Tally {
    reader(text, &options("aggregate"))
}

#[expect(clippy::unwrap_used, reason = "what cannot be run fails the test")]
fn engine(duckdb: &Path, path: &Path, columns: Option<&[String]>, options: &Options) -> Tally {
    let table = Table {
        name: path.to_str().unwrap(),
        columns,
        filter: None,
    };
    let statement = statement(Engine::DuckDb, &table, options.from.unwrap(), options).unwrap();
    aggregate(&answer(duckdb, &statement.script()))
}

/// A file of this test, removed with it.
struct File(PathBuf);

impl File {
    #[expect(
        clippy::unwrap_used,
        reason = "a file that cannot be written fails the test"
    )]
    fn new(name: &str, text: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = folder.join(format!("{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// A record: cells of each kind, good and bad.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    time: String,
    model: &'static str,
    region: &'static str,
    status: &'static str,
    kind: &'static str,
    counts: [String; 6],
}

/// A time in one of the forms that logs have, around long-context steps of the clock: hours, days.
fn time() -> impl Strategy<Value = String> {
    let moment = 1_700_000_000u64..1_700_400_000;
    let of = |(seconds, part, form): (u64, u32, usize)| {
        let at = i64::try_from(seconds).unwrap_or(0) * 1_000_000_000 + i64::from(part);
        let utc = crossover::usage::shown(at, true);
        let whole = crossover::usage::shown(at - i64::from(part), true);
        let clock = whole.trim_end_matches('Z');
        match form {
            0 => utc,
            1 => utc.replace('T', " ").trim_end_matches('Z').to_owned(),
            2 => format!("{clock}+05:30"),
            3 => format!("{clock}.{part:09}-0700"),
            4 => format!("{seconds}"),
            5 => format!("{seconds}.{part:09}"),
            6 => format!("{seconds}{:03}", part / 1_000_000),
            7 => whole.replace('T', " ").replace('Z', " UTC"),
            8 => clock[..16].to_owned(),
            9 => clock[..10].to_owned(),
            10 => format!("{at}"),
            _ => format!("{clock},5+01"),
        }
    };
    prop_oneof![
        20 => (moment, 0u32..1_000_000_000, 0usize..12).prop_map(of),
        1 => prop::sample::select(vec!["", "noon", "5", "2026-02-30", "2026-13-01T00:00:00Z",
            "2026-09-01T24:00:00Z", "2026-09-01T10:60:00Z", "NULL", "1e9", "99999999999999999999"])
            .prop_map(str::to_owned),
    ]
}

/// Tokens, near the steps too, and what is no count.
fn count() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => (0u64..400_000).prop_map(|count| count.to_string()),
        4 => prop::sample::select(vec![0u64, 1, 99_999, 100_000, 100_001, 200_000, 200_001,
            272_000, 272_001, 10_000_000_000_000]).prop_map(|count| count.to_string()),
        6 => Just("0".to_owned()),
        3 => prop::sample::select(vec!["", "null", "NaN", "-", "12.0", "1000.000", "007", "1_000"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["-1", "1.5", "1.000", "many", "1e3", "1000000000000001",
            "99999999999999999999999", "1__0", "12_34"]).prop_map(str::to_owned),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let cached = || {
        prop_oneof![4 => Just(String::new()), 3 => Just("0".to_owned()), 2 => count(),
        3 => (0u64..50).prop_map(|count| count.to_string())]
    };
    let counts = (count(), cached(), cached(), cached(), cached(), count());
    let words = (
        prop::sample::select(vec![
            "anthropic.claude-sonnet-4-6",
            "amazon.nova-pro-v1:0",
            "",
        ]),
        prop::sample::select(vec!["us-east-1", "eu-west-1", ""]),
        prop::sample::select(vec!["", "success", "failure", "Error"]),
        prop::sample::select(vec!["", "", "False", "True", "ModelInvocationLog", "Other"]),
    );
    let row = (0u32..1_000_000, time(), words, counts).prop_map(
        |(id, time, (model, region, status, kind), (a, b, c, d, e, f))| Row {
            id: if id % 17 == 0 {
                String::new()
            } else {
                format!("r{id}")
            },
            time,
            model,
            region,
            status,
            kind,
            counts: [a, b, c, d, e, f],
        },
    );
    let again = prop::collection::vec(any::<prop::sample::Index>(), 0..6);
    (prop::collection::vec(row, 1..60), again).prop_map(|(mut rows, again)| {
        // The same record delivered twice.
        let copies: Vec<Row> = again.iter().map(|at| at.get(&rows).clone()).collect();
        rows.extend(copies);
        rows
    })
}

fn csv(header: &[&str], rows: &[Row], cells: impl Fn(&Row) -> Vec<String>) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Row| {
        let cells = cells(row);
        cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
    };
    let lines: String = rows.iter().map(line).collect();
    format!("{}\n{lines}", header.join(","))
}

/// A value of JSON: a number where it is one, nothing where there is none.
fn json(text: &str) -> String {
    let is_number = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
        && text.len() < 19;
    match text {
        "" | "null" => "null".to_owned(),
        text if is_number => text.to_owned(),
        text => format!("\"{text}\""),
    }
}

const COUNTS: [&str; 6] = [
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
];

/// The same rows in the formats: their word, the end of the file's name, and the text.
#[expect(
    clippy::too_many_lines,
    reason = "a file of each format, one after the other"
)]
fn files(rows: &[Row]) -> Vec<(&'static str, &'static str, String)> {
    let own = |text: &str| text.to_owned();
    let mut header = vec!["request_id", "timestamp", "model", "region", "status"];
    header.extend(COUNTS);
    let generic = csv(&header, rows, |row| {
        let mut cells = vec![
            row.id.clone(),
            row.time.clone(),
            own(row.model),
            own(row.region),
            own(row.status),
        ];
        cells.extend(row.counts.clone());
        cells
    });
    let lines = |of: &dyn Fn(&Row) -> String| -> String {
        let lines = rows.iter().map(of);
        lines.map(|line| line + "\n").collect()
    };
    let objects = lines(&|row| {
        let counts = COUNTS.iter().zip(&row.counts);
        let counts = counts.map(|(name, count)| format!("\"{name}\":{}", json(count)));
        format!(
            "{{\"id\":{},\"time\":{},\"model_id\":{},\"tier\":\"flex\",{}}}",
            json(&row.id),
            json(&row.time),
            json(row.model),
            counts.collect::<Vec<_>>().join(",")
        )
    });
    let azure = csv(
        &["TIMESTAMP", "ContextTokens", "GeneratedTokens"],
        rows,
        |row| {
            vec![
                row.time.clone(),
                row.counts[0].clone(),
                row.counts[5].clone(),
            ]
        },
    );
    let header = [
        "request_id",
        "startTime",
        "model",
        "status",
        "cache_hit",
        "prompt_tokens",
        "completion_tokens",
        "metadata",
    ];
    let litellm = csv(&header, rows, |row| {
        let usage = format!(
            "{{\"usage_object\":{{\"cache_read_input_tokens\":{},\"cache_creation_input_tokens\":{}}}}}",
            json(&row.counts[1]),
            json(&row.counts[2])
        );
        let [input, .., output] = &row.counts;
        [
            &row.id, &row.time, row.model, row.status, row.kind, input, output, &usage,
        ]
        .map(String::from)
        .to_vec()
    });
    let openai = csv(
        &[
            "start_time",
            "model",
            "num_model_requests",
            "input_tokens",
            "input_cached_tokens",
            "output_tokens",
        ],
        rows,
        |row| {
            let [input, read, requests, .., output] = &row.counts;
            vec![
                row.time.clone(),
                own(row.model),
                requests.clone(),
                input.clone(),
                read.clone(),
                output.clone(),
            ]
        },
    );
    let bedrock = lines(&|row| {
        if row.id.ends_with('7') {
            return "{\"schemaType\":\"ModelInvo".to_owned();
        }
        let error = match row.status {
            "failure" => ",\"errorCode\":\"ThrottlingException\"",
            _ => "",
        };
        let [input, read, write, five, hour, output] =
            &row.counts.clone().map(|count| json(&count));
        format!(
            "{{\"timestamp\":{},\"modelId\":{},\"region\":{},\"requestId\":{}{error},\"input\":{{\"inputBodyJson\":{{\"a\":[1,\"}}\"]}},\"inputTokenCount\":{input},\"cacheReadInputTokenCount\":{read},\"cacheWriteInputTokenCount\":{write}}},\"output\":{{\"outputBodyJson\":{{\"usage\":{{\"cache_creation\":{{\"ephemeral_5m_input_tokens\":{five},\"ephemeral_1h_input_tokens\":{hour}}}}}}},\"outputTokenCount\":{output}}},\"schemaType\":{}}}",
            json(&row.time),
            json(row.model),
            json(row.region),
            json(&row.id),
            json(row.kind),
        )
    });
    vec![
        ("csv", "csv", generic),
        ("json", "jsonl", objects),
        ("azure-llm", "csv", azure),
        ("litellm", "csv", litellm),
        ("openai", "csv", openai),
        ("bedrock", "jsonl", bedrock),
    ]
}

fn header(text: &str) -> Vec<String> {
    let line = text.lines().next().unwrap_or_default();
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn random_logs_of_each_format_add_up_to_the_same() {
    let Some(duckdb) = duckdb("engines::equal::random_logs_of_each_format_add_up_to_the_same")
    else {
        return;
    };
    let config = ProptestConfig {
        cases: 12,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(rows in rows())| {
        for (format, end, text) in files(&rows) {
            let file = File::new(&format!("{format}.{end}"), &text);
            let columns = header(&text);
            let columns = (end == "csv").then_some(columns.as_slice());
            let options = options(format);
            let own = said(&reader(text.as_bytes(), &options));
            let there = said(&engine(&duckdb, &file.0, columns, &options));
            prop_assert_eq!(own, there, "{}\n{}", format, text);
        }
    });
}

#[test]
fn real_traces_add_up_to_the_same() {
    let Some(duckdb) = duckdb("engines::equal::real_traces_add_up_to_the_same") else {
        return;
    };
    let Some(folder) = data("engines::equal::real_traces_add_up_to_the_same") else {
        return;
    };
    for (format, name, start) in [
        ("azure-llm", "azure_2023_code.csv", None),
        ("vidur", "vidur_splitwise_code.csv", None),
        (
            "vidur",
            "vidur_splitwise_code.csv",
            Some(1_700_158_623_979_960_000),
        ),
        ("mooncake", "mooncake_trace_1000.jsonl", None),
        ("burstgpt", "BurstGPT_1_head_slice.csv", None),
        ("otel", "otel_agent_sessions.jsonl", None),
    ] {
        let path = folder.join("traces").join(name);
        let text = fs::read(&path).unwrap();
        let options = Options {
            start,
            ..options(format)
        };
        let columns = header(&String::from_utf8_lossy(&text));
        let columns = name.ends_with("csv").then_some(columns.as_slice());
        let own = said(&reader(&text, &options));
        assert_eq!(
            own,
            said(&engine(&duckdb, &path, columns, &options)),
            "{name}"
        );
    }
}

#[test]
fn a_filter_leaves_records_out_before_they_are_read() {
    let Some(duckdb) = duckdb("engines::equal::a_filter_leaves_records_out_before_they_are_read")
    else {
        return;
    };
    let text = "time,model,region,input_tokens\n2026-09-01T00:00:00Z,a,us-east-1,5\n2026-09-01T00:00:00Z,a,us-west-2,7\n";
    let file = File::new("filter.csv", text);
    let columns = header(text);
    let table = Table {
        name: file.0.to_str().unwrap(),
        columns: Some(&columns),
        filter: Some("region = 'us-west-2' OR FALSE"),
    };
    let options = options("csv");
    let statement = statement(Engine::DuckDb, &table, options.from.unwrap(), &options).unwrap();
    let there = aggregate(&answer(&duckdb, &statement.script()));
    let left = text.replace("2026-09-01T00:00:00Z,a,us-east-1,5\n", "");
    assert_eq!(said(&reader(left.as_bytes(), &options)), said(&there));
}

#[test]
fn a_tally_is_the_same_when_it_is_written_and_read() {
    let mut whole = Tally::default();
    let mut parts = Vec::new();
    let config = ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(rows in rows())| {
        for (format, _, text) in files(&rows) {
            let tally = reader(text.as_bytes(), &options(format));
            let mut written = Vec::new();
            write_aggregate(&tally, &mut written).unwrap();
            let again = aggregate(&written);
            let unsized_of = |tally: &Tally| tally.flows.values().any(|flow| {
                flow.unsized_requests > 0
                    && flow.unsized_requests < flow.total().of(crossover::usage::Measure::Requests)
            });
            let (mut own, mut there) = (said(&tally), said(&again));
            if unsized_of(&tally) {
                // Of callers that have both, it is not told which sums are of several requests.
                (own.unsized_requests, there.unsized_requests) = (0, 0);
            }
            prop_assert_eq!(own, there, "{}\n{}", format, text);
            for field in [Field::CacheWriteTokens, Field::Of(crossover::usage::Measure::OutputTokens)] {
                let has = |tally: &Tally| match field {
                    Field::CacheWriteTokens => tally.has(field)
                        || tally.has(Field::Of(crossover::usage::Measure::CacheWrite5mTokens)),
                    field => tally.has(field),
                };
                prop_assert!(!has(&again) || has(&tally), "{:?}", field);
            }
        }
    });
    for text in [
        "hour,input_tokens\n2026-09-01T00:00:00Z,5\n",
        "hour,input_tokens\n2026-09-01T00:30:00Z,7\n2026-09-01T01:00:00Z,x\n",
    ] {
        let tally = reader(text.as_bytes(), &options("csv"));
        let mut written = Vec::new();
        write_aggregate(&tally, &mut written).unwrap();
        parts.push(written);
        whole.merge(tally);
    }
    let mut added = Tally::default();
    for part in &parts {
        added.merge(aggregate(part));
    }
    assert_eq!(said(&whole), said(&added));
    assert_eq!(whole.read, 3);
}
