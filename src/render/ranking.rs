//! The table of ranked plans.

use super::money::cents;
use super::{
    document::{ColumnKind, Grid, Row},
    numbers::{NONE, count, percent, times, unit_cost, unit_hours},
};
use crate::{
    report::{PlanReport, ScenarioReport},
    units::{Exact, Usd},
};

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// The rank.
    Rank,
    /// The id, and below it units, ranges and the like.
    Plan,
    /// The mode, where ids do not say it.
    Mode,
    /// The mean month.
    Month,
    /// What of the mean month is for needs besides inference.
    Needs,
    /// What of it is for people.
    People,
    /// The total, where it is not the month's.
    Total,
    /// What payments are worth now, where the scenario has a discount rate.
    Worth,
    /// A thousand requests.
    Requests,
    /// A thousand of those that succeed, where the user says how many do.
    Successes,
    /// What is saved, where there is a baseline.
    Saving,
    /// The total over that of the cheapest.
    Times,
}

/// One row a plan, the cheapest one strong.
pub(super) fn table(report: &ScenarioReport, plans: &[&PlanReport]) -> Grid {
    let modes = plans.iter().any(|plan| !says_mode(plan));
    let successes = |plan: &&PlanReport| plan.per_thousand_successes_usd.is_some();
    let successes = plans.iter().any(successes);
    let (total, worth) = (report.period.months > 1, report.present_value.is_some());
    let is_some = |usd: &Option<Usd>| usd.as_ref().is_some_and(|usd| *usd != Usd::zero());
    let needs = plans.iter().any(|plan| is_some(&plan.needs_usd));
    let people = plans.iter().any(|plan| is_some(&plan.people_usd));
    let title = format!("{} months", report.period.months);
    let columns = [
        (true, Shows::Rank, "#", ColumnKind::Figure),
        (true, Shows::Plan, "Plan", ColumnKind::Name),
        (modes, Shows::Mode, "Mode", ColumnKind::ExtraWord),
        (true, Shows::Month, "Per month", ColumnKind::Figure),
        (needs, Shows::Needs, "of it\nneeds", ColumnKind::ExtraFigure),
        (
            people,
            Shows::People,
            "of it\npeople",
            ColumnKind::ExtraFigure,
        ),
        (total, Shows::Total, &title, ColumnKind::ExtraFigure),
        (worth, Shows::Worth, "Present\nvalue", ColumnKind::Figure),
        (
            true,
            Shows::Requests,
            "Per 1,000\nrequests",
            ColumnKind::Figure,
        ),
        (
            successes,
            Shows::Successes,
            "Per 1,000\nsuccesses",
            ColumnKind::ExtraFigure,
        ),
        (
            report.baseline.is_some(),
            Shows::Saving,
            "Saving on\nbaseline",
            ColumnKind::Figure,
        ),
        (
            true,
            Shows::Times,
            "Against\ncheapest",
            ColumnKind::ExtraFigure,
        ),
    ];
    let columns = columns.into_iter().filter(|(shown, ..)| *shown);
    let columns: Vec<_> = columns
        .map(|(_, shows, title, kind)| (shows, (title, kind)))
        .collect();
    let (shows, columns): (Vec<Shows>, Vec<_>) = columns.into_iter().unzip();
    let mut grid = Grid::new(&columns);
    for plan in plans {
        let strong = report.cheapest.as_ref() == Some(&plan.id);
        let cells = shows.iter().map(|shows| cell(report, plan, *shows));
        grid.rows.push(Row {
            cells: cells.collect(),
            strong,
        });
    }
    grid
}

