//! Checks: the table of them and the source that gives them must not drift apart, and each finds what it is for.

use std::{collections::BTreeSet, fs, path::Path};

use crossover::{
    analysis::{CompareOptions, compare},
    catalog::Catalog,
    checks::{CHECKS, CheckKind},
    scenario::Scenario,
};

/// Calls whose first argument is the id of a check.
const CALLS: [&str; 5] = [".warn(", "Reason::new(", "Note::new(", "above(", ".refuse("];

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            into.push((path.display().to_string(), text.to_owned()));
        }
    }
}

/// The ids that the source gives, each with the file it stands in.
fn given() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let mut ids = Vec::new();
    for (path, text) in files {
        let is_word = |id: &str| id.contains('-') || id == "schedule" || id == "throttled";
        for call in CALLS {
            for rest in text.split(call).skip(1) {
                let argument = rest.trim_start().strip_prefix('"');
                let id = argument.and_then(|text| text.split('"').next());
                if let Some(id) = id.filter(|id| is_word(id) && !id.contains(' ')) {
                    ids.push((id.to_owned(), path.clone()));
                }
            }
        }
    }
    ids
}

#[test]
fn every_id_that_is_given_is_in_the_table() {
    let known: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(known.len(), CHECKS.len(), "an id stands twice");
    let strange: Vec<_> = given()
        .into_iter()
        .filter(|(id, path)| !path.contains("bounds.rs") && !known.contains(id.as_str()))
        .collect();
    assert!(
        strange.is_empty(),
        "not in src/checks/table.rs: {strange:?}"
    );
    assert!(given().len() > 80, "the walk finds {} ids", given().len());
}

#[test]
fn every_id_of_the_table_is_given() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    for check in CHECKS {
        let table = format!("checks{}table.rs", std::path::MAIN_SEPARATOR);
        let mut others = files.iter().filter(|(path, _)| !path.ends_with(&table));
        let quoted = format!("\"{}\"", check.id);
        // What is refused by the parser names its check in the advice.
        let named = format!("--check {}", check.id);
        let is_input = check.kind == CheckKind::Input;
        let is_given =
            others.any(|(_, text)| text.contains(if is_input { &named } else { &quoted }));
        assert!(is_given, "{} is given nowhere", check.id);
    }
}

#[test]
fn every_check_has_a_source() {
    for check in CHECKS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(check.source);
        let is_address = check.source.starts_with("https://docs.aws.amazon.com/")
            || check.source.starts_with("https://aws.amazon.com/");
        assert!(
            is_address || file.is_file(),
            "{}: {}",
            check.id,
            check.source
        );
        assert!(
            !check.means.is_empty() && !check.advice.is_empty(),
            "{}",
            check.id
        );
    }
}

/// The ids of what is warned of, of the scenario and of plan `p`.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn warned(workload: &str, rest: &str) -> Vec<&'static str> {
    let text = format!(
        "schema = 1\nname = \"case\"\nregion = \"us-east-1\"\n[workload]\n{workload}\nrequests_per_month = 30_000\n{rest}\n"
    );
    let catalog = Catalog::embedded(Vec::new());
    let no_files = |path: &str| Err(format!("{path} is not needed here"));
    let scenario = Scenario::parse(&text, None, &catalog, &no_files).unwrap();
    let comparison = compare(&scenario, &[], &catalog, &CompareOptions::default()).unwrap();
    let plans = comparison.plans.iter();
    let plans = plans.flat_map(|plan| &plan.result.notes.warnings);
    let warnings = comparison.warnings.iter().chain(plans);
    warnings.map(|note| note.id).collect()
}

const TEXT: &str = "kind = \"text\"\ninput_tokens = 900\noutput_tokens = 200";
const CUSTOM: &str = "kind = \"custom\"\nrequest_seconds = \"0.05\"";
const ENDPOINT: &str = "[[plan]]\nid = \"p\"\nmode = \"sagemaker.endpoint\"\ninstance = \"ml.m5.xlarge\"\ninstance_count = 2\ncapacity = { requests_per_second = 10 }";
const CLAUDE: &str =
    "[[plan]]\nid = \"p\"\nmode = \"bedrock.on-demand\"\nmodel = \"claude-sonnet-4.5\"";
const NOVA: &str = "[[plan]]\nid = \"q\"\nmode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"";

#[test]
fn each_check_finds_what_it_is_for_and_nothing_else() {
    let tuned = "[[plan]]\nid = \"p\"\nmode = \"bedrock.custom-on-demand\"\nmodel = \"mine\"\nbase_model = \"nova-pro\"";
    let provisioned =
        "[[plan]]\nid = \"p\"\nmode = \"bedrock.provisioned\"\nmodel = \"nova-pro\"\nunits = 1";
    let geo = format!("{CLAUDE}\nscope = \"geo\"");
    let global = format!("{CLAUDE}\nscope = \"global\"");
    let busy = ENDPOINT
        .replace("instance_count = 2", "instance_count = 1")
        .replace("10 }", "\"0.04\" }");
    let two = format!("{CLAUDE}\n{NOVA}");
    let told = format!(
        "[model.\"claude-sonnet-4.5\"]\nfamily = \"claude-sonnet-4.5\"\ninput_tokens_factor = \"1.1\"\n{two}"
    );
    let rare = format!("[model.fraud]\nsuccess_share = \"0.99\"\n{ENDPOINT}\nmodel = \"fraud\"");
    let logged = format!("[requirements]\naudit_prompts = true\n{CLAUDE}");
    let out = format!("[requirements]\nexport_weights = true\n{tuned}");
    let both =
        format!("[requirements]\ncontent_filtering = true\nbias_explainability = true\n{NOVA}");
    let filters = format!("[requirements]\ncontent_filtering = true\n{NOVA}");
    let allowed = format!("{provisioned}\nmax_throttled_share = \"0.1\"");
    for (id, workload, finds, leaves) in [
        ("idle-endpoint", CUSTOM, ENDPOINT, busy.as_str()),
        ("geo-uplift", TEXT, &geo, &global),
        ("token-counts-carried-over", TEXT, &two, &told),
        ("accuracy-for-imbalanced-classes", CUSTOM, &rare, ENDPOINT),
        ("invocation-logging-off", TEXT, &logged, CLAUDE),
        ("fine-tuned-model-exportable", TEXT, &out, tuned),
        ("guardrails-or-clarify", TEXT, &both, &filters),
        ("provisioned-throttles", TEXT, provisioned, &allowed),
    ] {
        assert!(
            warned(workload, finds).contains(&id),
            "{id}: {:?}",
            warned(workload, finds)
        );
        assert!(
            !warned(workload, leaves).contains(&id),
            "{id} where it should not be"
        );
    }
}

#[test]
fn old_prices_are_told() {
    // Titan's prices were last seen in 2025, Claude's in the year of the edition.
    let old = "[[plan]]\nid = \"p\"\nmode = \"bedrock.provisioned\"\nmodel = \"titan-text-express\"\nunits = 1";
    let id = "prices-older-than-edition";
    assert!(warned(TEXT, old).contains(&id), "{:?}", warned(TEXT, old));
    assert!(!warned(TEXT, CLAUDE).contains(&id));
}
