//! The plane of two knobs: which plan is cheapest where.

use super::{
    canvas::{Anchor, Canvas, Frame, Sign, Stroke, Type},
    frame::{self, MARGIN, Sample},
    place::{Obstacles, Taken},
    regions::{Column, UNNAMED, columns, names, regions},
    scale::{Scale, plain_number},
    text::bold_width,
    theme::{BODY, FAINT, INK, NOBODY, PAPER, REST, SMALL, Style, letter},
};
use crate::render::money::in_dollars;
use crate::{
    render::words,
    report::{BreakevenScenario, KnobReport},
};

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 620.0;
/// The side of the cells in which room for a label is sought.
const CELL: f64 = 6.0;
/// Smaller areas have no label.
const CELLS_MIN: u32 = 2;
/// Most labels on the plane.
const LABELS: usize = 16;
/// Between two lines of the legend.
const LEGEND_GAP: f64 = 25.0;

/// The picture.
pub(super) fn draw(report: &BreakevenScenario) -> String {
    let (title, answer) = (words::caption(report), in_dollars(&words::plane(report)));
    let known = format!(
        "boundaries are exact along {} values of the horizontal axis and straight in between",
        report.plane.len()
    );
    drawn(report, &title, &answer, &known, &[])
}

/// The same with what is known of it, and the places at which it is, if that is not everywhere.
pub(super) fn drawn(
    report: &BreakevenScenario,
    title: &str,
    answer: &str,
    known: &str,
    samples: &[(f64, f64)],
) -> String {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let top = frame::header(&mut canvas, WIDTH - MARGIN, title, answer) + BODY + 16.0;
    let names = names(report);
    let bottom = HEIGHT - MARGIN - 74.0;
    let y = axis(&report.knob, (bottom, top));
    let plot = Frame {
        left: MARGIN + frame::room_beside(&y, &plain_number) + 14.0,
        right: WIDTH - MARGIN - 10.0 - frame::room_for(&names),
        top,
        bottom,
    };
    let x = axis(
        report.across.as_ref().unwrap_or(&report.knob),
        (plot.left, plot.right),
    );
    let columns = columns(report, &names, &x, &y);
    let regions = regions(&columns);
    for (look, areas) in &regions.areas {
        if *look == UNNAMED {
            canvas.filled(areas, REST, 1.0);
        } else {
            canvas.hatched(areas, Style { index: *look });
        }
    }
    canvas.trace(&regions.borders, Stroke::solid(INK, 1.3));
    frame::around(&mut canvas, plot);
    axes(&mut canvas, report, (&x, &y), plot);
    for (across, up) in samples {
        canvas.dot((x.at(*across), y.at(*up)), 2.4, INK, PAPER);
    }
    let mut obstacles = Obstacles::default();
    for spot in spots(&columns, plot) {
        obstacles.taken.push(label(&mut canvas, &spot, &names));
    }
    own_point(&mut canvas, report, (&x, &y), plot, &mut obstacles);
    legend(&mut canvas, &columns, &names, plot);
    let kind = Type {
        size: SMALL,
        colour: FAINT,
        ..Type::default()
    };
    canvas.text((MARGIN, HEIGHT - MARGIN - 15.0), known, kind);
    frame::source(
        &mut canvas,
        &report.into(),
        (WIDTH - MARGIN, HEIGHT - MARGIN + 2.0),
    );
    canvas.finish(title, answer)
}

fn axis(knob: &KnobReport, pixels: (f64, f64)) -> Scale {
    let (low, high) = (knob.from.approximate(), knob.to.approximate());
    Scale::new(knob.logarithmic, low, high, pixels)
}

fn axes(canvas: &mut Canvas, report: &BreakevenScenario, (x, y): (&Scale, &Scale), plot: Frame) {
    // The areas hide the lines of a grid: the ticks suffice.
    let outside = Frame {
        top: plot.bottom,
        right: plot.left,
        ..plot
    };
    frame::below(canvas, x, outside, plot.bottom, &plain_number);
    frame::beside(canvas, y, outside, &plain_number);
    let name = frame::knob(&report.knob);
    let room = plot.right - MARGIN;
    frame::name(
        canvas,
        (MARGIN, plot.top - 10.0),
        room,
        &name,
        Anchor::Start,
    );
    if let Some(across) = &report.across {
        let middle = f64::midpoint(plot.left, plot.right);
        let room = plot.right - plot.left;
        let at = (middle, plot.bottom + 38.0);
        frame::name(canvas, at, room, &frame::knob(across), Anchor::Middle);
    }
}

