//! Numbers that move together: a Gaussian copula.
//!
//! Each chance becomes a standard normal number; a triangular mix of those has the wanted
//! correlations; and each becomes a chance again, still even by itself. `rho` is the correlation of
//! the normal numbers. Source: R. B. Nelsen, An Introduction to Copulas, 2nd edition, section 2.

use crate::{
    capacity::{normal_quantile, normal_share},
    scenario::{Correlation, Knob},
    units::Exact,
};

/// How the chances of some inputs are mixed.
#[derive(Debug)]
pub(super) struct Mixing {
    /// The places of the inputs that are correlated with others.
    places: Vec<usize>,
    /// A row for each, as long as its place among them, and one.
    rows: Vec<Vec<f64>>,
}

/// What rounding leaves of nothing.
const NOTHING: f64 = 1e-12;

impl Mixing {
    /// The mix of `inputs` that has these correlations; `None` where there is none.
    pub(super) fn of(inputs: &[Knob], correlations: &[Correlation]) -> Option<Self> {
        let place = |path: &String| inputs.iter().position(|knob| knob.path == *path);
        let pairs = correlations.iter().filter_map(|correlation| {
            let [one, other] = &correlation.knobs;
            let rho = Exact::from(correlation.rho).approximate();
            Some((place(one)?, place(other)?, rho))
        });
        let pairs: Vec<(usize, usize, f64)> = pairs.collect();
        let mut places: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        places.sort_unstable();
        places.dedup();
        let wanted = |a: usize, b: usize| {
            let same = |pair: &&(usize, usize, f64)| {
                (pair.0, pair.1) == (a, b) || (pair.0, pair.1) == (b, a)
            };
            pairs.iter().find(same).map_or(0.0, |(_, _, rho)| *rho)
        };
        // Cholesky's decomposition, which fails where the correlations contradict each other.
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let mut row: Vec<f64> = Vec::with_capacity(at + 1);
            for (other, before) in rows.iter().enumerate() {
                let shared: f64 = row.iter().zip(before).map(|(a, b)| a * b).sum();
                let own = before.last().copied().unwrap_or_default();
                let left = wanted(*place, places[other]) - shared;
                if own > NOTHING {
                    row.push(left / own);
                } else if left.abs() > NOTHING.sqrt() {
                    return None;
                } else {
                    row.push(0.0);
                }
            }
            let left = 1.0 - row.iter().map(|part| part * part).sum::<f64>();
            if left < -NOTHING.sqrt() {
                return None;
            }
            row.push(left.max(0.0).sqrt());
            rows.push(row);
        }
        Some(Self { places, rows })
    }

    /// Mixes the chances of all inputs, a column each.
    pub(super) fn apply(&self, chances: &mut [Vec<f64>]) {
        let columns = self.places.iter().map(|place| &chances[*place]);
        let normals: Vec<Vec<f64>> = columns
            .map(|column| column.iter().copied().map(normal_quantile).collect())
            .collect();
        for (row, place) in self.rows.iter().zip(&self.places) {
            for (draw, chance) in chances[*place].iter_mut().enumerate() {
                let parts = row.iter().zip(&normals);
                let mixed: f64 = parts.map(|(part, column)| part * column[draw]).sum();
                *chance = normal_share(mixed).clamp(f64::EPSILON, 1.0 - f64::EPSILON);
            }
        }
    }
}
