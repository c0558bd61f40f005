//! The user's own benchmark of one instance: the first link of the chain of trust.

use super::{
    Basis, Constants, Drive, Lengths, OwnCurve, Refusal, Replica, Throughput, answer::check,
    roofline::floor,
};
use crate::units::Exact;

/// One run of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnPoint {
    /// Requests under way on the whole instance, on average.
    pub concurrency: f64,
    /// Mean tokens of its requests; none if its requests are the workload's.
    pub lengths: Option<Lengths>,
    /// Output tokens a second of the instance.
    pub output_tokens_per_second: Option<f64>,
    /// Requests a second of the instance: what counts if the output tokens are not given.
    pub requests_per_second: Option<f64>,
    /// Mean seconds of a request; by default Little's law gives them.
    pub mean_seconds: Option<f64>,
    /// Seconds of the 95th of 100 requests.
    pub p95_seconds: Option<f64>,
    /// Mean seconds of an output token after the first.
    pub seconds_per_output_token: Option<f64>,
    /// Seconds to the first token of the 95th of 100 requests.
    pub ttft_p95_seconds: Option<f64>,
}

/// The analytic model of the instance, to carry a measurement over to other lengths.
#[derive(Debug, Clone, Copy)]
pub struct OwnModel<'a> {
    /// One replica.
    pub replica: &'a Replica,
    /// Replicas on the instance.
    pub replicas: u32,
    /// The model's constants.
    pub constants: &'a Constants,
}

/// What a reader should know of an answer from the user's benchmark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OwnNote {
    /// More was asked for, or would have been allowed, than the highest concurrency measured.
    Capped {
        /// That concurrency.
        concurrency: f64,
    },
    /// Less was asked for than the lowest concurrency measured.
    BelowMeasured {
        /// That concurrency.
        concurrency: f64,
    },
    /// The benchmark's requests are not as long as the workload's.
    LengthsDiffer {
        /// Mean tokens of the nearest runs.
        measured: Lengths,
        /// Whether the analytic model made up for it.
        corrected: bool,
    },
    /// The benchmark does not say how long its requests were.
    LengthsUnknown,
}

impl OwnNote {
    /// The note as a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::Capped { concurrency } => format!(
                "The benchmark ends at {concurrency:.1} requests at once, so no more are put on an instance."
            ),
            Self::BelowMeasured { concurrency } => format!(
                "The benchmark begins at {concurrency:.1} requests at once; below, throughput is taken to fall in proportion."
            ),
            Self::LengthsDiffer {
                measured,
                corrected,
            } => {
                let how = if corrected {
                    "the analytic model makes up for the difference"
                } else {
                    "its tokens a second are used as they are, within a wider range"
                };
                format!(
                    "The benchmark's requests had {:.0} input and {:.0} output tokens, unlike the workload's: {how}.",
                    measured.input, measured.output
                )
            }
            Self::LengthsUnknown => {
                "The benchmark does not tell the lengths of its requests; they are taken to be the workload's.".to_owned()
            }
        }
    }
}

/// An answer from the user's benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnThroughput {
    /// What the instance delivers.
    pub throughput: Throughput,
    /// What a reader should know of it.
    pub notes: Vec<OwnNote>,
}

/// A load on the instance, within what was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLoad {
    /// Requests under way.
    pub concurrency: f64,
    /// Requests an hour: a whole number of millionths, so exact.
    pub requests_per_hour: Exact,
    /// Mean seconds of a request.
    pub mean_seconds: f64,
    /// Seconds of the 95th of 100 requests, if the runs around it tell.
    pub p95_seconds: Option<f64>,
    /// Seconds to the first token of the 95th of 100 requests, if the runs around it tell.
    pub ttft_p95_seconds: Option<f64>,
    /// What a reader should know of it.
    pub notes: Vec<OwnNote>,
}

