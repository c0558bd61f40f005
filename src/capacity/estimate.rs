//! What one instance carries of a workload, where nobody measured it for this very workload.
//!
//! Joins the tables (model, accelerator, measurements) with the workload's lengths and latency
//! targets, and asks [`Served`]. Exact figures go in and whole ones come out.

use super::{
    Constants, Drive, FULL_SHARE, Lengths, LoadError, OwnCurve, OwnLoad, OwnNote, OwnPoint,
    Precision, Question, Refusal, Served, TailFactor, Target, Throughput, variation_of,
};
use crate::{
    catalog::{Catalog, Model},
    demand::Workload,
    schema::Choice as _,
    units::{Decimal, Exact},
};

/// The share of answers a latency target is about.
const P95: f64 = 0.95;
const SECONDS_PER_HOUR: u64 = 3_600;

/// Which end of the range that a cost has, where capacity is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    /// As cheap as it gets, nineteen times of twenty: instances are fast.
    Low,
    /// What is expected.
    #[default]
    Likely,
    /// As dear as it gets, nineteen times of twenty: instances are slow.
    High,
    /// The cost that so many percent of the possibilities stay below.
    Percent(u8),
}

impl End {
    /// Output tokens a second at this end.
    fn of(self, throughput: &Throughput) -> u64 {
        match self {
            Self::Likely => throughput.output_tokens_per_second,
            Self::Low => throughput.high,
            Self::High => throughput.low.max(1),
            Self::Percent(percent) => throughput.surpassed(f64::from(percent) / 100.0),
        }
    }
}

/// A model on an instance, and what is asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Hosting<'a> {
    /// Models, instances and measurements.
    pub catalog: &'a Catalog,
    /// The model, if the catalog knows it.
    pub model: Option<&'a Model>,
    /// The instance type.
    pub instance: &'a str,
    /// The user's own benchmark of the instance: if there is one, it is the answer.
    pub own: &'a [OwnPoint],
    /// Number format of the weights; by default the one they are published in.
    pub precision: Option<Precision>,
    /// Accelerators of a replica, if that is decided.
    pub tensor_parallel: Option<u64>,
    /// What is asked, as this model counts it.
    pub workload: &'a Workload,
    /// Seconds within which the mode must answer.
    pub answer_seconds: u32,
}

/// A target on the whole answer.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    target: Target,
    /// Whether the workload names it; else it is the mode's limit.
    own: bool,
}

/// What one instance carries, by estimate.
#[derive(Debug, Clone)]
pub struct Estimate {
    served: Served,
    tail: TailFactor,
    targets: Vec<Target>,
    /// Seconds to the first token that 95 % of the answers stay within, as far as the user measured
    /// them at the load the targets allow.
    first_token_p95_seconds: Option<Exact>,
    /// What a reader should know of the user's own benchmark.
    notes: Vec<OwnNote>,
}

