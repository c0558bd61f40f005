//! What usage costs at the prices of the catalog.
//!
//! Prices are linear in the sums of a [`Use`], so the bill of the sums is the sum of the bills of its
//! requests, to the last digit.

use std::collections::BTreeMap;

use super::Use;
use crate::{
    bill::{Bill, Group, Label},
    catalog::{Catalog, Query},
    units::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, Exact, InputImages, InputTokens,
        Metered, OutputImages, OutputTokens, Qty, Queries, TextUnits, Usd,
    },
    usage::{Measure, Sums, exact},
};

/// What one use costs.
#[derive(Debug, Clone)]
pub struct UsageBill {
    /// Its lines.
    pub bill: Bill,
    /// Why it has none, where nothing of it can be priced.
    pub unpriced: Option<Unpriced>,
}

/// Why the price of a use is not known at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpriced {
    /// The catalog does not know the model, or its name says too little.
    Model,
    /// Nothing says the region.
    Region,
    /// The catalog does not know the tier.
    Tier,
}

impl UsageBill {
    /// What it costs; nothing while a price is missing.
    pub fn total(&self) -> Option<Usd> {
        match self.unpriced {
            Some(_) => None,
            None => self.bill.total(),
        }
    }

    /// What the lines cost that have a price.
    pub fn known(&self) -> Usd {
        let charges = self.bill.lines().iter().filter_map(|line| line.charge());
        charges.map(|charge| charge.cost.clone()).sum()
    }
}

/// The guardrail policies, with the item of the price files and the measure of each.
const POLICIES: [(&str, &str, Measure); 7] = [
    (
        "content-filters-text",
        "Guardrail: content filters",
        Measure::ContentFilterUnits,
    ),
    (
        "denied-topics",
        "Guardrail: denied topics",
        Measure::DeniedTopicUnits,
    ),
    (
        "word-filters",
        "Guardrail: word filters",
        Measure::WordFilterUnits,
    ),
    (
        "sensitive-information-pii",
        "Guardrail: sensitive information",
        Measure::SensitiveInformationUnits,
    ),
    (
        "sensitive-information-regex",
        "Guardrail: sensitive patterns",
        Measure::SensitivePatternUnits,
    ),
    (
        "contextual-grounding",
        "Guardrail: contextual grounding",
        Measure::ContextualGroundingUnits,
    ),
    (
        "automated-reasoning",
        "Guardrail: automated reasoning",
        Measure::AutomatedReasoningUnits,
    ),
];

/// Prices a use by the token, at the prices of its region, scope and tier.
pub fn usage_bill(one: &Use, catalog: &Catalog) -> UsageBill {
    let mut bill = Bill::default();
    let unpriced = if !one.called.is_known {
        Some(Unpriced::Model)
    } else if one.region.is_none() {
        Some(Unpriced::Region)
    } else if !one.has_known_tier() {
        Some(Unpriced::Tier)
    } else {
        None
    };
    if let (None, Some(region)) = (unpriced, &one.region) {
        let query = Query {
            service: "bedrock",
            item: &one.called.model,
            offer: "on-demand",
            region,
            scope: one.called.scope,
            tier: &one.tier,
            ..Query::default()
        };
        for (variant, sums) in by_step(one, catalog) {
            let query = Query {
                variant: &variant,
                ..query
            };
            charge_tokens(&mut bill, &query, &sums, catalog);
        }
        charge_rest(&mut bill, &query, &one.flow.total(), catalog);
    }
    UsageBill { bill, unpriced }
}

/// The sums of a use by the long-context step of its model, as the price files name it.
fn by_step(one: &Use, catalog: &Catalog) -> BTreeMap<String, Sums> {
    let rows = catalog.rows("bedrock", &one.called.model);
    let steps: Vec<u64> = rows
        .iter()
        .filter_map(|row| row.key.variant.strip_prefix("above-")?.parse().ok())
        .collect();
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for (key, more) in &one.flow.sums {
        let passed = steps.iter().filter(|step| **step <= key.above).max();
        let variant = passed.map_or(String::new(), |step| format!("above-{step}"));
        sums.entry(variant)
            .and_modify(|sum| sum.merge(more))
            .or_insert(*more);
    }
    sums
}

fn charge_tokens(bill: &mut Bill, query: &Query<'_>, sums: &Sums, catalog: &Catalog) {
    let mut line = Lines {
        bill,
        query,
        catalog,
    };
    line.add::<InputTokens>("Input tokens", sums.of(Measure::InputTokens));
    line.add::<CacheReadTokens>("Cache read tokens", sums.of(Measure::CacheReadTokens));
    line.add::<CacheWrite5mTokens>(
        "Cache write tokens (5 minutes)",
        sums.of(Measure::CacheWrite5mTokens),
    );
    line.add::<CacheWrite1hTokens>(
        "Cache write tokens (1 hour)",
        sums.of(Measure::CacheWrite1hTokens),
    );
    line.add::<OutputTokens>("Output tokens", sums.of(Measure::OutputTokens));
}

/// What is not paid by the token.
fn charge_rest(bill: &mut Bill, query: &Query<'_>, sums: &Sums, catalog: &Catalog) {
    let model = catalog.model(query.item);
    let mut line = Lines {
        bill,
        query,
        catalog,
    };
    if model.is_some_and(|model| model.kind == "rerank") {
        line.add::<Queries>("Rerank queries", sums.of(Measure::Requests));
    }
    line.add::<OutputImages>("Images", sums.of(Measure::OutputImages));
    let guardrail = |item| Query {
        service: "bedrock",
        item,
        offer: "guardrails",
        region: query.region,
        ..Query::default()
    };
    for (item, name, measure) in POLICIES {
        let query = guardrail(item);
        let mut line = Lines {
            bill: &mut *bill,
            query: &query,
            catalog,
        };
        line.add::<TextUnits>(name, sums.of(measure));
    }
    let query = guardrail("content-filters-image");
    let mut line = Lines {
        bill,
        query: &query,
        catalog,
    };
    line.add::<InputImages>("Guardrail: images", sums.of(Measure::ContentFilterImages));
}

/// Adds lines of one query.
struct Lines<'a> {
    bill: &'a mut Bill,
    query: &'a Query<'a>,
    catalog: &'a Catalog,
}

impl Lines<'_> {
    fn add<U: Metered>(&mut self, name: &str, sum: u128) {
        let step = self.query.variant;
        let id = [U::METER.id(), self.query.offer, self.query.item, step];
        let id: Vec<&str> = id.into_iter().filter(|part| !part.is_empty()).collect();
        let name = match step.strip_prefix("above-") {
            Some(step) => format!("{name}, prompts above {step} tokens"),
            None => name.to_owned(),
        };
        let label = Label::new(id.join("/"), name, Group::Inference);
        let price = self.catalog.price::<U>(self.query);
        let quantity = Qty::<U>::new(exact(sum));
        self.bill.charge(label, &quantity, price, &Exact::one());
    }
}
