//! What happened: records of logs, traces and bills, and the sums of them.
//!
//! A file of usage is read record by record into a [`Tally`]: sums of whole numbers by caller, hour
//! and long-context step. Every price is linear in those sums, so what they cost is what the records
//! cost, to the last digit. This layer never knows a price.

mod blocks;
mod cells;
mod columns;
mod csv_rows;
mod field;
mod format;
mod formats;
mod ids;
mod json;
mod json_rows;
mod measure;
mod number;
mod partial;
mod places;
mod quick;
mod read;
mod record;
mod sizes;
mod source;
mod tally;
mod time;
mod work;

#[cfg(test)]
mod tests;

pub use field::Field;
pub use format::{Counts, Failed, Format, Layout, TimeForm, TokensAre};
pub use formats::FORMATS;
pub use ids::Ids;
pub use measure::Measure;
pub use read::{Options, ReadError, Usage, read};
pub use record::{Reason, Rejected};
pub use sizes::Sizes;
pub use source::decompressed;
pub use tally::{Caller, Fault, Flow, Key, MOST_FAULTS, Sums, Tally};
pub use time::{DAY, HOUR, Moment, SECOND, moment, shown};
pub use work::Progress;
