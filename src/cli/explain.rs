//! `crossover explain`.

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
    render::Look,
    report::ExplainReport,
};

pub(super) fn run(
    args: &ExplainArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    if args.check.is_some() {
        return Err(Failure::not_yet("explain --check"));
    }
    let catalog = files::catalog(shared)?;
    let scenario = scenario(&args.scenario, shared, &catalog)?;
    // A plan may be one the file has, or one `compare --all` would propose.
    let proposed = proposals(&scenario, &catalog, PlansFrom::Auto);
    let options = CompareOptions {
        plans: PlansFrom::Auto,
        baseline: None,
        all: true,
    };
    let comparison = compare(&scenario, &proposed, &catalog, &options)
        .map_err(|error| Failure::new(format!("{}: {error}", files::shown(&args.scenario))))?;
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
    let file = files::shown(&args.scenario);
    let report = ExplainReport::of(plan, &scenario, &catalog, Some(&file));
    let look = Look {
        width: terminal.width(),
        detail: true,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    answer.code = match plan.result.status {
        Status::Ok => FINE,
        Status::Unpriced if plan.result.entry.is_written() => UNPRICED,
        Status::Unpriced | Status::Infeasible => NO_PLAN,
    };
    Ok(answer)
}
