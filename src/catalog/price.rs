//! A price that was looked up, and a price that was not there.

use super::{Catalog, PriceKey, PriceRow, row::Confidence};
use crate::units::{Meter, Metered, Rate};

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A row of the embedded price files.
    Catalog,
    /// Made from such rows by the derivation of this id.
    Derived(&'static str),
    /// A row of a `--prices` file.
    Overlay,
    /// Made from an overlaid row by the derivation of this id.
    OverlayDerived(&'static str),
    /// A figure of the scenario itself.
    Scenario,
}

impl Origin {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Derived(_) => "derived",
            Self::Overlay | Self::OverlayDerived(_) => "overlay",
            Self::Scenario => "scenario",
        }
    }

    /// The derivation, if there was one.
    pub fn rule(self) -> Option<&'static str> {
        match self {
            Self::Derived(rule) | Self::OverlayDerived(rule) => Some(rule),
            _ => None,
        }
    }
}

/// Where the price of a line item was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSource {
    /// The key of the row, or the path of the scenario's field.
    pub key: String,
    /// The address of the source.
    pub url: Option<String>,
    /// When the price was seen there.
    pub checked_on: Option<String>,
    /// Since when it holds.
    pub effective_from: Option<String>,
    /// How far it can be trusted.
    pub confidence: Option<Confidence>,
    /// Where it comes from.
    pub origin: Origin,
    /// Of an own price, what it was read from: the SKU and rate of a price list, or the file.
    pub reading: Option<String>,
}

impl PriceSource {
    /// A price written in the scenario under `path`.
    pub fn scenario(path: impl Into<String>) -> Self {
        Self {
            key: path.into(),
            url: None,
            checked_on: None,
            effective_from: None,
            confidence: None,
            origin: Origin::Scenario,
            reading: None,
        }
    }
}

/// A rate and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price<U> {
    /// Dollars for `per` units.
    pub rate: Rate<U>,
    /// Where it was read.
    pub source: PriceSource,
}

/// What a price is wanted for; the meter comes from the type asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// `bedrock`, `sagemaker`, or another AWS service.
    pub service: &'a str,
    /// A model id, an instance type, a feature.
    pub item: &'a str,
    /// What is bought.
    pub offer: &'a str,
    /// The calling region.
    pub region: &'a str,
    /// `in-region`, `geo`, `global`, or nothing.
    pub scope: &'a str,
    /// The service tier, or nothing.
    pub tier: &'a str,
    /// The commitment, or nothing.
    pub term: &'a str,
    /// The long-context step or size, or nothing.
    pub variant: &'a str,
}

impl Query<'_> {
    fn matches(&self, key: &PriceKey, region: &str) -> bool {
        key.offer == self.offer
            && key.region == region
            && key.scope == self.scope
            && key.tier == self.tier
            && key.term == self.term
            && key.variant == self.variant
    }

    /// The key of the row that would answer it for `meter`.
    pub fn key(&self, meter: Meter) -> PriceKey {
        PriceKey {
            service: self.service.to_owned(),
            item: self.item.to_owned(),
            offer: self.offer.to_owned(),
            region: self.region.to_owned(),
            scope: self.scope.to_owned(),
            tier: self.tier.to_owned(),
            term: self.term.to_owned(),
            variant: self.variant.to_owned(),
            meter,
        }
    }
}

/// A price the catalog does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no price for {}", key.path())]
pub struct MissingPrice {
    /// The row that would have it.
    pub key: Box<PriceKey>,
}

impl MissingPrice {
    /// The line to put into a `--prices` file, under the header it shows.
    pub fn overlay_line(&self) -> String {
        let key = &self.key;
        let per = key.meter.allowed_per().last().copied().unwrap_or(1);
        format!(
            "service,item,offer,region,scope,tier,term,variant,meter,usd,per\n{},{},{},{},{},{},{},{},{},<usd>,{per}",
            key.service,
            key.item,
            key.offer,
            key.region,
            key.scope,
            key.tier,
            key.term,
            key.variant,
            key.meter.id()
        )
    }
}

impl Catalog {
    /// The price of `U` for that purchase on the catalog's date.
    ///
    /// # Errors
    /// [`MissingPrice`] with the row that would be needed.
    pub fn price<U: Metered>(&self, query: &Query<'_>) -> Result<Price<U>, MissingPrice> {
        let missing = || self.missing(query, U::METER);
        let row = self.find(query, U::METER).ok_or_else(missing)?;
        let rate = Rate::new(row.usd, row.per).ok_or_else(missing)?;
        Ok(Price {
            rate,
            source: self.source_of(&row),
        })
    }

