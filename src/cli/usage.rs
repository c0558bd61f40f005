//! `crossover compare --usage`: import and compare in one go.

use super::{
    Answer, FINE,
    args::{CompareArgs, OnError, Shared},
    compare::{incomparable, known_region, plans_from, verdict, written},
    diagnostic::Failure,
    files,
    import::{self, Sources},
    terminal::Terminal,
};
use crate::{
    analysis::{CompareOptions, Found, Imported, compare, draft, found, proposals},
    catalog::Catalog,
    render::Look,
    report::{CompareReport, ScenarioReport},
    scenario::Template,
    units::Decimal,
};

/// How the profile that is made is called in the scenario.
const PROFILE: &str = "usage";
/// Hours of a month, where no scenario says them.
const HOURS_PER_MONTH: u32 = 730;

pub(super) fn run(
    args: &CompareArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    if let Some(region) = &shared.region {
        known_region(region, &catalog)?;
    }
    let paths = files::matching(&args.usage)?;
    let sources = Sources {
        files: &paths,
        query: None,
        from: None,
        map: &[],
        time_unit: None,
        start: None,
        input_tokens: None,
        models: &args.model,
        only: None,
        on_error: OnError::Fail,
        is_reconciled: false,
    };
    let imported = import::imported(&sources, shared, &catalog)?;
    let mut run = Run {
        args,
        shared,
        catalog: &catalog,
        imported: &imported,
        reports: Vec::new(),
        code: FINE,
        notes: Vec::new(),
    };
    let all = found(&imported.uses);
    match &args.scenario {
        Some(path) => {
            let [one] = all.as_slice() else {
                return Err(several(&all));
            };
            let text = files::read(path)?;
            run.compare(one, &text, true)?;
        }
        None => run.each(&all)?,
    }
    let look = Look {
        width: terminal.width(),
        detail: args.detail,
        why: args.why,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&CompareReport::new(run.reports), shared, look)?;
    answer.code = run.code;
    answer.notes = run.notes;
    let warnings = imported.warnings.iter();
    answer
        .notes
        .extend(warnings.map(|text| format!("warning: {text}")));
    answer.notes.extend(files::doubts(&catalog));
    Ok(answer)
}

/// Comparisons for what was used.
struct Run<'a> {
    args: &'a CompareArgs,
    shared: &'a Shared,
    catalog: &'a Catalog,
    imported: &'a Imported,
    reports: Vec<ScenarioReport>,
    code: u8,
    notes: Vec<String>,
}

impl Run<'_> {
    /// Compares the plans proposed for each model that the catalog knows.
    fn each(&mut self, all: &[Found]) -> Result<(), Failure> {
        let known: Vec<&Found> = all.iter().filter(|found| found.is_known).collect();
        if known.is_empty() {
            let names: Vec<&str> = all.iter().map(|found| found.model.as_str()).collect();
            let failure = Failure::new("the usage names no model of the catalog");
            return Err(failure.help(format!(
                "--model NAME=MODEL says which model a name is, --model MODEL where there is none; there are: {}",
                names.join(", ")
            )));
        }
        for one in known {
            let hours = Decimal::from(HOURS_PER_MONTH);
            let Some(mut draft) = draft(self.imported, one, hours, self.catalog) else {
                let failure = Failure::new(
                    "all usage is of one moment: how much a month has of it is not known",
                );
                return Err(failure.help("give the usage of a longer time"));
            };
            draft.profile = Some(PROFILE.to_owned());
            self.compare(one, &draft.to_toml(), false)?;
        }
        Ok(())
    }

    /// Compares the plans of a scenario for the usage of a model.
    fn compare(&mut self, one: &Found, text: &str, is_file: bool) -> Result<(), Failure> {
        let (args, catalog) = (self.args, self.catalog);
        let path = args.path();
        let folder = path.parent();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let profile = self.imported.profile_of(&one.model, catalog);
        let read_file = |name: &str| {
            if name == PROFILE {
                return Ok(profile.clone());
            }
            let file = folder.map_or_else(|| name.into(), |folder| folder.join(name));
            files::read(&file).map_err(|failure| failure.message())
        };
        let name = if is_file {
            files::shown(path)
        } else {
            one.model.clone()
        };
        let wrong = |problems| Failure::Problems {
            name: name.clone(),
            text: text.to_owned(),
            problems,
        };
        let region = self.shared.region.as_deref();
        let template = Template::parse(text, region, catalog, &read_file).map_err(wrong)?;
        let scenario = template.with_profile(PROFILE).scenario().map_err(wrong)?;
        let options = CompareOptions {
            plans: plans_from(args.plans),
            baseline: args.baseline.clone(),
            all: args.all,
        };
        let proposed = proposals(&scenario, catalog, options.plans);
        let comparison = compare(&scenario, &proposed, catalog, &options)
            .map_err(|error| incomparable(&error, path))?;
        let file = is_file.then_some(name.as_str());
        self.reports
            .push(ScenarioReport::of(&comparison, catalog, file));
        let (code, notes) = verdict(&comparison);
        self.code = self.code.max(code);
        self.notes.extend(notes);
        Ok(())
    }
}

fn several(all: &[Found]) -> Failure {
    let names: Vec<&str> = all.iter().map(|found| found.model.as_str()).collect();
    let message = format!(
        "the usage is of {} models: a scenario has one workload",
        all.len()
    );
    Failure::new(message).help(format!(
        "`crossover import FILE --only MODEL --profile usage.csv` makes a profile of one; there are: {}",
        names.join(", ")
    ))
}
