//! What AWS records itself.

use crate::usage::{
    Failed, Field, Format, Layout,
    Measure::{
        AutomatedReasoningUnits, CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens,
        ContentFilterImages, ContentFilterUnits, ContextualGroundingUnits, DeniedTopicUnits,
        InputTokens, OutputImages, OutputTokens, Requests, SensitiveInformationUnits,
        SensitivePatternUnits, WordFilterUnits,
    },
    TokensAre,
    format::PLAIN,
};

/// Amazon Bedrock model invocation logs (Amazon Bedrock user guide, "Monitor model invocation using
/// CloudWatch Logs and Amazon S3"). Sums by cache lifetime: `CacheDetail` of the Converse API, and
/// `cache_creation` of Anthropic's messages. Units: `GuardrailUsage`, one an assessment.
pub(super) static BEDROCK: Format = Format {
    name: "bedrock",
    title: "Amazon Bedrock model invocation log",
    notes: "Plain or gzip; also as CloudWatch Logs exports it: `get-query-results`, `filter-log-events`, the JSON and CSV of Logs Insights with `@message`, and lines that begin with a time. The region is where it was called, which is what is billed; `inferenceRegion` is not read. Records of another `schemaType` are not requests. Cache writes are of five minutes unless the logged body says otherwise; a body that is too large for the log does not. Units of guardrails are added up over all assessments. Images are not counted: the log does not say how many were made. Batch inference is not in these logs.",
    layout: Layout::Json,
    needs: &[
        &["schemaType", "modelId", "timestamp"],
        &["schemaType", "schemaVersion", "timestamp"],
    ],
    fields: &[
        (Field::Time, &["timestamp"]),
        (Field::Model, &["modelId"]),
        (Field::Region, &["region"]),
        (
            Field::Tier,
            &[
                "output.outputBodyJson.serviceTier.type",
                "output.outputBodyJson.metadata.serviceTier.type",
            ],
        ),
        (Field::Id, &["requestId"]),
        (Field::Type, &["schemaType"]),
        (Field::Status, &["errorCode"]),
        (Field::Of(InputTokens), &["input.inputTokenCount"]),
        (
            Field::Of(CacheReadTokens),
            &[
                "input.cacheReadInputTokenCount",
                "output.outputBodyJson.usage.cache_read_input_tokens",
                "output.outputBodyJson.usage.cacheReadInputTokens",
                "output.outputBodyJson.message.usage.cache_read_input_tokens",
                "output.outputBodyJson.metadata.usage.cacheReadInputTokens",
            ],
        ),
        (
            Field::CacheWriteTokens,
            &[
                "input.cacheWriteInputTokenCount",
                "output.outputBodyJson.usage.cache_creation_input_tokens",
                "output.outputBodyJson.usage.cacheWriteInputTokens",
                "output.outputBodyJson.message.usage.cache_creation_input_tokens",
                "output.outputBodyJson.metadata.usage.cacheWriteInputTokens",
            ],
        ),
        (
            Field::Of(CacheWrite5mTokens),
            &[
                "output.outputBodyJson.usage.cache_creation.ephemeral_5m_input_tokens",
                "output.outputBodyJson.message.usage.cache_creation.ephemeral_5m_input_tokens",
            ],
        ),
        (
            Field::Of(CacheWrite1hTokens),
            &[
                "output.outputBodyJson.usage.cache_creation.ephemeral_1h_input_tokens",
                "output.outputBodyJson.message.usage.cache_creation.ephemeral_1h_input_tokens",
                "output.outputBodyJson.usage.cacheDetails.[ttl=1h].inputTokens",
                "output.outputBodyJson.metadata.usage.cacheDetails.[ttl=1h].inputTokens",
            ],
        ),
        (Field::Of(OutputTokens), &["output.outputTokenCount"]),
        (
            Field::Of(ContentFilterUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.contentPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.contentPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.contentPolicyUnits",
            ],
        ),
        (
            Field::Of(ContentFilterImages),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.contentPolicyImageUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.contentPolicyImageUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.contentPolicyImageUnits",
            ],
        ),
        (
            Field::Of(DeniedTopicUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.topicPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.topicPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.topicPolicyUnits",
            ],
        ),
        (
            Field::Of(WordFilterUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.wordPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.wordPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.wordPolicyUnits",
            ],
        ),
        (
            Field::Of(SensitiveInformationUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.sensitiveInformationPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.sensitiveInformationPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.sensitiveInformationPolicyUnits",
            ],
        ),
        (
            Field::Of(SensitivePatternUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.sensitiveInformationPolicyFreeUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.sensitiveInformationPolicyFreeUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.sensitiveInformationPolicyFreeUnits",
            ],
        ),
        (
            Field::Of(ContextualGroundingUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.contextualGroundingPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.contextualGroundingPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.contextualGroundingPolicyUnits",
            ],
        ),
        (
            Field::Of(AutomatedReasoningUnits),
            &[
                "output.outputBodyJson.amazon-bedrock-trace.guardrail.*.usage.automatedReasoningPolicyUnits",
                "output.outputBodyJson.trace.guardrail.*.usage.automatedReasoningPolicyUnits",
                "output.outputBodyJson.metadata.trace.guardrail.*.usage.automatedReasoningPolicyUnits",
            ],
        ),
    ],
    failed: Failed::Present,
    types: &["modelinvocationlog"],
    bodies: &["output.outputBodyJson"],
    ..PLAIN
};

/// Metrics of `AWS/Bedrock` as `get-metric-data` and `get-metric-statistics` give them, unpacked
/// into a record a datapoint.
pub(super) static CLOUDWATCH: Format = Format {
    name: "cloudwatch",
    title: "Amazon CloudWatch metrics of Amazon Bedrock",
    notes: "The JSON of `aws cloudwatch get-metric-data` and `get-metric-statistics` with the statistic `Sum`. A label names its metric, and may name the model. The period is not in the answer: it is the largest that all differences of times are multiples of. `Invocations` are the requests that were answered. Cache writes are of five minutes: the metric does not tell.",
    layout: Layout::Json,
    needs: &[&["Timestamp", "Metric"]],
    fields: &[
        (Field::Time, &["Timestamp"]),
        (Field::End, &["End"]),
        (Field::Model, &["ModelId"]),
        (Field::Of(Requests), &["Invocations"]),
        (Field::Of(InputTokens), &["InputTokenCount"]),
        (Field::Of(CacheReadTokens), &["CacheReadInputTokenCount"]),
        (Field::CacheWriteTokens, &["CacheWriteInputTokenCount"]),
        (Field::Of(OutputTokens), &["OutputTokenCount"]),
        (Field::Of(OutputImages), &["OutputImageCount"]),
    ],
    tokens: TokensAre::Parts,
    ..PLAIN
};
