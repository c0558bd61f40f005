//! Where a file gives a range instead of a number.

use crate::schema::{Node, Table, Value};

/// The paths of the ranges in `table`, as knobs are named: its own first, then those of its tables.
pub(super) fn paths(table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    look(table, "", &mut found);
    found
}

fn look(table: &Table, way: &str, found: &mut Vec<String>) {
    for (key, _, node) in table.iter() {
        let path = join(way, &quoted(key));
        look_at(node, &path, found);
    }
}

fn look_at(node: &Node, path: &str, found: &mut Vec<String>) {
    match &node.value {
        Value::Table(inner) if inner.text("distribution").is_some() => found.push(path.to_owned()),
        Value::Table(inner) => look(inner, path, found),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let name = match &item.value {
                    Value::Table(inner) => inner.text("id").or_else(|| inner.text("name")),
                    _ => None,
                };
                let name = name.map_or_else(|| (at + 1).to_string(), quoted);
                look_at(item, &join(path, &name), found);
            }
        }
        Value::Number(_) | Value::Text(_) | Value::Bool(_) => {}
    }
}

fn join(way: &str, part: &str) -> String {
    if way.is_empty() {
        part.to_owned()
    } else {
        format!("{way}.{part}")
    }
}

/// A part of a path, in quotes where it could be read as more than one part.
fn quoted(part: &str) -> String {
    match part {
        part if part.contains('"') => format!("'{part}'"),
        part if part.is_empty() || part.contains(['.', '\'', '=']) => format!("\"{part}\""),
        part => part.to_owned(),
    }
}
