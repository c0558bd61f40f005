//! The meters: what is counted, in which unit, and which `per` a price may have.

/// A type that stands for one meter of the price list.
pub trait Metered: std::fmt::Debug + Clone {
    /// The meter this type stands for.
    const METER: Meter;
}

/// What the quantity of a meter follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Requests: each is paid by itself.
    Use,
    /// Units that run (instances, model units, copies) and what is kept on them.
    Units,
    /// Neither: a fee by the month, something stored, or what is paid once.
    Nothing,
}

impl Meter {
    /// What its quantity follows.
    pub const fn follows(self) -> Follows {
        match self {
            Self::InstanceHours
            | Self::SoftwareHours
            | Self::VolumeGibMonths
            | Self::ModelUnitHours
            | Self::InputTpmHours
            | Self::OutputTpmHours
            | Self::ProvisionedConcurrencySeconds
            | Self::CustomModelUnitMinutes => Follows::Units,
            Self::SetUps
            | Self::Months
            | Self::ModelMonths
            | Self::CustomModelUnitMonths
            | Self::TrainingTokens
            | Self::TrainingImages
            | Self::TrainingHours
            | Self::RecordMonths
            | Self::GibMonths
            | Self::OcuHours
            | Self::ClusterHours
            | Self::EndpointHours
            | Self::GatewayHours
            | Self::WorkspaceHours
            | Self::RuleHours
            | Self::HostHours
            | Self::PeopleHours
            | Self::AlarmMonths
            | Self::MetricMonths
            | Self::ToolMonths
            | Self::KeyMonths
            | Self::CommitmentHours => Follows::Nothing,
            _ => Follows::Use,
        }
    }
}

macro_rules! meters {
    ($( $(#[doc = $doc:literal])+ $name:ident $id:literal $unit:literal $per:expr; )*) => {
        /// What is counted and paid for: the `meter` column of the price files.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Meter { $( $(#[doc = $doc])+ $name, )* }

        impl Meter {
            /// Every meter, in the order of this table.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];

            /// The name in the price files and in the output.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$name => $id, )* }
            }

            /// The unit one of it is counted in.
            pub const fn unit(self) -> &'static str {
                match self { $( Self::$name => $unit, )* }
            }

            /// The divisors a price for it may be stated with; a wrong one is a price wrong by 1,000.
            pub const fn allowed_per(self) -> &'static [u32] {
                match self { $( Self::$name => &$per, )* }
            }

            /// The meter of that name.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $( $id => Some(Self::$name), )* _ => None }
            }
        }

        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $name;
            impl Metered for $name {
                const METER: Meter = Meter::$name;
            }
        )*
    };
}

