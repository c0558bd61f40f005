//! What is known of each format of usage: where its fields are and what they mean.
//!
//! A format is data. The reader of files, the detection, `--map` and the SQL all work from it, so a
//! format says once what its columns mean.

use super::Field;

/// How records lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// CSV with a header; `;` and tab separate too.
    Csv,
    /// A JSON object a line, or JSON documents one after the other.
    Json,
    /// Either: the columns of the one are the names of the other.
    Both,
}

impl Layout {
    /// Whether records may lie in that way.
    pub(super) fn covers(self, other: Self) -> bool {
        self == other || self == Self::Both
    }
}

/// What the field of input tokens counts: the first question to ask of any usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Only tokens that no cache served or kept; cached ones come on top.
    UncachedInput,
    /// All tokens of the prompt; cached ones are among them.
    WholePrompt,
}

/// Whether tokens are sums over the requests of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokensAre {
    /// Sums over the record's requests.
    Sums,
    /// Means of one request, rounded to whole tokens over the record.
    Means,
    /// Sums, of which each record has only some; requests without tokens count.
    Parts,
}

/// How times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// A date and time, or a Unix time with ten digits or more; anything else needs a word.
    Written,
    /// Seconds from a start that the file does not tell.
    RelativeSeconds,
    /// Milliseconds from a start that the file does not tell.
    RelativeMilliseconds,
    /// Microseconds from a start that the file does not tell.
    RelativeMicroseconds,
    /// Nanoseconds from a start that the file does not tell.
    RelativeNanoseconds,
    /// As an aggregate has them: a date and time, or seconds from a start that is not told.
    WrittenOrSeconds,
}

impl TimeForm {
    /// The forms that `--time-unit` names.
    pub const UNITS: [(&'static str, Self); 4] = [
        ("seconds", Self::RelativeSeconds),
        ("milliseconds", Self::RelativeMilliseconds),
        ("microseconds", Self::RelativeMicroseconds),
        ("nanoseconds", Self::RelativeNanoseconds),
    ];

    /// How many decimals of its unit a nanosecond is, where a time is a number from a start.
    pub(super) const fn decimals(self) -> Option<usize> {
        match self {
            Self::RelativeSeconds => Some(9),
            Self::RelativeMilliseconds => Some(6),
            Self::RelativeMicroseconds => Some(3),
            Self::RelativeNanoseconds => Some(0),
            Self::Written | Self::WrittenOrSeconds => None,
        }
    }

    /// The form that counts in a unit.
    pub fn from_unit(unit: &str) -> Option<Self> {
        let mut units = Self::UNITS.into_iter();
        units.find(|(name, _)| *name == unit).map(|(_, form)| form)
    }
}

/// Which records went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// The format does not say.
    Unknown,
    /// Those whose status is one of these words, in lower case.
    Words(&'static [&'static str]),
    /// Those that have a status at all.
    Present,
}

/// A format of usage.
#[derive(Debug)]
pub struct Format {
    /// The word of `--from`.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// How records lie in it.
    pub layout: Layout,
    /// Names that tell it from others: all of one of these sets are in the header or the first record.
    pub needs: &'static [&'static [&'static str]],
    /// The columns of a file without a header, which is read only where the format is told.
    pub header: &'static [&'static str],
    /// Where each field is: the first name that has a value. A name with points leads into JSON.
    pub fields: &'static [(Field, &'static [&'static str])],
    /// What input tokens are.
    pub counts: Counts,
    /// What tokens are.
    pub tokens: TokensAre,
    /// How times are written.
    pub time: TimeForm,
    /// Seconds that a record covers; 0 for a moment.
    pub window_seconds: u32,
    /// Which records went wrong.
    pub failed: Failed,
    /// The types of records that are requests, in lower case; all if there are none. With an empty
    /// one, a record that does not say its type is a request if it says tokens.
    pub types: &'static [&'static str],
    /// Beginnings of names that lead into bodies whose shape depends on the model, so that no table has
    /// columns for what is inside.
    pub bodies: &'static [&'static str],
    /// What one must know of it besides: what is left out, what was decided.
    pub notes: &'static str,
}

/// What most formats are.
pub(super) const PLAIN: Format = Format {
    name: "csv",
    title: "requests as CSV",
    layout: Layout::Csv,
    needs: &[],
    header: &[],
    fields: &[],
    counts: Counts::UncachedInput,
    tokens: TokensAre::Sums,
    time: TimeForm::Written,
    window_seconds: 0,
    failed: Failed::Unknown,
    types: &[],
    bodies: &[],
    notes: "",
};

impl Format {
    /// The format of that name.
    pub fn called(name: &str) -> Option<&'static Self> {
        super::FORMATS.iter().copied().find(|f| f.name == name)
    }

    /// Where a field is.
    pub fn names(&self, field: Field) -> &'static [&'static str] {
        let found = self.fields.iter().find(|(of, _)| *of == field);
        found.map_or(&[], |(_, names)| names)
    }

    /// The requests of a record that does not say how many: one, unless it covers some time, where
    /// nothing is known of them.
    pub fn requests_of_a_record(&self) -> u64 {
        u64::from(self.window_seconds == 0 && self.tokens != TokensAre::Parts)
    }

    /// The first format whose names are all there.
    pub fn detect(layout: Layout, has: impl Fn(&str) -> bool) -> Option<&'static Self> {
        super::FORMATS.iter().copied().find(|format| {
            let mut sets = format.needs.iter();
            format.layout.covers(layout) && sets.any(|set| set.iter().all(|name| has(name)))
        })
    }
}
