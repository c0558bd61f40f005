//! Endpoints of Amazon SageMaker AI: what their configurations say, and what is known beside it.
//!
//! Source: the service model of Amazon SageMaker AI (`DescribeEndpointConfig`, `DescribeEndpoint`),
//! that of Application Auto Scaling (`ScalableTarget`), and Terraform's
//! `aws_sagemaker_endpoint_configuration`, `aws_sagemaker_endpoint` and `aws_appautoscaling_target`.

use std::collections::BTreeMap;

use super::{
    Running, RunningPlan, Serves,
    part::{Key, Part, id, one_line, region},
};
use crate::{catalog::Catalog, scenario::draft::quoted};

const VARIANTS: Key = ["ProductionVariants", "production_variants"];
const SHADOWS: Key = ["ShadowProductionVariants", "shadow_production_variants"];
const VARIANT_NAME: Key = ["VariantName", "variant_name"];
const INSTANCE_TYPE: Key = ["InstanceType", "instance_type"];
const INITIAL_COUNT: Key = ["InitialInstanceCount", "initial_instance_count"];

/// An endpoint configuration.
pub(super) struct Configuration<'a> {
    part: Part<'a>,
    name: String,
    region: Option<String>,
}

impl<'a> Configuration<'a> {
    /// As the API describes it.
    pub(super) fn described(part: &Part<'a>) -> Result<Self, String> {
        let arn = part.text(["EndpointConfigArn", ""])?;
        Ok(Self {
            name: part.needed(["EndpointConfigName", ""])?.to_owned(),
            region: arn.and_then(region),
            part: part.clone(),
        })
    }

    /// As Terraform has it, under `name`.
    pub(super) fn resource(part: Part<'a>, name: String, region: Option<String>) -> Self {
        Self { part, name, region }
    }
}

/// An endpoint.
pub(super) struct Endpoint<'a> {
    name: String,
    configuration: String,
    status: Option<String>,
    region: Option<String>,
    /// What the API says of its variants.
    now: Option<Part<'a>>,
}

impl<'a> Endpoint<'a> {
    /// As the API describes it.
    pub(super) fn described(part: &Part<'a>) -> Result<Self, String> {
        let arn = part.text(["EndpointArn", ""])?;
        let configuration = part.text(["EndpointConfigName", ""])?;
        Ok(Self {
            name: part.needed(["EndpointName", ""])?.to_owned(),
            configuration: configuration.unwrap_or_default().to_owned(),
            status: Some(part.needed(["EndpointStatus", ""])?.to_owned()),
            region: arn.and_then(region),
            now: Some(part.clone()),
        })
    }

    /// As Terraform has it.
    pub(super) fn resource(name: String, configuration: String, region: Option<String>) -> Self {
        Self {
            name,
            configuration,
            status: None,
            region,
            now: None,
        }
    }

    /// How many instances a variant has now.
    fn count(&self, variant: &str) -> Result<Option<u64>, String> {
        let variants = self.now.iter().map(|now| now.list(VARIANTS));
        let variants: Vec<Vec<Part<'_>>> = variants.collect::<Result<_, _>>()?;
        for now in variants.into_iter().flatten() {
            if now.needed(VARIANT_NAME)? == variant {
                return now.whole(["CurrentInstanceCount", ""]);
            }
        }
        Ok(None)
    }
}

/// Fewest and most instances, by endpoint and variant.
pub(super) type Targets = BTreeMap<(String, String), (u64, u64)>;

