//! A tree of values that remembers where in the text each one stands.

use std::collections::BTreeMap;

use crate::units::{Decimal, Exact};

/// Where in the text something stands, in bytes.
pub type Span = std::ops::Range<usize>;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A value of the file. Numbers are kept as written until they are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The source text of a bare number, underscores dropped.
    Number(String),
    /// A quoted text, which may be a number too.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table: its keys in the order of the alphabet, each with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Where the table stands.
    pub span: Span,
    entries: BTreeMap<String, (Span, Node)>,
}

impl Table {
    /// An empty table at `span`.
    pub fn new(span: Span) -> Self {
        Self {
            span,
            entries: BTreeMap::new(),
        }
    }

    /// Puts `node` under `key`, replacing what was there.
    pub fn insert(&mut self, key: &str, key_span: Span, node: Node) {
        self.entries.insert(key.to_owned(), (key_span, node));
    }

    /// Takes out what is under `key`.
    pub fn remove(&mut self, key: &str) {
        self.entries.remove(key);
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|(_, node)| node)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key).map(|(_, node)| node)
    }

    /// Every key with its place and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Span, &Node)> {
        self.entries
            .iter()
            .map(|(key, (span, node))| (key.as_str(), span, node))
    }

    /// The text under `key`, if it is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Value {
    /// What this is, as an error names it.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Bool(_) => "a boolean",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A number of a scenario: one value, and the range it may lie in if one was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The value commands that need one take: `mode`, else `mean`, else the most likely, as written.
    pub value: Decimal,
    /// The range, if the file gave one.
    pub range: Option<Range>,
}

impl Number {
    /// A number without a range.
    pub fn plain(value: Decimal) -> Self {
        Self { value, range: None }
    }

    /// The value as an exact number.
    pub fn exact(&self) -> Exact {
        Exact::from(self.value)
    }
}

/// How an uncertain number is spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Which distribution.
    pub distribution: Distribution,
    /// `low`, `mode`, `high`; or `mean`, `sd`; or the values of a discrete one, with their weights.
    pub parameters: Vec<(String, Decimal)>,
    /// The weights of a discrete distribution, one a value.
    pub weights: Vec<Decimal>,
}

crate::schema::choices! {
    /// A named distribution of an uncertain number.
    pub enum Distribution {
        /// `low`, `mode`, `high`, straight lines between them.
        Triangular = "triangular",
        /// `low`, `mode`, `high`, smooth, the mode weighing four times.
        Pert = "pert",
        /// `low`, `high`, all equally likely.
        Uniform = "uniform",
        /// `mean`, `sd`.
        Normal = "normal",
        /// `mean`, `sd` of the number itself.
        Lognormal = "lognormal",
        /// `values` and `weights`.
        Discrete = "discrete",
    }
}

/// Something wrong with the file: what, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to do, if that is known.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at `span`.
    pub fn new(span: &Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: span.clone(),
            help: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
