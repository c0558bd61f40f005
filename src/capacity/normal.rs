//! The standard normal distribution.

use std::f64::consts::SQRT_2;

use statrs::function::erf::{erfc, erfc_inv};

/// The value that a standard normal number is not above with this chance.
pub fn normal_quantile(chance: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * chance)
}

/// The chance that a standard normal number is not above `value`.
pub fn normal_share(value: f64) -> f64 {
    erfc(-value / SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn normal_quantiles_of_the_tables() {
        // Abramowitz and Stegun, table 26.5.
        for (share, z) in [
            (0.5, 0.0),
            (0.9, 1.281_552),
            (0.95, 1.644_854),
            (0.99, 2.326_348),
            (0.9999, 3.719_016),
        ] {
            assert_relative_eq!(normal_quantile(share), z, epsilon = 1e-6);
            assert_relative_eq!(normal_share(z), share, epsilon = 1e-6);
            assert_relative_eq!(normal_quantile(1.0 - share), -z, epsilon = 1e-6);
        }
    }
}
