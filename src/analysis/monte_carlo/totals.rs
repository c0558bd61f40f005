//! The totals of one plan in every draw.

use std::ops::Range;

use super::{
    asked::{Answer, Asked, Why},
    fixed::{Fixed, Room},
    formula::Formula,
    ladder::{common_multiple, in_parts},
    region::Rest,
};
use crate::units::Exact;

/// What totals are counted in.
pub(super) trait Amount: Clone + Ord + Send + Sync {
    /// Nothing.
    fn nothing() -> Self;
    /// Adds another one.
    fn increase(&mut self, by: &Self);
    /// A nearby number of dollars, `part` being those of one part.
    fn near(&self, part: f64) -> f64;
    /// Dollars, of which one has so many parts.
    fn exact(&self, parts: i128) -> Exact;
}

/// In parts of a dollar, of which it was shown that all draws together fit.
impl Amount for i128 {
    fn nothing() -> Self {
        0
    }
    fn increase(&mut self, by: &Self) {
        *self += by;
    }
    fn near(&self, part: f64) -> f64 {
        near(*self) * part
    }
    fn exact(&self, parts: i128) -> Exact {
        Exact::of_parts(*self, parts).unwrap_or_else(Exact::zero)
    }
}

/// In dollars.
impl Amount for Exact {
    fn nothing() -> Self {
        Self::zero()
    }
    fn increase(&mut self, by: &Self) {
        *self += by;
    }
    fn near(&self, _: f64) -> f64 {
        self.approximate()
    }
    fn exact(&self, _: i128) -> Exact {
        self.clone()
    }
}

/// A nearby float.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a near number is wanted: to see which totals must be compared exactly, and for errors"
)]
fn near(value: i128) -> f64 {
    // The conversion of 64 bits is an instruction.
    i64::try_from(value).map_or(value as f64, |short| short as f64)
}

/// Draws that are not computed by a formula, in order: the total, or why there is none.
pub(super) type Odd<V> = Vec<(usize, Result<V, usize>)>;

/// The formula of a plan, in the form its totals are counted in.
pub(super) trait Computes<V>: Sync {
    /// The totals of a block of draws.
    fn fill(&self, asked: &Asked<'_>, draws: Range<usize>, room: &mut Room, out: &mut Vec<V>);
}

/// The totals of a plan, counted in `V`.
#[derive(Debug)]
pub(super) struct Counted<V, F> {
    /// The formula, unless all draws are odd.
    formula: Option<F>,
    odd: Odd<V>,
    /// Parts of a dollar.
    pub parts: i128,
}

/// The formula in fractions, with what it needs to make a point.
#[derive(Debug)]
pub(super) struct Slow {
    formula: Formula,
    inputs: Vec<usize>,
}

/// The totals of a plan: in parts of a dollar where they are known to fit, else as fractions.
#[derive(Debug)]
pub(super) enum Totals {
    /// In parts of a dollar.
    Parts(Counted<i128, Fixed>),
    /// As fractions.
    Fractions(Counted<Exact, Slow>),
}

impl Computes<i128> for Fixed {
    fn fill(&self, asked: &Asked<'_>, draws: Range<usize>, room: &mut Room, out: &mut Vec<i128>) {
        Self::fill(self, asked, draws, room, out);
    }
}

impl Computes<Exact> for Slow {
    fn fill(&self, asked: &Asked<'_>, draws: Range<usize>, _: &mut Room, out: &mut Vec<Exact>) {
        out.clear();
        out.extend(draws.map(|draw| {
            let total = self.formula.at(&asked.point(&self.inputs, draw));
            total.unwrap_or_else(Exact::zero)
        }));
    }
}

impl<V: Amount, F: Computes<V>> Counted<V, F> {
    /// The totals of a block of draws, and in which of them there is none, and why.
    pub(super) fn fill(
        &self,
        asked: &Asked<'_>,
        draws: Range<usize>,
        room: &mut Room,
        (out, failed): (&mut Vec<V>, &mut Vec<(usize, usize)>),
    ) {
        failed.clear();
        if let Some(formula) = &self.formula {
            formula.fill(asked, draws.clone(), room, out);
        } else {
            out.clear();
            out.resize(draws.len(), V::nothing());
        }
        let first = self.odd.partition_point(|(draw, _)| *draw < draws.start);
        let odd = self.odd.iter().skip(first);
        for (draw, answer) in odd.take_while(|(draw, _)| *draw < draws.end) {
            let at = draw - draws.start;
            match answer {
                Ok(total) => out[at] = total.clone(),
                Err(why) => failed.push((at, *why)),
            }
        }
    }

