//! What an instance serves of a model: how much, and how fast as requests share it.

use super::{
    AT_ONCE_MAX, Constants, Drive, Lengths, LoadedReplica, OwnCurve, OwnNote, OwnPoint, Question,
    Refusal, Target, Throughput, own_throughput, real::LoadError, roofline::floor,
    throughput::best,
};
use crate::units::Exact;

/// The throughput of an instance, and the replicas that give it.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// What it delivers with as many requests under way as the question allows.
    pub throughput: Throughput,
    /// One of its replicas under a load.
    replica: LoadedReplica,
}

impl Served {
    /// What the instance of the question serves, for answers whose lengths have this squared
    /// coefficient of variation.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn of(
        question: &Question<'_>,
        variation: f64,
        constants: &Constants,
    ) -> Result<Self, Refusal> {
        let (candidate, throughput) = best(question, constants)?;
        let rounds = candidate.rounds(variation)?;
        let most = rounds.last().map_or(1, |(requests, _)| *requests);
        let replica = LoadedReplica::new(most, |requests| between(&rounds, requests))
            .map_err(|_| Refusal::BadQuestion)?;
        Ok(Self {
            throughput,
            replica,
        })
    }

    /// What the user's own benchmark of the instance says, for requests of the workload's mean
    /// lengths, and what a reader should know of it.
    ///
    /// # Errors
    /// Why the benchmark gives no answer.
    pub fn own(
        points: &[OwnPoint],
        lengths: Lengths,
        drive: Drive,
    ) -> Result<(Self, Vec<OwnNote>), Refusal> {
        let answer = own_throughput(points, lengths, drive, None)?;
        let curve = OwnCurve::new(points, Some(lengths), None)?;
        let most = floor(curve.most_at_once()).clamp(1, AT_ONCE_MAX);
        let replica = LoadedReplica::new(most, |requests| curve.round_seconds(requests))
            .map_err(|_| Refusal::BadQuestion)?;
        let served = Self {
            throughput: answer.throughput,
            replica,
        };
        Ok((served, answer.notes))
    }

    /// Requests an hour at which the instance keeps every target, were it `speed` times as fast as
    /// estimated. Its replicas share the load evenly.
    ///
    /// # Errors
    /// [`LoadError::TargetTooTight`] if a request alone misses one; [`LoadError::OutOfRange`] for a
    /// speed or target that is no number.
    pub fn requests_per_hour(&self, targets: &[Target], speed: f64) -> Result<Exact, LoadError> {
        let replica = self.replica.slowed(1.0 / speed)?;
        let limits = targets.iter().map(|target| replica.limit(target));
        let limits = limits
            .map(|limit| limit.map(|limit| limit.requests_per_hour()))
            .collect::<Result<Vec<Exact>, _>>()?;
        let least = limits.into_iter().min().unwrap_or_else(Exact::zero);
        Ok(least * Exact::from(self.throughput.replicas.max(1)))
    }

    /// Mean seconds of an answer when the instance gets `requests_per_hour`; `None` if it cannot
    /// keep up.
    pub fn mean_seconds(&self, requests_per_hour: f64) -> Option<f64> {
        let replicas = f64::from(self.throughput.replicas.max(1));
        let arrivals = requests_per_hour / 3600.0 / replicas;
        let seen = self.replica.response(arrivals).ok()?;
        Some(seen.mean_seconds)
    }
}

/// A round between two that were computed, on the line between them; outside, the nearest.
fn between(rounds: &[(u32, f64)], requests: u32) -> f64 {
    let after = rounds.partition_point(|(count, _)| *count < requests);
    let at = |place: usize| rounds.get(place).copied();
    match (after.checked_sub(1).and_then(at), at(after)) {
        (Some((few, short)), Some((many, long))) => {
            let part = f64::from(requests - few) / f64::from(many - few);
            short + (long - short) * part
        }
        (Some((_, seconds)), None) | (None, Some((_, seconds))) => seconds,
        (None, None) => f64::NAN,
    }
}