impl Hosting<'_> {
    /// Estimates what the instance carries.
    ///
    /// # Errors
    /// Why there is no estimate.
    pub fn estimate(&self) -> Result<Estimate, Refusal> {
        let wanted = self.wanted();
        let within = |wanted: &Wanted| {
            let seconds = wanted.target.seconds.unwrap_or(f64::INFINITY);
            seconds / wanted.target.tail.factor()
        };
        let seconds = wanted.iter().map(within).fold(f64::INFINITY, f64::min);
        let drive = Drive::RequestSeconds(seconds);
        let (served, notes) = self.served(drive)?;
        let first_token = self.own_load(drive).and_then(|load| load.ttft_p95_seconds);
        let own = wanted.into_iter().filter(|wanted| wanted.own);
        Ok(Estimate {
            served,
            notes,
            first_token_p95_seconds: first_token.map(milliseconds),
            tail: self.tail(),
            targets: own.map(|wanted| wanted.target).collect(),
        })
    }

    /// Seconds of an answer with nothing else on the instance: their mean, and what 95 % of them
    /// stay within; `None` if there is no estimate.
    pub fn alone_seconds(&self) -> Option<(Exact, Exact)> {
        let (served, _) = self.served(Drive::Concurrency(1.0)).ok()?;
        let seconds = served.throughput.request_seconds;
        let tail = seconds * self.tail().factor();
        Some((milliseconds(seconds), milliseconds(tail)))
    }

    /// Requests an hour of the instance by the user's own benchmark, for requests as they were
    /// measured; `None` if there is none.
    pub fn own_requests_per_hour(&self) -> Option<Exact> {
        let curve = OwnCurve::new(self.own, None, None).ok()?;
        Some(curve.load(Drive::Most).ok()?.requests_per_hour)
    }

    fn own_load(&self, drive: Drive) -> Option<OwnLoad> {
        let curve = OwnCurve::new(self.own, Some(self.lengths()), None).ok()?;
        curve.load(drive).ok()
    }

    fn served(&self, drive: Drive) -> Result<(Served, Vec<OwnNote>), Refusal> {
        if !self.own.is_empty() {
            return Served::own(self.own, self.lengths(), drive);
        }
        let catalog = self.catalog;
        let architecture = self.model.and_then(|model| model.architecture.as_deref());
        let architecture = architecture.and_then(|name| catalog.architecture(name));
        let architecture = architecture.ok_or(Refusal::UnknownArchitecture)?;
        let instance = catalog.instance(self.instance);
        let instance = instance.ok_or(Refusal::UnknownAccelerator)?;
        let accelerator = catalog.accelerator_of(&instance);
        let accelerator = accelerator.ok_or(Refusal::UnknownAccelerator)?;
        let measurements = catalog.measurements(&architecture.name, &accelerator.name);
        let native = Precision::from_word(&architecture.precision).unwrap_or(Precision::Bf16);
        let precision = self.precision.unwrap_or(native);
        let mut precisions = vec![precision];
        if precision == Precision::Bf16 && !accelerator.bf16 {
            precisions.push(Precision::Fp16);
        }
        let degree = |degree: u64| u32::try_from(degree).unwrap_or(u32::MAX);
        let question = Question {
            architecture: Some(&architecture),
            accelerator: Some(accelerator),
            accelerators: instance.accelerator_count,
            precisions: &precisions,
            tensor_parallel: self.tensor_parallel.map(degree),
            engine: None,
            lengths: self.lengths(),
            drive,
            measurements: &measurements,
        };
        let served = Served::of(&question, self.variation(), &Constants::CALIBRATED)?;
        Ok((served, Vec::new()))
    }

    /// Mean tokens of a request.
    fn lengths(&self) -> Lengths {
        let workload = self.workload;
        Lengths {
            input: workload.mean(|tokens| &tokens.input).approximate(),
            output: workload.mean(|tokens| &tokens.output).approximate(),
        }
    }

    /// Squared coefficient of variation of all answers: of the classes' means, and within a class.
    fn variation(&self) -> f64 {
        let classes = self.workload.classes.iter();
        let lengths: Vec<(f64, f64)> = classes
            .map(|class| {
                let output = class.tokens.output.approximate();
                (class.share.approximate(), output)
            })
            .collect();
        let between = variation_of(&lengths).unwrap_or(0.0);
        let within = float(self.workload.output_tokens_variation);
        (1.0 + within) * (1.0 + between) - 1.0
    }

    fn tail(&self) -> TailFactor {
        TailFactor::of_lengths(P95, self.variation()).unwrap_or_else(|_| TailFactor::mean())
    }

    /// The targets on a whole answer: the mode's limit, and those of the workload.
    fn wanted(&self) -> Vec<Wanted> {
        let workload = self.workload;
        let wanted = |seconds: f64, tail: TailFactor, own: bool| Wanted {
            target: Target {
                seconds: Some(seconds),
                tail,
                full_share_max: FULL_SHARE,
            },
            own,
        };
        let tail = self.tail();
        let output = self.lengths().output;
        let whole = workload.latency_p95_seconds.map(float);
        let each = workload.seconds_per_output_token.map(float);
        let mut all = vec![wanted(
            f64::from(self.answer_seconds),
            TailFactor::mean(),
            false,
        )];
        all.extend(whole.map(|seconds| wanted(seconds, tail, true)));
        all.extend(each.map(|seconds| wanted(seconds * output, TailFactor::mean(), true)));
        all
    }
}

impl Estimate {
    /// The throughput with as many requests under way as the targets allow.
    pub fn throughput(&self) -> &Throughput {
        &self.served.throughput
    }

    /// What a reader should know of the user's own benchmark, in sentences.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        self.notes.iter().map(|note| note.sentence())
    }

    /// Seconds to the first token that 95 % of the answers stay within, if the user measured them.
    pub fn first_token_p95_seconds(&self) -> Option<&Exact> {
        self.first_token_p95_seconds.as_ref()
    }

    /// Output tokens an hour at that end, whole ones a second.
    pub fn output_tokens_per_hour(&self, end: End) -> Exact {
        Exact::from(end.of(self.throughput())) * Exact::from(SECONDS_PER_HOUR)
    }

    /// Requests an hour at which the workload's latency targets hold at that end; `None` if it has
    /// none.
    ///
    /// # Errors
    /// [`LoadError::TargetTooTight`] if even a request alone misses one.
    pub fn requests_within_targets(&self, end: End) -> Result<Option<Exact>, LoadError> {
        if self.targets.is_empty() {
            return Ok(None);
        }
        let throughput = self.throughput();
        let speed = throughput.speed(end.of(throughput));
        let requests = self.served.requests_per_hour(&self.targets, speed)?;
        Ok(Some(requests))
    }

    /// Seconds of an answer at `requests_per_hour`, to the millisecond: their mean, and what 95 % of
    /// them stay within; `None` if the instance cannot keep up.
    pub fn answer_seconds(&self, requests_per_hour: &Exact) -> Option<(Exact, Exact)> {
        let seconds = self.served.mean_seconds(requests_per_hour.approximate())?;
        let tail = seconds * self.tail.factor();
        Some((milliseconds(seconds), milliseconds(tail)))
    }
}

/// Seconds as a whole number of milliseconds.
pub(super) fn milliseconds(seconds: f64) -> Exact {
    let whole = super::real::whole_below(seconds * 1e3 + 0.5);
    Exact::ratio(whole, 1_000).unwrap_or_else(Exact::zero)
}

fn float(value: Decimal) -> f64 {
    Exact::from(value).approximate()
}
