//! Running the statement of an aggregate where the usage lies, by the engine's own client.
//!
//! Nothing goes through a shell: a statement is one argument of the client, or its standard input.

use std::{
    io::{ErrorKind, Write as _},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use super::diagnostic::Failure;
use crate::usage::{Engine, Format, NoStatement, Options, Statement, Table, sql, statement};

/// How long to wait before asking again whether a query is done.
const WAIT: Duration = Duration::from_secs(1);
/// Bytes of a client's message that are shown, its last ones.
const SHOWN: usize = 2_000;

/// What is asked of an engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query<'a> {
    pub(super) engine: Engine,
    pub(super) table: &'a str,
    pub(super) filter: Option<&'a str>,
    /// The columns the table has, where they are told.
    pub(super) columns: Option<&'a str>,
    /// Further arguments for the client.
    pub(super) client: &'a [String],
}

impl Query<'_> {
    /// The statement for a format; `columns` are those the table has.
    fn statement(
        &self,
        columns: Option<&[String]>,
        format: &'static Format,
        options: &Options,
    ) -> Result<Statement, Failure> {
        let table = Table {
            name: self.table,
            columns,
            filter: self.filter,
        };
        statement(self.engine, &table, format, options).map_err(|error| impossible(&error))
    }

    /// The script that `--emit-sql` prints, and what to say of it.
    pub(super) fn script(
        &self,
        format: &'static Format,
        options: &Options,
    ) -> Result<(String, Vec<String>), Failure> {
        let columns = self.columns.map(told);
        let statement = self.statement(columns.as_deref(), format, options)?;
        Ok((statement.script(), notes(&statement)))
    }

    /// The aggregate that the engine answers, and what to say of it.
    pub(super) fn answer(
        &self,
        format: &'static Format,
        options: &Options,
    ) -> Result<(String, Vec<String>), Failure> {
        let table = Table {
            name: self.table,
            columns: None,
            filter: None,
        };
        let columns = if let Some(columns) = self.columns {
            Some(told(columns))
        } else {
            let question = sql::question(self.engine, &table, format);
            let question = question.map_err(|error| impossible(&error))?;
            let answer = question.map(|question| self.run(&question)).transpose()?;
            answer.map(|answer| sql::columns(&answer))
        };
        if columns.as_ref().is_some_and(Vec::is_empty) {
            let table = crate::units::shortened(self.table);
            return Err(
                Failure::new(format!("{} knows no table `{table}`", self.engine.title()))
                    .help("write it as DATABASE.TABLE"),
            );
        }
        let statement = self.statement(columns.as_deref(), format, options)?;
        let answer = self.run(&statement.script())?;
        let aggregate = sql::aggregate(&answer).ok_or_else(|| {
            let failure = Failure::new(format!("{} answered no sums", self.engine.title()));
            failure.help("run the statement of --emit-sql yourself, and import its answer as CSV")
        })?;
        Ok((aggregate.to_owned(), notes(&statement)))
    }

    /// What the client answers to a script.
    fn run(&self, script: &str) -> Result<String, Failure> {
        let of = |fixed: &[&str]| -> Vec<String> {
            let fixed = fixed.iter().copied().map(str::to_owned);
            fixed.chain(self.client.iter().cloned()).collect()
        };
        match self.engine {
            Engine::DuckDb => client("duckdb", &of(&["-csv", "-bail"]), Some(script)),
            Engine::Spark => {
                let header = "spark.sql.cli.print.header=true";
                let zone = "spark.sql.session.timeZone=UTC";
                let mut arguments = of(&["-S", "--conf", header, "--conf", zone]);
                arguments.extend(["-e".to_owned(), script.to_owned()]);
                client("spark-sql", &arguments, None)
            }
            Engine::Trino => {
                let fixed = ["--output-format", "CSV_HEADER", "--no-progress"];
                let mut arguments = of(&fixed);
                arguments.extend(["--execute".to_owned(), script.to_owned()]);
                client("trino", &arguments, None)
            }
            Engine::Athena => self.athena(script),
        }
    }

    /// Starts a query, waits for it and fetches its rows. Athena takes one statement, without its end.
    fn athena(&self, script: &str) -> Result<String, Failure> {
        let text = script.trim_end().trim_end_matches(';');
        let aws = |what: &str, more: &[String]| {
            let fixed = ["athena", what, "--output", "json"].map(str::to_owned);
            client("aws", &[&fixed, more].concat(), None)
        };
        let mut arguments = vec!["--query-string".to_owned(), text.to_owned()];
        arguments.extend(self.client.iter().cloned());
        let started = aws("start-query-execution", &arguments)?;
        let id = value(&started, "/QueryExecutionId").ok_or_else(unexpected)?;
        let id = ["--query-execution-id".to_owned(), id];
        loop {
            let found = aws("get-query-execution", &id)?;
            let state = value(&found, "/QueryExecution/Status/State");
            match state.as_deref() {
                Some("SUCCEEDED") => break,
                Some("QUEUED" | "RUNNING") => thread::sleep(WAIT),
                Some(state) => {
                    let reason = value(&found, "/QueryExecution/Status/StateChangeReason");
                    let reason = reason.unwrap_or_else(|| state.to_lowercase());
                    return Err(failed("aws athena", &reason));
                }
                None => return Err(unexpected()),
            }
        }
        let rows = aws("get-query-results", &id)?;
        sql::athena_rows(&rows).ok_or_else(unexpected)
    }
}

