//! Prices: all of them in a table, or one item's on a page.

pub(super) mod audit;
pub(super) mod coverage;
pub(super) mod diff;
mod imported;

pub(super) use imported::{document as imported, rows as imported_rows};

use super::{
    document::{ColumnKind, Document, Grid},
    fold::fold,
    numbers::{NONE, count, per_units, price_usd},
};
use crate::{
    report::{FactReport, FactValue, ItemReport, PriceReport, PricesCheckReport, PricesReport},
    units::{Exact, grouped},
};

/// More meters than this do not fit beside each other.
const METERS_MAX: usize = 4;
/// The mark of a price that no list has.
const DERIVED: &str = "*";
/// Wider headers are folded.
const TITLE_WIDTH: usize = 8;
/// More places than this are counted, not named.
const PLACES_SHOWN: usize = 6;

pub(super) fn document(report: &PricesReport) -> Document {
    let mut document = Document::default();
    match &report.item {
        Some(item) => page(item, report, &mut document),
        None => list(report, &mut document),
    }
    document
}

fn edition(report: &PricesReport) -> String {
    let found = count(
        &Exact::from(u64::try_from(report.prices.len()).unwrap_or(u64::MAX)),
        "price",
    );
    format!(
        "{found} as of {}, edition {} of the catalog",
        report.as_of, report.catalog.edition
    )
}

fn list(report: &PricesReport, document: &mut Document) {
    let mut grid = Grid::new(&[
        ("Item", ColumnKind::Name),
        ("Bought as", ColumnKind::Name),
        ("Region", ColumnKind::Word),
        ("Price", ColumnKind::Figure),
        ("Meter", ColumnKind::Name),
    ]);
    for price in &report.prices {
        grid.row(vec![
            price.item.clone(),
            std::iter::once(price.offer.as_str())
                .chain(choices(price))
                .collect::<Vec<_>>()
                .join(" "),
            price.region.clone(),
            amount(price),
            per_meter(price),
        ]);
    }
    document.grid(grid);
    document.text(
        std::iter::once(edition(report))
            .chain(legend(report))
            .collect(),
    );
}

/// `per 1M input-tokens`.
fn per_meter(price: &PriceReport) -> String {
    match price.per {
        1 => format!("per 1 {}", price.meter),
        1_000_000 => format!("per 1M {}", price.meter),
        per => format!("per {} {}", grouped(&Exact::from(per), 0), price.meter),
    }
}

/// The filled columns between offer and meter.
fn choices(price: &PriceReport) -> impl Iterator<Item = &str> {
    let all = [&price.scope, &price.tier, &price.term, &price.variant];
    all.into_iter()
        .map(String::as_str)
        .filter(|choice| !choice.is_empty())
}

fn page(item: &ItemReport, report: &PricesReport, document: &mut Document) {
    document.title(if item.name == item.id {
        item.id.clone()
    } else {
        format!("{} ({})", item.name, item.id)
    });
    document.facts(item.facts.iter().map(fact).collect());
    let mut offers: Vec<(&str, &str)> = Vec::new();
    for price in &report.prices {
        if !offers.contains(&(&price.service, &price.offer)) {
            offers.push((&price.service, &price.offer));
        }
    }
    for (service, offer) in offers {
        let prices = report.prices.iter();
        let prices = prices.filter(|price| price.service == service && price.offer == offer);
        document.heading(format!("{service} {offer}"));
        document.grid(offered(&prices.collect::<Vec<_>>()));
    }
    if report.prices.is_empty() {
        return document.text(vec!["No price is known for it here".to_owned()]);
    }
    let rows = "`crossover prices list --item ITEM` shows every row".to_owned();
    document.text(
        [edition(report), rows]
            .into_iter()
            .chain(legend(report))
            .collect(),
    );
}

fn fact(fact: &FactReport) -> (String, String) {
    let value = match &fact.value {
        FactValue::Text(text) => text.clone(),
        FactValue::List(items) => items.join(", "),
        FactValue::Amount { value, unit } => format!("{} {unit}", grouped(value, 2)),
    };
    (fact.name.to_owned(), value)
}

/// What is sold alike, at one price for each meter.
struct Sold<'a> {
    choices: Vec<&'a str>,
    region: &'a str,
    cells: Vec<String>,
}

