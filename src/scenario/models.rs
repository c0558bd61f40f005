//! The models of a scenario: names, prefixes, factors.

use std::collections::BTreeMap;

use super::{
    fields::{ModelFields, WorkloadFields},
    unknown_name,
};
use crate::{
    catalog::Catalog,
    demand::ModelFactors,
    schema::{Number, Placed, Problem, Span},
    units::Decimal,
};

/// A model as the scenario uses it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelChoice {
    /// The id of its row in the model table, where there is one.
    pub id: Option<String>,
    /// Its bare id on Bedrock.
    pub bedrock_id: Option<String>,
    /// The scope its prefix sets, and the geography it names.
    pub prefix: Option<Prefix>,
    /// What differs on it.
    pub factors: ModelFactors,
    /// Whether it can stand for the others.
    pub interchangeable: bool,
}

/// A cross-region prefix of a model id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The prefix, without its point.
    pub word: String,
    /// `geo` or `global`.
    pub scope: &'static str,
}

/// The prefixes of inference profiles.
const GEOGRAPHIES: [&str; 8] = ["us-gov", "us", "eu", "apac", "jp", "au", "in", "ca"];

/// Splits a prefix off a model id.
fn split(id: &str) -> (Option<Prefix>, &str) {
    let Some((word, rest)) = id.split_once('.') else {
        return (None, id);
    };
    let scope = match word {
        "global" => "global",
        word if GEOGRAPHIES.contains(&word) => "geo",
        _ => return (None, id),
    };
    if !rest.contains('.') {
        return (None, id);
    }
    (
        Some(Prefix {
            word: word.to_owned(),
            scope,
        }),
        rest,
    )
}

/// The `[model.*]` tables.
pub(super) fn read(
    tables: &BTreeMap<String, Placed<ModelFields>>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, ModelChoice> {
    let mut models = BTreeMap::new();
    for (name, fields) in tables {
        let factor = |number: &Option<Number>| number.as_ref().map_or(Decimal::ONE, |n| n.value);
        let mut choice = ModelChoice {
            factors: ModelFactors {
                input_tokens: factor(&fields.input_tokens_factor),
                output_tokens: factor(&fields.output_tokens_factor),
                success_share: fields.success_share.as_ref().map(|share| share.value),
            },
            interchangeable: fields.interchangeable.unwrap_or(true),
            ..ModelChoice::default()
        };
        if let Some(family) = &fields.family {
            match catalog.model(family) {
                Some(model) => {
                    choice.id = Some(model.id.clone());
                    choice.bedrock_id.clone_from(&model.bedrock_id);
                }
                None => problems.push(unknown_model(
                    catalog,
                    fields.places.of_key("family"),
                    family,
                )),
            }
        }
        if let Some(bedrock) = &fields.bedrock {
            let (prefix, bare) = split(bedrock);
            match catalog.model(bare) {
                Some(model) => {
                    if choice.id.as_ref().is_some_and(|id| *id != model.id) {
                        let message = "`family` and `bedrock` are two different models".to_owned();
                        problems.push(Problem::new(fields.places.of_key("bedrock"), message));
                    }
                    choice.id.get_or_insert_with(|| model.id.clone());
                    let id = model.bedrock_id.clone().unwrap_or_else(|| model.id.clone());
                    choice.bedrock_id = Some(id);
                }
                None => problems.push(unknown_model(
                    catalog,
                    fields.places.of_key("bedrock"),
                    bare,
                )),
            }
            choice.prefix = prefix;
        }
        if fields.family.is_none() && fields.bedrock.is_none() {
            // A table named like a model of the catalog says more about that one.
            if let Some(model) = catalog.model(name) {
                choice.id = Some(model.id.clone());
                choice.bedrock_id.clone_from(&model.bedrock_id);
            }
        }
        models.insert(name.clone(), choice);
    }
    models
}

/// A geographic prefix must be one of the calling region's.
pub(super) fn check_geography(
    catalog: &Catalog,
    prefix: Option<&Prefix>,
    region: &str,
    span: &Span,
    problems: &mut Vec<Problem>,
) {
    let Some(prefix) = prefix.filter(|prefix| prefix.scope == "geo") else {
        return;
    };
    let Some(region) = catalog.region(region) else {
        return;
    };
    if !region.geographies.contains(&prefix.word) {
        let message = format!(
            "the {}. profile cannot be called from {}",
            prefix.word, region.code
        );
        let known = region.geographies.join(", ");
        problems.push(Problem::new(span, message).help(format!("profiles there: {known}, global")));
    }
}

/// The model a plan or `workload.models` names: of a table, or of the catalog.
pub(super) fn named<'a>(
    name: &str,
    models: &'a mut BTreeMap<String, ModelChoice>,
    catalog: &Catalog,
) -> Option<&'a ModelChoice> {
    if !models.contains_key(name) {
        let (prefix, bare) = split(name);
        let model = catalog.model(bare)?;
        let choice = ModelChoice {
            id: Some(model.id.clone()),
            bedrock_id: model.bedrock_id.clone(),
            prefix,
            factors: ModelFactors::default(),
            interchangeable: true,
        };
        models.insert(name.to_owned(), choice);
    }
    models.get(name)
}

/// The models of `workload.models`.
pub(super) fn proposed(
    fields: &Placed<WorkloadFields>,
    models: &mut BTreeMap<String, ModelChoice>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    for name in &fields.models {
        if named(name, models, catalog).is_none() {
            problems.push(unknown_model(catalog, fields.places.of_key("models"), name));
        }
    }
    fields.models.clone()
}

/// A model nobody knows.
pub(super) fn unknown_model(catalog: &Catalog, span: &Span, name: &str) -> Problem {
    let known = catalog
        .models()
        .iter()
        .flat_map(|model| [model.id.as_str(), model.family.as_str()]);
    unknown_name(span, "model", name, known)
}
