//! Monte Carlo: draws have their distributions, every total equals the ordinary evaluation of the
//! turned scenario, and every statistic is what follows from those.

#[cfg(test)]
#[path = "monte_carlo/asked.rs"]
mod asked;
#[cfg(test)]
#[path = "monte_carlo/closed.rs"]
mod closed;
#[cfg(test)]
#[path = "monte_carlo/draws.rs"]
mod draws;
#[cfg(test)]
#[path = "monte_carlo/modes.rs"]
mod modes;
#[cfg(test)]
#[path = "monte_carlo/needs.rs"]
mod needs;
#[cfg(test)]
#[path = "breakeven/random.rs"]
#[expect(dead_code, reason = "other searches use more of it")]
mod random;
#[cfg(test)]
#[path = "monte_carlo/searched.rs"]
mod searched;

/// The float nearest to a count.
fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Mean of a list.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len())
}
