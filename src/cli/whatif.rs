//! `crossover whatif`.

use std::thread;

use super::{
    Answer, FINE, NO_PLAN,
    args::{Shared, WhatifArgs},
    breakeven::refused,
    compare::{plans_from, read_template, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{DrawError, draw, monte_carlo, proposals},
    catalog::Catalog,
    render::{Look, whatif_svg},
    report::{MonteCarloReport, WhatifReport, WhatifScenario},
    scenario::{Change, PlanEntry, Scenario, Template},
};

/// Most draws: what ten minutes suffice for.
const DRAWS_MAX: u64 = 10_000_000;

pub(super) fn run(
    args: &WhatifArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let changes = args.set.iter().map(|text| Change::parse(text));
    let changes = changes.collect::<Result<Vec<Change>, _>>();
    let changes = changes.map_err(|error| refused(&error))?;
    read_template(&args.scenario, shared, &catalog, |template, scenario| {
        let settings = template.settings(&changes, &scenario);
        let settings = settings.map_err(|error| refused(&error))?;
        let file = files::shown(&args.scenario);
        let mut report = WhatifScenario::of(&scenario, &catalog, Some(&file), &settings);
        let knobs: Vec<_> = settings.iter().map(|(knob, to)| (knob, *to)).collect();
        let changed = template.changed(&knobs);
        let scenario = changed
            .scenario()
            .map_err(|problems| not_valid(&problems))?;
        let proposed = proposals(&scenario, &catalog, plans_from(args.plans));
        let asked = Asked {
            template: &changed,
            scenario: &scenario,
            proposed: &proposed,
            catalog: &catalog,
        };
        let mut code = FINE;
        if let Some(count) = args.monte_carlo {
            let part = asked.monte_carlo(count, args.seed)?;
            let is_carried = |plan: &crate::report::DrawnPlanReport| plan.carried_draws > 0;
            if !part.plans.iter().any(is_carried) {
                code = NO_PLAN;
            }
            report.monte_carlo = Some(part);
        }
        let mut answer = drawn_or_written(report, shared, terminal)?;
        answer.code = code;
        answer.notes.extend(files::doubts(&catalog));
        Ok(answer)
    })
}

/// The picture where the output is one, the text otherwise.
fn drawn_or_written(
    report: WhatifScenario,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let is_picture = shared.output.as_ref().is_some_and(|path| {
        path.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("svg"))
    });
    if is_picture && let Some(picture) = whatif_svg(&report) {
        return Ok(Answer::plain(picture));
    }
    let look = Look {
        width: terminal.width(),
        detail: false,
        ascii: terminal.is_plain(),
    };
    written(&WhatifReport::new(vec![report]), shared, look)
}

/// A scenario that the changes have made impossible.
fn not_valid(problems: &[crate::schema::Problem]) -> Failure {
    let first = problems.first().map(|problem| problem.message.clone());
    let first = first.unwrap_or_default();
    Failure::new(format!(
        "with these changes the scenario is not valid: {first}"
    ))
}

/// A scenario, perhaps changed, of which something is asked.
struct Asked<'a> {
    template: &'a Template<'a>,
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
}

impl Asked<'_> {
    fn monte_carlo(&self, count: u64, seed: u64) -> Result<MonteCarloReport, Failure> {
        let fits = (1..=DRAWS_MAX).contains(&count);
        let Some(count) = usize::try_from(count).ok().filter(|_| fits) else {
            let message = format!("--monte-carlo {count}: from 1 to {DRAWS_MAX} draws");
            return Err(Failure::new(message));
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let inputs = self.template.uncertain(self.scenario);
        let correlations = &self.scenario.correlations;
        let draws = draw(inputs, correlations, count, seed, threads);
        let draws = draws.map_err(|error| undrawn(&error))?;
        let outcome = monte_carlo(
            self.template,
            self.scenario,
            self.proposed,
            self.catalog,
            &draws,
            threads,
        );
        Ok(MonteCarloReport::of(
            self.scenario,
            &draws,
            &outcome,
            seed,
            |id| {
                let mut plans = self.scenario.plans.iter().chain(self.proposed);
                let plan = plans.find(|plan| plan.id == id);
                plan.map_or("", |plan| plan.mode.id())
            },
        ))
    }
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
