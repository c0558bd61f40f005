//! Each uncertain number moved alone: what moves the cost, and what would change the decision.

use super::super::money::cents;
use super::{bars, dollars, head};
use crate::{
    render::{
        Look, csv,
        document::{Block, ColumnKind, Document, Grid, Row},
        drawing::Paper,
        numbers::{NONE, signed_percent},
        words::{ELSEWHERE, value},
    },
    report::{FlipReport, InputReport, SwingReport, TornadoReport, WhatifScenario},
    units::{Usd, machine},
};

pub(super) fn page(
    page: &mut Document,
    scenario: &WhatifScenario,
    tornado: &TornadoReport,
    look: Look,
) {
    head(page, scenario, "which number matters", answer(tornado));
    page.text(vec![basis(tornado)]);
    if tornado.inputs.is_empty() {
        return;
    }
    let paper = Paper {
        width: look.width,
        ascii: look.ascii,
    };
    let drawn = bars::draw(tornado, paper);
    if !drawn.is_empty() {
        page.push(Block::Drawing(drawn));
    }
    effects(page, tornado);
    decisions(page, tornado);
}

/// How far numbers are moved.
fn basis(tornado: &TornadoReport) -> String {
    let moved = if tornado.has_ranges {
        "Each number that has a range in the file is moved over it (normal and lognormal ones from the 5th to the 95th percentile), the others at their own values"
    } else {
        "The file gives no ranges, so each number that is a guess or a measurement is moved to half and to double, as far as it may be, the others at their own values: give it { low, mode, high, distribution } where you know better"
    };
    moved.to_owned()
}

/// The one sentence a reader came for.
pub(in crate::render) fn answer(tornado: &TornadoReport) -> String {
    let plan = &tornado.plan;
    let find = |name: &Option<String>| {
        let name = name.as_ref()?;
        tornado.inputs.iter().find(|input| input.name == *name)
    };
    if let Some(input) = find(&tornado.measure_first) {
        return format!(
            "The number to measure first: {}; {}",
            spoken(input),
            flips_of(input, plan)
        );
    }
    let within = "No number within its range changes the cheapest plan";
    match find(&tornado.nearest) {
        Some(input) => format!(
            "{within}, {plan}; the nearest to do so is {}: {}",
            spoken(input),
            flips_of(input, plan)
        ),
        None => format!("{within}, {plan}, nor does any beyond it"),
    }
}

/// What an input is called in a sentence.
fn spoken(input: &InputReport) -> String {
    match input.basis {
        "estimate" => format!("what an instance of {} carries", input.name),
        _ => input.name.clone(),
    }
}

/// What is cheaper, and from which value on: of two sides the nearer one first.
fn flips_of(input: &InputReport, plan: &str) -> String {
    let side = |flip: &FlipReport, word: &str, end: &str| {
        let other = flip.plan.as_deref().unwrap_or("no plan");
        match (&flip.at, &flip.change_share) {
            (Some(at), change) => {
                let change = change.as_ref().map_or(String::new(), |change| {
                    format!(" ({})", signed_percent(change))
                });
                format!("{other} if it is {word} {}{change}", value(at))
            }
            (None, _) => format!("{other} at the {end} end of its estimate"),
        }
    };
    let below = input
        .flip_below
        .as_ref()
        .map(|flip| side(flip, "at most", "fast"));
    let above = input
        .flip_above
        .as_ref()
        .map(|flip| side(flip, "above", "slow"));
    let sides: Vec<String> = below.into_iter().chain(above).collect();
    format!("{plan} gives way to {}", sides.join(", to "))
}

/// The name of an input, and what is moved of it.
fn name(input: &InputReport) -> String {
    match input.basis {
        "estimate" => format!("{}\n(capacity, an estimate)", input.name),
        "half-and-double" => input.name.clone(),
        distribution => format!("{}\n({distribution})", input.name),
    }
}

fn end(swing: &SwingReport, otherwise: &str) -> String {
    swing.value.as_ref().map_or(otherwise.to_owned(), value)
}

