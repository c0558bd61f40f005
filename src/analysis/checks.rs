//! Checks over plans that have been evaluated, and over all plans of a scenario.

use super::evaluate::{Evaluated, Status};
use crate::{
    capacity::Rule,
    catalog::{Catalog, Origin, Query},
    demand::Kind,
    need::{NeedKind, Service},
    plan::{Mode, Note},
    requirement::RequirementKind,
    scenario::{PlanEntry, Scenario},
    units::{Exact, Meter, grouped},
};

/// Below this share of use, in percent, what runs is called idle.
const IDLE_PERCENT: u64 = 20;

/// What to beware of in one plan, or in the plans of a composition.
pub(super) fn of_plan(scenario: &Scenario, catalog: &Catalog, result: &Evaluated<'_>) -> Vec<Note> {
    if result.status == Status::Infeasible {
        return Vec::new();
    }
    let mut notes: Vec<Note> = result
        .parts
        .iter()
        .flat_map(|part| of_plan(scenario, catalog, &part.result))
        .collect();
    if let Some(entry) = result.entry.plan() {
        notes.extend(idle(entry, result));
        notes.extend(uplift(scenario, catalog, entry));
        notes.extend(old_prices(entry, result));
    }
    notes
}

/// What to beware of in the scenario as a whole.
pub(super) fn of_scenario(
    scenario: &Scenario,
    catalog: &Catalog,
    results: &[Evaluated<'_>],
) -> Vec<Note> {
    let checks = [
        exportable(scenario, results),
        filters_or_bias(scenario),
        same_tokens(scenario, catalog, results),
        accuracy(scenario),
    ];
    checks.into_iter().flatten().collect()
}

/// Units that are paid whatever they do, and do little.
fn idle(entry: &PlanEntry, result: &Evaluated<'_>) -> Option<Note> {
    let sizing = &result.sizing.as_ref()?.peak_month;
    let stays = matches!(
        sizing.rule,
        Rule::GivenCount
            | Rule::GivenCountChecked
            | Rule::FixedAtPeakHour
            | Rule::TargetTracking
            | Rule::Scheduled
    );
    let used = sizing.mean_utilisation()? * Exact::from(100u64);
    if !stays || used >= Exact::from(IDLE_PERCENT) {
        return None;
    }
    let used = grouped(&used, 1);
    let message = format!("what runs is used to {used} % on average, and is paid all the same");
    Some(Note::new("idle-endpoint", entry.path.clone(), message))
}

/// How much more a model costs where its calls are processed in the region or its geography.
fn uplift(scenario: &Scenario, catalog: &Catalog, entry: &PlanEntry) -> Option<Note> {
    let scope = entry.plan.facets().scope;
    let by_token = matches!(
        entry.mode,
        Mode::BedrockOnDemand | Mode::BedrockBatch | Mode::BedrockReserved
    );
    if !by_token || scope == "global" {
        return None;
    }
    let model = scenario.models.get(entry.model.as_ref()?)?;
    let at = |scope: &str| {
        let query = Query {
            service: "bedrock",
            item: model.bedrock_id.as_deref()?,
            offer: "on-demand",
            region: &entry.region,
            scope,
            tier: "standard",
            ..Query::default()
        };
        let row = catalog.find(&query, Meter::InputTokens)?;
        Exact::from(row.usd).checked_div(&Exact::from(row.per))
    };
    let more = at(scope)?.checked_div(&at("global")?)? - Exact::one();
    if !more.is_positive() {
        return None;
    }
    let percent = grouped(&(more * Exact::from(100u64)), 1);
    let message = format!(
        "input costs {percent} % more than by a global profile, where data may be processed anywhere"
    );
    Some(Note::new(
        "geo-uplift",
        format!("{}.scope", entry.path),
        message,
    ))
}

/// Prices that were last seen more than a year before the edition.
fn old_prices(entry: &PlanEntry, result: &Evaluated<'_>) -> Option<Note> {
    let edition = Catalog::edition();
    let (year, day) = edition.split_once('-')?;
    let year: u32 = year.parse().ok()?;
    let since = format!("{}-{day}", year.checked_sub(1)?);
    let charges = result.bill.lines().iter().filter_map(|line| line.charge());
    let sources = charges.map(|charge| &charge.source);
    let listed = sources.filter(|source| source.origin == Origin::Catalog);
    let seen = listed.filter_map(|source| source.checked_on.as_deref());
    let oldest = seen.filter(|seen| *seen < since.as_str()).min()?;
    let message = format!(
        "prices of this plan were last seen on {oldest}: more than a year before the edition of the catalog"
    );
    Some(Note::new(
        "prices-older-than-edition",
        entry.path.clone(),
        message,
    ))
}

/// Weights that are wanted out, and a model that is customised where they stay.
fn exportable(scenario: &Scenario, results: &[Evaluated<'_>]) -> Option<Note> {
    let wanted = [RequirementKind::ExportWeights, RequirementKind::OwnWeights];
    let wanted = wanted
        .into_iter()
        .find(|kind| scenario.requirements.asks(*kind))?;
    let customised = scenario
        .needs
        .kinds()
        .any(|kind| kind == NeedKind::Customisation);
    let is_custom = |mode: &str| mode == Mode::BedrockCustomOnDemand.id();
    let stays = results.iter().any(|result| {
        let mode = result.entry.mode();
        is_custom(mode) || (customised && mode.starts_with(Service::Bedrock.id()))
    });
    stays.then(|| {
        Note::new(
            "fine-tuned-model-exportable",
            format!("requirements.{}", wanted.id()),
            "a model that is fine-tuned on Bedrock stays with AWS and cannot be taken out",
        )
    })
}

/// Filters and bias are two things.
fn filters_or_bias(scenario: &Scenario) -> Option<Note> {
    let bias = RequirementKind::BiasExplainability;
    let filters = scenario
        .requirements
        .asks(RequirementKind::ContentFiltering)
        || scenario
            .needs
            .kinds()
            .any(|kind| kind == NeedKind::Guardrails);
    (scenario.requirements.asks(bias) && filters).then(|| {
        Note::new(
            "guardrails-or-clarify",
            format!("requirements.{}", bias.id()),
            "Guardrails filter content and do not measure bias or explain predictions: that is for jobs on SageMaker AI",
        )
    })
}

/// Models of several makers that are taken to count tokens alike.
fn same_tokens(scenario: &Scenario, catalog: &Catalog, results: &[Evaluated<'_>]) -> Option<Note> {
    if !matches!(
        scenario.workload.kind,
        Kind::Text | Kind::Multimodal | Kind::Embedding
    ) {
        return None;
    }
    let names = results
        .iter()
        .filter_map(|result| result.entry.plan()?.model.as_deref());
    let mut alike: Vec<(&str, &str)> = Vec::new();
    for name in names {
        let Some(choice) = scenario.models.get(name) else {
            continue;
        };
        let factors = [choice.factors.input_tokens, choice.factors.output_tokens];
        let maker = choice.id.as_deref().and_then(|id| catalog.model(id));
        let maker = maker.map_or("", |model| model.provider.as_str());
        let is_known = alike.iter().any(|(_, other)| *other == maker);
        if !maker.is_empty() && !is_known && factors.iter().all(|factor| *factor == 1.into()) {
            alike.push((name, maker));
        }
    }
    let [(one, _), (other, _), ..] = alike.as_slice() else {
        return None;
    };
    Some(Note::new(
        "token-counts-carried-over",
        format!("model.{other}.input_tokens_factor"),
        format!(
            "{one} and {other} are compared with the same token counts, and count tokens differently: give input_tokens_factor and output_tokens_factor"
        ),
    ))
}

/// A share of right answers of a model whose classes may be rare.
fn accuracy(scenario: &Scenario) -> Option<Note> {
    if scenario.workload.kind != Kind::Custom {
        return None;
    }
    let (name, _) = scenario
        .models
        .iter()
        .find(|(_, model)| model.factors.success_share.is_some())?;
    Some(Note::new(
        "accuracy-for-imbalanced-classes",
        format!("model.{name}.success_share"),
        "a share of right answers says little where what is looked for is rare: judge by precision and recall",
    ))
}
