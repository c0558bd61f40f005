//! What is different between two answers: `~` changed, `+` added, `-` removed.

use super::money::{self, cents};
use super::{
    document::{Block, ColumnKind, Document, Grid, Item, Row},
    numbers::{NONE, count, percent, price_usd, unit_price},
};
use crate::{
    report::{
        DiffReport, LineDiffReport, LineFiguresReport, PlanDiffReport, PlanSideReport,
        ScenarioDiffReport, ScenarioSideReport,
    },
    units::{Exact, Usd, machine},
};

const COLUMNS: [&str; 16] = [
    "scenario",
    "plan",
    "line",
    "change",
    "unit",
    "status_before",
    "status_after",
    "quantity_before",
    "quantity_after",
    "unit_price_usd_before",
    "unit_price_usd_after",
    "per",
    "cost_usd_before",
    "cost_usd_after",
    "difference_usd",
    "difference_share",
];

pub(super) fn document(report: &DiffReport) -> Document {
    let mut document = Document::default();
    document.title(format!("{} against {}", report.after, report.before));
    for scenario in &report.scenarios {
        scenario_diff(scenario, &mut document);
    }
    if report.scenarios.is_empty() {
        document.text(vec!["Neither has a scenario".to_owned()]);
    }
    document
}

/// What is different in a scenario.
pub(super) fn scenario_diff(scenario: &ScenarioDiffReport, document: &mut Document) {
    let name = name(scenario);
    match (&scenario.before, &scenario.after) {
        (None, _) => return document.text(vec![format!("+ the scenario {name}")]),
        (_, None) => return document.text(vec![format!("- the scenario {name}")]),
        (Some(before), Some(after)) => {
            document.push(Block::Answer(cheapest(before, after)));
        }
    }
    let unchanged = match (scenario.unchanged_plans, scenario.plans.len()) {
        (0, _) => None,
        (_, 0) => Some(format!("{name}: nothing is different in any plan")),
        (1, _) => Some(format!("{name}: 1 more plan is the same on both sides")),
        (more, _) => Some(format!(
            "{name}: {more} more plans are the same on both sides"
        )),
    };
    if !scenario.plans.is_empty() {
        document.grid(table(scenario));
    }
    document.text(unchanged.into_iter().collect());
    let warnings = scenario.warnings.iter();
    let warnings: Vec<Item> = warnings
        .map(|note| Item::plain(note.message.clone()))
        .collect();
    if !warnings.is_empty() {
        document.heading("Warnings");
        document.items(warnings);
    }
}

fn name(scenario: &ScenarioDiffReport) -> &str {
    let side = scenario.before.as_ref().or(scenario.after.as_ref());
    side.map_or(NONE, |side| side.name.as_str())
}

/// The cheapest plan before and after.
fn cheapest(before: &ScenarioSideReport, after: &ScenarioSideReport) -> String {
    let named = |side: &ScenarioSideReport| {
        let id = side.cheapest.as_ref()?;
        let total = side.cheapest_total_usd.as_ref().map(cents)?;
        Some((id.clone(), total))
    };
    match (named(before), named(after)) {
        (None, None) => {
            "No plan carries the workload at a known price, before and after".to_owned()
        }
        (None, Some((id, total))) => format!("Cheapest: none before, {id} at {total} after"),
        (Some((id, total)), None) => format!("Cheapest: {id} at {total} before, none after"),
        (Some((id, was)), Some((same, is))) if id == same && was == is => {
            format!("Cheapest before and after: {id} at {is}")
        }
        (Some((id, was)), Some((same, is))) if id == same => {
            format!("Cheapest before and after: {id}, at {was} before and {is} after")
        }
        (Some((id, was)), Some((other, is))) => {
            format!("Cheapest: {id} at {was} before, {other} at {is} after")
        }
    }
}

fn table(scenario: &ScenarioDiffReport) -> Grid {
    let mut grid = Grid::new(&[
        ("", ColumnKind::Word),
        ("Plan and its lines", ColumnKind::Name),
        ("Before", ColumnKind::Figure),
        ("After", ColumnKind::Figure),
        ("Difference", ColumnKind::Figure),
    ]);
    for plan in &scenario.plans {
        grid.rows.push(Row {
            cells: vec![
                sign(plan.change).to_owned(),
                plan.id.clone(),
                total(plan.before.as_ref()),
                total(plan.after.as_ref()),
                rise(plan.difference_usd.as_ref(), plan.difference_share.as_ref()),
            ],
            strong: true,
        });
        for line in &plan.line_items {
            grid.row(vec![
                String::new(),
                format!("{} {}", sign(line.change), line.name),
                figures(line, line.before.as_ref()),
                figures(line, line.after.as_ref()),
                rise(line.difference_usd.as_ref(), line.difference_share.as_ref()),
            ]);
        }
    }
    grid
}

