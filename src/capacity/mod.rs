//! How many units carry a load. No dollars here.
//!
//! Sizing is exact: the units an hour needs are a fraction of its load and one unit's capacity, and
//! the ceiling is taken of that fraction, so the loads at which the number changes are known too.

mod answer;
mod band;
mod constants;
mod measured;
mod need;
mod precision;
mod roofline;
mod sizing;
mod throughput;

pub use answer::{Basis, Drive, Evidence, Question, Refusal, Throughput};
pub use band::Band;
pub use constants::Constants;
pub use measured::{Point, anchor, interpolate};
pub use need::{UnitCapacity, needed_units};
pub use precision::Precision;
pub use roofline::{Lengths, Replica};
pub use sizing::{CapacityUsed, Rule, SizedHours, Sizing};
pub use throughput::{fits, throughput};
