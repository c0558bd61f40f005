//! The plans written in the file: their models, regions and ids.

use std::collections::BTreeMap;

use super::models::{ModelChoice, check_geography, named, unknown_model};
use crate::{
    catalog::Catalog,
    demand::{Kind, Workload},
    plan::{CommonFields, Mode, PLANS, Plan},
    schema::{Node, Placed, Problem, Table, Value},
    units::{Decimal, Exact},
};

/// A plan, and what identifies it.
#[derive(Debug)]
pub struct PlanEntry {
    /// Its id, unique in the scenario.
    pub id: String,
    /// The id made of its choices, which it has unless another was written.
    pub made: String,
    /// Its pricing model.
    pub mode: Mode,
    /// The model, by the name the scenario uses.
    pub model: Option<String>,
    /// Where it runs.
    pub region: String,
    /// Factor on its prices.
    pub price_multiplier: Decimal,
    /// What setting it up costs once.
    pub one_time_usd: Decimal,
    /// Its choices.
    pub plan: Box<dyn Plan>,
    /// Its path in the scenario.
    pub path: String,
    /// Whether the file has it; else it was proposed.
    pub written: bool,
}

impl PlanEntry {
    /// A plan from its checked table; `region` is the scenario's.
    pub fn read(table: &Table, region: &str, path: String, written: bool) -> Option<Self> {
        let common = Placed::<CommonFields>::read(table);
        let mode = Mode::from_id(common.mode.as_deref()?)?;
        let plan = mode.read(table);
        let own_region = common.region.clone().unwrap_or_else(|| region.to_owned());
        let made = make_id(
            mode,
            common.model.as_deref(),
            plan.as_ref(),
            &own_region,
            region,
        );
        Some(Self {
            id: common.id.clone().unwrap_or_else(|| made.clone()),
            made,
            mode,
            model: common.model.clone(),
            region: own_region,
            price_multiplier: common
                .price_multiplier
                .as_ref()
                .map_or(Decimal::ONE, |factor| factor.value),
            one_time_usd: common
                .one_time_usd
                .as_ref()
                .map(|usd| usd.value)
                .unwrap_or_default(),
            plan,
            path,
            written,
        })
    }

    /// The factor on its prices, exactly.
    pub fn multiplier(&self) -> Exact {
        Exact::from(self.price_multiplier)
    }
}

/// mode/model[/instance], the region if it is not the scenario's, and the choices.
fn make_id(
    mode: Mode,
    model: Option<&str>,
    plan: &dyn Plan,
    region: &str,
    scenario_region: &str,
) -> String {
    let mut id = mode.id().to_owned();
    for part in [model.or_else(|| plan.label()), plan.instance()]
        .into_iter()
        .flatten()
    {
        id.push('/');
        id.push_str(part);
    }
    if region != scenario_region {
        id.push('@');
        id.push_str(region);
    }
    for choice in plan.choices() {
        id.push('+');
        id.push_str(&choice);
    }
    id
}

/// Reads the plans of the file.
pub(super) fn read(
    tables: &[Table],
    region: &str,
    workload: &Workload,
    models: &mut BTreeMap<String, ModelChoice>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Vec<PlanEntry> {
    let mut plans: Vec<(PlanEntry, &Table)> = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let before = problems.len();
        let scoped = resolve(table, region, workload, models, catalog, problems);
        if problems.len() > before {
            continue;
        }
        let path = table
            .text("id")
            .map_or_else(|| format!("plan.{}", at + 1), |id| format!("plan.{id}"));
        let Some(entry) = PlanEntry::read(&scoped, region, path, true) else {
            continue;
        };
        if let Some((_, other)) = plans.iter().find(|(other, _)| other.id == entry.id) {
            let first = tables
                .iter()
                .position(|table| std::ptr::eq(table, *other))
                .unwrap_or(0);
            let place = |table: &Table| {
                table
                    .get("id")
                    .map_or(table.span.clone(), |node| node.span.clone())
            };
            let message = format!("plan {} is called `{}` too", first + 1, entry.id);
            problems.push(Problem::new(&place(other), message));
            let message = format!("plan {} is called `{}` too", at + 1, entry.id);
            let help = "give one of them an `id` of its own";
            problems.push(Problem::new(&place(table), message).help(help));
        }
        plans.push((entry, table));
    }
    plans.into_iter().map(|(entry, _)| entry).collect()
}

