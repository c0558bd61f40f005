//! Which price of the catalog a product is: its usage type, taken apart, and the attributes that must
//! agree with it.

use super::{Reason, product::Product};
use crate::{
    catalog::{Catalog, Model, PriceKey, Region},
    units::Meter,
    usage::charges::{
        BilledModel, BilledOffer, BilledScope, BilledService, Counted, ModelNames, ServiceTier,
        Spelling, UsageType, edition_model,
    },
};

/// What a price is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The key of the price.
    pub(super) key: PriceKey,
    /// Geographies whose profiles have the same price: keys beside the first.
    pub(super) geographies: Vec<String>,
}

/// Finds places in the catalog.
pub(super) struct Places<'a> {
    catalog: &'a Catalog,
    names: ModelNames,
}

impl<'a> Places<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        Self {
            catalog,
            names: ModelNames::of(catalog),
        }
    }

    /// What a product is, if it is of `service`.
    ///
    /// # Errors
    /// The first attribute that is missing, or not understood.
    pub(super) fn place(
        &self,
        product: &Product,
        service: Option<BilledService>,
    ) -> Result<Placed, Reason> {
        let service = service.ok_or(Reason::OtherService)?;
        let text = product.usage_type.as_deref().ok_or(Reason::NoUsageType)?;
        let location = product.common.location_type.as_deref();
        if location != Some("AWS Region") {
            return Err(Reason::OtherLocation);
        }
        let region = self.region(product.common.region.as_deref())?;
        let usage_type = UsageType::parse(text);
        if text.contains("UpfrontFee") {
            return Err(Reason::OneOffFee);
        }
        let Some(counted) = &usage_type.counted else {
            return Err(Reason::UsageTypeUnknown);
        };
        if usage_type.service() != Some(service) {
            return Err(Reason::UsageTypeUnknown);
        }
        match service {
            BilledService::Bedrock => self.bedrock(product, &usage_type, counted, region),
            BilledService::SageMaker => self.sagemaker(product, counted, region),
        }
    }

    /// The region of a code.
    pub(super) fn region(&self, code: Option<&str>) -> Result<&'a Region, Reason> {
        let code = code.ok_or(Reason::NoRegion)?;
        self.catalog.region(code).ok_or(Reason::RegionUnknown)
    }

    /// Whether the catalog has the instance type.
    pub(super) fn has_instance(&self, name: &str) -> bool {
        self.catalog.instance(name).is_some()
    }

    fn bedrock(
        &self,
        product: &Product,
        usage_type: &UsageType,
        counted: &Counted,
        region: &Region,
    ) -> Result<Placed, Reason> {
        let model = self.model(product, usage_type)?;
        let is_batch = counted.offer == BilledOffer::Batch;
        if counted.tier != ServiceTier::Standard && counted.offer != BilledOffer::OnDemand {
            return Err(Reason::UsageTypeUnknown);
        }
        let is_scoped = is_batch
            || matches!(
                counted.offer,
                BilledOffer::OnDemand | BilledOffer::CustomOnDemand | BilledOffer::Reserved
            );
        if counted.scope.is_some() && !is_scoped {
            return Err(Reason::UsageTypeUnknown);
        }
        let mut key = PriceKey {
            service: "bedrock".to_owned(),
            item: model.id.clone(),
            offer: counted.offer.id().to_owned(),
            region: region.code.clone(),
            scope: String::new(),
            tier: String::new(),
            term: counted.term.unwrap_or_default().to_owned(),
            variant: String::new(),
            meter: counted.meter,
        };
        if counted.offer == BilledOffer::OnDemand {
            counted.tier.id().clone_into(&mut key.tier);
        }
        if is_scoped {
            let scope = counted.scope.map_or("in-region", BilledScope::id);
            scope.clone_into(&mut key.scope);
        }
        if counted.long_context {
            key.variant = self.long_context_step(&model.id)?;
        } else if counted.meter.unit() == "image" {
            self.check_images(&key)?;
        }
        self.in_geographies(key, model, region)
    }

    /// The model of a product: of the Marketplace by the product's name, else by the usage type.
    fn model(&self, product: &Product, usage_type: &UsageType) -> Result<&'a Model, Reason> {
        let name = if usage_type.spelling == Spelling::Marketplace {
            product
                .common
                .service_name
                .as_deref()
                .and_then(edition_model)
        } else {
            usage_type.model.as_deref()
        };
        match self.names.find(name.ok_or(Reason::ModelUnknown)?) {
            BilledModel::Known(id) => {
                let mut models = self.catalog.models().iter();
                models.find(|model| model.id == id)
            }
            BilledModel::Unknown(_) | BilledModel::Unnamed => None,
        }
        .ok_or(Reason::ModelUnknown)
    }

    /// The one step from which on a prompt of the model costs more.
    fn long_context_step(&self, model: &str) -> Result<String, Reason> {
        let rows = self.catalog.rows("bedrock", model);
        let mut steps: Vec<&str> = rows
            .iter()
            .map(|row| row.key.variant.as_str())
            .filter(|variant| variant.starts_with("above-"))
            .collect();
        steps.sort_unstable();
        steps.dedup();
        match steps.as_slice() {
            [step] => Ok((*step).to_owned()),
            _ => Err(Reason::LongContextUnknown),
        }
    }

    /// Whether the catalog sells images of the model in one quality only.
    fn check_images(&self, key: &PriceKey) -> Result<(), Reason> {
        let rows = self.catalog.rows(&key.service, &key.item);
        let mut same = rows
            .iter()
            .filter(|row| row.key.offer == key.offer && row.key.meter == key.meter)
            .peekable();
        let is_plain = same.peek().is_some() && same.all(|row| row.key.variant.is_empty());
        is_plain.then_some(()).ok_or(Reason::VariantUnknown)
    }

    /// A price of a geography lies under it, and the regional price of a model that has one price per
    /// scope holds for the geographies that have a profile of it, too.
    fn in_geographies(
        &self,
        mut key: PriceKey,
        model: &Model,
        region: &Region,
    ) -> Result<Placed, Reason> {
        let one_price = model.has_one_price_per_scope() && region.commercial;
        if key.scope == BilledScope::Geo.id() {
            let mut places = self.profiles(&key.item, None, region);
            if places.is_empty() && region.geographies.len() == 1 {
                places.clone_from(&region.geographies);
            }
            if places.len() > 1 && !one_price {
                return Err(Reason::GeographyUnknown);
            }
            let mut places = places.into_iter();
            key.region = places.next().ok_or(Reason::GeographyUnknown)?;
            return Ok(Placed {
                key,
                geographies: places.collect(),
            });
        }
        let geographies = if key.scope == "in-region" && one_price {
            self.profiles(&key.item, Some(&key.offer), region)
        } else {
            Vec::new()
        };
        Ok(Placed { key, geographies })
    }

    /// The geographies around a region that have a price of a profile of the model.
    fn profiles(&self, model: &str, offer: Option<&str>, region: &Region) -> Vec<String> {
        let rows = self.catalog.rows("bedrock", model);
        let has = |place: &&String| {
            rows.iter().any(|row| {
                row.key.scope == BilledScope::Geo.id()
                    && row.key.region == **place
                    && offer.is_none_or(|offer| row.key.offer == offer)
            })
        };
        region.geographies.iter().filter(has).cloned().collect()
    }

    fn sagemaker(
        &self,
        product: &Product,
        counted: &Counted,
        region: &Region,
    ) -> Result<Placed, Reason> {
        let size = counted.size.as_deref().unwrap_or_default();
        let (item, variant) = match counted.meter {
            Meter::InstanceHours => {
                self.check_instance(product, counted.offer, size)?;
                (size, String::new())
            }
            Meter::ServerlessSeconds => ("serverless", serverless_size(product, size)?),
            Meter::VolumeGibMonths if size == volume_type(counted.offer) => {
                ("volume", String::new())
            }
            Meter::VolumeGibMonths => return Err(Reason::VariantUnknown),
            _ => return Err(Reason::UsageTypeUnknown),
        };
        Ok(Placed {
            key: PriceKey {
                service: "sagemaker".to_owned(),
                item: item.to_owned(),
                offer: counted.offer.id().to_owned(),
                region: region.code.clone(),
                scope: String::new(),
                tier: String::new(),
                term: String::new(),
                variant,
                meter: counted.meter,
            },
            geographies: Vec::new(),
        })
    }

    /// Whether the family, the component and the instance type of a product are those of its usage type.
    fn check_instance(
        &self,
        product: &Product,
        offer: BilledOffer,
        instance: &str,
    ) -> Result<(), Reason> {
        let common = &product.common;
        if common.family.as_deref() != Some("ML Instance") {
            return Err(Reason::OtherFamily);
        }
        let component = common.component.as_deref().and_then(component);
        if component.ok_or(Reason::OtherComponent)? != offer {
            return Err(Reason::Disagreement);
        }
        // `ml.g5.xlarge-Hosting`, or without the component.
        let typed = common.instance_type.as_deref();
        let typed = typed.map(|text| text.split('-').take(dashes(instance) + 1));
        let typed = typed.map(|parts| parts.collect::<Vec<_>>().join("-"));
        if typed.ok_or(Reason::InstanceUnknown)? != instance {
            return Err(Reason::Disagreement);
        }
        self.has_instance(instance)
            .then_some(())
            .ok_or(Reason::InstanceUnknown)
    }
}

