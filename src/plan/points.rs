//! Runs of a user's own benchmark of one instance.

use crate::{
    capacity::{Lengths, OwnPoint},
    schema::{Number, choices, number, record},
    units::bounds,
};

choices! {
    /// The program that wrote a benchmark file.
    pub enum BenchmarkFormat {
        /// `vllm bench serve --save-result` or `--append-result`.
        Vllm = "vllm",
        /// `GuideLLM`, as JSON.
        Guidellm = "guidellm",
        /// `GenAI-Perf` or `AIPerf`, as JSON or CSV.
        GenaiPerf = "genai-perf",
        /// `LLMPerf`, its summary.
        Llmperf = "llmperf",
        /// A job of the `SageMaker` Inference Recommender, as the API describes it.
        InferenceRecommender = "inference-recommender",
    }
}

record! {
    /// One run: a load on one instance, and what came of it.
    pub struct PointFields {
        /// Requests under way, on average.
        concurrency: Option<Number> = number(&bounds::CONCURRENCY).unit("requests").required(),
        /// Mean prompt; by default the workload's.
        input_tokens: Option<Number> = number(&bounds::POSITIVE_TOKENS).unit("tokens"),
        /// Mean answer; by default the workload's.
        output_tokens: Option<Number> = number(&bounds::POSITIVE_TOKENS).unit("tokens"),
        /// Output tokens a second, all requests together.
        output_tokens_per_second: Option<Number> = number(&bounds::RATE).unit("tokens/second"),
        /// Requests a second.
        requests_per_second: Option<Number> = number(&bounds::RATE).unit("requests/second"),
        /// Mean time of a request to its last token; by default concurrency / requests a second.
        mean_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// The same for the 95th of 100 requests.
        p95_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// Mean time of an output token after the first.
        seconds_per_output_token: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// Time to the first token for the 95th of 100 requests.
        ttft_p95_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
    }
}

impl From<&PointFields> for OwnPoint {
    fn from(fields: &PointFields) -> Self {
        let real =
            |number: &Option<Number>| number.as_ref().map(|number| number.exact().approximate());
        let lengths = real(&fields.input_tokens).zip(real(&fields.output_tokens));
        Self {
            concurrency: real(&fields.concurrency).unwrap_or_default(),
            lengths: lengths.map(|(input, output)| Lengths { input, output }),
            output_tokens_per_second: real(&fields.output_tokens_per_second),
            requests_per_second: real(&fields.requests_per_second),
            mean_seconds: real(&fields.mean_seconds),
            p95_seconds: real(&fields.p95_seconds),
            seconds_per_output_token: real(&fields.seconds_per_output_token),
            ttft_p95_seconds: real(&fields.ttft_p95_seconds),
        }
    }
}
