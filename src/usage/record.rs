//! A record of usage: what a row says, checked and turned into counts.

use super::{
    Counts, Failed, Field, Format, Measure, TimeForm, TokensAre,
    number::{self, is_nothing},
    rules::{self, CACHED, MOST_HOURS, PROMPT, SAY_TOKENS, WRITES, WRITES_OF_NO_LIFETIME},
    time::{self, HOUR, Moment, SECOND},
};
use crate::units::{Decimal, Exact};

/// The texts of a record, by the place of their field.
#[derive(Debug)]
pub(super) struct Texts<'a>(pub(super) [Option<&'a str>; Field::COUNT]);

impl<'a> Texts<'a> {
    /// No texts.
    pub(super) const NONE: Self = Self([None; Field::COUNT]);

    /// Sets the text of a field that has none yet.
    pub(super) fn fill(&mut self, field: Field, text: Option<&'a str>) {
        if let Some(own) = self.0.get_mut(field.at())
            && own.is_none_or(|own| is_nothing(own.trim()))
        {
            *own = text;
        }
    }

    /// The text of a field, unless it says that there is none.
    fn get(&self, field: Field) -> Option<&'a str> {
        let text = self.0.get(field.at()).copied().flatten()?.trim();
        (!is_nothing(text)).then_some(text)
    }
}

/// Why a record is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The line is no record of the format.
    Unreadable,
    /// The time is none, or is not there.
    Time,
    /// A count is none.
    Count,
    /// It records something other than a request.
    NotARequest,
    /// The request failed, and has no tokens.
    Failed,
    /// It has neither tokens nor anything else that is paid for.
    NoTokens,
    /// The same record was there before.
    Duplicate,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Unreadable,
        Self::Time,
        Self::Count,
        Self::NotARequest,
        Self::Failed,
        Self::NoTokens,
        Self::Duplicate,
    ];

    /// The word in the output and in an aggregate.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Time => "bad-time",
            Self::Count => "bad-count",
            Self::NotARequest => "not-a-request",
            Self::Failed => "failed",
            Self::NoTokens => "no-tokens",
            Self::Duplicate => "duplicate",
        }
    }

    /// What it means, for the page of the formats.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Unreadable => "the line is no record of the format",
            Self::Time => "its time is none, or is not there",
            Self::Count => "a count is none",
            Self::NotARequest => "it records something other than a request",
            Self::Failed => "the request failed, and has no tokens",
            Self::NoTokens => "it has neither tokens nor anything else that is paid for",
            Self::Duplicate => "the same record was there before",
        }
    }

    /// Whether something is wrong with the file, not with what it records.
    pub const fn is_fault(self) -> bool {
        matches!(self, Self::Unreadable | Self::Time | Self::Count)
    }

    /// The reason of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Why one record is left out, and by which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Why.
    pub reason: Reason,
    /// The field it is about.
    pub field: Option<Field>,
    /// What is wrong; empty where the reason says it.
    pub message: String,
}

impl Rejected {
    /// A rejection for that reason.
    pub(super) fn new(reason: Reason, field: Option<Field>, message: impl Into<String>) -> Self {
        Self {
            reason,
            field,
            message: message.into(),
        }
    }
}

/// What a record says.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are records, and none is kept"
)]
pub(super) enum Said<'a> {
    /// That something happened.
    Record(Record<'a>),
    /// That so many records were left out before.
    LeftOut(Reason, u64),
}

/// A record of usage.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// When it began, in nanoseconds.
    pub(super) first: i64,
    /// When it ended.
    pub(super) last: i64,
    /// The hour it belongs to, counted as the times are.
    pub(super) hour: i64,
    /// Hours it covers.
    pub(super) window_hours: u16,
    /// The model, as called.
    pub(super) model: &'a str,
    /// The region that was called.
    pub(super) region: &'a str,
    /// The service tier.
    pub(super) tier: &'a str,
    /// The long-context step its prompts are above.
    pub(super) above: u64,
    /// Whether the step of each request is known.
    pub(super) is_sized: bool,
    /// Whether it is of one request, whose size is therefore known.
    pub(super) is_of_one: bool,
    /// Its counts.
    pub(super) counts: [u64; Measure::COUNT],
    /// What tells it from others.
    pub(super) id: Option<&'a str>,
}

impl Record<'_> {
    /// Tokens of the whole prompt.
    pub(super) fn prompt(&self) -> u64 {
        let counts = PROMPT.iter().map(|measure| self.counts[measure.at()]);
        counts.fold(0, u64::saturating_add)
    }
}

/// How records of one file are understood.
#[derive(Debug)]
pub(super) struct Reading {
    /// The format.
    pub(super) format: &'static Format,
    /// What times mean, where the format's own word is replaced.
    pub(super) time: TimeForm,
    /// What input tokens are, where the format's own word is replaced.
    pub(super) counts: Counts,
    /// When relative times begin.
    pub(super) start: Option<i64>,
    /// The long-context steps, from the smallest on.
    pub(super) steps: Vec<u64>,
}

