//! Monte Carlo: every total equals the ordinary evaluation of the turned scenario, and every statistic
//! what follows from those.

#[path = "monte_carlo/asked.rs"]
mod asked;
#[path = "monte_carlo/modes.rs"]
mod modes;
#[path = "breakeven/random.rs"]
#[expect(dead_code, reason = "other searches use more of it")]
mod random;
#[path = "monte_carlo/searched.rs"]
mod searched;
