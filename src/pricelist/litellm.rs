//! The price map of `LiteLLM`: an object of entries, prices in dollars a token.
//!
//! An entry is named by a model id, with a path before it: `bedrock/us-east-1/…`,
//! `bedrock/us-east-1/1-month-commitment/…`, `bedrock_mantle/…`. Each of its fields of a cost is a
//! price.

use std::{collections::BTreeMap, fmt, io};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Form, Read, Reason,
    quoted::{Kind, Place, Quote, Quotes, cache_writes, number},
};
use crate::{
    catalog::Catalog,
    units::{Decimal, Meter},
};

/// The providers of an entry that is for Amazon Bedrock.
const PROVIDERS: [&str; 3] = ["bedrock", "bedrock_converse", "bedrock_mantle"];
/// The path of a product beside Bedrock that sells the same models.
const OTHER_PRODUCT: &str = "/claude_platform/";
/// What begins the name of a field, and what it prices; longest first where one begins another.
const FIELDS: &[(&str, Priced)] = &[
    ("cache_creation_input_token_cost", Priced::CacheWrite),
    (
        "cache_read_input_token_cost",
        Priced::Meter(Meter::CacheReadTokens),
    ),
    (
        "input_cost_per_audio_per_second",
        Priced::Meter(Meter::InputAudioSeconds),
    ),
    (
        "input_cost_per_audio_token",
        Priced::Meter(Meter::InputAudioTokens),
    ),
    (
        "input_cost_per_image_token",
        Priced::Meter(Meter::InputImageTokens),
    ),
    ("input_cost_per_image", Priced::Meter(Meter::InputImages)),
    ("input_cost_per_query", Priced::Meter(Meter::Queries)),
    ("input_cost_per_second", Priced::ModelUnit),
    ("input_cost_per_token", Priced::Meter(Meter::InputTokens)),
    (
        "input_cost_per_video_per_second",
        Priced::Meter(Meter::InputVideoSeconds),
    ),
    (
        "output_cost_per_audio_token",
        Priced::Meter(Meter::OutputAudioTokens),
    ),
    ("output_cost_per_token", Priced::Meter(Meter::OutputTokens)),
];

#[derive(Clone, Copy)]
enum Priced {
    Meter(Meter),
    CacheWrite,
    /// A second of a model unit.
    ModelUnit,
}

/// Reads a price map, an entry at a time.
///
/// # Errors
/// What is wrong with its JSON.
pub(super) fn read(file: impl io::Read, catalog: &Catalog) -> Result<Read, serde_json::Error> {
    let mut quotes = Quotes::new(Form::LiteLlm, "LiteLLM");
    let mut json = serde_json::Deserializer::from_reader(file);
    json.deserialize_map(Entries {
        quotes: &mut quotes,
        catalog,
    })?;
    json.end()?;
    Ok(quotes.finish())
}

struct Entries<'a> {
    quotes: &'a mut Quotes,
    catalog: &'a Catalog,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object of models")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, entry)) = map.next_entry::<String, Box<RawValue>>()? {
            let fields: BTreeMap<String, &RawValue> =
                serde_json::from_str(entry.get()).map_err(serde::de::Error::custom)?;
            self.quotes.entry(&name, &fields, self.catalog);
        }
        Ok(())
    }
}

impl Quotes {
    fn entry(&mut self, name: &str, fields: &BTreeMap<String, &RawValue>, catalog: &Catalog) {
        let provider = fields
            .get("litellm_provider")
            .map(|text| text.get().trim_matches('"'));
        let is_ours = provider.is_some_and(|provider| PROVIDERS.contains(&provider))
            && !name.contains(OTHER_PRODUCT);
        let path = Path::of(name);
        let place = match &path {
            _ if !is_ours => Err(Reason::OtherService),
            Some(path) => Place::of(path.id, path.region, !path.is_mantle, catalog),
            None => Err(Reason::KindUnknown),
        };
        let term = path.map(|path| path.term).unwrap_or_default();
        for (field, value) in fields.iter().filter(|(field, _)| field.contains("cost")) {
            let quote = Quote {
                name,
                field,
                text: value.get(),
                from: None,
            };
            let read = place.as_ref().map_err(|reason| *reason).and_then(|place| {
                let unit = number(quote.text).ok_or(Reason::PriceUnreadable)?;
                let (kind, units) = kind(field, term, place, catalog).ok_or(Reason::KindUnknown)?;
                let unit = unit.checked_mul(units).ok_or(Reason::PriceUnreadable)?;
                Ok((place, kind, unit))
            });
            match read {
                Ok((place, kind, unit)) => self.add(&quote, place, kind, unit),
                Err(reason) => self.leave_out(reason, &quote),
            }
        }
    }
}

