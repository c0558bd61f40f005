//! The formats: one declaration each, the ones that are easily told apart first.

use super::{
    Counts, Failed, Field, Format, Layout,
    Measure::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, InputTokens, OutputImages,
        OutputTokens, Requests,
    },
    TimeForm, TokensAre,
    format::PLAIN,
};

/// Every format, in the order in which they are tried.
pub const FORMATS: &[&Format] = &[
    &AZURE_LLM,
    &VIDUR,
    &BURSTGPT,
    &SERVEGEN,
    &ANTHROPIC,
    &OPENAI,
    &OPENAI_LEGACY,
    &LITELLM,
    &LITELLM_DAILY,
    &BEDROCK,
    &MOONCAKE,
    &OTEL,
    &CSV,
    &JSON,
];

/// Azure LLM inference traces (Azure/AzurePublicDataset): 2023, 2024 and 2025.
static AZURE_LLM: Format = Format {
    name: "azure-llm",
    title: "Azure LLM inference trace",
    needs: &["timestamp", "contexttokens", "generatedtokens"],
    fields: &[
        (Field::Time, &["TIMESTAMP"]),
        (Field::Of(InputTokens), &["ContextTokens"]),
        (Field::Of(OutputTokens), &["GeneratedTokens"]),
    ],
    counts: Counts::WholePrompt,
    ..PLAIN
};

/// The traces of the Vidur simulator (microsoft/vidur): seconds from the first request.
static VIDUR: Format = Format {
    name: "vidur",
    title: "Vidur trace",
    needs: &["arrived_at", "num_prefill_tokens", "num_decode_tokens"],
    fields: &[
        (Field::Time, &["arrived_at"]),
        (Field::Of(InputTokens), &["num_prefill_tokens"]),
        (Field::Of(OutputTokens), &["num_decode_tokens"]),
    ],
    counts: Counts::WholePrompt,
    time: TimeForm::RelativeSeconds,
    ..PLAIN
};

/// `BurstGPT` (HPMLL/BurstGPT): seconds from midnight of the first day of the collection.
static BURSTGPT: Format = Format {
    name: "burstgpt",
    title: "BurstGPT trace",
    needs: &["timestamp", "model", "request tokens", "response tokens"],
    fields: &[
        (Field::Time, &["Timestamp"]),
        (Field::Model, &["Model"]),
        (Field::Of(InputTokens), &["Request tokens"]),
        (Field::Of(OutputTokens), &["Response tokens"]),
    ],
    counts: Counts::WholePrompt,
    time: TimeForm::RelativeSeconds,
    ..PLAIN
};

/// Windows of ten minutes made from `ServeGen` (alibaba/ServeGen).
static SERVEGEN: Format = Format {
    name: "servegen",
    title: "ServeGen windows",
    needs: &["window_start_s", "requests_per_s", "mean_input_tokens"],
    fields: &[
        (Field::Time, &["window_start_s"]),
        (Field::Model, &["workload"]),
        (Field::RequestsPerSecond, &["requests_per_s"]),
        (Field::Of(InputTokens), &["mean_input_tokens"]),
        (Field::Of(OutputTokens), &["mean_output_tokens"]),
    ],
    counts: Counts::WholePrompt,
    tokens: TokensAre::Means,
    time: TimeForm::RelativeSeconds,
    window_seconds: 600,
    ..PLAIN
};

/// The usage export of the Anthropic Console.
static ANTHROPIC: Format = Format {
    name: "anthropic",
    title: "Anthropic Console usage",
    needs: &[
        "usage_date_utc",
        "model_version",
        "usage_input_tokens_no_cache",
    ],
    fields: &[
        (Field::Time, &["usage_date_utc"]),
        (Field::Model, &["model_version"]),
        (Field::Of(InputTokens), &["usage_input_tokens_no_cache"]),
        (
            Field::Of(CacheReadTokens),
            &["usage_input_tokens_cache_read"],
        ),
        (
            Field::Of(CacheWrite5mTokens),
            &["usage_input_tokens_cache_write_5m"],
        ),
        (
            Field::Of(CacheWrite1hTokens),
            &["usage_input_tokens_cache_write_1h"],
        ),
        (Field::CacheWriteTokens, &["usage_input_tokens_cache_write"]),
        (Field::Of(OutputTokens), &["usage_output_tokens"]),
    ],
    window_seconds: 86_400,
    ..PLAIN
};

