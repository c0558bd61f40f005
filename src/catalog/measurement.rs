//! Measured throughput of models on accelerators.

use super::{accelerator::positive, table};
use crate::units::Decimal;

/// Where a measurement was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// An endpoint of `SageMaker`.
    SageMaker,
    /// An EC2 instance.
    Ec2,
    /// A machine with the same chips outside AWS.
    Elsewhere,
}

impl Host {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::SageMaker => "sagemaker",
            Self::Ec2 => "ec2",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// A row of the throughput table: one replica of a model, under one load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Name of the architecture.
    pub architecture: String,
    /// Name of the accelerator.
    pub accelerator: String,
    /// Of the weights: `bf16`, `fp8`, `mxfp4`, ….
    pub precision: String,
    /// Accelerators of the one replica that was measured.
    pub accelerators: u32,
    /// How the model was spread over them: `TP4`, or `unknown`.
    pub parallel: String,
    /// The engine that served it.
    pub engine: String,
    /// Mean prompt.
    pub input_tokens: u32,
    /// Mean answer.
    pub output_tokens: u32,
    /// Requests under way at once; without it, as many as the memory held.
    pub concurrency: Option<u32>,
    /// Tokens of answers a second, all requests together.
    pub output_tokens_per_second: Decimal,
    /// Median time from request to end of answer.
    pub latency_ms: Option<Decimal>,
    /// Median time to the first token.
    pub ttft_ms: Option<Decimal>,
    /// Version of the engine, if told.
    pub engine_version: String,
    /// Where it was measured.
    pub host: Host,
    /// When, as precisely as it is told.
    pub date: String,
    /// A key of the sources table.
    pub source: String,
    /// The licence of the source's figures.
    pub licence: String,
}

/// The columns, in order.
const HEADER: &str = "architecture,accelerator,precision,accelerators,parallel,engine,input_tokens,\
output_tokens,concurrency,output_tokens_per_second,latency_ms,ttft_ms,engine_version,host,date,\
source,licence";

/// Columns that tell rows apart: the first nine.
pub(super) const KEY_COLUMNS: usize = 9;

/// Whether the text begins with the header this reader knows.
pub(super) fn has_header(text: &str) -> bool {
    text.lines().next() == Some(HEADER)
}

/// The measurements of some lines without a header; damaged ones are left to the load checks.
pub(super) fn parse(lines: &str) -> Vec<Measurement> {
    table::records(lines)
        .filter_map(|record| read(&record))
        .collect()
}

fn read(record: &csv::StringRecord) -> Option<Measurement> {
    let field = |at: usize| record.get(at).unwrap_or_default();
    let text = |at: usize| field(at).to_owned();
    let count = |at: usize| field(at).parse::<u32>().ok().filter(|count| *count > 0);
    let concurrency = count(8);
    if concurrency.is_none() && !field(8).is_empty() {
        return None;
    }
    Some(Measurement {
        architecture: text(0),
        accelerator: text(1),
        precision: text(2),
        accelerators: count(3)?,
        parallel: text(4),
        engine: text(5),
        input_tokens: count(6)?,
        output_tokens: count(7)?,
        concurrency,
        output_tokens_per_second: positive(field(9))?,
        latency_ms: positive(field(10)),
        ttft_ms: positive(field(11)),
        engine_version: text(12),
        host: [Host::SageMaker, Host::Ec2, Host::Elsewhere]
            .into_iter()
            .find(|host| host.word() == field(13))?,
        date: text(14),
        source: text(15),
        licence: text(16),
    })
}
