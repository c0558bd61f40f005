//! The one place that joins the names of a model: Bedrock id, family, weights, architecture.

use super::table;

/// Whether a model can cache its prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// It can.
    Yes,
    /// It cannot.
    No,
    /// No source says.
    Unknown,
}

/// A row of the model table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The Bedrock id, or the family where Bedrock does not sell it.
    pub id: String,
    /// The short name people use.
    pub family: String,
    /// The marketing name.
    pub name: String,
    /// Who made it.
    pub provider: String,
    /// What it takes and gives: `text`, `multimodal`, `embedding`, ….
    pub kind: String,
    /// Other names, in lower case.
    pub aliases: Vec<String>,
    /// Its id on Bedrock, if it is sold there.
    pub bedrock_id: Option<String>,
    /// Its weights on Hugging Face, if they are open.
    pub weights: Option<String>,
    /// Their licence.
    pub licence: Option<String>,
    /// The row of the architecture table with the same dimensions.
    pub architecture: Option<String>,
    /// Longest prompt in tokens.
    pub max_input_tokens: Option<u64>,
    /// Longest answer in tokens.
    pub max_output_tokens: Option<u64>,
    /// Whether it can cache its prompt.
    pub caching: Caching,
    /// Shortest prefix a cache keeps, in tokens.
    pub cache_min_tokens: Option<u64>,
    /// Commitments its model units are sold with.
    pub provisioned_terms: Vec<String>,
    /// When it ends, as a date; it may mean "not before".
    pub end_of_life: Option<String>,
}

impl Model {
    /// Whether its maker keeps the weights: none are published, and the licence says so.
    pub fn is_closed(&self) -> bool {
        self.weights.is_none() && self.licence.as_deref() == Some("proprietary")
    }

    /// A model known only because an overlay prices it.
    pub(super) fn only_priced(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            family: id.to_owned(),
            name: id.to_owned(),
            provider: String::new(),
            kind: "text".to_owned(),
            aliases: Vec::new(),
            bedrock_id: Some(id.to_owned()),
            weights: None,
            licence: None,
            architecture: None,
            max_input_tokens: None,
            max_output_tokens: None,
            caching: Caching::Unknown,
            cache_min_tokens: None,
            provisioned_terms: Vec::new(),
            end_of_life: None,
        }
    }

    /// Whether people call it `name`, which is in lower case.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.id.to_lowercase() == name
            || self.family == name
            || self.name.to_lowercase() == name
            || self.aliases.iter().any(|alias| alias == name)
    }

    /// Whether Anthropic made it and sells it at one price per scope in all commercial regions:
    /// Claude 4.5 and everything after it (Amazon Bedrock pricing page; contract §4.4).
    pub fn has_one_price_per_scope(&self) -> bool {
        self.provider == "Anthropic"
            && self
                .family
                .rsplit('-')
                .next()
                .and_then(version)
                .is_some_and(|v| v >= (4, 5))
    }

    /// Whether it is one of Amazon's Nova models, whose cache writes are free.
    pub fn is_nova(&self) -> bool {
        self.id.starts_with("amazon.nova")
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
    let major = major.parse().ok()?;
    (major < 100).then_some((major, minor.parse().ok()?))
}

pub(super) fn parse(text: &str) -> Vec<Model> {
    table::records(text)
        .skip(1)
        .map(|record| {
            let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
            let filled = |at: usize| Some(field(at)).filter(|text| !text.is_empty());
            let list = |at: usize| -> Vec<String> {
                field(at)
                    .split(';')
                    .filter(|part| !part.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            Model {
                id: field(0),
                family: field(1),
                name: field(2),
                provider: field(3),
                kind: field(4),
                aliases: list(5),
                bedrock_id: filled(6),
                weights: filled(7),
                licence: filled(8),
                architecture: filled(9),
                max_input_tokens: field(10).parse().ok(),
                max_output_tokens: field(11).parse().ok(),
                caching: match field(12).as_str() {
                    "yes" => Caching::Yes,
                    "no" => Caching::No,
                    _ => Caching::Unknown,
                },
                cache_min_tokens: field(13).parse().ok(),
                provisioned_terms: list(14),
                end_of_life: filled(15),
            }
        })
        .collect()
}