fn effects(page: &mut Document, tornado: &TornadoReport) {
    let total = cents(&tornado.total_usd);
    page.heading(format!("What moves the cost of {}, {total}", tornado.plan));
    let mut grid = Grid::new(&[
        ("Number", ColumnKind::Name),
        ("Low", ColumnKind::Figure),
        ("High", ColumnKind::Figure),
        ("Cost\nat low", ColumnKind::Figure),
        ("Cost\nat high", ColumnKind::Figure),
        ("Between\nthem", ColumnKind::ExtraFigure),
    ]);
    let cost = |usd: &Option<Usd>| usd.as_ref().map_or("not carried".to_owned(), cents);
    let still = |input: &&InputReport| {
        let effect = input.effect_usd.as_ref();
        effect.is_some_and(|usd| usd.amount().is_zero())
    };
    for input in tornado.inputs.iter().filter(|input| !still(input)) {
        grid.rows.push(Row {
            cells: vec![
                name(input),
                end(&input.low, "fast"),
                end(&input.high, "slow"),
                cost(&input.low.cost_usd),
                cost(&input.high.cost_usd),
                input.effect_usd.as_ref().map_or(NONE.to_owned(), cents),
            ],
            strong: false,
        });
    }
    if !grid.rows.is_empty() {
        page.grid(grid);
    }
    let others = tornado.inputs.iter().filter(still);
    let others: Vec<&InputReport> = others.collect();
    if !others.is_empty() {
        page.text(vec![format!(
            "Its cost stays as it is with: {}",
            few(&others, |input| input.name.clone())
        )]);
    }
}

/// Inputs in a row, the rest of many being counted, and so are estimates.
fn few(inputs: &[&InputReport], name: impl Fn(&InputReport) -> String) -> String {
    const SHOWN: usize = 8;
    let is_estimate = |input: &&&InputReport| input.basis == "estimate";
    let estimates = inputs.iter().filter(is_estimate).count();
    let named = inputs.iter().filter(|input| !is_estimate(input));
    let mut names: Vec<String> = named.map(|input| name(input)).collect();
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    if more > 0 {
        names.push(format!("{more} more in {ELSEWHERE}"));
    }
    match estimates {
        0 => {}
        1 => names.push("what an instance of one plan carries, an estimate".to_owned()),
        many => names.push(format!(
            "what an instance carries in {many} plans, estimates"
        )),
    }
    names.join(", ")
}

fn decisions(page: &mut Document, tornado: &TornadoReport) {
    page.heading(format!(
        "What would make another plan cheaper than {}",
        tornado.plan
    ));
    let mut grid = Grid::new(&[
        ("Number", ColumnKind::Name),
        ("Now", ColumnKind::Figure),
        ("If at most", ColumnKind::Figure),
        ("If above", ColumnKind::Figure),
        ("Then cheapest", ColumnKind::Name),
        ("Costs more,\nat an end", ColumnKind::ExtraFigure),
    ]);
    let mut inputs: Vec<&InputReport> = Vec::new();
    inputs.extend(
        tornado
            .inputs
            .iter()
            .filter(|input| input.flips_within_range),
    );
    let beyond = tornado.inputs.iter().filter(|input| {
        let flips = input.flip_below.is_some() || input.flip_above.is_some();
        flips && !input.flips_within_range
    });
    inputs.extend(beyond);
    for input in &inputs {
        grid.rows.push(Row {
            cells: vec![
                input.name.clone(),
                input.value.as_ref().map_or("estimate".to_owned(), value),
                at(input.flip_below.as_ref(), "fast end"),
                at(input.flip_above.as_ref(), "slow end"),
                then(input),
                regret(input),
            ],
            strong: input.flips_within_range,
        });
    }
    if !inputs.is_empty() {
        page.grid(grid);
        page.text(vec![
            "The first rows are of numbers that do so within their range; \"costs more\" is what the plan costs more than the then cheapest one at the worse end of that".to_owned(),
        ]);
    }
    let never = tornado
        .inputs
        .iter()
        .filter(|input| input.flip_below.is_none() && input.flip_above.is_none());
    let never: Vec<&InputReport> = never.collect();
    if !never.is_empty() {
        let looked_at = |input: &InputReport| {
            let ends = input.searched_from.as_ref().zip(input.searched_to.as_ref());
            let ends = ends.map(|(from, to)| format!(" (from {} to {})", value(from), value(to)));
            format!("{}{}", input.name, ends.unwrap_or_default())
        };
        page.text(vec![format!(
            "Alone, these do not change it anywhere they were looked at: {}",
            few(&never, looked_at)
        )]);
    }
}

