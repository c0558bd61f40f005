//! `sagemaker.endpoint`: a real-time endpoint, instances by the hour (F9).
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/>; limits from the SageMaker AI service
//! model and the hosting FAQ of the developer guide.

use super::{
    Facets, InstanceFields, MonthLoad, Notes, Plan, Reason, Scaling, Setting,
    eligibility::{above, payload_kib},
    lag::Unserved,
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    schema::{Record as _, Table},
    units::Decimal,
};

/// Payload limits: the service model's, above which a warning stands, and the larger of the guide.
const PAYLOAD_KIB: (u32, u32) = (6_144, 25_600);
/// Longest answer: plain, and streamed.
const ANSWER_SECONDS: (u32, u32) = (60, 480);

/// A real-time endpoint.
#[derive(Debug)]
pub(super) struct Endpoint {
    fields: InstanceFields,
}

impl Endpoint {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: InstanceFields::read(table),
        }
    }
}

/// Seconds within which a real-time endpoint must answer.
pub(super) fn answer_seconds(setting: &Setting<'_>) -> u32 {
    if setting.workload.streaming {
        ANSWER_SECONDS.1
    } else {
        ANSWER_SECONDS.0
    }
}

/// Limits of a real-time endpoint.
pub(super) fn limits(setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
    let payload = payload_kib(setting);
    if payload.is_some_and(|kib| kib > Decimal::from(PAYLOAD_KIB.0)) {
        notes.warn(
            "payload-near-limit",
            "workload.request_kib",
            "AWS documents both 6 MB and 25 MB as the largest payload of a real-time endpoint",
        );
    }
    let seconds = setting.workload.request_seconds;
    let limit = answer_seconds(setting);
    let slow = format!("a real-time endpoint must answer within {limit} s");
    let large = "a real-time endpoint takes payloads of at most 25 MB";
    let most = Decimal::from(PAYLOAD_KIB.1);
    [
        above("payload-too-large", "request_kib", payload, most, large),
        above(
            "answer-too-slow",
            "request_seconds",
            seconds,
            Decimal::from(limit),
            &slow,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Plan for Endpoint {
    fn choices(&self) -> Vec<String> {
        self.fields.choices(Scaling::Fixed)
    }

    fn instance(&self) -> Option<&str> {
        self.fields.instance.as_deref()
    }

    fn instance_offer(&self) -> Option<&'static str> {
        Some("hosting")
    }

    fn facets(&self) -> Facets {
        self.fields.facets(Scaling::Fixed)
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = self.fields.refusals(setting);
        reasons.extend(limits(setting, notes));
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        self.fields
            .size(
                setting,
                month,
                (Scaling::Fixed, answer_seconds(setting)),
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
        self.fields.say_lag(setting, sizing, Unserved::Fails, notes);
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        self.fields.bill(setting, "hosting", month, sizing, notes)
    }
}
