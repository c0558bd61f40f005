//! Records in JSON: an object a line.

use std::{
    borrow::Cow,
    io::{BufRead, Read as _},
};

use super::{
    Format, Layout, Reason, Rejected,
    columns::{Columns, Names, names},
    json::Paths,
    read::{Options, ReadError, Usage, fault, reading, usage},
    record::{Dated, Reading, Texts},
};

/// The longest line: 16 MiB.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Reads the lines of a file of JSON.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut file: impl BufRead,
    options: &Options,
) -> Result<Usage, ReadError> {
    let mut line = Vec::new();
    let mut number = 0;
    let mut open: Option<(Columns, Paths, Reading, Usage)> = None;
    let mut dated = Dated::default();
    loop {
        line.clear();
        number += 1;
        if file.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if open.is_none() {
            let has = |wanted: &str| has_path(&line, wanted);
            let format = options
                .from
                .or_else(|| Format::detect(Layout::Json, has))
                .or_else(|| Format::called("json"));
            let format = format.ok_or_else(|| ReadError::Unknown("JSON".to_owned()))?;
            let names: Names<'_> = names(format, &options.map);
            let (columns, paths) = Columns::of_paths(&names);
            let usage = usage(format, &columns);
            open = Some((columns, paths, reading(format, options), usage));
        }
        let Some((columns, paths, reading, usage)) = &mut open else {
            break;
        };
        let mut found: Vec<Option<Cow<'_, str>>> = vec![None; columns.count()];
        let said = paths
            .read(&line, &mut found)
            .map_err(|error| {
                Rejected::new(
                    Reason::Unreadable,
                    None,
                    format!("this is no JSON: column {}", error.column()),
                )
            })
            .and_then(|()| {
                let texts: Texts<'_> = columns.texts(|_| "", &found);
                reading
                    .record(&texts, &mut dated)
                    .map(|said| usage.tally.add(&said))
            });
        if let Err(rejected) = said {
            usage
                .tally
                .reject(rejected, |rejected| fault(name, number, columns, rejected));
        }
    }
    let Some((.., mut usage)) = open else {
        return Err(ReadError::Empty);
    };
    usage.tally.note_times(dated);
    Ok(usage)
}

/// Whether a JSON object has something at a path.
fn has_path(text: &[u8], path: &str) -> bool {
    let mut paths = Paths::default();
    paths.add(path, 0);
    let mut found = [None];
    drop(paths.read(text, &mut found));
    found[0].is_some()
}
