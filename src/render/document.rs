//! What a reader sees, before it is known on what: headings, paragraphs, tables, notes.

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub(super) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The name of the page.
    Title(String),
    /// The name of a section.
    Heading(String),
    /// Lines of prose, each wrapped by itself.
    Text(Vec<String>),
    /// The one sentence a reader came for.
    Answer(String),
    /// A table.
    Grid(Grid),
    /// Points, each with what it is about where that needs saying.
    Items(Vec<Item>),
    /// Names and what stands for them.
    Facts(Vec<(String, String)>),
    /// Text to be copied: never wrapped.
    Code(Vec<String>),
    /// A picture in characters: never wrapped.
    Drawing(Vec<Vec<Stroke>>),
}

/// A part of a line of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stroke {
    pub text: String,
    pub tint: Tint,
}

/// What a part of a drawing belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    /// Axes and figures.
    None,
    /// What the eye should find first.
    Strong,
    /// A plan, by its place among the named ones.
    Plan(usize),
}

/// A point of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is about.
    pub head: Option<String>,
    /// What is said about it.
    pub body: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grid {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its header; a line feed breaks it.
    pub title: String,
    /// How it gives way when the table is too wide.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Short words: never wrapped.
    Word,
    /// Names and ids: wrapped where the table is too wide.
    Name,
    /// Figures: at the right, never wrapped.
    Figure,
    /// Figures that are left out where names would be folded too much for them.
    ExtraFigure,
    /// Short words of which the same holds.
    ExtraWord,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// A cell a column; a line feed breaks it.
    pub cells: Vec<String>,
    /// Whether the eye should find it first.
    pub strong: bool,
}

impl Document {
    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn title(&mut self, text: impl Into<String>) {
        self.push(Block::Title(text.into()));
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.push(Block::Heading(text.into()));
    }

    pub(super) fn text(&mut self, lines: Vec<String>) {
        if !lines.is_empty() {
            self.push(Block::Text(lines));
        }
    }

    pub(super) fn items(&mut self, items: Vec<Item>) {
        if !items.is_empty() {
            self.push(Block::Items(items));
        }
    }

    pub(super) fn facts(&mut self, facts: Vec<(String, String)>) {
        if !facts.is_empty() {
            self.push(Block::Facts(facts));
        }
    }

    pub(super) fn code(&mut self, lines: Vec<String>) {
        self.push(Block::Code(lines));
    }

    pub(super) fn grid(&mut self, grid: Grid) {
        self.push(Block::Grid(grid));
    }
}

impl Grid {
    /// An empty table with these columns.
    pub(super) fn new(columns: &[(&str, ColumnKind)]) -> Self {
        let columns = columns.iter().map(|(title, kind)| Column {
            title: (*title).to_owned(),
            kind: *kind,
        });
        Self {
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(Row {
            cells,
            strong: false,
        });
    }
}

impl Item {
    /// A point by itself.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self {
            head: None,
            body: vec![text.into()],
        }
    }

    /// What is said about something.
    pub(super) fn about(head: impl Into<String>, body: Vec<String>) -> Self {
        Self {
            head: Some(head.into()),
            body,
        }
    }
}

/// The text with control characters made visible, so that a name cannot steer a terminal. A line
/// feed stays: it breaks a cell.
pub(super) fn clean(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n';
    if !text.contains(steers) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| {
            if steers(c) {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}
