//! What is priced where: by region, by model, by family of instance types; and what is missing.

use super::audit::{ages, number};
use crate::{
    render::{
        document::{Block, ColumnKind, Document, Grid, Item},
        numbers::NONE,
    },
    report::{CoverageReport, CoveredComponentReport, CoveredKindReport, CoveredModelReport},
};

const COLUMNS: [&str; 5] = ["group", "item", "kind", "place", "priced"];
/// The mark of places where a price is derived.
const DERIVED: &str = "*";

pub(in crate::render) fn document(report: &CoverageReport) -> Document {
    let mut document = Document::default();
    document.title(format!(
        "What is priced in edition {}",
        report.catalog.edition
    ));
    document.push(Block::Answer(sum(report)));
    ages(&report.ages, &mut document);
    missing(report, &mut document);
    document.heading("Regions");
    document.text(vec![
        "Models with a price by scope (in-region, a geography around the region, global), and instance \
         types with a price by component"
            .to_owned(),
    ]);
    document.grid(regions(report));
    for (provider, models) in providers(report) {
        document.heading(format!("Models of {provider}"));
        document.grid(kinds(&models));
    }
    document.text(vec![format!(
        "Places with a price of each kind: regions, geographies, or the home of global prices; {DERIVED} \
         of them derived. A price of input without one of output is none. --format csv names the places"
    )]);
    document.heading("Instance types");
    document.grid(families(report));
    document.text(vec![
        "Types with a price (listed or derived) and in how many regions: `6 in 2`".to_owned(),
    ]);
    document
}

fn sum(report: &CoverageReport) -> String {
    let priced = report.models.len() - report.unpriced_models.len();
    let with_hosting = report.regions.iter().filter(|region| hosts(region) > 0);
    format!(
        "{} of {} models on Amazon Bedrock have a price; {} of {} regions have hosting prices",
        number(priced),
        number(report.models.len()),
        number(with_hosting.count()),
        number(report.regions.len())
    )
}

fn hosts(region: &crate::report::CoveredRegionReport) -> usize {
    let hosting = region
        .components
        .iter()
        .find(|one| one.component == "hosting");
    hosting.map_or(0, |one| one.types)
}

/// What is missing, and the command that brings it.
fn missing(report: &CoverageReport, document: &mut Document) {
    document.heading("What is missing, and how to get it");
    let mut items = Vec::new();
    if !report.unpriced_models.is_empty() {
        items.push(Item::about(
            "models without any price",
            vec![report.unpriced_models.join(", ")],
        ));
    }
    let bare = report.regions.iter().filter(|region| hosts(region) == 0);
    let bare: Vec<&str> = bare.map(|region| region.region.as_str()).collect();
    if !bare.is_empty() {
        items.push(Item::about(
            "regions without hosting prices",
            vec![bare.join(", ")],
        ));
    }
    document.items(items);
    document.text(vec![
        "AWS publishes all of them: fetch the price file of a region (docs/prices.md), then"
            .to_owned(),
    ]);
    document.code(vec![
        "crossover prices import AmazonSageMaker-eu-central-1.json -o prices".to_owned(),
        "crossover prices import AmazonBedrock-eu-central-1.json -o prices".to_owned(),
        "crossover compare scenario.toml --prices prices".to_owned(),
    ]);
}

fn cell(count: usize) -> String {
    if count == 0 {
        NONE.to_owned()
    } else {
        number(count)
    }
}

fn regions(report: &CoverageReport) -> Grid {
    let mut columns = vec![
        ("Region".to_owned(), ColumnKind::Name),
        ("In-\nregion".to_owned(), ColumnKind::Figure),
        ("Geo".to_owned(), ColumnKind::Figure),
        ("Global".to_owned(), ColumnKind::Figure),
    ];
    let components = report.regions.first().map(|region| &region.components);
    for one in components.into_iter().flatten() {
        columns.push((one.component.replace('-', "\n"), ColumnKind::Figure));
    }
    columns.push(("server-\nless".to_owned(), ColumnKind::Word));
    let columns: Vec<(&str, ColumnKind)> = columns
        .iter()
        .map(|(title, kind)| (title.as_str(), *kind))
        .collect();
    let mut grid = Grid::new(&columns);
    for region in &report.regions {
        let mut cells = vec![
            region.region.clone(),
            cell(region.in_region_models),
            cell(region.geo_models),
            cell(region.global_models),
        ];
        cells.extend(region.components.iter().map(|one| cell(one.types)));
        cells.push(if region.serverless { "yes" } else { NONE }.to_owned());
        grid.row(cells);
    }
    grid
}

