//! Endpoints of Amazon SageMaker AI with the configurations they use and the bounds they scale between.
//!
//! A name stands for one thing in one region of an account; where a file does not say the region, the
//! name alone does. What is in a file more than once is taken once.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::{
    Running, endpoint,
    part::{Key, Part, one_line, region},
};
use crate::catalog::Catalog;

const VARIANTS: Key = ["ProductionVariants", ""];

/// An endpoint configuration.
pub(super) struct Configuration<'a> {
    pub(super) part: Part<'a>,
    pub(super) name: String,
    pub(super) region: Option<String>,
    is_described: bool,
}

impl<'a> Configuration<'a> {
    /// As the API describes it.
    pub(super) fn described(part: &Part<'a>) -> Result<Self, String> {
        let arn = part.text(["EndpointConfigArn", ""])?;
        Ok(Self {
            name: part.needed(["EndpointConfigName", ""])?.to_owned(),
            region: arn.and_then(region),
            part: part.clone(),
            is_described: true,
        })
    }

    /// As Terraform has it, under `name`.
    pub(super) fn resource(part: Part<'a>, name: String, region: Option<String>) -> Self {
        Self {
            part,
            name,
            region,
            is_described: false,
        }
    }
}

/// An endpoint.
pub(super) struct Endpoint<'a> {
    part: Part<'a>,
    pub(super) name: String,
    /// The name of its configuration; Terraform may not know it before it is applied.
    pub(super) configuration: Option<String>,
    pub(super) status: Option<String>,
    pub(super) region: Option<String>,
    is_described: bool,
}

impl<'a> Endpoint<'a> {
    /// As the API describes it.
    pub(super) fn described(part: &Part<'a>) -> Result<Self, String> {
        let arn = part.text(["EndpointArn", ""])?;
        let configuration = part.text(["EndpointConfigName", ""])?;
        Ok(Self {
            part: part.clone(),
            name: part.needed(["EndpointName", ""])?.to_owned(),
            configuration: configuration.map(str::to_owned),
            status: Some(part.needed(["EndpointStatus", ""])?.to_owned()),
            region: arn.and_then(region),
            is_described: true,
        })
    }

    /// As Terraform has it, under `name`.
    pub(super) fn resource(
        part: Part<'a>,
        name: String,
        region: Option<String>,
    ) -> Result<Self, String> {
        let configuration = part.text(["endpoint_config_name", ""])?;
        Ok(Self {
            configuration: configuration.map(str::to_owned),
            part,
            name,
            status: None,
            region,
            is_described: false,
        })
    }

    /// What the API says of it.
    pub(super) fn now(&self) -> Option<&Part<'a>> {
        self.is_described.then_some(&self.part)
    }

    /// What the API says of one of its variants.
    pub(super) fn variant(&self, name: &str) -> Result<Option<Part<'a>>, String> {
        let Some(now) = self.now() else {
            return Ok(None);
        };
        for variant in now.list(VARIANTS)? {
            if variant.needed(["VariantName", ""])? == name {
                return Ok(Some(variant));
            }
        }
        Ok(None)
    }
}

/// What has a name in a region.
pub(super) trait Named<'a> {
    const WHAT: &'static str;
    fn key(&self) -> (&str, Option<&str>);
    fn part(&self) -> &Part<'a>;
    fn is_described(&self) -> bool;
}

impl<'a> Named<'a> for Configuration<'a> {
    const WHAT: &'static str = "endpoint configuration";
    fn key(&self) -> (&str, Option<&str>) {
        (&self.name, self.region.as_deref())
    }
    fn part(&self) -> &Part<'a> {
        &self.part
    }
    fn is_described(&self) -> bool {
        self.is_described
    }
}

impl<'a> Named<'a> for Endpoint<'a> {
    const WHAT: &'static str = "endpoint";
    fn key(&self) -> (&str, Option<&str>) {
        (&self.name, self.region.as_deref())
    }
    fn part(&self) -> &Part<'a> {
        &self.part
    }
    fn is_described(&self) -> bool {
        self.is_described
    }
}

/// Each once. The API knows better than Terraform; what says two things of one name is refused.
pub(super) fn once<'a, T: Named<'a>>(all: Vec<T>, to: &mut Running) -> Result<Vec<T>, String> {
    let mut at: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut kept: Vec<T> = Vec::new();
    let mut repeated = BTreeSet::new();
    for one in all {
        let (name, region) = one.key();
        let what = format!("{} {}", T::WHAT, shown(name, region));
        let known = match at.entry((name.to_owned(), region.map(str::to_owned))) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(one);
                continue;
            }
            Entry::Occupied(entry) => kept.get_mut(*entry.get()),
        };
        let Some(known) = known else { continue };
        let is_same_kind = known.is_described() == one.is_described();
        if is_same_kind && !known.part().says_the_same(one.part()) {
            return Err(format!(
                "{what} is in it twice, and not the same: leave the one that does not hold, and give each account by itself"
            ));
        }
        if one.is_described() && !is_same_kind {
            *known = one;
        }
        repeated.insert(what);
    }
    let repeated = repeated.into_iter();
    to.assumed.extend(
        repeated.map(|what| format!("The {what} is in it more than once: it is taken once.")),
    );
    Ok(kept)
}

