//! `crossover compare WORKLOADS.csv`: a workload a row, in bounded memory and in order.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{CompareArgs, OnError, Shared},
    compare::{known_region, plans_from, unknown_plan},
    diagnostic::Failure,
    files::{self, Destination, Sink},
    running::{Joined, started},
    terminal::{Progress, Terminal},
};
use crate::{
    analysis::{CompareError, CompareOptions, Decided, Portfolio, compare, proposals},
    catalog::Catalog,
    render::{Format, Look, Pieces, csv_row, workloads},
    report::{PortfolioReport, ScenarioReport, WorkloadRow, WorkloadsReport},
    scenario::{Columns, Row, RowError, Rows, Template},
};

/// Rows that are in work at a time.
const BATCH: usize = 512;
/// Rows that a table shows.
const SHOWN: usize = 200;
/// Reasons that are told apart.
const REASONS: usize = 40;
/// The file each row changes where there are no defaults.
const BARE: &str = "schema = 1\nname = \"\"\n\n[workload]\n";

/// Whether what is to be compared is a list of workloads.
pub(super) fn is_list(args: &CompareArgs) -> bool {
    let ends = |end: &str| {
        let own = args.path().extension();
        own.is_some_and(|own| own.eq_ignore_ascii_case(end))
    };
    args.defaults.is_some() || args.columns.is_some() || ends("csv") || ends("tsv")
}

pub(super) fn run(
    args: &CompareArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let Some(format) = shared.format.known() else {
        let word = shared.format.word();
        return Err(Failure::not_yet(&format!("--format {word}")));
    };
    let catalog = files::catalog(shared)?;
    if let Some(region) = &shared.region {
        known_region(region, &catalog)?;
    }
    let text = match &args.defaults {
        Some(path) => files::read(path)?,
        None => BARE.to_owned(),
    };
    let beside = args.defaults.as_deref().unwrap_or(args.path());
    let folder = beside.parent().unwrap_or(Path::new("")).to_owned();
    let read_file =
        |name: &str| files::read(&folder.join(name)).map_err(|failure| failure.message());
    let parsed = |text: &str| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let template = Template::parse(text, shared.region.as_deref(), &catalog, &read_file);
        template.map_err(|problems| Failure::Problems {
            name: files::shown(beside),
            text: text.to_owned(),
            problems,
        })
    };
    let mut template = parsed(&text)?;
    let joined = joined(args, &text, &template, &catalog)?;
    if let Some(joined) = &joined {
        template = parsed(&joined.text)?;
    }
    let source: Box<dyn Read> = files::open(args.path())?;
    let mut rows = rows(args, source)?;
    let columns = columns(args, &rows, &template)?;
    let look = Look {
        width: terminal.width(),
        detail: args.detail,
        why: false,
        ascii: terminal.is_plain(),
        currency: super::compare::currency(shared)?,
    };
    let list = List {
        args,
        template: &template,
        columns: &columns,
        catalog: &catalog,
        asked: asked(args, joined.as_ref()),
        pieces: Pieces::of(format, look),
    };
    let destination = Destination::of(shared.output.as_deref(), &args.inputs())?;
    let mut run = Run::new(&list, &destination)?;
    run.rows(&list, &mut rows)?;
    let mut answer = if let Some(pieces) = list.pieces {
        run.end(&pieces)?
    } else {
        Answer {
            styled: format == Format::Table,
            ..Answer::plain(workloads(&run.report(), format, look))
        }
    };
    (answer.code, answer.notes) = run.verdict(args);
    answer
        .notes
        .extend(joined.into_iter().flat_map(Joined::all_notes));
    answer.notes.extend(files::doubts(&catalog));
    run.finish()?;
    Ok(answer)
}

/// The defaults with the plans of what runs below them, where the baseline is a file of that.
fn joined(
    args: &CompareArgs,
    text: &str,
    template: &Template<'_>,
    catalog: &Catalog,
) -> Result<Option<Joined>, Failure> {
    let started = started(args.baseline.as_deref(), catalog)?;
    let scenario = template.scenario().ok();
    Ok(started.map(|started| started.below(text, scenario.as_ref(), args.plans, catalog)))
}

