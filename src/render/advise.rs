//! Advice: what is left and what it costs, the verdicts, and the facts behind them.

use super::money::cents;
use super::{
    check, compare,
    document::{Block, ColumnKind, Document, Grid, Item, Row},
    numbers::NONE,
};
use crate::{
    report::{AdviseReport, AdvisedPlanReport, KnownFactReport, RuledOutReport},
    units::{Usd, machine},
};

/// What a plan's verdicts are called as a whole.
const VERDICTS: [(&str, &str); 3] = [
    ("meets", "meets all"),
    ("condition", "with conditions"),
    ("misses", "misses"),
];

pub(super) fn document(report: &AdviseReport) -> Document {
    let mut document = Document::default();
    let name = &report.scenario.name;
    let file = report.scenario.file.as_deref().unwrap_or("scenario");
    document.title(if name.is_empty() { file } else { name });
    let mut lines = check::workload(&report.workload);
    lines.push(format!(
        "{} · {} · prices of {}",
        report.workload.region,
        check::period(&report.period),
        report.as_of
    ));
    document.text(lines);
    answer(report, &mut document);
    summary(report, &mut document);
    plans(report, &mut document);
    out(report, &mut document);
    verdicts(report, &mut document);
    document.heading("Facts");
    let facts = report.facts.iter().enumerate().map(|(at, fact)| {
        let source = format!("{} ({})", fact.source, fact.checked_on);
        (format!("[{}]", at + 1), format!("{}: {source}", fact.words))
    });
    document.facts(facts.collect());
    document
}

fn answer(report: &AdviseReport, document: &mut Document) {
    let plan = report.cheapest.as_ref();
    let plan = plan.and_then(|id| report.plans.iter().find(|plan| plan.id == *id));
    let text = match plan {
        None if report.left == 0 => "No plan meets all requirements".to_owned(),
        None => "No plan that meets all requirements has a known price".to_owned(),
        Some(plan) => format!(
            "Cheapest that meets {}: {} at {} a month",
            match plan.verdict {
                "meets" => "all requirements",
                _ => "all requirements, with conditions",
            },
            plan.id,
            plan.mean_month_usd.as_ref().map(cents).unwrap_or_default()
        ),
    };
    document.push(Block::Answer(text));
}

fn summary(report: &AdviseReport, document: &mut Document) {
    let mut lines = Vec::new();
    let cheapest = report.cheapest_without_requirements.as_ref();
    if let (Some(cost), Some(id)) = (&report.requirements_cost_usd, cheapest) {
        lines.push(if *cost == Usd::zero() {
            "The requirements cost nothing: it is the cheapest plan without them too".to_owned()
        } else {
            let months = check::months(&report.period);
            format!(
                "The requirements cost {} in {months}: without them, {id} is the cheapest",
                cents(cost)
            )
        });
    }
    let left = report.service_left.map(|service| match service {
        "bedrock" => "Amazon Bedrock",
        _ => "Amazon SageMaker AI",
    });
    lines.extend(left.map(|name| format!("Of the plans compared, only {name} is left")));
    lines.extend(
        report
            .ruled_out
            .iter()
            .map(|out| ruled_out(out, &report.facts)),
    );
    document.text(lines);
}

fn ruled_out(out: &RuledOutReport, facts: &[KnownFactReport]) -> String {
    let by = out.by.iter().map(|verdict| {
        let mark = mark(facts, verdict.fact);
        format!("{} ({}) {mark}", verdict.requirement, verdict.message)
    });
    let by: Vec<String> = by.collect();
    match (out.each, out.by.is_empty()) {
        (_, true) => format!(
            "No plan of {} that was compared carries this workload",
            out.name
        ),
        (true, _) => format!("{} is ruled out by {}", out.name, by.join("; ")),
        (false, _) => format!(
            "No plan of {} meets everything at once: some miss {}",
            out.name,
            by.join("; ")
        ),
    }
}

/// The number of a fact.
fn mark(facts: &[KnownFactReport], id: &str) -> String {
    let at = facts.iter().position(|fact| fact.id == id);
    at.map(|at| format!("[{}]", at + 1)).unwrap_or_default()
}

