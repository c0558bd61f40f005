//! Prices as the maps of other projects quote them: by a model's name, in dollars a token.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Form, Read, Reason, Unmapped};
use crate::{
    catalog::{Catalog, Confidence, Model, Origin, PriceKey, PriceRow},
    units::{Decimal, Meter},
};

/// Where a name without a region is priced.
const HOME: &str = "us-east-1";

/// A model, and where its calls run.
pub(super) struct Place<'a> {
    pub model: &'a Model,
    /// A region, a geography, `global` or `*`.
    pub region: String,
    /// `in-region`, `geo` or `global`.
    pub scope: &'static str,
}

impl<'a> Place<'a> {
    /// What an id stands for, with or without a geography before it, in a region or without one.
    ///
    /// The bare id of a model with one price per scope carries the global price in `LiteLLM`, but for those of
    /// the endpoint `bedrock-mantle`; any other the price in the home region.
    pub(super) fn of(
        id: &str,
        region: Option<&str>,
        is_bare_global: bool,
        catalog: &'a Catalog,
    ) -> Result<Self, Reason> {
        if region.is_some_and(|region| region != "*" && catalog.region(region).is_none()) {
            return Err(Reason::RegionUnknown);
        }
        let (prefix, bare) = match id.split_once('.') {
            Some((prefix, bare)) if is_prefix(prefix, catalog) => (Some(prefix), bare),
            _ => (None, id),
        };
        let model = catalog.model(bare).ok_or(Reason::ModelUnknown)?;
        let (region, scope) = match (prefix, region) {
            (Some("global"), region) => (region.unwrap_or("global"), "global"),
            (Some(geography), None) => (geography, "geo"),
            (Some(_), Some(_)) => return Err(Reason::KindUnknown),
            (None, Some(region)) => (region, "in-region"),
            (None, None) if is_bare_global && model.has_one_price_per_scope() => {
                ("global", "global")
            }
            (None, None) => (HOME, "in-region"),
        };
        Ok(Self {
            model,
            region: region.to_owned(),
            scope,
        })
    }
}

fn is_prefix(text: &str, catalog: &Catalog) -> bool {
    let mut geographies = catalog
        .regions()
        .iter()
        .flat_map(|region| &region.geographies);
    text == "global" || geographies.any(|geography| geography == text)
}

/// What a price is for, as the columns of the catalog say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub meter: Meter,
    pub offer: &'static str,
    pub tier: &'static str,
    pub term: &'static str,
    /// Prompts longer than so many tokens only.
    pub above: Option<u64>,
    /// Whether the place decides the price.
    pub is_scoped: bool,
}

impl Kind {
    /// On demand, at the standard tier.
    pub(super) const fn standard(meter: Meter) -> Self {
        Self {
            meter,
            offer: "on-demand",
            tier: "standard",
            term: "",
            above: None,
            is_scoped: true,
        }
    }
}

/// A name of a price, and what is said of it.
pub(super) struct Quote<'a> {
    pub name: &'a str,
    pub field: &'a str,
    /// The price as the file writes it.
    pub text: &'a str,
    /// The first day it holds, if the file says one.
    pub from: Option<Date>,
}

/// What was read of one file so far.
pub(super) struct Quotes {
    form: Form,
    edition: &'static str,
    rows: Vec<PriceRow>,
    entries: u64,
    left_out: BTreeMap<Reason, u64>,
    unmapped: Vec<Unmapped>,
}

impl Quotes {
    pub(super) fn new(form: Form, edition: &'static str) -> Self {
        Self {
            form,
            edition,
            rows: Vec::new(),
            entries: 0,
            left_out: BTreeMap::new(),
            unmapped: Vec::new(),
        }
    }

    /// Adds a price of `unit` dollars for one of its meter.
    pub(super) fn add(&mut self, quote: &Quote<'_>, place: &Place<'_>, kind: Kind, unit: Decimal) {
        self.entries += 1;
        if unit.is_zero() {
            return self.count(Reason::Zero);
        }
        let per = kind.meter.allowed_per().last().copied().unwrap_or(1);
        let usd = unit.checked_mul(Decimal::from(per));
        let Some(usd) = usd.filter(|usd| crate::units::bounds::USD.refuse(*usd).is_none()) else {
            return self.leave(Reason::PriceUnreadable, quote);
        };
        let (region, scope) = (place.region.clone(), place.scope);
        let scope = if kind.is_scoped { scope } else { "" };
        self.rows.push(PriceRow {
            key: PriceKey {
                service: "bedrock".to_owned(),
                item: place.model.id.clone(),
                offer: kind.offer.to_owned(),
                region,
                scope: scope.to_owned(),
                tier: kind.tier.to_owned(),
                term: kind.term.to_owned(),
                variant: kind
                    .above
                    .map(|tokens| format!("above-{tokens}"))
                    .unwrap_or_default(),
                meter: kind.meter,
            },
            usd: usd.normalize(),
            per,
            effective_from: quote.from,
            checked_on: None,
            source: format!("{} {}", self.edition, quote.name),
            confidence: Some(Confidence::Low),
            note: quote.field.to_owned(),
            origin: Origin::Overlay,
        });
    }

    /// Counts an entry that became no row, and keeps it where it is a price of ours.
    pub(super) fn leave_out(&mut self, reason: Reason, quote: &Quote<'_>) {
        self.entries += 1;
        self.leave(reason, quote);
    }

    fn leave(&mut self, reason: Reason, quote: &Quote<'_>) {
        self.count(reason);
        let is_of_tokens = quote.field.contains("token") || quote.field.ends_with("_mtok");
        if reason != Reason::OtherService && is_of_tokens {
            self.unmapped.push(Unmapped {
                reason,
                sku: quote.name.to_owned(),
                usage_type: quote.field.to_owned(),
                region: String::new(),
                price: quote.text.to_owned(),
            });
        }
    }

    fn count(&mut self, reason: Reason) {
        *self.left_out.entry(reason).or_insert(0) += 1;
    }

    pub(super) fn finish(self) -> Read {
        let left_out: u64 = self.left_out.values().sum();
        Read {
            form: self.form,
            edition: self.edition.to_owned(),
            rows: self.rows,
            entries: self.entries,
            mapped: self.entries - left_out,
            left_out: self.left_out,
            unmapped: self.unmapped,
        }
    }
}

/// The number that a file writes, exponents and all, exactly; `None` if it is none that can be held.
pub(super) fn number(text: &str) -> Option<Decimal> {
    const LONGEST: usize = 40;
    let text = text.trim().trim_matches('"');
    if text.is_empty() || text.len() > LONGEST || text.starts_with('-') {
        return None;
    }
    text.parse()
        .ok()
        .or_else(|| Decimal::from_scientific(text).ok())
}

/// The meter of what is written to the cache where a file does not say for how long: five minutes, or
/// thirty where that is the only price of the model in the catalog.
pub(super) fn cache_writes(model: &Model, catalog: &Catalog) -> Meter {
    let rows = catalog.rows("bedrock", &model.id);
    let has = |meter| rows.iter().any(|row| row.key.meter == meter);
    if has(Meter::CacheWrite30mTokens) && !has(Meter::CacheWrite5mTokens) {
        Meter::CacheWrite30mTokens
    } else {
        Meter::CacheWrite5mTokens
    }
}
