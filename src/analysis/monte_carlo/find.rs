//! Finding the formula of a plan by solving.
//!
//! A plan says nothing of its inputs. It is evaluated at a few points around a base, one step of each
//! input away; the one form that goes through those is the plan's, or none is. Which of its needs are
//! ratios, which move together, and where another dimension of a capacity decides is seen from its
//! shapes at those points and at others far away. Nothing here proves the formula: `region` does, by
//! ordinary evaluations.

use super::{
    asked::{Asked, Point},
    form::{Form, whole},
    formula::{Formula, Group, Months, Ratio},
};
use crate::{
    analysis::{
        breakeven::{Dollars, dollars},
        evaluate::{AtVolumes, at_volumes},
    },
    capacity::{End, Shape, Term},
    units::{Exact, Usd},
};

/// More inputs than these are not solved for: there would be too many corners.
pub(super) const MOST_INPUTS: usize = 8;
/// More groups of steps than these are no faster than an ordinary evaluation.
const MOST_GROUPS: usize = 12;
/// Dimensions of a capacity that may decide somewhere.
const MOST_RATIOS: usize = 4;
/// How far beyond the draws requests may go to tell steps from a straight line.
const FURTHER: [u64; 3] = [1, 16, 256];

/// A search for the formula of one plan.
pub(super) struct Search<'a> {
    pub asked: &'a Asked<'a>,
    pub plan: usize,
    /// The inputs that it can depend on, but for the number of requests.
    inputs: Vec<usize>,
    /// The number of requests, if that is drawn.
    volume: Option<usize>,
    base: Point,
    steps: Vec<i64>,
}

/// What is solved at one point: the base, or a corner next to it.
struct Solved {
    requests: Exact,
    once: Exact,
    fixed: Exact,
    slope: Exact,
    /// The shapes by their places, with the dollars of one.
    prices: Vec<(usize, Exact)>,
    shapes: Vec<Shape>,
    months: Months,
}

/// The needs of a plan's priced shapes at a point, each over that at the base, by shape and term.
type Needs = Vec<Vec<Exact>>;

impl<'a> Search<'a> {
    /// A search around `base`; `None` where it would ask for too much.
    pub(super) fn new(asked: &'a Asked<'a>, plan: usize, base: Point) -> Option<Self> {
        let all = asked.inputs_of(plan);
        let is_volume = |at: &usize| asked.draws.inputs[*at].knob.is_volume;
        let (volumes, inputs): (Vec<usize>, Vec<usize>) = all.into_iter().partition(is_volume);
        if volumes.len() > 1 || inputs.len() > MOST_INPUTS {
            return None;
        }
        let step = |(value, (_, most)): (&i64, &(i64, i64))| if value < most { 1 } else { -1 };
        let steps = base.iter().zip(&asked.bounds).map(step).collect();
        Some(Self {
            asked,
            plan,
            inputs,
            volume: volumes.first().copied(),
            base,
            steps,
        })
    }

    /// The formula, which is not proven. `probes` are points at which needs are looked at.
    pub(super) fn formula(&self, probes: &[Point]) -> Option<Formula> {
        let corners = self.corners(&self.base, &self.inputs);
        let solved: Vec<Solved> = self.solve(&corners)?;
        let first = solved.first()?;
        let form = |of: &dyn Fn(&Solved) -> Exact| {
            let values: Vec<Exact> = solved.iter().map(of).collect();
            Form::through(&values, &self.inputs, &self.base, &self.steps)
        };
        let mut requests = form(&|at| at.requests.clone())?;
        if let Some(volume) = self.volume {
            let per_one = Exact::one().checked_div(&whole(self.base[volume]))?;
            for (factor, _) in &mut requests.terms {
                *factor = &*factor * &per_one;
            }
            requests = requests.times(volume);
        }
        let mut groups = Vec::new();
        if !first.prices.is_empty() {
            let mut known: Vec<(Point, Needs)> = Vec::new();
            for (point, at) in corners.iter().zip(&solved) {
                known.push((point.clone(), self.needs(first, &at.shapes)?));
            }
            for probe in probes {
                if let Some(shapes) = self.shapes(probe) {
                    known.push((probe.clone(), self.needs(first, &shapes)?));
                }
            }
            for (place, (shape, _)) in first.prices.iter().enumerate() {
                let price = form(&|at| at.prices[place].1.clone())?;
                groups.extend(self.groups(first, (place, *shape), &price, &known)?);
            }
        }
        (groups.len() <= MOST_GROUPS).then_some(())?;
        Some(Formula {
            requests,
            months: first.months.clone(),
            once: form(&|at| at.once.clone())?,
            fixed: form(&|at| at.fixed.clone())?,
            slope: form(&|at| at.slope.clone())?,
            groups,
        })
    }

    /// The point with some of `inputs` one step on, for each choice of them.
    fn corners(&self, from: &[i64], inputs: &[usize]) -> Vec<Point> {
        let corner = |place: usize| {
            let mut point = from.to_vec();
            for (bit, input) in inputs.iter().enumerate() {
                if place & (1 << bit) != 0 {
                    point[*input] += self.steps[*input];
                }
            }
            point
        };
        (0..1 << inputs.len()).map(corner).collect()
    }

