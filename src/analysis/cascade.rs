//! A cascade: two plans, each sized and billed as it would be with the requests it gets.

use super::{
    evaluate::{Evaluated, Part, Status},
    single::Single,
    spending::Spent,
    years::priced,
};
use crate::{
    bill::{Bill, Group, Label, LineItem},
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
        let plan = |place: usize| Single::of(scenario, &scenario.plans[place], catalog).into_part();
        let mut plans = [plan(entry.try_first), plan(entry.escalate)];
        let [covers, others] = plans
            .each_ref()
            .map(|plan| plan.lowering().standing().covers());
        // One commitment is paid once: by what it covers, else by the first.
        match (covers, others) {
            (_, false) => plans[1].bear_nothing(),
            (false, true) => plans[0].bear_nothing(),
            (true, true) => {}
        }
        // What the solution needs besides is met once, where every request comes first.
        plans[1].bear_no_needs();
        Self {
            scenario,
            entry,
            plans,
        }
    }

    /// The share of the requests that each plan gets.
    fn shares(&self) -> [Exact; 2] {
        [Exact::one(), Exact::from(self.entry.share)]
    }

    /// Whether both plans use the same free tier.
    fn shares_free_tier(&self) -> bool {
        let [first, second] = self
            .plans
            .each_ref()
            .map(|plan| plan.lowering().free_tier());
        first.is_some() && first == second
    }

    /// The cascade with that volume.
    pub(super) fn run(&self, volume: &Volume, end: End) -> Evaluated<'a> {
        let shares = self.shares().into_iter();
        let mut whole = Evaluated::nothing(Entry::Cascade(self.entry));
        for ((plan, share), (role, _)) in self.plans.iter().zip(shares).zip(ROLES) {
            let first = whole.parts.first();
            let free_used = first.filter(|_| self.shares_free_tier());
            let free_used = free_used.map_or(&[][..], |first| &first.result.free_used);
            let result = plan.run_beside(&volume.share(&share), end, free_used);
            whole.parts.push(Part {
                role,
                share,
                result,
            });
        }
        if self
            .plans
            .iter()
            .all(|plan| plan.lowering().standing().covers())
        {
            whole.reasons.push(Reason::new(
                "savings-plan-shared",
                "savings_plan",
                "the savings plan covers both plans of the cascade, and how they share each hour of it is not computed: leave one out of savings_plan.covers or savings_plan.discount",
            ));
        }
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
            whole.tokens += &part.result.tokens;
        }
        whole.one_time = parts.iter().map(|part| &part.result.one_time).sum();
        let owed = parts
            .iter()
            .map(|part| &part.result.committed_beyond_horizon);
        whole.committed_beyond_horizon = owed.sum();
        let plans = self.bill_plans(whole);
        let router = self.router(volume, &mut whole.bill);
        let months = plans.into_iter().zip(&router);
        whole.monthly = months.map(|(plans, router)| plans + router).collect();
        whole.requests = volume
            .months()
            .into_iter()
            .map(|month| month.requests * Exact::from(month.count))
            .sum();
        whole.success_share = self.success_share(whole);
        whole.settle();
    }

    /// Bills both plans, and says what they cost in each month, after credits: those pay for both together,
    /// month by month. What deciding costs is no price of AWS.
    fn bill_plans(&self, whole: &mut Evaluated<'_>) -> Vec<Usd> {
        let credits = &self.scenario.spending.credits;
        if credits.is_empty() {
            for (part, role) in whole.parts.iter().zip(ROLES) {
                let bill = relabelled(&part.result.bill, role);
                whole.bill.add(&bill, &Exact::one());
            }
            let month = |at: usize| {
                let parts = whole.parts.iter();
                parts
                    .map(|part| part.result.monthly.get(at).cloned())
                    .sum::<Option<Usd>>()
            };
            return (0..).map_while(month).collect();
        }
        let parts = whole.parts.iter_mut();
        let months: Vec<Vec<(Bill, u32)>> = parts
            .map(|part| std::mem::take(&mut part.result.months))
            .collect();
        let mut months: Vec<_> = months.iter().map(|months| each(months)).collect();
        let mut spent = Spent::none(credits);
        let mut monthly = Vec::new();
        while let Some(bills) = months
            .iter_mut()
            .map(Iterator::next)
            .collect::<Option<Vec<_>>>()
        {
            let mut both = Bill::default();
            for (bill, role) in bills.into_iter().zip(ROLES) {
                both.add(&relabelled(bill, role), &Exact::one());
            }
            spent.pay(&mut both, |credit, line| {
                let mut parts = self.plans.iter().zip(ROLES);
                let own = parts.find(|(_, (role, _))| is_of(line, role));
                own.is_some_and(|(plan, _)| plan.is_credited(credit, line))
            });
            monthly.extend(both.total());
            whole.bill.add(&both, &Exact::one());
        }
        for (part, role) in whole.parts.iter().zip(ROLES) {
            let set_up = relabelled(&part.result.bill, role);
            let lines = set_up.lines().iter();
            lines
                .filter(|line| line.group() == Group::OneTime)
                .for_each(|line| whole.bill.push(line.clone()));
            let once = relabelled(&part.result.once, role);
            whole.bill.add(&once, &Exact::one());
        }
        monthly
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

/// The bills of months one by one.
fn each(months: &[(Bill, u32)]) -> impl Iterator<Item = &Bill> {
    let months = months.iter();
    months.flat_map(|(bill, count)| (0..*count).map(move |_| bill))
}

/// The bill of a plan as part of a cascade.
fn relabelled(bill: &Bill, (id, name): (&str, &str)) -> Bill {
    bill.relabelled(|label| {
        Label::new(
            format!("{id}.{}", label.id),
            format!("{name}: {}", label.name),
            label.group,
        )
    })
}

/// Whether a line is of the part of that role.
fn is_of(line: &LineItem, role: &str) -> bool {
    let rest = line.id().strip_prefix(role);
    rest.is_some_and(|rest| rest.starts_with('.'))
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
