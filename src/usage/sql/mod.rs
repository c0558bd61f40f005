//! The aggregate as one statement of plain SQL, for usage that lies where an engine already is.
//!
//! The statement is rendered from the same declaration of a format that the reader works from, and
//! from the same rules. It answers an aggregate: whole numbers only, which are priced here.

mod answer;
mod engine;
mod linear;
mod source;
mod value;

use crate::usage::{
    Field, Format, Measure, Options, Reason, TimeForm, TokensAre, aggregate::KEYS,
    aggregate::column, columns::names, time::HOUR,
};
pub use answer::{aggregate, athena_rows, columns, question};
pub use engine::Engine;
use linear::Linear;
pub use source::Table;
use source::{Kind, Place, Places};

/// Why there is no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoStatement {
    /// The format has something that SQL cannot say.
    #[error("{title} ({name}) cannot be added up in SQL: {why}")]
    Format {
        /// What the format is.
        title: &'static str,
        /// Its word.
        name: &'static str,
        /// What it has.
        why: &'static str,
    },
    /// The engine reads no files by their name.
    #[error("{} reads tables, not files", .0.title())]
    NoFiles(Engine),
    /// A field without which nothing can be said is not there.
    #[error("no column is the {}", .0.name())]
    Missing(Field),
}

/// A statement, and what must be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is run before it, in the same session.
    pub before: Vec<String>,
    /// The statement, without a semicolon.
    pub text: String,
    /// Fields of the format that the statement does not read, or not everywhere: they lie where SQL
    /// does not reach.
    pub unread: Vec<Field>,
}

impl Statement {
    /// Everything that is to be run, in order.
    pub fn script(&self) -> String {
        script(&self.before, &self.text)
    }
}

/// Statements in order, each with its end.
fn script(before: &[String], text: &str) -> String {
    let mut all: Vec<&str> = before.iter().map(String::as_str).collect();
    all.push(text);
    all.join(";\n") + ";\n"
}

/// The statement that adds up the usage of a table.
///
/// # Errors
/// Why there is none.
pub fn statement(
    engine: Engine,
    table: &Table<'_>,
    format: &'static Format,
    options: &Options,
) -> Result<Statement, NoStatement> {
    possible(format)?;
    let names = names(format, &options.map);
    let kind = table.kind(format);
    let places = Places::of(table, kind, format, &names);
    for field in [Field::Time] {
        if !places.has(field) {
            return Err(NoStatement::Missing(field));
        }
    }
    let (from, mut before) = table.from(engine, kind)?;
    if engine == Engine::Spark {
        before.insert(0, "SET spark.sql.session.timeZone = UTC".to_owned());
    }
    let time = options.time.unwrap_or(format.time);
    let linear = Linear {
        engine,
        format,
        places: &places,
        counts: options.counts.unwrap_or(format.counts),
        time,
        start: options.start,
        steps: &options.steps,
    };
    let is_dated = time == TimeForm::Written || options.start.is_some();
    let text = [
        texts(engine, &from, kind, &places, table.filter),
        linear.numbers(),
        linear.counts(),
        linear.judged(),
        sums(engine, &linear, is_dated),
    ]
    .join("\n");
    Ok(Statement {
        before,
        text,
        unread: places.unread,
    })
}

/// Whether a format says nothing that SQL cannot.
fn possible(format: &'static Format) -> Result<(), NoStatement> {
    let has = |field: Field| !format.names(field).is_empty();
    let why = if has(Field::Rejected) {
        "it is added up already, so that the aggregates are read as they are"
    } else if format.tokens == TokensAre::Parts {
        "its records hold only parts of what they count"
    } else if format.tokens == TokensAre::Means || has(Field::RequestsPerSecond) {
        "it has means and rates in place of counts"
    } else if has(Field::Above) {
        "it has classes of context in words"
    } else {
        return Ok(());
    };
    Err(NoStatement::Format {
        title: format.title,
        name: format.name,
        why,
    })
}

/// The name of a field's text in the statement.
fn text_of(field: Field) -> String {
    format!("{}_text", field.name())
}

