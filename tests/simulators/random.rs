//! PCG XSH RR 64/32 (M. E. O'Neill, "PCG: a family of simple fast space-efficient statistically
//! good algorithms for random number generation", 2014), and what is drawn from it.

use std::f64::consts::TAU;

/// A generator: the same seed gives the same numbers on every machine.
pub(crate) struct Pcg {
    state: u64,
}

const STEP: u64 = 6_364_136_223_846_793_005;
const STREAM: u64 = 1_442_695_040_888_963_407;

impl Pcg {
    pub(crate) fn seeded(seed: u64) -> Self {
        let mut pcg = Self {
            state: seed.wrapping_add(STREAM),
        };
        let _ = pcg.next();
        pcg
    }

    fn next(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(STEP).wrapping_add(STREAM);
        let [a, b, c, d, ..] = (((old >> 18) ^ old) >> 27).to_le_bytes();
        let turn = old.to_le_bytes()[7] >> 3;
        u32::from_le_bytes([a, b, c, d]).rotate_right(u32::from(turn))
    }

    /// Above 0 and below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        (f64::from(self.next()) + 0.5) / 4_294_967_296.0
    }

    /// A whole number below `most`.
    pub(crate) fn below(&mut self, most: u32) -> u32 {
        let wide = u64::from(self.next()) * u64::from(most);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// Exponential with this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -self.uniform().ln() * mean
    }

    /// Standard normal (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (TAU * self.uniform()).cos()
    }

    /// Lognormal of mean 1 with this squared coefficient of variation.
    pub(crate) fn lognormal(&mut self, variation: f64) -> f64 {
        let squared = (1.0 + variation).ln();
        (self.normal() * squared.sqrt() - squared / 2.0).exp()
    }
}