/// A place for a label.
struct Spot {
    look: usize,
    at: (f64, f64),
    /// How wide it may be.
    room: f64,
}

/// The middles of the areas, each area once, the largest first.
fn spots(columns: &[Column], plot: Frame) -> Vec<Spot> {
    let grid = Grid::new(columns, plot);
    let mut seen = vec![false; grid.looks.len()];
    let mut order: Vec<usize> = (0..grid.looks.len()).collect();
    order.sort_by_key(|cell| std::cmp::Reverse(grid.depth[*cell]));
    let mut spots = Vec::new();
    for cell in order {
        if grid.depth[cell] < CELLS_MIN || spots.len() >= LABELS {
            break;
        }
        if seen[cell] {
            continue;
        }
        grid.flood(cell, &mut seen);
        spots.push(Spot {
            look: grid.looks[cell],
            at: grid.middle(cell, plot),
            room: grid.run(cell),
        });
    }
    spots
}

/// The plane in cells: what is cheapest in each, and how far the next boundary is.
struct Grid {
    across: usize,
    looks: Vec<usize>,
    depth: Vec<u32>,
}

impl Grid {
    fn new(columns: &[Column], plot: Frame) -> Self {
        let count =
            |length: f64| (0..400u16).take_while(move |at| (f64::from(*at) + 1.0) * CELL <= length);
        let (xs, ys): (Vec<u16>, Vec<u16>) = (
            count(plot.right - plot.left).collect(),
            count(plot.bottom - plot.top).collect(),
        );
        let mut looks = Vec::with_capacity(xs.len() * ys.len());
        for row in &ys {
            let y = plot.top + (f64::from(*row) + 0.5) * CELL;
            for at in &xs {
                let x = plot.left + (f64::from(*at) + 0.5) * CELL;
                let nearest = columns
                    .iter()
                    .min_by(|one, other| (one.x - x).abs().total_cmp(&(other.x - x).abs()));
                let stretch = nearest.and_then(|column| {
                    let mut stretches = column.stretches.iter();
                    stretches.find(|stretch| y <= stretch.low && y >= stretch.high)
                });
                looks.push(stretch.map_or(UNNAMED, |stretch| stretch.look));
            }
        }
        let depth = depths(&looks, xs.len());
        Self {
            across: xs.len(),
            looks,
            depth,
        }
    }

    fn middle(&self, cell: usize, plot: Frame) -> (f64, f64) {
        let place = |cells: usize| (f64::from(u32::try_from(cells).unwrap_or(0)) + 0.5) * CELL;
        (
            plot.left + place(cell % self.across),
            plot.top + place(cell / self.across),
        )
    }

    /// The width of the area at a cell, the same on both sides of it, over the height of a line.
    fn run(&self, cell: usize) -> f64 {
        let mut widest = 0u32;
        let look = self.looks[cell];
        let column = cell % self.across;
        let same = |cell: usize| self.looks.get(cell) == Some(&look);
        while let Ok(reach) = usize::try_from(widest + 1) {
            if reach > column || column + reach >= self.across {
                break;
            }
            let rows = [
                Some(cell),
                cell.checked_sub(self.across),
                Some(cell + self.across),
            ];
            let clear =
                |row: Option<usize>| row.is_some_and(|row| same(row - reach) && same(row + reach));
            if !rows.into_iter().all(clear) {
                break;
            }
            widest += 1;
        }
        f64::from(widest) * 2.0 * CELL
    }

    /// Marks the area of a cell.
    fn flood(&self, cell: usize, seen: &mut [bool]) {
        let mut open = vec![cell];
        while let Some(cell) = open.pop() {
            if std::mem::replace(&mut seen[cell], true) {
                continue;
            }
            let column = cell % self.across;
            let next = [
                (column > 0).then(|| cell - 1),
                (column + 1 < self.across).then(|| cell + 1),
                cell.checked_sub(self.across),
                Some(cell + self.across).filter(|below| *below < self.looks.len()),
            ];
            let next = next.into_iter().flatten();
            open.extend(next.filter(|next| !seen[*next] && self.looks[*next] == self.looks[cell]));
        }
    }
}

