//! What a record of usage may say, by the names that spreadsheets give it.

use super::Measure;

/// A field of a record of usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// When the request came, or its window began.
    Time,
    /// When the window ended, where the record covers one.
    End,
    /// The model, as it was called.
    Model,
    /// The region that was called.
    Region,
    /// The service tier.
    Tier,
    /// Whether it went well.
    Status,
    /// What tells one record from another.
    Id,
    /// What kind of record it is.
    Type,
    /// Requests a second of a window.
    RequestsPerSecond,
    /// Cache writes whose lifetime is not told: of five minutes, which is the default.
    CacheWriteTokens,
    /// The long-context step, in tokens, that the prompts are above; 0 for none.
    Above,
    /// Hours that a sum covers.
    WindowHours,
    /// The first moment of a sum.
    First,
    /// The last moment of a sum.
    Last,
    /// Why records were left out, in a sum that counts those.
    Rejected,
    /// One of the sums.
    Of(Measure),
}

/// Every field that is no sum.
const OTHERS: [Field; 15] = [
    Field::Time,
    Field::End,
    Field::Model,
    Field::Region,
    Field::Tier,
    Field::Status,
    Field::Id,
    Field::Type,
    Field::RequestsPerSecond,
    Field::CacheWriteTokens,
    Field::Above,
    Field::WindowHours,
    Field::First,
    Field::Last,
    Field::Rejected,
];

impl Field {
    /// The name in `--map`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::End => "end",
            Self::Model => "model",
            Self::Region => "region",
            Self::Tier => "tier",
            Self::Status => "status",
            Self::Id => "id",
            Self::Type => "type",
            Self::RequestsPerSecond => "requests_per_second",
            Self::CacheWriteTokens => "cache_write_tokens",
            Self::Above => "above_tokens",
            Self::WindowHours => "window_hours",
            Self::First => "first_time",
            Self::Last => "last_time",
            Self::Rejected => "rejected",
            Self::Of(measure) => measure.column(),
        }
    }

    /// Every field.
    pub fn all() -> impl Iterator<Item = Self> {
        let sums = Measure::ALL.iter().map(|measure| Self::Of(*measure));
        OTHERS.into_iter().chain(sums)
    }

    /// The fields that count something.
    pub(super) fn counts() -> impl Iterator<Item = Self> {
        let sums = Measure::ALL.iter().map(|measure| Self::Of(*measure));
        sums.chain([Self::CacheWriteTokens, Self::RequestsPerSecond])
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|field| field.name() == name)
    }

    /// Its place among the fields.
    pub(super) const fn at(self) -> usize {
        match self {
            Self::Time => 0,
            Self::End => 1,
            Self::Model => 2,
            Self::Region => 3,
            Self::Tier => 4,
            Self::Status => 5,
            Self::Id => 6,
            Self::Type => 7,
            Self::RequestsPerSecond => 8,
            Self::CacheWriteTokens => 9,
            Self::Above => 10,
            Self::WindowHours => 11,
            Self::First => 12,
            Self::Last => 13,
            Self::Rejected => 14,
            Self::Of(measure) => OTHERS.len() + measure.at(),
        }
    }

    /// How many there are.
    pub(super) const COUNT: usize = OTHERS.len() + Measure::COUNT;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_a_name_and_a_place_of_its_own() {
        for (at, field) in Field::all().enumerate() {
            assert_eq!(field.at(), at);
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
        assert_eq!(Field::all().count(), Field::COUNT);
    }
}
