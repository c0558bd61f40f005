//! Errors, drawn: what was wrong, where, and what to do.

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use super::terminal::Terminal;
use crate::{
    catalog::CatalogError,
    schema::{Problem, Span},
};

/// More problems than this are counted, not drawn.
const MOST_DRAWN: usize = 20;
/// A source line longer than this is cut to a window around the place.
const LINE_MAX: usize = 160;
/// What of a long line is shown before the place.
const BEFORE: usize = 40;
/// More of a message than this helps nobody.
const MESSAGE_MAX: usize = 2_000;

const ERROR: &str = "\u{1b}[1;31merror\u{1b}[0m";
const HELP: &str = "\u{1b}[1;36mhelp\u{1b}[0m";

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something that has no place in a file.
    Plain {
        /// What was wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// Problems in a file.
    Problems {
        /// The file, as it was named.
        name: String,
        /// Its text.
        text: String,
        /// What is wrong with it.
        problems: Vec<Problem>,
    },
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Plain {
            message: message.into(),
            help: None,
        }
    }

    /// What a later version will do.
    pub(super) fn not_yet(what: &str) -> Self {
        Self::new(format!(
            "crossover {what}: this version does not support it yet"
        ))
    }

    /// The same with advice.
    pub(super) fn help(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Plain { message, .. } => Self::Plain {
                message,
                help: Some(advice.into()),
            },
            problems @ Self::Problems { .. } => problems,
        }
    }

    /// What was wrong, in one sentence.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Plain { message, .. } => message.clone(),
            Self::Problems { name, .. } => format!("{name} has problems"),
        }
    }

    /// The text for standard error.
    pub(super) fn draw(&self, terminal: &Terminal) -> String {
        let decor = if terminal.is_plain() {
            DecorStyle::Ascii
        } else {
            DecorStyle::Unicode
        };
        let renderer = Renderer::styled()
            .decor_style(decor)
            .term_width(terminal.width().max(60));
        match self {
            Self::Plain { message, help } => {
                let help = help
                    .as_ref()
                    .map(|help| format!("{HELP}: {}\n", harmless(help)));
                format!(
                    "{ERROR}: {}\n{}",
                    harmless(message),
                    help.unwrap_or_default()
                )
            }
            Self::Problems {
                name,
                text,
                problems,
            } => {
                let mut in_order: Vec<&Problem> = problems.iter().collect();
                in_order.sort_by_key(|problem| problem.span.start);
                let drawn = in_order.into_iter().take(MOST_DRAWN);
                let mut drawn: Vec<String> = drawn
                    .map(|problem| draw_problem(&renderer, name, text, problem))
                    .collect();
                let more = problems.len().saturating_sub(MOST_DRAWN);
                drawn.push(match (problems.len(), more) {
                    (1, _) => format!("{name}: 1 problem\n"),
                    (all, 0) => format!("{name}: {all} problems\n"),
                    (all, more) => format!("{name}: {all} problems, {more} of them not shown\n"),
                });
                drawn.join("\n\n")
            }
        }
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        Self::new(error.to_string()).help(
            "the columns of a price file are described in pricing/README.md; one damaged row refuses the whole file",
        )
    }
}

fn draw_problem(renderer: &Renderer, name: &str, text: &str, problem: &Problem) -> String {
    let (line, column) = place(text, problem.span.start);
    let window = Window::around(text, &problem.span);
    let title = Level::ERROR.primary_title(cut(&problem.message));
    let mut group = Group::with_title(title);
    if window.text.is_empty() {
        group = group.element(Origin::path(name).line(line).char_column(column));
    } else {
        let snippet = Snippet::source(window.text.as_str())
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(window.span.clone()));
        group = if window.is_cut {
            group
                .element(Origin::path(name).line(line).char_column(column))
                .element(snippet)
        } else {
            group.element(snippet.path(name))
        };
    }
    let help = problem.help.as_deref();
    renderer.render(&[group.elements(help.map(|help| Level::HELP.message(cut(help))))])
}

/// The line a problem is on, or the part of it around the problem where it is very long.
struct Window {
    text: String,
    span: Span,
    is_cut: bool,
}

impl Window {
    fn around(text: &str, span: &Span) -> Self {
        let start = floor(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let is_cut = line_end - line_start > LINE_MAX;
        let (from, to) = if is_cut {
            let from = floor(text, start.saturating_sub(BEFORE)).max(line_start);
            (from, floor(text, from + LINE_MAX).min(line_end))
        } else {
            (line_start, line_end)
        };
        let head = if from > line_start { "…" } else { "" };
        let tail = if to < line_end { "…" } else { "" };
        let shown = text[from..to].trim_end_matches('\r');
        let last = from + shown.len();
        let end = floor(text, span.end.max(start)).clamp(start, last.max(start));
        Self {
            span: start.min(last) - from + head.len()..end.min(last) - from + head.len(),
            text: format!("{head}{shown}{tail}"),
            is_cut,
        }
    }
}

/// Line and column, both counted from 1, of a byte of `text`.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor(text, at)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The last boundary between characters that is not after `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A message with its control characters shown, so that what it quotes cannot steer a terminal.
fn harmless(message: &str) -> String {
    let shown = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    cut(message).chars().map(shown).collect()
}

/// A message that quotes too much of a file, cut.
fn cut(message: &str) -> String {
    if message.len() <= MESSAGE_MAX {
        return message.to_owned();
    }
    format!("{}…", &message[..floor(message, MESSAGE_MAX)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("a\n{}KEY{}\nb", "ä".repeat(1000), "x".repeat(1000));
        let start = text.find("KEY").unwrap();
        let window = Window::around(&text, &(start..start + 3));
        assert!(window.is_cut);
        assert!(window.text.len() < LINE_MAX + 10);
        assert_eq!(&window.text[window.span], "KEY");
        assert_eq!(place(&text, start), (2, 1001));
    }

    #[test]
    fn spans_outside_the_text_do_no_harm() {
        for (start, end) in [(0, 0), (5, 9), (2, 1), (3, 3)] {
            let span = start..end;
            let window = Window::around("ab\n", &span);
            assert!(window.span.end <= window.text.len(), "{span:?}");
        }
    }
}
