//! Which field of a scenario a column is.

use super::{RowError, cell};
use crate::{
    scenario::{Knob, Scenario, ScenarioFields, Template, knob::VOLUMES},
    schema::{Field, Kind, Node, Record as _, Span, Table, Value, closest},
    units::{plain_decimal, shortened},
};

/// Other names of columns. The word alone never says per what requests are counted.
const ALIASES: [(&str, &str); 31] = [
    ("id", "name"),
    ("scenario", "name"),
    ("use_case", "name"),
    ("workload_name", "name"),
    ("aws_region", "region"),
    ("monthly_requests", "workload.requests_per_month"),
    ("requests_monthly", "workload.requests_per_month"),
    ("requests/month", "workload.requests_per_month"),
    ("daily_requests", "workload.requests_per_day"),
    ("requests/day", "workload.requests_per_day"),
    ("hourly_requests", "workload.requests_per_hour"),
    ("requests/hour", "workload.requests_per_hour"),
    ("requests/second", "workload.requests_per_second"),
    ("rps", "workload.requests_per_second"),
    ("qps", "workload.requests_per_second"),
    ("model", "workload.models"),
    ("prompt_tokens", "workload.input_tokens"),
    ("tokens_in", "workload.input_tokens"),
    ("avg_input_tokens", "workload.input_tokens"),
    ("mean_input_tokens", "workload.input_tokens"),
    ("completion_tokens", "workload.output_tokens"),
    ("tokens_out", "workload.output_tokens"),
    ("avg_output_tokens", "workload.output_tokens"),
    ("mean_output_tokens", "workload.output_tokens"),
    ("cached_tokens", "workload.cache_read_tokens"),
    ("cached_input_tokens", "workload.cache_read_tokens"),
    ("monthly_growth", "workload.growth_per_month"),
    ("traffic_shape", "traffic.shape"),
    ("pattern", "traffic.shape"),
    ("peak_to_average", "traffic.peak_to_mean"),
    ("peak_ratio", "traffic.peak_to_mean"),
];
/// A column whose name begins so is not read.
const UNREAD: char = '_';

/// The columns of a list.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    places: Vec<Place>,
    /// The end of the text of the defaults: cells stand behind it.
    base: usize,
    semicolons: bool,
}

/// Where a column's cells go.
#[derive(Debug)]
enum Place {
    /// Nowhere.
    Unread,
    /// Under these keys.
    Field(Vec<&'static str>, &'static Field),
    /// To a number in a list or under a name.
    Knob(Box<Knob>),
}

