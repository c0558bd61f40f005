//! Instances: how many run in each hour, and what they cost. Shared by the endpoint modes.
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/> (real-time inference): instances are paid
//! while they exist, idle or not; volumes and data are lines of their own.

use super::{
    BenchmarkFormat, Facets, MonthLoad, Notes, PointFields, Reason, Setting,
    carries::Asked,
    counter::{Counter, HeldAgainst},
    lag::Unserved,
    setting::gib,
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{COOLDOWN_SECONDS, Precision, START_SECONDS, Sizing, TargetTracking},
    catalog::Price,
    schema::{Many, Maybe, Number, choice, choices, money, number, part, record, records, text},
    units::{
        DataInGib, DataOutGib, Decimal, Exact, InstanceHours, Qty, Rate, SoftwareHours,
        VolumeGibMonths, bounds,
    },
};

choices! {
    /// How the number of instances follows the load.
    pub enum Scaling {
        /// One count for all hours.
        Fixed = "fixed",
        /// Instances follow the load by target tracking.
        Autoscaled = "autoscaled",
        /// A count in the hours switched on, none outside.
        Scheduled = "scheduled",
        /// As autoscaled, and the first instance comes and goes with the requests.
        ScaleToZero = "scale-to-zero",
    }
}

choices! {
    /// Where the model on the instances comes from.
    pub enum ModelSource {
        /// The user's own or open weights.
        Own = "own",
        /// `SageMaker` `JumpStart`.
        Jumpstart = "jumpstart",
        /// AWS Marketplace, with a software fee.
        Marketplace = "marketplace",
    }
}

record! {
    /// What one instance (or other unit) carries, by the user's own measurement.
    pub struct CapacityFields {
        /// Output tokens a second.
        output_tokens_per_second: Option<Number> = number(&bounds::RATE).unit("tokens/second"),
        /// Input tokens a second, the whole prompt.
        input_tokens_per_second: Option<Number> = number(&bounds::RATE).unit("tokens/second"),
        /// Requests a second.
        requests_per_second: Option<Number> = number(&bounds::RATE).unit("requests/second"),
        /// Requests answered at once, with `workload.request_seconds`.
        concurrency: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("requests"),
        /// Where the figures come from.
        basis: Option<String> = text(),
        /// A benchmark's result file of one instance, by its path from the scenario.
        file: Option<String> = text(),
        /// What wrote `file`; by default its content tells.
        format: Option<BenchmarkFormat> = choice::<BenchmarkFormat>(),
        /// Runs of a benchmark of one instance, one for each load.
        points: Many<PointFields> = records::<PointFields>(),
    }
}

record! {
    /// Choices of instances that serve requests.
    pub struct InstanceFields {
        /// The instance type.
        instance: Option<String> = text().required(),
        /// Instances in all hours; by default sized from `capacity`.
        instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("instances"),
        /// Instance-hours a month: hours x rate, with no claim that they suffice.
        instance_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours"),
        /// How the number of instances follows the load.
        scaling: Option<Scaling> = choice::<Scaling>(),
        /// Fewest instances: 2 for interactive work (availability), else 1, unless scaled to zero.
        min_instances: Option<Number> = number(&bounds::COUNT).unit("instances"),
        /// Most instances.
        max_instances: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("instances"),
        /// Share of an instance's capacity to plan for.
        target_utilisation: Option<Number> = number(&bounds::POSITIVE_SHARE).default("0.7"),
        /// When scheduled instances are on, such as `mon-fri 07-19`, in the traffic's time zone.
        on_hours: Option<String> = text(),
        /// Time an instance takes from its launch until it answers, where instances come and go.
        start_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("420"),
        /// Least time between two scale-ins of autoscaled instances.
        scale_in_cooldown_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("300"),
        /// Idle time after which the last instance goes, where they are scaled to zero.
        idle_minutes: Option<Number> = number(&bounds::MINUTES).unit("minutes").default("15"),
        /// Volume of each instance.
        volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB"),
        /// Where the model comes from.
        model_source: Option<ModelSource> = choice::<ModelSource>().default("own"),
        /// Software fee of a Marketplace model, a line of its own.
        software_usd_per_instance_hour: Option<Number> = money(&bounds::USD).unit("USD/hour"),
        /// What one instance carries; without it, it is estimated (docs/capacity.md).
        capacity: Maybe<CapacityFields> = part::<CapacityFields>(),
        /// Number format of the weights, where capacity is estimated; by default the one they are published in.
        precision: Option<Precision> = choice::<Precision>(),
        /// Accelerators of a replica, where capacity is estimated; by default the best of 1, 2, 4, 8 and 16.
        tensor_parallel: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("accelerators"),
    }
}

