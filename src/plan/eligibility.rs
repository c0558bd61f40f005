//! Reasons several modes share for not carrying a workload.

use super::{Notes, Reason, Setting};
use crate::{
    catalog::Query,
    demand::{Kind, Latency},
    units::{Decimal, Exact, Meter},
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
    reasons.extend(kind_mismatch(setting));
    reasons.extend(too_long(setting));
    warn_unverified_latency(setting, notes);
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

/// What every mode needs that runs weights: weights one may have, of a kind that answers.
pub(super) fn hosted(setting: &Setting<'_>) -> Vec<Reason> {
    let mut reasons = not_training(setting);
    let closed = setting.model.filter(|model| model.is_closed());
    if let Some(model) = closed {
        let message = format!(
            "the weights of {} are not available: its maker sells it as a service",
            model.name
        );
        reasons.push(Reason::new(
            "weights-not-available",
            setting.field("model"),
            message,
        ));
    }
    reasons.extend(kind_mismatch(setting));
    reasons.extend(too_long(setting));
    reasons.extend(latency_missed(setting));
    reasons
}

/// A request that lasts longer than the answers may take: no queue is short enough then.
fn latency_missed(setting: &Setting<'_>) -> Option<Reason> {
    let workload = setting.workload;
    let target = workload.latency_p95_seconds?;
    let seconds = workload.request_seconds.filter(|took| *took > target)?;
    let message = format!(
        "a request lasts {} s by itself, and 95 % of the answers must be complete within {} s",
        seconds.normalize(),
        target.normalize()
    );
    Some(Reason::new(
        "latency-missed",
        "workload.latency_p95_seconds",
        message,
    ))
}

/// Warns of latency targets of a way to buy whose latency nothing here can compute.
pub(super) fn warn_unverified_latency(setting: &Setting<'_>, notes: &mut Notes) {
    let workload = setting.workload;
    let targets = [
        ("latency_p95_seconds", workload.latency_p95_seconds),
        (
            "seconds_per_output_token",
            workload.seconds_per_output_token,
        ),
    ];
    for (name, target) in targets {
        if let Some(target) = target {
            let message = format!(
                "whether {name} = {} holds is not known: no latency is published for this way to buy; measure it",
                target.normalize()
            );
            notes.warn("latency-unverified", format!("workload.{name}"), message);
        }
    }
    warn_unverified_ttft(setting, notes);
}

/// Warns of a target for the time to first token: without a measurement it is never predicted.
pub(super) fn warn_unverified_ttft(setting: &Setting<'_>, notes: &mut Notes) {
    if let Some(target) = setting.workload.ttft_p95_seconds {
        let message = format!(
            "whether ttft_p95_seconds = {} holds is not known: the time to first token is measured, not predicted",
            target.normalize()
        );
        notes.warn("ttft-unverified", "workload.ttft_p95_seconds", message);
    }
}

/// A model that gives something else than what is asked.
fn kind_mismatch(setting: &Setting<'_>) -> Option<Reason> {
    let model = setting.model.filter(|model| !model.provider.is_empty())?;
    let kind = setting.workload.kind;
    let answers: &[&str] = match kind {
        Kind::Text => &["text", "multimodal"],
        Kind::Multimodal => &["multimodal"],
        Kind::Embedding => &["embedding"],
        Kind::Rerank => &["rerank"],
        Kind::Image => &["image"],
        Kind::Video => &["video"],
        Kind::Speech => &["speech", "multimodal"],
        Kind::Custom | Kind::Training => return None,
    };
    (!answers.contains(&model.kind.as_str())).then(|| {
        let message = format!(
            "{} is a model for {}, and the workload is {kind}",
            model.name, model.kind
        );
        Reason::new("kind-mismatch", "workload.kind", message)
    })
}

/// A workload that leaves out what its kind is billed by.
pub(super) fn asks_nothing(setting: &Setting<'_>) -> Option<Reason> {
    let workload = setting.workload;
    let none = |given: &[Option<Decimal>]| given.iter().all(Option::is_none);
    let (missing, field) = match workload.kind {
        Kind::Text | Kind::Multimodal | Kind::Embedding => {
            let tokens = workload.mean(|t| &t.input) + workload.mean(|t| &t.output);
            let media = [
                workload.images,
                workload.video_seconds,
                workload.audio_seconds,
            ];
            (tokens.is_zero() && none(&media), "input_tokens")
        }
        Kind::Speech => {
            let audio = [
                workload.audio_input_tokens,
                workload.audio_output_tokens,
                workload.audio_seconds,
            ];
            (none(&audio), "audio_input_tokens")
        }
        Kind::Video => (none(&[workload.video_seconds]), "video_seconds"),
        Kind::Rerank | Kind::Image | Kind::Custom | Kind::Training => (false, ""),
    };
    missing.then(|| {
        let message = format!(
            "a {} workload needs {field}: without it there is nothing to bill",
            workload.kind
        );
        Reason::new("nothing-asked", format!("workload.{field}"), message)
    })
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

/// Warns of a price AWS's own lists disagree on: legacy models in extended access.
pub(super) fn warn_disputed(setting: &Setting<'_>, query: &Query<'_>, notes: &mut Notes) {
    let extended = Query {
        variant: "extended-access",
        ..*query
    };
    let (listed, higher) = (
        setting.catalog.find(query, Meter::InputTokens),
        setting.catalog.find(&extended, Meter::InputTokens),
    );
    if let (Some(listed), Some(higher)) = (listed, higher) {
        let message = format!(
            "the price of this model is disputed: {} is used, one list has {} for {} tokens in extended access",
            listed.usd, higher.usd, higher.per
        );
        notes.warn("price-disputed", setting.field("model"), message);
    }
}

/// A model that needs more memory than there is.
pub(super) fn too_little_memory(
    setting: &Setting<'_>,
    memory_gib: Option<Decimal>,
) -> Option<Reason> {
    let (needed, there) = (setting.workload.memory_gib?, memory_gib?);
    (needed > there).then(|| {
        let message = format!(
            "the model needs {} GiB of memory, there are {}",
            needed.normalize(),
            there.normalize()
        );
        Reason::new("model-does-not-fit", "workload.memory_gib", message)
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
