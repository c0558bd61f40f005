//! Number formats of weights.

use crate::{
    catalog::{Accelerator, Experts},
    schema::choices,
    units::Decimal,
};

choices! {
    /// The number format a model's weights are served in.
    pub enum Precision {
        /// 16-bit brain float.
        Bf16 = "bf16",
        /// 16-bit float.
        Fp16 = "fp16",
        /// 8-bit float.
        Fp8 = "fp8",
        /// 8-bit integers, computed in 8 bits.
        Int8 = "int8",
        /// 8-bit weights, computed in 16 bits.
        W8A16 = "w8a16",
        /// 4-bit integers with their scales.
        Int4 = "int4",
        /// 4-bit floats with their scales.
        Fp4 = "fp4",
        /// 4-bit floats in blocks of 32 that share a scale.
        Mxfp4 = "mxfp4",
    }
}

impl Precision {
    /// All of them, widest first.
    pub const ALL: [Self; 8] = [
        Self::Bf16,
        Self::Fp16,
        Self::Fp8,
        Self::Int8,
        Self::W8A16,
        Self::Int4,
        Self::Fp4,
        Self::Mxfp4,
    ];

    /// Bytes of one weight, its share of the scales included.
    pub fn bytes(self) -> f64 {
        match self {
            Self::Bf16 | Self::Fp16 => 2.0,
            Self::Fp8 | Self::Int8 | Self::W8A16 => 1.0,
            Self::Int4 | Self::Fp4 => 0.5625,
            Self::Mxfp4 => 0.53125,
        }
    }

    /// Formats that need the same memory and run at about the same speed: a measurement of one
    /// stands for the others.
    pub fn is_like(self, other: Self) -> bool {
        let sixteen = [Self::Bf16, Self::Fp16];
        self == other || sixteen.contains(&self) && sixteen.contains(&other)
    }

    /// Whether only the experts' weights are in this format, the rest in 16 bits.
    pub(super) fn leaves_dense_weights(self, experts: Option<&Experts>) -> bool {
        matches!(self, Self::Mxfp4 | Self::Int4) && experts.is_some()
    }

    /// 10^12 operations a second of a chip in this format: its 16-bit figure where it has no other.
    pub(super) fn tera_operations(self, chip: &Accelerator) -> Decimal {
        let own = match self {
            Self::Fp8 => chip.tflops_fp8,
            Self::Fp4 => chip.tflops_fp4,
            Self::Int8 => chip.tops_int8,
            Self::Bf16 | Self::Fp16 | Self::W8A16 | Self::Int4 | Self::Mxfp4 => None,
        };
        own.unwrap_or(chip.tflops_16_bit)
    }

    /// Whether a chip can serve it at all: `bf16` and 8-bit floats need hardware that has them.
    pub fn runs_on(self, chip: &Accelerator) -> bool {
        match self {
            Self::Bf16 => chip.bf16,
            Self::Fp8 => chip.tflops_fp8.is_some(),
            Self::Fp4 => chip.tflops_fp4.is_some(),
            Self::Int8 => chip.tops_int8.is_some(),
            Self::Fp16 | Self::W8A16 | Self::Int4 | Self::Mxfp4 => true,
        }
    }
}
