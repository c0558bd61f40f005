//! Units of a bill. How many tokens a billed unit is, its own column says, or the description of the
//! line; the usage type never does. A wrong guess is a quantity wrong by a thousand.

use crate::units::Meter;

/// How many of the meter's unit one billed unit is; `None` if neither text says it.
pub fn units_of(meter: Meter, unit: &str, description: &str) -> Option<u64> {
    let unit = unit.to_ascii_lowercase();
    match meter.unit() {
        "token" => tokens(&unit).or_else(|| described_tokens(&unit, description)),
        "instance-hour" | "model unit-hour" => one(&unit, &["hrs", "hr", "hour", "hours"]),
        "TPM-hour" => match unit.as_str() {
            "1k tpm hour" | "1k tpm hours" => Some(1_000),
            "1m tpm hour" | "1m tpm hours" => Some(1_000_000),
            _ => None,
        },
        "second" => one(&unit, &["second", "seconds"]),
        "GiB-month" => one(&unit, &["gb-mo", "gb-month", "gb-months"]),
        "image" => one(&unit, &["image", "images"]),
        _ => None,
    }
}

fn one(unit: &str, names: &[&str]) -> Option<u64> {
    names.contains(&unit).then_some(1)
}

fn tokens(unit: &str) -> Option<u64> {
    match unit {
        "1k tokens" | "1k token" => Some(1_000),
        "1m tokens" | "1m token" => Some(1_000_000),
        "token" | "tokens" => Some(1),
        _ => None,
    }
}

/// Where the unit is `Units`, or none is given, the line's description may tell: `$0.0008 per 1K input
/// tokens …`, or `AWS Marketplace software usage|us-east-1|Million Input Tokens Regional`.
fn described_tokens(unit: &str, description: &str) -> Option<u64> {
    if !matches!(unit, "" | "units" | "unit" | "n/a") {
        return None;
    }
    let words: Vec<String> = description
        .split(|c: char| c.is_whitespace() || c == '|')
        .filter(|word| !word.is_empty())
        .take(60)
        .map(str::to_ascii_lowercase)
        .collect();
    let is_of_tokens = |from: usize| {
        words
            .iter()
            .skip(from)
            .take(5)
            .any(|word| word == "tokens" || word == "token")
    };
    words.iter().enumerate().find_map(|(at, word)| {
        let is_rate = at > 0 && words.get(at - 1).is_some_and(|before| before == "per");
        let size = match word.as_str() {
            "1k" if is_rate => 1_000,
            "1m" if is_rate => 1_000_000,
            "million" => 1_000_000,
            _ => return None,
        };
        is_of_tokens(at + 1).then_some(size)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_says_how_many() {
        let input = Meter::InputTokens;
        assert_eq!(units_of(input, "1K tokens", ""), Some(1_000));
        assert_eq!(
            units_of(input, "1M Tokens", "per 1K tokens"),
            Some(1_000_000)
        );
        assert_eq!(units_of(input, "Tokens", ""), Some(1));
        assert_eq!(units_of(Meter::InstanceHours, "Hrs", ""), Some(1));
        assert_eq!(units_of(Meter::ModelUnitHours, "hour", ""), Some(1));
        assert_eq!(
            units_of(Meter::InputTpmHours, "1M TPM Hour", ""),
            Some(1_000_000)
        );
        assert_eq!(units_of(Meter::ServerlessSeconds, "Seconds", ""), Some(1));
        assert_eq!(units_of(Meter::VolumeGibMonths, "GB-Mo", ""), Some(1));
    }

    #[test]
    fn the_description_says_it_where_the_unit_does_not() {
        let input = Meter::InputTokens;
        let market = "AWS Marketplace software usage|us-east-1|Million Input Tokens Regional CRIS";
        assert_eq!(units_of(input, "Units", market), Some(1_000_000));
        let classic = "$0.0008 per 1K input tokens for Nova Pro in US East (N. Virginia)";
        assert_eq!(units_of(input, "", classic), Some(1_000));
        assert_eq!(
            units_of(input, "N/A", "$1.25 per 1M token for xai.grok"),
            Some(1_000_000)
        );
    }

    #[test]
    fn what_nothing_says_is_not_known() {
        for (meter, unit, description) in [
            (Meter::InputTokens, "Units", ""),
            (Meter::InputTokens, "", "Million Requests"),
            (Meter::InputTokens, "Units", "1K tokens"),
            (Meter::InputTokens, "Requests", "per 1K tokens"),
            (Meter::InputTokens, "Hrs", ""),
            // Which of the two a price is for, sources disagree.
            (Meter::InputTpmHours, "TPM hour", ""),
            (Meter::InstanceHours, "Quantity", ""),
            (Meter::Queries, "Units", ""),
        ] {
            assert_eq!(
                units_of(meter, unit, description),
                None,
                "{unit} {description}"
            );
        }
    }
}
