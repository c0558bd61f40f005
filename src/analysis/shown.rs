//! Which of many proposed plans are worth showing.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    compare::order,
    evaluate::{Evaluated, Status},
};
use crate::units::Exact;

/// A mode of a model.
type Kind<'a> = (&'static str, Option<&'a str>);

/// Which are worth showing: written plans, and of the proposed ones the best of each mode, model and
/// instance, as far as no other instance of the same is both cheaper and faster.
pub(super) fn worth_showing(results: &[Evaluated<'_>]) -> Vec<bool> {
    let best = best_variants(results);
    let left = results.iter().zip(&best);
    let left: Vec<&Evaluated<'_>> = left
        .filter(|(_, best)| **best)
        .map(|(result, _)| result)
        .collect();
    let shown = results.iter().zip(&best);
    shown
        .map(|(result, best)| *best && (result.entry.is_written() || !is_outdone(result, &left)))
        .collect()
}

fn kind<'a>(result: &Evaluated<'a>) -> Kind<'a> {
    (result.entry.mode(), result.entry.model())
}

/// Whether another proposed plan of the same mode and model on another instance says all that this
/// one does: it is neither dearer nor slower, or this one fails where one that works is known.
fn is_outdone(result: &Evaluated<'_>, results: &[&Evaluated<'_>]) -> bool {
    if result.entry.instance().is_none() {
        return false;
    }
    let place = |of: &Evaluated<'_>| (order(of), seconds(of), Reverse(of.entry.id().to_owned()));
    let mut others = results.iter().filter(|other| {
        kind(other) == kind(result)
            && other.entry.id() != result.entry.id()
            && !other.entry.is_written()
    });
    let own = place(result);
    others.any(|other| match (other.status, result.status) {
        (Status::Ok, Status::Ok) => seconds(other) <= seconds(result) && place(other) < own,
        (Status::Ok, _) => true,
        (_, Status::Ok) => false,
        _ => place(other) < own,
    })
}

/// Mean seconds of an answer at the planned load, where that is estimated.
fn seconds(result: &Evaluated<'_>) -> Option<Exact> {
    let capacity = result.sizing.as_ref()?.peak_month.capacity.as_ref()?;
    let (mean, _) = capacity.serving.as_ref()?.answer_seconds.as_ref()?;
    Some(mean.clone())
}

/// Which are written, or of the proposed ones the best of each mode, model and instance.
fn best_variants(results: &[Evaluated<'_>]) -> Vec<bool> {
    let mut best: BTreeMap<_, usize> = BTreeMap::new();
    for (at, result) in results
        .iter()
        .enumerate()
        .filter(|(_, result)| !result.entry.is_written())
    {
        best.entry((kind(result), result.entry.instance()))
            .and_modify(|other| {
                if order(result) < order(&results[*other]) {
                    *other = at;
                }
            })
            .or_insert(at);
    }
    let keep: Vec<usize> = best.into_values().collect();
    let results = results.iter().enumerate();
    results
        .map(|(at, result)| result.entry.is_written() || keep.contains(&at))
        .collect()
}
