//! Random draws: what to choose, how sure that is, and what it is worth to know more.

use super::super::money::cents;
use super::{
    super::document::{ColumnKind, Document, Grid, Item, Row},
    super::{numbers::percent, words::value},
    cost_of, dollars, head, name, usd,
};
use crate::{
    report::{DrawnInputReport, DrawnPlanReport, MonteCarloReport, WhatifScenario},
    units::{Exact, Usd, grouped, machine},
};

/// The page.
pub(super) fn page(page: &mut Document, scenario: &WhatifScenario, report: &MonteCarloReport) {
    head(page, scenario, &drawn(report), answer(report));
    page.text(worth(report));
    page.heading(format!("What each plan costs: {}", cost_of(scenario)));
    page.grid(plans(report));
    page.items(failures(report));
    page.heading("What is drawn");
    page.grid(inputs(report));
    page.items(notes(report));
}

/// How many draws, of what, and how to have them again.
fn drawn(report: &MonteCarloReport) -> String {
    let inputs = match report.inputs.len() {
        1 => "one input".to_owned(),
        many => format!("{many} inputs"),
    };
    format!(
        "{} draws of {inputs} · {} from seed {}",
        count(report.draws),
        report.generator,
        report.seed
    )
}

fn count(number: usize) -> String {
    grouped(&Exact::from(u64::try_from(number).unwrap_or(u64::MAX)), 0)
}

/// The one sentence a reader came for.
pub(in crate::render) fn answer(report: &MonteCarloReport) -> String {
    let Some(choice) = report.choices.first() else {
        return "There are no plans to choose from".to_owned();
    };
    let Some(plan) = &choice.plan else {
        return "No plan carries every draw, so none can be chosen for sure".to_owned();
    };
    let chosen = report.plans.iter().find(|other| other.id == *plan);
    let share = chosen.map(|plan| percent(&plan.cheapest_share));
    format!(
        "Choose {plan}: it costs least on average, {}, and is the cheapest in {} of the draws",
        usd(chosen.and_then(|plan| plan.mean_usd.as_ref())),
        share.unwrap_or_default()
    )
}

/// What it is worth to know more before choosing.
pub(in crate::render) fn worth(report: &MonteCarloReport) -> Vec<String> {
    let Some(all) = report.choices.first().and_then(|choice| {
        choice
            .value_of_knowing_all_usd
            .as_ref()
            .filter(|_| choice.plan.is_some())
    }) else {
        return Vec::new();
    };
    if *all == Usd::zero() {
        let text = "It is the cheapest whatever is drawn: no measurement would change the choice";
        return vec![text.to_owned()];
    }
    let mut lines = vec![format!(
        "On average it costs {} more than the cheapest plan of each draw: so much would it be worth to know every input beforehand",
        cents(all)
    )];
    let first = report.inputs.first();
    let worth = |input: &&DrawnInputReport| {
        let known = input.value_of_knowing_usd.as_ref();
        known.is_some_and(|known| *known > Usd::zero())
    };
    lines.push(match first.filter(worth) {
        Some(input) => format!(
            "The number to measure first is {}: knowing it alone would be worth {}",
            input.path,
            usd(input.value_of_knowing_usd.as_ref())
        ),
        None => "No input alone would change the choice, whatever it turned out to be".to_owned(),
    });
    lines
}

fn plans(report: &MonteCarloReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Plan", ColumnKind::Name),
        ("Cheapest\nin", ColumnKind::Figure),
        ("Mean", ColumnKind::Figure),
        ("P5", ColumnKind::ExtraFigure),
        ("P50", ColumnKind::Figure),
        ("P90", ColumnKind::ExtraFigure),
        ("P95", ColumnKind::Figure),
        ("Expected\nregret", ColumnKind::Figure),
    ]);
    let chosen = report
        .choices
        .iter()
        .filter_map(|choice| choice.plan.as_ref());
    let chosen: Vec<&String> = chosen.collect();
    for plan in &report.plans {
        grid.rows.push(Row {
            cells: vec![
                label(plan, report.draws),
                percent(&plan.cheapest_share),
                usd(plan.mean_usd.as_ref()),
                usd(plan.p5_usd.as_ref()),
                usd(plan.p50_usd.as_ref()),
                usd(plan.p90_usd.as_ref()),
                usd(plan.p95_usd.as_ref()),
                usd(plan.regret_usd.as_ref()),
            ],
            strong: chosen.contains(&&plan.id),
        });
    }
    grid
}

