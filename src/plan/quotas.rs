//! Warnings where a load takes more than Amazon Bedrock's quotas on tokens
//! (docs/capacity.md, "Quotas of Amazon Bedrock").
//!
//! Source: Amazon Bedrock user guide, "How tokens are counted" and "Quotas for the bedrock-runtime
//! endpoint". Quotas belong to an account and can be raised: they never rule a plan out.

use super::{MonthLoad, Notes, Setting, tokens};
use crate::{
    capacity::{MinuteUse, Quota, Standing, burndown_items},
    catalog::Query,
    demand::Load,
    schema::{Number, number, record},
    units::{Exact, bounds, grouped},
};

record! {
    /// The account's own quotas, as Service Quotas shows them.
    pub struct QuotaFields {
        /// "On-demand" or "Cross-region model inference tokens per minute"; by default what the catalog knows.
        tokens_per_minute_quota: Option<Number> = number(&bounds::TOKENS_PER_MINUTE).unit("tokens/minute"),
        /// "Model invocation max tokens per day", where it is less than 1,440 minutes' worth.
        tokens_per_day_quota: Option<Number> = number(&bounds::TOKENS_PER_DAY).unit("tokens/day"),
    }
}

/// What of a plan takes from a quota.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    /// The prices the tokens have: they tell which cached tokens are plain input, and the scope.
    pub(super) query: Query<'a>,
    /// What cached tokens are where that offer has no cache.
    pub(super) uncached: tokens::Uncached,
    /// Whether the catalog's defaults are for this offer and tier.
    pub(super) has_default: bool,
    /// Tokens a minute that never reach the quota.
    pub(super) reserved: MinuteUse,
}

/// Nothing is carried elsewhere.
pub(super) fn nothing_reserved() -> MinuteUse {
    MinuteUse {
        input_tokens: Exact::zero(),
        output_tokens: Exact::zero(),
    }
}

/// A quota, how it is spoken of, and what can be done about it.
struct Known {
    quota: Quota,
    whose: String,
    help: &'static str,
}

/// Minutes of an hour that are alike: how many, the tokens each takes of the quota, and the tokens
/// it would take if nothing were reserved.
struct Minutes {
    count: Exact,
    taken: Exact,
    asked: Exact,
}

/// An hour of one level.
struct Hour {
    requests: Exact,
    mean: Exact,
    burst: Exact,
    parts: [Minutes; 2],
}

const MINUTES: u64 = 60;
const HOURS_OF_DAY: usize = 24;

impl QuotaFields {
    /// Warns where the month's load takes more than the quotas.
    pub(super) fn warn(
        &self,
        drawn: &Drawn<'_>,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) {
        if month.calls.is_zero() {
            return;
        }
        let own = |number: &Option<Number>| own(number.as_ref());
        let known = own(&self.tokens_per_minute_quota).or_else(|| default(drawn, setting));
        if known.is_none() && self.tokens_per_day_quota.is_none() {
            notes.assume(
                "Quotas are not checked where none is known: tokens_per_minute_quota states one.",
            );
            return;
        }
        let burndown = burndown(setting);
        let hours = hours(drawn, setting, month, &burndown, notes);
        if hours.iter().all(|hour| hour.burst.is_zero()) {
            return;
        }
        let counted = format!("input + cache writes + {} x output", grouped(&burndown, 0));
        if let Some(known) = known {
            let name = quota_name(drawn.query.scope);
            minute(&known, name, &hours, &counted, setting, notes);
        }
        if let Some(known) = own(&self.tokens_per_day_quota) {
            day(&known, &hours, &counted, setting, notes);
        }
    }
}

/// The quota's name in Service Quotas.
fn quota_name(scope: &str) -> &'static str {
    match scope {
        "geo" => "Cross-region model inference tokens per minute",
        "global" => "Global cross-region model inference tokens per minute",
        _ => "On-demand model inference tokens per minute",
    }
}

/// The quota the scenario states.
fn own(number: Option<&Number>) -> Option<Known> {
    let figure = number?.exact().ceil()?;
    Some(Known {
        quota: Quota {
            least: figure,
            most: figure,
        },
        whose: "yours".to_owned(),
        help: "it can be raised",
    })
}

/// The default quota of the model in this scope, or in whatever scope where the source names none.
fn default(drawn: &Drawn<'_>, setting: &Setting<'_>) -> Option<Known> {
    let family = &setting.model.filter(|_| drawn.has_default)?.family;
    let suffix = match drawn.query.scope {
        "geo" => "-cross-region",
        "global" => "-global-cross-region",
        _ => "-on-demand",
    };
    let fact = |item: &str| setting.catalog.fact_with_confidence("bedrock-quota", item);
    let (value, confidence) = fact(&format!("{family}{suffix}")).or_else(|| fact(family))?;
    let quota = Quota::parse(&value)?;
    let doubt = match (quota.least < quota.most, confidence.as_str()) {
        (true, _) => format!(
            " (sources differ: {} to {})",
            grouped(&Exact::from(quota.least), 0),
            grouped(&Exact::from(quota.most), 0)
        ),
        (false, "low") => " (of low confidence)".to_owned(),
        (false, _) => String::new(),
    };
    Some(Known {
        quota,
        whose: format!("the default known here{doubt}"),
        help: "it can be raised, and tokens_per_minute_quota states your own",
    })
}

/// What a token of an answer takes of the quota.
fn burndown(setting: &Setting<'_>) -> Exact {
    let family = setting.model.map_or("", |model| model.family.as_str());
    burndown_items(family)
        .into_iter()
        .find_map(|item| setting.catalog.fact("bedrock-burndown", item)?.parse().ok())
        .map_or_else(Exact::one, |times: u64| Exact::from(times))
}

