//! A list of workloads: a table of which each row changes some fields of a scenario.
//!
//! The rest of the scenario, its plans among it, is the file of the defaults. A cell is read as if it
//! had been typed there, so whatever would be wrong with the file is wrong with the row too.

mod cell;
mod column;
mod rows;

pub use column::{Columns, HeaderError};
pub use rows::{Row, Rows};

use super::{Scenario, Template};
use crate::schema::Problem;

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The column, counted from 0; `None` where it is the row as a whole.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do, if that is known.
    pub help: Option<String>,
}

impl RowError {
    /// Something wrong with the row as a whole.
    pub fn of_row(message: String) -> Self {
        Self {
            column: None,
            message,
            help: None,
        }
    }
}

impl Template<'_> {
    /// The scenario that a row makes of this file; an empty cell changes nothing.
    ///
    /// # Errors
    /// Everything that is wrong with it, by column.
    pub fn with_row(&self, columns: &Columns, cells: &[&str]) -> Result<Scenario, Vec<RowError>> {
        let mut table = self.table().clone();
        let mut wrong = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if let Err(error) = columns.put(at, cell, &mut table) {
                wrong.push(error);
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        self.scenario_of(&table).map_err(|problems| {
            let problems = problems.into_iter();
            problems.map(|problem| placed(columns, problem)).collect()
        })
    }
}

/// A problem at the cell it is in; one with the defaults is the row's as a whole.
fn placed(columns: &Columns, problem: Problem) -> RowError {
    RowError {
        column: columns.column_at(&problem.span),
        message: problem.message,
        help: problem.help,
    }
}
