//! Times as usage has them: dated, Unix, or counted from a start that is not told.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use super::TimeForm;

/// Nanoseconds of a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds of an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Nanoseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// The least Unix time that is taken for one: 2001-09-09. Smaller numbers count from another start.
const LEAST_UNIX_SECONDS: u64 = 1_000_000_000;
/// The same in nanoseconds.
pub(super) const LEAST_UNIX: i64 = 1_000_000_000 * SECOND;
/// How many of each unit make a second, from the largest unit on.
pub(super) const UNIX_UNITS: [u64; 4] = [1, 1_000, 1_000_000, 1_000_000_000];
/// Unix seconds that are too late to be meant: the year 2286.
const MOST_UNIX_SECONDS: u64 = 10_000_000_000;

/// A moment in nanoseconds: since 1970 UTC, or since an unknown start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Since 1970-01-01T00:00:00Z.
    Dated {
        /// Nanoseconds.
        at: i64,
        /// Whether it says its offset from UTC.
        has_offset: bool,
        /// Whether it is a day without a time.
        is_day: bool,
    },
    /// Since a start that the file does not tell.
    Relative(i64),
}

/// Reads a time.
///
/// # Errors
/// What is wrong with it, and what would not be.
pub fn moment(text: &str, form: TimeForm) -> Result<Moment, String> {
    match form.decimals() {
        Some(decimals) => relative(text, decimals),
        None if form == TimeForm::WrittenOrSeconds && is_number(text) => relative(text, 9),
        None => written(text),
    }
}

/// A number of units, each ten to the `digits` nanoseconds. Thirty years and more are no trace, but a
/// Unix time.
fn relative(text: &str, digits: usize) -> Result<Moment, String> {
    let nanoseconds = fixed(text, digits).ok_or_else(|| {
        if text.contains(['-', ':', '/']) {
            "times of this format, or of --time-unit, are numbers that count from a start"
                .to_owned()
        } else {
            "this is not a time".to_owned()
        }
    })?;
    if nanoseconds >= LEAST_UNIX {
        return Ok(Moment::Dated {
            at: nanoseconds,
            has_offset: true,
            is_day: false,
        });
    }
    Ok(Moment::Relative(nanoseconds))
}

/// A decimal number as a whole number of its `digits`-th decimals; further ones are cut off.
fn fixed(text: &str, digits: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let mut value: i64 = whole.parse().ok()?;
    let mut decimals = part.bytes();
    for _ in 0..digits {
        let next = decimals.next().map_or(0, |byte| i64::from(byte - b'0'));
        value = value.checked_mul(10)?.checked_add(next)?;
    }
    Some(value)
}

fn written(text: &str) -> Result<Moment, String> {
    let wrong =
        || "this is not a time such as 2026-09-01T12:00:00Z, 2026-09-01 or a Unix time".to_owned();
    if is_number(text) {
        return unix(text);
    }
    let text = text.trim();
    // A billing interval stands for its start.
    let text = match text.split_once('/') {
        Some((start, end)) if end.contains('T') => start,
        _ => text,
    };
    let (date, rest) = split_date(text).ok_or_else(wrong)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        let at = nanoseconds(date.at(0, 0, 0, 0), Offset::UTC).ok_or_else(wrong)?;
        return Ok(Moment::Dated {
            at,
            has_offset: true,
            is_day: true,
        });
    }
    let (clock, offset) = split_offset(rest).ok_or_else(wrong)?;
    let time = clock_time(clock, date).ok_or_else(wrong)?;
    let at = nanoseconds(time, offset.unwrap_or(Offset::UTC)).ok_or_else(wrong)?;
    Ok(Moment::Dated {
        at,
        has_offset: offset.is_some(),
        is_day: false,
    })
}

fn is_number(text: &str) -> bool {
    let mut bytes = text.bytes();
    !text.is_empty() && bytes.all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A Unix time; its unit follows from how large it is.
fn unix(text: &str) -> Result<Moment, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let value: u64 = whole.parse().map_err(|_| "this is not a time".to_owned())?;
    let unit = UNIX_UNITS
        .into_iter()
        .enumerate()
        .find(|(_, unit)| (LEAST_UNIX_SECONDS..MOST_UNIX_SECONDS).contains(&(value / unit)));
    let Some((thousands, _)) = unit else {
        return Err(
            "a number this small is no Unix time: say what it counts with --time-unit (seconds, milliseconds, microseconds or nanoseconds), and from when with --start"
                .to_owned(),
        );
    };
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("this is not a time".to_owned());
    }
    let at = fixed(text, 9 - 3 * thousands).ok_or("this is not a time")?;
    Ok(Moment::Dated {
        at,
        has_offset: true,
        is_day: false,
    })
}

