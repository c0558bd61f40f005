//! The grammar of the usage types of Amazon Bedrock and Amazon SageMaker AI: what a line of a bill, or
//! a row of a price list, counts.
//!
//! Four spellings of Bedrock lie side by side in one bill:
//!
//! | spelling | example |
//! |---|---|
//! | classic | `USE1-NovaPro-input-tokens-batch` |
//! | cross-region | `USE1-Claude4Sonnet-input-tokens-cross-region-global` |
//! | mantle | `USE1-openai.gpt-oss-120b-mantle-input-tokens-flex` |
//! | Marketplace | `USE1-MP:USE1_InputTokenCount_Global-Units` |
//!
//! SageMaker writes `USE1-Host:ml.g5.xlarge`. A usage type is understood as a whole or not at all: one
//! word that the grammar does not know, and nothing is said about what it counts. The unit is not part of it:
//! bills and price lists have a column for that.

mod bedrock;
mod sagemaker;

use super::BilledService;
use crate::units::Meter;

macro_rules! named {
    ($(#[$doc:meta])+ $type:ident { $($(#[$of:meta])+ $name:ident $id:literal)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $type { $($(#[$of])+ $name,)+ }

        impl $type {
            /// Every one, in the order of this table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name in output and, where it is one, in the price files.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }
        }
    };
}

named! {
    /// How a usage type is spelt.
    Spelling {
        /// `USE1-NovaPro-input-tokens`.
        Classic "classic"
        /// A classic one that says `cross-region`.
        CrossRegion "cross-region"
        /// `USE1-xai.grok-4.3-mantle-output-tokens`.
        Mantle "mantle"
        /// `USE1-MP:USE1_InputTokenCount-Units`; the model is in the product's name.
        Marketplace "marketplace"
        /// `USE1-Host:ml.m5.xlarge`.
        SageMaker "sagemaker"
        /// None of these.
        Unknown "unknown"
    }
}

named! {
    /// The tier a request asked for: the `tier` column of the price files.
    ServiceTier {
        /// The one that needs no name.
        Standard "standard"
        /// Half price, no service level.
        Flex "flex"
        /// Ahead of the others, at a premium.
        Priority "priority"
        /// On hardware of lower latency.
        LatencyOptimised "latency-optimised"
    }
}

named! {
    /// Where a request may run, as far as the usage type says it. The regional price is that of in-region
    /// and geographic profiles alike in most spellings, so that their types do not tell which it was.
    BilledScope {
        /// Within a geography.
        Geo "geo"
        /// Anywhere.
        Global "global"
    }
}

named! {
    /// What was bought: the `offer` column of the price files.
    BilledOffer {
        /// Inference by the token or the request.
        OnDemand "on-demand"
        /// Batch inference.
        Batch "batch"
        /// Tokens per minute kept free for a month or three.
        Reserved "reserved"
        /// Model units by the hour.
        Provisioned "provisioned"
        /// Training of a custom model.
        Customization "customization"
        /// Inference of a custom model by the token.
        CustomOnDemand "custom-on-demand"
        /// Real-time endpoints of SageMaker.
        Hosting "hosting"
        /// Serverless endpoints.
        Serverless "serverless"
        /// Asynchronous endpoints.
        Async "async"
        /// Batch transform jobs.
        BatchTransform "batch-transform"
        /// Training jobs.
        Training "training"
        /// Processing jobs.
        Processing "processing"
        /// Notebook instances.
        Notebook "notebook"
        /// Applications of Studio.
        Studio "studio"
        /// Nodes of `HyperPod` clusters.
        HyperPod "hyperpod"
    }
}

/// What a usage type counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// What is counted. The quantity is in this unit only after the unit of the bill was applied.
    pub meter: Meter,
    /// What was bought.
    pub offer: BilledOffer,
    /// The tier; standard where there is none.
    pub tier: ServiceTier,
    /// Where it may run, if the type says so.
    pub scope: Option<BilledScope>,
    /// Whether it is the price of prompts above the long-context step.
    pub long_context: bool,
    /// The commitment, as the price files name it.
    pub term: Option<&'static str>,
    /// The instance type, or the memory of a serverless endpoint (`4GB`).
    pub size: Option<String>,
}

