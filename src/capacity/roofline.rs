//! The analytic model of a replica: weights, cache, arithmetic, links and scheduler, each with the
//! time it takes; a step takes as long as the slowest of memory and arithmetic, and the rest on top.
//!
//! Symbols and formulas are in `docs/capacity.md`. Everything is in bytes, seconds and tokens.

use super::{Constants, Precision};
use crate::{
    catalog::{Accelerator, Architecture, Attention},
    units::{Decimal, Exact},
};

/// Bytes of a key or value in the cache: engines keep it in 16 bits unless told otherwise.
const CACHE_BYTES: f64 = 2.0;
/// Bytes of an activation between accelerators, and of embeddings.
const WIDE_BYTES: f64 = 2.0;
/// Requests more than which no engine batches.
const MOST_REQUESTS: f64 = 100_000.0;

/// Mean tokens of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lengths {
    /// Of its prompt, as far as it must be computed.
    pub input: f64,
    /// Of its answer.
    pub output: f64,
}

impl Lengths {
    /// Tokens a request has in the cache, on average over its life.
    pub(super) fn mean_context(&self) -> f64 {
        self.input + self.output / 2.0
    }
}

/// One copy of a model, spread over accelerators by tensor parallelism.
#[derive(Debug, Clone, PartialEq)]
pub struct Replica {
    accelerators: f64,
    layers: f64,
    hidden: f64,
    /// Layers times heads times their width: what attention costs for each pair of tokens.
    attention_width: f64,
    active_parameters: f64,
    dense_bytes: f64,
    expert_bytes: f64,
    /// Experts one token leaves alone, as a share; `None` for a dense model.
    idle_share: Option<f64>,
    weight_bytes: f64,
    cache_bytes_per_token: f64,
    /// Layers that keep every token, as a share, and the tokens the others keep.
    window: Option<(f64, f64)>,
    /// Accelerators the cache is divided over; the others hold copies.
    cache_shards: f64,
    operations: f64,
    bandwidth: f64,
    memory: f64,
    link: f64,
}

impl Replica {
    /// A model in a precision on `accelerators` chips.
    pub fn new(
        model: &Architecture,
        chip: &Accelerator,
        precision: Precision,
        accelerators: u32,
    ) -> Self {
        let (layers, hidden) = (f64::from(model.layers), f64::from(model.hidden));
        let bytes = precision.bytes();
        let experts = model.experts.as_ref();
        let expert_parameters = experts.map_or(0.0, |experts| {
            let layers = layers - f64::from(experts.dense_layers);
            layers * 3.0 * hidden * f64::from(experts.width) * f64::from(experts.count)
        });
        let dense = whole(model.matmul_parameters) - expert_parameters;
        let embedding = f64::from(model.vocab) * hidden;
        let dense_bytes = if precision.leaves_dense_weights(experts) {
            dense * WIDE_BYTES
        } else {
            // Quantised checkpoints keep the scores of the next token in 16 bits.
            let narrow = bytes < WIDE_BYTES;
            (dense - embedding) * bytes + embedding * if narrow { WIDE_BYTES } else { bytes }
        };
        let expert_bytes = expert_parameters * bytes;
        let lookup = if model.tied_embeddings {
            0.0
        } else {
            embedding * WIDE_BYTES
        };
        let count = f64::from(accelerators.max(1));
        let (cache_shards, window) = match model.attention {
            Attention::Full { kv_heads } => (count.min(f64::from(kv_heads.max(1))), None),
            Attention::Windowed {
                kv_heads,
                full_layers,
                window,
            } => {
                let full = f64::from(full_layers) / layers.max(1.0);
                (
                    count.min(f64::from(kv_heads.max(1))),
                    Some((full, f64::from(window))),
                )
            }
            Attention::Latent => (1.0, None),
        };
        Self {
            accelerators: count,
            layers,
            hidden,
            attention_width: layers * f64::from(model.heads) * f64::from(model.head_dim),
            active_parameters: whole(model.active_matmul_parameters),
            dense_bytes,
            expert_bytes,
            idle_share: experts.map(|experts| {
                1.0 - f64::from(experts.per_token) / f64::from(experts.count.max(1))
            }),
            weight_bytes: dense_bytes + expert_bytes + lookup,
            cache_bytes_per_token: whole(model.kv_elements_per_token) * CACHE_BYTES,
            window,
            cache_shards,
            operations: float(precision.tera_operations(chip)) * 1e12,
            bandwidth: float(chip.bandwidth_gb_per_second) * 1e9,
            memory: float(chip.usable_memory_gib) * f64::from(1u32 << 30),
            link: float(chip.link_gb_per_second) * 1e9,
        }
    }

    /// Accelerators of the replica.
    pub fn accelerators(&self) -> f64 {
        self.accelerators
    }

    /// Bytes of all weights.
    pub fn weight_bytes(&self) -> f64 {
        self.weight_bytes
    }

    /// Bytes left for the cache, over all accelerators of the replica; negative if the weights do
    /// not fit.
    pub fn free_bytes(&self, constants: &Constants) -> f64 {
        let usable = self.memory * constants.memory_share - constants.reserved_bytes;
        self.accelerators * usable - self.weight_bytes
    }