fn plans(report: &AdviseReport, document: &mut Document) {
    let mut grid = Grid::new(&[
        ("Plan", ColumnKind::Name),
        ("A month", ColumnKind::Figure),
        ("Verdict", ColumnKind::Word),
        ("Misses", ColumnKind::Name),
        ("To be done", ColumnKind::Name),
    ]);
    for plan in &report.plans {
        let cost = plan.mean_month_usd.as_ref().map(cents);
        let cost = cost.unwrap_or_else(|| match plan.status {
            "unpriced" => "no price".to_owned(),
            _ => "cannot carry it".to_owned(),
        });
        let verdict = VERDICTS.iter().find(|(word, _)| *word == plan.verdict);
        let listed = |word: &str| {
            let names = plan
                .verdicts
                .iter()
                .filter(|verdict| verdict.verdict == word);
            let names: Vec<&str> = names.map(|verdict| verdict.requirement).collect();
            if names.is_empty() {
                NONE.to_owned()
            } else {
                names.join(", ")
            }
        };
        grid.rows.push(Row {
            cells: vec![
                named(plan),
                cost,
                verdict
                    .map(|(_, name)| (*name).to_owned())
                    .unwrap_or_default(),
                listed("misses"),
                listed("condition"),
            ],
            strong: report.cheapest.as_deref() == Some(&plan.id),
        });
    }
    document.grid(grid);
    match report.hidden {
        0 => {}
        1 => document.text(vec!["1 more proposed plan, which meets no more than these or is dearer: --all shows it".to_owned()]),
        more => document.text(vec![format!(
            "{more} more proposed plans, which meet no more than these or are dearer: --all shows them"
        )]),
    }
}

/// Why plans have no cost, requirements aside.
fn out(report: &AdviseReport, document: &mut Document) {
    let without = report.plans.iter().filter(|plan| plan.status != "ok");
    let items: Vec<Item> = without
        .map(|plan| {
            let reasons = plan.reasons.iter().map(|reason| reason.message.clone());
            Item::about(named(plan), reasons.collect())
        })
        .collect();
    compare::section("Without a cost", items, document);
}

fn named(plan: &AdvisedPlanReport) -> String {
    match &plan.label {
        Some(label) if !plan.id.contains(label.as_str()) => format!("{} ({label})", plan.id),
        _ => plan.id.clone(),
    }
}

/// For each requirement what is said of the plans, each thing once.
fn verdicts(report: &AdviseReport, document: &mut Document) {
    const NAMED: usize = 3;
    document.heading("Why");
    let mut items = Vec::new();
    for requirement in &report.requirements {
        let mut said: Vec<(&str, &str, &str, Vec<&str>)> = Vec::new();
        for plan in &report.plans {
            let own = plan.verdicts.iter();
            for verdict in own.filter(|own| own.requirement == requirement.id) {
                let known = said.iter_mut().find(|(word, message, fact, _)| {
                    (*word, *message, *fact)
                        == (verdict.verdict, verdict.message.as_str(), verdict.fact)
                });
                match known {
                    Some((.., ids)) => ids.push(&plan.id),
                    None => said.push((
                        verdict.verdict,
                        &verdict.message,
                        verdict.fact,
                        vec![&plan.id],
                    )),
                }
            }
        }
        let body = said.into_iter().map(|(word, message, fact, ids)| {
            let who = match ids.len() {
                all if all == report.plans.len() && all > 1 => "all plans".to_owned(),
                few if few <= NAMED => ids.join(", "),
                many => {
                    let first = ids.iter().take(NAMED).copied().collect::<Vec<_>>();
                    format!("{} and {} more", first.join(", "), many - NAMED)
                }
            };
            let mark = mark(&report.facts, fact);
            let word = if word == "condition" {
                "to be done"
            } else {
                word
            };
            format!("{word}: {message} {mark} · {who}")
        });
        let asked = match requirement.asked.as_str() {
            "yes" => String::new(),
            asked => format!(" = {asked}"),
        };
        let head = format!(
            "{}{asked}: {}",
            requirement.id,
            requirement.means.trim_end_matches('.')
        );
        items.push(Item::about(head, body.collect()));
    }
    document.items(items);
}

const COLUMNS: [&str; 16] = [
    "scenario",
    "plan",
    "mode",
    "model",
    "region",
    "instance",
    "status",
    "total_usd",
    "monthly_usd",
    "plan_verdict",
    "requirement",
    "verdict",
    "message",
    "fact",
    "source",
    "checked_on",
];

/// One row a plan and requirement.
pub(super) fn rows(report: &AdviseReport) -> Vec<Vec<String>> {
    let money = |amount: &Option<Usd>| {
        amount
            .as_ref()
            .map(|usd| machine(usd.amount()))
            .unwrap_or_default()
    };
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for plan in &report.plans {
        for verdict in &plan.verdicts {
            let fact = report.facts.iter().find(|fact| fact.id == verdict.fact);
            rows.push(vec![
                report.scenario.name.clone(),
                plan.id.clone(),
                plan.mode.to_owned(),
                plan.model.clone().unwrap_or_default(),
                plan.region.clone(),
                plan.instance.clone().unwrap_or_default(),
                plan.status.to_owned(),
                money(&plan.total_usd),
                money(&plan.mean_month_usd),
                plan.verdict.to_owned(),
                verdict.requirement.to_owned(),
                verdict.verdict.to_owned(),
                verdict.message.clone(),
                verdict.fact.to_owned(),
                fact.map_or("", |fact| fact.source).to_owned(),
                fact.map_or("", |fact| fact.checked_on).to_owned(),
            ]);
        }
    }
    rows
}
