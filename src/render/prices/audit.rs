//! What was found in the prices: unexplained first, then what is explained, then spreads and ages.

use super::short_per;
use crate::{
    render::{
        document::{Block, ColumnKind, Document, Grid, Item},
        numbers::{NONE, percent, price_usd},
    },
    report::{AgeReport, FindingReport, PricesAuditReport, SpreadReport},
    units::{Exact, grouped, machine},
};

const COLUMNS: [&str; 8] = [
    "rule",
    "price",
    "per",
    "usd",
    "other_usd",
    "against",
    "explanation",
    "source",
];
/// More prices than this of one explanation are counted, not named.
const PRICES_SHOWN: usize = 3;
/// More spreads than this are left to the other formats.
const SPREADS_SHOWN: usize = 25;

pub(in crate::render) fn document(report: &PricesAuditReport) -> Document {
    let mut document = Document::default();
    document.title(format!("Audit of edition {}", report.catalog.edition));
    document.push(Block::Answer(verdict(report)));
    open(report, &mut document);
    if !report.checks.is_empty() {
        document.heading("What must hold");
        document.grid(checks(report));
    }
    against(report, &mut document);
    explained(report, &mut document);
    spreads(report, &mut document);
    ages(&report.ages, &mut document);
    document
}

/// How many.
pub(super) fn number(count: usize) -> String {
    grouped(&Exact::from(u64::try_from(count).unwrap_or(u64::MAX)), 0)
}

fn verdict(report: &PricesAuditReport) -> String {
    let explained = report.found.len() - report.unexplained;
    match report.unexplained {
        0 => format!("No unexplained difference, {} explained", number(explained)),
        1 => format!("1 unexplained difference, {} explained", number(explained)),
        more => format!(
            "{} unexplained differences, {} explained",
            number(more),
            number(explained)
        ),
    }
}

/// What nothing explains, and explanations that explain nothing.
fn open(report: &PricesAuditReport, document: &mut Document) {
    let mut grid = Grid::new(&[
        ("Found by", ColumnKind::Name),
        ("Price", ColumnKind::Name),
        ("Ours", ColumnKind::Figure),
        ("Other", ColumnKind::Figure),
        ("Held against", ColumnKind::Name),
    ]);
    let unexplained = report.found.iter().filter(|one| one.explanation.is_none());
    for one in unexplained {
        let ours = format!("{} {}", figure(one.usd.as_ref()), short_per(one.per));
        grid.row(vec![
            one.rule.to_owned(),
            one.price.clone(),
            ours,
            figure(one.other_usd.as_ref()),
            one.against.clone(),
        ]);
    }
    if report.unexplained > 0 {
        document.heading("Unexplained");
        document.grid(grid);
    }
    if !report.idle_explanations.is_empty() {
        document.heading("Explanations that explain nothing");
        let idle = report.idle_explanations.iter();
        document.items(
            idle.map(|one| {
                Item::about(
                    format!("{} {}", one.rule, one.prices),
                    vec![one.explanation.clone()],
                )
            })
            .collect(),
        );
    }
}

fn figure(usd: Option<&Exact>) -> String {
    usd.map_or_else(|| NONE.to_owned(), price_usd)
}

fn checks(report: &PricesAuditReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Check", ColumnKind::Name),
        ("What must hold", ColumnKind::Name),
        ("Looked at", ColumnKind::Figure),
        ("Explained", ColumnKind::Figure),
        ("Open", ColumnKind::Figure),
    ]);
    for check in &report.checks {
        grid.row(vec![
            check.id.to_owned(),
            check.holds.to_owned(),
            number(check.checked),
            number(check.explained),
            number(check.unexplained),
        ]);
    }
    grid
}

fn against(report: &PricesAuditReport, document: &mut Document) {
    if report.against.is_empty() {
        return;
    }
    document.heading("Against other price files");
    let mut grid = Grid::new(&[
        ("Form", ColumnKind::Name),
        ("Prices", ColumnKind::Figure),
        ("Agree", ColumnKind::Figure),
        ("Differ", ColumnKind::Figure),
        ("Only there", ColumnKind::Figure),
        ("Only here", ColumnKind::Figure),
    ]);
    for file in &report.against {
        grid.row(vec![
            file.form.to_owned(),
            number(file.prices),
            number(file.agree),
            number(file.differ),
            number(file.only_there),
            number(file.only_here),
        ]);
    }
    document.grid(grid);
    for file in &report.against {
        let items = file.only_there_items.iter();
        let items: Vec<String> = items
            .map(|one| format!("{} ({})", one.item, number(one.prices)))
            .collect();
        if !items.is_empty() {
            let head = format!("only in {}", file.form);
            document.items(vec![Item::about(head, vec![items.join(", ")])]);
        }
    }
}

