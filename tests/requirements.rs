//! What is required, held against every way to buy: a table of cases, each with the fact behind it.
//!
//! Verdicts are those of AWS's own pages; a fact says which, and when it was read
//! (`src/requirement/fact.rs`). The first part are the statements that people choose a service by.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crossover::{
    analysis::{Advice, advise},
    catalog::Catalog,
    requirement::{Fact, RequirementKind, Verdict},
    scenario::Scenario,
    schema::Problem,
};

use Verdict::{Condition, Meets, Misses};

/// What is required, the plan, the verdict, and the fact it follows from.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    Verdict,
    &'static str,
);

/// Workloads by a word: language, a model of one's own, training.
const TEXT: &str = "kind = \"text\"\ninput_tokens = 900\noutput_tokens = 200\nrequest_seconds = 2";
const CUSTOM: &str = "kind = \"custom\"\nrequest_seconds = \"0.05\"";
const TRAINING: &str = "kind = \"training\"";
const OFFLINE: &str =
    "kind = \"text\"\ninput_tokens = 900\noutput_tokens = 200\nlatency = \"offline\"";
const EMBEDDING: &str = "kind = \"embedding\"\ninput_tokens = 900";

const NOVA: &str = "mode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"";
const CLAUDE: &str = "mode = \"bedrock.on-demand\"\nmodel = \"claude-sonnet-4.5\"";
const LLAMA: &str = "mode = \"bedrock.on-demand\"\nmodel = \"llama-3.3-70b\"\nscope = \"geo\"";
const BATCH: &str = "mode = \"bedrock.batch\"\nmodel = \"nova-pro\"";
const PROVISIONED: &str = "mode = \"bedrock.provisioned\"\nmodel = \"nova-pro\"\nunits = 1";
const RESERVED: &str =
    "mode = \"bedrock.reserved\"\nmodel = \"claude-sonnet-4.5\"\nterm = \"1-month\"";
const TUNED: &str =
    "mode = \"bedrock.custom-on-demand\"\nmodel = \"mine\"\nbase_model = \"nova-pro\"";
const IMPORT: &str = "mode = \"bedrock.custom-import\"\nmodel = \"llama-3.1-8b\"\nunits_per_copy = 2\nconcurrency_per_copy = 8";
const MARKETPLACE: &str = "mode = \"bedrock.marketplace\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nsoftware_usd_per_instance_hour = \"1\"";
const ENDPOINT: &str = "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\ninstance_count = 1";
const VENDORS: &str = "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\ninstance_count = 1\nmodel_source = \"marketplace\"\nsoftware_usd_per_instance_hour = \"1\"";
const SLEEPING: &str = "mode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nscaling = \"scale-to-zero\"\nmax_instances = 4";
const TABLES: &str =
    "mode = \"sagemaker.endpoint\"\ninstance = \"ml.m5.xlarge\"\ninstance_count = 1";
const SERVERLESS: &str = "mode = \"sagemaker.serverless\"\nmemory_mib = 2048";
const WARM: &str =
    "mode = \"sagemaker.serverless\"\nmemory_mib = 2048\nprovisioned_concurrency = 2";
const ASYNC: &str = "mode = \"sagemaker.async\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nmax_instances = 4";
const TRANSFORM: &str = "mode = \"sagemaker.batch-transform\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\njob_hours = 8";
const TRAIN: &str = "mode = \"sagemaker.training\"\ninstance = \"ml.m5.xlarge\"\nhours_per_run = 1\nruns_per_month = 4";
const EXTERNAL: &str = "mode = \"external\"\nlabel = \"own rack\"\nfixed_usd_per_month = \"900\"";
const FABLE: &str = "mode = \"bedrock.on-demand\"\nmodel = \"claude-fable-5\"";
const GPT: &str = "mode = \"bedrock.on-demand\"\nmodel = \"gpt-5.4\"";
const TITAN: &str = "mode = \"bedrock.provisioned\"\nmodel = \"titan-embed-image-v1\"\nunits = 1";
const TITAN_TEXT: &str = "mode = \"bedrock.on-demand\"\nmodel = \"titan-embed-text-v2\"";
const GLOBAL: &str =
    "mode = \"bedrock.on-demand\"\nmodel = \"claude-sonnet-4.5\"\nscope = \"global\"";

