//! The JSON Schema of a record.
use super::Field;
/// The JSON Schema of a file with these fields.
pub fn json_schema(_fields: &[Field]) -> serde_json::Value { serde_json::Value::Null }
