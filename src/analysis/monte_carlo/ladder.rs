//! Steps and bends that move together, as one function of one number: sorted once, looked up then.

use super::formula::Group;
use crate::{capacity::Term, units::Exact};

/// More steps than these take more memory than they are worth.
const MOST_CUTS: usize = 1 << 20;
/// Bits of the largest cut, where cuts are not whole to begin with.
const CUT_BITS: u32 = 44;

/// How the number that is looked up is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// In parts of this size: one over the denominator that it always has.
    Always(i128),
    /// As any fraction. It is multiplied with this first.
    Any(i128),
}

/// The quantity of a group over `x`, the requests of a month times the growth of its needs.
///
/// A step counts where `x` is above its cut, as ceilings go. The quantity is then a sum over the cuts
/// below `x`, which prefixes hold; where these end is found by a table of equal parts.
#[derive(Debug)]
pub(super) struct Ladder {
    pub over: Over,
    pub is_bent: bool,
    /// Cuts times what `over` says, rounded down, in order.
    cuts: Vec<i128>,
    /// For each number of cuts passed: the quantity, and for bends what it grows by with `x`.
    sums: Vec<i128>,
    slopes: Vec<i128>,
    /// Cuts as fractions, where they may have to be told apart from `x` more exactly.
    fractions: Vec<(i128, i128)>,
    /// For equal parts of the range from `low` on, the first cut in or after it.
    starts: Vec<usize>,
    low: i128,
    shift: u32,
}

/// A cut, its place by what `over` says, and what it adds.
struct Cut {
    at: i128,
    fraction: (i128, i128),
    sum: i128,
    slope: i128,
}

/// What all quantities of a group are whole multiples of one over.
pub(super) fn parts_of(group: &Group) -> Option<i128> {
    let of = |term: &Term| match term {
        Term::Steps { each, .. } => each.clone(),
        Term::Bend { each, need } => each * need,
    };
    group.terms.iter().try_fold(1, |common, term| {
        let (Term::Steps { each, .. } | Term::Bend { each, .. }) = term;
        common_multiple(
            common_multiple(common, of(term).parts()?.1)?,
            each.parts()?.1,
        )
    })
}

/// The least common multiple of two positive numbers.
pub(super) fn common_multiple(one: i128, other: i128) -> Option<i128> {
    one.checked_div(common_divisor(one, other)?)?
        .checked_mul(other)
}

/// The greatest common divisor of two positive numbers.
pub(super) fn common_divisor(one: i128, other: i128) -> Option<i128> {
    let (mut large, mut small) = (one, other);
    while small != 0 {
        (large, small) = (small, large.checked_rem(small)?);
    }
    Some(large)
}

/// A fraction as a whole number of parts, of which one is `1 / parts`.
pub(super) fn in_parts(value: &Exact, parts: i128) -> Option<i128> {
    let (up, down) = value.parts()?;
    (parts % down == 0).then_some(())?;
    up.checked_mul(parts / down)
}

impl Ladder {
    /// The ladder of a group up to `most`, in `parts` of its quantity.
    pub(super) fn new(group: &Group, parts: i128, over: Over, most: &Exact) -> Option<Self> {
        let scale = match over {
            Over::Always(scale) | Over::Any(scale) => scale,
        };
        let mut base = 0;
        let mut cuts = Vec::new();
        for term in &group.terms {
            let (Term::Steps { each, need, .. } | Term::Bend { each, need }) = term;
            let (up, down) = need.parts()?;
            let unit = scale.checked_mul(down)?;
            let whole = in_parts(each, parts)?;
            if let Term::Steps {
                least, most: bound, ..
            } = term
            {
                base = whole.checked_mul(i128::from(*least))?.checked_add(base)?;
                let units = (most * need).ceil()?.min(bound.unwrap_or(u64::MAX));
                let steps = usize::try_from(units.saturating_sub(*least)).ok()?;
                (cuts.len().checked_add(steps)? <= MOST_CUTS).then_some(())?;
                for full in *least..units.max(*least) {
                    let full = i128::from(full);
                    cuts.push(Cut {
                        at: full.checked_mul(unit)?.div_euclid(up),
                        fraction: (full.checked_mul(down)?, up),
                        sum: whole,
                        slope: 0,
                    });
                }
            } else {
                // Over the same denominator as `x`: the quantity of a bend is not whole in parts.
                cuts.push(Cut {
                    at: unit.div_euclid(up),
                    fraction: (down, up),
                    sum: whole.checked_mul(scale)?.checked_neg()?,
                    slope: in_parts(&(each * need), parts)?,
                });
            }
        }
        let is_less = |one: &Cut, other: &Cut| {
            let crossed = |a: &Cut, b: &Cut| a.fraction.0.saturating_mul(b.fraction.1);
            let places = one.at.cmp(&other.at);
            places.then_with(|| crossed(one, other).cmp(&crossed(other, one)))
        };
        cuts.sort_by(is_less);
        Self::of(cuts, base, group.is_bent, over)
    }

