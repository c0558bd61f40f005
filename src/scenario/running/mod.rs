//! What runs today, from what describes it: answers of the AWS CLI and of Terraform become plans.
//!
//! The facts are AWS's own: the service models of Amazon SageMaker AI (`DescribeEndpointConfig`,
//! `DescribeEndpoint`), Amazon Bedrock (`ListProvisionedModelThroughputs`,
//! `GetProvisionedModelThroughput`) and Application Auto Scaling; for Terraform its JSON output format
//! and the resources of the AWS provider. What such a file does not say is not guessed: it is said.

mod endpoint;
mod pairs;
mod part;
mod provisioned;
mod terraform;

use std::collections::{BTreeMap, BTreeSet};

use serde::{
    Deserializer as _,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Deserializer, Value};

use self::{
    pairs::{Configuration, Endpoint, Endpoints, once},
    part::{Part, one_line},
};
use super::{ModelChoice, Scenario, draft::quoted};
use crate::catalog::Catalog;

/// Plans that one file may give: more than anybody compares.
const MOST_PLANS: usize = 500;

/// What runs, as plans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Running {
    /// In the order of the file.
    pub plans: Vec<RunningPlan>,
    /// What was assumed of them.
    pub assumed: Vec<String>,
    /// What runs, or will, and is in none of the plans.
    pub left_out: Vec<String>,
}

/// Something that runs, as a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningPlan {
    /// The plan's id: what AWS's console calls it.
    pub id: String,
    /// What it is, in words.
    what: String,
    serves: Serves,
    /// Keys of the plan and their values, as TOML.
    settings: Vec<(&'static str, String)>,
}

/// What a file says of the model behind a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Serves {
    /// A model of the catalog, on Bedrock.
    Bedrock(String),
    /// A model of the account, by the name it has there, if it has one.
    Own(Option<String>),
}

/// What describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Described {
    Configuration,
    Endpoint,
    ThroughputList,
    Throughput,
    ScalableTargets,
    Terraform,
    TerraformState,
}

impl Described {
    /// What an object with such keys is.
    fn of(has: &dyn Fn(&str) -> bool) -> Option<Self> {
        let known = [
            (Self::ThroughputList, has("provisionedModelSummaries")),
            (Self::Throughput, has("provisionedModelArn")),
            (
                Self::Endpoint,
                has("EndpointName") || has("EndpointArn") || has("EndpointStatus"),
            ),
            (
                Self::Configuration,
                has("EndpointConfigName") || has("EndpointConfigArn"),
            ),
            (
                Self::Terraform,
                has("format_version")
                    && ["terraform_version", "values", "planned_values"]
                        .into_iter()
                        .any(has),
            ),
            (Self::ScalableTargets, has("ScalableTargets")),
            (Self::TerraformState, has("lineage") && has("serial")),
        ];
        known
            .into_iter()
            .find(|(_, is)| *is)
            .map(|(described, _)| described)
    }
}

/// Whether a file that begins like this describes what runs.
pub fn is_running(beginning: &[u8]) -> bool {
    let beginning = beginning
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(beginning);
    let mut keys = Keys(BTreeSet::new());
    // The beginning may end anywhere: what counts are the keys before its end.
    let _cut = Deserializer::from_slice(beginning).deserialize_any(&mut keys);
    Described::of(&|key| keys.0.contains(key)).is_some()
}

/// The keys of an object, or of the first one in a list.
struct Keys(BTreeSet<String>);

impl<'de> Visitor<'de> for &mut Keys {
    type Value = ();

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            self.0.insert(key);
            let IgnoredAny = map.next_value()?;
        }
        Ok(())
    }
}

