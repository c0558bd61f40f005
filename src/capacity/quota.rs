//! What a load takes of the quotas of Amazon Bedrock.
//!
//! Source: Amazon Bedrock user guide, "Quotas": tokens a minute count the uncached prompt, what is
//! written to the cache, and the answer times a burn-down multiplier; what is read from the cache
//! does not count. Multipliers and default quotas are facts in `pricing/facts.csv` (topics
//! `bedrock-burndown` and `bedrock-quota`); quotas are an account's own and can be raised, so going
//! over is a warning and never a refusal. (When a request is admitted, its `max_tokens` is held in
//! place of its answer until it ends: a high `max_tokens` takes more of the quota for a while.)

use crate::units::Exact;

/// What is sent in the busiest minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinuteUse {
    /// Requests.
    pub requests: Exact,
    /// Tokens of the prompts that were neither read from nor written to the cache.
    pub input_tokens: Exact,
    /// Tokens written to the cache.
    pub cache_write_tokens: Exact,
    /// Tokens of the answers.
    pub output_tokens: Exact,
}

impl MinuteUse {
    /// The busiest minute of an hour with this use, when its busiest minutes carry `burst` times its
    /// mean.
    #[must_use]
    pub fn of_hour(hour: &Self, burst: &Exact) -> Self {
        let minute = Exact::ratio(1, 60).unwrap_or_else(Exact::zero) * burst;
        Self {
            requests: &hour.requests * &minute,
            input_tokens: &hour.input_tokens * &minute,
            cache_write_tokens: &hour.cache_write_tokens * &minute,
            output_tokens: &hour.output_tokens * &minute,
        }
    }

    /// Tokens a minute as the quota counts them: input + cache write + output x burn-down.
    pub fn tokens_per_minute(&self, burndown: &Exact) -> Exact {
        &self.input_tokens + &self.cache_write_tokens + &self.output_tokens * burndown
    }
}

/// A quota as a fact states it: one figure, or two where sources differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The lower figure.
    pub least: u64,
    /// The higher one.
    pub most: u64,
}

impl Quota {
    /// Reads the value of a `bedrock-quota` fact: `6000000`, or `200000-5000000`.
    pub fn parse(text: &str) -> Option<Self> {
        let figure = |text: &str| text.trim().parse::<u64>().ok().filter(|figure| *figure > 0);
        let (least, most) = match text.split_once('-') {
            Some((least, most)) => (figure(least)?, figure(most)?),
            None => (figure(text)?, figure(text)?),
        };
        (least <= most).then_some(Self { least, most })
    }

    /// How a use stands against this quota.
    pub fn held_against(&self, used: &Exact) -> QuotaUse {
        let standing = if *used > Exact::from(self.most) {
            Standing::Above
        } else if *used > Exact::from(self.least) {
            Standing::PerhapsAbove
        } else {
            Standing::Within
        };
        let limit = if standing == Standing::Above {
            self.most
        } else {
            self.least
        };
        let share = used
            .checked_div(&Exact::from(limit))
            .unwrap_or_else(Exact::zero);
        QuotaUse {
            used: used.clone(),
            limit,
            share,
            standing,
        }
    }
}

/// Whether a quota suffices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Within,
    /// By one source it does, by another it does not.
    PerhapsAbove,
    /// It does not: it must be raised, or requests are throttled.
    Above,
}

/// A use beside its quota: all that a warning says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaUse {
    /// What is used a minute.
    pub used: Exact,
    /// The figure it is held against: the one that is exceeded, else the lower.
    pub limit: u64,
    /// Used over limit.
    pub share: Exact,
    /// Whether it suffices.
    pub standing: Standing,
}

/// Items under which the burn-down multiplier of a model family may stand, the most particular
/// first: its own name, that of older Claude models, and the default.
pub fn burndown_items(family: &str) -> Vec<&str> {
    let mut items = vec![family];
    if family.starts_with("claude-") && is_up_to_4_7(family) {
        items.push("claude-up-to-4.7");
    }
    items.push("default");
    items
}

/// Whether the first version number in a family's name is at most 4.7. Names without one are old.
fn is_up_to_4_7(family: &str) -> bool {
    let version = family
        .split('-')
        .find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let Some(version) = version else {
        return !family.contains("mythos");
    };
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    match (major.parse::<u32>(), minor.parse::<u32>()) {
        (Ok(major), Ok(minor)) => (major, minor) <= (4, 7),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(value: u64) -> Exact {
        Exact::from(value)
    }

    #[test]
    fn answers_burn_down_faster() {
        let hour = MinuteUse {
            requests: whole(600),
            input_tokens: whole(600_000),
            cache_write_tokens: whole(60_000),
            output_tokens: whole(120_000),
        };
        let minute = MinuteUse::of_hour(&hour, &whole(2));
        assert_eq!(minute.requests, whole(20));
        // (600,000 + 60,000 + 5 x 120,000) / 60 x 2.
        assert_eq!(minute.tokens_per_minute(&whole(5)), whole(42_000));
    }

    #[test]
    fn quotas_of_two_sources() {
        let quota = Quota::parse("200000-5000000").unwrap();
        assert_eq!(
            quota.held_against(&whole(200_000)).standing,
            Standing::Within
        );
        let unsure = quota.held_against(&whole(400_000));
        assert_eq!(
            (unsure.standing, unsure.limit, unsure.share),
            (Standing::PerhapsAbove, 200_000, whole(2))
        );
        let above = quota.held_against(&whole(10_000_000));
        assert_eq!(
            (above.standing, above.limit, above.share),
            (Standing::Above, 5_000_000, whole(2))
        );
        assert_eq!(
            Quota::parse("6000000"),
            Some(Quota {
                least: 6_000_000,
                most: 6_000_000
            })
        );
        for bad in ["", "-", "many", "5-2", "0", "1.5"] {
            assert!(Quota::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn families_find_their_multiplier() {
        assert_eq!(
            burndown_items("claude-opus-4.7"),
            ["claude-opus-4.7", "claude-up-to-4.7", "default"]
        );
        assert_eq!(
            burndown_items("claude-3.5-sonnet-v2")[1],
            "claude-up-to-4.7"
        );
        assert_eq!(burndown_items("claude-instant")[1], "claude-up-to-4.7");
        assert_eq!(
            burndown_items("claude-opus-4.8"),
            ["claude-opus-4.8", "default"]
        );
        assert_eq!(
            burndown_items("claude-sonnet-5"),
            ["claude-sonnet-5", "default"]
        );
        assert_eq!(
            burndown_items("claude-mythos-preview"),
            ["claude-mythos-preview", "default"]
        );
        assert_eq!(burndown_items("nova-pro"), ["nova-pro", "default"]);
    }
}
