//! What is different between two answers of `compare`.

use crate::{
    scenario::{Saved, SavedLine, SavedPlan, SavedScenario},
    units::{Exact, Usd},
};

/// Whether something is on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// On both, and different.
    Changed,
    /// On the second only.
    Added,
    /// On the first only.
    Removed,
}

impl Change {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// Something on one side or both.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a, T> {
    /// On the first.
    pub before: Option<&'a T>,
    /// On the second.
    pub after: Option<&'a T>,
}

/// A scenario, and what is different in it.
#[derive(Debug)]
pub struct ScenarioDiff<'a> {
    /// The scenario on both sides.
    pub sides: Sides<'a, SavedScenario>,
    /// Plans that differ, in the order of the first side, then of the second.
    pub plans: Vec<PlanDiff<'a>>,
    /// How many plans do not.
    pub unchanged: usize,
}

/// A plan that differs.
#[derive(Debug)]
pub struct PlanDiff<'a> {
    /// The plan on both sides.
    pub sides: Sides<'a, SavedPlan>,
    /// What its total rose by, where both sides have one.
    pub rise: Option<Rise>,
    /// Lines that differ; none for a plan that is on one side only.
    pub lines: Vec<LineDiff<'a>>,
    /// How many lines do not.
    pub unchanged: usize,
}

/// A line of a bill that differs.
#[derive(Debug)]
pub struct LineDiff<'a> {
    /// The line on both sides.
    pub sides: Sides<'a, SavedLine>,
    /// What its cost rose by; one that is not there costs nothing.
    pub rise: Option<Rise>,
}

/// What a cost rose by; below zero where it fell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rise {
    /// In dollars.
    pub usd: Usd,
    /// Over what it was; `None` where that was nothing.
    pub share: Option<Exact>,
}

impl Rise {
    fn of(before: &Usd, after: &Usd) -> Self {
        let usd = after.clone() - before;
        Self {
            share: usd.amount().checked_div(before.amount()),
            usd,
        }
    }
}

impl<T> Sides<'_, T> {
    /// Whether it is on both sides.
    pub fn change(&self) -> Change {
        match (self.before, self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        }
    }
}

/// What is different between two answers. Scenarios are matched by their names, or where each side has
/// one, those.
pub fn diff<'a>(before: &'a Saved, after: &'a Saved) -> Vec<ScenarioDiff<'a>> {
    let pairs = match (before.scenarios.as_slice(), after.scenarios.as_slice()) {
        ([one], [other]) => vec![Sides {
            before: Some(one),
            after: Some(other),
        }],
        (ours, theirs) => matched(ours, theirs, |scenario| &scenario.scenario.name),
    };
    pairs.into_iter().map(scenarios).collect()
}

/// The entries of both sides, those of one id together: in the order of the first side, then what only
/// the second has.
fn matched<'a, T>(ours: &'a [T], theirs: &'a [T], id: impl Fn(&T) -> &str) -> Vec<Sides<'a, T>> {
    let mut open: Vec<Option<&'a T>> = theirs.iter().map(Some).collect();
    let mut sides: Vec<Sides<'a, T>> = Vec::new();
    for before in ours {
        let mut left = open.iter_mut();
        let same = left.find(|other| other.is_some_and(|other| id(other) == id(before)));
        sides.push(Sides {
            before: Some(before),
            after: same.and_then(Option::take),
        });
    }
    let added = open.into_iter().flatten().map(|after| Sides {
        before: None,
        after: Some(after),
    });
    sides.extend(added);
    sides
}

fn scenarios(sides: Sides<'_, SavedScenario>) -> ScenarioDiff<'_> {
    let (Some(before), Some(after)) = (sides.before, sides.after) else {
        return ScenarioDiff {
            sides,
            plans: Vec::new(),
            unchanged: 0,
        };
    };
    let pairs = matched(&before.plans, &after.plans, |plan| &plan.id);
    let count = pairs.len();
    let plans: Vec<PlanDiff<'_>> = pairs.into_iter().filter_map(plans).collect();
    ScenarioDiff {
        sides,
        unchanged: count - plans.len(),
        plans,
    }
}

/// What is different in a plan; `None` where nothing is. Its rank alone moves with other plans, and is
/// no difference of its own.
fn plans(sides: Sides<'_, SavedPlan>) -> Option<PlanDiff<'_>> {
    let (Some(before), Some(after)) = (sides.before, sides.after) else {
        return Some(PlanDiff {
            sides,
            rise: None,
            lines: Vec::new(),
            unchanged: 0,
        });
    };
    let pairs = matched(&before.line_items, &after.line_items, |line| &line.id);
    let count = pairs.len();
    let lines: Vec<LineDiff<'_>> = pairs.into_iter().filter_map(lines).collect();
    let same = before.status == after.status && before.total_usd == after.total_usd;
    if same && lines.is_empty() {
        return None;
    }
    let totals = before.total_usd.as_ref().zip(after.total_usd.as_ref());
    Some(PlanDiff {
        sides,
        rise: totals.map(|(before, after)| Rise::of(before, after)),
        unchanged: count - lines.len(),
        lines,
    })
}

fn lines(sides: Sides<'_, SavedLine>) -> Option<LineDiff<'_>> {
    let nothing = Usd::zero();
    let cost = |line: Option<&SavedLine>| match line {
        None => Some(nothing.clone()),
        Some(line) => line.cost_usd.clone(),
    };
    let figures = |line: &SavedLine| {
        (
            line.quantity.clone(),
            line.unit_price_usd.clone(),
            line.per,
            line.cost_usd.clone(),
        )
    };
    if sides.before.map(figures) == sides.after.map(figures) {
        return None;
    }
    let costs = cost(sides.before).zip(cost(sides.after));
    Some(LineDiff {
        sides,
        rise: costs.map(|(before, after)| Rise::of(&before, &after)),
    })
}
