//! What may be wrong with a row of a CSV before its cells are looked at.

use super::{Reason, Rejected};

/// The longest row: 16 MiB.
pub(super) const LONGEST: usize = 16 * 1024 * 1024;

/// Checks that the cells of a row lie under the names of the header.
///
/// # Errors
/// Why the row is left out. With too few or too many cells, every count after the wrong one would be
/// read from the wrong column.
pub(super) fn check<'c>(
    cells: impl ExactSizeIterator<Item = &'c [u8]>,
    header: &[String],
) -> Result<(), Rejected> {
    let wrong = |message: String| Err(Rejected::new(Reason::Unreadable, None, message));
    let count = cells.len();
    let mut length = 0;
    let mut is_header = count == header.len();
    let mut has_more = false;
    for (at, cell) in cells.enumerate() {
        length += cell.len();
        let name = header.get(at).map(|name| name.as_bytes());
        is_header &= name.is_some_and(|name| cell.trim_ascii().eq_ignore_ascii_case(name));
        has_more |= name.is_none() && !cell.trim_ascii().is_empty();
    }
    if is_header {
        return Err(Rejected::new(Reason::NotARequest, None, "the header again"));
    }
    if length > LONGEST {
        return wrong("the row is longer than 16 MiB".to_owned());
    }
    if count < header.len() || has_more {
        let columns = header.len();
        return wrong(format!("the row has {count} cells, the header {columns}"));
    }
    Ok(())
}