/// The name of an entry, taken apart.
#[derive(Clone, Copy)]
struct Path<'a> {
    region: Option<&'a str>,
    term: &'static str,
    id: &'a str,
    /// Whether it is of the endpoint `bedrock-mantle`.
    is_mantle: bool,
}

impl<'a> Path<'a> {
    /// `None` where something in it is not understood.
    fn of(name: &'a str) -> Option<Self> {
        let mantle = name.strip_prefix("bedrock_mantle/");
        let name = mantle
            .or_else(|| name.strip_prefix("bedrock/"))
            .unwrap_or(name);
        let name = name.strip_prefix("invoke/").unwrap_or(name);
        let parts: Vec<&str> = name.split('/').collect();
        let (region, term, id) = match parts.as_slice() {
            [id] => (None, "", *id),
            [region, id] => (Some(*region), "", *id),
            [region, "1-month-commitment", id] => (Some(*region), "1-month", *id),
            [region, "6-month-commitment", id] => (Some(*region), "6-months", *id),
            _ => return None,
        };
        Some(Self {
            region,
            term,
            id,
            is_mantle: mantle.is_some(),
        })
    }
}

/// What a field prices, and how many of its units one of the meter's is.
fn kind(
    field: &str,
    term: &'static str,
    place: &Place<'_>,
    catalog: &Catalog,
) -> Option<(Kind, Decimal)> {
    const SECONDS_PER_HOUR: u32 = 3_600;
    let (start, priced) = FIELDS.iter().find(|(start, _)| field.starts_with(start))?;
    let mut rest = field.strip_prefix(start)?;
    let is_hour = eat(&mut rest, "_above_1hr");
    let meter = match priced {
        Priced::ModelUnit => {
            let kind = Kind {
                offer: "provisioned",
                tier: "",
                term: Some(term).filter(|term| !term.is_empty())?,
                is_scoped: false,
                ..Kind::standard(Meter::ModelUnitHours)
            };
            return rest
                .is_empty()
                .then_some((kind, Decimal::from(SECONDS_PER_HOUR)));
        }
        Priced::CacheWrite if is_hour => Meter::CacheWrite1hTokens,
        Priced::CacheWrite => cache_writes(place.model, catalog),
        Priced::Meter(_) if is_hour => return None,
        Priced::Meter(meter) => *meter,
    };
    let mut kind = Kind::standard(meter);
    if let Some(behind) = rest.strip_prefix("_above_") {
        let (thousands, behind) = behind.split_once("k_tokens")?;
        kind.above = Some(thousands.parse::<u64>().ok()?.checked_mul(1_000)?);
        rest = behind;
    }
    if eat(&mut rest, "_batches") {
        (kind.offer, kind.tier) = ("batch", "");
    } else if let Some(tier) = rest.strip_prefix('_') {
        kind.tier = ["flex", "priority", "ultrafast"]
            .into_iter()
            .find(|name| *name == tier)?;
        rest = "";
    }
    (rest.is_empty() && term.is_empty()).then_some((kind, Decimal::ONE))
}

