//! Files that something is wrong with: nothing panics, nothing is lost in silence.

use std::io::{self, Read, Write as _};

use crossover::usage::{FORMATS, Fault, Ids, Measure, Options, ReadError, Reason, Usage, read};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use crate::twins::{self, read_text, try_read};

const HEADER: &str = "time,model,input_tokens,output_tokens,request_id\n";
const GOOD: &str = "2026-03-02T00:00:00Z,m,100,10,";

/// Reads a CSV of a good row, the row in question, and another good row.
fn with_row(row: &str) -> Usage {
    let text = format!("{HEADER}{GOOD}1\n{row}\n{GOOD}2\n");
    read_text("usage.csv", text, &Options::default())
}

/// The one fault of a file.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn fault(usage: &Usage) -> &Fault {
    hold(usage);
    assert_eq!(usage.tally.faults.len(), 1, "{:?}", usage.tally.faults);
    usage.tally.faults.first().unwrap()
}

/// What holds for every file.
fn hold(usage: &Usage) {
    let tally = &usage.tally;
    let left_out: u64 = tally.left_out.values().sum();
    assert_eq!(tally.read, tally.kept() + left_out);
    let records: u128 = tally
        .flows
        .values()
        .map(|flow| flow.total().of(Measure::Records))
        .sum();
    assert_eq!(u128::from(tally.kept()), records);
    assert!(tally.faults.len() <= 20);
    for fault in &tally.faults {
        assert!(
            fault.line > 0 && !fault.file.is_empty() && !fault.message.is_empty(),
            "{fault:?}"
        );
        assert!(fault.reason.is_fault());
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of faults")]
fn a_faulty_row_is_told_with_file_line_column_and_reason() {
    let row = |time: &str, model: &str, input: &str, output: &str| {
        format!("{time},{model},{input},{output},x")
    };
    let good = "2026-03-02T00:00:01Z";
    for (row, column, reason, message) in [
        (
            row(good, "m", "-5", "1"),
            "input_tokens",
            Reason::Count,
            "not negative",
        ),
        (
            row(good, "m", "99999999999999999999", "1"),
            "input_tokens",
            Reason::Count,
            "larger than",
        ),
        (
            row(good, "m", "1000000000000001", "1"),
            "input_tokens",
            Reason::Count,
            "larger than",
        ),
        (
            row(good, "m", "many", "1"),
            "input_tokens",
            Reason::Count,
            "not a count",
        ),
        (
            row(good, "m", "5", "1.5"),
            "output_tokens",
            Reason::Count,
            "whole number",
        ),
        (
            row(good, "m", "1e3", "1"),
            "input_tokens",
            Reason::Count,
            "not a count",
        ),
        (
            row(good, "m", "5\0", "1"),
            "input_tokens",
            Reason::Count,
            "not a count",
        ),
        (
            row(good, "m\0", "5", "1"),
            "model",
            Reason::Unreadable,
            "control characters",
        ),
        (
            row(good, "m\u{1b}[31m", "5", "1"),
            "model",
            Reason::Unreadable,
            "control characters",
        ),
        (
            row("12", "m", "5", "1"),
            "time",
            Reason::Time,
            "--time-unit",
        ),
        (
            row("yesterday", "m", "5", "1"),
            "time",
            Reason::Time,
            "not a time",
        ),
        (row("", "m", "5", "1"), "time", Reason::Time, "not there"),
        (
            row("2026-13-01", "m", "5", "1"),
            "time",
            Reason::Time,
            "not a time",
        ),
        (
            format!("{good},m,1,000,10,x"),
            "",
            Reason::Unreadable,
            "6 cells, the header 5",
        ),
        (
            format!("{good},m,100"),
            "",
            Reason::Unreadable,
            "3 cells, the header 5",
        ),
    ] {
        let usage = with_row(&row);
        let fault = fault(&usage);
        assert_eq!(fault.file, "usage.csv");
        assert_eq!(fault.line, 3, "{row}");
        assert_eq!(fault.column, column, "{row}");
        assert_eq!(fault.reason, reason, "{row}");
        assert!(fault.message.contains(message), "{row}: {}", fault.message);
        assert_eq!((usage.tally.read, usage.tally.kept()), (3, 2), "{row}");
    }
}

#[test]
fn what_is_odd_but_clear_is_read() {
    for row in [
        "2026-03-02T00:00:01Z,m,100,10,x,,",
        "\"2026-03-02T00:00:01Z\",\"m\",\"100\",\"10\",\"x\"",
        "2026-03-02 00:00:01 , m ,100.0,\"10\",x",
        "1772409601,m,100,10,x",
    ] {
        let usage = with_row(row);
        hold(&usage);
        assert_eq!(usage.tally.kept(), 3, "{row}: {:?}", usage.tally.faults);
        assert_eq!(usage.tally.flows.len(), 1);
    }
    for blank in ["", "   ", "\r\n\r\n"] {
        let usage = with_row(blank);
        hold(&usage);
        assert_eq!((usage.tally.read, usage.tally.kept()), (2, 2), "{blank:?}");
    }
}

#[test]
fn rows_without_anything_to_pay_for_are_counted_by_reason() {
    let usage = with_row("2026-03-02T00:00:01Z,m,0,0,x");
    hold(&usage);
    assert_eq!(usage.tally.left_out.get(&Reason::NoTokens), Some(&1));
    let usage = with_row(HEADER.trim_end());
    hold(&usage);
    assert_eq!(usage.tally.left_out.get(&Reason::NotARequest), Some(&1));
    assert!(usage.tally.faults.is_empty());
}

#[test]
fn a_file_of_a_header_alone_has_no_records() {
    for text in [HEADER, HEADER.trim_end()] {
        let usage = read_text("usage.csv", text, &Options::default());
        hold(&usage);
        assert_eq!(usage.tally.read, 0);
    }
}

#[test]
fn a_quote_that_is_not_closed_does_not_hide_the_rest_of_the_file() {
    let text = format!("{HEADER}{GOOD}1\n{GOOD}\"2\n{GOOD}3\n{GOOD}4\n");
    let usage = read_text("usage.csv", text, &Options::default());
    let fault = fault(&usage);
    assert_eq!(fault.line, 3);
    assert!(fault.message.contains("not closed"), "{}", fault.message);
    assert_eq!((usage.tally.read, usage.tally.kept()), (2, 1));
}

#[test]
fn text_in_another_encoding_is_refused_or_rejected() {
    let text = format!("{HEADER}{GOOD}1\n");
    for is_little in [true, false] {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes = units.flat_map(|unit| {
            if is_little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        });
        let error =
            try_read("usage.csv", bytes.collect::<Vec<u8>>(), &Options::default()).unwrap_err();
        assert!(error.to_string().contains("UTF-16"), "{error}");
        // Without a mark too.
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = try_read("usage.csv", bytes, &Options::default()).unwrap_err();
        assert!(error.to_string().contains("UTF-16"), "{error}");
    }
    // Latin-1 in a name that is read, and in one that is not.
    let latin = |row: &str| {
        row.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect::<Vec<u8>>()
    };
    let usage = read_text(
        "usage.csv",
        latin(&format!("{HEADER}2026-03-02T00:00:00Z,mod\u{e8}le,5,1,\n")),
        &Options::default(),
    );
    assert_eq!(fault(&usage).column, "model");
    let usage = read_text(
        "usage.csv",
        latin(&format!("note,{HEADER}caf\u{e9},{GOOD}\n")),
        &Options::default(),
    );
    hold(&usage);
    assert_eq!(usage.tally.kept(), 1);
}

#[test]
fn what_is_no_usage_is_refused_with_what_it_has() {
    for (bytes, message) in [
        (
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            "none of the columns is the time",
        ),
        (b"\x7fELF\x02\x01\x01\0\0\0\0", "binary"),
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"PAR1....", "Parquet"),
        (
            b"hello world\n",
            "none of the columns is the time: hello world",
        ),
        (b"a,b\n1,2\n", "none of the columns is the time: a, b"),
    ] {
        let error = try_read("file", bytes, &Options::default()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.to_string().chars().count() < 400);
    }
    let long = try_read("file", vec![b'x'; 500_000], &Options::default()).unwrap_err();
    assert!(long.to_string().chars().count() < 400);
}

/// The bytes of a text, compressed.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
}

