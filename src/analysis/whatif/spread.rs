//! How far a number is moved: the ends of the range the file gives for it, or half and double of it.

use crate::{
    analysis::draws::percentile,
    scenario::Knob,
    schema::{Distribution, Range},
    units::Decimal,
};

/// Chances of the ends of a range that has none of its own.
const P5: f64 = 0.05;
const P95: f64 = 0.95;
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
        Distribution::Normal | Distribution::Lognormal => {
            let at = |chance| percentile(knob, chance)?.round_sf(DIGITS);
            (at(P5)?, at(P95)?)
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
