//! What one instance carries: by the user's word, or as the capacity model estimates it.
//!
//! The estimate is `docs/capacity.md`'s: throughput from measurements or the analytic model, latency
//! by processor sharing. It comes with a band, and the setting says which end of it is asked for.

use super::{
    CapacityFields, Notes, Reason, Setting,
    eligibility::{warn_unverified_latency, warn_unverified_ttft},
    instances::SECONDS_PER_HOUR,
};
use crate::{
    capacity::{
        Basis, CapacityUsed, End, Estimate, Hosting, OwnPoint, Precision, Refusal, Serving,
        SlotService, Throughput, UnitCapacity,
    },
    demand::Kind,
    schema::Number,
    units::{Exact, grouped},
};

/// What makes the units of an estimated capacity uncertain.
const ESTIMATE: &str = "the capacity estimate, nine times of ten";

const AT_THE_TARGET: &str = "Instances are planned at the load at which the latency target holds, below target_utilisation.";

/// Slots of an instance that answer one request each.
struct Slots {
    count: u64,
    service: SlotService,
}

/// What one instance carries, and how it is planned.
#[derive(Debug, Clone)]
pub(super) struct Carries {
    /// What it carries in an hour; nothing if that is not known.
    pub capacity: UnitCapacity,
    /// Share of it that is planned for.
    pub target_utilisation: Exact,
    /// The figure that decides, for the reader.
    pub used: Option<CapacityUsed>,
    /// What makes it uncertain, if it is an estimate.
    pub uncertain: Option<&'static str>,
}

/// An instance of a plan: what is asked of it.
pub(super) struct Asked<'a> {
    pub instance: &'a str,
    /// What the scenario says it carries.
    pub capacity: Option<&'a CapacityFields>,
    pub precision: Option<Precision>,
    pub tensor_parallel: Option<&'a Number>,
    pub setting: &'a Setting<'a>,
    /// Seconds within which the mode must answer.
    pub answer_seconds: u32,
    pub target_utilisation: Exact,
}

