//! What was used: by model, and over which time.

use serde::Serialize;

use crate::{
    analysis::Use,
    units::{Decimal, Exact},
    usage::{Measure, Opaque, Sizes, Span, Sums, exact, peak_to_mean, requests_by_hour, shown},
};

/// The time that usage covers, and what makes a month of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpanReport {
    /// The first moment: in UTC, or seconds from an unknown start.
    pub first: String,
    /// The last moment.
    pub last: String,
    /// Whether times have dates.
    pub is_dated: bool,
    /// Hours between both.
    pub hours: Exact,
    /// Clock hours without any request.
    pub idle_hours: u64,
    /// The longest run of them.
    pub longest_idle_hours: u64,
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// How many such times make a month; `null` for a single moment.
    pub month_factor: Option<Exact>,
}

impl SpanReport {
    /// The report of a span.
    pub fn of(span: &Span, hours_per_month: Decimal) -> Self {
        Self {
            first: shown(span.first, span.is_dated),
            last: shown(span.last, span.is_dated),
            is_dated: span.is_dated,
            hours: span.hours.clone(),
            idle_hours: span.idle_hours,
            longest_idle_hours: span.longest_idle_hours,
            hours_per_month: Exact::from(hours_per_month),
            month_factor: span.month_factor(hours_per_month),
        }
    }
}

/// One model as it was bought.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UseReport {
    /// The catalog's id, or the name as it was called.
    pub model: String,
    /// Whether the catalog knows it.
    pub is_known: bool,
    /// What the name stands for, where it does not say the model.
    pub opaque: Option<&'static str>,
    /// The names it was called by.
    pub called: Vec<String>,
    /// The region it was called in.
    pub region: Option<String>,
    /// `in-region`, `geo` or `global`.
    pub scope: &'static str,
    /// The service tier.
    pub tier: String,
    /// Requests.
    pub requests: Exact,
    /// The same for a month.
    pub requests_per_month: Option<Exact>,
    /// The busiest clock hour over the mean one; `null` below a day.
    pub peak_to_mean: Option<Exact>,
    /// Mean tokens of a whole prompt, cached ones too; `null` without requests.
    pub mean_input_tokens: Option<Exact>,
    /// Mean tokens of an answer.
    pub mean_output_tokens: Option<Exact>,
    /// Share of the prompts read from the cache.
    pub cache_read_share: Option<Exact>,
    /// Share of the prompts written to the cache.
    pub cache_write_share: Option<Exact>,
    /// Share of the requests above each long-context step.
    pub long_context_share: Option<Exact>,
    /// How long prompts are; `null` where the size of each request is not known.
    pub input_tokens: Option<SizesReport>,
    /// How long answers are.
    pub output_tokens: Option<SizesReport>,
    /// Requests in records of several, whose sizes are not known.
    pub unsized_requests: Exact,
    /// Every sum that is not zero, by the column of an aggregate.
    pub sums: Vec<SumReport>,
}

/// A sum.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SumReport {
    /// The column of an aggregate.
    pub name: &'static str,
    /// The sum.
    pub value: Exact,
}

/// How large requests are, each figure at most 1/128 too high.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SizesReport {
    /// Half of them are no larger.
    pub p50: u64,
    /// 95 of 100 are no larger.
    pub p95: u64,
    /// 99 of 100 are no larger.
    pub p99: u64,
    /// The largest.
    pub max: u64,
}

impl SizesReport {
    fn of(sizes: &Sizes) -> Option<Self> {
        Some(Self {
            p50: sizes.percentile(50)?,
            p95: sizes.percentile(95)?,
            p99: sizes.percentile(99)?,
            max: sizes.largest()?,
        })
    }
}

impl UseReport {
    /// The report of a use over a span.
    pub fn of(one: &Use, span: &Span, hours_per_month: Decimal) -> Self {
        let total = one.flow.total();
        let requests = exact(total.of(Measure::Requests));
        let prompt = exact(total.prompt_tokens());
        let per_request = |sum: u128| exact(sum).checked_div(&requests);
        let of_prompt = |sum: u128| exact(sum).checked_div(&prompt);
        let long = one.flow.sums.iter().filter(|(key, _)| key.above > 0);
        let long: u128 = long.map(|(_, sums)| sums.of(Measure::Requests)).sum();
        let factor = span.month_factor(hours_per_month);
        Self {
            model: one.called.model.clone(),
            is_known: one.called.is_known,
            opaque: one.called.opaque.map(Opaque::what),
            called: one.names.clone(),
            region: one.region.clone(),
            scope: one.called.scope,
            tier: one.tier.clone(),
            requests_per_month: factor.map(|factor| &requests * &factor),
            peak_to_mean: peak_to_mean(&requests_by_hour(&one.flow), span),
            mean_input_tokens: per_request(total.prompt_tokens()),
            mean_output_tokens: per_request(total.of(Measure::OutputTokens)),
            cache_read_share: of_prompt(total.of(Measure::CacheReadTokens)),
            cache_write_share: of_prompt(total.cache_write_tokens()),
            long_context_share: per_request(long),
            input_tokens: SizesReport::of(&one.flow.prompts),
            output_tokens: SizesReport::of(&one.flow.answers),
            unsized_requests: exact(one.flow.unsized_requests),
            sums: sums(&total),
            requests,
        }
    }
}

fn sums(total: &Sums) -> Vec<SumReport> {
    let all = Measure::ALL.iter().map(|measure| SumReport {
        name: measure.column(),
        value: exact(total.of(*measure)),
    });
    all.filter(|sum| !sum.value.is_zero()).collect()
}
