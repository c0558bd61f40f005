//! Records in JSON: an object a line.

use std::io::{BufRead, Read as _};

use super::{
    Reason, Rejected,
    gathered::Gathered,
    read::{Options, ReadError, Usage},
};

/// The longest line: 16 MiB.
const LONGEST: usize = 16 * 1024 * 1024;

/// The same, as a number of bytes to take.
const MOST: u64 = 16 * 1024 * 1024;

/// Reads the lines of a file of JSON.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut file: impl BufRead,
    options: &Options,
) -> Result<Usage, ReadError> {
    let mut records = Gathered::new(name, options);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        match file.by_ref().take(MOST).read_until(b'\n', &mut line) {
            Ok(0) => return records.usage(),
            Ok(_) => {}
            Err(error) => return Err(records.broken_off(error)),
        }
        if line.len() >= LONGEST && !line.ends_with(b"\n") {
            let message = "the line is longer than 16 MiB";
            records.add(
                number,
                Err(Rejected::new(Reason::Unreadable, None, message)),
            );
            if let Err(error) = file.skip_until(b'\n') {
                return Err(records.broken_off(error));
            }
        } else if !line.iter().all(u8::is_ascii_whitespace) {
            records.add(number, Ok(&line));
        }
    }
}