    /// Whether the weights fit.
    pub fn fits(&self, constants: &Constants) -> bool {
        self.free_bytes(constants) > 0.0
    }

    /// The most requests whose cache fits at once, a fraction; at least one if the weights fit,
    /// `None` if they do not. In a steady state a request holds its mean context.
    pub fn most_requests(&self, lengths: Lengths, constants: &Constants) -> Option<f64> {
        let free = self.free_bytes(constants);
        let copies = self.accelerators / self.cache_shards;
        let each = self.cache_bytes(lengths.mean_context()) * copies;
        (free > 0.0).then(|| (free / each).clamp(1.0, MOST_REQUESTS))
    }

    /// Bytes one request of that context has in the cache, counted once.
    fn cache_bytes(&self, context: f64) -> f64 {
        let kept = self.window.map_or(context, |(full, window)| {
            full * context + (1.0 - full) * context.min(window)
        });
        self.cache_bytes_per_token * kept
    }

    /// Bytes of weights one step of `batch` requests reads: each expert that any of them visits.
    fn bytes_read(&self, batch: f64) -> f64 {
        self.idle_share.map_or(self.dense_bytes, |idle| {
            self.dense_bytes + self.expert_bytes * (1.0 - idle.powf(batch))
        })
    }

    /// Seconds of the two all-reduces of each layer for `tokens` tokens.
    fn exchange_seconds(&self, tokens: f64, constants: &Constants) -> f64 {
        if self.accelerators <= 1.0 {
            return 0.0;
        }
        let others = (self.accelerators - 1.0) / self.accelerators;
        let bytes = tokens * self.hidden * WIDE_BYTES * 2.0 * others;
        let hops = constants.hop_seconds * self.accelerators.log2();
        2.0 * self.layers * (hops + bytes / (self.link * constants.link_share))
    }

    /// Seconds of one decode step: one token for each of `batch` requests of that mean context.
    pub fn step_seconds(&self, batch: f64, context: f64, constants: &Constants) -> f64 {
        let bytes = self.bytes_read(batch) / self.accelerators
            + batch * self.cache_bytes(context) * constants.cache_factor / self.cache_shards;
        let memory = bytes / (self.bandwidth * constants.bandwidth_share);
        let operations = 2.0 * self.active_parameters * batch;
        let arithmetic =
            operations / (self.accelerators * self.operations * constants.decode_share);
        let per_layer = if self.idle_share.is_some() {
            constants.expert_layer_seconds
        } else {
            constants.layer_seconds
        };
        memory.max(arithmetic)
            + constants.unhidden_share * memory.min(arithmetic)
            + self.exchange_seconds(batch, constants)
            + constants.step_seconds
            + per_layer * self.layers
            + constants.request_seconds * batch
    }

    /// Seconds to compute a prompt of `input` tokens.
    pub fn prefill_seconds(&self, input: f64, constants: &Constants) -> f64 {
        let operations =
            2.0 * self.active_parameters * input + 2.0 * self.attention_width * input * input;
        operations / (self.accelerators * self.operations * constants.prefill_share)
            + self.exchange_seconds(input, constants)
    }

    /// Seconds in which `batch` requests that are under way at once all finish: every step of an
    /// answer, and every one's prefill, which holds up the others.
    pub fn round_seconds(&self, batch: f64, lengths: Lengths, constants: &Constants) -> f64 {
        lengths.output * self.step_seconds(batch, lengths.mean_context(), constants)
            + batch * self.prefill_seconds(lengths.input, constants)
    }

    /// Tokens of answers a second with `concurrency` requests under way, those that do not fit
    /// waiting; `None` if the weights do not fit.
    pub fn output_tokens_per_second(
        &self,
        concurrency: f64,
        lengths: Lengths,
        constants: &Constants,
    ) -> Option<f64> {
        let batch = concurrency.min(self.most_requests(lengths, constants)?);
        Some(batch * lengths.output / self.round_seconds(batch, lengths, constants))
    }

    /// The most requests at once, whole, whose round leaves at most `seconds` for each output token;
    /// `None` if not even one does, or the weights do not fit.
    pub fn requests_within(
        &self,
        seconds: f64,
        lengths: Lengths,
        constants: &Constants,
    ) -> Option<u32> {
        let most = floor(self.most_requests(lengths, constants)?);
        let holds = |batch: u32| {
            self.round_seconds(f64::from(batch), lengths, constants) <= seconds * lengths.output
        };
        if !holds(1) {
            return None;
        }
        // A round grows with the batch: halve the interval.
        let (mut low, mut high) = (1, most.max(1));
        while low < high {
            let middle = high - (high - low) / 2;
            if holds(middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Some(low)
    }
}

/// A figure of a table as a float.
pub(super) fn float(value: Decimal) -> f64 {
    Exact::from(value).approximate()
}

/// A whole number as a float; parameters are far below the 2^53 up to which that is exact.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "there is no other way, and the figures are estimates"
)]
pub(super) fn whole(count: u64) -> f64 {
    count as f64
}

/// The whole part of a float; zero for what is negative or no number, the largest `u32` above it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted"
)]
pub(super) fn floor(value: f64) -> u32 {
    value as u32
}