fn dashes(text: &str) -> usize {
    text.matches('-').count()
}

/// The offer of a component, as the price list names it.
fn component(name: &str) -> Option<BilledOffer> {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    Some(match letters.as_str() {
        "hosting" => BilledOffer::Hosting,
        "asyncinf" | "asyncinference" => BilledOffer::Async,
        "training" => BilledOffer::Training,
        "batchtransform" | "tsform" => BilledOffer::BatchTransform,
        "processing" => BilledOffer::Processing,
        "notebook" | "notebk" => BilledOffer::Notebook,
        "cluster" => BilledOffer::HyperPod,
        // Each application of Studio has a component of its own.
        studio if studio.starts_with("studio") => BilledOffer::Studio,
        _ => return None,
    })
}

/// `3GB` as the catalog writes it, `3072-mib`.
fn serverless_size(product: &Product, size: &str) -> Result<String, Reason> {
    if product.common.family.as_deref() != Some("ML Serverless") {
        return Err(Reason::OtherFamily);
    }
    let gib = size
        .strip_suffix("GB")
        .and_then(|gib| gib.parse::<u32>().ok());
    let gib = gib.filter(|gib| (1..=6).contains(gib));
    let mib = gib.ok_or(Reason::VariantUnknown)? * 1024;
    Ok(format!("{mib}-mib"))
}

/// The kind of volume that the catalog has the price of.
fn volume_type(offer: BilledOffer) -> &'static str {
    if offer == BilledOffer::Studio {
        "gp3"
    } else {
        "gp2"
    }
}
