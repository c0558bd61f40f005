//! `bedrock.custom-on-demand`: a model fine-tuned on Bedrock, paid by the token, plus its storage (F5).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/> (custom models).

use super::{
    Facets, MonthLoad, Notes, Plan, QuotaFields, Reason, Setting, eligibility,
    quotas::{Drawn, nothing_reserved},
    tokens,
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::Sizing,
    catalog::Query,
    schema::{Record as _, Table, record, text},
    units::{Exact, ModelMonths, Qty},
};

record! {
    /// Choices of custom models on demand.
    pub(super) struct Fields {
        /// The Bedrock model that was fine-tuned; by default the plan's model.
        base_model: Option<String> = text(),
    }
}

/// A custom model on demand.
#[derive(Debug)]
pub(super) struct CustomOnDemand {
    base_model: Option<String>,
    quotas: QuotaFields,
}

impl CustomOnDemand {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            base_model: Fields::read(table).base_model,
            quotas: QuotaFields::read(table),
        }
    }

    /// The look-up of the base model's prices as a custom model.
    fn query<'a>(&'a self, setting: &Setting<'a>) -> Query<'a> {
        let query = setting.bedrock("custom-on-demand");
        let base = self.base_model.as_deref().map(|name| {
            let model = setting.catalog.model(name);
            model
                .and_then(|model| model.bedrock_id.as_deref())
                .unwrap_or(name)
        });
        Query {
            item: base.unwrap_or(query.item),
            scope: "in-region",
            ..query
        }
    }
}

impl Plan for CustomOnDemand {
    fn choices(&self) -> Vec<String> {
        self.base_model
            .iter()
            .map(|base| format!("base.{base}"))
            .collect()
    }

    fn facets(&self) -> Facets {
        Facets {
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::bedrock(setting, notes);
        reasons.extend(eligibility::asks_nothing(setting));
        let query = self.query(setting);
        let rows = setting.catalog.rows("bedrock", query.item);
        if reasons.is_empty() && !rows.iter().any(|row| row.key.offer == query.offer) {
            let message = format!(
                "the catalog has no custom-on-demand price for {}: fine-tunes of it need bedrock.provisioned",
                query.item
            );
            reasons.push(Reason::new(
                "mode-not-offered",
                setting.field("base_model"),
                message,
            ));
        }
        reasons
    }

    fn warn_at_peak(
        &self,
        setting: &Setting<'_>,
        busiest: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) {
        let drawn = Drawn {
            query: self.query(setting),
            uncached: tokens::Uncached::PlainInput,
            has_default: false,
            reserved: nothing_reserved(),
        };
        self.quotas.warn(&drawn, setting, busiest, notes);
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let query = self.query(setting);
        let mut bill = Bill::default();
        let all = tokens::Charged::all(&month.calls.requests);
        tokens::charge(
            &mut bill,
            setting,
            &query,
            &all,
            tokens::Uncached::PlainInput,
            notes,
        );
        let storage = Query {
            item: "custom-model",
            offer: "storage",
            scope: "",
            ..query
        };
        bill.charge(
            Label::new("model-months", "Custom model storage", Group::Storage),
            &Qty::<ModelMonths>::new(Exact::one()),
            setting.catalog.price(&storage),
            &setting.price_multiplier,
        );
        bill
    }
}
