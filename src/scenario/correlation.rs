//! Which uncertain numbers move together.

use super::{Knob, Scenario, fields::CorrelationFields};
use crate::{
    schema::{Placed, Problem, Table},
    units::Decimal,
};

/// Two uncertain numbers that move together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correlation {
    /// The paths of the two knobs.
    pub knobs: [String; 2],
    /// How strongly: the correlation of the normal numbers behind them, from -1 to 1.
    pub rho: Decimal,
}

/// Reads the correlations of a file's `table`; `scenario` is what the rest of it says.
pub(super) fn read(
    fields: &[Placed<CorrelationFields>],
    table: &Table,
    scenario: &Scenario,
    problems: &mut Vec<Problem>,
) -> Vec<Correlation> {
    let mut read: Vec<Correlation> = Vec::new();
    for fields in fields {
        let span = fields.places.of_key("knobs");
        for path in &fields.knobs {
            if let Err(error) = Knob::find(path, table, scenario) {
                let problem = Problem::new(span, error.message);
                problems.push(match error.help {
                    Some(help) => problem.help(help),
                    None => problem,
                });
            }
        }
        let [one, other] = fields.knobs.as_slice() else {
            problems.push(Problem::new(span, "a correlation is between two knobs"));
            continue;
        };
        let is_same = |known: &Correlation| {
            let [a, b] = &known.knobs;
            (a == one && b == other) || (a == other && b == one)
        };
        if one == other {
            problems.push(Problem::new(span, "a knob always moves with itself"));
        } else if read.iter().any(is_same) {
            problems.push(Problem::new(
                span,
                "these two knobs have a correlation already",
            ));
        }
        let rho = fields.rho.as_ref().map(|rho| rho.value);
        read.push(Correlation {
            knobs: [one.clone(), other.clone()],
            rho: rho.unwrap_or_default(),
        });
    }
    read
}
