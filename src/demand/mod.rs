//! A workload as counts over time: how many requests of which size in which hour. No prices here.

mod hours;
mod schedule;
mod shape;
mod trace;
mod volume;
mod workload;

pub use hours::{Hour, Hours, Level, Load};
pub use schedule::Schedule;
pub use shape::{NAMED_SHAPES, NamedShape, ShapeError, rescaled, weights_of};
pub use trace::{Trace, TraceError};
pub use volume::{GROWN_DIGITS, Month, Volume};
pub use workload::{Kind, Latency, ModelFactors, RequestClass, Tokens, Ttl, Workload};

/// Hours of a week: what a set of weights stands for.
pub const WEEK: usize = 168;
