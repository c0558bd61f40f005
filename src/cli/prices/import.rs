//! `crossover prices import`: from price files to own prices.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::args::PricesImportArgs;
use crate::{
    analysis::{ImportedPrices, agreement},
    catalog::{Catalog, HEADER, PriceRow},
    cli::{
        Answer, DIFFERENT,
        args::Shared,
        compare::written,
        diagnostic::Failure,
        files::{self, Sink},
        terminal::Terminal,
    },
    pricelist::{self, PriceListError, Read},
    render::{Look, csv_row},
    report::PricesImportReport,
};

pub(super) fn run(
    args: &PricesImportArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let paths = files::matching(&args.files)?;
    let mut read = Vec::new();
    for path in &paths {
        read.push((files::shown(path), prices_of(path, &catalog)?));
    }
    let imported = ImportedPrices::of(read);
    let quoted = args.check.then(|| agreement(&imported.rows, &catalog));
    let check = quoted
        .as_ref()
        .map(|quoted| (quoted.as_slice(), args.tolerance));
    let report = PricesImportReport::of(&imported, check, &catalog);
    let look = Look {
        width: terminal.width(),
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let answered = Shared {
        output: None,
        ..shared.clone()
    };
    let mut answer = written(&report, &answered, look)?;
    let above = report
        .check
        .as_ref()
        .map_or(0, |check| check.above_tolerance);
    if above > 0 {
        answer.code = DIFFERENT;
    }
    answer.notes = match &shared.output {
        _ if imported.rows.is_empty() => {
            vec!["warning: no price could be read from it; nothing was written".to_owned()]
        }
        Some(_) if above > 0 => {
            vec![
                "warning: nothing was written, for prices differ by more than --tolerance"
                    .to_owned(),
            ]
        }
        Some(output) => write(output, &imported, &paths)?,
        None if args.check => Vec::new(),
        None => vec!["note: -o DIRECTORY writes the prices, for --prices DIRECTORY".to_owned()],
    };
    Ok(answer)
}

/// What a file says.
pub(super) fn prices_of(path: &Path, catalog: &Catalog) -> Result<Read, Failure> {
    let name = files::shown(path);
    pricelist::read(&name, files::open(path)?, catalog).map_err(|error| {
        let PriceListError { help, .. } = &error;
        let failure = Failure::new(error.to_string());
        match help {
            Some(help) => failure.help(help.clone()),
            None => failure,
        }
    })
}

/// Writes a price file a service into a directory: all of them, or none.
fn write(
    directory: &Path,
    imported: &ImportedPrices,
    inputs: &[PathBuf],
) -> Result<Vec<String>, Failure> {
    if fs::metadata(directory).is_ok_and(|found| !found.is_dir()) {
        let message = format!(
            "`{}` is a file, where -o needs a directory",
            directory.display()
        );
        return Err(
            Failure::new(message).help("prices are written as a file a service: name a directory")
        );
    }
    fs::create_dir_all(directory).map_err(|error| {
        let message = format!("`{}` could not be made: {error}", directory.display());
        Failure::new(message)
    })?;
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let mut sinks = Vec::new();
    let mut notes = Vec::new();
    for (service, rows) in imported.by_service() {
        let path = directory.join(format!("{service}.csv"));
        // Refuses to overwrite a file that was read.
        let _place = files::Destination::of(Some(&path), &inputs)?;
        let mut sink = Sink::file(&path)?;
        let _reads_on = sink.write(&text(&rows))?;
        sinks.push(sink);
        notes.push(format!("wrote {}", path.display()));
    }
    for sink in sinks {
        sink.finish()?;
    }
    Ok(notes)
}

/// The text of a price file.
fn text(rows: &[&PriceRow]) -> String {
    let mut text = csv_row(&HEADER.map(str::to_owned));
    for row in rows {
        text.push_str(&csv_row(&row.cells()));
    }
    text
}