/// The usage export of the `OpenAI` platform.
static OPENAI: Format = Format {
    name: "openai",
    title: "OpenAI usage",
    needs: &[
        "start_time",
        "num_model_requests",
        "input_tokens",
        "output_tokens",
    ],
    fields: &[
        (Field::Time, &["start_time"]),
        (Field::End, &["end_time"]),
        (Field::Model, &["model"]),
        (Field::Of(Requests), &["num_model_requests"]),
        (Field::Of(InputTokens), &["input_tokens"]),
        (Field::Of(CacheReadTokens), &["input_cached_tokens"]),
        (Field::Of(OutputTokens), &["output_tokens"]),
    ],
    counts: Counts::WholePrompt,
    window_seconds: 86_400,
    ..PLAIN
};

/// The older usage export of the `OpenAI` platform.
static OPENAI_LEGACY: Format = Format {
    name: "openai-legacy",
    title: "OpenAI usage, older export",
    needs: &[
        "n_context_tokens_total",
        "n_generated_tokens_total",
        "n_requests",
    ],
    fields: &[
        (Field::Time, &["usage_date", "aggregation_timestamp"]),
        (Field::Model, &["snapshot_id"]),
        (Field::Of(Requests), &["n_requests"]),
        (Field::Of(InputTokens), &["n_context_tokens_total"]),
        (Field::Of(OutputTokens), &["n_generated_tokens_total"]),
    ],
    counts: Counts::WholePrompt,
    window_seconds: 86_400,
    ..PLAIN
};

/// A table of `LiteLLM_SpendLogs` as CSV.
static LITELLM: Format = Format {
    name: "litellm",
    title: "LiteLLM spend logs",
    needs: &["prompt_tokens", "completion_tokens", "starttime", "model"],
    fields: &[
        (Field::Time, &["startTime"]),
        (Field::Model, &["model"]),
        (Field::Id, &["request_id"]),
        (Field::Status, &["status"]),
        (Field::Of(InputTokens), &["prompt_tokens"]),
        (
            Field::Of(CacheReadTokens),
            &["metadata.usage_object.cache_read_input_tokens"],
        ),
        (
            Field::CacheWriteTokens,
            &["metadata.usage_object.cache_creation_input_tokens"],
        ),
        (Field::Of(OutputTokens), &["completion_tokens"]),
    ],
    counts: Counts::WholePrompt,
    failed: Failed::Words(&["failure"]),
    ..PLAIN
};

