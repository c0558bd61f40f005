//! What an instance delivers, and how we know: a measurement where there is one, the model anchored
//! on a measurement where there is one nearby, the model alone, or no answer.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Band, Basis, Constants, Drive, Evidence, Lengths, Point, Precision, Question, Refusal, Replica,
    Throughput, anchor,
    answer::check,
    interpolate,
    roofline::{float, floor},
};
use crate::{
    catalog::{Accelerator, Architecture, Host, Measurement, ModelCoverage},
    schema::Choice as _,
};

/// More requests than an engine batches on one replica unless told to: vLLM's `max_num_seqs`.
const ENGINE_BATCH: u32 = 256;
/// Degrees of tensor parallelism engines offer.
const DEGREES: [u32; 5] = [1, 2, 4, 8, 16];
/// Anchors further away than this (the sum of the factors in prompt, answer and concurrency, as
/// logarithms) say nothing.
const FARTHEST_ANCHOR: f64 = 5.0;
/// Measurements before this date are of engines that have become faster since.
const RECENT: &str = "2025";

/// What the instance delivers: of all formats and spreads that are acceptable and meet the target,
/// the one with the highest low end.
///
/// # Errors
/// Why there is no answer.
pub fn throughput(question: &Question<'_>, constants: &Constants) -> Result<Throughput, Refusal> {
    best(question, constants).map(|(_, answer)| answer)
}

/// The best format and spread, and what the instance delivers with it.
pub(super) fn best<'a>(
    question: &Question<'a>,
    constants: &'a Constants,
) -> Result<(Candidate<'a>, Throughput), Refusal> {
    check(question.lengths)?;
    let target = match question.drive {
        Drive::Concurrency(value) | Drive::RequestSeconds(value) | Drive::TokenSeconds(value) => {
            value
        }
        Drive::Most => 1.0,
    };
    if !(target > 0.0 && target.is_finite()) || question.accelerators == 0 {
        return Err(Refusal::BadQuestion);
    }
    let model = question.architecture.ok_or(Refusal::UnknownArchitecture)?;
    let chip = question.accelerator.ok_or(Refusal::UnknownAccelerator)?;
    let mut best: Result<(Candidate<'a>, Throughput), Refusal> = Err(match chip.coverage {
        ModelCoverage::Calibrated | ModelCoverage::Thin => Refusal::DoesNotFit,
        ModelCoverage::MeasuredOnly | ModelCoverage::None => Refusal::NotCovered,
    });
    for &precision in question
        .precisions
        .iter()
        .filter(|precision| precision.runs_on(chip))
    {
        let degrees = spreads(question, chip);
        for degree in degrees {
            let candidate = Candidate::new(question, (model, chip, precision), degree, constants);
            let answer = candidate.answer();
            best = match (best, answer) {
                (Ok(best), Ok(answer)) if answer.low > best.1.low => Ok((candidate, answer)),
                (Ok(best), _) => Ok(best),
                (Err(_), Ok(answer)) => Ok((candidate, answer)),
                (Err(Refusal::DoesNotFit), Err(reason)) => Err(reason),
                (Err(best), Err(_)) => Err(best),
            };
        }
    }
    best
}

/// The formats and spreads in which the question's model fits on its chips: format, chips of a
/// replica, and requests at once on each replica. Empty if model or chip are not known.
pub fn fits(question: &Question<'_>, constants: &Constants) -> Vec<(Precision, u32, u32)> {
    let (Some(model), Some(chip)) = (question.architecture, question.accelerator) else {
        return Vec::new();
    };
    let mut fitting = Vec::new();
    for &precision in question
        .precisions
        .iter()
        .filter(|precision| precision.runs_on(chip))
    {
        for degree in DEGREES
            .into_iter()
            .filter(|degree| *degree <= question.accelerators)
        {
            let replica = Replica::new(model, chip, precision, degree);
            if let Some(most) = replica.most_requests(question.lengths, constants) {
                fitting.push((precision, degree, floor(most)));
            }
        }
    }
    fitting
}

/// Chips of a replica worth trying: the usual degrees, and those something was measured with.
fn spreads(question: &Question<'_>, chip: &Accelerator) -> Vec<u32> {
    if let Some(degree) = question.tensor_parallel {
        return Some(degree)
            .filter(|degree| (1..=question.accelerators).contains(degree))
            .into_iter()
            .collect();
    }
    let measured = question.measurements.iter().map(|row| row.accelerators);
    let usual = DEGREES
        .into_iter()
        .filter(|_| chip.coverage != ModelCoverage::MeasuredOnly);
    let mut degrees: Vec<u32> = usual.chain(measured).collect();
    degrees.retain(|degree| (1..=question.accelerators).contains(degree));
    degrees.sort_unstable();
    degrees.dedup();
    degrees
}

