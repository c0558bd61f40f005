//! Arguments, files, the terminal and exit codes. No arithmetic.

mod advise;
mod args;
mod breakeven;
mod check;
mod compare;
mod diagnostic;
mod diff;
mod engine;
mod explain;
mod files;
mod import;
mod list;
mod monte_carlo;
mod prices;
mod running;
mod schema;
mod terminal;
mod usage;
mod whatif;

use std::{ffi::OsString, panic, process::ExitCode};

use clap::{CommandFactory as _, Parser as _};
use jiff::civil::Date;

use self::{
    args::{Arguments, Command, Shell},
    diagnostic::Failure,
    files::Destination,
    terminal::{Progress, Terminal},
};
use crate::catalog::Catalog;

/// Everything was fine.
const FINE: u8 = 0;
/// Prices differ by more than was allowed, or in a way that nothing explains.
const DIFFERENT: u8 = 1;
/// The command line or what it names is wrong.
const WRONG_INPUT: u8 = 2;
/// A plan written in the file has no price.
const UNPRICED: u8 = 3;
/// No plan carries the workload.
const NO_PLAN: u8 = 4;
/// A bug of this program.
const BUG: u8 = 70;

/// What a command answers.
struct Answer {
    /// The text for standard output, or the `-o` file.
    text: String,
    /// Whether the text carries ANSI styles.
    styled: bool,
    /// The exit code.
    code: u8,
    /// What to say on standard error besides.
    notes: Vec<String>,
    /// Whether it has been written already, piece by piece.
    is_written: bool,
}

impl Answer {
    /// An answer without styles, and nothing wrong.
    fn plain(text: String) -> Self {
        Self {
            text,
            styled: false,
            code: FINE,
            notes: Vec::new(),
            is_written: false,
        }
    }
}

/// Runs the program with these arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    ExitCode::from(guarded(|| run_unguarded(&args)))
}

/// Turns a panic into exit code 70 and a request to report it.
fn guarded(run: impl FnOnce() -> u8 + panic::UnwindSafe) -> u8 {
    panic::catch_unwind(run).unwrap_or_else(|_| {
        Terminal::new(true).complain(
            "error: this is a bug in crossover, and its answer would not be worth anything\n\
             help: please report it with the message above, the command and the scenario\n",
        );
        BUG
    })
}

fn run_unguarded(args: &[OsString]) -> u8 {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            let terminal = Terminal::new(args.iter().any(|arg| arg == "--plain"));
            return terminal.usage(&error);
        }
    };
    let terminal = Terminal::new(arguments.shared.plain);
    match answer(&arguments, &terminal).and_then(|answer| deliver(&arguments, &terminal, &answer)) {
        Ok(code) => code,
        Err(failure) => {
            terminal.complain(&failure.draw(&terminal));
            WRONG_INPUT
        }
    }
}

/// Runs the command.
fn answer(arguments: &Arguments, terminal: &Terminal) -> Result<Answer, Failure> {
    let shared = &arguments.shared;
    match &arguments.command {
        Command::Compare(args) if !args.usage.is_empty() => usage::run(args, shared, terminal),
        Command::Compare(args) if list::is_list(args) => list::run(args, shared, terminal),
        Command::Compare(args) => compare::run(args, shared, terminal),
        Command::Advise(args) => advise::run(args, shared, terminal),
        Command::Breakeven(args) => Progress::during(|| breakeven::run(args, shared, terminal)),
        Command::Whatif(args) => Progress::during(|| whatif::run(args, shared, terminal)),
        Command::Diff(args) => diff::run(args, shared, terminal),
        Command::Import(args) => Progress::during(|| import::run(args, shared, terminal)),
        Command::Explain(args) => explain::run(args, shared, terminal),
        Command::Check(args) => check::run(args, shared, terminal),
        Command::Prices { command } => prices::run(command, shared, terminal),
        Command::Schema(args) => Ok(schema::run(args)),
        Command::Completions { shell } => Ok(Answer::plain(completions(*shell))),
        later => Err(Failure::not_yet(later.name())),
    }
}

/// Writes the answer where it is wanted.
fn deliver(arguments: &Arguments, terminal: &Terminal, answer: &Answer) -> Result<u8, Failure> {
    let inputs = arguments.command.inputs();
    let output = arguments.shared.output.as_deref();
    let output = output.filter(|output| !arguments.command.writes_beside_answer(output));
    match Destination::of(output, &inputs)? {
        _ if answer.is_written => {}
        Destination::Terminal => terminal.say(&answer.text, answer.styled)?,
        Destination::File(path) => {
            files::write(&path, &terminal.without_styles(&answer.text, answer.styled))?;
        }
    }
    let edition = Catalog::edition().parse().ok();
    let later = arguments
        .shared
        .as_of
        .filter(|date| edition.is_some_and(|edition| *date > edition));
    let later = later.map(|date| {
        let edition = Catalog::edition();
        format!(
            "warning: {date} is after the catalog's edition, {edition}: later prices are not known"
        )
    });
    let early = arguments.shared.as_of.and_then(earlier);
    for note in later.iter().chain(&early).chain(&answer.notes) {
        terminal.complain(&format!("{note}\n"));
    }
    Ok(answer.code)
}

/// What to say of a date before the catalog's edition: most prices have no first day.
fn earlier(date: Date) -> Option<String> {
    let edition = Catalog::edition();
    if edition.parse().is_ok_and(|edition: Date| date >= edition) {
        return None;
    }
    let former = Catalog::former_prices().ok()?;
    let since = former.iter().filter(|former| former.until > date).count();
    Some(format!(
        "warning: {date} is before the catalog's edition, {edition}: {since} prices are known to have \
         changed or ended since, all others are taken as if they held then"
    ))
}

fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    clap_complete::generate(shell, &mut Arguments::command(), "crossover", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_our_bug() {
        assert_eq!(guarded(|| panic!("on purpose")), BUG);
        assert_eq!(guarded(|| FINE), FINE);
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
