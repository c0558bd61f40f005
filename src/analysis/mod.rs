//! Questions asked of plans.

mod breakeven;
mod commitment;
mod compare;
mod confidence;
mod discount;
mod draws;
mod evaluate;
mod monte_carlo;
mod portfolio;
mod propose;
mod shown;

pub use breakeven::{
    Breakeven, BreakevenOptions, CommitmentUse, Crossing, CrossingKind, Curve, Gap, KnobRange,
    Line, Map, Margin, Pair, RangeError, Regime, Regret, Verdict, Winner, breakeven, envelope, map,
};
pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, Ranked, compare, proposals,
};
pub use confidence::Confidence;
pub use draws::{BINS, DrawError, DrawnInput, Draws, GENERATOR, draw};
pub use evaluate::{CostRange, Evaluated, SizingSummary, Status, evaluate};
pub use monte_carlo::{Choice, Failure, How, Outcome, PlanOutcome, Totals, monte_carlo};
pub use portfolio::{Decided, PlanSum, Portfolio};
