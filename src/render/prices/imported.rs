//! What was read from price files: how many of what, what was left out, and how it stands to the catalog.

use crate::{
    render::{
        document::{ColumnKind, Document, Grid, Item},
        numbers::{NONE, count, price_usd, signed_percent, unit_price},
    },
    report::{
        AgreedReport, ContradictionReport, PriceFileReport, PriceGroupReport,
        PricesAgreementReport, PricesImportReport, UnmappedReport,
    },
    units::{Exact, grouped, machine},
};

/// More rows than this of a list are counted, not shown.
const MOST_ROWS: usize = 20;
/// More places than this are counted, not named.
const MOST_PLACES: usize = 3;

pub(in crate::render) fn document(report: &PricesImportReport) -> Document {
    let mut page = Document::default();
    page.title(match report.files.as_slice() {
        [one] => one.file.clone(),
        files => count(&whole(files.len()), "file"),
    });
    page.text(
        report
            .files
            .iter()
            .map(|file| read(file, report.files.len() > 1))
            .collect(),
    );
    if !report.groups.is_empty() {
        page.grid(groups(&report.groups));
    }
    page.text(together(report));
    left_out(report, &mut page);
    if let Some(check) = &report.check {
        page.heading("Against the catalog".to_owned());
        agreement(check, &mut page);
    }
    page
}

fn whole(number: usize) -> Exact {
    Exact::from(u64::try_from(number).unwrap_or(u64::MAX))
}

/// `AmazonSageMaker 20261005212151 (offer-json, 2026-10-05): 5 entries = 3 prices + 2 left out`.
fn read(file: &PriceFileReport, is_named: bool) -> String {
    let name = if is_named {
        format!("{}: ", file.file)
    } else {
        String::new()
    };
    let published = file.published.as_ref();
    let published = published.map_or(String::new(), |date| format!(", published {date}"));
    let left_out = Exact::from(file.left_out.iter().map(|left| left.entries).sum::<u64>());
    let entries = Exact::from(file.entries);
    format!(
        "{name}{} ({}{published}): {} = {} mapped + {} left out",
        file.edition,
        file.form,
        if file.entries == 1 {
            "1 entry".to_owned()
        } else {
            format!("{} entries", grouped(&entries, 0))
        },
        grouped(&Exact::from(file.mapped), 0),
        grouped(&left_out, 0)
    )
}

/// Groups of one offer and meter, with the places they are in.
fn groups(groups: &[PriceGroupReport]) -> Grid {
    let mut grid = Grid::new(&[
        ("Service", ColumnKind::Word),
        ("Offer", ColumnKind::Name),
        ("Meter", ColumnKind::Name),
        ("Region", ColumnKind::Name),
        ("Prices", ColumnKind::Figure),
    ]);
    let mut folded: Vec<(&PriceGroupReport, Vec<&str>, u64)> = Vec::new();
    for group in groups {
        let is_same = |(first, ..): &&mut (&PriceGroupReport, Vec<&str>, u64)| {
            first.service == group.service
                && first.offer == group.offer
                && first.meter == group.meter
        };
        match folded.iter_mut().find(is_same) {
            Some((_, places, prices)) => {
                places.push(&group.region);
                *prices += group.prices;
            }
            None => folded.push((group, vec![&group.region], group.prices)),
        }
    }
    for (first, places, prices) in folded {
        let named = if places.len() > MOST_PLACES {
            count(&whole(places.len()), "region")
        } else {
            places.join(", ")
        };
        grid.row(vec![
            first.service.clone(),
            first.offer.clone(),
            first.meter.to_owned(),
            named,
            grouped(&Exact::from(prices), 0),
        ]);
    }
    grid
}

/// What the files are together.
fn together(report: &PricesImportReport) -> Vec<String> {
    let mut lines = vec![format!("{} in all", count(&whole(report.prices), "price"))];
    if report.repeated > 0 {
        let repeated = count(&whole(report.repeated), "price");
        lines.push(format!("{repeated} more are in an earlier file already"));
    }
    lines
}

fn left_out(report: &PricesImportReport, page: &mut Document) {
    let mut grid = Grid::new(&[
        ("Reason", ColumnKind::Word),
        ("Entries", ColumnKind::Figure),
        ("Meaning", ColumnKind::Name),
    ]);
    let mut seen: Vec<(&str, &str, u64)> = Vec::new();
    for left in report.files.iter().flat_map(|file| &file.left_out) {
        match seen.iter_mut().find(|(reason, ..)| *reason == left.reason) {
            Some((.., entries)) => *entries += left.entries,
            None => seen.push((left.reason, left.meaning, left.entries)),
        }
    }
    if !seen.is_empty() {
        page.heading("Left out".to_owned());
        for (reason, meaning, entries) in seen {
            let entries = grouped(&Exact::from(entries), 0);
            grid.row(vec![reason.to_owned(), entries, meaning.to_owned()]);
        }
        page.grid(grid);
    }
    if !report.contradictions.is_empty() {
        page.heading("Files contradict each other".to_owned());
        page.items(report.contradictions.iter().map(contradiction).collect());
    }
    if !report.unmapped.is_empty() {
        page.heading("Prices of tokens and hours among what was left out".to_owned());
        page.grid(unmapped(&report.unmapped));
        page.text(further(report.unmapped.len()).into_iter().collect());
    }
}