/// What each level's hours take of the quota.
fn hours(
    drawn: &Drawn<'_>,
    setting: &Setting<'_>,
    month: &MonthLoad,
    burndown: &Exact,
    notes: &mut Notes,
) -> Vec<Hour> {
    let counted = tokens::counted_share(setting, &drawn.query, drawn.uncached, notes);
    let burst = setting.burst;
    let of = |load: &Load| {
        let hour = MinuteUse {
            input_tokens: &load.input_tokens * &counted,
            output_tokens: load.output_tokens.clone(),
        };
        let taken = |factor: &Exact| {
            let minute = MinuteUse::of_hour(&hour, factor);
            minute.beyond(&drawn.reserved).tokens(burndown)
        };
        let minutes = |share: &Exact, factor: &Exact| Minutes {
            count: share * &Exact::from(MINUTES),
            taken: taken(factor),
            asked: MinuteUse::of_hour(&hour, factor).tokens(burndown),
        };
        let share = burst.peak_share();
        Hour {
            requests: load.requests.clone(),
            mean: taken(&Exact::one()),
            burst: taken(burst.peak()),
            parts: [
                minutes(&share, burst.peak()),
                minutes(&(Exact::one() - &share), burst.rest()),
            ],
        }
    };
    setting.hourly(month).iter().map(of).collect()
}

impl Hour {
    /// Tokens the hour would take if nothing were reserved.
    fn asked(&self) -> Exact {
        let of = |minutes: &Minutes| &minutes.count * &minutes.asked;
        self.parts.iter().map(of).sum()
    }

    /// Tokens it takes.
    fn taken(&self) -> Exact {
        let of = |minutes: &Minutes| &minutes.count * &minutes.taken;
        self.parts.iter().map(of).sum()
    }

    /// Tokens above a quota of `limit` a minute.
    fn above(&self, limit: &Exact) -> Exact {
        let of = |minutes: &Minutes| &minutes.count * (&minutes.taken - limit).max(Exact::zero());
        self.parts.iter().map(of).sum()
    }
}

/// `part` of `all`, and none of nothing.
fn share(part: &Exact, all: &Exact) -> Exact {
    part.checked_div(all).unwrap_or_else(Exact::zero)
}

/// Warns where a minute takes more than the quota.
fn minute(
    known: &Known,
    name: &str,
    hours: &[Hour],
    counted: &str,
    setting: &Setting<'_>,
    notes: &mut Notes,
) {
    let Some(peak) = hours.iter().max_by(|a, b| a.burst.cmp(&b.burst)) else {
        return;
    };
    let held = known.quota.held_against(&peak.burst);
    if held.standing == Standing::Within {
        return;
    }
    let limit = Exact::from(held.limit);
    let clock = setting.hours.clock_hours(|_| true);
    let (mut reached, mut at_risk) = (Exact::zero(), Exact::zero());
    for (hour, clock_hours) in hours.iter().zip(&clock) {
        if hour.burst > limit {
            reached += clock_hours;
        }
        at_risk += &(share(&hour.above(&limit), &hour.asked()) * &hour.requests * clock_hours);
    }
    let percent = share(&reached, &setting.hours_per_month) * &Exact::from(100u64);
    let message = format!(
        "the busiest minutes of the peak hour take {} tokens of the quota \"{name}\", its mean minute {} \
         ({counted}), and {} is {}: it is exceeded in {} % of the hours, and about {} requests of the busiest \
         month may be throttled; {}",
        grouped(&peak.burst, 0),
        grouped(&peak.mean, 0),
        known.whose,
        grouped(&limit, 0),
        grouped(&percent, 1),
        grouped(&at_risk, 0),
        known.help,
    );
    let field = setting.field("tokens_per_minute_quota");
    notes.warn("quota-below-peak", field, message);
}

/// Warns where a day takes more than the quota.
fn day(known: &Known, hours: &[Hour], counted: &str, setting: &Setting<'_>, notes: &mut Notes) {
    let mut days: Vec<[Exact; 3]> = Vec::new();
    for (at, hour) in setting.hours.pattern.iter().enumerate() {
        if at == 0 || hour.of_week % HOURS_OF_DAY == 0 {
            days.push([Exact::zero(), Exact::zero(), Exact::zero()]);
        }
        if let (Some([taken, asked, requests]), Some(hour)) =
            (days.last_mut(), hours.get(hour.level))
        {
            *taken += &hour.taken();
            *asked += &hour.asked();
            *requests += &hour.requests;
        }
    }
    let busiest = days.iter().map(|[taken, ..]| taken).max().cloned();
    let busiest = busiest.unwrap_or_else(Exact::zero);
    let held = known.quota.held_against(&busiest);
    if held.standing == Standing::Within {
        return;
    }
    let limit = Exact::from(held.limit);
    let (mut reached, mut at_risk) = (0u64, Exact::zero());
    for [taken, asked, requests] in &days {
        if *taken > limit {
            reached += 1;
            at_risk += &(share(&(taken - &limit), asked) * requests * &setting.hours.each);
        }
    }
    let all = u64::try_from(days.len()).unwrap_or(u64::MAX);
    let message = format!(
        "the busiest day takes {} tokens of the quota \"Model invocation max tokens per day\" ({counted}), and {} \
         is {}: it is exceeded on {reached} of {all} days, and about {} requests of the busiest month may be \
         throttled; {}",
        grouped(&busiest, 0),
        known.whose,
        grouped(&limit, 0),
        grouped(&at_risk, 0),
        known.help,
    );
    let field = setting.field("tokens_per_day_quota");
    notes.warn("quota-below-peak", field, message);
}
