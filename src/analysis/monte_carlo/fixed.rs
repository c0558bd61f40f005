//! A formula in whole numbers: every total as a multiple of one part of a dollar.
//!
//! All factors are brought over one denominator. Before a draw is computed it is shown, from the least
//! and the largest value of each input, that nothing on the way leaves 128 bits; a formula for which
//! that cannot be shown stays in fractions.

use std::ops::Range;

use super::{
    asked::Asked,
    form::Form,
    formula::{Formula, Group},
    ladder::{Ladder, Over, common_multiple, in_parts, parts_of, scale_for},
};
use crate::{demand::GROWN_DIGITS, units::Exact};

/// A form whose factors are whole numbers of parts.
#[derive(Debug, Clone, Default)]
struct Whole {
    terms: Vec<Product>,
}

/// A product of inputs.
#[derive(Debug, Clone)]
struct Product {
    factor: i128,
    inputs: Vec<usize>,
    /// The factor, where it and the product of the inputs fit 64 bits.
    short: Option<i64>,
}

/// Steps and bends that move together.
#[derive(Debug)]
struct WholeGroup {
    price: Whole,
    /// What requests are multiplied with, and what the denominator is; the latter is the same for all
    /// draws where it is no form.
    ratios: Vec<(Whole, Option<Whole>)>,
    ladder: Ladder,
}

/// A formula in whole numbers.
#[derive(Debug)]
pub(super) struct Fixed {
    /// Parts of a dollar.
    pub parts: i128,
    requests: Whole,
    /// For each month what requests are multiplied with and divided by, to be rounded; none where the
    /// first month's are taken as they are.
    grown: Vec<(i128, i128)>,
    constant: Whole,
    slope: Whole,
    groups: Vec<WholeGroup>,
}

/// Room for a block of draws.
#[derive(Debug, Default)]
pub(super) struct Room {
    first: Vec<i128>,
    requests: Vec<i128>,
    factor: Vec<i128>,
    up: Vec<i128>,
    down: Vec<i128>,
    passed: Vec<usize>,
}

impl Form {
    /// What all factors are whole multiples of one over.
    fn denominator(&self) -> Option<i128> {
        let each = self.terms.iter();
        each.map(|(factor, _)| factor)
            .try_fold(1, |common, factor| {
                common_multiple(common, factor.parts()?.1)
            })
    }

    /// In whole parts.
    fn whole(&self, parts: i128, most: &[i128]) -> Option<Whole> {
        let product = |(factor, inputs): &(Exact, Vec<usize>)| {
            let factor = in_parts(factor, parts)?;
            let largest = inputs.iter().try_fold(1i128, |product, input| {
                product.checked_mul(*most.get(*input)?)
            })?;
            factor.checked_mul(largest)?;
            let is_short = i64::try_from(largest).is_ok();
            Some(Product {
                factor,
                inputs: inputs.clone(),
                short: i64::try_from(factor).ok().filter(|_| is_short),
            })
        };
        let terms: Option<Vec<Product>> = self.terms.iter().map(product).collect();
        Some(Whole { terms: terms? })
    }

    fn repeated(&self, times: &Exact) -> Self {
        let terms = self.terms.iter();
        Self {
            terms: terms
                .map(|(factor, inputs)| (factor * times, inputs.clone()))
                .collect(),
        }
    }

    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (factor, inputs) in &other.terms {
            match sum.terms.iter_mut().find(|(_, known)| known == inputs) {
                Some((known, _)) => *known = &*known + factor,
                None => sum.terms.push((factor.clone(), inputs.clone())),
            }
        }
        sum
    }
}

impl Whole {
    /// The largest it can be, either side of zero.
    fn most(&self, most: &[i128]) -> Option<i128> {
        self.terms.iter().try_fold(0i128, |sum, term| {
            let of = term.inputs.iter().filter_map(|input| most.get(*input));
            let largest = of.fold(term.factor.checked_abs(), |product, most| {
                product?.checked_mul(*most)
            });
            sum.checked_add(largest?)
        })
    }

