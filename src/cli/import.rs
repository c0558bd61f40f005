//! `crossover import`: from usage to a workload.

use std::{
    fs,
    io::{BufReader, Cursor, Read as _},
    path::{Path, PathBuf},
    thread,
};

use super::{
    Answer, UNPRICED,
    args::{ImportArgs, InputTokens, OnError, Shared},
    compare::{known_region, written},
    diagnostic::Failure,
    engine::Query,
    files::{self, Destination},
    running,
    terminal::Terminal,
};
use crate::{
    analysis::{self, Imported, ImportedFile, Told, draft, found},
    catalog::Catalog,
    render::{self, Look},
    report::ImportReport,
    schema::closest,
    usage::{
        Counts, Engine, FORMATS, Field, Format, Ids, Moment, Options, ReadError, Tally, TimeForm,
        charges::{Charges, ModelNames, is_bill, is_parquet},
        decompressed, moment, read,
    },
};

/// Faults that a message shows.
const SHOWN: usize = 3;
/// Bytes that tell what a file is.
const START: u64 = 64 * 1024;

pub(super) fn run(
    args: &ImportArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    if let Some(region) = &shared.region {
        known_region(region, &catalog)?;
    }
    let paths = files::matching(&args.files)?;
    let (running, paths) = match &args.from {
        Some(_) => (None, paths),
        None => running::apart(paths, &catalog)?,
    };
    let sources = Sources::of(args, &paths)?;
    if let (Some(tables), [], None) = (&running, paths.as_slice(), &sources.query) {
        return plans_only(tables, args, shared);
    }
    if args.emit_sql.is_some() {
        return emitted(&sources, &catalog);
    }
    let mut imported = imported(&sources, shared, &catalog)?;
    if args.price {
        imported.price(&catalog);
    }
    if let Some(profile) = &args.profile {
        write_profile(profile, &imported, args)?;
    }
    let report = ImportReport::of(&imported, args.hours_per_month, &catalog);
    let look = Look {
        width: terminal.width(),
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let scenarios_to = shared.output.as_ref().filter(|output| is_scenario(output));
    let own = Shared {
        output: shared.output.clone().filter(|_| scenarios_to.is_none()),
        ..shared.clone()
    };
    let mut answer = written(&report, &own, look)?;
    if let Some(output) = scenarios_to {
        answer.notes = scenarios(output, &imported, running, args, &catalog)?;
    } else if running.is_some() {
        let note = "note: the plans of what runs are written with -o scenario.toml";
        answer.notes.push(note.to_owned());
    }
    if imported.has_unpriced() {
        answer.code = UNPRICED;
        let note = "warning: some of the usage has no price (exit status 3)";
        answer.notes.push(note.to_owned());
    }
    answer.notes.extend(files::doubts(&catalog));
    Ok(answer)
}

/// The `[[plan]]` tables of what runs, where there is no usage beside it.
fn plans_only(tables: &str, args: &ImportArgs, shared: &Shared) -> Result<Answer, Failure> {
    if shared.format.known() != Some(render::Format::Table) {
        let failure = Failure::new("what runs becomes [[plan]] tables, which are TOML");
        return Err(failure.help("leave --format out; -o FILE.toml writes them to a file"));
    }
    let Some(output) = shared.output.as_ref().filter(|output| is_scenario(output)) else {
        return Ok(Answer::plain(tables.to_owned()));
    };
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    let mut answer = Answer::plain(String::new());
    if let Destination::File(path) = Destination::of(Some(output), &inputs)? {
        files::write(&path, tables)?;
        answer.notes.push(format!("wrote {}", path.display()));
    }
    Ok(answer)
}

/// Whether `-o` names scenarios, not a place for the answer.
pub(super) fn is_scenario(output: &Path) -> bool {
    output
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("toml"))
        || fs::metadata(output).is_ok_and(|found| found.is_dir())
}

/// Files of usage, and how the command line says they are to be understood.
pub(super) struct Sources<'a> {
    pub(super) files: &'a [PathBuf],
    /// What an engine is asked besides.
    pub(super) query: Option<Query<'a>>,
    pub(super) from: Option<&'a str>,
    pub(super) map: &'a [String],
    pub(super) time_unit: Option<&'a str>,
    pub(super) start: Option<&'a str>,
    pub(super) input_tokens: Option<InputTokens>,
    pub(super) models: &'a [String],
    pub(super) only: Option<&'a str>,
    pub(super) on_error: OnError,
    pub(super) is_reconciled: bool,
}

