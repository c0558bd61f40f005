//! A user's own prices above the embedded ones.

use std::collections::BTreeSet;

use super::{
    CatalogError, HEADER, Origin, PriceRow,
    names::Names,
    row::{Columns, REQUIRED, parse_with},
};

/// Columns `crossover prices list --format csv` adds: read over, so that its answer is an overlay.
const LISTED_TOO: [&str; 2] = ["origin", "rule"];

/// A file of prices that win over the catalog's.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The file, as the user named it.
    pub name: String,
    /// Its prices.
    pub rows: Vec<PriceRow>,
}

impl Overlay {
    /// Reads an overlay: the columns of the price files in any order, of which `service`, `item`,
    /// `offer`, `region`, `meter`, `usd` and `per` must be there. A model may go by any of its names.
    ///
    /// # Errors
    /// The first damaged row, the first that names nothing there is, or two rows of the same key.
    pub fn parse(name: &str, text: &str) -> Result<Self, CatalogError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = parse_with(name, text, |header| {
            let twice = header
                .iter()
                .enumerate()
                .find(|(at, column)| header.iter().take(*at).any(|other| other == *column));
            if let Some((_, column)) = twice {
                return Err(format!(
                    "the column `{}` is there twice",
                    crate::units::shortened(column)
                ));
            }
            let unknown = header
                .iter()
                .find(|column| !HEADER.contains(column) && !LISTED_TOO.contains(column));
            let missing = REQUIRED
                .iter()
                .find(|column| !header.iter().any(|name| name == **column));
            match (unknown, missing) {
                (Some(column), _) => {
                    let column = crate::units::shortened(column);
                    Err(format!(
                        "unknown column `{column}`; known: {}",
                        HEADER.join(", ")
                    ))
                }
                (_, Some(column)) => Err(format!("the column `{column}` is missing")),
                _ => {
                    let columns: Columns = std::array::from_fn(|at| {
                        header.iter().position(|column| column == HEADER[at])
                    });
                    Ok(columns)
                }
            }
        })?;
        let wrong = |line, column: &str, message| CatalogError {
            file: name.to_owned(),
            line,
            column: column.to_owned(),
            message,
        };
        let mut names = Names::new();
        for (line, row) in &mut rows {
            row.origin = Origin::Overlay;
            if row.source.is_empty() {
                name.clone_into(&mut row.source);
            }
            names
                .settle(&mut row.key)
                .map_err(|(column, message)| wrong(*line, column, message))?;
        }
        let mut seen = BTreeSet::new();
        for (line, row) in &rows {
            if !seen.insert((&row.key, row.effective_from)) {
                let message = format!("a second row for {}", row.key.path());
                return Err(wrong(*line, "-", message));
            }
        }
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok(Self {
            name: name.to_owned(),
            rows,
        })
    }
}
