//! Answers of `compare` that were saved as JSON, read back to be held against others.

use serde::Deserialize;

use crate::units::{Exact, Usd, shortened};

/// The shape that is read.
const SCHEMA: &str = "crossover/compare/1";

/// Why a text is no saved answer, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SavedError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A saved answer of `compare`: of its shape what tells two of them apart.
#[derive(Debug, Clone, Deserialize)]
pub struct Saved {
    /// Its scenarios.
    pub scenarios: Vec<SavedScenario>,
}

/// A scenario and its plans.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedScenario {
    /// Which scenario.
    pub scenario: SavedSource,
    /// The month and the horizon.
    pub period: SavedPeriod,
    /// The date of its prices.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: SavedCatalog,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// Its plans.
    pub plans: Vec<SavedPlan>,
}

/// Which scenario.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedSource {
    /// What it is called.
    pub name: String,
    /// A digest of its text.
    pub digest: String,
}

/// The month and the horizon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SavedPeriod {
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// Months of the horizon.
    pub months: u32,
}

/// The edition of the embedded prices.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SavedCatalog {
    /// Its date.
    pub edition: String,
    /// A digest of all rows.
    pub digest: String,
}

/// A plan: what it costs, or that this cannot be said.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedPlan {
    /// Its id.
    pub id: String,
    /// `ok`, `infeasible` or `unpriced`.
    pub status: String,
    /// Its rank among those it can stand for.
    pub rank: Option<u32>,
    /// The total of the horizon.
    pub total_usd: Option<Usd>,
    /// The lines of its bill.
    pub line_items: Vec<SavedLine>,
}

/// A line of a bill.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedLine {
    /// Unique in the bill.
    pub id: String,
    /// For people.
    pub name: String,
    /// What was counted.
    pub meter: String,
    /// Its unit.
    pub unit: String,
    /// How much of it.
    pub quantity: Exact,
    /// Dollars for `per` units.
    pub unit_price_usd: Option<Exact>,
    /// Units that buys.
    pub per: Option<u32>,
    /// What it costs.
    pub cost_usd: Option<Usd>,
}

/// What every answer begins with.
#[derive(Deserialize)]
struct Head {
    schema: Option<serde_json::Value>,
}

impl Saved {
    /// Whether a text is meant to be JSON: no scenario begins with a brace.
    pub fn is_json(text: &str) -> bool {
        text.trim_start().starts_with(['{', '['])
    }

    /// Reads the JSON of `crossover compare`.
    ///
    /// # Errors
    /// [`SavedError`] where the text is none, or of another command or version.
    pub fn parse(text: &str) -> Result<Self, SavedError> {
        let wrong = |message: String| SavedError {
            message,
            help: "save one with `crossover compare SCENARIO --format json -o FILE`".to_owned(),
        };
        let unread = |error: &serde_json::Error| format!("it cannot be read as JSON: {error}");
        if !Self::is_json(text) {
            return Err(wrong("it is no JSON".to_owned()));
        }
        // A list has no head, and what is no JSON at all is told by the first reading.
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| wrong(unread(&error)))?;
        let head: Option<Head> = serde_json::from_value(value).ok();
        let schema = head.and_then(|head| head.schema);
        let schema = schema.as_ref().and_then(serde_json::Value::as_str);
        match schema {
            Some(SCHEMA) => serde_json::from_str(text)
                .map_err(|error| wrong(format!("it says it is {SCHEMA}, and is not: {error}"))),
            Some(other) if other.starts_with("crossover/compare/") => Err(wrong(format!(
                "it is `{}`, of another version of crossover: this one reads {SCHEMA}",
                shortened(other)
            ))),
            Some(other) => Err(wrong(format!(
                "it is `{}`, no answer of `crossover compare`",
                shortened(other)
            ))),
            None => Err(wrong("it is no answer of `crossover compare`".to_owned())),
        }
    }
}