/// Seconds of an hour.
pub(super) const SECONDS_PER_HOUR: u64 = 3_600;
/// Minutes the last instance stays idle by default: what the low alarm of target tracking takes.
const IDLE_MINUTES: u64 = 15;
/// Share of an instance's capacity planned for by default.
const TARGET: Decimal = Decimal::from_parts(7, 0, 0, false, 1);

impl InstanceFields {
    /// The instance type, empty where none was written.
    pub(super) fn name(&self) -> &str {
        self.instance.as_deref().unwrap_or_default()
    }

    /// What of them decides whether a requirement is met; `usual` is the scaling of the mode.
    pub(super) fn facets(&self, usual: Scaling) -> Facets {
        Facets {
            sleeps: self.scaling.unwrap_or(usual) == Scaling::ScaleToZero,
            is_vendors: self.model_source == Some(ModelSource::Marketplace),
            ..Facets::default()
        }
    }

    /// The choices an id shows.
    pub(super) fn choices(&self, usual: Scaling) -> Vec<String> {
        let mut choices = Vec::new();
        let plain = |number: &Number| number.value.normalize();
        if let Some(scaling) = self.scaling.filter(|scaling| *scaling != usual) {
            choices.push(format!("scaling.{scaling}"));
        }
        choices.extend(
            self.min_instances
                .as_ref()
                .map(|n| format!("min.{}", plain(n))),
        );
        choices.extend(
            self.max_instances
                .as_ref()
                .map(|n| format!("max.{}", plain(n))),
        );
        let target = self
            .target_utilisation
            .as_ref()
            .filter(|n| n.value != TARGET);
        choices.extend(target.map(|n| format!("target.{}", plain(n))));
        choices.extend(
            self.on_hours
                .as_ref()
                .map(|text| format!("on.{}", text.replace(' ', "."))),
        );
        choices.extend(serving_choices(
            self.precision,
            self.tensor_parallel.as_ref(),
        ));
        choices.extend(
            self.instance_hours_per_month
                .as_ref()
                .map(|n| format!("hours.{}", plain(n))),
        );
        choices.extend(
            self.instance_count
                .as_ref()
                .map(|n| format!("x{}", plain(n))),
        );
        choices
    }

    /// Reasons against the instance type and the way it is scaled.
    pub(super) fn refusals(&self, setting: &Setting<'_>) -> Vec<Reason> {
        let mut reasons = super::eligibility::hosted(setting);
        let name = self.name();
        match setting.catalog.instance(name) {
            Some(instance) if !instance.accepted.hosting => {
                let message = format!("the API does not accept {name} for hosting");
                reasons.push(Reason::new(
                    "instance-not-hosted",
                    setting.field("instance"),
                    message,
                ));
            }
            _ => {}
        }
        let memory = setting
            .catalog
            .instance(name)
            .map(|instance| instance.memory_gib);
        reasons.extend(super::eligibility::too_little_memory(setting, memory));
        let moves = self
            .scaling
            .is_some_and(|s| matches!(s, Scaling::Autoscaled | Scaling::ScaleToZero));
        if moves && name.starts_with("ml.t2.") {
            let message = "burstable instances cannot be autoscaled".to_owned();
            reasons.push(Reason::new(
                "burstable-fixed",
                setting.field("scaling"),
                message,
            ));
        }
        if self.model_source == Some(ModelSource::Marketplace)
            && self.software_usd_per_instance_hour.is_none()
        {
            reasons.push(needs_software_price(setting));
        }
        reasons
    }

