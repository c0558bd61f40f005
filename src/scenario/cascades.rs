//! Cascades: one plan gets every request, a share goes on to another.

use super::{PlanEntry, ScenarioFields, fields::CascadeFields};
use crate::{
    demand::{Kind, Workload},
    schema::{Many, Placed, Problem, Span, closest},
    units::Decimal,
};

/// A composition of two plans of the file.
#[derive(Debug, Clone)]
pub struct CascadeEntry {
    /// Its id, unique in the scenario.
    pub id: String,
    /// The place of the plan that is tried first, among the file's.
    pub try_first: usize,
    /// The place of the plan that gets what escalates.
    pub escalate: usize,
    /// Share of the requests that escalate; those pay for both.
    pub share: Decimal,
    /// What deciding costs for each request.
    pub router_usd_per_request: Decimal,
    /// Share of good answers of the whole, by the user's own evaluation.
    pub success_share: Option<Decimal>,
    /// The models of both, by the names the scenario uses.
    pub model: Option<String>,
    /// Where they run.
    pub region: String,
    /// Its path in the scenario.
    pub path: String,
}

/// Reads the cascades of the file, whose plans are `plans`.
pub(super) fn read(
    file: &Placed<ScenarioFields>,
    plans: &[PlanEntry],
    workload: &Workload,
    problems: &mut Vec<Problem>,
) -> Vec<CascadeEntry> {
    let written = &file.cascade;
    // A plan that is wrong is not among those a cascade could name.
    if !problems.is_empty() {
        return Vec::new();
    }
    let mut cascades: Vec<CascadeEntry> = Vec::new();
    for (at, fields) in written.0.iter().enumerate() {
        let before = problems.len();
        if workload.kind == Kind::Training {
            let message = "a cascade answers requests, and the workload is kind = \"training\"";
            problems.push(Problem::new(fields.places.of_table(), message));
            continue;
        }
        let parts = [("try", &fields.try_first), ("escalate", &fields.escalate)];
        let [first, second] = parts.map(|(key, name)| {
            let name = name.as_deref().unwrap_or_default();
            place(name, fields.places.of_key(key), plans, written, problems)
        });
        let (Some(first), Some(second)) = (first, second) else {
            continue;
        };
        if first == second {
            let message = "`try` and `escalate` are the same plan";
            let problem = Problem::new(fields.places.of_key("escalate"), message);
            problems.push(problem.help("requests escalate to another plan"));
        }
        let (one, other) = (&plans[first], &plans[second]);
        let made = format!("cascade/{}/{}", one.id, other.id);
        let id = fields.id.clone().unwrap_or(made);
        let span = if fields.id.is_some() {
            fields.places.of_key("id")
        } else {
            fields.places.of_table()
        };
        if id.trim().is_empty() || id.chars().any(char::is_control) {
            problems.push(Problem::new(span, "`id` must be a name on one line"));
        }
        let of_plan = plans.iter().any(|plan| plan.id == id || plan.made == id);
        let of_cascade = cascades.iter().any(|cascade| cascade.id == id);
        if of_plan || of_cascade {
            let what = if of_plan { "plan" } else { "cascade" };
            let problem = Problem::new(span, format!("a {what} is called `{id}` too"));
            problems.push(problem.help("give the cascade an `id` of its own"));
        }
        if problems.len() > before {
            continue;
        }
        let number = |value: Option<Decimal>| value.unwrap_or_default();
        cascades.push(CascadeEntry {
            path: match &fields.id {
                Some(id) => format!("cascade.{id}"),
                None => format!("cascade.{}", at + 1),
            },
            id,
            try_first: first,
            escalate: second,
            share: number(fields.share.as_ref().map(|share| share.value)),
            router_usd_per_request: number(
                fields.router_usd_per_request.as_ref().map(|usd| usd.value),
            ),
            success_share: fields.success_share.as_ref().map(|share| share.value),
            model: both(one.model.as_deref(), other.model.as_deref(), " then "),
            region: both(Some(&one.region), Some(&other.region), ", ").unwrap_or_default(),
        });
    }
    cascades
}

/// The place of the plan of that name.
fn place(
    name: &str,
    span: &Span,
    plans: &[PlanEntry],
    cascades: &Many<CascadeFields>,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let place = plans
        .iter()
        .position(|plan| plan.id == name || plan.made == name);
    if place.is_some() {
        return place;
    }
    let shown = crate::units::shortened(name);
    if cascades
        .0
        .iter()
        .any(|other| other.id.as_deref() == Some(name))
    {
        let message = format!("`{shown}` is a cascade: a cascade is made of plans");
        problems.push(Problem::new(span, message).help("name a [[plan]] of the file"));
        return None;
    }
    let problem = Problem::new(span, format!("no plan is called `{shown}`"));
    let ids = || plans.iter().map(|plan| plan.id.as_str());
    problems.push(match closest(name, ids()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if plans.is_empty() => {
            problem.help("a cascade is made of plans of the file: write each as a [[plan]]")
        }
        None => problem.help(format!(
            "there are: {}",
            ids().collect::<Vec<_>>().join(", ")
        )),
    });
    None
}

/// Both names, or the one they share.
fn both(one: Option<&str>, other: Option<&str>, between: &str) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}{between}{other}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
