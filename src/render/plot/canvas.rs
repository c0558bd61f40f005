//! The only place where SVG is written. What leaves the picture is drawn at its edge, and what is no
//! number at its corner: a viewer never sees an invalid file.

use std::{collections::BTreeSet, fmt::Write as _};

use svg::{
    Document,
    node::element::{
        Definitions, Description, Element, Group, Path, Pattern, Rectangle, Text, Title,
    },
};

use super::{
    text::writable,
    theme::{BODY, FAINT, FONTS, HATCHES, INK, NOBODY, PAPER, Style},
};

/// A place on the picture.
pub(super) type Point = (f64, f64);

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub colour: &'static str,
    pub width: f64,
    pub dash: &'static str,
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub size: f64,
    pub colour: &'static str,
    pub bold: bool,
    pub anchor: Anchor,
    /// Whether it stands on lines and needs paper around it.
    pub halo: bool,
}

/// Where text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Right of its place.
    Start,
    /// Around it.
    Middle,
    /// Left of it.
    End,
}

/// The sign of a crossing: what kind it is shows without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A full circle.
    Circle,
    /// An open diamond.
    Diamond,
    /// An open square.
    Square,
    /// A cross in a circle.
    Target,
}

/// A rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A picture being drawn.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    nodes: Vec<Element>,
    hatches: BTreeSet<usize>,
}

impl Default for Type {
    fn default() -> Self {
        Self {
            size: BODY,
            colour: INK,
            bold: false,
            anchor: Anchor::Start,
            halo: false,
        }
    }
}

