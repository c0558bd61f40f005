//! Pictures of one row a plan or a number: names at the left, costs along an axis below.

use super::{
    canvas::{Anchor, Canvas, Frame, Stroke, Type},
    frame::{self, MARGIN, Source},
    scale::{Scale, plain_dollars},
    text::in_two,
    theme::{BODY, FAINT, FRAME, GRID, SMALL, Style, letter},
};

pub(super) const WIDTH: f64 = 1000.0;
/// From one row to the next.
const ROW: f64 = 44.0;
/// The room of the names.
const NAMES: f64 = 250.0;
/// The room of the figures at the right.
const FIGURES: f64 = 168.0;
/// Costs this many times apart are shown with steps of the same factor.
const LOGARITHMIC: f64 = 25.0;

/// What stands at the left of a row.
pub(super) struct Name<'a> {
    /// Its place among the named plans, if it is one.
    pub plan: Option<usize>,
    pub text: &'a str,
}

/// A picture with its axis and its names drawn, to which rows are added.
pub(super) struct Rows {
    pub canvas: Canvas,
    pub scale: Scale,
    pub plot: Frame,
    height: f64,
    title: String,
    answer: String,
}

/// What a picture of rows is made of.
pub(super) struct Plan<'a> {
    pub title: String,
    pub answer: String,
    /// What the axis is of.
    pub axis: String,
    pub names: Vec<Name<'a>>,
    /// Every cost that is drawn.
    pub costs: Vec<f64>,
    /// The room below the axis for what signs mean.
    pub foot: f64,
}

impl Rows {
    /// The frame, the axis and the names.
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let rows = plan.names.iter().map(|_| ROW).sum::<f64>();
        let mut measured = Canvas::new(WIDTH, 4000.0);
        let room = WIDTH - MARGIN;
        let top = frame::header(&mut measured, room, &plan.title, &plan.answer) + 6.0;
        let height = top + rows + 84.0 + plan.foot;
        let mut canvas = Canvas::new(WIDTH, height);
        frame::header(&mut canvas, room, &plan.title, &plan.answer);
        let plot = Frame {
            left: MARGIN + NAMES,
            top,
            right: WIDTH - MARGIN - FIGURES,
            bottom: top + rows,
        };
        let scale = axis(&plan.costs, (plot.left + 10.0, plot.right - 10.0));
        frame::below(&mut canvas, &scale, plot, plot.bottom, &plain_dollars);
        frame::around(&mut canvas, plot);
        let middle = f64::midpoint(plot.left, plot.right);
        frame::name(
            &mut canvas,
            (middle, plot.bottom + 40.0),
            plot.right - plot.left,
            &plan.axis,
            Anchor::Middle,
        );
        let mut rows = Self {
            canvas,
            scale,
            plot,
            height,
            title: plan.title.clone(),
            answer: plan.answer.clone(),
        };
        for (at, name) in plan.names.iter().enumerate() {
            rows.name(at, name);
        }
        rows
    }

    /// The middle of a row.
    pub(super) fn y(&self, row: usize) -> f64 {
        let before = (0..row).map(|_| ROW).sum::<f64>();
        self.plot.top + before + ROW / 2.0
    }

    fn name(&mut self, row: usize, name: &Name<'_>) {
        let y = self.y(row);
        if row > 0 {
            let above = y - ROW / 2.0;
            self.canvas.line(
                (MARGIN, above),
                (WIDTH - MARGIN, above),
                Stroke::solid(GRID, 0.8),
            );
        }
        let mut start = MARGIN;
        if let Some(index) = name.plan {
            let kind = Type {
                bold: true,
                colour: Style { index }.colour(),
                ..Type::default()
            };
            let at = (start, y + BODY * 0.36);
            self.canvas.text(at, &letter(index), kind);
            start += 22.0;
        }
        let room = self.plot.left - 10.0 - start;
        let lines = in_two(name.text, BODY, room);
        let first = if lines.len() > 1 {
            y - BODY * 0.22
        } else {
            y + BODY * 0.36
        };
        for (line, down) in lines.iter().zip([0.0, BODY * 1.16]) {
            let at = (start, first + down);
            self.canvas.text(at, line, Type::default());
        }
    }

    /// Two lines of figures at the right of a row.
    pub(super) fn figures(&mut self, row: usize, lines: &[String]) {
        let y = self.y(row);
        let first = if lines.len() > 1 {
            y - BODY * 0.22
        } else {
            y + BODY * 0.36
        };
        for (line, down) in lines.iter().zip([0.0, BODY * 1.2]) {
            let kind = Type {
                size: if down > 0.0 { SMALL } else { BODY },
                colour: if down > 0.0 { FAINT } else { super::theme::INK },
                ..Type::default()
            };
            let text = super::text::fitted(line, kind.size, FIGURES - 12.0);
            self.canvas
                .text((self.plot.right + 12.0, first + down), &text, kind);
        }
    }

    /// A place below the axis for what a sign means.
    pub(super) fn foot(&self) -> f64 {
        self.plot.bottom + 62.0
    }

    /// A dashed line through all rows.
    pub(super) fn through(&mut self, cost: f64) {
        let x = self.scale.at(cost);
        let stroke = Stroke {
            colour: FRAME,
            width: 1.4,
            dash: "5 3",
        };
        self.canvas
            .line((x, self.plot.top), (x, self.plot.bottom), stroke);
    }

    /// The picture, with where its figures are from.
    pub(super) fn finish(mut self, source: &Source<'_>) -> String {
        let foot = (WIDTH - MARGIN, self.height - MARGIN + 2.0);
        frame::source(&mut self.canvas, source, foot);
        self.canvas.finish(&self.title, &self.answer)
    }
}

/// An axis for all costs: from zero, unless they are near each other or far apart.
fn axis(costs: &[f64], pixels: (f64, f64)) -> Scale {
    let finite = || costs.iter().copied().filter(|cost| cost.is_finite());
    let low = finite().min_by(f64::total_cmp).unwrap_or(0.0);
    let high = finite().max_by(f64::total_cmp).unwrap_or(1.0);
    if low > 0.0 && high > low * LOGARITHMIC {
        return Scale::new(true, low / 1.25, high * 1.25, pixels);
    }
    let margin = (high - low) * 0.08;
    let start = if low > 0.55 * high {
        low - margin
    } else {
        low.min(0.0)
    };
    Scale::new(false, start, high + margin, pixels)
}