/// Whether a file's times have dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Dated {
    /// Some have.
    pub(super) has_dates: bool,
    /// Some count from a start that is not told.
    pub(super) relative: bool,
    /// Some have a clock without an offset.
    pub(super) without_offset: bool,
    /// The counts that some record has, a bit each by the place of its field.
    pub(super) seen: u64,
}

impl Reading {
    /// What the texts of a record say.
    ///
    /// # Errors
    /// Why it is left out.
    pub(super) fn record<'a>(
        &self,
        texts: &Texts<'a>,
        dated: &mut Dated,
    ) -> Result<Said<'a>, Rejected> {
        self.check_type(texts)?;
        if let Some(word) = texts.get(Field::Rejected) {
            return left_out(word, texts);
        }
        let counts = self.counts(texts)?;
        for field in Field::counts() {
            dated.seen |= u64::from(texts.get(field).is_some()) << field.at();
        }
        let (first, last) = self.window(texts, dated)?;
        let requests = counts[Measure::Requests.at()];
        let is_of_one = rules::is_of_one(requests, self.format.tokens);
        let mut record = Record {
            first,
            last,
            hour: first.div_euclid(HOUR),
            window_hours: 1,
            model: name(texts, Field::Model)?,
            region: name(texts, Field::Region)?,
            tier: name(texts, Field::Tier)?,
            above: 0,
            is_sized: is_of_one,
            is_of_one,
            counts,
            id: texts.get(Field::Id),
        };
        let end = last.saturating_add(HOUR - 1).div_euclid(HOUR);
        record.window_hours = u16::try_from((end - record.hour).max(1)).unwrap_or(u16::MAX);
        if let Some(text) = texts.get(Field::First) {
            record.first = self.moment(text, Field::First, dated)?.0;
        }
        if let Some(text) = texts.get(Field::Last) {
            record.last = self.moment(text, Field::Last, dated)?.0;
        }
        match texts.get(Field::Above) {
            Some(above) => {
                record.above = number::step(above).map_err(|why| bad(Field::Above, why))?;
                record.is_sized = true;
            }
            None if record.is_sized => {
                let prompt = record.prompt();
                let passed = self.steps.iter().rev().find(|step| prompt > **step);
                record.above = passed.copied().unwrap_or(0);
            }
            None => {}
        }
        if let Some(reason) = self.nothing(texts, &record) {
            return Err(Rejected::new(reason, None, ""));
        }
        Ok(Said::Record(record))
    }

    /// Whether it records a request at all.
    fn check_type(&self, texts: &Texts<'_>) -> Result<(), Rejected> {
        if self.format.types.is_empty() {
            return Ok(());
        }
        let own = texts.get(Field::Type).unwrap_or_default();
        let known = self
            .format
            .types
            .iter()
            .any(|word| own.eq_ignore_ascii_case(word));
        let says_tokens = || SAY_TOKENS.iter().any(|field| texts.get(*field).is_some());
        if known && (!own.is_empty() || says_tokens()) {
            return Ok(());
        }
        Err(Rejected::new(Reason::NotARequest, Some(Field::Type), ""))
    }

    /// Why a record without anything to pay for is left out.
    fn nothing(&self, texts: &Texts<'_>, record: &Record<'_>) -> Option<Reason> {
        let paid = Measure::ALL
            .iter()
            .filter(|measure| rules::is_paid(**measure, self.format.tokens))
            .any(|measure| record.counts[measure.at()] > 0);
        if paid {
            return None;
        }
        let status = texts.get(Field::Status);
        let failed = match self.format.failed {
            Failed::Unknown => false,
            Failed::Present => status.is_some(),
            Failed::Words(words) => {
                status.is_some_and(|own| words.iter().any(|word| own.eq_ignore_ascii_case(word)))
            }
        };
        Some(if failed {
            Reason::Failed
        } else {
            Reason::NoTokens
        })
    }

    /// Its counts, input as what no cache served.
    fn counts(&self, texts: &Texts<'_>) -> Result<[u64; Measure::COUNT], Rejected> {
        let mut counts = [0; Measure::COUNT];
        counts[Measure::Records.at()] = 1;
        counts[Measure::Requests.at()] = self.format.requests_of_a_record();
        if let Some(rate) = texts.get(Field::RequestsPerSecond) {
            let rate = number::decimal(rate).map_err(|why| bad(Field::RequestsPerSecond, why))?;
            counts[Measure::Requests.at()] = whole(
                rate,
                u64::from(self.format.window_seconds),
                Field::RequestsPerSecond,
            )?;
        }
        let requests = counts[Measure::Requests.at()];
        for measure in Measure::ALL {
            let field = Field::Of(*measure);
            let Some(text) = texts.get(field) else {
                continue;
            };
            counts[measure.at()] = if self.format.tokens == TokensAre::Means {
                let mean = number::decimal(text).map_err(|why| bad(field, why))?;
                whole(mean, requests, field)?
            } else {
                number::count(text).map_err(|why| bad(field, why))?
            };
        }
        if let Some(text) = texts.get(Field::CacheWriteTokens) {
            let field = Field::CacheWriteTokens;
            let written = number::count(text).map_err(|why| bad(field, why))?;
            // Lifetimes, where they are told, divide the same tokens.
            let told = WRITES.iter().map(|measure| counts[measure.at()]);
            let rest = written.saturating_sub(told.fold(0, u64::saturating_add));
            let default = &mut counts[WRITES_OF_NO_LIFETIME.at()];
            *default = default.saturating_add(rest);
        }
        if self.counts == Counts::WholePrompt {
            let input = Measure::InputTokens.at();
            for measure in CACHED {
                let rest = counts[input].checked_sub(counts[measure.at()]);
                counts[input] = rest.ok_or_else(|| {
                    let message = "more tokens were cached than the whole prompt has: in this format, input tokens are all of them";
                    bad(Field::Of(Measure::InputTokens), message)
                })?;
            }
        }
        Ok(counts)
    }

    /// When it began and ended.
    fn window(&self, texts: &Texts<'_>, dated: &mut Dated) -> Result<(i64, i64), Rejected> {
        let Some(text) = texts.get(Field::Time) else {
            let message = "the time is not there";
            return Err(Rejected::new(Reason::Time, Some(Field::Time), message));
        };
        let (first, is_day) = self.moment(text, Field::Time, dated)?;
        let mut window = i64::from(self.format.window_seconds) * SECOND;
        if window == 0 && is_day {
            window = time::DAY;
        }
        if let Some(text) = texts.get(Field::WindowHours) {
            let hours = number::count(text).map_err(|why| bad(Field::WindowHours, why))?;
            window = i64::try_from(hours)
                .unwrap_or(i64::MAX)
                .saturating_mul(HOUR);
        }
        let mut last = first.saturating_add(window);
        if let Some(text) = texts.get(Field::End) {
            last = self.moment(text, Field::End, dated)?.0;
        }
        if last < first || last.saturating_sub(first) > MOST_HOURS * HOUR {
            let message = "it ends before it begins, or more than a year later";
            return Err(Rejected::new(Reason::Time, Some(Field::End), message));
        }
        Ok((first, last))
    }

    /// A moment in nanoseconds, and whether it is a whole day.
    fn moment(&self, text: &str, field: Field, dated: &mut Dated) -> Result<(i64, bool), Rejected> {
        let wrong = |message: String| Rejected::new(Reason::Time, Some(field), message);
        match time::moment(text, self.time).map_err(wrong)? {
            Moment::Dated {
                at,
                has_offset,
                is_day,
            } => {
                dated.has_dates = true;
                dated.without_offset |= !has_offset;
                Ok((at, is_day))
            }
            Moment::Relative(after) => {
                let Some(start) = self.start else {
                    dated.relative = true;
                    return Ok((after, false));
                };
                dated.has_dates = true;
                let at = start.checked_add(after);
                let at = at.ok_or_else(|| wrong("this is too late".to_owned()))?;
                Ok((at, false))
            }
        }
    }
}

