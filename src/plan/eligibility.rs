//! Reasons several modes share for not carrying a workload.

use super::{Notes, Reason, Setting};
use crate::{
    catalog::Query,
    demand::{Kind, Latency},
    units::{Decimal, Exact},
};

/// What every Bedrock mode needs: a model that Bedrock sells, of a kind it answers.
pub(super) fn bedrock(setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
    let mut reasons = not_training(setting);
    match setting.workload.kind {
        Kind::Custom => reasons.push(Reason::new(
            "custom-model-not-on-bedrock",
            "workload.kind",
            "a model of one's own (tabular, vision, time series, …) runs on SageMaker AI or elsewhere; Bedrock hosts language, embedding and media models",
        )),
        Kind::Training => {}
        _ if setting.bedrock_id.is_none() => reasons.push(Reason::new(
            "model-not-on-bedrock",
            setting.field("model"),
            "the catalog has no Bedrock id for this model: give `bedrock = \"…\"` in its [model] table",
        )),
        _ => {}
    }
    reasons.extend(too_long(setting));
    let end = setting.model.and_then(|model| model.end_of_life.as_deref());
    if let Some(end) = end.filter(|end| *end <= setting.catalog.date().to_string().as_str()) {
        notes.warn(
            "model-end-of-life",
            setting.field("model"),
            format!("the model's end of life was announced for {end} (it may mean not before)"),
        );
    }
    reasons
}

/// Training workloads are for training plans.
pub(super) fn not_training(setting: &Setting<'_>) -> Vec<Reason> {
    if setting.workload.kind != Kind::Training {
        return Vec::new();
    }
    vec![Reason::new(
        "training-only",
        "workload.kind",
        "a training workload is carried by sagemaker.training plans only",
    )]
}

/// Requests longer than the model's limits.
fn too_long(setting: &Setting<'_>) -> Vec<Reason> {
    let Some(model) = setting.model else {
        return Vec::new();
    };
    let mut reasons = Vec::new();
    let longest = |of: &dyn Fn(&crate::demand::Tokens) -> Exact| {
        setting
            .workload
            .classes
            .iter()
            .map(|class| of(&class.tokens))
            .max()
    };
    let limits = [
        (
            "prompt-too-long",
            "input",
            model.max_input_tokens,
            longest(&|t| t.input.clone()),
        ),
        (
            "answer-too-long",
            "output",
            model.max_output_tokens,
            longest(&|t| t.output.clone()),
        ),
    ];
    for (id, name, limit, longest) in limits {
        if let (Some(limit), Some(longest)) = (limit, longest)
            && longest > Exact::from(limit)
        {
            let shown = crate::units::grouped(&longest, 0);
            let limit = crate::units::grouped(&Exact::from(limit), 0);
            let message = format!("a request has {shown} {name} tokens, the model takes {limit}");
            reasons.push(Reason::new(id, format!("workload.{name}_tokens"), message));
        }
    }
    reasons
}

/// A mode whose answers come too late for this workload.
pub(super) fn too_late(setting: &Setting<'_>, allowed: &[Latency], how: &str) -> Option<Reason> {
    let latency = setting.workload.latency;
    (!allowed.contains(&latency)).then(|| {
        let message = format!("{how}, and the workload is {latency}");
        Reason::new("latency-class", "workload.latency", message)
    })
}

/// Scopes and tiers that this model is not sold in here, although it is sold.
pub(super) fn not_sold(setting: &Setting<'_>, query: &Query<'_>) -> Option<Reason> {
    let Query {
        item,
        offer,
        scope,
        tier,
        ..
    } = *query;
    let rows = setting.catalog.rows("bedrock", item);
    if !rows.iter().any(|row| row.key.offer == offer) {
        let message = format!("the catalog has no {offer} price for {item} in any region");
        return Some(Reason::new(
            "mode-not-offered",
            setting.field("mode"),
            message,
        ));
    }
    let here = |scope: &str, tier: &str| {
        setting.catalog.sells(&Query {
            scope,
            tier,
            ..*query
        })
    };
    if here(scope, tier) {
        return None;
    }
    if !rows
        .iter()
        .any(|row| row.key.offer == offer && row.key.tier == tier)
    {
        let message = format!("the catalog has no {tier} price for {item} in any region");
        return Some(Reason::new(
            "tier-not-offered",
            setting.field("tier"),
            message,
        ));
    }
    let others: Vec<&str> = ["in-region", "geo", "global"]
        .into_iter()
        .filter(|other| *other != scope && here(other, tier))
        .collect();
    (!others.is_empty()).then(|| {
        let message = format!(
            "{item} is not sold {} in {}, but as scope = \"{}\"",
            if scope == "in-region" {
                "in-region".to_owned()
            } else {
                format!("with a {scope} profile")
            },
            setting.region,
            others.join("\" or \"")
        );
        Reason::new("not-sold-in-scope", setting.field("scope"), message)
    })
}

/// A payload or duration above a limit; the field of the scenario is named.
pub(super) fn above(
    id: &'static str,
    field: &str,
    value: Option<Decimal>,
    limit: Decimal,
    what: &str,
) -> Option<Reason> {
    let value = value.filter(|value| *value > limit)?;
    let message = format!("{what}, and {field} is {}", value.normalize());
    Some(Reason::new(id, format!("workload.{field}"), message))
}

/// The larger of the two payloads of a request.
pub(super) fn payload_kib(setting: &Setting<'_>) -> Option<Decimal> {
    setting
        .workload
        .request_kib
        .max(setting.workload.response_kib)
}
