//! Plans within compositions.

use serde::Serialize;

use super::SizingReport;
use crate::{
    analysis::Part,
    units::{Exact, Usd},
};

/// A plan within a composition.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartReport {
    /// `try` or `escalate`.
    pub role: &'static str,
    /// The plan's id.
    pub plan: String,
    /// The share of the requests it gets.
    pub share: Exact,
    /// Its requests in the horizon.
    pub requests: Exact,
    /// `ok`, `infeasible` or `unpriced`.
    pub status: &'static str,
    /// What it costs for them.
    pub total_usd: Option<Usd>,
    /// Its units.
    pub sizing: Option<SizingReport>,
}

impl PartReport {
    /// The report of a part.
    pub fn of(part: &Part<'_>) -> Self {
        let result = &part.result;
        Self {
            role: part.role,
            plan: result.entry.id().to_owned(),
            share: part.share.clone(),
            requests: result.requests.clone(),
            status: result.status.word(),
            total_usd: result.total(),
            sizing: result.sizing.as_ref().map(SizingReport::of),
        }
    }
}
