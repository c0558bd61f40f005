//! The page of what is priced where says what the catalog has.

use std::{collections::BTreeSet, fs, path::Path};

use crossover::{
    analysis::coverage,
    catalog::{Catalog, Overlay},
    render::{Format, Look, render},
    report::CoverageReport,
};

use super::ran::run;

fn covered(catalog: &Catalog) -> CoverageReport {
    let found = coverage(catalog).unwrap_or_else(|error| panic!("{error}"));
    CoverageReport::of(&found, catalog)
}

#[test]
fn the_page_of_what_is_priced() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let report = covered(&Catalog::embedded(Vec::new()));
    let made = format!(
        "<!-- Made by `CROSSOVER_UPDATE=1 cargo test --test prices`: `crossover prices check --report --format markdown`. -->\n\n{}",
        render(&report, Format::Markdown, Look::default())
    );
    if std::env::var_os("CROSSOVER_UPDATE").is_some() {
        fs::write(&page, &made).unwrap();
    }
    let held = fs::read_to_string(&page).unwrap_or_default();
    assert!(
        held == made,
        "run `CROSSOVER_UPDATE=1 cargo test --test prices`"
    );
    assert!(
        made.lines().count() < 500,
        "nobody reads {} lines",
        made.lines().count()
    );
}

/// The places of a kind of a model, as the report names them.
#[expect(clippy::unwrap_used, reason = "the kind is one of the report's")]
fn places(report: &CoverageReport, model: &str, kind: &str) -> (usize, usize) {
    let model = report.models.iter().find(|one| one.id == model).unwrap();
    let kind = model.kinds.iter().find(|one| one.kind == kind).unwrap();
    (kind.listed.len(), kind.derived.len())
}

/// The regions of a model's rows that fit, counted from the text of the file itself.
#[expect(clippy::unwrap_used, reason = "the file is there")]
fn in_file(fits: impl Fn(&csv::StringRecord) -> bool) -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pricing/bedrock.csv");
    let mut reader = csv::Reader::from_path(file).unwrap();
    let rows = reader.records().map(Result::unwrap).filter(fits);
    rows.map(|row| row[3].to_owned()).collect()
}

#[test]
fn cells_are_the_places_of_the_price_file() {
    let report = covered(&Catalog::embedded(Vec::new()));
    let pro = |row: &csv::StringRecord| &row[1] == "amazon.nova-pro-v1:0" && row[7].is_empty();
    let of = |tier: &'static str, meter: &'static str| {
        in_file(move |row| {
            pro(row)
                && &row[2] == "on-demand"
                && &row[4] == "in-region"
                && &row[5] == tier
                && &row[8] == meter
        })
    };
    let (read, written) = (
        of("standard", "input-tokens"),
        of("standard", "output-tokens"),
    );
    let both = read.intersection(&written).count();
    assert_eq!(
        places(&report, "amazon.nova-pro-v1:0", "in-region"),
        (both, 0)
    );
    // Half a pair is no price.
    assert!(read.len() > both);
    let cached = in_file(|row| {
        pro(row)
            && &row[2] == "on-demand"
            && &row[5] == "standard"
            && &row[8] == "cache-read-tokens"
    });
    assert_eq!(
        places(&report, "amazon.nova-pro-v1:0", "cache"),
        (cached.len(), 0)
    );
    // Where one price per scope fills a cell, it is told apart.
    assert!(places(&report, "anthropic.claude-opus-4-6-v1", "cache").1 > 0);
    // A picture is priced by its size.
    assert!(places(&report, "amazon.nova-canvas-v1:0", "in-region").0 > 0);
}

#[test]
fn prices_of_ones_own_fill_a_hole_of_the_page() {
    let text = "service,item,offer,region,meter,usd,per\n\
        sagemaker,ml.g5.xlarge,hosting,eu-south-2,instance-hours,1.6,1\n";
    let own = Catalog::embedded(vec![Overlay::parse("own.csv", text).unwrap()]);
    let hosting = |report: &CoverageReport, component: &str| {
        let region = report
            .regions
            .iter()
            .find(|one| one.region == "eu-south-2")
            .unwrap();
        let one = region
            .components
            .iter()
            .find(|one| one.component == component);
        one.unwrap().types
    };
    let (before, after) = (covered(&Catalog::embedded(Vec::new())), covered(&own));
    assert_eq!(
        (hosting(&before, "hosting"), hosting(&after, "hosting")),
        (0, 1)
    );
    // What is derived from it is there too.
    assert_eq!(
        (hosting(&before, "async"), hosting(&after, "async")),
        (0, 1)
    );
    let missing = |report: &CoverageReport| {
        let page = render(report, Format::Markdown, Look::default());
        let hole = page
            .split("Regions\n")
            .next()
            .unwrap_or_default()
            .to_owned();
        hole.contains("eu-south-2")
    };
    assert!(missing(&before) && !missing(&after));
}

#[test]
fn every_cell_is_a_row_of_the_csv() {
    let report = covered(&Catalog::embedded(Vec::new()));
    let ran = run(&["prices", "check", "--report", "--format", "csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let kinds = report.models.iter().flat_map(|model| &model.kinds);
    let of_models: usize = kinds
        .map(|kind| kind.listed.len() + kind.derived.len())
        .sum();
    let components = report.families.iter().flat_map(|family| &family.components);
    let of_families: usize = components.map(|one| one.regions.len()).sum();
    assert_eq!(ran.stdout.lines().count(), 1 + of_models + of_families);
    assert!(
        ran.stdout
            .contains("Amazon,amazon.nova-pro-v1:0,in-region,us-east-1,listed\n")
    );
    assert!(
        ran.stdout.contains("sagemaker,ml.g5,hosting,us-east-1,8\n"),
        "{}",
        ran.stdout
    );
}
