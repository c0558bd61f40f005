//! Answers as text: tables for people, Markdown, JSON, CSV; and as pictures: SVG.
//!
//! A view turns a report into a [`Document`] of headings, tables and notes; the two backends, for a
//! terminal and for Markdown, draw any document. Nothing is computed, looked up or sorted here, and
//! every number is formatted by `units`.

mod advise;
mod breakeven;
mod check;
mod checks;
mod compare;
mod csv;
mod detail;
mod diff;
mod document;
mod drawing;
mod explain;
mod fold;
mod import;
mod json;
mod markdown;
mod money;
mod numbers;
mod plot;
mod prices;
mod ranking;
mod table;
mod walk;
mod whatif;
mod why;
mod words;
mod workloads;

pub use document::Document;
pub use money::Currency;
pub use plot::{svg, whatif_svg};
pub use workloads::{Pieces, workloads};

use crate::report::{
    AdviseReport, BreakevenReport, CheckReport, ChecksReport, CompareReport, CoverageReport,
    DiffReport, ExplainReport, ImportReport, PricesAuditReport, PricesCheckReport,
    PricesDiffReport, PricesImportReport, PricesReport, WhatifReport,
};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people at a terminal.
    #[default]
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// For GitHub and the like.
    Markdown,
}

/// How wide a table may be, and what belongs in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether the lines of the bills are shown.
    pub detail: bool,
    /// Whether the difference between the cheapest plan and the next is explained.
    pub why: bool,
    /// Whether drawings keep to ASCII.
    pub ascii: bool,
    /// The currency that pages are in, where it is not the US dollar. CSV and JSON are always in dollars.
    pub currency: Option<Currency>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            width: 100,
            detail: false,
            why: false,
            ascii: false,
            currency: None,
        }
    }
}

/// An answer that can be written in every format.
pub trait Render {
    /// As headings, tables and notes.
    fn document(&self, look: Look) -> Document;

    /// As rows under a header.
    fn rows(&self, look: Look) -> Vec<Vec<String>>;

    /// As JSON, indented.
    ///
    /// # Errors
    /// None for reports, which hold strings, numbers and lists.
    fn json(&self) -> serde_json::Result<String>;
}

/// Writes an answer. Tables carry ANSI styles, to be stripped where they are not wanted; every
/// format ends with a line feed.
pub fn render(report: &impl Render, format: Format, look: Look) -> String {
    match format {
        Format::Table => table::draw(&page(report, look), look.width),
        Format::Markdown => markdown::draw(&page(report, look)),
        Format::Json => json::write(report.json()),
        Format::Csv => csv::write(&report.rows(look)),
    }
}

/// The page of an answer, its amounts in the currency asked for.
fn page(report: &impl Render, look: Look) -> Document {
    report.document(look).shown_in(look.currency)
}

/// A row of a CSV file.
pub fn csv_row(cells: &[String]) -> String {
    csv::write(&[cells.to_vec()])
}

impl Render for CompareReport {
    fn document(&self, look: Look) -> Document {
        compare::document(self, look)
    }

    fn rows(&self, look: Look) -> Vec<Vec<String>> {
        if look.detail {
            csv::lines(self)
        } else {
            csv::plans(self)
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for ExplainReport {
    fn document(&self, _: Look) -> Document {
        explain::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        csv::explained(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for AdviseReport {
    fn document(&self, _: Look) -> Document {
        advise::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        advise::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for ChecksReport {
    fn document(&self, _: Look) -> Document {
        checks::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        checks::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for CheckReport {
    fn document(&self, _: Look) -> Document {
        check::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        check::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for BreakevenReport {
    fn document(&self, look: Look) -> Document {
        breakeven::document(self, look)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        breakeven::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for WhatifReport {
    fn document(&self, look: Look) -> Document {
        whatif::document(self, look)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        whatif::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for DiffReport {
    fn document(&self, _: Look) -> Document {
        diff::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        diff::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for ImportReport {
    fn document(&self, _: Look) -> Document {
        import::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        import::rows_of(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for PricesReport {
    fn document(&self, _: Look) -> Document {
        prices::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        csv::prices(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for PricesCheckReport {
    fn document(&self, _: Look) -> Document {
        prices::checked(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        prices::checked_rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for PricesDiffReport {
    fn document(&self, _: Look) -> Document {
        prices::diff::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        prices::diff::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for PricesAuditReport {
    fn document(&self, _: Look) -> Document {
        prices::audit::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        prices::audit::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for CoverageReport {
    fn document(&self, _: Look) -> Document {
        prices::coverage::document(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        prices::coverage::rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl Render for PricesImportReport {
    fn document(&self, _: Look) -> Document {
        prices::imported(self)
    }

    fn rows(&self, _: Look) -> Vec<Vec<String>> {
        prices::imported_rows(self)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}
