//! Plans made for a scenario that names models but no plans.

use crate::{
    catalog::{Catalog, PriceRow, Query},
    demand::{Kind, Latency},
    plan::Mode,
    scenario::{PlanEntry, Prefix, Scenario},
    schema::{Node, Table, Value},
};

/// Every plan worth trying: for each model and region the scopes, tiers and terms that are priced.
pub(super) fn propose(scenario: &Scenario, catalog: &Catalog) -> Vec<PlanEntry> {
    let mut plans = Vec::new();
    if matches!(scenario.workload.kind, Kind::Custom | Kind::Training) {
        return plans;
    }
    let names: Vec<&String> = if scenario.proposed_models.is_empty() {
        scenario.models.keys().collect()
    } else {
        scenario.proposed_models.iter().collect()
    };
    for name in names {
        let Some(model) = scenario.models.get(name) else {
            continue;
        };
        let Some(item) = model.bedrock_id.as_deref() else {
            continue;
        };
        let rows = catalog.rows("bedrock", item);
        for region in &scenario.regions {
            let proposer = Proposer {
                scenario,
                catalog,
                name,
                item,
                prefix: model.prefix.as_ref(),
                region,
                rows: &rows,
            };
            proposer.bedrock(&mut plans);
        }
    }
    // Of equally dear plans the one with the fewest special choices comes first.
    plans.sort_by_key(|plan| plan.plan.choices().len());
    plans
}

struct Proposer<'a> {
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    name: &'a str,
    item: &'a str,
    prefix: Option<&'a Prefix>,
    region: &'a str,
    rows: &'a [PriceRow],
}

impl Proposer<'_> {
    fn bedrock(&self, plans: &mut Vec<PlanEntry>) {
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
                    let choices = [("scope", &scope), ("tier", &tier), ("term", &term)];
                    plans.extend(self.plan(mode, choices));
                }
            }
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

    fn plan(&self, mode: Mode, choices: [(&str, &String); 3]) -> Option<PlanEntry> {
        let mut table = Table::default();
        let mut put = |key: &str, value: &str| {
            let node = Node {
                span: 0..0,
                value: Value::Text(value.to_owned()),
            };
            table.insert(key, 0..0, node);
        };
        put("mode", mode.id());
        put("model", self.name);
        put("region", self.region);
        for (key, value) in choices.into_iter().filter(|(_, value)| !value.is_empty()) {
            put(key, value);
        }
        PlanEntry::read(&table, &self.scenario.region, "plan".to_owned(), false)
    }
}
