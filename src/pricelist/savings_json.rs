//! Savings plan files in JSON: a list of products, the plans, and behind them the rates of each.

use std::{collections::BTreeMap, fmt, io, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    Form, PriceListError, Read,
    bounded::ShortTexts,
    product::Text,
    savings::{Plan, PlanRate, Plans},
};
use crate::catalog::Catalog;

/// Reads the rates of plans.
///
/// # Errors
/// A file that is not in the form to its end.
pub(super) fn read(
    name: &str,
    file: impl io::Read,
    catalog: &Catalog,
) -> Result<Read, PriceListError> {
    let mut reader =
        serde_json::Deserializer::from_reader(io::BufReader::new(ShortTexts::of(file)));
    let mut plan_file = PlanFile {
        plans: Plans::of(catalog),
        options: BTreeMap::new(),
    };
    let json = |error| PriceListError::json(name, &error);
    FileSeed(&mut plan_file)
        .deserialize(&mut reader)
        .map_err(json)?;
    reader.end().map_err(json)?;
    Ok(plan_file.plans.finish(Form::SavingsPlanJson))
}

/// What is known of a file so far.
struct PlanFile<'a> {
    plans: Plans<'a>,
    /// The purchase option of each plan, by SKU.
    options: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawPlan {
    #[serde(default)]
    sku: Text,
    #[serde(default, rename = "serviceCode")]
    service: Text,
    #[serde(default)]
    attributes: RawOption,
}

#[derive(Deserialize, Default)]
struct RawOption {
    #[serde(default, rename = "purchaseOption")]
    option: Text,
}

#[derive(Deserialize, Default)]
struct RawLength {
    #[serde(default)]
    duration: Option<u32>,
    #[serde(default)]
    unit: Text,
}

#[derive(Deserialize)]
struct RawRate {
    #[serde(default, rename = "discountedServiceCode")]
    service: Text,
    #[serde(default, rename = "discountedUsageType")]
    usage_type: Text,
    #[serde(default, rename = "discountedRegionCode")]
    region: Text,
    #[serde(default, rename = "rateCode")]
    code: Text,
    #[serde(default)]
    unit: Text,
    #[serde(default, rename = "discountedRate")]
    rate: RawPrice,
}

#[derive(Deserialize, Default)]
struct RawPrice {
    #[serde(default)]
    price: Text,
    #[serde(default)]
    currency: Text,
}

impl PlanFile<'_> {
    fn plan(&mut self, raw: RawPlan) {
        let head = &mut self.plans.head;
        head.offer = head.offer.take().or(raw.service.word());
        if let (Some(sku), Some(option)) = (raw.sku.word(), raw.attributes.option.word()) {
            self.options.insert(sku, option);
        }
    }

    fn rate(&mut self, plan: &Plan, raw: RawRate) {
        let rate = PlanRate {
            service: raw.service.word(),
            usage_type: raw.usage_type.word(),
            region: raw.region.word(),
            code: raw.code.word(),
            unit: raw.unit.word(),
            price: raw.rate.price.word(),
            currency: raw.rate.currency.word(),
        };
        self.plans.rate(plan, &rate);
    }
}

/// The whole file.
struct FileSeed<'a, 'b>(&'a mut PlanFile<'b>);

impl<'de> DeserializeSeed<'de> for FileSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FileSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a savings plan file: an object with products and terms")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let file = self.0;
        let mut has_terms = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "offerCode" => file.plans.head.offer = map.next_value::<Text>()?.word(),
                "version" => file.plans.head.version = map.next_value::<Text>()?.word(),
                "publicationDate" => file.plans.head.published = map.next_value::<Text>()?.word(),
                "products" if has_terms => {
                    return Err(de::Error::custom(
                        "`terms` come before `products`, and which plans they are of is not known: AWS writes them the other way round",
                    ));
                }
                "products" => map.next_value_seed(Items(|raw| file.plan(raw), PhantomData))?,
                "terms" => {
                    has_terms = true;
                    map.next_value_seed(TermsSeed(file))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Gives the elements of a list of any length one by one.
struct Items<T, F>(F, PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for Items<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Items<T, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element()? {
            (self.0)(item);
        }
        Ok(())
    }
}

/// `{"savingsPlan": [ … ]}`.
struct TermsSeed<'a, 'b>(&'a mut PlanFile<'b>);

impl<'de> DeserializeSeed<'de> for TermsSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TermsSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("terms with a list savingsPlan")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(PlansSeed(self.0))?;
        }
        Ok(())
    }
}

/// The terms of the plans.
struct PlansSeed<'a, 'b>(&'a mut PlanFile<'b>);

impl<'de> DeserializeSeed<'de> for PlansSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for PlansSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of plans")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(PlanSeed(self.0))?.is_some() {}
        Ok(())
    }
}

/// A plan with its rates, of which it may have many: one of them is in memory at a time. What is said
/// of the plan behind them is not known of them.
struct PlanSeed<'a, 'b>(&'a mut PlanFile<'b>);

impl<'de> DeserializeSeed<'de> for PlanSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PlanSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a plan with its rates")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let file = self.0;
        let mut plan = Plan::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "sku" => {
                    plan.sku = map.next_value::<Text>()?.word().unwrap_or_default();
                    plan.option = file.options.get(&plan.sku).cloned();
                }
                "effectiveDate" => plan.effective = map.next_value::<Text>()?.word(),
                "leaseContractLength" => {
                    let length: RawLength = map.next_value()?;
                    plan.duration = length.duration.map(|years| years.to_string());
                    plan.duration_unit = length.unit.word();
                }
                "rates" => {
                    let each = |raw| file.rate(&plan, raw);
                    map.next_value_seed(Items(each, PhantomData))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
