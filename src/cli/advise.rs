//! `crossover advise`.

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{AdviseArgs, Shared},
    compare::{incomparable, plans_from, scenario, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{Advice, Status, advise, proposals},
    render::Look,
    report::AdviseReport,
};

pub(super) fn run(
    args: &AdviseArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let path = &args.scenario;
    let mut scenario = scenario(path, shared, &catalog)?;
    let requirements = scenario.take_requirements();
    if requirements.is_empty() {
        let message = format!("{}: nothing is required", files::shown(path));
        let help = "write [requirements], such as `own_weights = true`; docs/advice.md lists them, and `crossover compare` needs none";
        return Err(Failure::new(message).help(help));
    }
    let proposed = proposals(&scenario, &catalog, plans_from(args.plans));
    let advice = advise(&scenario, &requirements, &proposed, &catalog, args.all)
        .map_err(|error| incomparable(&error, path))?;
    let file = files::shown(path);
    let report = AdviseReport::of(&advice, &scenario, &requirements, &catalog, Some(&file));
    let look = Look {
        width: terminal.width(),
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    let (code, note) = verdict(&advice);
    answer.code = code;
    answer.notes = files::doubts(&catalog).into_iter().collect();
    answer.notes.extend(note.map(str::to_owned));
    Ok(answer)
}

/// The exit code, and why it is not 0.
fn verdict(advice: &Advice<'_>) -> (u8, Option<&'static str>) {
    let unpriced = advice.plans.iter().any(|plan| {
        let result = &plan.plan.result;
        plan.is_left() && result.status == Status::Unpriced && result.entry.is_written()
    });
    if unpriced {
        let note = "warning: a plan written in the file meets the requirements and has no price (exit status 3)";
        return (UNPRICED, Some(note));
    }
    if advice.cheapest.is_none() {
        let note = "warning: no plan with a known price meets all requirements (exit status 4)";
        return (NO_PLAN, Some(note));
    }
    (FINE, None)
}
