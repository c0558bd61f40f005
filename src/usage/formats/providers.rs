//! Exports of other providers of models.

use crate::usage::{
    Counts, Field, Format, Layout,
    Measure::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, InputTokens, OutputTokens,
        Requests,
    },
    format::PLAIN,
};

/// The usage export of the Anthropic Console, and the buckets of its usage API.
pub(super) static ANTHROPIC: Format = Format {
    name: "anthropic",
    title: "Anthropic usage",
    notes: "Sums of a day without a number of requests, so there are none. `context_window` gives the long-context step. An older export with one column of cache writes does not tell their lifetime: five minutes. Web searches are not counted. Also the JSON of the usage API.",
    layout: Layout::Both,
    needs: &[
        &[
            "usage_date_utc",
            "model_version",
            "usage_input_tokens_no_cache",
        ],
        &["starting_at", "uncached_input_tokens", "output_tokens"],
    ],
    fields: &[
        (Field::Time, &["usage_date_utc", "starting_at"]),
        (Field::End, &["ending_at"]),
        (Field::Model, &["model_version", "model"]),
        (Field::Tier, &["service_tier"]),
        (Field::Above, &["context_window"]),
        (
            Field::Of(InputTokens),
            &["usage_input_tokens_no_cache", "uncached_input_tokens"],
        ),
        (
            Field::Of(CacheReadTokens),
            &["usage_input_tokens_cache_read", "cache_read_input_tokens"],
        ),
        (
            Field::Of(CacheWrite5mTokens),
            &[
                "usage_input_tokens_cache_write_5m",
                "cache_creation.ephemeral_5m_input_tokens",
            ],
        ),
        (
            Field::Of(CacheWrite1hTokens),
            &[
                "usage_input_tokens_cache_write_1h",
                "cache_creation.ephemeral_1h_input_tokens",
            ],
        ),
        (Field::CacheWriteTokens, &["usage_input_tokens_cache_write"]),
        (
            Field::Of(OutputTokens),
            &["usage_output_tokens", "output_tokens"],
        ),
    ],
    window_seconds: 86_400,
    ..PLAIN
};

/// The usage export of the `OpenAI` platform, and the buckets of its usage API.
pub(super) static OPENAI: Format = Format {
    name: "openai",
    title: "OpenAI usage",
    notes: "Cached tokens are among the input tokens. Audio tokens are not counted, and requests of a batch are not told apart. Also the JSON of the usage API of completions.",
    layout: Layout::Both,
    needs: &[&[
        "start_time",
        "num_model_requests",
        "input_tokens",
        "output_tokens",
    ]],
    fields: &[
        (Field::Time, &["start_time"]),
        (Field::End, &["end_time"]),
        (Field::Model, &["model"]),
        (Field::Tier, &["service_tier"]),
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
pub(super) static OPENAI_LEGACY: Format = Format {
    name: "openai-legacy",
    title: "OpenAI usage, older export",
    notes: "Sums of a day.",
    needs: &[&[
        "n_context_tokens_total",
        "n_generated_tokens_total",
        "n_requests",
    ]],
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
