//! A shortcut through plain rows of CSV: no quotes, whole numbers, times such as
//! `2026-09-01T12:00:00.5Z`.
//!
//! It reads eight bytes at a time and looks only at cells that count. Whatever it does not know, it
//! leaves alone, and the row is read the ordinary way; what it knows, it reads to the same result, which
//! tests hold it to on random files.

use super::{
    Counts, Field, Format, Key, Measure, Moment, SECOND, TimeForm, TokensAre,
    cells::text,
    columns::Columns,
    number::{MOST, is_nothing},
    partial::{COMMON, Counted},
    places::{Places, mixed},
    record::{Reading, is_name},
    time::moment,
    work::Records,
};

/// Hours of a day.
const HOURS: i64 = 24;
/// Fields that say whose a record is: model, region, tier.
const WHOSE: usize = 3;

/// What a cell is to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing.
    Other,
    /// The time.
    Time,
    /// Whose it is: the model, region or tier.
    Whose(usize),
    /// The count of a measure, by its place.
    Count(usize),
    /// Tokens written to a cache for a time that is not told.
    CacheWrite,
    /// The id.
    Id,
}

/// What plain rows of a file are.
#[derive(Debug)]
pub(super) struct Plain {
    /// All columns: a row has as many cells.
    parts: Vec<Part>,
    delimiter: u8,
    whole_prompt: bool,
    steps: Vec<u64>,
    /// Measures up to the last that may be counted.
    measures: usize,
    /// Cells up to the last that says whose a record is.
    whose: usize,
}

impl Plain {
    /// What plain rows are, if records of the format can be read from such.
    pub(super) fn of(
        columns: &Columns,
        count: usize,
        reading: &Reading,
        delimiter: u8,
    ) -> Option<Self> {
        // Each property of a format is named, so that a new one is not forgotten here.
        let Reading {
            format,
            time,
            counts,
            start: _,
            steps,
        } = reading;
        let Format {
            name: _,
            title: _,
            layout: _,
            needs: _,
            header: _,
            fields: _,
            counts: _,
            tokens,
            time: _,
            window_seconds,
            failed: _,
            types,
            bodies: _,
            notes: _,
        } = format;
        let is_known = *time == TimeForm::Written
            && *tokens == TokensAre::Sums
            && *window_seconds == 0
            && types.is_empty();
        if !is_known {
            return None;
        }
        let mut parts = vec![Part::Other; count];
        let mut last = Measure::CacheWrite1hTokens.at();
        for (field, column) in columns.each_in_one_column()? {
            let part = match field {
                Field::Time => Part::Time,
                Field::Model => Part::Whose(0),
                Field::Region => Part::Whose(1),
                Field::Tier => Part::Whose(2),
                Field::Of(measure) => {
                    last = last.max(measure.at());
                    Part::Count(measure.at())
                }
                Field::CacheWriteTokens => Part::CacheWrite,
                Field::Id => Part::Id,
                // Asked only of records without tokens, which are no plain ones.
                Field::Status => continue,
                _ => return None,
            };
            let own = parts.get_mut(column)?;
            if *own != Part::Other {
                return None;
            }
            *own = part;
        }
        let is_used = |which: &usize| parts.contains(&Part::Whose(*which));
        let whose = (0..WHOSE).rev().find(is_used).map_or(0, |last| last + 1);
        parts.contains(&Part::Time).then_some(Self {
            parts,
            delimiter,
            whole_prompt: *counts == Counts::WholePrompt,
            steps: steps.clone(),
            measures: last + 1,
            whose,
        })
    }
}

/// Where a cell lies.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    fn of(self, block: &[u8]) -> &[u8] {
        block.get(self.start..self.end).unwrap_or_default()
    }
}

/// A caller, by the cells that said whose the record is.
#[derive(Debug)]
struct Whose {
    cells: [Box<[u8]>; WHOSE],
    hash: u64,
    caller: usize,
}

/// A date that was read before.
#[derive(Debug, Clone, Copy)]
struct Day {
    /// Its first eight bytes.
    start: u64,
    /// The other two.
    end: u64,
    /// Its first moment, in nanoseconds.
    at: i64,
    /// Its first hour.
    hour: i64,
}

/// No date: two bytes are less.
const NO_DAY: Day = Day {
    start: 0,
    end: u64::MAX,
    at: 0,
    hour: 0,
};

