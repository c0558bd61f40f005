//! One price: a row of a price file.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::{CatalogError, Origin};
use crate::units::{Decimal, Exact, Meter, bounds, plain_decimal, shortened};

/// The columns of a price file, in order. An overlay may leave out the optional ones.
pub const HEADER: [&str; 16] = [
    "service",
    "item",
    "offer",
    "region",
    "scope",
    "tier",
    "term",
    "variant",
    "meter",
    "usd",
    "per",
    "effective_from",
    "checked_on",
    "source",
    "confidence",
    "note",
];

/// The columns an overlay must have.
pub(super) const REQUIRED: [&str; 7] =
    ["service", "item", "offer", "region", "meter", "usd", "per"];

/// What a price is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PriceKey {
    /// `bedrock`, `sagemaker`, or another AWS service.
    pub service: String,
    /// A model id, an instance type, a feature.
    pub item: String,
    /// What is bought: `on-demand`, `batch`, `hosting`, ….
    pub offer: String,
    /// A region, a geography, `global`, or `*` for every commercial region.
    pub region: String,
    /// `in-region`, `geo`, `global`, or nothing.
    pub scope: String,
    /// `standard`, `flex`, `priority`, …, or nothing.
    pub tier: String,
    /// `none`, `1-month`, …, or nothing.
    pub term: String,
    /// A long-context step, an image size, a memory size, or nothing.
    pub variant: String,
    /// What is counted.
    pub meter: Meter,
}

impl PriceKey {
    /// The key as one text, for the output: its filled columns joined by `/`.
    pub fn path(&self) -> String {
        let parts = [
            &self.service,
            &self.item,
            &self.offer,
            &self.region,
            &self.scope,
            &self.tier,
            &self.term,
            &self.variant,
        ];
        let mut path = String::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            path.push_str(part);
            path.push('/');
        }
        path + self.meter.id()
    }
}

/// How far a price can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// One indirect source, or sources disagree.
    Low,
    /// One source that quotes AWS.
    Medium,
    /// Two independent sources agree.
    High,
}

impl Confidence {
    /// The word in the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High]
            .into_iter()
            .find(|level| level.word() == word)
    }
}

/// A price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// What it is for.
    pub key: PriceKey,
    /// Dollars for `per` units, as listed.
    pub usd: Decimal,
    /// Units that `usd` buys.
    pub per: u32,
    /// First day it holds; unknown means since ever, until the next row of the same key.
    pub effective_from: Option<Date>,
    /// When it was last seen in its source.
    pub checked_on: Option<Date>,
    /// A key of the sources table; for an overlay, the file.
    pub source: String,
    /// How far it can be trusted; an overlay is the user's own word.
    pub confidence: Option<Confidence>,
    /// What a user must know about it.
    pub note: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl PriceRow {
    /// What rows of a price file are sorted by: the texts of the key, and the date it holds from.
    pub fn sort_key(&self) -> [String; 10] {
        let key = &self.key;
        let date = self.effective_from.map(|date| date.to_string());
        [
            key.service.clone(),
            key.item.clone(),
            key.offer.clone(),
            key.region.clone(),
            key.scope.clone(),
            key.tier.clone(),
            key.term.clone(),
            key.variant.clone(),
            key.meter.id().to_owned(),
            date.unwrap_or_default(),
        ]
    }

    /// Whether the other costs the same, be it stated for another number of units.
    pub fn has_price_of(&self, other: &Self) -> bool {
        self.usd_for(1) == other.usd_for(1)
    }

    /// What so many units cost; `None` if the row is for none.
    pub fn usd_for(&self, units: u32) -> Option<Exact> {
        let cost = &Exact::from(self.usd) * &Exact::from(units);
        cost.checked_div(&Exact::from(self.per))
    }

    /// The cells of the row, in the order of [`HEADER`].
    pub fn cells(&self) -> [String; HEADER.len()] {
        let key = &self.key;
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        [
            key.service.clone(),
            key.item.clone(),
            key.offer.clone(),
            key.region.clone(),
            key.scope.clone(),
            key.tier.clone(),
            key.term.clone(),
            key.variant.clone(),
            key.meter.id().to_owned(),
            self.usd.to_string(),
            self.per.to_string(),
            date(self.effective_from),
            date(self.checked_on),
            self.source.clone(),
            self.confidence
                .map(Confidence::word)
                .unwrap_or_default()
                .to_owned(),
            self.note.clone(),
        ]
    }
}

/// The position of each of [`HEADER`]'s columns in a file.
pub(super) type Columns = [Option<usize>; HEADER.len()];

/// The columns of an embedded file.
pub(super) fn every_column() -> Columns {
    std::array::from_fn(Some)
}

/// The rows of some lines of an embedded file, or what is wrong with them.
pub(super) fn parse(file: &str, lines: &str) -> Vec<Result<PriceRow, CatalogError>> {
    let columns = every_column();
    let records = super::table::records(lines);
    records
        .map(|record| read(file, 0, &record, &columns))
        .collect()
}

/// Every row of an embedded file.
pub(super) fn parse_file(file: &str, text: &str) -> Result<Vec<PriceRow>, CatalogError> {
    parse_with(file, text, |header| {
        if header.iter().eq(HEADER) {
            Ok(every_column())
        } else {
            Err(format!("the header must be {}", HEADER.join(",")))
        }
    })
    .map(|rows| rows.into_iter().map(|(_, row)| row).collect())
}

