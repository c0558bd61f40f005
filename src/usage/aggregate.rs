//! An aggregate: the sums of usage as a CSV, which is what a profile is and what the SQL gives.
//!
//! It is read like any other usage, so aggregates of parts add up, and what is made from one is what
//! is made from the records behind it. How large single requests are is not in it.

use std::io;

use super::{
    Field, Format, Measure, Tally, TimeForm, TokensAre,
    format::PLAIN,
    time::{HOUR, shown},
};

/// The columns that say whose the sums are, and of when.
pub(super) const KEYS: [Field; 9] = [
    Field::Time,
    Field::WindowHours,
    Field::First,
    Field::Last,
    Field::Model,
    Field::Region,
    Field::Tier,
    Field::Above,
    Field::Rejected,
];

/// The column of the hour.
const HOUR_START: &str = "hour_start";

/// The name of a column of an aggregate.
pub(super) const fn column(field: Field) -> &'static str {
    match field {
        Field::Time => HOUR_START,
        other => other.name(),
    }
}

/// Sums by hour, model, region, tier and long-context step.
pub(super) static AGGREGATE: Format = Format {
    name: "aggregate",
    title: "sums of usage by hour",
    needs: &[&["hour_start", "window_hours", "above_tokens", "records"]],
    fields: &[
        (Field::Time, &[HOUR_START]),
        (Field::WindowHours, &["window_hours"]),
        (Field::First, &["first_time"]),
        (Field::Last, &["last_time"]),
        (Field::Model, &["model"]),
        (Field::Region, &["region"]),
        (Field::Tier, &["tier"]),
        (Field::Above, &["above_tokens"]),
        (Field::Rejected, &["rejected"]),
        (Field::Of(Measure::Records), &[Measure::Records.column()]),
        (Field::Of(Measure::Requests), &[Measure::Requests.column()]),
        (
            Field::Of(Measure::InputTokens),
            &[Measure::InputTokens.column()],
        ),
        (
            Field::Of(Measure::CacheReadTokens),
            &[Measure::CacheReadTokens.column()],
        ),
        (
            Field::Of(Measure::CacheWrite5mTokens),
            &[Measure::CacheWrite5mTokens.column()],
        ),
        (
            Field::Of(Measure::CacheWrite1hTokens),
            &[Measure::CacheWrite1hTokens.column()],
        ),
        (
            Field::Of(Measure::OutputTokens),
            &[Measure::OutputTokens.column()],
        ),
        (
            Field::Of(Measure::OutputImages),
            &[Measure::OutputImages.column()],
        ),
        (
            Field::Of(Measure::ContentFilterUnits),
            &[Measure::ContentFilterUnits.column()],
        ),
        (
            Field::Of(Measure::ContentFilterImages),
            &[Measure::ContentFilterImages.column()],
        ),
        (
            Field::Of(Measure::DeniedTopicUnits),
            &[Measure::DeniedTopicUnits.column()],
        ),
        (
            Field::Of(Measure::WordFilterUnits),
            &[Measure::WordFilterUnits.column()],
        ),
        (
            Field::Of(Measure::SensitiveInformationUnits),
            &[Measure::SensitiveInformationUnits.column()],
        ),
        (
            Field::Of(Measure::SensitivePatternUnits),
            &[Measure::SensitivePatternUnits.column()],
        ),
        (
            Field::Of(Measure::ContextualGroundingUnits),
            &[Measure::ContextualGroundingUnits.column()],
        ),
        (
            Field::Of(Measure::AutomatedReasoningUnits),
            &[Measure::AutomatedReasoningUnits.column()],
        ),
    ],
    // Sums of metrics may have requests without tokens.
    tokens: TokensAre::Parts,
    time: TimeForm::DatedOrSeconds,
    notes: "Sizes of single requests are not in it, so that percentiles are not known.",
    ..PLAIN
};

/// Writes a tally as an aggregate: what was kept by hour and caller, then what was left out by reason.
///
/// # Errors
/// Where `into` cannot be written to.
pub fn write_aggregate(tally: &Tally, into: impl io::Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(into);
    let sums = Measure::ALL.iter().map(|measure| measure.column());
    rows.write_record(KEYS.map(column).into_iter().chain(sums))?;
    let time = |at: i64| shown(at, tally.has_dates);
    for (caller, flow) in &tally.flows {
        for (key, sums) in &flow.sums {
            let keys = [
                time(key.hour.saturating_mul(HOUR)),
                key.window_hours.to_string(),
                time(sums.first),
                time(sums.last),
                caller.model.clone(),
                caller.region.clone(),
                caller.tier.clone(),
                key.above.to_string(),
                String::new(),
            ];
            let sums = Measure::ALL
                .iter()
                .map(|measure| sums.of(*measure).to_string());
            rows.write_record(keys.into_iter().chain(sums))?;
        }
    }
    for (reason, records) in &tally.left_out {
        let keys = KEYS.map(|field| match field {
            Field::Rejected => reason.word().to_owned(),
            _ => String::new(),
        });
        let sums = Measure::ALL.iter().map(|measure| match measure {
            Measure::Records => records.to_string(),
            _ => "0".to_owned(),
        });
        rows.write_record(keys.into_iter().chain(sums))?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_is_read_back() {
        let fields = KEYS
            .into_iter()
            .chain(Measure::ALL.iter().map(|m| Field::Of(*m)));
        for field in fields {
            assert_eq!(AGGREGATE.names(field), [column(field)]);
        }
    }
}
