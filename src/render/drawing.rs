//! Pictures for a terminal: braille dots and letters, or letters alone.

use super::{
    document::{Stroke, Tint},
    plot::{
        Scale, Shown, Stretches, letter, place_of, plain_dollars, plain_number, plane_names,
        sampled,
    },
    words,
};
use crate::report::{BreakevenScenario, KnobReport, WinnerReport};

/// Wider drawings show no more.
const WIDTH_MAX: usize = 100;
/// Lines of the plot.
const HEIGHT: u16 = 14;
/// Before the plot: figures and an axis.
const MARGIN: usize = 10;

/// How a drawing is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper {
    /// Columns there are.
    pub width: usize,
    /// Whether only ASCII is wanted.
    pub ascii: bool,
}

/// A line of a drawing.
pub(super) type Line = Vec<Stroke>;

/// What the named plans cost over the knob, and which one is cheapest.
pub(super) fn curves(report: &BreakevenScenario, paper: Paper) -> Vec<Line> {
    let cells = cells(paper);
    let columns = u16::try_from(cells).unwrap_or(80);
    let across = axis(&report.knob, (0.0, f64::from(columns)));
    let shown = Shown::of(report, &across);
    let (low, high) = shown.range;
    let up = Scale::new(shown.logarithmic, low, high, (f64::from(HEIGHT), 0.0));
    let mut lines: Vec<Line> = Vec::new();
    if !shown.costs.is_empty() {
        let grid = plotted(
            &shown,
            &across,
            &up,
            (columns, paper.ascii),
            &report.winners,
        );
        lines.extend(labelled(grid, &up, plain_dollars, paper.ascii));
    }
    lines.push(strip(&report.winners, &shown.names, &across, columns));
    lines.extend(foot(&report.knob, &across, cells));
    lines.extend(legend(&shown.names, paper.width, paper.ascii));
    lines
}

/// Which plan is cheapest on the plane, in letters.
pub(super) fn plane(report: &BreakevenScenario, paper: Paper) -> Vec<Line> {
    let Some(knob) = &report.across else {
        return Vec::new();
    };
    let cells = cells(paper);
    let columns = u16::try_from(cells).unwrap_or(80);
    let across = axis(knob, (0.0, f64::from(columns)));
    let up = axis(&report.knob, (f64::from(HEIGHT), 0.0));
    let names = plane_names(report);
    let own = own_cell(report, &across, &up);
    let mut grid: Vec<Line> = Vec::new();
    let known: Vec<(f64, Stretches)> = report
        .plane
        .iter()
        .map(|column| (column.across.approximate(), Stretches::of(&column.winners)))
        .collect();
    let nearest = |x: f64| {
        let away = |(at, _): &&(f64, Stretches)| (at - x).abs();
        known
            .iter()
            .min_by(|one, other| away(one).total_cmp(&away(other)))
    };
    let shown: Vec<_> = sampled(&across, columns).into_iter().map(nearest).collect();
    for (row, y) in sampled(&up, HEIGHT).iter().rev().enumerate() {
        let mut line = Line::new();
        for (column, stretches) in shown.iter().enumerate() {
            if own == Some((column, row)) {
                push(&mut line, "@", Tint::Strong);
                continue;
            }
            let (sign, tint) = look(
                stretches.and_then(|(_, stretches)| stretches.at(*y)),
                &names,
            );
            push(&mut line, &sign, tint);
        }
        grid.push(line);
    }
    let mut lines = labelled(grid, &up, plain_number, paper.ascii);
    lines.extend(foot(knob, &across, cells));
    lines.extend(legend(&names, paper.width, paper.ascii));
    if own.is_some() {
        lines.push(vec![plain(format!(
            "{}@  this scenario",
            " ".repeat(MARGIN - 2)
        ))]);
    }
    lines
}

fn cells(paper: Paper) -> usize {
    paper.width.clamp(60, WIDTH_MAX) - MARGIN - 4
}

fn axis(knob: &KnobReport, pixels: (f64, f64)) -> Scale {
    let (low, high) = (knob.from.approximate(), knob.to.approximate());
    Scale::new(knob.logarithmic, low, high, pixels)
}

fn plain(text: impl Into<String>) -> Stroke {
    Stroke {
        text: text.into(),
        tint: Tint::None,
    }
}

/// Adds a sign, to the last stroke if it looks the same.
fn push(line: &mut Line, text: &str, tint: Tint) {
    match line.last_mut() {
        Some(last) if last.tint == tint => last.text.push_str(text),
        _ => line.push(Stroke {
            text: text.to_owned(),
            tint,
        }),
    }
}

