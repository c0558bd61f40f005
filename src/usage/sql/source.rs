//! Where the statement reads, and how it addresses a field there.

use super::{Engine, NoStatement};
use crate::usage::{Field, Format, Layout, columns::Names, json::adds_up};

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The table, or a pattern of the names of files.
    pub name: &'a str,
    /// The columns it has, where that is known: of every field then the names that are there are read,
    /// else its first one.
    pub columns: Option<&'a [String]>,
    /// A condition in the engine's own SQL, as a filter of partitions. It is put into the statement as
    /// it is.
    pub filter: Option<&'a str>,
}

/// How records lie there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// In columns, of which some may be JSON in a text.
    Cells,
    /// In columns, of which some have columns inside.
    Structs,
    /// A text of JSON each.
    Texts,
}

/// Ends of names of files.
const FILES: [&str; 6] = ["csv", "tsv", "json", "jsonl", "ndjson", "parquet"];
/// Ends of names of compressed files.
const COMPRESSED: [&str; 2] = ["gz", "zst"];

impl Table<'_> {
    /// The end of the name if it is one of files, without that of a compression; empty for others.
    fn end(&self) -> Option<&str> {
        let whole = self.name.trim_end_matches('/');
        let mut ends = whole.rsplit('.');
        let mut end = ends.next().unwrap_or_default();
        if COMPRESSED.contains(&end) {
            end = ends.next().unwrap_or_default();
        }
        if FILES.contains(&end) {
            return Some(end);
        }
        self.name.contains(['/', '*', '?']).then_some("")
    }

    /// Whether these are files, not a table.
    pub fn is_files(&self) -> bool {
        self.end().is_some()
    }

    pub(super) fn kind(&self, format: &Format) -> Kind {
        let is_json = |end: &str| end.contains("json") || end.is_empty();
        match (self.end(), format.layout) {
            (Some("parquet") | None, Layout::Json) => Kind::Structs,
            (Some("csv" | "tsv"), _) | (_, Layout::Csv) => Kind::Cells,
            (Some(end), Layout::Json) if is_json(end) => Kind::Texts,
            (Some(end), _) if end.contains("json") => Kind::Texts,
            _ => Kind::Cells,
        }
    }

    /// What comes after `FROM`, and what must be run before the statement.
    pub(super) fn from(
        &self,
        engine: Engine,
        kind: Kind,
    ) -> Result<(String, Vec<String>), NoStatement> {
        let Some(end) = self.end() else {
            let parts = self.name.split('.').map(|part| engine.name(part.trim()));
            return Ok((parts.collect::<Vec<_>>().join("."), Vec::new()));
        };
        let files = engine.text(self.name);
        match engine {
            Engine::DuckDb => Ok((duckdb_files(&files, end, kind), Vec::new())),
            Engine::Spark => {
                let (using, options) = match (end, kind) {
                    ("parquet", _) => ("parquet", ""),
                    (_, Kind::Texts) => ("text", ""),
                    ("tsv", _) => ("csv", ", header 'true', sep '\\t', escape '\"'"),
                    _ => ("csv", ", header 'true', escape '\"'"),
                };
                let view = format!(
                    "CREATE OR REPLACE TEMPORARY VIEW crossover_usage USING {using} OPTIONS (path {files}{options})"
                );
                Ok(("crossover_usage".to_owned(), vec![view]))
            }
            Engine::Trino | Engine::Athena => Err(NoStatement::NoFiles(engine)),
        }
    }
}

fn duckdb_files(files: &str, end: &str, kind: Kind) -> String {
    match (end, kind) {
        ("parquet", _) => format!("READ_PARQUET({files})"),
        (_, Kind::Texts) => format!(
            "READ_JSON_OBJECTS({files}, format = 'newline_delimited', ignore_errors = true, hive_partitioning = true, maximum_object_size = 67108864)"
        ),
        _ => format!(
            "READ_CSV({files}, header = true, all_varchar = true, union_by_name = true, hive_partitioning = true)"
        ),
    }
}

/// A place of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// In a column.
    Column(&'a str),
    /// In JSON in a column.
    Cell(&'a str, Vec<&'a str>),
    /// In a column inside of columns.
    Struct(Vec<&'a str>),
    /// In the JSON of the record.
    Text(Vec<&'a str>),
}

/// The places of each field, and the fields of which some names cannot be read.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    pub(super) all: Vec<(Field, Vec<Place<'a>>)>,
    pub(super) unread: Vec<Field>,
}

impl<'a> Places<'a> {
    pub(super) fn of(table: &Table<'a>, kind: Kind, format: &Format, names: &Names<'a>) -> Self {
        let mut places = Self::default();
        for (field, names) in names {
            let names = names.iter().copied().filter(|name| !name.is_empty());
            let in_body = |name: &str| format.bodies.iter().any(|body| name.starts_with(body));
            // Of a body that is a list of pieces, nothing is found.
            if names.clone().any(|name| adds_up(name) || in_body(name)) {
                places.unread.push(*field);
            }
            let is_readable =
                |name: &&str| !adds_up(name) && (kind != Kind::Structs || !in_body(name));
            let readable = names.filter(is_readable);
            let found: Vec<Place<'a>> = readable
                .filter_map(|name| place(table, kind, name))
                .collect();
            let is_known = kind == Kind::Texts || table.columns.is_some();
            let count = if is_known { found.len() } else { 1 };
            let found: Vec<_> = found.into_iter().take(count).collect();
            if !found.is_empty() {
                places.all.push((*field, found));
            }
        }
        places
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.all.iter().any(|(own, _)| *own == field)
    }
}

fn place<'a>(table: &Table<'a>, kind: Kind, name: &'a str) -> Option<Place<'a>> {
    let column = |name: &'a str| match table.columns {
        None => Some(name),
        Some(columns) => {
            let is = |own: &&String| own.trim().eq_ignore_ascii_case(name);
            columns.iter().find(is).map(String::as_str)
        }
    };
    if kind == Kind::Texts {
        return Some(Place::Text(name.split('.').collect()));
    }
    if (table.columns.is_some() || !name.contains('.'))
        && let Some(own) = column(name)
    {
        return Some(Place::Column(own));
    }
    let (first, rest) = name.split_once('.')?;
    let first = column(first)?;
    Some(match kind {
        Kind::Structs => Place::Struct([first].into_iter().chain(rest.split('.')).collect()),
        _ => Place::Cell(first, rest.split('.').collect()),
    })
}
