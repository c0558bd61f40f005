//! `bedrock.on-demand`: tokens, images, seconds and queries, paid as they come (F1, F2, F3).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/>, on-demand; service tiers and cross-region
//! inference in the Amazon Bedrock user guide.

use super::{
    Facets, MonthLoad, Notes, Plan, QuotaFields, Reason, Setting, eligibility,
    quotas::{Drawn, nothing_reserved},
    tokens,
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    catalog::Query,
    demand::Latency,
    schema::{Choice as _, Record as _, Table, choice, choices, record},
};

choices! {
    /// Where a request may be answered.
    pub(super) enum Scope {
        /// In the calling region.
        InRegion = "in-region",
        /// Anywhere in the region's geography, by a cross-region inference profile.
        Geo = "geo",
        /// Anywhere, by the global inference profile.
        Global = "global",
    }
}

choices! {
    /// The service tier of a request.
    pub(super) enum Tier {
        /// The ordinary one.
        Standard = "standard",
        /// Cheaper, may wait, no service level.
        Flex = "flex",
        /// Dearer, served first.
        Priority = "priority",
        /// The older fast option of a few models.
        LatencyOptimised = "latency-optimised",
        /// The fastest option of a few models.
        Ultrafast = "ultrafast",
    }
}

record! {
    /// Choices of on-demand inference.
    pub(super) struct Fields {
        /// Where a request may be answered.
        scope: Option<Scope> = choice::<Scope>().default("in-region"),
        /// The service tier.
        tier: Option<Tier> = choice::<Tier>().default("standard"),
    }
}

/// On-demand inference with its choices.
#[derive(Debug)]
pub(super) struct OnDemand {
    scope: Scope,
    tier: Tier,
    quotas: QuotaFields,
}

impl Tier {
    /// Whether it draws on the model's ordinary quota (Amazon Bedrock user guide, service tiers).
    fn shares_quota(self) -> bool {
        matches!(self, Self::Standard | Self::Flex | Self::Priority)
    }
}

impl OnDemand {
    pub(super) fn read(table: &Table) -> Self {
        let fields = Fields::read(table);
        Self {
            scope: fields.scope.unwrap_or(Scope::InRegion),
            tier: fields.tier.unwrap_or(Tier::Standard),
            quotas: QuotaFields::read(table),
        }
    }

    fn query<'a>(&self, setting: &Setting<'a>) -> Query<'a> {
        let (scope, tier) = (self.scope.word(), self.tier.word());
        Query {
            scope,
            tier,
            ..setting.bedrock("on-demand")
        }
    }
}

impl Plan for OnDemand {
    fn choices(&self) -> Vec<String> {
        let mut choices = scope_choice(self.scope);
        if self.tier != Tier::Standard {
            choices.push(format!("tier.{}", self.tier));
        }
        choices
    }

    fn facets(&self) -> Facets {
        Facets {
            scope: self.scope.word(),
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::bedrock(setting, notes);
        reasons.extend(eligibility::asks_nothing(setting));
        if reasons.is_empty() {
            let query = self.query(setting);
            reasons.extend(eligibility::not_sold(setting, &query));
            reasons.extend(tokens::needs_media_size(setting, &query));
            eligibility::warn_disputed(setting, &query, notes);
        }
        if self.tier == Tier::Flex && setting.workload.latency == Latency::Interactive {
            notes.warn(
                "flex-no-service-level",
                setting.field("tier"),
                "flex requests may wait and have no service level",
            );
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
            uncached: tokens::Uncached::Missing,
            has_default: self.tier.shares_quota(),
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
            tokens::Uncached::Missing,
            notes,
        );
        bill
    }
}

/// The scope as a part of a plan's id.
pub(super) fn scope_choice(scope: Scope) -> Vec<String> {
    if scope == Scope::InRegion {
        Vec::new()
    } else {
        vec![format!("scope.{scope}")]
    }
}
