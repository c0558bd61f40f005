//! What is known of the services: each fact in a few words, with its source and the day it was read there.

macro_rules! facts {
    ($( $variant:ident $id:literal $checked_on:literal $url:literal $words:literal; )*) => {
        /// Something known of Amazon Bedrock or Amazon SageMaker AI that decides a requirement.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(clippy::doc_markdown, reason = "the words are printed as they are")]
        pub enum Fact { $( #[doc = $words] $variant, )* }

        impl Fact {
            /// Every one.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// Its name in files and output.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            /// The fact in a few words.
            pub const fn words(self) -> &'static str {
                match self { $( Self::$variant => $words, )* }
            }

            /// Where it was read: an address, or a file of this project.
            pub const fn source(self) -> &'static str {
                match self { $( Self::$variant => $url, )* }
            }

            /// When it was read there, or the day of the announcement that tells it.
            pub const fn checked_on(self) -> &'static str {
                match self { $( Self::$variant => $checked_on, )* }
            }
        }
    };
}

facts! {
    // Weights and training.
    BedrockKeepsWeights "bedrock-keeps-weights" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html"
        "a model customised on Bedrock is stored and managed by AWS; no operation of its API gives out weights";
    BedrockServesItsCopy "bedrock-serves-its-copy" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/foundation-models-reference.html"
        "a base model on Bedrock is called by its id: AWS holds the weights it serves";
    WeightsArePublished "weights-are-published" "2026-11-22"
        "pricing/models.csv"
        "the maker publishes the weights of this model under a licence of its own";
    ImportTakesOwnWeights "import-takes-own-weights" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html"
        "Custom Model Import reads weights from the user's own S3 bucket, or a SageMaker AI model; the original stays there";
    ImportKnowsArchitectures "import-knows-architectures" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-import-code-samples.html"
        "Custom Model Import takes the architectures Mistral, Mixtral, Flan, Llama, GPTBigCode, Qwen and GPT-OSS";
    ArtifactsInOwnBucket "artifacts-in-own-bucket" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelArtifacts.html"
        "SageMaker AI writes what a training job makes to the user's own S3 bucket, and endpoints read it from there";
    MarketplaceHidesArtifacts "marketplace-hides-artifacts" "2026-11-28"
        "https://docs.aws.amazon.com/marketplace/latest/userguide/ml-security-and-intellectual-property.html"
        "buyers of a model package on AWS Marketplace cannot reach its image or its artifacts";
    OwnContainers "own-containers" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html"
        "SageMaker AI trains and serves with containers and algorithms of one's own";
    BedrockHyperparameters "bedrock-hyperparameters" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models-hp.html"
        "fine-tuning on Bedrock takes a few hyperparameters: for Nova three (epochs, learning rate, warm-up steps)";
    BedrockModelKinds "bedrock-model-kinds" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/foundation-models-reference.html"
        "models on Bedrock make text, images, video, speech or embeddings; none is for tables, time series or control";
    SageMakerAnyModel "sagemaker-any-model" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/algos.html"
        "SageMaker AI has algorithms for tables, time series, images and text, and serves any model in a container";
    CustomisationTakesHours "customisation-takes-hours" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-submit.html"
        "a customisation job on Bedrock can take several hours, and makes a new model each time";
    PipelinesOnSchedule "pipelines-on-schedule" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html"
        "a SageMaker pipeline that trains and deploys can be started on a schedule";
    OnPremisesFactories "on-premises-factories" "2025-12-02"
        "https://www.techjournal.uk/p/aws-ai-factories-target-data-sovereignty"
        "both services run in Regions of AWS; AWS AI Factories bring them to a customer's data centre under a contract of its own";
    // How much work it is.
    BedrockIsServerless "bedrock-is-serverless" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/foundation-models-reference.html"
        "access to the models of Bedrock is on by default and there is nothing to run; Anthropic asks first-time users for their use case";
    BatchWithinADay "batch-within-a-day" "2026-07-24"
        "https://aws.amazon.com/bedrock/pricing/"
        "batch jobs on Bedrock answer within 24 hours by default";
    ProvisionedNeedsQuota "provisioned-needs-quota" "2026-11-22"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html"
        "model units are bought by the hour until they are deleted; the default quota for committed ones is 0 and is raised by a request";
    ReservedIsPaid "reserved-is-paid" "2026-07-24"
        "https://aws.amazon.com/bedrock/pricing/"
        "the reserved tier is tokens a minute for one or three months, paid whether used or not";
    JumpStartInFewLines "jumpstart-in-few-lines" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-foundation-models.html"
        "SageMaker JumpStart deploys and fine-tunes published models in a few lines or in Studio";
    CanvasWithoutCode "canvas-without-code" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/canvas.html"
        "SageMaker Canvas builds models for tables, forecasts, images and text without code";
    EndpointsTakeMinutes "endpoints-take-minutes" "2026-08-20"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html"
        "making an endpoint takes 5 to 15 minutes, and its instance type needs a quota";
    InstancesAreChosen "instances-are-chosen" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"
        "the user chooses type, number and scaling of the instances";
    ServerlessInference "serverless-inference" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html"
        "serverless inference runs a container without instances to choose, and none while no request comes";
    ServerlessExclusions "serverless-exclusions" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html"
        "serverless inference has no VPC configuration, data capture, GPU, Model Monitor or Marketplace packages";
    EndpointToZero "endpoint-to-zero" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html"
        "an endpoint with inference components can go to zero instances; calls fail for the minutes until one is back";
    AsyncToZero "async-to-zero" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html"
        "an asynchronous endpoint queues requests and can go to zero instances";
    JobsEnd "jobs-end" "2026-11-22"
        "docs/formulas.md"
        "a batch transform or training job pays its instances for as long as it runs";
    PaidByUse "paid-by-use" "2026-07-24"
        "https://aws.amazon.com/bedrock/pricing/"
        "on demand and in batch, Bedrock is paid by tokens, images and queries, and nothing while none come";
    ImportIdles "import-idles" "2026-07-24"
        "https://aws.amazon.com/bedrock/pricing/"
        "copies of an imported model go after five idle minutes; its storage is paid by the month";
    OpenAiOnEndpoints "openai-on-endpoints" "2026-05-20"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html"
        "since 2026-05 real-time endpoints have /openai/v1/chat/completions, answered by the container";
    OpenAiOnBedrock "openai-on-bedrock" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/models-endpoint-availability.html"
        "Bedrock has OpenAI-compatible Chat Completions and Responses; which models have them is listed by model";
    // The solution around the model.
    KnowledgeBases "knowledge-bases" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/knowledge-base-supported.html"
        "Knowledge Bases retrieve and answer with models of Bedrock; a model on SageMaker AI can answer too, with prompts of one's own";
    KnowledgeBaseEmbeddings "knowledge-base-embeddings" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/knowledge-base-supported.html"
        "Bedrock embeds with its listed embedding models";
    TitanMultimodalTuning "titan-multimodal-tuning" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-titan-mm.html"
        "of the embedding models on Bedrock, Titan Multimodal Embeddings can be fine-tuned";
    AgentCoreAnyModel "agentcore-any-model" "2026-07-30"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/agents-classic-maintenance-mode.html"
        "AgentCore runs agents with any framework and any model, inside or outside Bedrock; Agents Classic is closed to new customers since 2026-07-30";
    GuardrailsAnyModel "guardrails-any-model" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use.html"
        "a guardrail is named in a call to Bedrock; for other models its own API, ApplyGuardrail, filters text";
    ClarifyIsClosed "clarify-is-closed" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-processing-job-run.html"
        "SageMaker Clarify measures bias and explains predictions; it is no longer open to new customers, existing ones go on";
    BedrockEvaluates "bedrock-evaluates" "2026-11-28"
        "https://aws.amazon.com/bedrock/developer-experience/"
        "evaluation on Bedrock scores answers (accuracy, robustness, toxicity); it neither measures bias of data nor attributes predictions";
    // Data.
    BedrockPrivateLink "bedrock-privatelink" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html"
        "interface endpoints (AWS PrivateLink) reach Bedrock from a VPC without the internet";
    SageMakerVpc "sagemaker-vpc" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html"
        "models on SageMaker AI can be given a VPC configuration, and their API an interface endpoint";
    BedrockKeys "bedrock-keys" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/data-encryption.html"
        "custom models, agents, data ingestion and outputs of batch jobs on Bedrock can be encrypted with a key of one's own";
    VolumeKeys "volume-keys" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"
        "KmsKeyId encrypts the volume of an instance with a key of one's own";
    LocalStorageKeys "local-storage-keys" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"
        "on instances with local storage a KMS key cannot be named: the hardware encrypts it";
    BedrockTrainsOnNothing "bedrock-trains-on-nothing" "2026-10-18"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/data-protection.html"
        "Bedrock trains no model on prompts, answers or data for fine-tuning";
    SageMakerMetadata "sagemaker-metadata" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/data-privacy.html"
        "SageMaker AI collects metadata on the use of its libraries in training, unless OPT_OUT_TRACKING is set; not the data";
    RetentionModes "retention-modes" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html"
        "with data_retention_mode none, set for each Region, Bedrock writes no request or answer to durable storage";
    ModelsThatRetain "models-that-retain" "2026-10-18"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/abuse-detection.html"
        "Claude Fable 5 and 5.1 need all traffic kept for up to 30 days, models of OpenAI other than gpt-oss flagged traffic; mode none blocks a model that needs it";
    RunsInOwnAccount "runs-in-own-account" "2026-11-28"
        "https://docs.aws.amazon.com/marketplace/latest/userguide/ml-security-and-intellectual-property.html"
        "a model on SageMaker AI runs in the user's own account: its maker cannot reach the data";
    ProcessedInRegion "processed-in-region" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html"
        "a call without a cross-Region profile is processed in its Region, as is everything on SageMaker AI";
    GeoProfiles "geo-profiles" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html"
        "a geographic profile processes requests in any Region of its geography";
    GlobalProfiles "global-profiles" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html"
        "a global profile processes requests in any commercial Region";
    InvocationLogging "invocation-logging" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"
        "invocation logging keeps prompts and answers in S3 or CloudWatch; it is off by default, for each Region, and sees calls of bedrock-runtime only";
    FilesAreTheRecord "files-are-the-record" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-create.html"
        "batch and asynchronous work reads requests from S3 and writes answers to S3";
    DataCapture "data-capture" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html"
        "data capture logs inputs and outputs of an endpoint to S3, once it is turned on";
    // MLOps.
    ModelRegistry "model-registry" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html"
        "SageMaker Model Registry keeps versions of models in groups, with their approval";
    FeatureStore "feature-store" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store.html"
        "SageMaker Feature Store keeps features for training and for serving";
    Pipelines "pipelines" "2026-11-28"
        "https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-overview.html"
        "SageMaker Pipelines run processing, training, evaluation and registration as steps";
    BedrockVersionsPrompts "bedrock-versions-prompts" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/what-is-bedrock.html"
        "Bedrock versions prompts, agents and flows; it has no registry of weights, no feature store and no training pipelines";
    ImportFromRegistry "import-from-registry" "2026-11-28"
        "https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model-job.html"
        "what SageMaker AI trained and registered can be imported into Bedrock";
    // Everything else.
    TakenAtItsWord "taken-at-its-word" "2026-11-28"
        "docs/advice.md"
        "of an external plan nothing is known but its price";
}
