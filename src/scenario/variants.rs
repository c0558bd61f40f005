//! Alternatives of a scenario that its file names: `[[variant]]`.

use super::{Change, Knob, KnobError, Scenario, Template};
use crate::{
    schema::{Node, Problem, Span, Table, Value},
    units::{Decimal, shortened},
};

/// An alternative: the file with some of its numbers changed.
#[derive(Debug)]
pub struct Variant {
    /// What it is called.
    pub name: String,
    /// The knobs that are changed, with their values then.
    pub settings: Vec<(Knob, Decimal)>,
    /// The scenario with these values.
    pub scenario: Scenario,
}

/// The variants of a checked `table`, which `template` and `scenario` are of.
pub(super) fn read(
    table: &Table,
    template: &Template<'_>,
    scenario: &Scenario,
) -> Result<Vec<Variant>, Vec<Problem>> {
    let items = match table.get("variant").map(|node| &node.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let mut variants: Vec<Variant> = Vec::new();
    let mut problems = Vec::new();
    for item in items {
        let Value::Table(entry) = &item.value else {
            continue;
        };
        let Some(name) = name(entry, &variants, &mut problems) else {
            continue;
        };
        match of(name, entry, template, scenario) {
            Ok(variant) => variants.push(variant),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() {
        Ok(variants)
    } else {
        Err(problems)
    }
}

/// The name of a variant, which no other has.
fn name(entry: &Table, others: &[Variant], problems: &mut Vec<Problem>) -> Option<String> {
    let name = entry.text("name").unwrap_or_default();
    let span = entry.get("name").map_or(&entry.span, |node| &node.span);
    if name.trim().is_empty() {
        problems.push(Problem::new(span, "a variant needs a name"));
        return None;
    }
    if others.iter().any(|other| other.name == name) {
        let message = format!("two variants are called `{}`", shortened(name));
        problems.push(Problem::new(span, message));
        return None;
    }
    Some(name.to_owned())
}

fn of(
    name: String,
    entry: &Table,
    template: &Template<'_>,
    scenario: &Scenario,
) -> Result<Variant, Vec<Problem>> {
    let set = entry.get("set");
    let span = set.map_or(&entry.span, |node| &node.span);
    let changes = match set.map(|node| &node.value) {
        Some(Value::Table(changes)) => changes,
        _ => &Table::default(),
    };
    let mut problems = Vec::new();
    let mut settings: Vec<(Knob, Decimal)> = Vec::new();
    for (path, place, node) in changes.iter() {
        match setting((path, place), node, template, scenario) {
            Ok(setting) => settings.push(setting),
            Err(problem) => problems.push(problem),
        }
    }
    if settings.is_empty() && problems.is_empty() {
        let help = "name what differs: set = { \"workload.requests_per_month\" = \"x2\" }";
        problems.push(Problem::new(span, "a variant that sets nothing is none").help(help));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let knobs: Vec<_> = settings
        .iter()
        .map(|(knob, value)| (knob, *value))
        .collect();
    let scenario = template.turned(&knobs).map_err(|wrong| {
        // What is wrong is not where the file has it, but what the variant makes of it.
        let within = |problem: Problem| Problem {
            message: format!("variant `{}`: {}", shortened(&name), problem.message),
            span: span.clone(),
            ..problem
        };
        wrong.into_iter().map(within).collect::<Vec<_>>()
    })?;
    Ok(Variant {
        name,
        settings,
        scenario,
    })
}

/// A knob, and what it becomes; what is wrong with it stands at its path or at its value.
fn setting(
    (path, place): (&str, &Span),
    node: &Node,
    template: &Template<'_>,
    scenario: &Scenario,
) -> Result<(Knob, Decimal), Problem> {
    let knob = template.knob(path, scenario);
    let knob = knob.map_err(|error| problem(place, error))?;
    let change = match &node.value {
        // A bare number is a value, also where it is negative.
        Value::Number(value) => Change::of(path, &format!("={value}")),
        Value::Text(change) => Change::of(path, change),
        Value::Bool(_) | Value::List(_) | Value::Table(_) => Change::of(path, ""),
    };
    let value = change.and_then(|change| change.value(&knob));
    let value = value.map_err(|error| problem(&node.span, error))?;
    Ok((knob, value))
}

fn problem(span: &Span, error: KnobError) -> Problem {
    let problem = Problem::new(span, error.message);
    match error.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}
