//! What was used: the sums that pricing needs, by caller, hour and long-context step.
//!
//! They merge by addition, so parts of a file, files and machines can be added in any order. Memory
//! grows with hours and callers, never with records.

use std::collections::BTreeMap;

use super::{
    Field, Ids, Measure, Reason, Sizes,
    record::Dated,
    rules::{PROMPT, WRITES},
};

/// Faults that are kept with their places; further ones are counted.
pub const MOST_FAULTS: usize = 20;

/// Of so many records one may be faulty.
const FAULTY_SHARE: u64 = 100;

/// Who was asked: what one price holds for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Caller {
    /// The model, as called.
    pub model: String,
    /// The region that was called, where the usage says it.
    pub region: String,
    /// The service tier, where the usage says it.
    pub tier: String,
}

/// What requests are added up by, besides their caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The first hour, counted from 1970 UTC or from the unknown start.
    pub hour: i64,
    /// Hours that the sum covers.
    pub window_hours: u16,
    /// The long-context step, in tokens, that each prompt is above.
    pub above: u64,
}

/// The sums of some requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    counts: [u128; Measure::COUNT],
    /// The first moment, in nanoseconds.
    pub first: i64,
    /// The last moment.
    pub last: i64,
}

impl Sums {
    const NONE: Self = Self {
        counts: [0; Measure::COUNT],
        first: i64::MAX,
        last: i64::MIN,
    };

    /// Sums and the moments they lie between.
    pub(super) const fn new(counts: [u128; Measure::COUNT], first: i64, last: i64) -> Self {
        Self {
            counts,
            first,
            last,
        }
    }

    /// The sum of a measure.
    pub fn of(&self, measure: Measure) -> u128 {
        self.counts.get(measure.at()).copied().unwrap_or(0)
    }

    /// Tokens of the whole prompts.
    pub fn prompt_tokens(&self) -> u128 {
        PROMPT.iter().map(|measure| self.of(*measure)).sum()
    }

    /// Tokens written to the cache, for however long.
    pub fn cache_write_tokens(&self) -> u128 {
        WRITES.iter().map(|measure| self.of(*measure)).sum()
    }

    /// Adds another. Sums of counts below 10^15 stay far below 2^128.
    pub fn merge(&mut self, other: &Self) {
        for (own, other) in self.counts.iter_mut().zip(&other.counts) {
            *own = own.saturating_add(*other);
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

/// What one caller used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flow {
    /// The sums, by hour and step.
    pub sums: BTreeMap<Key, Sums>,
    /// How long prompts are, of requests whose size is known.
    pub prompts: Sizes,
    /// How long answers are.
    pub answers: Sizes,
    /// Requests of records that cover several, so that the size of each is not known.
    pub unsized_requests: u128,
}

impl Flow {
    /// Everything in one sum.
    pub fn total(&self) -> Sums {
        let mut total = Sums::NONE;
        self.sums.values().for_each(|sums| total.merge(sums));
        total
    }

    /// Adds another.
    pub fn merge(&mut self, other: &Self) {
        for (key, sums) in &other.sums {
            self.sums.entry(*key).or_insert(Sums::NONE).merge(sums);
        }
        self.prompts.merge(&other.prompts);
        self.answers.merge(&other.answers);
        self.unsized_requests += other.unsized_requests;
    }
}

/// Something wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The column, or the path into JSON.
    pub column: String,
    /// Why the record is left out.
    pub reason: Reason,
    /// What is wrong.
    pub message: String,
}

/// What was used, and what became of every record that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// What each caller used.
    pub flows: BTreeMap<Caller, Flow>,
    /// Records that were read.
    pub read: u64,
    /// Records that were left out, by reason.
    pub left_out: BTreeMap<Reason, u64>,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// Records whose id was looked for among the last [`Ids::WINDOW`] that were kept: none in
    /// formats without ids.
    pub identified: u64,
    /// Records of formats with ids that have none, so that they were not looked for.
    pub unidentified: u64,
    /// Whether some times have dates.
    pub has_dates: bool,
    /// Whether some times count from a start that is not told.
    pub has_relative_times: bool,
    /// Whether some times have no offset, and were taken as UTC.
    pub has_local_times: bool,
    /// The counts that some record has, a bit each by the place of its field.
    pub(super) seen: u64,
}

impl Tally {
    /// Records that were kept: those read, less those left out.
    pub fn kept(&self) -> u64 {
        self.read - self.left_out.values().sum::<u64>()
    }

    /// Records that something is wrong with.
    pub fn faulty(&self) -> u64 {
        let faulty = self.left_out.iter().filter(|(reason, _)| reason.is_fault());
        faulty.map(|(_, count)| count).sum()
    }

    /// Whether so many records are faulty that the file is probably not what it was taken for.
    pub fn has_many_faults(&self) -> bool {
        self.faulty() * FAULTY_SHARE > self.read
    }

    /// Whether more ids were there than are kept: the same record further apart is then not seen.
    pub fn has_more_ids_than_kept(&self) -> bool {
        usize::try_from(self.identified).is_ok_and(|ids| ids > Ids::WINDOW)
    }

    /// Whether some record has a count.
    pub fn has(&self, field: Field) -> bool {
        self.seen >> field.at() & 1 == 1
    }

    /// The hours from the first moment to the last, in nanoseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        let totals = || self.flows.values().map(Flow::total);
        let first = totals().map(|sums| sums.first).min()?;
        Some((first, totals().map(|sums| sums.last).max()?))
    }

    /// Notes how the times of a file are written.
    pub(super) fn note_times(&mut self, dated: Dated) {
        self.has_dates |= dated.has_dates;
        self.has_relative_times |= dated.relative;
        self.has_local_times |= dated.without_offset;
        self.seen |= dated.seen;
    }

    /// Adds another, whose records come after these.
    pub fn merge(&mut self, other: Self) {
        for (caller, flow) in &other.flows {
            self.flows.entry(caller.clone()).or_default().merge(flow);
        }
        self.read += other.read;
        for (reason, count) in other.left_out {
            *self.left_out.entry(reason).or_default() += count;
        }
        let room = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(other.faults.into_iter().take(room));
        self.identified += other.identified;
        self.unidentified += other.unidentified;
        self.has_dates |= other.has_dates;
        self.has_relative_times |= other.has_relative_times;
        self.has_local_times |= other.has_local_times;
        self.seen |= other.seen;
    }
}
