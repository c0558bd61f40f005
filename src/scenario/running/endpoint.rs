//! Endpoints of Amazon SageMaker AI: what their configurations say, and what is known beside it.
//!
//! Source: the service model of Amazon SageMaker AI (`DescribeEndpointConfig`, `DescribeEndpoint`),
//! that of Application Auto Scaling (`ScalableTarget`), and Terraform's
//! `aws_sagemaker_endpoint_configuration`, `aws_sagemaker_endpoint` and `aws_appautoscaling_target`.

use super::{
    Running, RunningPlan, Serves,
    pairs::{Configuration, Endpoint, Targets, shown},
    part::{Key, Part, id, one_line},
};
use crate::{catalog::Catalog, scenario::draft::quoted};

const VARIANTS: Key = ["ProductionVariants", "production_variants"];
const SHADOWS: Key = ["ShadowProductionVariants", "shadow_production_variants"];
const VARIANT_NAME: Key = ["VariantName", "variant_name"];
const INSTANCE_TYPE: Key = ["InstanceType", "instance_type"];
const INITIAL_COUNT: Key = ["InitialInstanceCount", "initial_instance_count"];
const RESERVED: Key = ["CapacityReservationConfig", "capacity_reservation_config"];
/// Production variants of an endpoint: the service model's limit.
const MOST_VARIANTS: usize = 10;

