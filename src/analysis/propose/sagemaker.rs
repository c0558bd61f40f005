//! Proposals on SageMaker AI: the instances that may hold the model and are priced, scaled in the
//! ways that suit the workload.

use super::plan;
use crate::{
    catalog::{Catalog, Instance, Query},
    demand::{Kind, Latency},
    plan::Mode,
    scenario::{PlanEntry, Scenario},
    schema::Value,
    units::{Decimal, Exact, InstanceHours},
};

/// Memory sizes of serverless inference, in MiB.
const SERVERLESS_MIB: [u32; 6] = [1024, 2048, 3072, 4096, 5120, 6144];
const MIB_PER_GIB: u32 = 1_024;

/// The plans of a language model whose dimensions are known: on every instance with accelerators.
pub(super) fn hosted(
    scenario: &Scenario,
    catalog: &Catalog,
    name: &str,
    region: &str,
    plans: &mut Vec<PlanEntry>,
) {
    if !matches!(scenario.workload.kind, Kind::Text | Kind::Multimodal) {
        return;
    }
    let choice = scenario.models.get(name);
    let model = choice.and_then(|choice| catalog.model(choice.id.as_deref()?));
    let is_known = model.is_some_and(|model| model.architecture.is_some());
    if !is_known {
        return;
    }
    let fits = |instance: &Instance| catalog.accelerator_of(instance).is_some();
    instances(scenario, catalog, Some(name), region, &fits, plans);
}

/// The plans of a model of the user's own: on every instance, and serverless, with the memory it
/// needs.
pub(super) fn custom(
    scenario: &Scenario,
    catalog: &Catalog,
    name: Option<&str>,
    region: &str,
    plans: &mut Vec<PlanEntry>,
) {
    let needed = scenario.workload.memory_gib.unwrap_or(Decimal::ZERO);
    let fits = |instance: &Instance| instance.memory_gib >= needed;
    instances(scenario, catalog, name, region, &fits, plans);
    let sizes = SERVERLESS_MIB.iter().filter(|mib| {
        let gib = Exact::ratio(u64::from(**mib), u64::from(MIB_PER_GIB));
        gib.is_some_and(|gib| gib >= Exact::from(needed))
    });
    for mib in sizes {
        let memory = [("memory_mib", Value::Number(mib.to_string()))];
        plans.extend(plan(
            scenario,
            Mode::SagemakerServerless,
            name,
            region,
            &memory,
        ));
    }
}

/// Endpoints, asynchronous endpoints and jobs on the instances that fit.
fn instances(
    scenario: &Scenario,
    catalog: &Catalog,
    name: Option<&str>,
    region: &str,
    fits: &dyn Fn(&Instance) -> bool,
    plans: &mut Vec<PlanEntry>,
) {
    let text = |word: &str| Value::Text(word.to_owned());
    let latency = scenario.workload.latency;
    let waits = latency != Latency::Interactive;
    let modes = [
        (Mode::SagemakerEndpoint, "hosting", "fixed", true),
        (Mode::SagemakerEndpoint, "hosting", "autoscaled", true),
        (Mode::SagemakerAsync, "async", "", waits),
        (
            Mode::SagemakerBatchTransform,
            "batch-transform",
            "",
            latency == Latency::Offline,
        ),
    ];
    for instance in catalog.instance_names() {
        let Some(known) = catalog.instance(instance).filter(|known| fits(known)) else {
            continue;
        };
        for (mode, offer, scaling, suits) in modes {
            let query = Query {
                service: "sagemaker",
                item: instance,
                offer,
                region,
                ..Query::default()
            };
            let accepted = match mode {
                Mode::SagemakerBatchTransform => known.accepted.batch_transform,
                _ => known.accepted.hosting,
            };
            if suits && accepted && catalog.price::<InstanceHours>(&query).is_ok() {
                let choices = [("instance", text(instance)), ("scaling", text(scaling))];
                plans.extend(plan(scenario, mode, name, region, &choices));
            }
        }
    }
}
