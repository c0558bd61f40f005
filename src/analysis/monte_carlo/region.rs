//! For which draws a formula is right.
//!
//! A formula is held against ordinary evaluations at the corners of the box in which draws lie. Where
//! all corners agree to the last digit, it is taken for all draws inside: limits of a plan (a context
//! window, the most instances, the fewest records) lie on one side of every input. A box with a corner
//! that does not agree is halved, until so few draws are inside that these are evaluated themselves.
//! Draws that the formula is taken for are looked at too, and one that differs is enough to drop it.

use std::collections::BTreeMap;

use super::{
    asked::{Asked, Point, Why},
    formula::Formula,
    totals::place_of,
};

/// Draws inside that a formula is held against, besides those of the least and the largest inputs.
const LOOKS: usize = 12;
/// Corners that are evaluated at most: this many, or a part of the draws if that is more.
const CORNERS: usize = 1_024;
/// That part.
const PART: usize = 4;

/// Draws that are not the formula's.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// Draws that the plan does not carry, and why, by its place in [`Self::whys`]; in order.
    pub failed: Vec<(usize, usize)>,
    /// Why.
    pub whys: Vec<Why>,
    /// Draws that are to be evaluated, in order.
    pub waiting: Vec<usize>,
}

/// What a formula is at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Agrees,
    Differs,
    /// The plan does not carry it, for that reason.
    Fails(usize),
}

struct Looker<'a> {
    asked: &'a Asked<'a>,
    plan: usize,
    inputs: &'a [usize],
    formula: &'a Formula,
    seen: BTreeMap<Point, Verdict>,
    whys: Vec<Why>,
}

/// The draws that `formula`, of these inputs, is not right for; `None` where it is not to be trusted.
pub(super) fn rest(
    asked: &Asked<'_>,
    plan: usize,
    inputs: &[usize],
    formula: &Formula,
) -> Option<Rest> {
    let mut looker = Looker {
        asked,
        plan,
        inputs,
        formula,
        seen: BTreeMap::new(),
        whys: Vec::new(),
    };
    // A wrong formula is wrong nearly everywhere.
    let count = asked.count();
    let spread = |looks: usize| (0..looks).map(move |at| at * count / looks);
    if spread(3).any(|draw| looker.draw(draw) == Verdict::Differs) {
        return None;
    }
    let mut rest = Rest::default();
    let mut order: Vec<usize> = (0..count).collect();
    looker.divide(&mut order, &mut rest);
    rest.failed.sort_unstable();
    rest.waiting.sort_unstable();
    let is_ours = |draw: &usize| {
        let failed = rest.failed.binary_search_by_key(draw, |(draw, _)| *draw);
        failed.is_err() && rest.waiting.binary_search(draw).is_err()
    };
    let ours: Vec<usize> = (0..count).filter(is_ours).collect();
    let looks = (0..LOOKS).map(|at| at * ours.len() / LOOKS);
    let mut looks: Vec<usize> = looks.filter_map(|at| ours.get(at).copied()).collect();
    for input in inputs {
        let value = |draw: &&usize| asked.draws.inputs[*input].values[**draw];
        looks.extend(ours.iter().min_by_key(value));
        looks.extend(ours.iter().max_by_key(value));
    }
    let holds = looks
        .into_iter()
        .all(|draw| looker.draw(draw) == Verdict::Agrees);
    rest.whys = looker.whys;
    holds.then_some(rest)
}

impl Looker<'_> {
    fn draw(&mut self, draw: usize) -> Verdict {
        let point = self.asked.point(self.inputs, draw);
        self.verdict(point)
    }

    fn verdict(&mut self, point: Point) -> Verdict {
        if let Some(verdict) = self.seen.get(&point) {
            return *verdict;
        }
        let verdict = match self.asked.total(self.plan, &point) {
            Ok(total) if self.formula.at(&point).as_ref() == Some(total.amount()) => {
                Verdict::Agrees
            }
            Ok(_) => Verdict::Differs,
            Err(why) => Verdict::Fails(place_of(&mut self.whys, why)),
        };
        self.seen.insert(point, verdict);
        verdict
    }

    /// Sorts the draws of `order` into those that the formula is right for, and the rest.
    fn divide(&mut self, order: &mut [usize], rest: &mut Rest) {
        let corners = 1usize << self.inputs.len();
        let most = CORNERS.max(order.len() / PART);
        let mut open = vec![(0, order.len())];
        while let Some((from, to)) = open.pop() {
            let draws = &mut order[from..to];
            if draws.len() <= corners || self.seen.len() > most {
                rest.waiting.extend_from_slice(draws);
                continue;
            }
            let bounds = self.bounds(draws);
            let verdicts: Vec<Verdict> = (0..corners)
                .map(|corner| self.verdict(self.corner(&bounds, corner)))
                .collect();
            match verdicts.first() {
                Some(Verdict::Differs) | None => {}
                Some(first) if verdicts.iter().all(|verdict| verdict == first) => {
                    if let Verdict::Fails(why) = first {
                        rest.failed.extend(draws.iter().map(|draw| (*draw, *why)));
                    }
                    continue;
                }
                Some(_) => {}
            }
            match self.split(draws, &bounds, &verdicts) {
                Some(at) => open.extend([(from, from + at), (from + at, to)]),
                None => rest.waiting.extend_from_slice(draws),
            }
        }
    }

    /// The least and the largest value of each input among draws.
    fn bounds(&self, draws: &[usize]) -> Vec<(i64, i64)> {
        let of = |input: &usize| {
            let values = &self.asked.draws.inputs[*input].values;
            let values = draws.iter().map(|draw| values[*draw]);
            values.fold((i64::MAX, i64::MIN), |(least, most), value| {
                (least.min(value), most.max(value))
            })
        };
        self.inputs.iter().map(of).collect()
    }

    fn corner(&self, bounds: &[(i64, i64)], corner: usize) -> Point {
        let mut point = self.asked.middle.clone();
        for (bit, (input, (least, most))) in self.inputs.iter().zip(bounds).enumerate() {
            point[*input] = if corner & (1 << bit) == 0 {
                *least
            } else {
                *most
            };
        }
        point
    }

    /// Halves draws along the input along which most corners differ, and says where the second half
    /// begins; `None` where they are all alike.
    fn split(
        &self,
        draws: &mut [usize],
        bounds: &[(i64, i64)],
        verdicts: &[Verdict],
    ) -> Option<usize> {
        let differing = |bit: usize| {
            let pairs = (0..verdicts.len()).filter(|corner| corner & (1 << bit) == 0);
            pairs
                .filter(|corner| verdicts[*corner] != verdicts[corner | (1 << bit)])
                .count()
        };
        let wide = (0..bounds.len()).filter(|bit| bounds[*bit].0 < bounds[*bit].1);
        let bit = wide.max_by_key(|bit| differing(*bit))?;
        let values = &self.asked.draws.inputs[self.inputs[bit]].values;
        let middle = draws.len() / 2;
        let (_, at, _) = draws.select_nth_unstable_by_key(middle, |draw| (values[*draw], *draw));
        let value = values[*at];
        // Equal values stay together, on the side that leaves the other one some.
        draws.sort_unstable_by_key(|draw| (values[*draw], *draw));
        let below = draws.partition_point(|draw| values[*draw] < value);
        let up_to = draws.partition_point(|draw| values[*draw] <= value);
        let is_inside = |at: &usize| (1..draws.len()).contains(at);
        [below, up_to].into_iter().find(is_inside)
    }
}
