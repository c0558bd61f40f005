//! What an instance delivers, and how we know: a measurement where there is one, the model anchored
//! on a measurement where there is one nearby, the model alone, or no answer.

use super::{
    Band, Constants, Lengths, Point, Precision, Replica, anchor, interpolate,
    roofline::floor,
};
use crate::catalog::{Accelerator, Architecture, Host, Measurement, ModelCoverage};

/// More requests than an engine batches on one replica unless told to: vLLM's `max_num_seqs`.
const ENGINE_BATCH: u32 = 256;
/// Degrees of tensor parallelism engines offer.
const DEGREES: [u32; 5] = [1, 2, 4, 8, 16];
/// Anchors further away than this (the sum of the factors in prompt, answer and concurrency, as
/// logarithms) say nothing.
const FARTHEST_ANCHOR: f64 = 5.0;
/// A figure is no use above this, and its product with lengths and counts is still exact.
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
    /// The engine; none means vLLM, which the SageMaker containers for large models run.
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
    pub fn user_given(output_tokens_per_second: u64, lengths: Lengths) -> Result<Self, Refusal> {
        check(lengths)?;
        let value = f64::from(u32::try_from(output_tokens_per_second).unwrap_or(u32::MAX));
        Self::new(value, lengths, Band::NONE, Basis::UserGiven)
    }

    fn new(value: f64, lengths: Lengths, band: Band, basis: Basis) -> Result<Self, Refusal> {
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

/// What the instance delivers: of all formats and spreads that are acceptable and meet the target,
/// the one with the highest low end.
///
/// # Errors
/// Why there is no answer.
pub fn throughput(question: &Question<'_>, constants: &Constants) -> Result<Throughput, Refusal> {
    check(question.lengths)?;
    let target = match question.drive {
        Drive::Concurrency(value) | Drive::RequestSeconds(value) | Drive::TokenSeconds(value) => value,
        Drive::Most => 1.0,
    };
    if !(target > 0.0 && target.is_finite()) || question.accelerators == 0 {
        return Err(Refusal::BadQuestion);
    }
    let model = question.architecture.ok_or(Refusal::UnknownArchitecture)?;
    let chip = question.accelerator.ok_or(Refusal::UnknownAccelerator)?;
    let mut best: Result<Throughput, Refusal> = Err(Refusal::DoesNotFit);
    for &precision in question.precisions.iter().filter(|precision| precision.runs_on(chip)) {
        let degrees = spreads(question, chip);
        for degree in degrees {
            let candidate = Candidate::new(question, (model, chip, precision), degree, constants);
            let answer = candidate.answer();
            best = match (best, answer) {
                (Ok(best), Ok(answer)) if answer.low > best.low => Ok(answer),
                (Ok(best), _) => Ok(best),
                (Err(_), Ok(answer)) => Ok(answer),
                (Err(Refusal::DoesNotFit), Err(reason)) => Err(reason),
                (Err(best), Err(_)) => Err(best),
            };
        }
    }
    best
}

/// The precisions and spreads in which a model fits on that many chips, in the order given: format,
/// chips of a replica, and requests at once on each replica.
pub fn fits(
    model: &Architecture,
    chip: &Accelerator,
    accelerators: u32,
    precisions: &[Precision],
    lengths: Lengths,
    constants: &Constants,
) -> Vec<(Precision, u32, u32)> {
    let mut fitting = Vec::new();
    for &precision in precisions.iter().filter(|precision| precision.runs_on(chip)) {
        for degree in DEGREES.into_iter().filter(|degree| *degree <= accelerators) {
            let replica = Replica::new(model, chip, precision, degree);
            if let Some(most) = replica.most_requests(lengths, constants) {
                fitting.push((precision, degree, floor(most)));
            }
        }
    }
    fitting
}

/// Chips of a replica worth trying: the usual degrees, and those something was measured with.
fn spreads(question: &Question<'_>, chip: &Accelerator) -> Vec<u32> {
    if let Some(degree) = question.tensor_parallel {
        return Some(degree).filter(|degree| (1..=question.accelerators).contains(degree)).into_iter().collect();
    }
    let measured = question.measurements.iter().map(|row| row.accelerators);
    let usual = DEGREES.into_iter().filter(|_| chip.coverage != ModelCoverage::MeasuredOnly);
    let mut degrees: Vec<u32> = usual.chain(measured).collect();
    degrees.retain(|degree| (1..=question.accelerators).contains(degree));
    degrees.sort_unstable();
    degrees.dedup();
    degrees
}

fn check(lengths: Lengths) -> Result<(), Refusal> {
    let sound = |tokens: f64| tokens > 0.0 && tokens.is_finite();
    // A prompt may be empty in the mean of a workload that only continues: one token stands for it.
    if sound(lengths.input) && sound(lengths.output) { Ok(()) } else { Err(Refusal::BadQuestion) }
}

/// One format and spread.
struct Candidate<'a> {
    lengths: Lengths,
    drive: Drive,
    precision: Precision,
    degree: u32,
    replicas: u32,
    replica: Replica,
    coverage: ModelCoverage,
    constants: &'a Constants,
    /// Measurements of the same engine, format and spread, AWS first.
    rows: Vec<(Point, &'a Measurement)>,
}

/// A figure for one replica.
struct Estimate<'a> {
    value: f64,
    evidence: Option<(&'a Measurement, bool)>,
}

impl<'a> Candidate<'a> {
    fn new(
        question: &Question<'a>,
        (model, chip, precision): (&Architecture, &Accelerator, Precision),
        degree: u32,
        constants: &'a Constants,
    ) -> Self {
        let family = question.engine.unwrap_or("vllm");
        let mut rows: Vec<(Point, &'a Measurement)> = question
            .measurements
            .iter()
            .filter(|row| {
                row.architecture == model.name
                    && row.accelerator == chip.name
                    && row.accelerators == degree
                    && is_family(&row.engine, family)
                    && Precision::from_word(&row.precision).is_some_and(|own| own.is_like(precision))
            })
            .map(|row| (point(row), row))
            .collect();
        rows.sort_by_key(|(_, row)| row.host);
        Self {
            lengths: question.lengths,
            drive: question.drive,
            precision,
            degree,
            replicas: question.accelerators / degree.max(1),
            replica: Replica::new(model, chip, precision, degree),
            coverage: chip.coverage,
            constants,
            rows,
        }
    }

    /// Whether the analytic model may be asked at all.
    fn is_modelled(&self) -> bool {
        matches!(self.coverage, ModelCoverage::Calibrated | ModelCoverage::Thin)
    }

    fn answer(&self) -> Result<Throughput, Refusal> {
        let most = self.most()?;
        let copies = f64::from(self.replicas);
        let (each, estimate) = match self.drive {
            Drive::Concurrency(requests) => {
                let each = requests / copies;
                (each, self.estimate(each.min(most)))
            }
            Drive::Most => (most, self.estimate(most)),
            Drive::RequestSeconds(seconds) => {
                let each = self.within(seconds, most)?;
                (each, self.estimate(each))
            }
            Drive::TokenSeconds(seconds) => {
                let each = self.within(seconds * self.lengths.output, most)?;
                (each, self.estimate(each))
            }
        };
        let estimate = estimate.ok_or(Refusal::NotCovered)?;
        let (basis, band) = self.basis(&estimate);
        let answer = Throughput::new(estimate.value * copies, self.lengths, band, basis)?;
        Ok(Throughput {
            precision: Some(self.precision),
            tensor_parallel: self.degree,
            replicas: self.replicas,
            concurrency: floor(each * copies),
            request_seconds: each * self.lengths.output / estimate.value,
            ..answer
        })
    }

    /// The most requests a replica has under way.
    fn most(&self) -> Result<f64, Refusal> {
        let engine = f64::from(ENGINE_BATCH);
        if self.is_modelled() {
            let most = self.replica.most_requests(self.lengths, self.constants);
            return most.map(|most| most.min(engine)).ok_or(Refusal::DoesNotFit);
        }
        let counted = self.rows.iter().filter_map(|(point, _)| point.concurrency);
        counted.max_by(f64::total_cmp).ok_or(Refusal::NotCovered)
    }

    /// The most requests, whole, that leave each at most `seconds`, by Little's law.
    fn within(&self, seconds: f64, most: f64) -> Result<f64, Refusal> {
        let holds = |requests: u32| {
            let each = f64::from(requests);
            self.estimate(each)
                .is_some_and(|estimate| each * self.lengths.output <= seconds * estimate.value)
        };
        // Without a model a single request may lie outside what was measured: begin where it begins.
        let least = (1..=floor(most).max(1)).find(|requests| self.estimate(f64::from(*requests)).is_some());
        let mut low = least.ok_or(Refusal::NotCovered)?;
        if !holds(low) {
            return Err(Refusal::TooSlow);
        }
        let mut high = floor(most).max(low);
        while low < high {
            let middle = high - (high - low) / 2;
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        Ok(f64::from(low))
    }

    /// Output tokens a second of one replica, by the best means there is.
    fn estimate(&self, requests: f64) -> Option<Estimate<'a>> {
        self.measured(requests).or_else(|| self.modelled(requests))
    }

    /// Between the measurements of one engine on one host, AWS first.
    fn measured(&self, requests: f64) -> Option<Estimate<'a>> {
        let model = self.is_modelled().then_some((&self.replica, self.constants));
        self.rows
            .chunk_by(|a, b| a.1.host == b.1.host)
            .find_map(|rows| {
                let points = rows.iter().map(|(point, _)| point);
                let value = interpolate(points, model, self.lengths, requests)?;
                Some(Estimate { value, evidence: self.nearest(rows, requests).map(|row| (row, true)) })
            })
    }

    fn nearest(&self, rows: &[(Point, &'a Measurement)], requests: f64) -> Option<&'a Measurement> {
        let away = |point: &Point| point.distance(self.lengths, Some(requests));
        rows.iter().min_by(|a, b| away(&a.0).total_cmp(&away(&b.0))).map(|(_, row)| *row)
    }

    fn modelled(&self, requests: f64) -> Option<Estimate<'a>> {
        if !self.is_modelled() {
            return None;
        }
        let replica = &self.replica;
        let bare = replica.output_tokens_per_second(requests, self.lengths, self.constants)?;
        let load = (self.lengths, Some(requests));
        let near = |rows: &[(Point, &'a Measurement)]| {
            let points = rows.iter().map(|(point, _)| point);
            let (point, factor) = anchor(points, replica, load, self.constants)?;
            let near = point.distance(load.0, load.1) <= FARTHEST_ANCHOR;
            near.then(|| (factor, self.nearest(rows, requests)))
        };
        let anchored = self.rows.chunk_by(|a, b| a.1.host == b.1.host).find_map(near);
        Some(match anchored {
            Some((factor, row)) => {
                Estimate { value: bare * factor, evidence: row.map(|row| (row, false)) }
            }
            None => Estimate { value: bare, evidence: None },
        })
    }

    fn basis(&self, estimate: &Estimate<'_>) -> (Basis, Band) {
        let thin = self.coverage == ModelCoverage::Thin;
        match estimate.evidence {
            None if thin => (Basis::Analytic, Band::THIN),
            None => (Basis::Analytic, Band::ANALYTIC),
            Some((row, inside)) => {
                let band = match (inside, row.host) {
                    (_, Host::Elsewhere) => Band::ELSEWHERE,
                    (true, _) => Band::MEASURED,
                    (false, _) => Band::ANCHORED,
                };
                let evidence = evidence(row);
                let basis =
                    if inside { Basis::Measured(evidence) } else { Basis::Anchored(evidence) };
                (basis, band)
            }
        }
    }
}

/// Whether an engine is of a family: the containers for large models run vLLM.
fn is_family(engine: &str, family: &str) -> bool {
    engine == family || engine.split('-').next() == Some(family)
}

fn point(row: &Measurement) -> Point {
    Point {
        lengths: Lengths {
            input: f64::from(row.input_tokens),
            output: f64::from(row.output_tokens),
        },
        concurrency: row.concurrency.map(f64::from),
        output_tokens_per_second: row.output_tokens_per_second,
    }
}

fn evidence(row: &Measurement) -> Evidence {
    Evidence {
        source: row.source.clone(),
        date: row.date.clone(),
        engine: format!("{} {}", row.engine, row.engine_version).trim_end().to_owned(),
        host: row.host,
        input_tokens: row.input_tokens,
        output_tokens: row.output_tokens,
        concurrency: row.concurrency,
    }
}
