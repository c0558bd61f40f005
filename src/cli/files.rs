//! Files: read whole, written whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    process,
};

use super::{args::Shared, diagnostic::Failure};
use crate::catalog::{Catalog, Overlay};

/// Larger files are none of ours.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// How a path on the command line says standard input.
const STDIN: &str = "-";

/// Where an answer goes.
pub(super) enum Destination {
    /// Standard output.
    Terminal,
    /// A file.
    File(PathBuf),
}

impl Destination {
    /// The place `-o` names, refused if it is a file the answer was made from.
    pub(super) fn of(output: Option<&Path>, inputs: &[&Path]) -> Result<Self, Failure> {
        let Some(output) = output.filter(|output| *output != Path::new(STDIN)) else {
            return Ok(Self::Terminal);
        };
        let same = |input: &&Path| {
            let real = |path: &Path| fs::canonicalize(path).ok();
            real(output).is_some_and(|output| Some(output) == real(input))
        };
        if inputs.iter().any(same) {
            let message = format!(
                "`{}` is the scenario itself, or another file that is read",
                output.display()
            );
            return Err(Failure::new(message).help("write the answer to another file"));
        }
        Ok(Self::File(output.to_owned()))
    }
}

/// Whether a path is standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// How a path is shown.
pub(super) fn shown(path: &Path) -> String {
    if is_stdin(path) {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    }
}

/// The text of a file, or of standard input.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let name = shown(path);
    let bytes = if is_stdin(path) {
        all_of(io::stdin())
    } else {
        if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
            return Err(is_directory(&name));
        }
        File::open(path).and_then(all_of)
    };
    let bytes = bytes.map_err(|error| unread(&name, &error))?;
    if bytes.is_none() {
        return Err(Failure::new(format!("`{name}` is longer than 64 MiB")));
    }
    let bytes = bytes.unwrap_or_default();
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        let (line, column) = super::diagnostic::place(&good, good.len());
        let message = format!("`{name}` is not text in UTF-8: see line {line}, column {column}");
        Failure::new(message).help("save it as UTF-8 text")
    })
}

/// Everything there is to read, or nothing if that is too much.
fn all_of(source: impl io::Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= MOST_BYTES);
    Ok(fits.then_some(bytes))
}

/// Writes a whole file.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = Sink::file(path)?;
    let _reads_on = file.write(text)?;
    file.finish()
}

/// Where a long answer goes, piece by piece: standard output, or a file that is written beside its
/// place first and then moved there, so that no half of it is ever seen.
pub(super) struct Sink {
    out: Option<BufWriter<Box<dyn io::Write>>>,
    name: String,
    /// The file beside, and where it goes.
    moved: Option<(PathBuf, PathBuf)>,
}

impl Sink {
    /// The place that `-o` names, or standard output.
    pub(super) fn of(destination: &Destination) -> Result<Self, Failure> {
        match destination {
            Destination::Terminal => Ok(Self {
                out: Some(BufWriter::new(Box::new(io::stdout()))),
                name: "the answer".to_owned(),
                moved: None,
            }),
            Destination::File(path) => Self::file(path),
        }
    }

    /// A file.
    pub(super) fn file(path: &Path) -> Result<Self, Failure> {
        let name = format!("`{}`", path.display());
        let failed = |error: io::Error| unwritten(&name, &error);
        let existing = fs::metadata(path);
        if existing.as_ref().is_ok_and(fs::Metadata::is_dir) {
            return Err(is_directory(&path.display().to_string()));
        }
        // A device or a pipe has no place beside it, and keeps no half.
        if existing.is_ok_and(|existing| !existing.is_file()) {
            let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(Self {
                out: Some(BufWriter::new(Box::new(file))),
                name,
                moved: None,
            });
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let Some(last) = target.file_name() else {
            return Err(failed(io::Error::from(io::ErrorKind::InvalidInput)));
        };
        let beside = target.with_file_name(format!(".{}.{}.part", last.display(), process::id()));
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside);
        let file = made.map_err(failed)?;
        Ok(Self {
            out: Some(BufWriter::new(Box::new(file))),
            name,
            moved: Some((beside, target)),
        })
    }

    /// Writes a piece. Answers whether anybody still reads: a reader that went away has seen enough.
    pub(super) fn write(&mut self, text: &str) -> Result<bool, Failure> {
        let Some(out) = &mut self.out else {
            return Ok(false);
        };
        match out.write_all(text.as_bytes()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(unwritten(&self.name, &error)),
        }
    }

