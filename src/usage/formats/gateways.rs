//! What gateways and tracing record.

use crate::usage::{
    Counts, Failed, Field, Format, Layout,
    Measure::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, InputTokens, OutputTokens,
        Requests,
    },
    format::PLAIN,
};

/// The table `LiteLLM_SpendLogs`, as CSV or JSON.
pub(super) static LITELLM: Format = Format {
    name: "litellm",
    title: "LiteLLM spend logs",
    notes: "Cached tokens are among `prompt_tokens`; how many is in `metadata.usage_object`. Where `cache_hit` is true the gateway answered from its own cache: no model was asked, so it is not a request. `spend` is not read.",
    layout: Layout::Both,
    needs: &[&["prompt_tokens", "completion_tokens", "startTime", "model"]],
    fields: &[
        (Field::Time, &["startTime"]),
        (Field::Model, &["model"]),
        (Field::Id, &["request_id"]),
        (Field::Type, &["cache_hit"]),
        (Field::Status, &["status"]),
        (Field::Of(InputTokens), &["prompt_tokens"]),
        (
            Field::Of(CacheReadTokens),
            &[
                "metadata.usage_object.cache_read_input_tokens",
                "metadata.usage_object.prompt_tokens_details.cached_tokens",
            ],
        ),
        (
            Field::CacheWriteTokens,
            &[
                "metadata.usage_object.cache_creation_input_tokens",
                "metadata.usage_object.prompt_tokens_details.cache_creation_tokens",
            ],
        ),
        (
            Field::Of(CacheWrite5mTokens),
            &[
                "metadata.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens",
            ],
        ),
        (
            Field::Of(CacheWrite1hTokens),
            &[
                "metadata.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
            ],
        ),
        (Field::Of(OutputTokens), &["completion_tokens"]),
    ],
    counts: Counts::WholePrompt,
    failed: Failed::Words(&["failure"]),
    types: &["", "false"],
    ..PLAIN
};

/// The table `LiteLLM_DailyUserSpend`, as CSV or JSON.
pub(super) static LITELLM_DAILY: Format = Format {
    name: "litellm-daily",
    title: "LiteLLM daily spend",
    notes: "Sums of a day. Requests are the successful ones. Cached tokens are among `prompt_tokens`; cache writes are of five minutes: the table does not tell. `spend` is not read.",
    layout: Layout::Both,
    needs: &[&["date", "prompt_tokens", "completion_tokens", "api_requests"]],
    fields: &[
        (Field::Time, &["date"]),
        (Field::Model, &["model"]),
        (
            Field::Of(Requests),
            &["successful_requests", "api_requests"],
        ),
        (Field::Of(InputTokens), &["prompt_tokens"]),
        (Field::Of(CacheReadTokens), &["cache_read_input_tokens"]),
        (Field::CacheWriteTokens, &["cache_creation_input_tokens"]),
        (Field::Of(OutputTokens), &["completion_tokens"]),
    ],
    counts: Counts::WholePrompt,
    window_seconds: 86_400,
    ..PLAIN
};

/// Observations that Langfuse exports.
pub(super) static LANGFUSE: Format = Format {
    name: "langfuse",
    title: "Langfuse observations",
    notes: "Observations of the types `GENERATION` and `EMBEDDING`; others call no model. Usage is what the SDK sent, by kinds that add up: where yours sends cached tokens within `input` too, `--input-tokens whole` says so. Costs are not read.",
    layout: Layout::Both,
    needs: &[
        &["type", "start_time", "usage_details"],
        &["type", "startTime", "usageDetails"],
    ],
    fields: &[
        (Field::Time, &["start_time", "startTime"]),
        (
            Field::Model,
            &["provided_model_name", "providedModelName", "model"],
        ),
        (Field::Id, &["id"]),
        (Field::Type, &["type"]),
        (Field::Status, &["level"]),
        (
            Field::Of(InputTokens),
            &["usage_details.input", "usageDetails.input"],
        ),
        (
            Field::Of(CacheReadTokens),
            &[
                "usage_details.cache_read_input_tokens",
                "usageDetails.cache_read_input_tokens",
                "usage_details.input_cached_tokens",
                "usageDetails.input_cached_tokens",
                "usage_details.input_cache_read",
                "usageDetails.input_cache_read",
            ],
        ),
        (
            Field::CacheWriteTokens,
            &[
                "usage_details.cache_creation_input_tokens",
                "usageDetails.cache_creation_input_tokens",
                "usage_details.input_cache_creation",
                "usageDetails.input_cache_creation",
            ],
        ),
        (
            Field::Of(OutputTokens),
            &["usage_details.output", "usageDetails.output"],
        ),
    ],
    failed: Failed::Words(&["error"]),
    types: &["generation", "embedding"],
    ..PLAIN
};