const CASES: &[Case] = &[
    // Training data, an algorithm of one's own and weights that are owned: SageMaker AI.
    (
        "custom_algorithm = true",
        CUSTOM,
        TABLES,
        Meets,
        "own-containers",
    ),
    (
        "own_weights = true",
        CUSTOM,
        TABLES,
        Meets,
        "artifacts-in-own-bucket",
    ),
    (
        "custom_algorithm = true",
        TEXT,
        NOVA,
        Misses,
        "bedrock-serves-its-copy",
    ),
    (
        "own_weights = true",
        TRAINING,
        TRAIN,
        Meets,
        "artifacts-in-own-bucket",
    ),
    // Tables, fraud, forecasts: SageMaker AI.
    (
        "model_type = \"tabular\"",
        CUSTOM,
        TABLES,
        Meets,
        "sagemaker-any-model",
    ),
    (
        "model_type = \"tabular\"",
        TEXT,
        NOVA,
        Misses,
        "bedrock-model-kinds",
    ),
    (
        "model_type = \"time-series\"",
        TEXT,
        CLAUDE,
        Misses,
        "bedrock-model-kinds",
    ),
    (
        "model_type = \"time-series\"",
        CUSTOM,
        SERVERLESS,
        Meets,
        "sagemaker-any-model",
    ),
    (
        "model_type = \"rl\"",
        TEXT,
        NOVA,
        Misses,
        "bedrock-model-kinds",
    ),
    (
        "model_type = \"vision\"",
        TEXT,
        NOVA,
        Condition,
        "bedrock-model-kinds",
    ),
    // Pipelines, registry, feature store: SageMaker AI.
    ("pipelines = true", CUSTOM, TABLES, Meets, "pipelines"),
    (
        "pipelines = true",
        TEXT,
        NOVA,
        Misses,
        "bedrock-versions-prompts",
    ),
    (
        "pipelines = true",
        TEXT,
        IMPORT,
        Condition,
        "import-from-registry",
    ),
    (
        "model_registry = true",
        CUSTOM,
        SERVERLESS,
        Meets,
        "model-registry",
    ),
    (
        "model_registry = true",
        TEXT,
        CLAUDE,
        Misses,
        "bedrock-versions-prompts",
    ),
    (
        "feature_store = true",
        CUSTOM,
        TABLES,
        Meets,
        "feature-store",
    ),
    (
        "feature_store = true",
        TEXT,
        NOVA,
        Misses,
        "bedrock-versions-prompts",
    ),
    // Fine-tuning an open-weight model, with control of its weights: SageMaker AI (JumpStart).
    (
        "own_weights = true",
        TEXT,
        ENDPOINT,
        Meets,
        "artifacts-in-own-bucket",
    ),
    (
        "export_weights = true",
        TEXT,
        ENDPOINT,
        Meets,
        "artifacts-in-own-bucket",
    ),
    (
        "hyperparameter_control = true",
        TEXT,
        ENDPOINT,
        Meets,
        "own-containers",
    ),
    (
        "no_ml_staff = true",
        TEXT,
        ENDPOINT,
        Condition,
        "jumpstart-in-few-lines",
    ),
    // A generative application without training: Bedrock.
    (
        "model_type = \"llm\"",
        TEXT,
        NOVA,
        Meets,
        "bedrock-model-kinds",
    ),
    (
        "no_ml_staff = true",
        TEXT,
        NOVA,
        Meets,
        "bedrock-is-serverless",
    ),
    (
        "no_infrastructure = true",
        TEXT,
        CLAUDE,
        Meets,
        "bedrock-is-serverless",
    ),
    (
        "no_infrastructure = true",
        TEXT,
        ENDPOINT,
        Misses,
        "instances-are-chosen",
    ),
    // Retrieval without building a pipeline: Knowledge Bases.
    ("managed_rag = true", TEXT, NOVA, Meets, "knowledge-bases"),
    (
        "managed_rag = true",
        TEXT,
        ENDPOINT,
        Condition,
        "knowledge-bases",
    ),
    (
        "managed_rag = true",
        TRAINING,
        TRAIN,
        Misses,
        "knowledge-bases",
    ),
    // Agents that call APIs and databases: AgentCore.
    (
        "managed_agents = true",
        TEXT,
        CLAUDE,
        Meets,
        "agentcore-any-model",
    ),
    (
        "managed_agents = true",
        TEXT,
        ENDPOINT,
        Condition,
        "agentcore-any-model",
    ),
    (
        "managed_agents = true",
        OFFLINE,
        BATCH,
        Misses,
        "agentcore-any-model",
    ),
    // Filtering of what a model says: Guardrails.
    (
        "content_filtering = true",
        TEXT,
        NOVA,
        Meets,
        "guardrails-any-model",
    ),
    (
        "content_filtering = true",
        TEXT,
        ENDPOINT,
        Condition,
        "guardrails-any-model",
    ),
    (
        "content_filtering = true",
        CUSTOM,
        TABLES,
        Misses,
        "guardrails-any-model",
    ),
    // The quickest prototype: on demand.
    (
        "fast_start = true",
        TEXT,
        NOVA,
        Meets,
        "bedrock-is-serverless",
    ),
    (
        "fast_start = true",
        TEXT,
        CLAUDE,
        Condition,
        "bedrock-is-serverless",
    ),
    (
        "fast_start = true",
        TEXT,
        ENDPOINT,
        Condition,
        "endpoints-take-minutes",
    ),
    (
        "fast_start = true",
        TEXT,
        PROVISIONED,
        Condition,
        "provisioned-needs-quota",
    ),
    (
        "fast_start = true",
        OFFLINE,
        BATCH,
        Condition,
        "batch-within-a-day",
    ),
    (
        "fast_start = true",
        TEXT,
        RESERVED,
        Condition,
        "reserved-is-paid",
    ),
    (
        "fast_start = true",
        TRAINING,
        TRAIN,
        Misses,
        "own-containers",
    ),
    // An audit of every prompt and answer: invocation logging to S3.
    (
        "audit_prompts = true",
        TEXT,
        NOVA,
        Condition,
        "invocation-logging",
    ),
    (
        "audit_prompts = true",
        TEXT,
        ENDPOINT,
        Condition,
        "data-capture",
    ),
    (
        "audit_prompts = true",
        OFFLINE,
        BATCH,
        Meets,
        "files-are-the-record",
    ),
    (
        "audit_prompts = true",
        CUSTOM,
        SERVERLESS,
        Misses,
        "serverless-exclusions",
    ),
    // Who imports weights holds them; who tunes on Bedrock does not.
    (
        "own_weights = true",
        TEXT,
        IMPORT,
        Meets,
        "import-takes-own-weights",
    ),
    (
        "own_weights = true",
        TEXT,
        TUNED,
        Misses,
        "bedrock-keeps-weights",
    ),
    (
        "own_weights = true",
        TEXT,
        PROVISIONED,
        Misses,
        "bedrock-keeps-weights",
    ),
    (
        "export_weights = true",
        TEXT,
        TUNED,
        Misses,
        "bedrock-keeps-weights",
    ),
    (
        "export_weights = true",
        TEXT,
        LLAMA,
        Condition,
        "weights-are-published",
    ),
    (
        "own_weights = true",
        TEXT,
        VENDORS,
        Misses,
        "marketplace-hides-artifacts",
    ),
    (
        "custom_algorithm = true",
        TEXT,
        IMPORT,
        Condition,
        "import-knows-architectures",
    ),
    (
        "hyperparameter_control = true",
        TEXT,
        TUNED,
        Condition,
        "bedrock-hyperparameters",
    ),
    // Since 2026-05 real-time endpoints have an API like OpenAI's; other modes of SageMaker AI have not.
    (
        "openai_compatible_api = true",
        TEXT,
        ENDPOINT,
        Meets,
        "openai-on-endpoints",
    ),
    (
        "openai_compatible_api = true",
        TEXT,
        SERVERLESS,
        Misses,
        "openai-on-endpoints",
    ),
    (
        "openai_compatible_api = true",
        OFFLINE,
        ASYNC,
        Misses,
        "openai-on-endpoints",
    ),
    (
        "openai_compatible_api = true",
        OFFLINE,
        TRANSFORM,
        Misses,
        "openai-on-endpoints",
    ),
    (
        "openai_compatible_api = true",
        TEXT,
        NOVA,
        Condition,
        "openai-on-bedrock",
    ),
    (
        "openai_compatible_api = true",
        TEXT,
        GPT,
        Meets,
        "openai-on-bedrock",
    ),
    // Serverless inference has no VPC.
    (
        "private_network = true",
        CUSTOM,
        SERVERLESS,
        Misses,
        "serverless-exclusions",
    ),
    (
        "private_network = true",
        CUSTOM,
        TABLES,
        Condition,
        "sagemaker-vpc",
    ),
    (
        "private_network = true",
        TEXT,
        NOVA,
        Condition,
        "bedrock-privatelink",
    ),
    // What follows is no statement of its own, and decides all the same.
    (
        "on_premises = true",
        TEXT,
        NOVA,
        Misses,
        "on-premises-factories",
    ),
    (
        "on_premises = true",
        CUSTOM,
        TABLES,
        Misses,
        "on-premises-factories",
    ),
    (
        "on_premises = true",
        TEXT,
        EXTERNAL,
        Condition,
        "taken-at-its-word",
    ),
    (
        "custom_embedding_model = true",
        EMBEDDING,
        TITAN_TEXT,
        Misses,
        "knowledge-base-embeddings",
    ),
    (
        "custom_embedding_model = true",
        EMBEDDING,
        TITAN,
        Condition,
        "titan-multimodal-tuning",
    ),
    (
        "custom_embedding_model = true",
        CUSTOM,
        TABLES,
        Meets,
        "own-containers",
    ),
    (
        "bias_explainability = true",
        CUSTOM,
        TABLES,
        Condition,
        "clarify-is-closed",
    ),
    (
        "bias_explainability = true",
        CUSTOM,
        SERVERLESS,
        Condition,
        "serverless-exclusions",
    ),
    (
        "bias_explainability = true",
        TEXT,
        NOVA,
        Misses,
        "bedrock-evaluates",
    ),
    (
        "customer_managed_keys = true",
        TEXT,
        TUNED,
        Condition,
        "bedrock-keys",
    ),
    (
        "customer_managed_keys = true",
        CUSTOM,
        TABLES,
        Condition,
        "volume-keys",
    ),
    (
        "customer_managed_keys = true",
        TEXT,
        ENDPOINT,
        Misses,
        "local-storage-keys",
    ),
    (
        "no_training_on_my_data = true",
        TEXT,
        CLAUDE,
        Meets,
        "bedrock-trains-on-nothing",
    ),
    (
        "no_training_on_my_data = true",
        TEXT,
        ENDPOINT,
        Meets,
        "sagemaker-metadata",
    ),
    (
        "no_ml_staff = true",
        CUSTOM,
        TABLES,
        Condition,
        "canvas-without-code",
    ),
    (
        "no_ml_staff = true",
        TRAINING,
        TRAIN,
        Misses,
        "own-containers",
    ),
    (
        "no_training_on_my_data = true",
        TRAINING,
        TRAIN,
        Condition,
        "sagemaker-metadata",
    ),
    (
        "no_provider_retention = true",
        TEXT,
        CLAUDE,
        Condition,
        "retention-modes",
    ),
    (
        "no_provider_retention = true",
        TEXT,
        FABLE,
        Misses,
        "models-that-retain",
    ),
    (
        "no_provider_retention = true",
        TEXT,
        GPT,
        Condition,
        "models-that-retain",
    ),
    (
        "no_provider_retention = true",
        TEXT,
        ENDPOINT,
        Meets,
        "runs-in-own-account",
    ),
    (
        "no_provider_retention = true",
        TEXT,
        MARKETPLACE,
        Meets,
        "runs-in-own-account",
    ),
    (
        "data_residency = \"us-east-1\"",
        TEXT,
        NOVA,
        Meets,
        "processed-in-region",
    ),
    (
        "data_residency = \"us-east-1\"",
        TEXT,
        LLAMA,
        Misses,
        "geo-profiles",
    ),
    (
        "data_residency = \"us\"",
        TEXT,
        LLAMA,
        Meets,
        "geo-profiles",
    ),
    (
        "data_residency = \"us\"",
        TEXT,
        GLOBAL,
        Misses,
        "global-profiles",
    ),
    (
        "data_residency = \"Germany\"",
        TEXT,
        ENDPOINT,
        Misses,
        "processed-in-region",
    ),
    (
        "retrain_every = \"day\"",
        CUSTOM,
        TABLES,
        Meets,
        "pipelines-on-schedule",
    ),
    (
        "retrain_every = \"week\"",
        TEXT,
        TUNED,
        Condition,
        "customisation-takes-hours",
    ),
    (
        "retrain_every = \"hour\"",
        TEXT,
        TUNED,
        Misses,
        "customisation-takes-hours",
    ),
    (
        "retrain_every = \"week\"",
        TEXT,
        NOVA,
        Misses,
        "bedrock-serves-its-copy",
    ),
    (
        "no_infrastructure = true",
        CUSTOM,
        SERVERLESS,
        Meets,
        "serverless-inference",
    ),
    ("scale_to_zero = true", TEXT, NOVA, Meets, "paid-by-use"),
    ("scale_to_zero = true", TEXT, IMPORT, Meets, "import-idles"),
    (
        "scale_to_zero = true",
        TEXT,
        PROVISIONED,
        Misses,
        "provisioned-needs-quota",
    ),
    (
        "scale_to_zero = true",
        CUSTOM,
        WARM,
        Misses,
        "serverless-inference",
    ),
    (
        "scale_to_zero = true",
        OFFLINE,
        ASYNC,
        Meets,
        "async-to-zero",
    ),
    (
        "scale_to_zero = true",
        OFFLINE,
        TRANSFORM,
        Meets,
        "jobs-end",
    ),
    (
        "scale_to_zero = true",
        TEXT,
        SLEEPING,
        Condition,
        "endpoint-to-zero",
    ),
    (
        "scale_to_zero = true",
        TEXT,
        ENDPOINT,
        Misses,
        "endpoint-to-zero",
    ),
];