fn eat(text: &mut &str, start: &str) -> bool {
    match text.strip_prefix(start) {
        Some(rest) => {
            *text = rest;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(json: &str) -> Read {
        read(json.as_bytes(), &Catalog::embedded(vec![])).unwrap()
    }

    fn paths(read: &Read) -> Vec<String> {
        let of = |row: &crate::catalog::PriceRow| format!("{} {}", row.key.path(), row.usd);
        read.rows.iter().map(of).collect()
    }

    #[test]
    fn a_field_is_a_price_of_the_place_its_entry_names() {
        let read = rows(
            r#"{"bedrock/us-west-2/amazon.nova-pro-v1:0": {"litellm_provider": "bedrock",
                "input_cost_per_token": 8e-07, "output_cost_per_token_batches": 1.6E-6,
                "input_cost_per_token_priority": 0.0000014, "cache_read_input_token_cost": 2e-07}}"#,
        );
        let nova = "bedrock/amazon.nova-pro-v1:0";
        assert_eq!(
            paths(&read),
            [
                format!("{nova}/on-demand/us-west-2/in-region/standard/cache-read-tokens 0.2"),
                format!("{nova}/on-demand/us-west-2/in-region/standard/input-tokens 0.8"),
                format!("{nova}/on-demand/us-west-2/in-region/priority/input-tokens 1.4"),
                format!("{nova}/batch/us-west-2/in-region/output-tokens 1.6"),
            ]
        );
        assert_eq!((read.entries, read.mapped), (4, 4));
    }

    #[test]
    fn a_bare_id_of_a_model_with_one_price_per_scope_is_the_global_price() {
        let read = rows(
            r#"{"anthropic.claude-opus-4-5-20251101-v1:0": {"litellm_provider": "bedrock_converse",
                    "input_cost_per_token": 5e-06, "cache_creation_input_token_cost_above_1hr": 1e-05},
                "eu.anthropic.claude-opus-4-5-20251101-v1:0": {"litellm_provider": "bedrock_converse",
                    "cache_creation_input_token_cost": 6.875e-06}}"#,
        );
        let opus = "bedrock/anthropic.claude-opus-4-5-20251101-v1:0/on-demand";
        assert_eq!(
            paths(&read),
            [
                format!("{opus}/global/global/standard/cache-write-1h-tokens 10"),
                format!("{opus}/global/global/standard/input-tokens 5"),
                format!("{opus}/eu/geo/standard/cache-write-5m-tokens 6.875"),
            ]
        );
    }

    #[test]
    fn a_second_of_a_model_unit_is_a_price_of_the_hour() {
        let read = rows(
            r#"{"bedrock/*/1-month-commitment/cohere.command-text-v14": {"litellm_provider": "bedrock",
                "input_cost_per_second": 0.011}}"#,
        );
        let key = "bedrock/cohere.command-text-v14/provisioned/*/1-month/model-unit-hours 39.6";
        assert_eq!(paths(&read), [key]);
    }

    #[test]
    fn what_is_not_understood_is_counted_and_listed() {
        let read = rows(
            r#"{"gpt-4": {"litellm_provider": "openai", "input_cost_per_token": 1e-05},
                "bedrock/claude_platform/claude-opus-5": {"litellm_provider": "bedrock", "input_cost_per_token": 5e-06},
                "amazon.nova-99": {"litellm_provider": "bedrock", "input_cost_per_token": 5e-06},
                "bedrock/us-east-9/amazon.nova-pro-v1:0": {"litellm_provider": "bedrock", "input_cost_per_token": 5e-06},
                "amazon.nova-pro-v1:0": {"litellm_provider": "bedrock", "output_cost_per_token_sometimes": 1e-06,
                    "input_cost_per_token": -1, "output_cost_per_token": "NaN", "input_cost_per_token_flex": 0.0,
                    "search_context_cost_per_query": {"low": 1}, "mode": "chat"}}"#,
        );
        let counted: Vec<_> = read
            .left_out
            .iter()
            .map(|(why, of)| (why.id(), *of))
            .collect();
        assert_eq!(
            counted,
            [
                ("other-service", 2),
                ("region-unknown", 1),
                ("model-unknown", 1),
                ("price-unreadable", 3),
                ("kind-unknown", 1),
                ("zero", 1),
            ]
        );
        assert_eq!((read.entries, read.mapped, read.unmapped.len()), (9, 0, 5));
        assert!(super::read("[]".as_bytes(), &Catalog::embedded(vec![])).is_err());
        assert!(super::read("{\"a\": 1}".as_bytes(), &Catalog::embedded(vec![])).is_err());
    }
}
