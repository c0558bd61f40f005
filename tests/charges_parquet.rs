//! Bills in Parquet give the charges of the same bills in CSV.
#![cfg(feature = "parquet")]

use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

use crossover::{
    catalog::Catalog,
    usage::charges::{Charges, ChargesError, ModelNames},
};
use parquet::{
    data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};

/// How a column is written.
enum As {
    Text,
    Double,
    /// Of ten decimal places.
    Decimal,
    Time,
    Map,
}

impl As {
    /// As exports have it: costs and quantities are numbers, dates are times, the product is a map.
    fn of(column: &str) -> Self {
        let is = |parts: &[&str]| parts.iter().any(|part| column.ends_with(part));
        if column == "product" {
            Self::Map
        } else if is(&["BilledCost", "EffectiveCost"]) {
            Self::Decimal
        } else if is(&["_cost", "_amount", "_rate", "Quantity", "ListCost", "Price"]) {
            Self::Double
        } else if is(&["_date", "PeriodStart", "PeriodEnd"]) {
            Self::Time
        } else {
            Self::Text
        }
    }

    fn declared(&self, column: &str) -> String {
        match self {
            Self::Text => format!("optional binary {column} (UTF8);"),
            Self::Double => format!("optional double {column};"),
            Self::Decimal => format!("optional int64 {column} (DECIMAL(18,10));"),
            Self::Time => format!("optional int64 {column} (TIMESTAMP_MILLIS);"),
            Self::Map => format!(
                "optional group {column} (MAP) {{ repeated group key_value {{ required binary key (UTF8); optional \
                 binary value (UTF8); }} }}"
            ),
        }
    }
}

fn empty() -> Charges {
    static NAMES: LazyLock<ModelNames> =
        LazyLock::new(|| ModelNames::of(&Catalog::embedded(vec![])));
    Charges::new(NAMES.clone())
}

#[expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be read fails the test"
)]
fn fixture(name: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/bills")
            .join(name),
    )
    .unwrap()
}

/// The records of a CSV file, the header first.
#[expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be read fails the test"
)]
fn records(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// The filled values of a column, and a level of one for each row that has one.
fn filled<T>(rows: &[Vec<String>], at: usize, read: impl Fn(&str) -> T) -> (Vec<T>, Vec<i16>) {
    let texts: Vec<_> = rows
        .iter()
        .map(|row| row.get(at).map_or("", |text| text.as_str()))
        .collect();
    let is_filled = |text: &str| !text.is_empty() && text != "NULL";
    let values = texts
        .iter()
        .filter(|text| is_filled(text))
        .map(|text| read(text))
        .collect();
    (
        values,
        texts
            .iter()
            .map(|text| i16::from(is_filled(text)))
            .collect(),
    )
}

#[expect(
    clippy::unwrap_used,
    reason = "a fixture with another time fails the test"
)]
fn millis(text: &str) -> i64 {
    let text = format!("{}Z", text.replace(' ', "T").trim_end_matches('Z'));
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

/// The number times ten to the tenth.
#[expect(
    clippy::unwrap_used,
    reason = "a fixture with another number fails the test"
)]
fn scaled(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<10}").parse().unwrap()
}

/// The keys or the values of the maps in a column, with the levels that say which row each is of.
#[expect(
    clippy::unwrap_used,
    reason = "a fixture with another map fails the test"
)]
fn entries(rows: &[Vec<String>], at: usize, is_key: bool) -> (Vec<ByteArray>, Vec<i16>, Vec<i16>) {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let map: Option<serde_json::Map<_, _>> = serde_json::from_str(&row[at]).ok();
        for (at, (key, value)) in map.iter().flatten().enumerate() {
            let text = if is_key { key } else { value.as_str().unwrap() };
            values.push(ByteArray::from(text));
            defined.push(if is_key { 2 } else { 3 });
            repeated.push(i16::from(at > 0));
        }
        if map.as_ref().is_none_or(serde_json::Map::is_empty) {
            defined.push(i16::from(map.is_some()));
            repeated.push(0);
        }
    }
    (values, defined, repeated)
}

