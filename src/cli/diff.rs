//! `crossover diff`.

use std::path::Path;

use super::{
    Answer,
    args::{DiffArgs, Shared},
    compare::{compared, plans_from, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    analysis::{CompareOptions, PlansFrom, diff},
    catalog::Catalog,
    render::{Format, Look, render},
    report::{CompareReport, DiffReport},
    scenario::{Saved, SavedError},
};

pub(super) fn run(
    args: &DiffArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    if files::is_stdin(&args.before) && files::is_stdin(&args.after) {
        let message = "only one of the two can be standard input";
        return Err(Failure::new(message).help("name a file for the other"));
    }
    let catalog = files::catalog(shared)?;
    let (before, was_saved) = side(&args.before, args, shared, &catalog)?;
    let (after, is_saved) = side(&args.after, args, shared, &catalog)?;
    let found = diff(&before, &after);
    let (one, other) = (files::shown(&args.before), files::shown(&args.after));
    let report = DiffReport::of(&found, &one, &other);
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    let asked = !shared.prices.is_empty() || shared.region.is_some() || args.plans.is_some();
    if was_saved && is_saved && (asked || shared.as_of.is_some()) {
        let note = "warning: both are saved answers, which --prices, --as-of, --region and --plans do not change";
        answer.notes.push(note.to_owned());
    }
    Ok(answer)
}

/// A saved answer, or that of a scenario, and whether it was saved. A scenario's answer is read back as a
/// saved one is, so that both are the same to the last digit.
fn side(
    path: &Path,
    args: &DiffArgs,
    shared: &Shared,
    catalog: &Catalog,
) -> Result<(Saved, bool), Failure> {
    let text = files::read(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let ends = |end: &str| {
        path.extension()
            .is_some_and(|own| own.eq_ignore_ascii_case(end))
    };
    let is_saved = Saved::is_json(text) || ends("json");
    if is_saved {
        let saved = Saved::parse(text).map_err(|error| refused(path, &error))?;
        return Ok((saved, true));
    }
    let saved = answered(path, text, plans_from(args.plans), shared, catalog)?;
    Ok((saved, false))
}

/// The answer of a scenario's plans, as it is read back.
pub(super) fn answered(
    path: &Path,
    text: &str,
    plans: PlansFrom,
    shared: &Shared,
    catalog: &Catalog,
) -> Result<Saved, Failure> {
    let options = CompareOptions {
        plans,
        ..CompareOptions::default()
    };
    let report = compared(path, text, shared, catalog, &options, |_, report| report)?;
    let report = CompareReport::new(vec![report]);
    let json = render(&report, Format::Json, Look::default());
    Saved::parse(&json).map_err(|error| refused(path, &error))
}

fn refused(path: &Path, error: &SavedError) -> Failure {
    let message = format!("{}: {error}", files::shown(path));
    Failure::new(message).help(error.help.clone())
}