    /// Ends it: only now is the file in its place.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.out.take().map_or(Ok(()), |mut out| out.flush());
        let moved = flushed.and_then(|()| match self.moved.take() {
            Some((beside, target)) => fs::rename(&beside, target).inspect_err(|_| {
                // What counts is the first error.
                drop(fs::remove_file(&beside));
            }),
            None => Ok(()),
        });
        match moved {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(unwritten(&self.name, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Some((beside, _)) = &self.moved {
            // Nothing is kept of what was not finished.
            drop(fs::remove_file(beside));
        }
    }
}

fn unwritten(name: &str, error: &io::Error) -> Failure {
    Failure::new(format!("{name} could not be written: {error}"))
}

/// A file to be read piece by piece, or standard input.
pub(super) fn open(path: &Path) -> Result<Box<dyn io::Read + Send>, Failure> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    let name = shown(path);
    if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Err(is_directory(&name));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(unread(&name, &error)),
    }
}

/// How a file is named in another, `place`, which lies anywhere: by its name alone where both lie
/// beside each other, else by its whole path.
pub(super) fn beside(path: &Path, place: &Path) -> String {
    let folder = |path: &Path| {
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()
    };
    let place_folder = if place.is_dir() {
        fs::canonicalize(place).ok()
    } else {
        folder(place)
    };
    match (folder(path), path.file_name()) {
        (own, Some(name)) if own.is_some() && own == place_folder => name.display().to_string(),
        (Some(own), Some(name)) => own.join(name).display().to_string(),
        _ => path.display().to_string(),
    }
}

/// The files that paths name; one that is no file may be a pattern of names, taken in their order.
pub(super) fn matching(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let name = shown(path);
        let is_pattern = !is_stdin(path) && !path.exists() && name.contains(['*', '?', '[']);
        if !is_pattern {
            files.push(path.clone());
            continue;
        }
        let found = glob::glob(&name)
            .map_err(|error| Failure::new(format!("`{name}` is no pattern of names: {error}")))?;
        let before = files.len();
        files.extend(found.filter_map(Result::ok).filter(|path| path.is_file()));
        if files.len() == before {
            return Err(
                Failure::new(format!("no file is called like `{name}`")).help("check the path")
            );
        }
    }
    Ok(files)
}

fn is_directory(name: &str) -> Failure {
    let message = format!("`{name}` is a directory, where a file was expected");
    Failure::new(message).help("name a file in it")
}

/// What could not be read.
pub(super) fn unread(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("`{name}` was not found"))
            .help("check the path; `-` reads standard input"),
        _ => Failure::new(format!("`{name}` could not be read: {error}")),
    }
}

/// The catalog with the files of `--prices` laid over it, as of `--as-of`.
pub(super) fn catalog(shared: &Shared) -> Result<Catalog, Failure> {
    let overlays = overlays(&shared.prices)?;
    Ok(match shared.as_of {
        Some(date) => Catalog::as_of(overlays, date),
        None => Catalog::embedded(overlays),
    })
}

/// The files that paths name, as prices of one's own.
pub(super) fn overlays(paths: &[PathBuf]) -> Result<Vec<Overlay>, Failure> {
    let mut overlays = Vec::new();
    for path in paths {
        for file in price_files(path)? {
            let (name, text) = (shown(&file), read(&file)?);
            let header = text.lines().next().unwrap_or_default();
            if header.contains([';', '\t']) && !header.contains(',') {
                let message = format!("`{name}` does not separate its columns by commas");
                return Err(Failure::new(message).help(
                    "write `service,item,offer,…`, and prices with a point: save it as CSV with commas",
                ));
            }
            overlays.push(Overlay::parse(&name, &text)?);
        }
    }
    Ok(overlays)
}

/// What to say of own prices that may not be what was meant.
pub(super) fn doubts(catalog: &Catalog) -> Vec<String> {
    let empty = catalog
        .overlays()
        .iter()
        .filter(|overlay| overlay.rows.is_empty());
    let empty = empty.map(|overlay| format!("warning: `{}` has no prices", overlay.name));
    let unknown = catalog.unknown_items();
    let unknown = (!unknown.is_empty()).then(|| {
        format!(
            "warning: own prices are for models the catalog does not know: {}",
            unknown.join(", ")
        )
    });
    let day = catalog.date();
    let is_later = |overlay: &&Overlay| {
        let rows = overlay.rows.iter();
        rows.filter(|row| row.effective_from.is_none())
            .any(|row| row.checked_on.is_some_and(|checked| checked > day))
    };
    let is_past = catalog.date().to_string() != Catalog::edition();
    let later = catalog.overlays().iter().filter(is_later);
    let later = later.filter(|_| is_past).map(|overlay| {
        format!(
            "warning: prices of `{}` were read after {day}, and are taken as if they held then",
            overlay.name
        )
    });
    empty.chain(unknown).chain(later).collect()
}

/// A file itself; of a directory its *.csv files, by name.
fn price_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Ok(vec![path.to_owned()]);
    }
    let failed =
        |error: io::Error| Failure::new(format!("`{}` could not be read: {error}", path.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|end| end == "csv") && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        let message = format!("`{}` has no *.csv files", path.display());
        return Err(Failure::new(message).help("name a price file, or a directory of some"));
    }
    Ok(files)
}