/// The same bill in Parquet.
#[expect(
    clippy::unwrap_used,
    reason = "a file that cannot be written fails the test"
)]
fn to_parquet(csv: &str) -> Vec<u8> {
    let records = records(csv);
    let (header, rows) = records.split_first().unwrap();
    let declared: Vec<_> = header
        .iter()
        .map(|column| As::of(column).declared(column))
        .collect();
    let schema = parse_message_type(&format!("message bill {{ {} }}", declared.join(" "))).unwrap();
    let mut bytes = Vec::new();
    let properties = Arc::new(
        WriterProperties::builder()
            .set_compression(parquet::basic::Compression::SNAPPY)
            .build(),
    );
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (at, column) in header.iter().enumerate() {
        match As::of(column) {
            As::Text => {
                let (values, levels) = filled(rows, at, |text| ByteArray::from(text));
                let mut column = group.next_column().unwrap().unwrap();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&values, Some(&levels), None)
                    .unwrap();
                column.close().unwrap();
            }
            As::Double => {
                let (values, levels) = filled(rows, at, |text| text.parse().unwrap());
                let mut column = group.next_column().unwrap().unwrap();
                column
                    .typed::<DoubleType>()
                    .write_batch(&values, Some(&levels), None)
                    .unwrap();
                column.close().unwrap();
            }
            As::Decimal | As::Time => {
                let read = if matches!(As::of(column), As::Time) {
                    millis
                } else {
                    scaled
                };
                let (values, levels) = filled(rows, at, read);
                let mut column = group.next_column().unwrap().unwrap();
                column
                    .typed::<Int64Type>()
                    .write_batch(&values, Some(&levels), None)
                    .unwrap();
                column.close().unwrap();
            }
            As::Map => {
                for is_key in [true, false] {
                    let (values, defined, repeated) = entries(rows, at, is_key);
                    let mut column = group.next_column().unwrap().unwrap();
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&defined), Some(&repeated))
                        .unwrap();
                    column.close().unwrap();
                }
            }
        }
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// Reads bytes as a file: what a program has.
#[expect(
    clippy::unwrap_used,
    reason = "a file that cannot be written fails the test"
)]
fn read(name: &str, bytes: &[u8]) -> (Charges, Result<(), ChargesError>) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).unwrap();
    let mut charges = empty();
    let result = charges.read_parquet("bill", fs::File::open(&path).unwrap());
    (charges, result)
}

/// Everything but where rows are: in Parquet they are counted without the header.
fn told(charges: &Charges) -> String {
    let lines = charges
        .lines()
        .map(|line| format!("{:?} {:?} {:?}\n", line.period, line.item, line.sums));
    let others = charges.others().iter().map(|other| format!("{other:?}\n"));
    let mut notes = charges.notes();
    notes
        .first_wrong
        .iter_mut()
        .for_each(|wrong| wrong.line = 0);
    let counts = charges
        .rejections()
        .counts()
        .map(|count| format!("{count:?}\n"));
    lines
        .chain(others)
        .chain(counts)
        .chain([format!("{notes:?}")])
        .collect()
}

#[test]
fn the_same_charges_as_from_csv() {
    for name in ["cur_2.csv", "focus_1_2.csv"] {
        // The one row whose product is no JSON is no map either.
        let csv = fixture(name).replace("{region=us-east-1}", "");
        let mut from_csv = empty();
        from_csv.read("bill", csv.as_bytes()).unwrap();
        let (from_parquet, result) = read(&format!("{name}.parquet"), &to_parquet(&csv));
        assert_eq!(result, Ok(()), "{name}");
        assert_eq!(told(&from_parquet), told(&from_csv), "{name}");
        assert_eq!(from_parquet.rows_read(), from_csv.rows_read());
    }
}

#[test]
fn a_stream_of_it_is_refused() {
    let bytes = to_parquet(&fixture("focus_1_2.csv"));
    let error = empty().read("bill", &*bytes).unwrap_err().to_string();
    assert_eq!(
        error,
        "bill: is a Parquet file: it is read from a file that can be sought in, not from a stream"
    );
}

#[test]
fn damage_is_an_error_where_it_is_met() {
    let bytes = to_parquet(&fixture("focus_1_2.csv"));
    for length in (0..bytes.len()).step_by(97) {
        let (_, result) = read("cut.parquet", &bytes[..length]);
        assert!(result.is_err(), "{length}");
    }
    // What is changed may still be a bill, but whatever it is must balance.
    for at in (0..bytes.len()).step_by(13) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        let (charges, _) = read("damaged.parquet", &damaged);
        assert_eq!(
            charges.rows_read(),
            charges.rows_kept() + charges.rejections().total(),
            "{at}"
        );
    }
}

#[test]
fn another_table_is_no_bill() {
    let (_, result) = read("other.parquet", &to_parquet("a,b\n1,2\n"));
    assert!(result.unwrap_err().to_string().contains("is no bill"));
}
