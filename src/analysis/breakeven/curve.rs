//! What a plan costs as one knob is turned.

use std::cell::RefCell;

use super::{
    line::Line,
    range::KnobRange,
    stepped::{Regime, Side, Stepped},
    traced::Traced,
};
use crate::{
    analysis::evaluate::Evaluated,
    plan::Reason,
    units::{Exact, Usd},
};

/// A plan's cost over the range.
#[derive(Debug)]
pub struct Curve {
    /// The plan's id.
    pub plan: String,
    /// Where it carries the workload: `from` to `to`; `None` if nowhere in the range.
    pub carries: Option<(Exact, Exact)>,
    /// Whether it goes on carrying it above the range, however far the knob is turned.
    pub carries_on: bool,
    /// Why it does not elsewhere.
    pub reasons: Vec<Reason>,
    pub(super) form: Form,
}

/// The form of a cost.
#[derive(Debug)]
pub(super) enum Form {
    /// A formula that was found and proven.
    Stepped(Box<Stepped>),
    /// Pieces that were followed.
    Traced(Traced),
    /// None.
    Nothing,
}

impl Curve {
    /// The curve of a plan that carries nothing.
    pub(super) fn nothing(plan: &str) -> Self {
        Self {
            plan: plan.to_owned(),
            carries: None,
            carries_on: false,
            reasons: Vec::new(),
            form: Form::Nothing,
        }
    }

    /// Whether its pieces are the cost itself and not something near it.
    pub fn is_exact(&self) -> bool {
        match &self.form {
            Form::Stepped(_) | Form::Nothing => true,
            Form::Traced(traced) => traced.is_exact(),
        }
    }

    /// The same, carried up to `to`, where it goes on carrying the workload.
    pub(super) fn reaching(&self, to: &Exact) -> Self {
        Self {
            plan: self.plan.clone(),
            carries: self
                .carries
                .as_ref()
                .map(|(from, _)| (from.clone(), to.clone())),
            carries_on: self.carries_on,
            reasons: Vec::new(),
            form: match &self.form {
                Form::Stepped(stepped) => Form::Stepped(stepped.clone()),
                Form::Traced(_) | Form::Nothing => Form::Nothing,
            },
        }
    }

    /// Its formula, if one was found.
    pub(super) fn formula(&self) -> Option<&Stepped> {
        match &self.form {
            Form::Stepped(stepped) => Some(stepped),
            _ => None,
        }
    }

    /// What decides the cost at `x`.
    pub fn regime(&self, x: &Exact) -> Option<Regime> {
        self.formula().map(|stepped| stepped.regime(x, Side::At))
    }

    /// What decides the cost just above `x`.
    pub fn regime_above(&self, x: &Exact) -> Option<Regime> {
        self.formula().map(|stepped| stepped.regime(x, Side::Above))
    }

    /// Its straight pieces on `from < x <= to`, where it carries the workload.
    pub fn lines(&self, from: &Exact, to: &Exact) -> Vec<Line> {
        let Some((least, most)) = &self.carries else {
            return Vec::new();
        };
        let (from, to) = (from.max(least), to.min(most));
        if from >= to {
            return Vec::new();
        }
        match &self.form {
            Form::Stepped(stepped) => stepped.lines(from, to),
            Form::Traced(traced) => traced.lines(from, to),
            Form::Nothing => Vec::new(),
        }
    }

    /// The cost at `x`; `None` where it does not carry the workload.
    pub fn at(&self, x: &Exact) -> Option<Usd> {
        let (least, most) = self.carries.as_ref()?;
        if x < least || x > most {
            return None;
        }
        match &self.form {
            Form::Stepped(stepped) => Some(stepped.cost(x, Side::At)),
            Form::Traced(traced) => traced.at(x),
            Form::Nothing => None,
        }
    }

    /// The cost just above `x`; `None` where it does not carry the workload.
    pub fn above(&self, x: &Exact) -> Option<Usd> {
        let (least, most) = self.carries.as_ref()?;
        if x < least || x >= most {
            return None;
        }
        match &self.form {
            Form::Stepped(stepped) => Some(stepped.cost(x, Side::Above)),
            Form::Traced(traced) => traced.above(x),
            Form::Nothing => None,
        }
    }

    /// Its straight pieces over the range, or where those are more than `most`, straight lines
    /// between so many of its values: for pictures.
    pub fn sketch(&self, range: &KnobRange, most: usize) -> Vec<Line> {
        let KnobRange { from, to } = range;
        let few = u32::try_from(most).map_or(f64::MAX, f64::from);
        if self.pieces(from, to) <= few {
            return self.lines(from, to);
        }
        let grid = range.grid(false, None, most.ilog2());
        let lines = grid.windows(2).filter_map(|pair| match pair {
            [low, high] => Some(Line::through(low, &self.above(low)?, high, &self.at(high)?)),
            _ => None,
        });
        lines.collect()
    }

    /// Bounds of the cost on `from < x <= to`: the lower one is infinite where it carries nothing
    /// there, the upper one where it does not carry everything.
    pub(super) fn bounds(&self, from: &Exact, to: &Exact) -> (f64, f64) {
        let Some((least, most)) = &self.carries else {
            return (f64::INFINITY, f64::INFINITY);
        };
        if to <= least || from >= most {
            return (f64::INFINITY, f64::INFINITY);
        }
        let whole = from >= least && to <= most;
        let (from, to) = (from.max(least), to.min(most));
        let (low, high) = match &self.form {
            Form::Stepped(stepped) => stepped.bounds(from.approximate(), to.approximate()),
            Form::Traced(traced) => traced.bounds(from, to),
            Form::Nothing => (f64::INFINITY, f64::INFINITY),
        };
        (low, if whole { high } else { f64::INFINITY })
    }

    /// Roughly how many pieces it has on a stretch.
    pub(super) fn pieces(&self, from: &Exact, to: &Exact) -> f64 {
        match &self.form {
            Form::Stepped(stepped) => stepped.pieces(from.approximate(), to.approximate()),
            Form::Traced(traced) => traced.pieces(from, to),
            Form::Nothing => 0.0,
        }
    }
}

/// Takes note of why a plan does not carry the workload, once each.
pub(super) fn note(reasons: &RefCell<Vec<Reason>>, result: &Evaluated<'_>) {
    let mut reasons = reasons.borrow_mut();
    for reason in &result.reasons {
        if !reasons.iter().any(|known| known.id == reason.id) {
            reasons.push(reason.clone());
        }
    }
}