fn contradiction(one: &ContradictionReport) -> Item {
    let side = |usd: &Exact, source: &str| format!("{} {source}", price_usd(usd));
    Item::about(
        format!("{} is left out", one.price),
        vec![
            side(&one.one_usd, &one.one_source),
            side(&one.other_usd, &one.other_source),
        ],
    )
}

fn unmapped(prices: &[UnmappedReport]) -> Grid {
    let mut grid = Grid::new(&[
        ("Reason", ColumnKind::Word),
        ("SKU", ColumnKind::ExtraWord),
        ("Usage type", ColumnKind::Name),
        ("Region", ColumnKind::ExtraWord),
        ("Price", ColumnKind::Name),
    ]);
    for one in prices.iter().take(MOST_ROWS) {
        grid.row(vec![
            one.reason.to_owned(),
            one.sku.clone(),
            one.usage_type.clone(),
            one.region.clone(),
            one.price.clone(),
        ]);
    }
    grid
}

/// That there are more rows than are shown.
fn further(rows: usize) -> Option<String> {
    let more = rows.checked_sub(MOST_ROWS).filter(|more| *more > 0)?;
    let more = grouped(&whole(more), 0);
    Some(format!("{more} more: --format json or csv shows all"))
}

fn agreement(check: &PricesAgreementReport, page: &mut Document) {
    let above = if check.above_tolerance == 0 {
        "none".to_owned()
    } else {
        grouped(&whole(check.above_tolerance), 0)
    };
    page.text(vec![format!(
        "{} the same, {} different ({above} by more than {} %), {} that the catalog does not have",
        grouped(&whole(check.equal), 0),
        grouped(&whole(check.differing), 0),
        machine(&check.tolerance_percent),
        grouped(&whole(check.absent), 0)
    )]);
    let differing: Vec<&AgreedReport> = check
        .prices
        .iter()
        .filter(|price| price.change.is_some() || price.catalog_usd.is_some())
        .collect();
    if differing.is_empty() {
        return;
    }
    let mut grid = Grid::new(&[
        ("Price", ColumnKind::Name),
        ("Read", ColumnKind::Figure),
        ("Catalog", ColumnKind::Figure),
        ("Change", ColumnKind::Figure),
    ]);
    for price in differing.iter().take(MOST_ROWS) {
        let stated = |usd: &Exact| unit_price(&price_usd(usd), price.per, price.unit);
        let change = price.change.as_ref();
        grid.row(vec![
            price.price.clone(),
            stated(&price.usd),
            price.catalog_usd.as_ref().map_or(NONE.to_owned(), stated),
            change.map_or(NONE.to_owned(), signed_percent),
        ]);
    }
    page.grid(grid);
    page.text(further(differing.len()).into_iter().collect());
}

/// What was left out, and with a check every price that is not the catalog's.
pub(in crate::render) fn rows(report: &PricesImportReport) -> Vec<Vec<String>> {
    let header = [
        "what",
        "file",
        "reason",
        "entries",
        "sku",
        "usage_type",
        "region",
        "price",
        "usd",
        "per",
        "catalog_usd",
        "change",
        "source",
    ];
    let row = |cells: &[(&str, String)]| {
        let cell = |name: &&str| {
            let mut found = cells.iter();
            found
                .find(|(known, _)| known == name)
                .map_or(String::new(), |(_, text)| text.clone())
        };
        header.iter().map(cell).collect::<Vec<_>>()
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for file in &report.files {
        let named = |what: &str, reason: &str, entries: u64| {
            row(&[
                ("what", what.to_owned()),
                ("file", file.file.clone()),
                ("reason", reason.to_owned()),
                ("entries", entries.to_string()),
            ])
        };
        rows.push(named("mapped", "", file.mapped));
        let left_out = file.left_out.iter();
        rows.extend(left_out.map(|left| named("left-out", left.reason, left.entries)));
    }
    for one in &report.unmapped {
        rows.push(row(&[
            ("what", "unmapped".to_owned()),
            ("file", one.file.clone()),
            ("reason", one.reason.to_owned()),
            ("sku", one.sku.clone()),
            ("usage_type", one.usage_type.clone()),
            ("region", one.region.clone()),
            ("price", one.price.clone()),
        ]));
    }
    for one in report.check.iter().flat_map(|check| &check.prices) {
        let number = |value: &Option<Exact>| value.as_ref().map_or(String::new(), machine);
        rows.push(row(&[
            ("what", one.outcome.to_owned()),
            ("price", one.price.clone()),
            ("usd", machine(&one.usd)),
            ("per", one.per.to_string()),
            ("catalog_usd", number(&one.catalog_usd)),
            ("change", number(&one.change)),
            ("source", one.source.clone()),
        ]));
    }
    rows
}
