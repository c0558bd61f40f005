//! Finding the formula of a plan's cost over the volume, and proving it.
//!
//! A plan says which shapes its bill has ([`crate::plan::Plan::shapes`]); what it does not say is
//! the dollars. Those are the solution of a linear system over a few ordinary evaluations, in exact
//! arithmetic, and further evaluations at volumes that the system has not seen must then agree to
//! the last digit. Where they do not, the plan's cost is followed value by value instead.

use super::stepped::{Side, Stepped};
use crate::{
    capacity::Shape,
    units::{Exact, Usd},
};

/// Parts of the range at which a formula is held against ordinary evaluations; it is held too against
/// those that are known already and that it was not made from. One with steps is held at all of
/// them, as it may look right where every unit is at its fewest.
const HELD_AT: [(u64, u64); 3] = [(61, 1_000), (413, 1_000), (887, 1_000)];

/// First changes of a shape between which it is told from others.
const CHANGES: usize = 6;

/// The dollars of a formula, solved for and not yet held against anything.
pub(in crate::analysis) struct Dollars<'s> {
    /// Whatever the load.
    pub fixed: Usd,
    /// Of each one of the load.
    pub slope: Usd,
    /// Of one of each shape's quantity, for the shapes that could be told from a straight line.
    pub priced: Vec<(&'s Shape, Usd)>,
    /// The loads at which the plan was evaluated.
    pub made_from: Vec<Exact>,
}

/// Solves for the dollars between `from` and `to`.
pub(in crate::analysis) fn dollars<'s>(
    shapes: &'s [Shape],
    from: &Exact,
    to: &Exact,
    known: &[Exact],
    cost: &dyn Fn(&Exact) -> Option<Usd>,
) -> Option<Dollars<'s>> {
    let (rows, columns) = chosen(shapes, known, from, to);
    let made_from: Vec<Exact> = rows.iter().map(|(x, _)| x.clone()).collect();
    let mut system: Vec<(Vec<Exact>, Usd)> = Vec::new();
    for (x, row) in rows {
        system.push((row, cost(&x)?));
    }
    let mut solution = solve(system)?.into_iter();
    Some(Dollars {
        fixed: solution.next()?,
        slope: solution.next()?,
        priced: columns.into_iter().zip(solution).collect(),
        made_from,
    })
}

/// The formula over `from` to `to`, if the cost has that form; `cost` evaluates the plan, and has
/// already done so at `known`.
pub(super) fn fit(
    shapes: &[Shape],
    from: &Exact,
    to: &Exact,
    known: &[Exact],
    cost: &dyn Fn(&Exact) -> Option<Usd>,
) -> Option<Stepped> {
    let Dollars {
        fixed,
        slope,
        priced,
        made_from,
    } = dollars(shapes, from, to, known, cost)?;
    let priced: Vec<(Shape, Usd)> = priced
        .into_iter()
        .map(|(shape, usd)| (shape.clone(), usd))
        .collect();
    let stepped = Stepped::new(fixed, slope, &priced);
    let looks = if stepped.is_straight() {
        1
    } else {
        HELD_AT.len()
    };
    let width = to - from;
    let part = |(n, d): &(u64, u64)| Some(from + &(&width * &Exact::ratio(*n, *d)?));
    let further: Vec<Exact> = HELD_AT.iter().take(looks).filter_map(part).collect();
    let unseen = known.iter().filter(|x| !made_from.contains(x));
    let held = unseen
        .chain(&further)
        .filter(|x| *x >= from)
        .all(|x| cost(x).is_none_or(|cost| cost == stepped.cost(x, Side::At)));
    held.then_some(stepped)
}

/// Volumes at which the costs of these shapes can be told apart, and the shapes that can.
fn chosen<'s>(
    shapes: &'s [Shape],
    known: &[Exact],
    from: &Exact,
    to: &Exact,
) -> (Vec<(Exact, Vec<Exact>)>, Vec<&'s Shape>) {
    let inside = known.iter().filter(|x| *x >= from && *x <= to);
    let mut candidates = candidates(inside.cloned(), from, to);
    let shapes: Vec<&Shape> = shapes
        .iter()
        .filter(|shape| !shape.terms.is_empty())
        .collect();
    let rows = independent(&candidates, &shapes);
    if rows.len() == shapes.len() + 2 {
        return (rows, shapes);
    }
    candidates.extend(between_changes(&shapes, from, to));
    // A shape that is a straight line over the whole range is none: leave it to the line.
    let mut columns: Vec<&Shape> = Vec::new();
    for shape in shapes {
        let mut with = columns.clone();
        with.push(shape);
        if independent(&candidates, &with).len() == with.len() + 2 {
            columns = with;
        }
    }
    let rows = independent(&candidates, &columns);
    (rows, columns)
}

