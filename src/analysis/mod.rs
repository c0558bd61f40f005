//! Questions asked of plans.

mod breakeven;
mod commitment;
mod compare;
mod confidence;
mod discount;
mod evaluate;
mod propose;
mod shown;
mod whatif;

pub use breakeven::{
    Breakeven, BreakevenOptions, CommitmentUse, Crossing, CrossingKind, Curve, Gap, KnobRange,
    Line, Map, Margin, Pair, RangeError, Regime, Regret, Verdict, Winner, breakeven, envelope, map,
};
pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, Ranked, compare, proposals,
};
pub use confidence::Confidence;
pub use evaluate::{CostRange, Evaluated, SizingSummary, Status, evaluate};
pub use whatif::{
    Basis, Causes, Changed, Figure, Flip, Flips, Input, LineChange, LineSide, PlanChange, Standing,
    Sweep, SweepRange, SweptKnob, SweptPlan, SweptPoint, Swing, Tornado, USUAL_VALUES, change,
    proposals_of, side_by_side, sweep, tornado,
};
