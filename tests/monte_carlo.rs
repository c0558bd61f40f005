//! Monte Carlo: draws of uncertain inputs, and what they make of the plans.

#[cfg(test)]
#[path = "monte_carlo/draws.rs"]
mod draws;

/// The float nearest to a count.
fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Mean of a list.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len())
}
