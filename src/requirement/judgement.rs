//! What a plan is judged by, and the verdict.

use super::{Fact, ModelType};
use crate::{
    catalog::{Catalog, Model},
    demand::{Kind, Latency},
    plan::{Facets, Mode},
};

/// Whether a plan meets a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does.
    Meets,
    /// It does once something is turned on, or confirmed.
    Condition,
    /// It does not.
    Misses,
}

impl Verdict {
    /// Every one, the best first.
    pub const ALL: [Self; 3] = [Self::Meets, Self::Condition, Self::Misses];

    /// The word in the output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meets => "meets",
            Self::Condition => "condition",
            Self::Misses => "misses",
        }
    }
}

/// A verdict, why, and what it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it meets or misses; of a condition, what is to be done.
    pub words: String,
    /// The fact it follows from.
    pub fact: Fact,
}

impl Judgement {
    pub(super) fn meets(fact: Fact, words: impl Into<String>) -> Self {
        Self::new(Verdict::Meets, fact, words)
    }

    pub(super) fn condition(fact: Fact, words: impl Into<String>) -> Self {
        Self::new(Verdict::Condition, fact, words)
    }

    pub(super) fn misses(fact: Fact, words: impl Into<String>) -> Self {
        Self::new(Verdict::Misses, fact, words)
    }

    fn new(verdict: Verdict, fact: Fact, words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            verdict,
            words,
            fact,
        }
    }
}

/// What a plan is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Facts on models, regions and instances.
    pub catalog: &'a Catalog,
    /// Its pricing model.
    pub mode: Mode,
    /// What of its choices counts here.
    pub facets: Facets,
    /// Its model's row, where it has a model the catalog knows.
    pub model: Option<&'a Model>,
    /// The geography that its model's id names, such as `us`.
    pub geography: Option<&'a str>,
    /// Where it runs or calls from.
    pub region: &'a str,
    /// Its instance type, where it has one.
    pub instance: Option<&'a str>,
    /// What kind of model the workload asks.
    pub kind: Kind,
    /// How long a request may wait.
    pub latency: Latency,
}

impl Candidate<'_> {
    /// Whether it runs on Amazon Bedrock.
    pub(super) fn is_on_bedrock(&self) -> bool {
        self.mode.service() == "bedrock"
    }

    /// Whether its model is called by tokens: it takes and gives text.
    pub(super) fn is_language(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Multimodal)
    }

    /// The kind of its model, where that is another than the type that is wanted.
    pub(super) fn other_kind(&self, wanted: ModelType) -> Option<&str> {
        let kind = self.model?.kind.as_str();
        let is_wanted = match wanted {
            ModelType::Llm => matches!(kind, "text" | "multimodal"),
            ModelType::Vision => self.is_on_bedrock() || kind == "multimodal",
            ModelType::Embedding => kind == "embedding",
            ModelType::Image => kind == "image",
            ModelType::Video => kind == "video",
            ModelType::Speech => kind == "speech",
            ModelType::Tabular | ModelType::TimeSeries | ModelType::Rl => self.is_on_bedrock(),
        };
        (!is_wanted).then_some(kind)
    }

    /// Whether its model's weights can be had from their maker.
    pub(super) fn has_published_weights(&self) -> bool {
        self.model.is_some_and(|model| model.weights.is_some())
    }

    /// Whether its instances have storage of their own, which the hardware encrypts.
    pub(super) fn has_local_storage(&self) -> bool {
        let instance = self.instance.and_then(|name| self.catalog.instance(name));
        instance.is_some_and(|instance| instance.local_nvme_gb.is_some_and(|gb| !gb.is_zero()))
    }

    /// The id of its model, empty where it is not known.
    pub(super) fn model_id(&self) -> &str {
        self.model.map_or("", |model| model.id.as_str())
    }

    /// Who made its model, empty where that is not known.
    pub(super) fn maker(&self) -> &str {
        self.model.map_or("", |model| model.provider.as_str())
    }
}