/// What is wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HeaderError {
    /// The column, counted from 0.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Columns {
    /// The columns that a header names. `defaults` is what the file of the defaults says by itself, if
    /// that is a scenario: the ids of its plans can be named then.
    ///
    /// # Errors
    /// [`HeaderError`] for the first column that is none.
    pub fn read(
        header: &[&str],
        template: &Template<'_>,
        defaults: Option<&Scenario>,
        semicolons: bool,
    ) -> Result<Self, HeaderError> {
        let mut columns = Self {
            names: Vec::new(),
            places: Vec::new(),
            base: template.text_length(),
            semicolons,
        };
        for (at, title) in header.iter().enumerate() {
            let wrong = |(message, help)| HeaderError {
                column: at,
                message,
                help,
            };
            let place = place(title, template, defaults).map_err(wrong)?;
            let name = title.trim().trim_start_matches('\u{feff}').to_owned();
            let is_same = |known: &Place| match (known, &place) {
                (Place::Field(one, _), Place::Field(other, _)) => one == other,
                (Place::Knob(one), Place::Knob(other)) => one.path == other.path,
                _ => false,
            };
            if let Some(first) = columns.places.iter().position(is_same) {
                let message = format!("`{name}` is the same as `{}`", columns.names[first]);
                return Err(wrong((message, "leave one of them out".to_owned())));
            }
            columns.names.push(name);
            columns.places.push(place);
        }
        Ok(columns)
    }

    /// The name of a column, as the file has it.
    pub fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Whether one of them names the workloads.
    pub fn names_workloads(&self) -> bool {
        let is_name = |place: &Place| matches!(place, Place::Field(way, _) if *way == ["name"]);
        self.places.iter().any(is_name)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Puts a cell where its column says.
    pub(super) fn put(&self, at: usize, cell: &str, table: &mut Table) -> Result<(), RowError> {
        let (text, span) = (cell.trim(), self.span(at));
        let wrong = |message: String| RowError {
            column: Some(at),
            message,
            help: None,
        };
        if text.is_empty() {
            return Ok(());
        }
        match self.places.get(at) {
            Some(Place::Field(way, field)) => {
                let value = self.value(field, text, &span).map_err(wrong)?;
                clear_volumes(way, table);
                put(table, way, &span, value);
            }
            Some(Place::Knob(knob)) => {
                let value = cell::number(text, self.semicolons);
                let value = value.and_then(|text| plain_decimal(&text));
                knob.set(table, value.map_err(wrong)?);
            }
            Some(Place::Unread) | None => {}
        }
        Ok(())
    }

    fn value(&self, field: &Field, text: &str, span: &Span) -> Result<Value, String> {
        let number = |text: &str| cell::number(text, self.semicolons);
        let node = |value: Value| Node {
            span: span.clone(),
            value,
        };
        Ok(match field.kind {
            Kind::Number(_) => Value::Number(number(text)?),
            Kind::Money(_) => Value::Text(number(text.trim_start_matches('$'))?),
            Kind::Bool => Value::Bool(
                cell::boolean(text)
                    .ok_or_else(|| format!("`{}` is neither yes nor no", shortened(text)))?,
            ),
            Kind::Texts => {
                let parts = cell::parts(text);
                Value::List(
                    parts
                        .map(|part| node(Value::Text(part.to_owned())))
                        .collect(),
                )
            }
            Kind::Numbers(_) => {
                let parts = cell::parts(text).map(|part| Ok(node(Value::Number(number(part)?))));
                Value::List(parts.collect::<Result<Vec<Node>, String>>()?)
            }
            _ => Value::Text(text.to_owned()),
        })
    }

    /// Where the cells of a column stand.
    fn span(&self, column: usize) -> Span {
        let at = self.base + 1 + column;
        at..at + 1
    }

    /// The column that a place is in.
    pub(super) fn column_at(&self, span: &Span) -> Option<usize> {
        let column = span.start.checked_sub(self.base + 1)?;
        (column < self.places.len()).then_some(column)
    }
}

/// Takes other ways to say the volume out, where this column says it.
fn clear_volumes(way: &[&str], table: &mut Table) {
    let says = |name: &&str| way == ["workload", name];
    if !VOLUMES.iter().any(says) {
        return;
    }
    if let Some(Node {
        value: Value::Table(workload),
        ..
    }) = table.get_mut("workload")
    {
        for name in &VOLUMES {
            workload.remove(name);
        }
    }
}

/// Puts a value under keys, making the tables on the way.
fn put(table: &mut Table, way: &[&str], span: &Span, value: Value) {
    let Some((key, rest)) = way.split_first() else {
        return;
    };
    let node = |value: Value| Node {
        span: span.clone(),
        value,
    };
    if rest.is_empty() {
        table.insert(key, span.clone(), node(value));
        return;
    }
    if table.get(key).is_none() {
        let empty = Value::Table(Table::new(span.clone()));
        table.insert(key, span.clone(), node(empty));
    }
    if let Some(Node {
        value: Value::Table(inner),
        ..
    }) = table.get_mut(key)
    {
        put(inner, rest, span, value);
    }
}