/// The throughput of an instance by the user's benchmark: at the workload's mean lengths, driven so.
/// `model` makes up for lengths that differ.
///
/// # Errors
/// [`Refusal::BadQuestion`] for impossible lengths, drives or points, or no points;
/// [`Refusal::TooSlow`] and [`Refusal::MeasuredTooSlow`] for a latency that no run keeps.
pub fn own_throughput(
    points: &[OwnPoint],
    lengths: Lengths,
    drive: Drive,
    model: Option<OwnModel<'_>>,
) -> Result<OwnThroughput, Refusal> {
    let curve = OwnCurve::new(points, Some(lengths), model)?;
    let load = curve.load(drive)?;
    let value = curve.output_tokens_per_second(load.concurrency);
    let value = value.ok_or(Refusal::BadQuestion)?;
    let answer = Throughput::new(value, lengths, curve.band(), Basis::UserGiven)?;
    Ok(OwnThroughput {
        throughput: Throughput {
            concurrency: floor(load.concurrency),
            request_seconds: load.mean_seconds,
            ..answer
        },
        notes: load.notes,
    })
}

impl OwnPoint {
    /// Whether all its figures are above zero, and one is a rate.
    pub(super) fn is_sound(&self) -> bool {
        let figures = [
            Some(self.concurrency),
            self.output_tokens_per_second,
            self.requests_per_second,
            self.mean_seconds,
            self.p95_seconds,
            self.seconds_per_output_token,
            self.ttft_p95_seconds,
        ];
        let sound = |figure: f64| figure > 0.0 && figure.is_finite();
        let rated = self.output_tokens_per_second.or(self.requests_per_second);
        rated.is_some()
            && figures.into_iter().flatten().all(sound)
            && self.lengths.is_none_or(|lengths| check(lengths).is_ok())
    }
}

