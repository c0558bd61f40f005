//! The curve of each plan: a formula where there is one, else followed value by value.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{
    curve::{Curve, Form, note},
    range::KnobRange,
    traced::Tracer,
    volume::OverVolume,
};
use crate::{
    analysis::evaluate::AtVolumes,
    capacity::End,
    catalog::Catalog,
    plan::Reason,
    scenario::{Entry, Knob, Scenario, Template},
    units::{Decimal, Exact, Usd, machine},
};

/// Scenarios with the knob turned that are kept.
const KEPT: usize = 512;

/// A scenario, and what is asked of it.
pub(super) struct Asked<'a> {
    pub template: &'a Template<'a>,
    pub scenario: &'a Scenario,
    pub catalog: &'a Catalog,
    /// The plans that are followed, in the order of the curves.
    pub plans: Vec<Entry<'a>>,
    pub knob: &'a Knob,
    pub range: &'a KnobRange,
    /// Another knob that is turned too, and its value.
    pub also: Option<(&'a Knob, Decimal)>,
}

/// A scenario with the knob turned, or why it is none.
type Made = Result<Rc<Scenario>, String>;

/// Scenarios with the knob turned, each made once.
struct Turned<'a> {
    asked: &'a Asked<'a>,
    made: RefCell<BTreeMap<Exact, Made>>,
}

impl Turned<'_> {
    fn at(&self, x: &Exact) -> Made {
        if let Some(made) = self.made.borrow().get(x) {
            return made.clone();
        }
        let scenario = match decimal(x) {
            Some(value) => self.asked.turned(value).map(Rc::new),
            None => Err("it has too many digits".to_owned()),
        };
        let mut made = self.made.borrow_mut();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(x.clone(), scenario.clone());
        scenario
    }
}

/// A number of few digits as a decimal.
fn decimal(x: &Exact) -> Option<Decimal> {
    machine(x).parse().ok()
}

impl Asked<'_> {
    fn turned(&self, value: Decimal) -> Result<Scenario, String> {
        let mut knobs = vec![(self.knob, value)];
        knobs.extend(self.also);
        self.template.turned(&knobs).map_err(|problems| {
            let first = problems.into_iter().next();
            first.map(|problem| problem.message).unwrap_or_default()
        })
    }

    /// The plan in a scenario made of the same file: a written one is read anew with each turn.
    fn in_turned<'s>(&self, entry: Entry<'s>, turned: &'s Scenario) -> Option<Entry<'s>> {
        if !entry.is_written() {
            return Some(entry);
        }
        let mut entries = self.scenario.entries();
        let place = entries.position(|own| own.id() == entry.id())?;
        turned.entries().nth(place)
    }

    /// The curves of the plans.
    pub(super) fn curves(&self, end: End) -> Vec<Curve> {
        if self.knob.is_volume {
            return self.over_volume(end);
        }
        let turned = Turned {
            asked: self,
            made: RefCell::default(),
        };
        let plans = self.plans.iter();
        plans
            .map(|entry| self.over_knob(&turned, *entry, end))
            .collect()
    }

    /// A plan's cost as any knob is turned.
    fn over_knob(&self, turned: &Turned<'_>, plan: Entry<'_>, end: End) -> Curve {
        let reasons = RefCell::new(Vec::new());
        let mut cost = |x: &Exact| -> Option<Usd> {
            let scenario = turned
                .at(x)
                .inspect_err(|message| self.note_invalid(&reasons, message))
                .ok()?;
            let entry = self.in_turned(plan, &scenario)?;
            let result = AtVolumes::of(&scenario, entry, self.catalog, end).own();
            note(&reasons, &result);
            result.total()
        };
        let whole = self.knob.bound.whole;
        let own = self.knob.value.map(Exact::from);
        let grid = self.range.usual_grid(whole, own.as_ref());
        let (carries, traced) = Tracer::new(whole, &mut cost).follow(&grid);
        Curve {
            plan: plan.id().to_owned(),
            carries,
            carries_on: false,
            reasons: reasons.into_inner(),
            form: Form::Traced(traced),
        }
    }

    /// What a plan, by its place among the curves, costs at a value: an ordinary evaluation.
    pub(super) fn cost(&self, place: usize, x: &Exact) -> Option<Usd> {
        let scenario = self.turned(decimal(x)?).ok()?;
        let entry = self.in_turned(*self.plans.get(place)?, &scenario)?;
        let plan = AtVolumes::of(&scenario, entry, self.catalog, End::Likely);
        plan.own().total()
    }

    /// Takes note that the scenario is not valid with some value of the knob.
    fn note_invalid(&self, reasons: &RefCell<Vec<Reason>>, message: &str) {
        let message = format!("the scenario is not valid there: {message}");
        let reason = Reason::new("scenario-invalid", self.knob.path.clone(), message);
        let mut reasons = reasons.borrow_mut();
        if !reasons.iter().any(|known| known.id == reason.id) {
            reasons.push(reason);
        }
    }

    /// The curves over the number of requests.
    fn over_volume(&self, end: End) -> Vec<Curve> {
        // Requests of the first month for each one of the knob.
        let Ok(base) = self.turned(Decimal::ONE) else {
            return self
                .plans
                .iter()
                .map(|plan| Curve::nothing(plan.id()))
                .collect();
        };
        let most = self.knob.bound.most.parse::<Decimal>().unwrap_or_default();
        let over = OverVolume {
            range: self.range.clone(),
            own: self.knob.value.map(Exact::from),
            most: Exact::from(most),
            per_one: base.volume.first_month.clone(),
        };
        let curves = self.plans.iter().map(|entry| {
            let Some(plan) = self.in_turned(*entry, &base) else {
                return Curve::nothing(entry.id());
            };
            over.curve(entry.id(), &AtVolumes::of(&base, plan, self.catalog, end))
        });
        curves.collect()
    }
}
