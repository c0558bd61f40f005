//! Draws that are evaluated the ordinary way: each different one once, by all threads.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use super::asked::{Answer, Asked};

/// Draws of a plan that wait to be evaluated.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The plan, by its place.
    pub plan: usize,
    /// The draws, in order.
    pub draws: Vec<usize>,
}

/// The answers to all of them, in their order.
pub(super) fn answers(asked: &Asked<'_>, waiting: &[Waiting], threads: usize) -> Vec<Vec<Answer>> {
    let inputs: Vec<Vec<usize>> = waiting.iter().map(|of| asked.inputs_of(of.plan)).collect();
    let firsts: Vec<Vec<usize>> = waiting
        .iter()
        .zip(&inputs)
        .map(|(of, inputs)| firsts(asked, inputs, &of.draws))
        .collect();
    // What is to be evaluated at each draw: entries of `waiting`.
    let mut tasks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (entry, (of, firsts)) in waiting.iter().zip(&firsts).enumerate() {
        let own = of
            .draws
            .iter()
            .zip(firsts)
            .filter(|(draw, first)| draw == first);
        for (draw, _) in own {
            tasks.entry(*draw).or_default().push(entry);
        }
    }
    let tasks: Vec<(usize, Vec<usize>)> = tasks.into_iter().collect();
    let evaluated = in_parallel(tasks.len(), threads, |at| {
        let (draw, entries) = &tasks[at];
        evaluate(asked, *draw, entries, waiting, &inputs)
    });
    let mut known: Vec<BTreeMap<usize, Answer>> = waiting.iter().map(|_| BTreeMap::new()).collect();
    for ((draw, entries), answers) in tasks.iter().zip(evaluated) {
        for (entry, answer) in entries.iter().zip(answers) {
            known[*entry].insert(*draw, answer);
        }
    }
    let of_firsts = |(firsts, known): (&Vec<usize>, &BTreeMap<usize, Answer>)| {
        firsts
            .iter()
            .filter_map(|first| known.get(first).cloned())
            .collect()
    };
    firsts.iter().zip(&known).map(of_firsts).collect()
}

/// Plans at one draw. Those of the same inputs share the scenario.
fn evaluate(
    asked: &Asked<'_>,
    draw: usize,
    entries: &[usize],
    waiting: &[Waiting],
    inputs: &[Vec<usize>],
) -> Vec<Answer> {
    let mut scenarios = BTreeMap::new();
    let answer = |entry: &usize| {
        let point = asked.point(&inputs[*entry], draw);
        let turned = scenarios
            .entry(&inputs[*entry])
            .or_insert_with(|| asked.turned(&point));
        asked.total_in(waiting[*entry].plan, turned, &point)
    };
    entries.iter().map(answer).collect()
}

/// For each draw the first one with the same values of these inputs.
fn firsts(asked: &Asked<'_>, inputs: &[usize], draws: &[usize]) -> Vec<usize> {
    let columns: Vec<&[i64]> = inputs
        .iter()
        .map(|input| asked.draws.inputs[*input].values.as_slice())
        .collect();
    let by_values = |one: usize, other: usize| -> Ordering {
        let each = columns.iter().map(|values| values[one].cmp(&values[other]));
        each.fold(Ordering::Equal, Ordering::then)
    };
    let mut order: Vec<usize> = (0..draws.len()).collect();
    order.sort_by(|one, other| by_values(draws[*one], draws[*other]));
    let mut firsts = draws.to_vec();
    for pair in order.windows(2) {
        if by_values(draws[pair[0]], draws[pair[1]]) == Ordering::Equal {
            firsts[pair[1]] = firsts[pair[0]];
        }
    }
    firsts
}

/// What `work` makes of each number below `count`, in their order, by so many threads.
pub(super) fn in_parallel<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    if threads < 2 || count < 2 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Relaxed);
                    if at >= count {
                        break;
                    }
                    let result = work(at);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
