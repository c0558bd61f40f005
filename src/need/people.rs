//! `[needs.people]`: hours that people work, shown apart (F32).

use super::{Charging, Month, Need, Service, charging::of};
use crate::{
    plan::Notes,
    schema::{Number, Placed, Problem, money, number, record},
    units::{PeopleHours, bounds},
};

record! {
    /// Hours that people work for the solution, by the service it is on.
    pub struct Fields {
        /// What an hour costs.
        usd_per_hour: Option<Number> = money(&bounds::USD).unit("USD/hour").required(),
        /// Hours a month with a plan on Amazon Bedrock.
        bedrock_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// Hours a month with a plan on SageMaker AI.
        sagemaker_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// Hours a month with a plan elsewhere.
        external_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
    }
}

/// People.
#[derive(Debug)]
pub(super) struct People {
    fields: Fields,
}

impl People {
    pub(super) fn new(fields: &Placed<Fields>, _: &mut Vec<Problem>) -> Self {
        Self {
            fields: (**fields).clone(),
        }
    }
}

impl Need for People {
    fn month(&self, charging: &mut Charging<'_>, _: &Month<'_>, _: &mut Notes) {
        let fields = &self.fields;
        let hours = match charging.service() {
            Service::Bedrock => &fields.bedrock_hours_per_month,
            Service::SageMaker => &fields.sagemaker_hours_per_month,
            Service::External => &fields.external_hours_per_month,
        };
        if let Some(usd) = &fields.usd_per_hour {
            let price = ("usd_per_hour", usd, 1);
            charging.own::<PeopleHours>("hours", "People", of(hours), price);
        }
    }
}
