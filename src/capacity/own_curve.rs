//! The curve through the runs of the user's own benchmark.
//!
//! Between measured concurrencies the logarithms of throughput and latency are lines over that of
//! concurrency. Beyond the highest measured nothing grows. Below the lowest the throughput falls in
//! proportion, which is the least it can be, as a request is not slowed by fewer beside it.

use super::{
    Band, Drive, Lengths, OwnLoad, OwnModel, OwnNote, OwnPoint, Refusal, answer::check,
    real::whole_below,
};
use crate::units::Exact;

/// Lengths this close, as a factor, count as the same.
const SAME_LENGTHS: f64 = 1.25;
/// Seconds of an hour, in millionths of a request an hour for each request a second.
const MILLIONTHS_PER_HOUR: f64 = 3_600.0 * 1e6;

/// What the user's benchmark says of an instance, at the workload's lengths.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnCurve {
    /// By rising concurrency, each once; never empty.
    nodes: Vec<Node>,
    band: Band,
    note: Option<OwnNote>,
}

/// A measured load, at the workload's lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    concurrency: f64,
    requests_per_second: f64,
    /// Output tokens that go with them, if their lengths are known.
    tokens_per_second: Option<f64>,
    mean_seconds: f64,
    token_seconds: Option<f64>,
    p95_seconds: Option<f64>,
    ttft_p95_seconds: Option<f64>,
}

impl OwnCurve {
    /// The curve of a benchmark at the workload's mean lengths; without lengths, of requests as
    /// they were measured.
    ///
    /// Of several lengths measured, the nearest are used: all within a factor of 1.25 of the
    /// workload's, or else of the nearest run's. Then the figure is corrected by the model, or
    /// stands as it is in a band that holds whatever the model could have said: a token's time has
    /// parts that are fixed, grow with the context, and grow with the prompt for each output token.
    ///
    /// # Errors
    /// [`Refusal::BadQuestion`] for figures that are not above zero, for no points, and for points
    /// that say nothing of requests where the lengths are not known.
    pub fn new(
        points: &[OwnPoint],
        lengths: Option<Lengths>,
        model: Option<OwnModel<'_>>,
    ) -> Result<Self, Refusal> {
        if let Some(lengths) = lengths {
            check(lengths)?;
        }
        if !points.iter().all(OwnPoint::is_sound) {
            return Err(Refusal::BadQuestion);
        }
        let told = points.iter().filter_map(|point| point.lengths);
        let nearest = lengths.and_then(|wanted| {
            told.min_by(|a, b| apart(*a, wanted).total_cmp(&apart(*b, wanted)))
                .map(|near| (near, wanted))
        });
        let (center, note, band) = match nearest {
            None => (None, lengths.map(|_| OwnNote::LengthsUnknown), Band::NONE),
            Some((near, wanted)) if is_like(near, wanted) => (Some(wanted), None, Band::NONE),
            Some((near, wanted)) => {
                let corrected = model.is_some();
                let note = OwnNote::LengthsDiffer {
                    measured: near,
                    corrected,
                };
                let band = if corrected {
                    Band::ANCHORED
                } else {
                    uncorrected(near, wanted)
                };
                (Some(near), Some(note), band)
            }
        };
        let used = points.iter().filter(|point| match (center, point.lengths) {
            (None, _) => true,
            (Some(center), Some(own)) => is_like(own, center),
            (Some(_), None) => false,
        });
        let nodes: Option<Vec<Node>> = used.map(|point| node(point, lengths, model)).collect();
        let nodes = merged(nodes.ok_or(Refusal::BadQuestion)?);
        if nodes.is_empty() {
            return Err(Refusal::BadQuestion);
        }
        Ok(Self { nodes, band, note })
    }

    /// The highest concurrency measured.
    pub fn most_at_once(&self) -> f64 {
        self.nodes.last().map_or(0.0, |node| node.concurrency)
    }

    fn least_at_once(&self) -> f64 {
        self.nodes.first().map_or(0.0, |node| node.concurrency)
    }

    /// Seconds in which `requests` at once are all answered: what
    /// [`LoadedReplica::new`](super::LoadedReplica::new) asks for. Beyond the highest concurrency
    /// measured the throughput stays what it was there.
    pub fn round_seconds(&self, requests: u32) -> f64 {
        let requests = f64::from(requests);
        requests / self.requests_per_second(requests)
    }

    fn requests_per_second(&self, concurrency: f64) -> f64 {
        self.rate(concurrency, |node| Some(node.requests_per_second))
            .unwrap_or_default()
    }

    /// A rate at a concurrency: in proportion below the lowest measured.
    fn rate(&self, concurrency: f64, figure: impl Fn(&Node) -> Option<f64>) -> Option<f64> {
        let below = (concurrency / self.least_at_once()).min(1.0);
        Some(self.at(concurrency, figure)? * below)
    }

