//! Prices that stay true: former ones on their days, what differs between two catalogs, the orders that
//! must hold, and what there is.

#[path = "prices/audit.rs"]
mod audit;
#[path = "prices/coverage.rs"]
mod coverage;
#[path = "prices/diff.rs"]
mod diff;
#[path = "prices/history.rs"]
mod history;
#[path = "support/priced.rs"]
mod priced;
#[path = "support/ran.rs"]
mod ran;
#[path = "support/mod.rs"]
mod support;
