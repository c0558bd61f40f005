//! Prices held against each other.

mod agreement;
mod imported;

pub use agreement::{Agreed, Agreement, Outcome, agreement};
pub use imported::ImportedPrices;