/// Every row of a file whose header `columns` understands, with its line.
pub(super) fn parse_with(
    file: &str,
    text: &str,
    columns: impl Fn(&StringRecord) -> Result<Columns, String>,
) -> Result<Vec<(u64, PriceRow)>, CatalogError> {
    let wrong = |line, message: String| CatalogError {
        file: file.to_owned(),
        line,
        column: "-".to_owned(),
        message,
    };
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| wrong(1, error.to_string()))?
        .clone();
    let columns = columns(&header).map_err(|message| wrong(1, message))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            wrong(
                error.position().map_or(0, csv::Position::line),
                error.to_string(),
            )
        })?;
        let line = record.position().map_or(0, |start| line_of(text, start));
        rows.push((line, read(file, line, &record, &columns)?));
    }
    Ok(rows)
}

/// The line of a record; the reader's own count stops at the empty lines before it.
fn line_of(text: &str, start: &csv::Position) -> u64 {
    let rest = usize::try_from(start.byte())
        .ok()
        .and_then(|byte| text.as_bytes().get(byte..));
    let skipped = rest
        .into_iter()
        .flatten()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'));
    start.line() + skipped.map(|byte| u64::from(*byte == b'\n')).sum::<u64>()
}

/// Reads one record, naming the column of whatever is wrong with it.
fn read(
    file: &str,
    line: u64,
    record: &StringRecord,
    columns: &Columns,
) -> Result<PriceRow, CatalogError> {
    let cells = Cells {
        file,
        line,
        record,
        columns,
    };
    cells.whole_lines()?;
    let meter = cells.meter()?;
    let usd = cells.usd()?;
    let per = cells.per(meter)?;
    let confidence = cells.confidence()?;
    let (effective_from, checked_on) = (cells.date(11)?, cells.date(12)?);
    Ok(PriceRow {
        key: PriceKey {
            service: cells.name(0, true)?,
            item: cells.name(1, true)?,
            offer: cells.name(2, true)?,
            region: cells.name(3, true)?,
            scope: cells.name(4, false)?,
            tier: cells.name(5, false)?,
            term: cells.name(6, false)?,
            variant: cells.name(7, false)?,
            meter,
        },
        usd,
        per,
        effective_from,
        checked_on,
        source: cells.text(13).to_owned(),
        confidence,
        note: cells.text(15).to_owned(),
        origin: Origin::Catalog,
    })
}

/// The cells of a record, by their place in [`HEADER`].
struct Cells<'a> {
    file: &'a str,
    line: u64,
    record: &'a StringRecord,
    columns: &'a Columns,
}

impl Cells<'_> {
    fn text(&self, at: usize) -> &str {
        let cell = self.columns[at].and_then(|at| self.record.get(at));
        cell.unwrap_or_default()
    }

    fn wrong(&self, at: usize, message: impl Into<String>) -> CatalogError {
        CatalogError {
            file: self.file.to_owned(),
            line: self.line,
            column: HEADER[at].to_owned(),
            message: message.into(),
        }
    }

    /// A quote left open swallows the lines after it.
    fn whole_lines(&self) -> Result<(), CatalogError> {
        let broken = (0..HEADER.len()).find(|at| self.text(*at).contains(['\n', '\r']));
        broken.map_or(Ok(()), |at| {
            Err(self.wrong(at, "has a line break: is a quote left open?"))
        })
    }

    fn name(&self, at: usize, needed: bool) -> Result<String, CatalogError> {
        let text = self.text(at);
        let plain = |c: char| c.is_ascii_alphanumeric() || ".:_-*/".contains(c);
        if text.is_empty() && needed {
            return Err(self.wrong(at, "is empty"));
        }
        if !text.chars().all(plain) {
            return Err(self.wrong(at, format!("`{}` is not a plain name", shortened(text))));
        }
        Ok(text.to_owned())
    }

    fn date(&self, at: usize) -> Result<Option<Date>, CatalogError> {
        let text = self.text(at);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            let message = format!("`{}` is not a date like 2026-11-22", shortened(text));
            self.wrong(at, message)
        })
    }

    fn meter(&self) -> Result<Meter, CatalogError> {
        let text = self.text(8);
        Meter::from_id(text)
            .ok_or_else(|| self.wrong(8, format!("`{}` is not a meter", shortened(text))))
    }

    fn usd(&self) -> Result<Decimal, CatalogError> {
        let usd = plain_decimal(self.text(9)).map_err(|reason| self.wrong(9, reason))?;
        match bounds::USD.refuse(usd) {
            Some(reason) => Err(self.wrong(9, reason)),
            None => Ok(usd),
        }
    }

    fn per(&self, meter: Meter) -> Result<u32, CatalogError> {
        let text = self.text(10);
        let allowed = meter.allowed_per();
        let per = text.parse().ok().filter(|per| allowed.contains(per));
        per.ok_or_else(|| {
            let words: Vec<String> = allowed.iter().map(u32::to_string).collect();
            let words = words.join(" or ");
            let message = format!("`{}` must be {words} for {}", shortened(text), meter.id());
            self.wrong(10, message)
        })
    }

    fn confidence(&self) -> Result<Option<Confidence>, CatalogError> {
        let text = self.text(14);
        if text.is_empty() {
            return Ok(None);
        }
        let confidence = Confidence::from_word(text).ok_or_else(|| {
            let message = format!("`{}` must be high, medium or low", shortened(text));
            self.wrong(14, message)
        });
        confidence.map(Some)
    }
}
