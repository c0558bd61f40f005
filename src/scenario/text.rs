//! From TOML text to a tree of values with their places.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::ScenarioFields;
use crate::schema::{Kind, Node, Problem, Record as _, Span, Table, Value};

/// Longest scenario file.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Parses TOML.
///
/// # Errors
/// Where the text is no TOML, or far too long for a scenario.
pub(super) fn parse(text: &str) -> Result<Table, Vec<Problem>> {
    if text.len() > MOST_BYTES {
        let message = format!(
            "the scenario is {} bytes long: at most {MOST_BYTES} are read",
            text.len()
        );
        return Err(vec![Problem::new(&(0..0), message)]);
    }
    if text.trim().is_empty() {
        let problem = Problem::new(&(0..0), "the scenario is empty");
        return Err(vec![problem.help(
            "`crossover schema` and docs/scenario.md say what belongs in it",
        )]);
    }
    let parsed = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim_end_matches('\n').replace('\n', ", ");
        let problem = Problem::new(&span, message);
        vec![match advice(text, &span, &problem.message) {
            Some(advice) => problem.help(advice),
            None => problem,
        }]
    })?;
    Ok(table(parsed.get_ref(), parsed.span()))
}

/// What was probably meant by what is no TOML.
fn advice(text: &str, span: &Span, message: &str) -> Option<String> {
    let (before, after) = text.split_at_checked(span.start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = span.start + after.find('\n').unwrap_or(after.len());
    let line = text.get(start..end)?.trim();
    if text.trim_start().starts_with('{') {
        return Some("a scenario is TOML, not JSON: `key = value` under [tables]".to_owned());
    }
    if line.contains([
        '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}',
    ]) {
        return Some("use straight quotes: \"like this\"".to_owned());
    }
    if message.starts_with("duplicate key") {
        return Some(twice(line));
    }
    if message.contains("leading zero") {
        return Some("write the number without zeros before it".to_owned());
    }
    if message.starts_with("invalid basic string") {
        return Some("close the quotes; a backslash is written twice".to_owned());
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '[' | ']' | '{' | '}' | '"' | '\'');
    let from = before.rfind(ends).map_or(0, |at| at + 1);
    let word = text.get(from..end)?.trim_start();
    let number = word.trim_start_matches(['$', '\u{20ac}', '+', '-']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    if is_number && word.contains("//") {
        return Some("a comment begins with #".to_owned());
    }
    if is_number && line.contains('=') {
        return Some(
            "numbers are written without separators, signs or units: 40000 or 40_000, 0.05 for 5 %"
                .to_owned(),
        );
    }
    let first = word.split(|c: char| !c.is_alphanumeric()).next()?;
    match first.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some("write true".to_owned()),
        "false" | "no" | "off" => Some("write false".to_owned()),
        _ if message.starts_with("key with no value") => Some("write `key = value`".to_owned()),
        // A word that begins like `true` is taken for a misspelt one.
        _ if ["string values must be quoted", "invalid boolean"]
            .iter()
            .any(|start| message.starts_with(start)) =>
        {
            Some("write text in quotes: \"like this\"".to_owned())
        }
        _ => None,
    }
}

/// What to do about a key or table that is there twice.
fn twice(line: &str) -> String {
    let name = line
        .trim_start_matches('[')
        .split(']')
        .next()
        .unwrap_or(line);
    let listed = ScenarioFields::FIELDS.iter().any(|field| {
        field.name == name && matches!(field.kind, Kind::Records(..) | Kind::Tagged(_))
    });
    match (line.starts_with('['), listed || name == "workload.class") {
        (true, true) => format!("write [[{name}]], with two brackets, for each of them"),
        (true, false) => format!("write [{name}] once, with all its keys below it"),
        (false, _) => "remove one of the two".to_owned(),
    }
}

fn table(entries: &DeTable<'_>, span: Span) -> Table {
    let mut table = Table::new(span);
    for (key, value) in entries {
        table.insert(key.get_ref(), key.span(), node(value));
    }
    table
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) if integer.radix() == 10 => {
            Value::Number(integer.as_str().to_owned())
        }
        DeValue::Integer(integer) => Value::Text(integer.to_string()),
        DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(entries) => Value::Table(table(entries, span.clone())),
    };
    Node { span, value }
}
