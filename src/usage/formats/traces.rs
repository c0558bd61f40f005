//! Traces of research: requests of real services, without names.

use crate::usage::{
    Counts, Field, Format, Layout,
    Measure::{InputTokens, OutputTokens},
    TimeForm, TokensAre,
    format::PLAIN,
};

/// Azure LLM inference traces (Azure/AzurePublicDataset): 2023, 2024 and 2025.
pub(super) static AZURE_LLM: Format = Format {
    name: "azure-llm",
    title: "Azure LLM inference trace",
    notes: "Times have no zone and are taken as UTC. Images of prompts (`NumImages` of 2025) are not counted.",
    needs: &[&["timestamp", "contexttokens", "generatedtokens"]],
    fields: &[
        (Field::Time, &["TIMESTAMP"]),
        (Field::Of(InputTokens), &["ContextTokens"]),
        (Field::Of(OutputTokens), &["GeneratedTokens"]),
    ],
    counts: Counts::WholePrompt,
    ..PLAIN
};

/// The traces of the Vidur simulator (microsoft/vidur): seconds from the first request.
pub(super) static VIDUR: Format = Format {
    name: "vidur",
    title: "Vidur trace",
    needs: &[&["arrived_at", "num_prefill_tokens", "num_decode_tokens"]],
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
pub(super) static BURSTGPT: Format = Format {
    name: "burstgpt",
    title: "BurstGPT trace",
    notes: "The third collection has `Session ID` and `Elapsed time` too, and writes counts as `472.0`.",
    needs: &[&["timestamp", "model", "request tokens", "response tokens"]],
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
pub(super) static SERVEGEN: Format = Format {
    name: "servegen",
    title: "ServeGen windows",
    notes: "Requests are the rate times ten minutes, tokens the mean times the requests, both to the nearest whole number. Where no mean is told there are no tokens.",
    needs: &[&["window_start_s", "requests_per_s", "mean_input_tokens"]],
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

/// Mooncake traces (kvcache-ai/Mooncake): milliseconds from the first request.
pub(super) static MOONCAKE: Format = Format {
    name: "mooncake",
    title: "Mooncake trace",
    notes: "`hash_ids` are not read: what a prompt cache would serve is not told by the trace.",
    layout: Layout::Json,
    needs: &[&["timestamp", "input_length", "output_length"]],
    fields: &[
        (Field::Time, &["timestamp"]),
        (Field::Of(InputTokens), &["input_length"]),
        (Field::Of(OutputTokens), &["output_length"]),
    ],
    counts: Counts::WholePrompt,
    time: TimeForm::RelativeMilliseconds,
    ..PLAIN
};

/// `RAGPulse` (flashserve/RAGPulse): whole seconds as texts, from noon of the first day.
pub(super) static RAGPULSE: Format = Format {
    name: "ragpulse",
    title: "RAGPulse trace",
    notes: "Told from Mooncake by its `hash_ids`, which are lists by kind.",
    layout: Layout::Json,
    needs: &[&[
        "timestamp",
        "input_length",
        "output_length",
        "hash_ids.user_input",
    ]],
    fields: &[
        (Field::Time, &["timestamp"]),
        (Field::Of(InputTokens), &["input_length"]),
        (Field::Of(OutputTokens), &["output_length"]),
    ],
    counts: Counts::WholePrompt,
    time: TimeForm::RelativeSeconds,
    ..PLAIN
};

/// The requests of one client of `ServeGen` (alibaba/ServeGen), `chunk-N-trace.csv`: no header.
pub(super) static SERVEGEN_CHUNK: Format = Format {
    name: "servegen-chunk",
    title: "ServeGen trace of a client",
    notes: "Requests only: tokens are in other files, as distributions. Requests are the rate times ten minutes, to the nearest whole number.",
    header: &["start_s", "rate", "cv", "distribution", "shape", "scale"],
    fields: &[
        (Field::Time, &["start_s"]),
        (Field::RequestsPerSecond, &["rate"]),
    ],
    counts: Counts::WholePrompt,
    tokens: TokensAre::Parts,
    time: TimeForm::RelativeSeconds,
    window_seconds: 600,
    ..PLAIN
};
