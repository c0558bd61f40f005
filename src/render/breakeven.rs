//! Break-even: the drawing, which plan is cheapest where, the crossings, the pairs, the commitments.

use super::money::cents;
use super::{
    Look, check,
    compare::section,
    csv,
    document::{Block, ColumnKind, Document, Grid, Item, Row},
    drawing::{self, Paper},
    numbers::NONE,
    plot,
    words::{self, ELSEWHERE, value},
};
use crate::{
    report::{
        BreakevenReport, BreakevenScenario, ColumnReport, CrossingReport, KnobReport, WinnerReport,
    },
    units::{Usd, machine},
};

/// Rows of a long table that are shown: the first ones and the last ones.
const FIRST: usize = 10;
const LAST: usize = 5;
/// Columns of a plane that are shown.
const COLUMNS: usize = 12;

pub(super) fn document(report: &BreakevenReport, look: Look) -> Document {
    let mut document = Document::default();
    for scenario in &report.scenarios {
        title(scenario, &mut document);
        draw(scenario, look, &mut document);
        plane(scenario, &mut document);
        winners(scenario, &mut document);
        crossings(scenario, &mut document);
        pairs(scenario, &mut document);
        commitments(scenario, &mut document);
        plans(scenario, &mut document);
        notes(scenario, &mut document);
    }
    document
}

fn title(report: &BreakevenScenario, document: &mut Document) {
    document.title(words::title(report));
    let mut facts = vec![turned(&report.knob)];
    facts.extend(report.across.as_ref().map(turned));
    facts.push(format!(
        "{} · prices of {}",
        check::period(&report.period),
        report.as_of
    ));
    if !report.overlays.is_empty() {
        facts.push(format!(
            "own prices laid over them: {}",
            report.overlays.join(", ")
        ));
    }
    document.text(facts);
    let answer = if report.plane.is_empty() {
        words::answer(report)
    } else {
        words::plane(report)
    };
    document.push(Block::Answer(answer));
    document.text(here(report));
}

/// Through which range a knob is turned, and what it is in the scenario.
fn turned(knob: &KnobReport) -> String {
    let unit = knob.unit.map_or(String::new(), |unit| format!(" {unit}"));
    let own = match &knob.value {
        Some(own) => format!("; {} in the scenario", value(own)),
        None => String::new(),
    };
    format!(
        "{} from {} to {}{unit}{own}",
        knob.path,
        value(&knob.from),
        value(&knob.to)
    )
}

/// The stretch in which the scenario is.
fn here(report: &BreakevenScenario) -> Vec<String> {
    let Some(own) = &report.knob.value else {
        return Vec::new();
    };
    let mut stretches = report.winners.iter();
    let around = stretches.find(|winner| winner.from < *own && *own <= winner.to);
    let (Some(winner), true) = (around, report.winners.len() > 1) else {
        return Vec::new();
    };
    let plan = winner.plan.as_ref();
    let plan = plan.map_or("no plan carries the workload".to_owned(), |plan| {
        format!("{plan} is the cheapest")
    });
    vec![format!(
        "At {}, the scenario's own value, {plan}, as it is from {} to {}",
        value(own),
        value(&winner.from),
        value(&winner.to)
    )]
}

fn draw(report: &BreakevenScenario, look: Look, document: &mut Document) {
    let paper = Paper {
        width: look.width,
        ascii: look.ascii,
    };
    if !report.plane.is_empty() {
        document.push(Block::Drawing(drawing::plane(report, paper)));
    } else if !report.winners.is_empty() {
        document.push(Block::Drawing(drawing::curves(report, paper)));
    }
}

/// Where along a second knob the answers for the first one alone hold.
fn at_own(report: &BreakevenScenario) -> Option<String> {
    let across = report.across.as_ref()?;
    let own = across.value.as_ref()?;
    Some(format!("at {} {}", across.path, value(own)))
}

/// The rows that are shown of a long table: indices, with `None` where some are left out.
fn folded(rows: usize) -> Vec<Option<usize>> {
    if rows <= FIRST + LAST + 2 {
        return (0..rows).map(Some).collect();
    }
    let first = (0..FIRST).map(Some);
    first
        .chain([None])
        .chain((rows - LAST..rows).map(Some))
        .collect()
}

