//! How each engine writes what standard SQL leaves open.

/// An engine that runs the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `DuckDB`, on files.
    DuckDb,
    /// Apache Spark, on tables and files.
    Spark,
    /// Trino, on tables.
    Trino,
    /// Amazon Athena, on tables; its SQL is Trino's.
    Athena,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 4] = [Self::DuckDb, Self::Spark, Self::Trino, Self::Athena];

    /// The word of `--engine`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Spark => "spark",
            Self::Trino => "trino",
            Self::Athena => "athena",
        }
    }

    /// What it is.
    pub const fn title(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Spark => "Apache Spark",
            Self::Trino => "Trino",
            Self::Athena => "Amazon Athena",
        }
    }

    /// The engine of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.word() == word)
    }

    /// A name of a column or table.
    pub(super) fn name(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text. Spark takes a backslash for an escape; the others take it as it is.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            _ => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// The type of texts.
    pub(super) const fn text_type(self) -> &'static str {
        match self {
            Self::Spark => "STRING",
            _ => "VARCHAR",
        }
    }

    /// A value as a text.
    pub(super) fn to_text(self, value: &str) -> String {
        format!("CAST({value} AS {})", self.text_type())
    }

    /// Whether a text is of a pattern, which has no backslashes and says itself where it is held.
    pub(super) fn matches(self, text: &str, pattern: &str) -> String {
        let pattern = self.text(pattern);
        match self {
            Self::DuckDb => format!("REGEXP_MATCHES({text}, {pattern})"),
            _ => format!("REGEXP_LIKE({text}, {pattern})"),
        }
    }

    /// What the first group of a pattern found; nothing, or an empty text, if it was not found.
    pub(super) fn found(self, text: &str, pattern: &str) -> String {
        format!("REGEXP_EXTRACT({text}, {}, 1)", self.text(pattern))
    }

    /// The quotient of whole numbers that are not negative.
    pub(super) fn quotient(self, value: &str, by: i64) -> String {
        match self {
            Self::DuckDb => format!("({value} // {by})"),
            Self::Spark => format!("({value} DIV {by})"),
            _ => format!("({value} / {by})"),
        }
    }

    /// The days from 1970 to a date.
    pub(super) fn days(self, date: &str) -> String {
        match self {
            Self::DuckDb => format!("DATEDIFF('day', DATE '1970-01-01', {date})"),
            Self::Spark => format!("DATEDIFF({date}, DATE '1970-01-01')"),
            _ => format!("DATE_DIFF('day', DATE '1970-01-01', {date})"),
        }
    }

    /// The date so many days after 1970, as a text.
    pub(super) fn date(self, days: &str) -> String {
        let date = match self {
            Self::DuckDb => format!("DATE '1970-01-01' + CAST({days} AS INTEGER)"),
            Self::Spark => format!("DATE_ADD(DATE '1970-01-01', CAST({days} AS INT))"),
            _ => format!("DATE_ADD('day', {days}, DATE '1970-01-01')"),
        };
        self.to_text(&date)
    }

    /// A value inside of JSON as a text.
    pub(super) fn inside(self, json: &str, path: &[&str]) -> String {
        let path = self.text(&self.path(path));
        match self {
            Self::DuckDb => format!("JSON_EXTRACT_STRING({json}, {path})"),
            Self::Spark => format!("GET_JSON_OBJECT({json}, {path})"),
            _ => format!("JSON_EXTRACT_SCALAR({json}, {path})"),
        }
    }

    /// A path into JSON.
    pub(super) fn path(self, path: &[&str]) -> String {
        let step = |name: &&str| match self {
            Self::DuckDb => format!(".\"{name}\""),
            Self::Spark => format!("['{name}']"),
            _ => format!("[\"{name}\"]"),
        };
        format!("${}", path.iter().map(step).collect::<String>())
    }
}