impl<'a> Sources<'a> {
    fn of(args: &'a ImportArgs, files: &'a [PathBuf]) -> Result<Self, Failure> {
        let engine = args.engine.as_ref().or(args.emit_sql.as_ref());
        let engine = engine.map(|word| engine_of(word)).transpose()?;
        let query = engine.zip(args.table.as_deref());
        let query = query.map(|(engine, table)| Query {
            engine,
            table,
            filter: args.filter.as_deref(),
            columns: args.columns.as_deref(),
            client: &args.engine_arg,
        });
        if query.is_some() && !args.files.is_empty() {
            let failure = Failure::new("an engine reads its table, and no files besides");
            return Err(failure.help("import the files in another run; several aggregates add up"));
        }
        Ok(Self {
            files,
            query,
            from: args.from.as_deref(),
            map: &args.map,
            time_unit: args.time_unit.as_deref(),
            start: args.start.as_deref(),
            input_tokens: args.input_tokens,
            models: &args.model,
            only: args.only.as_deref(),
            on_error: args.on_error,
            is_reconciled: args.reconcile,
        })
    }
}

/// What was read from all files.
#[derive(Default)]
struct Found {
    files: Vec<ImportedFile>,
    tally: Tally,
    ids: Ids,
    charges: Option<Charges>,
}

impl Found {
    /// Reads a file: a bill, or usage.
    fn read(&mut self, path: &Path, options: &Options, catalog: &Catalog) -> Result<(), Failure> {
        let name = files::shown(path);
        let unread = |error| files::unread(&name, &error);
        let mut file = decompressed(files::open(path)?).map_err(unread)?;
        let mut start = Vec::new();
        let read_start = file.by_ref().take(START).read_to_end(&mut start);
        read_start.map_err(unread)?;
        let is_bill = options.from.is_none() && is_bill(&start);
        let is_seekable = is_parquet(&start) && !files::is_stdin(path);
        let file = BufReader::new(Cursor::new(start).chain(file));
        if is_bill {
            let charges = self
                .charges
                .get_or_insert_with(|| Charges::new(ModelNames::of(catalog)));
            let read = if is_seekable {
                charges.read_parquet_file(&name, fs::File::open(path).map_err(unread)?)
            } else {
                charges.read(&name, file)
            };
            return read.map_err(|error| Failure::new(error.to_string()));
        }
        let usage = read(&name, Box::new(file), options, &mut self.ids);
        let usage = usage.map_err(|error| unreadable(&name, &error))?;
        self.files.push(ImportedFile {
            name,
            format: usage.format,
            rows: usage.tally.read,
            absent: usage.absent(),
            unread_columns: usage.unread_columns,
        });
        self.tally.merge(usage.tally);
        Ok(())
    }

    /// Refuses files of which too little can be read, or the same is read twice.
    fn check(&self, on_error: OnError) -> Result<(), Failure> {
        if on_error == OnError::Fail && self.tally.has_many_faults() {
            return Err(too_many_faults(&self.tally));
        }
        let overlap = self
            .charges
            .as_ref()
            .and_then(|charges| charges.overlaps().pop());
        overlap.map_or(Ok(()), |overlap| {
            let failure = Failure::new(format!(
                "`{}` and `{}` have the same lines of {}",
                overlap.first, overlap.second, overlap.month
            ));
            Err(failure.help("bill files of a month are snapshots, each with all of it so far: give the latest alone"))
        })
    }
}

/// Reads the files, and understands what is in them.
pub(super) fn imported(
    sources: &Sources<'_>,
    shared: &Shared,
    catalog: &Catalog,
) -> Result<Imported, Failure> {
    let options = options(sources, catalog)?;
    if sources.files.is_empty() && sources.query.is_none() {
        let failure = Failure::new("there is no file to import");
        return Err(failure.help("name files of usage; `-` reads standard input"));
    }
    let mut found = Found::default();
    for path in sources.files {
        found.read(path, &options, catalog)?;
    }
    let mut engine_notes = Vec::new();
    if let (Some(query), Some(format)) = (&sources.query, options.from) {
        let (answer, notes) = query.answer(format, &options)?;
        let (file, tally) = answered(query, answer)?;
        found.files.push(file);
        found.tally.merge(tally);
        engine_notes = notes;
    }
    found.check(sources.on_error)?;
    let told = Told {
        names: sources.models.iter().map(|text| own_name(text)).collect(),
        region: shared.region.clone(),
        only: sources.only.map(str::to_owned),
    };
    let mut imported = Imported::of(found.files, found.tally, &told, catalog);
    let notes = engine_notes.iter();
    let notes = notes.map(|note| note.trim_start_matches("warning: ").to_owned());
    imported.warnings.extend(notes);
    if let Some(charges) = &found.charges {
        imported.bill(charges, sources.is_reconciled, catalog);
    }
    if imported.uses.is_empty()
        && let Some(only) = sources.only
    {
        let only = crate::units::shortened(only);
        let failure = Failure::new(format!("nothing was used of `{only}`"));
        return Err(failure.help("without --only, the models that were used are listed"));
    }
    Ok(imported)
}