fn providers(report: &CoverageReport) -> Vec<(&str, Vec<&CoveredModelReport>)> {
    let mut providers: Vec<(&str, Vec<&CoveredModelReport>)> = Vec::new();
    for model in &report.models {
        match providers.last_mut() {
            Some((name, models)) if *name == model.provider => models.push(model),
            _ => providers.push((&model.provider, vec![model])),
        }
    }
    providers
}

/// The models of a provider, a column a kind that any of them has.
fn kinds(models: &[&CoveredModelReport]) -> Grid {
    let all = models.first().map_or(&[][..], |model| &model.kinds);
    let used: Vec<usize> = (0..all.len())
        .filter(|at| {
            let has =
                |kind: &CoveredKindReport| !kind.listed.is_empty() || !kind.derived.is_empty();
            models
                .iter()
                .any(|model| model.kinds.get(*at).is_some_and(has))
        })
        .collect();
    let titles = used.iter().filter_map(|at| all.get(*at));
    let mut columns = vec![("Model", ColumnKind::Name)];
    columns.extend(titles.map(|kind| (short(kind.kind), ColumnKind::Figure)));
    let mut grid = Grid::new(&columns);
    for model in models {
        let cells = used
            .iter()
            .filter_map(|at| model.kinds.get(*at))
            .map(places);
        grid.row(std::iter::once(model.id.clone()).chain(cells).collect());
    }
    grid
}

/// A kind, folded to fit above a number.
fn short(kind: &'static str) -> &'static str {
    match kind {
        "in-region" => "in-\nregion",
        "provisioned" => "provi-\nsioned",
        _ => kind,
    }
}

/// `21`, `21+9*`: places with a listed price, and with a derived one.
fn places(kind: &CoveredKindReport) -> String {
    match (kind.listed.len(), kind.derived.len()) {
        (listed, 0) => cell(listed),
        (listed, derived) => format!("{}+{}{DERIVED}", number(listed), number(derived)),
    }
}

fn families(report: &CoverageReport) -> Grid {
    let mut columns = vec![
        ("Family".to_owned(), ColumnKind::Name),
        ("Types".to_owned(), ColumnKind::Figure),
    ];
    let components = report.families.first().map(|family| &family.components);
    for one in components.into_iter().flatten() {
        columns.push((one.component.replace('-', "\n"), ColumnKind::Figure));
    }
    let columns: Vec<(&str, ColumnKind)> = columns
        .iter()
        .map(|(title, kind)| (title.as_str(), *kind))
        .collect();
    let mut grid = Grid::new(&columns);
    for family in &report.families {
        let mut cells = vec![family.family.clone(), number(family.types)];
        cells.extend(family.components.iter().map(priced));
        grid.row(cells);
    }
    grid
}

/// The most types priced in one region, and in how many regions any is.
fn priced(component: &CoveredComponentReport) -> String {
    let most = component.regions.iter().map(|region| region.types).max();
    most.map_or_else(
        || NONE.to_owned(),
        |most| format!("{most} in {}", component.regions.len()),
    )
}

/// A row a model or family, kind and place.
pub(in crate::render) fn rows(report: &CoverageReport) -> Vec<Vec<String>> {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    let mut row = |cells: [&str; 5]| rows.push(cells.map(str::to_owned).to_vec());
    for model in &report.models {
        for kind in &model.kinds {
            for place in &kind.listed {
                row([&model.provider, &model.id, kind.kind, place, "listed"]);
            }
            for place in &kind.derived {
                row([&model.provider, &model.id, kind.kind, place, "derived"]);
            }
        }
    }
    for family in &report.families {
        for one in &family.components {
            for place in &one.regions {
                let types = place.types.to_string();
                row([
                    "sagemaker",
                    &family.family,
                    one.component,
                    &place.region,
                    &types,
                ]);
            }
        }
    }
    rows
}