/// A row that stands for those left out.
fn more(grid: &mut Grid, rows: usize, column: usize) {
    let mut cells = vec![String::new(); grid.columns.len()];
    if let Some(cell) = cells.get_mut(column) {
        *cell = format!("… {} more in {ELSEWHERE}", rows - FIRST - LAST);
    }
    grid.row(cells);
}

fn usd(value: Option<&Usd>) -> String {
    value.map_or(NONE.to_owned(), cents)
}

fn winners(report: &BreakevenScenario, document: &mut Document) {
    let winners = &report.winners;
    if winners.is_empty() {
        return;
    }
    document.heading(match at_own(report) {
        Some(own) => format!("Which plan is cheapest where, {own}"),
        None => "Which plan is cheapest where".to_owned(),
    });
    let mut grid = Grid::new(&[
        ("Above", ColumnKind::Figure),
        ("Up to", ColumnKind::Figure),
        ("Cheapest", ColumnKind::Name),
        ("Cost at\nlow end", ColumnKind::ExtraFigure),
        ("Cost at\nhigh end", ColumnKind::Figure),
        ("Decided by", ColumnKind::ExtraWord),
    ]);
    for at in folded(winners.len()) {
        match at.map(|at| &winners[at]) {
            Some(winner) => grid.rows.push(winner_row(report, winner)),
            None => more(&mut grid, winners.len(), 2),
        }
    }
    document.grid(grid);
    let mut met: Vec<&str> = Vec::new();
    for regime in winners.iter().filter_map(|winner| winner.regime) {
        if !met.contains(&regime) {
            met.push(regime);
        }
    }
    let explained = met
        .iter()
        .filter_map(|regime| words::regime_explained(regime));
    let explained: Vec<Item> = explained
        .map(|text| Item::plain(format!("decided by {text}")))
        .collect();
    document.items(explained);
}

fn winner_row(report: &BreakevenScenario, winner: &WinnerReport) -> Row {
    let plan = winner.plan.clone();
    let mut name = plan.unwrap_or_else(|| "no plan carries the workload".to_owned());
    if !winner.ties.is_empty() {
        name = format!("{name}\n(the same: {})", winner.ties.join(", "));
    }
    let own = report.knob.value.as_ref();
    Row {
        cells: vec![
            value(&winner.from),
            value(&winner.to),
            name,
            usd(winner.from_usd.as_ref()),
            usd(winner.to_usd.as_ref()),
            winner.regime.map_or(NONE.to_owned(), words::regime),
        ],
        strong: own.is_some_and(|own| winner.from < *own && *own <= winner.to),
    }
}

fn crossings(report: &BreakevenScenario, document: &mut Document) {
    let crossings = &report.crossings;
    if crossings.is_empty() {
        return;
    }
    document.heading(match crossings.len() {
        1 => "The crossing".to_owned(),
        many => format!("The {many} crossings"),
    });
    let mut grid = Grid::new(&[
        ("At", ColumnKind::Figure),
        ("Cheapest below", ColumnKind::Name),
        ("Cheapest above", ColumnKind::Name),
        ("Cost\nbelow", ColumnKind::ExtraFigure),
        ("Cost\nabove", ColumnKind::ExtraFigure),
        ("What happens", ColumnKind::Name),
    ]);
    for at in folded(crossings.len()) {
        match at.map(|at| &crossings[at]) {
            Some(crossing) => grid.row(crossing_row(crossing)),
            None => more(&mut grid, crossings.len(), 1),
        }
    }
    document.grid(grid);
    let bracketed = crossings.iter().any(|crossing| crossing.within.is_some());
    document.text(vec![if bracketed {
        "Values with ± were found by narrowing down, the others are exact".to_owned()
    } else {
        "All of these values are exact".to_owned()
    }]);
}

fn crossing_row(crossing: &CrossingReport) -> Vec<String> {
    let plan = |plan: &Option<String>| plan.clone().unwrap_or_else(|| "none".to_owned());
    vec![
        words::at(crossing),
        plan(&crossing.before),
        plan(&crossing.after),
        usd(crossing.before_usd.as_ref()),
        usd(crossing.after_usd.as_ref()),
        words::kind(crossing),
    ]
}

