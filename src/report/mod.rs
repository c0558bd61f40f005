//! Answers as plain typed data: the public shape of every output.
//!
//! Field names and their order are the JSON of the contract; money and quantities are typed, and
//! become decimal strings only when they are written out.

mod breakeven;
mod check;
mod compare;
mod explain;
mod portfolio;
mod prices;
mod sizing;
mod walk;
mod whatif;

pub use breakeven::{
    BreakevenPlanReport, BreakevenReport, BreakevenScenario, ColumnReport, CommitmentReport,
    CrossingRange, CrossingReport, CurveLine, CurveReport, InfeasibleReport, KnobReport,
    PairReport, RegretReport, StretchReport, WinnerReport,
};
pub use check::CheckReport;
pub use compare::{
    CatalogReport, CompareReport, ConfidenceReport, Counts, LineItemReport, MarginReport,
    NoteReport, Period, PlanReport, RangeReport, ScenarioReport, ScenarioSource, SourceReport,
    WorkloadReport,
};
pub use explain::{
    ClassReport, DemandReport, ExplainReport, HourReport, LoadReport, MissingReport, ReadReport,
};
pub use portfolio::{PlanSumReport, PortfolioReport, RejectedReport, WorkloadRow, WorkloadsReport};
pub use prices::{
    CheckedFile, FactReport, FactValue, ItemReport, PRICE_COLUMNS, PriceReport, PricesCheckReport,
    PricesReport,
};
pub use sizing::{CapacityReport, ServingReport, SizingReport};
pub use walk::{DecidesReport, WalkPaidReport, WalkPartReport, WalkReport};
pub use whatif::{
    ChoiceReport, CorrelationReport, DrawnPlanReport, FailureReport, InputReport, MonteCarloReport,
    SettingReport, WhatifReport, WhatifScenario,
};
