//! Rates of SageMaker savings plans: what an hour of an instance costs under a commitment.

use super::{
    Form, Read, Reason,
    gather::{Entry, Gather},
    offer::{Head, row},
    place::Places,
    price::{self, Listed},
    product::Rate,
};
use crate::{
    catalog::{Catalog, PriceKey, PriceRow},
    units::Meter,
    usage::charges::{BilledService, UsageType},
};

/// What a plan is: its length, and how much is paid at its start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    pub(super) sku: String,
    pub(super) effective: Option<String>,
    /// `1` or `3`.
    pub(super) duration: Option<String>,
    /// `year`.
    pub(super) duration_unit: Option<String>,
    /// `No Upfront`, `Partial Upfront`, `All Upfront`.
    pub(super) option: Option<String>,
}

impl Plan {
    fn term(&self) -> Option<&'static str> {
        let unit = self.duration_unit.as_deref()?.to_ascii_lowercase();
        match (self.duration.as_deref()?, unit.as_str()) {
            ("1", "year" | "years") => Some("1-year"),
            ("3", "year" | "years") => Some("3-years"),
            _ => None,
        }
    }

    fn payment(&self) -> Option<&'static str> {
        match self.option.as_deref()? {
            "No Upfront" => Some("no-upfront"),
            "Partial Upfront" => Some("partial-upfront"),
            "All Upfront" => Some("all-upfront"),
            _ => None,
        }
    }
}

/// What a plan makes of a price on demand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PlanRate {
    pub(super) service: Option<String>,
    pub(super) usage_type: Option<String>,
    pub(super) region: Option<String>,
    pub(super) code: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) price: Option<String>,
    pub(super) currency: Option<String>,
}

/// Gathers the rates of plans.
pub(super) struct Plans<'a> {
    places: Places<'a>,
    pub(super) head: Head,
    gather: Gather,
}

impl<'a> Plans<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        Self {
            places: Places::of(catalog),
            head: Head::default(),
            gather: Gather::default(),
        }
    }

    pub(super) fn rate(&mut self, plan: &Plan, rate: &PlanRate) {
        let entry = Entry {
            sku: &plan.sku,
            usage_type: rate.usage_type.as_deref().unwrap_or_default(),
            region: rate.region.as_deref().unwrap_or_default(),
            price: rate.price.as_deref().unwrap_or_default(),
            unit: rate.unit.as_deref().unwrap_or_default(),
        };
        match self.row(plan, rate) {
            Ok(row) => self.gather.keep(row, Vec::new(), entry),
            Err(reason) => self.gather.leave(reason, entry),
        }
    }

    fn row(&self, plan: &Plan, rate: &PlanRate) -> Result<PriceRow, Reason> {
        let service = rate.service.as_deref().and_then(BilledService::named);
        if service != Some(BilledService::SageMaker) {
            return Err(Reason::OtherService);
        }
        let text = rate.usage_type.as_deref().ok_or(Reason::NoUsageType)?;
        let region = self.places.region(rate.region.as_deref())?;
        let counted = UsageType::parse(text).counted;
        let counted = counted.ok_or(Reason::UsageTypeUnknown)?;
        let instance = counted
            .size
            .filter(|_| counted.meter == Meter::InstanceHours);
        let instance = instance.ok_or(Reason::UsageTypeUnknown)?;
        if !self.places.has_instance(&instance) {
            return Err(Reason::InstanceUnknown);
        }
        let (term, payment) = plan.term().zip(plan.payment()).ok_or(Reason::PlanUnknown)?;
        let began = plan.effective.as_deref().and_then(price::day);
        if began
            .zip(self.head.date())
            .is_none_or(|(began, on)| began > on)
        {
            return Err(Reason::NotInForce);
        }
        if rate.unit.as_deref() != Some("Hrs") {
            return Err(Reason::UnitUnknown);
        }
        if rate.currency.as_deref() != Some("USD") {
            return Err(Reason::OtherCurrency);
        }
        let usd = price::price(rate.price.as_deref().ok_or(Reason::PriceUnreadable)?)?;
        if usd.is_zero() {
            return Err(Reason::Free);
        }
        let code = Rate {
            sku: plan.sku.clone(),
            code: Some(rate.code.clone().ok_or(Reason::NoRateCode)?),
            ..Rate::default()
        };
        let key = PriceKey {
            service: "sagemaker".to_owned(),
            item: instance,
            offer: "savings-plan".to_owned(),
            region: region.code.clone(),
            scope: String::new(),
            tier: String::new(),
            term: term.to_owned(),
            variant: format!("{}/{payment}", counted.offer.id()),
            meter: Meter::InstanceHours,
        };
        let listed = Listed {
            usd: usd.normalize(),
            per: 1,
        };
        Ok(row(key, listed, &self.head, &code, text))
    }

    pub(super) fn finish(self, form: Form) -> Read {
        self.gather.finish(form, self.head.edition())
    }
}
