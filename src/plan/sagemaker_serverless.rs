//! `sagemaker.serverless`: memory by the millisecond, nothing while idle (F14).
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/> (serverless inference), SageMaker AI
//! developer guide (serverless endpoints): limits and what is left out.

use super::{
    Facets, MonthLoad, Notes, Plan, Reason, Setting,
    eligibility::{above, hosted, payload_kib, too_little_memory, warn_unverified_latency},
    instances::charge_data,
    lag::{percent, sentence},
    setting::assume_burst,
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{
        CapacityUsed, Concurrency, Rule, Shape, SizedHours, Sizing, Term, UnitCapacity,
        cold_share_least, needed_units,
    },
    catalog::Query,
    demand::{Kind, Latency},
    schema::{Number, Record as _, Table, number, record},
    units::{
        Decimal, Exact, Meter, ProvisionedConcurrencySeconds, ProvisionedDurationSeconds, Qty,
        ServerlessSeconds, bounds, grouped,
    },
};

record! {
    /// Choices of serverless inference.
    pub(super) struct Fields {
        /// Memory of the endpoint: 1024 to 6144 in steps of 1024.
        memory_mib: Option<Number> = number(&bounds::MIB).unit("MiB").required(),
        /// Requests answered at once, at most 200.
        max_concurrency: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("requests").default("200"),
        /// Requests kept warm for, paid by the second.
        provisioned_concurrency: Option<Number> = number(&bounds::COUNT).unit("requests").default("0"),
    }
}

/// Serverless inference.
#[derive(Debug)]
pub(super) struct Serverless {
    fields: Fields,
    variant: String,
}

/// Memory sizes: least, most, step, in MiB.
const MEMORY: (u32, u32, u32) = (1024, 6144, 1024);
/// Most requests at once of one endpoint.
const CONCURRENCY: u32 = 200;
/// Largest payload (4 MB) and longest answer.
const PAYLOAD_KIB: u32 = 4_096;
const ANSWER_SECONDS: u32 = 60;
const SECONDS_PER_HOUR: u64 = 3_600;
/// How long a container is taken to stay warm after its last request: AWS names no time.
const KEPT_SECONDS: u32 = 300;
/// Durations are billed by the millisecond, rounded up for each call.
const MILLISECONDS: u64 = 1_000;

impl Serverless {
    pub(super) fn read(table: &Table) -> Self {
        let fields = Fields::read(table);
        let memory = fields
            .memory_mib
            .as_ref()
            .map(|memory| memory.value.normalize());
        let variant = memory
            .map(|memory| format!("{memory}-mib"))
            .unwrap_or_default();
        Self { fields, variant }
    }

    fn memory(&self) -> Decimal {
        self.fields
            .memory_mib
            .as_ref()
            .map(|memory| memory.value)
            .unwrap_or_default()
    }

    fn at_once(&self) -> Decimal {
        let given = self.fields.max_concurrency.as_ref();
        given.map_or(Decimal::from(CONCURRENCY), |given| given.value)
    }

    fn warm(&self) -> Exact {
        self.fields
            .provisioned_concurrency
            .as_ref()
            .map_or_else(Exact::zero, Number::exact)
    }

    /// Billed seconds of a call.
    fn seconds(setting: &Setting<'_>) -> Option<Exact> {
        let seconds = Exact::from(setting.workload.request_seconds?);
        let milliseconds = (seconds * Exact::from(MILLISECONDS)).ceil()?;
        Exact::from(milliseconds).checked_div(&Exact::from(MILLISECONDS))
    }

    /// Requests under way in the busiest minutes of the month.
    fn peak(setting: &Setting<'_>, month: &MonthLoad, seconds: &Exact) -> Option<Concurrency> {
        let loads = setting.hourly(month);
        let peak = loads.iter().map(|load| &load.requests).max()?;
        Concurrency::of(&(peak * setting.burst.peak()), seconds).ok()
    }

    /// Says how many requests start cold, at the least, and what would keep them warm.
    fn say_cold(setting: &Setting<'_>, month: &MonthLoad, peak: &Exact, notes: &mut Notes) {
        let clock = setting.hours.clock_hours(|_| true);
        let (mut cold, mut all) = (Exact::zero(), Exact::zero());
        for (load, hours) in setting.hourly(month).iter().zip(&clock) {
            let Ok(share) = cold_share_least(&load.requests, KEPT_SECONDS) else {
                return;
            };
            let requests = &load.requests * hours;
            cold += &(&requests * &share);
            all += &requests;
        }
        let worth_saying = Exact::ratio(1, 1_000).unwrap_or_else(Exact::zero);
        let Some(share) = cold
            .checked_div(&all)
            .filter(|share| share >= &worth_saying)
        else {
            return;
        };
        let share = percent(&share);
        let text = format!(
            "at least {share} of the requests start cold, if a container stays {} minutes after its last one (AWS names no time)",
            KEPT_SECONDS / 60
        );
        let help = format!(
            "provisioned_concurrency = {} keeps the mean of the busiest minutes warm",
            peak.ceil().unwrap_or(u64::MAX).max(1)
        );
        if setting.workload.latency == Latency::Interactive {
            notes.warn(
                "cold-start",
                setting.field("provisioned_concurrency"),
                format!("{text}; {help}"),
            );
        } else {
            notes.assume(sentence(&text));
        }
    }

