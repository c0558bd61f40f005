//! Names of services on bills. Each Marketplace model of Bedrock is a service of its own there, and
//! most of a bill is lost if only `Amazon Bedrock` is looked for.

/// A service whose charges are kept line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BilledService {
    /// Amazon Bedrock, the models it sells through the Marketplace among them.
    Bedrock,
    /// Amazon SageMaker AI.
    SageMaker,
}

/// What a product of the Marketplace ends with that is a model on Bedrock.
const EDITION: &str = "(amazon bedrock edition)";

impl BilledService {
    /// The name in output and in the price files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::SageMaker => "sagemaker",
        }
    }

    /// The service that a bill calls so: a name, or the code of a product or service.
    pub fn named(text: &str) -> Option<Self> {
        if edition_model(text).is_some() {
            return Some(Self::Bedrock);
        }
        let letters: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(40)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match letters.as_str() {
            "amazonbedrock" | "amazonbedrockservice" | "amazonbedrockfoundationmodels" => {
                Some(Self::Bedrock)
            }
            "amazonsagemaker" | "amazonsagemakerai" => Some(Self::SageMaker),
            _ => None,
        }
    }
}

/// The model of a product's name: `Claude Opus 4.6 (Amazon Bedrock Edition)`.
pub fn edition_model(name: &str) -> Option<&str> {
    let name = name.trim();
    let at = name.len().checked_sub(EDITION.len())?;
    let (model, edition) = (name.get(..at)?, name.get(at..)?);
    let is_edition = edition.eq_ignore_ascii_case(EDITION);
    Some(model.trim()).filter(|model| is_edition && !model.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes() {
        for name in [
            "Amazon Bedrock",
            "AmazonBedrock",
            "AmazonBedrockService",
            "Amazon Bedrock Service",
            "AmazonBedrockFoundationModels",
            "Claude Opus 4.6 (Amazon Bedrock Edition)",
            "X (amazon bedrock edition) ",
        ] {
            assert_eq!(
                BilledService::named(name),
                Some(BilledService::Bedrock),
                "{name}"
            );
        }
        for name in ["Amazon SageMaker", "Amazon SageMaker AI", "AmazonSageMaker"] {
            assert_eq!(
                BilledService::named(name),
                Some(BilledService::SageMaker),
                "{name}"
            );
        }
        for name in [
            "",
            "(Amazon Bedrock Edition)",
            "Amazon Bedrocks",
            "AmazonEC2",
            "SageMaker tool",
            "é (Amazon Bedrock",
        ] {
            assert_eq!(BilledService::named(name), None, "{name}");
        }
        assert_eq!(
            edition_model("Claude Opus 4.6 (Amazon Bedrock Edition)"),
            Some("Claude Opus 4.6")
        );
    }
}
