//! Reading as a whole, held to a slow reader of the same file.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};
use proptest::prelude::*;

use super::{
    Field, Format, Ids, Layout, MOST_FAULTS, Measure, Options, Reason, Tally,
    cells::text,
    columns::{Columns, names},
    partial::{Counted, Partial},
    read,
    read::{fault, reading},
    record::Said,
    rows::check,
};

const STEPS: [u64; 3] = [100_000, 200_000, 272_000];

fn options(threads: usize) -> Options {
    Options {
        steps: STEPS.to_vec(),
        threads,
        ..Options::default()
    }
}

/// A file that is read a few bytes at a time.
struct Slowly(io::Cursor<Vec<u8>>);

impl Read for Slowly {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = into.len().min(1_000_003);
        self.0.read(&mut into[..length])
    }
}

fn tally_of(file: &[u8], options: &Options) -> Tally {
    let file = Box::new(Slowly(io::Cursor::new(file.to_vec())));
    read("a.csv", file, options, &mut Ids::default())
        .unwrap()
        .tally
}

/// The rows of a CSV one by one, as the `csv` crate reads them, each added by itself.
fn slow_tally(file: &[u8]) -> Tally {
    let mut rows = ReaderBuilder::new().flexible(true).from_reader(file);
    let header = rows.byte_headers().unwrap();
    let header: Vec<String> = header
        .iter()
        .map(|name| text(name).trim().to_owned())
        .collect();
    let has = |name: &str| header.iter().any(|own| own.eq_ignore_ascii_case(name));
    let format = Format::detect(Layout::Csv, has).or_else(|| Format::called("csv"));
    let format = format.unwrap();
    let columns = Columns::of_header(&header, &names(format, &[]));
    let options = options(1);
    let reading = reading(format, &options);
    let mut partial = Partial::default();
    let (mut identified, mut unidentified) = (0, 0);
    let mut ids: Vec<String> = Vec::new();
    let mut faults = Vec::new();
    let mut row = ByteRecord::new();
    let (all, takes_in_more) = (rows_of(file), swallows(file));
    let mut read = 0;
    while rows.read_byte_record(&mut row).unwrap() {
        read += 1;
        if row.len() == 1 && row.as_slice().trim_ascii().is_empty() {
            continue;
        }
        let cells = (0..row.len()).map(|at| row.get(at).unwrap_or_default());
        let checked = check(cells, takes_in_more && read == all, &header);
        let cell = |at: usize| text(row.get(at).unwrap_or_default());
        let found = vec![None; columns.count()];
        let texts = columns.texts(cell, &found);
        let said = checked.and_then(|()| reading.record(&texts, &mut partial.dated));
        match said {
            Err(rejected) => {
                partial.leave_out(rejected.reason, 1);
                if rejected.reason.is_fault() {
                    let byte = usize::try_from(row.position().unwrap().byte()).unwrap();
                    faults.push(fault("a.csv", line_at(file, byte), &columns, rejected));
                }
            }
            Ok(Said::LeftOut(reason, records)) => partial.leave_out(reason, records),
            Ok(Said::Record(record)) => {
                if columns.has(Field::Id) {
                    match record.id {
                        None => unidentified += 1,
                        Some(id) => {
                            identified += 1;
                            if ids.iter().any(|own| own == id) {
                                let records = record.counts[Measure::Records.at()];
                                partial.leave_out(Reason::Duplicate, records);
                                continue;
                            }
                            ids.push(id.to_owned());
                        }
                    }
                }
                let caller = partial.caller(record.model, record.region, record.tier);
                partial.add(&Counted::new(&record, caller));
            }
        }
    }
    faults.truncate(MOST_FAULTS);
    Tally {
        faults,
        identified,
        unidentified,
        ..partial.into_tally()
    }
}

/// How many rows the `csv` crate finds.
fn rows_of(file: &[u8]) -> usize {
    let rows = ReaderBuilder::new().flexible(true).from_reader(file);
    rows.into_byte_records().count()
}

