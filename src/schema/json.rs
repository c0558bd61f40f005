//! The JSON Schema of a file, from the same declaration it is checked by.

use serde_json::{Map, Value, json};

use super::{Choice as _, Distribution, Field, Kind, Tagged};
use crate::units::{bounds, bounds::Bound};

/// The JSON Schema (draft 2020-12) of a file with these fields.
///
/// TOML and JSON share their data model here: numbers may be bare or quoted, money is quoted.
pub fn json_schema(title: &str, fields: &[Field]) -> Value {
    let mut schema = object(&[fields], "");
    if let Value::Object(entries) = &mut schema {
        entries.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        entries.insert("title".to_owned(), json!(title));
        entries.insert(
            "$defs".to_owned(),
            json!({
                "quoted_number": { "type": "string", "pattern": "^[-+]?[0-9]*\\.?[0-9]+$" },
                "range": range(),
            }),
        );
    }
    schema
}

fn object(parts: &[&[Field]], doc: &str) -> Value {
    let fields = || parts.iter().flat_map(|part| part.iter());
    let properties: Map<String, Value> = fields()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    let required: Vec<&str> = fields()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if let Value::Object(entries) = &mut schema {
        if !doc.is_empty() {
            entries.insert("description".to_owned(), json!(doc.trim()));
        }
        if !required.is_empty() {
            entries.insert("required".to_owned(), json!(required));
        }
    }
    schema
}

fn property(field: &Field) -> Value {
    let mut schema = kind(field.kind);
    if let Value::Object(entries) = &mut schema {
        let mut doc = field.doc.trim().to_owned();
        if field.later {
            doc.push_str(" (not supported yet)");
        }
        entries.insert("description".to_owned(), json!(doc));
        if let Some(default) = field.default {
            entries.insert("default".to_owned(), json!(default));
        }
        if !field.unit.is_empty() {
            entries.insert("x-unit".to_owned(), json!(field.unit));
        }
    }
    schema
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Number(bound) => json!({ "anyOf": [bare(bound), quoted(), ranged()] }),
        Kind::NumberOrWord(bound, word) => {
            json!({ "anyOf": [bare(bound), quoted(), ranged(), { "const": word }] })
        }
        Kind::Money(_) => quoted(),
        Kind::Text => json!({ "type": "string" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Choice(words) => {
            json!({ "enum": words.iter().map(|(word, _)| *word).collect::<Vec<_>>() })
        }
        Kind::Numbers(bound) => {
            json!({ "type": "array", "items": { "anyOf": [bare(bound), quoted()] } })
        }
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Record(fields, doc) => object(&[fields], doc),
        Kind::Records(fields, doc) => json!({ "type": "array", "items": object(&[fields], doc) }),
        Kind::Map(fields, doc) => {
            json!({ "type": "object", "additionalProperties": object(&[fields], doc) })
        }
        Kind::NumberMap(bound) => {
            json!({ "type": "object", "additionalProperties": { "anyOf": [bare(bound), quoted()] } })
        }
        Kind::Changes => json!({
            "type": "object",
            "additionalProperties": { "type": ["number", "string"] },
        }),
        Kind::Tagged(tagged) => {
            json!({ "type": "array", "items": { "oneOf": variants(tagged) } })
        }
    }
}

fn variants(tagged: &Tagged) -> Vec<Value> {
    let variant = |(word, doc, own): &(&str, &str, &'static [&'static [Field]])| {
        let mut fields = vec![tagged.common];
        fields.extend(*own);
        let mut schema = object(&fields, doc);
        if let Some(tag) = schema.pointer_mut(&format!("/properties/{}", tagged.tag)) {
            *tag = json!({ "const": word });
        }
        schema
    };
    tagged.variants.iter().map(variant).collect()
}

fn quoted() -> Value {
    json!({ "$ref": "#/$defs/quoted_number" })
}

fn ranged() -> Value {
    json!({ "$ref": "#/$defs/range" })
}

/// A bare number within a bound.
fn bare(bound: &Bound) -> Value {
    let number = |text: &str| -> Value {
        match text.parse::<i64>() {
            Ok(whole) => json!(whole),
            Err(_) => serde_json::from_str(text).unwrap_or(Value::Null),
        }
    };
    let least = if bound.above {
        "exclusiveMinimum"
    } else {
        "minimum"
    };
    let mut schema = Map::new();
    let name = if bound.whole { "integer" } else { "number" };
    schema.insert("type".to_owned(), json!(name));
    schema.insert(least.to_owned(), number(bound.least));
    schema.insert("maximum".to_owned(), number(bound.most));
    Value::Object(schema)
}

/// A number that may lie in a range.
fn range() -> Value {
    let anything = || json!({ "anyOf": [bare(&bounds::ANY), quoted()] });
    let mut properties = Map::new();
    let names: Vec<&str> = Distribution::WORDS.iter().map(|(word, _)| *word).collect();
    properties.insert("distribution".to_owned(), json!({ "enum": names }));
    for key in ["low", "mode", "high", "mean", "sd"] {
        properties.insert(key.to_owned(), anything());
    }
    for key in ["values", "weights"] {
        properties.insert(
            key.to_owned(),
            json!({ "type": "array", "items": anything() }),
        );
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": ["distribution"],
        "additionalProperties": false,
    })
}
