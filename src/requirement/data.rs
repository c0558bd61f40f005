//! Where data goes, who keeps it, and who can read it.

use super::{Candidate, Fact, Judgement, Place, Requirements};
use crate::plan::Mode;

/// Models that can be called only where their traffic may be kept (user guide, abuse detection).
const RETAIN_ALL: [&str; 2] = ["anthropic.claude-fable-5", "anthropic.claude-fable-5-1"];

/// `private_network`
pub(super) fn private_network(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::SagemakerServerless => Judgement::misses(
            Fact::ServerlessExclusions,
            "serverless inference has no VPC configuration",
        ),
        Mode::BedrockBatch => Judgement::condition(
            Fact::BedrockPrivateLink,
            "submit the job by its API with a VPC configuration, and make an interface endpoint",
        ),
        _ if candidate.is_on_bedrock() => Judgement::condition(
            Fact::BedrockPrivateLink,
            "make an interface endpoint for bedrock-runtime",
        ),
        _ => Judgement::condition(
            Fact::SageMakerVpc,
            "give the model a VPC configuration, and make an interface endpoint for the API",
        ),
    }
}

/// `customer_managed_keys`
pub(super) fn keys(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockOnDemand | Mode::BedrockReserved => Judgement::condition(
            Fact::BedrockKeys,
            "name the key for logs, agents and knowledge bases: a call by itself stores nothing but what its model retains",
        ),
        _ if candidate.is_on_bedrock() && candidate.mode != Mode::BedrockMarketplace => {
            Judgement::condition(
                Fact::BedrockKeys,
                "name the key when the model or the job is made",
            )
        }
        Mode::SagemakerServerless => Judgement::condition(
            Fact::VolumeKeys,
            "confirm with AWS for serverless endpoints: the key is documented for volumes of instances",
        ),
        _ if candidate.has_local_storage() => Judgement::misses(
            Fact::LocalStorageKeys,
            "the local storage of this instance is encrypted by its hardware, not with one's own key",
        ),
        _ => Judgement::condition(
            Fact::VolumeKeys,
            "name the key for the volume, and for the bucket",
        ),
    }
}

/// `no_training_on_my_data`
pub(super) fn no_training(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        _ if candidate.is_on_bedrock() => Judgement::meets(
            Fact::BedrockTrainsOnNothing,
            "prompts and answers train no model",
        ),
        Mode::SagemakerTraining => Judgement::condition(
            Fact::SageMakerMetadata,
            "set OPT_OUT_TRACKING for metadata of training jobs too",
        ),
        _ => Judgement::meets(
            Fact::SageMakerMetadata,
            "what an endpoint is asked is not collected",
        ),
    }
}

/// `no_provider_retention`
pub(super) fn no_retention(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    let id = candidate.model_id();
    match candidate.mode {
        Mode::BedrockMarketplace => Judgement::meets(
            Fact::RunsInOwnAccount,
            "the maker of the model cannot reach the data",
        ),
        _ if RETAIN_ALL.contains(&id) => Judgement::misses(
            Fact::ModelsThatRetain,
            "this model needs its traffic kept, and is blocked where nothing may be",
        ),
        _ if id.contains("claude-fable") || id.contains("claude-mythos") => Judgement::condition(
            Fact::ModelsThatRetain,
            "confirm with AWS that this model may be called where nothing is kept",
        ),
        _ if candidate.is_on_bedrock()
            && candidate.maker() == "OpenAI"
            && !id.contains("gpt-oss") =>
        {
            Judgement::condition(
                Fact::ModelsThatRetain,
                "ask AWS for an exemption: flagged traffic of this model is kept for up to 30 days",
            )
        }
        _ if candidate.is_on_bedrock() => Judgement::condition(
            Fact::RetentionModes,
            "set data_retention_mode to none in each Region that is called",
        ),
        _ => Judgement::meets(
            Fact::RunsInOwnAccount,
            "requests stay in the user's own account",
        ),
    }
}

/// `data_residency`
pub(super) fn residency(candidate: &Candidate<'_>, asked: &Requirements) -> Judgement {
    let Some(place) = &asked.residency else {
        return Judgement::meets(Fact::ProcessedInRegion, "no place is asked");
    };
    let (region, name) = (candidate.region, &place.name);
    match candidate.facets.scope {
        _ if !place.has(region) => Judgement::misses(
            Fact::ProcessedInRegion,
            format!("{region} is not in {name}"),
        ),
        "global" => Judgement::misses(
            Fact::GlobalProfiles,
            format!("a global profile may process outside {name}"),
        ),
        "geo" => in_geography(candidate, place),
        _ => Judgement::meets(
            Fact::ProcessedInRegion,
            format!("it is processed in {region}"),
        ),
    }
}

fn in_geography(candidate: &Candidate<'_>, place: &Place) -> Judgement {
    let name = &place.name;
    let region = candidate.catalog.region(candidate.region);
    let callable = region.map_or(&[][..], |region| &region.geographies);
    let named = candidate.geography;
    let profiles: Vec<&str> = callable.iter().map(String::as_str).collect();
    let profiles = named.map_or(profiles, |named| vec![named]);
    let inside: Vec<&str> = profiles
        .iter()
        .copied()
        .filter(|profile| place.keeps(profile, candidate.catalog))
        .collect();
    match inside.as_slice() {
        [] => Judgement::misses(
            Fact::GeoProfiles,
            format!("a geographic profile may process outside {name}"),
        ),
        all if all.len() == profiles.len() => Judgement::meets(
            Fact::GeoProfiles,
            format!("its profile processes in {} only", all.join(" or ")),
        ),
        some => Judgement::condition(
            Fact::GeoProfiles,
            format!(
                "call the `{}.` profile: others leave {name}",
                some.join(".` or `")
            ),
        ),
    }
}

/// `audit_prompts`
pub(super) fn audit(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockBatch | Mode::SagemakerBatchTransform | Mode::SagemakerAsync => {
            Judgement::meets(
                Fact::FilesAreTheRecord,
                "requests and answers are files in the user's own bucket",
            )
        }
        Mode::SagemakerServerless => Judgement::misses(
            Fact::ServerlessExclusions,
            "serverless inference has no data capture",
        ),
        Mode::SagemakerTraining => Judgement::meets(
            Fact::FilesAreTheRecord,
            "there are no prompts: training reads files",
        ),
        _ if candidate.is_on_bedrock() => Judgement::condition(
            Fact::InvocationLogging,
            "turn invocation logging on, to S3, and call bedrock-runtime",
        ),
        _ => Judgement::condition(
            Fact::DataCapture,
            "turn data capture on when the endpoint is made",
        ),
    }
}
