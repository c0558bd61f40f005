//! Counts as usage has them.

use crate::units::{Decimal, plain_decimal};

/// The largest count of one record: more than any service answers in a year.
pub(super) const MOST: u64 = 1_000_000_000_000_000;

/// Words for a value that is not there.
pub(super) const NOTHING: [&str; 7] = ["null", "none", "nan", "n/a", "na", "-", "\\n"];

/// Whether a cell says that there is no value.
pub(super) fn is_nothing(text: &str) -> bool {
    text.is_empty()
        || (text.len() <= 4 && NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// A count of tokens, requests or units.
///
/// # Errors
/// What is wrong with it.
pub(super) fn count(text: &str) -> Result<u64, &'static str> {
    let value = match digits(text.as_bytes()) {
        Some(value) => value,
        None => digits(plain(text)?.as_bytes()).ok_or(TOO_LARGE)?,
    };
    if value > MOST {
        Err(TOO_LARGE)
    } else {
        Ok(value)
    }
}

pub(super) const TOO_LARGE: &str = "the count is larger than 1,000,000,000,000,000";

/// The digits of a number of at most 18 of them.
fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let mut value = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value)
}

/// The digits of a count with separators or a fraction of zeros.
fn plain(text: &str) -> Result<String, &'static str> {
    if text.starts_with(['-', '\u{2212}']) {
        return Err("a count is not negative");
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(part) {
        return Err("this is not a count");
    }
    // `1.000` is one, or a thousand to half of Europe.
    if part.len() == 3 && whole.len() <= 3 {
        return Err("this may be one or a thousand: write counts without a fraction");
    }
    if part.bytes().any(|byte| byte != b'0') {
        return Err("a count is a whole number");
    }
    let mut groups = whole.split([',', '_', '\'', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next().unwrap_or_default();
    let mut all = first.to_owned();
    let mut is_grouped = false;
    for group in groups {
        if group.len() != 3 {
            return Err("this is not a count");
        }
        is_grouped = true;
        all.push_str(group);
    }
    if first.is_empty() || !is_digits(&all) || (is_grouped && first.len() > 3) {
        return Err("this is not a count");
    }
    Ok(all)
}

/// A long-context step: `200000`, or the class of a prompt as `≤ 200k`, `> 200k` or `200k-1M`, whose
/// step is what it is above.
///
/// # Errors
/// What is wrong with it.
pub(super) fn step(text: &str) -> Result<u64, &'static str> {
    if text.starts_with(['\u{2264}', '<']) {
        return Ok(0);
    }
    let from = text.trim_start_matches('>');
    let from = from.split_once('-').map_or(from, |(from, _)| from).trim();
    let units = [('k', 1_000), ('K', 1_000), ('M', 1_000_000)];
    let unit = units.iter().find(|(unit, _)| from.ends_with(*unit));
    let (digits, unit) = unit.map_or((from, 1), |(unit, value)| {
        (from.trim_end_matches(*unit), *value)
    });
    let value = count(digits)?.checked_mul(unit);
    value.filter(|value| *value <= MOST).ok_or(TOO_LARGE)
}

/// A mean or a rate.
pub(super) fn decimal(text: &str) -> Result<Decimal, &'static str> {
    let value = plain_decimal(text).map_err(|_| "this is not a number")?;
    if value.is_sign_negative() && !value.is_zero() {
        return Err("a rate or mean is not negative");
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_spreadsheets_write_them() {
        for (text, value) in [
            ("0", 0),
            ("472", 472),
            ("472.0", 472),
            ("1,000", 1_000),
            ("1,234,567", 1_234_567),
            ("1_000", 1_000),
            ("19440110.0", 19_440_110),
            ("1'000", 1_000),
            ("007", 7),
            ("1000000000000000", MOST),
        ] {
            assert_eq!(count(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn a_step_is_what_a_prompt_is_above() {
        for (text, value) in [
            ("≤ 200k", 0),
            ("<= 200k", 0),
            ("> 200k", 200_000),
            (">200K", 200_000),
            ("0-200k", 0),
            ("200k-1M", 200_000),
            ("1M", 1_000_000),
            ("272000", 272_000),
        ] {
            assert_eq!(step(text), Ok(value), "{text}");
        }
        assert!(step("long").is_err() && step("").is_err() && step("-5").is_err());
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for text in [
            "-1",
            "1.5",
            "1.000",
            "1,5",
            "12,34",
            "1e3",
            "0x10",
            "1000000000000001",
            "many",
            "+1",
            "99999999999999999999999",
            "1,000,00",
            "1.0.0",
            ".0",
            "\u{0}",
            "1\u{0}",
            "inf",
        ] {
            assert!(count(text).is_err(), "{text}");
        }
        assert!(is_nothing("NULL") && is_nothing("NaN") && is_nothing("") && !is_nothing("0"));
    }
}
