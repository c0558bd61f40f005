//! Plans made for a scenario that names models but no plans.

mod bedrock;
mod sagemaker;

use crate::{
    catalog::Catalog,
    demand::Kind,
    plan::Mode,
    scenario::{PlanEntry, Scenario},
    schema::{Node, Table, Value},
};

/// Every plan worth trying: for each model and region the scopes, tiers and terms that Bedrock
/// prices, and the instances that SageMaker AI prices.
pub(super) fn propose(scenario: &Scenario, catalog: &Catalog) -> Vec<PlanEntry> {
    let mut plans = Vec::new();
    let kind = scenario.workload.kind;
    let names: Vec<&String> = if scenario.proposed_models.is_empty() {
        scenario.models.keys().collect()
    } else {
        scenario.proposed_models.iter().collect()
    };
    for region in &scenario.regions {
        if kind == Kind::Custom && names.is_empty() {
            sagemaker::custom(scenario, catalog, None, region, &mut plans);
        }
        for name in &names {
            match kind {
                Kind::Training => {}
                Kind::Custom => {
                    sagemaker::custom(scenario, catalog, Some(name), region, &mut plans);
                }
                _ => of_model(scenario, catalog, name, region, &mut plans),
            }
        }
    }
    // Of equally dear plans the one with the fewest special choices comes first.
    plans.sort_by_key(|plan| plan.plan.choices().len());
    plans
}

/// What was assumed in proposing plans.
pub(super) fn assumed(scenario: &Scenario, proposed: &[PlanEntry]) -> Vec<String> {
    let mut assumed = Vec::new();
    if proposed.is_empty() {
        return assumed;
    }
    if scenario.workload.kind == Kind::Custom {
        assumed.push("No Bedrock plan is proposed: a model of one's own (tabular, vision, time series, …) runs on SageMaker AI or elsewhere.".to_owned());
        assumed
            .push("request_seconds is taken to be the same on every proposed instance.".to_owned());
        if scenario.workload.memory_gib.is_none() {
            assumed.push(
                "Every instance is taken to have enough memory (workload.memory_gib is not given)."
                    .to_owned(),
            );
        }
    } else if proposed.iter().any(|plan| plan.plan.instance().is_some()) {
        assumed.push("Models are proposed on instances with the weights as they were published; another `precision` is a plan to write.".to_owned());
    }
    assumed
}

fn of_model(
    scenario: &Scenario,
    catalog: &Catalog,
    name: &str,
    region: &str,
    plans: &mut Vec<PlanEntry>,
) {
    let Some(model) = scenario.models.get(name) else {
        return;
    };
    if let Some(item) = model.bedrock_id.as_deref() {
        let proposer = bedrock::Proposer {
            scenario,
            catalog,
            name,
            item,
            prefix: model.prefix.as_ref(),
            region,
            rows: &catalog.rows("bedrock", item),
        };
        proposer.propose(plans);
    }
    sagemaker::hosted(scenario, catalog, name, region, plans);
}

/// A plan of that mode with those choices; those that are empty are left out.
fn plan(
    scenario: &Scenario,
    mode: Mode,
    model: Option<&str>,
    region: &str,
    choices: &[(&str, Value)],
) -> Option<PlanEntry> {
    let mut table = Table::default();
    let mut put = |key: &str, value: Value| {
        if value != Value::Text(String::new()) {
            table.insert(key, 0..0, Node { span: 0..0, value });
        }
    };
    put("mode", Value::Text(mode.id().to_owned()));
    put("model", Value::Text(model.unwrap_or_default().to_owned()));
    put("region", Value::Text(region.to_owned()));
    for (key, value) in choices {
        put(key, value.clone());
    }
    PlanEntry::read(&table, &scenario.region, "plan".to_owned(), false)
}
