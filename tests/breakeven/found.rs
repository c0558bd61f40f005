//! Asking for break-evens, and the same by ordinary evaluations.

use crossover::{
    analysis::{Breakeven, BreakevenOptions, KnobRange, breakeven, evaluate},
    catalog::{Catalog, Overlay},
    scenario::{Scenario, Template},
    units::{Decimal, Exact, Usd, machine},
};

/// What is asked of a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Question<'q> {
    pub(crate) knob: &'q str,
    pub(crate) from: Option<&'q str>,
    pub(crate) to: Option<&'q str>,
    pub(crate) between: Option<(&'q str, &'q str)>,
}

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

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn exact(text: &str) -> Exact {
    Exact::from(decimal(text))
}

/// `x` as it is typed, if it has so few digits.
pub(crate) fn typed(x: &Exact) -> Option<String> {
    let text = machine(x);
    (exact(&text) == *x).then_some(text)
}

pub(crate) fn no_files(path: &str) -> Result<String, String> {
    Err(format!("{path}: a test has no files"))
}

/// The answer for the scenario of that text.
pub(crate) fn found<T>(
    catalog: &Catalog,
    text: &str,
    question: Question<'_>,
    with: impl FnOnce(&Breakeven<'_>) -> T,
) -> T {
    let template = match Template::parse(text, None, catalog, &no_files) {
        Ok(template) => template,
        Err(problems) => panic!("{problems:?}\n{text}"),
    };
    let scenario = match template.scenario() {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems:?}\n{text}"),
    };
    let knob = match question.knob {
        "" => template.volume(&scenario),
        path => template.knob(path, &scenario),
    };
    let knob = knob.unwrap_or_else(|error| panic!("{error}\n{text}"));
    let (from, to) = (question.from.map(decimal), question.to.map(decimal));
    let range = KnobRange::of(&knob, &scenario, from, to);
    let range = range.unwrap_or_else(|error| panic!("{error}\n{text}"));
    let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    let options = BreakevenOptions {
        knob,
        range,
        across: None,
        between: question.between.map(own),
    };
    with(&breakeven(&template, &scenario, &[], catalog, options))
}

/// What everything that is compared in the scenario of that text costs, in the order of the file; nothing where the
/// scenario is none.
pub(crate) fn totals(catalog: &Catalog, text: &str) -> Option<Vec<Option<Usd>>> {
    let scenario = Scenario::parse(text, None, catalog, &no_files).ok()?;
    let totals = scenario
        .entries()
        .map(|entry| evaluate(&scenario, entry, catalog).total());
    Some(totals.collect())
}
