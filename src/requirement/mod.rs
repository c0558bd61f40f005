//! What a scenario requires, and whether a plan meets it.
//!
//! Each requirement is one line of the table below: its key in `[requirements]`, what it means, and the
//! function that judges a plan by facts alone. A fact has a source and a date (`fact.rs`). What no source
//! tells is a condition: to be confirmed, never guessed. What something costs is no requirement.

mod data;
mod ease;
mod fact;
mod judgement;
mod place;
mod solution;
mod weights;

pub use fact::Fact;
pub use judgement::{Candidate, Judgement, Verdict};
pub use place::Place;

use crate::{
    catalog::Catalog,
    plan::Mode,
    schema::{Choice as _, Placed, Problem, boolean, choice, choices, closest, record, text},
};

choices! {
    /// What kind of model a task asks for.
    pub enum ModelType {
        /// A language model.
        Llm = "llm",
        /// Rows of a table: scores, fraud, churn.
        Tabular = "tabular",
        /// Images to be classified, or things to be found in them.
        Vision = "vision",
        /// Forecasts.
        TimeSeries = "time-series",
        /// Policies learnt from rewards.
        Rl = "rl",
        /// Vectors of texts or images.
        Embedding = "embedding",
        /// Images to be made.
        Image = "image",
        /// Videos to be made.
        Video = "video",
        /// Speech.
        Speech = "speech",
    }
}

choices! {
    /// How often a model is trained anew.
    pub enum Retraining {
        /// Every hour.
        Hour = "hour",
        /// Every day.
        Day = "day",
        /// Every week.
        Week = "week",
        /// Every month.
        Month = "month",
        /// Every three months.
        Quarter = "quarter",
        /// Every year.
        Year = "year",
    }
}

/// Words for what something costs: no requirement, since the comparison answers it.
const COST_WORDS: [&str; 14] = [
    "affordable",
    "budget",
    "bursty_traffic",
    "cheap",
    "cheapest",
    "cost",
    "high_volume",
    "low_cost",
    "low_volume",
    "pay_per_use",
    "price",
    "spiky_traffic",
    "steady_traffic",
    "steady_volume",
];

/// What was asked, in a word; nothing where it was not.
trait Asked {
    fn asked(&self) -> Option<String>;
}

impl Asked for bool {
    fn asked(&self) -> Option<String> {
        self.then(|| "yes".to_owned())
    }
}