/// The prices of one offer: a column a meter, places at equal prices together.
fn offered(prices: &[&PriceReport]) -> Grid {
    let mut meters: Vec<(&str, u32)> = Vec::new();
    for price in prices {
        if !meters.contains(&(price.meter, price.per)) {
            meters.push((price.meter, price.per));
        }
    }
    if meters.len() > METERS_MAX {
        return long(prices);
    }
    let mut sold: Vec<Sold<'_>> = Vec::new();
    for price in prices {
        let choices: Vec<&str> = choices(price).collect();
        let at = meters
            .iter()
            .position(|meter| *meter == (price.meter, price.per))
            .unwrap_or(0);
        let like = |other: &&mut Sold<'_>| other.choices == choices && other.region == price.region;
        if let Some(row) = sold.iter_mut().find(like) {
            row.cells[at] = amount(price);
            continue;
        }
        let mut cells = vec![NONE.to_owned(); meters.len()];
        cells[at] = amount(price);
        let region = &price.region;
        sold.push(Sold {
            choices,
            region,
            cells,
        });
    }
    let titles: Vec<String> = meters
        .iter()
        .map(|(meter, per)| {
            let meter = fold(&meter.replace('-', " "), TITLE_WIDTH).join("\n");
            format!("{meter}\n{}", short_per(*per))
        })
        .collect();
    let has_choices = sold.iter().any(|row| !row.choices.is_empty());
    let mut columns = vec![("Regions", ColumnKind::Name)];
    if has_choices {
        columns.insert(0, ("Choices", ColumnKind::Name));
    }
    columns.extend(
        titles
            .iter()
            .map(|title| (title.as_str(), ColumnKind::Figure)),
    );
    let mut grid = Grid::new(&columns);
    for (choices, regions, cells) in places(sold) {
        let choices = if choices.is_empty() {
            NONE.to_owned()
        } else {
            choices.join(" ")
        };
        let choices = has_choices.then_some(choices);
        grid.row(choices.into_iter().chain([regions]).chain(cells).collect());
    }
    grid
}

/// Rows that differ in their region only, as one.
fn places(sold: Vec<Sold<'_>>) -> Vec<(Vec<&str>, String, Vec<String>)> {
    let mut rows: Vec<(Vec<&str>, Vec<&str>, Vec<String>)> = Vec::new();
    for Sold {
        choices,
        region,
        cells,
    } in sold
    {
        match rows
            .iter_mut()
            .find(|row| row.0 == choices && row.2 == cells)
        {
            Some(row) => row.1.push(region),
            None => rows.push((choices, vec![region], cells)),
        }
    }
    let named = |regions: Vec<&str>| match regions.len() {
        few if few <= PLACES_SHOWN => regions.join(", "),
        many => format!(
            "{} and {} more",
            regions[..PLACES_SHOWN - 1].join(", "),
            many - PLACES_SHOWN + 1
        ),
    };
    rows.into_iter()
        .map(|(choices, regions, cells)| (choices, named(regions), cells))
        .collect()
}

/// One row a price.
fn long(prices: &[&PriceReport]) -> Grid {
    let mut grid = Grid::new(&[
        ("Choices", ColumnKind::Name),
        ("Region", ColumnKind::Word),
        ("Price", ColumnKind::Figure),
        ("Meter", ColumnKind::Name),
    ]);
    for price in prices {
        let choices = choices(price).collect::<Vec<_>>().join(" ");
        grid.row(vec![
            choices,
            price.region.clone(),
            amount(price),
            per_meter(price),
        ]);
    }
    grid
}

/// The price, derived and own ones marked.
fn amount(price: &PriceReport) -> String {
    let mark = match price.origin {
        "catalog" => "",
        "overlay" => " (own)",
        _ => DERIVED,
    };
    format!("{}{mark}", price_usd(&price.usd))
}

/// What the mark of a derived price means, where there is one.
fn legend(report: &PricesReport) -> Option<String> {
    let derived = report.prices.iter().any(|price| price.origin == "derived");
    derived.then(|| format!("{DERIVED} derived from another price; --format csv names the rule"))
}

fn short_per(per: u32) -> String {
    match per {
        1 => "per 1".to_owned(),
        _ => per_units(per, "").trim_end().to_owned(),
    }
}

/// The files that were checked.
pub(super) fn checked(report: &PricesCheckReport) -> Document {
    let mut grid = Grid::new(&[("File", ColumnKind::Name), ("Prices", ColumnKind::Figure)]);
    for file in &report.files {
        grid.row(vec![file.file.clone(), rows(file.rows)]);
    }
    let mut document = Document::default();
    document.grid(grid);
    document.text(vec![format!(
        "No fault was found in edition {}",
        report.catalog.edition
    )]);
    document
}

fn rows(rows: usize) -> String {
    grouped(&Exact::from(u64::try_from(rows).unwrap_or(u64::MAX)), 0)
}

pub(super) fn checked_rows(report: &PricesCheckReport) -> Vec<Vec<String>> {
    let header = ["file", "rows"].map(str::to_owned).to_vec();
    let files = report
        .files
        .iter()
        .map(|file| vec![file.file.clone(), file.rows.to_string()]);
    std::iter::once(header).chain(files).collect()
}