    /// The total of one draw.
    fn at(&self, asked: &Asked<'_>, draw: usize) -> Exact {
        let (mut out, mut failed) = (Vec::new(), Vec::new());
        let room = &mut Room::default();
        self.fill(asked, draw..draw + 1, room, (&mut out, &mut failed));
        let total = out.first().map(|total| total.exact(self.parts));
        total.unwrap_or_else(Exact::zero)
    }
}

impl Totals {
    /// The total of a draw that the plan carries.
    pub(super) fn at(&self, asked: &Asked<'_>, draw: usize) -> Exact {
        match self {
            Self::Parts(counted) => counted.at(asked, draw),
            Self::Fractions(counted) => counted.at(asked, draw),
        }
    }

    /// From the formula, if there is one, what is not its, and the answers to what waits; and why draws
    /// have no total.
    pub(super) fn new(
        asked: &Asked<'_>,
        (formula, fixed): (Option<(Formula, Vec<usize>)>, Option<Fixed>),
        rest: Rest,
        answers: Vec<Answer>,
    ) -> (Self, Vec<Why>) {
        let mut whys = rest.whys;
        let mut odd: Odd<Exact> = Vec::with_capacity(rest.failed.len() + answers.len());
        odd.extend(rest.failed.into_iter().map(|(draw, why)| (draw, Err(why))));
        for (draw, answer) in rest.waiting.into_iter().zip(answers) {
            let answer = match answer {
                Ok(total) => Ok(total.amount().clone()),
                Err(why) => Err(place_of(&mut whys, why)),
            };
            odd.push((draw, answer));
        }
        odd.sort_by_key(|(draw, _)| *draw);
        let parts = match (&formula, &fixed) {
            (Some(_), None) => None,
            (_, fixed) => {
                let own = fixed.as_ref().map_or(1, |fixed| fixed.parts);
                in_common(asked, &odd, own).filter(|(parts, _)| fixed.is_none() || *parts == own)
            }
        };
        let totals = match parts {
            Some((parts, odd)) => Self::Parts(Counted {
                formula: fixed,
                odd,
                parts,
            }),
            None => Self::Fractions(Counted {
                formula: formula.map(|(formula, inputs)| Slow { formula, inputs }),
                odd,
                parts: 1,
            }),
        };
        (totals, whys)
    }
}

/// The place of a reason; those of the same name and field are one.
pub(super) fn place_of(whys: &mut Vec<Why>, why: Why) -> usize {
    let same = |known: &Why| known.id == why.id && known.field == why.field;
    if let Some(place) = whys.iter().position(same) {
        return place;
    }
    whys.push(why);
    whys.len() - 1
}

/// All totals in common parts of a dollar, which are multiples of `own`; `None` where those do not fit.
fn in_common(asked: &Asked<'_>, odd: &Odd<Exact>, own: i128) -> Option<(i128, Odd<i128>)> {
    let mut parts = own;
    for total in odd.iter().filter_map(|(_, answer)| answer.as_ref().ok()) {
        let (_, down) = total.parts()?;
        if parts % down != 0 {
            parts = common_multiple(parts, down)?;
        }
    }
    let count = i128::try_from(asked.count()).ok()?;
    let whole = odd.iter().map(|(draw, answer)| {
        let answer = match answer {
            Ok(total) => {
                let total = in_parts(total, parts)?;
                total.checked_mul(count)?.checked_mul(4)?;
                Ok(total)
            }
            Err(why) => Err(*why),
        };
        Some((*draw, answer))
    });
    let whole: Option<Odd<i128>> = whole.collect();
    Some((parts, whole?))
}