/// Adds the plans of all variants.
pub(super) fn add(
    configurations: &[Configuration<'_>],
    endpoints: &[Endpoint<'_>],
    mut targets: Targets,
    catalog: &Catalog,
    to: &mut Running,
) -> Result<(), String> {
    let mut alone: Vec<bool> = configurations.iter().map(|_| true).collect();
    for endpoint in endpoints {
        let found = configurations.iter().zip(&mut alone);
        let mut found = found.filter(|(own, _)| own.name == endpoint.configuration);
        let configuration = found.next().map(|(own, alone)| {
            *alone = false;
            own
        });
        one(configuration, Some(endpoint), &mut targets, catalog, to)?;
    }
    for (configuration, _) in configurations.iter().zip(alone).filter(|(_, alone)| *alone) {
        one(Some(configuration), None, &mut targets, catalog, to)?;
    }
    for (endpoint, variant) in targets.into_keys() {
        to.left_out.push(format!(
            "automatic scaling of endpoint {}, variant {}: the endpoint is not in the file",
            one_line(&endpoint),
            one_line(&variant)
        ));
    }
    Ok(())
}

/// Adds the plans of an endpoint, of its configuration, or of both.
fn one(
    configuration: Option<&Configuration<'_>>,
    endpoint: Option<&Endpoint<'_>>,
    targets: &mut Targets,
    catalog: &Catalog,
    to: &mut Running,
) -> Result<(), String> {
    let described = configuration.map(|own| &own.part);
    let part = described.or_else(|| endpoint.and_then(|own| own.now.as_ref()));
    let own_name = endpoint.map(|own| own.name.clone());
    let name = own_name.or_else(|| configuration.map(|own| own.name.clone()));
    let name = name.unwrap_or_default();
    let what = match endpoint {
        Some(_) => format!("endpoint {}", one_line(&name)),
        None => format!("endpoint configuration {}", one_line(&name)),
    };
    let Some(part) = part else {
        let missing = endpoint.map_or("", |own| own.configuration.as_str());
        to.left_out.push(format!(
            "{what}: its configuration {} is not in the file",
            one_line(missing)
        ));
        return Ok(());
    };
    match endpoint.and_then(|own| own.status.as_deref()) {
        None | Some("InService") => {}
        Some(status @ ("Updating" | "SystemUpdating" | "RollingBack")) => to.assumed.push(format!(
            "The {what} is not at rest ({status}): it is taken as its configuration has it."
        )),
        Some(other) => {
            let left_out = format!("{what}: its status is {}", one_line(other));
            to.left_out.push(left_out);
            return Ok(());
        }
    }
    let at = endpoint.and_then(|own| own.region.clone());
    let at = at.or_else(|| configuration.and_then(|own| own.region.clone()));
    if let Some(at) = at.as_deref().filter(|at| catalog.region(at).is_none()) {
        let left_out = format!("{what}: its region {} is not known", one_line(at));
        to.left_out.push(left_out);
        return Ok(());
    }
    let of = Of {
        what,
        name,
        endpoint,
        region: at,
        is_async: part.has(["AsyncInferenceConfig", "async_inference_config"]),
        catalog,
    };
    of.beside(part, to)?;
    of.variants(part, targets, to)
}

/// The endpoint or configuration whose variants are read.
struct Of<'a> {
    what: String,
    name: String,
    endpoint: Option<&'a Endpoint<'a>>,
    region: Option<String>,
    is_async: bool,
    catalog: &'a Catalog,
}

impl Of<'_> {
    /// What costs beside the variants, and is in no plan.
    fn beside(&self, part: &Part<'_>, to: &mut Running) -> Result<(), String> {
        let what = &self.what;
        for shadow in part.list(SHADOWS)? {
            let name = shadow.text(VARIANT_NAME)?.unwrap_or("without a name");
            let runs = match (shadow.positive(INITIAL_COUNT)?, shadow.text(INSTANCE_TYPE)?) {
                (Some(count), Some(instance)) => format!(" ({count} x {})", one_line(instance)),
                _ => String::new(),
            };
            to.left_out.push(format!(
                "{what}: its shadow variant {}{runs}, which is paid for too",
                one_line(name)
            ));
        }
        let capture = part.block(["DataCaptureConfig", "data_capture_config"])?;
        if let Some(capture) = capture
            && (capture.is(["EnableCapture", "enable_capture"])?)
        {
            to.left_out.push(format!(
                "{what}: the requests and the storage of its data capture"
            ));
        }
        if part.has(["CrossRegionTrafficConfig", ""]) {
            to.left_out
                .push(format!("{what}: its traffic from other regions"));
        }
        Ok(())
    }

    fn variants(
        &self,
        part: &Part<'_>,
        targets: &mut Targets,
        to: &mut Running,
    ) -> Result<(), String> {
        let variants = part.list(VARIANTS)?;
        let are_several = variants.len() > 1;
        if variants.is_empty() {
            let left_out = format!("{}: it has no production variant", self.what);
            to.left_out.push(left_out);
        }
        let mut weights = Vec::new();
        for variant in variants {
            let name = variant.text(VARIANT_NAME)?.unwrap_or("AllTraffic");
            let weight = variant.number(["InitialVariantWeight", "initial_variant_weight"])?;
            weights.push(format!(
                "{} {}",
                one_line(name),
                weight.unwrap_or_else(|| "1".to_owned())
            ));
            let target = targets.remove(&(self.name.clone(), name.to_owned()));
            if let Some(plan) = self.plan(&variant, name, are_several, target, to)? {
                to.plans.push(plan);
            }
        }
        if are_several {
            to.left_out.push(format!(
                "the sum of the {} variants of {} (weights {}): each is a plan of its own that gets every request here, and what runs costs all of them together",
                weights.len(),
                self.what,
                weights.join(", ")
            ));
        }
        Ok(())
    }

    /// The plan of a variant, or why there is none.
    fn plan(
        &self,
        part: &Part<'_>,
        name: &str,
        are_several: bool,
        target: Option<(u64, u64)>,
        to: &mut Running,
    ) -> Result<Option<RunningPlan>, String> {
        let what = format!("{}, variant {}", self.what, one_line(name));
        let serverless = part.block(["ServerlessConfig", "serverless_config"])?;
        let now = part.block(["CurrentServerlessConfig", ""])?;
        let settings = match serverless.or(now) {
            Some(serverless) => Some(self.serverless(&serverless, &what)?),
            None => self.instances(part, name, &what, target, to)?,
        };
        let Some(settings) = settings else {
            return Ok(None);
        };
        let own = if are_several {
            format!("{}/{}", self.name, name)
        } else {
            self.name.clone()
        };
        let model = part.text(["ModelName", "model_name"])?;
        Ok(Some(RunningPlan {
            id: id(&own),
            what,
            serves: Serves::Own(model.map(str::to_owned)),
            settings,
        }))
    }

    fn begun(&self, mode: &str) -> Vec<(&'static str, String)> {
        let region = self.region.iter().map(|at| ("region", quoted(at)));
        [("mode", quoted(mode))].into_iter().chain(region).collect()
    }

    fn serverless(
        &self,
        part: &Part<'_>,
        what: &str,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let mut settings = self.begun("sagemaker.serverless");
        let memory = part.positive(["MemorySizeInMB", "memory_size_in_mb"])?;
        let memory = memory.ok_or_else(|| format!("{what}: its memory is missing"))?;
        settings.push(("memory_mib", memory.to_string()));
        let others = [
            ("max_concurrency", ["MaxConcurrency", "max_concurrency"]),
            (
                "provisioned_concurrency",
                ["ProvisionedConcurrency", "provisioned_concurrency"],
            ),
        ];
        for (name, key) in others {
            let given = part.positive(key)?;
            settings.extend(given.map(|given| (name, given.to_string())));
        }
        Ok(settings)
    }

    fn instances(
        &self,
        part: &Part<'_>,
        name: &str,
        what: &str,
        target: Option<(u64, u64)>,
        to: &mut Running,
    ) -> Result<Option<Vec<(&'static str, String)>>, String> {
        let Some(instance) = part.text(INSTANCE_TYPE)? else {
            to.left_out.push(self.no_instance(part, what));
            return Ok(None);
        };
        let is_known = self.catalog.instance(instance).is_some()
            || !self.catalog.rows("sagemaker", instance).is_empty();
        if !is_known {
            let left_out = format!(
                "{what}: its instance type {} is not known",
                one_line(instance)
            );
            to.left_out.push(left_out);
            return Ok(None);
        }
        let mode = if self.is_async {
            "sagemaker.async"
        } else {
            "sagemaker.endpoint"
        };
        let mut settings = self.begun(mode);
        settings.push(("instance", quoted(instance)));
        let Some(count) = self.count(part, name, what, target, to)? else {
            return Ok(None);
        };
        settings.extend(count);
        let volume = part.positive(["VolumeSizeInGB", "volume_size_in_gb"])?;
        settings.extend(volume.map(|volume| ("volume_gib", volume.to_string())));
        let reservation = ["CapacityReservationConfig", "capacity_reservation_config"];
        if part.has(reservation) {
            to.left_out.push(format!(
                "{what}: its capacity reservation; the plan has the on-demand price"
            ));
        }
        if part.has(["AcceleratorType", "accelerator_type"]) {
            let left_out = format!("{what}: its Elastic Inference accelerator");
            to.left_out.push(left_out);
        }
        Ok(Some(settings))
    }

    fn no_instance(&self, part: &Part<'_>, what: &str) -> String {
        if part.has(["InstancePools", ""]) {
            return format!("{what}: it runs on pools of several instance types");
        }
        match self.endpoint.filter(|endpoint| endpoint.now.is_some()) {
            Some(endpoint) => format!(
                "{what}: the description of an endpoint does not have its instance type; `aws sagemaker describe-endpoint-config --endpoint-config-name {}` has",
                one_line(&endpoint.configuration)
            ),
            None => format!("{what}: it has no instance type"),
        }
    }

    /// How many instances run, or between how many.
    fn count(
        &self,
        part: &Part<'_>,
        name: &str,
        what: &str,
        target: Option<(u64, u64)>,
        to: &mut Running,
    ) -> Result<Option<Vec<(&'static str, String)>>, String> {
        let managed = ["ManagedInstanceScaling", "managed_instance_scaling"];
        let managed = part.block(managed)?;
        let mut range = target;
        if let Some(managed) = managed {
            let status = managed.text(["Status", "status"])?;
            let least = managed.whole(["MinInstanceCount", "min_instance_count"])?;
            let most = managed.positive(["MaxInstanceCount", "max_instance_count"])?;
            let bounds = least.zip(most).filter(|_| status != Some("DISABLED"));
            if range.is_none() && bounds.is_some() && status.is_none() {
                to.assumed.push(format!(
                    "The {what} is taken to scale between its bounds: it does not say whether it does."
                ));
            }
            range = range.or(bounds);
        }
        if let Some((least, most)) = range {
            let scaling = if least == 0 {
                "scale-to-zero"
            } else {
                "autoscaled"
            };
            let mut settings = vec![("scaling", quoted(scaling))];
            if least > 0 {
                settings.push(("min_instances", least.to_string()));
            }
            settings.push(("max_instances", most.to_string()));
            return Ok(Some(settings));
        }
        let now = self.endpoint.map(|own| own.count(name)).transpose()?;
        if let Some(now) = now.flatten() {
            return Ok(if now == 0 {
                to.left_out.push(format!("{what}: no instance runs now"));
                None
            } else {
                Some(vec![("instance_count", now.to_string())])
            });
        }
        let Some(initial) = part.positive(INITIAL_COUNT)? else {
            to.left_out
                .push(format!("{what}: it says no number of instances"));
            return Ok(None);
        };
        to.assumed.push(format!(
            "The {what} is taken to run {initial} x {} in all hours, with which it starts.",
            one_line(part.text(INSTANCE_TYPE)?.unwrap_or_default())
        ));
        Ok(Some(vec![("instance_count", initial.to_string())]))
    }
}
