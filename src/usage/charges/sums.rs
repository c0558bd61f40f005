//! Sums of charges over periods: for a comparison with an estimate, and as a workload.

use std::collections::BTreeMap;

use super::{
    BilledModel, BilledOffer, BilledScope, BilledService, ChargeItem, ChargeSums, Charges, Counted,
    LineType, ModelCharge, Period, ServiceTier,
};
use crate::units::{Exact, Meter};

/// What charges of one model and kind have in common.
type Kind<'a> = (
    BilledService,
    &'a BilledModel,
    Option<&'a str>,
    Option<&'a Counted>,
    &'a str,
    &'a LineType,
);

/// Tokens of one model in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUsage {
    /// When.
    pub period: Period,
    /// The model.
    pub model: BilledModel,
    /// The region's code, if the bill says it.
    pub region: Option<String>,
    /// How they were bought: on demand, in batch, of a custom model.
    pub offer: BilledOffer,
    /// The tier.
    pub tier: ServiceTier,
    /// Where they may have run, if the bill says it.
    pub scope: Option<BilledScope>,
    /// Whether they are of prompts above the long-context step.
    pub long_context: bool,
    /// Tokens by meter: input without what a cache served or took, as the bill has it.
    pub tokens: BTreeMap<Meter, Exact>,
}

impl Charges {
    /// Charges by service, model, region and what is counted, over all periods; each kind of line apart.
    /// What is not understood is apart by its usage type. Sorted.
    pub fn by_model(&self) -> Vec<ModelCharge<'_>> {
        let mut kinds: BTreeMap<Kind<'_>, ModelCharge<'_>> = BTreeMap::new();
        for line in self.lines() {
            let item = line.item;
            let counted = item.usage_type.counted.as_ref();
            // One thing has several spellings, which are one charge; what is not understood has only its own.
            let text = if counted.is_some() {
                ""
            } else {
                &*item.usage_type.text
            };
            let region = item.region.as_deref();
            let kind = (
                item.service,
                &item.model,
                region,
                counted,
                text,
                &item.line_type,
            );
            kinds
                .entry(kind)
                .or_insert_with(|| ModelCharge {
                    item,
                    sums: ChargeSums::zero(),
                })
                .sums
                .add(line.sums);
        }
        kinds.into_values().collect()
    }

    /// Tokens by period, model, region and how they were bought. Only lines of usage whose unit is understood:
    /// what is left out is in [`Self::lines`] with `unmetered_lines`.
    pub fn token_usage(&self) -> Vec<TokenUsage> {
        let mut usages: BTreeMap<TokenKey<'_>, BTreeMap<Meter, Exact>> = BTreeMap::new();
        for line in self.lines() {
            let Some(counted) = tokens(line.item) else {
                continue;
            };
            if line.sums.unmetered_lines == line.sums.lines {
                continue;
            }
            let key = (
                line.period,
                &line.item.model,
                line.item.region.as_deref(),
                (
                    counted.offer,
                    counted.tier,
                    counted.scope,
                    counted.long_context,
                ),
            );
            let meters = usages.entry(key).or_default();
            *meters.entry(counted.meter).or_insert_with(Exact::zero) += &line.sums.metered;
        }
        usages
            .into_iter()
            .map(|((period, model, region, bought), tokens)| {
                let (offer, tier, scope, long_context) = bought;
                TokenUsage {
                    period,
                    model: model.clone(),
                    region: region.map(str::to_owned),
                    offer,
                    tier,
                    scope,
                    long_context,
                    tokens,
                }
            })
            .collect()
    }
}

type TokenKey<'a> = (
    Period,
    &'a BilledModel,
    Option<&'a str>,
    (BilledOffer, ServiceTier, Option<BilledScope>, bool),
);

/// What an item counts, if it is tokens of inference that were used.
fn tokens(item: &ChargeItem) -> Option<&Counted> {
    let counted = item.usage_type.counted.as_ref()?;
    let is_inference = matches!(
        counted.offer,
        BilledOffer::OnDemand | BilledOffer::Batch | BilledOffer::CustomOnDemand
    );
    let is_tokens = counted.meter.unit() == Meter::InputTokens.unit();
    (is_inference && is_tokens && item.line_type.has_quantity()).then_some(counted)
}