fn sign(change: &str) -> &'static str {
    match change {
        "added" => "+",
        "removed" => "-",
        _ => "~",
    }
}

/// The total of a plan, or why there is none.
fn total(side: Option<&PlanSideReport>) -> String {
    side.map_or(NONE.to_owned(), |side| {
        side.total_usd
            .as_ref()
            .map_or_else(|| side.status.clone(), cents)
    })
}

/// What a line costs, and of quantity and price what differs from the other side.
fn figures(line: &LineDiffReport, side: Option<&LineFiguresReport>) -> String {
    let Some(side) = side else {
        return NONE.to_owned();
    };
    let differs = |figure: fn(&LineFiguresReport) -> Option<Exact>| {
        line.before.as_ref().and_then(figure) != line.after.as_ref().and_then(figure)
    };
    let cost = side.cost_usd.as_ref().map_or(NONE.to_owned(), cents);
    let quantity = differs(|side| Some(side.quantity.clone())).then(|| match line.unit.as_str() {
        "USD" => money::dollars(&side.quantity),
        unit => count(&side.quantity, unit),
    });
    let price = differs(|side| side.unit_price_usd.clone())
        .then_some(())
        .and_then(|()| {
            let (price, per) = (side.unit_price_usd.as_ref()?, side.per?);
            Some(if line.unit == "USD" {
                percent(price)
            } else {
                unit_price(&price_usd(price), per, &line.unit)
            })
        });
    let parts = [Some(cost), quantity, price].into_iter().flatten();
    parts.collect::<Vec<_>>().join("\n")
}

/// What a cost rose by: `+$1.20`, and `(+3.4%)` below it.
fn rise(usd: Option<&Usd>, share: Option<&Exact>) -> String {
    let Some(usd) = usd else {
        return NONE.to_owned();
    };
    let signed = |text: String, rises: bool| if rises { format!("+{text}") } else { text };
    let dollars = signed(cents(usd), usd.amount().is_positive());
    match share {
        Some(share) => {
            let share = signed(percent(share), share.is_positive());
            format!("{dollars}\n({share})")
        }
        None => dollars,
    }
}

/// A row for each plan that differs, with an empty `line`, and for each of its lines.
pub(super) fn rows(report: &DiffReport) -> Vec<Vec<String>> {
    let mut rows = vec![super::csv::header(&COLUMNS)];
    for scenario in &report.scenarios {
        for plan in &scenario.plans {
            rows.push(plan_row(name(scenario), plan));
            let lines = plan.line_items.iter();
            rows.extend(lines.map(|line| line_row(name(scenario), &plan.id, line)));
        }
    }
    rows
}

fn dollars(usd: Option<&Usd>) -> String {
    usd.map(|usd| machine(usd.amount())).unwrap_or_default()
}

fn plan_row(scenario: &str, plan: &PlanDiffReport) -> Vec<String> {
    let (before, after) = (plan.before.as_ref(), plan.after.as_ref());
    let status =
        |side: Option<&PlanSideReport>| side.map(|side| side.status.clone()).unwrap_or_default();
    let total =
        |side: Option<&PlanSideReport>| dollars(side.and_then(|side| side.total_usd.as_ref()));
    let none = String::new;
    vec![
        scenario.to_owned(),
        plan.id.clone(),
        none(),
        plan.change.to_owned(),
        none(),
        status(before),
        status(after),
        none(),
        none(),
        none(),
        none(),
        none(),
        total(before),
        total(after),
        dollars(plan.difference_usd.as_ref()),
        plan.difference_share
            .as_ref()
            .map(machine)
            .unwrap_or_default(),
    ]
}

fn line_row(scenario: &str, plan: &str, line: &LineDiffReport) -> Vec<String> {
    let (before, after) = (line.before.as_ref(), line.after.as_ref());
    let quantity = |side: Option<&LineFiguresReport>| {
        side.map(|side| machine(&side.quantity)).unwrap_or_default()
    };
    let price = |side: Option<&LineFiguresReport>| {
        let price = side.and_then(|side| side.unit_price_usd.as_ref());
        price.map(machine).unwrap_or_default()
    };
    let cost =
        |side: Option<&LineFiguresReport>| dollars(side.and_then(|side| side.cost_usd.as_ref()));
    let per = after.or(before).and_then(|side| side.per);
    vec![
        scenario.to_owned(),
        plan.to_owned(),
        line.id.clone(),
        line.change.to_owned(),
        line.unit.clone(),
        String::new(),
        String::new(),
        quantity(before),
        quantity(after),
        price(before),
        price(after),
        per.map(|per| per.to_string()).unwrap_or_default(),
        cost(before),
        cost(after),
        dollars(line.difference_usd.as_ref()),
        line.difference_share
            .as_ref()
            .map(machine)
            .unwrap_or_default(),
    ]
}
