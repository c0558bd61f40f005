//! Questions asked of plans.

mod commitment;
mod compare;
mod discount;
mod evaluate;
mod propose;

pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, Ranked, compare, proposals,
};
pub use evaluate::{Evaluated, SizingSummary, Status, evaluate};
