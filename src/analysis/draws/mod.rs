//! Draws of uncertain inputs.

use crate::{scenario::Knob, units::Decimal};

/// Bins of an input.
pub const BINS: usize = 32;

/// Draws of the uncertain inputs of a scenario.
#[derive(Debug, Clone)]
pub struct Draws {
    /// How many draws.
    pub count: usize,
    /// The inputs.
    pub inputs: Vec<DrawnInput>,
}

/// One input's draws.
#[derive(Debug, Clone)]
pub struct DrawnInput {
    /// The knob that is turned.
    pub knob: Knob,
    /// Digits after the point that its values have.
    pub digits: u32,
    /// Its value in each draw, in units of the last digit: whole numbers.
    pub values: Vec<i64>,
    /// In which of [`BINS`] equally likely bins of the input's distribution each draw lies (for the
    /// value of knowing it).
    pub bins: Vec<u8>,
}

impl DrawnInput {
    /// Its value in a draw.
    pub fn value(&self, draw: usize) -> Decimal {
        let whole = self.values.get(draw).copied().unwrap_or_default();
        Decimal::try_new(whole, self.digits).unwrap_or_default()
    }
}
