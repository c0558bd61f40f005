//! `crossover prices diff`.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{args::PricesDiffArgs, places};
use crate::{
    analysis::{PlansFrom, diff, price_diff},
    catalog::{Catalog, PriceDirectory},
    cli::{
        Answer,
        args::Shared,
        compare::{known_region, written},
        diagnostic::Failure,
        diff::answered,
        files,
        terminal::Terminal,
    },
    render::Look,
    report::{DiffReport, PricesDiffReport, PricesSideReport, WorkloadChangeReport},
};

/// The word for the embedded prices.
const CATALOG: &str = "catalog";
/// The file that makes a directory one of price files.
const EDITION_FILE: &str = "edition.txt";

pub(super) fn run(
    args: &PricesDiffArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let (before, after) = (side(&args.old, shared)?, side(&args.new, shared)?);
    if let Some(region) = &shared.region {
        known_region(region, &before)?;
    }
    let places = places(shared, &before);
    let found = price_diff(&before, &after, |key| {
        let asked = places.as_ref();
        asked.is_none_or(|places| places.contains(&key.region.as_str()))
    })?;
    let mut report = PricesDiffReport::of(
        &found,
        PricesSideReport::of(&before, &args.old),
        PricesSideReport::of(&after, &args.new),
    );
    for path in &args.workload {
        report
            .workloads
            .push(workload(path, shared, &before, &after)?);
    }
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    let changed = [&before, &after].into_iter().filter_map(Catalog::directory);
    for directory in changed.filter(|directory| !directory.is_whole) {
        let message = format!(
            "warning: files of edition {} have changed: their digest is not the one of its {EDITION_FILE}, {}",
            directory.date, directory.digest
        );
        answer.notes.push(message);
    }
    Ok(answer)
}

/// The catalog that a word of the command line names, under the files of `--prices`.
fn side(word: &str, shared: &Shared) -> Result<Catalog, Failure> {
    let mut overlays = files::overlays(&shared.prices)?;
    if word == CATALOG {
        return files::catalog(shared);
    }
    let path = Path::new(word);
    if !path.exists() {
        let date = word.parse::<Date>().map_err(|_| {
            let message = format!("`{word}` is no date, and no file or directory");
            Failure::new(message).help(
                "write `catalog`, a date such as 2026-06-30, a file or directory of own prices, or a \
                 directory with the price files of another edition",
            )
        })?;
        return Ok(Catalog::as_of(overlays, date));
    }
    if path.join(EDITION_FILE).is_file() {
        let directory = directory(path)?;
        let day = shared.as_of.unwrap_or(directory.date);
        return Ok(Catalog::of_directory(directory, overlays, day));
    }
    overlays.extend(files::overlays(&[PathBuf::from(path)])?);
    Ok(match shared.as_of {
        Some(day) => Catalog::as_of(overlays, day),
        None => Catalog::embedded(overlays),
    })
}

/// The price files of a directory.
fn directory(path: &Path) -> Result<PriceDirectory, Failure> {
    let edition = files::read(&path.join(EDITION_FILE))?;
    let mut texts = Vec::new();
    for (at, name) in PriceDirectory::file_names().into_iter().enumerate() {
        let file = path.join(name);
        if at < PriceDirectory::needed() || file.is_file() {
            texts.push((name.to_owned(), files::read(&file)?));
        }
    }
    PriceDirectory::parse(&edition, &texts).map_err(|mut error| {
        error.file = path.join(&error.file).display().to_string();
        Failure::from(error)
    })
}

/// What changes in the plans of a scenario.
fn workload(
    path: &Path,
    shared: &Shared,
    before: &Catalog,
    after: &Catalog,
) -> Result<WorkloadChangeReport, Failure> {
    let text = files::read(path)?;
    let name = files::shown(path);
    let one = answered(path, &text, PlansFrom::Either, shared, before)?;
    let other = answered(path, &text, PlansFrom::Either, shared, after)?;
    let mut report = DiffReport::of(&diff(&one, &other), &name, &name);
    // One scenario on each side makes one difference.
    let only = report.scenarios.pop();
    only.map(|scenario| WorkloadChangeReport::of(&name, scenario))
        .ok_or_else(|| Failure::new(format!("{name}: there is no answer to compare")))
}
