//! Proposals on Bedrock: the scopes, tiers and terms that are priced.

use super::plan;
use crate::{
    catalog::{Catalog, PriceRow, Query},
    demand::Latency,
    need::NeedKind,
    plan::Mode,
    scenario::{PlanEntry, Prefix, Scenario},
    schema::Value,
};

/// Proposes plans of one model that is called from one region.
pub(super) struct Proposer<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) catalog: &'a Catalog,
    pub(super) name: &'a str,
    pub(super) item: &'a str,
    pub(super) prefix: Option<&'a Prefix>,
    pub(super) region: &'a str,
    pub(super) rows: &'a [PriceRow],
}

impl Proposer<'_> {
    pub(super) fn propose(&self, plans: &mut Vec<PlanEntry>) {
        self.propose_custom(plans);
        let latency = self.scenario.workload.latency;
        for (mode, offer) in [
            (Mode::BedrockOnDemand, "on-demand"),
            (Mode::BedrockBatch, "batch"),
            (Mode::BedrockProvisioned, "provisioned"),
            (Mode::BedrockReserved, "reserved"),
        ] {
            if mode == Mode::BedrockBatch && latency != Latency::Offline {
                continue;
            }
            for [scope, tier, term] in self.choices(offer) {
                let waits = tier == "flex" && latency == Latency::Interactive;
                if !waits && self.may_call(&scope) {
                    let choices = [("scope", scope), ("tier", tier), ("term", term)];
                    let choices = choices.map(|(key, word)| (key, Value::Text(word)));
                    let name = Some(self.name);
                    plans.extend(plan(self.scenario, mode, name, self.region, &choices));
                }
            }
        }
    }

    /// A model customised on Bedrock, where the scenario needs one and the model is sold so.
    fn propose_custom(&self, plans: &mut Vec<PlanEntry>) {
        let mut needs = self.scenario.needs.kinds();
        let is_needed = needs.any(|kind| kind == NeedKind::Customisation);
        if is_needed && self.may_call("in-region") && !self.choices("custom-on-demand").is_empty() {
            let (mode, name) = (Mode::BedrockCustomOnDemand, Some(self.name));
            plans.extend(plan(self.scenario, mode, name, self.region, &[]));
        }
    }

    /// Whether a model named with a prefix is called by that profile: others of it were not meant.
    fn may_call(&self, scope: &str) -> bool {
        let Some(prefix) = self.prefix else {
            return true;
        };
        let here = self.catalog.region(self.region);
        let around = here.is_some_and(|region| region.geographies.contains(&prefix.word));
        scope == prefix.scope && (scope != "geo" || around)
    }

    /// The scopes, tiers and terms an offer is sold with in the region.
    fn choices(&self, offer: &str) -> Vec<[String; 3]> {
        let special = ["custom", "extended-access"];
        let mut listed: Vec<[&str; 4]> = self
            .rows
            .iter()
            .map(|row| &row.key)
            .filter(|key| key.offer == offer && !special.contains(&key.variant.as_str()))
            .map(|key| [&key.scope, &key.tier, &key.term, &key.variant].map(String::as_str))
            .collect();
        listed.sort_unstable();
        listed.dedup();
        let sold = listed.into_iter().filter(|[scope, tier, term, variant]| {
            self.catalog.sells(&Query {
                service: "bedrock",
                item: self.item,
                offer,
                region: self.region,
                scope,
                tier,
                term,
                variant,
            })
        });
        let mut choices: Vec<[String; 3]> = sold
            .map(|[scope, tier, term, _]| [scope, tier, term].map(str::to_owned))
            .collect();
        choices.dedup();
        choices
    }
}
