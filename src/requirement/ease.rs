//! How much work it is, what runs, and by which API it is called.

use super::{Candidate, Fact, Judgement, Requirements};
use crate::{demand::Kind, plan::Mode};

/// `no_ml_staff`
pub(super) fn no_ml_staff(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockCustomImport => Judgement::condition(
            Fact::ImportTakesOwnWeights,
            "have somebody train the weights that are imported",
        ),
        Mode::BedrockCustomOnDemand => Judgement::condition(
            Fact::BedrockHyperparameters,
            "prepare examples and judge the result: the training itself is a managed job",
        ),
        Mode::BedrockMarketplace => Judgement::condition(
            Fact::InstancesAreChosen,
            "choose the instances and their number",
        ),
        _ if candidate.is_on_bedrock() => {
            Judgement::meets(Fact::BedrockIsServerless, "a call is all there is to it")
        }
        _ if candidate.is_language() => Judgement::condition(
            Fact::JumpStartInFewLines,
            "deploy a model of JumpStart, and choose its instances",
        ),
        Mode::SagemakerTraining => Judgement::misses(
            Fact::OwnContainers,
            "the training job is the user's to write and to look after",
        ),
        _ => Judgement::condition(
            Fact::CanvasWithoutCode,
            "build the model in Canvas, and choose its instances",
        ),
    }
}

/// `fast_start`
pub(super) fn fast_start(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockOnDemand if candidate.maker() == "Anthropic" => Judgement::condition(
            Fact::BedrockIsServerless,
            "say once what the models of Anthropic are used for; then the first call works",
        ),
        Mode::BedrockOnDemand => {
            Judgement::meets(Fact::BedrockIsServerless, "the first call works")
        }
        Mode::BedrockBatch => Judgement::condition(
            Fact::BatchWithinADay,
            "wait for the job: answers come within a day",
        ),
        Mode::BedrockProvisioned => Judgement::condition(
            Fact::ProvisionedNeedsQuota,
            "buy units without a term, or have the quota for committed ones raised first",
        ),
        Mode::BedrockReserved => {
            Judgement::condition(Fact::ReservedIsPaid, "order the reservation from AWS first")
        }
        Mode::BedrockCustomImport => Judgement::condition(
            Fact::ImportTakesOwnWeights,
            "have the weights ready: the import takes minutes",
        ),
        Mode::BedrockCustomOnDemand => Judgement::condition(
            Fact::CustomisationTakesHours,
            "wait for the customisation job",
        ),
        Mode::SagemakerTraining => Judgement::misses(
            Fact::OwnContainers,
            "there is nothing to call before it is trained",
        ),
        Mode::SagemakerServerless => {
            Judgement::condition(Fact::ServerlessInference, "bring the model in a container")
        }
        _ => Judgement::condition(
            Fact::EndpointsTakeMinutes,
            "wait for the instances, and have a quota for their type",
        ),
    }
}

/// `no_infrastructure`
pub(super) fn no_infrastructure(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockProvisioned => Judgement::condition(
            Fact::ProvisionedNeedsQuota,
            "say how many model units there are, and follow the load with them",
        ),
        Mode::BedrockReserved => Judgement::condition(
            Fact::ReservedIsPaid,
            "say how many tokens a minute are reserved",
        ),
        Mode::BedrockMarketplace => Judgement::misses(
            Fact::InstancesAreChosen,
            "a Marketplace model on Bedrock runs on instances of one's own",
        ),
        Mode::SagemakerServerless => Judgement::meets(
            Fact::ServerlessInference,
            "there are no instances to choose",
        ),
        _ if candidate.is_on_bedrock() => {
            Judgement::meets(Fact::BedrockIsServerless, "there is nothing to run")
        }
        _ => Judgement::misses(
            Fact::InstancesAreChosen,
            "instances are the user's to choose and to scale",
        ),
    }
}

/// `openai_compatible_api`
pub(super) fn openai_api(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::SagemakerEndpoint if candidate.is_language() => Judgement::meets(
            Fact::OpenAiOnEndpoints,
            "the endpoint has the path; its container must answer chat requests",
        ),
        Mode::SagemakerEndpoint => {
            Judgement::misses(Fact::OpenAiOnEndpoints, "the path is for chat requests")
        }
        Mode::BedrockOnDemand if candidate.maker() == "OpenAI" && candidate.is_language() => {
            Judgement::meets(Fact::OpenAiOnBedrock, "models of OpenAI have it")
        }
        Mode::BedrockBatch | Mode::BedrockMarketplace => Judgement::condition(
            Fact::OpenAiOnBedrock,
            "confirm with AWS that it is there for this way to buy",
        ),
        _ if candidate.is_on_bedrock() && candidate.is_language() => Judgement::condition(
            Fact::OpenAiOnBedrock,
            "see in the list whether this model has Chat Completions or Responses",
        ),
        _ if candidate.is_on_bedrock() => {
            Judgement::misses(Fact::OpenAiOnBedrock, "the API is for chat and answers")
        }
        _ => Judgement::misses(Fact::OpenAiOnEndpoints, "only real-time endpoints have it"),
    }
}

/// `scale_to_zero`
pub(super) fn scale_to_zero(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    let sleeps = candidate.facets.sleeps;
    match candidate.mode {
        Mode::BedrockOnDemand | Mode::BedrockBatch | Mode::BedrockCustomOnDemand => {
            Judgement::meets(Fact::PaidByUse, "nothing is paid by the hour")
        }
        Mode::BedrockCustomImport => Judgement::meets(
            Fact::ImportIdles,
            "copies go when they are idle; the storage stays",
        ),
        Mode::BedrockProvisioned => Judgement::misses(
            Fact::ProvisionedNeedsQuota,
            "model units are paid whether used or not",
        ),
        Mode::BedrockReserved => Judgement::misses(
            Fact::ReservedIsPaid,
            "the reservation is paid whether used or not",
        ),
        Mode::SagemakerServerless if sleeps => Judgement::meets(
            Fact::ServerlessInference,
            "nothing runs while no request comes",
        ),
        Mode::SagemakerServerless => Judgement::misses(
            Fact::ServerlessInference,
            "provisioned concurrency is paid while it is on: leave it out",
        ),
        Mode::SagemakerBatchTransform | Mode::SagemakerTraining => {
            Judgement::meets(Fact::JobsEnd, "instances go with the job")
        }
        Mode::SagemakerAsync if sleeps => Judgement::meets(
            Fact::AsyncToZero,
            "the last instance goes when the queue is empty",
        ),
        Mode::SagemakerAsync => Judgement::misses(
            Fact::AsyncToZero,
            "this plan keeps instances: leave its `scaling` out",
        ),
        _ if sleeps && candidate.kind != Kind::Training => Judgement::condition(
            Fact::EndpointToZero,
            "send again what fails while the first instance comes back",
        ),
        _ => Judgement::misses(
            Fact::EndpointToZero,
            "this plan keeps instances: scaling = \"scale-to-zero\" lets them go",
        ),
    }
}
