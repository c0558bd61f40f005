//! The vocabulary of the scenario file: what a field is, and a checked tree of values.
//!
//! A part of the file is declared once, with `record!`: the Rust struct that code
//! reads and the description from which unknown keys, types and bounds are checked and from which
//! the JSON Schema and `docs/scenario.md` are made are the same declaration.

mod check;
mod choice;
mod field;
mod json;
mod read;
mod tree;

pub use check::{check, closest};
pub use choice::Choice;
pub(crate) use choice::choices;
pub(crate) use field::record;
pub use field::{
    Field, Kind, Record, Tagged, boolean, changes, choice, from, map, money, number, number_map,
    numbers, part, records, tagged, text, texts, words,
};
pub use json::json_schema;
pub use read::{FieldType, Many, Maybe, Named, NumberOrWord, Placed, Places, Unread};
pub use tree::{Distribution, Node, Number, Problem, Range, Span, Table, Value};
