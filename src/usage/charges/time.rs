//! When a charge ran: hours, days and longer periods, in UTC.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

use crate::units::shortened;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// How long a charge ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// An hour at most.
    Hour,
    /// A day at most.
    Day,
    /// Longer: as a rule the billing month.
    Longer,
}

/// When a charge ran: the hour or the day in which it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The start of that hour or day, in UTC.
    pub start: Timestamp,
    /// How long it ran.
    pub width: Width,
}

impl Period {
    /// Of what ran from `start` to `end`, in seconds since 1970.
    fn between(start: i64, end: i64) -> Result<Self, String> {
        let seconds = end - start;
        if seconds < 0 {
            return Err("it ends before it starts".to_owned());
        }
        let (width, step) = match seconds {
            0..=HOUR => (Width::Hour, HOUR),
            ..=DAY => (Width::Day, DAY),
            _ => (Width::Longer, DAY),
        };
        Timestamp::from_second(start.div_euclid(step) * step)
            .map(|start| Self { start, width })
            .map_err(|_| "it is out of range".to_owned())
    }

    /// Of the texts of its start and end. Without an end it is an hour, or a day where the text is a date.
    ///
    /// # Errors
    /// What is wrong with either.
    pub(super) fn of(start: &str, end: &str) -> Result<Self, String> {
        let from = seconds(start)?;
        let to = match end {
            "" if start.len() == "2026-01-01".len() => from + DAY,
            "" => from + HOUR,
            end => seconds(end)?,
        };
        Self::between(from, to)
    }

    /// The one of a Cost and Usage Report: the width of the report's `interval` (`START/END`, an hour or
    /// a day), the start of the usage itself.
    ///
    /// # Errors
    /// What is wrong with either.
    pub(super) fn of_report(interval: &str, start: &str, end: &str) -> Result<Self, String> {
        let used = Self::of(start, end)?;
        let Some((from, to)) = interval.split_once('/') else {
            return Ok(used);
        };
        let interval = Self::of(from, to)?;
        // A day of the report in which something ran for two hours is a day.
        Ok(if used.width <= interval.width {
            interval
        } else {
            used
        })
    }
}

/// Seconds since 1970: RFC 3339, or a date with or without a time, which is UTC.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{}` is not a time", shortened(text));
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    // Longer than any time, and the parsers need not see it.
    if text.len() > 40 {
        return Err(wrong());
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time.as_second());
    }
    let civil: DateTime = text.parse().map_err(|_| wrong())?;
    Offset::UTC
        .to_timestamp(civil)
        .map(Timestamp::as_second)
        .map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(period: Result<Period, String>) -> String {
        let period = period.unwrap();
        format!("{} {:?}", period.start, period.width)
    }

    #[test]
    fn forms_of_time() {
        for (start, end, expected) in [
            (
                "2023-11-07T05:00:00.000Z",
                "2023-11-07T06:00:00.000Z",
                "2023-11-07T05:00:00Z Hour",
            ),
            (
                "2024-09-18 22:00:00",
                "2024-09-18 23:00:00",
                "2024-09-18T22:00:00Z Hour",
            ),
            (
                "2024-09-18 22:15:00.000 UTC",
                "",
                "2024-09-18T22:00:00Z Hour",
            ),
            ("2026-04-01", "2026-04-02", "2026-04-01T00:00:00Z Day"),
            ("2026-04-01", "", "2026-04-01T00:00:00Z Day"),
            (
                "2026-04-01T02:00:00+02:00",
                "2026-04-02T00:00:00Z",
                "2026-04-01T00:00:00Z Day",
            ),
            ("2026-04-01", "2026-05-01", "2026-04-01T00:00:00Z Longer"),
            (
                "1969-12-31T23:30:00Z",
                "1969-12-31T23:59:00Z",
                "1969-12-31T23:00:00Z Hour",
            ),
        ] {
            assert_eq!(told(Period::of(start, end)), expected, "{start}");
        }
    }

    #[test]
    fn a_report_of_days_has_days() {
        let day = "2023-11-07T00:00:00Z/2023-11-08T00:00:00Z";
        let hours = Period::of_report(day, "2023-11-07T05:00:00.000Z", "2023-11-07T07:00:00.000Z");
        assert_eq!(told(hours), "2023-11-07T00:00:00Z Day");
        let tax = Period::of_report(day, "2023-11-01T00:00:00.000Z", "2023-12-01T00:00:00.000Z");
        assert_eq!(told(tax), "2023-11-01T00:00:00Z Longer");
        let bare = Period::of_report("", "2023-11-07T05:00:00Z", "2023-11-07T06:00:00Z");
        assert_eq!(told(bare), "2023-11-07T05:00:00Z Hour");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_time_or_not(start in "[0-9TZ:+ /.-]{0,30}", end in "[0-9-]{0,10}") {
            if let Ok(period) = Period::of(&start, &end) {
                proptest::prop_assert_eq!(period.start.as_second() % HOUR, 0);
            }
        }
    }

    #[test]
    fn what_is_no_time_is_said() {
        for (start, end) in [
            ("", ""),
            ("yesterday", ""),
            ("1700000000", ""),
            ("2026-13-01", ""),
            ("2026-04-02", "2026-04-01"),
            ("2026-04-01", "later"),
            ("99999-01-01", ""),
            ("2026-04-01T25:00:00Z", ""),
        ] {
            assert!(Period::of(start, end).is_err(), "{start} {end}");
        }
        assert!(Period::of_report("a/b", "2026-04-01", "").is_err());
        assert!(Period::of(&"2".repeat(1 << 20), "").unwrap_err().len() < 100);
    }
}
