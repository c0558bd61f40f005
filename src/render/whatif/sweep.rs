//! Plans at values of one or two knobs.

use super::super::money::cents;
use super::{dollars, head, usd};
use crate::{
    render::{
        Look,
        compare::section,
        csv,
        document::{Block, ColumnKind, Document, Grid, Item, Row},
        drawing::{self, Paper},
        fold::{fold, length},
        numbers::NONE,
        plot::{letter, place_of, plain_dollars, plane_names},
        words::{spoken, value},
    },
    report::{SweepReport, SweptKnobReport, SweptPointReport, WhatifScenario},
    units::{Exact, machine},
};

/// Names of columns are folded to this.
const NAME: usize = 16;
/// The least room of the name of the cheapest plan.
const CHEAPEST: usize = 22;
/// Most plans that have a column.
const COLUMNS: usize = 8;

pub(super) fn page(
    page: &mut Document,
    scenario: &WhatifScenario,
    sweep: &SweepReport,
    look: Look,
) {
    let [knob, rest @ ..] = sweep.knobs.as_slice() else {
        return;
    };
    head(page, scenario, &title(sweep), answer(sweep));
    page.text(sweep.knobs.iter().map(looked_at).collect());
    let paper = Paper {
        width: look.width,
        ascii: look.ascii,
    };
    if let Some(map) = sweep.map(scenario) {
        let drawn = match rest {
            [] => drawing::curves(&map, paper),
            _ => drawing::plane(&map, paper),
        };
        page.push(Block::Drawing(drawn));
    }
    match rest {
        [] => one(page, sweep, knob, look),
        [across, ..] => two(page, scenario, sweep, (knob, across), look),
    }
    exact_place(page, scenario, sweep);
    let problems = sweep.points.iter().filter_map(|point| {
        let problem = point.problem.as_ref()?;
        let values: Vec<String> = point.values.iter().map(value).collect();
        Some(Item::about(values.join(", "), vec![problem.clone()]))
    });
    section("Values that make no scenario", problems.collect(), page);
    if sweep.hidden > 0 {
        page.text(vec![format!(
            "{} proposed variants of plans that are nowhere the better choice are not shown",
            sweep.hidden
        )]);
    }
}

fn title(sweep: &SweepReport) -> String {
    let knobs: Vec<&str> = sweep.knobs.iter().map(|knob| knob.path.as_str()).collect();
    format!("every plan by {}", knobs.join(" and "))
}

/// The name of a picture.
pub(in crate::render) fn caption(scenario: &WhatifScenario, sweep: &SweepReport) -> String {
    let knobs = sweep.knobs.iter().map(|knob| spoken(&knob.path));
    let knobs: Vec<String> = knobs.collect();
    format!("{}: by {}", super::caption(scenario), knobs.join(" and "))
}

fn looked_at(knob: &SweptKnobReport) -> String {
    let (first, last) = (knob.values.first(), knob.values.last());
    let end = |end: Option<&Exact>| end.map(value).unwrap_or_default();
    let unit = knob.unit.map_or(String::new(), |unit| format!(" {unit}"));
    let steps = if knob.logarithmic {
        ", steps of the same factor"
    } else {
        ""
    };
    let own = match &knob.value {
        Some(own) => format!("; {} in the scenario", value(own)),
        None => String::new(),
    };
    format!(
        "{}: {} values from {} to {}{unit}{steps}{own}",
        knob.path,
        knob.values.len(),
        end(first),
        end(last)
    )
}

/// The one sentence a reader came for.
pub(in crate::render) fn answer(sweep: &SweepReport) -> String {
    let mut winners: Vec<(Option<&str>, &SweptPointReport, &SweptPointReport)> = Vec::new();
    for point in sweep.points.iter().filter(|point| point.problem.is_none()) {
        match winners.last_mut() {
            Some((plan, _, last)) if *plan == point.cheapest.as_deref() => *last = point,
            _ => winners.push((point.cheapest.as_deref(), point, point)),
        }
    }
    let plan = |plan: Option<&str>| plan.unwrap_or("no plan").to_owned();
    if sweep.knobs.len() > 1 {
        let mut plans: Vec<Option<&str>> = winners.iter().map(|(plan, _, _)| *plan).collect();
        plans.sort_unstable();
        plans.dedup();
        return match plans.as_slice() {
            [Some(only)] => format!("Cheapest at all of these values: {only}"),
            [] | [None] => "No plan carries this workload at any of these values".to_owned(),
            several => {
                let some = several.iter().flatten().count();
                format!("{some} plans are each the cheapest at some of these values")
            }
        };
    }
    let at = |point: &SweptPointReport| point.values.first().map(value).unwrap_or_default();
    match winners.as_slice() {
        [] | [(None, _, _)] => "No plan carries this workload at any of these values".to_owned(),
        [(Some(only), _, _)] => format!("Cheapest at all of these values: {only}"),
        [(first, _, until), .., (last, from, _)] if winners.len() <= 3 => {
            let middle = match winners.get(1) {
                Some((middle, from, to)) if winners.len() == 3 => {
                    format!(", {} from {} to {}", plan(*middle), at(from), at(to))
                }
                _ => String::new(),
            };
            format!(
                "Cheapest: {} up to {}{middle}, {} from {} on",
                plan(*first),
                at(until),
                plan(*last),
                at(from)
            )
        }
        several => format!(
            "The cheapest changes {} times between these values",
            several.len() - 1
        ),
    }
}

