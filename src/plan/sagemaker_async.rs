//! `sagemaker.async`: a queue before instances that scale to zero (F11).
//!
//! Source: SageMaker AI developer guide (asynchronous inference): the hosting rate while instances
//! run, nothing while there are none.

use super::{
    Facets, InstanceFields, MonthLoad, Notes, Plan, Reason, Scaling, Setting,
    eligibility::{above, payload_kib, too_late},
    lag::Unserved,
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    demand::Latency,
    schema::{Record as _, Table},
    units::Decimal,
};

/// An asynchronous endpoint.
#[derive(Debug)]
pub(super) struct Async {
    instances: InstanceFields,
}

/// Largest payload, by way of S3, and longest request.
const PAYLOAD_KIB: u32 = 1_048_576;
const REQUEST_SECONDS: u32 = 3_600;

impl Async {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            instances: InstanceFields::read(table),
        }
    }
}

impl Plan for Async {
    fn choices(&self) -> Vec<String> {
        self.instances.choices(Scaling::ScaleToZero)
    }

    fn instance(&self) -> Option<&str> {
        self.instances.instance.as_deref()
    }

    fn instance_offer(&self) -> Option<&'static str> {
        Some("async")
    }

    fn facets(&self) -> Facets {
        self.instances.facets(Scaling::ScaleToZero)
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
        self.instances
            .size(
                setting,
                month,
                (Scaling::ScaleToZero, REQUEST_SECONDS),
                notes,
            )
            .map(Some)
    }

    fn warn_at_peak(
        &self,
        setting: &Setting<'_>,
        _: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) {
        self.instances
            .say_lag(setting, sizing, Unserved::Waits, notes);
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