/// Spans with the attributes of the OpenTelemetry conventions for generative AI: OTLP as JSON, what
/// the console exporter writes, and objects with the attributes as names.
pub(super) static OTEL: Format = Format {
    name: "otel",
    title: "OpenTelemetry gen_ai spans",
    notes: "OTLP as JSON, spans with `attributes`, and objects whose names are the attributes, older names too. The conventions count cached tokens among the input tokens; some instrumentations do not: `--input-tokens uncached` says so. Spans of tools and agents are not requests, nor are spans without tokens that do not say what they did. The model is the one that was asked for.",
    layout: Layout::Json,
    needs: &[
        &["spanId", "startTimeUnixNano"],
        &["attributes.gen_ai.usage.input_tokens"],
        &["attributes.gen_ai.operation.name"],
        &["attributes.gen_ai.system"],
        &["gen_ai.usage.input_tokens"],
        &["gen_ai.operation.name"],
        &["gen_ai.usage.prompt_tokens"],
        &["span_id", "start_time_iso", "input_tokens", "output_tokens"],
    ],
    fields: &[
        (
            Field::Time,
            &[
                "startTimeUnixNano",
                "start_time_unix_nano",
                "start_time_iso",
                "start_time",
                "startTime",
                "timestamp",
            ],
        ),
        (
            Field::Model,
            &[
                "attributes.gen_ai.request.model",
                "gen_ai.request.model",
                "request_model",
                "attributes.gen_ai.response.model",
                "gen_ai.response.model",
                "response_model",
            ],
        ),
        (Field::Id, &["spanId", "span_id", "context.span_id"]),
        (
            Field::Type,
            &[
                "attributes.gen_ai.operation.name",
                "gen_ai.operation.name",
                "operation_name",
            ],
        ),
        (
            Field::Status,
            &["status.code", "status.status_code", "status_code"],
        ),
        (
            Field::Of(InputTokens),
            &[
                "attributes.gen_ai.usage.input_tokens",
                "gen_ai.usage.input_tokens",
                "attributes.gen_ai.usage.prompt_tokens",
                "gen_ai.usage.prompt_tokens",
                "input_tokens",
            ],
        ),
        (
            Field::Of(CacheReadTokens),
            &[
                "attributes.gen_ai.usage.cache_read.input_tokens",
                "gen_ai.usage.cache_read.input_tokens",
            ],
        ),
        (
            Field::CacheWriteTokens,
            &[
                "attributes.gen_ai.usage.cache_creation.input_tokens",
                "gen_ai.usage.cache_creation.input_tokens",
            ],
        ),
        (
            Field::Of(OutputTokens),
            &[
                "attributes.gen_ai.usage.output_tokens",
                "gen_ai.usage.output_tokens",
                "attributes.gen_ai.usage.completion_tokens",
                "gen_ai.usage.completion_tokens",
                "output_tokens",
            ],
        ),
    ],
    counts: Counts::WholePrompt,
    failed: Failed::Words(&["2", "error", "status_code_error"]),
    types: &[
        "",
        "chat",
        "text_completion",
        "generate_content",
        "embeddings",
    ],
    ..PLAIN
};