/// A plan, and what sets it apart.
fn label(plan: &DrawnPlanReport, draws: usize) -> String {
    let mut name = plan.id.clone();
    if let Some(apart) = &plan.apart {
        name = format!("{name}\n(apart: {apart})");
    }
    if plan.carried_draws < draws {
        let carried = count(plan.carried_draws);
        name = format!("{name}\n(carries {carried} of the draws)");
    }
    name
}

/// Why plans do not carry every draw.
fn failures(report: &MonteCarloReport) -> Vec<Item> {
    let plans = report.plans.iter().filter(|plan| !plan.failures.is_empty());
    let items = plans.map(|plan| {
        let failures = plan.failures.iter();
        let lines = failures
            .map(|failure| format!("in {} draws: {}", count(failure.draws), failure.message));
        Item::about(plan.id.clone(), lines.collect())
    });
    items.collect()
}

fn inputs(report: &MonteCarloReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Input", ColumnKind::Name),
        ("Distribution", ColumnKind::ExtraWord),
        ("P5", ColumnKind::Figure),
        ("P50", ColumnKind::Figure),
        ("P95", ColumnKind::Figure),
        ("Worth\nknowing", ColumnKind::Figure),
    ]);
    for input in &report.inputs {
        grid.row(vec![
            input.path.clone(),
            input.distribution.to_owned(),
            value(&input.p5),
            value(&input.p50),
            value(&input.p95),
            usd(input.value_of_knowing_usd.as_ref()),
        ]);
    }
    grid
}

fn notes(report: &MonteCarloReport) -> Vec<Item> {
    let correlated = report.correlations.iter().map(|correlation| {
        let [one, other] = &correlation.knobs;
        Item::plain(format!(
            "{one} and {other} move together: {}",
            machine(&correlation.rho)
        ))
    });
    let mut items: Vec<Item> = correlated.collect();
    let warnings = report.warnings.iter();
    items.extend(warnings.map(|warning| Item::plain(warning.message.clone())));
    let apart = report.choices.iter().skip(1);
    items.extend(apart.filter_map(|choice| {
        let (plan, apart) = (choice.plan.as_ref()?, choice.apart.as_ref()?);
        Some(Item::plain(format!(
            "apart, on {apart}: {plan} costs least on average"
        )))
    }));
    items
}

/// A row a plan.
pub(super) fn rows(scenario: &WhatifScenario, report: &MonteCarloReport) -> Vec<Vec<String>> {
    let plans = report.plans.iter().map(|plan| {
        vec![
            name(scenario).to_owned(),
            plan.id.clone(),
            plan.mode.to_owned(),
            plan.apart.clone().unwrap_or_default(),
            report.draws.to_string(),
            plan.carried_draws.to_string(),
            machine(&plan.cheapest_share),
            dollars(plan.mean_usd.as_ref()),
            plan.standard_error_usd
                .map_or(String::new(), |error| error.to_string()),
            dollars(plan.p5_usd.as_ref()),
            dollars(plan.p50_usd.as_ref()),
            dollars(plan.p90_usd.as_ref()),
            dollars(plan.p95_usd.as_ref()),
            dollars(plan.regret_usd.as_ref()),
            plan.method.to_owned(),
        ]
    });
    let header = [
        "scenario",
        "plan",
        "mode",
        "apart",
        "draws",
        "carried_draws",
        "cheapest_share",
        "mean_usd",
        "standard_error_usd",
        "p5_usd",
        "p50_usd",
        "p90_usd",
        "p95_usd",
        "regret_usd",
        "method",
    ];
    let header = header.map(str::to_owned).to_vec();
    [header].into_iter().chain(plans).collect()
}
