//! The named traffic shapes: a week of weights each.

use crate::units::{Decimal, Exact};

use super::WEEK;

/// A shape users can name.
#[derive(Debug, Clone, Copy)]
pub struct NamedShape {
    /// Its name.
    pub name: &'static str,
    /// What it looks like.
    pub doc: &'static str,
    weight: fn(day: usize, hour: usize) -> u32,
}

/// Every named shape. Day 0 is Monday; weights are relative to each other.
pub const NAMED_SHAPES: &[NamedShape] = &[
    NamedShape {
        name: "steady",
        doc: "The same in every hour.",
        weight: |_, _| 1,
    },
    NamedShape {
        name: "business-hours",
        doc: "Monday to Friday 08 to 18 at 20, the other hours of those days at 2, the weekend at 1.",
        weight: |day, hour| match (day, hour) {
            (0..=4, 8..=17) => 20,
            (0..=4, _) => 2,
            _ => 1,
        },
    },
    NamedShape {
        name: "diurnal",
        doc: "Every day alike: from 20 at 04 up to 100 at 20, as consumer services see it.",
        weight: |_, hour| DIURNAL[hour],
    },
    NamedShape {
        name: "weekly",
        doc: "The diurnal curve, Saturday and Sunday at 60 % of a weekday.",
        weight: |day, hour| {
            if day < 5 {
                DIURNAL[hour] * 10
            } else {
                DIURNAL[hour] * 6
            }
        },
    },
    NamedShape {
        name: "bursty",
        doc: "Quiet at 1, with a burst at 30 in the hours 10 and 15 of every weekday.",
        weight: |day, hour| {
            if day < 5 && (hour == 10 || hour == 15) {
                30
            } else {
                1
            }
        },
    },
];

/// Weights of the hours of a day of the diurnal shape.
const DIURNAL: [u32; 24] = [
    45, 35, 27, 22, 20, 22, 28, 38, 50, 60, 68, 74, 78, 80, 80, 80, 82, 86, 92, 98, 100, 95, 80, 60,
];

/// The 168 weights of a named shape, Monday 00 first.
pub fn weights_of(name: &str) -> Option<Vec<Decimal>> {
    let shape = NAMED_SHAPES.iter().find(|shape| shape.name == name)?;
    Some(
        (0..WEEK)
            .map(|hour| Decimal::from((shape.weight)(hour / 24, hour % 24)))
            .collect(),
    )
}

/// Why weights cannot be rescaled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The peak hours alone would exceed the total.
    #[error(
        "the shape is at its peak in {peak_hours} of {hours} hours, so the peak cannot be {wanted} times the mean"
    )]
    PeakTooHigh {
        /// Hours at the peak.
        peak_hours: usize,
        /// All hours.
        hours: usize,
        /// The wanted ratio.
        wanted: Decimal,
    },
    /// Other hours would rise above the peak.
    #[error(
        "with a peak of {wanted} times the mean, other hours of this shape would be higher than its peak"
    )]
    PeakTooLow {
        /// The wanted ratio.
        wanted: Decimal,
    },
}

/// The weights with their off-peak hours rescaled so that the peak is `peak_to_mean` times the mean.
///
/// The peak hours get `peak_to_mean`, the others share the rest of the total in their old
/// proportions.
///
/// # Errors
/// [`ShapeError`] when no such scaling leaves the peak the peak.
pub fn rescaled(weights: &[Decimal], peak_to_mean: Decimal) -> Result<Vec<Exact>, ShapeError> {
    let hours = weights.len();
    let peak = weights.iter().max().copied().unwrap_or_default();
    let at_peak = weights.iter().filter(|weight| **weight == peak).count();
    let count = |n: usize| Exact::from(u64::try_from(n).unwrap_or(0));
    let wanted = Exact::from(peak_to_mean);
    let rest = count(hours) - count(at_peak) * &wanted;
    let others: Exact = weights
        .iter()
        .filter(|weight| **weight != peak)
        .map(|weight| Exact::from(*weight))
        .sum();
    let too_high = ShapeError::PeakTooHigh {
        peak_hours: at_peak,
        hours,
        wanted: peak_to_mean,
    };
    if rest.is_negative() {
        return Err(too_high);
    }
    let factor = match rest.checked_div(&others) {
        Some(factor) => factor,
        None if rest.is_zero() => Exact::zero(),
        None => return Err(too_high),
    };
    let scaled: Vec<Exact> = weights
        .iter()
        .map(|weight| {
            if *weight == peak {
                wanted.clone()
            } else {
                Exact::from(*weight) * &factor
            }
        })
        .collect();
    if scaled.iter().any(|weight| *weight > wanted) {
        return Err(ShapeError::PeakTooLow {
            wanted: peak_to_mean,
        });
    }
    Ok(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_a_week() {
        for shape in NAMED_SHAPES {
            let weights = weights_of(shape.name).unwrap();
            assert_eq!(weights.len(), WEEK, "{}", shape.name);
            assert!(weights.iter().all(|weight| *weight > Decimal::ZERO));
        }
        assert!(weights_of("square").is_none());
    }

    #[test]
    fn the_peak_is_exactly_what_was_asked() {
        let weights = weights_of("business-hours").unwrap();
        let scaled = rescaled(&weights, Decimal::from(3)).unwrap();
        let total: Exact = scaled.iter().sum();
        assert_eq!(total, Exact::from(168u64));
        assert_eq!(scaled.iter().max().unwrap(), &Exact::from(3u64));
        assert!(rescaled(&weights, Decimal::from(4)).is_err());
        assert!(rescaled(&weights, "1.01".parse().unwrap()).is_err());
        let steady = weights_of("steady").unwrap();
        assert!(rescaled(&steady, Decimal::ONE).is_ok());
        assert!(rescaled(&steady, Decimal::TWO).is_err());
    }
}
