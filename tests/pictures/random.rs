//! Answers of any shape: sensible ones, and ones whose parts do not fit each other.

#![expect(clippy::unwrap_used, reason = "what is made by hand is sound")]

use crossover::{
    report::{BreakevenScenario, CurveLine, CurveReport, KnobReport},
    units::Exact,
};
use proptest::{collection::vec, option, prelude::*};

use crate::made::{self, Plan, exact, usd};

/// Names as people, and others, choose them.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "(sagemaker|bedrock)\\.[a-z]{4,40}/[a-z0-9.-]{4,60}(\\+x[0-9])?",
        "\\PC{0,30}",
        any::<String>(),
    ]
}

fn amount() -> impl Strategy<Value = Exact> {
    prop_oneof![
        (0u64..1_000_000).prop_map(Exact::from),
        (0u64..1_000_000, 1u64..100_000)
            .prop_map(|(over, under)| Exact::ratio(over, under).unwrap()),
        Just(Exact::zero()),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let carries = option::of((0u64..3_000, 0u64..3_000));
    let by_use = (0u64..1_000, 1u64..1_000).prop_map(|(a, b)| Exact::ratio(a, b).unwrap());
    (
        name(),
        amount(),
        by_use,
        amount(),
        100u64..5_000,
        0u64..4,
        carries,
    )
        .prop_map(|(id, fixed, by_use, step, size, least, carries)| Plan {
            id,
            fixed,
            by_use,
            step,
            size: Exact::from(size),
            least,
            carries: carries.map(|(from, length)| (Exact::from(from), Exact::from(from + length))),
        })
}

fn knob() -> impl Strategy<Value = KnobReport> {
    let own = option::of(0u64..12_000);
    (0u64..5_000, 1u64..9_000, own, any::<bool>(), name()).prop_map(
        |(from, length, own, logarithmic, path)| KnobReport {
            value: own.map(Exact::from),
            from: Exact::from(from),
            to: Exact::from(from + length),
            logarithmic,
            path,
            ..made::knob("", Some("requests"), ("0", "1"), "0")
        },
    )
}

/// Lines of no order, of which some run backwards, are nothing long, or are far too high.
fn stray() -> impl Strategy<Value = CurveReport> {
    let line = (amount(), amount(), amount(), amount(), 0u32..40).prop_map(
        |(from, to, low, high, power)| CurveLine {
            from,
            to,
            from_usd: usd(&low),
            to_usd: usd(&(high * exact("1000").pow(power))),
        },
    );
    (name(), vec(line, 0..6)).prop_map(|(plan, lines)| CurveReport { plan, lines })
}

/// Any answer.
pub(crate) fn report() -> impl Strategy<Value = BreakevenScenario> {
    let parts = (name(), knob(), option::of(knob()), vec(plan(), 0..12));
    let strays = vec(stray(), 0..4);
    let values = vec(0u64..14_000, 0..6);
    (parts, strays, values).prop_map(|((name, knob, across, plans), strays, mut values)| {
        values.sort_unstable();
        let mut report = match across {
            None => made::scenario(&name, knob, &plans),
            Some(across) => {
                let across = KnobReport {
                    value: across.value.or(Some(Exact::one())),
                    ..across
                };
                let values: Vec<Exact> = values.into_iter().map(Exact::from).collect();
                // Each column has some of the plans.
                let some = |value: &Exact| {
                    let count = value.to_whole().unwrap_or(0) % 7;
                    let count = usize::try_from(count).unwrap();
                    plans
                        .iter()
                        .skip(count % 3)
                        .take(count + 1)
                        .cloned()
                        .collect()
                };
                made::plane(&name, (knob, across), &values, &some)
            }
        };
        report.curves.extend(strays);
        report
    })
}
