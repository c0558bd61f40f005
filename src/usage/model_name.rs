//! What a model is called in usage, taken apart: prefixes of gateways, ARNs, routing prefixes.
//!
//! A name is taken whole or not at all. Nothing is trimmed to find a match: `claude-opus-4-7` is not
//! `claude-opus-4`.

use crate::catalog::Catalog;

/// What gateways put before the name of a model of Amazon Bedrock; longest first.
const GATEWAYS: [&str; 7] = [
    "bedrock/converse/",
    "bedrock/invoke/",
    "bedrock_converse/",
    "bedrock/",
    "aws.bedrock/",
    "aws_bedrock/",
    "amazon-bedrock/",
];

/// Where a call is routed, and to what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Called {
    /// The id of the catalog's model, or the name as it is where the catalog has none.
    pub model: String,
    /// Whether the catalog knows it.
    pub is_known: bool,
    /// `in-region`, `geo` or `global`.
    pub scope: &'static str,
    /// The region that an ARN names.
    pub region: Option<String>,
    /// Why the name says too little, if it does.
    pub opaque: Option<Opaque>,
}

/// A name that stands for something only its account knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opaque {
    /// An application inference profile: of any model.
    ApplicationProfile,
    /// Provisioned throughput: paid by the hour, whatever it answers.
    Provisioned,
    /// A model of the account's own.
    Custom,
    /// A prompt router: of several models.
    Router,
    /// No name at all.
    Nothing,
}

impl Opaque {
    /// What it is, for people.
    pub const fn what(self) -> &'static str {
        match self {
            Self::ApplicationProfile => {
                "an application inference profile, which may be of any model"
            }
            Self::Provisioned => "provisioned throughput, which is paid by the hour",
            Self::Custom => "a model of the account's own",
            Self::Router => "a prompt router, which answers with several models",
            Self::Nothing => "no name: the usage does not say the model",
        }
    }
}

/// Names of the user's own, each with the model it stands for.
pub type OwnNames = [(String, String)];

/// The model that a name of the user's own stands for, or the name itself.
pub fn own_name<'a>(name: &'a str, own: &'a OwnNames) -> &'a str {
    let own = own.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    own.map_or(name, |(_, model)| model.as_str()).trim()
}

/// Takes a name apart. A name of the user's own is replaced first.
pub fn called(name: &str, own: &OwnNames, catalog: &Catalog) -> Called {
    let name = own_name(name, own);
    if name.is_empty() {
        return opaque(name, Opaque::Nothing, None);
    }
    let lower = name.to_ascii_lowercase();
    let gateway = GATEWAYS.iter().find(|prefix| lower.starts_with(**prefix));
    let name = name
        .get(gateway.map_or(0, |prefix| prefix.len())..)
        .unwrap_or(name);
    // A gateway may name the region before the model.
    let (region, name) = match name.split_once('/') {
        Some((region, rest)) if catalog.region(region).is_some() => (Some(region), rest),
        _ => (None, name),
    };
    match arn(name) {
        Some((place, kind, rest)) => {
            let place = Some(place).filter(|place| !place.is_empty()).or(region);
            match kind {
                "foundation-model" | "inference-profile" => routed(rest, place, catalog),
                "application-inference-profile" => opaque(name, Opaque::ApplicationProfile, place),
                "provisioned-model" => opaque(name, Opaque::Provisioned, place),
                "prompt-router" | "default-prompt-router" => opaque(name, Opaque::Router, place),
                _ => opaque(name, Opaque::Custom, place),
            }
        }
        None => routed(name, region, catalog),
    }
}

/// Region, kind and id of `arn:aws:bedrock:REGION:ACCOUNT:KIND/ID`.
fn arn(name: &str) -> Option<(&str, &str, &str)> {
    let mut parts = name.splitn(6, ':');
    let (start, _, service) = (parts.next()?, parts.next()?, parts.next()?);
    if start != "arn" || !matches!(service, "bedrock" | "sagemaker") {
        return None;
    }
    let (region, _) = (parts.next()?, parts.next()?);
    let (kind, id) = parts.next()?.split_once('/')?;
    Some((region, kind, id))
}

/// A model id, perhaps with a routing prefix.
fn routed(name: &str, region: Option<&str>, catalog: &Catalog) -> Called {
    let (scope, id) = match name.split_once('.') {
        Some(("global", id)) => ("global", id),
        Some((prefix, id)) if is_geography(prefix, catalog) => ("geo", id),
        _ => ("in-region", name),
    };
    let found = catalog.model(id);
    Called {
        model: found.map_or_else(|| name.to_owned(), |model| model.id.clone()),
        is_known: found.is_some(),
        scope,
        region: region.map(str::to_owned),
        opaque: None,
    }
}

fn is_geography(prefix: &str, catalog: &Catalog) -> bool {
    let mut regions = catalog.regions().iter();
    regions.any(|region| region.geographies.iter().any(|name| name == prefix))
}

fn opaque(name: &str, what: Opaque, region: Option<&str>) -> Called {
    Called {
        model: name.to_owned(),
        is_known: false,
        scope: "in-region",
        region: region.map(str::to_owned),
        opaque: Some(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONNET: &str = "anthropic.claude-sonnet-4-20250514-v1:0";

    #[test]
    fn names_are_taken_apart() {
        let catalog = Catalog::embedded(Vec::new());
        let account = "arn:aws:bedrock:us-east-1:111122223333";
        for (name, scope, region) in [
            (SONNET.to_owned(), "in-region", None),
            (format!("us.{SONNET}"), "geo", None),
            (format!("global.{SONNET}"), "global", None),
            (format!("bedrock/eu.{SONNET}"), "geo", None),
            (format!("bedrock/converse/us.{SONNET}"), "geo", None),
            (
                format!("bedrock/us-west-2/{SONNET}"),
                "in-region",
                Some("us-west-2"),
            ),
            (
                format!("{account}:inference-profile/us.{SONNET}"),
                "geo",
                Some("us-east-1"),
            ),
            (
                format!("arn:aws:bedrock:eu-west-1::foundation-model/{SONNET}"),
                "in-region",
                Some("eu-west-1"),
            ),
        ] {
            let called = called(&name, &[], &catalog);
            assert_eq!(
                (
                    called.model.as_str(),
                    called.is_known,
                    called.scope,
                    called.region.as_deref()
                ),
                (SONNET, true, scope, region),
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_never_guessed() {
        let catalog = Catalog::embedded(Vec::new());
        let found = |name: &str| called(name, &[], &catalog);
        for name in [
            "GPT-4",
            "ChatGPT",
            "anthropic.claude-opus-4-77",
            "azure/DeepSeek-V3.2",
        ] {
            assert!(!found(name).is_known, "{name}");
            assert_eq!(found(name).model, name);
        }
        let arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc";
        assert_eq!(found(arn).opaque, Some(Opaque::ApplicationProfile));
        assert_eq!(found(" ").opaque, Some(Opaque::Nothing));
        let own = [(arn.to_owned(), format!("us.{SONNET}"))];
        let mapped = called(arn, &own, &catalog);
        assert_eq!((mapped.model.as_str(), mapped.scope), (SONNET, "geo"));
    }
}