/// How each row's plans are compared.
fn asked(args: &CompareArgs, joined: Option<&Joined>) -> CompareOptions {
    CompareOptions {
        plans: joined.map_or(plans_from(args.plans), |joined| joined.plans),
        baseline: match joined {
            Some(joined) => Some(joined.baseline.clone()),
            None => args.baseline.clone(),
        },
        all: args.all,
    }
}

/// The rows of the file, under the header that is given or its own.
fn rows(args: &CompareArgs, source: Box<dyn Read>) -> Result<Rows<Box<dyn Read>>, Failure> {
    let name = files::shown(args.path());
    let header = args.columns.as_ref().map(|columns| {
        let names = columns.split(',').map(|name| name.trim().to_owned());
        names.collect()
    });
    let rows = Rows::open(source, header).map_err(|error| unreadable(&name, &error))?;
    let is_empty = rows.header().iter().all(String::is_empty);
    if is_empty {
        let failure = Failure::new(format!("`{name}` has no columns"));
        return Err(failure.help(
            "its first line names them, such as requests_per_month,input_tokens,output_tokens",
        ));
    }
    Ok(rows)
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    if error.get_ref().is_some() {
        let failure = Failure::new(format!("the header of `{name}` cannot be read: {error}"));
        return failure.help("save it as CSV in UTF-8");
    }
    files::unread(name, error)
}

fn columns(
    args: &CompareArgs,
    rows: &Rows<Box<dyn Read>>,
    template: &Template<'_>,
) -> Result<Columns, Failure> {
    let header: Vec<&str> = rows.header().iter().map(String::as_str).collect();
    let defaults = template.scenario().ok();
    let columns = Columns::read(&header, template, defaults.as_ref(), rows.has_semicolons());
    columns.map_err(|error| {
        let place = match args.columns {
            Some(_) => "--columns".to_owned(),
            None => format!("{}, line 1", files::shown(args.path())),
        };
        let failure = Failure::new(format!("{place}, column {}: {error}", error.column + 1));
        if error.help.is_empty() {
            failure
        } else {
            failure.help(error.help)
        }
    })
}

/// What every row needs.
struct List<'a> {
    args: &'a CompareArgs,
    template: &'a Template<'a>,
    columns: &'a Columns,
    catalog: &'a Catalog,
    asked: CompareOptions,
    pieces: Option<Pieces>,
}

/// What became of a row.
struct Done {
    row: WorkloadRow,
    text: String,
    portfolio: Portfolio,
}

/// Why a row has no answer.
enum Bad {
    /// Something is wrong with it.
    Row(Vec<RowError>),
    /// Something is wrong with what was asked.
    All(Failure),
}

impl List<'_> {
    /// Compares the plans for a row.
    fn compare(&self, row: &Row) -> Result<Done, Bad> {
        let wrong = |error| Bad::Row(vec![error]);
        let cells = row.cells(self.columns.count()).map_err(wrong)?;
        let scenario = self.template.with_row(self.columns, &cells);
        let mut scenario = scenario.map_err(Bad::Row)?;
        if scenario.name.is_empty() || !self.columns.names_workloads() {
            scenario.name = format!("row {}", row.number);
        }
        let proposed = proposals(&scenario, self.catalog, self.asked.plans);
        let comparison = compare(&scenario, &proposed, self.catalog, &self.asked);
        let comparison = comparison.map_err(|error| match error {
            CompareError::UnknownBaseline { name, known } => {
                Bad::All(unknown_plan(&name, known.split(", ")))
            }
            CompareError::NoPlans => Bad::Row(vec![RowError {
                column: None,
                message: error.to_string(),
                help: Some(
                    "name models in a column `models`, or write plans in --defaults".to_owned(),
                ),
            }]),
        })?;
        let decided = Decided::of(&comparison);
        let mut portfolio = Portfolio::default();
        portfolio.add(&comparison, &decided);
        let text = self.pieces.map_or(String::new(), |pieces| {
            pieces.one(ScenarioReport::of(&comparison, self.catalog, None))
        });
        Ok(Done {
            row: WorkloadRow::of(&comparison, &decided),
            text,
            portfolio,
        })
    }

    /// The same for some rows, by all processors, in their order.
    fn batch(&self, rows: &[Row]) -> Vec<Result<Done, Bad>> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                match rows.get(at) {
                    Some(row) => done.push((at, self.compare(row))),
                    None => return done,
                }
            }
        };
        let mut all = thread::scope(|scope| {
            let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut all = work();
            for helper in helpers {
                match helper.join() {
                    Ok(more) => all.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        });
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, done)| done).collect()
    }

    /// A row that has no answer, in one line.
    fn describe(&self, row: &Row, error: &RowError) -> String {
        let name = files::shown(self.args.path());
        match error.column {
            Some(column) => format!(
                "{name}, line {}, column {} ({}): {}",
                row.line,
                column + 1,
                self.columns.name(column),
                error.message
            ),
            None => format!("{name}, line {}: {}", row.line, error.message),
        }
    }
}