impl Asked<'_> {
    /// What the instance carries at the setting's end of the band.
    ///
    /// # Errors
    /// Why it cannot carry anything.
    pub(super) fn carries(&self, notes: &mut Notes) -> Result<Carries, Vec<Reason>> {
        let own = self.own_points();
        let hosting = self.hosting(&own);
        let mut typed = self.typed(notes);
        let has_tokens = matches!(self.setting.workload.kind, Kind::Text | Kind::Multimodal);
        if !has_tokens && !own.is_empty() {
            typed.requests = hosting.own_requests_per_hour();
        }
        let is_given = self.capacity.is_some() && (own.is_empty() || !has_tokens);
        if !typed.is_unknown() || is_given {
            if let Some(slots) = self.slots().filter(|_| !has_tokens) {
                return self.by_slots(typed, &slots, notes);
            }
            warn_unverified_latency(self.setting, notes);
            if !typed.is_unknown() {
                self.assume_target(notes);
            }
            return Ok(self.as_given(typed));
        }
        if !has_tokens {
            warn_unverified_latency(self.setting, notes);
            return Ok(self.unknown());
        }
        let estimate = self.setting.estimate.get_or_init(|| hosting.estimate());
        match estimate {
            Ok(estimate) => self.estimated(estimate, &hosting, notes),
            Err(refusal) => {
                let carries = self.refused(*refusal, &hosting)?;
                warn_unverified_latency(self.setting, notes);
                Ok(carries)
            }
        }
    }

    fn unknown(&self) -> Carries {
        Carries {
            capacity: UnitCapacity::default(),
            target_utilisation: self.target_utilisation.clone(),
            used: None,
            uncertain: None,
        }
    }

    /// A capacity planned at the target utilisation.
    fn as_given(&self, capacity: UnitCapacity) -> Carries {
        Carries {
            used: self.typed_figure(&capacity),
            capacity,
            target_utilisation: self.target_utilisation.clone(),
            uncertain: None,
        }
    }

    /// The slots of an instance that answers one request in each, and the seconds of a request.
    fn slots(&self) -> Option<Slots> {
        let workload = self.setting.workload;
        let seconds = Exact::from(workload.request_seconds?);
        let given = self.capacity.and_then(|given| given.concurrency.as_ref());
        let alone = self.capacity.is_none() && workload.kind == Kind::Custom;
        let count = match given {
            Some(given) => given.exact().to_whole()?,
            None => alone.then_some(1)?,
        };
        let variation = Exact::from(workload.request_seconds_variation);
        let service = SlotService::new(count, &seconds, &variation).ok()?;
        Some(Slots { count, service })
    }

    /// A capacity of slots: planned at the target utilisation, or at the load at which the latency
    /// target holds, if that is less.
    fn by_slots(
        &self,
        typed: UnitCapacity,
        slots: &Slots,
        notes: &mut Notes,
    ) -> Result<Carries, Vec<Reason>> {
        let workload = self.setting.workload;
        let limit = match workload.latency_p95_seconds.map(Exact::from) {
            Some(target) => Some(slots.service.requests_within(&target).map_err(|error| {
                let field = "workload.latency_p95_seconds";
                vec![Reason::new("latency-missed", field, error.to_string())]
            })?),
            None => None,
        };
        warn_unverified_ttft(self.setting, notes);
        let planned = typed.requests.as_ref();
        let planned = planned.map(|requests| requests * &self.target_utilisation);
        let held = limit.filter(|limit| planned.as_ref().is_none_or(|most| limit < most));
        let load = held.as_ref().or(planned.as_ref());
        if let Some((wait, p95)) = load.and_then(|load| slots.service.answer_seconds(load)) {
            notes.assume(format!(
                "At the load planned for an instance 95 % of the requests are answered within {} s; they wait {} s on average for one of {} (requests at random, durations of variation {}).",
                grouped(&p95, 3),
                grouped(&wait, 3),
                count(u32::try_from(slots.count).unwrap_or(u32::MAX), "slot"),
                workload.request_seconds_variation.normalize(),
            ));
        }
        let Some(limit) = held else {
            self.assume_target(notes);
            return Ok(self.as_given(typed));
        };
        notes.assume(AT_THE_TARGET);
        let planned =
            |tokens: Option<Exact>| tokens.map(|tokens| tokens * &self.target_utilisation);
        let capacity = UnitCapacity {
            requests: Some(limit),
            input_tokens: planned(typed.input_tokens),
            output_tokens: planned(typed.output_tokens),
        };
        Ok(Carries {
            target_utilisation: Exact::one(),
            ..self.as_given(capacity)
        })
    }

    /// What the scenario says one instance carries in an hour.
    fn typed(&self, notes: &mut Notes) -> UnitCapacity {
        let hourly = |second: &Option<Number>| {
            second
                .as_ref()
                .map(|rate| rate.exact() * Exact::from(SECONDS_PER_HOUR))
        };
        let workload = self.setting.workload;
        let seconds = workload.request_seconds.map(Exact::from);
        let given = self.capacity;
        let concurrency = given
            .and_then(|given| given.concurrency.as_ref())
            .map(Number::exact);
        let own_model = matches!(workload.kind, Kind::Custom);
        let at_once = concurrency.or_else(|| {
            let alone = given.is_none() && own_model && seconds.is_some();
            alone.then(|| {
                notes.assume("An instance answers one request at a time (capacity.concurrency is not given).");
                Exact::one()
            })
        });
        let by_time = at_once.zip(seconds).and_then(|(at_once, seconds)| {
            (at_once * Exact::from(SECONDS_PER_HOUR)).checked_div(&seconds)
        });
        let Some(given) = given else {
            return UnitCapacity {
                requests: by_time,
                ..UnitCapacity::default()
            };
        };
        UnitCapacity {
            requests: hourly(&given.requests_per_second).or(by_time),
            input_tokens: hourly(&given.input_tokens_per_second),
            output_tokens: hourly(&given.output_tokens_per_second),
        }
    }

    fn typed_figure(&self, capacity: &UnitCapacity) -> Option<CapacityUsed> {
        let given = [
            (&capacity.output_tokens, "output tokens/hour"),
            (&capacity.input_tokens, "input tokens/hour"),
            (&capacity.requests, "requests/hour"),
        ];
        let (value, unit) = given
            .into_iter()
            .find_map(|(v, unit)| Some((v.clone()?, unit)))?;
        let basis = self.capacity.and_then(|given| given.basis.clone());
        let basis = basis.unwrap_or_else(|| "the scenario".to_owned());
        Some(CapacityUsed::given(value, unit, basis))
    }

    /// The runs of the user's own benchmark.
    fn own_points(&self) -> Vec<OwnPoint> {
        let runs = self.capacity.map(|given| &given.points.0[..]);
        let runs = runs.unwrap_or_default().iter();
        runs.map(|run| OwnPoint::from(&**run)).collect()
    }

    fn hosting<'b>(&'b self, own: &'b [OwnPoint]) -> Hosting<'b> {
        Hosting {
            own,
            catalog: self.setting.catalog,
            model: self.setting.model,
            instance: self.instance,
            precision: self.precision,
            tensor_parallel: self
                .tensor_parallel
                .and_then(|degree| degree.exact().to_whole()),
            workload: self.setting.workload,
            answer_seconds: self.answer_seconds,
        }
    }

    /// What the estimate says at the setting's end of the band.
    fn estimated(
        &self,
        estimate: &Estimate,
        hosting: &Hosting<'_>,
        notes: &mut Notes,
    ) -> Result<Carries, Vec<Reason>> {
        let end = self.setting.end;
        let throughput = estimate.throughput();
        let all = estimate.output_tokens_per_hour(end);
        let mean_output = self.setting.workload.mean(|tokens| &tokens.output);
        let limit = estimate
            .requests_within_targets(end)
            .map_err(|why| vec![self.too_slow(&why.to_string(), hosting)])?;
        let planned = &all * &self.target_utilisation;
        let by_throughput = planned.checked_div(&mean_output);
        let held = limit.filter(|limit| by_throughput.as_ref().is_none_or(|most| limit < most));
        let uncertain = (throughput.low != throughput.high).then_some(ESTIMATE);
        // A cost somewhere within the range has no reader of its own.
        let has_reader = !matches!(self.setting.end, End::Percent(_));
        let planned = held.as_ref().or(by_throughput.as_ref());
        let planned = planned.filter(|_| has_reader);
        let answer_seconds = planned.and_then(|planned| estimate.answer_seconds(planned));
        let serving = Serving::of(throughput, answer_seconds);
        if has_reader {
            self.explain(throughput, &serving, notes);
            self.say_first_token(estimate, notes);
            estimate.notes().for_each(|note| notes.assume(note));
        }
        let hourly = |second: u64| Exact::from(second) * Exact::from(SECONDS_PER_HOUR);
        let basis = self.describe(&throughput.basis);
        if let Some(limit) = held {
            notes.assume(AT_THE_TARGET);
            return Ok(Carries {
                used: Some(CapacityUsed {
                    serving: Some(serving),
                    ..CapacityUsed::given(limit.clone(), "requests/hour", basis)
                }),
                capacity: UnitCapacity {
                    requests: Some(limit),
                    ..UnitCapacity::default()
                },
                target_utilisation: Exact::one(),
                uncertain,
            });
        }
        self.assume_target(notes);
        Ok(Carries {
            used: Some(CapacityUsed {
                low: Some(hourly(throughput.low)),
                high: Some(hourly(throughput.high)),
                serving: Some(serving),
                ..CapacityUsed::given(all.clone(), "output tokens/hour", basis)
            }),
            capacity: UnitCapacity {
                output_tokens: Some(all),
                ..UnitCapacity::default()
            },
            target_utilisation: self.target_utilisation.clone(),
            uncertain,
        })
    }

    fn assume_target(&self, notes: &mut Notes) {
        notes.assume(format!(
            "Instances are planned at {} of their capacity (target_utilisation).",
            crate::units::machine(&self.target_utilisation)
        ));
    }

    /// Says what the estimate is, where it comes from and what latency goes with it.
    fn explain(&self, throughput: &Throughput, serving: &Serving, notes: &mut Notes) {
        let tokens = |value: u64| grouped(&Exact::from(value), 0);
        let name = self.instance;
        let delivers = tokens(throughput.output_tokens_per_second);
        let range = if throughput.low == throughput.high {
            String::new()
        } else {
            let (low, high) = (tokens(throughput.low), tokens(throughput.high));
            format!(" ({low} to {high}, nine times of ten)")
        };
        let basis = self.describe(&throughput.basis);
        let replicas = throughput.precision.map_or(String::new(), |precision| {
            let replicas = count(throughput.replicas, "replica");
            let accelerators = count(throughput.tensor_parallel, "accelerator");
            format!(" {precision}, {replicas} of {accelerators},")
        });
        notes.assume(format!(
            "One {name} delivers about {delivers} output tokens/s{range}: {basis}.{replicas} with up to {} requests at once.",
            throughput.concurrency,
        ));
        if let Some((mean, tail)) = &serving.answer_seconds {
            notes.assume(format!(
                "At the load planned for an instance an answer takes {} s on average, 95 % of them are complete within {} s.",
                grouped(mean, 1),
                grouped(tail, 1)
            ));
            if *tail > Exact::from(self.answer_seconds) {
                notes.warn(
                    "answers-near-limit",
                    self.setting.field("instance"),
                    format!(
                        "more than 5 % of the answers may take longer than the {} s the mode allows",
                        self.answer_seconds
                    ),
                );
            }
        }
        let workload = self.setting.workload;
        if !workload.mean(|tokens| &tokens.cache_read).is_zero() {
            notes.assume("Prompts are computed whole on instances: a prefix cache would make them faster (cache_read_tokens).");
        }
        if workload.images.is_some() || workload.video_seconds.is_some() {
            notes.warn(
                "media-not-in-capacity",
                "workload.images",
                "the capacity estimate counts text only: images and video make instances slower",
            );
        }
    }

    /// Holds the target for the first token against a measurement, if there is one.
    fn say_first_token(&self, estimate: &Estimate, notes: &mut Notes) {
        let target = self.setting.workload.ttft_p95_seconds.map(Exact::from);
        match (target, estimate.first_token_p95_seconds()) {
            (Some(target), Some(seconds)) if *seconds > target => notes.warn(
                "ttft-missed",
                "workload.ttft_p95_seconds",
                format!(
                    "by your benchmark 95 % of the answers begin within {} s at the most requests at once that are planned, above the target",
                    grouped(seconds, 2)
                ),
            ),
            (Some(_), None) => warn_unverified_ttft(self.setting, notes),
            _ => {}
        }
    }

    fn too_slow(&self, why: &str, hosting: &Hosting<'_>) -> Reason {
        let name = self.instance;
        let message = match hosting.alone_seconds() {
            Some((mean, tail)) => format!(
                "on {name} an answer takes {} s with nothing else on the instance, 95 % of them within {} s: longer than the target, or than the {} s the mode allows",
                grouped(&mean, 1),
                grouped(&tail, 1),
                self.answer_seconds
            ),
            None => why.to_owned(),
        };
        Reason::new("latency-missed", self.target_field(), message)
    }

    /// Where an estimate comes from, for people.
    fn describe(&self, basis: &Basis) -> String {
        match basis {
            Basis::UserGiven => {
                let named = self.capacity.and_then(|given| given.basis.clone());
                named.unwrap_or_else(|| "the scenario".to_owned())
            }
            Basis::Measured(evidence) => format!(
                "measured with {} ({}, {})",
                evidence.engine, evidence.source, evidence.date
            ),
            Basis::Anchored(evidence) => format!(
                "the capacity model, scaled to a measurement with {} ({}, {})",
                evidence.engine, evidence.source, evidence.date
            ),
            Basis::Analytic => "the capacity model alone, nothing near was measured".to_owned(),
        }
    }

    /// The field behind the tightest target.
    fn target_field(&self) -> String {
        let workload = self.setting.workload;
        if workload.latency_p95_seconds.is_some() {
            "workload.latency_p95_seconds".to_owned()
        } else if workload.seconds_per_output_token.is_some() {
            "workload.seconds_per_output_token".to_owned()
        } else {
            self.setting.field("instance")
        }
    }

    /// An estimate that is refused: a plain no, or nothing known.
    fn refused(&self, refusal: Refusal, hosting: &Hosting<'_>) -> Result<Carries, Vec<Reason>> {
        let name = self.instance;
        let reason = match refusal {
            Refusal::DoesNotFit => Reason::new(
                "model-does-not-fit",
                self.setting.field("instance"),
                format!("the weights do not fit into the accelerator memory of one {name}"),
            ),
            Refusal::TooSlow | Refusal::MeasuredTooSlow => self.too_slow(refusal.reason(), hosting),
            Refusal::UnknownArchitecture
            | Refusal::UnknownAccelerator
            | Refusal::NotCovered
            | Refusal::BadQuestion => return Ok(self.unknown()),
        };
        Err(vec![reason])
    }

    /// The reason of a plan that has no count of instances, and nothing to count them by.
    pub(super) fn needs_capacity(&self) -> Reason {
        let message = format!(
            "how much of this workload one {} carries is not known ({}): give capacity = {{ output_tokens_per_second = … }} (or requests_per_second, or concurrency with request_seconds), or instance_count, or instance_hours_per_month",
            self.instance,
            self.why_unknown()
        );
        Reason::new("needs-capacity", self.setting.field("capacity"), message)
    }

    /// Why nothing is known, if the estimate was tried.
    pub(super) fn why_unknown(&self) -> &'static str {
        match self.setting.estimate.get() {
            Some(Err(refusal)) => refusal.reason(),
            _ => "how much of this workload one instance carries is not known",
        }
    }
}

/// A number of things.
fn count(number: u32, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
