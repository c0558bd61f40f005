//! What was billed: charges read from Cost and Usage Reports, FOCUS exports and Cost Explorer.
//!
//! A bill becomes sums for each hour or day, service, region, usage type and kind of line. Lines of
//! other services than Bedrock and SageMaker are counted with their cost and not kept. What a usage
//! type means, which model a name is and how many tokens a unit has is understood as a whole or
//! not at all; what is not understood keeps its name and its cost.

mod bill;

mod columns;
mod cost_explorer;
mod cur;
mod error;
mod focus;
mod line;
mod model;
mod number;
#[cfg(feature = "parquet")]
mod parquet;
mod rejected;
mod result;
mod seen;
mod service;
mod sums;
mod table;
mod time;
mod totals;
mod unit;
mod usage_type;

pub use bill::{is_bill, is_parquet};
pub use error::ChargesError;
pub use line::LineType;
pub use model::{BilledModel, ModelNames};
pub use rejected::{RejectReason, Rejection, Rejections};
pub use result::{
    BillFile, BillFormat, BillOverlap, ChargeItem, ChargeLine, ChargeNotes, ChargeSums,
    ModelCharge, OtherService, RateMismatch,
};
pub use service::{BilledService, edition_model};
pub use sums::TokenUsage;
pub use time::{Period, Width};
pub use totals::Charges;
pub use unit::units_of;
pub use usage_type::{BilledOffer, BilledScope, Counted, ServiceTier, Spelling, UsageType};
