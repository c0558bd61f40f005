//! Prices held against each other.

mod agreement;

pub use agreement::{Agreed, Agreement, Outcome, agreement};
