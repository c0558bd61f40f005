//! One table of every range a number of a scenario or price file may have.
//!
//! Checked once, at the edge, so that nothing inside can overflow or run for ever.

use super::Decimal;

/// The range of a number, and what it counts.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Smallest allowed value.
    pub least: &'static str,
    /// Largest allowed value.
    pub most: &'static str,
    /// Whether `least` itself is refused.
    pub above: bool,
    /// Whether only whole numbers are allowed.
    pub whole: bool,
}

impl Bound {
    const fn new(least: &'static str, most: &'static str) -> Self {
        Self {
            least,
            most,
            above: false,
            whole: false,
        }
    }

    const fn above(least: &'static str, most: &'static str) -> Self {
        Self {
            least,
            most,
            above: true,
            whole: false,
        }
    }

    const fn whole(least: &'static str, most: &'static str) -> Self {
        Self {
            least,
            most,
            above: false,
            whole: true,
        }
    }

    /// What is wrong with `value`, in words, if anything is.
    pub fn refuse(&self, value: Decimal) -> Option<String> {
        let least: Decimal = self.least.parse().unwrap_or_default();
        let most: Decimal = self.most.parse().unwrap_or_default();
        if self.whole && !value.fract().is_zero() {
            return Some("must be a whole number".to_owned());
        }
        if value < least || (self.above && value == least) {
            let word = if self.above { "above" } else { "at least" };
            return Some(format!("must be {word} {}", self.least));
        }
        (value > most).then(|| format!("must be at most {}", self.most))
    }
}

/// Requests in a month, day, hour or second.
pub const REQUESTS: Bound = Bound::new("0", "1000000000000");
/// Tokens of one request.
pub const TOKENS: Bound = Bound::new("0", "1000000000");
/// Tokens of one request that has some.
pub const POSITIVE_TOKENS: Bound = Bound::above("0", "1000000000");
/// Requests under way, on average.
pub const CONCURRENCY: Bound = Bound::above("0", "1000000");
/// Seconds of one request, or a target of it.
pub const SECONDS: Bound = Bound::above("0", "1000000");
/// Seconds, where none is allowed too.
pub const SECONDS_OR_NONE: Bound = Bound::new("0", "1000000");
/// Minutes.
pub const MINUTES: Bound = Bound::new("0", "1000000");
/// Payload of a request in KiB.
pub const KIB: Bound = Bound::new("0", "1000000000");
/// Size of a volume in GiB.
pub const GIB: Bound = Bound::new("0", "65536");
/// Memory in MiB.
pub const MIB: Bound = Bound::whole("1", "1000000");
/// A share of a whole.
pub const SHARE: Bound = Bound::new("0", "1");
/// A share that must leave something.
pub const PROPER_SHARE: Bound = Bound::new("0", "0.99");
/// A share that must be there.
pub const POSITIVE_SHARE: Bound = Bound::above("0", "1");
/// Change a month or a year, as a share: -0.5 halves.
pub const CHANGE: Bound = Bound::above("-1", "10");
/// A factor on a price or on tokens.
pub const FACTOR: Bound = Bound::new("0", "1000");
/// A factor that must be there.
pub const POSITIVE_FACTOR: Bound = Bound::above("0", "1000");
/// Instances, model units, copies, jobs.
pub const COUNT: Bound = Bound::whole("0", "1000000");
/// Tokens a minute.
pub const TOKENS_PER_MINUTE: Bound = Bound::whole("0", "1000000000000");
/// Tokens a day.
pub const TOKENS_PER_DAY: Bound = Bound::whole("0", "1440000000000000");
/// The same, at least one.
pub const POSITIVE_COUNT: Bound = Bound::whole("1", "1000000");
/// Copies of fixed capacity.
pub const ENVIRONMENTS: Bound = Bound::whole("1", "1000");
/// Months of a horizon.
pub const MONTHS: Bound = Bound::whole("1", "120");
/// Years of a term of a savings plan.
pub const TERM_YEARS: Bound = Bound::whole("1", "3");
/// Hours of a month.
pub const HOURS_PER_MONTH: Bound = Bound::above("0", "8784");
/// Hours.
pub const HOURS: Bound = Bound::new("0", "1000000000");
/// Requests, tokens or other things a second or minute.
pub const RATE: Bound = Bound::above("0", "1000000000000");
/// A price in dollars.
pub const USD: Bound = Bound::new("0", "1000000000");
/// A weight of an hour.
pub const WEIGHT: Bound = Bound::new("0", "1000000000");
/// Peak over mean.
pub const PEAK_TO_MEAN: Bound = Bound::new("1", "10000");
/// Load of ten minutes over the hour's mean: at most, they have all of it.
pub const BURST: Bound = Bound::new("1", "6");
/// Requests or tokens of an hour.
pub const ANY_COUNT: Bound = Bound::new("0", "1000000000000000");
/// A squared coefficient of variation.
pub const VARIATION: Bound = Bound::new("0", "25");
/// A correlation.
pub const CORRELATION: Bound = Bound::new("-1", "1");
/// Any number that only later work reads.
pub const ANY: Bound = Bound::new("-1000000000000", "1000000000000");
/// The version of the scenario file.
pub const SCHEMA: Bound = Bound::whole("1", "1");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_say_what_is_wrong() {
        let say = |bound: Bound, text: &str| bound.refuse(text.parse().unwrap());
        assert_eq!(say(SHARE, "0.5"), None);
        assert_eq!(say(SHARE, "1.5").unwrap(), "must be at most 1");
        assert_eq!(say(COUNT, "-1").unwrap(), "must be at least 0");
        assert_eq!(say(COUNT, "1.5").unwrap(), "must be a whole number");
        assert_eq!(say(SECONDS, "0").unwrap(), "must be above 0");
    }
}