/// A fine-tune that is no model of its own is known by the model it was made from.
fn base_of(
    mode: Mode,
    name: &str,
    base: Option<&str>,
    models: &mut BTreeMap<String, ModelChoice>,
    catalog: &Catalog,
) {
    let base = base.and_then(|base| catalog.model(base));
    let (Mode::BedrockCustomOnDemand, Some(base)) = (mode, base) else {
        return;
    };
    if models.get(name).is_some() || catalog.model(name).is_none() {
        let choice = models
            .entry(name.to_owned())
            .or_insert_with(|| ModelChoice {
                interchangeable: true,
                ..ModelChoice::default()
            });
        if choice.bedrock_id.is_none() {
            choice.id = Some(base.id.clone());
            choice.bedrock_id.clone_from(&base.bedrock_id);
        }
    }
}

/// Checks the names in a plan's table, and writes the scope its model's prefix sets into a copy.
fn resolve(
    table: &Table,
    region: &str,
    workload: &Workload,
    models: &mut BTreeMap<String, ModelChoice>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Table {
    let mut table = table.clone();
    let common = Placed::<CommonFields>::read(&table);
    let places = &common.places;
    let Some(mode) = common.mode.as_deref().and_then(Mode::from_id) else {
        return table;
    };
    problems.extend(super::plan_rules::check(&table, mode));
    let own_region = common.region.as_deref().unwrap_or(region);
    if common.region.is_some() {
        super::check_region(catalog, own_region, places.of_key("region"), problems);
    }
    if let Some(instance) = table.text("instance") {
        check_instance(catalog, instance, places.of_key("instance"), problems);
    }
    if let Some(base) = table.text("base_model")
        && catalog.model(base).is_none()
    {
        problems.push(unknown_model(catalog, places.of_key("base_model"), base));
    }
    let Some(name) = common.model.as_deref() else {
        let needed = mode.id().starts_with("bedrock.") && mode != Mode::BedrockMarketplace;
        if needed && !matches!(workload.kind, Kind::Custom | Kind::Training) {
            let message = format!("`model` is missing: {} needs one", mode.id());
            problems.push(Problem::new(&table.span, message));
        }
        return table;
    };
    base_of(mode, name, table.text("base_model"), models, catalog);
    let Some(choice) = named(name, models, catalog) else {
        let anything =
            matches!(workload.kind, Kind::Custom | Kind::Training) || mode == Mode::External;
        if !anything {
            problems.push(unknown_model(catalog, places.of_key("model"), name));
        }
        return table;
    };
    let prefix = choice.prefix.clone();
    check_geography(
        catalog,
        prefix.as_ref(),
        own_region,
        places.of_key("model"),
        problems,
    );
    let fields = PLANS.fields(mode.id()).unwrap_or_default();
    let has_scope = fields
        .iter()
        .flat_map(|part| part.iter())
        .any(|field| field.name == "scope");
    if let (Some(prefix), true) = (prefix, has_scope) {
        match table.text("scope") {
            Some(scope) if scope != prefix.scope => problems.push(Problem::new(
                places.of_key("scope"),
                format!(
                    "the model's prefix `{}.` means scope {}, here it is {scope}",
                    prefix.word, prefix.scope
                ),
            )),
            _ => {
                let span = table.span.clone();
                let node = Node {
                    span: span.clone(),
                    value: Value::Text(prefix.scope.to_owned()),
                };
                table.insert("scope", span, node);
            }
        }
    }
    table
}

/// An instance type the API or a price knows.
fn check_instance(
    catalog: &Catalog,
    name: &str,
    span: &crate::schema::Span,
    problems: &mut Vec<Problem>,
) {
    if catalog.instance(name).is_none() && catalog.rows("sagemaker", name).is_empty() {
        problems.push(super::unknown_name(
            span,
            "instance type",
            name,
            catalog.instance_names(),
        ));
    }
}