/// Whether a quote is open at the end of a file: a further row is then taken in.
fn swallows(file: &[u8]) -> bool {
    rows_of(&[file, b"\na,row\n"].concat()) == rows_of(file)
}

/// The line of the first byte from `at` on that ends none.
fn line_at(file: &[u8], at: usize) -> u64 {
    let blank = file[at..]
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let at = at + blank.count();
    let lines = file[..at].split(|byte| *byte == b'\n').count();
    u64::try_from(lines).unwrap()
}

fn one_of(words: &[&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words.to_vec()).prop_map(str::to_owned)
}

fn time() -> impl Strategy<Value = String> {
    let ordinary = (
        1u8..=31,
        0u8..24,
        0u8..60,
        0u8..60,
        0u64..1_000_000_000,
        0usize..=9,
    );
    let ordinary = (
        ordinary,
        one_of(&["T", " ", "t"]),
        one_of(&["", "Z", "z", "+00:00", "-02:30"]),
    )
        .prop_map(
            |((day, hour, minute, second, part, digits), between, zone)| {
                let part = &format!(".{part:09}")[..if digits == 0 { 0 } else { digits + 1 }];
                format!("2026-09-{day:02}{between}{hour:02}:{minute:02}:{second:02}{part}{zone}")
            },
        );
    let odd = one_of(&[
        "",
        " 2026-09-01T00:00:00Z",
        "2026-09-01",
        "2026/9/1 1:02",
        "1700158623",
        "17001586230.5",
        "2026-09-01T24:00:00Z",
        "2026-09-01T23:60:00Z",
        "2026-09-01T23:59:60Z",
        "noon",
        "5",
        "2026-09-01T00:00:00.Z",
        "2026-09-01T00:00:00.1234567890Z",
        "2026-09-01TT00:00:00Z",
        "2026-09-1 T00:00:00",
        "2026-09-01T00:00:00Z/2026-09-01T01:00:00Z",
        "0000-00-00T00:00:00Z",
        "\0\0\0\0\0\0\0\0\0\0T12:00:00Z",
        "2262-04-11T23:47:16Z",
        "2262-04-11T23:47:17Z",
        "9999-12-31T23:59:59Z",
        "2026-09-01T00:00:00\u{e9}",
        "2026-09-01T0a:00:00Z",
        "NULL",
        "2026-09-01T00:00;00Z",
        "\"2026-09-01T00:00:00Z\"",
    ]);
    prop_oneof![8 => ordinary, 1 => odd]
}

fn count() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0u64..5_000).prop_map(|count| count.to_string()),
        2 => (0u64..2_000_000_000_000_000).prop_map(|count| count.to_string()),
        1 => (95_000u64..300_000).prop_map(|count| count.to_string()),
        1 => one_of(&[
            "", "0", "00012", "1.0", "-1", "1e3", "\"1,000\"", "1_000", " 7", "7 ", "NaN", "none", "12a",
            "1234567", "12345678", "123456789", "123456789012345", "1000000000000000",
            "1000000000000001", "12345678901234567", "999999999999999999", "9999999999999999999",
            "\u{ff11}", "\"5\"", "\"\"", "1\"", "\t3", "3\r",
        ]),
    ]
}

fn model() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => one_of(&["a", "anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.nova-lite-v1:0", "12345678"]),
        1 => one_of(&["", " a", "a ", "NULL", "\"a\"", "\"a, b\"", "\"a\"\"b\"", "\"a\nb\"", "a\"b", "\u{e9}", "a\tb", "-"]),
    ]
}