/// The first part: what each record says, as texts.
fn texts(
    engine: Engine,
    from: &str,
    kind: Kind,
    places: &Places<'_>,
    filter: Option<&str>,
) -> String {
    let mut paths = Vec::new();
    let mut lines = Vec::new();
    for (field, all) in &places.all {
        let mut values: Vec<String> = Vec::new();
        for place in all {
            let value = match place {
                Place::Column(name) => engine.name(name),
                Place::Cell(name, path) => engine.inside(&engine.name(name), path),
                Place::Struct(path) => {
                    let names = path.iter().map(|name| engine.name(name));
                    names.collect::<Vec<_>>().join(".")
                }
                Place::Text(path) if engine == Engine::DuckDb => {
                    paths.push(engine.text(&engine.path(path)));
                    format!("found[{}]", paths.len())
                }
                Place::Text(path) => engine.inside("value", path),
            };
            values.push(value::said(engine, &value));
        }
        let value = match values.as_slice() {
            [one] => one.clone(),
            _ => format!("COALESCE({})", values.join(", ")),
        };
        lines.push(format!("    {value} AS {}", text_of(*field)));
    }
    let filter = filter.map(|filter| format!("({filter})"));
    let (is_record, from) = match (kind, engine) {
        // One look into each record finds all of its values.
        (Kind::Texts, Engine::DuckDb) => {
            let filter = filter.map_or(String::new(), |filter| format!(" WHERE {filter}"));
            let paths = paths.join(", ");
            let all = format!("JSON_EXTRACT_STRING(json, [{paths}]) AS found");
            let from = format!(
                "(SELECT json IS NOT NULL AS is_record, {all} FROM {from}{filter}) AS line"
            );
            ("is_record", from)
        }
        (Kind::Texts, _) => {
            let filter = filter.map_or(String::new(), |filter| format!(" AND {filter}"));
            let from = format!("{from} WHERE TRIM(value) <> ''{filter}");
            ("GET_JSON_OBJECT(value, '$') IS NOT NULL", from)
        }
        _ => {
            let filter = filter.map_or(String::new(), |filter| format!(" WHERE {filter}"));
            ("TRUE", format!("{from}{filter}"))
        }
    };
    format!(
        "WITH texts AS (\n  SELECT\n    {is_record} AS is_record,\n{}\n  FROM {from}\n),",
        lines.join(",\n")
    )
}

/// The last part: the sums.
fn sums(engine: Engine, linear: &Linear<'_>, is_dated: bool) -> String {
    let key = |field: Field| match field {
        Field::Time => value::shown(engine, &format!("(hour * {HOUR})"), is_dated),
        Field::First => value::shown(engine, "MIN(first_ns)", is_dated),
        Field::Last => value::shown(engine, "MAX(last_ns)", is_dated),
        field => column(field).to_owned(),
    };
    let mut lines: Vec<String> = KEYS
        .iter()
        .map(|field| format!("  {} AS {}", key(*field), column(*field)))
        .collect();
    lines.push(format!("  COUNT(*) AS {}", Measure::Records.column()));
    // Whole numbers of 18 digits add up to at most 38.
    lines.extend(linear.measures().into_iter().map(|measure| {
        let name = measure.column();
        format!("  SUM(CAST({name} AS DECIMAL(18, 0))) AS {name}")
    }));
    let blank = |name: &str| format!("    CASE WHEN rejected IS NULL THEN {name} END AS {name}");
    let names = ["hour", "window_hours", "first_ns", "last_ns"]
        .into_iter()
        .chain(["model", "region", "tier", "above_tokens"])
        .chain(linear.measures().into_iter().map(Measure::column));
    let kept: Vec<String> = names.map(blank).collect();
    format!(
        "{},\nkept AS (\n  SELECT\n    rejected,\n{}\n  FROM once\n)\nSELECT\n{}\nFROM kept\nGROUP BY hour, window_hours, model, region, tier, above_tokens, rejected\nORDER BY hour_start, window_hours, model, region, tier, above_tokens, rejected",
        once(linear),
        kept.join(",\n"),
        lines.join(",\n"),
    )
}

/// The part that counts a record once: of those with the same id, the first.
fn once(linear: &Linear<'_>) -> String {
    let names = ["hour", "window_hours", "first_ns", "last_ns"]
        .into_iter()
        .chain(["model", "region", "tier", "above_tokens"])
        .chain(linear.measures().into_iter().map(Measure::column));
    let names = names.collect::<Vec<_>>().join(", ");
    if !linear.has(Field::Id) {
        return format!("once AS (\n  SELECT rejected, {names} FROM judged\n)");
    }
    let word = Reason::Duplicate.word();
    let id = text_of(Field::Id);
    format!(
        "counted AS (\n  SELECT *, ROW_NUMBER() OVER (PARTITION BY {id}, rejected ORDER BY {names}) AS place\n  FROM judged\n),\nonce AS (\n  SELECT\n    CASE\n      WHEN rejected IS NULL AND {id} IS NOT NULL AND place > 1 THEN '{word}'\n      ELSE rejected\n    END AS rejected,\n    {names}\n  FROM counted\n)"
    )
}
