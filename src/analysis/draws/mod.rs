//! Draws of uncertain inputs: from ranges of the scenario to values, at random but repeatable.
//!
//! Floats decide which value is drawn, never what it costs: a value leaves here as a whole number of
//! its last digit, as if it had been typed. The generator is `ChaCha8`, seeded with the user's number;
//! each input has a stream of its own, named by its path, and each draw a place in it. So the draws of
//! an input are the same whatever else the scenario says and however many threads make them.

mod correlation;
mod marginal;

use std::thread;

use chacha20::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

use self::{correlation::Mixing, marginal::Marginal};
use crate::{
    scenario::{Correlation, Knob},
    units::{Decimal, digest},
};

/// Bins of an input.
pub const BINS: usize = 32;
/// The name of the generator.
pub const GENERATOR: &str = "ChaCha8";
/// Draws that are made in one go.
const BLOCK: usize = 8_192;
/// 32-bit words of a stream that one draw takes.
const WORDS: u128 = 2;

/// Draws of the uncertain inputs of a scenario.
#[derive(Debug, Clone)]
pub struct Draws {
    /// How many draws.
    pub count: usize,
    /// The inputs.
    pub inputs: Vec<DrawnInput>,
}

/// One input's draws.
#[derive(Debug, Clone)]
pub struct DrawnInput {
    /// The knob that is turned.
    pub knob: Knob,
    /// Digits after the point that its values have.
    pub digits: u32,
    /// Its value in each draw, in units of the last digit.
    pub values: Vec<i64>,
    /// In which of [`BINS`] equally likely bins of the input's distribution each draw lies; fewer are
    /// in use where there are few draws.
    pub bins: Vec<u8>,
    /// The share of its distribution that lies beyond what the number may be, and is left out.
    pub cut_off: f64,
}

impl DrawnInput {
    /// Its value in a draw.
    pub fn value(&self, draw: usize) -> Decimal {
        let value = self.values.get(draw).copied().unwrap_or_default();
        Decimal::new(value, self.digits).normalize()
    }

    /// The value that so many percent of the draws are at most: the one of the nearest rank.
    pub fn quantile(&self, percent: usize) -> Decimal {
        let mut values = self.values.clone();
        let rank = (values.len() * percent).div_ceil(100).max(1) - 1;
        if rank >= values.len() {
            return Decimal::ZERO;
        }
        let (_, value, _) = values.select_nth_unstable(rank);
        Decimal::new(*value, self.digits).normalize()
    }
}

/// Why nothing can be drawn, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// No input has a range.
    #[error("no number of the scenario has a range, so there is nothing to draw")]
    NoRange,
    /// A range lies where the number may not.
    #[error("the range of {0} has no value that is allowed")]
    OutOfBounds(String),
    /// Correlations that no numbers can have together.
    #[error("the correlations contradict each other: no numbers can move together like that")]
    Impossible,
}

/// Draws `inputs` `count` times from `seed`, in as many `threads`; the result is the same for any
/// number of them. A correlation with a number that has no range has no effect.
///
/// # Errors
/// [`DrawError`].
pub fn draw(
    inputs: Vec<Knob>,
    correlations: &[Correlation],
    count: usize,
    seed: u64,
    threads: usize,
) -> Result<Draws, DrawError> {
    if inputs.is_empty() {
        return Err(DrawError::NoRange);
    }
    let marginals = inputs
        .iter()
        .map(|knob| Marginal::of(knob).ok_or_else(|| DrawError::OutOfBounds(knob.path.clone())));
    let marginals = marginals.collect::<Result<Vec<Marginal>, DrawError>>()?;
    let mixing = Mixing::of(&inputs, correlations).ok_or(DrawError::Impossible)?;
    let source = Source {
        streams: inputs.iter().map(stream).collect(),
        marginals: &marginals,
        mixing: &mixing,
        seed,
        bins: bins_in_use(count),
    };
    let mut drawn: Vec<DrawnInput> = inputs
        .into_iter()
        .zip(&marginals)
        .map(|(knob, marginal)| DrawnInput {
            knob,
            digits: marginal.digits,
            values: vec![0; count],
            bins: vec![0; count],
            cut_off: marginal.cut_off(),
        })
        .collect();
    fill(&source, &mut drawn, count, threads);
    Ok(Draws {
        count,
        inputs: drawn,
    })
}

