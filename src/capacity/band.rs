//! How far off an answer may be: bands that held nine of ten measurements that were not used for the
//! answer (`docs/capacity.md`).

/// The factors between which the truth lies nine times of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Below one.
    pub low: f64,
    /// Above one.
    pub high: f64,
}

/// Standard deviations from the middle of a normal distribution to its 95th percentile.
const Z95: f64 = 1.644_853_626_951_472_2;

impl Band {
    /// No doubt: the user's own figure.
    pub const NONE: Self = Self {
        low: 1.0,
        high: 1.0,
    };
    /// Between measurements of the same engine, format and spread.
    pub const MEASURED: Self = Self {
        low: 0.85,
        high: 1.2,
    };
    /// The model anchored on a measurement of the same engine, format and spread.
    pub const ANCHORED: Self = Self {
        low: 0.8,
        high: 1.2,
    };
    /// Either of them where the measurement itself is loose: on AWS, where runs were short (30 requests)
    /// and differ by as much when repeated, and before 2025, when engines were slower.
    pub const LOOSE: Self = Self {
        low: 0.7,
        high: 1.35,
    };
    /// The model alone.
    pub const ANALYTIC: Self = Self {
        low: 0.63,
        high: 1.58,
    };
    /// The model alone, on a chip of which next to nothing was measured.
    pub const THIN: Self = Self {
        low: 0.5,
        high: 2.0,
    };

    /// The standard deviation of the logarithm.
    pub fn sigma(self) -> f64 {
        (self.high / self.low).ln() / (2.0 * Z95)
    }
}
