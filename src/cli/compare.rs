//! `crossover compare`, and what the commands that read a scenario share.

use std::path::Path;

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{CompareArgs, OnError, PlansArg, Shared},
    diagnostic::Failure,
    files,
    running::started,
    terminal::Terminal,
};
use crate::{
    analysis::{CompareError, CompareOptions, Comparison, PlansFrom, Status, compare, proposals},
    catalog::Catalog,
    render::{Currency, Format, Look, Render, render},
    report::{CompareReport, ScenarioReport},
    scenario::{Scenario, Template},
    schema::closest,
};

pub(super) fn run(
    args: &CompareArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    if args.rejects.is_some() || args.on_error == OnError::Skip {
        let message = "--on-error and --rejects are for lists of workloads";
        return Err(Failure::new(message).help("name a .csv file, or give --defaults"));
    }
    let catalog = files::catalog(shared)?;
    let mut options = CompareOptions {
        plans: plans_from(args.plans),
        baseline: args.baseline.clone(),
        all: args.all,
    };
    let path = args.path();
    let mut text = files::read(path)?;
    let (mut assumed, mut started_notes) = (Vec::new(), Vec::new());
    if let Some(started) = started(args.baseline.as_deref(), &catalog)? {
        let joined = started.below_scenario(path, &text, (shared, args.plans), &catalog)?;
        (text, options.plans) = (joined.text, joined.plans);
        options.baseline = Some(joined.baseline);
        (assumed, started_notes) = (joined.assumed, joined.notes);
    }
    let (report, verdict) = compared(
        path,
        &text,
        shared,
        &catalog,
        &options,
        |found, mut report| {
            report.assumptions.extend(assumed);
            (report, (verdict(found), without_cost(found)))
        },
    )?;
    let report = CompareReport::new(vec![report]);
    let look = Look {
        width: terminal.width(),
        detail: args.detail,
        why: args.why,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    let ((code, notes), without) = verdict;
    (answer.code, answer.notes) = (code, notes);
    answer.notes.extend(files::doubts(&catalog));
    answer.notes.extend(started_notes);
    answer.notes.extend(without);
    Ok(answer)
}

/// What is said of a baseline that has no cost, and why it has none.
fn without_cost(found: &Comparison<'_>) -> Option<String> {
    let name = found.baseline.as_ref()?;
    if found.baseline_total().is_some() {
        return None;
    }
    Some(format!(
        "warning: `{name}` has no cost here, so savings on it cannot be counted"
    ))
}

/// Calls `with` the comparison of a scenario file's plans, and its report.
pub(super) fn compared<T>(
    path: &Path,
    text: &str,
    shared: &Shared,
    catalog: &Catalog,
    options: &CompareOptions,
    with: impl FnOnce(&Comparison<'_>, ScenarioReport) -> T,
) -> Result<T, Failure> {
    in_template(path, text, shared, catalog, |_, scenario| {
        let proposed = proposals(&scenario, catalog, options.plans);
        let comparison = compare(&scenario, &proposed, catalog, options)
            .map_err(|error| incomparable(&error, path))?;
        let report = ScenarioReport::with_margin(&comparison, catalog, Some(&files::shown(path)));
        Ok(with(&comparison, report))
    })
}

/// The exit code, and why it is not 0.
pub(super) fn verdict(comparison: &Comparison<'_>) -> (u8, Vec<String>) {
    if comparison.has_unpriced_written() {
        let note = "warning: a plan written in the file has no price (exit status 3)";
        return (UNPRICED, vec![note.to_owned()]);
    }
    if comparison.count(Status::Ok) == 0 {
        let note = "warning: no plan carries this workload at a known price (exit status 4)";
        return (NO_PLAN, vec![note.to_owned()]);
    }
    (FINE, Vec::new())
}

pub(super) fn incomparable(error: &CompareError, scenario: &Path) -> Failure {
    match error {
        CompareError::NoPlans => Failure::new(format!("{}: {error}", files::shown(scenario))),
        CompareError::UnknownBaseline { name, known } => unknown_plan(name, known.split(", ")),
    }
}

/// A plan that is not there, with the nearest one that is.
pub(super) fn unknown_plan<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    let failure = Failure::new(format!(
        "no plan is called `{}`",
        crate::units::shortened(name)
    ));
    // A made id has the model and the instance between slashes.
    let has_part = |id: &&&str| id.split(['/', '@', '+']).skip(1).any(|part| part == name);
    let with_part: Vec<&str> = known.iter().filter(has_part).copied().collect();
    let nearest = closest(name, known.iter().copied());
    failure.help(match (with_part.as_slice(), nearest) {
        ([one], _) => format!("did you mean `{one}`?"),
        ([], Some(near)) => format!("did you mean `{near}`?"),
        ([], None) => format!("there are: {}", known.join(", ")),
        (some, _) => format!("did you mean one of: {}?", some.join(", ")),
    })
}

/// Where plans come from, as the command line says.
pub(super) fn plans_from(plans: Option<PlansArg>) -> PlansFrom {
    match plans {
        None => PlansFrom::Either,
        Some(PlansArg::Auto) => PlansFrom::Auto,
        Some(PlansArg::File) => PlansFrom::File,
    }
}

/// Reads and checks a scenario, and the files it names beside it.
pub(super) fn scenario(
    path: &Path,
    shared: &Shared,
    catalog: &Catalog,
) -> Result<Scenario, Failure> {
    read_template(path, shared, catalog, |_, scenario| Ok(scenario))
}

/// Calls `with` a scenario file, to be read again with some knobs turned, and what it says as it is.
pub(super) fn read_template<T>(
    path: &Path,
    shared: &Shared,
    catalog: &Catalog,
    with: impl FnOnce(&Template<'_>, Scenario) -> Result<T, Failure>,
) -> Result<T, Failure> {
    in_template(path, &files::read(path)?, shared, catalog, with)
}

/// The same with the text of the file.
pub(super) fn in_template<T>(
    path: &Path,
    text: &str,
    shared: &Shared,
    catalog: &Catalog,
    with: impl FnOnce(&Template<'_>, Scenario) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let folder = if files::is_stdin(path) {
        None
    } else {
        path.parent()
    };
    let read_file = |name: &str| {
        let file = folder.map_or_else(|| name.into(), |folder| folder.join(name));
        files::read(&file).map_err(|failure| failure.message())
    };
    if let Some(region) = &shared.region {
        known_region(region, catalog)?;
    }
    let wrong = |problems| Failure::Problems {
        name: files::shown(path),
        text: text.to_owned(),
        problems,
    };
    let region = shared.region.as_deref();
    let template = Template::parse(text, region, catalog, &read_file).map_err(wrong)?;
    let scenario = template.scenario().map_err(wrong)?;
    template.variants(&scenario).map_err(wrong)?;
    with(&template, scenario)
}

/// Refuses a region the catalog does not know.
pub(super) fn known_region(region: &str, catalog: &Catalog) -> Result<(), Failure> {
    if catalog.region(region).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = catalog
        .regions()
        .iter()
        .map(|region| region.code.as_str())
        .collect();
    let message = format!(
        "unknown region `{}` after --region",
        crate::units::shortened(region)
    );
    Err(match closest(region, known.iter().copied()) {
        Some(near) => Failure::new(message).help(format!("did you mean `{near}`?")),
        None => Failure::new(message).help(format!("known: {}", known.join(", "))),
    })
}

/// The currency that amounts are shown in, where one is asked for.
///
/// # Errors
/// A currency without a rate, or a rate without a currency.
pub(super) fn currency(shared: &Shared) -> Result<Option<Currency>, Failure> {
    match (shared.currency, shared.rate) {
        (None, None) => Ok(None),
        (Some(code), Some(rate)) => Ok(Some(Currency { code, rate })),
        (Some(_), None) => {
            let failure = Failure::new("--currency needs a rate");
            Err(failure.help("say what a US dollar is in it: --rate 0.92"))
        }
        (None, Some(_)) => {
            let failure = Failure::new("--rate needs a currency");
            Err(failure.help("say which: --currency EUR"))
        }
    }
}

/// The report in the format asked for.
pub(super) fn written(
    report: &impl Render,
    shared: &Shared,
    look: Look,
) -> Result<Answer, Failure> {
    let Some(format) = shared.format.known() else {
        return Err(Failure::not_yet(&format!(
            "--format {}",
            shared.format.word()
        )));
    };
    let look = match shared.output {
        Some(_) => Look {
            width: Look::default().width,
            ..look
        },
        None => look,
    };
    let look = Look {
        currency: currency(shared)?,
        ..look
    };
    let styled = format == Format::Table;
    Ok(Answer {
        styled,
        ..Answer::plain(render(report, format, look))
    })
}
