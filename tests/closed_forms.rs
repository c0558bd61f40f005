//! Closed forms of the capacity layer, held against the worked values of the project's own oracles
//! (Python scripts that share no code with this crate) and against the simulators in `simulators/`.

#[cfg(test)]
mod simulators;

#[cfg(test)]
#[path = "closed_forms/autoscaling.rs"]
mod autoscaling;
#[cfg(test)]
#[path = "closed_forms/latency.rs"]
mod latency;
#[cfg(test)]
#[path = "closed_forms/to_zero.rs"]
mod to_zero;
#[cfg(test)]
#[path = "closed_forms/waiting.rs"]
mod waiting;

/// Mean of a list.
fn mean(values: &[f64]) -> f64 {
    let (sum, count) = values
        .iter()
        .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

/// Median and largest of sizes.
fn median_and_worst(errors: &[f64]) -> (f64, f64) {
    let mut errors: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    errors.sort_by(f64::total_cmp);
    (errors[errors.len() / 2], errors[errors.len() - 1])
}
