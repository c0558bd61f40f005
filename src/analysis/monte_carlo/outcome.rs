//! What the draws say of plans, as plain data.

use crate::units::Usd;

/// The answer of a Monte Carlo.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How many draws there were.
    pub draws: usize,
    /// The plans, in the order of the file, proposed ones after them.
    pub plans: Vec<PlanOutcome>,
    /// What it costs not to know, for each set of plans that are ranked together: those that stand for
    /// each other first, then each model that is ranked apart, by name.
    pub choices: Vec<Choice>,
}

/// How the totals of a plan were computed. Both are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By an exact formula over the inputs, found by solving and held against ordinary evaluations.
    Formula,
    /// Each different draw was evaluated the ordinary way.
    Evaluated,
}

impl How {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::Evaluated => "evaluated",
        }
    }
}

/// What the draws say of one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanOutcome {
    /// The plan's id.
    pub plan: String,
    /// The model it is ranked apart with, where that cannot stand for the others.
    pub apart: Option<String>,
    /// How its totals were computed.
    pub how: How,
    /// Draws in which it carries the workload at a known price.
    pub carried: usize,
    /// Why it does not in the others, the most frequent first.
    pub failures: Vec<Failure>,
    /// Its totals over the draws that it carries; `None` where it carries none.
    pub totals: Option<Totals>,
    /// Draws in which it is the cheapest of those ranked together; of equals, the earlier in the
    /// order of the plans.
    pub cheapest: usize,
    /// The mean of its total less the least total of the draw. `None` where there is a draw that it
    /// does not carry: no dollars make up for that.
    pub regret: Option<Usd>,
}

/// Why a plan does not carry the workload in some draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A name for programs, as in a comparison; `scenario-invalid` where the file would be refused.
    pub id: &'static str,
    /// What was the matter in the first of these draws.
    pub message: String,
    /// The scenario's field that caused it.
    pub field: Option<String>,
    /// How many draws. Of several reasons of a draw the first counts.
    pub draws: usize,
}

/// Totals of the horizon over draws, exactly.
///
/// The quantiles are of the nearest rank: of `n` totals in ascending order the P5 is that of place
/// ⌈0.05 n⌉, and so on. So each is the total of a draw, and none is made up between two.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Their mean.
    pub mean: Usd,
    /// How far the mean of so many draws may be from that of endlessly many: their standard deviation
    /// over the root of their number, in USD. It says how sure, not how much, so it is a float.
    pub standard_error: f64,
    /// One in twenty is at most this.
    pub p5: Usd,
    /// Half are at most this.
    pub p50: Usd,
    /// Nine of ten are at most this.
    pub p90: Usd,
    /// Nineteen of twenty are at most this.
    pub p95: Usd,
}

/// What it costs to choose among plans ranked together without knowing the inputs.
///
/// Only a plan that carries every draw can be chosen without knowing anything; who knows an input's
/// bin can choose one that carries every draw of that bin; who knows everything, any that carries the
/// draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The model these plans are ranked apart with; `None` for those that stand for each other.
    pub apart: Option<String>,
    /// The plan of the least expected total, by its place in [`Outcome::plans`]; of equals the first.
    /// `None` where no plan carries every draw.
    pub plan: Option<usize>,
    /// Its expected regret: the expected value of perfect information.
    pub perfect_information: Option<Usd>,
    /// The value of knowing each input, in the order of the inputs: the least expected total less the
    /// mean, over the input's bins, of the least expected total within the bin. Never below zero, and
    /// never above [`Self::perfect_information`].
    pub knowing: Vec<Option<Usd>>,
    /// Draws that none of these plans carries.
    pub nobody: usize,
}
