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
    /// Names that tell it from others: all of them are in the header or the first record.
    pub needs: &'static [&'static str],
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
    /// The types of records that are requests, in lower case; all if there are none.
    pub types: &'static [&'static str],
}

/// What most formats are.
pub(super) const PLAIN: Format = Format {
    name: "csv",
    title: "requests as CSV",
    layout: Layout::Csv,
    needs: &[],
    fields: &[],
    counts: Counts::UncachedInput,
    tokens: TokensAre::Sums,
    time: TimeForm::Written,
    window_seconds: 0,
    failed: Failed::Unknown,
    types: &[],
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

    /// The first format whose names are all there.
    pub fn detect(layout: Layout, has: impl Fn(&str) -> bool) -> Option<&'static Self> {
        super::FORMATS.iter().copied().find(|format| {
            format.layout == layout
                && !format.needs.is_empty()
                && format.needs.iter().all(|name| has(name))
        })
    }
}
