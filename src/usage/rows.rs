//! What may be wrong with a row of a CSV before its cells are looked at.

use super::{Reason, Rejected};

/// Checks that the cells of a row lie under the names of the header; `is_open` tells that a quote in it
/// is not closed.
///
/// # Errors
/// Why the row is left out. With too few or too many cells, every count after the wrong one would be
/// read from the wrong column.
pub(super) fn check<'c>(
    cells: impl ExactSizeIterator<Item = &'c [u8]>,
    is_open: bool,
    header: &[String],
) -> Result<(), Rejected> {
    let wrong = |message: String| Err(Rejected::new(Reason::Unreadable, None, message));
    let count = cells.len();
    let mut is_header = count == header.len();
    let mut has_more = false;
    for (at, cell) in cells.enumerate() {
        let name = header.get(at).map(String::as_bytes);
        is_header &= name.is_some_and(|name| cell.trim_ascii().eq_ignore_ascii_case(name));
        has_more |= name.is_none() && !cell.trim_ascii().is_empty();
    }
    if is_header {
        return Err(Rejected::new(Reason::NotARequest, None, "the header again"));
    }
    if is_open {
        let message = "a quote in this row is not closed: it takes in the rest of the file";
        return wrong(message.to_owned());
    }
    if count < header.len() || has_more {
        let columns = header.len();
        return wrong(format!("the row has {count} cells, the header {columns}"));
    }
    Ok(())
}
