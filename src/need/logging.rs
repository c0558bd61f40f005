//! `[needs.logging]`: what was asked and answered, kept (F29).
//!
//! Invocation logging of Amazon Bedrock is off unless it is turned on, and has no fee: where it writes has
//! one (user guide). On SageMaker AI the same is data capture. Calls of models are management events of
//! CloudTrail, whose first copy is free; `InvokeEndpoint`, and calls of agents, flows, knowledge bases and
//! guardrails, are data events.

use super::{
    Around, Charging, Month, Need, Service,
    charging::{gib, of, or_one},
};
use crate::{
    plan::{Notes, Reason},
    schema::{Number, Placed, Problem, boolean, choice, choices, number, record},
    units::{DataEvents, DataInGib, Exact, GibMonths, Months, PutRequests, bounds},
};

choices! {
    /// Where invocations are logged to.
    pub enum Destination {
        /// Amazon S3.
        S3 = "s3",
        /// CloudWatch Logs.
        CloudWatch = "cloudwatch",
        /// Both.
        Both = "both",
    }
}

record! {
    /// What was asked and answered, kept.
    pub struct Fields {
        /// Whether prompts and answers are logged; without it nothing of them is kept.
        invocations: Option<bool> = boolean().default("false"),
        /// Where to.
        destination: Option<Destination> = choice::<Destination>().default("s3"),
        /// KiB that a call writes: prompt, answer and what is around them.
        kib_per_call: Option<Number> = number(&bounds::KIB).unit("KiB").default("0"),
        /// Share of the calls that are logged.
        logged_share: Option<Number> = number(&bounds::SHARE).default("1"),
        /// Objects written to S3 for a call; logs of many calls may share one.
        objects_per_call: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Months that logs are kept.
        retention_months: Option<Number> = number(&bounds::MONTHS).unit("months").default("1"),
        /// Data events that CloudTrail records for a call of a plan on SageMaker AI.
        endpoint_data_events: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Data events of agents, flows, knowledge bases and guardrails that it records for a call.
        bedrock_data_events: Option<Number> = number(&bounds::FACTOR).default("0"),
    }
}

/// Logging and audit.
#[derive(Debug)]
pub(super) struct Logging {
    fields: Fields,
}

impl Logging {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let is_on = fields.invocations == Some(true);
        if is_on && !of(&fields.kib_per_call).is_positive() {
            let problem =
                Problem::new(fields.places.of_table(), "how much a call logs is not said");
            problems.push(problem.help("give kib_per_call"));
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn charge_logs(&self, charging: &mut Charging<'_>, calls: &Exact) {
        let fields = &self.fields;
        let share = or_one(&fields.logged_share);
        let logged = calls * &share;
        let written = gib(&(&logged * &of(&fields.kib_per_call)));
        let kept = &written * &or_one(&fields.retention_months);
        let destination = fields.destination.unwrap_or(Destination::S3);
        let what = match charging.service() {
            Service::Bedrock => {
                let row = ("bedrock", "invocation-logging", "logging", "");
                charging.listed::<Months>(
                    "invocation-logging",
                    "Invocation logging",
                    Exact::one(),
                    row,
                );
                "Invocation logs"
            }
            Service::SageMaker => "Data capture",
            Service::External => "Logs",
        };
        if matches!(destination, Destination::CloudWatch | Destination::Both) {
            let row = ("cloudwatch", "logs", "ingestion", "");
            charging.listed::<DataInGib>(
                "cloudwatch",
                format!("{what}, to CloudWatch"),
                written,
                row,
            );
            let row = ("cloudwatch", "logs", "storage", "");
            charging.listed::<GibMonths>(
                "cloudwatch-kept",
                format!("{what}, kept in CloudWatch"),
                kept.clone(),
                row,
            );
        }
        if matches!(destination, Destination::S3 | Destination::Both) {
            let objects = &logged * &of(&fields.objects_per_call);
            let row = ("s3", "s3-standard", "requests", "");
            charging.listed::<PutRequests>(
                "s3-objects",
                format!("{what}, objects written to S3"),
                objects,
                row,
            );
            let row = ("s3", "s3-standard", "storage", "first-50-tib");
            charging.listed::<GibMonths>("s3-kept", format!("{what}, kept in S3"), kept, row);
        }
    }
}

/// The mode without data capture.
const SERVERLESS: &str = "sagemaker.serverless";

impl Need for Logging {
    fn refusals(&self, around: &Around<'_>, _: &mut Notes) -> Vec<Reason> {
        if around.mode != SERVERLESS || self.fields.invocations != Some(true) {
            return Vec::new();
        }
        let message =
            "serverless inference has no data capture: nothing keeps its prompts and answers";
        vec![Reason::new(
            "no-data-capture",
            "needs.logging.invocations",
            message,
        )]
    }

    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, notes: &mut Notes) {
        let fields = &self.fields;
        if fields.invocations == Some(true) {
            notes.assume(
                "Logs are charged in the month that writes them for all months they are kept (needs.logging.retention_months).",
            );
            self.charge_logs(charging, month.calls);
        }
        let events = match charging.service() {
            Service::SageMaker => {
                of(&fields.endpoint_data_events) + of(&fields.bedrock_data_events)
            }
            Service::Bedrock => of(&fields.bedrock_data_events),
            Service::External => Exact::zero(),
        };
        let row = ("cloudtrail", "data-events", "events", "");
        charging.listed::<DataEvents>(
            "data-events",
            "CloudTrail, data events",
            events * month.calls,
            row,
        );
    }
}
