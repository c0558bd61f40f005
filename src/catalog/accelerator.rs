//! Accelerators: what a chip can hold, move and compute.

use super::{Instance, table};
use crate::units::{Decimal, plain_decimal};

/// How far the analytic model covers a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelCoverage {
    /// Its constants were calibrated on measurements of it.
    Calibrated,
    /// Next to no measurement of it exists: the model's figure may be off by a factor of two.
    Thin,
    /// Only what was measured on it counts: the constants do not transfer.
    MeasuredOnly,
    /// Nothing is known.
    None,
}

/// A row of the accelerator table. Rates are the maker's, for one chip, without sparsity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accelerator {
    /// Its name, as in the throughput table.
    pub name: String,
    /// Its name in the instance table.
    pub instance_accelerator: String,
    /// Its memory in the instance table, which tells two sizes of one name apart.
    pub instance_memory_gib: Decimal,
    /// How far the analytic model covers it.
    pub coverage: ModelCoverage,
    /// Memory.
    pub memory_gib: Decimal,
    /// Memory a process sees.
    pub usable_memory_gib: Decimal,
    /// Memory bandwidth, in 10^9 bytes a second.
    pub bandwidth_gb_per_second: Decimal,
    /// 10^12 operations a second with 16-bit numbers.
    pub tflops_16_bit: Decimal,
    /// The same with 8-bit floats, if it has them.
    pub tflops_fp8: Option<Decimal>,
    /// The same with 8-bit integers.
    pub tops_int8: Option<Decimal>,
    /// The same with 4-bit floats.
    pub tflops_fp4: Option<Decimal>,
    /// To its neighbours, each direction, in 10^9 bytes a second.
    pub link_gb_per_second: Decimal,
    /// Whether it computes in `bf16`.
    pub bf16: bool,
    /// Keys of the sources table, `;` between.
    pub sources: String,
    /// What a user must know about it.
    pub note: String,
}

impl Accelerator {
    /// Whether it is the chip of this instance type.
    pub fn is_in(&self, instance: &Instance) -> bool {
        instance.accelerator.as_ref() == Some(&self.instance_accelerator)
            && instance.accelerator_memory_gib == Some(self.instance_memory_gib)
    }
}

/// The columns, in order.
const HEADER: &str = "accelerator,instance_accelerator,instance_memory_gib,kind,model,memory_gib,\
usable_memory_gib,bandwidth_gb_per_second,tflops_16_bit,tflops_fp8,tops_int8,tflops_fp4,\
link_gb_per_second,bf16,source,note";

/// Whether the text begins with the header this reader knows.
pub(super) fn has_header(text: &str) -> bool {
    text.lines().next() == Some(HEADER)
}

/// The accelerators of some lines without a header; damaged ones are left to the load checks.
pub(super) fn parse(lines: &str) -> Vec<Accelerator> {
    table::records(lines)
        .filter_map(|record| read(&record))
        .collect()
}

fn read(record: &csv::StringRecord) -> Option<Accelerator> {
    let field = |at: usize| record.get(at).unwrap_or_default();
    let number = |at: usize| positive(field(at));
    Some(Accelerator {
        name: field(0).to_owned(),
        instance_accelerator: field(1).to_owned(),
        instance_memory_gib: plain_decimal(field(2)).ok()?,
        coverage: match field(4) {
            "calibrated" => ModelCoverage::Calibrated,
            "thin" => ModelCoverage::Thin,
            "measured" => ModelCoverage::MeasuredOnly,
            "none" => ModelCoverage::None,
            _ => return None,
        },
        memory_gib: number(5)?,
        usable_memory_gib: number(6)?,
        bandwidth_gb_per_second: number(7)?,
        tflops_16_bit: number(8)?,
        tflops_fp8: number(9),
        tops_int8: number(10),
        tflops_fp4: number(11),
        link_gb_per_second: number(12)?,
        bf16: field(13) == "1",
        sources: field(14).to_owned(),
        note: field(15).to_owned(),
    })
}

/// A plain decimal above zero.
pub(super) fn positive(text: &str) -> Option<Decimal> {
    plain_decimal(text)
        .ok()
        .filter(|value| value.is_sign_positive() && !value.is_zero())
}
