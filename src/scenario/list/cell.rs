//! What stands in a cell, as a scenario would have it.

use crate::units::shortened;

/// A number as people write it in tables: digits may be grouped by spaces, apostrophes, underscores,
/// commas or points. `semicolons` says that those separate the columns, as they do where a comma is the
/// decimal sign: there one group of three after a single sign could be either.
///
/// # Errors
/// Where it could be read in two ways, or in none.
pub(super) fn number(text: &str, semicolons: bool) -> Result<String, String> {
    let trimmed = text.trim();
    let spaces = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}', '_'];
    let ungrouped = || format!("`{}` is not grouped by thousands", shortened(trimmed));
    if let Some(mark) = spaces.into_iter().find(|mark| trimmed.contains(*mark)) {
        let whole = trimmed.split(['.', ',']).next().unwrap_or_default();
        return if is_grouped(whole, mark) {
            number(&trimmed.replace(mark, ""), semicolons)
        } else {
            Err(ungrouped())
        };
    }
    let Some((before, after)) = trimmed.rsplit_once(['.', ',']) else {
        return Ok(trimmed.to_owned());
    };
    let last = if trimmed.contains(',') && trimmed[before.len()..].starts_with(',') {
        ','
    } else {
        '.'
    };
    let other = if last == ',' { '.' } else { ',' };
    if before.contains(other) {
        // Both are there: the last one is the decimal sign.
        return if is_grouped(before, other) {
            Ok(format!("{}.{after}", before.replace(other, "")))
        } else {
            Err(ungrouped())
        };
    }
    if before.contains(last) {
        return if is_grouped(trimmed, last) {
            Ok(trimmed.replace(last, ""))
        } else {
            Err(ungrouped())
        };
    }
    let is_group = is_grouped(trimmed, last) && before.trim_start_matches(['-', '+']) != "0";
    match (last, semicolons, is_group) {
        (',', false, true) => Ok(format!("{before}{after}")),
        ('.', false, _) | (_, true, false) => Ok(format!("{before}.{after}")),
        _ => Err(format!(
            "`{}` may be {before}{after} or {before}.{after}",
            shortened(trimmed)
        )),
    }
}

/// Whether digits stand in groups of three, the first of one to three.
fn is_grouped(digits: &str, mark: char) -> bool {
    let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let mut groups = digits.split(mark);
    let first = groups.next().unwrap_or_default();
    let is_number = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && is_number(first)
        && groups.all(|group| group.len() == 3 && is_number(group))
}

/// A truth as people write it.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// The parts of a list in one cell.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, semicolons, wanted) in [
            ("1500000", false, "1500000"),
            (" 1,500,000 ", false, "1500000"),
            ("1,500,000", true, "1500000"),
            ("1,500", false, "1500"),
            ("1 500 000", false, "1500000"),
            ("1'500.25", false, "1500.25"),
            ("1_500", true, "1500"),
            ("1,234.5", true, "1234.5"),
            ("0,93", true, "0.93"),
            ("0,125", true, "0.125"),
            ("12,5", true, "12.5"),
            ("-1,000,000", false, "-1000000"),
            ("12.000.000", true, "12000000"),
            ("1.234,5", true, "1234.5"),
            ("1.234,5", false, "1234.5"),
            ("1.800", false, "1.800"),
            ("1.8", true, "1.8"),
            (".5", true, ".5"),
        ] {
            assert_eq!(number(text, semicolons).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_numbers_is_refused() {
        for (text, semicolons) in [
            ("1,500", true),
            ("12,5", false),
            ("0,93", false),
            ("1,50,000", false),
            ("15 00", false),
            ("1,5.0", true),
            ("1.800", true),
            ("12.00.000", true),
        ] {
            assert!(number(text, semicolons).is_err(), "{text}");
        }
    }
}
