//! Plans before and after.

use super::super::money::cents;
use super::{dollars, head};
use crate::{
    render::{
        compare::section,
        csv,
        document::{ColumnKind, Document, Grid, Item, Row},
        numbers::{NONE, signed, signed_percent},
    },
    report::{CausesReport, ChangeReport, NoteReport, PlanChangeReport, WhatifScenario},
    units::{Usd, machine},
};

/// A cause: its name, what it means, and its part of a difference.
type Cause = (&'static str, &'static str, fn(&CausesReport) -> &Usd);

const CAUSES: [Cause; 4] = [
    ("Volume", "volume: more or fewer requests", |causes| {
        &causes.volume_usd
    }),
    (
        "Mix",
        "mix: what each request takes (tokens, time on an instance, repeats)",
        |causes| &causes.mix_usd,
    ),
    (
        "Price",
        "price: unit prices, multipliers and discounts",
        |causes| &causes.price_usd,
    ),
    (
        "Steps",
        "steps: what is paid beyond what requests need (whole units, minimums, idle hours, fees)",
        |causes| &causes.steps_usd,
    ),
];

pub(super) fn page(page: &mut Document, scenario: &WhatifScenario, change: &ChangeReport) {
    head(page, scenario, "before and after", answer(change));
    before_and_after(page, change);
    why(page, change);
    let other = change.plans.iter().filter_map(not_ok).collect();
    section("Plans that do not carry it at a known price", other, page);
    if change.hidden > 0 {
        page.text(vec![format!(
            "{} proposed variants that are never the better choice are not shown",
            change.hidden
        )]);
    }
}

/// The one sentence a reader came for.
pub(in crate::render) fn answer(change: &ChangeReport) -> String {
    let cost = |usd: &Option<Usd>| usd.as_ref().map(cents).unwrap_or_default();
    let (before, after) = (
        cost(&change.cheapest_before_usd),
        cost(&change.cheapest_after_usd),
    );
    let share = difference_of_cheapest(change);
    match (&change.cheapest_before, &change.cheapest_after) {
        (None, None) => {
            "No plan carries this workload at a known price, before or after".to_owned()
        }
        (None, Some(plan)) => {
            format!(
                "Cheapest after the change: {plan} at {after}; before, no plan carries the workload"
            )
        }
        (Some(plan), None) => {
            format!(
                "After the change no plan carries the workload; before, {plan} does at {before}"
            )
        }
        (Some(plan), Some(then)) if plan == then => {
            format!("Cheapest before and after: {plan}, at {after} instead of {before}{share}")
        }
        (Some(plan), Some(then)) => {
            let stays = match &change.cheapest_before_then_usd {
                Some(usd) => format!("; {plan} would cost {}", cents(usd)),
                None => format!("; {plan} no longer carries the workload"),
            };
            format!("The cheapest changes: {then} at {after} instead of {plan} at {before}{stays}")
        }
    }
}

fn difference_of_cheapest(change: &ChangeReport) -> String {
    let plan = change.cheapest_after.as_ref();
    let plan = plan.and_then(|id| change.plans.iter().find(|plan| plan.id == *id));
    let share = plan.and_then(|plan| plan.difference_share.as_ref());
    share.map_or(String::new(), |share| {
        format!(" ({})", signed_percent(share))
    })
}

fn before_and_after(page: &mut Document, change: &ChangeReport) {
    page.heading("Plans");
    let mut grid = Grid::new(&[
        ("#", ColumnKind::Figure),
        ("Plan", ColumnKind::Name),
        ("Before", ColumnKind::Figure),
        ("After", ColumnKind::Figure),
        ("Difference", ColumnKind::Figure),
        ("", ColumnKind::Figure),
    ]);
    for plan in &change.plans {
        let cell = |total: &Option<Usd>, status: &str| match total {
            Some(total) => cents(total),
            None => status.to_owned(),
        };
        grid.rows.push(Row {
            cells: vec![
                rank(plan),
                name(plan),
                cell(&plan.total_before_usd, plan.status_before),
                cell(&plan.total_after_usd, plan.status_after),
                plan.difference_usd.as_ref().map_or(NONE.to_owned(), signed),
                plan.difference_share
                    .as_ref()
                    .map_or(NONE.to_owned(), signed_percent),
            ],
            strong: change.cheapest_after.as_ref() == Some(&plan.id),
        });
    }
    page.grid(grid);
}