/// The value that the number of a knob with a range is not above with this chance.
pub(super) fn percentile(knob: &Knob, chance: f64) -> Option<Decimal> {
    let marginal = Marginal::of(knob)?;
    Some(Decimal::new(marginal.value(chance), marginal.digits).normalize())
}

/// The stream of a knob, named by its path.
fn stream(knob: &Knob) -> u64 {
    u64::from_str_radix(&digest(&knob.path), 16).unwrap_or_default()
}

/// As many bins as leave enough draws in each: what is found in them is a mean.
fn bins_in_use(count: usize) -> f64 {
    let enough = [(8_000, 32.0), (2_000, 16.0), (500, 8.0)];
    let fit = enough.into_iter().find(|(least, _)| count >= *least);
    fit.map_or(4.0, |(_, bins)| bins)
}

/// Parts of the columns of all inputs, for one thread.
type Part<'a> = Vec<(&'a mut [i64], &'a mut [u8])>;

/// Fills the columns, each thread a stretch of all of them.
fn fill(source: &Source<'_>, drawn: &mut [DrawnInput], count: usize, threads: usize) {
    let each = count.div_ceil(threads.max(1)).max(1);
    let parts = count.div_ceil(each);
    let mut stretches: Vec<Part<'_>> = (0..parts).map(|_| Vec::new()).collect();
    for input in drawn {
        let columns = input
            .values
            .chunks_mut(each)
            .zip(input.bins.chunks_mut(each));
        for (stretch, column) in stretches.iter_mut().zip(columns) {
            stretch.push(column);
        }
    }
    thread::scope(|scope| {
        for (at, mut stretch) in stretches.into_iter().enumerate() {
            scope.spawn(move || source.fill(&mut stretch, at * each));
        }
    });
}

/// Where draws come from.
struct Source<'a> {
    streams: Vec<u64>,
    marginals: &'a [Marginal],
    mixing: &'a Mixing,
    seed: u64,
    bins: f64,
}

impl Source<'_> {
    /// Fills a stretch of the columns, of which the first draw is `first`.
    fn fill(&self, stretch: &mut Part<'_>, first: usize) {
        let length = stretch.first().map_or(0, |(values, _)| values.len());
        let mut chances: Vec<Vec<f64>> = vec![Vec::new(); stretch.len()];
        for start in (0..length).step_by(BLOCK) {
            let end = (start + BLOCK).min(length);
            for (chances, stream) in chances.iter_mut().zip(&self.streams) {
                self.uniform(*stream, first + start, end - start, chances);
            }
            self.mixing.apply(&mut chances);
            for (at, (values, bins)) in stretch.iter_mut().enumerate() {
                let marginal = &self.marginals[at];
                let places = values[start..end].iter_mut().zip(&mut bins[start..end]);
                for ((value, bin), chance) in places.zip(&chances[at]) {
                    *value = marginal.value(*chance);
                    *bin = marginal.bin(*chance, self.bins);
                }
            }
        }
    }

    /// Even chances between 0 and 1, both excluded.
    fn uniform(&self, stream: u64, first: usize, count: usize, into: &mut Vec<f64>) {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(stream);
        generator.set_word_pos(u128::try_from(first).unwrap_or_default() * WORDS);
        into.clear();
        into.extend((0..count).map(|_| chance(generator.next_u64())));
    }
}

/// The middle of one of 2^52 even parts of the stretch from 0 to 1.
fn chance(bits: u64) -> f64 {
    // 52 bits below a leading 1 are a float from 1 up to 2.
    let one_to_two = f64::from_bits((bits >> 12) | (1023 << 52));
    one_to_two - 1.0 + f64::EPSILON / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_lie_between_nothing_and_certainty() {
        assert!(chance(0) > 0.0);
        assert!(chance(u64::MAX) < 1.0);
        assert!((chance(1 << 63) - 0.5).abs() < 1e-15);
    }
}