/// What stands for a plan: its letter, `.` for one without a name, a space for none.
fn look(plan: Option<&str>, names: &[&str]) -> (String, Tint) {
    match plan.map(|plan| names.iter().position(|name| *name == plan)) {
        Some(Some(index)) => (letter(index).chars().take(1).collect(), Tint::Plan(index)),
        Some(None) => (".".to_owned(), Tint::None),
        None => (" ".to_owned(), Tint::None),
    }
}

fn own_cell(report: &BreakevenScenario, across: &Scale, up: &Scale) -> Option<(usize, usize)> {
    let knob = report.across.as_ref()?;
    let within = |knob: &KnobReport| {
        let value = knob.value.as_ref()?;
        (*value >= knob.from && *value <= knob.to).then(|| value.approximate())
    };
    Some((
        cell(across.at(within(knob)?), across),
        cell(up.at(within(&report.knob)?), up),
    ))
}

/// The cell of a pixel.
pub(super) fn cell(pixel: f64, scale: &Scale) -> usize {
    let (first, last) = scale.ends();
    let most = first.max(last);
    (0..400usize)
        .zip(0..400u16)
        .find(|(_, next)| f64::from(*next) + 1.0 > pixel || f64::from(*next) + 1.0 >= most)
        .map_or(0, |(cell, _)| cell)
}

/// The plot: dots of a braille cell with letters where lines end, or the letters of the plans alone,
/// large where they are the cheapest.
fn plotted(
    shown: &Shown,
    across: &Scale,
    up: &Scale,
    (columns, ascii): (u16, bool),
    winners: &[WinnerReport],
) -> Vec<Line> {
    let mut plot = Plot {
        width: usize::from(columns),
        cells: vec![Cell::default(); usize::from(columns) * usize::from(HEIGHT)],
        beyond: vec![Line::new(); usize::from(HEIGHT)],
        ascii,
    };
    let mut order: Vec<_> = shown
        .costs
        .iter()
        .filter_map(|cost| Some((cost.named?, cost)))
        .collect();
    order.sort_by_key(|(index, _)| std::cmp::Reverse(*index));
    let points = sampled(across, columns * if ascii { 1 } else { 2 });
    for (index, cost) in &order {
        let places = points.iter().map(|x| cost.at(*x).map(|usd| up.free(usd)));
        plot.follow(*index, &places.collect::<Vec<_>>());
    }
    if !ascii {
        order.reverse();
        for (index, _) in order {
            plot.name(index);
        }
    }
    let known = Stretches::of(winners);
    let place = |x: &f64| known.at(*x).and_then(|plan| place_of(&shown.names, plan));
    let cheapest: Vec<Option<usize>> = sampled(across, columns).iter().map(place).collect();
    plot.lines(&cheapest)
}

/// A place on a plot of characters.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// The dots of a braille character.
    dots: u32,
    /// The plan that drew the last one.
    owner: Option<usize>,
    /// Whether the plan's letter stands here.
    letter: bool,
}

/// A plot of characters.
struct Plot {
    width: usize,
    cells: Vec<Cell>,
    /// Letters right of each line.
    beyond: Vec<Line>,
    ascii: bool,
}

impl Plot {
    /// Draws a cost: its place on each half column, in lines from the top.
    fn follow(&mut self, index: usize, places: &[Option<f64>]) {
        let (parts, sides) = if self.ascii { (1u16, 1) } else { (4u16, 2) };
        let mut before: Option<f64> = None;
        for (at, place) in places.iter().enumerate() {
            let place = place.map(|place| place * f64::from(parts));
            let Some(y) = place else {
                before = None;
                continue;
            };
            let from = before.filter(|_| !self.ascii).unwrap_or(y);
            before = place;
            for dot in 0..HEIGHT * parts {
                let top = f64::from(dot);
                if top + 1.0 > from.min(y) && top <= from.max(y) {
                    let row = usize::from(dot / parts);
                    let cell = &mut self.cells[row * self.width + at / sides];
                    cell.dots |= braille(at % sides, dot % parts);
                    cell.owner = Some(index);
                }
            }
        }
    }

    /// Writes the letter of a plan where its line ends, if that is free.
    fn name(&mut self, index: usize) {
        let cells = self.cells.iter().enumerate();
        let own = cells.filter(|(_, cell)| cell.owner == Some(index));
        let last = own.map(|(at, _)| (at % self.width, at)).max();
        let Some((column, at)) = last else {
            return;
        };
        if column + 1 == self.width {
            push(
                &mut self.beyond[at / self.width],
                &letter(index),
                Tint::Plan(index),
            );
        } else if let Some(free @ Cell { owner: None, .. }) = self.cells.get_mut(at + 1) {
            free.owner = Some(index);
            free.letter = true;
        }
    }