    /// A figure between the nearest runs at and around a concurrency; outside, that of the end.
    fn at(&self, concurrency: f64, figure: impl Fn(&Node) -> Option<f64>) -> Option<f64> {
        let place = self
            .nodes
            .partition_point(|node| node.concurrency <= concurrency);
        let below = place.checked_sub(1).and_then(|place| self.nodes.get(place));
        match (below, self.nodes.get(place)) {
            (Some(below), Some(above)) if below.concurrency < concurrency => {
                let (low, high) = (figure(below)?, figure(above)?);
                let weight = (concurrency / below.concurrency).ln()
                    / (above.concurrency / below.concurrency).ln();
                Some((low.ln() * (1.0 - weight) + high.ln() * weight).exp())
            }
            (Some(end), _) | (None, Some(end)) => figure(end),
            (None, None) => None,
        }
    }

    /// The load an instance may have, driven so: of all concurrencies allowed, the one with the
    /// most requests a second. A latency holds from nothing up to the first concurrency that
    /// misses it.
    ///
    /// # Errors
    /// [`Refusal::BadQuestion`] for a target that is not above zero, or on output tokens that are
    /// not known; [`Refusal::TooSlow`] if a single request misses the latency,
    /// [`Refusal::MeasuredTooSlow`] if all runs do.
    pub fn load(&self, drive: Drive) -> Result<OwnLoad, Refusal> {
        let mut notes: Vec<OwnNote> = self.note.into_iter().collect();
        let sound = |value: f64| value > 0.0 && value.is_finite();
        let end = self.most_at_once();
        let concurrency = match drive {
            Drive::Concurrency(asked) if sound(asked) => {
                if asked > end {
                    notes.push(OwnNote::Capped { concurrency: end });
                }
                let begin = self.least_at_once();
                if asked < begin {
                    notes.push(OwnNote::BelowMeasured { concurrency: begin });
                }
                asked.min(end)
            }
            Drive::Most => self.fastest(end, &mut notes),
            Drive::RequestSeconds(target) if sound(target) => {
                let most = self.within(target, |node| Some(node.mean_seconds))?;
                self.fastest(most, &mut notes)
            }
            Drive::TokenSeconds(target) if sound(target) => {
                let most = self.within(target, |node| node.token_seconds)?;
                self.fastest(most, &mut notes)
            }
            Drive::Concurrency(_) | Drive::RequestSeconds(_) | Drive::TokenSeconds(_) => {
                return Err(Refusal::BadQuestion);
            }
        };
        let hourly = whole_below(self.requests_per_second(concurrency) * MILLIONTHS_PER_HOUR);
        Ok(OwnLoad {
            concurrency,
            requests_per_hour: Exact::ratio(hourly, 1_000_000).unwrap_or_else(Exact::zero),
            mean_seconds: self
                .at(concurrency, |node| Some(node.mean_seconds))
                .unwrap_or_default(),
            p95_seconds: self.at(concurrency, |node| node.p95_seconds),
            ttft_p95_seconds: self.at(concurrency, |node| node.ttft_p95_seconds),
            notes,
        })
    }

    /// Output tokens a second at a concurrency, if the lengths are known.
    pub(super) fn output_tokens_per_second(&self, concurrency: f64) -> Option<f64> {
        self.rate(concurrency, |node| node.tokens_per_second)
    }

    /// The factors between which the truth lies.
    pub(super) fn band(&self) -> Band {
        self.band
    }

    /// Of the concurrencies up to `most`, the one with the most requests a second.
    fn fastest(&self, most: f64, notes: &mut Vec<OwnNote>) -> f64 {
        let measured = self.nodes.iter().map(|node| node.concurrency);
        let best = measured
            .filter(|concurrency| *concurrency < most)
            .chain([most])
            .max_by(|a, b| {
                let rate = |concurrency: &f64| self.requests_per_second(*concurrency);
                rate(a).total_cmp(&rate(b))
            })
            .unwrap_or(most);
        let end = self.most_at_once();
        if best >= end {
            notes.push(OwnNote::Capped { concurrency: end });
        }
        best
    }

    /// The concurrency up to which a figure stays within `target`.
    fn within(&self, target: f64, figure: impl Fn(&Node) -> Option<f64>) -> Result<f64, Refusal> {
        let mut kept: Option<(f64, f64)> = None;
        for node in &self.nodes {
            let seconds = figure(node).ok_or(Refusal::BadQuestion)?;
            match kept {
                _ if seconds <= target => kept = Some((node.concurrency, seconds)),
                Some((concurrency, below)) => {
                    let weight = (target / below).ln() / (seconds / below).ln();
                    return Ok(concurrency * (node.concurrency / concurrency).powf(weight));
                }
                None if node.concurrency <= 1.0 => return Err(Refusal::TooSlow),
                None => return Err(Refusal::MeasuredTooSlow),
            }
        }
        kept.map(|(concurrency, _)| concurrency)
            .ok_or(Refusal::BadQuestion)
    }
}