/// The place that a title names.
fn place(
    title: &str,
    template: &Template<'_>,
    defaults: Option<&Scenario>,
) -> Result<Place, (String, String)> {
    let title = title.trim().trim_start_matches('\u{feff}').trim();
    if title.is_empty() || title.starts_with(UNREAD) {
        return Ok(Place::Unread);
    }
    let (name, unit) = split_unit(title);
    let name = name.to_ascii_lowercase().replace([' ', '-'], "_");
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    let path = alias.map_or(name.as_str(), |(_, path)| path);
    if let Some((way, field)) = fields().into_iter().find(|(way, _)| named(way, path)) {
        return match unit {
            Some(unit) if !is_unit(unit, field.unit) => Err((
                format!(
                    "`{title}`: `{}` is counted in {}",
                    field.name,
                    counted(field.unit)
                ),
                "write the numbers in that unit, and say so or nothing in the header".to_owned(),
            )),
            _ => Ok(Place::Field(way, field)),
        };
    }
    if path == "requests" {
        let message = "`requests` does not say per what".to_owned();
        return Err((
            message,
            "name it requests_per_month, or _per_day, _per_hour, _per_second".to_owned(),
        ));
    }
    if title.contains('.') {
        let Some(scenario) = defaults else {
            let message = format!(
                "`{title}`: the defaults alone are no scenario, so their plans cannot be named"
            );
            return Err((message, "give the defaults a volume".to_owned()));
        };
        return match template.knob(title, scenario) {
            Ok(knob) => Ok(Place::Knob(Box::new(knob))),
            Err(error) => Err((error.message, error.help.unwrap_or_default())),
        };
    }
    let all = fields();
    let known = all.iter().filter_map(|(way, _)| way.last().copied());
    let known = known.chain(ALIASES.iter().map(|(alias, _)| *alias));
    let help = closest(&name, known).map_or_else(
        || "a column is named as a field of the scenario file (docs/scenario.md), or begins with _ and is not read".to_owned(),
        |near| format!("did you mean `{near}`? A column that begins with _ is not read"),
    );
    Err((format!("unknown column `{}`", shortened(title)), help))
}

/// A title without the unit in brackets after it, and the unit.
fn split_unit(title: &str) -> (&str, Option<&str>) {
    let split = title.split_once(['(', '[']);
    let Some((name, unit)) = split.filter(|_| title.ends_with([')', ']'])) else {
        return (title, None);
    };
    (name.trim(), Some(unit.trim_end_matches([')', ']']).trim()))
}

/// Whether a unit in a header is the field's.
fn is_unit(written: &str, unit: &str) -> bool {
    let bare = |text: &str| text.to_ascii_lowercase().trim_end_matches('s').to_owned();
    bare(written) == bare(unit)
}

fn counted(unit: &str) -> &str {
    if unit.is_empty() {
        "nothing: it is a share, a factor or a word"
    } else {
        unit
    }
}

/// Whether a path, or its last part alone, is the way to a field.
fn named(way: &[&str], path: &str) -> bool {
    way.join(".") == path || way.last() == Some(&path)
}

/// The fields of a scenario that are in no list, with the keys on the way to each.
fn fields() -> Vec<(Vec<&'static str>, &'static Field)> {
    let mut found = Vec::new();
    for field in ScenarioFields::FIELDS {
        match field.kind {
            Kind::Record(inner, _) => {
                let inner = inner.iter().filter(|inner| is_plain(inner));
                found.extend(inner.map(|inner| (vec![field.name, inner.name], inner)));
            }
            _ if is_plain(field) => found.push((vec![field.name], field)),
            _ => {}
        }
    }
    found
}

/// Whether one cell can hold it.
fn is_plain(field: &Field) -> bool {
    matches!(
        field.kind,
        Kind::Number(_)
            | Kind::Money(_)
            | Kind::Text
            | Kind::Bool
            | Kind::Choice(_)
            | Kind::Numbers(_)
            | Kind::Texts
    )
}
