//! What was billed: charges read from Cost and Usage Reports, FOCUS exports and Cost Explorer.

mod usage_type;

pub use usage_type::{BilledOffer, BilledScope, Counted, ServiceTier, Spelling, UsageType};
