//! Editions: the catalog of a day, told by the digest of its files.

use super::{
    ACCELERATORS, ARCHITECTURES, EDITIONS, FACTS, File, HISTORY, INSTANCES, MEASUREMENTS, MODELS,
    PRICE_FILES, REGIONS, SOURCES, table,
};
use crate::units::digest;

/// An edition of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The date its prices stand for.
    pub date: String,
    /// The digest of its files.
    pub digest: String,
    /// What is different from the one before.
    pub change: String,
}

/// Every edition there was, the present one last.
pub(super) fn all() -> Vec<Edition> {
    let field = |record: &csv::StringRecord, at| record.get(at).unwrap_or_default().to_owned();
    let records = table::records(table::body(EDITIONS.text));
    let read = |record: csv::StringRecord| Edition {
        date: field(&record, 0),
        digest: field(&record, 1),
        change: field(&record, 2),
    };
    records.map(read).collect()
}

/// The files an edition is told by, in the order they are digested in. New ones come last, so that the
/// files of an older edition are the first of these.
fn files() -> impl Iterator<Item = File> {
    let others = [
        MODELS,
        INSTANCES,
        REGIONS,
        SOURCES,
        FACTS,
        ARCHITECTURES,
        ACCELERATORS,
        MEASUREMENTS,
        HISTORY,
    ];
    PRICE_FILES.iter().copied().chain(others)
}

/// The names of the files an edition is told by.
pub(super) fn file_names() -> Vec<&'static str> {
    files().map(|file| file.name).collect()
}

/// The digest of the embedded files.
pub(super) fn embedded_digest() -> String {
    let texts: Vec<&str> = files().map(|file| file.text).collect();
    digest(&texts.concat())
}

/// Whether `stated` is the digest of these files, which are in the order of [`file_names`], or of the
/// first of them, as it was when there were fewer.
pub(super) fn is_digest_of(texts: &[String], stated: &str) -> bool {
    let counts = (PRICE_FILES.len()..=texts.len()).rev();
    counts
        .filter_map(|count| texts.get(..count))
        .any(|texts| digest(&texts.concat()) == stated)
}
