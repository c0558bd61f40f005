//! How many units carry a load. No dollars here.
//!
//! Sizing is exact: the units an hour needs are a fraction of its load and one unit's capacity, and
//! the ceiling is taken of that fraction, so the loads at which the number changes are known too.

mod need;
mod sizing;

pub use need::{UnitCapacity, needed_units};
pub use sizing::{CapacityUsed, Rule, SizedHours, Sizing};
