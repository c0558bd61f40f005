//! What happened: records of logs, traces and bills, and the sums of them.
//!
//! A file of usage is read record by record into a [`Tally`]: sums of whole numbers by caller, hour
//! and long-context step. Every price is linear in those sums, so what they cost is what the records
//! cost, to the last digit. This layer never knows a price.

mod aggregate;
mod blocks;
mod cells;
pub mod charges;
mod columns;
mod csv_rows;
mod documents;
mod field;
mod format;
mod formats;
mod gathered;
mod ids;
mod json;
mod json_rows;
mod measure;
mod metrics;
mod model_name;
mod number;
mod partial;
mod parts;
mod places;
mod quick;
mod read;
mod record;
mod rows;
mod rules;
mod sizes;
mod source;
mod span;
pub mod sql;
mod tally;
mod time;
mod unpack;
mod work;

#[cfg(test)]
mod tests;

pub use aggregate::write_aggregate;
pub use field::Field;
pub use format::{Counts, Failed, Format, Layout, TimeForm, TokensAre};
pub use formats::FORMATS;
pub use ids::Ids;
pub use measure::Measure;
pub use model_name::{Called, Opaque, OwnNames, called, own_name};
pub use read::{Options, ReadError, Usage, read};
pub use record::{Reason, Rejected};
pub use sizes::Sizes;
pub use source::decompressed;
pub use span::{Pattern, Span, exact, pattern, peak_to_mean, requests_by_hour, spread};
pub use sql::{Engine, NoStatement, Statement, Table, statement};
pub use tally::{Caller, Fault, Flow, Key, MOST_FAULTS, Sums, Tally};
pub use time::{DAY, HOUR, Moment, SECOND, moment, shown};
pub use work::Progress;
