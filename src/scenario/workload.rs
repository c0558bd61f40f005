//! What is asked and how often: from the fields of the file to the workload.

use super::{fields::WorkloadFields, traffic::Traffic};
use crate::{
    demand::{Kind, Latency, RequestClass, Tokens, Ttl, Volume, Workload},
    schema::{Number, Placed, Problem},
    units::{Decimal, Exact},
};

/// The first month's volume and its growth.
pub(super) fn volume(
    fields: &Placed<WorkloadFields>,
    hours_per_month: Decimal,
    months: u64,
    traffic: Option<&Traffic>,
    problems: &mut Vec<Problem>,
) -> Option<Volume> {
    let hours = Exact::from(hours_per_month);
    let days = hours.checked_div(&Exact::from(24u64))?;
    let seconds = &hours * &Exact::from(3_600u64);
    let given: Vec<(&str, Exact)> = [
        (
            "requests_per_month",
            &fields.requests_per_month,
            Exact::one(),
        ),
        ("requests_per_day", &fields.requests_per_day, days),
        (
            "requests_per_hour",
            &fields.requests_per_hour,
            hours.clone(),
        ),
        ("requests_per_second", &fields.requests_per_second, seconds),
    ]
    .into_iter()
    .filter_map(|(name, number, times)| Some((name, number.as_ref()?.exact() * times)))
    .collect();
    let observed = traffic.and_then(|traffic| traffic.observed.as_ref());
    let first_month = match (given.as_slice(), observed) {
        ([(_, volume)], _) => volume.clone(),
        ([], Some(observed)) => &observed.requests_per_hour * &hours,
        ([], None) if fields.kind == Some(Kind::Training) => Exact::zero(),
        ([], None) => {
            let message = "the workload has no volume: give requests_per_month (or _per_day, _per_hour, _per_second)";
            problems.push(Problem::new(fields.places.of_table(), message));
            return None;
        }
        ([_, (second, _), ..], _) => {
            let names: Vec<&str> = given.iter().map(|(name, _)| *name).collect();
            let message = format!("the volume is given more than once: {}", names.join(", "));
            problems
                .push(Problem::new(fields.places.of_key(second), message).help("give exactly one"));
            return None;
        }
    };
    Some(Volume {
        first_month,
        growth_per_month: plain(fields.growth_per_month.as_ref()).unwrap_or_default(),
        hours_per_month,
        months: u32::try_from(months).unwrap_or(1),
        is_rounded: true,
    })
}

fn plain(number: Option<&Number>) -> Option<Decimal> {
    number.map(|number| number.value)
}

/// What a request is.
pub(super) fn read(
    fields: &Placed<WorkloadFields>,
    traffic: Option<&Traffic>,
    problems: &mut Vec<Problem>,
) -> Workload {
    let environments = fields
        .environments
        .as_ref()
        .and_then(|n| n.exact().to_whole())
        .unwrap_or(1);
    Workload {
        kind: fields.kind.unwrap_or(Kind::Text),
        latency: fields.latency.unwrap_or(Latency::Interactive),
        streaming: fields.streaming.unwrap_or(false),
        latency_p95_seconds: plain(fields.latency_p95_seconds.as_ref()),
        ttft_p95_seconds: plain(fields.ttft_p95_seconds.as_ref()),
        seconds_per_output_token: plain(fields.seconds_per_output_token.as_ref()),
        classes: classes(fields, traffic, problems),
        cache_ttl: fields
            .cache_write_ttl
            .or(traffic.and_then(|traffic| traffic.observed.as_ref()?.cache_ttl))
            .unwrap_or(Ttl::FiveMinutes),
        output_tokens_variation: plain(fields.output_tokens_variation.as_ref())
            .unwrap_or(Decimal::ONE),
        request_seconds: plain(fields.request_seconds.as_ref()),
        request_seconds_variation: plain(fields.request_seconds_variation.as_ref())
            .unwrap_or_default(),
        memory_gib: plain(fields.memory_gib.as_ref()),
        request_kib: plain(fields.request_kib.as_ref()),
        response_kib: plain(fields.response_kib.as_ref()),
        images: plain(fields.images.as_ref()),
        image_size: fields.image_size.clone(),
        image_quality: fields.image_quality.clone(),
        video_seconds: plain(fields.video_seconds.as_ref()),
        audio_seconds: plain(fields.audio_seconds.as_ref()),
        audio_input_tokens: plain(fields.audio_input_tokens.as_ref()),
        audio_output_tokens: plain(fields.audio_output_tokens.as_ref()),
        rerank_documents: plain(fields.rerank_documents.as_ref()),
        failed_share: plain(fields.failed_share.as_ref()).unwrap_or_default(),
        environments: u32::try_from(environments).unwrap_or(1),
        call_factor: Exact::one(),
    }
}

