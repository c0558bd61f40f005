//! The statement of the aggregate: that it says the same on an engine as the reader does here.

mod support;

#[path = "support/duckdb.rs"]
mod duckdb;

#[path = "engines/equal.rs"]
mod equal;
#[path = "engines/statements.rs"]
mod statements;
