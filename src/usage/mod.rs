//! What happened: records of logs, traces and bills, and the sums of them. It never knows a price.

pub mod charges;
