//! Values as expressions: texts, counts and times, understood as the reader understands them.

use super::Engine;
use crate::usage::{
    TimeForm,
    number::NOTHING,
    time::{LEAST_UNIX, SECOND, UNIX_UNITS},
};

/// Counts of at most 16 digits: the largest has as many.
const PLAIN: &str = "^[0-9]{1,16}$";
/// The same with groups of thousands or a fraction of zeros.
const GROUPED: &str =
    "^([0-9]{1,16}|[0-9]{1,3}([,_' ][0-9]{3}){1,4}|[0-9]([,_' ][0-9]{3}){5})([.]0*)?$";
/// `1.000`: one, or a thousand.
const DOUBTFUL: &str = "^[0-9]{0,3}[.]0{3}$";
/// What separates groups.
const SEPARATORS: &str = ",_' ";

/// A date, and a date with a clock and perhaps an offset: ISO 8601 as logs and engines write it.
pub(super) const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DATE_AND_CLOCK: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]*)?)? *(Z|z|UTC|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?$";

/// A text without blanks around it, unless it says that there is no value.
pub(super) fn said(engine: Engine, value: &str) -> String {
    let text = format!("TRIM({})", engine.to_text(value));
    let words: Vec<String> = [""]
        .iter()
        .chain(&NOTHING)
        .map(|w| engine.text(w))
        .collect();
    let words = words.join(", ");
    format!("CASE WHEN LOWER({text}) NOT IN ({words}) THEN {text} END")
}

/// A count; nothing where the text is none.
pub(super) fn count(engine: Engine, text: &str) -> String {
    let plain = engine.matches(text, PLAIN);
    let grouped = engine.matches(text, GROUPED);
    let doubtful = engine.matches(text, DOUBTFUL);
    let whole = engine.found(text, "^([^.]*)");
    let separators = engine.text(SEPARATORS);
    format!(
        "CASE WHEN {plain} THEN TRY_CAST({text} AS BIGINT) \
         WHEN {grouped} AND NOT {doubtful} \
         THEN TRY_CAST(TRANSLATE({whole}, {separators}, '') AS BIGINT) END"
    )
}

/// A time in nanoseconds; nothing where the text is none.
pub(super) fn nanoseconds(
    engine: Engine,
    text: &str,
    form: TimeForm,
    start: Option<i64>,
) -> String {
    let Some(decimals) = form.decimals() else {
        return written(engine, text);
    };
    let number = engine.matches(text, "^[0-9]+([.][0-9]*)?$");
    let after = fixed(engine, text, decimals);
    let start = start.map_or(String::new(), |start| {
        format!(" + CASE WHEN {after} < {LEAST_UNIX} THEN {start} ELSE 0 END")
    });
    format!("CASE WHEN {number} THEN {after}{start} END")
}

/// A number in units of which a nanosecond has so many decimals; digits beyond are cut off.
fn fixed(engine: Engine, text: &str, decimals: usize) -> String {
    let whole = engine.found(text, "^([0-9]+)");
    if decimals == 0 {
        return format!("TRY_CAST({whole} AS BIGINT)");
    }
    let part = decimals_of(engine, text, "[.]([0-9]+)", decimals);
    format!("TRY_CAST({whole} || {part} AS BIGINT)")
}

/// So many digits of a fraction.
fn decimals_of(engine: Engine, text: &str, pattern: &str, decimals: usize) -> String {
    let part = engine.found(text, pattern);
    let zeros = "0".repeat(decimals);
    format!("SUBSTR(COALESCE({part}, '') || '{zeros}', 1, {decimals})")
}

fn written(engine: Engine, text: &str) -> String {
    let mut cases = Vec::new();
    for thousands in 0..UNIX_UNITS.len() {
        let number = engine.matches(
            text,
            &format!("^[1-9][0-9]{{{}}}([.][0-9]*)?$", 9 + 3 * thousands),
        );
        let value = fixed(engine, text, 9 - 3 * thousands);
        cases.push(format!("WHEN {number} THEN {value}"));
    }
    let day = engine.days(&format!("TRY_CAST(SUBSTR({text}, 1, 10) AS DATE)"));
    let is_date = engine.matches(text, DATE);
    let day_seconds = format!("CAST({day} AS BIGINT) * 86400");
    cases.push(format!("WHEN {is_date} THEN {day_seconds} * {SECOND}"));
    let is_clock = engine.matches(text, DATE_AND_CLOCK);
    let part = |from: usize| format!("TRY_CAST(SUBSTR({text}, {from}, 2) AS BIGINT)");
    let seconds = engine.found(text, "^.{16}:([0-9]{2})");
    let fraction = decimals_of(engine, text, "[.,]([0-9]+)", 9);
    let zone = engine.found(text, "([+-][0-9]{2}:?[0-9]{0,2})$");
    let zone_hours = format!("COALESCE(TRY_CAST(SUBSTR({zone}, 2, 2) AS BIGINT), 0)");
    let zone_minutes =
        format!("COALESCE(TRY_CAST(SUBSTR(REPLACE({zone}, ':', ''), 4, 2) AS BIGINT), 0)");
    cases.push(format!(
        "WHEN {is_clock} THEN ({day_seconds} + {} * 3600 + {} * 60 \
         + COALESCE(TRY_CAST({seconds} AS BIGINT), 0) \
         - CASE WHEN {zone} LIKE '-%' THEN -1 ELSE 1 END * ({zone_hours} * 3600 + {zone_minutes} * 60)) \
         * {SECOND} + TRY_CAST({fraction} AS BIGINT)",
        part(12),
        part(15),
    ));
    format!("CASE {} END", cases.join(" "))
}

/// A whole number with zeros before it.
fn padded(engine: Engine, value: &str, digits: usize) -> String {
    format!("LPAD({}, {digits}, '0')", engine.to_text(value))
}

/// Nanoseconds as an aggregate has them: a date and time in UTC, or seconds from an unknown start.
pub(super) fn shown(engine: Engine, nanoseconds: &str, is_dated: bool) -> String {
    let seconds = engine.quotient(nanoseconds, SECOND);
    let part = padded(engine, &format!("MOD({nanoseconds}, {SECOND})"), 9);
    if !is_dated {
        return format!("{} || '.' || {part}", engine.to_text(&seconds));
    }
    let date = engine.date(&engine.quotient(&seconds, 86_400));
    let clock = |unit: i64, of: i64| {
        let value = engine.quotient(&seconds, unit);
        padded(engine, &format!("MOD({value}, {of})"), 2)
    };
    format!(
        "{date} || 'T' || {} || ':' || {} || ':' || {} || '.' || {part} || 'Z'",
        clock(3_600, 24),
        clock(60, 60),
        clock(1, 60),
    )
}