meters! {
    /// Input tokens that no cache served.
    InputTokens "input-tokens" "token" [1_000, 1_000_000];
    /// Output tokens, reasoning tokens among them.
    OutputTokens "output-tokens" "token" [1_000, 1_000_000];
    /// Input tokens read from the prompt cache.
    CacheReadTokens "cache-read-tokens" "token" [1_000, 1_000_000];
    /// Input tokens written to the prompt cache for five minutes.
    CacheWrite5mTokens "cache-write-5m-tokens" "token" [1_000, 1_000_000];
    /// Input tokens written to the prompt cache for thirty minutes.
    CacheWrite30mTokens "cache-write-30m-tokens" "token" [1_000, 1_000_000];
    /// Input tokens written to the prompt cache for an hour.
    CacheWrite1hTokens "cache-write-1h-tokens" "token" [1_000, 1_000_000];
    /// Speech tokens into the model.
    InputAudioTokens "input-audio-tokens" "token" [1_000, 1_000_000];
    /// Speech tokens out of the model.
    OutputAudioTokens "output-audio-tokens" "token" [1_000, 1_000_000];
    /// Image tokens into the model.
    InputImageTokens "input-image-tokens" "token" [1_000, 1_000_000];
    /// Image tokens out of the model.
    OutputImageTokens "output-image-tokens" "token" [1_000, 1_000_000];
    /// Video tokens into the model.
    InputVideoTokens "input-video-tokens" "token" [1_000, 1_000_000];
    /// Tokens of the training data times epochs.
    TrainingTokens "training-tokens" "token" [1_000, 1_000_000];
    /// Images into the model.
    InputImages "input-images" "image" [1, 1_000];
    /// Images made.
    OutputImages "output-images" "image" [1, 1_000];
    /// Seconds of audio into the model.
    InputAudioSeconds "input-audio-seconds" "second" [1];
    /// Seconds of audio made.
    OutputAudioSeconds "output-audio-seconds" "second" [1];
    /// Seconds of video into the model.
    InputVideoSeconds "input-video-seconds" "second" [1];
    /// Seconds of video made.
    OutputVideoSeconds "output-video-seconds" "second" [1];
    /// Rerank queries of at most 100 documents.
    Queries "queries" "query" [1, 1_000];
    /// Hours a model unit is provisioned.
    ModelUnitHours "model-unit-hours" "model unit-hour" [1];
    /// Hours times tokens per minute of reserved input.
    InputTpmHours "input-tpm-hours" "TPM-hour" [1_000];
    /// Hours times tokens per minute of reserved output.
    OutputTpmHours "output-tpm-hours" "TPM-hour" [1_000];
    /// Minutes a custom model unit is active.
    CustomModelUnitMinutes "custom-model-unit-minutes" "CMU-minute" [1];
    /// Months a custom model unit's weights are stored.
    CustomModelUnitMonths "custom-model-unit-months" "CMU-month" [1];
    /// Months a custom model is stored.
    ModelMonths "model-months" "model-month" [1];
    /// Hours an instance exists.
    InstanceHours "instance-hours" "instance-hour" [1];
    /// Hours an instance runs licensed software of the AWS Marketplace.
    SoftwareHours "software-hours" "instance-hour" [1];
    /// Seconds of serverless inference.
    ServerlessSeconds "serverless-seconds" "second" [1];
    /// Seconds a unit of provisioned concurrency is enabled.
    ProvisionedConcurrencySeconds "provisioned-concurrency-seconds" "second" [1];
    /// Seconds of inference on provisioned concurrency.
    ProvisionedDurationSeconds "provisioned-duration-seconds" "second" [1];
    /// A GiB of volume kept for a month.
    VolumeGibMonths "volume-gib-months" "GiB-month" [1];
    /// GiB into an endpoint.
    DataInGib "data-in-gib" "GiB" [1];
    /// GiB out of an endpoint.
    DataOutGib "data-out-gib" "GiB" [1];
    /// Requests, where a price is per request.
    Requests "requests" "request" [1, 1_000, 100_000, 1_000_000];
    /// What is paid once.
    SetUps "set-ups" "set-up" [1];
    /// Months of a fixed fee.
    Months "months" "month" [1];
    /// Dollars a discount applies to.
    DiscountedUsd "discounted-usd" "USD" [1];
    /// Hours of a commitment in dollars an hour, used or not.
    CommitmentHours "commitment-hours" "hour" [1];
    /// Images of the training data.
    TrainingImages "training-images" "image" [1];
    /// Hours of reinforcement fine-tuning.
    TrainingHours "training-hours" "hour" [1];
    /// Minutes of audio processed.
    InputAudioMinutes "input-audio-minutes" "minute" [1];
    /// Minutes of video processed.
    InputVideoMinutes "input-video-minutes" "minute" [1];
    /// Fields extracted from an image.
    ImageFields "image-fields" "field" [1];
    /// Fields extracted from a page.
    PageFields "page-fields" "field" [1];
    /// Pages processed.
    Pages "pages" "page" [1, 1_000];
    /// Text units of at most 1,000 characters a policy looks at.
    TextUnits "text-units" "text unit" [1_000];
    /// Transitions between the nodes of a flow.
    NodeTransitions "node-transitions" "transition" [1_000];
    /// Prompt tokens optimised.
    PromptTokens "prompt-tokens" "token" [1_000, 1_000_000];
    /// Evaluations made.
    Evaluations "evaluations" "evaluation" [1_000];
    /// Jobs run.
    Jobs "jobs" "job" [1];
    /// Tasks completed by people.
    Tasks "tasks" "task" [1];
    /// Retrievals of a knowledge base or memory.
    Retrievals "retrievals" "retrieval" [1, 1_000];
    /// Agentic retrievals of a managed knowledge base.
    AgenticRetrievals "agentic-retrievals" "retrieval" [1];
    /// Invocations of a gateway.
    Invocations "invocations" "invocation" [1_000];
    /// Searches of a gateway.
    Searches "searches" "search" [1_000];
    /// Requests for an identity token.
    TokenRequests "token-requests" "request" [1_000];
    /// Requests a policy authorises.
    AuthorisationRequests "authorisation-requests" "request" [1];
    /// Events of short-term memory.
    ShortTermEvents "short-term-events" "event" [1_000];
    /// Records kept in long-term memory for a month.
    RecordMonths "record-months" "record-month" [1_000];
    /// Tools kept in the index of a gateway for a month.
    ToolMonths "tool-months" "tool-month" [100];
    /// Operations of a wallet: one made, or a payment.
    WalletOperations "wallet-operations" "operation" [1];
    /// Hours a virtual processor is active.
    VcpuHours "vcpu-hours" "vCPU-hour" [1];
    /// Hours a GiB of memory is held.
    GibHours "gib-hours" "GiB-hour" [1];
    /// Seconds a GiB of memory is held.
    GibSeconds "gib-seconds" "GiB-second" [1];
    /// A GiB stored for a month.
    GibMonths "gib-months" "GiB-month" [1];
    /// GiB processed.
    DataGib "data-gib" "GiB" [1, 1_024];
    /// Hours of an `OpenSearch` compute unit.
    OcuHours "ocu-hours" "OCU-hour" [1];
    /// Hours of a cluster's control plane.
    ClusterHours "cluster-hours" "hour" [1];
    /// Hours of an interface endpoint in one zone.
    EndpointHours "endpoint-hours" "hour" [1];
    /// Hours of a gateway.
    GatewayHours "gateway-hours" "hour" [1];
    /// Hours of a workspace.
    WorkspaceHours "workspace-hours" "hour" [1];
    /// Hours of a rule's own instance.
    RuleHours "rule-hours" "hour" [1];
    /// Hours of a host running licensed software.
    HostHours "host-hours" "hour" [1];
    /// Compute units of the unified studio.
    ComputeUnits "compute-units" "compute unit" [1];
    /// Credits of the data agent.
    Credits "credits" "credit" [1];
    /// Months of an alarm.
    AlarmMonths "alarm-months" "alarm-month" [1];
    /// Months of a custom metric.
    MetricMonths "metric-months" "metric-month" [1];
    /// Months of a key.
    KeyMonths "key-months" "key-month" [1];
    /// Data events that CloudTrail records.
    DataEvents "data-events" "event" [100_000];
    /// Hours that people work.
    PeopleHours "people-hours" "hour" [1];
    /// Reading requests to storage.
    GetRequests "get-requests" "request" [1_000];
    /// Writing requests to storage.
    PutRequests "put-requests" "request" [1_000];
}
