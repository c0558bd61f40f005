//! Questions asked of plans.

mod commitment;
mod compare;
mod confidence;
mod discount;
mod evaluate;
mod propose;
mod shown;

pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, Ranked, compare, proposals,
};
pub use confidence::Confidence;
pub use evaluate::{CostRange, Evaluated, SizingSummary, Status, evaluate};