/// A name, and its region where that is known.
pub(super) fn shown(name: &str, region: Option<&str>) -> String {
    let region = region.map(|region| format!(" ({})", one_line(region)));
    format!("{}{}", one_line(name), region.unwrap_or_default())
}

/// What is found under a name in a region.
enum Match {
    None,
    One(usize),
    /// The region is not said, and the name is there in several.
    Several,
}

/// Places by name, then by region.
#[derive(Default)]
struct Index<K: Ord>(BTreeMap<K, BTreeMap<Option<String>, usize>>);

impl<K: Ord> Index<K> {
    fn insert(&mut self, name: K, region: Option<String>, at: usize) {
        self.0.entry(name).or_default().insert(region, at);
    }

    fn of(&self, name: &K, region: Option<&str>) -> Match {
        let Some(regions) = self.0.get(name) else {
            return Match::None;
        };
        let region = region.map(str::to_owned);
        if let Some(at) = regions.get(&region).or_else(|| regions.get(&None)) {
            return Match::One(*at);
        }
        match (region, regions.len()) {
            (Some(_), _) => Match::None,
            (None, 1) => regions
                .values()
                .next()
                .map_or(Match::None, |at| Match::One(*at)),
            (None, _) => Match::Several,
        }
    }
}

/// Fewest and most instances of a variant.
pub(super) struct Target {
    pub(super) endpoint: String,
    pub(super) variant: String,
    pub(super) region: Option<String>,
    pub(super) bounds: (u64, u64),
}

impl Target {
    /// What a part says of automatic scaling, or why it says no bounds of a variant; nothing where it
    /// is of another service.
    pub(super) fn read(
        part: &Part<'_>,
        region: Option<String>,
    ) -> Result<Option<Result<Self, String>>, String> {
        if part.text(["ServiceNamespace", "service_namespace"])? != Some("sagemaker") {
            return Ok(None);
        }
        let dimension = part.text(["ScalableDimension", "scalable_dimension"])?;
        if dimension != Some("sagemaker:variant:DesiredInstanceCount") {
            let dimension = one_line(dimension.unwrap_or("what is not said"));
            return Ok(Some(Err(format!("automatic scaling of {dimension}"))));
        }
        let resource = part.text(["ResourceId", "resource_id"])?;
        let parts: Vec<&str> = resource.unwrap_or_default().split('/').collect();
        let ["endpoint", endpoint, "variant", variant] = parts.as_slice() else {
            let why = "automatic scaling of an endpoint that it does not name";
            return Ok(Some(Err(why.to_owned())));
        };
        if let Some(suspended) = part.block(["SuspendedState", "suspended_state"])? {
            for key in [
                ["DynamicScalingInSuspended", "dynamic_scaling_in_suspended"],
                [
                    "DynamicScalingOutSuspended",
                    "dynamic_scaling_out_suspended",
                ],
            ] {
                if suspended.is(key)? {
                    return Ok(Some(Err("automatic scaling that is suspended".to_owned())));
                }
            }
        }
        let least = part.whole(["MinCapacity", "min_capacity"])?;
        let most = part.whole(["MaxCapacity", "max_capacity"])?;
        let Some(bounds) = least.zip(most) else {
            return Ok(Some(Err("automatic scaling without bounds".to_owned())));
        };
        Ok(Some(Ok(Self {
            endpoint: (*endpoint).to_owned(),
            variant: (*variant).to_owned(),
            region,
            bounds,
        })))
    }
}

/// Bounds of automatic scaling, by endpoint and variant.
pub(super) struct Targets {
    all: Vec<(Target, bool)>,
    index: Index<(String, String)>,
}

impl Targets {
    /// The one bounds of each variant; what has two is refused.
    fn new(all: Vec<Target>) -> Result<Self, String> {
        let mut index = Index(BTreeMap::new());
        let mut kept: Vec<(Target, bool)> = Vec::new();
        for target in all {
            let key = (target.endpoint.clone(), target.variant.clone());
            let regions: &BTreeMap<_, usize> = index.0.entry(key.clone()).or_default();
            let known = regions.get(&target.region).and_then(|at| kept.get(*at));
            match known {
                Some((known, _)) if known.bounds == target.bounds => {}
                Some(_) => {
                    return Err(format!(
                        "automatic scaling of endpoint {}, variant {} is in it twice, with other bounds: leave those that do not hold",
                        one_line(&target.endpoint),
                        one_line(&target.variant)
                    ));
                }
                None => {
                    index.insert(key, target.region.clone(), kept.len());
                    kept.push((target, false));
                }
            }
        }
        Ok(Self { all: kept, index })
    }

