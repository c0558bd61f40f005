//! `sagemaker.batch-transform`: instances for as long as a job runs (F12).
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/> (batch transform).

use super::{
    CapacityFields, Facets, MonthLoad, Notes, Plan, Reason, Setting,
    carries::Asked,
    eligibility::{above, hosted, payload_kib, too_late, warn_unverified_latency},
    instances::{charge_volume, serving_choices},
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{Precision, Rule, Sizing},
    demand::Latency,
    schema::{Maybe, Number, Record as _, Table, choice, number, part, record, text},
    units::{Decimal, Exact, InstanceHours, Qty, bounds},
};

record! {
    /// Choices of batch transform jobs.
    pub(super) struct Fields {
        /// The instance type.
        instance: Option<String> = text().required(),
        /// Instances of a job.
        instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("instances").default("1"),
        /// Hours the month's jobs run; by default from `capacity`.
        job_hours: Option<Number> = number(&bounds::HOURS).unit("hours"),
        /// What one instance carries; without it, it is estimated (docs/capacity.md).
        capacity: Maybe<CapacityFields> = part::<CapacityFields>(),
        /// Number format of the weights, where capacity is estimated; by default the one they are published in.
        precision: Option<Precision> = choice::<Precision>(),
        /// Accelerators of a replica, where capacity is estimated; by default the best of 1, 2, 4, 8 and 16.
        tensor_parallel: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("accelerators"),
        /// Volume of each instance.
        volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB"),
    }
}

/// Batch transform jobs.
#[derive(Debug)]
pub(super) struct BatchTransform {
    fields: Fields,
}

/// Largest payload of one record, and longest answer.
const PAYLOAD_KIB: u32 = 102_400;
const ANSWER_SECONDS: u32 = 3_600;

impl BatchTransform {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: Fields::read(table),
        }
    }

    fn count(&self) -> Exact {
        self.fields
            .instance_count
            .as_ref()
            .map_or_else(Exact::one, Number::exact)
    }

    /// Instances that run `hours` in a month, no more at once than the month is long.
    fn running(
        &self,
        setting: &Setting<'_>,
        hours: Exact,
        rule: Rule,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let needed = hours.checked_div(&setting.hours_per_month);
        let needed = needed.and_then(|needed| needed.ceil()).unwrap_or(1).max(1);
        let given = self
            .fields
            .instance_count
            .as_ref()
            .and_then(|n| n.exact().to_whole());
        if let Some(given) = given.filter(|given| *given < needed) {
            let message = format!(
                "the month's jobs take {} instance-hours: that is {needed} instances, not {given}",
                crate::units::grouped(&hours, 0)
            );
            let field = setting.field("instance_count");
            return Err(vec![Reason::new("capacity-exceeded", field, message)]);
        }
        let mut sizing = Sizing::given_hours("instance", hours);
        sizing.rule = rule;
        sizing.peak_units = Some(given.unwrap_or(needed));
        Ok(Some(sizing))
    }
}

impl Plan for BatchTransform {
    fn choices(&self) -> Vec<String> {
        let count = self
            .fields
            .instance_count
            .as_ref()
            .filter(|n| n.value != Decimal::ONE);
        let count = count.map(|count| format!("x{}", count.value.normalize()));
        let fields = &self.fields;
        serving_choices(fields.precision, fields.tensor_parallel.as_ref())
            .into_iter()
            .chain(count)
            .collect()
    }

    fn instance(&self) -> Option<&str> {
        self.fields.instance.as_deref()
    }

    fn instance_offer(&self) -> Option<&'static str> {
        Some("batch-transform")
    }

    fn facets(&self) -> Facets {
        Facets {
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, _: &mut Notes) -> Vec<Reason> {
        let mut reasons = hosted(setting);
        let name = self.instance().unwrap_or_default();
        let known = setting.catalog.instance(name);
        if known.is_some_and(|instance| !instance.accepted.batch_transform) {
            let message = format!("the API does not accept {name} for batch transform");
            reasons.push(Reason::new(
                "instance-not-accepted",
                setting.field("instance"),
                message,
            ));
        }
        let late = "a batch transform job answers when it is done";
        reasons.extend(too_late(setting, &[Latency::Offline], late));
        let (payload, most) = (payload_kib(setting), Decimal::from(PAYLOAD_KIB));
        let large = "batch transform takes records of at most 100 MB";
        reasons.extend(above(
            "payload-too-large",
            "request_kib",
            payload,
            most,
            large,
        ));
        let seconds = setting.workload.request_seconds;
        let long = "a batch transform record may take 3,600 s";
        let limit = Decimal::from(ANSWER_SECONDS);
        reasons.extend(above(
            "answer-too-slow",
            "request_seconds",
            seconds,
            limit,
            long,
        ));
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        if let Some(hours) = &self.fields.job_hours {
            warn_unverified_latency(setting, notes);
            notes.assume("Job hours are taken as given: whether they suffice is not checked.");
            return self.running(setting, hours.exact() * self.count(), Rule::GivenHours);
        }
        let asked = Asked {
            instance: self.instance().unwrap_or_default(),
            capacity: self.fields.capacity.0.as_deref(),
            precision: self.fields.precision,
            tensor_parallel: self.fields.tensor_parallel.as_ref(),
            setting,
            answer_seconds: ANSWER_SECONDS,
            // A job is done when it is done: nothing is held free for peaks.
            target_utilisation: Exact::one(),
        };
        let carries = asked.carries(notes)?;
        if !carries.capacity.limits(&month.calls) {
            return Err(vec![Reason::new(
                "needs-capacity",
                setting.field("job_hours"),
                format!(
                    "give job_hours, or capacity: what one instance carries ({})",
                    asked.why_unknown()
                ),
            )]);
        }
        let hours = carries
            .capacity
            .needed(&month.calls, &carries.target_utilisation);
        let sizing = self.running(setting, hours, Rule::Jobs)?;
        Ok(sizing.map(|sizing| Sizing {
            capacity: carries.used,
            uncertain: carries.uncertain,
            ..sizing
        }))
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        _: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let mut bill = Bill::default();
        let name = self.instance().unwrap_or_default();
        let hours = sizing.map_or_else(Exact::zero, |sizing| sizing.unit_hours.clone());
        bill.charge(
            Label::new(
                "instance-hours",
                format!("{name} instance hours"),
                Group::Inference,
            ),
            &Qty::<InstanceHours>::new(hours.clone()),
            setting
                .catalog
                .price(&setting.sagemaker(name, "batch-transform")),
            &setting.price_multiplier,
        );
        charge_volume(
            &mut bill,
            setting,
            "hosting",
            self.fields.volume_gib.as_ref(),
            &hours,
            notes,
        );
        bill
    }
}
