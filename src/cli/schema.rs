//! `crossover schema`.

use super::{
    Answer,
    args::{SchemaArgs, SchemaOf},
};
/// The schema of each answer: the files of `docs/schema/`, embedded.
fn of_answer(of: SchemaOf) -> &'static str {
    match of {
        SchemaOf::Scenario => include_str!("../../docs/schema/scenario.json"),
        SchemaOf::Advise => include_str!("../../docs/schema/advise.json"),
        SchemaOf::Checks => include_str!("../../docs/schema/checks.json"),
        SchemaOf::Breakeven => include_str!("../../docs/schema/breakeven.json"),
        SchemaOf::Check => include_str!("../../docs/schema/check.json"),
        SchemaOf::Compare => include_str!("../../docs/schema/compare.json"),
        SchemaOf::Diff => include_str!("../../docs/schema/diff.json"),
        SchemaOf::Explain => include_str!("../../docs/schema/explain.json"),
        SchemaOf::Import => include_str!("../../docs/schema/import.json"),
        SchemaOf::Prices => include_str!("../../docs/schema/prices.json"),
        SchemaOf::PricesCheck => include_str!("../../docs/schema/prices-check.json"),
        SchemaOf::PricesAudit => include_str!("../../docs/schema/prices-audit.json"),
        SchemaOf::PricesCoverage => include_str!("../../docs/schema/prices-coverage.json"),
        SchemaOf::PricesDiff => include_str!("../../docs/schema/prices-diff.json"),
        SchemaOf::PricesImport => include_str!("../../docs/schema/prices-import.json"),
        SchemaOf::Whatif => include_str!("../../docs/schema/whatif.json"),
    }
}

/// The schema asked for.
pub(super) fn run(args: &SchemaArgs) -> Answer {
    Answer::plain(of_answer(args.of).to_owned())
}
