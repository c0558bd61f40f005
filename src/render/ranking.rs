//! The table of ranked plans.

use super::{
    document::{ColumnKind, Grid, Row},
    numbers::{NONE, count, percent, times, unit_cost, unit_hours},
};
use crate::{
    report::{PlanReport, ScenarioReport},
    units::{Exact, cents},
};

/// Which columns there are beside rank, plan, month and request.
#[derive(Clone, Copy)]
struct Shown {
    /// The modes, where ids do not say them.
    modes: bool,
    /// The total, where it is not the month's.
    total: bool,
    /// What payments are worth now, where the scenario has a discount rate.
    worth: bool,
    /// Cost of what succeeds, where the user says how much does.
    successes: bool,
    /// What is saved, where there is a baseline.
    saving: bool,
}

/// One row a plan, the cheapest one strong.
pub(super) fn table(report: &ScenarioReport, plans: &[&PlanReport]) -> Grid {
    let shown = Shown {
        modes: plans.iter().any(|plan| !says_mode(plan)),
        total: report.period.months > 1,
        worth: report.present_value.is_some(),
        successes: plans
            .iter()
            .any(|plan| plan.per_thousand_successes_usd.is_some()),
        saving: report.baseline.is_some(),
    };
    let total = format!("{} months", report.period.months);
    let columns: [(bool, &str, ColumnKind); 10] = [
        (true, "#", ColumnKind::Figure),
        (true, "Plan", ColumnKind::Name),
        (shown.modes, "Mode", ColumnKind::ExtraWord),
        (true, "Per month", ColumnKind::Figure),
        (shown.total, &total, ColumnKind::ExtraFigure),
        (shown.worth, "Present\nvalue", ColumnKind::Figure),
        (true, "Per 1,000\nrequests", ColumnKind::Figure),
        (
            shown.successes,
            "Per 1,000\nsuccesses",
            ColumnKind::ExtraFigure,
        ),
        (shown.saving, "Saving on\nbaseline", ColumnKind::Figure),
        (true, "Against\ncheapest", ColumnKind::ExtraFigure),
    ];
    let columns = columns.into_iter().filter(|(shown, _, _)| *shown);
    let columns: Vec<_> = columns.map(|(_, title, kind)| (title, kind)).collect();
    let mut grid = Grid::new(&columns);
    for plan in plans {
        let strong = report.cheapest.as_ref() == Some(&plan.id);
        grid.rows.push(Row {
            cells: cells(report, plan, shown),
            strong,
        });
    }
    grid
}

fn cells(report: &ScenarioReport, plan: &PlanReport, shown: Shown) -> Vec<String> {
    let usd = |value: &Option<_>| value.as_ref().map_or(NONE.to_owned(), cents);
    let baseline = report.baseline.as_ref() == Some(&plan.id);
    let baseline = baseline.then(|| "the baseline".to_owned());
    let below = [sizing(plan), composed(plan), range(plan), baseline]
        .into_iter()
        .flatten();
    let below = below.map(|line| format!("({line})"));
    let name: Vec<String> = std::iter::once(plan.id.clone()).chain(below).collect();
    let per_request = plan.per_thousand_requests_usd.as_ref();
    let cells = [
        (
            true,
            plan.rank.map_or(NONE.to_owned(), |rank| rank.to_string()),
        ),
        (true, name.join("\n")),
        (shown.modes, plan.mode.to_owned()),
        (true, usd(&plan.mean_month_usd)),
        (shown.total, usd(&plan.total_usd)),
        (shown.worth, usd(&plan.net_present_value_usd)),
        (true, per_request.map_or(NONE.to_owned(), unit_cost)),
        (
            shown.successes,
            plan.per_thousand_successes_usd
                .as_ref()
                .map_or(NONE.to_owned(), unit_cost),
        ),
        (shown.saving, usd(&plan.saving_vs_baseline_usd)),
        (
            true,
            plan.times_cheapest.as_ref().map_or(NONE.to_owned(), times),
        ),
    ];
    cells
        .into_iter()
        .filter(|(shown, _)| *shown)
        .map(|(_, cell)| cell)
        .collect()
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
