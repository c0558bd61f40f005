//! Regions and the geographies cross-region profiles are sold for.

use super::table;

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its code, such as `us-east-1`.
    pub code: String,
    /// Its name, such as `US East (N. Virginia)`.
    pub name: String,
    /// Whether it is one of the commercial partition, where prices for every region hold.
    pub commercial: bool,
    /// The geographies of the profiles that can be called from it, the most specific first.
    pub geographies: Vec<String>,
}

pub(super) fn parse(text: &str) -> Vec<Region> {
    table::records(text)
        .skip(1)
        .filter_map(|record| {
            let geographies = record.get(3)?.split(';').filter(|place| !place.is_empty());
            Some(Region {
                code: record.get(0)?.to_owned(),
                name: record.get(1)?.to_owned(),
                commercial: record.get(2)? == "commercial",
                geographies: geographies.map(str::to_owned).collect(),
            })
        })
        .collect()
}