impl Stroke {
    pub(super) fn solid(colour: &'static str, width: f64) -> Self {
        Self {
            colour,
            width,
            dash: "",
        }
    }
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            nodes: Vec::new(),
            hatches: BTreeSet::new(),
        }
    }

    pub(super) fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        self.trace(&[vec![from, to]], stroke);
    }

    /// Lines through points.
    pub(super) fn trace(&mut self, lines: &[Vec<Point>], stroke: Stroke) {
        let data = self.data(lines, false);
        if data.is_empty() {
            return;
        }
        let mut path = Path::new()
            .set("d", data)
            .set("fill", "none")
            .set("stroke", stroke.colour)
            .set("stroke-width", number(stroke.width))
            .set("stroke-linejoin", "round");
        if stroke.dash.is_empty() {
            path = path.set("stroke-linecap", "round");
        } else {
            path = path.set("stroke-dasharray", stroke.dash);
        }
        self.nodes.push(path.into());
    }

    /// Areas of one plan, or of none (`NOBODY`), in its tint and its hatch.
    pub(super) fn hatched(&mut self, areas: &[Vec<Point>], style: Style) {
        let data = self.data(areas, true);
        if !data.is_empty() {
            let id = self.hatch(style);
            let path = Path::new()
                .set("d", data)
                .set("fill", format!("url(#{id})"));
            self.nodes.push(path.into());
        }
    }

    /// Areas in one colour.
    pub(super) fn filled(&mut self, areas: &[Vec<Point>], colour: &'static str, opacity: f64) {
        let data = self.data(areas, true);
        if !data.is_empty() {
            let path = Path::new().set("d", data).set("fill", colour);
            let path = if opacity < 1.0 {
                path.set("fill-opacity", number(opacity))
            } else {
                path
            };
            self.nodes.push(path.into());
        }
    }

    /// A rectangle with a line around it.
    pub(super) fn framed(&mut self, frame: Frame, fill: &'static str, stroke: Stroke) {
        let (left, top) = self.inside((frame.left, frame.top));
        let (right, bottom) = self.inside((frame.right, frame.bottom));
        let rectangle = Rectangle::new()
            .set("x", number(left))
            .set("y", number(top))
            .set("width", number((right - left).max(0.0)))
            .set("height", number((bottom - top).max(0.0)))
            .set("fill", fill)
            .set("stroke", stroke.colour)
            .set("stroke-width", number(stroke.width));
        self.nodes.push(rectangle.into());
    }

    /// Text with its baseline at `at`.
    pub(super) fn text(&mut self, at: Point, text: &str, kind: Type) {
        let (x, y) = self.inside(at);
        let anchor = match kind.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let mut node = Text::new(writable(text))
            .set("x", number(x))
            .set("y", number(y))
            .set("font-size", number(kind.size))
            .set("fill", kind.colour);
        if anchor != "start" {
            node = node.set("text-anchor", anchor);
        }
        if kind.bold {
            node = node.set("font-weight", "bold");
        }
        if kind.halo {
            node = node
                .set("stroke", PAPER)
                .set("stroke-width", "3.5")
                .set("stroke-linejoin", "round")
                .set("paint-order", "stroke");
        }
        self.nodes.push(node.into());
    }

    /// A letter or a name on paper, so that it reads on any hatch.
    pub(super) fn badge(&mut self, at: Point, text: &str, size: f64) {
        let half = super::text::bold_width(text, size) / 2.0 + 3.5;
        let frame = Frame {
            left: at.0 - half,
            right: at.0 + half,
            top: at.1 - size * 0.72,
            bottom: at.1 + size * 0.72,
        };
        self.framed(frame, PAPER, Stroke::solid(FAINT, 0.6));
        let kind = Type {
            size,
            bold: true,
            anchor: Anchor::Middle,
            ..Type::default()
        };
        self.text((at.0, at.1 + size * 0.36), text, kind);
    }

    /// A sign at a place.
    pub(super) fn sign(&mut self, at: Point, sign: Sign) {
        let (x, y) = self.inside(at);
        let (x, y) = (
            x.clamp(6.0, self.width - 6.0),
            y.clamp(6.0, self.height - 6.0),
        );
        let data = match sign {
            Sign::Circle => circle((x, y), 4.2),
            Sign::Diamond => closed(&[(x, y - 5.6), (x + 5.6, y), (x, y + 5.6), (x - 5.6, y)]),
            Sign::Square => closed(&[
                (x - 4.2, y - 4.2),
                (x + 4.2, y - 4.2),
                (x + 4.2, y + 4.2),
                (x - 4.2, y + 4.2),
            ]),
            Sign::Target => circle((x, y), 5.5),
        };
        let fill = if sign == Sign::Circle { INK } else { PAPER };
        let path = Path::new()
            .set("d", data)
            .set("fill", fill)
            .set("stroke", if sign == Sign::Circle { PAPER } else { INK })
            .set("stroke-width", "1.5");
        self.nodes.push(path.into());
        if sign == Sign::Target {
            let stroke = Stroke::solid(INK, 1.5);
            self.line((x - 3.0, y), (x + 3.0, y), stroke);
            self.line((x, y - 3.0), (x, y + 3.0), stroke);
        }
    }

    /// A dot.
    pub(super) fn dot(&mut self, at: Point, radius: f64, fill: &'static str, stroke: &'static str) {
        let path = Path::new()
            .set("d", circle(self.inside(at), radius))
            .set("fill", fill)
            .set("stroke", stroke)
            .set("stroke-width", "2");
        self.nodes.push(path.into());
    }

    /// The picture as a file. The title and the description are read to those who cannot see it.
    pub(super) fn finish(self, title: &str, description: &str) -> String {
        let (width, height) = (number(self.width), number(self.height));
        let hatches = self.hatches.iter().map(|index| pattern(*index));
        let definitions = hatches.fold(Definitions::new(), Definitions::add);
        let paper = Rectangle::new()
            .set("width", width.as_str())
            .set("height", height.as_str())
            .set("fill", PAPER);
        let drawn = self
            .nodes
            .into_iter()
            .fold(Group::new().set("font-family", FONTS), |group, node| {
                group.add(node)
            });
        let document = Document::new()
            .set("width", width.as_str())
            .set("height", height.as_str())
            .set("viewBox", format!("0 0 {width} {height}"))
            .set("role", "img")
            .add(Title::new(writable(title)))
            .add(Description::new().add(svg::node::Text::new(writable(description))))
            .add(definitions)
            .add(paper)
            .add(drawn);
        format!("{document}\n")
    }

    /// The name of a hatch, which is defined in the picture then.
    fn hatch(&mut self, style: Style) -> String {
        self.hatches.insert(style.index);
        hatch_id(style.index)
    }

    fn inside(&self, (x, y): Point) -> Point {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        (
            finite(x).clamp(0.0, self.width),
            finite(y).clamp(0.0, self.height),
        )
    }

    fn data(&self, lines: &[Vec<Point>], close: bool) -> String {
        let mut data = String::new();
        for line in lines.iter().filter(|line| line.len() > 1) {
            let mut last = None;
            for point in line {
                let (x, y) = self.inside(*point);
                let point = (number(x), number(y));
                if last.as_ref() == Some(&point) {
                    continue;
                }
                let verb = if last.is_none() { 'M' } else { 'L' };
                // Writing to a string does not fail.
                let _written = write!(data, "{verb}{} {}", point.0, point.1);
                last = Some(point);
            }
            if close {
                data.push('Z');
            }
        }
        data
    }
}