/// The plans that have a column: those that are the cheapest somewhere, then those nearest to it.
fn best(sweep: &SweepReport) -> Vec<&str> {
    let mut plans: Vec<&str> = Vec::new();
    let mut ranked: Vec<(u32, &str)> = Vec::new();
    for point in &sweep.points {
        if let Some(cheapest) = point.cheapest.as_deref()
            && !plans.contains(&cheapest)
        {
            plans.push(cheapest);
        }
        for plan in point.plans.iter().filter(|plan| plan.apart.is_none()) {
            let Some(rank) = plan.rank else { continue };
            match ranked.iter_mut().find(|(_, id)| *id == plan.id) {
                Some((best, _)) => *best = rank.min(*best),
                None => ranked.push((rank, &plan.id)),
            }
        }
    }
    // In the order of the best rank they reach; the report has them in the order of the file.
    for rank in 1..=u32::try_from(COLUMNS).unwrap_or(u32::MAX) {
        let reached = ranked.iter().filter(|(best, _)| *best == rank);
        for (_, id) in reached {
            if !plans.contains(id) {
                plans.push(id);
            }
        }
    }
    plans.truncate(COLUMNS);
    plans
}

fn one(page: &mut Document, sweep: &SweepReport, knob: &SweptKnobReport, look: Look) {
    page.heading("Value by value");
    let cost = |point: &SweptPointReport, id: &str| {
        let plan = point.plans.iter().find(|plan| plan.id == *id);
        plan.map_or(NONE.to_owned(), |plan| match &plan.total_usd {
            Some(total) => cents(total),
            None => plan.status.to_owned(),
        })
    };
    let widest = |cell: &dyn Fn(&SweptPointReport) -> String| {
        let cells = sweep.points.iter().map(|point| length(&cell(point)) + 2);
        cells.max().unwrap_or(0)
    };
    let values = widest(&|point| point.values.first().map(value).unwrap_or_default());
    let names = widest(&|point| format!("> {}", point.cheapest.clone().unwrap_or_default()));
    let costs = widest(&|point| usd(point.cheapest_usd.as_ref()));
    let title = spoken(&knob.path).split(' ').map(length).max().unwrap_or(0) + 2;
    let first = values.max(title) + names.min(CHEAPEST) + costs;
    let mut room = look.width.saturating_sub(first);
    let plans = best(sweep).into_iter().take_while(|id| {
        let cells = sweep.points.iter().map(|point| length(&cost(point, id)));
        let title = fold(id, NAME).iter().map(|line| length(line)).max();
        let width = cells.chain(title).max().unwrap_or(0) + 2;
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    });
    let plans: Vec<&str> = plans.collect();
    let titles: Vec<String> = plans.iter().map(|id| fold(id, NAME).join("\n")).collect();
    let knob_title = spoken(&knob.path).replace(' ', "\n");
    let mut columns = vec![
        (knob_title.as_str(), ColumnKind::Figure),
        ("Cheapest", ColumnKind::Name),
        ("Cost", ColumnKind::Figure),
    ];
    columns.extend(
        titles
            .iter()
            .map(|title| (title.as_str(), ColumnKind::Figure)),
    );
    let mut grid = Grid::new(&columns);
    let mut before: Option<&SweptPointReport> = None;
    for point in &sweep.points {
        let cheapest = match (&point.problem, &point.cheapest) {
            (Some(_), _) => "no scenario".to_owned(),
            (None, None) => "none".to_owned(),
            (None, Some(plan)) => plan.clone(),
        };
        let changes = before.is_some_and(|before| before.cheapest != point.cheapest);
        let changes = changes && point.problem.is_none();
        let mark = if changes { "> " } else { "" };
        let mut cells = vec![
            point.values.first().map(value).unwrap_or_default(),
            format!("{mark}{cheapest}"),
            usd(point.cheapest_usd.as_ref()),
        ];
        cells.extend(plans.iter().map(|id| cost(point, id)));
        grid.rows.push(Row {
            cells,
            strong: changes,
        });
        if point.problem.is_none() {
            before = Some(point);
        }
    }
    page.grid(grid);
}

