//! The price files of another edition, read from a directory.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    CatalogError, Edition, FormerPrice, HISTORY, PRICE_FILES, PriceRow, edition, history, row,
};

/// The price files of a directory: those of another edition, or of a changed one.
#[derive(Debug, Clone)]
pub struct PriceDirectory {
    /// The edition its `edition.txt` names.
    pub date: Date,
    /// The digest stated there.
    pub digest: String,
    /// Whether that is the digest of its files.
    pub is_whole: bool,
    rows: BTreeMap<(String, String), Vec<PriceRow>>,
    former: Vec<FormerPrice>,
}

impl PriceDirectory {
    /// The names of the files a directory is read from, `edition.txt` beside them; the first three must
    /// be there.
    pub fn file_names() -> Vec<&'static str> {
        edition::file_names()
    }

    /// How many of [`Self::file_names`], from the first on, must be there.
    pub fn needed() -> usize {
        PRICE_FILES.len()
    }

    /// Reads the text of `edition.txt`, and those of the files of [`Self::file_names`] that are there,
    /// in that order.
    ///
    /// # Errors
    /// An `edition.txt` without a date and a digest, or the first damaged row of a price file.
    pub fn parse(edition_text: &str, files: &[(String, String)]) -> Result<Self, CatalogError> {
        let mut words = edition_text.split_whitespace();
        let stated = words
            .next()
            .and_then(|word| word.parse().ok())
            .zip(words.next());
        let (date, digest) = stated.ok_or_else(|| CatalogError {
            file: "edition.txt".to_owned(),
            line: 1,
            column: "-".to_owned(),
            message: "must have a date and a digest, such as `2026-11-22 0123456789abcdef`"
                .to_owned(),
        })?;
        let mut rows: BTreeMap<(String, String), Vec<PriceRow>> = BTreeMap::new();
        let mut former = Vec::new();
        for (name, text) in files {
            if name == HISTORY.name && history::has_ends(text) {
                let rows = history::parse_file(name, text)?.into_iter();
                former.extend(rows.map(|(_, former)| former));
            }
            if !PRICE_FILES.iter().any(|file| file.name == name) {
                continue;
            }
            for row in row::parse_file(name, text)? {
                let item = (row.key.service.clone(), row.key.item.clone());
                rows.entry(item).or_default().push(row);
            }
        }
        let texts: Vec<String> = files.iter().map(|(_, text)| text.clone()).collect();
        Ok(Self {
            date,
            is_whole: edition::is_digest_of(&texts, digest),
            digest: digest.to_owned(),
            rows,
            former,
        })
    }

    /// The edition of the table of editions that it is, if it is one and unchanged.
    pub fn edition(&self) -> Option<Edition> {
        let all = edition::all().into_iter();
        all.filter(|_| self.is_whole)
            .find(|edition| edition.digest == self.digest)
    }

    /// The rows of an item, former ones that held on `day` too.
    pub(super) fn rows(&self, service: &str, item: &str, day: Date) -> Vec<PriceRow> {
        let key = (service.to_owned(), item.to_owned());
        let listed = self.rows.get(&key).into_iter().flatten().cloned();
        let former = self.former.iter().filter(|former| {
            let own = &former.row.key;
            own.service == service && own.item == item
        });
        former
            .filter_map(|former| former.clone().on(day))
            .chain(listed)
            .collect()
    }

    /// Every service and item.
    pub(super) fn items(&self) -> impl Iterator<Item = (String, String)> {
        let former = self.former.iter().map(|former| &former.row.key);
        let former = former.map(|key| (key.service.clone(), key.item.clone()));
        self.rows.keys().cloned().chain(former)
    }
}