    /// Calls `with` the plan at a point.
    fn at<T>(
        &self,
        point: &[i64],
        with: impl FnOnce(&AtVolumes<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let made = self.asked.made(point);
        let scenario = made.as_ref().as_ref().ok()?;
        let entry = self.asked.plan_in(self.plan, scenario);
        at_volumes(scenario, entry, self.asked.catalog, End::Likely, with)
    }

    /// The shapes of a month of one request at a point.
    fn shapes(&self, point: &[i64]) -> Option<Vec<Shape>> {
        self.at(point, |plan| plan.month_shapes())
    }

    /// What each corner solves to, the same shapes being told apart at all of them.
    fn solve(&self, corners: &[Point]) -> Option<Vec<Solved>> {
        let (mut best, mut told) = (None, 0);
        for further in FURTHER {
            let Some(first) = self.solved(corners.first()?, further) else {
                continue;
            };
            if best.is_none() || first.prices.len() > told {
                told = first.prices.len();
                let all = first.shapes.iter();
                let is_all = told == all.filter(|shape| !shape.terms.is_empty()).count();
                best = Some((further, first));
                if is_all {
                    break;
                }
            }
        }
        let (further, first) = best?;
        let mut solved = vec![first];
        for corner in corners.iter().skip(1) {
            let at = self.solved(corner, further)?;
            let same = |(one, other): (&(usize, Exact), &(usize, Exact))| one.0 == other.0;
            let prices = &solved[0].prices;
            let is_alike =
                at.prices.len() == prices.len() && at.prices.iter().zip(prices).all(same);
            is_alike.then_some(())?;
            solved.push(at);
        }
        Some(solved)
    }

    /// What a point solves to, from requests up to `further` times those of the draws.
    fn solved(&self, point: &[i64], further: u64) -> Option<Solved> {
        let made = self.asked.made(point);
        let scenario = made.as_ref().as_ref().ok()?;
        let volume = &scenario.volume;
        let requests = volume.first_month.clone();
        let share = |part: u64, of: u64| Some(&requests * &Exact::ratio(part, of)?);
        let (from, to) = match self.volume {
            Some(at) => {
                let of = |value: i64| {
                    let value = &requests * &whole(value);
                    value.checked_div(&whole(point[at]))
                };
                let (least, most) = self.asked.bounds[at];
                (of(least)?, of(most)?)
            }
            None => (share(1, 4)?, share(4, 1)?),
        };
        let to = to * Exact::from(further);
        let months = Months {
            is_rounded: volume.is_rounded && !volume.growth_per_month.is_zero(),
            each: volume
                .from_first(Exact::one())
                .months()
                .into_iter()
                .map(|month| (month.requests, month.count))
                .collect(),
        };
        self.at(point, |plan| {
            let shapes = plan.month_shapes()?;
            let cost = |x: &Exact| -> Option<Usd> {
                let month = plan.in_month(x);
                Some(month.total()? - &month.one_time)
            };
            let once = plan.in_month(&requests).one_time;
            let Dollars {
                fixed,
                slope,
                priced,
                ..
            } = dollars(&shapes, &from, &to, &[], &cost)
                .or_else(|| dollars(&shapes, &from, &requests, &[], &cost))?;
            let place = |shape: &Shape| shapes.iter().position(|other| std::ptr::eq(other, shape));
            let prices = priced
                .into_iter()
                .map(|(shape, usd)| Some((place(shape)?, usd.amount().clone())));
            let prices: Option<Vec<(usize, Exact)>> = prices.collect();
            Some(Solved {
                requests: requests.clone(),
                once: once.amount().clone(),
                fixed: fixed.amount().clone(),
                slope: slope.amount().clone(),
                prices: prices?,
                shapes,
                months,
            })
        })
    }

    /// The needs of the priced shapes over those at the base, if nothing else of them differs.
    fn needs(&self, first: &Solved, shapes: &[Shape]) -> Option<Needs> {
        let mut needs = Vec::with_capacity(first.prices.len());
        for (place, _) in &first.prices {
            let (ours, theirs) = (first.shapes.get(*place)?, shapes.get(*place)?);
            (ours.terms.len() == theirs.terms.len()).then_some(())?;
            let both = ours.terms.iter().zip(&theirs.terms);
            let ratios: Option<Vec<Exact>> =
                both.map(|(ours, theirs)| grown(ours, theirs)).collect();
            needs.push(ratios?);
        }
        Some(needs)
    }

    /// The terms of a shape in groups whose needs move together at all that is known.
    fn groups(
        &self,
        first: &Solved,
        (place, shape): (usize, usize),
        price: &Form,
        known: &[(Point, Needs)],
    ) -> Option<Vec<Group>> {
        let mut groups: Vec<(usize, Group)> = Vec::new();
        for (at, term) in first.shapes.get(shape)?.terms.iter().enumerate() {
            let is_bent = matches!(term, Term::Bend { .. });
            let together = |(other, group): &&mut (usize, Group)| {
                let same = |(_, needs): &(Point, Needs)| needs[place][at] == needs[place][*other];
                group.is_bent == is_bent && known.iter().all(same)
            };
            if let Some((_, group)) = groups.iter_mut().find(together) {
                group.terms.push(term.clone());
                continue;
            }
            (groups.len() < MOST_GROUPS).then_some(())?;
            groups.push((
                at,
                Group {
                    price: price.clone(),
                    terms: vec![term.clone()],
                    is_bent,
                    ratios: Vec::new(),
                },
            ));
        }
        for (at, group) in &mut groups {
            group.ratios = self.ratios(first, (place, *at), known)?;
        }
        Some(groups.into_iter().map(|(_, group)| group).collect())
    }

    /// The ratios whose largest is the need of a term over that at the base, at all that is known.
    fn ratios(
        &self,
        first: &Solved,
        (place, term): (usize, usize),
        known: &[(Point, Needs)],
    ) -> Option<Vec<Ratio>> {
        let need_at = |point: &[i64]| {
            let shapes = self.shapes(point)?;
            Some(self.needs(first, &shapes)?[place][term].clone())
        };
        let mut ratios = vec![self.ratio(&self.base, &need_at)?];
        for (point, needs) in known {
            let need = &needs[place][term];
            loop {
                let values: Option<Vec<Exact>> =
                    ratios.iter().map(|ratio| ratio.at(point)).collect();
                let most = values?.into_iter().max()?;
                if most == *need {
                    break;
                }
                (most < *need && ratios.len() < MOST_RATIOS).then_some(())?;
                ratios.push(self.ratio(point, &need_at)?);
            }
        }
        Some(ratios)
    }

    /// The ratio of two forms that a need is around a point. Each input makes it grow evenly, or makes
    /// one over it grow evenly.
    fn ratio(&self, around: &[i64], need_at: &dyn Fn(&[i64]) -> Option<Exact>) -> Option<Ratio> {
        let here = need_at(around)?;
        let mut steps = self.steps.clone();
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for input in &self.inputs {
            let mut moved = Vec::new();
            for by in self.moves(*input, around[*input]) {
                let mut point = around.to_vec();
                point[*input] += by;
                moved.push((by, need_at(&point)?.checked_div(&here)?));
            }
            steps[*input] = moved.first()?.0;
            let rise = |turn: &dyn Fn(&Exact) -> Option<Exact>| -> Option<Vec<Exact>> {
                let rises = moved.iter().map(|(by, ratio)| {
                    let rise = turn(ratio)? - Exact::one();
                    rise.checked_div(&whole(*by))
                });
                rises.collect()
            };
            let is_even = |rises: &[Exact]| rises.windows(2).all(|pair| pair[0] == pair[1]);
            let evenly = rise(&|ratio| Some(ratio.clone()))?;
            if evenly.iter().all(Exact::is_zero) {
                continue;
            }
            if is_even(&evenly) {
                up.push(*input);
            } else if is_even(&rise(&|ratio| Exact::one().checked_div(ratio))?) {
                down.push(*input);
            } else {
                return None;
            }
        }
        let form = |inputs: &[usize], turn: &dyn Fn(Exact) -> Option<Exact>| {
            let mut values = Vec::new();
            for place in 0..1usize << inputs.len() {
                let mut point = around.to_vec();
                for (bit, input) in inputs.iter().enumerate() {
                    if place & (1 << bit) != 0 {
                        point[*input] += steps[*input];
                    }
                }
                values.push(turn(need_at(&point)?)?);
            }
            Form::through(&values, inputs, around, &steps)
        };
        Some(Ratio {
            up: form(&up, &Some)?,
            down: form(&down, &|need| here.checked_div(&need))?,
        })
    }

    /// By how much an input is moved from a value to see how a need follows it: twice, unless it has
    /// two values alone, between which every line is straight.
    fn moves(&self, input: usize, value: i64) -> Vec<i64> {
        let (least, most) = self.asked.bounds[input];
        let inside = |by: &i64| {
            let moved = value.checked_add(*by);
            moved.is_some_and(|moved| (least..=most).contains(&moved))
        };
        [1, -1, 2, -2].into_iter().filter(inside).take(2).collect()
    }
}

/// How much more one term needs than another that is the same otherwise.
fn grown(ours: &Term, theirs: &Term) -> Option<Exact> {
    match (ours, theirs) {
        (
            Term::Steps {
                each,
                need,
                least,
                most,
            },
            Term::Steps {
                each: other_each,
                need: other_need,
                least: other_least,
                most: other_most,
            },
        ) => {
            let is_same = each == other_each && least == other_least && most == other_most;
            is_same.then(|| other_need.checked_div(need)).flatten()
        }
        (
            Term::Bend { each, need },
            Term::Bend {
                each: other_each,
                need: other_need,
            },
        ) => (each == other_each)
            .then(|| other_need.checked_div(need))
            .flatten(),
        _ => None,
    }
}