    fn lines(self, cheapest: &[Option<usize>]) -> Vec<Line> {
        let rows = self.cells.chunks(self.width).zip(self.beyond);
        rows.map(|(row, beyond)| {
            let mut line = Line::new();
            for (cell, cheapest) in row.iter().zip(cheapest) {
                let Some(index) = cell.owner else {
                    push(&mut line, " ", Tint::None);
                    continue;
                };
                let name = letter(index).chars().next().unwrap_or('?');
                let sign = match char::from_u32(0x2800 + cell.dots) {
                    _ if cell.letter || self.ascii && *cheapest == Some(index) => name,
                    Some(dots) if !self.ascii => dots,
                    _ => name.to_ascii_lowercase(),
                };
                push(&mut line, sign.encode_utf8(&mut [0; 4]), Tint::Plan(index));
            }
            if !beyond.is_empty() {
                push(&mut line, " ", Tint::None);
                line.extend(beyond);
            }
            line
        })
        .collect()
    }
}

/// The bit of a dot: two columns of four.
fn braille(side: usize, part: u16) -> u32 {
    const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    DOTS[side % 2][usize::from(part % 4)]
}

/// The lines of a plot with the figures of its axis.
fn labelled(grid: Vec<Line>, up: &Scale, write: fn(f64) -> String, ascii: bool) -> Vec<Line> {
    let (tick, bar) = if ascii { ("+", "|") } else { ("┤", "│") };
    let mut figures: Vec<Option<String>> = vec![None; grid.len()];
    for tick in up.ticks(5).into_iter().filter(|tick| tick.written) {
        if let Some(figure @ None) = figures.get_mut(cell(up.at(tick.value), up)) {
            *figure = Some(write(tick.value).replace('−', "-"));
        }
    }
    let room = MARGIN - 1;
    grid.into_iter()
        .zip(figures)
        .map(|(row, figure)| {
            let head = match figure {
                Some(figure) => format!("{figure:>room$} {tick}"),
                None => format!("{:room$} {bar}", ""),
            };
            std::iter::once(plain(head)).chain(row).collect()
        })
        .collect()
}

/// The letters of the cheapest plans along the knob.
fn strip(winners: &[WinnerReport], names: &[&str], across: &Scale, columns: u16) -> Line {
    let room = MARGIN - 1;
    let mut line = vec![plain(format!("{:>room$}  ", "cheapest"))];
    let known = Stretches::of(winners);
    for x in sampled(across, columns) {
        let (sign, tint) = look(known.at(x), names);
        push(&mut line, &sign, tint);
    }
    line
}

/// The figures below, the knob and its own value.
fn foot(knob: &KnobReport, across: &Scale, cells: usize) -> Vec<Line> {
    let mut figures = vec![' '; cells + 2];
    let mut marks = vec![' '; cells];
    let mut free = 0;
    for tick in across.ticks(7).into_iter().filter(|tick| tick.written) {
        let at = cell(across.at(tick.value), across);
        let text = plain_number(tick.value).replace('−', "-");
        let start = at.saturating_sub(text.chars().count() / 2);
        let start = start.min(figures.len().saturating_sub(text.chars().count()));
        if start < free {
            continue;
        }
        marks[at] = '\'';
        for (place, sign) in figures[start..].iter_mut().zip(text.chars()) {
            *place = sign;
        }
        free = start + text.chars().count() + 1;
    }
    let own = knob
        .value
        .as_ref()
        .filter(|value| **value >= knob.from && **value <= knob.to);
    if let Some(value) = own {
        marks[cell(across.at(value.approximate()), across)] = '^';
    }
    let head = " ".repeat(MARGIN + 1);
    let name = match own {
        Some(value) => format!("{}; ^ this scenario: {}", knob.path, words::value(value)),
        None => knob.path.clone(),
    };
    vec![
        vec![plain(format!("{head}{}", marks.iter().collect::<String>()))],
        vec![plain(format!(
            "{head}{}",
            figures.iter().collect::<String>()
        ))],
        vec![plain(format!("{head}{name}"))],
    ]
}

/// The letters and their plans.
fn legend(names: &[&str], width: usize, ascii: bool) -> Vec<Line> {
    let mut lines = vec![vec![plain("")]];
    for (index, name) in names.iter().enumerate() {
        let room = width.saturating_sub(MARGIN + 4).max(20);
        let name = match name.char_indices().nth(room) {
            Some((cut, _)) => format!("{}{}", &name[..cut], if ascii { "..." } else { "…" }),
            None => (*name).to_owned(),
        };
        let sign = Stroke {
            text: letter(index),
            tint: Tint::Plan(index),
        };
        lines.push(vec![
            plain(" ".repeat(MARGIN - 2)),
            sign,
            plain(format!("  {name}")),
        ]);
    }
    lines
}
