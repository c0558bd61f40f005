//! The prices of genai-prices: providers with models, prices in dollars for a million tokens.
//!
//! A price may have tiers by the length of the prompt, and a model's prices may be a list of which each
//! holds from a date on. Ids with `regional.` or `global.` before them are of that project's own making.

use std::{collections::BTreeMap, io};

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Form, Read, Reason,
    quoted::{Kind, Place, Quote, Quotes, cache_writes, number},
};
use crate::{
    catalog::Catalog,
    units::{Decimal, Meter},
};

/// The id of the provider whose prices are Bedrock's.
const PROVIDER: &str = "aws";

#[derive(Deserialize)]
struct Provider {
    id: String,
    #[serde(default)]
    models: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    prices: Box<RawValue>,
}

/// Prices that hold from a date on.
#[derive(Deserialize)]
struct Dated {
    #[serde(default)]
    constraint: Option<Constraint>,
    prices: BTreeMap<String, Box<RawValue>>,
}

#[derive(Deserialize)]
struct Constraint {
    #[serde(default)]
    start_date: Option<String>,
}

#[derive(Deserialize)]
struct Tiered {
    base: Box<RawValue>,
    #[serde(default)]
    tiers: Vec<Tier>,
}

#[derive(Deserialize)]
struct Tier {
    start: u64,
    price: Box<RawValue>,
}

/// Reads one provider, or a list of them.
///
/// # Errors
/// What is wrong with its JSON.
pub(super) fn read(file: impl io::Read, catalog: &Catalog) -> Result<Read, serde_json::Error> {
    let whole: Box<RawValue> = serde_json::from_reader(file)?;
    let providers: Vec<Provider> = if whole.get().trim_start().starts_with('[') {
        serde_json::from_str(whole.get())?
    } else {
        vec![serde_json::from_str(whole.get())?]
    };
    let mut quotes = Quotes::new(Form::GenaiPrices, "genai-prices");
    for provider in &providers {
        let is_ours = provider.id == PROVIDER;
        for entry in &provider.models {
            for dated in dated(&entry.prices)? {
                for (field, price) in &dated.prices {
                    quotes.price(entry, &dated, (field, price), is_ours, catalog);
                }
            }
        }
    }
    Ok(quotes.finish())
}

/// The prices of a model: some, or several of which each holds from a date on.
fn dated(prices: &RawValue) -> Result<Vec<Dated>, serde_json::Error> {
    if prices.get().trim_start().starts_with('[') {
        return serde_json::from_str(prices.get());
    }
    Ok(vec![Dated {
        constraint: None,
        prices: serde_json::from_str(prices.get())?,
    }])
}

impl Dated {
    /// The first day the prices hold.
    fn from(&self) -> Option<Date> {
        let constraint = self.constraint.as_ref()?;
        constraint.start_date.as_deref()?.parse().ok()
    }

    /// Whether they hold always, or from a date on: hours of the day are no price of the catalog's.
    fn is_understood(&self) -> bool {
        self.constraint.is_none() || self.from().is_some()
    }
}

impl Quotes {
    fn price(
        &mut self,
        entry: &Entry,
        dated: &Dated,
        (field, price): (&str, &RawValue),
        is_ours: bool,
        catalog: &Catalog,
    ) {
        let tiered: Option<Tiered> = serde_json::from_str(price.get()).ok();
        let mut steps = vec![(None, tiered.as_ref().map_or(price, |tiered| &*tiered.base))];
        let tiers = tiered.iter().flat_map(|tiered| &tiered.tiers);
        steps.extend(tiers.map(|tier| (Some(tier.start), &*tier.price)));
        let place = place(&entry.id, catalog);
        for (above, price) in steps {
            let quote = Quote {
                name: &entry.id,
                field,
                text: price.get(),
                from: dated.from(),
            };
            let read = match &place {
                _ if !is_ours => Err(Reason::OtherService),
                _ if !dated.is_understood() => Err(Reason::KindUnknown),
                Err(reason) => Err(*reason),
                Ok(place) => one(&quote, place, above, catalog).map(|of| (place, of)),
            };
            match read {
                Ok((place, (kind, unit))) => self.add(&quote, place, kind, unit),
                Err(reason) => self.leave_out(reason, &quote),
            }
        }
    }
}