/// A file, its line ends and a column that nothing reads.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let id = prop_oneof![5 => (0u32..60).prop_map(|id| format!("id-{id}")), 1 => one_of(&["", "NULL", "\"id-1\""])];
    let other = one_of(&[
        "",
        "x",
        "a longer text",
        "\"q\"",
        "\"a,b\"",
        "\"two\nlines\"",
        "5\" wide",
        "\u{1}",
    ]);
    let row = (
        time(),
        model(),
        prop::collection::vec(count(), 5),
        id,
        other,
        0usize..12,
    );
    let rows = prop::collection::vec(row, 0..60);
    let header = one_of(&[
        "timestamp,model,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,requests,id,other",
        "timestamp,model,input_tokens,output_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_tokens,x,other",
        "timestamp,x,input_tokens,output_tokens,images,y,z,model,other",
        "time,model,prompt_tokens,completion_tokens,a,b,c,region,status",
        "timestamp,model,input_tokens,output_tokens,cache_write_1h_tokens,cache_write_tokens,records,tier,region",
        "model_id,timestamp,input_tokens,output_tokens,requests,cached_tokens,created_at,id,other",
        "TIMESTAMP,x,ContextTokens,GeneratedTokens,a,b,c,d,e",
    ]);
    (
        header,
        one_of(&["\n", "\r\n", "\n\n", "\r"]),
        rows,
        any::<bool>(),
    )
        .prop_map(|(header, end, rows, ends)| {
            let is_first = !header.starts_with("model_id");
            let mut text = header + &end;
            for (time, model, counts, id, other, length) in rows {
                let [first, second] = if is_first {
                    [time, model]
                } else {
                    [model, time]
                };
                let cells = [vec![first, second], counts, vec![id, other]].concat();
                // Some rows are too short.
                let length = if length == 0 { 4 } else { cells.len() };
                text += &cells[..length].join(",");
                text += &end;
            }
            if !ends {
                text.truncate(text.trim_end_matches(['\n', '\r']).len());
            }
            text.into_bytes()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn a_file_is_read_as_row_by_row(file in file()) {
        prop_assert_eq!(tally_of(&file, &options(1)), slow_tally(&file));
    }
}

/// A few MiB of rows that are plain, quoted over several lines, wrong, or there twice.
fn long_file(rows: u64) -> Vec<u8> {
    let mut lines = vec!["timestamp,model,input_tokens,output_tokens,id,note\n".to_owned()];
    for row in 0..rows {
        let mixed = row.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (day, hour) = (1 + mixed % 30, mixed / 64 % 24);
        let input = mixed >> 44;
        let id = if row % 97 == 0 { row / 2 } else { row };
        let note = match mixed % 11 {
            0 => "\"over\n\"\"two\"\" lines,\"",
            1 => "5\" wide",
            _ => "a note that nobody reads",
        };
        let wrong = if row % 50_021 == 50_020 { "x" } else { "" };
        lines.push(format!(
            "2026-09-{day:02}T{hour:02}:00:00.5Z,m{},{input}{wrong},7,{id},{note}\n",
            mixed % 5
        ));
    }
    lines.concat().into_bytes()
}

#[test]
fn any_number_of_threads_reads_the_same() {
    let file = long_file(80_000);
    let by_one = tally_of(&file, &options(1));
    assert!(file.len() > 4 * 1024 * 1024);
    assert_eq!(by_one.read, 80_000);
    assert_eq!(by_one.faults.len(), 1);
    assert_eq!(by_one.faults[0].line, line_of_row(&file, 50_020));
    // An id is there twice if it is of a row's half that is no multiple of 97 itself.
    let twice = (0..80_000_u64)
        .filter(|row| row % 97 == 0 && *row > 0 && (row / 2) % 97 != 0)
        .count();
    assert_eq!(
        by_one.left_out[&Reason::Duplicate],
        u64::try_from(twice).unwrap()
    );
    assert_eq!(by_one.identified, 80_000 - 1);
    for threads in [2, 3, 8] {
        assert_eq!(
            tally_of(&file, &options(threads)),
            by_one,
            "{threads} threads"
        );
    }
}

/// The line on which the row that begins with `input_tokens` ending in `x` is.
fn line_of_row(file: &[u8], row: usize) -> u64 {
    let mut rows = ReaderBuilder::new().from_reader(file);
    let row = rows.byte_records().nth(row).unwrap().unwrap();
    let byte = usize::try_from(row.position().unwrap().byte()).unwrap();
    line_at(file, byte)
}

#[test]
fn lines_of_json_are_read_the_same_by_any_number_of_threads() {
    let mut lines = Vec::new();
    for row in 0..20_000_u64 {
        lines.push(format!(
            "{{\"timestamp\":{},\"input_length\":{},\"output_length\":3,\"body\":\"{}\"}}\n",
            row * 700,
            row % 977,
            "z".repeat(usize::try_from(row % 300).unwrap())
        ));
        if row % 3_000 == 2_999 {
            lines.push("\n{\"timestamp\":\n".to_owned());
        }
    }
    let text = lines.concat();
    let by_one = tally_of(text.as_bytes(), &options(1));
    let lines: Vec<u64> = by_one.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [3_002, 6_004, 9_006, 12_008, 15_010, 18_012]);
    for threads in [2, 5] {
        assert_eq!(tally_of(text.as_bytes(), &options(threads)), by_one);
    }
}