/// How the command line says usage is to be understood.
fn options(sources: &Sources<'_>, catalog: &Catalog) -> Result<Options, Failure> {
    let map = sources.map.iter().map(|text| mapped(text));
    Ok(Options {
        from: sources.from.map(format).transpose()?,
        map: map.collect::<Result<_, _>>()?,
        time: sources.time_unit.map(time_unit).transpose()?,
        start: sources.start.map(start).transpose()?,
        counts: sources.input_tokens.map(|told| match told {
            InputTokens::Uncached => Counts::UncachedInput,
            InputTokens::Whole => Counts::WholePrompt,
        }),
        steps: catalog.long_context_steps(),
        threads: thread::available_parallelism().map_or(1, usize::from),
        ..Options::default()
    })
}

/// The statement that an engine would run.
fn emitted(sources: &Sources<'_>, catalog: &Catalog) -> Result<Answer, Failure> {
    let options = options(sources, catalog)?;
    let (Some(query), Some(format)) = (&sources.query, options.from) else {
        return Err(Failure::new("--emit-sql needs --table and --from"));
    };
    let (script, notes) = query.script(format, &options)?;
    let mut answer = Answer::plain(script);
    answer.notes = notes;
    Ok(answer)
}

/// The sums that an engine answered.
fn answered(query: &Query<'_>, answer: String) -> Result<(ImportedFile, Tally), Failure> {
    let name = format!("{} in {}", query.table, query.engine.title());
    let options = Options {
        from: Format::called("aggregate"),
        ..Options::default()
    };
    let file = Box::new(Cursor::new(answer.into_bytes()));
    let usage = read(&name, file, &options, &mut Ids::default());
    let usage = usage.map_err(|error| unreadable(&name, &error))?;
    let file = ImportedFile {
        name,
        format: usage.format,
        rows: usage.tally.read,
        absent: usage.absent(),
        unread_columns: Vec::new(),
    };
    Ok((file, usage.tally))
}

fn engine_of(word: &str) -> Result<Engine, Failure> {
    Engine::from_word(word).ok_or_else(|| {
        let known = Engine::ALL.map(Engine::word);
        let word = crate::units::shortened(word);
        Failure::new(format!("unknown engine `{word}`"))
            .help(format!("there are: {}", known.join(", ")))
    })
}

fn time_unit(unit: &str) -> Result<TimeForm, Failure> {
    TimeForm::from_unit(unit).ok_or_else(|| {
        let known: Vec<&str> = TimeForm::UNITS.iter().map(|(name, _)| *name).collect();
        let unit = crate::units::shortened(unit);
        Failure::new(format!("unknown unit of time `{unit}`"))
            .help(format!("there are: {}", known.join(", ")))
    })
}

fn format(name: &str) -> Result<&'static Format, Failure> {
    Format::called(name).ok_or_else(|| {
        let known = FORMATS.iter().map(|format| format.name);
        let failure = Failure::new(format!(
            "unknown format `{}`",
            crate::units::shortened(name)
        ));
        failure.help(match closest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
        })
    })
}

/// `FIELD=COLUMN`.
fn mapped(text: &str) -> Result<(Field, String), Failure> {
    let known = || Field::all().map(Field::name);
    let wrong = |message: String| {
        let known: Vec<&str> = known().collect();
        Failure::new(message).help(format!("the fields are: {}", known.join(", ")))
    };
    let Some((name, column)) = text.split_once('=') else {
        return Err(wrong(format!(
            "--map {}: write FIELD=COLUMN",
            crate::units::shortened(text)
        )));
    };
    let field = Field::from_name(name.trim());
    let field = field.ok_or_else(|| {
        wrong(format!(
            "--map: unknown field `{}`",
            crate::units::shortened(name)
        ))
    })?;
    Ok((field, column.trim().to_owned()))
}

