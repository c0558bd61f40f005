//! A tally as a CSV of sums, that can be read again and added to others.

use std::io::{self, Write};

use super::{
    Field, Measure, Tally, rules::WRITES_OF_NO_LIFETIME, shown, tally::Key, time::HOUR,
    time::LEAST_UNIX,
};

/// The columns of an aggregate before its sums.
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

/// The name of a column before the sums: of the fields' names, but for the hour's.
pub(super) fn column(key: Field) -> &'static str {
    match key {
        Field::Time => "hour_start",
        key => key.name(),
    }
}

/// Writes a tally as an aggregate: a row each hour, caller and long-context step, and a row each reason
/// for which records were left out. Kinds of tokens that no record tells have no column.
///
/// # Errors
/// Where it cannot be written to.
pub fn write_aggregate(tally: &Tally, to: impl Write) -> io::Result<()> {
    let measures: Vec<Measure> = told(tally);
    let mut rows = csv::Writer::from_writer(to);
    let sums = measures.iter().map(|measure| measure.column());
    rows.write_record(KEYS.iter().map(|key| column(*key)).chain(sums))?;
    for (caller, flow) in &tally.flows {
        let requests = flow.total().of(Measure::Requests);
        // Sums of several requests are above no step, as none of their sizes is known.
        let has_steps = flow.unsized_requests < requests || requests == 0;
        for (key, sums) in &flow.sums {
            let mut row = key_cells(tally, *key, sums.first, sums.last);
            row.extend([&caller.model, &caller.region, &caller.tier].map(Clone::clone));
            row.push(if has_steps || key.above > 0 {
                key.above.to_string()
            } else {
                String::new()
            });
            row.push(String::new());
            row.extend(measures.iter().map(|of| sums.of(*of).to_string()));
            rows.write_record(row)?;
        }
    }
    for (reason, records) in &tally.left_out {
        let mut row = vec![String::new(); KEYS.len() - 1];
        row.push(reason.word().to_owned());
        row.extend(measures.iter().map(|measure| match measure {
            Measure::Records => records.to_string(),
            _ => String::new(),
        }));
        rows.write_record(row)?;
    }
    rows.flush()
}

/// The sums that have a column: those of the records, and those that some record tells.
fn told(tally: &Tally) -> Vec<Measure> {
    let is_told = |measure: Measure| match measure {
        Measure::Records | Measure::Requests => true,
        measure if tally.has(Field::Of(measure)) => true,
        measure if measure == WRITES_OF_NO_LIFETIME => tally.has(Field::CacheWriteTokens),
        _ => false,
    };
    let all = Measure::ALL.iter().copied();
    all.filter(|measure| is_told(*measure)).collect()
}

fn key_cells(tally: &Tally, key: Key, first: i64, last: i64) -> Vec<String> {
    let cell = |at: i64| shown(at, at >= LEAST_UNIX || !tally.has_relative_times);
    vec![
        cell(key.hour.saturating_mul(HOUR)),
        key.window_hours.to_string(),
        cell(first),
        cell(last),
    ]
}
