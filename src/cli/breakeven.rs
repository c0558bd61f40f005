//! `crossover breakeven`.

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{BreakevenArgs, Shared},
    compare::{plans_from, read_template, unknown_plan, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{BreakevenOptions, KnobRange, Status, breakeven, proposals},
    render::{Look, svg},
    report::{BreakevenReport, BreakevenScenario},
    scenario::{Entry, Knob, PlanEntry, Scenario, Template},
};

/// Most knobs that are turned at once.
const KNOBS_MAX: usize = 2;

pub(super) fn run(
    args: &BreakevenArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    read_template(&args.scenario, shared, &catalog, |template, scenario| {
        let scenario = &scenario;
        let plans = plans_from(args.plans);
        let proposed = proposals(scenario, &catalog, plans);
        if scenario.plans.is_empty() && proposed.is_empty() {
            let message = format!(
                "{}: there are no plans to hold against each other",
                files::shown(&args.scenario)
            );
            return Err(Failure::new(message).help("write a [[plan]], or workload.models"));
        }
        let options = options(args, template, scenario, &proposed)?;
        let found = breakeven(template, scenario, &proposed, &catalog, options);
        let file = files::shown(&args.scenario);
        let report = BreakevenScenario::of(&found, scenario, &catalog, Some(&file));
        let nobody = found.map.winners.iter().all(|winner| winner.plan.is_none());
        let report = BreakevenReport::new(vec![report]);
        let mut answer = match &shared.output {
            Some(path)
                if path
                    .extension()
                    .is_some_and(|end| end.eq_ignore_ascii_case("svg")) =>
            {
                Answer::plain(report.scenarios.iter().map(svg).collect())
            }
            _ => {
                let look = Look {
                    width: terminal.width(),
                    detail: false,
                    why: false,
                    ascii: terminal.is_plain(),
                    ..Look::default()
                };
                written(&report, shared, look)?
            }
        };
        let unpriced = found
            .own
            .iter()
            .any(|result| result.entry.is_written() && result.status == Status::Unpriced);
        answer.code = match (unpriced, nobody) {
            (true, _) => {
                let note = "warning: a plan written in the file has no price (exit status 3)";
                answer.notes.push(note.to_owned());
                UNPRICED
            }
            (false, true) => NO_PLAN,
            (false, false) => FINE,
        };
        answer.notes.extend(files::doubts(&catalog));
        Ok(answer)
    })
}

/// What is asked, checked.
fn options(
    args: &BreakevenArgs,
    template: &Template<'_>,
    scenario: &Scenario,
    proposed: &[PlanEntry],
) -> Result<BreakevenOptions, Failure> {
    if args.vary.len() > KNOBS_MAX {
        let message = "at most two knobs are turned at once";
        return Err(Failure::new(message).help("the others may be set in the scenario"));
    }
    let mut knobs = Vec::new();
    for path in &args.vary {
        knobs.push(knob(path, template, scenario)?);
    }
    if knobs.is_empty() {
        knobs.push(template.volume(scenario).map_err(|error| refused(&error))?);
    }
    let mut knobs = knobs.into_iter().enumerate().map(|(at, knob)| {
        let (from, to) = (args.from.get(at).copied(), args.to.get(at).copied());
        let range = KnobRange::of(&knob, scenario, from, to);
        range.map(|range| (knob, range)).map_err(|error| {
            Failure::new(error.to_string()).help("give --from and --to, once for each --vary")
        })
    });
    let Some(first) = knobs.next() else {
        return Err(Failure::new("no knob is named"));
    };
    let (knob, range) = first?;
    let across = knobs.next().transpose()?;
    let between = match args.between.as_slice() {
        [a, b] => {
            for id in [a, b] {
                let known = || {
                    let own = scenario.entries().map(Entry::id);
                    own.chain(proposed.iter().map(|plan| plan.id.as_str()))
                };
                if !known().any(|known| known == id) {
                    return Err(unknown_plan(id, known()));
                }
            }
            Some((a.clone(), b.clone()))
        }
        _ => None,
    };
    // The number of requests has a formula, so it is the one that is followed exactly.
    let (first, second) = match across {
        Some((other, other_range)) if other.is_volume && !knob.is_volume => {
            ((other, other_range), Some((knob, range)))
        }
        across => ((knob, range), across),
    };
    Ok(BreakevenOptions {
        knob: first.0,
        range: first.1,
        across: second,
        between,
    })
}

/// The knob of that path.
pub(super) fn knob(
    path: &str,
    template: &Template<'_>,
    scenario: &Scenario,
) -> Result<Knob, Failure> {
    template
        .knob(path, scenario)
        .map_err(|error| refused(&error))
}

pub(super) fn refused(error: &crate::scenario::KnobError) -> Failure {
    let failure = Failure::new(error.to_string());
    match &error.help {
        Some(help) => failure.help(help.clone()),
        None => failure,
    }
}