/// Many good rows, or lines.
fn many(rows: usize) -> String {
    let rows = (0..rows).map(|id| format!("{GOOD}{id}\n"));
    HEADER.to_owned() + &rows.collect::<String>()
}

#[test]
fn a_file_that_breaks_off_is_refused_and_nothing_of_it_is_kept() {
    let requests = twins::requests();
    let ways = twins::of("bedrock", &requests).unwrap().texts;
    let ways = ways
        .into_iter()
        .filter(|(way, _)| *way == "lines" || *way == "array");
    for text in [many(5_000)].into_iter().chain(ways.map(|(_, text)| text)) {
        for compressed in [gzip(&text), zstd(&text)] {
            let whole = read_text("usage.gz", compressed.clone(), &Options::default());
            let plain = read_text("usage", text.as_str(), &Options::default());
            assert_eq!(whole.tally, plain.tally);
            let cut = compressed[..compressed.len() * 2 / 3].to_vec();
            let error = try_read("usage.gz", cut, &Options::default()).unwrap_err();
            assert!(matches!(error, ReadError::Broken { .. }), "{error}");
            assert!(
                error.to_string().contains("nothing of it is kept"),
                "{error}"
            );
        }
    }
}

#[test]
fn parts_that_are_compressed_one_by_one_are_read_to_the_last() {
    let text = many(3_000);
    let plain = read_text("usage", text.as_str(), &Options::default());
    let (head, tail) = text.split_at(text.len() / 2);
    for parts in [[gzip(head), gzip(tail)], [zstd(head), zstd(tail)]] {
        let whole = read_text("usage", parts.concat(), &Options::default());
        assert_eq!(whole.tally, plain.tally);
    }
    // A frame of Zstandard that holds no data, as parallel compressors write them.
    let skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let parts = [zstd(head), skipped.to_vec(), zstd(tail)];
    let whole = read_text("usage", parts.concat(), &Options::default());
    assert_eq!(whole.tally, plain.tally);
    let parts = [zstd(head), b"rubbish".to_vec()];
    assert!(try_read("usage", parts.concat(), &Options::default()).is_err());
}

