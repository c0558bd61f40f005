//! A slow oracle of the steps: it knows a cost only as `fixed + slope v + sum of usd x units`, goes
//! from breakpoint to breakpoint in plain fractions, and shares no code with what it checks.

use std::{fmt::Write as _, sync::LazyLock};

use crossover::{
    analysis::{CrossingKind, Curve},
    catalog::Catalog,
    units::{Exact, machine},
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};
use proptest::prelude::*;

use super::{
    found::{Question, catalog, exact, found},
    maps::config,
};

type R = BigRational;

/// An instance at a dollar an hour, in a month of 1,000 hours.
const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,1.1,1000000
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,1,1
";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| catalog(PRICES));

/// Where requests stop.
const TOP: u64 = 3_000_000;

fn int(value: u64) -> R {
    R::from_integer(BigInt::from(value))
}

fn over(value: u64, parts: u64) -> R {
    int(value) / int(parts)
}

/// What a plan costs, a requests' worth.
#[derive(Debug, Clone)]
enum Cost {
    /// Dollars a month, and millionths of a dollar a request.
    Linear { fixed: u64, micro: u64 },
    /// Thousandths of $1,000 a unit, thousands of requests it carries, and the fewest.
    Steps {
        milli: u64,
        carries: u64,
        least: u64,
    },
}

impl Cost {
    fn slope(&self) -> R {
        match self {
            Self::Linear { micro, .. } => over(*micro, 1_000_000),
            Self::Steps { .. } => R::zero(),
        }
    }

    /// The cost at `v`, or just above it.
    fn at(&self, v: &R, above: bool) -> R {
        match self {
            Self::Linear { fixed, .. } => int(*fixed) + self.slope() * v,
            Self::Steps {
                milli,
                carries,
                least,
            } => {
                let full = v / int(carries * 1_000);
                let mut units = full.ceil();
                if above && units == full {
                    units += R::one();
                }
                units.max(int(*least)) * int(*milli)
            }
        }
    }

    fn breaks(&self) -> Vec<R> {
        match self {
            Self::Linear { .. } => Vec::new(),
            Self::Steps { carries, .. } => {
                let each = carries * 1_000;
                (1..=TOP / each).map(|units| int(units * each)).collect()
            }
        }
    }

    fn plan(&self, id: usize) -> String {
        let mut text = format!("[[plan]]\nid = \"{id}\"\n");
        let _ = match self {
            Self::Linear { fixed, micro } => writeln!(
                text,
                "mode = \"external\"\nlabel = \"x\"\nfixed_usd_per_month = \"{fixed}\"\n\
                 usd_per_request = \"0.{micro:06}\""
            ),
            // 3,600 tokens a request: so many requests a second are carried as thousands a month.
            Self::Steps {
                milli,
                carries,
                least,
            } => writeln!(
                text,
                "mode = \"sagemaker.endpoint\"\nmodel = \"acme.one-v1:0\"\n\
                 instance = \"ml.c7i.large\"\nmin_instances = {least}\ntarget_utilisation = \"1\"\n\
                 price_multiplier = \"{}.{:03}\"\n\
                 capacity = {{ output_tokens_per_second = {carries} }}",
                milli / 1_000,
                milli % 1_000
            ),
        };
        text
    }
}

fn cost() -> impl Strategy<Value = Cost> {
    let linear = (0u64..400, 1u64..2_000).prop_map(|(fixed, micro)| Cost::Linear { fixed, micro });
    // Round sizes and prices make steps coincide, and costs tie.
    let size = prop_oneof![40u64..900, (1u64..8).prop_map(|hundreds| hundreds * 100)];
    let price = prop_oneof![20u64..900, (1u64..9).prop_map(|hundreds| hundreds * 100)];
    let steps = (price, size, 1u64..4).prop_map(|(milli, carries, least)| Cost::Steps {
        milli,
        carries,
        least,
    });
    prop_oneof![1 => linear, 2 => steps]
}

fn scenario(costs: &[Cost]) -> String {
    let mut text = "schema = 1\nname = \"steps\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n\
        [workload]\nkind = \"text\"\nlatency = \"offline\"\nrequests_per_month = 1000\n\
        output_tokens = 3600\n"
        .to_owned();
    for (at, cost) in costs.iter().enumerate() {
        text.push_str(&cost.plan(at));
    }
    text
}

/// The same number as the library's.
fn theirs(value: &R) -> Exact {
    let whole = |number: &BigInt| exact(&number.to_string());
    let quotient = whole(value.numer()).checked_div(&whole(value.denom()));
    quotient.unwrap_or_else(Exact::zero)
}

