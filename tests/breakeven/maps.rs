//! The map of the cheapest plans, against the ordinary evaluation of every plan.

use std::{env, sync::LazyLock};

use crossover::{
    analysis::{Breakeven, Crossing, CrossingKind, Curve, Winner},
    catalog::Catalog,
    units::{Exact, Usd, machine},
};
use proptest::{prelude::*, test_runner::Config};

use super::{
    found::{Question, catalog, exact, found, totals, typed},
    random::{CASES, KINDS, PRICES, Random, WITH_FORMULA, random, with},
};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| catalog(PRICES));

/// So many cases, or as many as a long search has.
pub(super) fn config(cases: u32) -> Config {
    let asked = env::var_os(CASES).and_then(|cases| cases.into_string().ok());
    Config {
        cases: asked.and_then(|cases| cases.parse().ok()).unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    }
}

/// The stretch of a value.
fn stretch<'w>(winners: &'w [Winner], x: &Exact) -> &'w Winner {
    let holds = |winner: &&Winner| winner.from < *x && *x <= winner.to;
    winners.iter().find(holds).unwrap_or(&winners[0])
}

fn apart(a: &Usd, b: &Usd) -> Exact {
    let apart = a.amount() - b.amount();
    if apart.is_negative() { -apart } else { apart }
}

/// How far costs may be off: `of` the cost itself, and `usd`.
#[derive(Clone, Copy)]
pub(super) struct Within {
    of: &'static str,
    usd: &'static str,
}

impl Within {
    pub(super) const NOTHING: Self = Self { of: "0", usd: "0" };
    /// Grown months are rounded to a millionth of a request in a bill.
    pub(super) const ROUNDING: Self = Self {
        of: "0",
        usd: "0.001",
    };
    /// What a followed cost may be off.
    pub(super) const FOLLOWED: Self = Self {
        of: "0.001",
        usd: "0.001",
    };

    fn rounds(self) -> bool {
        self.usd != "0"
    }

    fn of(self, usd: &Usd) -> Exact {
        usd.amount() * &exact(self.of) + exact(self.usd)
    }
}

/// Holds the map against all plans at one value.
pub(super) fn check(
    found: &Breakeven<'_>,
    x: &Exact,
    totals: &[Option<Usd>],
    within: Within,
) -> Result<(), TestCaseError> {
    let winner = stretch(&found.map.winners, x);
    let least = totals.iter().flatten().min();
    let Some(plan) = winner.plan else {
        prop_assert!(least.is_none(), "nobody at {}, but {totals:?}", machine(x));
        return Ok(());
    };
    let Some(least) = least else {
        prop_assert!(false, "somebody at {}, but nobody carries it", machine(x));
        return Ok(());
    };
    for plan in [plan].iter().chain(&winner.ties) {
        let Some(Some(ours)) = totals.get(*plan) else {
            prop_assert!(
                false,
                "plan {plan} carries nothing at {}: {totals:?}",
                machine(x)
            );
            return Ok(());
        };
        prop_assert!(
            apart(ours, least) <= within.of(least),
            "at {} plan {plan} costs {}, another {}\n{:?}",
            machine(x),
            machine(ours.amount()),
            machine(least.amount()),
            winner,
        );
    }
    Ok(())
}

/// The stretches are in order, without gaps or overlaps, from end to end.
pub(super) fn check_order(found: &Breakeven<'_>) -> Result<(), TestCaseError> {
    let range = &found.options.range;
    let mut from = range.from.clone();
    for winner in &found.map.winners {
        prop_assert_eq!(&winner.from, &from);
        // The first of whole values has its own end.
        let whole = found.options.knob.bound.whole && from == range.from;
        prop_assert!(
            winner.from < winner.to || whole,
            "an empty stretch at {}",
            machine(&winner.from)
        );
        from.clone_from(&winner.to);
    }
    prop_assert_eq!(&from, &range.to);
    prop_assert_eq!(found.map.crossings.len() + 1, found.map.winners.len());
    for pair in found.map.winners.windows(2) {
        prop_assert_ne!(pair[0].plan, pair[1].plan);
    }
    Ok(())
}

/// A hair: more than what is rounded.
fn hair(x: &Exact, within: Within) -> Exact {
    let least = if within.rounds() {
        "0.00001"
    } else {
        "0.000000000001"
    };
    (x * &exact("0.000000001")).rounded_half_even(12) + exact(least)
}