/// What is known, and values ever nearer to the low end, of no simple fraction.
fn candidates(known: impl Iterator<Item = Exact>, from: &Exact, to: &Exact) -> Vec<Exact> {
    let width = to - from;
    let mut candidates: Vec<Exact> = known.collect();
    let mut part = Exact::one();
    let odd = Exact::ratio(617, 1_000).unwrap_or_else(Exact::one);
    for _ in 0..14 {
        part = part * &odd;
        candidates.push(from + &(&width * &part));
    }
    candidates
}

/// Between the loads at which the shapes first change: there shapes that change in so small a part of
/// the range that the other candidates miss it are told apart.
fn between_changes(shapes: &[&Shape], from: &Exact, to: &Exact) -> Vec<Exact> {
    let mut changes = vec![to.clone()];
    for shape in shapes {
        let first = shape.terms.iter().flat_map(|term| term.changes(from));
        let mut first: Vec<Exact> = first.filter(|at| at < to).collect();
        first.sort();
        first.dedup();
        first.truncate(CHANGES);
        changes.extend(first);
    }
    changes.sort();
    changes.dedup();
    let half = Exact::ratio(1, 2).unwrap_or_else(Exact::one);
    let middles = changes.windows(2).filter_map(|pair| match pair {
        [low, high] => Some((low + high) * &half),
        _ => None,
    });
    middles.collect()
}

/// Of the candidates the first that make the columns independent, with their rows.
fn independent(candidates: &[Exact], shapes: &[&Shape]) -> Vec<(Exact, Vec<Exact>)> {
    let mut chosen: Vec<(Exact, Vec<Exact>)> = Vec::new();
    let mut reduced: Vec<(usize, Vec<Exact>)> = Vec::new();
    for x in candidates {
        let mut row = vec![Exact::one(), x.clone()];
        row.extend(shapes.iter().map(|shape| shape.at(x)));
        let original = row.clone();
        for (pivot, other) in &reduced {
            let factor = row[*pivot].clone();
            if !factor.is_zero() {
                for (value, other) in row.iter_mut().zip(other) {
                    *value = &*value - &(other * &factor);
                }
            }
        }
        let Some(pivot) = row.iter().position(|value| !value.is_zero()) else {
            continue;
        };
        let by = row[pivot].clone();
        for value in &mut row {
            *value = value.checked_div(&by).unwrap_or_else(Exact::zero);
        }
        reduced.push((pivot, row));
        chosen.push((x.clone(), original));
        if chosen.len() == shapes.len() + 2 {
            break;
        }
    }
    chosen
}

/// The solution of a square linear system, by elimination in fractions.
fn solve(mut rows: Vec<(Vec<Exact>, Usd)>) -> Option<Vec<Usd>> {
    let count = rows.len();
    for column in 0..count {
        let pivot = (column..count).find(|at| {
            rows[*at]
                .0
                .get(column)
                .is_some_and(|value| !value.is_zero())
        })?;
        rows.swap(column, pivot);
        let by = rows[column].0[column].clone();
        let (row, usd) = &rows[column];
        let row: Option<Vec<Exact>> = row.iter().map(|value| value.checked_div(&by)).collect();
        let (row, usd) = (row?, usd.divided_by(&by)?);
        for (at, (other, other_usd)) in rows.iter_mut().enumerate() {
            let factor = other[column].clone();
            if at == column || factor.is_zero() {
                continue;
            }
            for (value, ours) in other.iter_mut().zip(&row) {
                *value = &*value - &(ours * &factor);
            }
            *other_usd = other_usd.clone() - &usd.repeated(&factor);
        }
        rows[column] = (row, usd);
    }
    Some(rows.into_iter().map(|(_, usd)| usd).collect())
}