    /// Seconds of the month answered by warm concurrency, and those beyond it.
    fn split(&self, setting: &Setting<'_>, month: &MonthLoad, seconds: &Exact) -> (Exact, Exact) {
        let clock = setting.hours.clock_hours(|_| true);
        let held = self.warm() * Exact::from(SECONDS_PER_HOUR);
        let (mut warm, mut cold) = (Exact::zero(), Exact::zero());
        for (load, hours) in setting.hourly(month).iter().zip(&clock) {
            let busy = &load.requests * seconds;
            let inside = busy.clone().min(held.clone());
            cold += &((&busy - &inside) * hours);
            warm += &(inside * hours);
        }
        (warm, cold)
    }
}

impl Plan for Serverless {
    fn choices(&self) -> Vec<String> {
        let plain = |number: &Number| number.value.normalize();
        let fields = &self.fields;
        let most = fields
            .max_concurrency
            .as_ref()
            .filter(|n| n.value != Decimal::from(CONCURRENCY));
        let warm = fields
            .provisioned_concurrency
            .as_ref()
            .filter(|n| !n.value.is_zero());
        [
            fields
                .memory_mib
                .as_ref()
                .map(|n| format!("memory.{}", plain(n))),
            most.map(|n| format!("max.{}", plain(n))),
            warm.map(|n| format!("warm.{}", plain(n))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn facets(&self) -> Facets {
        Facets {
            sleeps: self.warm().is_zero(),
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        warn_unverified_latency(setting, notes);
        let mut reasons = hosted(setting);
        let (least, most, step) = MEMORY;
        let memory = self.memory();
        let stepped = (memory % Decimal::from(step)).is_zero();
        if memory < Decimal::from(least) || memory > Decimal::from(most) || !stepped {
            let message = format!("serverless memory is {least} to {most} MiB in steps of {step}");
            reasons.push(Reason::new(
                "serverless-memory",
                setting.field("memory_mib"),
                message,
            ));
        }
        let gib = self.memory() / Decimal::from(step);
        reasons.extend(too_little_memory(setting, Some(gib)));
        if self.warm() > Exact::from(self.at_once()) {
            let message = format!(
                "provisioned_concurrency cannot exceed max_concurrency, which is {}",
                self.at_once().normalize()
            );
            let field = setting.field("provisioned_concurrency");
            reasons.push(Reason::new("serverless-concurrency", field, message));
        }
        if self.at_once() > Decimal::from(CONCURRENCY) {
            let message = format!("an endpoint answers at most {CONCURRENCY} requests at once");
            let field = setting.field("max_concurrency");
            reasons.push(Reason::new("serverless-concurrency", field, message));
        }
        if matches!(
            setting.workload.kind,
            Kind::Text | Kind::Multimodal | Kind::Image | Kind::Video | Kind::Speech
        ) {
            reasons.push(Reason::new(
                "serverless-no-gpu",
                "workload.kind",
                "serverless inference has no GPU and at most 6 GB of memory: language and media models do not fit",
            ));
        }
        let (payload, most) = (payload_kib(setting), Decimal::from(PAYLOAD_KIB));
        let large = "serverless inference takes payloads of at most 4 MB (4,096 KiB)";
        reasons.extend(above(
            "payload-too-large",
            "request_kib",
            payload,
            most,
            large,
        ));
        let seconds = setting.workload.request_seconds;
        let slow = "serverless inference must answer within 60 s";
        let limit = Decimal::from(ANSWER_SECONDS);
        reasons.extend(above(
            "answer-too-slow",
            "request_seconds",
            seconds,
            limit,
            slow,
        ));
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let Some(seconds) = Self::seconds(setting) else {
            let message =
                "give workload.request_seconds: how long one request takes at this memory size";
            return Err(vec![Reason::new(
                "needs-capacity",
                "workload.request_seconds",
                message,
            )]);
        };
        let per_hour = Exact::from(SECONDS_PER_HOUR).checked_div(&seconds);
        let capacity = UnitCapacity {
            requests: per_hour.clone(),
            ..UnitCapacity::default()
        };
        let most = Exact::from(self.at_once()).to_whole();
        let clock = setting.hours.clock_hours(|_| true);
        let mut hours = Vec::new();
        for (level, (load, clock_hours)) in setting.hourly(month).iter().zip(clock).enumerate() {
            let need = capacity.needed(load, &Exact::one());
            let Some(units) = needed_units(&need, 0, most) else {
                let needed = needed_units(&need, 0, None).unwrap_or(u64::MAX);
                let message = format!(
                    "the peak hour has {needed} requests under way at once, the endpoint answers {}",
                    self.at_once().normalize()
                );
                let field = setting.field("max_concurrency");
                return Err(vec![Reason::new("capacity-exceeded", field, message)]);
            };
            hours.push(SizedHours::whole(level, clock_hours, units, need));
        }
        let mut sizing = Sizing::from_hours(
            "request at once",
            Rule::HourlyCeiling,
            hours,
            1,
            &Exact::one(),
        );
        let peak = Self::peak(setting, month, &seconds);
        let most = most.unwrap_or(u64::MAX);
        sizing.peak_units = peak.map(|peak| peak.provisioned().min(most));
        sizing.capacity = per_hour.map(|value| {
            CapacityUsed::given(
                value,
                "requests/hour",
                "request_seconds, from the scenario".to_owned(),
            )
        });
        Ok(Some(sizing))
    }

    fn warn_at_peak(
        &self,
        setting: &Setting<'_>,
        busiest: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) {
        let Some(seconds) = Self::seconds(setting) else {
            return;
        };
        let Some(peak) = Self::peak(setting, busiest, &seconds) else {
            return;
        };
        assume_burst(setting.burst, notes);
        let (most, warm) = (Exact::from(self.at_once()), self.warm());
        let wanted = peak.provisioned();
        notes.assume(format!(
            "The busiest minutes have {} requests under way on average, and at most {wanted} for 99.9 % of the time (requests at random).",
            grouped(&peak.mean, 2),
        ));
        if Exact::from(wanted) > most {
            notes.warn(
                "serverless-throttles",
                setting.field("max_concurrency"),
                format!(
                    "the busiest minutes may have {wanted} requests at once, the endpoint answers {}: some are refused then",
                    self.at_once().normalize()
                ),
            );
        }
        if warm < peak.mean {
            Self::say_cold(setting, busiest, &peak.mean, notes);
        }
    }

    fn shapes(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
    ) -> Option<Vec<Shape>> {
        // Seconds beyond those that warm concurrency answers, hour by hour.
        let seconds = Self::seconds(setting)?;
        let held = self.warm() * Exact::from(SECONDS_PER_HOUR);
        let clock = setting.hours.clock_hours(|_| true);
        let hourly = setting.hourly(month);
        let beyond = hourly.iter().zip(clock).filter_map(|(load, hours)| {
            Some(Term::Bend {
                each: hours * &held,
                need: (&load.requests * &seconds).checked_div(&held)?,
            })
        });
        Some(vec![Shape {
            terms: beyond.filter(Term::rises).collect(),
        }])
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let mut bill = Bill::default();
        let seconds = Self::seconds(setting).unwrap_or_else(Exact::zero);
        let (warm, cold) = self.split(setting, month, &seconds);
        let query = setting.sagemaker("serverless", "serverless");
        let query = Query {
            variant: &self.variant,
            ..query
        };
        let multiplier = &setting.price_multiplier;
        bill.charge(
            Label::new("serverless-seconds", "Inference seconds", Group::Inference),
            &Qty::<ServerlessSeconds>::new(cold),
            setting.catalog.price(&query),
            multiplier,
        );
        if !self.warm().is_zero() {
            notes.assume(
                "Seconds beyond the provisioned concurrency are billed at the on-demand rate.",
            );
            let enabled_seconds = self.warm()
                * &setting.hours_per_month
                * &Exact::from(SECONDS_PER_HOUR)
                * &setting.environments();
            bill.charge(
                Label::new(
                    "provisioned-concurrency-seconds",
                    "Provisioned concurrency",
                    Group::Commitment,
                ),
                &Qty::<ProvisionedConcurrencySeconds>::new(enabled_seconds.clone()),
                setting.catalog.price(&query),
                multiplier,
            );
            // What answers nothing stands by; other environments answer as much as the first.
            let answering = (&warm * &setting.environments()).checked_div(&enabled_seconds);
            bill.need_of(
                Meter::ProvisionedConcurrencySeconds,
                &answering.unwrap_or_else(Exact::zero),
            );
            bill.charge(
                Label::new(
                    "provisioned-duration-seconds",
                    "Inference seconds, provisioned",
                    Group::Inference,
                ),
                &Qty::<ProvisionedDurationSeconds>::new(warm),
                setting.catalog.price(&query),
                multiplier,
            );
        }
        charge_data(&mut bill, setting, "serverless", "serverless", month, notes);
        bill
    }
}
