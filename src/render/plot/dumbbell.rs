//! What each plan costs before and after: two dots on a line.

use super::{
    canvas::{Stroke, Type},
    frame::MARGIN,
    rows::{Name, Plan, Rows},
    theme::{FAINT, PAPER, SMALL, Style},
};
use crate::render::money::in_dollars;
use crate::{
    render::{
        numbers::{signed, signed_percent},
        whatif::{caption, change_answer, cost_of},
    },
    report::{ChangeReport, PlanChangeReport, WhatifScenario},
};

/// Most plans that are drawn: the first in rank.
const PLANS: usize = 16;

/// The picture.
pub(super) fn draw(report: &WhatifScenario, change: &ChangeReport) -> String {
    let has_cost = |plan: &&PlanChangeReport| {
        plan.total_before_usd.is_some() || plan.total_after_usd.is_some()
    };
    let plans: Vec<&PlanChangeReport> = change.plans.iter().filter(has_cost).take(PLANS).collect();
    let costs = plans.iter().flat_map(|plan| {
        let ends = [&plan.total_before_usd, &plan.total_after_usd];
        ends.map(|usd| usd.as_ref().map(|usd| usd.amount().approximate()))
    });
    let names = plans.iter().enumerate();
    let mut rows = Rows::new(&Plan {
        title: caption(report),
        answer: in_dollars(&change_answer(change)),
        axis: cost_of(report),
        names: names
            .map(|(index, plan)| Name {
                plan: Some(index),
                text: &plan.id,
            })
            .collect(),
        costs: costs.flatten().collect(),
        foot: 18.0,
    });
    for (at, plan) in plans.iter().enumerate() {
        row(&mut rows, at, plan);
    }
    meaning(&mut rows);
    rows.finish(&report.into())
}

fn row(rows: &mut Rows, at: usize, plan: &PlanChangeReport) {
    let y = rows.y(at);
    let colour = Style { index: at }.colour();
    let place = |usd: &Option<crate::units::Usd>| {
        let usd = usd.as_ref()?;
        Some((rows.scale.at(usd.amount().approximate()), y))
    };
    let (before, after) = (place(&plan.total_before_usd), place(&plan.total_after_usd));
    if let (Some(before), Some(after)) = (before, after) {
        rows.canvas.line(before, after, Stroke::solid(colour, 3.0));
    }
    if let Some(before) = before {
        rows.canvas.dot(before, 6.0, PAPER, colour);
    }
    if let Some(after) = after {
        rows.canvas.dot(after, 6.5, colour, colour);
    }
    let mut figures = Vec::new();
    match (&plan.difference_usd, plan.status_before, plan.status_after) {
        (Some(difference), _, _) => figures.push(in_dollars(&signed(difference))),
        (None, before, "ok") => figures.push(format!("{before} before")),
        (None, _, after) => figures.push(format!("{after} after")),
    }
    let ranks = match (plan.rank_before, plan.rank_after) {
        (Some(before), Some(after)) if before == after => format!("rank {after}"),
        (Some(before), Some(after)) => format!("rank {before}, then {after}"),
        _ => String::new(),
    };
    let share = plan.difference_share.as_ref().map(signed_percent);
    let second: Vec<String> = share
        .into_iter()
        .chain((!ranks.is_empty()).then_some(ranks))
        .collect();
    figures.push(second.join(", "));
    rows.figures(at, &figures);
}

/// What the two dots mean.
fn meaning(rows: &mut Rows) {
    let y = rows.foot();
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    let middle = y - SMALL * 0.36;
    rows.canvas.dot((MARGIN + 6.0, middle), 5.0, PAPER, FAINT);
    rows.canvas.text((MARGIN + 18.0, y), "before", kind);
    rows.canvas.dot((MARGIN + 86.0, middle), 5.5, FAINT, FAINT);
    rows.canvas.text((MARGIN + 98.0, y), "after", kind);
}