/// Adds the plan of an endpoint, of its configuration, or of both.
pub(super) fn add(
    configuration: Option<&Configuration<'_>>,
    endpoint: Option<&Endpoint<'_>>,
    targets: &mut Targets,
    catalog: &Catalog,
    to: &mut Running,
) -> Result<(), String> {
    let described = configuration.map(|own| &own.part);
    let part = described.or_else(|| endpoint.and_then(Endpoint::now));
    let own_name = endpoint.map(|own| own.name.clone());
    let name = own_name.or_else(|| configuration.map(|own| own.name.clone()));
    let name = name.unwrap_or_default();
    let at = endpoint.and_then(|own| own.region.clone());
    let at = at.or_else(|| configuration.and_then(|own| own.region.clone()));
    let kind = if endpoint.is_some() {
        "endpoint"
    } else {
        "endpoint configuration"
    };
    let what = format!("{kind} {}", shown(&name, at.as_deref()));
    let Some(part) = part else {
        let missing = endpoint.and_then(|own| own.configuration.as_deref());
        to.left_out.push(match missing {
            Some(missing) => format!(
                "{what}: its configuration {} is not in the file",
                one_line(missing)
            ),
            None => format!("{what}: its configuration is not said"),
        });
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
    of.variants(part, targets, to)?;
    of.beside(part, to)
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
        let what = &self.what;
        let mut serving = Vec::new();
        let mut idle = Vec::new();
        let variants = part.list(VARIANTS)?;
        if variants.len() > MOST_VARIANTS {
            to.left_out.push(format!(
                "{what}: it has {} variants, where {MOST_VARIANTS} are the most",
                variants.len()
            ));
            return Ok(());
        }
        for variant in &variants {
            let variant = self.variant(variant, targets)?;
            // The only one gets all requests, whatever its weight.
            if variant.is_idle && variants.len() > 1 {
                idle.push(variant);
            } else {
                serving.push(variant);
            }
        }
        if serving.is_empty() {
            let none = if idle.is_empty() {
                "it has no production variant"
            } else {
                "none of its variants serves requests, by their weights"
            };
            to.left_out.push(format!("{what}: {none}"));
            return Ok(());
        }
        for variant in idle {
            to.left_out.push(format!(
                "{}: it serves no request by its weight, and is paid for too",
                variant.what
            ));
        }
        self.serving(&serving, to)
    }

    /// What is said of a variant, in all places.
    fn variant<'b>(
        &'b self,
        part: &Part<'b>,
        targets: &mut Targets,
    ) -> Result<Variant<'b>, String> {
        let name = part.text(VARIANT_NAME)?.unwrap_or("AllTraffic");
        let (now, target) = match self.endpoint {
            Some(endpoint) => (
                endpoint.variant(name)?,
                targets.take(&endpoint.name, name, self.region.as_deref()),
            ),
            None => (None, Ok(None)),
        };
        let weight = match &now {
            Some(now) => now.number(["CurrentWeight", ""])?,
            None => None,
        };
        let initial = part.number(["InitialVariantWeight", "initial_variant_weight"])?;
        Ok(Variant {
            what: format!("{}, variant {}", self.what, one_line(name)),
            part: part.clone(),
            now,
            target,
            is_idle: weight.or(initial).is_some_and(|weight| is_zero(&weight)),
        })
    }

    /// Adds the plan of the variants that serve requests.
    fn serving(&self, variants: &[Variant<'_>], to: &mut Running) -> Result<(), String> {
        let what = &self.what;
        let mut own = Running::default();
        let mut all = Vec::new();
        for variant in variants {
            all.extend(self.plan(variant, &mut own)?);
        }
        if variants.len() > 1 {
            let Some(sum) = self.sum(&all, variants.len()) else {
                to.left_out.push(format!(
                    "{what}: it has {} variants that share the requests, and are not a fixed number of instances of one type in all: what runs costs all of them together",
                    variants.len()
                ));
                return Ok(());
            };
            own.assumed.push(format!(
                "The {} variants of {what} run on one instance type: they are taken as one plan with all of their instances.",
                variants.len()
            ));
            all = vec![sum];
        }
        to.assumed.append(&mut own.assumed);
        to.left_out.append(&mut own.left_out);
        to.plans.append(&mut all);
        Ok(())
    }

    /// The plan that is all of these, where they differ in nothing but their numbers of instances.
    fn sum(&self, all: &[RunningPlan], variants: usize) -> Option<RunningPlan> {
        const COUNT: &str = "instance_count";
        let (first, rest) = all.split_first().filter(|_| all.len() == variants)?;
        let beside = |plan: &RunningPlan| -> Vec<(&'static str, String)> {
            let settings = plan.settings.iter();
            settings.filter(|(key, _)| *key != COUNT).cloned().collect()
        };
        if rest.iter().any(|plan| beside(plan) != beside(first)) {
            return None;
        }
        let mut sum = 0u64;
        for plan in all {
            let (_, count) = plan.settings.iter().find(|(key, _)| *key == COUNT)?;
            sum = sum.checked_add(count.parse().ok()?)?;
        }
        let mut settings = first.settings.clone();
        for (_, count) in settings.iter_mut().filter(|(key, _)| *key == COUNT) {
            *count = sum.to_string();
        }
        let is_one_model = rest.iter().all(|plan| plan.serves == first.serves);
        Some(RunningPlan {
            id: first.id.clone(),
            what: self.what.clone(),
            serves: if is_one_model {
                first.serves.clone()
            } else {
                Serves::Own(None)
            },
            settings,
        })
    }

    /// The plan of a variant, or why there is none.
    fn plan(&self, variant: &Variant<'_>, to: &mut Running) -> Result<Option<RunningPlan>, String> {
        let (part, what) = (&variant.part, &variant.what);
        let now = match &variant.now {
            Some(now) => now.block(["CurrentServerlessConfig", ""])?,
            None => None,
        };
        let serverless = match now {
            Some(now) => Some(now),
            None => part.block(["ServerlessConfig", "serverless_config"])?,
        };
        let settings = match serverless {
            Some(serverless) => Some(self.serverless(&serverless, what)?),
            None => self.instances(variant, to)?,
        };
        let Some(settings) = settings else {
            return Ok(None);
        };
        let model = part.text(["ModelName", "model_name"])?;
        let is_configuration = part.has(INSTANCE_TYPE);
        if model.is_none() && is_configuration {
            to.left_out.push(format!(
                "{what}: it names no model, and inference components that it may have are not in the file; the plan is all of its instances"
            ));
        }
        for unknown in part.keys().filter(|key| !is_known(key)) {
            let left_out = format!("{what}: its setting {} is not known", one_line(unknown));
            to.left_out.push(left_out);
        }
        Ok(Some(RunningPlan {
            id: id(&self.name),
            what: what.clone(),
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
        variant: &Variant<'_>,
        to: &mut Running,
    ) -> Result<Option<Vec<(&'static str, String)>>, String> {
        let (part, what) = (&variant.part, &variant.what);
        let mut none = |why: &str| {
            to.left_out.push(format!("{what}: {why}"));
            Ok(None)
        };
        if part.has(["InstancePools", "instance_pools"]) {
            return none("it runs on pools of several instance types");
        }
        if part.has(RESERVED) {
            return none("its instances are of a capacity reservation, which is paid by itself");
        }
        if part.has(["AcceleratorType", "accelerator_type"]) {
            return none("it has an Elastic Inference accelerator, whose price is not known");
        }
        let Some(instance) = part.text(INSTANCE_TYPE)? else {
            return none(&self.no_instance());
        };
        let is_known = self.catalog.instance(instance).is_some()
            || !self.catalog.rows("sagemaker", instance).is_empty();
        if !is_known {
            return none(&format!(
                "its instance type {} is not known",
                one_line(instance)
            ));
        }
        let mode = if self.is_async {
            "sagemaker.async"
        } else {
            "sagemaker.endpoint"
        };
        let mut settings = self.begun(mode);
        settings.push(("instance", quoted(instance)));
        match count(variant, instance, to)? {
            Ok(count) => settings.extend(count),
            Err(why) => {
                to.left_out.push(format!("{what}: {why}"));
                return Ok(None);
            }
        }
        let volume = part.positive(["VolumeSizeInGB", "volume_size_in_gb"])?;
        settings.extend(volume.map(|volume| ("volume_gib", volume.to_string())));
        Ok(Some(settings))
    }

    fn no_instance(&self) -> String {
        match self.endpoint.filter(|endpoint| endpoint.now().is_some()) {
            Some(endpoint) => format!(
                "the description of an endpoint does not have its instance type; `aws sagemaker describe-endpoint-config --endpoint-config-name {}` has",
                one_line(endpoint.configuration.as_deref().unwrap_or("NAME"))
            ),
            None => "it has no instance type".to_owned(),
        }
    }
}

/// A variant of an endpoint or a configuration.
struct Variant<'a> {
    what: String,
    part: Part<'a>,
    /// What the API says of it where it runs.
    now: Option<Part<'a>>,
    /// Its bounds of automatic scaling, or why they are not known.
    target: Result<Option<(u64, u64)>, String>,
    /// Whether it gets no request, by its weight.
    is_idle: bool,
}

/// Settings of a variant that are read, or have no price: `ProductionVariant` of the service model,
/// its summary in `DescribeEndpoint`, and Terraform's `production_variants`.
const KNOWN: [&str; 24] = [
    "VariantName",
    "ModelName",
    "InitialInstanceCount",
    "InstanceType",
    "InitialVariantWeight",
    "CoreDumpConfig",
    "ServerlessConfig",
    "VolumeSizeInGB",
    "ModelDataDownloadTimeoutInSeconds",
    "ContainerStartupHealthCheckTimeoutInSeconds",
    "VariantInstanceProvisionTimeoutInSeconds",
    "EnableSSMAccess",
    "ManagedInstanceScaling",
    "RoutingConfig",
    "InferenceAmiVersion",
    "AcceleratorPartitionLayouts",
    "DeployedImages",
    "CurrentWeight",
    "DesiredWeight",
    "CurrentInstanceCount",
    "DesiredInstanceCount",
    "VariantStatus",
    "CurrentServerlessConfig",
    "DesiredServerlessConfig",
];

/// Whether a setting is one of these; Terraform writes them in lower case with underscores.
fn is_known(key: &str) -> bool {
    let plain = key.replace('_', "");
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(&plain))
}

/// Whether a number is 0, as it is written.
fn is_zero(number: &str) -> bool {
    let mantissa = number.split(['e', 'E']).next();
    !mantissa.is_some_and(|digits| digits.chars().any(|c| matches!(c, '1'..='9')))
}

/// Keys of a plan and their values, or why there are none.
type Settings = Result<Vec<(&'static str, String)>, String>;

/// How many instances run, or between how many.
fn count(variant: &Variant<'_>, instance: &str, to: &mut Running) -> Result<Settings, String> {
    let what = &variant.what;
    let target = match &variant.target {
        Ok(target) => *target,
        Err(why) => return Ok(Err(why.clone())),
    };
    let range = match target {
        Some(target) => Some(target),
        None => match managed(variant, to)? {
            Ok(range) => range,
            Err(why) => return Ok(Err(why)),
        },
    };
    if let Some((least, most)) = range {
        return Ok(between(least, most));
    }
    if let Some(now) = &variant.now {
        let desired = now.whole(["DesiredInstanceCount", ""])?;
        let current = now.whole(["CurrentInstanceCount", ""])?;
        if let (Some(desired), Some(current)) = (desired, current)
            && desired != current
        {
            to.assumed.push(format!(
                "The {what} runs {current} instances, and {desired} were asked for: those that run are taken."
            ));
        }
        match current {
            Some(0) => return Ok(Err("no instance runs now".to_owned())),
            Some(current) => return Ok(Ok(vec![("instance_count", current.to_string())])),
            None => {}
        }
    }
    let Some(initial) = variant.part.positive(INITIAL_COUNT)? else {
        return Ok(Err("it says no number of instances".to_owned()));
    };
    to.assumed.push(format!(
        "The {what} is taken to run {initial} x {} in all hours, with which it starts.",
        one_line(instance)
    ));
    Ok(Ok(vec![("instance_count", initial.to_string())]))
}

/// The bounds of managed instance scaling, or why they are not known.
fn managed(
    variant: &Variant<'_>,
    to: &mut Running,
) -> Result<Result<Option<(u64, u64)>, String>, String> {
    let own = ["ManagedInstanceScaling", "managed_instance_scaling"];
    let Some(own) = variant.part.block(own)? else {
        return Ok(Ok(None));
    };
    let status = own.text(["Status", "status"])?;
    if status == Some("DISABLED") {
        return Ok(Ok(None));
    }
    let least = own.whole(["MinInstanceCount", "min_instance_count"])?;
    let most = own.positive(["MaxInstanceCount", "max_instance_count"])?;
    let Some(bounds) = least.zip(most) else {
        return Ok(Err(
            "its managed scaling does not say between how many instances".to_owned(),
        ));
    };
    if bounds.0 == 0 {
        // Terraform writes 0 where nothing is said, too.
        to.assumed.push(format!(
            "The {} is taken to scale down to no instance: the least number of its managed scaling is 0.",
            variant.what
        ));
    }
    if status.is_none() {
        to.assumed.push(format!(
            "The {} is taken to scale between its bounds: it does not say whether it does.",
            variant.what
        ));
    }
    Ok(Ok(Some(bounds)))
}

/// Automatic scaling between two numbers of instances.
fn between(least: u64, most: u64) -> Settings {
    if most == 0 || least > most {
        return Err(format!(
            "it scales between {least} and {most} instances, which is no range"
        ));
    }
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
    Ok(settings)
}