    /// Its values over a block of draws.
    fn fill(&self, columns: &[&[i64]], count: usize, out: &mut Vec<i128>) {
        out.clear();
        out.resize(count, 0);
        for term in &self.terms {
            let of: Vec<&[i64]> = term.inputs.iter().map(|input| columns[*input]).collect();
            match (term.short, of.as_slice()) {
                (_, []) => out.iter_mut().for_each(|sum| *sum += term.factor),
                (Some(factor), [one]) => {
                    for (sum, a) in out.iter_mut().zip(*one) {
                        *sum += i128::from(factor) * i128::from(*a);
                    }
                }
                (Some(factor), [one, two]) => {
                    for ((sum, a), b) in out.iter_mut().zip(*one).zip(*two) {
                        *sum += i128::from(factor) * i128::from(a * b);
                    }
                }
                (Some(factor), [one, two, three]) => {
                    for (((sum, a), b), c) in out.iter_mut().zip(*one).zip(*two).zip(*three) {
                        *sum += i128::from(factor) * i128::from(a * b * c);
                    }
                }
                _ => {
                    for (at, sum) in out.iter_mut().enumerate() {
                        let inputs = of.iter().map(|column| i128::from(column[at]));
                        *sum += inputs.fold(term.factor, |product, value| product * value);
                    }
                }
            }
        }
    }
}

/// What is known before the parts of a dollar are.
struct Scales<'a> {
    most: &'a [i128],
    /// One over the parts of a request.
    requests: i128,
    requests_most: i128,
}

impl Fixed {
    /// The formula in whole numbers, if nothing can get too large.
    pub(super) fn new(formula: &Formula, asked: &Asked<'_>) -> Option<Self> {
        let most: Vec<i128> = asked
            .bounds
            .iter()
            .map(|(least, most)| i128::from(least.unsigned_abs().max(most.unsigned_abs())))
            .collect();
        let first = formula.requests.denominator()?;
        let requests = formula.requests.whole(first, &most)?;
        let first_most = requests.most(&most)?;
        let grown = grown(formula, first)?;
        let mut scales = Scales {
            most: &most,
            requests: first,
            requests_most: first_most,
        };
        if !grown.is_empty() {
            scales.requests = 10i128.pow(GROWN_DIGITS);
            scales.requests_most = 0;
            for (up, down) in &grown {
                let most = first_most.checked_mul(*up)?.checked_mul(2)? / down;
                scales.requests_most = scales.requests_most.max(most + 1);
            }
        }
        let counts = formula.months.each.iter();
        let months: u32 = counts.map(|(_, count)| count).sum();
        let times = if grown.is_empty() {
            Exact::from(months)
        } else {
            Exact::one()
        };
        let constant = formula
            .fixed
            .repeated(&Exact::from(months))
            .plus(&formula.once);
        let slope = formula.slope.repeated(&times);
        let per_request = Exact::of_parts(1, scales.requests)?;
        let slope = slope.repeated(&per_request);
        let mut parts = common_multiple(constant.denominator()?, slope.denominator()?)?;
        let mut open = Vec::new();
        for group in &formula.groups {
            let (ladder, ratios, quantity) = ladder(group, &scales, asked, &requests, &grown)?;
            let price = group.price.repeated(&times);
            let price = price.repeated(&Exact::of_parts(1, quantity)?);
            parts = common_multiple(parts, price.denominator()?)?;
            open.push((price, ratios, ladder));
        }
        let (constant, slope) = (constant.whole(parts, &most)?, slope.whole(parts, &most)?);
        let mut largest = slope.most(&most)?.checked_mul(scales.requests_most)?;
        let mut groups = Vec::new();
        for (price, ratios, (ladder, quantity_most)) in open {
            let price = price.whole(parts, &most)?;
            let of = price.most(&most)?.checked_mul(quantity_most)?;
            largest = largest.checked_add(of)?;
            groups.push(WholeGroup {
                price,
                ratios,
                ladder,
            });
        }
        let largest = largest.checked_mul(i128::try_from(grown.len().max(1)).ok()?)?;
        let largest = largest.checked_add(constant.most(&most)?)?;
        // The sum of all draws has to fit too, and twice over.
        largest
            .checked_mul(i128::try_from(asked.count()).ok()?)?
            .checked_mul(4)?;
        Some(Self {
            parts,
            requests,
            grown,
            constant,
            slope,
            groups,
        })
    }