    fn whole(number: Option<&Number>) -> Option<u64> {
        number.and_then(|number| number.exact().to_whole())
    }

    /// How many instances run in each hour of the month; `usual` is the mode's own way of scaling,
    /// `answer_seconds` the time in which it must answer.
    pub(super) fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        (usual, answer_seconds): (Scaling, u32),
        notes: &mut Notes,
    ) -> Result<Sizing, Vec<Reason>> {
        if let Some(hours) = &self.instance_hours_per_month {
            super::eligibility::warn_unverified_latency(setting, notes);
            notes.assume("Instance-hours are taken as given, for all environments together: whether they suffice is not checked.");
            return Ok(Sizing::given_hours("instance", hours.exact()));
        }
        let target = self
            .target_utilisation
            .as_ref()
            .map_or(Exact::from(TARGET), Number::exact);
        let asked = Asked {
            instance: self.name(),
            capacity: self.capacity.0.as_deref(),
            precision: self.precision,
            tensor_parallel: self.tensor_parallel.as_ref(),
            setting,
            answer_seconds,
            target_utilisation: target,
        };
        let carries = asked.carries(notes)?;
        let target = &carries.target_utilisation;
        let count = Self::whole(self.instance_count.as_ref());
        let usual = if count.is_some() {
            Scaling::Fixed
        } else {
            usual
        };
        let scaling = self.scaling.unwrap_or(usual);
        let unmeasured = !carries.capacity.limits(&month.calls);
        if unmeasured && count.is_none() {
            return Err(vec![asked.needs_capacity()]);
        }
        let loads = setting.hourly(month);
        let (planned, full) = (carries.capacity.planned(target), Exact::one());
        let needs = loads.iter().map(|load| planned.needed(load, &full));
        let counter = Counter {
            setting,
            needs: needs.collect(),
            loads: &loads,
            held_against: match (unmeasured, carries.uncertain.is_some()) {
                (true, _) => HeldAgainst::Nothing,
                (false, true) => HeldAgainst::Estimate,
                (false, false) => HeldAgainst::Given,
            },
            count,
            least: Self::whole(self.min_instances.as_ref()),
            target: target.clone(),
            tracking: self.tracking(),
            idle_minutes: self
                .idle_minutes
                .as_ref()
                .map_or(Exact::from(IDLE_MINUTES), Number::exact),
        };
        let counts = match scaling {
            Scaling::Fixed => counter.fixed(notes)?,
            Scaling::Autoscaled => counter.following(false, notes)?,
            Scaling::ScaleToZero => counter.following(true, notes)?,
            Scaling::Scheduled => counter.scheduled(self.on_hours.as_deref(), notes)?,
        };
        let mut sizing = counts.sizing(setting, target);
        sizing.most = self.tracking().most;
        if unmeasured {
            sizing.is_need_known = false;
        }
        sizing.capacity = carries.used;
        sizing.uncertain = carries.uncertain;
        Ok(sizing)
    }

    /// How instances follow the load; the fewest depend on the workload.
    fn tracking(&self) -> TargetTracking {
        let seconds = |number: &Option<Number>, usual: u64| {
            let given = number.as_ref().map(Number::exact);
            given.map_or(usual, |given| given.ceil().unwrap_or(u64::MAX))
        };
        TargetTracking {
            start_seconds: seconds(&self.start_seconds, START_SECONDS),
            scale_in_cooldown_seconds: seconds(&self.scale_in_cooldown_seconds, COOLDOWN_SECONDS),
            least: 0,
            most: Self::whole(self.max_instances.as_ref()),
        }
    }

    /// Says what coming and going means for requests.
    pub(super) fn say_lag(
        &self,
        setting: &Setting<'_>,
        sizing: Option<&Sizing>,
        unserved: Unserved,
        notes: &mut Notes,
    ) {
        if let Some(sizing) = sizing {
            super::lag::say(&self.tracking(), sizing, unserved, setting, notes);
        }
    }

    /// Bills instance-hours under `offer`, their volumes, software and the workload's data.
    pub(super) fn bill(
        &self,
        setting: &Setting<'_>,
        offer: &str,
        month: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let mut bill = Bill::default();
        let hours = sizing.map_or_else(Exact::zero, |sizing| sizing.unit_hours.clone());
        let query = setting.sagemaker(self.name(), offer);
        bill.charge(
            Label::new(
                "instance-hours",
                format!("{} instance hours", self.name()),
                Group::Inference,
            ),
            &Qty::<InstanceHours>::new(hours.clone()),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
        charge_volume(
            &mut bill,
            setting,
            "hosting",
            self.volume_gib.as_ref(),
            &hours,
            notes,
        );
        if let Some(usd) = &self.software_usd_per_instance_hour
            && let Some(rate) = Rate::new(usd.value, 1).filter(|_| !usd.value.is_zero())
        {
            let price = Price {
                rate,
                source: setting.own_price("software_usd_per_instance_hour"),
            };
            bill.charge(
                Label::new("software-hours", "Marketplace software", Group::Software),
                &Qty::<SoftwareHours>::new(hours),
                Ok(price),
                &setting.price_multiplier,
            );
        }
        charge_data(&mut bill, setting, "endpoint", "hosting", month, notes);
        bill
    }
}