fn two(
    page: &mut Document,
    scenario: &WhatifScenario,
    sweep: &SweepReport,
    (knob, across): (&SweptKnobReport, &SweptKnobReport),
    look: Look,
) {
    let Some(map) = sweep.map(scenario) else {
        return;
    };
    let names = plane_names(&map);
    page.heading(format!(
        "Cheapest plan and its cost: {} down, {} across",
        knob.path, across.path
    ));
    let cell = |point: &SweptPointReport| match (&point.cheapest, &point.cheapest_usd) {
        (Some(plan), Some(cost)) => {
            let key = place_of(&names, plan).map_or("?".to_owned(), letter);
            format!("{key} {}", plain_dollars(cost.amount().approximate()))
        }
        _ => NONE.to_owned(),
    };
    let width = across.values.len().max(1);
    let rows: Vec<&[SweptPointReport]> = sweep.points.chunks(width).collect();
    let widest = sweep.points.iter().map(|point| length(&cell(point)));
    let widest = widest.chain(across.values.iter().map(|at| length(&value(at))));
    let each = widest.max().unwrap_or(0) + 2;
    let first = knob
        .values
        .iter()
        .map(|at| length(&value(at)))
        .max()
        .unwrap_or(0)
        + 2;
    let fit = (look.width.saturating_sub(first) / each).max(1);
    for (at, columns) in across.values.chunks(fit).enumerate() {
        let titles: Vec<String> = columns.iter().map(value).collect();
        let mut kinds = vec![("", ColumnKind::Figure)];
        kinds.extend(
            titles
                .iter()
                .map(|title| (title.as_str(), ColumnKind::Figure)),
        );
        let mut grid = Grid::new(&kinds);
        for (own, row) in knob.values.iter().zip(&rows) {
            let cells = row.iter().skip(at * fit).take(fit).map(cell);
            grid.row(std::iter::once(value(own)).chain(cells).collect());
        }
        page.grid(grid);
    }
    page.text(vec![
        "Costs have four digits here; --format csv has all plans and all digits".to_owned(),
    ]);
}

/// Where the exact places are to be had.
fn exact_place(page: &mut Document, scenario: &WhatifScenario, sweep: &SweepReport) {
    let known = sweep.points.iter().filter(|point| point.problem.is_none());
    let mut cheapest = known.map(|point| &point.cheapest);
    let first = cheapest.next();
    let differ = cheapest.any(|plan| Some(plan) != first);
    if !differ {
        return;
    }
    let file = scenario
        .scenario
        .file
        .as_deref()
        .filter(|file| !file.starts_with('<'))
        .unwrap_or("SCENARIO");
    let knobs: Vec<String> = sweep
        .knobs
        .iter()
        .map(|knob| format!("--vary {}", knob.path))
        .collect();
    let where_it_is = match sweep.changes.as_slice() {
        [only] => format!(
            "The cheapest changes between {} and {}",
            value(&only.from),
            value(&only.to)
        ),
        _ => "These are samples".to_owned(),
    };
    page.text(vec![format!(
        "{where_it_is}; `crossover breakeven {file} {}` finds the exact places",
        knobs.join(" ")
    )]);
}

const HEADER: [&str; 9] = [
    "plan",
    "mode",
    "status",
    "rank",
    "total_usd",
    "per_request_usd",
    "cheapest",
    "apart",
    "problem",
];

/// One row a place and plan.
pub(super) fn rows(scenario: &WhatifScenario, sweep: &SweepReport) -> Vec<Vec<String>> {
    let mut header = vec!["scenario".to_owned()];
    header.extend(sweep.knobs.iter().map(|knob| knob.path.clone()));
    header.extend(csv::header(&HEADER));
    let mut rows = vec![header];
    for point in &sweep.points {
        let mut place = vec![scenario.scenario.name.clone()];
        place.extend(point.values.iter().map(machine));
        if let Some(problem) = &point.problem {
            let empty = std::iter::repeat_n(String::new(), HEADER.len() - 1);
            rows.push(
                place
                    .into_iter()
                    .chain(empty)
                    .chain([problem.clone()])
                    .collect(),
            );
            continue;
        }
        for plan in &point.plans {
            let mut row = place.clone();
            row.extend([
                plan.id.clone(),
                plan.mode.to_owned(),
                plan.status.to_owned(),
                plan.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                dollars(plan.total_usd.as_ref()),
                dollars(plan.per_request_usd.as_ref()),
                (point.cheapest.as_ref() == Some(&plan.id)).to_string(),
                plan.apart.clone().unwrap_or_default(),
                String::new(),
            ]);
            rows.push(row);
        }
    }
    rows
}