fn cell(report: &ScenarioReport, plan: &PlanReport, shows: Shows) -> String {
    let usd = |value: &Option<_>| value.as_ref().map_or(NONE.to_owned(), cents);
    let each = |value: &Option<_>| value.as_ref().map_or(NONE.to_owned(), unit_cost);
    match shows {
        Shows::Rank => plan.rank.map_or(NONE.to_owned(), |rank| rank.to_string()),
        Shows::Plan => name(report, plan),
        Shows::Mode => plan.mode.to_owned(),
        Shows::Month => usd(&plan.mean_month_usd),
        Shows::Needs => usd(&plan.mean_month_needs_usd),
        Shows::People => usd(&plan.mean_month_people_usd),
        Shows::Total => usd(&plan.total_usd),
        Shows::Worth => usd(&plan.net_present_value_usd),
        Shows::Requests => each(&plan.per_thousand_requests_usd),
        Shows::Successes => each(&plan.per_thousand_successes_usd),
        Shows::Saving => usd(&plan.saving_vs_baseline_usd),
        Shows::Times => plan.times_cheapest.as_ref().map_or(NONE.to_owned(), times),
    }
}

/// The id, and below it what tells the plan from others.
fn name(report: &ScenarioReport, plan: &PlanReport) -> String {
    let baseline = report.baseline.as_ref() == Some(&plan.id);
    let baseline = baseline.then(|| "the baseline".to_owned());
    let below = [sizing(plan), composed(plan), range(plan), baseline];
    let below = below.into_iter().flatten().map(|line| format!("({line})"));
    let lines: Vec<String> = std::iter::once(plan.id.clone()).chain(below).collect();
    lines.join("\n")
}

/// The range of the total, where it is one.
fn range(plan: &PlanReport) -> Option<String> {
    let range = plan.range.as_ref()?;
    let low = range.low_usd.as_ref().map(cents)?;
    Some(match range.high_usd.as_ref().map(cents) {
        Some(high) if high == low => return None,
        Some(high) => format!("{low} to {high} in all"),
        None => format!("from {low}, may not suffice"),
    })
}

/// The plans a cascade is composed of: `small, then 20% to large`.
pub(super) fn composed(plan: &PlanReport) -> Option<String> {
    let (first, others) = plan.parts.split_first()?;
    let others = others
        .iter()
        .map(|part| format!(", then {} to {}", percent(&part.share), part.plan));
    Some(std::iter::once(first.plan.clone()).chain(others).collect())
}

/// Whether the id names the mode, as made ones do.
fn says_mode(plan: &PlanReport) -> bool {
    plan.id.contains(plan.mode)
}

/// The id, and the mode where it does not name that.
pub(super) fn named(plan: &PlanReport) -> String {
    if says_mode(plan) {
        plan.id.clone()
    } else {
        format!("{} ({})", plan.id, plan.mode)
    }
}

/// The units of a plan: `2 × ml.g5.xlarge, 41% busy`.
pub(super) fn sizing(plan: &PlanReport) -> Option<String> {
    let sizing = plan.sizing.as_ref()?;
    let untold = plan
        .instance
        .as_ref()
        .filter(|instance| !plan.id.contains(instance.as_str()));
    let at_once = |units: u64| match untold {
        Some(instance) => format!("{units} × {instance}"),
        None => count(&Exact::from(units), sizing.unit),
    };
    let in_all = || {
        let hours = count(&sizing.unit_hours, &unit_hours(sizing.unit));
        match untold {
            Some(instance) => format!("{instance}, {hours}"),
            None => hours,
        }
    };
    let units = sizing.peak_units.map_or_else(in_all, at_once);
    let busy = sizing.mean_utilisation.as_ref();
    let busy = busy.map(|share| format!("{} busy", percent(share)));
    let parts = [Some(units), busy, refused(plan)].into_iter().flatten();
    Some(parts.collect::<Vec<_>>().join(", "))
}

/// The most units at once: `2 × ml.g5.xlarge`, `3 copies`.
pub(super) fn at_the_peak(plan: &PlanReport) -> Option<String> {
    let sizing = plan.sizing.as_ref()?;
    let units = sizing.peak_units?;
    Some(match &plan.instance {
        Some(instance) => format!("{units} × {instance}"),
        None => count(&Exact::from(units), sizing.unit),
    })
}

/// The requests a plan refuses over the horizon, if there are any.
pub(super) fn refused(plan: &PlanReport) -> Option<String> {
    let refused = &plan.sizing.as_ref()?.throttled_requests;
    (!refused.is_zero()).then(|| format!("{} refused", count(refused, "request")))
}