fn plane(report: &BreakevenScenario, document: &mut Document) {
    let Some(across) = &report.across else {
        return;
    };
    let columns = &report.plane;
    if columns.is_empty() {
        return;
    }
    document.heading(format!("Which plan is cheapest, by {}", across.path));
    let mut grid = Grid::new(&[
        (&across.path, ColumnKind::Figure),
        (
            &format!("Cheapest along {}", report.knob.path),
            ColumnKind::Name,
        ),
    ]);
    let names = plot::plane_names(report);
    // Evenly chosen, both ends among them.
    let shown = columns.len().min(COLUMNS);
    for at in 0..shown {
        let place = at * (columns.len() - 1) / (shown - 1).max(1);
        let column = &columns[place];
        grid.row(vec![value(&column.across), along(column, &names)]);
    }
    document.grid(grid);
    if columns.len() > shown {
        document.text(vec![format!(
            "All {} values are in {ELSEWHERE}",
            columns.len()
        )]);
    }
}

/// The winners of a column in a row, by their letters.
fn along(column: &ColumnReport, names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let plan = |winner: &WinnerReport| match winner.plan.as_deref() {
        None => "none".to_owned(),
        Some(plan) => plot::place_of(names, plan).map_or_else(|| plan.to_owned(), plot::letter),
    };
    let Some((last, before)) = column.winners.split_last() else {
        return NONE.to_owned();
    };
    let shown = before.iter().take(SHOWN);
    let mut parts: Vec<String> = shown
        .map(|winner| format!("{} up to {}", plan(winner), value(&winner.to)))
        .collect();
    if before.len() > SHOWN {
        parts.push(format!("… {} more", before.len() - SHOWN));
    }
    parts.push(plan(last));
    parts.join(", ")
}

fn pairs(report: &BreakevenScenario, document: &mut Document) {
    let mut items: Vec<(String, Vec<Item>)> = Vec::new();
    for pair in &report.pairs {
        let item = Item::about(format!("against {}", pair.other), words::pair(pair));
        match items.iter_mut().find(|(plan, _)| *plan == pair.plan) {
            Some((_, known)) => known.push(item),
            None => items.push((pair.plan.clone(), vec![item])),
        }
    }
    for (plan, items) in items {
        section(&format!("{plan}, one by one"), items, document);
    }
}

fn commitments(report: &BreakevenScenario, document: &mut Document) {
    let commitments = &report.commitments;
    if commitments.is_empty() {
        return;
    }
    document.heading("Commitments: how busy they must be to pay off");
    let needed = commitments.iter().any(|commitment| {
        commitment.input_tokens_per_minute.is_some()
            || commitment.output_tokens_per_minute.is_some()
    });
    let columns = [
        (true, "Plan", ColumnKind::Name),
        (true, "Against", ColumnKind::Name),
        (true, "Pays off\nfrom", ColumnKind::Figure),
        (true, "Busy\nnow", ColumnKind::Figure),
        (
            needed,
            "Input tokens/min\na unit must carry",
            ColumnKind::Figure,
        ),
        (
            needed,
            "Output tokens/min\na unit must carry",
            ColumnKind::Figure,
        ),
    ];
    let columns = columns.into_iter().filter(|(shown, _, _)| *shown);
    let columns: Vec<_> = columns.map(|(_, title, kind)| (title, kind)).collect();
    let mut grid = Grid::new(&columns);
    for commitment in commitments {
        let count = |count: &Option<_>| count.as_ref().map_or(NONE.to_owned(), value);
        let share = |share: &Option<_>| share.as_ref().map_or(NONE.to_owned(), words::utilisation);
        let now = commitment
            .now
            .as_ref()
            .map_or(NONE.to_owned(), super::numbers::percent);
        let mut cells = vec![
            commitment.plan.clone(),
            commitment.against.clone(),
            share(&commitment.utilisation),
            now,
        ];
        if needed {
            cells.push(count(&commitment.input_tokens_per_minute));
            cells.push(count(&commitment.output_tokens_per_minute));
        }
        grid.row(cells);
    }
    document.grid(grid);
}

