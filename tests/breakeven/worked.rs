//! A worked example in round figures (`worked.toml`): its crossings follow from the figures at the
//! head of the file by dividing them, as noted beside each.

use std::{fs, path::Path};

use crossover::{
    analysis::{Breakeven, CrossingKind, Verdict},
    units::{Exact, machine},
};

use super::found::{Question, catalog, exact, found};

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/breakeven")
        .join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) fn worked<T>(question: Question<'_>, with: impl FnOnce(&Breakeven<'_>) -> T) -> T {
    found(
        &catalog(&read("worked.csv")),
        &read("worked.toml"),
        question,
        with,
    )
}

const ALL: Question<'_> = Question {
    knob: "workload.requests_per_month",
    from: Some("0"),
    to: Some("400000000"),
    between: None,
};

/// `thousands` / `parts` thousand requests.
fn thousand(thousands: u64, parts: u64) -> Exact {
    Exact::ratio(thousands * 1_000, parts).unwrap_or_else(Exact::zero)
}

#[test]
fn tokens_against_an_instance_cross_nine_times() {
    use CrossingKind::{Equal, Jump};
    // n instances cost n x $1,000 = n x 10,000/3 thousand requests at $0.30, and are enough up to
    // n x 4,000 thousand: from the fifth on they are never dearer.
    let expected = [
        (thousand(10_000, 3), Equal, "small"),
        (thousand(4_000, 1), Jump, "by-use"),
        (thousand(20_000, 3), Equal, "small"),
        (thousand(8_000, 1), Jump, "by-use"),
        (thousand(10_000, 1), Equal, "small"),
        (thousand(12_000, 1), Jump, "by-use"),
        (thousand(40_000, 3), Equal, "small"),
        (thousand(16_000, 1), Jump, "by-use"),
        (thousand(50_000, 3), Equal, "small"),
    ];
    let question = Question {
        between: Some(("by-use", "small")),
        ..ALL
    };
    worked(question, |found| {
        let pair = &found.pairs[0];
        let crossings = pair.crossings.iter().map(|crossing| {
            assert_eq!(crossing.within, None, "a crossing over the volume is exact");
            let after = &found.map.curves[crossing.after.unwrap_or(usize::MAX)].plan;
            (crossing.at.clone(), crossing.kind, after.as_str())
        });
        assert_eq!(crossings.collect::<Vec<_>>(), expected);
        assert_eq!(pair.verdict, Verdict::Crosses);
        let settled = pair
            .settled
            .as_ref()
            .map(|(from, plan)| (from, found.map.curves[*plan].plan.as_str()));
        assert_eq!(settled, Some((&thousand(50_000, 3), "small")));
        // Just above 4,000 thousand the second instance makes $2,000 of what is $1,200 elsewhere.
        let regret = pair
            .regret
            .as_ref()
            .map(|regret| (regret.largest.amount().clone(), &regret.at));
        assert_eq!(regret, Some((exact("800"), &thousand(4_000, 1))));
    });
}

/// Ends of the stretches in thousands, as ninths where they are no whole number: the Python oracle of
/// the project's reference has the same 25, worked out in fractions by code that is not this one's.
const STRETCHES: [(u64, u64, &str); 25] = [
    (10_000, 3, "by-use"),
    (4_000, 1, "small"),
    (20_000, 3, "by-use"),
    (8_000, 1, "small"),
    (25_000, 3, "by-use"),
    (11_000, 1, "units"),
    (12_000, 1, "small"),
    (40_000, 3, "by-use"),
    (16_000, 1, "small"),
    (50_000, 3, "by-use"),
    (20_000, 1, "small"),
    (22_000, 1, "units"),
    (24_000, 1, "small"),
    (32_000, 1, "big"),
    (33_000, 1, "units"),
    (40_000, 1, "small"),
    (44_000, 1, "units"),
    (48_000, 1, "small"),
    (64_000, 1, "big"),
    (66_000, 1, "units"),
    (68_000, 1, "small"),
    (77_000, 1, "units"),
    (96_000, 1, "big"),
    (99_000, 1, "units"),
    (400_000, 1, "big"),
];

