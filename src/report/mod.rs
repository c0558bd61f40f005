//! Answers as plain typed data: the public shape of every output.
//!
//! Field names and their order are the JSON of the contract; money and quantities are typed, and
//! become decimal strings only when they are written out.

mod compare;
mod explain;
mod prices;

pub use compare::{
    CapacityReport, CatalogReport, CompareReport, Counts, LineItemReport, NoteReport, Period,
    PlanReport, RangeReport, ScenarioReport, ScenarioSource, SizingReport, SourceReport,
};
pub use explain::{ClassReport, DemandReport, ExplainReport, HourReport, LoadReport, MissingReport};
pub use prices::{PriceReport, PricesReport};

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use schemars::{JsonSchema, schema_for};

    use super::*;

    /// Holds the published schema of a report against its type, or writes it.
    fn hold<R: JsonSchema>(name: &str) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.json"));
        let made = serde_json::to_string_pretty(&schema_for!(R)).unwrap() + "\n";
        if std::env::var_os("CROSSOVER_UPDATE").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let held = fs::read_to_string(&file).unwrap_or_default();
        assert!(held == made, "{name}.json is old: run `CROSSOVER_UPDATE=1 cargo test --lib report`");
    }

    #[test]
    fn published_schemas_are_those_of_the_types() {
        hold::<CompareReport>("compare");
        hold::<ExplainReport>("explain");
        hold::<PricesReport>("prices");
    }
}