#[test]
fn a_record_that_is_too_long_is_passed_over_with_its_line() {
    let long = "z".repeat(17 * 1024 * 1024);
    let quoted = format!("\"{}\n\"\"{long}\"", "y\n".repeat(3));
    for cell in [&long, &quoted] {
        let text = format!(
            "time,input_tokens,note\n2026-09-01T00:00Z,1,a\n2026-09-01T00:00Z,2,{cell}\n2026-09-01T00:00Z,4,b\n2026-09-01T00:00Z,x,b\n"
        );
        for threads in [1, 3] {
            let tally = tally_of(text.as_bytes(), &options(threads));
            assert_eq!((tally.read, tally.kept()), (4, 2));
            let total = tally.flows.values().next().unwrap().total();
            assert_eq!(total.of(Measure::InputTokens), 5);
            let lines: Vec<u64> = tally.faults.iter().map(|fault| fault.line).collect();
            let more = if *cell == quoted { 4 } else { 0 };
            assert_eq!(lines, [3, 5 + more]);
            assert!(tally.faults[0].message.contains("16 MiB"));
        }
    }
}

#[test]
fn files_of_one_import_share_their_ids() {
    let file = |ids: [&str; 3]| {
        let rows = ids.map(|id| format!("2026-09-01T00:00:00Z,{id},1\n"));
        let text = "time,request_id,input_tokens\n".to_owned() + &rows.concat();
        Box::new(io::Cursor::new(text.into_bytes()))
    };
    let mut ids = Ids::default();
    let mut tally = read("a", file(["a", "b", ""]), &options(1), &mut ids)
        .unwrap()
        .tally;
    tally.merge(
        read("b", file(["b", "c", ""]), &options(2), &mut ids)
            .unwrap()
            .tally,
    );
    assert_eq!((tally.kept(), tally.left_out[&Reason::Duplicate]), (5, 1));
    assert_eq!((tally.identified, tally.unidentified), (4, 2));
    assert!(!tally.has_more_ids_than_kept());
}

/// A file that breaks off.
struct Broken(io::Cursor<Vec<u8>>);

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            more => Ok(more),
        }
    }
}

#[test]
fn a_file_that_breaks_off_says_on_which_line() {
    let file = long_file(40_000);
    let lines = file.split(|byte| *byte == b'\n').count();
    for threads in [1, 4] {
        let file = Box::new(Broken(io::Cursor::new(file.clone())));
        let error = read("a", file, &options(threads), &mut Ids::default()).unwrap_err();
        let line = format!("line {lines}:");
        assert!(error.to_string().starts_with(&line), "{error}, not {line}");
    }
}
