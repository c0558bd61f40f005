//! Questions asked of plans.

mod advise;
mod breakeven;
mod cascade;
mod checks;
mod commitment;
mod compare;
mod confidence;
mod diff;
mod drafts;
mod draws;
mod evaluate;
mod imported;
mod monte_carlo;
mod portfolio;
mod prices;
mod propose;
mod reconcile;
mod requirements;
mod shown;
mod single;
mod spending;
mod usage_bill;
mod used;
mod whatif;
mod why;
mod years;

pub use advise::{Advice, Advised, RuledOut, advise};
pub use breakeven::{
    Breakeven, BreakevenOptions, CommitmentUse, Crossing, CrossingKind, Curve, Gap, KnobRange,
    Line, Map, Margin, Pair, RangeError, Regime, Regret, Verdict, Winner, breakeven, envelope, map,
};
pub use compare::{
    CompareError, CompareOptions, Comparison, PlansFrom, PresentValues, Ranked, compare, proposals,
};
pub use confidence::Confidence;
pub use diff::{Change, LineDiff, PlanDiff, Rise, ScenarioDiff, Sides, diff};
pub use drafts::{Found, draft, found};
pub use draws::{BINS, DrawError, DrawnInput, Draws, GENERATOR, draw};
pub use evaluate::{CostRange, Evaluated, Part, SizingSummary, Status, evaluate};
pub use imported::{Imported, ImportedFile};
pub use monte_carlo::{Choice, Failure, How, Outcome, PlanOutcome, Totals, monte_carlo};
pub use portfolio::{Decided, PlanSum, Portfolio};
pub use prices::{
    Against, Age, Agreement, Audit, CHECKS, COMPONENTS, Check, Coverage, CoverageCell,
    CoverageKind, CoveredFamily, CoveredModel, CoveredRegion, Finding, ImportedPrices, Judged,
    MODEL_KINDS, PriceChange, PriceDiff, Quoted, Spread, agreement, audit, coverage, price_diff,
};
pub use reconcile::{EstimateBasis, ReconciledRow, Reconciliation, RowKey, reconcile};
pub use usage_bill::{Unpriced, UsageBill, usage_bill};
pub use used::{Told, Use};
pub use whatif::{
    Basis, Causes, Changed, Figure, Flip, Flips, Input, LineChange, LineSide, PlanChange, Standing,
    Sweep, SweepRange, SweptKnob, SweptPlan, SweptPoint, Swing, Tornado, USUAL_VALUES, change,
    proposals_of, side_by_side, sweep, tornado,
};
pub use why::{LineDifference, Why};