/// A run at the workload's lengths; `None` if it does not say how many requests it answered.
fn node(point: &OwnPoint, wanted: Option<Lengths>, model: Option<OwnModel<'_>>) -> Option<Node> {
    let told = point.lengths;
    let output_of = |lengths: Option<Lengths>| lengths.map(|lengths| lengths.output);
    let own_output = output_of(told).or(output_of(wanted));
    let measured = match (point.output_tokens_per_second, own_output) {
        (Some(tokens), Some(output)) => tokens / output,
        _ => point.requests_per_second?,
    };
    // Tokens a second stay as measured unless the model knows better; requests follow from them.
    let tokens = match (told, wanted, model) {
        (Some(own), Some(wanted), Some(model)) => model.ratio(point.concurrency, own, wanted)?,
        _ => 1.0,
    };
    let measured_tokens = point
        .output_tokens_per_second
        .or_else(|| Some(measured * own_output?));
    let tokens_per_second = measured_tokens.map(|measured| measured * tokens);
    let requests_per_second = match (tokens_per_second, output_of(wanted)) {
        (Some(tokens), Some(output)) => tokens / output,
        _ => measured,
    };
    let slower = measured / requests_per_second;
    let mean_seconds = match point.mean_seconds {
        Some(seconds) => seconds * slower,
        None => point.concurrency / requests_per_second,
    };
    let token_seconds = point.seconds_per_output_token.map(|each| each / tokens);
    let node = Node {
        concurrency: point.concurrency,
        requests_per_second,
        tokens_per_second,
        mean_seconds,
        token_seconds: token_seconds.or_else(|| Some(mean_seconds / output_of(wanted)?)),
        p95_seconds: point.p95_seconds.map(|seconds| seconds * slower),
        // How the time to the first token follows the lengths is not predicted.
        ttft_p95_seconds: point.ttft_p95_seconds.filter(|_| match (told, wanted) {
            (Some(own), Some(wanted)) => is_like(own, wanted),
            _ => true,
        }),
    };
    (requests_per_second > 0.0 && requests_per_second.is_finite() && mean_seconds.is_finite())
        .then_some(node)
}

/// The runs by rising concurrency; where one was measured several times, their geometric mean.
fn merged(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_by(|a, b| a.concurrency.total_cmp(&b.concurrency));
    nodes
        .chunk_by(|a, b| a.concurrency.total_cmp(&b.concurrency).is_eq())
        .filter_map(|same| {
            let mean = |figure: fn(&Node) -> Option<f64>| {
                let logarithms = same.iter().map(|node| figure(node).map(f64::ln));
                let (sum, count) = logarithms
                    .flatten()
                    .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
                (count > 0.0).then(|| f64::exp(sum / count))
            };
            // A single run keeps its very figures.
            if let [node] = same {
                return Some(*node);
            }
            Some(Node {
                concurrency: same.first()?.concurrency,
                requests_per_second: mean(|node| Some(node.requests_per_second))?,
                tokens_per_second: mean(|node| node.tokens_per_second),
                mean_seconds: mean(|node| Some(node.mean_seconds))?,
                token_seconds: mean(|node| node.token_seconds),
                p95_seconds: mean(|node| node.p95_seconds),
                ttft_p95_seconds: mean(|node| node.ttft_p95_seconds),
            })
        })
        .collect()
}

/// How far apart lengths are: the sum of the factors, as logarithms.
fn apart(a: Lengths, b: Lengths) -> f64 {
    (a.input / b.input).ln().abs() + (a.output / b.output).ln().abs()
}

fn is_like(a: Lengths, b: Lengths) -> bool {
    let near = |a: f64, b: f64| (a / b).ln().abs() <= SAME_LENGTHS.ln();
    near(a.input, b.input) && near(a.output, b.output)
}

/// The factors between which tokens a second change from one pair of lengths to another: by no
/// more than the mean context does, or the prompt for each output token, whichever changes most.
fn uncorrected(from: Lengths, to: Lengths) -> Band {
    let context = |lengths: Lengths| lengths.input + lengths.output / 2.0;
    let prompt = |lengths: Lengths| lengths.input / lengths.output;
    let factors = [context(to) / context(from), prompt(to) / prompt(from)];
    let longest = factors.into_iter().fold(1.0, f64::max);
    let shortest = factors.into_iter().fold(1.0, f64::min);
    Band {
        low: 1.0 / longest,
        high: 1.0 / shortest,
    }
}
