//! What each plan's totals are computed by: its formula where one is found and holds, the ordinary
//! evaluation where not.

use super::{
    asked::{Answer, Asked, Point, Why},
    find::Search,
    fixed::Fixed,
    form::Form,
    formula::{Formula, Months},
    ordinary::{Waiting, answers, in_parallel},
    region::{Rest, rest},
    totals::Totals,
};
use crate::units::Exact;

/// Fewer draws than these times the corners of a box are evaluated as they are.
const WORTH: usize = 8;
/// Draws around which a formula is looked for where there is none around the middle.
const BASES: usize = 3;
/// Draws at which needs are looked at.
const PROBES: usize = 8;
/// Of so few inputs the needs are looked at in all corners of the draws.
const CORNERS_OF: usize = 4;

/// A plan, ready to be counted.
#[derive(Debug)]
pub(super) struct Ready {
    pub totals: Totals,
    pub whys: Vec<Why>,
    /// Whether a formula computes at least one draw.
    pub has_formula: bool,
}

/// What was found of a plan.
struct Found {
    formula: Option<(Formula, Vec<usize>)>,
    fixed: Option<Fixed>,
    rest: Rest,
}

/// Makes all plans ready.
pub(super) fn prepare(asked: &Asked<'_>, threads: usize) -> Vec<Ready> {
    let mut found = in_parallel(asked.plans.len(), threads, |plan| find(asked, plan));
    let waiting = found.iter_mut().enumerate().map(|(plan, found)| Waiting {
        plan,
        draws: found.rest.waiting.clone(),
    });
    let waiting: Vec<Waiting> = waiting.collect();
    let answers = answers(asked, &waiting, threads);
    let each = found.into_iter().zip(answers);
    each.map(|(found, answers)| ready(asked, found, answers))
        .collect()
}

fn ready(asked: &Asked<'_>, found: Found, answers: Vec<Answer>) -> Ready {
    let Found {
        formula,
        fixed,
        rest,
    } = found;
    let others = rest.waiting.len() + rest.failed.len();
    let has_formula = formula.is_some() && others < asked.count();
    let (totals, whys) = Totals::new(asked, (formula, fixed), rest, answers);
    Ready {
        totals,
        whys,
        has_formula,
    }
}

/// The formula of a plan, and which draws are not its.
fn find(asked: &Asked<'_>, plan: usize) -> Found {
    let inputs = asked.inputs_of(plan);
    if inputs.is_empty() {
        return always(asked, plan);
    }
    let is_worth = asked.count() >= WORTH << inputs.len();
    let draws = (0..BASES).map(|at| at * asked.count() / BASES);
    let draws = draws.map(|draw| asked.point(&inputs, draw));
    let bases = std::iter::once(asked.middle.clone()).chain(draws);
    let probes = probes(asked, &inputs);
    let formula = bases.filter(|_| is_worth).find_map(|base| {
        let formula = Search::new(asked, plan, base)?.formula(&probes)?;
        let rest = rest(asked, plan, &inputs, &formula)?;
        Some((formula, rest))
    });
    match formula {
        Some((formula, rest)) => Found {
            fixed: Fixed::new(&formula, asked),
            formula: Some((formula, inputs)),
            rest,
        },
        None => Found {
            formula: None,
            fixed: None,
            rest: Rest {
                waiting: (0..asked.count()).collect(),
                ..Rest::default()
            },
        },
    }
}

/// A plan that no input is of.
fn always(asked: &Asked<'_>, plan: usize) -> Found {
    let (total, rest) = match asked.total(plan, &asked.middle) {
        Ok(total) => (total.amount().clone(), Rest::default()),
        Err(why) => {
            let failed = (0..asked.count()).map(|draw| (draw, 0)).collect();
            let rest = Rest {
                failed,
                whys: vec![why],
                waiting: Vec::new(),
            };
            (Exact::zero(), rest)
        }
    };
    let nothing = || Form::constant(Exact::zero());
    let formula = Formula {
        requests: nothing(),
        months: Months {
            each: vec![(Exact::one(), 1)],
            is_rounded: false,
        },
        once: Form::constant(total),
        fixed: nothing(),
        slope: nothing(),
        groups: Vec::new(),
    };
    Found {
        fixed: Fixed::new(&formula, asked),
        formula: Some((formula, Vec::new())),
        rest,
    }
}

/// Points far apart at which the needs of a plan of these inputs are looked at.
fn probes(asked: &Asked<'_>, inputs: &[usize]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let ends = |input: &usize| <[i64; 2]>::from(asked.bounds[*input]);
    if inputs.len() <= CORNERS_OF {
        points.push(asked.middle.clone());
        for input in inputs {
            let moved = |point: &Point| {
                ends(input).map(|end| {
                    let mut point = point.clone();
                    point[*input] = end;
                    point
                })
            };
            points = points.iter().flat_map(moved).collect();
        }
    } else {
        for input in inputs {
            for end in ends(input) {
                let mut point = asked.middle.clone();
                point[*input] = end;
                points.push(point);
            }
        }
    }
    let draws = (0..PROBES).map(|at| at * asked.count() / PROBES);
    points.extend(draws.map(|draw| asked.point(inputs, draw)));
    points
}
