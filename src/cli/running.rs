//! Files that describe what runs today: their plans join a scenario, or are written as its tables.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{
    args::{PlansArg, Shared},
    compare::{in_template, plans_from},
    diagnostic::Failure,
    files,
};
use crate::{
    analysis::PlansFrom,
    catalog::Catalog,
    scenario::{Running, Scenario, is_running, running},
};

/// How much of a file tells what it is.
const BEGINNING: u64 = 64 * 1024;
/// What is left out is named up to this often; the comments of `import` have it all.
const NAMED: usize = 10;

/// A file of what runs, read.
pub(super) struct Started {
    name: String,
    running: Running,
}

/// A scenario with the plans of what runs below it.
pub(super) struct Joined {
    /// The text of both.
    pub text: String,
    /// Where plans come from: proposed ones are asked for as if the others were not there.
    pub plans: PlansFrom,
    /// The plan savings are counted against.
    pub baseline: String,
    /// What was assumed of what runs.
    pub assumed: Vec<String>,
    /// What to say on standard error.
    pub notes: Vec<String>,
}

/// Whether a file describes what runs; standard input is never asked.
fn describes(path: &Path) -> bool {
    if files::is_stdin(path) || !path.is_file() {
        return false;
    }
    let mut beginning = Vec::new();
    let read = fs::File::open(path).and_then(|file| {
        let mut file = file.take(BEGINNING);
        file.read_to_end(&mut beginning)
    });
    read.is_ok() && is_running(&beginning)
}

/// What runs by the file that `--baseline` names; nothing where it names a plan.
pub(super) fn started(
    baseline: Option<&str>,
    catalog: &Catalog,
) -> Result<Option<Started>, Failure> {
    let Some(path) = baseline.map(Path::new).filter(|path| path.is_file()) else {
        return Ok(None);
    };
    Started::read(path, catalog).map(Some)
}

impl Joined {
    /// All there is to say, where no answer has a place for what was assumed.
    pub(super) fn all_notes(self) -> Vec<String> {
        let assumed = self.assumed.into_iter();
        let assumed = assumed.map(|assumed| format!("note: {assumed}"));
        self.notes.into_iter().chain(assumed).collect()
    }
}

impl Started {
    fn read(path: &Path, catalog: &Catalog) -> Result<Self, Failure> {
        let name = files::shown(path);
        let running = running(&files::read(path)?, catalog);
        let running = running.map_err(|error| {
            let failure = Failure::new(format!("`{name}`: {error}"));
            failure.help("give what describes the endpoints and the provisioned throughput that run, as JSON; or write them as [[plan]] and name one by its id")
        })?;
        Ok(Self { name, running })
    }

    /// Puts the plans below a scenario's text; `scenario` is what that says, where it says one.
    pub(super) fn below(
        &self,
        text: &str,
        scenario: Option<&Scenario>,
        plans: Option<PlansArg>,
        catalog: &Catalog,
    ) -> Joined {
        let (tables, of_models) = self.running.beside(scenario, catalog);
        let has_plans = scenario.is_some_and(|scenario| !scenario.plans.is_empty());
        let plans = match plans_from(plans) {
            PlansFrom::Either if has_plans => PlansFrom::File,
            PlansFrom::Either => PlansFrom::Auto,
            said => said,
        };
        let name = &self.name;
        let running = &self.running;
        let short = Path::new(name)
            .file_name()
            .map_or(name.as_str().into(), |short| short.to_string_lossy());
        let said = |text: &String| format!("{short}: {text}");
        let left_out = running.left_out.iter();
        let mut assumed: Vec<String> = running.assumed.iter().map(said).collect();
        assumed.extend(of_models.iter().map(said));
        assumed.extend(
            left_out
                .clone()
                .map(|what| format!("{short}: not in its plans: {what}.")),
        );
        let mut notes = Vec::new();
        let first = running.plans.first().map(|plan| plan.id.clone());
        let baseline = first.unwrap_or_default();
        if running.plans.len() > 1 {
            notes.push(format!(
                "note: `{name}` has {} plans, and the first, `{baseline}`, is the baseline; `crossover import {name}` writes them as [[plan]] tables, to choose from",
                running.plans.len()
            ));
        }
        let named = left_out.clone().take(NAMED);
        notes.extend(named.map(|what| format!("warning: not in the plans of `{short}`: {what}")));
        let more = running.left_out.len().saturating_sub(NAMED);
        if more > 0 {
            notes.push(format!("warning: and {more} more"));
        }
        Joined {
            text: format!("{text}\n\n# What runs, by {name}\n{tables}"),
            plans,
            baseline,
            assumed,
            notes,
        }
    }

    /// The same with the scenario that is read from `path`.
    pub(super) fn below_scenario(
        &self,
        path: &Path,
        text: &str,
        (shared, plans): (&Shared, Option<PlansArg>),
        catalog: &Catalog,
    ) -> Result<Joined, Failure> {
        in_template(path, text, shared, catalog, |_, scenario| {
            Ok(self.below(text, Some(&scenario), plans, catalog))
        })
    }
}

/// The files of `paths` that describe what runs, as `[[plan]]` tables, and the other files.
pub(super) fn apart(
    paths: Vec<PathBuf>,
    catalog: &Catalog,
) -> Result<(Option<String>, Vec<PathBuf>), Failure> {
    let (running, usage): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| describes(path));
    let mut tables = Vec::new();
    for path in running {
        let started = Started::read(&path, catalog)?;
        tables.push(format!(
            "# What runs, by {}\n{}",
            started.name,
            started.running.to_toml()
        ));
    }
    let tables = (!tables.is_empty()).then(|| tables.join("\n"));
    Ok((tables, usage))
}
