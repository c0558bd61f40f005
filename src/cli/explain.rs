//! `crossover explain`.

use std::path::Path;

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{ExplainArgs, Shared},
    compare::{scenario, unknown_plan, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{CompareOptions, PlansFrom, Status, compare, proposals},
    checks::{CHECKS, find},
    render::Look,
    report::{ChecksReport, ExplainReport},
    schema::closest,
    units::shortened,
};

pub(super) fn run(
    args: &ExplainArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let look = Look {
        width: terminal.width(),
        detail: true,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    if let Some(id) = &args.check {
        return written(&checks(id)?, shared, look);
    }
    let catalog = files::catalog(shared)?;
    let path = args.scenario.as_deref().unwrap_or(Path::new(""));
    let scenario = scenario(path, shared, &catalog)?;
    // A plan may be one the file has, or one `compare --all` would propose.
    let proposed = proposals(&scenario, &catalog, PlansFrom::Auto);
    let options = CompareOptions {
        plans: PlansFrom::Auto,
        baseline: None,
        all: true,
    };
    let comparison = compare(&scenario, &proposed, &catalog, &options)
        .map_err(|error| Failure::new(format!("{}: {error}", files::shown(path))))?;
    let plans = comparison.plans.iter();
    let known = plans.map(|plan| plan.result.entry.id());
    let Some(id) = &args.plan else {
        let known: Vec<&str> = known.collect();
        let advice = format!("add --plan with one of: {}", known.join(", "));
        return Err(Failure::new("which plan is to be explained?").help(advice));
    };
    let mut plans = comparison.plans.iter();
    let Some(plan) = plans.find(|plan| plan.result.entry.id() == *id) else {
        return Err(unknown_plan(id, known));
    };
    let file = files::shown(path);
    let report = ExplainReport::of(plan, &scenario, &catalog, Some(&file));
    let mut answer = written(&report, shared, look)?;
    answer.code = match plan.result.status {
        Status::Ok => FINE,
        Status::Unpriced if plan.result.entry.is_written() => UNPRICED,
        Status::Unpriced | Status::Infeasible => NO_PLAN,
    };
    Ok(answer)
}

/// All checks, or the one of that id.
fn checks(id: &str) -> Result<ChecksReport, Failure> {
    if id.is_empty() {
        return Ok(ChecksReport::all());
    }
    if let Some(check) = find(id) {
        return Ok(ChecksReport::one(check));
    }
    let failure = Failure::new(format!("no check is called `{}`", shortened(id)));
    Err(match closest(id, CHECKS.iter().map(|check| check.id)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`crossover explain --check` lists them all"),
    })
}