/// The rank, and from which one it moved.
fn rank(plan: &PlanChangeReport) -> String {
    let word = |rank: Option<u32>| rank.map_or(NONE.to_owned(), |rank| rank.to_string());
    let (before, after) = (word(plan.rank_before), word(plan.rank_after));
    if before == after {
        after
    } else {
        format!("{before} > {after}")
    }
}

fn name(plan: &PlanChangeReport) -> String {
    let mut lines = vec![plan.id.clone()];
    lines.extend(plan.id_after.as_ref().map(|id| format!("(then {id})")));
    lines.extend(plan.apart.as_ref().map(|_| "(ranked apart)".to_owned()));
    lines.join("\n")
}

fn why(page: &mut Document, change: &ChangeReport) {
    let moved = change.plans.iter().filter_map(|plan| {
        let difference = plan.difference_usd.as_ref()?;
        let causes = plan.causes.as_ref()?;
        (!difference.amount().is_zero() || parts(causes).any(|part| !part.amount().is_zero()))
            .then_some((plan, difference, causes))
    });
    let moved: Vec<_> = moved.collect();
    if moved.is_empty() {
        return;
    }
    page.heading("Why");
    let mut columns = vec![
        ("Plan", ColumnKind::Name),
        ("Difference", ColumnKind::Figure),
    ];
    columns.extend(CAUSES.map(|(title, _, _)| (title, ColumnKind::Figure)));
    let mut grid = Grid::new(&columns);
    for (plan, difference, causes) in &moved {
        let mut cells = vec![plan.id.clone(), signed(difference)];
        let cell = |part: &Usd| Some(signed(part)).filter(|_| !part.amount().is_zero());
        cells.extend(parts(causes).map(|part| cell(part).unwrap_or_else(|| NONE.to_owned())));
        grid.row(cells);
    }
    page.grid(grid);
    let met = CAUSES.iter().filter(|(_, _, part)| {
        let mut causes = moved.iter().map(|(_, _, causes)| part(causes));
        causes.any(|part| !part.amount().is_zero())
    });
    page.items(met.map(|(_, meaning, _)| Item::plain(*meaning)).collect());
}

fn parts(causes: &CausesReport) -> impl Iterator<Item = &Usd> {
    CAUSES.iter().map(move |(_, _, part)| part(causes))
}

/// Why a plan has no cost before or after.
fn not_ok(plan: &PlanChangeReport) -> Option<Item> {
    let why = |when: &str, reasons: &[NoteReport]| -> Vec<String> {
        let text = |reason: &NoteReport| format!("{when}{}", reason.message.trim_end_matches('.'));
        reasons.iter().map(text).collect()
    };
    let (before, after) = (&plan.reasons_before, &plan.reasons_after);
    let body = if before == after {
        why("", after)
    } else {
        [why("before: ", before), why("after: ", after)].concat()
    };
    (!body.is_empty()).then(|| Item::about(plan.id.clone(), body))
}

const HEADER: [&str; 17] = [
    "scenario",
    "plan",
    "plan_after",
    "mode",
    "status_before",
    "status_after",
    "rank_before",
    "rank_after",
    "total_before_usd",
    "total_after_usd",
    "difference_usd",
    "difference_share",
    "volume_usd",
    "mix_usd",
    "price_usd",
    "steps_usd",
    "apart",
];

/// One row a plan.
pub(super) fn rows(scenario: &WhatifScenario, change: &ChangeReport) -> Vec<Vec<String>> {
    let mut rows = vec![csv::header(&HEADER)];
    for plan in &change.plans {
        let rank = |rank: Option<u32>| rank.map(|rank| rank.to_string()).unwrap_or_default();
        let mut row = vec![
            scenario.scenario.name.clone(),
            plan.id.clone(),
            plan.id_after.clone().unwrap_or_else(|| plan.id.clone()),
            plan.mode.to_owned(),
            plan.status_before.to_owned(),
            plan.status_after.to_owned(),
            rank(plan.rank_before),
            rank(plan.rank_after),
            dollars(plan.total_before_usd.as_ref()),
            dollars(plan.total_after_usd.as_ref()),
            dollars(plan.difference_usd.as_ref()),
            plan.difference_share
                .as_ref()
                .map(machine)
                .unwrap_or_default(),
        ];
        row.extend(CAUSES.map(|(_, _, part)| dollars(plan.causes.as_ref().map(part))));
        row.push(plan.apart.clone().unwrap_or_default());
        rows.push(row);
    }
    rows
}