/// The choices of how a model is served, as an id shows them.
pub(super) fn serving_choices(
    precision: Option<Precision>,
    tensor_parallel: Option<&Number>,
) -> Vec<String> {
    let precision = precision.map(|precision| format!("precision.{precision}"));
    let degree = tensor_parallel.map(|degree| format!("tp.{}", degree.value.normalize()));
    precision.into_iter().chain(degree).collect()
}

/// The reason of a Marketplace plan without its fee.
pub(super) fn needs_software_price(setting: &Setting<'_>) -> Reason {
    Reason::new(
        "needs-software-price",
        setting.field("software_usd_per_instance_hour"),
        "a Marketplace model has a software fee: give software_usd_per_instance_hour (\"0\" if there is none)",
    )
}

/// Charges `volume_gib` of each of the instances that run `hours` in the month, for that time.
pub(super) fn charge_volume(
    bill: &mut Bill,
    setting: &Setting<'_>,
    offer: &str,
    volume_gib: Option<&Number>,
    hours: &Exact,
    notes: &mut Notes,
) {
    let Some(volume) = volume_gib else {
        notes.assume("No volume is charged (volume_gib is not given).");
        return;
    };
    let months = hours
        .checked_div(&setting.hours_per_month)
        .unwrap_or_else(Exact::zero);
    bill.charge(
        Label::new("volume-gib-months", "Instance volumes", Group::Storage),
        &Qty::<VolumeGibMonths>::new(volume.exact() * months),
        setting.catalog.price(&setting.sagemaker("volume", offer)),
        &setting.price_multiplier,
    );
}

/// Charges the payloads of all calls by the GiB.
pub(super) fn charge_data(
    bill: &mut Bill,
    setting: &Setting<'_>,
    item: &str,
    offer: &str,
    month: &MonthLoad,
    notes: &mut Notes,
) {
    let workload = setting.workload;
    if workload.request_kib.is_none() && workload.response_kib.is_none() {
        notes.assume("No data is charged (request_kib and response_kib are not given).");
    }
    let calls = &month.calls.requests;
    let query = setting.sagemaker(item, offer);
    if let Some(kib) = workload.request_kib {
        bill.charge(
            Label::new("data-in-gib", "Data in", Group::Data),
            &Qty::<DataInGib>::new(gib(calls, kib)),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
    }
    if let Some(kib) = workload.response_kib {
        bill.charge(
            Label::new("data-out-gib", "Data out", Group::Data),
            &Qty::<DataOutGib>::new(gib(calls, kib)),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
    }
}
