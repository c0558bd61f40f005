//! One uncertain number: from a chance to its value.

use statrs::function::beta::inv_beta_reg;

use super::BINS;
use crate::{
    capacity::{normal_quantile, normal_share},
    scenario::Knob,
    schema::{Distribution, Range},
    units::{Decimal, Exact, machine},
};

/// Steps that a range has at least, so that rounding to a digit does not show.
const FINENESS: f64 = 10_000.0;
/// Most digits after the point.
const DIGITS_MAX: u32 = 12;
/// The largest value, in units of the last digit.
const MOST_UNITS: u64 = 1 << 62;
/// Standard deviations within which nearly all of a normal number lies.
const NEARLY_ALL: f64 = 6.0;
/// PERT: how many times the mode weighs (D. G. Malcolm and others, Operations Research 7, 1959).
const PERT_WEIGHT: f64 = 4.0;
/// Knots of a quantile that has no formula, evenly spaced in the normal quantile of the chance.
const KNOTS: u32 = 1_024;
/// The outermost knots, in standard deviations.
const OUTERMOST: f64 = 8.2;

/// An uncertain number.
#[derive(Debug)]
pub(super) struct Marginal {
    form: Form,
    /// Digits after the point of its values.
    pub(super) digits: u32,
    /// Units of the last digit in one.
    scale: f64,
    /// The least and the greatest value, in units of the last digit.
    ends: (i64, i64),
    /// The chances between which its values are allowed.
    allowed: (f64, f64),
    /// The values of a list, in units of the last digit.
    values: Vec<i64>,
}

/// How a chance becomes a value.
#[derive(Debug)]
enum Form {
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    /// Values at the knots, between which it is straight.
    Knots(Vec<f64>),
    Normal {
        mean: f64,
        sd: f64,
    },
    Lognormal {
        log_mean: f64,
        log_sd: f64,
    },
    /// A list of values: for each the chance that it is this one or one before.
    Discrete(Vec<f64>),
}

impl Marginal {
    /// The range of a knob, within what the knob may be; `None` if no part of it is.
    pub(super) fn of(knob: &Knob) -> Option<Self> {
        let range = knob.range.as_ref()?;
        let written = range.parameters.iter().map(|(_, value)| value.scale());
        let written = written.max().unwrap_or(0);
        // Whole numbers have half a step around them, so that the ends come as often as the rest.
        let margin = if knob.bound.whole { 0.5 } else { 0.0 };
        let form = Form::of(range, margin);
        let (least, most) = form.span();
        let digits = if knob.bound.whole {
            0
        } else if range.distribution == Distribution::Discrete {
            written
        } else {
            digits_for(most - least).max(written.min(DIGITS_MAX))
        };
        let is_bounded = !matches!(form, Form::Normal { .. } | Form::Lognormal { .. });
        let (low, high) = if is_bounded {
            let values = range.parameters.iter().map(|(_, value)| *value);
            (values.clone().min()?, values.max()?)
        } else {
            let least: Decimal = knob.bound.least.parse().ok()?;
            let step = Decimal::new(i64::from(knob.bound.above), digits);
            (least + step, knob.bound.most.parse().ok()?)
        };
        let digits = fitting(low.abs().max(high.abs()), digits);
        let allowed = form.allowed(decimal(low), decimal(high));
        let values = range.parameters.iter();
        let values = values.map(|(_, value)| in_units(*value, digits)).collect();
        (allowed.0 < allowed.1).then_some(Self {
            form,
            digits,
            scale: Exact::from(10u64).pow(digits).approximate(),
            ends: (in_units(low, digits), in_units(high, digits)),
            values,
            allowed,
        })
    }

    /// The share of its distribution that is not allowed, and left out.
    pub(super) fn cut_off(&self) -> f64 {
        1.0 - (self.allowed.1 - self.allowed.0)
    }

    /// The value at a chance, in units of the last digit.
    pub(super) fn value(&self, chance: f64) -> i64 {
        let (from, to) = self.allowed;
        let chance = from + chance * (to - from);
        if let Form::Discrete(until) = &self.form {
            let place = until.iter().position(|until| chance <= *until);
            let place = place.unwrap_or(until.len().saturating_sub(1));
            return self.values.get(place).copied().unwrap_or_default();
        }
        let value = self.form.quantile(chance) * self.scale;
        whole(value).clamp(self.ends.0, self.ends.1)
    }

    /// The bin of a chance; each value of a short list has its own.
    pub(super) fn bin(&self, chance: f64, bins: f64) -> u8 {
        let place = match &self.form {
            Form::Discrete(until) if until.len() <= BINS => {
                until.iter().position(|until| chance <= *until)
            }
            _ => usize::try_from(whole((chance * bins).floor())).ok(),
        };
        let last = BINS - 1;
        u8::try_from(place.unwrap_or(last).min(last)).unwrap_or_default()
    }
}

