//! A kind of need is more than its file: a walk over all of them.

use std::{collections::BTreeSet, fs, path::Path};

use crossover::{need::NeedKind, units::Exact};

use super::{both, exact, plan, total};

/// What a need makes of a plan: dollars more, or the reason that rules it out.
type Made = Result<&'static str, &'static str>;

/// The smallest scenario of each kind, and what it makes of the plan on Amazon Bedrock ($1,400) and of the
/// one on SageMaker AI ($2,000).
fn smallest(kind: NeedKind) -> (&'static str, Made, Made) {
    match kind {
        // Three hours at $2; the mode runs the base model, so it is ruled out.
        NeedKind::Customisation => (
            "instance = \"ml.m5.xlarge\"\nhours_per_run = 3",
            Err("runs-base-model"),
            Ok("6"),
        ),
        NeedKind::Retrieval => (
            "vector_store = \"external\"\nstore_usd_per_month = \"30\"",
            Ok("30"),
            Ok("30"),
        ),
        NeedKind::Agents => ("gateway_calls = 1", Ok("1000"), Ok("1000")),
        NeedKind::Guardrails => (
            "content_filters = true\ninput_characters = 1000",
            Ok("1000"),
            Ok("1000"),
        ),
        NeedKind::Evaluation => ("human_tasks = 100", Ok("200"), Err("needs-task-price")),
        NeedKind::Logging => ("endpoint_data_events = 1", Ok("0"), Ok("10")),
        NeedKind::Mlops => (
            "notebook_instance = \"ml.m5.xlarge\"\nnotebook_hours_per_month = 10",
            Ok("0"),
            Ok("20"),
        ),
        NeedKind::Network => ("keys = 3", Ok("3"), Ok("3")),
        NeedKind::People => (
            "usd_per_hour = \"50\"\nbedrock_hours_per_month = 2\nsagemaker_hours_per_month = 4",
            Ok("100"),
            Ok("200"),
        ),
    }
}

#[test]
fn every_kind_has_a_smallest_scenario_with_its_bill_on_both_services() {
    for kind in NeedKind::ALL {
        let (fields, bedrock, sagemaker) = smallest(*kind);
        let text = both(&format!("[needs.{}]\n{fields}\n", kind.id()));
        for (id, base, made) in [("tokens", "1400", bedrock), ("own", "2000", sagemaker)] {
            let plan = plan(&text, id);
            match made {
                Ok(more) => {
                    assert_eq!(
                        total(&plan),
                        exact(base) + exact(more),
                        "{} {id}",
                        kind.id()
                    );
                    let mut lines = plan.line_items.iter();
                    let has = lines.any(|line| line.group == kind.group().word());
                    let free = *kind == NeedKind::Logging || *kind == NeedKind::Mlops;
                    assert_eq!(has, !(free && id == "tokens"), "{} {id}", kind.id());
                }
                Err(reason) => {
                    assert_eq!(plan.status, "infeasible", "{} {id}", kind.id());
                    let ids: Vec<&str> = plan
                        .reasons
                        .iter()
                        .map(|reason| reason.id.as_str())
                        .collect();
                    assert_eq!(ids, [reason], "{} {id}", kind.id());
                }
            }
        }
    }
}

#[test]
fn every_kind_has_a_file_and_every_file_is_of_a_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/need");
    let files = fs::read_dir(folder).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.trim_end_matches(".rs").to_owned()
    });
    let files: BTreeSet<String> = files
        .filter(|name| !["mod", "charging"].contains(&name.as_str()))
        .collect();
    let kinds: BTreeSet<String> = NeedKind::ALL
        .iter()
        .map(|kind| kind.id().to_owned())
        .collect();
    assert_eq!(files, kinds);
    let formulas: BTreeSet<&str> = NeedKind::ALL.iter().map(|kind| kind.formula()).collect();
    assert_eq!(
        formulas.len(),
        NeedKind::ALL.len(),
        "each has a rule of its own"
    );
}

#[test]
fn what_no_source_prices_is_unpriced_and_named() {
    let next = "[needs.retrieval]\nvector_store = \"opensearch-serverless-nextgen\"\nocu_hours_per_month = 10\n";
    for id in ["tokens", "own"] {
        let plan = plan(&both(next), id);
        assert_eq!(plan.status, "unpriced");
        assert!(plan.total_usd.is_none());
        let missing = format!("{:?}", plan.missing);
        assert!(
            missing.contains("opensearch/opensearch-serverless-nextgen"),
            "{missing}"
        );
        assert!(missing.contains("ocu-hours"), "{missing}");
    }
    // What it would take is there, with its quantity.
    let known = format!("{next}store_usd_per_month = \"7\"\n");
    assert_eq!(total(&plan(&both(&known), "own")), exact("2007"));
}

#[test]
fn a_query_of_s3_vectors_pays_for_what_it_searches() {
    // The example of the pricing page: 250,000 vectors of 5.17 KB, a million queries. 2.5 for the requests,
    // 100,000 x 5.17 / 2^30 TB at 0.004 and 150,000 x 5.17 / 2^30 TB at 0.002, a million times.
    let text = both(
        "[needs.retrieval]\nvector_store = \"s3-vectors\"\nvectors_per_index = 250_000\nvector_kib = \"5.17\"\n",
    );
    let plan = plan(&text, "own");
    let searched = exact("517000") * exact("0.004") + exact("775500") * exact("0.002");
    let searched = searched * exact("1000000");
    let searched = searched.checked_div(&exact("1073741824")).unwrap();
    assert_eq!(total(&plan), exact("2002.5") + searched);
    // A small index is searched at the first price alone.
    let small = text.replace("250_000", "100_000");
    let ids = super::lines(&super::plan(&small, "own"), |line| {
        line.id.contains("searched")
    });
    assert_eq!(ids.len(), 1);
    assert_eq!(ids[0].0, "retrieval-store-searched-first-100000-vectors");
    let large = super::plan(&text.replace("250_000", "20_000_000"), "own");
    assert_eq!(
        super::lines(&large, |line| line.id.contains("searched")).len(),
        3
    );
}

#[test]
fn the_floor_of_a_classic_collection_is_what_the_guide_says() {
    for (more, ocus) in [
        ("", "2"),
        ("half_ocus = false\n", "4"),
        ("redundancy = false\n", "1"),
        ("redundancy = false\nhalf_ocus = false\n", "2"),
        ("ocus = 1\n", "2"),
        ("ocus = 6\n", "6"),
    ] {
        let text = both(&format!(
            "[needs.retrieval]\nvector_store = \"opensearch-serverless-classic\"\n{more}"
        ));
        // A quarter of a dollar an hour, 1,000 hours.
        let wanted = exact("2000") + exact(ocus) * exact("250");
        let plan = plan(&text, "own");
        assert_eq!(total(&plan), wanted, "{more}");
    }
}

#[test]
fn the_first_of_a_registry_is_free() {
    let records = |count: &str| {
        let text = both(&format!("[needs.agents]\nregistry_records = {count}\n"));
        total(&plan(&text, "own")) - exact("2000")
    };
    assert_eq!(records("5_000"), Exact::zero());
    // 12,000 more at 0.40 for 1,000, as in the example of the pricing page.
    assert_eq!(records("17_000"), exact("4.8"));
}
