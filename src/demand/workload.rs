//! What is asked of the model: sizes of requests, not how many.

use crate::{
    schema::choices,
    units::{Decimal, Exact},
};

choices! {
    /// What kind of model is asked.
    pub enum Kind {
        /// Text in, text out.
        Text = "text",
        /// Text, images, documents or video in, text out.
        Multimodal = "multimodal",
        /// Text in, a vector out: input tokens only.
        Embedding = "embedding",
        /// Documents in, an order out: billed by query.
        Rerank = "rerank",
        /// Images made: billed by image.
        Image = "image",
        /// Video made: billed by second.
        Video = "video",
        /// Speech in or out.
        Speech = "speech",
        /// A model of the user's own: tabular, vision, time series; only SageMaker AI and external.
        Custom = "custom",
        /// Training jobs: only training plans compete.
        Training = "training",
    }
}

choices! {
    /// How long a request may wait.
    pub enum Latency {
        /// Someone waits for the answer.
        Interactive = "interactive",
        /// Minutes are fine.
        Async = "async",
        /// Within a day.
        Offline = "offline",
    }
}

choices! {
    /// How long a cache entry lives.
    pub enum Ttl {
        /// Five minutes.
        FiveMinutes = "5m",
        /// Thirty minutes.
        ThirtyMinutes = "30m",
        /// An hour.
        OneHour = "1h",
    }
}

/// What differs when the same task runs on another model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFactors {
    /// Factor on the tokens of the prompt (tokenizer).
    pub input_tokens: Decimal,
    /// Factor on the tokens of the answer (verbosity, reasoning).
    pub output_tokens: Decimal,
    /// Share of the answers that are good enough, by the user's own evaluation.
    pub success_share: Option<Decimal>,
}

impl Default for ModelFactors {
    fn default() -> Self {
        Self {
            input_tokens: Decimal::ONE,
            output_tokens: Decimal::ONE,
            success_share: None,
        }
    }
}

/// Tokens of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The whole prompt, cached parts too.
    pub input: Exact,
    /// The answer.
    pub output: Exact,
    /// The part of the prompt read from the cache.
    pub cache_read: Exact,
    /// The part of the prompt written to the cache.
    pub cache_write: Exact,
}

/// Requests of one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestClass {
    /// Its share of all requests.
    pub share: Exact,
    /// Its tokens.
    pub tokens: Tokens,
}

/// What one request is, for the model it is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// What kind of model is asked.
    pub kind: Kind,
    /// How long a request may wait.
    pub latency: Latency,
    /// Whether answers are streamed.
    pub streaming: bool,
    /// Target: seconds within which 95 % of the answers are complete.
    pub latency_p95_seconds: Option<Decimal>,
    /// Target: seconds within which 95 % of the answers begin.
    pub ttft_p95_seconds: Option<Decimal>,
    /// Target: mean seconds for each output token of an answer.
    pub seconds_per_output_token: Option<Decimal>,
    /// Request sizes; the shares sum to 1.
    pub classes: Vec<RequestClass>,
    /// How long cache entries live.
    pub cache_ttl: Ttl,
    /// Squared coefficient of variation of the answers of one class.
    pub output_tokens_variation: Decimal,
    /// The same of the durations of requests: 0 if all last equally long.
    pub request_seconds_variation: Decimal,
    /// Duration of a request on the target hardware.
    pub request_seconds: Option<Decimal>,
    /// Memory the model needs while it answers.
    pub memory_gib: Option<Decimal>,
    /// Size of a request.
    pub request_kib: Option<Decimal>,
    /// Size of an answer.
    pub response_kib: Option<Decimal>,
    /// Images of a request, and their size and quality.
    pub images: Option<Decimal>,
    /// Size of an image, as a price variant names it.
    pub image_size: Option<String>,
    /// Quality of an image, as a price variant names it.
    pub image_quality: Option<String>,
    /// Seconds of video of a request.
    pub video_seconds: Option<Decimal>,
    /// Seconds of audio of a request.
    pub audio_seconds: Option<Decimal>,
    /// Audio tokens into the model.
    pub audio_input_tokens: Option<Decimal>,
    /// Audio tokens out of the model.
    pub audio_output_tokens: Option<Decimal>,
    /// Documents of a rerank request.
    pub rerank_documents: Option<Decimal>,
    /// Share of the answers that are thrown away and asked again.
    pub failed_share: Decimal,
    /// Copies of fixed capacity.
    pub environments: u32,
    /// Calls of the model for what would be one call: the steps of an agent, less what a guardrail
    /// blocks before the model.
    pub call_factor: Exact,
}

impl Workload {
    /// The same workload on a model that counts other tokens.
    #[must_use]
    pub fn on_model(&self, factors: &ModelFactors) -> Self {
        let mut workload = self.clone();
        for class in &mut workload.classes {
            let tokens = &mut class.tokens;
            for part in [
                &mut tokens.input,
                &mut tokens.cache_read,
                &mut tokens.cache_write,
            ] {
                *part = &*part * Exact::from(factors.input_tokens);
            }
            tokens.output = &tokens.output * Exact::from(factors.output_tokens);
        }
        workload
    }

    /// Mean tokens of a request.
    pub fn mean(&self, of: impl Fn(&Tokens) -> &Exact) -> Exact {
        self.classes
            .iter()
            .map(|class| &class.share * of(&class.tokens))
            .sum()
    }

    /// Calls made for one request that is kept: answers thrown away are asked again, and those
    /// answers may be thrown away too, so 1 / (1 - failed share), each with as many calls as needs take.
    pub fn calls_per_request(&self) -> Exact {
        let kept = Exact::one() - Exact::from(self.failed_share);
        let asked = Exact::one().checked_div(&kept).unwrap_or_else(Exact::one);
        asked * &self.call_factor
    }
}
