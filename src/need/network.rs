//! `[needs.network]`: private ways in, and keys (F31).
//!
//! An interface endpoint is paid by the hour in each zone it is in, and by the GiB that goes through
//! (AWS `PrivateLink` pricing page). A key of one's own is paid by the month, and by the request (AWS KMS
//! pricing page).

use super::{
    Charging, Month, Need, Service,
    charging::{gib, of},
};
use crate::{
    plan::Notes,
    schema::{Number, Placed, Problem, money, number, record},
    units::{DataGib, EndpointHours, Exact, KeyMonths, Months, Requests, bounds},
};

record! {
    /// Private ways in, and keys.
    pub struct Fields {
        /// Interface endpoints of plans on Amazon Bedrock, such as those of its runtime and its agents.
        bedrock_endpoints: Option<Number> = number(&bounds::COUNT).default("0"),
        /// Interface endpoints of plans on SageMaker AI.
        sagemaker_endpoints: Option<Number> = number(&bounds::COUNT).default("0"),
        /// Zones that each is in.
        zones: Option<Number> = number(&bounds::POSITIVE_COUNT).default("2"),
        /// KiB of a call that go through them, both ways.
        kib_per_call: Option<Number> = number(&bounds::KIB).unit("KiB").default("0"),
        /// What data between zones costs a month on SageMaker AI.
        cross_zone_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
        /// Keys of one's own in AWS KMS, each rotation of one counted once more.
        keys: Option<Number> = number(&bounds::COUNT).default("0"),
        /// Requests to AWS KMS of a call; the free ones of a month are not taken off.
        key_requests_per_call: Option<Number> = number(&bounds::FACTOR).default("0"),
    }
}

/// Network and keys.
#[derive(Debug)]
pub(super) struct Network {
    fields: Fields,
}

impl Network {
    pub(super) fn new(fields: &Placed<Fields>, _: &mut Vec<Problem>) -> Self {
        Self {
            fields: (**fields).clone(),
        }
    }
}

impl Need for Network {
    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, _: &mut Notes) {
        const ZONES: u64 = 2;
        let fields = &self.fields;
        let endpoints = match charging.service() {
            Service::Bedrock => of(&fields.bedrock_endpoints),
            Service::SageMaker => of(&fields.sagemaker_endpoints),
            Service::External => Exact::zero(),
        };
        let zones = fields
            .zones
            .as_ref()
            .map_or_else(|| Exact::from(ZONES), Number::exact);
        let hours = &endpoints * &zones * charging.hours_per_month();
        let row = ("vpc", "interface-endpoint", "on-demand", "");
        charging.listed::<EndpointHours>("endpoint-hours", "Interface endpoints", hours, row);
        if endpoints.is_positive() {
            let data = gib(&(month.calls * &of(&fields.kib_per_call)));
            charging.listed::<DataGib>("endpoint-data", "Interface endpoints, data", data, row);
        }
        if let Some(usd) = fields
            .cross_zone_usd_per_month
            .as_ref()
            .filter(|_| charging.service() == Service::SageMaker)
        {
            let price = ("cross_zone_usd_per_month", usd, 1);
            charging.own::<Months>("cross-zone", "Data between zones", Exact::one(), price);
        }
        let row = ("kms", "keys", "on-demand", "");
        charging.listed::<KeyMonths>("keys", "Keys in KMS", of(&fields.keys), row);
        let requests = of(&fields.key_requests_per_call) * month.calls;
        charging.listed::<Requests>("key-requests", "Requests to KMS", requests, row);
    }
}
