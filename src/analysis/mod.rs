//! Questions asked of plans.

mod breakeven;
mod cascade;
mod commitment;
mod compare;
mod confidence;
mod diff;
mod discount;
mod evaluate;
mod propose;
mod shown;
mod single;
mod why;
mod years;

pub use breakeven::{
    Breakeven, BreakevenOptions, CommitmentUse, Crossing, CrossingKind, Curve, Gap, KnobRange,
    Line, Map, Margin, Pair, RangeError, Regime, Regret, Verdict, Winner, breakeven, envelope, map,
};
pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, PresentValues, Ranked, compare, proposals,
};
pub use confidence::Confidence;
pub use diff::{Change, LineDiff, PlanDiff, Rise, ScenarioDiff, Sides, diff};
pub use evaluate::{CostRange, Evaluated, Part, SizingSummary, Status, evaluate};
pub use why::{LineDifference, Why};