/// Reads plain rows.
pub(super) struct Quick<'a> {
    plain: &'a Plain,
    whose: Vec<Whose>,
    by_whose: Places,
    /// Dates, by the day of the month.
    days: [Day; 32],
    /// The row that is read.
    row: Row,
}

/// A row as far as it has been read.
struct Row {
    counted: Counted,
    is_timed: bool,
    has_offset: bool,
    whose: [Span; WHOSE],
    hash: u64,
    /// Bits of the counts that are paid for.
    paid: u64,
    cache_write: u64,
    id: Span,
    /// Bits of the fields that have a count.
    seen: u64,
}

const RECORDS: usize = Measure::Records.at();
const REQUESTS: usize = Measure::Requests.at();
/// The counts that belong to a prompt are taken out of all of them in this order.
const _: () = assert!(
    RECORDS == 0
        && REQUESTS == 1
        && Measure::InputTokens.at() == 2
        && Measure::CacheReadTokens.at() == 3
        && Measure::CacheWrite5mTokens.at() == 4
        && Measure::CacheWrite1hTokens.at() == 5
);

impl Row {
    /// Nothing of one with so many measures.
    const fn of(measures: usize) -> Self {
        Self {
            counted: Counted {
                caller: 0,
                key: Key {
                    hour: 0,
                    window_hours: 1,
                    above: 0,
                },
                first: 0,
                last: 0,
                is_sized: false,
                is_of_one: false,
                measures,
                counts: [0; Measure::COUNT],
            },
            is_timed: false,
            has_offset: false,
            whose: [Span { start: 0, end: 0 }; WHOSE],
            hash: 0,
            paid: 0,
            cache_write: 0,
            id: Span { start: 0, end: 0 },
            seen: 0,
        }
    }

    /// One request, and nothing else.
    #[inline]
    fn clear(&mut self) {
        // The common counts at one go.
        if let Some(common) = self.counted.counts.first_chunk_mut() {
            *common = [1, 1, 0, 0, 0, 0, 0, 0];
        }
        if self.counted.measures > COMMON {
            self.counted
                .counts
                .get_mut(COMMON..)
                .unwrap_or_default()
                .fill(0);
        }
        self.is_timed = false;
        self.has_offset = false;
        self.whose = [Span { start: 0, end: 0 }; WHOSE];
        self.hash = 0;
        self.paid = 0;
        self.cache_write = 0;
        self.id = Span { start: 0, end: 0 };
        self.seen = 0;
    }
}

impl<'a> Quick<'a> {
    pub(super) fn new(plain: &'a Plain) -> Self {
        Self {
            plain,
            whose: Vec::new(),
            by_whose: Places::default(),
            days: [NO_DAY; 32],
            row: Row::of(plain.measures),
        }
    }

    /// Reads the row at `at` and tells where it ends; nothing, having done nothing, where it is no
    /// plain one.
    #[inline]
    pub(super) fn row(&mut self, block: &[u8], at: usize, into: &mut Records<'_>) -> Option<usize> {
        let end = self.cells(block, at)?;
        let row = &mut self.row;
        if row.paid == 0 || !row.is_timed {
            return None;
        }
        let counted = &mut row.counted;
        let [
            _,
            requests,
            input,
            cache_read,
            written_for_minutes,
            written_for_an_hour,
            ..,
        ] = &mut counted.counts;
        let told = *written_for_minutes + *written_for_an_hour;
        *written_for_minutes += row.cache_write.saturating_sub(told);
        let cached = *cache_read + *written_for_minutes + *written_for_an_hour;
        if self.plain.whole_prompt {
            *input = input.checked_sub(cached)?;
        }
        counted.is_sized = *requests == 1;
        counted.is_of_one = *requests == 1;
        counted.key.above = 0;
        if counted.is_sized {
            let prompt = *input + cached;
            let passed = self.plain.steps.iter().take_while(|step| prompt > **step);
            counted.key.above = passed.last().copied().unwrap_or(0);
        }
        let (has_offset, seen) = (row.has_offset, row.seen);
        let id = row.id.of(block);
        self.row.counted.caller = self.caller(block, into)?;
        let dated = into.dated();
        dated.has_dates = true;
        dated.without_offset |= !has_offset;
        dated.seen |= seen;
        if id.is_empty() {
            into.count(&self.row.counted, None);
        } else {
            let id = text(id).trim();
            into.count(&self.row.counted, (!is_nothing(id)).then_some(id));
        }
        Some(end)
    }

