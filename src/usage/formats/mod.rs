//! The formats: one declaration each.

use super::Format;

mod aws;
mod gateways;
mod generic;
mod providers;
mod traces;

pub(super) use generic::{CSV, JSON};

/// Every format, in the order in which they are tried: the ones that are easily told apart first.
pub const FORMATS: &[&Format] = &[
    &generic::AGGREGATE,
    &traces::AZURE_LLM,
    &traces::VIDUR,
    &traces::BURSTGPT,
    &traces::SERVEGEN,
    &traces::SERVEGEN_CHUNK,
    &providers::ANTHROPIC,
    &providers::OPENAI,
    &providers::OPENAI_LEGACY,
    &gateways::LITELLM,
    &gateways::LITELLM_DAILY,
    &aws::BEDROCK,
    &aws::CLOUDWATCH,
    &traces::RAGPULSE,
    &traces::MOONCAKE,
    &gateways::LANGFUSE,
    &gateways::OTEL,
    &CSV,
    &JSON,
];
