//! Every model of the price file, asked everywhere it has a price.

use std::collections::{BTreeMap, BTreeSet};

use crossover::{
    catalog::{Catalog, Model, PriceRow},
    report::PlanReport,
    units::Meter,
};

use super::priced;

/// The regions and scopes from which a model is sold on demand.
fn places(catalog: &Catalog, model: &str) -> BTreeSet<(String, String)> {
    let mut places = BTreeSet::new();
    let rows = catalog.rows("bedrock", model);
    for row in rows.iter().filter(|row| row.key.offer == "on-demand") {
        let (place, scope) = (&row.key.region, &row.key.scope);
        for region in catalog.regions() {
            let here = region.code == *place
                || region.geographies.contains(place)
                || (place == "global" && region.commercial);
            if here {
                places.insert((region.code.clone(), scope.clone()));
            }
        }
    }
    places
}

/// One request of the model's kind, in a size it has, to be answered in each place.
fn scenario(catalog: &Catalog, model: &Model, places: &BTreeSet<(String, String)>) -> String {
    let rows = catalog.rows("bedrock", &model.id);
    let reads_text = rows.iter().any(|row| row.key.meter == Meter::InputTokens);
    let made = |row: &&PriceRow| {
        matches!(
            row.key.meter,
            Meter::OutputImages | Meter::OutputVideoSeconds
        )
    };
    let size = rows
        .iter()
        .find(made)
        .map_or("", |row| row.key.variant.as_str());
    let size = if size.is_empty() {
        String::new()
    } else {
        format!("image_size = \"{size}\"\n")
    };
    let workload = match model.kind.as_str() {
        "embedding" => "input_tokens = 10",
        "rerank" => "rerank_documents = 101",
        "image" => "images = 1",
        "video" => "video_seconds = 6",
        "speech" => {
            "input_tokens = 1\noutput_tokens = 1\naudio_input_tokens = 9\naudio_output_tokens = 9"
        }
        _ if reads_text => "input_tokens = 100\noutput_tokens = 100",
        _ => "video_seconds = 6\noutput_tokens = 100",
    };
    let mut text = format!(
        "schema = 1\nname = \"walk\"\nregion = \"us-east-1\"\n[workload]\nkind = \"{}\"\n\
         requests_per_month = 1\n{size}{workload}\n",
        model.kind
    );
    for (region, scope) in places {
        let plan = format!(
            "[[plan]]\nid = \"{region} {scope}\"\nmode = \"bedrock.on-demand\"\nmodel = \"{}\"\n\
             region = \"{region}\"\nscope = \"{scope}\"\n",
            model.id
        );
        text.push_str(&plan);
    }
    text
}

/// What is wrong with an answer, whatever it is.
fn wrong(plan: &PlanReport) -> Option<&'static str> {
    let positive = plan
        .total_usd
        .as_ref()
        .map(|usd| usd.amount().is_positive());
    let named =
        plan.reasons.iter().all(|reason| !reason.message.is_empty()) && !plan.reasons.is_empty();
    match (plan.status, positive) {
        ("ok", Some(true)) if plan.reasons.is_empty() => None,
        ("ok", _) => Some("is ok without a positive total"),
        ("unpriced", None)
            if plan
                .reasons
                .iter()
                .all(|reason| reason.id == "missing-price")
                && named =>
        {
            None
        }
        ("infeasible", None) if named && plan.line_items.is_empty() => None,
        _ => Some("is not carried, without a reason"),
    }
}

/// A price that appears or vanishes, or a model that changes its status, is seen here.
#[test]
fn every_model_answers_everywhere_it_is_sold() {
    let catalog = Catalog::embedded(Vec::new());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut models = 0;
    for model in catalog.models() {
        let places = places(&catalog, &model.id);
        if places.is_empty() {
            continue;
        }
        models += 1;
        for plan in priced::plans(&catalog, &scenario(&catalog, model, &places)) {
            problems.extend(wrong(&plan).map(|what| format!("{} {} {what}", model.id, plan.id)));
            let reason = plan.reasons.first().map_or("", |reason| reason.id.as_str());
            *counts
                .entry(format!("{} {} {reason}", model.kind, plan.status))
                .or_insert(0) += 1;
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let counts: Vec<String> = counts
        .iter()
        .map(|(what, count)| format!("{} {count}", what.trim_end()))
        .collect();
    insta::assert_snapshot!(format!("models {models}\n{}", counts.join("\n")), @r"
    models 175
    embedding ok 119
    embedding unpriced missing-price 26
    image ok 74
    multimodal ok 2430
    multimodal unpriced missing-price 3
    rerank ok 2
    speech ok 3
    speech unpriced missing-price 5
    text infeasible not-sold-in-scope 1
    text ok 668
    text unpriced missing-price 3
    video ok 2
    ");
}
