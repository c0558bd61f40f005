//! Reading between measurements: by interpolation where they surround the question, by the nearest
//! one as an anchor of the model where they do not.

use super::{Constants, Lengths, Replica};

/// Lengths this close, as a factor, count as the same.
const SAME_LENGTHS: f64 = 1.25;

/// A measurement of a replica under one load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Mean tokens of its requests.
    pub lengths: Lengths,
    /// Requests under way; without it, as many as the memory held.
    pub concurrency: Option<f64>,
    /// Output tokens a second.
    pub output_tokens_per_second: f64,
}

impl Point {
    /// How far it is from a load: the sum of the factors in prompt, answer and concurrency, as
    /// logarithms. A batch that fills the memory is like none that is counted.
    pub fn distance(&self, lengths: Lengths, concurrency: Option<f64>) -> f64 {
        let apart = |a: f64, b: f64| (a / b).ln().abs();
        let load = match (self.concurrency, concurrency) {
            (Some(own), Some(other)) => apart(own, other),
            (None, None) => 0.0,
            (Some(_), None) | (None, Some(_)) => FULL_AGAINST_COUNTED,
        };
        load + apart(self.lengths.input, lengths.input) + apart(self.lengths.output, lengths.output)
    }

    /// What the model says of it, if the weights fit.
    pub fn predicted(&self, replica: &Replica, constants: &Constants) -> Option<f64> {
        let concurrency = self.concurrency.unwrap_or(f64::INFINITY);
        replica.output_tokens_per_second(concurrency, self.lengths, constants)
    }
}

/// The distance in concurrency of a batch that fills the memory to one that is counted.
const FULL_AGAINST_COUNTED: f64 = 3.0;

/// Measured over predicted at the nearest of `points`, which are all of this replica: the factor
/// that anchors the model. `None` without points.
pub fn anchor<'a>(
    points: impl IntoIterator<Item = &'a Point>,
    replica: &Replica,
    load: (Lengths, Option<f64>),
    constants: &Constants,
) -> Option<(&'a Point, f64)> {
    let nearest = points.into_iter().min_by(|a, b| {
        a.distance(load.0, load.1)
            .total_cmp(&b.distance(load.0, load.1))
    })?;
    let predicted = nearest.predicted(replica, constants)?;
    Some((nearest, nearest.output_tokens_per_second / predicted))
}

/// Output tokens a second of the replica all `points` are of, if they surround the load: the lengths
/// were measured, or lie between two that were, with concurrencies below and above. Between points
/// the logarithm is interpolated, the model correcting for what is left of the difference in lengths;
/// without a model (`replica` is `None`) the lengths themselves must have been measured.
pub fn interpolate<'a>(
    points: impl IntoIterator<Item = &'a Point>,
    replica: Option<(&Replica, &Constants)>,
    lengths: Lengths,
    concurrency: f64,
) -> Option<f64> {
    let points: Vec<&Point> = points.into_iter().collect();
    let scaled = |value: f64, from: Lengths| {
        let Some((replica, constants)) = replica else {
            return Some(value);
        };
        let at = |lengths| replica.output_tokens_per_second(concurrency, lengths, constants);
        Some(value * at(lengths)? / at(from)?)
    };
    let same = SAME_LENGTHS.ln();
    let near: Vec<(f64, f64)> = points
        .iter()
        .filter(|point| {
            let (input, output) = offset(point.lengths, lengths);
            input.abs() <= same && output.abs() <= same
        })
        .filter_map(|point| {
            Some((
                point.concurrency?,
                scaled(point.output_tokens_per_second, point.lengths)?,
            ))
        })
        .collect();
    if let Some(value) = along(near, concurrency) {
        return Some(value);
    }
    replica?;
    // A pair of measured lengths on one side, and one on the other, as near as can be, so that the
    // load is in their rectangle.
    let columns = columns(&points, concurrency);
    let off = |column: &(Lengths, f64)| offset(column.0, lengths);
    let nearer = |a: &&(Lengths, f64), b: &&(Lengths, f64)| size(off(a)).total_cmp(&size(off(b)));
    let nearest = columns.iter().min_by(nearer)?;
    let (input, output) = off(nearest);
    let opposite = |column: &&(Lengths, f64)| {
        let (other_input, other_output) = off(column);
        brackets(input, other_input, same) && brackets(output, other_output, same)
    };
    let beyond = columns.iter().filter(opposite).min_by(nearer)?;
    let (near, far) = (size(off(nearest)), size(off(beyond)));
    let weight = near / (near + far);
    let value = |column: &(Lengths, f64)| scaled(column.1, column.0).map(f64::ln);
    let value = (value(nearest)? * (1.0 - weight) + value(beyond)? * weight).exp();
    value.is_finite().then_some(value)
}