/// A table of `LiteLLM_DailyUserSpend` as CSV.
static LITELLM_DAILY: Format = Format {
    name: "litellm-daily",
    title: "LiteLLM daily spend",
    needs: &["date", "prompt_tokens", "completion_tokens", "api_requests"],
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

/// Amazon Bedrock model invocation logs.
static BEDROCK: Format = Format {
    name: "bedrock",
    title: "Amazon Bedrock model invocation log",
    layout: Layout::Json,
    needs: &["schemaType", "modelId", "timestamp"],
    fields: &[
        (Field::Time, &["timestamp"]),
        (Field::Model, &["modelId"]),
        (Field::Region, &["region"]),
        (Field::Id, &["requestId"]),
        (Field::Type, &["schemaType"]),
        (Field::Status, &["errorCode"]),
        (Field::Of(InputTokens), &["input.inputTokenCount"]),
        (
            Field::Of(CacheReadTokens),
            &["input.cacheReadInputTokenCount"],
        ),
        (
            Field::CacheWriteTokens,
            &["input.cacheWriteInputTokenCount"],
        ),
        (Field::Of(OutputTokens), &["output.outputTokenCount"]),
    ],
    failed: Failed::Present,
    types: &["modelinvocationlog"],
    ..PLAIN
};

/// Mooncake traces (kvcache-ai/Mooncake): milliseconds from the first request.
static MOONCAKE: Format = Format {
    name: "mooncake",
    title: "Mooncake trace",
    layout: Layout::Json,
    needs: &["timestamp", "input_length", "output_length"],
    fields: &[
        (Field::Time, &["timestamp"]),
        (Field::Of(InputTokens), &["input_length"]),
        (Field::Of(OutputTokens), &["output_length"]),
    ],
    counts: Counts::WholePrompt,
    time: TimeForm::RelativeMilliseconds,
    ..PLAIN
};

/// Spans with the attributes of the OpenTelemetry conventions for generative AI, an object a line.
static OTEL: Format = Format {
    name: "otel",
    title: "OpenTelemetry gen_ai spans",
    layout: Layout::Json,
    needs: &["span_id", "start_time_iso", "input_tokens", "output_tokens"],
    fields: &[
        (Field::Time, &["start_time_iso"]),
        (Field::Model, &["response_model", "request_model"]),
        (Field::Id, &["span_id"]),
        (Field::Status, &["status_code"]),
        (Field::Of(InputTokens), &["input_tokens"]),
        (Field::Of(OutputTokens), &["output_tokens"]),
    ],
    counts: Counts::WholePrompt,
    failed: Failed::Words(&["2", "error"]),
    ..PLAIN
};

/// Names that spreadsheets and logs of one's own give the fields.
const GENERIC: &[(Field, &[&str])] = &[
    (
        Field::Time,
        &[
            "time",
            "timestamp",
            "date",
            "datetime",
            "created_at",
            "start_time",
            "hour",
            "hour_start",
            "request_time",
        ],
    ),
    (Field::End, &["end_time", "hour_end"]),
    (
        Field::Model,
        &["model", "model_id", "modelid", "model_name"],
    ),
    (Field::Region, &["region", "aws_region"]),
    (Field::Tier, &["tier", "service_tier"]),
    (Field::Status, &["status"]),
    (Field::Id, &["request_id", "requestid", "id"]),
    (
        Field::Of(Requests),
        &["requests", "request_count", "count", "calls", "invocations"],
    ),
    (
        Field::Of(InputTokens),
        &["input_tokens", "prompt_tokens", "tokens_in", "input"],
    ),
    (
        Field::Of(CacheReadTokens),
        &[
            "cache_read_tokens",
            "cache_read_input_tokens",
            "cached_tokens",
            "input_cached_tokens",
        ],
    ),
    (
        Field::CacheWriteTokens,
        &[
            "cache_write_tokens",
            "cache_write_input_tokens",
            "cache_creation_input_tokens",
        ],
    ),
    (Field::Of(CacheWrite5mTokens), &["cache_write_5m_tokens"]),
    (Field::Of(CacheWrite1hTokens), &["cache_write_1h_tokens"]),
    (
        Field::Of(OutputTokens),
        &["output_tokens", "completion_tokens", "tokens_out", "output"],
    ),
    (Field::Of(OutputImages), &["output_images", "images"]),
];

/// Requests, or sums of them, in a table of one's own.
static CSV: Format = Format {
    name: "csv",
    title: "requests as CSV",
    fields: GENERIC,
    failed: Failed::Words(&["failed", "failure", "error"]),
    ..PLAIN
};

/// The same as JSON.
static JSON: Format = Format {
    name: "json",
    title: "requests as JSON",
    layout: Layout::Json,
    fields: GENERIC,
    failed: Failed::Words(&["failed", "failure", "error"]),
    ..PLAIN
};