/// Plans that do not carry the workload all along.
fn plans(report: &BreakevenScenario, document: &mut Document) {
    let partly = report.plans.iter().filter(|plan| !plan.reasons.is_empty());
    let items = partly.map(|plan| {
        let stretches = plan
            .carries
            .iter()
            .map(|stretch| format!("from {} to {}", value(&stretch.from), value(&stretch.to)));
        let stretches: Vec<String> = stretches.collect();
        let carried = if stretches.is_empty() {
            "carries the workload nowhere in this range".to_owned()
        } else {
            format!("carries the workload {}", stretches.join(", and "))
        };
        let reasons = plan.reasons.iter();
        let reasons = reasons.map(|reason| reason.message.trim_end_matches('.').to_owned());
        Item::about(
            plan.id.clone(),
            std::iter::once(carried).chain(reasons).collect(),
        )
    });
    section(
        "Plans that do not carry it everywhere",
        items.collect(),
        document,
    );
}

fn notes(report: &BreakevenScenario, document: &mut Document) {
    let plain = |text: &str| Item::plain(text.trim_end_matches('.'));
    let warnings = report.warnings.iter().map(|note| plain(&note.message));
    section("Warnings", warnings.collect(), document);
    let bracketed = report
        .plans
        .iter()
        .filter(|plan| plan.method == "bracketed");
    let bracketed = bracketed.map(|plan| {
        Item::plain(format!(
            "the cost of {} has no formula in this knob: it was followed point by point",
            plan.id
        ))
    });
    let assumptions = report.assumptions.iter().map(|text| plain(text));
    section(
        "Assumptions",
        assumptions.chain(bracketed).collect(),
        document,
    );
    let edition = format!(
        "edition {} of the catalog (digest {}), as of {}",
        report.catalog.edition, report.catalog.digest, report.as_of
    );
    section("Prices", vec![Item::plain(edition)], document);
}

/// One row a stretch with one cheapest plan; of a plane, one row a stretch of each column.
pub(super) fn rows(report: &BreakevenReport) -> Vec<Vec<String>> {
    const HEADER: [&str; 12] = [
        "scenario",
        "knob",
        "from",
        "to",
        "plan",
        "ties",
        "from_usd",
        "to_usd",
        "regime",
        "crossing_kind",
        "crossing_within",
        "method",
    ];
    let plane = report
        .scenarios
        .iter()
        .any(|scenario| !scenario.plane.is_empty());
    let mut header = csv::header(&HEADER);
    if plane {
        header.extend(csv::header(&["across_knob", "across"]));
    }
    let mut rows = vec![header];
    for scenario in &report.scenarios {
        if scenario.plane.is_empty() {
            for winner in &scenario.winners {
                let mut row = row(scenario, winner);
                if plane {
                    row.extend([String::new(), String::new()]);
                }
                rows.push(row);
            }
        }
        let knob = scenario
            .across
            .as_ref()
            .map_or("", |knob| knob.path.as_str());
        for column in &scenario.plane {
            rows.extend(column.winners.iter().map(|winner| {
                let mut row = row(scenario, winner);
                row.extend([knob.to_owned(), machine(&column.across)]);
                row
            }));
        }
    }
    rows
}

fn row(scenario: &BreakevenScenario, winner: &WinnerReport) -> Vec<String> {
    let usd = |value: &Option<Usd>| {
        let value = value.as_ref();
        value.map(|usd| machine(usd.amount())).unwrap_or_default()
    };
    // Along a plane the crossings are those of the knob alone and do not belong to the stretch.
    let crossing = scenario
        .crossings
        .iter()
        .find(|crossing| scenario.plane.is_empty() && crossing.at == winner.to);
    let plan = winner.plan.as_ref();
    let method = plan.and_then(|id| scenario.plans.iter().find(|plan| plan.id == *id));
    vec![
        scenario.scenario.name.clone(),
        scenario.knob.path.clone(),
        machine(&winner.from),
        machine(&winner.to),
        plan.cloned().unwrap_or_default(),
        winner.ties.join(";"),
        usd(&winner.from_usd),
        usd(&winner.to_usd),
        winner.regime.unwrap_or_default().to_owned(),
        crossing.map_or(String::new(), |crossing| crossing.kind.to_owned()),
        crossing
            .and_then(|crossing| crossing.within.as_ref())
            .map(machine)
            .unwrap_or_default(),
        method.map_or(String::new(), |plan| plan.method.to_owned()),
    ]
}