    fn of(cuts: Vec<Cut>, base: i128, is_bent: bool, over: Over) -> Option<Self> {
        let (mut sum, mut slope) = (base, 0i128);
        let mut sums = vec![sum];
        let mut slopes = vec![slope];
        for cut in &cuts {
            sum = sum.checked_add(cut.sum)?;
            slope = slope.checked_add(cut.slope)?;
            sums.push(sum);
            if is_bent {
                slopes.push(slope);
            }
        }
        let low = cuts.first().map_or(0, |cut| cut.at);
        let width = cuts.last().map_or(0, |cut| cut.at.saturating_sub(low));
        let places = i128::try_from(cuts.len().saturating_mul(2)).ok()?;
        let mut shift = 0;
        while width >> shift > places {
            shift += 1;
        }
        let last = usize::try_from(width >> shift).ok()?;
        let mut starts = Vec::with_capacity(last + 2);
        let mut next = 0;
        for part in 0..=last {
            let from = low + (i128::try_from(part).ok()? << shift);
            while cuts.get(next).is_some_and(|cut| cut.at < from) {
                next += 1;
            }
            starts.push(next);
        }
        let fractions = cuts.iter().map(|cut| cut.fraction);
        Some(Self {
            over,
            is_bent,
            fractions: match over {
                Over::Always(_) => Vec::new(),
                Over::Any(_) => fractions.collect(),
            },
            cuts: cuts.into_iter().map(|cut| cut.at).collect(),
            sums,
            slopes,
            starts,
            low,
            shift,
        })
    }

    /// How many cuts `up / down` is above.
    pub(super) fn passed(&self, up: i128, down: i128) -> usize {
        let at = match self.over {
            Over::Always(_) => up,
            Over::Any(scale) if down > 0 => (up * scale).div_euclid(down),
            Over::Any(_) => return 0,
        };
        let mut next = match usize::try_from((at - self.low) >> self.shift) {
            Ok(part) => self.starts.get(part).copied().unwrap_or(self.cuts.len()),
            Err(_) => return 0,
        };
        while self.cuts.get(next).is_some_and(|cut| *cut < at) {
            next += 1;
        }
        let is_below = |(cut, of): &(i128, i128)| cut * down < up * of;
        while self.cuts.get(next) == Some(&at) && self.fractions.get(next).is_some_and(is_below) {
            next += 1;
        }
        next
    }

    /// The quantity once so many cuts are passed, in parts; of bends in parts over the denominator
    /// of `up`.
    pub(super) fn quantity(&self, passed: usize, up: i128) -> i128 {
        let sum = self.sums.get(passed).copied().unwrap_or_default();
        if self.is_bent {
            sum + up * self.slopes.get(passed).copied().unwrap_or_default()
        } else {
            sum
        }
    }

    /// The largest quantity there is up to `up`; `None` where it, or what leads to it, is too large.
    pub(super) fn most(&self, up: i128, down: i128) -> Option<i128> {
        if let Over::Any(scale) = self.over {
            up.checked_mul(scale)?;
            for (cut, of) in &self.fractions {
                cut.checked_mul(down)?;
                up.checked_mul(*of)?;
            }
        }
        let largest = |all: &[i128]| all.iter().map(|one| one.unsigned_abs()).max();
        let sum = i128::try_from(largest(&self.sums)?).ok()?;
        let slope = i128::try_from(largest(&self.slopes)?).ok()?;
        up.checked_mul(slope)?.checked_add(sum)
    }
}

/// What a number up to `most`, of any denominator, is multiplied with before it is looked up.
pub(super) fn scale_for(most: &Exact) -> i128 {
    let top = most.ceil().unwrap_or(u64::MAX).max(1);
    ((1i128 << CUT_BITS) / i128::from(top)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::monte_carlo::form::Form;

    fn ratio(n: u64, d: u64) -> Exact {
        Exact::ratio(n, d).unwrap()
    }

    fn group(terms: Vec<Term>, is_bent: bool) -> Group {
        Group {
            price: Form::constant(Exact::one()),
            terms,
            is_bent,
            ratios: Vec::new(),
        }
    }

    fn steps() -> Group {
        let step = |each: u64, n: u64, d: u64, least: u64, most: Option<u64>| Term::Steps {
            each: ratio(each, 7),
            need: ratio(n, d),
            least,
            most,
        };
        let terms = vec![
            step(3, 1, 10, 1, None),
            step(5, 2, 7, 0, Some(9)),
            step(2, 1, 10, 2, None),
        ];
        group(terms, false)
    }

    #[test]
    fn a_ladder_of_steps_is_their_sum() {
        let group = steps();
        let parts = parts_of(&group).unwrap();
        let most = Exact::from(100u64);
        for over in [Over::Always(70), Over::Any(scale_for(&most))] {
            let ladder = Ladder::new(&group, parts, over, &most).unwrap();
            for up in 0..=7_000 {
                let x = Exact::of_parts(up, 70).unwrap();
                let sum: Exact = group.terms.iter().map(|term| term.at(&x)).sum();
                let passed = ladder.passed(up, 70);
                let ours = Exact::of_parts(ladder.quantity(passed, up), parts).unwrap();
                assert_eq!(ours, sum, "{up}/70 over {over:?}");
            }
        }
    }

    #[test]
    fn a_ladder_of_bends_is_their_sum() {
        let bend = |each: u64, n: u64, d: u64| Term::Bend {
            each: ratio(each, 3),
            need: ratio(n, d),
        };
        let group = group(vec![bend(5, 1, 10), bend(4, 2, 9), bend(1, 1, 10)], true);
        let parts = parts_of(&group).unwrap();
        let ladder = Ladder::new(&group, parts, Over::Always(14), &ratio(40, 1)).unwrap();
        for up in 0..=560 {
            let x = Exact::of_parts(up, 14).unwrap();
            let sum: Exact = group.terms.iter().map(|term| term.at(&x)).sum();
            let ours = ladder.quantity(ladder.passed(up, 14), up);
            assert_eq!(Exact::of_parts(ours, parts * 14).unwrap(), sum, "{up}/14");
        }
    }
}