/// Bytes, one part after the other, the second many times.
struct Long {
    start: io::Cursor<Vec<u8>>,
    filler: io::Take<io::Repeat>,
    end: io::Cursor<Vec<u8>>,
}

impl Read for Long {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.start.read(into)? {
            0 => {}
            count => return Ok(count),
        }
        match self.filler.read(into)? {
            0 => self.end.read(into),
            count => Ok(count),
        }
    }
}

/// A file with 100 MB in its middle.
fn long(start: &str, end: &str) -> Box<dyn Read + Send> {
    Box::new(Long {
        start: io::Cursor::new(start.as_bytes().to_vec()),
        filler: io::repeat(b'x').take(100_000_000),
        end: io::Cursor::new(end.as_bytes().to_vec()),
    })
}

#[test]
fn a_line_of_100_mb_is_one_record_that_is_left_out() {
    let record = r#"{"time":"2026-03-02T00:00:00Z","input_tokens":100,"output_tokens":10"#;
    let csv = (format!("{HEADER}{GOOD}1\n{GOOD}"), format!("\n{GOOD}3\n"));
    let lines = (
        format!("{record}}}\n{record},\"note\":\""),
        format!("\"}}\n{record}}}\n"),
    );
    let array = (
        format!("[{record}}},\n{record},\"note\":\""),
        format!("\"}},\n{record}}}]"),
    );
    for ((start, end), line, message) in [
        (csv, 3, "longer than 16 MiB"),
        (lines, 2, "longer than 16 MiB"),
        (array, 2, "longer than 64 MiB"),
    ] {
        let usage = read(
            "usage",
            long(&start, &end),
            &Options::default(),
            &mut Ids::default(),
        )
        .unwrap();
        let fault = fault(&usage);
        assert_eq!((fault.line, fault.reason), (line, Reason::Unreadable));
        assert!(fault.message.contains(message), "{}", fault.message);
        assert_eq!((usage.tally.read, usage.tally.kept()), (3, 2));
    }
}

#[test]
fn json_that_is_broken_costs_what_is_broken_and_no_more() {
    let good = r#"{"time":"2026-03-02T00:00:00Z","input_tokens":100,"output_tokens":10}"#;
    for (text, line, kept, message) in [
        (format!("{good}\n{{\"time\":\n{good}\n"), 2, 2, "no JSON"),
        (format!("{good}\nnot JSON\n{good}\n"), 2, 2, "no JSON"),
        (format!("[{good},\n{good}"), 2, 2, "an array is not closed"),
        (
            format!("[{good},\n{{\"time\":\"2026"),
            2,
            1,
            "breaks off within",
        ),
        (format!("[{good},\nrubbish,\n{good}]"), 2, 2, "no JSON"),
        (
            format!("[{good},\n{{\"time\": nothing}},\n{good}]"),
            2,
            2,
            "no JSON",
        ),
        (
            format!("{{\"events\":[{{\"message\":\"START\"}},\n{{\"message\":{good:?}}}]}}"),
            1,
            1,
            "no JSON",
        ),
        (
            format!("[{good},\n{{\"time\":\"2026\n,\n{good}]"),
            2,
            2,
            "a text in it is not closed",
        ),
    ] {
        let usage = read_text("usage.json", text.as_str(), &Options::default());
        let fault = fault(&usage);
        assert_eq!(fault.line, line, "{text}");
        assert!(fault.message.contains(message), "{text}: {}", fault.message);
        assert_eq!(usage.tally.kept(), kept, "{text}");
    }
}