/// What one price is for, and its dollars a token.
fn one(
    quote: &Quote<'_>,
    place: &Place<'_>,
    above: Option<u64>,
    catalog: &Catalog,
) -> Result<(Kind, Decimal), Reason> {
    const MILLION: u32 = 1_000_000;
    let meter = match quote.field {
        "input_mtok" => Meter::InputTokens,
        "output_mtok" => Meter::OutputTokens,
        "cache_read_mtok" => Meter::CacheReadTokens,
        "cache_write_mtok" => cache_writes(place.model, catalog),
        "input_audio_mtok" => Meter::InputAudioTokens,
        "output_audio_mtok" => Meter::OutputAudioTokens,
        _ => return Err(Reason::KindUnknown),
    };
    let million = number(quote.text).ok_or(Reason::PriceUnreadable)?;
    let unit = million
        .checked_div(Decimal::from(MILLION))
        .ok_or(Reason::PriceUnreadable)?;
    let kind = Kind {
        above,
        ..Kind::standard(meter)
    };
    Ok((kind, unit))
}

/// The place an id stands for. A `regional.` one is not said to be of any region: it is read as the home's.
fn place<'a>(id: &str, catalog: &'a Catalog) -> Result<Place<'a>, Reason> {
    const HOME: Option<&str> = Some("us-east-1");
    let id = id.strip_prefix("regional.").unwrap_or(id);
    let region = HOME.filter(|_| !id.starts_with("global."));
    let found = Place::of(id, region, false, catalog);
    // Its ids have a version where the id of the model has none.
    let shorter = id.strip_suffix(":0");
    let shorter = shorter.map(|id| id.strip_suffix("-v1").unwrap_or(id));
    match (found, shorter) {
        (Err(Reason::ModelUnknown), Some(id)) => Place::of(id, region, false, catalog),
        (found, _) => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(json: &str) -> (Vec<String>, Read) {
        let read = read(json.as_bytes(), &Catalog::embedded(vec![])).unwrap();
        let rows = read.rows.iter();
        let of = |row: &crate::catalog::PriceRow| {
            let from = row.effective_from.map(|date| format!(" from {date}"));
            format!("{} {}{}", row.key.path(), row.usd, from.unwrap_or_default())
        };
        (rows.map(of).collect(), read)
    }

    #[test]
    fn prices_are_for_a_million_tokens_from_a_date_on() {
        let (paths, read) = paths(
            r#"{"id": "aws", "models": [{"id": "global.anthropic.claude-sonnet-5-v1:0", "prices": [
                {"prices": {"input_mtok": 2, "cache_write_mtok": 2.5}},
                {"constraint": {"start_date": "2026-09-01"}, "prices": {"input_mtok": 3}},
                {"constraint": {"start_time": "01:00"}, "prices": {"input_mtok": 1}}]}]}"#,
        );
        let sonnet = "bedrock/anthropic.claude-sonnet-5/on-demand/global/global/standard";
        assert_eq!(
            paths,
            [
                format!("{sonnet}/cache-write-5m-tokens 2.5"),
                format!("{sonnet}/input-tokens 2"),
                format!("{sonnet}/input-tokens 3 from 2026-09-01"),
            ]
        );
        assert_eq!((read.entries, read.mapped, read.unmapped.len()), (4, 3, 1));
    }

    #[test]
    fn a_tier_is_the_price_of_longer_prompts_and_a_regional_id_the_price_of_the_home() {
        let (paths, _) = paths(
            r#"[{"id": "openai", "models": [{"id": "gpt-4", "prices": {"input_mtok": 1}}]},
                {"id": "aws", "models": [{"id": "regional.anthropic.claude-opus-4-5-v1:0", "prices":
                {"output_mtok": {"base": 27.5, "tiers": [{"start": 200000, "price": 30}]}}}]}]"#,
        );
        let opus = "bedrock/anthropic.claude-opus-4-5-20251101-v1:0/on-demand/us-east-1/in-region/standard";
        assert_eq!(
            paths,
            [
                format!("{opus}/output-tokens 27.5"),
                format!("{opus}/above-200000/output-tokens 30"),
            ]
        );
    }
}