fn told(columns: &str) -> Vec<String> {
    columns
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect()
}

/// What must be known of a statement.
fn notes(statement: &Statement) -> Vec<String> {
    if statement.unread.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = statement.unread.iter().map(|field| field.name()).collect();
    vec![format!(
        "warning: not everything that tells {} is read by the statement: it lies in bodies and lists, which SQL does not reach; import files to read it",
        names.join(", ")
    )]
}

fn impossible(error: &NoStatement) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        NoStatement::Format { .. } => {
            failure.help("import the files themselves: crossover import FILE")
        }
        NoStatement::NoFiles(_) => failure.help(
            "make a table of them, as docs/scale.md shows, and name it with --table DATABASE.TABLE",
        ),
        NoStatement::Missing(field) => failure.help(format!(
            "name the column with --map {}=COLUMN",
            field.name()
        )),
    }
}

/// A text in an answer of the AWS command line.
fn value(json: &str, pointer: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(answer.pointer(pointer)?.as_str()?.to_owned())
}

fn unexpected() -> Failure {
    Failure::new("`aws athena` answered something else than was asked")
}

fn failed(name: &str, message: &str) -> Failure {
    // The place of a fault is drawn with blanks and `^`, which mean nothing on one line.
    let lines = message.lines().map(str::trim);
    let lines = lines.filter(|line| !line.trim_matches('^').is_empty());
    let message = lines.collect::<Vec<_>>().join("; ");
    let from = message.len().saturating_sub(SHOWN);
    let from = (from..message.len()).find(|at| message.is_char_boundary(*at));
    let message = message.get(from.unwrap_or(0)..).unwrap_or_default();
    Failure::new(format!("`{name}` failed: {message}"))
}

/// Runs a client, and returns what it writes.
fn client(name: &str, arguments: &[String], input: Option<&str>) -> Result<String, Failure> {
    let unread = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => missing(name),
        _ => Failure::new(format!("`{name}` cannot be run: {error}")),
    };
    let mut command = Command::new(name);
    command
        .args(arguments)
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(unread)?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        // A client that stops early says why itself.
        drop(stdin.write_all(input.as_bytes()));
    }
    let output = child.wait_with_output().map_err(unread)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = match said.trim() {
            "" => String::from_utf8_lossy(&output.stdout).into_owned(),
            said => said.to_owned(),
        };
        return Err(failed(name, &said));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing(name: &str) -> Failure {
    let from = match name {
        "duckdb" => "https://duckdb.org/docs/installation",
        "spark-sql" => "https://spark.apache.org/downloads.html, whose bin folder belongs on PATH",
        "trino" => "https://trino.io/docs/current/client/cli.html",
        _ => "https://docs.aws.amazon.com/cli",
    };
    Failure::new(format!("the client `{name}` is not there")).help(format!(
        "get it from {from}; or run the statement of --emit-sql yourself, and import its answer as CSV"
    ))
}
