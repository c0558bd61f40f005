//! How far a number is moved: the ends of the range the file gives for it, or half and double of it.

use crate::{
    scenario::Knob,
    schema::{Distribution, Range},
    units::Decimal,
};

/// Standard deviations from the mean to the 95th percentile of a normal distribution.
const P95: f64 = 1.644_853_627;
/// Significant digits of an end that is computed.
const DIGITS: u32 = 4;

/// The low and the high end of the range that the file gives for a knob, as far as the knob may have
/// them: those written; the 5th and the 95th percentile of a normal or lognormal one; the least and the
/// greatest of a list.
pub(super) fn ends(knob: &Knob, range: &Range) -> Option<(Decimal, Decimal)> {
    let parameter = |name: &str| {
        let mut all = range.parameters.iter();
        all.find(|(key, _)| key == name).map(|(_, value)| *value)
    };
    let (low, high) = match range.distribution {
        Distribution::Triangular | Distribution::Pert | Distribution::Uniform => {
            (parameter("low")?, parameter("high")?)
        }
        Distribution::Normal => {
            let (mean, sd) = (parameter("mean")?, parameter("sd")?);
            let away = short(f64::try_from(sd).ok()? * P95)?;
            (mean - away, mean + away)
        }
        Distribution::Lognormal => {
            let mean = f64::try_from(parameter("mean")?).ok()?;
            let sd = f64::try_from(parameter("sd")?).ok()?;
            let variance = (sd / mean).powi(2).ln_1p();
            let middle = mean.ln() - variance / 2.0;
            let at = |deviations: f64| short(deviations.mul_add(variance.sqrt(), middle).exp());
            (at(-P95)?, at(P95)?)
        }
        Distribution::Discrete => {
            let values = || range.parameters.iter().map(|(_, value)| *value);
            (values().min()?, values().max()?)
        }
    };
    let (low, high) = (within(knob, low)?, within(knob, high)?);
    (low < high).then_some((low, high))
}

/// Half and double of a knob's own value, as far as the knob may have them.
pub(super) fn usual_ends(knob: &Knob) -> Option<(Decimal, Decimal)> {
    let own = knob.value.filter(|own| !own.is_zero())?;
    let (half, double) = (own / Decimal::TWO, own.checked_mul(Decimal::TWO)?);
    let (low, high) = (
        within(knob, half.min(double))?,
        within(knob, half.max(double))?,
    );
    (low < high).then_some((low, high))
}

/// The nearest value that the knob may have.
fn within(knob: &Knob, value: Decimal) -> Option<Decimal> {
    let bound = knob.bound;
    let (least, most) = (bound.least.parse().ok()?, bound.most.parse().ok()?);
    let value = if bound.whole { value.round() } else { value };
    let value = value.clamp(least, most).normalize();
    if bound.refuse(value).is_none() {
        return Some(value);
    }
    // What must be above nothing is moved near it.
    let near = knob.value?.checked_div(Decimal::ONE_HUNDRED)?;
    bound.refuse(near).is_none().then_some(near.normalize())
}

fn short(value: f64) -> Option<Decimal> {
    Decimal::try_from(value).ok()?.round_sf(DIGITS)
}