/// Both sides of a crossing, with the costs of both plans there, as an ordinary evaluation has them.
fn check_crossing(
    crossing: &Crossing,
    cost: &dyn Fn(&Exact) -> Option<Vec<Option<Usd>>>,
    within: Within,
) -> Result<(), TestCaseError> {
    let (Some(before), Some(after)) = (crossing.before, crossing.after) else {
        return Ok(());
    };
    let at = &crossing.at;
    let both = |x: &Exact| {
        let totals = cost(x)?;
        Some((totals[before].clone(), totals[after].clone()))
    };
    // A grown month is rounded in a bill, and may so just pass a step that it reaches exactly.
    if !within.rounds()
        && typed(at).is_some()
        && let Some((Some(ours), Some(theirs))) = both(at)
    {
        let off = apart(&ours, &theirs);
        match crossing.kind {
            CrossingKind::Equal => {
                prop_assert!(
                    off <= within.of(&ours),
                    "{} is not equal: {ours:?} {theirs:?}",
                    machine(at)
                );
            }
            _ => prop_assert!(
                ours <= theirs || off <= within.of(&ours),
                "{}: {ours:?} {theirs:?}",
                machine(at)
            ),
        }
        let said = crossing.before_usd.clone().unwrap_or_else(Usd::zero);
        prop_assert!(
            apart(&ours, &said) <= within.of(&ours),
            "{}: {ours:?} {said:?}",
            machine(at)
        );
    }
    let beside = hair(at, within);
    let below = (at - &beside).rounded_half_even(18);
    let above = (at + &beside).rounded_half_even(18);
    for (x, is_above) in [(below, false), (above, true)] {
        let Some((Some(ours), Some(theirs))) = both(&x) else {
            continue;
        };
        let right = if is_above {
            theirs <= ours
        } else {
            ours <= theirs
        };
        prop_assert!(
            right || apart(&ours, &theirs) <= within.of(&ours),
            "{} from plan {before} to {after}, but at {} {ours:?} {theirs:?}",
            machine(at),
            machine(&x),
        );
    }
    Ok(())
}

/// Values all over a range: `parts` of it, by size and by magnitude.
pub(super) fn spots(from: &Exact, to: &Exact, parts: &[u32], digits: u32) -> Vec<Exact> {
    let width = to - from;
    let mut spots = vec![to.clone()];
    for (at, part) in parts.iter().enumerate() {
        // Every other one nearer to the low end, by factors of ten.
        let scale = 10u64.pow(u32::try_from(at % 5).unwrap_or(0));
        let part = Exact::from(*part).checked_div(&Exact::from(1_000_000 * scale));
        let spot = from + &(&width * &part.unwrap_or_else(Exact::zero));
        spots.push(spot.rounded_half_even(digits));
    }
    spots.retain(|spot| spot > from && spot <= to);
    spots
}

/// All that is asked of the map over the volume.
fn check_volume(random: &Random, parts: &[u32]) -> Result<(), TestCaseError> {
    let text = random.text();
    let path = "workload.requests_per_month";
    let question = Question {
        knob: path,
        from: Some("1000"),
        to: Some("20000000"),
        ..Question::default()
    };
    let cost = |x: &Exact| totals(&CATALOG, &with(&text, path, &machine(x)));
    found(&CATALOG, &text, question, |found| {
        check_order(found)?;
        let exact = found.map.curves.iter().all(Curve::is_exact);
        let within = match (exact, random.grows()) {
            (false, _) => Within::FOLLOWED,
            (true, true) => Within::ROUNDING,
            (true, false) => Within::NOTHING,
        };
        let range = &found.options.range;
        for x in spots(&range.from, &range.to, parts, 3) {
            let totals = cost(&x).unwrap_or_default();
            check(found, &x, &totals, within)?;
        }
        let few = found.map.crossings.len().min(6);
        for crossing in &found.map.crossings[..few] {
            let at = &crossing.at;
            let width = match &crossing.within {
                Some(within) => within.clone(),
                None => hair(at, within),
            };
            let beside = [at - &width, at + &width];
            for x in beside.iter().map(|x| x.rounded_half_even(12)) {
                if x > range.from && x <= range.to {
                    let totals = cost(&x).unwrap_or_default();
                    check(found, &x, &totals, within)?;
                }
            }
            if exact {
                check_crossing(crossing, &cost, within)?;
            }
        }
        if exact {
            for pair in &found.pairs {
                let few = pair.crossings.len().min(6);
                for crossing in &pair.crossings[..few] {
                    check_crossing(crossing, &cost, within)?;
                }
            }
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn the_map_over_the_volume_is_that_of_full_evaluations(
        random in random(WITH_FORMULA),
        parts in prop::collection::vec(1u32..1_000_000, 12),
    ) {
        check_volume(&random, &parts)?;
    }
}

proptest! {
    // Following costs many evaluations: fewer cases, and of fewer plans.
    #![proptest_config(config(4))]

    #[test]
    fn the_map_of_followed_plans_too(
        random in random(KINDS),
        parts in prop::collection::vec(1u32..1_000_000, 8),
    ) {
        check_volume(&random.lighter(), &parts)?;
    }
}