    /// The row that answers `query` for `meter`.
    pub fn find(&self, query: &Query<'_>, meter: Meter) -> Option<PriceRow> {
        let rows = self.rows(query.service, query.item);
        self.places(query, &rows).into_iter().find_map(|place| {
            let matching = rows
                .iter()
                .filter(|row| row.key.meter == meter && query.matches(&row.key, &place));
            in_force(matching).cloned()
        })
    }

    /// The row that holds for a key: its own, or the one that is taken where there is none, as a global
    /// price of a calling region from the global home.
    pub fn holding(&self, key: &PriceKey) -> Option<PriceRow> {
        let rows = self.rows(&key.service, &key.item);
        let at = |region: &str| {
            let is_same = |row: &&PriceRow| {
                row.key.region == region
                    && PriceKey {
                        region: key.region.clone(),
                        ..row.key.clone()
                    } == *key
            };
            in_force(rows.iter().filter(is_same)).cloned()
        };
        let query = Query {
            service: &key.service,
            item: &key.item,
            offer: &key.offer,
            region: &key.region,
            scope: &key.scope,
            tier: &key.tier,
            term: &key.term,
            variant: &key.variant,
        };
        let is_geography = key.scope == "geo" && key.region != "*";
        at(&key.region)
            .or_else(|| self.find(&query, key.meter))
            .or_else(|| is_geography.then(|| at("*")).flatten())
    }

    /// The row that is not there, in the first place where it would be looked for.
    fn missing(&self, query: &Query<'_>, meter: Meter) -> MissingPrice {
        let mut key = query.key(meter);
        let rows = self.rows(query.service, query.item);
        let place = self.places(query, &rows).into_iter().next();
        let nearest = || self.region(query.region)?.geographies.first().cloned();
        let place = match query.scope {
            "geo" => place.filter(|place| place != "*").or_else(nearest),
            _ => place,
        };
        if let Some(place) = place {
            key.region = place;
        }
        MissingPrice { key: Box::new(key) }
    }

    /// Whether anything at all is priced for that purchase, whatever the meter.
    pub fn sells(&self, query: &Query<'_>) -> bool {
        let rows = self.rows(query.service, query.item);
        let places = self.places(query, &rows);
        rows.iter()
            .any(|row| places.iter().any(|place| query.matches(&row.key, place)))
    }

    /// Where to look for a price of the calling region: a geographic profile is priced under its
    /// geography; a global one under `global`, for commercial regions, unless it differs by calling
    /// region. Where it does, the files list all its prices of that region, and none is borrowed.
    fn places(&self, query: &Query<'_>, rows: &[PriceRow]) -> Vec<String> {
        let everywhere = self
            .region(query.region)
            .is_some_and(|region| region.commercial);
        let own = rows.iter().any(|row| {
            let global = row.key.scope == "global" && row.key.region == query.region;
            global && row.origin == Origin::Catalog
        });
        let mut places = match query.scope {
            "global" if everywhere && !own => vec![query.region.to_owned(), "global".to_owned()],
            "geo" => self.geography(query, rows).into_iter().collect(),
            _ => vec![query.region.to_owned()],
        };
        if everywhere {
            places.push("*".to_owned());
        }
        places
    }

    /// The most specific geography around the calling region with a profile of this item.
    fn geography(&self, query: &Query<'_>, rows: &[PriceRow]) -> Option<String> {
        let region = self.region(query.region)?;
        let sold = |place: &&String| {
            rows.iter().any(|row| {
                row.key.region == **place && row.key.scope == "geo" && row.key.offer == query.offer
            })
        };
        region.geographies.iter().find(sold).cloned()
    }

    /// Where the price of a row was read.
    pub fn source_of(&self, row: &PriceRow) -> PriceSource {
        PriceSource {
            key: row.key.path(),
            url: self.source(&row.source).map(|source| source.url.clone()),
            checked_on: row.checked_on.map(|date| date.to_string()),
            effective_from: row.effective_from.map(|date| date.to_string()),
            confidence: row.confidence,
            origin: row.origin,
            reading: (row.origin.word() == Origin::Overlay.word()).then(|| row.source.clone()),
        }
    }
}

/// The one of some rows of one key that holds: of the highest layer, of the latest date in it, the
/// last. Rows of the future are not among them.
pub(super) fn in_force<'a>(rows: impl Iterator<Item = &'a PriceRow>) -> Option<&'a PriceRow> {
    rows.max_by_key(|row| (layer(row.origin), row.effective_from))
}

/// Overlays win over the catalog, which wins over what is derived.
pub(super) fn layer(origin: Origin) -> u8 {
    match origin {
        Origin::Scenario | Origin::Overlay => 3,
        Origin::Catalog => 2,
        Origin::OverlayDerived(_) => 1,
        Origin::Derived(_) => 0,
    }
}
