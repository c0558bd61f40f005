//! Sums of products of inputs, found from their values at corners.

use crate::units::Exact;

/// A sum of products of inputs, each input at most once in a product.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    /// The factor of each product, and the inputs in it.
    pub terms: Vec<(Exact, Vec<usize>)>,
}

impl Form {
    /// The same everywhere.
    pub(super) fn constant(value: Exact) -> Self {
        let is_zero = value.is_zero();
        let terms = [(value, Vec::new())].into_iter();
        Self {
            terms: terms.filter(|_| !is_zero).collect(),
        }
    }

    /// The one form that has these values at the corners: at `base`, and where some of `inputs` have
    /// moved by their steps. The bits of a corner's place say which.
    pub(super) fn through(
        corners: &[Exact],
        inputs: &[usize],
        base: &[i64],
        steps: &[i64],
    ) -> Option<Self> {
        let mut values = corners.to_vec();
        for (bit, input) in inputs.iter().enumerate() {
            let flag = 1 << bit;
            let (from, step) = (whole(*base.get(*input)?), whole(*steps.get(*input)?));
            for without in (0..values.len()).filter(|place| place & flag == 0) {
                let rise = values.get(without | flag)? - values.get(without)?;
                let slope = rise.checked_div(&step)?;
                values[without] = &values[without] - &(&slope * &from);
                values[without | flag] = slope;
            }
        }
        let named = |place: usize| {
            let of = inputs.iter().enumerate();
            of.filter(move |(bit, _)| place & (1 << bit) != 0)
                .map(|(_, input)| *input)
                .collect()
        };
        let terms = values.into_iter().enumerate();
        let terms = terms.filter(|(_, factor)| !factor.is_zero());
        Some(Self {
            terms: terms
                .map(|(place, factor)| (factor, named(place)))
                .collect(),
        })
    }

    /// The same times an input that is in none of its products.
    #[must_use]
    pub(super) fn times(mut self, input: usize) -> Self {
        for (_, inputs) in &mut self.terms {
            inputs.push(input);
        }
        self
    }

    /// Its value at a point.
    pub(super) fn at(&self, point: &[i64]) -> Exact {
        let product = |(factor, inputs): &(Exact, Vec<usize>)| {
            let of = inputs.iter().filter_map(|input| point.get(*input));
            of.fold(factor.clone(), |product, value| product * whole(*value))
        };
        self.terms.iter().map(product).sum()
    }

    /// Its value, if it is the same everywhere.
    pub(super) fn as_constant(&self) -> Option<Exact> {
        match self.terms.as_slice() {
            [] => Some(Exact::zero()),
            [(value, inputs)] if inputs.is_empty() => Some(value.clone()),
            _ => None,
        }
    }
}

/// A whole number as a fraction.
pub(super) fn whole(value: i64) -> Exact {
    Exact::of_parts(i128::from(value), 1).unwrap_or_else(Exact::zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_through_its_corners_and_on() {
        // 3 + 2a - 5ab over steps of 2 and -1 from (10, 7).
        let at = |a: i64, b: i64| whole(3 + 2 * a - 5 * a * b);
        let corners = [at(10, 7), at(12, 7), at(10, 6), at(12, 6)];
        let form = Form::through(&corners, &[0, 1], &[10, 7], &[2, -1]).unwrap();
        assert_eq!(form.terms.len(), 3);
        for (a, b) in [(0, 0), (10, 7), (-4, 1_000), (123_456_789, 3)] {
            assert_eq!(form.at(&[a, b]), at(a, b));
        }
        assert_eq!(form.as_constant(), None);
        assert_eq!(Form::constant(whole(4)).as_constant(), Some(whole(4)));
        assert_eq!(Form::constant(whole(4)).times(1).at(&[9, 5]), whole(20));
    }
}
