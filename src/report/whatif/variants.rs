//! A scenario and its variants side by side.

use serde::Serialize;

use super::{SettingReport, change::ranking};
use crate::{
    analysis::{Ranked, Standing},
    report::NoteReport,
    scenario::Variant,
    units::{Exact, Usd},
};

/// The scenario and its variants.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VariantsReport {
    /// Proposed plans that are not shown.
    pub hidden: usize,
    /// The scenario itself, then its variants; all with the same plans in the same order.
    pub variants: Vec<VariantReport>,
}

/// The scenario or a variant of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VariantReport {
    /// Its name; `null` for the scenario itself.
    pub name: Option<String>,
    /// What it changes.
    pub set: Vec<SettingReport>,
    /// Months of its horizon.
    pub months: u32,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// What that costs.
    pub cheapest_usd: Option<Usd>,
    /// What that costs a request.
    pub cheapest_per_request_usd: Option<Usd>,
    /// The cost of a thousand requests: what people are shown.
    #[serde(skip)]
    pub cheapest_per_thousand_requests_usd: Option<Usd>,
    /// What the cheapest plan costs more than the scenario's cheapest.
    pub difference_usd: Option<Usd>,
    /// The same over the cost of the scenario's cheapest.
    pub difference_share: Option<Exact>,
    /// The plans, in the order of their ranks in the scenario.
    pub plans: Vec<VariantPlanReport>,
}

/// A plan in the scenario or a variant of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VariantPlanReport {
    /// Its id in the scenario.
    pub id: String,
    /// Its pricing model.
    pub mode: &'static str,
    /// The model it is ranked apart with, where that cannot stand for the others.
    pub apart: Option<String>,
    /// `ok`, `infeasible` or `unpriced`.
    pub status: &'static str,
    /// Why it is not ok.
    pub reasons: Vec<NoteReport>,
    /// Its rank among the plans it can stand for.
    pub rank: Option<u32>,
    /// The total of the horizon.
    pub total_usd: Option<Usd>,
    /// What it costs more than in the scenario itself; `null` there, and where it has no cost.
    pub difference_usd: Option<Usd>,
    /// Cost of a request.
    pub per_request_usd: Option<Usd>,
    /// The cost of a thousand requests: what people are shown.
    #[serde(skip)]
    pub per_thousand_requests_usd: Option<Usd>,
}

impl VariantsReport {
    /// The report of `standings`, the first of the scenario itself, the others of `variants`.
    pub fn of(standings: &[Standing<'_>], variants: &[Variant], hidden: usize) -> Self {
        let Some(own) = standings.first() else {
            return Self {
                hidden,
                variants: Vec::new(),
            };
        };
        let order = ranking(own);
        let named = variants.iter().map(Some);
        let columns = standings.iter().zip(std::iter::once(None).chain(named));
        let columns =
            columns.map(|(standing, variant)| VariantReport::of(standing, variant, own, &order));
        Self {
            hidden,
            variants: columns.collect(),
        }
    }
}

impl VariantReport {
    fn of(
        standing: &Standing<'_>,
        variant: Option<&Variant>,
        own: &Standing<'_>,
        order: &[usize],
    ) -> Self {
        let id = |place: usize| {
            own.plans
                .get(place)
                .map(|plan| plan.result.entry.id().to_owned())
        };
        let cheapest = standing.cheapest();
        let best = cheapest.and_then(|place| standing.plans.get(place));
        let per_request = best.and_then(|plan| plan.result.per_request());
        let total = best.and_then(|plan| plan.result.total());
        let before = own.cheapest().and_then(|place| own.total(place));
        let difference = total.as_ref().zip(before.as_ref());
        let difference = difference.map(|(total, before)| total.clone() - before);
        let difference = difference.filter(|_| variant.is_some());
        let plans = order.iter().filter_map(|place| {
            let plan = standing.plans.get(*place)?;
            let before = own.total(*place).filter(|_| variant.is_some());
            Some(VariantPlanReport::of(plan, id(*place)?, before.as_ref()))
        });
        Self {
            name: variant.map(|variant| variant.name.clone()),
            set: variant.map_or(Vec::new(), |variant| {
                variant.settings.iter().map(SettingReport::of).collect()
            }),
            months: standing.scenario.volume.months,
            cheapest: cheapest.and_then(id),
            cheapest_usd: total,
            cheapest_per_thousand_requests_usd: per_request.as_ref().map(thousand),
            cheapest_per_request_usd: per_request,
            difference_share: difference
                .as_ref()
                .zip(before.as_ref())
                .and_then(|(difference, before)| difference.amount().checked_div(before.amount())),
            difference_usd: difference,
            plans: plans.collect(),
        }
    }
}

impl VariantPlanReport {
    fn of(plan: &Ranked<'_>, id: String, before: Option<&Usd>) -> Self {
        let result = &plan.result;
        let per_request = result.per_request();
        Self {
            id,
            mode: result.entry.mode(),
            apart: plan.apart.clone(),
            status: result.status.word(),
            reasons: result.reasons.iter().map(NoteReport::of).collect(),
            rank: plan.rank,
            total_usd: result.total(),
            difference_usd: {
                let both = result.total().zip(before);
                both.map(|(total, before)| total - before)
            },
            per_thousand_requests_usd: per_request.as_ref().map(thousand),
            per_request_usd: per_request,
        }
    }
}

fn thousand(usd: &Usd) -> Usd {
    usd.repeated(&Exact::from(1_000u64))
}
