//! The rules that hold for every record, as data.
//!
//! The reader evaluates them on each record, and the SQL renders them as expressions: there is no
//! second place that says what a prompt is or what is paid for, so the two cannot drift.

use super::{Field, Measure, TokensAre};

/// What makes up the whole prompt.
pub(super) const PROMPT: [Measure; 4] = [
    Measure::InputTokens,
    Measure::CacheReadTokens,
    Measure::CacheWrite5mTokens,
    Measure::CacheWrite1hTokens,
];

/// What is taken from the input tokens of a format in which they are the whole prompt.
pub(super) const CACHED: [Measure; 3] = [
    Measure::CacheReadTokens,
    Measure::CacheWrite5mTokens,
    Measure::CacheWrite1hTokens,
];

/// Cache writes by lifetime. Where all writes are told in one number too, these divide the same tokens.
pub(super) const WRITES: [Measure; 2] = [Measure::CacheWrite5mTokens, Measure::CacheWrite1hTokens];

/// What cache writes without a lifetime are: of five minutes, which is the default.
pub(super) const WRITES_OF_NO_LIFETIME: Measure = Measure::CacheWrite5mTokens;

/// A record that does not say its type, where it need not, is a request if it says one of these.
pub(super) const SAY_TOKENS: [Field; 2] = [
    Field::Of(Measure::InputTokens),
    Field::Of(Measure::OutputTokens),
];

/// Hours that a record may cover: a year.
pub(super) const MOST_HOURS: i64 = 8_784;

/// Whether a record is kept for having some of a measure. Requests alone are paid for by nobody, but
/// where a record has only a part of what happened.
pub(super) fn is_paid(measure: Measure, tokens: TokensAre) -> bool {
    match measure {
        Measure::Records => false,
        Measure::Requests => tokens == TokensAre::Parts,
        _ => true,
    }
}

/// Whether the sizes of single requests are known: of records of one.
pub(super) fn is_of_one(requests: u64, tokens: TokensAre) -> bool {
    requests == 1 && tokens == TokensAre::Sums
}