    /// Reads the cells of a row, and tells where it ends.
    #[inline]
    fn cells(&mut self, block: &[u8], start: usize) -> Option<usize> {
        let plain = self.plain;
        let (row, days) = (&mut self.row, &mut self.days);
        row.clear();
        let mut at = start;
        let last = plain.parts.len() - 1;
        for (column, part) in plain.parts.iter().enumerate() {
            at = match *part {
                Part::Time => time(block, at, days, row)?,
                Part::Count(place) => {
                    let (value, end) = count(block, at)?;
                    if end > at {
                        *row.counted.counts.get_mut(place)? = value;
                        row.seen |= 1 << (Field::Of(*Measure::ALL.get(place)?).at());
                    }
                    if place != RECORDS && place != REQUESTS {
                        row.paid |= value;
                    }
                    end
                }
                Part::CacheWrite => {
                    let (value, end) = count(block, at)?;
                    row.cache_write = value;
                    row.paid |= value;
                    if end > at {
                        row.seen |= 1 << Field::CacheWriteTokens.at();
                    }
                    end
                }
                Part::Whose(which) => {
                    let (end, hash) = cell(block, at, plain.delimiter)?;
                    *row.whose.get_mut(which)? = Span { start: at, end };
                    row.hash = mixed(row.hash, hash);
                    end
                }
                Part::Id => {
                    let (end, _) = cell(block, at, plain.delimiter)?;
                    row.id = Span { start: at, end };
                    end
                }
                Part::Other => cell(block, at, plain.delimiter)?.0,
            };
            match *block.get(at)? {
                byte if byte == plain.delimiter && column < last => at += 1,
                b'\n' if column == last => return Some(at + 1),
                b'\r' if column == last && block.get(at + 1) == Some(&b'\n') => {
                    return Some(at + 2);
                }
                _ => return None,
            }
        }
        None
    }

    /// The caller of a row.
    #[inline]
    fn caller(&mut self, block: &[u8], into: &mut Records<'_>) -> Option<usize> {
        let (cells, hash) = (&self.row.whose, self.row.hash);
        let found = self.by_whose.find(hash, |place| {
            self.whose.get(place).is_some_and(|whose| {
                let mut both = whose.cells.iter().zip(cells).take(self.plain.whose);
                both.all(|(own, cell)| **own == *cell.of(block))
            })
        });
        if let Some(whose) = found.and_then(|place| self.whose.get(place)) {
            return Some(whose.caller);
        }
        let said = cells.map(|span| {
            let said = text(span.of(block)).trim();
            if is_nothing(said) { "" } else { said }
        });
        if !said.iter().all(|name| is_name(name)) {
            return None;
        }
        let [model, region, tier] = said;
        let caller = into.caller(model, region, tier);
        self.whose.push(Whose {
            cells: cells.map(|span| Box::from(span.of(block))),
            hash,
            caller,
        });
        let hash_of = |place: usize| self.whose.get(place).map_or(0, |whose| whose.hash);
        self.by_whose.add(hash, hash_of);
        Some(caller)
    }
}

/// Reads a time, and tells where it ends.
#[inline]
fn time(block: &[u8], at: usize, days: &mut [Day; 32], row: &mut Row) -> Option<usize> {
    let (date, middle) = (word(block, at)?, word(block, at + 8)?);
    let day = day(block, at, days, (date, middle & 0xffff))?;
    if !matches!(byte(middle >> 16), b'T' | b't' | b' ') {
        return None;
    }
    let clock = (middle >> 24) | (word(block, at + 16)? << 40);
    let (hours, seconds) = clock_of(clock)?;
    let mut end = at + 19;
    let mut nanoseconds = 0;
    if block.get(end) == Some(&b'.') {
        let (value, digits) = digits(word(block, end + 1)?);
        let unit = UNITS.get(digits).copied()?;
        nanoseconds = i64::try_from(value).ok()? * unit;
        end += 1 + digits;
    }
    match block.get(end)? {
        b'Z' | b'z' => {
            row.has_offset = true;
            end += 1;
        }
        b'+' if block.get(end..end + 6) == Some(b"+00:00") => {
            row.has_offset = true;
            end += 6;
        }
        _ => {}
    }
    row.is_timed = true;
    let counted = &mut row.counted;
    counted.key.hour = day.hour + hours;
    counted.first = day.at.checked_add(seconds * SECOND + nanoseconds)?;
    counted.last = counted.first;
    Some(end)
}