    /// The totals of a block of draws, in parts of a dollar.
    pub(super) fn fill(
        &self,
        asked: &Asked<'_>,
        draws: Range<usize>,
        room: &mut Room,
        out: &mut Vec<i128>,
    ) {
        let inputs = asked.draws.inputs.iter();
        let columns: Vec<&[i64]> = inputs.map(|input| &input.values[draws.clone()]).collect();
        let count = draws.len();
        self.constant.fill(&columns, count, out);
        self.requests.fill(&columns, count, &mut room.first);
        for month in 0..self.grown.len().max(1) {
            room.requests.clone_from(&room.first);
            if let Some((up, down)) = self.grown.get(month) {
                for requests in &mut room.requests {
                    *requests = half_even(*requests * up, *down);
                }
            }
            self.slope.fill(&columns, count, &mut room.factor);
            for ((sum, slope), requests) in out.iter_mut().zip(&room.factor).zip(&room.requests) {
                *sum += slope * requests;
            }
            for group in &self.groups {
                group.add(&columns, room, out);
            }
        }
    }
}

impl WholeGroup {
    /// Adds what the group costs.
    fn add(&self, columns: &[&[i64]], room: &mut Room, out: &mut [i128]) {
        let count = out.len();
        self.price.fill(columns, count, &mut room.factor);
        if let [(up, None)] = self.ratios.as_slice() {
            up.fill(columns, count, &mut room.up);
            let each = room.up.iter().zip(&room.requests).zip(&room.factor);
            for (sum, ((up, requests), price)) in out.iter_mut().zip(each) {
                let x = up * requests;
                *sum += price * self.ladder.quantity(self.ladder.passed(x, 1), x);
            }
            return;
        }
        room.passed.clear();
        room.passed.resize(count, 0);
        // Of several ratios the largest counts: it has passed the most cuts.
        let mut largest = vec![0; count];
        for (up, down) in &self.ratios {
            up.fill(columns, count, &mut room.up);
            match down {
                Some(down) => down.fill(columns, count, &mut room.down),
                None => {
                    room.down.clear();
                    room.down.resize(count, 1);
                }
            }
            let each = room.up.iter().zip(&room.down).zip(&room.requests);
            let known = room.passed.iter_mut().zip(&mut largest);
            for ((passed, largest), ((up, down), requests)) in known.zip(each) {
                let x = up * requests;
                *passed = (*passed).max(self.ladder.passed(x, *down));
                *largest = (*largest).max(x);
            }
        }
        let each = room.passed.iter().zip(&largest).zip(&room.factor);
        for (sum, ((passed, x), price)) in out.iter_mut().zip(each) {
            *sum += price * self.ladder.quantity(*passed, *x);
        }
    }
}

/// Up and down of each month's growth, in millionths of a request; none where nothing grows. `None`
/// for months that are not the scenario's own.
fn grown(formula: &Formula, requests: i128) -> Option<Vec<(i128, i128)>> {
    let months = &formula.months;
    if !months.is_rounded {
        let is_first = |(factor, _): &(Exact, u32)| *factor == Exact::one();
        return months.each.iter().all(is_first).then(Vec::new);
    }
    let each = months.each.iter().map(|(factor, count)| {
        (*count == 1).then_some(())?;
        let (up, down) = factor.parts()?;
        let up = up.checked_mul(10i128.pow(GROWN_DIGITS))?;
        Some((up, down.checked_mul(requests)?))
    });
    each.collect()
}

/// A quotient rounded, halves to the even neighbour.
fn half_even(up: i128, down: i128) -> i128 {
    let (whole, rest) = (up.div_euclid(down), up.rem_euclid(down));
    match rest.cmp(&(down - rest)) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Equal => whole + whole.rem_euclid(2),
        std::cmp::Ordering::Greater => whole + 1,
    }
}

type Ratios = Vec<(Whole, Option<Whole>)>;