#[test]
fn four_ways_to_buy_have_twenty_five_stretches() {
    worked(ALL, |found| {
        let stretches = found.map.winners.iter().map(|winner| {
            let plan = &found.map.curves[winner.plan.unwrap_or(usize::MAX)].plan;
            (winner.to.clone(), plan.as_str())
        });
        let expected = STRETCHES.map(|(to, parts, plan)| (thousand(to, parts), plan));
        assert_eq!(stretches.collect::<Vec<_>>(), expected);
        let settled = found.settled_from.as_ref().map(machine);
        assert_eq!(
            settled.as_deref(),
            Some("99000000"),
            "the big instance for good"
        );
    });
}

#[test]
fn what_is_equal_all_along_is_said_to_be() {
    worked(ALL, |found| {
        // Up to 20,000 thousand five instances and two units cost $5,000; up to 24,000 six instances
        // and a big one $6,000; up to 48,000 twelve and two $12,000. Four units cost as much as ten
        // instances only above 36,000 thousand, so not all along.
        let ties = found
            .map
            .winners
            .iter()
            .filter(|winner| !winner.ties.is_empty());
        let ties = ties.map(|winner| {
            let names = winner
                .ties
                .iter()
                .map(|tie| found.map.curves[*tie].plan.as_str());
            (machine(&winner.to), names.collect::<Vec<_>>())
        });
        let expected = [
            ("20000000", "units"),
            ("24000000", "big"),
            ("48000000", "big"),
        ];
        assert_eq!(
            ties.collect::<Vec<_>>(),
            expected.map(|(to, plan)| (to.to_owned(), vec![plan]))
        );
    });
}

#[test]
fn a_shorter_range_says_the_same_for_good() {
    // The last crossing of all, 99,000 thousand, lies beyond the range, where it is still looked for.
    let question = Question {
        to: Some("90000000"),
        ..ALL
    };
    worked(question, |found| {
        let last = found.map.winners.last().and_then(|winner| winner.plan);
        let last = last.map(|plan| found.map.curves[plan].plan.as_str());
        assert_eq!(last, Some("big"));
        let settled = found.settled_from.as_ref().map(machine);
        assert_ne!(
            settled.as_deref(),
            Some("77000000"),
            "units win again up to 99,000 thousand"
        );
        for pair in &found.pairs {
            let (from, plan) = pair.settled.as_ref().unwrap_or_else(|| panic!("{pair:?}"));
            let names =
                [pair.plan, pair.other, *plan].map(|plan| found.map.curves[plan].plan.as_str());
            // By use: small from 50,000/3 on, big from 40,000 on (two for 40,000 x 0.3), units from
            // 100,000/3 on (four for $10,000), all in thousands.
            if names.contains(&"by-use") {
                let expected = match names[2] {
                    "small" => thousand(50_000, 3),
                    "big" => thousand(40_000, 1),
                    _ => thousand(100_000, 3),
                };
                assert_eq!(*from, expected, "{names:?}");
            }
        }
    });
}

#[test]
fn commitments_break_even_at_their_share_of_what_they_cost_by_use() {
    worked(ALL, |found| {
        // At 5,000 thousand: two instances for $2,000 are 6,666.7 of 8,000 thousand; one big for
        // $6,000 20,000 of 32,000; one unit for $2,500 8,333.3 of 11,000.
        let expected = [("small", (5, 6)), ("big", (5, 8)), ("units", (25, 33))];
        let expected = expected.map(|(plan, (n, d))| (plan, Exact::ratio(n, d)));
        let commitments = found.commitments.iter();
        let said = commitments.map(|found| (found.plan.as_str(), found.utilisation.clone()));
        assert_eq!(said.collect::<Vec<_>>(), expected);
        assert!(
            found
                .commitments
                .iter()
                .all(|found| found.against == "by-use")
        );
    });
}
