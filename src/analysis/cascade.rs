//! A cascade: two plans, each sized and billed as it would be with the requests it gets.

use super::{
    evaluate::{Evaluated, Part, Status},
    single::Single,
    years::priced,
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{End, Shape},
    catalog::{Catalog, Price, PriceSource},
    demand::Volume,
    plan::{Notes, Reason},
    scenario::{CascadeEntry, Entry, Scenario},
    units::{Decimal, Exact, Qty, Rate, Requests, Usd},
};

/// What the plans of a cascade are for, in their order: a word in ids, and one for people.
const ROLES: [(&str, &str); 2] = [("try", "Tried first"), ("escalate", "Escalated")];

/// A cascade, and what surrounds its plans whatever the volume.
pub(super) struct Cascade<'a> {
    scenario: &'a Scenario,
    entry: &'a CascadeEntry,
    plans: [Single<'a>; 2],
}

impl<'a> Cascade<'a> {
    pub(super) fn of(
        scenario: &'a Scenario,
        entry: &'a CascadeEntry,
        catalog: &'a Catalog,
    ) -> Self {
        let plan = |place: usize| Single::of(scenario, &scenario.plans[place], catalog);
        Self {
            scenario,
            entry,
            plans: [plan(entry.try_first), plan(entry.escalate)],
        }
    }

    /// The share of the requests that each plan gets.
    fn shares(&self) -> [Exact; 2] {
        [Exact::one(), Exact::from(self.entry.share)]
    }

    /// The cascade with that volume.
    pub(super) fn run(&self, volume: &Volume, end: End) -> Evaluated<'a> {
        let shares = self.shares().into_iter();
        let parts = self.plans.iter().zip(shares).zip(ROLES);
        let parts = parts.map(|((plan, share), (role, _))| Part {
            role,
            result: plan.run(&volume.share(&share), end),
            share,
        });
        let mut whole = Evaluated::nothing(Entry::Cascade(self.entry));
        whole.parts = parts.collect();
        self.add_up(volume, &mut whole);
        whole
    }

    /// Says what the busiest month meets in each plan.
    pub(super) fn warn_at_peak(&self, volume: &Volume, whole: &mut Evaluated<'_>) {
        for (plan, part) in self.plans.iter().zip(&mut whole.parts) {
            plan.warn_at_peak(&volume.share(&part.share), &mut part.result);
        }
        for part in &whole.parts {
            note(&mut whole.notes, &part.result.notes);
        }
    }

    /// The shapes of both plans, over the multiples of `volume`.
    pub(super) fn shapes(&self, volume: &Volume, end: End) -> Option<Vec<Shape>> {
        let mut all = Vec::new();
        for (plan, share) in self.plans.iter().zip(self.shares()) {
            // What gets no request costs the same whatever the volume.
            if share.is_positive() {
                all.extend(plan.shapes(&volume.share(&share), end)?);
            }
        }
        Some(all)
    }

    /// Makes a whole of its parts.
    fn add_up(&self, volume: &Volume, whole: &mut Evaluated<'_>) {
        let parts = &whole.parts;
        for (part, (_, role)) in parts.iter().zip(ROLES) {
            let name = part.result.entry.id();
            let reasons = part.result.reasons.iter().map(|reason| Reason {
                message: format!("{} ({}): {}", role.to_lowercase(), name, reason.message),
                ..reason.clone()
            });
            // Prices that are missing are in the bill, and give its reasons.
            if part.result.status == Status::Infeasible {
                whole.reasons.extend(reasons);
            }
            note(&mut whole.notes, &part.result.notes);
            let label = |label: &Label| {
                let (id, name) = (&label.id, &label.name);
                Label::new(
                    format!("{}.{id}", part.role),
                    format!("{role}: {name}"),
                    label.group,
                )
            };
            whole
                .bill
                .add(&part.result.bill.relabelled(label), &Exact::one());
            whole.tokens += &part.result.tokens;
        }
        whole.one_time = parts.iter().map(|part| &part.result.one_time).sum();
        let owed = parts
            .iter()
            .map(|part| &part.result.committed_beyond_horizon);
        whole.committed_beyond_horizon = owed.sum();
        let router = self.router(volume, &mut whole.bill);
        for (at, month) in router.into_iter().enumerate() {
            let plans = whole
                .parts
                .iter()
                .filter_map(|part| part.result.monthly.get(at));
            whole.monthly.push(plans.sum::<Usd>() + &month);
        }
        whole.requests = volume
            .months()
            .into_iter()
            .map(|month| month.requests * Exact::from(month.count))
            .sum();
        whole.success_share = self.success_share(whole);
        whole.settle();
    }

    /// Charges what deciding costs, and says how much that is in each month.
    fn router(&self, volume: &Volume, bill: &mut Bill) -> Vec<Usd> {
        let mut monthly = Vec::new();
        for priced in priced(volume, self.scenario.price_change_per_year) {
            let usd = self.entry.router_usd_per_request;
            let Some(rate) = Rate::<Requests>::new(usd, 1) else {
                return monthly;
            };
            let quantity = Qty::new(priced.month.requests.clone());
            let month = &quantity * &rate.times(&priced.factor);
            monthly.extend((0..priced.month.count).map(|_| month.clone()));
            if usd.is_zero() {
                continue;
            }
            let field = format!("{}.router_usd_per_request", self.entry.path);
            let price = Price {
                rate,
                source: PriceSource::scenario(field),
            };
            let mut months = Bill::default();
            let label = Label::new("router", "Router", Group::Router).in_year(priced.year);
            months.charge(label, &quantity, Ok(price), &priced.factor);
            bill.add(&months, &Exact::from(priced.month.count));
        }
        monthly
    }

    /// The share of good answers: the user's own evaluation of the whole, else a cautious figure made
    /// of both models'.
    fn success_share(&self, whole: &mut Evaluated<'_>) -> Option<Exact> {
        let own = |share: Decimal| Exact::from(share);
        if let Some(share) = self.entry.success_share {
            return Some(own(share));
        }
        let [first, second] = whole.parts.as_slice() else {
            return None;
        };
        let (first, second) = (
            first.result.success_share.clone()?,
            second.result.success_share.clone()?,
        );
        whole.notes.assume(
            "Escalation is taken to be blind to quality: of the requests that stay, as many succeed as the first model says, of those that go on, as many as the second (success_share of the cascade states one's own).",
        );
        let share = own(self.entry.share);
        Some((Exact::one() - &share) * first + share * second)
    }
}

/// Takes over notes, once each.
fn note(ours: &mut Notes, theirs: &Notes) {
    for text in &theirs.assumptions {
        ours.assume(text.clone());
    }
    for warning in &theirs.warnings {
        if !ours.warnings.contains(warning) {
            ours.warnings.push(warning.clone());
        }
    }
}