/// Reads what runs from the JSON that describes it: one document, or several after each other.
///
/// # Errors
/// What is wrong with the text, with its place in it; a text that describes nothing that is known.
pub fn running(text: &str, catalog: &Catalog) -> Result<Running, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let documents = Deserializer::from_str(text).into_iter::<Value>();
    let documents: Result<Vec<Value>, _> = documents.collect();
    let documents = documents.map_err(|error| format!("it is no whole JSON: {error}"))?;
    let mut found = Found::default();
    for (at, document) in documents.iter().enumerate() {
        let at = if documents.len() > 1 {
            format!("document {}", at + 1)
        } else {
            String::new()
        };
        found.read(&Part::new(document, at), document)?;
    }
    let mut running = Running {
        assumed: found.assumed,
        left_out: found.left_out,
        ..Running::default()
    };
    let throughputs = once(found.throughputs, &mut running)?;
    let endpoints = found.endpoints.once(&mut running)?;
    let plans = throughputs.len() + endpoints.most_plans();
    if plans > MOST_PLANS {
        return Err(format!(
            "{plans} endpoints and provisioned throughputs are in it, and a plan for each: {MOST_PLANS} are the most"
        ));
    }
    for throughput in &throughputs {
        provisioned::add(throughput, catalog, &mut running)?;
    }
    endpoints.add(catalog, &mut running)?;
    running.finished()
}

/// What a file describes, before it is put together.
#[derive(Default)]
struct Found<'a> {
    endpoints: Endpoints<'a>,
    throughputs: Vec<provisioned::Throughput<'a>>,
    assumed: Vec<String>,
    left_out: Vec<String>,
}

impl<'a> Found<'a> {
    fn read(&mut self, part: &Part<'a>, document: &Value) -> Result<(), String> {
        let Some(described) = Described::of(&|key| document.get(key).is_some()) else {
            return Err("it is none of: aws sagemaker describe-endpoint-config, aws sagemaker describe-endpoint, aws application-autoscaling describe-scalable-targets, aws bedrock list-provisioned-model-throughputs, terraform show -json".to_owned());
        };
        match described {
            Described::Configuration => {
                let configuration = Configuration::described(part)?;
                self.endpoints.configurations.push(configuration);
            }
            Described::Endpoint => self.endpoints.all.push(Endpoint::described(part)?),
            Described::ScalableTargets => self.endpoints.scalable(part, &mut self.left_out)?,
            Described::Throughput => {
                let throughput = provisioned::Throughput::described(part.clone())?;
                self.throughputs.push(throughput);
            }
            Described::ThroughputList => {
                let all = part.list(["provisionedModelSummaries", ""])?;
                for one in all {
                    let throughput = provisioned::Throughput::described(one)?;
                    self.throughputs.push(throughput);
                }
                if part.has(["nextToken", ""]) {
                    let more = "the list of provisioned throughput goes on: this is its first page";
                    self.left_out.push(more.to_owned());
                }
            }
            Described::Terraform => terraform::read(part, self)?,
            Described::TerraformState => {
                return Err(
                    "it is Terraform's own state file: give the output of `terraform show -json`"
                        .to_owned(),
                );
            }
        }
        Ok(())
    }
}

impl Running {
    fn finished(mut self) -> Result<Self, String> {
        if self.plans.is_empty() {
            let mut message = "nothing in it runs that a plan can stand for".to_owned();
            let named: Vec<&str> = self.left_out.iter().take(5).map(String::as_str).collect();
            if !named.is_empty() {
                message.push_str(": ");
                message.push_str(&named.join("; "));
            }
            return Err(message);
        }
        self.tell_apart();
        Ok(self)
    }

    /// Gives plans of one name, as there may be in several regions, ids with their regions.
    fn tell_apart(&mut self) {
        let mut named: BTreeMap<String, u32> = BTreeMap::new();
        for plan in &self.plans {
            *named.entry(plan.id.clone()).or_default() += 1;
        }
        let mut ids = BTreeSet::new();
        for plan in &mut self.plans {
            let mut settings = plan.settings.iter();
            let region = settings.find(|(key, _)| *key == "region");
            if let Some((_, region)) = region
                && named.get(&plan.id).is_some_and(|count| *count > 1)
            {
                plan.id = format!("{} {}", plan.id, region.trim_matches('"'));
            }
            // An endpoint and a throughput may share a name.
            let own = plan.id.clone();
            let mut at = 1u32;
            while !ids.insert(plan.id.clone()) {
                at += 1;
                plan.id = format!("{own}-{at}");
            }
        }
    }

    /// The `[[plan]]` tables, to be put below a scenario; `model_of` names the model of a plan as that
    /// scenario does, where it is known.
    fn tables(&self, model_of: &dyn Fn(&RunningPlan) -> Option<String>) -> String {
        let tables = self.plans.iter().map(|plan| plan.table(model_of(plan)));
        let tables: Vec<String> = tables.collect();
        tables.join("\n")
    }

