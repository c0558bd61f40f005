//! Columns of a bill by name, in whatever case and punctuation: `lineItem/UsageType` of the legacy
//! report and `line_item_usage_type` of CUR 2.0 are one.

use super::{
    number,
    rejected::{Fault, RejectReason},
    table::Cells,
};
use crate::units::Exact;

/// Where a column is, and how the file calls it.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    at: Option<usize>,
    pub(super) name: String,
}

impl Column {
    /// The first of `names`, each in small letters and digits only, that is in `header`.
    pub(super) fn find(header: &[String], names: &[&str]) -> Self {
        let found = names.iter().find_map(|name| {
            let at = header.iter().position(|column| plain(column) == *name)?;
            Some((at, header.get(at)?))
        });
        Self {
            at: found.map(|(at, _)| at),
            name: found.map_or_else(String::new, |(_, name)| name.clone()),
        }
    }

    /// Where it is, counted from zero.
    #[cfg(feature = "parquet")]
    pub(super) fn place(&self) -> Option<usize> {
        self.at
    }

    pub(super) fn is_there(&self) -> bool {
        self.at.is_some()
    }

    /// Its text in that row: empty where the column is not there, or says that it has no value.
    pub(super) fn text<'a>(&self, cells: &'a impl Cells) -> &'a str {
        let text = self.at.map_or("", |at| cells.cell(at)).trim();
        match text {
            "NULL" | "null" | "None" | "NaN" | "\\N" => "",
            text => text,
        }
    }

    /// Its amount in that row; `None` where it is empty.
    pub(super) fn amount(&self, cells: &impl Cells) -> Result<Option<Exact>, Fault> {
        match self.text(cells) {
            "" => Ok(None),
            text => number::amount(text)
                .map(Some)
                .map_err(|detail| Fault::number(&self.name, detail)),
        }
    }

    /// Its amount in that row, which has to be there.
    pub(super) fn needed_amount(&self, cells: &impl Cells) -> Result<Exact, Fault> {
        self.amount(cells)?
            .ok_or_else(|| Fault::missing(&self.name))
    }

    /// Whether that row is in US dollars, or does not say.
    pub(super) fn check_currency(&self, cells: &impl Cells) -> Result<(), Fault> {
        match self.text(cells) {
            "" | "USD" => Ok(()),
            other => Err(Fault::new(
                &self.name,
                RejectReason::Currency,
                format!("it is in {}, not in USD", crate::units::shortened(other)),
            )),
        }
    }
}

/// Small letters and digits only.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
