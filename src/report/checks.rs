//! The answer of `crossover explain --check`.

use serde::Serialize;

use crate::checks::{CHECKS, Check};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/checks/1";

/// What the program looks out for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChecksReport {
    /// `crossover/checks/1`.
    pub schema: &'static str,
    /// The checks: all of them, or the one that was asked for.
    pub checks: Vec<CheckedReport>,
}

/// A check.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckedReport {
    /// Its id, as warnings and reasons have it.
    pub id: &'static str,
    /// `warning`, `reason` or `input`.
    pub kind: &'static str,
    /// What that leads to.
    pub leads_to: &'static str,
    /// What is the matter.
    pub means: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// Where the rule behind it is stated.
    pub source: &'static str,
}

impl ChecksReport {
    /// All checks.
    pub fn all() -> Self {
        Self::of(CHECKS.iter())
    }

    /// One of them.
    pub fn one(check: &Check) -> Self {
        Self::of(std::iter::once(check))
    }

    fn of<'a>(checks: impl Iterator<Item = &'a Check>) -> Self {
        Self {
            schema: SCHEMA,
            checks: checks
                .map(|check| CheckedReport {
                    id: check.id,
                    kind: check.kind.word(),
                    leads_to: check.kind.doc(),
                    means: check.means,
                    advice: check.advice,
                    source: check.source,
                })
                .collect(),
        }
    }
}