impl OwnModel<'_> {
    /// Output tokens a second at lengths `to` over those at lengths `from`.
    pub(super) fn ratio(self, concurrency: f64, from: Lengths, to: Lengths) -> Option<f64> {
        let each = concurrency / f64::from(self.replicas.max(1));
        let at = |lengths| {
            self.replica
                .output_tokens_per_second(each, lengths, self.constants)
        };
        Some(at(to)? / at(from)?)
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::capacity::{FULL_SHARE, LoadedReplica, TailFactor, Target};

    const LENGTHS: Lengths = Lengths {
        input: 1000.0,
        output: 100.0,
    };

    fn point(concurrency: f64, tokens: f64) -> OwnPoint {
        OwnPoint {
            concurrency,
            lengths: Some(LENGTHS),
            output_tokens_per_second: Some(tokens),
            requests_per_second: None,
            mean_seconds: None,
            p95_seconds: None,
            seconds_per_output_token: None,
            ttft_p95_seconds: None,
        }
    }

    /// Little's law: 1 s, 2 s and 8 s a request.
    fn points() -> [OwnPoint; 3] {
        [point(16.0, 800.0), point(1.0, 100.0), point(64.0, 800.0)]
    }

    fn ask(lengths: Lengths, drive: Drive) -> Result<OwnThroughput, Refusal> {
        own_throughput(&points(), lengths, drive, None)
    }

    #[test]
    fn a_measured_load_is_answered_as_measured() {
        let answer = ask(LENGTHS, Drive::Concurrency(16.0)).unwrap();
        let throughput = answer.throughput;
        assert_eq!(throughput.output_tokens_per_second, 800);
        assert_eq!(throughput.input_tokens_per_second, 8000);
        assert_eq!(throughput.requests_per_hour, 28_800);
        assert_eq!((throughput.low, throughput.high), (800, 800));
        assert_eq!(throughput.basis, Basis::UserGiven);
        assert_eq!(throughput.concurrency, 16);
        assert_relative_eq!(throughput.request_seconds, 2.0, max_relative = 1e-12);
        assert_eq!(answer.notes, []);
    }

    #[test]
    fn between_loads_the_logarithm_is_a_line_and_beyond_the_last_nothing_grows() {
        // 4 is half of the way from 1 to 16: sqrt(100 x 800) = 282.8.
        let between = ask(LENGTHS, Drive::Concurrency(4.0)).unwrap();
        assert_eq!(between.throughput.output_tokens_per_second, 282);
        let beyond = ask(LENGTHS, Drive::Concurrency(500.0)).unwrap();
        assert_eq!(beyond.throughput.output_tokens_per_second, 800);
        assert_eq!(beyond.throughput.concurrency, 64);
        assert_eq!(beyond.notes, [OwnNote::Capped { concurrency: 64.0 }]);
        let below = own_throughput(&[point(8.0, 400.0)], LENGTHS, Drive::Concurrency(2.0), None);
        let below = below.unwrap();
        assert_eq!(below.throughput.output_tokens_per_second, 100);
        assert_eq!(below.notes, [OwnNote::BelowMeasured { concurrency: 8.0 }]);
    }

    #[test]
    fn a_latency_is_kept_up_to_where_it_is_met() {
        let by_request = ask(LENGTHS, Drive::RequestSeconds(2.0)).unwrap();
        assert_eq!(by_request.throughput.concurrency, 16);
        assert_eq!(by_request.throughput.output_tokens_per_second, 800);
        // sqrt(2) s is half of the way from 1 s to 2 s: 4 requests at once.
        let between = ask(LENGTHS, Drive::RequestSeconds(2f64.sqrt())).unwrap();
        assert_eq!(between.throughput.output_tokens_per_second, 282);
        // 0.02 s a token are 2 s a request.
        let by_token = ask(LENGTHS, Drive::TokenSeconds(0.02)).unwrap();
        assert_eq!(by_token.throughput, by_request.throughput);
        assert_eq!(
            ask(LENGTHS, Drive::RequestSeconds(0.9)),
            Err(Refusal::TooSlow)
        );
        let busy = [point(16.0, 800.0)];
        let missed = own_throughput(&busy, LENGTHS, Drive::RequestSeconds(1.9), None);
        assert_eq!(missed, Err(Refusal::MeasuredTooSlow));
    }

    #[test]
    fn measured_latencies_come_before_little() {
        let slow = OwnPoint {
            mean_seconds: Some(3.0),
            seconds_per_output_token: Some(0.01),
            ttft_p95_seconds: Some(0.5),
            ..point(16.0, 800.0)
        };
        let curve = OwnCurve::new(&[slow], Some(LENGTHS), None).unwrap();
        assert!(curve.load(Drive::RequestSeconds(2.5)).is_err());
        let load = curve.load(Drive::TokenSeconds(0.01)).unwrap();
        assert_relative_eq!(load.mean_seconds, 3.0);
        assert_eq!(load.ttft_p95_seconds, Some(0.5));
        assert_eq!(load.p95_seconds, None);
        assert_eq!(load.requests_per_hour, Exact::from(28_800u64));
    }

    #[test]
    fn most_is_where_throughput_peaks() {
        let falls = [point(8.0, 500.0), point(32.0, 700.0), point(128.0, 600.0)];
        let answer = own_throughput(&falls, LENGTHS, Drive::Most, None).unwrap();
        assert_eq!(answer.throughput.output_tokens_per_second, 700);
        assert_eq!(answer.notes, []);
    }

    #[test]
    fn other_lengths_are_said_and_widen_the_band() {
        let longer = Lengths {
            input: 4000.0,
            output: 100.0,
        };
        let answer = ask(longer, Drive::Concurrency(16.0)).unwrap();
        // Prompt for each output token: 4 times; context: (4000 + 50) / (1000 + 50).
        assert_eq!(answer.throughput.output_tokens_per_second, 800);
        assert_eq!((answer.throughput.low, answer.throughput.high), (200, 800));
        let note = OwnNote::LengthsDiffer {
            measured: LENGTHS,
            corrected: false,
        };
        assert_eq!(answer.notes, [note]);
        let near = Lengths {
            input: 1200.0,
            output: 90.0,
        };
        let answer = ask(near, Drive::Concurrency(16.0)).unwrap();
        assert_eq!((answer.throughput.low, answer.throughput.high), (800, 800));
        assert_eq!(answer.notes, []);
    }

    #[test]
    fn requests_without_lengths_are_the_workloads() {
        let job = OwnPoint {
            lengths: None,
            output_tokens_per_second: None,
            requests_per_second: Some(10.0),
            ..point(2.0, 1.0)
        };
        let answer = own_throughput(&[job], LENGTHS, Drive::Most, None).unwrap();
        assert_eq!(answer.throughput.output_tokens_per_second, 1000);
        assert!(answer.notes.contains(&OwnNote::LengthsUnknown));
        let curve = OwnCurve::new(&[job], None, None).unwrap();
        let load = curve.load(Drive::Most).unwrap();
        assert_eq!(load.requests_per_hour, Exact::from(36_000u64));
        assert_eq!(
            curve.load(Drive::TokenSeconds(1.0)),
            Err(Refusal::BadQuestion)
        );
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(
            own_throughput(&[], LENGTHS, Drive::Most, None),
            Err(Refusal::BadQuestion)
        );
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let wrong = |points: &[OwnPoint], lengths, drive| {
                assert!(own_throughput(points, lengths, drive, None).is_err());
            };
            wrong(&[point(bad, 100.0)], LENGTHS, Drive::Most);
            wrong(&[point(1.0, bad)], LENGTHS, Drive::Most);
            wrong(&points(), LENGTHS, Drive::Concurrency(bad));
            wrong(&points(), LENGTHS, Drive::RequestSeconds(bad));
            let lengths = Lengths {
                input: bad,
                output: 1.0,
            };
            wrong(&points(), lengths, Drive::Most);
        }
        let silent = OwnPoint {
            output_tokens_per_second: None,
            ..point(1.0, 1.0)
        };
        assert!(OwnCurve::new(&[silent], Some(LENGTHS), None).is_err());
    }

    #[test]
    fn the_curve_drives_the_latency_model() {
        let curve = OwnCurve::new(&points(), Some(LENGTHS), None).unwrap();
        assert_relative_eq!(curve.round_seconds(1), 1.0, max_relative = 1e-12);
        assert_relative_eq!(curve.round_seconds(16), 2.0, max_relative = 1e-12);
        assert_relative_eq!(curve.round_seconds(128), 16.0, max_relative = 1e-12);
        let replica = LoadedReplica::new(64, |k| curve.round_seconds(k)).unwrap();
        let target = Target {
            seconds: Some(2.0),
            tail: TailFactor::mean(),
            full_share_max: FULL_SHARE,
        };
        let limit = replica.limit(&target).unwrap();
        let most = curve.load(Drive::Most).unwrap();
        assert!(limit.requests_per_hour() < most.requests_per_hour);
    }

    fn curves() -> impl Strategy<Value = Vec<OwnPoint>> {
        let run = (0.1f64..500.0, 10.0f64..1e5);
        prop::collection::vec(run.prop_map(|(k, tokens)| point(k, tokens)), 1..8)
    }

    proptest! {
        #[test]
        fn never_more_than_was_measured(points in curves(), asked in 0.01f64..1e4) {
            let most = points.iter().filter_map(|p| p.output_tokens_per_second).fold(0.0, f64::max);
            for drive in [Drive::Concurrency(asked), Drive::Most, Drive::RequestSeconds(asked)] {
                if let Ok(answer) = own_throughput(&points, LENGTHS, drive, None) {
                    let figure = f64::from(u32::try_from(answer.throughput.output_tokens_per_second).unwrap());
                    prop_assert!(figure <= most * (1.0 + 1e-9));
                }
            }
        }

        #[test]
        fn a_looser_target_never_gives_less(points in curves(), seconds in 0.01f64..10.0, looser in 1.0f64..10.0) {
            let curve = OwnCurve::new(&points, Some(LENGTHS), None).unwrap();
            if let Ok(tight) = curve.load(Drive::RequestSeconds(seconds)) {
                let loose = curve.load(Drive::RequestSeconds(seconds * looser)).unwrap();
                prop_assert!(loose.requests_per_hour >= tight.requests_per_hour);
                prop_assert!(tight.mean_seconds <= seconds * (1.0 + 1e-9));
            }
        }

        #[test]
        fn the_order_of_the_runs_does_not_matter(points in curves(), asked in 0.1f64..500.0) {
            let forward = own_throughput(&points, LENGTHS, Drive::Concurrency(asked), None);
            let backward: Vec<OwnPoint> = points.iter().rev().copied().collect();
            prop_assert_eq!(forward, own_throughput(&backward, LENGTHS, Drive::Concurrency(asked), None));
        }
    }
}
