//! `sagemaker.async`: a queue before instances that scale to zero (F11).
//!
//! Source: SageMaker AI developer guide (asynchronous inference): the hosting rate while instances
//! run, nothing while there are none; a wake-up pays its start and the idle time before going.

use super::{
    InstanceFields, MonthLoad, Notes, Plan, Reason, Scaling, Setting,
    eligibility::{above, payload_kib, too_late},
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    demand::Latency,
    schema::{Number, Record as _, Table, number, record},
    units::{Decimal, Exact, bounds},
};

record! {
    /// Further choices of asynchronous endpoints.
    pub(super) struct Fields {
        /// Idle time after which the last instance goes.
        idle_minutes: Option<Number> = number(&bounds::MINUTES).unit("minutes").default("0"),
        /// Time an instance takes to start, paid for.
        start_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
    }
}

/// An asynchronous endpoint.
#[derive(Debug)]
pub(super) struct Async {
    instances: InstanceFields,
    fields: Fields,
}

/// Largest payload, by way of S3, and longest request.
const PAYLOAD_KIB: u32 = 1_048_576;
const REQUEST_SECONDS: u32 = 3_600;

impl Async {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            instances: InstanceFields::read(table),
            fields: Fields::read(table),
        }
    }

    /// Instance-hours a month spent on starting and on idling before going. After its last request
    /// an instance stays for the idle time; if that outlasts the gap, it never goes.
    fn wake_ups(&self, setting: &Setting<'_>, sizing: &Sizing) -> Exact {
        let hours = |number: &Option<Number>, of_an_hour: u64| {
            let number = number.as_ref().map_or_else(Exact::zero, Number::exact);
            number
                .checked_div(&Exact::from(of_an_hour))
                .unwrap_or_else(Exact::zero)
        };
        let idle = hours(&self.fields.idle_minutes, 60);
        let start = hours(&self.fields.start_seconds, 3_600);
        let pattern = &setting.hours.pattern;
        let units: Vec<u64> = pattern
            .iter()
            .map(|hour| sizing.hours.get(hour.level).map_or(0, |hours| hours.units))
            .collect();
        let mut extra = Exact::zero();
        for at in (0..units.len()).filter(|at| units[*at] > 0) {
            let before = units[..at].iter().rev().chain(units[at..].iter().rev());
            let gap = before.take_while(|units| **units == 0).count();
            let gap = Exact::from(u64::try_from(gap).unwrap_or(0));
            if gap.is_zero() {
                continue;
            }
            extra = if idle >= gap {
                extra + gap
            } else {
                extra + &idle + &start * &Exact::from(units[at])
            };
        }
        // An hour of the pattern stands for `each` hours of the month, so its gaps recur as often.
        extra * &setting.hours.each
    }
}

impl Plan for Async {
    fn choices(&self) -> Vec<String> {
        self.instances.choices(Scaling::ScaleToZero)
    }

    fn instance(&self) -> Option<&str> {
        self.instances.instance.as_deref()
    }

    fn refusals(&self, setting: &Setting<'_>, _: &mut Notes) -> Vec<Reason> {
        let mut reasons = self.instances.refusals(setting);
        let slow = "an asynchronous endpoint may have to start an instance first";
        reasons.extend(too_late(setting, &[Latency::Async, Latency::Offline], slow));
        let seconds = setting.workload.request_seconds;
        let limit = Decimal::from(REQUEST_SECONDS);
        let long = "an asynchronous request may take 3,600 s";
        reasons.extend(above(
            "answer-too-slow",
            "request_seconds",
            seconds,
            limit,
            long,
        ));
        let large = "an asynchronous endpoint takes payloads of at most 1 GB";
        let most = Decimal::from(PAYLOAD_KIB);
        let payload = payload_kib(setting);
        reasons.extend(above(
            "payload-too-large",
            "request_kib",
            payload,
            most,
            large,
        ));
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let mut sizing = self.instances.size(
            setting,
            month,
            (Scaling::ScaleToZero, REQUEST_SECONDS),
            notes,
        )?;
        if sizing.rule == crate::capacity::Rule::ScaleToZero {
            let extra = self.wake_ups(setting, &sizing) * &setting.environments();
            sizing.unit_hours += &extra;
        }
        Ok(Some(sizing))
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        self.instances.bill(setting, "async", month, sizing, notes)
    }
}