    /// The `[[plan]]` tables with what was assumed and left out as comments, for no scenario in
    /// particular.
    pub fn to_toml(&self) -> String {
        let assumed = self.assumed.iter().map(|one| format!("# {one}\n"));
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|one| format!("# Not in these plans: {one}\n"));
        let mut text: String = assumed.chain(left_out).collect();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&self.tables(&|plan| match &plan.serves {
            Serves::Bedrock(id) => Some(id.clone()),
            Serves::Own(_) => None,
        }));
        text
    }

    /// The `[[plan]]` tables as plans of `scenario`, and what was assumed of their models.
    pub fn beside(&self, scenario: Option<&Scenario>, catalog: &Catalog) -> (String, Vec<String>) {
        let model = |plan: &RunningPlan| plan.model(scenario, catalog);
        let tables = self.tables(&|plan| model(plan).0);
        (
            tables,
            self.plans.iter().filter_map(|plan| model(plan).1).collect(),
        )
    }
}

impl RunningPlan {
    /// The name of its model in `scenario`, and what was assumed of it.
    fn model(
        &self,
        scenario: Option<&Scenario>,
        catalog: &Catalog,
    ) -> (Option<String>, Option<String>) {
        let models = scenario.map(|scenario| &scenario.models);
        let models = || models.into_iter().flatten();
        match &self.serves {
            Serves::Bedrock(id) => {
                let is = |choice: &ModelChoice| choice.id.as_ref() == Some(id);
                let named: Vec<&String> = models()
                    .filter(|(_, choice)| is(choice))
                    .map(|(name, _)| name)
                    .collect();
                match named.as_slice() {
                    [one] => (Some((*one).clone()), None),
                    _ => (Some(id.clone()), None),
                }
            }
            Serves::Own(own) => {
                let own = own.as_deref();
                if let Some(own) = own
                    && models().any(|(name, _)| name == own)
                {
                    return (Some(own.to_owned()), None);
                }
                let all: Vec<(&String, &ModelChoice)> = models().collect();
                match all.as_slice() {
                    [(name, choice)] if may_be_hosted(choice, catalog) => {
                        let assumed = format!(
                            "`{}` is taken to serve `{}`, the only model of the scenario.",
                            self.id,
                            one_line(name)
                        );
                        (Some((*name).clone()), Some(assumed))
                    }
                    _ => (None, Some(self.unknown_model(own))),
                }
            }
        }
    }

    /// What is said where the model is not known, and what to do.
    fn unknown_model(&self, own: Option<&str>) -> String {
        let how = match own {
            Some(own) => format!(
                "a table [model.{}] with `family` or `bedrock` says it",
                if own
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                {
                    own.to_owned()
                } else {
                    quoted(own)
                }
            ),
            None => {
                "import the file, and write `model` and `capacity` into its [[plan]]".to_owned()
            }
        };
        format!(
            "Which model `{}` serves is not known, so that its capacity cannot be estimated: {how}.",
            self.id
        )
    }

    fn table(&self, model: Option<String>) -> String {
        let model = match (model, &self.serves) {
            (Some(model), _) => format!("model = {}", quoted(&model)),
            (None, Serves::Own(Some(own))) => {
                format!(
                    "# model = \"\"  # the scenario's name for {}",
                    one_line(own)
                )
            }
            (None, _) => "# model = \"\"  # the scenario's name for what it serves".to_owned(),
        };
        let head = [
            format!("# {}", self.what),
            "[[plan]]".to_owned(),
            format!("id = {}", quoted(&self.id)),
            model,
        ];
        let settings = self.settings.iter();
        let settings = settings.map(|(key, value)| format!("{key} = {value}"));
        let lines = head.into_iter().chain(settings);
        lines.map(|line| line + "\n").collect()
    }
}

/// Whether anybody can have the weights of a model.
fn may_be_hosted(choice: &ModelChoice, catalog: &Catalog) -> bool {
    let model = choice.id.as_deref().and_then(|id| catalog.model(id));
    !model.is_some_and(|model| {
        model.weights.is_none() && model.licence.as_deref() == Some("proprietary")
    })
}

#[cfg(test)]
mod tests;
