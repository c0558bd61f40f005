//! Usage read from files: real traces, twins of each format, hostile files.

mod support;

#[path = "usage/hostile.rs"]
mod hostile;
#[path = "usage/meanings.rs"]
mod meanings;
#[path = "usage/priced.rs"]
mod priced;
#[path = "usage/real.rs"]
mod real;
#[path = "usage/twins.rs"]
mod twins;