/// The day that ten bytes say.
#[inline]
fn day(block: &[u8], at: usize, days: &mut [Day; 32], own: (u64, u64)) -> Option<Day> {
    let (start, end) = own;
    let place = usize::from(byte(end) & 3) * 10 + usize::from(byte(end >> 8) & 15);
    let known = days.get_mut(place % 32)?;
    if known.start != start || known.end != end {
        let date = text(block.get(at..at + 10)?);
        let Ok(Moment::Dated {
            at, is_day: true, ..
        }) = moment(date, TimeForm::Written)
        else {
            return None;
        };
        let hour = at.div_euclid(super::DAY) * HOURS;
        *known = Day {
            start,
            end,
            at,
            hour,
        };
    }
    Some(*known)
}

/// Nanoseconds of a unit of so many decimals; nothing for none, and for more than a word has.
const UNITS: [i64; 8] = [
    0,
    100_000_000,
    10_000_000,
    1_000_000,
    100_000,
    10_000,
    1_000,
    100,
];

/// Each byte of a word.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes, the first one lowest; nothing at the end of a block.
#[inline]
fn word(block: &[u8], at: usize) -> Option<u64> {
    let bytes = block.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

/// The lowest byte of a word.
#[inline]
fn byte(word: u64) -> u8 {
    let [byte, ..] = word.to_le_bytes();
    byte
}

/// The place of the lowest set bit's byte; 8 if there is none.
#[inline]
fn first(highs: u64) -> usize {
    usize::try_from(highs.trailing_zeros() / 8).unwrap_or(8)
}

/// The number that a word begins with, and how many digits it has, up to 8.
#[inline]
fn digits(word: u64) -> (u64, usize) {
    let digits = word ^ (ONES * 0x30);
    // A byte above 9 reaches its highest bit; what it carries over only reaches later bytes.
    let others = (digits.wrapping_add(ONES * 0x76) | digits) & HIGHS;
    let length = first(others);
    if length == 0 {
        return (0, 0);
    }
    // Missing digits in front are zeros. Pairs, fours and eights of digits are put together.
    let digits = digits << (64 - 8 * length);
    let pairs = (digits.wrapping_mul(1 + (10 << 8)) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(1 + (100 << 16)) >> 16) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(1 + (10_000 << 32)) >> 32, length)
}

/// A whole number, and where it ends; no number where it has no digits.
#[inline]
fn count(block: &[u8], at: usize) -> Option<(u64, usize)> {
    let (value, length) = digits(word(block, at)?);
    if length < 8 {
        return Some((value, at + length));
    }
    let (more, length) = digits(word(block, at + 8)?);
    let value = value * 10_u64.pow(u32::try_from(length).ok()?) + more;
    (length < 8 && value <= MOST).then_some((value, at + 8 + length))
}

/// Where a cell without quotes ends, and its hash. Control characters end it too.
#[inline]
fn cell(block: &[u8], start: usize, delimiter: u8) -> Option<(usize, u64)> {
    let mut hash = 0;
    let mut at = start;
    loop {
        let word = word(block, at)?;
        let delimiters = word ^ (ONES * u64::from(delimiter));
        let ends = (delimiters.wrapping_sub(ONES) & !delimiters)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let length = first(ends & HIGHS);
        if length == 8 {
            hash = mixed(hash, word);
            at += 8;
            continue;
        }
        let own = word & !(u64::MAX << (8 * length));
        let bytes = u64::try_from(at - start + length).unwrap_or(0);
        return Some((at + length, mixed(mixed(hash, own), bytes)));
    }
}

/// The hours and the seconds of a day that `12:34:56` says.
#[inline]
fn clock_of(word: u64) -> Option<(i64, i64)> {
    let parts = word ^ u64::from_le_bytes(*b"00:00:00");
    let most = u64::from_le_bytes([0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f, 0x76, 0x76]);
    // As for digits; colons have to be just those.
    if (parts.wrapping_add(most) | parts) & HIGHS != 0 {
        return None;
    }
    let pairs = parts.wrapping_mul(10).wrapping_add(parts >> 8);
    let part = |bits: u32| i64::from(byte(pairs >> bits));
    let (hours, minutes, seconds) = (part(0), part(24), part(48));
    let is_clock = hours < 24 && minutes < 60 && seconds < 60;
    is_clock.then_some((hours, hours * 3_600 + minutes * 60 + seconds))
}
