//! `bedrock.marketplace`: a Bedrock Marketplace model on SageMaker AI instances of one's own, plus
//! its software fee (F10).
//!
//! Source: Amazon Bedrock user guide (Bedrock Marketplace): the endpoint is billed as SageMaker AI
//! hosting, the model's seller adds a fee.

use super::{
    Facets, InstanceFields, MonthLoad, Notes, Plan, Reason, Scaling, Setting, eligibility,
    instances,
    lag::Unserved,
    sagemaker_endpoint::{answer_seconds, limits},
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    demand::Kind,
    schema::{Record as _, Table},
};

/// A Marketplace model.
#[derive(Debug)]
pub(super) struct Marketplace {
    fields: InstanceFields,
}

impl Marketplace {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: InstanceFields::read(table),
        }
    }
}

impl Plan for Marketplace {
    fn choices(&self) -> Vec<String> {
        self.fields.choices(Scaling::Fixed)
    }

    fn instance(&self) -> Option<&str> {
        self.fields.instance.as_deref()
    }

    fn facets(&self) -> Facets {
        Facets {
            is_vendors: true,
            ..self.fields.facets(Scaling::Fixed)
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::not_training(setting);
        if setting.workload.kind == Kind::Custom {
            reasons.push(Reason::new(
                "custom-model-not-on-bedrock",
                "workload.kind",
                "a model of one's own is not a Marketplace model: use sagemaker.endpoint",
            ));
        }
        reasons.extend(self.fields.refusals(setting));
        if self.fields.software_usd_per_instance_hour.is_none() {
            reasons.push(instances::needs_software_price(setting));
        }
        reasons.extend(limits(setting, notes));
        reasons.dedup();
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