/// For each cell how many steps it takes to another look or the edge.
fn depths(looks: &[usize], across: usize) -> Vec<u32> {
    if across == 0 {
        return Vec::new();
    }
    let mut depth = vec![u32::MAX; looks.len()];
    for (cell, look) in looks.iter().enumerate() {
        let column = cell % across;
        let edge =
            column == 0 || column + 1 == across || cell < across || cell + across >= looks.len();
        let other = |next: usize| looks.get(next) != Some(look);
        if edge
            || other(cell - 1)
            || other(cell + 1)
            || other(cell - across)
            || other(cell + across)
        {
            depth[cell] = 0;
        }
    }
    let cells = looks.len();
    for cell in 0..cells {
        if depth[cell] > 0 {
            let least = depth[cell - 1].min(depth[cell - across]);
            depth[cell] = least.saturating_add(1);
        }
    }
    for cell in (0..cells).rev() {
        if depth[cell] > 0 {
            let least = depth[cell + 1].min(depth[cell + across]);
            depth[cell] = depth[cell].min(least.saturating_add(1));
        }
    }
    depth
}

/// Writes the name of an area, or its letter where there is less room. Returns the place it takes.
fn label(canvas: &mut Canvas, spot: &Spot, names: &[&str]) -> Taken {
    let (short, long) = match spot.look {
        NOBODY => ("none".to_owned(), "no plan carries this".to_owned()),
        UNNAMED => ("others".to_owned(), "other plans".to_owned()),
        index => {
            let name = names.get(index).copied().unwrap_or_default();
            (letter(index), format!("{} {name}", letter(index)))
        }
    };
    let half = |text: &str| bold_width(text, BODY) / 2.0 + 5.0;
    let text = if half(&long) * 2.0 + 16.0 <= spot.room {
        long
    } else {
        short
    };
    canvas.badge(spot.at, &text, BODY);
    Taken {
        left: spot.at.0 - half(&text),
        right: spot.at.0 + half(&text),
        top: spot.at.1 - 11.0,
        bottom: spot.at.1 + 11.0,
    }
}

fn own_point(
    canvas: &mut Canvas,
    report: &BreakevenScenario,
    (x, y): (&Scale, &Scale),
    plot: Frame,
    obstacles: &mut Obstacles,
) {
    let across = report.across.as_ref();
    let (Some(over), Some(up)) = (
        across.and_then(|knob| knob.value.as_ref()),
        &report.knob.value,
    ) else {
        return;
    };
    let within = |knob: &KnobReport| {
        let value = knob.value.as_ref();
        value.is_some_and(|value| *value >= knob.from && *value <= knob.to)
    };
    if !within(&report.knob) || !across.is_some_and(within) {
        return;
    }
    let at = (x.at(over.approximate()), y.at(up.approximate()));
    canvas.sign(at, Sign::Target);
    let text = "this scenario";
    let size = (bold_width(text, BODY) + 8.0, BODY + 8.0);
    let room = Taken {
        left: plot.left + 2.0,
        right: plot.right - 2.0,
        top: plot.top + 2.0,
        bottom: plot.bottom - 2.0,
    };
    if let Some(place) = obstacles.beside(at, size, &room, 0.0) {
        let middle = (
            f64::midpoint(place.left, place.right),
            f64::midpoint(place.top, place.bottom),
        );
        canvas.badge(middle, text, BODY);
    }
}

fn legend(canvas: &mut Canvas, columns: &[Column], names: &[&str], plot: Frame) {
    let start = plot.right + 18.0;
    let room = WIDTH - MARGIN - start;
    let mut y = plot.top + 10.0;
    let bold = Type {
        bold: true,
        size: SMALL,
        ..Type::default()
    };
    canvas.text((start, y), "cheapest", bold);
    y += LEGEND_GAP * 0.8;
    for (index, name) in names.iter().enumerate() {
        let lines = frame::named(canvas, (start, y), room, (index, name), Sample::Area);
        y += if lines > 1 {
            LEGEND_GAP * 1.4
        } else {
            LEGEND_GAP
        };
    }
    let met = |look: usize| {
        let mut stretches = columns.iter().flat_map(|column| &column.stretches);
        stretches.any(|stretch| stretch.look == look)
    };
    let mut other = |look: usize, text: &str| {
        if look == NOBODY {
            frame::area(canvas, (start, y), Style { index: NOBODY });
        } else {
            canvas.filled(
                &[super::bands::rectangle(
                    start,
                    start + 26.0,
                    y - 8.0,
                    y + 8.0,
                )],
                REST,
                1.0,
            );
        }
        canvas.text(
            (start + 32.0, y + BODY * 0.36),
            &super::text::fitted(text, BODY, room - 32.0),
            Type::default(),
        );
        y += LEGEND_GAP;
    };
    if met(UNNAMED) {
        other(UNNAMED, "other plans");
    }
    if met(NOBODY) {
        other(NOBODY, "no plan");
    }
}
