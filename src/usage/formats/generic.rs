//! Files of one's own.

use crate::usage::{
    Failed, Field, Format, Layout,
    Measure::{
        AutomatedReasoningUnits, CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens,
        ContentFilterImages, ContentFilterUnits, ContextualGroundingUnits, DeniedTopicUnits,
        InputTokens, OutputImages, OutputTokens, Records, Requests, SensitiveInformationUnits,
        SensitivePatternUnits, WordFilterUnits,
    },
    TimeForm, TokensAre,
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

/// Sums of usage by hour, as `--profile` writes them and the SQL of an engine answers them.
pub(in crate::usage) static AGGREGATE: Format = Format {
    name: "aggregate",
    title: "sums of usage",
    notes: "What `--profile` writes, and the answer of the statement of `--emit-sql`: sums by hour, model, region, tier and long-context step, and how many records were left out, by reason. Several add up. The size of single requests is not in it, so there are no percentiles. Times without a date are seconds from the start that was not told.",
    needs: &[&[
        "hour_start",
        "window_hours",
        "first_time",
        "last_time",
        "above_tokens",
        "rejected",
        "records",
    ]],
    fields: &[
        (Field::Time, &["hour_start"]),
        (Field::WindowHours, &["window_hours"]),
        (Field::First, &["first_time"]),
        (Field::Last, &["last_time"]),
        (Field::Model, &["model"]),
        (Field::Region, &["region"]),
        (Field::Tier, &["tier"]),
        (Field::Above, &["above_tokens"]),
        (Field::Rejected, &["rejected"]),
        (Field::Of(Records), &[Records.column()]),
        (Field::Of(Requests), &[Requests.column()]),
        (Field::Of(InputTokens), &[InputTokens.column()]),
        (Field::Of(CacheReadTokens), &[CacheReadTokens.column()]),
        (
            Field::Of(CacheWrite5mTokens),
            &[CacheWrite5mTokens.column()],
        ),
        (
            Field::Of(CacheWrite1hTokens),
            &[CacheWrite1hTokens.column()],
        ),
        (Field::Of(OutputTokens), &[OutputTokens.column()]),
        (Field::Of(OutputImages), &[OutputImages.column()]),
        (
            Field::Of(ContentFilterUnits),
            &[ContentFilterUnits.column()],
        ),
        (
            Field::Of(ContentFilterImages),
            &[ContentFilterImages.column()],
        ),
        (Field::Of(DeniedTopicUnits), &[DeniedTopicUnits.column()]),
        (Field::Of(WordFilterUnits), &[WordFilterUnits.column()]),
        (
            Field::Of(SensitiveInformationUnits),
            &[SensitiveInformationUnits.column()],
        ),
        (
            Field::Of(SensitivePatternUnits),
            &[SensitivePatternUnits.column()],
        ),
        (
            Field::Of(ContextualGroundingUnits),
            &[ContextualGroundingUnits.column()],
        ),
        (
            Field::Of(AutomatedReasoningUnits),
            &[AutomatedReasoningUnits.column()],
        ),
    ],
    tokens: TokensAre::Parts,
    time: TimeForm::WrittenOrSeconds,
    ..PLAIN
};
