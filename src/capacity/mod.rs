//! How many units carry a load. No dollars here.
//!
//! Sizing is exact: the units an hour needs are a fraction of its load and one unit's capacity, and
//! the ceiling is taken of that fraction, so the loads at which the number changes are known too.

mod answer;
mod at_once;
mod autoscale;
mod band;
mod constants;
mod estimate;
mod first_unit;
mod latency;
mod measured;
mod minutes;
mod need;
mod normal;
mod own;
mod own_curve;
mod precision;
mod queueing;
mod quota;
mod real;
mod roofline;
mod runs;
mod scale_to_zero;
mod served;
mod shape;
mod sizing;
mod slot_service;
mod stretches;
mod tail;
mod throughput;

pub use answer::{Basis, Drive, Evidence, Question, Refusal, Throughput};
pub use at_once::AtOnce;
pub use autoscale::{COOLDOWN_SECONDS, START_SECONDS, TargetTracking, Tracked, scheduled};
pub use band::Band;
pub use constants::Constants;
pub use estimate::{End, Estimate, Hosting};
pub use first_unit::{Asleep, FirstUnit, HourAsks};
pub use latency::{AT_ONCE_MAX, Decides, FULL_SHARE, Limit, LoadedReplica, Response, Target};
pub use measured::{Point, anchor, interpolate};
pub use minutes::Burst;
pub use need::{UnitCapacity, needed_units};
pub use normal::{normal_quantile, normal_share};
pub use own::{OwnLoad, OwnModel, OwnNote, OwnPoint, OwnThroughput, own_throughput};
pub use own_curve::OwnCurve;
pub use precision::Precision;
pub use queueing::{SERVERS_MAX, Slots, erlang_b, erlang_c};
pub use quota::{MinuteUse, Quota, QuotaUse, Standing, burndown_items};
pub use real::LoadError;
pub use roofline::{Lengths, Replica};
pub use runs::{Before, Run, Timeline};
pub use scale_to_zero::{
    Concurrency, IdleTimeout, OnOff, WindowShare, cold_share_least, import_windows,
};
pub use served::Served;
pub use shape::{Shape, Term};
pub use sizing::{Away, CapacityUsed, Rule, Serving, SizedHours, Sizing};
pub use slot_service::SlotService;
pub use stretches::{FollowedOnce, Stretch, short_minutes, stretches};
pub use tail::{LOAD_VARIATION, TailFactor, held_tokens, variation_of};
pub use throughput::{fits, throughput};
