//! Whether a row of the user's names something: a row that nothing asks for would be read, and then
//! ignored in silence.

use std::collections::BTreeMap;

use super::{
    Catalog, MODELS, Model, PriceKey, REGIONS, Region, embedded, item_names, model, region,
};
use crate::units::shortened;

/// An offer of the price files, and which columns its rows fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The service that sells it.
    pub service: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether its prices are listed by scope.
    pub scoped: bool,
    /// Whether its prices are listed by tier.
    pub tiered: bool,
    /// The commitments its prices are listed by.
    pub terms: &'static [&'static str],
}

/// The values of `scope`.
pub const SCOPES: [&str; 3] = ["in-region", "geo", "global"];
/// The values of `tier`.
pub const TIERS: [&str; 5] = [
    "standard",
    "flex",
    "priority",
    "latency-optimised",
    "ultrafast",
];
/// The values of `term`.
pub const TERMS: [&str; 6] = [
    "none", "1-month", "3-months", "6-months", "1-year", "3-years",
];

/// A place of every commercial region.
const EVERYWHERE: &str = "*";
/// The place of global prices.
const GLOBAL: &str = "global";

macro_rules! offers {
    ($($service:literal { $($name:literal $($column:ident)* $([$($term:literal)+])?,)+ })+) => {
        &[$($(offer($service, $name, &[$(stringify!($column)),*], &[$($($term),+)?])),+),+]
    };
}

const fn offer(
    service: &'static str,
    name: &'static str,
    columns: &[&str],
    terms: &'static [&'static str],
) -> Offer {
    Offer {
        service,
        name,
        scoped: !columns.is_empty(),
        tiered: columns.len() > 1,
        terms,
    }
}

/// Every offer of the embedded price files, sorted.
pub const OFFERS: &[Offer] = offers! {
    "bedrock" {
        "agentcore",
        "agents",
        "batch" scope,
        "custom-import",
        "custom-on-demand" scope,
        "customization",
        "data-automation",
        "evaluation",
        "flows",
        "free",
        "guardrails",
        "knowledge-bases",
        "knowledge-bases-managed",
        "logging",
        "on-demand" scope tier,
        "prompt-optimisation",
        "provisioned" ["1-month" "6-months" "none"],
        "reserved" scope ["1-month" "3-months"],
        "storage",
        "web-grounding",
    }
    "cloudtrail" { "events", }
    "cloudwatch" { "alarms", "ingestion", "metrics", "storage", }
    "datatransfer" { "transfer", }
    "ebs" { "storage", }
    "ecr" { "storage", }
    "eks" { "on-demand", }
    "kms" { "on-demand", }
    "lambda" { "on-demand", }
    "opensearch" { "on-demand", }
    "s3" { "requests", "storage", }
    "sagemaker" {
        "async",
        "batch-transform",
        "canvas",
        "debugger",
        "hosting",
        "hyperpod",
        "marketplace",
        "notebook",
        "processing",
        "savings-plan" ["1-year" "3-years"],
        "serverless",
        "studio",
        "training",
        "training-warm-pool",
        "unified-studio",
    }
    "sqs" { "on-demand", }
    "vpc" { "on-demand", }
};

