//! Instance types: what hardware they have, and what the SageMaker API accepts them for.

use super::table;
use crate::units::{Decimal, plain_decimal};

/// A row of the instance table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The type, such as `ml.g6e.12xlarge`.
    pub name: String,
    /// Virtual processors.
    pub vcpu: u32,
    /// Main memory.
    pub memory_gib: Decimal,
    /// The accelerator's name, if it has one.
    pub accelerator: Option<String>,
    /// How many of them.
    pub accelerator_count: u32,
    /// Memory of one accelerator.
    pub accelerator_memory_gib: Option<Decimal>,
    /// Local `NVMe` storage, if it has some.
    pub local_nvme_gb: Option<Decimal>,
    /// What the API accepts it for.
    pub accepted: Accepted,
    /// Dollars an hour of the same machine on EC2, on demand in us-east-1: to judge prices by, never one.
    pub ec2_usd_per_hour: Option<Decimal>,
}

/// What the SageMaker API accepts an instance type for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted {
    /// Real-time and asynchronous endpoints.
    pub hosting: bool,
    /// Training jobs.
    pub training: bool,
    /// Batch transform jobs.
    pub batch_transform: bool,
}

/// The instance on the first of `lines`.
pub(super) fn parse(lines: &str) -> Option<Instance> {
    let record = table::records(lines).next()?;
    let field = |at: usize| record.get(at).unwrap_or_default();
    let decimal = |at: usize| plain_decimal(field(at)).ok();
    let accepted = |at: usize| field(at) == "1";
    Some(Instance {
        name: field(0).to_owned(),
        vcpu: field(1).parse().unwrap_or(0),
        memory_gib: decimal(2).unwrap_or_default(),
        accelerator: Some(field(3).to_owned()).filter(|name| !name.is_empty()),
        accelerator_count: field(4).parse().unwrap_or(0),
        accelerator_memory_gib: decimal(5),
        local_nvme_gb: decimal(9),
        accepted: Accepted {
            hosting: accepted(11),
            training: accepted(12),
            batch_transform: accepted(16),
        },
        ec2_usd_per_hour: decimal(19),
    })
}