/// One format and spread.
pub(super) struct Candidate<'a> {
    lengths: Lengths,
    drive: Drive,
    precision: Precision,
    degree: u32,
    replicas: u32,
    replica: Replica,
    coverage: ModelCoverage,
    constants: &'a Constants,
    /// Measurements of the same engine, format and spread, source by source: AWS first, then the
    /// newest. Sources are never mixed: each has its own machine and version.
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
                    && Precision::from_word(&row.precision)
                        .is_some_and(|own| own.is_like(precision))
            })
            .map(|row| (point(row), row))
            .collect();
        let mut newest: BTreeMap<&str, &str> = BTreeMap::new();
        for (_, row) in &rows {
            let date = newest.entry(&row.source).or_default();
            *date = row.date.as_str().max(date);
        }
        rows.sort_by_key(|(_, row)| {
            (
                row.host,
                Reverse(newest.get(row.source.as_str()).copied()),
                row.source.as_str(),
            )
        });
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
        matches!(
            self.coverage,
            ModelCoverage::Calibrated | ModelCoverage::Thin
        )
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
        let least =
            (1..=floor(most).max(1)).find(|requests| self.estimate(f64::from(*requests)).is_some());
        let mut low = least.ok_or(Refusal::NotCovered)?;
        if !holds(low) {
            return Err(Refusal::TooSlow);
        }
        let mut high = floor(most).max(low);
        while low < high {
            let middle = high - (high - low) / 2;
            if holds(middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(f64::from(low))
    }

    /// Output tokens a second of one replica, by the best means there is.
    fn estimate(&self, requests: f64) -> Option<Estimate<'a>> {
        self.measured(requests).or_else(|| self.modelled(requests))
    }

    /// Between the measurements of one source.
    fn measured(&self, requests: f64) -> Option<Estimate<'a>> {
        let model = self
            .is_modelled()
            .then_some((&self.replica, self.constants));
        self.rows
            .chunk_by(|a, b| a.1.source == b.1.source)
            .find_map(|rows| {
                let points = rows.iter().map(|(point, _)| point);
                let value = interpolate(points, model, self.lengths, requests)?;
                Some(Estimate {
                    value,
                    evidence: self.nearest(rows, requests).map(|row| (row, true)),
                })
            })
    }

    /// Requests at once for which rounds are computed: up to the most there may be, closely where
    /// there are few.
    fn grid(&self) -> Result<Vec<u32>, Refusal> {
        let most = floor(self.most()?).max(1);
        let mut grid: Vec<u32> = (0..=8).flat_map(|power| [1 << power, 3 << power]).collect();
        grid.retain(|requests| *requests < most);
        grid.push(most);
        grid.sort_unstable();
        Ok(grid)
    }

    /// Seconds in which so many requests at once on one replica are all answered, for some numbers
    /// of them, ascending. With answers that vary (`variation`, their squared coefficient) a batch
    /// holds longer contexts than those that arrive.
    pub(super) fn rounds(&self, variation: f64) -> Result<Vec<(u32, f64)>, Refusal> {
        let longer = Lengths {
            input: self.lengths.input + self.lengths.output * variation / 2.0,
            ..self.lengths
        };
        let slower = |requests: f64| {
            if !self.is_modelled() {
                return 1.0;
            }
            let step = |lengths: Lengths| {
                let context = lengths.mean_context();
                let step = self.replica.step_seconds(requests, context, self.constants);
                lengths.output * step
                    + requests
                        * self
                            .replica
                            .prefill_seconds(self.lengths.input, self.constants)
            };
            step(longer) / step(self.lengths)
        };
        let rounds: Vec<(u32, f64)> = self
            .grid()?
            .into_iter()
            .filter_map(|requests| {
                let each = f64::from(requests);
                let value = self.estimate(each)?.value;
                Some((requests, each * self.lengths.output / value * slower(each)))
            })
            .collect();
        if rounds.is_empty() {
            return Err(Refusal::NotCovered);
        }
        Ok(rounds)
    }

    fn nearest(&self, rows: &[(Point, &'a Measurement)], requests: f64) -> Option<&'a Measurement> {
        let away = |point: &Point| point.distance(self.lengths, Some(requests));
        rows.iter()
            .min_by(|a, b| away(&a.0).total_cmp(&away(&b.0)))
            .map(|(_, row)| *row)
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
        let anchored = self
            .rows
            .chunk_by(|a, b| a.1.source == b.1.source)
            .find_map(near);
        Some(match anchored {
            Some((factor, row)) => Estimate {
                value: bare * factor,
                evidence: row.map(|row| (row, false)),
            },
            None => Estimate {
                value: bare,
                evidence: None,
            },
        })
    }

    fn basis(&self, estimate: &Estimate<'_>) -> (Basis, Band) {
        let thin = self.coverage == ModelCoverage::Thin;
        match estimate.evidence {
            None if thin => (Basis::Analytic, Band::THIN),
            None => (Basis::Analytic, Band::ANALYTIC),
            Some((row, inside)) => {
                let loose = row.host != Host::Elsewhere || row.date.as_str() < RECENT;
                let band = match (loose, inside) {
                    (true, _) => Band::LOOSE,
                    (false, true) => Band::MEASURED,
                    (false, false) => Band::ANCHORED,
                };
                let evidence = evidence(row);
                let basis = if inside {
                    Basis::Measured(evidence)
                } else {
                    Basis::Anchored(evidence)
                };
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
        output_tokens_per_second: float(row.output_tokens_per_second),
    }
}

fn evidence(row: &Measurement) -> Evidence {
    Evidence {
        source: row.source.clone(),
        date: row.date.clone(),
        engine: format!("{} {}", row.engine, row.engine_version)
            .trim_end()
            .to_owned(),
        host: row.host,
        input_tokens: row.input_tokens,
        output_tokens: row.output_tokens,
        concurrency: row.concurrency,
    }
}
