//! From TOML text to a tree of values with their places.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::schema::{Node, Problem, Span, Table, Value};

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
        vec![Problem::new(
            &span,
            error.message().trim_end_matches('\n').replace('\n', ", "),
        )]
    })?;
    Ok(table(parsed.get_ref(), parsed.span()))
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
