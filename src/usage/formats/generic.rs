//! Files of one's own.

use crate::usage::{
    Failed, Field, Format, Layout,
    Measure::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, InputTokens, OutputImages,
        OutputTokens, Requests,
    },
    format::PLAIN,
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
pub(in crate::usage) static CSV: Format = Format {
    name: "csv",
    title: "requests as CSV",
    notes: "The last resort where no other format is recognised. Input tokens are those that no cache served; a row is a request, or as many as it says. `;` and tab separate too.",
    fields: GENERIC,
    failed: Failed::Words(&["failed", "failure", "error"]),
    ..PLAIN
};

/// The same as JSON.
pub(in crate::usage) static JSON: Format = Format {
    name: "json",
    title: "requests as JSON",
    notes: "The same as JSON.",
    layout: Layout::Json,
    fields: GENERIC,
    failed: Failed::Words(&["failed", "failure", "error"]),
    ..PLAIN
};
