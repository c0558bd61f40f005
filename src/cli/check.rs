//! `crossover check`.

use super::{
    Answer,
    args::{CheckArgs, Shared},
    compare::{scenario, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{PlansFrom, proposals},
    render::Look,
    report::CheckReport,
};

pub(super) fn run(
    args: &CheckArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let later = [
        (args.budget.is_some(), "check --budget"),
        (args.max_increase.is_some(), "check --max-increase"),
        (args.plan.is_some(), "check --plan"),
        (args.baseline.is_some(), "check --baseline"),
    ];
    if let Some((_, what)) = later.into_iter().find(|(asked, _)| *asked) {
        return Err(Failure::not_yet(what));
    }
    let catalog = files::catalog(shared)?;
    let scenario = scenario(&args.scenario, shared, &catalog)?;
    let proposed = proposals(&scenario, &catalog, PlansFrom::Either).len();
    let file = files::shown(&args.scenario);
    let report = CheckReport::of(&scenario, proposed, Some(&file));
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    written(&report, shared, look)
}