/// `NAME=MODEL`, or a model for usage that names none.
fn own_name(text: &str) -> (String, String) {
    match text.rsplit_once('=') {
        Some((name, model)) => (name.trim().to_owned(), model.trim().to_owned()),
        None => (String::new(), text.trim().to_owned()),
    }
}

fn start(text: &str) -> Result<i64, Failure> {
    let wrong = || {
        let failure = Failure::new(format!(
            "--start {}: this is no time",
            crate::units::shortened(text)
        ));
        failure.help("write it like 2026-09-01T00:00:00Z")
    };
    match moment(text, TimeForm::Written) {
        Ok(Moment::Dated { at, .. }) => Ok(at),
        _ => Err(wrong()),
    }
}

fn unreadable(name: &str, error: &ReadError) -> Failure {
    match error {
        ReadError::Unreadable(error) => files::unread(name, error),
        ReadError::Missing { field, .. } => {
            let failure = Failure::new(format!("`{name}`: {error}"));
            let field = field.name();
            failure.help(format!(
                "name the column with --map {field}=COLUMN, or the format with --from"
            ))
        }
        _ => Failure::new(format!("`{name}`: {error}")),
    }
}

fn too_many_faults(tally: &Tally) -> Failure {
    let shown = tally.faults.iter().take(SHOWN).map(|fault| {
        let column = if fault.column.is_empty() {
            String::new()
        } else {
            format!(", column {}", fault.column)
        };
        format!(
            "{}, line {}{column}: {}",
            fault.file, fault.line, fault.message
        )
    });
    let shown: Vec<String> = shown.collect();
    let message = format!(
        "{} of {} rows cannot be read: {}",
        tally.faulty(),
        tally.read,
        shown.join("; ")
    );
    Failure::new(message).help("--from FORMAT and --map FIELD=COLUMN say what the file is; --on-error skip goes on without these rows")
}

/// Writes the sums by hour and caller.
fn write_profile(profile: &Path, imported: &Imported, args: &ImportArgs) -> Result<(), Failure> {
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    match Destination::of(Some(profile), &inputs)? {
        Destination::File(path) => files::write(&path, &imported.profile()),
        Destination::Terminal => Err(Failure::new("--profile needs a file to write to")),
    }
}

/// Writes a scenario for each model, and answers what was written.
fn scenarios(
    output: &Path,
    imported: &Imported,
    running: Option<String>,
    args: &ImportArgs,
    catalog: &Catalog,
) -> Result<Vec<String>, Failure> {
    let all = found(&imported.uses);
    let is_folder = fs::metadata(output).is_ok_and(|found| found.is_dir());
    if all.len() > 1 && !is_folder {
        let names: Vec<&str> = all.iter().map(|found| found.model.as_str()).collect();
        let failure = Failure::new(format!(
            "the usage is of {} models: a scenario has one workload",
            all.len()
        ));
        return Err(failure.help(format!(
            "choose with --only MODEL, or give -o a directory to write them all; there are: {}",
            names.join(", ")
        )));
    }
    let mut notes = Vec::new();
    if running.is_some() && all.len() > 1 {
        let note = "note: the plans of what runs are in none of the scenarios: import them alone, and put each where it belongs";
        notes.push(note.to_owned());
    }
    let running = running.filter(|_| all.len() == 1).unwrap_or_default();
    for one in &all {
        let Some(mut draft) = draft(imported, one, args.hours_per_month, catalog) else {
            let failure =
                Failure::new("all usage is of one moment: how much a month has of it is not known");
            return Err(failure.help("import a longer time"));
        };
        draft.plans.clone_from(&running);
        if let ([_], Some(profile)) = (all.as_slice(), &args.profile) {
            draft.profile = Some(files::beside(profile, output));
        }
        let path = if is_folder {
            output.join(file_name(one))
        } else {
            output.to_owned()
        };
        let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
        if let Destination::File(path) = Destination::of(Some(&path), &inputs)? {
            files::write(&path, &draft.to_toml())?;
        }
        notes.push(format!("wrote {}", path.display()));
    }
    Ok(notes)
}

/// A file name for the scenario of a model.
fn file_name(found: &analysis::Found) -> PathBuf {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') {
            c
        } else {
            '-'
        }
    };
    let name: String = found.model.chars().map(plain).collect();
    let name = if name.is_empty() {
        "usage".to_owned()
    } else {
        name
    };
    PathBuf::from(format!("{name}.toml"))
}
