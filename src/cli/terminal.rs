//! Standard output and standard error.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anstream::{AutoStream, ColorChoice, adapter::strip_str};

use super::{FINE, WRONG_INPUT, diagnostic::Failure};

/// Columns where nothing says how many there are.
const WIDTH: usize = 100;

/// Characters of our own beyond ASCII, and what stands for them under `--plain`.
const PLAIN_FOR: [(&str, &str); 4] = [("×", "x"), ("·", "-"), ("…", "..."), ("±", "+/-")];

/// Where answers and complaints go, and how.
pub(super) struct Terminal {
    plain: bool,
}

impl Terminal {
    pub(super) fn new(plain: bool) -> Self {
        Self { plain }
    }

    /// Whether only ASCII is wanted.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// The columns of standard output: `COLUMNS` if it is set, else the terminal's, else 100.
    #[expect(clippy::unused_self, reason = "a question asked of the terminal")]
    pub(super) fn width(&self) -> usize {
        let set = env::var_os("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        let real = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            Some(usize::from(width.0))
        };
        let width = set.or_else(|| {
            if io::stdout().is_terminal() {
                real()
            } else {
                None
            }
        });
        width.filter(|width| *width > 0).unwrap_or(WIDTH)
    }

    /// Writes an answer to standard output. A reader that went away has seen enough.
    pub(super) fn say(&self, text: &str, styled: bool) -> Result<(), Failure> {
        let text = self.in_ascii(text, styled);
        let written = if styled {
            let mut out = AutoStream::new(io::stdout(), self.colours());
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        } else {
            let mut out = io::stdout();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!(
                "the answer could not be written: {error}"
            ))),
            _ => Ok(()),
        }
    }

    /// Writes to standard error; where that fails there is nobody left to tell.
    pub(super) fn complain(&self, text: &str) {
        let mut out = AutoStream::new(io::stderr(), self.colours());
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// The text as it goes into a file.
    pub(super) fn without_styles(&self, text: &str, styled: bool) -> String {
        let text = self.in_ascii(text, styled);
        if styled {
            strip_str(&text).to_string()
        } else {
            text
        }
    }

    /// Shows help on standard output, and what was wrong with the arguments on standard error.
    pub(super) fn usage(&self, error: &clap::Error) -> u8 {
        let text = error.render().ansi().to_string();
        if error.use_stderr() {
            self.complain(&text);
            return WRONG_INPUT;
        }
        match self.say(&text, true) {
            Ok(()) => FINE,
            Err(_) => WRONG_INPUT,
        }
    }

    fn colours(&self) -> ColorChoice {
        if self.plain {
            ColorChoice::Never
        } else {
            ColorChoice::Auto
        }
    }

    /// Tables and prose in ASCII, as far as they are ours; data is left as it is.
    fn in_ascii(&self, text: &str, ours: bool) -> String {
        if !(self.plain && ours) {
            return text.to_owned();
        }
        PLAIN_FOR
            .iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// A line on standard error that tells how far work is: on a terminal only, from the first second on, a
/// few times a second.
pub(super) struct Progress {
    shown: bool,
    began: Instant,
    last: Duration,
}

impl Progress {
    /// Between two lines.
    const EVERY: Duration = Duration::from_millis(250);
    /// From here on work takes long.
    const LONG: Duration = Duration::from_secs(1);

    /// Of work that begins now.
    pub(super) fn begun() -> Self {
        Self {
            shown: io::stderr().is_terminal(),
            began: Instant::now(),
            last: Duration::ZERO,
        }
    }

    /// Does `work` that cannot tell how far it is, and says how long it has taken.
    pub(super) fn during<T>(work: impl FnOnce() -> T) -> T {
        let mut progress = Self::begun();
        if !progress.shown {
            return work();
        }
        thread::scope(|scope| {
            // The end of the work, even one that fails, lets go of the sender.
            let (_working, done) = mpsc::channel::<()>();
            scope.spawn(move || {
                while done.recv_timeout(Self::EVERY) == Err(RecvTimeoutError::Timeout) {
                    let seconds = progress.began.elapsed().as_secs();
                    progress.at(&format!("computing, {seconds} s"));
                }
                progress.done();
            });
            work()
        })
    }

    /// Says `what` was done so far, if it is time.
    pub(super) fn at(&mut self, what: &str) {
        let passed = self.began.elapsed();
        if !self.shown || passed < Self::LONG || passed < self.last + Self::EVERY {
            return;
        }
        self.last = passed;
        let mut out = io::stderr();
        // Where nobody can be told, nobody is.
        drop(write!(out, "\r\u{1b}[K{what}").and_then(|()| out.flush()));
    }

    /// Takes the line away.
    pub(super) fn done(&self) {
        if self.shown && !self.last.is_zero() {
            let mut out = io::stderr();
            drop(write!(out, "\r\u{1b}[K").and_then(|()| out.flush()));
        }
    }
}
