//! Weights, algorithms and training.

use super::{Candidate, Fact, Judgement, ModelType, Requirements, Retraining};
use crate::plan::Mode;

/// `own_weights`
pub(super) fn own(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        _ if candidate.facets.is_vendors => Judgement::misses(
            Fact::MarketplaceHidesArtifacts,
            "the weights are the vendor's",
        ),
        Mode::BedrockCustomImport => Judgement::meets(
            Fact::ImportTakesOwnWeights,
            "the user holds the weights that are imported",
        ),
        Mode::BedrockCustomOnDemand => Judgement::misses(
            Fact::BedrockKeepsWeights,
            "the weights of a fine-tune on Bedrock stay with AWS",
        ),
        Mode::BedrockProvisioned => Judgement::misses(
            Fact::BedrockKeepsWeights,
            "the weights behind model units, of base models and of fine-tunes, stay with AWS",
        ),
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::BedrockServesItsCopy,
            "AWS holds the weights it serves",
        ),
        _ => Judgement::meets(
            Fact::ArtifactsInOwnBucket,
            "the weights lie in the user's own bucket",
        ),
    }
}

/// `export_weights`
pub(super) fn exported(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        _ if candidate.facets.is_vendors => Judgement::misses(
            Fact::MarketplaceHidesArtifacts,
            "the vendor's artifacts cannot be taken out",
        ),
        Mode::BedrockCustomImport => Judgement::meets(
            Fact::ImportTakesOwnWeights,
            "the weights that are imported stay in the user's own bucket",
        ),
        Mode::BedrockCustomOnDemand => Judgement::misses(
            Fact::BedrockKeepsWeights,
            "a fine-tune on Bedrock cannot be taken out",
        ),
        _ if candidate.is_on_bedrock() && candidate.has_published_weights() => {
            Judgement::condition(
                Fact::WeightsArePublished,
                "get the weights from their maker: Bedrock gives none out, and no fine-tune made there",
            )
        }
        _ if candidate.is_on_bedrock() => {
            Judgement::misses(Fact::BedrockKeepsWeights, "Bedrock gives no weights out")
        }
        _ => Judgement::meets(
            Fact::ArtifactsInOwnBucket,
            "what is trained or hosted lies in the user's own bucket",
        ),
    }
}

/// `on_premises`
pub(super) fn on_premises(_: &Candidate<'_>, _: &Requirements) -> Judgement {
    Judgement::misses(
        Fact::OnPremisesFactories,
        "it runs in a Region of AWS; AI Factories are another contract, at other prices",
    )
}

/// `custom_algorithm`
pub(super) fn custom_algorithm(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        _ if candidate.facets.is_vendors => Judgement::misses(
            Fact::MarketplaceHidesArtifacts,
            "the algorithm is the vendor's",
        ),
        Mode::BedrockCustomImport => Judgement::condition(
            Fact::ImportKnowsArchitectures,
            "train it elsewhere, with one of the architectures that can be imported",
        ),
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::BedrockServesItsCopy,
            "Bedrock serves the models it has",
        ),
        _ => Judgement::meets(
            Fact::OwnContainers,
            "any algorithm runs in a container of one's own",
        ),
    }
}

/// `hyperparameter_control`
pub(super) fn hyperparameters(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        _ if candidate.facets.is_vendors => {
            Judgement::misses(Fact::MarketplaceHidesArtifacts, "the vendor trained it")
        }
        Mode::BedrockCustomImport => Judgement::meets(
            Fact::ImportTakesOwnWeights,
            "it is trained before it is imported, as one likes",
        ),
        Mode::BedrockCustomOnDemand | Mode::BedrockProvisioned => Judgement::condition(
            Fact::BedrockHyperparameters,
            "make do with the few that fine-tuning on Bedrock has",
        ),
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::BedrockServesItsCopy,
            "a base model is not trained by its user",
        ),
        _ => Judgement::meets(
            Fact::OwnContainers,
            "a training job takes any hyperparameter",
        ),
    }
}

/// `model_type`
pub(super) fn model_type(candidate: &Candidate<'_>, asked: &Requirements) -> Judgement {
    let Some(wanted) = asked.fields.model_type else {
        return Judgement::meets(Fact::SageMakerAnyModel, "no type is asked");
    };
    if let Some(kind) = candidate.other_kind(wanted) {
        let words = format!("its model is of another type: {kind}");
        return Judgement::misses(Fact::BedrockModelKinds, words);
    }
    if !candidate.is_on_bedrock() {
        let words = format!("it serves {wanted} models");
        return Judgement::meets(Fact::SageMakerAnyModel, words);
    }
    match wanted {
        ModelType::Tabular | ModelType::TimeSeries | ModelType::Rl => Judgement::misses(
            Fact::BedrockModelKinds,
            format!("Bedrock has no {wanted} models"),
        ),
        ModelType::Vision => Judgement::condition(
            Fact::BedrockModelKinds,
            "see whether a multimodal model does: Bedrock has no detectors or classifiers of one's own",
        ),
        ModelType::Llm
        | ModelType::Embedding
        | ModelType::Image
        | ModelType::Video
        | ModelType::Speech => Judgement::meets(
            Fact::BedrockModelKinds,
            format!("Bedrock has {wanted} models"),
        ),
    }
}

/// `retrain_every`
pub(super) fn retrained(candidate: &Candidate<'_>, asked: &Requirements) -> Judgement {
    let hourly = asked.fields.retrain_every == Some(Retraining::Hour);
    match candidate.mode {
        _ if candidate.facets.is_vendors => Judgement::misses(
            Fact::MarketplaceHidesArtifacts,
            "the vendor's model is not retrained by its user",
        ),
        Mode::BedrockCustomImport => Judgement::condition(
            Fact::ImportFromRegistry,
            "train elsewhere, and import what was made each time",
        ),
        Mode::BedrockCustomOnDemand | Mode::BedrockProvisioned if hourly => Judgement::misses(
            Fact::CustomisationTakesHours,
            "a customisation job takes longer than an hour",
        ),
        Mode::BedrockCustomOnDemand | Mode::BedrockProvisioned => Judgement::condition(
            Fact::CustomisationTakesHours,
            "run a customisation job each time and deploy the new model: nothing does it by itself",
        ),
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::BedrockServesItsCopy,
            "a base model is not trained by its user",
        ),
        _ => Judgement::meets(
            Fact::PipelinesOnSchedule,
            "a pipeline trains and deploys on a schedule",
        ),
    }
}
