//! A question about an instance's throughput, and its answer.

use super::{
    Band, Lengths, Precision,
    normal::normal_quantile,
    roofline::{floor, whole},
};
use crate::catalog::{Accelerator, Architecture, Host, Measurement};

/// A figure is no use above this.
const MOST_TOKENS: f64 = 1e9;

/// How hard the instance is driven.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drive {
    /// That many requests under way on the whole instance.
    Concurrency(f64),
    /// As many as leave each at most that many seconds from its start to its last token, on average.
    RequestSeconds(f64),
    /// As many as leave at most that many seconds for each output token, on average.
    TokenSeconds(f64),
    /// As many as fit.
    Most,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The model; `None` if its dimensions are not known.
    pub architecture: Option<&'a Architecture>,
    /// The chip; `None` if its figures are not known.
    pub accelerator: Option<&'a Accelerator>,
    /// Chips of the instance.
    pub accelerators: u32,
    /// Formats of the weights that are acceptable.
    pub precisions: &'a [Precision],
    /// Chips of a replica, if that is decided; else each degree is tried.
    pub tensor_parallel: Option<u32>,
    /// The engine; none means vLLM, which AWS's containers for large models run.
    pub engine: Option<&'a str>,
    /// Mean tokens of a request.
    pub lengths: Lengths,
    /// How hard it is driven.
    pub drive: Drive,
    /// What was measured of this model on this chip ([`crate::catalog::Catalog::measurements`]).
    pub measurements: &'a [Measurement],
}

/// Where an answer comes from, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The user's own measurement.
    UserGiven,
    /// Measurements that surround the load.
    Measured(Evidence),
    /// The analytic model, scaled to the nearest measurement.
    Anchored(Evidence),
    /// The analytic model alone.
    Analytic,
}

impl Basis {
    /// The word in the output.
    pub fn word(&self) -> &'static str {
        match self {
            Self::UserGiven => "user-given",
            Self::Measured(_) => "measured",
            Self::Anchored(_) => "anchored",
            Self::Analytic => "analytic",
        }
    }
}

/// The measurement an answer stands on: the nearest, if there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// A key of the sources table.
    pub source: String,
    /// When it was measured, as precisely as it is told.
    pub date: String,
    /// The engine, with its version if told.
    pub engine: String,
    /// Where.
    pub host: Host,
    /// Its mean prompt.
    pub input_tokens: u32,
    /// Its mean answer.
    pub output_tokens: u32,
    /// Its requests under way; none means as many as fitted.
    pub concurrency: Option<u32>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The model's dimensions are not in the architecture table (a hybrid attention, for one).
    UnknownArchitecture,
    /// The chip's figures are not in the accelerator table.
    UnknownAccelerator,
    /// The model does not transfer to this chip, and nothing near was measured on it.
    NotCovered,
    /// The weights fit in none of the formats and spreads.
    DoesNotFit,
    /// Even a single request at a time misses the latency.
    TooSlow,
    /// All runs of the user's benchmark miss the latency, and none had a single request at a time.
    MeasuredTooSlow,
    /// A length, count or target that is zero, negative or no number.
    BadQuestion,
}

impl Refusal {
    /// The reason in a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::UnknownArchitecture => {
                "the model's dimensions are not known, so its throughput cannot be computed: give a measured capacity"
            }
            Self::UnknownAccelerator => {
                "the accelerator's figures are not known: give a measured capacity"
            }
            Self::NotCovered => {
                "the capacity model does not cover this accelerator and nothing comparable was measured on it: give a measured capacity"
            }
            Self::DoesNotFit => "the weights do not fit into the accelerators' memory",
            Self::TooSlow => "even one request at a time misses the latency target",
            Self::MeasuredTooSlow => {
                "every run of the benchmark misses the latency target: measure with fewer requests at once too"
            }
            Self::BadQuestion => "tokens, counts and targets must be above zero",
        }
    }
}

/// What an instance delivers. Everything is whole: what leaves here may meet a ceiling.
#[derive(Debug, Clone, PartialEq)]
pub struct Throughput {
    /// Output tokens a second of the whole instance, all replicas.
    pub output_tokens_per_second: u64,
    /// Input tokens a second that go with them.
    pub input_tokens_per_second: u64,
    /// Requests an hour that go with them.
    pub requests_per_hour: u64,
    /// Output tokens a second it surpasses nineteen times of twenty.
    pub low: u64,
    /// Output tokens a second it stays below nineteen times of twenty.
    pub high: u64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
    /// How we know.
    pub basis: Basis,
    /// Format of the weights.
    pub precision: Option<Precision>,
    /// Chips of a replica; zero if not known.
    pub tensor_parallel: u32,
    /// Replicas on the instance; zero if not known.
    pub replicas: u32,
    /// Requests under way on the whole instance; zero if not known.
    pub concurrency: u32,
    /// Seconds from the start of a request to its last token, on average.
    pub request_seconds: f64,
}

impl Throughput {
    /// What the user measured.
    ///
    /// # Errors
    /// [`Refusal::BadQuestion`] for impossible lengths, [`Refusal::TooSlow`] for no tokens at all.
    pub fn user_given(output_tokens_per_second: u64, lengths: Lengths) -> Result<Self, Refusal> {
        check(lengths)?;
        let value = f64::from(u32::try_from(output_tokens_per_second).unwrap_or(u32::MAX));
        Self::new(value, lengths, Band::NONE, Basis::UserGiven)
    }

    /// Output tokens a second it surpasses with that chance, from 0.0001 to 0.9999: [`Self::low`] at
    /// 0.95, [`Self::high`] at 0.05, the likely figure at 0.5; between, the logarithm is normal on
    /// either side.
    pub fn surpassed(&self, chance: f64) -> u64 {
        let likely = whole(self.output_tokens_per_second);
        let (end, share) = if chance < 0.5 {
            (self.high, 1.0 - chance)
        } else {
            (self.low, chance)
        };
        let part = normal_quantile(share.clamp(0.5, 0.9999)) / normal_quantile(0.95);
        let speed = (whole(end) / likely).powf(part);
        u64::from(floor((likely * speed).min(MOST_TOKENS))).max(1)
    }

    /// A figure over the likely one.
    pub fn speed(&self, output_tokens_per_second: u64) -> f64 {
        whole(output_tokens_per_second) / whole(self.output_tokens_per_second)
    }

    /// From a figure for the whole instance, rounded down.
    pub(super) fn new(
        value: f64,
        lengths: Lengths,
        band: Band,
        basis: Basis,
    ) -> Result<Self, Refusal> {
        let down = |value: f64| u64::from(floor(value.min(MOST_TOKENS)));
        let output = down(value);
        if output == 0 {
            return Err(Refusal::TooSlow);
        }
        Ok(Self {
            output_tokens_per_second: output,
            input_tokens_per_second: down(value / lengths.output * lengths.input),
            requests_per_hour: down(value / lengths.output * 3600.0),
            low: down(value * band.low),
            high: down(value * band.high),
            sigma: band.sigma(),
            basis,
            precision: None,
            tensor_parallel: 0,
            replicas: 0,
            concurrency: 0,
            request_seconds: 0.0,
        })
    }
}

/// Whether lengths are something to compute with.
pub(super) fn check(lengths: Lengths) -> Result<(), Refusal> {
    let sound = |tokens: f64| tokens > 0.0 && tokens.is_finite();
    if sound(lengths.input) && sound(lengths.output) {
        Ok(())
    } else {
        Err(Refusal::BadQuestion)
    }
}
