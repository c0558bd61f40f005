//! Answers as plain typed data: the public shape of every output.
//!
//! Field names and their order are the JSON of the contract; money and quantities are typed, and
//! become decimal strings only when they are written out.

mod advise;
mod breakeven;
mod check;
mod checks;
mod compare;
mod diff;
mod explain;
mod import;
mod line;
mod part;
mod portfolio;
mod prices;
mod sizing;
mod walk;
mod whatif;
mod why;

pub use advise::{
    AdviseReport, AdvisedPlanReport, KnownFactReport, RequirementReport, RuledOutReport,
    VerdictReport,
};
pub use breakeven::{
    BreakevenPlanReport, BreakevenReport, BreakevenScenario, ColumnReport, CommitmentReport,
    CrossingRange, CrossingReport, CurveLine, CurveReport, InfeasibleReport, KnobReport,
    PairReport, RegretReport, StretchReport, WinnerReport,
};
pub use check::CheckReport;
pub use checks::{CheckedReport, ChecksReport};
pub use compare::{
    CatalogReport, CompareReport, ConfidenceReport, Counts, MarginReport, NoteReport, Period,
    PlanReport, PresentValueReport, RangeReport, ScenarioReport, ScenarioSource, WorkloadReport,
};
pub use diff::{
    DiffReport, LineDiffReport, LineFiguresReport, PlanDiffReport, PlanSideReport,
    ScenarioDiffReport, ScenarioSideReport,
};
pub use explain::{
    ClassReport, DemandReport, ExplainReport, HourReport, LoadReport, MissingReport, ReadReport,
};
pub use import::{
    BilledLineReport, BilledReport, FaultReport, ImportReport, LeftOutReport, PricedReport,
    PricedUseReport, RowsReport, SizesReport, SpanReport, SumReport, UsageFileReport, UseReport,
};
pub use line::{LineItemReport, SourceReport};
pub use part::PartReport;
pub use portfolio::{PlanSumReport, PortfolioReport, RejectedReport, WorkloadRow, WorkloadsReport};
pub use prices::{
    AgainstReport, AgeReport, AgreedReport, AuditCheckReport, CheckedFile, ContradictionReport,
    CoverageReport, CoveredComponentReport, CoveredFamilyReport, CoveredKindReport,
    CoveredModelReport, CoveredPlaceReport, CoveredRegionReport, ExplanationReport, FactReport,
    FactValue, FindingReport, ItemChangesReport, ItemReport, OnlyThereReport, PRICE_COLUMNS,
    PriceChangeReport, PriceCountsReport, PriceFileReport, PriceGroupReport, PriceReport,
    PriceSideReport, PricesAgreementReport, PricesAuditReport, PricesCheckReport, PricesDiffReport,
    PricesImportReport, PricesLeftOutReport, PricesReport, PricesSideReport, RegionComponentReport,
    SpreadReport, UnmappedReport, WorkloadChangeReport,
};
pub use sizing::{CapacityReport, ServingReport, SizingReport};
pub use walk::{DecidesReport, WalkPaidReport, WalkPartReport, WalkReport};
pub use whatif::{
    CausesReport, ChangeReport, ChangedSideReport, ChoiceReport, CorrelationReport,
    DrawnInputReport, DrawnPlanReport, FailureReport, FlipReport, InputReport, LineChangeReport,
    MonteCarloReport, PlanChangeReport, SettingReport, SweepChangeReport, SweepReport,
    SweptKnobReport, SweptPlanReport, SweptPointReport, SwingReport, TornadoReport,
    VariantPlanReport, VariantReport, VariantsReport, WhatifReport, WhatifScenario,
};
pub use why::{LineDifferenceReport, LineSideReport, WhyReport};
