//! Slow, plain simulators that the closed forms are held against. They share no code with `src/`.

pub(crate) mod autoscaler;
pub(crate) mod batching;
pub(crate) mod curves;
pub(crate) mod random;
pub(crate) mod slots;
