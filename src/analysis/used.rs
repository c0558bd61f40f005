//! Who was asked for what: uses as they were bought, from the callers of a tally.

use crate::{
    catalog::{Catalog, TIERS},
    usage::{Called, Caller, Flow, Measure, Tally, called, own_name},
};

/// Other words for the service tiers of Amazon Bedrock.
const TIER_WORDS: [(&str, &str); 5] = [
    ("", "standard"),
    ("default", "standard"),
    ("on-demand", "standard"),
    ("latency-optimized", "latency-optimised"),
    ("optimized", "latency-optimised"),
];

/// What is told of usage before it is counted.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Names of the user's own, each with the model it stands for.
    pub names: Vec<(String, String)>,
    /// The region, where usage does not say it.
    pub region: Option<String>,
    /// The model that alone is looked at, by any of its names.
    pub only: Option<String>,
}

/// One model as it was bought: in a region, a scope and a tier.
#[derive(Debug, Clone)]
pub struct Use {
    /// The model, and where calls to it are routed.
    pub called: Called,
    /// The names it was called by.
    pub names: Vec<String>,
    /// The region it was called in, where that is known.
    pub region: Option<String>,
    /// The service tier, as the price files name it, or as the usage does if they have none.
    pub tier: String,
    /// Its sums.
    pub flow: Flow,
}

impl Use {
    /// Whether the price files may have its prices.
    pub fn has_known_tier(&self) -> bool {
        TIERS.contains(&self.tier.as_str())
    }
}

impl Told {
    /// The sums with names of the user's own replaced, and of one model alone if that was asked for.
    pub(super) fn apply(&self, mut tally: Tally, catalog: &Catalog) -> Tally {
        let only = self.only.as_ref();
        let only = only.map(|name| (name, called(name, &self.names, catalog).model));
        for (caller, flow) in std::mem::take(&mut tally.flows) {
            let model = called(&caller.model, &self.names, catalog).model;
            let wanted = only
                .as_ref()
                .is_none_or(|(name, id)| model == *id || caller.model == **name);
            if wanted {
                let model = own_name(&caller.model, &self.names).to_owned();
                let caller = Caller { model, ..caller };
                tally.flows.entry(caller).or_default().merge(&flow);
            }
        }
        tally
    }
}

/// The uses in a tally, those with most requests first.
pub(super) fn uses(tally: &Tally, told: &Told, catalog: &Catalog) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for (caller, flow) in &tally.flows {
        let called = called(&caller.model, &[], catalog);
        let stated = Some(&caller.region).filter(|region| !region.is_empty());
        let region = stated
            .or(called.region.as_ref())
            .or(told.region.as_ref())
            .cloned();
        let tier = tier(&caller.tier);
        let same = uses.iter_mut().find(|other| {
            other.called.model == called.model
                && other.called.scope == called.scope
                && other.region == region
                && other.tier == tier
        });
        match same {
            Some(same) => {
                same.flow.merge(flow);
                if !same.names.contains(&caller.model) {
                    same.names.push(caller.model.clone());
                }
            }
            None => uses.push(Use {
                called,
                names: vec![caller.model.clone()],
                region,
                tier,
                flow: flow.clone(),
            }),
        }
    }
    let requests = |one: &Use| one.flow.total().of(Measure::Requests);
    uses.sort_by_key(|one| std::cmp::Reverse(requests(one)));
    uses
}

/// A tier as the price files name it.
fn tier(text: &str) -> String {
    let word = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let other = TIER_WORDS.iter().find(|(other, _)| *other == word);
    other.map_or(word, |(_, tier)| (*tier).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_have_the_names_of_the_price_files() {
        for (text, name) in [
            ("", "standard"),
            ("default", "standard"),
            ("Flex", "flex"),
            ("latency_optimized", "latency-optimised"),
            ("gold", "gold"),
        ] {
            assert_eq!(tier(text), name);
        }
    }
}