    /// The bounds of a variant.
    ///
    /// # Errors
    /// Why they cannot be told.
    pub(super) fn take(
        &mut self,
        endpoint: &str,
        variant: &str,
        region: Option<&str>,
    ) -> Result<Option<(u64, u64)>, String> {
        let key = (endpoint.to_owned(), variant.to_owned());
        match self.index.of(&key, region) {
            Match::None => Ok(None),
            Match::One(at) => Ok(self.all.get_mut(at).map(|(target, is_used)| {
                *is_used = true;
                target.bounds
            })),
            Match::Several => Err("its automatic scaling is in the file for several regions, and its own is not known".to_owned()),
        }
    }
}

/// What a file says of endpoints.
#[derive(Default)]
pub(super) struct Endpoints<'a> {
    pub(super) configurations: Vec<Configuration<'a>>,
    pub(super) all: Vec<Endpoint<'a>>,
    pub(super) targets: Vec<Target>,
}

/// A configuration, and whether an endpoint uses it.
type Used<'c, 'a> = (&'c Configuration<'a>, bool);

impl<'a> Endpoints<'a> {
    /// Adds bounds as Application Auto Scaling describes them.
    pub(super) fn scalable(&mut self, part: &Part<'a>, to: &mut Vec<String>) -> Result<(), String> {
        for target in part.list(["ScalableTargets", ""])? {
            let arn = target.text(["ScalableTargetARN", ""])?;
            let of = target.text(["ResourceId", ""])?.unwrap_or_default();
            match Target::read(&target, arn.and_then(region))? {
                Some(Ok(target)) => self.targets.push(target),
                Some(Err(why)) => to.push(format!("{}: {why}", one_line(of))),
                None => {}
            }
        }
        if part.has(["NextToken", ""]) {
            to.push("the list of scalable targets goes on: this is its first page".to_owned());
        }
        Ok(())
    }

    /// The same with everything in it once.
    pub(super) fn once(self, to: &mut Running) -> Result<Self, String> {
        Ok(Self {
            configurations: once(self.configurations, to)?,
            all: once(self.all, to)?,
            targets: self.targets,
        })
    }

    /// How many plans it may give.
    pub(super) fn most_plans(&self) -> usize {
        if self.all.is_empty() {
            self.configurations.len()
        } else {
            self.all.len()
        }
    }

    /// Adds the plans of all endpoints; of all configurations where there is no endpoint.
    pub(super) fn add(self, catalog: &Catalog, to: &mut Running) -> Result<(), String> {
        let mut targets = Targets::new(self.targets)?;
        let mut index = Index(BTreeMap::new());
        let mut configurations: Vec<Used<'_, 'a>> = Vec::new();
        for (at, one) in self.configurations.iter().enumerate() {
            index.insert(one.name.clone(), one.region.clone(), at);
            configurations.push((one, false));
        }
        // Terraform makes some names when it applies a plan: such endpoints cannot be told from their
        // configurations, which then stand for them.
        let (known, unknown): (Vec<&Endpoint<'_>>, Vec<&Endpoint<'_>>) = self
            .all
            .iter()
            .partition(|one| one.configuration.is_some() || one.is_described);
        for endpoint in known {
            let name = endpoint.configuration.clone().unwrap_or_default();
            let own = match index.of(&name, endpoint.region.as_deref()) {
                Match::Several => {
                    let what = shown(&endpoint.name, None);
                    to.left_out.push(format!(
                        "endpoint {what}: its configuration {} is in the file for several regions, and its own is not known",
                        one_line(&name)
                    ));
                    continue;
                }
                Match::None => None,
                Match::One(at) => configurations.get_mut(at).map(|(own, is_used)| {
                    *is_used = true;
                    *own
                }),
            };
            endpoint::add(own, Some(endpoint), &mut targets, catalog, to)?;
        }
        let unused = configurations.into_iter().filter(|(_, is_used)| !is_used);
        let unused: Vec<&Configuration<'_>> = unused.map(|(own, _)| own).collect();
        let may_stand = self.all.is_empty() || unused.len() <= unknown.len();
        for own in unused {
            let what = format!(
                "endpoint configuration {}",
                shown(&own.name, own.region.as_deref())
            );
            if !may_stand {
                to.left_out.push(if unknown.is_empty() {
                    format!("{what}: no endpoint uses it")
                } else {
                    format!("{what}: which endpoint uses it is not known before it is applied")
                });
                continue;
            }
            let because = if self.all.is_empty() {
                "No endpoint is in the file"
            } else {
                "The name of its endpoint is not known before it is applied"
            };
            to.assumed.push(format!(
                "{because}: the {what} is taken as one endpoint that uses it."
            ));
            endpoint::add(Some(own), None, &mut targets, catalog, to)?;
        }
        for (target, _) in targets.all.iter().filter(|(_, is_used)| !is_used) {
            to.left_out.push(format!(
                "automatic scaling of endpoint {}, variant {}: the endpoint is not in the file",
                shown(&target.endpoint, target.region.as_deref()),
                one_line(&target.variant)
            ));
        }
        Ok(())
    }
}
