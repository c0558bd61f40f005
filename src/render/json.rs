//! JSON: the report as it is, its shape being the contract.

/// The text of what `serde_json` made of a report, and a line feed.
pub(super) fn write(report: serde_json::Result<String>) -> String {
    // Reports hold strings, numbers and lists: nothing that JSON cannot say.
    report.unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use schemars::{JsonSchema, schema_for};

    use crate::report::{
        AdviseReport, BreakevenReport, CheckReport, ChecksReport, CompareReport, CoverageReport,
        DiffReport, ExplainReport, ImportReport, PricesAuditReport, PricesCheckReport,
        PricesDiffReport, PricesImportReport, PricesReport, WhatifReport,
    };

    /// Holds the published schema of a report against its type, or writes it.
    fn hold<R: JsonSchema>(name: &str) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.json"));
        let made = serde_json::to_string_pretty(&schema_for!(R)).unwrap() + "\n";
        if std::env::var_os("CROSSOVER_UPDATE").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let held = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            held == made,
            "{name}.json is old: run `CROSSOVER_UPDATE=1 cargo test --lib schemas`"
        );
    }

    #[test]
    fn published_schemas_are_those_of_the_types() {
        hold::<AdviseReport>("advise");
        hold::<ChecksReport>("checks");
        hold::<BreakevenReport>("breakeven");
        hold::<CheckReport>("check");
        hold::<CompareReport>("compare");
        hold::<DiffReport>("diff");
        hold::<ExplainReport>("explain");
        hold::<ImportReport>("import");
        hold::<PricesReport>("prices");
        hold::<PricesCheckReport>("prices-check");
        hold::<PricesAuditReport>("prices-audit");
        hold::<CoverageReport>("prices-coverage");
        hold::<PricesDiffReport>("prices-diff");
        hold::<PricesImportReport>("prices-import");
        hold::<WhatifReport>("whatif");
    }
}