/// Each explanation with the prices it is for.
fn explained(report: &PricesAuditReport, document: &mut Document) {
    let mut groups: Vec<(&str, &str, &str, Vec<&FindingReport>)> = Vec::new();
    for one in &report.found {
        let (Some(why), Some(source)) = (&one.explanation, &one.source) else {
            continue;
        };
        let same = groups
            .iter_mut()
            .find(|group| (group.0, group.1, group.2) == (one.rule, why.as_str(), source.as_str()));
        match same {
            Some(group) => group.3.push(one),
            None => groups.push((one.rule, why, source, vec![one])),
        }
    }
    if groups.is_empty() {
        return;
    }
    document.heading("Explained");
    let items = groups.into_iter().map(|(rule, why, source, found)| {
        Item::about(format!("{rule}: {why} ({source})"), prices(&found))
    });
    document.items(items.collect());
}

/// Some prices with both figures, more by number.
fn prices(found: &[&FindingReport]) -> Vec<String> {
    let shown = found.iter().take(PRICES_SHOWN).map(|one| {
        let (ours, other) = (figure(one.usd.as_ref()), figure(one.other_usd.as_ref()));
        match &one.usd {
            Some(_) => format!("{} {ours}, other {other}", one.price),
            None => format!("{} is not there", one.price),
        }
    });
    let mut lines: Vec<String> = shown.collect();
    let more = found.len() - lines.len();
    if more > 0 {
        lines.push(format!("and {} more", number(more)));
    }
    lines
}

fn spreads(report: &PricesAuditReport, document: &mut Document) {
    let mut grid = Grid::new(&[
        ("Item and meter", ColumnKind::Name),
        ("Regions", ColumnKind::Figure),
        ("Lowest", ColumnKind::Figure),
        ("Median", ColumnKind::Figure),
        ("Highest", ColumnKind::Figure),
        ("Where it is highest", ColumnKind::Word),
    ]);
    for spread in report.spreads.iter().take(SPREADS_SHOWN) {
        grid.row(spread_row(spread));
    }
    if report.spreads.is_empty() {
        return;
    }
    document.heading("Widest differences between regions");
    document.grid(grid);
    let more = report.spreads.len().saturating_sub(SPREADS_SHOWN);
    if more > 0 {
        document.text(vec![format!(
            "{} more kinds of prices differ by region: --format json has them",
            number(more)
        )]);
    }
}

fn spread_row(spread: &SpreadReport) -> Vec<String> {
    vec![
        format!("{} {} {}", spread.item, spread.meter, short_per(spread.per)),
        number(spread.regions),
        price_usd(&spread.min_usd),
        price_usd(&spread.median_usd),
        price_usd(&spread.max_usd),
        spread.max_region.clone(),
    ]
}

/// How old the prices of each service are.
pub(super) fn ages(ages: &[AgeReport], document: &mut Document) {
    if ages.is_empty() {
        return;
    }
    document.heading("How old and how sure");
    let mut grid = Grid::new(&[
        ("Service", ColumnKind::Name),
        ("Prices", ColumnKind::Figure),
        ("Of a single\nreading", ColumnKind::Figure),
        ("Doubtful", ColumnKind::Figure),
        ("Median\nage, days", ColumnKind::Figure),
        ("Oldest,\ndays", ColumnKind::Figure),
        ("Older than\nhalf a year", ColumnKind::Figure),
    ]);
    for age in ages {
        grid.row(vec![
            age.service.clone(),
            number(age.prices),
            percent(&age.single_source_share),
            number(age.doubtful),
            age.median_days.to_string(),
            age.oldest_days.to_string(),
            number(age.older_than_half_a_year),
        ]);
    }
    document.grid(grid);
}

pub(in crate::render) fn rows(report: &PricesAuditReport) -> Vec<Vec<String>> {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    rows.extend(report.found.iter().map(|one| {
        let figure = |usd: &Option<Exact>| usd.as_ref().map(machine).unwrap_or_default();
        vec![
            one.rule.to_owned(),
            one.price.clone(),
            one.per.to_string(),
            figure(&one.usd),
            figure(&one.other_usd),
            one.against.clone(),
            one.explanation.clone().unwrap_or_default(),
            one.source.clone().unwrap_or_default(),
        ]
    }));
    rows
}
