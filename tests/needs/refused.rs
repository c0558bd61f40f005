//! What is wrong with needs is said at its place, and a plan that cannot meet one says why.

use crossover::scenario::Scenario;

use super::{CATALOG, both, plan};

/// The problems of a scenario with these needs: message and help.
#[expect(
    clippy::unwrap_used,
    reason = "a scenario that is right fails the test"
)]
fn problems(needs: &str) -> String {
    let no_files = |path: &str| Err(path.to_owned());
    let problems = Scenario::parse(&both(needs), None, &CATALOG, &no_files);
    let problems = problems.map(|_| needs.to_owned()).unwrap_err();
    let said = problems.iter().map(|problem| {
        format!(
            "{}: {}",
            problem.message,
            problem.help.clone().unwrap_or_default()
        )
    });
    said.collect::<Vec<_>>().join("\n")
}

/// Needs, and words of what is said of them: what is wrong, and what to do.
const WRONG: &[(&str, [&str; 2])] = &[
    (
        "[needs.retrieval]",
        ["retrieval needs a vector store", "give vector_store"],
    ),
    (
        "[needs.retrieval]\nmanaged = true\nvector_store = \"s3-vectors\"",
        ["has its own store", "leave out vector_store"],
    ),
    (
        "[needs.retrieval]\nvector_store = \"aurora\"",
        ["no price of this vector store", "give store_usd_per_month"],
    ),
    (
        "[needs.retrieval]\nvector_store = \"opensearch-serverless-nextgen\"",
        ["how long", "give ocu_hours_per_month"],
    ),
    (
        "[needs.retrieval]\nvector_store = \"s3-vectors\"\nvector_kib = 4",
        [
            "paid by what it searches",
            "give vectors_per_index and vector_kib",
        ],
    ),
    (
        "[needs.retrieval]\nmanaged = true\ningestion_output_tokens = 5",
        ["which model reads the corpus", "give ingestion_model"],
    ),
    (
        "[needs.retrieval]\nvector_store = \"external\"\nstore_usd_per_month = \"1\"\nquery_tokens = 5",
        ["which model embeds", "give embedding_model"],
    ),
    (
        "[needs.retrieval]\nmanaged = true\nrerank_model = \"cohere.rerank-v3-5:0\"",
        ["how many chunks", "give rerank_chunks"],
    ),
    (
        "[needs.agents]\nsession_seconds = 5\nactive_seconds = 6",
        ["longer than the session lasts", ""],
    ),
    (
        "[needs.agents]\ntool_active_seconds = 6",
        ["longer than the session lasts", ""],
    ),
    (
        "[needs.agents]\nruntime_instance_hours = 1\nruntime_instance_usd_per_hour = \"1\"",
        ["what an instance", "runtime_management_fee_share"],
    ),
    (
        "[needs.guardrails]\ncontextual_grounding = true",
        ["look at answers", "give output_characters"],
    ),
    (
        "[needs.guardrails]\nautomated_reasoning = true",
        ["look at answers", "give output_characters"],
    ),
    (
        "[needs.evaluation]\njudged_answers = 5",
        ["which model judges", "give judge_model"],
    ),
    (
        "[needs.evaluation]\nprocessing_hours_per_month = 5",
        ["what processing jobs run on", "give processing_instance"],
    ),
    (
        "[needs.logging]\ninvocations = true",
        ["how much a call logs", "give kib_per_call"],
    ),
    (
        "[needs.mlops]\nnotebook_hours_per_month = 5",
        ["what they run on", "give notebook_instance"],
    ),
    (
        "[needs.mlops]\nstudio_hours_per_month = 5",
        ["what they run on", "give studio_instance"],
    ),
    (
        "[needs.mlops]\nprocessing_hours_per_month = 5",
        ["what they run on", "give processing_instance"],
    ),
    (
        "[needs.customisation]\nspot = true",
        ["no usual saving", "give spot_billable_share"],
    ),
    (
        "[needs.customisation]\nspot = true\nspot_billable_share = \"0.3\"\nwarm_pool_minutes = 5",
        ["warm pool cannot be kept on managed spot", ""],
    ),
    (
        "[needs.customisation]\nmethod = \"distillation\"",
        ["needs a teacher", "give teacher_model"],
    ),
    ("[needs.people]", ["usd_per_hour", ""]),
    ("[needs.person]", ["person", "people"]),
    (
        "[needs.guardrails]\nblocked_input_share = 1",
        ["at most 0.99", ""],
    ),
];

#[test]
fn what_users_get_wrong_is_said_with_what_to_do() {
    for (needs, says) in WRONG {
        let said = problems(&format!("{needs}\n"));
        for part in says {
            assert!(said.contains(part), "{needs}\n{said}");
        }
    }
}

#[test]
fn a_plan_that_cannot_meet_a_need_says_why() {
    for (id, needs, reason, field) in [
        (
            "tokens",
            "[needs.mlops]\nregistry = true\n",
            "mlops-of-sagemaker",
            "needs.mlops.registry",
        ),
        (
            "tokens",
            "[needs.mlops]\npipelines = true\n",
            "mlops-of-sagemaker",
            "needs.mlops.pipelines",
        ),
        (
            "tokens",
            "[needs.mlops]\nfeature_store_usd_per_month = \"5\"\n",
            "mlops-of-sagemaker",
            "needs.mlops.feature_store_usd_per_month",
        ),
        (
            "tokens",
            "[needs.evaluation]\nclarify = true\n",
            "clarify-of-sagemaker",
            "needs.evaluation.clarify",
        ),
        (
            "own",
            "[needs.customisation]\ntraining_tokens = 5\n",
            "needs-training",
            "needs.customisation.instance",
        ),
        (
            "own",
            "[needs.customisation]\nbase_model = \"nova-pro\"\ninstance = \"ml.m5.xlarge\"\nhours_per_run = 1\n",
            "weights-not-open",
            "needs.customisation.base_model",
        ),
        (
            "tokens",
            "[needs.customisation]\ntraining_tokens = 5\n",
            "runs-base-model",
            "needs.customisation.method",
        ),
        (
            "own",
            "[needs.retrieval]\nmanaged = true\nrerank_model = \"no-model\"\nrerank_chunks = 5\n",
            "model-unknown",
            "needs.retrieval.rerank_model",
        ),
    ] {
        let plan = plan(&both(needs), id);
        assert_eq!(plan.status, "infeasible", "{needs}");
        let found = plan.reasons.iter().find(|found| found.id == reason);
        let found = found.unwrap_or_else(|| panic!("{needs}: {:?}", plan.reasons));
        assert_eq!(found.field.as_deref(), Some(field), "{needs}");
    }
    // The other service meets it.
    let met = plan(&both("[needs.mlops]\nregistry = true\n"), "own");
    assert_eq!(met.status, "ok");
}