/// The value at a concurrency on the line, in logarithms, between the nearest measured below and
/// above; where one was measured several times, their geometric mean.
fn along(mut values: Vec<(f64, f64)>, concurrency: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let below = values.iter().rfind(|value| value.0 <= concurrency)?.0;
    let above = values.iter().find(|value| value.0 >= concurrency)?.0;
    let mean = |at: f64| {
        let logarithms = values.iter().filter(|value| value.0.total_cmp(&at).is_eq());
        let (sum, count) = logarithms.fold((0.0, 0.0), |(sum, count), value| {
            (sum + value.1.ln(), count + 1.0)
        });
        sum / count
    };
    let weight = if above > below {
        (concurrency / below).ln() / (above / below).ln()
    } else {
        0.0
    };
    Some((mean(below) * (1.0 - weight) + mean(above) * weight).exp())
}

/// What each measured pair of lengths gives at that concurrency, if it was measured below and above.
fn columns(points: &[&Point], concurrency: f64) -> Vec<(Lengths, f64)> {
    let mut rows: Vec<&Point> = points
        .iter()
        .copied()
        .filter(|point| point.concurrency.is_some())
        .collect();
    rows.sort_by(|a, b| {
        let (a, b) = (a.lengths, b.lengths);
        a.input
            .total_cmp(&b.input)
            .then(a.output.total_cmp(&b.output))
    });
    rows.chunk_by(|a, b| a.lengths == b.lengths)
        .filter_map(|column| {
            let values = column.iter();
            let values = values
                .filter_map(|point| Some((point.concurrency?, point.output_tokens_per_second)));
            Some((
                column.first()?.lengths,
                along(values.collect(), concurrency)?,
            ))
        })
        .collect()
}

/// Logarithms of the factors between two lengths.
fn offset(from: Lengths, to: Lengths) -> (f64, f64) {
    ((from.input / to.input).ln(), (from.output / to.output).ln())
}

fn size((input, output): (f64, f64)) -> f64 {
    input.abs() + output.abs()
}

/// Whether zero lies between two offsets, or both are near it.
fn brackets(one: f64, other: f64, near: f64) -> bool {
    one * other <= 0.0 || one.abs() <= near && other.abs() <= near
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(input: f64, output: f64, concurrency: f64, value: f64) -> Point {
        Point {
            lengths: Lengths { input, output },
            concurrency: Some(concurrency),
            output_tokens_per_second: value,
        }
    }

    #[test]
    fn between_concurrencies_the_logarithm_is_a_line() {
        let points = [
            point(1000.0, 100.0, 1.0, 100.0),
            point(1000.0, 100.0, 16.0, 400.0),
        ];
        let lengths = Lengths {
            input: 1100.0,
            output: 100.0,
        };
        let at = |concurrency| interpolate(&points, None, lengths, concurrency);
        assert!((at(4.0).unwrap() - 200.0).abs() < 1e-9);
        assert!((at(1.0).unwrap() - 100.0).abs() < 1e-9);
        assert!((at(16.0).unwrap() - 400.0).abs() < 1e-9);
        assert_eq!(at(17.0), None);
        assert_eq!(at(0.5), None);
    }

    #[test]
    fn other_lengths_need_a_model() {
        let points = [
            point(1000.0, 100.0, 4.0, 100.0),
            point(4000.0, 100.0, 4.0, 50.0),
        ];
        let between = Lengths {
            input: 2000.0,
            output: 100.0,
        };
        assert_eq!(interpolate(&points, None, between, 4.0), None);
    }

    #[test]
    fn nothing_measured_is_no_answer() {
        let lengths = Lengths {
            input: 1.0,
            output: 1.0,
        };
        assert_eq!(interpolate(&[], None, lengths, 1.0), None);
    }
}
