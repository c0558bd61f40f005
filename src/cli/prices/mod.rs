//! `crossover prices`.

mod args;
mod audit;
mod diff;
mod import;

pub(super) use args::PricesCommand;

use self::args::{PriceFilter, PricesCheckArgs, ShowArgs};
use super::{
    Answer, Progress,
    args::Shared,
    compare::{known_region, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::coverage,
    catalog::{Catalog, Origin, PriceRow, check_embedded},
    render::Look,
    report::{CoverageReport, ItemReport, PricesCheckReport, PricesReport},
    schema::closest,
};

pub(super) fn run(
    command: &PricesCommand,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    match command {
        PricesCommand::List(filter) => list(filter, shared, terminal),
        PricesCommand::Show(args) => show(args, shared, terminal),
        PricesCommand::Check(args) => check(args, shared, terminal),
        PricesCommand::Import(args) => Progress::during(|| import::run(args, shared, terminal)),
        PricesCommand::Diff(args) => Progress::during(|| diff::run(args, shared, terminal)),
        PricesCommand::Audit(args) => Progress::during(|| audit::run(args, shared, terminal)),
    }
}

fn list(filter: &PriceFilter, shared: &Shared, terminal: &Terminal) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let mut rows = in_use(catalog.all_rows()?);
    let is =
        |wanted: &Option<String>, text: &str| wanted.as_deref().is_none_or(|word| word == text);
    let item = filter.item.as_deref().map(str::to_lowercase);
    let model = filter.item.as_deref().and_then(|item| catalog.model(item));
    rows.retain(|row| {
        let key = &row.key;
        let named = item.as_deref().is_none_or(|part| {
            key.item.to_lowercase().contains(part)
                || model.is_some_and(|model| model.id == key.item)
        });
        named
            && is(&filter.service, &key.service)
            && is(&filter.offer, &key.offer)
            && is(&shared.region, &key.region)
            && is(&filter.scope, &key.scope)
            && is(&filter.meter, key.meter.id())
    });
    if rows.is_empty() {
        return Err(Failure::new("no price fits these filters")
            .help("--item takes a part of a name, the others whole words: leave one out to see what there is"));
    }
    answer(&PricesReport::of(&rows, &catalog), shared, terminal)
}

fn show(args: &ShowArgs, shared: &Shared, terminal: &Terminal) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    if let Some(region) = &shared.region {
        known_region(region, &catalog)?;
    }
    let item = find(&args.item, &catalog)?;
    let mut rows = in_use(catalog.rows_called(&item.id));
    let places = places(shared, &catalog);
    rows.retain(|row| {
        places
            .as_ref()
            .is_none_or(|places| places.contains(&row.key.region.as_str()))
    });
    let mut report = PricesReport::of(&rows, &catalog);
    report.item = Some(item);
    answer(&report, shared, terminal)
}

fn check(args: &PricesCheckArgs, shared: &Shared, terminal: &Terminal) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let summary = check_embedded()?;
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = if args.report {
        written(
            &CoverageReport::of(&coverage(&catalog)?, &catalog),
            shared,
            look,
        )?
    } else {
        written(&PricesCheckReport::of(&summary, &catalog), shared, look)?
    };
    answer.notes = files::doubts(&catalog);
    Ok(answer)
}

fn answer(report: &PricesReport, shared: &Shared, terminal: &Terminal) -> Result<Answer, Failure> {
    written(
        report,
        shared,
        Look {
            width: terminal.width(),
            detail: false,
            why: false,
            ascii: terminal.is_plain(),
            ..Look::default()
        },
    )
}

/// The prices in use, sorted by key and date; a listed one that an own price hides is left out.
fn in_use(mut rows: Vec<PriceRow>) -> Vec<PriceRow> {
    let mut own: Vec<_> = rows
        .iter()
        .filter(|row| row.origin == Origin::Overlay)
        .map(|row| row.key.clone())
        .collect();
    own.sort();
    rows.retain(|row| row.origin == Origin::Overlay || own.binary_search(&row.key).is_err());
    rows.sort_by(|a, b| (&a.key, a.effective_from).cmp(&(&b.key, b.effective_from)));
    rows
}

/// The places whose prices hold in the region asked for.
fn places<'a>(shared: &'a Shared, catalog: &'a Catalog) -> Option<Vec<&'a str>> {
    let region = shared.region.as_deref()?;
    let mut places = vec![region, "global", "*"];
    if let Some(found) = catalog.region(region) {
        places.extend(found.geographies.iter().map(String::as_str));
    }
    Some(places)
}

/// An instance type, a model by any of its names, or whatever else has a price.
fn find(name: &str, catalog: &Catalog) -> Result<ItemReport, Failure> {
    if let Some(instance) = catalog.instance(name) {
        return Ok(ItemReport::instance(&instance));
    }
    if let Some(model) = catalog.model(name) {
        return Ok(ItemReport::model(model));
    }
    let feature = name.to_lowercase();
    if !catalog.rows_called(&feature).is_empty() {
        return Ok(ItemReport::feature(&feature));
    }
    let rows = catalog.all_rows()?;
    let models = catalog.models().iter().flat_map(|model| {
        [model.id.as_str(), model.family.as_str()]
            .into_iter()
            .chain(model.aliases.iter().map(String::as_str))
    });
    let items = rows.iter().map(|row| row.key.item.as_str());
    let mut known: Vec<&str> = models.chain(items).collect();
    for instance in catalog.instance_names() {
        known.push(instance);
    }
    let message = format!("nothing is called `{}`", crate::units::shortened(name));
    Err(match closest(&name.to_lowercase(), known.into_iter()) {
        Some(near) => Failure::new(message).help(format!("did you mean `{near}`?")),
        None => Failure::new(message)
            .help("`crossover prices list --item PART` finds items by a part of their name"),
    })
}