/// All ends of straight pieces from end to end.
fn breaks(costs: &[Cost]) -> Vec<R> {
    let mut breaks = vec![R::zero(), int(TOP)];
    breaks.extend(costs.iter().flat_map(Cost::breaks));
    breaks.sort();
    breaks.dedup();
    breaks
}

/// Crossings of two costs, in order: a change of sign of their difference, at a place where it is
/// nothing or over a place where it jumps; where it is nothing all along, at the end of that.
fn crossings(a: &Cost, b: &Cost) -> Vec<(R, bool)> {
    let breaks = breaks(&[a.clone(), b.clone()]);
    let apart = |v: &R, above: bool| a.at(v, above) - b.at(v, above);
    let mut found = Vec::new();
    // The sign of the last difference that was one.
    let mut sign = R::zero();
    for pair in breaks.windows(2) {
        let (low, high) = (&pair[0], &pair[1]);
        let (start, end) = (apart(low, true), apart(high, false));
        for (at, difference) in [(low, &start), (high, &end)] {
            if difference.is_zero() {
                continue;
            }
            let turned = !sign.is_zero() && sign != difference.signum();
            sign = difference.signum();
            if !turned {
                continue;
            }
            if at == high && !start.is_zero() {
                let share = start.abs() / (start.abs() + end.abs());
                found.push((low + (high - low) * share, true));
            } else {
                let here = apart(low, false);
                found.push((low.clone(), here.is_zero() || start.is_zero()));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn the_envelope_is_the_slow_one(costs in prop::collection::vec(cost(), 2..6)) {
        let question = Question { knob: "workload.requests_per_month", from: Some("0"), to: Some("3000000"), ..Question::default() };
        let text = scenario(&costs);
        found(&CATALOG, &text, question, |found| {
            prop_assert!(found.map.curves.iter().all(Curve::is_exact), "{text}");
            let mut inner: Vec<R> = breaks(&costs);
            // Between breakpoints every cost is straight: the least is so between places where any two meet.
            let pieces: Vec<(R, R)> = inner.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
            for (low, high) in &pieces {
                for (at, a) in costs.iter().enumerate() {
                    for b in &costs[at + 1..] {
                        let (apart, closing) = (a.at(low, true) - b.at(low, true), b.slope() - a.slope());
                        if !closing.is_zero() {
                            let meet = low + apart / closing;
                            if meet > *low && meet < *high {
                                inner.push(meet);
                            }
                        }
                    }
                }
            }
            inner.sort();
            inner.dedup();
            let mut winners = found.map.winners.iter().peekable();
            for pair in inner.windows(2) {
                let middle = (&pair[0] + &pair[1]) / int(2);
                let here: Vec<R> = costs.iter().map(|cost| cost.at(&middle, false)).collect();
                let least = here.iter().min().cloned().unwrap_or_else(R::zero);
                while winners.peek().is_some_and(|winner| winner.to <= theirs(&pair[0])) {
                    winners.next();
                }
                let winner = winners.peek();
                let plan = winner.and_then(|winner| winner.plan).unwrap_or(usize::MAX);
                prop_assert_eq!(here.get(plan), Some(&least), "plan {} up to {}", plan, &pair[1]);
                // No stretch ends inside a piece: where it ends, costs meet or step.
                let to = winner.map(|winner| winner.to.clone());
                prop_assert!(to >= Some(theirs(&pair[1])), "{:?} inside {:?}", to, pair);
                for (at, cost) in here.iter().enumerate() {
                    let ours = found.map.curves[at].at(&theirs(&middle));
                    prop_assert_eq!(ours.map(|usd| usd.amount().clone()), Some(theirs(cost)));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_crossings_of_a_pair_are_the_slow_ones(a in cost(), b in cost()) {
        let question = Question {
            knob: "workload.requests_per_month",
            from: Some("0"),
            to: Some("3000000"),
            between: Some(("0", "1")),
        };
        let expected = crossings(&a, &b);
        let text = scenario(&[a, b]);
        found(&CATALOG, &text, question, |found| {
            let pair = &found.pairs[0];
            let said = pair.crossings.iter().map(|crossing| (machine(&crossing.at), crossing.kind == CrossingKind::Equal));
            let expected = expected.iter().map(|(at, equal)| (machine(&theirs(at)), *equal));
            prop_assert_eq!(said.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{}", text);
            Ok(())
        })?;
    }
}
