//! Fitting the constants to rows: coordinate search, the same every time.

use crossover::capacity::Constants;

use crate::rows::{Row, anchors};

type Part = fn(&mut Constants) -> &mut f64;

/// The constants that are fitted; those of memory are not.
pub(crate) const PARTS: [(&str, Part); 11] = [
    ("bandwidth_share", |constants| {
        &mut constants.bandwidth_share
    }),
    ("prefill_share", |constants| &mut constants.prefill_share),
    ("decode_share", |constants| &mut constants.decode_share),
    ("hop_seconds", |constants| &mut constants.hop_seconds),
    ("link_share", |constants| &mut constants.link_share),
    ("step_seconds", |constants| &mut constants.step_seconds),
    ("layer_seconds", |constants| &mut constants.layer_seconds),
    ("expert_layer_seconds", |constants| {
        &mut constants.expert_layer_seconds
    }),
    ("request_seconds", |constants| {
        &mut constants.request_seconds
    }),
    ("cache_factor", |constants| &mut constants.cache_factor),
    ("unhidden_share", |constants| &mut constants.unhidden_share),
];

/// Factors of the first and the last round of steps.
const FIRST: f64 = 1.5;
const LAST: f64 = 1.02;
/// An error counts no more than this, as a logarithm: some rows are simply wrong.
const WORST: f64 = 1.0;

/// The constants with the least error, from the textbook's as a start.
pub(crate) fn fit(rows: &[&Row]) -> Constants {
    let pairs: Vec<(usize, usize)> = anchors(rows)
        .into_iter()
        .enumerate()
        .filter_map(|(row, anchor)| Some((row, anchor?)))
        .collect();
    // A factor cannot move away from zero.
    let mut best = Constants {
        step_seconds: 2e-4,
        request_seconds: 5e-6,
        unhidden_share: 0.5,
        ..Constants::TEXTBOOK
    };
    let mut least = error(rows, &pairs, &best);
    let mut factor = FIRST;
    while factor > LAST {
        let mut moved = false;
        for (_, part) in PARTS {
            for step in [factor, 1.0 / factor] {
                let mut tried = best;
                *part(&mut tried) *= step;
                if !is_possible(&tried) {
                    continue;
                }
                let value = error(rows, &pairs, &tried);
                if value < least {
                    (best, least, moved) = (tried, value, true);
                    break;
                }
            }
        }
        if !moved {
            factor = factor.sqrt();
        }
    }
    best
}

/// Nothing runs faster than its data sheet.
fn is_possible(constants: &Constants) -> bool {
    let shares = [
        constants.bandwidth_share,
        constants.prefill_share,
        constants.decode_share,
        constants.link_share,
        constants.unhidden_share,
    ];
    shares.iter().all(|share| *share <= 1.0)
}

/// The sum of the errors of all rows, bare and anchored alike.
fn error(rows: &[&Row], pairs: &[(usize, usize)], constants: &Constants) -> f64 {
    let off: Vec<f64> = rows.iter().map(|row| row.ratio(constants).ln()).collect();
    let bare: f64 = off.iter().map(|off| off.abs().min(WORST)).sum();
    let anchored: f64 = pairs
        .iter()
        .map(|(row, anchor)| (off[*row] - off[*anchor]).abs().min(WORST))
        .sum();
    bare + anchored
}
