//! An hourly trace: `hour_start,requests[,input_tokens,output_tokens]`.

use csv::{ReaderBuilder, StringRecord};
use jiff::{Timestamp, civil, tz::TimeZone};

use super::{Hours, WEEK};
use crate::units::{Decimal, Exact, bounds, plain_decimal, shortened};

/// Longest trace: ten years of hours.
const MOST_HOURS: usize = 87_840;

/// The counts of each hour of a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    first_of_week: usize,
    requests: Vec<Decimal>,
    tokens: Option<Vec<[Decimal; 2]>>,
}

/// What is wrong with a trace, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct TraceError {
    /// The line, counted from 1.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// What is wrong.
    pub message: String,
}

impl TraceError {
    fn new(line: u64, column: &str, message: impl Into<String>) -> Self {
        Self {
            line,
            column: column.to_owned(),
            message: message.into(),
        }
    }
}

impl Trace {
    /// Reads a trace whose hours follow each other. A time with an offset is moved to `zone`, one
    /// without is taken as the zone's own.
    ///
    /// # Errors
    /// The first row that cannot be read, is out of order, or leaves a gap.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, TraceError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new()
            .flexible(false)
            .from_reader(text.as_bytes());
        let broken = |error: &csv::Error| {
            let line = error.position().map_or(1, csv::Position::line);
            TraceError::new(line, "-", error.to_string())
        };
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let column = |name: &str| header.iter().position(|column| column.trim() == name);
        let columns = match (column("hour_start"), column("requests")) {
            (Some(start), Some(requests)) => (start, requests),
            (None, _) => return Err(TraceError::new(1, "hour_start", "the column is missing")),
            _ => return Err(TraceError::new(1, "requests", "the column is missing")),
        };
        let token_columns = match (column("input_tokens"), column("output_tokens")) {
            (Some(input), Some(output)) => Some((input, output)),
            (None, None) => None,
            (None, _) => return Err(TraceError::new(1, "input_tokens", "the column is missing")),
            _ => return Err(TraceError::new(1, "output_tokens", "the column is missing")),
        };
        let mut trace = Self {
            first_of_week: 0,
            requests: Vec::new(),
            tokens: None,
        };
        let mut tokens = Vec::new();
        let mut expected: Option<Timestamp> = None;
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let start = start_of(&record, columns.0, zone, line)?;
            match expected {
                None => trace.first_of_week = hour_of_week(start, zone),
                Some(expected) if expected != start => {
                    let message = format!("the hours must follow each other: {expected} was next");
                    return Err(TraceError::new(line, "hour_start", message));
                }
                Some(_) => {}
            }
            expected = start.checked_add(jiff::Span::new().hours(1)).ok();
            trace
                .requests
                .push(count(&record, columns.1, "requests", line)?);
            if let Some((input, output)) = token_columns {
                let input = count(&record, input, "input_tokens", line)?;
                tokens.push([input, count(&record, output, "output_tokens", line)?]);
            }
            if trace.requests.len() > MOST_HOURS {
                return Err(TraceError::new(
                    line,
                    "-",
                    format!("more than {MOST_HOURS} hours"),
                ));
            }
        }
        trace.tokens = token_columns.is_some().then_some(tokens);
        if trace.total_requests().is_zero() {
            return Err(TraceError::new(1, "requests", "the trace has no requests"));
        }
        Ok(trace)
    }

    /// Requests of the whole trace.
    pub fn total_requests(&self) -> Exact {
        self.requests.iter().map(|count| Exact::from(*count)).sum()
    }

    /// Hours of the trace.
    pub fn hour_count(&self) -> u64 {
        u64::try_from(self.requests.len()).unwrap_or(0)
    }

    /// Mean tokens in and out of a request, where the trace has them.
    pub fn mean_tokens(&self) -> Option<(Exact, Exact)> {
        let tokens = self.tokens.as_ref()?;
        let mean = |part: usize| {
            let total: Exact = tokens.iter().map(|both| Exact::from(both[part])).sum();
            total.checked_div(&self.total_requests())
        };
        Some((mean(0)?, mean(1)?))
    }

    /// The trace as the pattern of a month of `hours_per_month`.
    pub fn hours(&self, hours_per_month: Decimal) -> Option<Hours> {
        let weights = self.requests.iter().enumerate().map(|(at, requests)| {
            let requests = Exact::from(*requests);
            match &self.tokens {
                Some(tokens) => [
                    requests,
                    Exact::from(tokens[at][0]),
                    Exact::from(tokens[at][1]),
                ],
                None => [requests.clone(), requests.clone(), requests],
            }
        });
        Hours::from_loads(weights, self.first_of_week, hours_per_month)
    }
}

fn start_of(
    record: &StringRecord,
    at: usize,
    zone: &TimeZone,
    line: u64,
) -> Result<Timestamp, TraceError> {
    let text = record.get(at).unwrap_or_default().trim();
    let wrong = || {
        let message = format!(
            "`{}` is not a time like 2026-11-02T09:00:00Z",
            shortened(text)
        );
        TraceError::new(line, "hour_start", message)
    };
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let local: civil::DateTime = text.parse().map_err(|_| wrong())?;
    zone.to_ambiguous_zoned(local)
        .compatible()
        .map(|zoned| zoned.timestamp())
        .map_err(|_| wrong())
}

fn hour_of_week(start: Timestamp, zone: &TimeZone) -> usize {
    let local = start.to_zoned(zone.clone());
    let day = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0);
    (day * 24 + usize::try_from(local.hour()).unwrap_or(0)) % WEEK
}

fn count(record: &StringRecord, at: usize, name: &str, line: u64) -> Result<Decimal, TraceError> {
    let text = record.get(at).unwrap_or_default().trim();
    let value = plain_decimal(text).map_err(|reason| TraceError::new(line, name, reason))?;
    match bounds::ANY_COUNT.refuse(value) {
        Some(reason) => Err(TraceError::new(line, name, reason)),
        None => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_stands_for_the_month() {
        let text = "hour_start,requests\n2026-11-02T00:00:00Z,10\n2026-11-02T01:00:00Z,30\n";
        let trace = Trace::parse(text, &TimeZone::UTC).unwrap();
        let hours = trace.hours(Decimal::from(730)).unwrap();
        assert_eq!(hours.pattern.len(), 2);
        assert_eq!(hours.pattern[0].of_week, 0);
        assert_eq!(hours.each, Exact::from(365u64));
        assert_eq!(hours.peak_to_mean(), Exact::ratio(3, 2).unwrap());
    }

    #[test]
    fn errors_name_line_and_column() {
        let parse = |text: &str| Trace::parse(text, &TimeZone::UTC).unwrap_err();
        let gap = parse("hour_start,requests\n2026-11-02T00:00:00Z,1\n2026-11-02T02:00:00Z,1\n");
        assert_eq!((gap.line, gap.column.as_str()), (3, "hour_start"));
        let bad = parse("hour_start,requests\n2026-11-02T00:00:00Z,many\n");
        assert_eq!((bad.line, bad.column.as_str()), (2, "requests"));
        assert_eq!(parse("").column, "hour_start");
        assert_eq!(parse("hour_start,requests\n").column, "requests");
    }
}