/// A list on its way.
struct Run {
    report: WorkloadsReport,
    portfolio: Portfolio,
    reasons: BTreeMap<String, u64>,
    sink: Option<Sink>,
    rejects: Option<Sink>,
    pieces: u64,
}

impl Run {
    fn new(list: &List<'_>, destination: &Destination) -> Result<Self, Failure> {
        let mut run = Self {
            report: WorkloadsReport::new(
                files::shown(list.args.path()),
                list.catalog,
                list.asked.baseline.clone(),
            ),
            portfolio: Portfolio::default(),
            reasons: BTreeMap::new(),
            sink: None,
            rejects: None,
            pieces: 0,
        };
        if let Some(path) = &list.args.rejects {
            let mut rejects = Sink::file(rejects_file(path, list.args, destination)?)?;
            let names = (0..list.columns.count()).map(|at| list.columns.name(at).to_owned());
            let header = ["line", "column", "reason"].map(str::to_owned);
            let header: Vec<String> = names.chain(header).collect();
            rejects.write(&csv_row(&header))?;
            run.rejects = Some(rejects);
        }
        if let Some(pieces) = &list.pieces {
            let mut sink = Sink::of(destination)?;
            sink.write(&pieces.head())?;
            run.sink = Some(sink);
        }
        Ok(run)
    }

    /// Takes all rows.
    fn rows(&mut self, list: &List<'_>, rows: &mut Rows<Box<dyn Read>>) -> Result<(), Failure> {
        let mut progress = Progress::begun();
        let mut batch: Vec<Row> = Vec::new();
        loop {
            let name = files::shown(list.args.path());
            let next = rows.next_row().map_err(|error| unreadable(&name, &error))?;
            let is_last = next.is_none();
            batch.extend(next);
            if batch.len() < BATCH && !is_last {
                continue;
            }
            for (row, done) in batch.iter().zip(list.batch(&batch)) {
                if !self.take(list, row, done)? {
                    return Ok(());
                }
            }
            let rows = batch.last().map_or(0, |row| row.number);
            progress.at(&format!("{rows} workloads"));
            batch.clear();
            if is_last {
                progress.done();
                return Ok(());
            }
        }
    }