impl Form {
    /// The form of a range whose ends are moved out by `margin`.
    fn of(range: &Range, margin: f64) -> Self {
        let parameter = |name: &str| {
            let named = range.parameters.iter().find(|(key, _)| key == name);
            named.map_or(0.0, |(_, value)| decimal(*value))
        };
        let (low, mode, high) = (
            parameter("low") - margin,
            parameter("mode"),
            parameter("high") + margin,
        );
        let (mean, sd) = (parameter("mean"), parameter("sd"));
        match range.distribution {
            Distribution::Triangular => Self::Triangular { low, mode, high },
            Distribution::Pert if low < high => Self::Knots(pert(low, mode, high)),
            // PERT of one value only is that value.
            Distribution::Uniform | Distribution::Pert => Self::Uniform { low, high },
            Distribution::Normal => Self::Normal { mean, sd },
            Distribution::Lognormal => {
                let variance = (sd / mean).powi(2).ln_1p();
                Self::Lognormal {
                    log_mean: mean.ln() - variance / 2.0,
                    log_sd: variance.sqrt(),
                }
            }
            Distribution::Discrete => {
                let total: f64 = range.weights.iter().map(|weight| decimal(*weight)).sum();
                let mut until = 0.0;
                let weights = range.weights.iter().map(|weight| {
                    until += decimal(*weight) / total;
                    until
                });
                Self::Discrete(weights.collect())
            }
        }
    }

    /// Between which values nearly all of it lies.
    fn span(&self) -> (f64, f64) {
        match self {
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } => (*low, *high),
            Self::Knots(values) => (
                values.first().copied().unwrap_or_default(),
                values.last().copied().unwrap_or_default(),
            ),
            Self::Normal { mean, sd } => (mean - NEARLY_ALL * sd, mean + NEARLY_ALL * sd),
            Self::Lognormal { log_mean, log_sd } => {
                let within = 2.0;
                let end = |side: f64| (log_mean + side * within * log_sd).exp();
                (end(-1.0), end(1.0))
            }
            Self::Discrete(_) => (0.0, 0.0),
        }
    }

    /// The chances of the values from `low` to `high`.
    fn allowed(&self, low: f64, high: f64) -> (f64, f64) {
        match self {
            Self::Normal { mean, sd } => {
                let end = |x: f64| normal_share((x - mean) / sd);
                (end(low), end(high))
            }
            Self::Lognormal { log_mean, log_sd } => {
                // The logarithm of nothing is below every number.
                let end = |x: f64| normal_share((x.max(0.0).ln() - log_mean) / log_sd);
                (end(low), end(high))
            }
            _ => (0.0, 1.0),
        }
    }

    fn quantile(&self, chance: f64) -> f64 {
        match self {
            Self::Uniform { low, high } => low + chance * (high - low),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                let rising = mode - low;
                if chance * width <= rising {
                    low + (chance * width * rising).sqrt()
                } else {
                    high - ((1.0 - chance) * width * (high - mode)).sqrt()
                }
            }
            Self::Knots(values) => {
                let last = f64::from(KNOTS);
                let place = f64::midpoint(normal_quantile(chance) / OUTERMOST, 1.0) * last;
                let place = place.clamp(0.0, last);
                let before = place.floor().min(last - 1.0);
                let at = usize::try_from(whole(before)).unwrap_or_default();
                let (low, high) = (values[at], values[at + 1]);
                low + (high - low) * (place - before)
            }
            Self::Normal { mean, sd } => mean + sd * normal_quantile(chance),
            Self::Lognormal { log_mean, log_sd } => {
                (log_mean + log_sd * normal_quantile(chance)).exp()
            }
            Self::Discrete(_) => 0.0,
        }
    }
}

/// The quantile of a PERT number at the knots: a beta distribution stretched from `low` to `high`.
fn pert(low: f64, mode: f64, high: f64) -> Vec<f64> {
    let width = high - low;
    let alpha = 1.0 + PERT_WEIGHT * (mode - low) / width;
    let beta = 1.0 + PERT_WEIGHT * (high - mode) / width;
    let knots = (0..=KNOTS).map(|knot| {
        let z = (f64::from(knot) / f64::from(KNOTS) * 2.0 - 1.0) * OUTERMOST;
        low + width * inv_beta_reg(alpha, beta, normal_share(z))
    });
    knots.collect()
}

/// Digits after the point with which a range of that width has enough steps.
fn digits_for(width: f64) -> u32 {
    let enough = |digits: &u32| width * Exact::from(10u64).pow(*digits).approximate() >= FINENESS;
    (0..DIGITS_MAX).find(enough).unwrap_or(DIGITS_MAX)
}

/// As many of these digits as leave the largest value within a whole number of 64 bits.
fn fitting(largest: Decimal, digits: u32) -> u32 {
    let room = Exact::from(MOST_UNITS).checked_div(&Exact::from(largest));
    let fits = |digits: &u32| {
        let room = room.as_ref();
        room.is_none_or(|room| Exact::from(10u64).pow(*digits) <= *room)
    };
    (0..=digits).rev().find(fits).unwrap_or(0)
}

fn decimal(value: Decimal) -> f64 {
    Exact::from(value).approximate()
}

/// A decimal in units of the last digit; what is too large for that, the largest.
fn in_units(value: Decimal, digits: u32) -> i64 {
    let units = Exact::from(value) * Exact::from(10u64).pow(digits);
    let beyond = if value.is_sign_negative() {
        i64::MIN
    } else {
        i64::MAX
    };
    let text = machine(&units.rounded_half_even(0));
    text.parse().unwrap_or(beyond)
}

/// The nearest whole number.
fn whole(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::as_conversions,
        reason = "a float beyond the largest whole number becomes the largest"
    )]
    let whole = value.round() as i64;
    whole
}