fn closed(points: &[Point]) -> String {
    let points = points.iter().enumerate().map(|(at, (x, y))| {
        let verb = if at == 0 { 'M' } else { 'L' };
        format!("{verb}{} {}", number(*x), number(*y))
    });
    points.chain(["Z".to_owned()]).collect()
}

fn circle((x, y): Point, radius: f64) -> String {
    let (left, right, y, radius) = (
        number(x - radius),
        number(x + radius),
        number(y),
        number(radius),
    );
    format!("M{left} {y}A{radius} {radius} 0 1 1 {right} {y}A{radius} {radius} 0 1 1 {left} {y}Z")
}

fn hatch_id(index: usize) -> String {
    match index {
        NOBODY => "hatch-none".to_owned(),
        index => format!("hatch-{index}"),
    }
}

/// The tile of a hatch: a tint, and lines or dots on it.
fn pattern(index: usize) -> Pattern {
    let style = Style { index };
    let (colour, tint, size, kind) = match index {
        NOBODY => ("#9a9a9a", 0.0, 10.0, HATCHES),
        _ => (style.colour(), 0.3, 8.0, style.hatch()),
    };
    let tile = Pattern::new()
        .set("id", hatch_id(index))
        .set("width", number(size))
        .set("height", number(size))
        .set("patternUnits", "userSpaceOnUse");
    let ground = |fill: &str, opacity: f64| {
        Rectangle::new()
            .set("width", number(size))
            .set("height", number(size))
            .set("fill", fill)
            .set("fill-opacity", number(opacity))
    };
    let tile = tile.add(ground(PAPER, 1.0)).add(ground(colour, tint));
    let (data, turned) = match kind {
        0 => ("", 0),
        1 => ("M0 4H8", -45),
        2 => ("M0 4H8", 45),
        3 => ("M4 2.6A1.4 1.4 0 1 1 4 5.4A1.4 1.4 0 1 1 4 2.6Z", 45),
        4 => ("M0 4H8", 0),
        5 => ("M4 0V8", 0),
        6 => ("M0 4H8M4 0V8", 45),
        7 => ("M0 4H8M4 0V8", 0),
        _ => ("M0 5H5", 45),
    };
    let tile = if turned == 0 {
        tile
    } else {
        tile.set("patternTransform", format!("rotate({turned})"))
    };
    if data.is_empty() {
        return tile;
    }
    let lines = Path::new()
        .set("d", data)
        .set("stroke", colour)
        .set("stroke-width", "1.1")
        .set("fill", if kind == 3 { colour } else { "none" });
    tile.add(lines)
}

/// A coordinate: two digits after the point are finer than any screen.
pub(super) fn number(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}