    /// Takes a row. Answers whether anybody still reads.
    fn take(
        &mut self,
        list: &List<'_>,
        row: &Row,
        done: Result<Done, Bad>,
    ) -> Result<bool, Failure> {
        let errors = match done {
            Ok(done) => return self.keep(list, done),
            Err(Bad::All(failure)) => return Err(failure),
            Err(Bad::Row(errors)) => errors,
        };
        let Some(first) = errors.first() else {
            return Ok(true);
        };
        if list.args.on_error == OnError::Fail {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| list.describe(row, error))
                .collect();
            let help = first.help.clone();
            let help = help.unwrap_or_else(|| {
                "--on-error skip leaves such rows out and counts them".to_owned()
            });
            return Err(Failure::new(lines.join("; ")).help(help));
        }
        let column = first.column.map(|column| list.columns.name(column));
        let reason = kind_of(column, &first.message);
        if self.reasons.len() < REASONS || self.reasons.contains_key(&reason) {
            *self.reasons.entry(reason).or_default() += 1;
        } else {
            *self.reasons.entry("other reasons".to_owned()).or_default() += 1;
        }
        if let Some(rejects) = &mut self.rejects {
            let mut cells = row.lossy();
            cells.resize(list.columns.count(), String::new());
            cells.push(row.line.to_string());
            cells.push(column.unwrap_or_default().to_owned());
            cells.push(first.message.clone());
            rejects.write(&csv_row(&cells))?;
        }
        Ok(true)
    }

    fn keep(&mut self, list: &List<'_>, done: Done) -> Result<bool, Failure> {
        self.portfolio.join(&done.portfolio);
        let (Some(sink), Some(pieces)) = (&mut self.sink, &list.pieces) else {
            if self.report.rows.len() < SHOWN {
                self.report.rows.push(done.row);
            }
            return Ok(true);
        };
        let between = if self.pieces > 0 {
            pieces.between()
        } else {
            ""
        };
        self.pieces += 1;
        Ok(sink.write(between)? && sink.write(&done.text)?)
    }

    fn portfolio(&self) -> PortfolioReport {
        let reasons = self.reasons.iter();
        let mut reasons: Vec<(String, u64)> = reasons
            .map(|(reason, rows)| (reason.clone(), *rows))
            .collect();
        reasons.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        PortfolioReport::of(&self.portfolio, reasons)
    }

    fn report(&mut self) -> WorkloadsReport {
        self.report.portfolio = self.portfolio();
        self.report.clone()
    }

    /// Ends an answer that is made of pieces.
    fn end(&mut self, pieces: &Pieces) -> Result<Answer, Failure> {
        let tail = pieces.tail(&self.portfolio());
        if let Some(mut sink) = self.sink.take() {
            sink.write(&tail)?;
            sink.finish()?;
        }
        Ok(Answer {
            is_written: true,
            ..Answer::plain(String::new())
        })
    }

    /// The exit code, and what to say besides.
    fn verdict(&self, args: &CompareArgs) -> (u8, Vec<String>) {
        let all = self.portfolio();
        let mut notes = Vec::new();
        if all.rows_read == 0 {
            notes.push("warning: the list has no rows".to_owned());
        }
        if all.rows_rejected > 0 {
            let file = match &args.rejects {
                Some(path) => format!(", written to {}", path.display()),
                None => String::new(),
            };
            notes.push(format!(
                "warning: {} rows read = {} kept + {} rejected{file}",
                all.rows_read, all.rows_kept, all.rows_rejected
            ));
            let reasons = all.rejected.iter();
            notes.extend(reasons.map(|reason| format!("  {} x {}", reason.rows, reason.reason)));
        }
        if all.unpriced > 0 {
            notes.push(format!(
                "warning: for {} workloads a plan written in the file has no price (exit status 3)",
                all.unpriced
            ));
            return (UNPRICED, notes);
        }
        if all.undecided > 0 {
            notes.push(format!(
                "warning: no plan carries {} of the workloads at a known price (exit status 4)",
                all.undecided
            ));
            return (NO_PLAN, notes);
        }
        (FINE, notes)
    }

    fn finish(self) -> Result<(), Failure> {
        self.rejects.map_or(Ok(()), Sink::finish)
    }
}

/// The file for rejected rows, refused where it would take the place of another one.
fn rejects_file<'a>(
    path: &'a Path,
    args: &CompareArgs,
    answer: &Destination,
) -> Result<&'a Path, Failure> {
    let is_answer = matches!(answer, Destination::File(file) if file == path);
    match Destination::of(Some(path), &args.inputs())? {
        Destination::File(_) if !is_answer => Ok(path),
        _ => {
            let message = format!(
                "`{}` after --rejects is where the answer goes",
                path.display()
            );
            Err(Failure::new(message).help("name another file for the rejected rows"))
        }
    }
}

/// A message without the numbers of this one row, so that rows with the same thing wrong are counted
/// together.
fn kind_of(column: Option<&str>, message: &str) -> String {
    let mut kind = String::new();
    let mut quoted = false;
    for c in message.chars() {
        match c {
            '`' => {
                quoted = !quoted;
                kind.push(c);
            }
            '0'..='9' if kind.ends_with('#') => {}
            '0'..='9' if quoted => kind.push('#'),
            c => kind.push(c),
        }
    }
    let kind = kind.split(", not ").next().unwrap_or_default();
    match column {
        Some(column) => format!("{column}: {kind}"),
        None => kind.to_owned(),
    }
}