/// The ladder of a group with its largest quantity, the ratios with which it is climbed, and the parts
/// of its quantity.
fn ladder(
    group: &Group,
    scales: &Scales<'_>,
    asked: &Asked<'_>,
    requests: &Whole,
    grown: &[(i128, i128)],
) -> Option<((Ladder, i128), Ratios, i128)> {
    let constants: Option<Vec<Exact>> = group
        .ratios
        .iter()
        .map(|ratio| ratio.down.as_constant())
        .collect();
    let mut ratios: Ratios = Vec::new();
    let always = if let Some(constants) = &constants {
        let ups: Option<Vec<Form>> = group
            .ratios
            .iter()
            .zip(constants)
            .map(|(ratio, down)| Some(ratio.up.repeated(&Exact::one().checked_div(down)?)))
            .collect();
        let ups = ups?;
        let common = ups
            .iter()
            .try_fold(1, |common, up| common_multiple(common, up.denominator()?))?;
        for up in &ups {
            ratios.push((up.whole(common, scales.most)?, None));
        }
        Some(scales.requests.checked_mul(common)?)
    } else {
        (!group.is_bent).then_some(())?;
        for ratio in &group.ratios {
            // x = requests / R x (up / U) / (down / D) = requests up D / (R U down).
            let (of_up, of_down) = (ratio.up.denominator()?, ratio.down.denominator()?);
            let down = of_up.checked_mul(scales.requests)?;
            let up = ratio.up.repeated(&Exact::of_parts(of_down, 1)?);
            let below = ratio.down.repeated(&Exact::of_parts(down, 1)?);
            ratios.push((
                up.whole(of_up, scales.most)?,
                Some(below.whole(of_down, scales.most)?),
            ));
        }
        None
    };
    let (mut up_most, mut down_most) = (0i128, 1);
    for (up, down) in &ratios {
        up_most = up_most.max(up.most(scales.most)?.checked_mul(scales.requests_most)?);
        if let Some(down) = down {
            down_most = down_most.max(down.most(scales.most)?);
        }
    }
    up_most.checked_mul(down_most)?;
    let parts = parts_of(group)?;
    let most = most_of(&ratios, always, asked, requests, grown)?;
    let over = always.map_or_else(|| Over::Any(scale_for(&most)), Over::Always);
    let ladder = Ladder::new(group, parts, over, &most)?;
    let largest = ladder.most(up_most, down_most)?;
    let quantity = match always {
        Some(always) if group.is_bent => parts.checked_mul(always)?,
        _ => parts,
    };
    Some(((ladder, largest), ratios, quantity))
}

/// Draws of a block in which the largest is looked for.
const BLOCK: usize = 4_096;

/// The largest number that the draws look up. Nothing on the way is larger than what was shown to fit.
fn most_of(
    ratios: &Ratios,
    always: Option<i128>,
    asked: &Asked<'_>,
    requests: &Whole,
    grown: &[(i128, i128)],
) -> Option<Exact> {
    let growth = grown
        .iter()
        .max_by_key(|(up, down)| Exact::of_parts(*up, *down));
    let (mut first, mut ups, mut downs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut most, mut over) = (0, always.unwrap_or(1));
    for from in (0..asked.count()).step_by(BLOCK) {
        let to = asked.count().min(from + BLOCK);
        let inputs = asked.draws.inputs.iter();
        let columns: Vec<&[i64]> = inputs.map(|input| &input.values[from..to]).collect();
        requests.fill(&columns, to - from, &mut first);
        if let Some((up, down)) = growth {
            first
                .iter_mut()
                .for_each(|requests| *requests = half_even(*requests * up, *down));
        }
        for (up, down) in ratios {
            up.fill(&columns, to - from, &mut ups);
            let numbers = ups.iter().zip(&first).map(|(up, requests)| up * requests);
            if let Some(down) = down {
                down.fill(&columns, to - from, &mut downs);
                for (up, down) in numbers.zip(&downs) {
                    if *down > 0 && up * over > most * down {
                        (most, over) = (up, *down);
                    }
                }
            } else {
                most = numbers.fold(most, i128::max);
            }
        }
    }
    Exact::of_parts(most, over)
}
