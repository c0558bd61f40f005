//! `[needs.mlops]`: what models are made and kept with (F30).
//!
//! Amazon Bedrock keeps versions of prompts, agents and knowledge bases, and nothing of weights. On SageMaker
//! AI notebooks and Studio are paid by the instance-hour while they run, their volumes also while they do not,
//! and processing jobs by theirs.

use super::{Around, Charging, Month, Need, Service, charging::of};
use crate::{
    plan::{Notes, Reason},
    schema::{Number, Placed, Problem, boolean, money, number, record, text},
    units::{Exact, InstanceHours, Months, VolumeGibMonths, bounds},
};

record! {
    /// What models are made and kept with.
    pub struct Fields {
        /// Whether a registry of models is needed.
        registry: Option<bool> = boolean().default("false"),
        /// Whether pipelines of training are needed; their steps are the jobs of the other needs.
        pipelines: Option<bool> = boolean().default("false"),
        /// What SageMaker Feature Store costs a month, where it is needed.
        feature_store_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
        /// What SageMaker Ground Truth costs a month, where it is needed.
        ground_truth_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
        /// The instance type of notebooks.
        notebook_instance: Option<String> = text(),
        /// Hours a month that all notebooks run.
        notebook_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// GiB of their volumes, kept while they are stopped too.
        notebook_volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// The instance type of applications of Studio.
        studio_instance: Option<String> = text(),
        /// Hours a month that all of them run.
        studio_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// GiB of their spaces.
        studio_volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// The instance type of processing jobs, those of Data Wrangler among them.
        processing_instance: Option<String> = text(),
        /// Hours of such jobs a month.
        processing_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// GiB of their volumes, for as long as jobs run.
        processing_volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// Whether notebooks, Studio and processing are used with plans on Amazon Bedrock too.
        with_bedrock: Option<bool> = boolean().default("false"),
    }
}

/// What models are made and kept with.
#[derive(Debug)]
pub(super) struct Mlops {
    fields: Fields,
}

impl Mlops {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let pairs = [
            (
                "notebook_hours_per_month",
                &fields.notebook_hours_per_month,
                &fields.notebook_instance,
            ),
            (
                "studio_hours_per_month",
                &fields.studio_hours_per_month,
                &fields.studio_instance,
            ),
            (
                "processing_hours_per_month",
                &fields.processing_hours_per_month,
                &fields.processing_instance,
            ),
        ];
        for (key, hours, instance) in pairs {
            if of(hours).is_positive() && instance.is_none() {
                let problem =
                    Problem::new(fields.places.of_key(key), "what they run on is not said");
                problems.push(problem.help(format!(
                    "give {}",
                    key.replace("hours_per_month", "instance")
                )));
            }
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn hours(
        charging: &mut Charging<'_>,
        what: (&str, &str),
        hours: Option<&Number>,
        instance: Option<&String>,
    ) {
        let ((offer, name), Some(instance)) = (what, instance) else {
            return;
        };
        let row = ("sagemaker", instance.as_str(), offer, "");
        charging.listed::<InstanceHours>(
            &format!("{offer}-hours"),
            format!("{instance} {name} hours"),
            of(hours),
            row,
        );
    }

    fn charge(&self, charging: &mut Charging<'_>) {
        let fields = &self.fields;
        Self::hours(
            charging,
            ("notebook", "notebook"),
            fields.notebook_hours_per_month.as_ref(),
            fields.notebook_instance.as_ref(),
        );
        let row = ("sagemaker", "volume", "notebook", "");
        charging.listed::<VolumeGibMonths>(
            "notebook-volumes",
            "Notebook volumes",
            of(&fields.notebook_volume_gib),
            row,
        );
        Self::hours(
            charging,
            ("studio", "Studio"),
            fields.studio_hours_per_month.as_ref(),
            fields.studio_instance.as_ref(),
        );
        let row = ("sagemaker", "volume", "studio", "");
        charging.listed::<VolumeGibMonths>(
            "studio-volumes",
            "Studio spaces",
            of(&fields.studio_volume_gib),
            row,
        );
        Self::hours(
            charging,
            ("processing", "processing"),
            fields.processing_hours_per_month.as_ref(),
            fields.processing_instance.as_ref(),
        );
        let months =
            of(&fields.processing_hours_per_month).checked_div(&charging.hours_per_month());
        let volume = of(&fields.processing_volume_gib) * months.unwrap_or_else(Exact::zero);
        let row = ("sagemaker", "volume", "processing", "");
        charging.listed::<VolumeGibMonths>("processing-volumes", "Processing volumes", volume, row);
        let own = [
            (
                "feature-store",
                "Feature Store",
                "feature_store_usd_per_month",
                &fields.feature_store_usd_per_month,
            ),
            (
                "ground-truth",
                "Ground Truth",
                "ground_truth_usd_per_month",
                &fields.ground_truth_usd_per_month,
            ),
        ];
        for (id, name, field, usd) in own {
            if let Some(usd) = usd {
                charging.own::<Months>(id, name, Exact::one(), (field, usd, 1));
            }
        }
    }
}

impl Need for Mlops {
    fn refusals(&self, around: &Around<'_>, _: &mut Notes) -> Vec<Reason> {
        let fields = &self.fields;
        let wanted = [
            (
                "registry",
                "a registry of models",
                fields.registry == Some(true),
            ),
            (
                "pipelines",
                "pipelines of training",
                fields.pipelines == Some(true),
            ),
            (
                "feature_store_usd_per_month",
                "a feature store",
                fields.feature_store_usd_per_month.is_some(),
            ),
        ];
        if around.service != Service::Bedrock {
            return Vec::new();
        }
        let missing = wanted.into_iter().filter(|(_, _, is_wanted)| *is_wanted);
        let reason = |(field, what, _)| {
            let message = format!(
                "Amazon Bedrock has no {what}: it keeps versions of prompts, agents and knowledge bases, and nothing of weights",
                what = str::trim_start_matches(what, "a ")
            );
            Reason::new(
                "mlops-of-sagemaker",
                format!("needs.mlops.{field}"),
                message,
            )
        };
        missing.map(reason).collect()
    }

    fn month(&self, charging: &mut Charging<'_>, _: &Month<'_>, notes: &mut Notes) {
        match charging.service() {
            Service::SageMaker => {
                if self.fields.registry == Some(true) || self.fields.pipelines == Some(true) {
                    notes.assume("No source has a fee of SageMaker Pipelines or of the registry: none is counted, but for their jobs (needs.mlops).");
                }
                self.charge(charging);
            }
            Service::Bedrock if self.fields.with_bedrock == Some(true) => self.charge(charging),
            _ => {}
        }
    }
}
