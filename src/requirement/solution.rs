//! What the whole solution has besides a model.

use super::{Candidate, Fact, Judgement, Requirements};
use crate::{demand::Kind, plan::Mode};

/// `managed_rag`
pub(super) fn rag(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockMarketplace | Mode::BedrockCustomImport | Mode::BedrockCustomOnDemand => {
            Judgement::condition(
                Fact::KnowledgeBases,
                "give the Knowledge Base prompts for this model, or only retrieve with it",
            )
        }
        Mode::BedrockBatch => Judgement::condition(
            Fact::KnowledgeBases,
            "retrieve with the Knowledge Base before the batch is made",
        ),
        _ if candidate.is_on_bedrock() => Judgement::meets(
            Fact::KnowledgeBases,
            "Knowledge Bases ingest, retrieve and answer",
        ),
        Mode::SagemakerTraining => {
            Judgement::misses(Fact::KnowledgeBases, "a training job answers nothing")
        }
        _ => Judgement::condition(
            Fact::KnowledgeBases,
            "retrieve with a Knowledge Base of Bedrock: SageMaker AI has none",
        ),
    }
}

/// `custom_embedding_model`
pub(super) fn embeddings(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockProvisioned
            if candidate.model_id().starts_with("amazon.titan-embed-image") =>
        {
            Judgement::condition(
                Fact::TitanMultimodalTuning,
                "fine-tune Titan Multimodal Embeddings",
            )
        }
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::KnowledgeBaseEmbeddings,
            "a model of one's own does not embed there",
        ),
        _ if candidate.facets.is_vendors => {
            Judgement::misses(Fact::MarketplaceHidesArtifacts, "the model is the vendor's")
        }
        _ => Judgement::meets(
            Fact::OwnContainers,
            "any embedding model runs in a container",
        ),
    }
}

/// `managed_agents`
pub(super) fn agents(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockBatch
        | Mode::SagemakerBatchTransform
        | Mode::SagemakerAsync
        | Mode::SagemakerTraining => Judgement::misses(
            Fact::AgentCoreAnyModel,
            "an agent needs each answer before its next step",
        ),
        _ if candidate.is_on_bedrock() && candidate.is_language() => Judgement::meets(
            Fact::AgentCoreAnyModel,
            "AgentCore runs the agent, and calls this model",
        ),
        _ if candidate.is_language() => Judgement::condition(
            Fact::AgentCoreAnyModel,
            "run the agent in AgentCore, and have it call the endpoint",
        ),
        _ => Judgement::misses(Fact::AgentCoreAnyModel, "this model holds no conversation"),
    }
}

/// `content_filtering`
pub(super) fn filtering(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    match candidate.mode {
        Mode::BedrockBatch => Judgement::condition(
            Fact::GuardrailsAnyModel,
            "filter what comes out with ApplyGuardrail",
        ),
        Mode::BedrockMarketplace => Judgement::condition(
            Fact::GuardrailsAnyModel,
            "confirm with AWS that calls of this model take a guardrail, or call ApplyGuardrail",
        ),
        _ if candidate.is_on_bedrock() => {
            Judgement::meets(Fact::GuardrailsAnyModel, "a guardrail is named in the call")
        }
        _ if candidate.is_language() => Judgement::condition(
            Fact::GuardrailsAnyModel,
            "call ApplyGuardrail of Bedrock on inputs and answers, or filter yourself",
        ),
        _ => Judgement::misses(
            Fact::GuardrailsAnyModel,
            "guardrails filter text and images, not the numbers of this model",
        ),
    }
}

/// `bias_explainability`
pub(super) fn explained(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    if candidate.is_on_bedrock() {
        let words =
            "Bedrock neither measures bias nor explains predictions; Guardrails filter content";
        return Judgement::misses(Fact::BedrockEvaluates, words);
    }
    if candidate.kind == Kind::Training || candidate.mode != Mode::SagemakerServerless {
        let words =
            "have an account that used Clarify before, or run its open library in a processing job";
        return Judgement::condition(Fact::ClarifyIsClosed, words);
    }
    Judgement::condition(
        Fact::ServerlessExclusions,
        "analyse the model in a processing job: a serverless endpoint has no monitor",
    )
}

/// `model_registry`
pub(super) fn registry(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    mlops(
        candidate,
        Fact::ModelRegistry,
        "the registry keeps its versions",
    )
}

/// `feature_store`
pub(super) fn feature_store(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    if candidate.is_on_bedrock() {
        let words = "Bedrock has no feature store";
        return Judgement::misses(Fact::BedrockVersionsPrompts, words);
    }
    Judgement::meets(Fact::FeatureStore, "the feature store serves it")
}

/// `pipelines`
pub(super) fn pipelines(candidate: &Candidate<'_>, _: &Requirements) -> Judgement {
    mlops(
        candidate,
        Fact::Pipelines,
        "a pipeline trains, tests and deploys it",
    )
}

fn mlops(candidate: &Candidate<'_>, fact: Fact, words: &str) -> Judgement {
    match candidate.mode {
        Mode::BedrockCustomImport => Judgement::condition(
            Fact::ImportFromRegistry,
            "keep and train it in SageMaker AI, and import from there",
        ),
        _ if candidate.is_on_bedrock() => Judgement::misses(
            Fact::BedrockVersionsPrompts,
            "Bedrock has nothing of the kind for weights",
        ),
        _ => Judgement::meets(fact, words),
    }
}