#[test]
fn what_prompts_say_is_never_in_a_message() {
    let secret = "SECRET";
    let record = |body: &str| {
        format!(
            "{{\"schemaType\":\"ModelInvocationLog\",\"modelId\":\"m\",\"timestamp\":\"2026\",\"input\":{{\"inputBodyJson\":{{\"prompt\":\"{secret}\"}}}}{body}"
        )
    };
    for text in [
        record("}"),
        record(",}"),
        record(&format!(",\"{secret}\" {secret}}}")),
        record(""),
    ] {
        for text in [
            text.clone(),
            format!("[{text}]"),
            format!("2026-03-02T00:00:00Z {text}\n"),
            format!("{secret} {text}\n{text}"),
        ] {
            match try_read("log", text, &Options::default()) {
                Ok(usage) => {
                    hold(&usage);
                    let messages: String = usage
                        .tally
                        .faults
                        .iter()
                        .map(|fault| fault.message.as_str())
                        .collect();
                    assert!(!messages.contains(secret), "{messages}");
                }
                Err(error) => assert!(!error.to_string().contains("prompt"), "{error}"),
            }
        }
    }
}

#[test]
fn times_may_come_in_any_order_and_the_wrong_unit_shows_in_the_span() {
    let text = format!(
        "{HEADER}2026-03-02T05:00:00Z,m,1,1,a\n2026-03-01T05:00:00Z,m,1,1,b\n2026-03-03T05:00:00Z,m,1,1,c\n"
    );
    let usage = read_text("usage", text, &Options::default());
    let (first, last) = usage.tally.span().unwrap();
    assert_eq!(last - first, 48 * 3_600 * 1_000_000_000);
    // Ends before it begins, and covers more than a year.
    let header = "start_time,end_time,model,input_tokens,output_tokens";
    for (end, is_right) in [
        ("2026-03-02T00:00:00Z", true),
        ("2026-03-01T23:00:00Z", false),
        ("2028-03-02T00:00:00Z", false),
    ] {
        let text = format!("{header}\n2026-03-02T00:00:00Z,{end},m,1,1\n");
        let usage = read_text("usage", text, &Options::default());
        hold(&usage);
        assert_eq!(usage.tally.faults.is_empty(), is_right, "{end}");
    }
}

/// What is done to a valid file.
#[derive(Debug, Clone)]
enum Mutation {
    Cut(usize),
    Set(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: usize, bytes: &[u8]| at % (bytes.len() + 1);
        match self {
            Self::Cut(at) => bytes.truncate(place(*at, bytes)),
            Self::Set(at, byte) => {
                let at = place(*at, bytes);
                if let Some(own) = bytes.get_mut(at) {
                    *own = *byte;
                }
            }
            Self::Insert(at, more) => {
                let at = place(*at, bytes);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Remove(at, count) => {
                let at = place(*at, bytes);
                let end = at.saturating_add(*count).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Repeat(at, count) => {
                let at = place(*at, bytes);
                let end = at.saturating_add(*count).min(bytes.len());
                let part = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let special = prop::sample::select(&b"\"\0{}[],:\n\r;\t\\-.9\xff\xfe "[..]);
    prop_oneof![
        1 => any::<usize>().prop_map(Mutation::Cut),
        4 => (any::<usize>(), special.clone()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        3 => (any::<usize>(), prop::collection::vec(special, 1..4)).prop_map(|(at, more)| Mutation::Insert(at, more)),
        2 => (any::<usize>(), 0usize..60).prop_map(|(at, count)| Mutation::Remove(at, count)),
        1 => (any::<usize>(), 0usize..400).prop_map(|(at, count)| Mutation::Repeat(at, count)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec!["", "{", "[", "[{", "time,model,input_tokens\n", "{\"events\":[", "{\"resourceSpans\":[{", "\u{1f}\u{8b}", "2026-03-02T00:00:00Z {"]),
    ) {
        let mut all = start.as_bytes().to_vec();
        all.extend(bytes);
        if let Ok(usage) = try_read("file", all, &Options::default()) {
            hold(&usage);
        }
    }

    #[test]
    fn a_valid_file_with_faults_is_read_or_refused(
        format in 0..FORMATS.len(),
        way in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 1..6),
        is_told in any::<bool>(),
    ) {
        let format = FORMATS[format];
        let requests: Vec<_> = twins::requests().into_iter().take(6).collect();
        let twin = twins::of(format.name, &requests).unwrap();
        let (_, text) = &twin.texts[way.index(twin.texts.len())];
        let mut bytes = text.as_bytes().to_vec();
        for mutation in &mutations {
            mutation.apply(&mut bytes);
        }
        let options = Options {
            from: (is_told || twin.is_told).then_some(format),
            ..Options::default()
        };
        if let Ok(usage) = try_read("file", bytes, &options) {
            hold(&usage);
        }
    }
}
