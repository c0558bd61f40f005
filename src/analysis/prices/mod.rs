//! Prices held against each other.

mod agreement;
mod imported;

pub use agreement::{Agreement, Quoted, agreement};
pub use imported::ImportedPrices;