fn at(flip: Option<&FlipReport>, estimate: &str) -> String {
    let Some(flip) = flip else {
        return NONE.to_owned();
    };
    let at = flip.at.as_ref().map_or(estimate.to_owned(), value);
    match &flip.change_share {
        Some(change) => format!("{at}\n{}", signed_percent(change)),
        None => at,
    }
}

fn then(input: &InputReport) -> String {
    let plan = |flip: &FlipReport| flip.plan.clone().unwrap_or_else(|| "no plan".to_owned());
    let (below, above) = (
        input.flip_below.as_ref().map(plan),
        input.flip_above.as_ref().map(plan),
    );
    match (below, above) {
        (Some(below), Some(above)) if below != above => format!("{below},\n{above}"),
        (below, above) => below.or(above).unwrap_or_default(),
    }
}

fn regret(input: &InputReport) -> String {
    match &input.regret_usd {
        None => "not carried".to_owned(),
        Some(usd) if usd.amount().is_zero() => NONE.to_owned(),
        Some(usd) => cents(usd),
    }
}

const HEADER: [&str; 28] = [
    "scenario",
    "plan",
    "total_usd",
    "input",
    "unit",
    "basis",
    "value",
    "low",
    "high",
    "low_usd",
    "high_usd",
    "effect_usd",
    "low_cheapest",
    "low_cheapest_usd",
    "low_regret_usd",
    "high_cheapest",
    "high_cheapest_usd",
    "high_regret_usd",
    "flips_within_range",
    "flip_below",
    "flip_below_share",
    "flip_below_plan",
    "flip_above",
    "flip_above_share",
    "flip_above_plan",
    "searched_from",
    "searched_to",
    "measure_first",
];

/// One row an input.
pub(super) fn rows(scenario: &WhatifScenario, tornado: &TornadoReport) -> Vec<Vec<String>> {
    let mut rows = vec![csv::header(&HEADER)];
    let number = |value: &Option<_>| value.as_ref().map(machine).unwrap_or_default();
    for input in &tornado.inputs {
        let mut row = vec![
            scenario.scenario.name.clone(),
            tornado.plan.clone(),
            dollars(Some(&tornado.total_usd)),
            input.name.clone(),
            input.unit.unwrap_or_default().to_owned(),
            input.basis.to_owned(),
            number(&input.value),
            number(&input.low.value),
            number(&input.high.value),
            dollars(input.low.cost_usd.as_ref()),
            dollars(input.high.cost_usd.as_ref()),
            dollars(input.effect_usd.as_ref()),
        ];
        for end in [&input.low, &input.high] {
            row.push(end.cheapest.clone().unwrap_or_default());
            row.push(dollars(end.cheapest_usd.as_ref()));
            row.push(dollars(end.regret_usd.as_ref()));
        }
        row.push(input.flips_within_range.to_string());
        for flip in [&input.flip_below, &input.flip_above] {
            let flip = flip.as_ref();
            row.push(flip.map(|flip| number(&flip.at)).unwrap_or_default());
            row.push(
                flip.map(|flip| number(&flip.change_share))
                    .unwrap_or_default(),
            );
            row.push(flip.and_then(|flip| flip.plan.clone()).unwrap_or_default());
        }
        row.push(number(&input.searched_from));
        row.push(number(&input.searched_to));
        row.push((tornado.measure_first.as_ref() == Some(&input.name)).to_string());
        rows.push(row);
    }
    rows
}
