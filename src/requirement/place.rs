//! Places that data must not leave.

use crate::catalog::Catalog;

/// Countries with Regions of AWS, by the names people write.
const COUNTRIES: [(&str, &[&str]); 24] = [
    ("australia", &["ap-southeast-2", "ap-southeast-4"]),
    ("bahrain", &["me-south-1"]),
    ("brazil", &["sa-east-1"]),
    ("canada", &["ca-central-1", "ca-west-1"]),
    ("france", &["eu-west-3"]),
    ("germany", &["eu-central-1"]),
    ("india", &["ap-south-1", "ap-south-2"]),
    ("indonesia", &["ap-southeast-3"]),
    ("ireland", &["eu-west-1"]),
    ("israel", &["il-central-1"]),
    ("italy", &["eu-south-1"]),
    ("japan", &["ap-northeast-1", "ap-northeast-3"]),
    ("malaysia", &["ap-southeast-5"]),
    ("mexico", &["mx-central-1"]),
    ("new-zealand", &["ap-southeast-6"]),
    ("singapore", &["ap-southeast-1"]),
    ("south-africa", &["af-south-1"]),
    ("south-korea", &["ap-northeast-2"]),
    ("spain", &["eu-south-2"]),
    ("sweden", &["eu-north-1"]),
    ("switzerland", &["eu-central-2"]),
    ("taiwan", &["ap-east-2"]),
    ("thailand", &["ap-southeast-7"]),
    ("united-kingdom", &["eu-west-2"]),
];

/// A Region, a country or a geography, as its Regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As it is called in the scenario.
    pub name: String,
    /// The codes of its Regions.
    pub regions: Vec<String>,
}

impl Place {
    /// The place of that name: the code of a Region, a country, or a geography of profiles such as `eu`.
    pub(super) fn named(name: &str, catalog: &Catalog) -> Option<Self> {
        let plain = name.trim().to_lowercase().replace([' ', '_'], "-");
        let country = COUNTRIES.iter().find(|(country, _)| *country == plain);
        let codes = catalog.regions().iter().filter(|region| match country {
            Some((_, codes)) => codes.contains(&region.code.as_str()),
            None => region.code == plain || region.geographies.contains(&plain),
        });
        let regions: Vec<String> = codes.map(|region| region.code.clone()).collect();
        (!regions.is_empty()).then_some(Self {
            name: plain,
            regions,
        })
    }

    /// Every name there is.
    pub(super) fn names(catalog: &Catalog) -> Vec<String> {
        let countries = COUNTRIES.iter().map(|(country, _)| (*country).to_owned());
        let regions = catalog.regions().iter();
        let geographies = regions
            .clone()
            .flat_map(|region| region.geographies.clone());
        let codes = regions.map(|region| region.code.clone());
        let mut names: Vec<String> = countries.chain(geographies).chain(codes).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether that Region is in it.
    pub(super) fn has(&self, region: &str) -> bool {
        self.regions.iter().any(|own| own == region)
    }

    /// Whether a profile of that geography processes in it only.
    pub(super) fn keeps(&self, geography: &str, catalog: &Catalog) -> bool {
        let regions = catalog.regions().iter();
        regions
            .filter(|region| region.geographies.iter().any(|own| own == geography))
            .all(|region| self.has(&region.code))
    }
}