impl Counted {
    fn new(meter: Meter, offer: BilledOffer) -> Self {
        Self {
            meter,
            offer,
            tier: ServiceTier::Standard,
            scope: None,
            long_context: false,
            term: None,
            size: None,
        }
    }
}

/// A usage type, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsageType {
    /// As it was billed.
    pub text: String,
    /// The region's short name in front, such as `USE1`.
    pub prefix: Option<String>,
    /// How it is spelt.
    pub spelling: Spelling,
    /// The model's name as billed; `None` where the type has none, as those of the Marketplace.
    pub model: Option<String>,
    /// What it counts; `None` if that is not understood.
    pub counted: Option<Counted>,
}

impl UsageType {
    /// Takes `text` apart. Nothing is an error: what is not understood has no `counted`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (prefix, body) = split_prefix(text);
        let (spelling, model, counted) = bedrock::marketplace(body)
            .or_else(|| sagemaker::parse(body))
            .or_else(|| bedrock::mantle(body))
            .or_else(|| bedrock::classic(body))
            .unwrap_or((Spelling::Unknown, None, None));
        Self {
            text: text.to_owned(),
            prefix: prefix.map(str::to_owned),
            spelling,
            model,
            counted,
        }
    }

    /// Bedrock, if `text` is the usage type of a model of the Marketplace: the product of such a line has
    /// a code and a name of its own.
    pub(super) fn of_marketplace(text: &str) -> Option<BilledService> {
        text.contains("MP:")
            .then(|| Self::parse(text))
            .filter(|parsed| parsed.spelling == Spelling::Marketplace)?
            .counted
            .filter(|counted| counted.meter.unit() == Meter::InputTokens.unit())
            .map(|_| BilledService::Bedrock)
    }

    /// The service that a usage type is of which is understood: no other writes them so.
    pub fn service(&self) -> Option<BilledService> {
        self.counted.as_ref()?;
        match self.spelling {
            Spelling::SageMaker => Some(BilledService::SageMaker),
            _ => Some(BilledService::Bedrock),
        }
    }

    /// The region its prefix stands for, as AWS documents it. A column with the region's code, where there
    /// is one, is better.
    pub fn region(&self) -> Option<&'static str> {
        let prefix = self.prefix.as_deref()?;
        let at = PREFIXES.iter().position(|(short, _)| *short == prefix)?;
        PREFIXES.get(at).map(|(_, region)| *region)
    }
}

/// What one spelling makes of the text behind the prefix.
type Parsed = (Spelling, Option<String>, Option<Counted>);

/// The short names of regions in usage types. Ireland is `EU` in old services and `EUW1` in new ones.
const PREFIXES: &[(&str, &str)] = &[
    ("AFS1", "af-south-1"),
    ("APE1", "ap-east-1"),
    ("APN1", "ap-northeast-1"),
    ("APN2", "ap-northeast-2"),
    ("APN3", "ap-northeast-3"),
    ("APS1", "ap-southeast-1"),
    ("APS2", "ap-southeast-2"),
    ("APS3", "ap-south-1"),
    ("CAN1", "ca-central-1"),
    ("EU", "eu-west-1"),
    ("EUC1", "eu-central-1"),
    ("EUN1", "eu-north-1"),
    ("EUS1", "eu-south-1"),
    ("EUW1", "eu-west-1"),
    ("EUW2", "eu-west-2"),
    ("EUW3", "eu-west-3"),
    ("MEC1", "me-central-1"),
    ("MES1", "me-south-1"),
    ("SAE1", "sa-east-1"),
    ("UGE1", "us-gov-east-1"),
    ("UGW1", "us-gov-west-1"),
    ("USE1", "us-east-1"),
    ("USE2", "us-east-2"),
    ("USW1", "us-west-1"),
    ("USW2", "us-west-2"),
];

/// The prefix before the first hyphen, if it has the form of one, and the rest.
fn split_prefix(text: &str) -> (Option<&str>, &str) {
    match text.split_once('-') {
        Some((prefix, body)) if is_prefix(prefix) => (Some(prefix), body),
        _ => (None, text),
    }
}

/// `EU`, or three to six capitals and a digit or two.
fn is_prefix(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - letters.len();
    text == "EU"
        || ((3..=6).contains(&letters.len())
            && (1..=2).contains(&digits)
            && letters.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests;