/// `2026-09-01` or `2026/9/1`, and what comes after it.
fn split_date(text: &str) -> Option<(Date, &str)> {
    let separator = if text.get(4..5)? == "/" { '/' } else { '-' };
    let mut parts = text.splitn(3, separator);
    let year: i16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: i8 = two_digits(parts.next()?)?;
    let rest = parts.next()?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (day, rest) = rest.split_at(end);
    Some((Date::new(year, month, two_digits(day)?).ok()?, rest))
}

fn two_digits(text: &str) -> Option<i8> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// The clock, and the offset if there is one.
fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock.trim_end(), Some(Offset::UTC)));
    }
    if let Some(clock) = text.strip_suffix("UTC") {
        return Some((clock.trim_end(), Some(Offset::UTC)));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, offset) = text.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let minutes = i32::from(two_digits(hours)?) * 60 + i32::from(two_digits(minutes)?);
    let offset = Offset::from_seconds(sign * minutes * 60).ok()?;
    Some((clock.trim_end(), Some(offset)))
}

/// `12:34`, `12:34:56` or `12:34:56.123456789`; digits beyond nanoseconds are cut off.
fn clock_time(text: &str, date: Date) -> Option<DateTime> {
    let mut parts = text.splitn(3, ':');
    let hour = two_digits(parts.next()?)?;
    let minute = parts.next().map_or(Some(0), two_digits)?;
    let second = parts.next().unwrap_or("0");
    let (whole, _) = second.split_once(['.', ',']).unwrap_or((second, ""));
    let nanoseconds = fixed(&second.replace(',', "."), 9)? % SECOND;
    DateTime::new(
        date.year(),
        date.month(),
        date.day(),
        hour,
        minute,
        two_digits(whole)?,
        i32::try_from(nanoseconds).ok()?,
    )
    .ok()
}

fn nanoseconds(time: DateTime, offset: Offset) -> Option<i64> {
    let at = offset.to_timestamp(time).ok()?;
    i64::try_from(at.as_nanosecond()).ok()
}

/// A time as the profile writes it: RFC 3339 in UTC, or seconds from the unknown start.
pub fn shown(at: i64, is_dated: bool) -> String {
    if is_dated {
        return Timestamp::from_nanosecond(i128::from(at))
            .map_or_else(|_| at.to_string(), |at| at.to_string());
    }
    let (whole, part) = (at.div_euclid(SECOND), at.rem_euclid(SECOND));
    if part == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{part:09}");
    text.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(text: &str) -> i64 {
        match moment(text, TimeForm::Written) {
            Ok(Moment::Dated { at, .. }) => at,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn each_form_of_a_time_is_read() {
        let at = 1_700_158_623_979_960_000;
        for text in [
            "2023-11-16 18:17:03.9799600",
            "2023-11-16T18:17:03.97996Z",
            "2023-11-16 18:17:03.979960+00:00",
            "2023-11-16T19:17:03.97996+0100",
            "2023-11-16 18:17:03.97996 UTC",
            "2023/11/16 18:17:03,97996",
            "1700158623.97996",
            "1700158623979.96",
            "1700158623979960",
            "1700158623979960000",
        ] {
            assert_eq!(dated(text), at, "{text}");
        }
        let day = dated("2026-09-01");
        assert_eq!(dated("2026/9/1"), day);
        assert_eq!(dated("2026-09-01T00:00"), day);
        assert_eq!(dated("2026-09-01T00:00:00Z/2026-09-01T01:00:00Z"), day);
        assert_eq!(shown(at, true), "2023-11-16T18:17:03.97996Z");
        assert_eq!(shown(4_314_579_000, false), "4.314579");
    }

    #[test]
    fn a_time_in_doubt_is_refused() {
        for text in [
            "5",
            "19440110.0",
            "noon",
            "",
            "2026-13-01",
            "2026-02-30",
            "2026-09-01T25:00Z",
            "1e9",
            "-5",
            "99999999999999999999",
            "2026-09-01T00:00:00+99",
            "12/09/2026",
            "NaN",
            "2026-é",
        ] {
            assert!(moment(text, TimeForm::Written).is_err(), "{text}");
        }
        assert_eq!(
            moment("19440110.5", TimeForm::RelativeSeconds),
            Ok(Moment::Relative(19_440_110_500_000_000))
        );
        assert_eq!(
            moment("3000", TimeForm::RelativeMilliseconds),
            Ok(Moment::Relative(3 * SECOND))
        );
        for (text, form) in [
            ("3000000", TimeForm::RelativeMicroseconds),
            ("3000000000", TimeForm::RelativeNanoseconds),
            ("3", TimeForm::RelativeSeconds),
        ] {
            assert_eq!(
                moment(text, form),
                Ok(Moment::Relative(3 * SECOND)),
                "{text}"
            );
        }
        assert_eq!(
            moment("1700158623979", TimeForm::RelativeMilliseconds),
            moment("1700158623.979", TimeForm::Written)
        );
        assert!(moment("2026-09-01", TimeForm::RelativeSeconds).is_err());
        assert!(moment("-1", TimeForm::RelativeSeconds).is_err());
    }
}