impl Asked for String {
    fn asked(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Asked for ModelType {
    fn asked(&self) -> Option<String> {
        Some(self.word().to_owned())
    }
}

impl Asked for Retraining {
    fn asked(&self) -> Option<String> {
        Some(self.word().to_owned())
    }
}

macro_rules! requirements {
    ($( $(#[doc = $doc:literal])+ $name:ident $variant:ident [$type:ty = $spec:expr] $judge:path; )*) => {
        record! {
            /// What every plan must meet besides carrying the workload: a plan that misses one is infeasible.
            pub struct RequirementsFields {
                $( $(#[doc = $doc])+ $name: Option<$type> = $spec, )*
            }
        }

        /// A requirement.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RequirementKind { $( $(#[doc = $doc])+ $variant, )* }

        impl RequirementKind {
            /// Every one.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// Its key in `[requirements]`.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => stringify!($name), )* }
            }

            /// What it means.
            pub const fn doc(self) -> &'static str {
                match self { $( Self::$variant => concat!($($doc),+).trim_ascii(), )* }
            }

            /// What was asked of it.
            fn asked(self, fields: &RequirementsFields) -> Option<String> {
                match self { $( Self::$variant => fields.$name.as_ref().and_then(Asked::asked), )* }
            }

            fn judge(self, candidate: &Candidate<'_>, asked: &Requirements) -> Judgement {
                match self { $( Self::$variant => $judge(candidate, asked), )* }
            }
        }
    };
}

requirements! {
    /// The weights that answer are held by the user.
    own_weights OwnWeights [bool = boolean().default("false")] weights::own;
    /// The weights can be taken out, to run elsewhere.
    export_weights ExportWeights [bool = boolean().default("false")] weights::exported;
    /// It runs in a data centre of one's own.
    on_premises OnPremises [bool = boolean().default("false")] weights::on_premises;
    /// The algorithm is one's own.
    custom_algorithm CustomAlgorithm [bool = boolean().default("false")] weights::custom_algorithm;
    /// All hyperparameters of the training are the user's to set.
    hyperparameter_control HyperparameterControl [bool = boolean().default("false")] weights::hyperparameters;
    /// The kind of model the task asks for.
    model_type ModelType [ModelType = choice::<ModelType>()] weights::model_type;
    /// Nobody is there who knows machine learning.
    no_ml_staff NoMlStaff [bool = boolean().default("false")] ease::no_ml_staff;
    /// The first answer is wanted today.
    fast_start FastStart [bool = boolean().default("false")] ease::fast_start;
    /// There are no servers to choose, to size or to look after.
    no_infrastructure NoInfrastructure [bool = boolean().default("false")] ease::no_infrastructure;
    /// Retrieval from documents of one's own, without building a pipeline.
    managed_rag ManagedRag [bool = boolean().default("false")] solution::rag;
    /// Embeddings are made by a model of one's own.
    custom_embedding_model CustomEmbeddingModel [bool = boolean().default("false")] solution::embeddings;
    /// Agents that call APIs and databases, without building what runs them.
    managed_agents ManagedAgents [bool = boolean().default("false")] solution::agents;
    /// What goes in and what comes out is filtered.
    content_filtering ContentFiltering [bool = boolean().default("false")] solution::filtering;
    /// Bias is measured, and predictions are explained.
    bias_explainability BiasExplainability [bool = boolean().default("false")] solution::explained;
    /// It is called by chat completions, as clients of GPT models do.
    openai_compatible_api OpenAiCompatibleApi [bool = boolean().default("false")] ease::openai_api;
    /// Requests do not go over the internet.
    private_network PrivateNetwork [bool = boolean().default("false")] data::private_network;
    /// Data at rest is encrypted with a key of one's own.
    customer_managed_keys CustomerManagedKeys [bool = boolean().default("false")] data::keys;
    /// No model is trained on prompts, answers or data.
    no_training_on_my_data NoTrainingOnMyData [bool = boolean().default("false")] data::no_training;
    /// Neither AWS nor the model's maker keeps prompts and answers.
    no_provider_retention NoProviderRetention [bool = boolean().default("false")] data::no_retention;
    /// Data is processed in this place only: a Region, a country, or a geography of AWS such as `eu`.
    data_residency DataResidency [String = text()] data::residency;
    /// Every prompt and answer is kept for audit.
    audit_prompts AuditPrompts [bool = boolean().default("false")] data::audit;
    /// Versions of models are kept, with their approval.
    model_registry ModelRegistry [bool = boolean().default("false")] solution::registry;
    /// Features are kept for training and for serving.
    feature_store FeatureStore [bool = boolean().default("false")] solution::feature_store;
    /// Training, tests and deployment run as a pipeline.
    pipelines Pipelines [bool = boolean().default("false")] solution::pipelines;
    /// The model is trained anew this often.
    retrain_every RetrainEvery [Retraining = choice::<Retraining>()] weights::retrained;
    /// Nothing is paid by the hour while no request comes.
    scale_to_zero ScaleToZero [bool = boolean().default("false")] ease::scale_to_zero;
}

/// What a scenario requires.
#[derive(Debug, Clone, Default)]
pub struct Requirements {
    fields: RequirementsFields,
    residency: Option<Place>,
}

impl Requirements {
    /// Reads the requirements of a checked table, and says what is wrong with them.
    pub fn read(
        fields: &Placed<RequirementsFields>,
        catalog: &Catalog,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let name = fields.data_residency.as_deref();
        let residency = name.and_then(|name| Place::named(name, catalog));
        if let (Some(name), None) = (name, &residency) {
            let message = format!("unknown place `{}`", crate::units::shortened(name));
            let problem = Problem::new(fields.places.of_key("data_residency"), message);
            let names = Place::names(catalog);
            problems.push(match closest(name, names.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(
                    "give the code of a Region, a country such as germany, or a geography such as eu",
                ),
            });
        }
        Self {
            fields: (**fields).clone(),
            residency,
        }
    }

    /// Each requirement that is asked, and what is asked of it.
    pub fn asked(&self) -> impl Iterator<Item = (RequirementKind, String)> + '_ {
        let kinds = RequirementKind::ALL.iter();
        kinds.filter_map(|kind| Some((*kind, kind.asked(&self.fields)?)))
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.asked().next().is_none()
    }

    /// Whether that one is asked.
    pub fn asks(&self, kind: RequirementKind) -> bool {
        kind.asked(&self.fields).is_some()
    }

    /// Whether a plan meets each requirement that is asked.
    pub fn judge(&self, candidate: &Candidate<'_>) -> Vec<(RequirementKind, Judgement)> {
        let judge = |kind: RequirementKind| match candidate.mode {
            Mode::External => Judgement::condition(
                Fact::TakenAtItsWord,
                "see for yourself: an external plan is taken at its word",
            ),
            _ => kind.judge(candidate, self),
        };
        self.asked().map(|(kind, _)| (kind, judge(kind))).collect()
    }
}

/// Says of an unknown key that is a word for cost what answers it.
pub fn explain_cost_word(problem: &mut Problem) {
    let word = problem.message.strip_prefix("unknown key `");
    let word = word.and_then(|rest| rest.strip_suffix('`'));
    if word.is_some_and(|word| COST_WORDS.contains(&word)) {
        let help = "what it costs is no requirement: give volume and traffic, and `crossover compare` answers it";
        problem.help = Some(help.to_owned());
    }
}
