//! Bills in tables: which format a header is, and what its rows are.

use super::{
    BillFormat, ChargesError, cur::CurColumns, focus::FocusColumns, line::ReadRow, table::Cells,
    totals::PARQUET,
};
use crate::units::shortened;

/// The columns of a bill.
#[derive(Debug, Clone)]
pub(super) enum Columns {
    Cur(Box<CurColumns>),
    Focus(Box<FocusColumns>),
}

impl Columns {
    /// The columns of that header.
    pub(super) fn of(file: &str, header: &[String]) -> Result<Self, ChargesError> {
        let lacks = |format, columns| ChargesError::Lacks {
            file: file.to_owned(),
            format,
            columns,
        };
        if CurColumns::is(header) {
            let columns = CurColumns::of(header);
            return columns
                .map(|columns| Self::Cur(Box::new(columns)))
                .map_err(|columns| lacks(BillFormat::Cur, columns));
        }
        if FocusColumns::is(header) {
            let columns = FocusColumns::of(header);
            return columns
                .map(|columns| Self::Focus(Box::new(columns)))
                .map_err(|columns| lacks(BillFormat::Focus, columns));
        }
        Err(ChargesError::Unknown {
            file: file.to_owned(),
            columns: shown(header),
        })
    }

    pub(super) fn format(&self) -> BillFormat {
        match self {
            Self::Cur(_) => BillFormat::Cur,
            Self::Focus(_) => BillFormat::Focus,
        }
    }

    /// The places of all columns that are read, in their order.
    #[cfg(feature = "parquet")]
    pub(super) fn used(&self) -> Vec<usize> {
        let places = match self {
            Self::Cur(columns) => columns.places(),
            Self::Focus(columns) => columns.places(),
        };
        let places: std::collections::BTreeSet<_> = places.into_iter().collect();
        places.into_iter().collect()
    }

    pub(super) fn row<'a>(&'a self, cells: &'a impl Cells) -> ReadRow<'a> {
        match self {
            Self::Cur(columns) => columns.row(cells),
            Self::Focus(columns) => columns.row(cells),
        }
    }

    /// What identifies a row; `None` where the format or the row has no id.
    pub(super) fn identity(&self, cells: &impl Cells) -> Option<u128> {
        match self {
            Self::Cur(columns) => columns.identity(cells),
            Self::Focus(_) => None,
        }
    }

    /// The column of the id.
    pub(super) fn id_name(&self) -> &str {
        match self {
            Self::Cur(columns) => columns.id_name(),
            Self::Focus(_) => "",
        }
    }

    /// What stands for a row in a comparison of files.
    pub(super) fn fingerprint(&self, cells: &impl Cells) -> u128 {
        match self {
            Self::Cur(columns) => columns.fingerprint(cells),
            Self::Focus(columns) => columns.fingerprint(cells),
        }
    }

    /// The month and the account of the bill that a row is of.
    pub(super) fn bill<'a>(&self, cells: &'a impl Cells) -> (&'a str, &'a str) {
        match self {
            Self::Cur(columns) => columns.bill(cells),
            Self::Focus(columns) => columns.bill(cells),
        }
    }

    pub(super) fn has_currency(&self) -> bool {
        match self {
            Self::Cur(columns) => columns.has_currency(),
            Self::Focus(columns) => columns.has_currency(),
        }
    }
}

/// Whether a file that begins so is Parquet.
pub fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(PARQUET)
}

/// Whether a file that begins so is a bill.
pub fn is_bill(start: &[u8]) -> bool {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    if is_parquet(start) {
        return true;
    }
    let text = start.trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") {
        const RESULTS: &[u8] = b"\"ResultsByTime\"";
        return text.windows(RESULTS.len()).any(|part| part == RESULTS);
    }
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let names = String::from_utf8_lossy(header);
    let names = names
        .split(',')
        .map(|name| name.trim_matches(['"', ' ', '\r']).to_owned());
    let names: Vec<String> = names.collect();
    CurColumns::is(&names) || FocusColumns::is(&names)
}

/// The first columns of a header, for a message.
fn shown(header: &[String]) -> String {
    const SHOWN: usize = 6;
    let mut names: Vec<_> = header
        .iter()
        .take(SHOWN)
        .map(|name| shortened(name))
        .collect();
    if header.len() > SHOWN {
        names.push("…".to_owned());
    }
    if names.is_empty() {
        names.push("no text".to_owned());
    }
    names.join(", ")
}
