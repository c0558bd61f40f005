//! `sagemaker.training`: training jobs, on demand or on managed spot (F15).
//!
//! Source: <https://aws.amazon.com/sagemaker/ai/pricing/> (training), SageMaker AI API reference
//! (DescribeTrainingJob): billable seconds x instances x rate; managed spot lowers the billable
//! seconds at the on-demand rate.

use super::{Facets, MonthLoad, Notes, Plan, Reason, Setting, instances::charge_volume};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{Rule, Sizing},
    demand::Kind,
    schema::{Number, Record as _, Table, boolean, number, record, text},
    units::{Decimal, Exact, InstanceHours, Qty, bounds},
};

record! {
    /// Choices of training jobs.
    pub(super) struct Fields {
        /// The instance type.
        instance: Option<String> = text().required(),
        /// Instances of a job.
        instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("instances").default("1"),
        /// Hours a run trains.
        hours_per_run: Option<Number> = number(&bounds::HOURS).unit("hours").required(),
        /// Runs a month.
        runs_per_month: Option<Number> = number(&bounds::RATE).unit("runs").default("1"),
        /// Further jobs of each run that search parameters, as long as the run.
        tuning_jobs: Option<Number> = number(&bounds::COUNT).unit("jobs").default("0"),
        /// Managed spot instead of on demand.
        spot: Option<bool> = boolean().default("false"),
        /// Share of the training time that is billed on spot: 1 - the saving.
        spot_billable_share: Option<Number> = number(&bounds::POSITIVE_SHARE),
        /// Minutes the instances are kept after each run.
        warm_pool_minutes: Option<Number> = number(&bounds::MINUTES).unit("minutes").default("0"),
        /// Volume of each instance.
        volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB"),
    }
}

/// Training jobs.
#[derive(Debug)]
pub(super) struct Training {
    fields: Fields,
}

impl Training {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: Fields::read(table),
        }
    }

    fn spot(&self) -> bool {
        self.fields.spot == Some(true)
    }

    fn count(&self) -> Exact {
        self.fields
            .instance_count
            .as_ref()
            .map_or_else(Exact::one, Number::exact)
    }

    fn runs(&self) -> Exact {
        self.fields
            .runs_per_month
            .as_ref()
            .map_or_else(Exact::one, Number::exact)
    }

    /// Instance-hours a month in which jobs train, as billed.
    fn training_hours(&self) -> Exact {
        let hours = self
            .fields
            .hours_per_run
            .as_ref()
            .map_or_else(Exact::zero, Number::exact);
        let jobs = self
            .fields
            .tuning_jobs
            .as_ref()
            .map_or_else(Exact::zero, Number::exact);
        let billed = self
            .fields
            .spot_billable_share
            .as_ref()
            .filter(|_| self.spot());
        let share = billed.map_or_else(Exact::one, Number::exact);
        hours * self.runs() * self.count() * share * (jobs + Exact::one())
    }

    /// Instance-hours a month in which instances are kept warm.
    fn warm_hours(&self) -> Exact {
        let minutes = self
            .fields
            .warm_pool_minutes
            .as_ref()
            .map_or_else(Exact::zero, Number::exact);
        let total = minutes * self.runs() * self.count();
        total
            .checked_div(&Exact::from(60u64))
            .unwrap_or_else(Exact::zero)
    }

    fn name(&self) -> &str {
        self.fields.instance.as_deref().unwrap_or_default()
    }
}

impl Plan for Training {
    fn choices(&self) -> Vec<String> {
        let mut choices = Vec::new();
        if self.spot() {
            choices.push("spot".to_owned());
        }
        let count = self
            .fields
            .instance_count
            .as_ref()
            .filter(|n| n.value != Decimal::ONE);
        choices.extend(count.map(|count| format!("x{}", count.value.normalize())));
        choices
    }

    fn instance(&self) -> Option<&str> {
        self.fields.instance.as_deref()
    }

    fn instance_offer(&self) -> Option<&'static str> {
        (!self.spot()).then_some("training")
    }

    fn facets(&self) -> Facets {
        Facets {
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, _: &mut Notes) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if setting.workload.kind != Kind::Training {
            reasons.push(Reason::new(
                "training-only",
                "workload.kind",
                "a training plan answers no requests: it competes where workload.kind = \"training\"",
            ));
        }
        let known = setting.catalog.instance(self.name());
        if known.is_some_and(|instance| !instance.accepted.training) {
            let message = format!("the API does not accept {} for training", self.name());
            reasons.push(Reason::new(
                "instance-not-accepted",
                setting.field("instance"),
                message,
            ));
        }
        if self.spot() && self.fields.spot_billable_share.is_none() {
            let message = "AWS publishes no usual saving on managed spot: give spot_billable_share (1 - saving)";
            reasons.push(Reason::new(
                "needs-spot-share",
                setting.field("spot_billable_share"),
                message,
            ));
        }
        if self.spot() && !self.warm_hours().is_zero() {
            let message = "a warm pool cannot be kept on managed spot";
            reasons.push(Reason::new(
                "spot-no-warm-pool",
                setting.field("warm_pool_minutes"),
                message,
            ));
        }
        reasons
    }

    fn size(
        &self,
        _: &Setting<'_>,
        _: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        if self.spot() {
            notes.assume("Managed spot saves by fewer billable seconds at the on-demand rate (spot_billable_share); restarts from the last checkpoint are in that share.");
        }
        let mut sizing = Sizing::given_hours("instance", self.training_hours() + self.warm_hours());
        sizing.rule = Rule::Jobs;
        sizing.peak_units = self.count().to_whole();
        Ok(Some(sizing))
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        _: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let mut bill = Bill::default();
        let hours = |bill: &mut Bill, id: &str, name: &str, offer: &str, hours: Exact| {
            bill.charge(
                Label::new(id, format!("{} {name}", self.name()), Group::Training),
                &Qty::<InstanceHours>::new(hours),
                setting
                    .catalog
                    .price(&setting.sagemaker(self.name(), offer)),
                &setting.price_multiplier,
            );
        };
        hours(
            &mut bill,
            "instance-hours",
            "training hours",
            "training",
            self.training_hours(),
        );
        hours(
            &mut bill,
            "warm-pool-hours",
            "warm pool hours",
            "training-warm-pool",
            self.warm_hours(),
        );
        let all = sizing.map_or_else(Exact::zero, |sizing| sizing.unit_hours.clone());
        let nvme = setting
            .catalog
            .instance(self.name())
            .is_some_and(|i| i.local_nvme_gb.is_some());
        if nvme {
            notes.assume("Instances with local NVMe storage get no volume in training.");
        } else {
            charge_volume(
                &mut bill,
                setting,
                "training",
                self.fields.volume_gib.as_ref(),
                &all,
                notes,
            );
        }
        bill
    }
}
