//! What stands in a cell, as a scenario would have it.

/// A number as people write it in tables: digits may be grouped by spaces, apostrophes, underscores or
/// commas. `semicolons` says that the columns are separated by those, as they are where a comma is the
/// decimal sign.
///
/// # Errors
/// Where it could be read in two ways.
pub(super) fn number(text: &str, semicolons: bool) -> Result<String, String> {
    let trimmed = text.trim();
    let spaces = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}', '_'];
    if let Some(mark) = spaces.into_iter().find(|mark| trimmed.contains(*mark)) {
        let whole = trimmed.split(['.', ',']).next().unwrap_or_default();
        if !is_grouped(whole, mark) {
            return Err(format!("`{trimmed}` is not grouped by thousands"));
        }
        return number(&trimmed.replace(mark, ""), semicolons);
    }
    let commas = trimmed.matches(',').count();
    if commas == 0 {
        return Ok(trimmed.to_owned());
    }
    let (whole, decimals) = trimmed.split_once('.').unwrap_or((trimmed, ""));
    let has_point = trimmed.contains('.');
    if is_grouped(whole, ',') && (commas > 1 || has_point || !semicolons) {
        let whole = whole.replace(',', "");
        return Ok(if has_point {
            format!("{whole}.{decimals}")
        } else {
            whole
        });
    }
    if has_point || commas > 1 {
        return Err(format!("`{trimmed}` is not grouped by thousands"));
    }
    let (whole, decimals) = trimmed.split_once(',').unwrap_or((trimmed, ""));
    let ambiguous = decimals.len() == 3 && !whole.trim_start_matches(['-', '+']).starts_with('0');
    if !semicolons || ambiguous {
        return Err(format!(
            "`{trimmed}` may be {whole}{decimals} or {whole}.{decimals}"
        ));
    }
    Ok(format!("{whole}.{decimals}"))
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
        ] {
            assert!(number(text, semicolons).is_err(), "{text}");
        }
    }
}
