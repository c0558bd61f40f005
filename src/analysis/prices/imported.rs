//! The prices of several files together.

use std::collections::BTreeMap;

use crate::{catalog::PriceRow, pricelist::Read};

/// What was read from price files, and the prices of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPrices {
    /// The files, each with its name, in the order they were given in.
    pub files: Vec<(String, Read)>,
    /// The prices, sorted as price files are.
    pub rows: Vec<PriceRow>,
    /// Prices that an earlier file has already.
    pub repeated: usize,
    /// Prices that two files contradict each other in. None of them is among the rows.
    pub contradictions: Vec<(PriceRow, PriceRow)>,
}

impl ImportedPrices {
    /// Puts files together.
    pub fn of(files: Vec<(String, Read)>) -> Self {
        let mut repeated = 0;
        let mut contradictions: Vec<(PriceRow, PriceRow)> = Vec::new();
        let mut kept = BTreeMap::new();
        for row in files.iter().flat_map(|(_, read)| &read.rows) {
            let key = row.sort_key();
            match kept.get(&key) {
                None => {
                    kept.insert(key, row);
                }
                Some(known) if known.has_price_of(row) => repeated += 1,
                Some(known) => contradictions.push(((*known).clone(), row.clone())),
            }
        }
        for (one, _) in &contradictions {
            kept.remove(&one.sort_key());
        }
        let rows = kept.into_values().cloned().collect();
        Self {
            files,
            rows,
            repeated,
            contradictions,
        }
    }

    /// The prices of each service, sorted.
    pub fn by_service(&self) -> BTreeMap<&str, Vec<&PriceRow>> {
        let mut services: BTreeMap<&str, Vec<&PriceRow>> = BTreeMap::new();
        for row in &self.rows {
            let rows = services.entry(row.key.service.as_str()).or_default();
            rows.push(row);
        }
        services
    }
}
