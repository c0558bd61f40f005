//! Bills in Parquet: CUR 2.0 and FOCUS exports. Only the columns that are read are decoded; a row becomes
//! the texts that a CSV file would have, so that everything else is shared.

use std::{
    fmt::Write as _,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use jiff::Timestamp;
use parquet::{
    errors::ParquetError,
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData},
        reader::{ChunkReader, FileReader as _, SerializedFileReader},
    },
    record::{Field, Map, Row, reader::RowIter},
    schema::types::Type,
};

use super::{
    Charges, ChargesError,
    bill::Columns,
    rejected::{Fault, RejectReason},
    table::Cells,
};
use crate::units::shortened;

/// The texts of a row, by the columns of the header.
struct Texts(Vec<String>);

impl Cells for Texts {
    fn cell(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }
}

impl Charges {
    /// Reads a bill in Parquet, as [`Self::read`] does one in CSV. The source is an open file, or bytes.
    ///
    /// # Errors
    /// As [`Self::read`]; a damaged file fails where the damage is met.
    pub fn read_parquet<R: ChunkReader + 'static>(
        &mut self,
        file: &str,
        source: R,
    ) -> Result<(), ChargesError> {
        let failed = |row: u64, message: String| ChargesError::Source {
            file: file.to_owned(),
            line: row,
            message,
        };
        let length = source.len();
        let reader =
            guarded(|| SerializedFileReader::new(source)).map_err(|error| failed(0, error))?;
        check_places(reader.metadata(), length).map_err(|error| failed(0, error))?;
        let schema = reader.metadata().file_metadata().schema().clone();
        let fields = schema.get_fields();
        let header: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
        let columns = Columns::of(file, &header)?;
        self.begin(file, columns.format())?;
        let used = columns.used();
        let wanted = used
            .iter()
            .filter_map(|at| fields.get(*at).map(Arc::clone))
            .collect();
        let mut rows = guarded(|| {
            let group = Type::group_type_builder(schema.name()).with_fields(wanted);
            RowIter::from_file(Some(group.build()?), &reader)
        })
        .map_err(|error| failed(0, error))?;
        let mut texts = Texts(vec![String::new(); header.len()]);
        let mut at = 0;
        while let Some(row) =
            guarded(|| rows.next().transpose()).map_err(|error| failed(at + 1, error))?
        {
            at += 1;
            match fill(&mut texts, &used, &row) {
                Ok(()) => self.take_cells(&columns, &texts, at),
                Err(column) => {
                    let name = header.get(column).map_or("", String::as_str);
                    let detail = "its type is not one of a bill's";
                    self.reject(at, Fault::new(name, RejectReason::Encoding, detail));
                }
            }
        }
        Ok(())
    }
}

/// Runs a step of the decoder, which panics on some damaged files. What it worked on is not used again.
fn guarded<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match panic::catch_unwind(AssertUnwindSafe(step)) {
        Ok(result) => result.map_err(|error| shortened(&error.to_string())),
        Err(_) => Err("it is damaged".to_owned()),
    }
}

/// Checks that all columns lie within the file: room is made for what they claim to be.
fn check_places(metadata: &ParquetMetaData, length: u64) -> Result<(), String> {
    let is_within = |column: &ColumnChunkMetaData| {
        let start = column
            .dictionary_page_offset()
            .unwrap_or_else(|| column.data_page_offset());
        let end = start.checked_add(column.compressed_size());
        start >= 0
            && column.compressed_size() >= 0
            && end
                .and_then(|end| u64::try_from(end).ok())
                .is_some_and(|end| end <= length)
    };
    let mut columns = metadata
        .row_groups()
        .iter()
        .flat_map(RowGroupMetaData::columns);
    if columns.all(is_within) {
        Ok(())
    } else {
        Err("it is damaged: a column lies outside the file".to_owned())
    }
}

/// Writes the fields of a row, which are those of the columns `used`, in their order. The column that has no text.
fn fill(texts: &mut Texts, used: &[usize], row: &Row) -> Result<(), usize> {
    for (at, (_, field)) in used.iter().zip(row.get_column_iter()) {
        if let Some(text) = texts.0.get_mut(*at) {
            text.clear();
            write(text, field).ok_or(*at)?;
        }
    }
    Ok(())
}

/// The text of a field as CSV has it. A binary number is its shortest decimal text, which is what was
/// exported: no arithmetic is done with it.
fn write(text: &mut String, field: &Field) -> Option<()> {
    match field {
        Field::Null => Some(()),
        Field::Str(value) => {
            text.push_str(value);
            Some(())
        }
        Field::Bool(value) => write!(text, "{value}").ok(),
        Field::Byte(value) => write!(text, "{value}").ok(),
        Field::Short(value) => write!(text, "{value}").ok(),
        Field::Int(value) => write!(text, "{value}").ok(),
        Field::Long(value) => write!(text, "{value}").ok(),
        Field::UByte(value) => write!(text, "{value}").ok(),
        Field::UShort(value) => write!(text, "{value}").ok(),
        Field::UInt(value) => write!(text, "{value}").ok(),
        Field::ULong(value) => write!(text, "{value}").ok(),
        Field::Float(value) => write!(text, "{value}").ok(),
        Field::Double(value) => write!(text, "{value}").ok(),
        Field::Decimal(_) => write!(text, "{field}").ok(),
        Field::Date(days) => time(text, i64::from(*days).checked_mul(86_400_000)?),
        Field::TimestampMillis(millis) => time(text, *millis),
        Field::TimestampMicros(micros) => time(text, micros.div_euclid(1_000)),
        Field::MapInternal(map) => json(text, map),
        Field::Float16(_)
        | Field::Bytes(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::Group(_)
        | Field::ListInternal(_) => None,
    }
}

/// A time in UTC.
fn time(text: &mut String, millis: i64) -> Option<()> {
    let time = Timestamp::from_millisecond(millis).ok()?;
    write!(text, "{time}").ok()
}

/// A map of texts, as the JSON that an export in CSV has.
fn json(text: &mut String, map: &Map) -> Option<()> {
    let mut object = serde_json::Map::new();
    for (name, value) in map.entries() {
        let (mut key, mut of) = (String::new(), String::new());
        write(&mut key, name)?;
        write(&mut of, value)?;
        object.insert(key, serde_json::Value::String(of));
    }
    write!(text, "{}", serde_json::Value::Object(object)).ok()
}