/// The column that is wrong, and why.
type Wrong = (&'static str, String);

/// What rows may name.
pub(super) struct Names {
    models: Vec<Model>,
    regions: Vec<Region>,
    /// Items that were looked up already.
    items: BTreeMap<(String, String), String>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            models: model::parse(MODELS.text),
            regions: region::parse(REGIONS.text),
            items: BTreeMap::new(),
        }
    }

    /// Fills what `key` leaves to the default and gives a model its id, or says what names nothing.
    pub(super) fn settle(&mut self, key: &mut PriceKey) -> Result<(), Wrong> {
        let offer = known_offer(key)?;
        let known = (key.service.clone(), key.item.clone());
        let item = match self.items.get(&known) {
            Some(item) => item.clone(),
            None => self.item(key)?,
        };
        self.items.insert(known, item.clone());
        key.item = item;
        settle_scope_and_tier(key, offer)?;
        check_term(key, offer)?;
        self.check_place(key)
    }

    /// The name the price files have for the item of `key`.
    fn item(&self, key: &PriceKey) -> Result<String, Wrong> {
        let item = key.item.as_str();
        if embedded(&key.service, item) {
            return Ok(item.to_owned());
        }
        if key.service == "bedrock" {
            return self.bedrock_item(item);
        }
        let instance = key.service == "sagemaker" && item.starts_with("ml.");
        if instance && Catalog::has_instance(item) {
            return Ok(item.to_owned());
        }
        let instances = instance.then(Catalog::all_instance_names);
        let known = item_names(&key.service).chain(instances.into_iter().flatten());
        let what = if instance {
            "an instance type of SageMaker AI".to_owned()
        } else {
            format!("anything {} has a price for", key.service)
        };
        Err(("item", unknown(item, &what, known)))
    }

    /// The id of a model by any of its names; what is unknown may be a model of one's own.
    fn bedrock_item(&self, item: &str) -> Result<String, Wrong> {
        if let Some((prefix, id)) = item.split_once('.')
            && id.contains('.')
            && (prefix == GLOBAL || self.is_geography(prefix))
        {
            let scope = if prefix == GLOBAL { GLOBAL } else { "geo" };
            let (item, id) = (shortened(item), shortened(id));
            let message = format!(
                "`{item}` is a profile: write the item `{id}`, the scope `{scope}` and the region `{prefix}`"
            );
            return Err(("item", message));
        }
        let lower = item.to_lowercase();
        let exact = self.models.iter().find(|model| model.id == item);
        let called = || self.models.iter().find(|model| model.is_called(&lower));
        Ok(exact
            .or_else(called)
            .map_or_else(|| item.to_owned(), |model| model.id.clone()))
    }

    fn is_region(&self, place: &str) -> bool {
        self.regions.iter().any(|region| region.code == place)
    }

    fn is_geography(&self, place: &str) -> bool {
        self.regions
            .iter()
            .any(|region| region.geographies.iter().any(|name| name == place))
    }

    /// Whether prices of the scope of `key` are looked for in its region.
    fn check_place(&self, key: &PriceKey) -> Result<(), Wrong> {
        let (place, scope) = (key.region.as_str(), key.scope.as_str());
        let (region, geography) = (self.is_region(place), self.is_geography(place));
        if !region && !geography && place != GLOBAL && place != EVERYWHERE {
            let codes = self
                .regions
                .iter()
                .flat_map(|region| std::iter::once(&region.code).chain(&region.geographies));
            let known = codes.map(String::as_str).chain([GLOBAL]);
            return Err(("region", unknown(place, "a region", known)));
        }
        let message = match scope {
            _ if place == EVERYWHERE => return Ok(()),
            "geo" if geography => return Ok(()),
            GLOBAL if region || place == GLOBAL => return Ok(()),
            "" | "in-region" if region => return Ok(()),
            "geo" if region => format!("`{place}` is a region: {}", self.geographies_of(place)),
            "geo" => format!("a price of the scope `geo` is for a geography, not `{place}`"),
            GLOBAL => format!(
                "`{place}` is a geography: a price of the scope `global` is for `global`, or for one calling region"
            ),
            "" => format!(
                "`{place}` is no region: prices of {} are for one",
                key.offer
            ),
            _ if geography => {
                format!("`{place}` is a geography: its prices have the scope `geo`")
            }
            _ => format!("prices for `{place}` have the scope `{GLOBAL}`"),
        };
        Err(("region", message))
    }

    /// What to write instead of a region for its geographic profiles.
    fn geographies_of(&self, code: &str) -> String {
        let found = self.regions.iter().find(|region| region.code == code);
        let names: Vec<String> = found
            .into_iter()
            .flat_map(|region| &region.geographies)
            .map(|name| format!("`{name}`"))
            .collect();
        if names.is_empty() {
            return "it has no geographic profiles".to_owned();
        }
        format!(
            "a price of the scope `geo` is for a geography, here {}",
            names.join(" or ")
        )
    }
}

/// The offer `key` names.
fn known_offer(key: &PriceKey) -> Result<&'static Offer, Wrong> {
    let (service, name) = (key.service.as_str(), key.offer.as_str());
    let of_service = || OFFERS.iter().filter(|offer| offer.service == service);
    if of_service().next().is_none() {
        let known = OFFERS.iter().map(|offer| offer.service);
        return Err(("service", unknown(service, "a service with prices", known)));
    }
    of_service()
        .find(|offer| offer.name == name)
        .ok_or_else(|| {
            let known = of_service().map(|offer| offer.name);
            (
                "offer",
                unknown(name, &format!("an offer of {service}"), known),
            )
        })
}

fn settle_scope_and_tier(key: &mut PriceKey, offer: &Offer) -> Result<(), Wrong> {
    if offer.scoped && key.scope.is_empty() {
        SCOPES[0].clone_into(&mut key.scope);
    }
    if offer.tiered && key.tier.is_empty() {
        TIERS[0].clone_into(&mut key.tier);
    }
    check_word("scope", &key.scope, &SCOPES, offer.scoped, key)?;
    check_word("tier", &key.tier, &TIERS, offer.tiered, key)
}

fn check_term(key: &PriceKey, offer: &Offer) -> Result<(), Wrong> {
    let listed = !offer.terms.is_empty();
    check_word("term", &key.term, &TERMS, listed, key)?;
    if listed && !offer.terms.contains(&key.term.as_str()) {
        let message = format!(
            "prices of {} {} have a term: {}",
            key.service,
            key.offer,
            offer.terms.join(", ")
        );
        return Err(("term", message));
    }
    Ok(())
}

/// Whether a cell is one of its words, or empty, as it must be where prices are not `listed` by it.
fn check_word(
    column: &'static str,
    word: &str,
    words: &[&'static str],
    listed: bool,
    key: &PriceKey,
) -> Result<(), Wrong> {
    if !word.is_empty() && !words.contains(&word) {
        let near = near(word, words.iter().copied());
        let (word, words) = (shortened(word), words.join(", "));
        return Err((column, format!("`{word}` must be one of {words}{near}")));
    }
    if !word.is_empty() && !listed {
        let (service, offer) = (&key.service, &key.offer);
        let message = format!("prices of {service} {offer} have no {column}: leave it empty");
        return Err((column, message));
    }
    Ok(())
}

/// That a word is unknown, and what it may have been meant to be.
fn unknown<'a>(word: &str, what: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!("`{}` is not {what}{}", shortened(word), near(word, known))
}

/// The known word that is most like `word`, as a question.
fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    const LONGEST: usize = 100;
    /// Of so many letters one may be wrong.
    const LETTERS_PER_SLIP: usize = 3;
    if word.len() > LONGEST {
        return String::new();
    }
    let word = word.to_lowercase();
    known
        .map(|name| (strsim::osa_distance(&word, name), name))
        .filter(|(slips, _)| slips * LETTERS_PER_SLIP <= word.len())
        .min_by_key(|(slips, _)| *slips)
        .map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}