fn text(require: &str, workload: &str, plan: &str) -> String {
    let volume = if workload == TRAINING {
        ""
    } else {
        "requests_per_month = 300_000"
    };
    format!(
        "schema = 1\nname = \"case\"\nregion = \"us-east-1\"\n[workload]\n{volume}\n{workload}\n[requirements]\n{require}\n[[plan]]\nid = \"p\"\n{plan}\n"
    )
}

fn parse(text: &str, catalog: &Catalog) -> Result<Scenario, Vec<Problem>> {
    let no_files = |path: &str| Err(format!("{path} is not needed here"));
    Scenario::parse(text, None, catalog, &no_files)
}

/// Calls `with` the advice on a scenario, its requirements taken out.
#[expect(clippy::panic, reason = "a scenario with a fault fails the test")]
fn advised<T>(text: &str, with: impl FnOnce(&Advice<'_>) -> T) -> T {
    let catalog = Catalog::embedded(Vec::new());
    let mut scenario =
        parse(text, &catalog).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"));
    let required = scenario.take_requirements();
    match advise(&scenario, &required, &[], &catalog, true) {
        Ok(advice) => with(&advice),
        Err(error) => panic!("{text}\n{error}"),
    }
}

#[test]
fn each_case_has_its_verdict_and_its_fact() {
    let mut wrong = Vec::new();
    for (require, workload, plan, verdict, fact) in CASES {
        let found = advised(&text(require, workload, plan), |advice| {
            let (_, judgement) = &advice.plans[0].judgements[0];
            (judgement.verdict, judgement.fact.id())
        });
        if found != (*verdict, *fact) {
            wrong.push(format!(
                "{require} | {plan}: {found:?}, not {verdict:?} {fact}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_is_wide_enough() {
    let count = |verdict: Verdict| CASES.iter().filter(|case| case.3 == verdict).count();
    assert!(CASES.len() >= 40);
    assert!(count(Misses) >= 8, "{} misses", count(Misses));
    assert!(count(Condition) >= 5, "{} conditions", count(Condition));
}

#[test]
fn every_requirement_tells_plans_apart() {
    let mut verdicts: BTreeMap<&str, BTreeSet<Verdict>> = BTreeMap::new();
    for (require, _, _, verdict, _) in CASES {
        let (id, _) = require.split_once(" = ").unwrap();
        verdicts.entry(id).or_default().insert(*verdict);
    }
    for kind in RequirementKind::ALL {
        let found = verdicts.get(kind.id()).map_or(0, BTreeSet::len);
        assert!(found > 1, "{} has the same verdict everywhere", kind.id());
    }
}

#[test]
fn every_fact_is_used_and_has_a_source_and_a_date() {
    let used: BTreeSet<&str> = CASES.iter().map(|case| case.4).collect();
    for fact in Fact::ALL {
        let id = fact.id();
        assert!(used.contains(id), "{id} decides no case");
        assert!(!fact.words().is_empty(), "{id}");
        let is_file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(fact.source())
            .is_file();
        assert!(
            fact.source().starts_with("https://") || is_file,
            "{id}: {}",
            fact.source()
        );
        let date: Vec<&str> = fact.checked_on().split('-').collect();
        let lengths: Vec<usize> = date.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [4, 2, 2], "{id}");
    }
}

#[test]
fn a_plan_that_misses_something_is_out_of_the_comparison() {
    let catalog = Catalog::embedded(Vec::new());
    for (require, workload, plan, verdict, _) in CASES {
        let scenario = parse(&text(require, workload, plan), &catalog).unwrap();
        let result = crossover::analysis::evaluate(&scenario, &scenario.plans[0], &catalog);
        let missed = result
            .reasons
            .iter()
            .any(|reason| reason.id == "requirement-missed");
        assert_eq!(missed, *verdict == Misses, "{require} | {plan}");
        let warned =
            result.notes.warnings.iter().any(|note| {
                note.id == "requirement-condition" || note.id == "invocation-logging-off"
            });
        assert_eq!(warned, *verdict == Condition, "{require} | {plan}");
    }
}

#[test]
fn a_composition_is_as_good_as_its_worst_plan() {
    let cascade = format!(
        "{}\n[[plan]]\nid = \"q\"\n{ENDPOINT}\n[[cascade]]\nid = \"c\"\ntry = \"q\"\nescalate = \"p\"\nshare = \"0.2\"\n",
        text("own_weights = true", TEXT, NOVA)
    );
    let verdict = advised(&cascade, |advice| {
        let mut plans = advice.plans.iter();
        let found = plans.find(|plan| plan.plan.result.entry.id() == "c");
        found.map(|plan| plan.verdict)
    });
    assert_eq!(verdict, Some(Misses));
}

#[test]
fn words_for_cost_and_unknown_words_are_refused() {
    let catalog = Catalog::embedded(Vec::new());
    for (require, says) in [
        ("cheap = true", "crossover compare"),
        ("spiky_traffic = true", "crossover compare"),
        ("high_volume = true", "crossover compare"),
        ("own_weight = true", "did you mean `own_weights`?"),
        ("own_weights = \"yes\"", "true or false"),
        ("model_type = \"tabula\"", "did you mean `tabular`?"),
        ("retrain_every = \"fortnight\"", "week"),
        ("data_residency = \"germny\"", "did you mean `germany`?"),
        ("data_residency = \"atlantis\"", "a country such as germany"),
    ] {
        let problems = parse(&text(require, TEXT, NOVA), &catalog).unwrap_err();
        let told = problems.iter().any(|problem| {
            let help = problem.help.as_deref().unwrap_or_default();
            format!("{} {help}", problem.message).contains(says)
        });
        assert!(told, "{require}: {problems:?}");
    }
}