fn bad(field: Field, why: &str) -> Rejected {
    Rejected::new(Reason::Count, Some(field), why)
}

/// `each` of `count`, to the nearest whole number; halves up, as SQL rounds them.
fn whole(each: Decimal, count: u64, field: Field) -> Result<u64, Rejected> {
    let half = Exact::ratio(1, 2).unwrap_or_else(Exact::zero);
    let moved = Exact::from(each) * Exact::from(count) + half;
    let value = moved
        .to_whole()
        .or_else(|| moved.ceil().and_then(|ceiling| ceiling.checked_sub(1)));
    value
        .filter(|value| *value <= number::MOST)
        .ok_or_else(|| bad(field, number::TOO_LARGE))
}

/// Whether a text may be a name.
pub(super) fn is_name(text: &str) -> bool {
    !text.contains(|character: char| character.is_control() || character == '\u{fffd}')
}

/// A name, which may have no control characters: they would go wherever it is shown.
fn name<'a>(texts: &Texts<'a>, field: Field) -> Result<&'a str, Rejected> {
    let name = texts.get(field).unwrap_or_default();
    if !is_name(name) {
        let message = "this is no name: it has control characters, or is not UTF-8";
        return Err(Rejected::new(Reason::Unreadable, Some(field), message));
    }
    Ok(name)
}

fn left_out<'a>(word: &str, texts: &Texts<'a>) -> Result<Said<'a>, Rejected> {
    let field = Field::Rejected;
    let reason = Reason::from_word(word)
        .ok_or_else(|| bad(field, "this is no reason that an aggregate gives"))?;
    let records = texts.get(Field::Of(Measure::Records)).unwrap_or("0");
    let field = Field::Of(Measure::Records);
    let records = number::count(records).map_err(|why| bad(field, why))?;
    Ok(Said::LeftOut(reason, records))
}
