//! From a price file and a scenario to what its plans cost, by the library's own path.

use crossover::{
    analysis::{CompareOptions, compare},
    catalog::{Catalog, Overlay},
    report::PlanReport,
    scenario::Scenario,
};

/// The catalog under an overlay; a blank one is none.
pub(crate) fn catalog(prices: &str) -> Catalog {
    if prices.trim().is_empty() {
        return Catalog::embedded(Vec::new());
    }
    let overlay = Overlay::parse("test.csv", prices.trim_start());
    Catalog::embedded(vec![
        overlay.unwrap_or_else(|error| panic!("{error}\n{prices}")),
    ])
}

/// The scenario of that text, which must be right.
pub(crate) fn scenario(catalog: &Catalog, text: &str) -> Scenario {
    let no_files = |path: &str| Err(format!("{path}: a test has no files"));
    match Scenario::parse(text, None, catalog, &no_files) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{}\n{text}", said(&problems)),
    }
}

/// Every plan of the scenario of that text, in the order of the ranking.
pub(crate) fn plans(catalog: &Catalog, text: &str) -> Vec<PlanReport> {
    let scenario = scenario(catalog, text);
    let options = CompareOptions::default();
    let comparison = compare(&scenario, &[], catalog, &options);
    let comparison = comparison.unwrap_or_else(|error| panic!("{error}"));
    let reports = comparison
        .plans
        .iter()
        .map(|plan| PlanReport::of(plan, None));
    reports.collect()
}

fn said(problems: &[crossover::schema::Problem]) -> String {
    let lines: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    lines.join("\n")
}
