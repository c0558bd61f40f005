//! `crossover whatif --monte-carlo`.

use std::thread;

use super::diagnostic::Failure;
use crate::{
    analysis::{DrawError, draw, monte_carlo},
    catalog::Catalog,
    report::MonteCarloReport,
    scenario::{Entry, PlanEntry, Scenario, Template},
};

/// Most draws: what ten minutes suffice for.
const DRAWS_MAX: u64 = 10_000_000;

/// Draws the uncertain inputs of a scenario, which `template` makes, `count` times.
pub(super) fn run(
    template: &Template<'_>,
    scenario: &Scenario,
    proposed: &[PlanEntry],
    catalog: &Catalog,
    (count, seed): (u64, u64),
) -> Result<MonteCarloReport, Failure> {
    let fits = (1..=DRAWS_MAX).contains(&count);
    let Some(count) = usize::try_from(count).ok().filter(|_| fits) else {
        let message = format!("--monte-carlo {count}: from 1 to {DRAWS_MAX} draws");
        return Err(Failure::new(message));
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let inputs = template.uncertain(scenario);
    let draws = draw(inputs, &scenario.correlations, count, seed, threads);
    let draws = draws.map_err(|error| undrawn(&error))?;
    let outcome = monte_carlo(template, scenario, proposed, catalog, &draws, threads);
    let mode = |id: &str| {
        let mut entries = scenario.entries_with(proposed);
        let entry = entries.find(|entry| entry.id() == id);
        entry.map_or("", Entry::mode)
    };
    Ok(MonteCarloReport::of(scenario, &draws, &outcome, seed, mode))
}

fn undrawn(error: &DrawError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        DrawError::NoRange => failure.help(
            "write a range instead of a number, such as requests_per_month = { low = 1_000_000, mode = 2_000_000, high = 5_000_000, distribution = \"pert\" }",
        ),
        DrawError::OutOfBounds(_) => failure,
        DrawError::Impossible => {
            failure.help("if A moves with B and B with C, A cannot move against C: lower a rho")
        }
    }
}
