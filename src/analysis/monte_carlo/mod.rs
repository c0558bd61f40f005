//! What plans cost over draws of uncertain inputs.

mod outcome;

pub use outcome::{Choice, Failure, How, Outcome, PlanOutcome, Totals};
