//! Every way a price file of the user's can be damaged is refused, with its place.

use crossover::catalog::Overlay;

const HEADER: [&str; 12] = [
    "service",
    "item",
    "offer",
    "region",
    "meter",
    "usd",
    "per",
    "effective_from",
    "checked_on",
    "confidence",
    "source",
    "note",
];
const GOOD: [&str; 12] = [
    "bedrock",
    "acme.one-v1:0",
    "on-demand",
    "us-east-1",
    "input-tokens",
    "0.003",
    "1000",
    "2026-01-01",
    "2026-02-01",
    "high",
    "contract",
    "negotiated",
];

/// A file of a good row and, below it, one of another region with `value` in `column`.
#[expect(clippy::unwrap_used, reason = "the column is one of the header")]
fn damaged(column: &str, value: &str) -> String {
    let mut row = GOOD;
    row[3] = "us-west-2";
    row[HEADER.iter().position(|name| *name == column).unwrap()] = value;
    format!(
        "{}\n{}\n{}\n",
        HEADER.join(","),
        GOOD.join(","),
        row.join(",")
    )
}

#[test]
fn a_good_file_is_read_in_any_order_of_columns() {
    let rows = Overlay::parse("own.csv", &damaged("note", "fine"))
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 2);
    let text = "per,usd,meter,region,offer,item,service\n1000,0.003,input-tokens,us-east-1,on-demand,acme.one-v1:0,bedrock\n";
    let turned = Overlay::parse("own.csv", text).unwrap().rows.remove(0);
    assert_eq!(turned.key, rows[0].key);
    assert_eq!((turned.usd, turned.per), (rows[0].usd, rows[0].per));
    let marked =
        Overlay::parse("own.csv", &format!("\u{feff}{}", damaged("note", "fine"))).unwrap();
    assert_eq!(marked.rows, rows);
}

/// Values a column must not have.
const DAMAGES: &[(&str, &[&str])] = &[
    ("service", &["", "bed rock", "bedrock;", "bedröck"]),
    ("item", &["", "acme one", "acme\tone", "a|b", "<b>"]),
    ("offer", &["", "on demand"]),
    ("region", &["", "us east 1", "us-east-1!"]),
    (
        "meter",
        &["", "input-token", "INPUT-TOKENS", "tokens", "input-tokens "],
    ),
    (
        "usd",
        &[
            "",
            "-0.003",
            "1e-3",
            "1E3",
            "nan",
            "NaN",
            "inf",
            "-inf",
            "0,003x",
            "$3",
            "0x10",
            "1_000",
            " 3",
            "3 ",
            "3.0.1",
            ".",
            "-",
            "free",
            "1000000001",
            "99999999999999999999",
            "9999999999999999999999999999999999999999",
            "0.00000000000000000000000000000001",
        ],
    ),
    (
        "per",
        &[
            "", "0", "1", "100", "10000", "1e3", "-1000", "1000.0", "1,000", "million",
        ],
    ),
    (
        "effective_from",
        &["2026-13-01", "2026-02-30", "01.02.2026", "2026", "soon"],
    ),
    ("checked_on", &["2026-00-10", "yesterday"]),
    ("confidence", &["sure", "HIGH", "0.9"]),
];

#[test]
fn a_damaged_field_is_named_with_its_line_and_column() {
    let mut wrong = Vec::new();
    for (column, values) in DAMAGES {
        for value in *values {
            let value = if value.contains(',') {
                format!("\"{value}\"")
            } else {
                (*value).to_owned()
            };
            match Overlay::parse("own.csv", &damaged(column, &value)) {
                Ok(_) => wrong.push(format!("{column} `{value}` was read")),
                Err(error) => {
                    let place = (error.file.as_str(), error.line, error.column.as_str());
                    if place != ("own.csv", 3, column) {
                        wrong.push(format!("{column} `{value}`: {error}"));
                    }
                    assert!(error.message.len() < 200, "{error}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_divisor_must_suit_the_meter() {
    let file = |meter: &str, per: &str| {
        let text = format!(
            "service,item,offer,region,meter,usd,per\nsagemaker,ml.g5.xlarge,hosting,us-east-1,{meter},1,{per}\n"
        );
        Overlay::parse("own.csv", &text)
            .map(|_| ())
            .map_err(|error| (error.line, error.column))
    };
    assert_eq!(file("instance-hours", "1"), Ok(()));
    assert_eq!(file("instance-hours", "1000"), Err((2, "per".to_owned())));
    assert_eq!(file("input-tpm-hours", "1"), Err((2, "per".to_owned())));
    assert_eq!(file("requests", "100000"), Ok(()));
}

/// The place of a file's error.
fn place(text: &str) -> String {
    match Overlay::parse("own.csv", text) {
        Ok(overlay) => format!("{} rows were read", overlay.rows.len()),
        Err(error) => format!("{}:{}:{}", error.file, error.line, error.column),
    }
}

#[test]
fn a_damaged_file_is_named_with_its_line() {
    let (header, good) = (HEADER.join(","), GOOD.join(","));
    let other = good.replace("us-east-1", "us-west-2");
    for (what, text, at) in [
        ("nothing", String::new(), "own.csv:1:-"),
        ("no header", format!("{good}\n{other}\n"), "own.csv:1:-"),
        (
            "an unknown column",
            format!("{header},price\n{good},1\n"),
            "own.csv:1:-",
        ),
        (
            "a column twice",
            format!("{header},usd\n{good},9\n"),
            "own.csv:1:-",
        ),
        (
            "too few fields",
            format!("{header}\n{good}\nbedrock,acme\n"),
            "own.csv:3:-",
        ),
        (
            "too many fields",
            format!("{header}\n{good},more\n"),
            "own.csv:2:-",
        ),
        (
            "a key twice",
            format!("{header}\n{other}\n{good}\n{good}\n"),
            "own.csv:4:-",
        ),
        (
            "a key twice, its scope and tier left to the default",
            format!("{header},scope,tier\n{good},,\n{good},in-region,standard\n"),
            "own.csv:3:-",
        ),
        (
            "a key twice below an empty line",
            format!("{header}\n\n{good}\n\n{good}\n"),
            "own.csv:5:-",
        ),
    ] {
        assert_eq!(place(&text), at, "{what}");
    }
}

#[test]
fn a_missing_column_is_named() {
    for column in &HEADER[..7] {
        let at = HEADER.iter().position(|name| name == column).unwrap();
        let without = |row: &[&str; 12]| {
            let mut row = row.to_vec();
            row.remove(at);
            row.join(",")
        };
        let text = format!("{}\n{}\n", without(&HEADER), without(&GOOD));
        let error = Overlay::parse("own.csv", &text).unwrap_err();
        assert_eq!((error.line, error.column.as_str()), (1, "-"), "{column}");
        assert!(error.message.contains(&format!("`{column}`")), "{error}");
    }
}

/// An open quote runs to the end of the file: the rows it swallows must not vanish in silence.
#[test]
fn an_unbalanced_quote_loses_no_row() {
    for column in HEADER {
        let text =
            damaged(column, "\"oops") + &GOOD.join(",").replace("us-east-1", "eu-west-1") + "\n";
        let error = Overlay::parse("own.csv", &text).map(|overlay| overlay.rows.len());
        let error = error.expect_err(column);
        assert_eq!(
            (error.file.as_str(), error.line),
            ("own.csv", 3),
            "{column}: {error}"
        );
    }
}
