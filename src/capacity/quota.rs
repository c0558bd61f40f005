//! What a load takes of the quotas of Amazon Bedrock.
//!
//! Source: Amazon Bedrock user guide, "Quotas": tokens a minute count the uncached prompt, what is
//! written to the cache, and the answer times a burn-down multiplier; what is read from the cache
//! does not count. Multipliers and default quotas are facts in `pricing/facts.csv` (topics
//! `bedrock-burndown` and `bedrock-quota`); quotas are an account's own and can be raised, so going
//! over is a warning and never a refusal. When a request is admitted, its whole prompt and its `max_tokens`
//! are held until it ends: a high `max_tokens` takes more of the quota for a while, which is not
//! modelled. Requests a minute are no quota any more (note of 2026-05-27).

use crate::units::Exact;

/// What a minute asks of a quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinuteUse {
    /// Tokens of the prompts that count: those not read from the cache.
    pub input_tokens: Exact,
    /// Tokens of the answers.
    pub output_tokens: Exact,
}

impl MinuteUse {
    /// A minute of an hour with this use that carries `factor` times the hour's mean minute.
    #[must_use]
    pub fn of_hour(hour: &Self, factor: &Exact) -> Self {
        let minute = Exact::ratio(1, 60).unwrap_or_else(Exact::zero) * factor;
        Self {
            input_tokens: &hour.input_tokens * &minute,
            output_tokens: &hour.output_tokens * &minute,
        }
    }

    /// What is left of it when so much of the input and of the output is carried elsewhere.
    #[must_use]
    pub fn beyond(&self, carried: &Self) -> Self {
        let left = |asked: &Exact, carried: &Exact| (asked - carried).max(Exact::zero());
        Self {
            input_tokens: left(&self.input_tokens, &carried.input_tokens),
            output_tokens: left(&self.output_tokens, &carried.output_tokens),
        }
    }

    /// Tokens as the quota counts them: counted input + output x burn-down.
    pub fn tokens(&self, burndown: &Exact) -> Exact {
        &self.input_tokens + &self.output_tokens * burndown
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
/// first: its own name, that of Claude 3.7 to 4.7, and the default.
pub fn burndown_items(family: &str) -> Vec<&str> {
    let mut items = vec![family];
    if family.starts_with("claude-") && is_3_7_to_4_7(family) {
        items.push("claude-3.7-to-4.7");
    }
    items.push("default");
    items
}

/// Whether the first version number in a family's name is from 3.7 to 4.7.
fn is_3_7_to_4_7(family: &str) -> bool {
    let version = family
        .split('-')
        .find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let (major, minor) = version
        .map(|version| version.split_once('.').unwrap_or((version, "0")))
        .unwrap_or_default();
    match (major.parse::<u32>(), minor.parse::<u32>()) {
        (Ok(major), Ok(minor)) => ((3, 7)..=(4, 7)).contains(&(major, minor)),
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
            input_tokens: whole(660_000),
            output_tokens: whole(120_000),
        };
        let minute = MinuteUse::of_hour(&hour, &whole(2));
        // (660,000 + 5 x 120,000) / 60 x 2.
        assert_eq!(minute.tokens(&whole(5)), whole(42_000));
    }

    #[test]
    fn what_is_reserved_is_not_in_the_quota() {
        let minute = MinuteUse {
            input_tokens: whole(1_000),
            output_tokens: whole(200),
        };
        let reserved = MinuteUse {
            input_tokens: whole(400),
            output_tokens: whole(500),
        };
        // Input spare of one never carries the other.
        assert_eq!(minute.beyond(&reserved).tokens(&whole(5)), whole(600));
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
        for five in ["claude-3.7-sonnet", "claude-sonnet-4", "claude-opus-4.7"] {
            assert_eq!(burndown_items(five), [five, "claude-3.7-to-4.7", "default"]);
        }
        let others = [
            "claude-instant",
            "claude-3.5-sonnet-v2",
            "claude-opus-4.8",
            "claude-sonnet-5",
            "claude-mythos-preview",
            "nova-pro",
        ];
        for other in others {
            assert_eq!(burndown_items(other), [other, "default"]);
        }
    }
}