/// The request classes: those of the file, and the rest with the workload's own sizes.
fn classes(
    fields: &Placed<WorkloadFields>,
    traffic: Option<&Traffic>,
    problems: &mut Vec<Problem>,
) -> Vec<RequestClass> {
    let observed = traffic.and_then(|traffic| traffic.observed.as_ref());
    if let Some(observed) = observed.filter(|observed| !observed.classes.is_empty()) {
        return observed.classes.clone();
    }
    let traced = observed.and_then(|observed| observed.mean_tokens.clone());
    let (traced_in, traced_out) = traced.map_or((None, None), |(i, o)| (Some(i), Some(o)));
    let exact = |number: &Option<Number>| number.as_ref().map(Number::exact);
    let own = Tokens {
        input: exact(&fields.input_tokens)
            .or(traced_in)
            .unwrap_or_else(Exact::zero),
        output: exact(&fields.output_tokens)
            .or(traced_out)
            .unwrap_or_else(Exact::zero),
        cache_read: exact(&fields.cache_read_tokens).unwrap_or_else(Exact::zero),
        cache_write: exact(&fields.cache_write_tokens).unwrap_or_else(Exact::zero),
    };
    let mut rest = Exact::one();
    let mut classes = Vec::new();
    for class in &fields.class.0 {
        let share = exact(&class.share).unwrap_or_else(Exact::zero);
        rest = rest - &share;
        let tokens = Tokens {
            input: exact(&class.input_tokens).unwrap_or_else(|| own.input.clone()),
            output: exact(&class.output_tokens).unwrap_or_else(|| own.output.clone()),
            cache_read: exact(&class.cache_read_tokens).unwrap_or_else(|| own.cache_read.clone()),
            cache_write: exact(&class.cache_write_tokens)
                .unwrap_or_else(|| own.cache_write.clone()),
        };
        check_cache(&tokens, class.places.of_key("cache_read_tokens"), problems);
        if !share.is_zero() {
            classes.push(RequestClass { share, tokens });
        }
    }
    if rest.is_negative() {
        let span = fields.class.0.last().map_or_else(
            || fields.places.of_table(),
            |class| class.places.of_key("share"),
        );
        problems.push(Problem::new(
            span,
            "the shares of the request classes sum to more than 1",
        ));
    } else if !rest.is_zero() {
        check_cache(&own, fields.places.of_key("cache_read_tokens"), problems);
        classes.insert(
            0,
            RequestClass {
                share: rest,
                tokens: own,
            },
        );
    }
    classes
}

fn check_cache(tokens: &Tokens, span: &crate::schema::Span, problems: &mut Vec<Problem>) {
    if &tokens.cache_read + &tokens.cache_write > tokens.input {
        let message = "cache_read_tokens and cache_write_tokens are parts of input_tokens, and larger than it";
        problems.push(
            Problem::new(span, message).help("input_tokens is the whole prompt, cached parts too"),
        );
    }
}
