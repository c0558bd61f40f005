//! What the program looks out for.

use super::document::{ColumnKind, Document, Grid};
use crate::report::ChecksReport;

pub(super) fn document(report: &ChecksReport) -> Document {
    let mut document = Document::default();
    if let [check] = report.checks.as_slice() {
        document.title(check.id);
        document.facts(vec![
            ("means".to_owned(), check.means.to_owned()),
            ("leads to".to_owned(), check.leads_to.to_owned()),
            ("to do".to_owned(), check.advice.to_owned()),
            ("source".to_owned(), check.source.to_owned()),
        ]);
        return document;
    }
    let mut grid = Grid::new(&[
        ("Check", ColumnKind::Word),
        ("Kind", ColumnKind::Word),
        ("Means", ColumnKind::Name),
    ]);
    for check in &report.checks {
        let cells = [check.id, check.kind, check.means];
        grid.row(cells.map(str::to_owned).to_vec());
    }
    document.grid(grid);
    document.text(vec![
        "`crossover explain --check ID` says what to do about one, and where it is stated"
            .to_owned(),
    ]);
    document
}

pub(super) fn rows(report: &ChecksReport) -> Vec<Vec<String>> {
    let header = ["check", "kind", "means", "advice", "source"];
    let rows = report.checks.iter().map(|check| {
        let cells = [
            check.id,
            check.kind,
            check.means,
            check.advice,
            check.source,
        ];
        cells.map(str::to_owned).to_vec()
    });
    std::iter::once(header.map(str::to_owned).to_vec())
        .chain(rows)
        .collect()
}
