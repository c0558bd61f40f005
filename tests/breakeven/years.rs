//! Break-even while prices change from year to year.

use crossover::{analysis::Curve, units::Exact};

use super::found::{Question, catalog, exact, found, totals};

const PRICES: &str = include_str!("worked.csv");
const WORKED: &str = include_str!("worked.toml");

/// The worked example over two years and a half, prices a tenth lower each year.
fn falling() -> String {
    let head = "schema = 1\nmonths = 30\nprice_change_per_year = \"-0.1\"\n";
    WORKED.replacen("schema = 1\n", head, 1)
}

#[test]
fn the_crossings_are_where_they_were_as_all_prices_fall_alike() {
    let question = Question {
        knob: "workload.requests_per_month",
        from: Some("0"),
        to: Some("400000000"),
        between: None,
    };
    let crossings = |text: &str| {
        found(&catalog(PRICES), text, question, |found| {
            assert!(found.map.curves.iter().all(Curve::is_exact));
            let at = found.map.crossings.iter().map(|crossing| {
                assert_eq!(crossing.within, None);
                crossing.at.clone()
            });
            at.collect::<Vec<Exact>>()
        })
    };
    let text = falling();
    assert_eq!(crossings(&text), crossings(WORKED));
    // 12 + 12 x 0.9 + 6 x 0.81 = 27.66 of today's months.
    let cost = |text: &str| totals(&catalog(PRICES), text).unwrap_or_default();
    for (ours, today) in cost(&text).into_iter().zip(cost(WORKED)) {
        let today = today.map(|usd| usd.repeated(&exact("27.66")));
        assert_eq!(ours, today);
    }
}

#[test]
fn growth_and_falling_prices_keep_their_formula() {
    let text = falling().replace("[workload]\n", "[workload]\ngrowth_per_month = \"0.5\"\n");
    let text = text.replace("months = 30", "months = 14");
    let question = Question {
        knob: "workload.requests_per_month",
        from: Some("1000"),
        to: Some("4000000"),
        between: None,
    };
    found(&catalog(PRICES), &text, question, |found| {
        assert!(found.map.curves.iter().all(Curve::is_exact));
        assert!(!found.map.crossings.is_empty());
        // A whole number of 2^14 requests grows by halves without a rest.
        for thousands in [16_384u64, 163_840, 1_015_808, 3_276_800] {
            let typed = format!("requests_per_month = {thousands}");
            let text = text.replace("requests_per_month = 5_000_000", &typed);
            let costs = totals(&catalog(PRICES), &text).unwrap_or_default();
            for (curve, cost) in found.map.curves.iter().zip(costs) {
                assert_eq!(curve.at(&Exact::from(thousands)), cost, "{}", curve.plan);
            }
        }
    });
}

#[test]
fn the_payback_is_the_last_month_of_the_dearer_one() {
    // $7,000 once and $1,000 a month against 5,000 thousand requests at $0.30: $500 a month are gained
    // in the first year, $450 in the second: 12 x 500 + 450 n reaches 7,000 within the third month.
    let text = falling().replace(
        "id = \"small\"\n",
        "id = \"small\"\ninstance_count = 1\none_time_usd = \"7000\"\n",
    );
    let text = text.replace("min_instances = 1\ntarget_utilisation = \"1\"\ncapacity = { output_tokens_per_second = 1000 }", "");
    let question = Question {
        knob: "months",
        from: Some("1"),
        to: Some("40"),
        between: Some(("by-use", "small")),
    };
    found(&catalog(PRICES), &text, question, |found| {
        let crossings = &found.map.crossings;
        assert_eq!(crossings.len(), 1, "{crossings:?}");
        assert_eq!(crossings[0].at, exact("14"));
    });
}
