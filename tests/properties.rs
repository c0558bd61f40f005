//! What holds for every plan of every mode, whatever the workload.

#[path = "support/priced.rs"]
mod priced;
#[path = "properties/workload.rs"]
mod workload;

use std::sync::LazyLock;

use crossover::{
    analysis::{Evaluated, Status, evaluate},
    capacity::{Rule, SizedHours},
    catalog::Catalog,
    plan::Mode,
    report::PlanReport,
    scenario::Scenario,
    units::{Decimal, Exact, machine},
};
use proptest::{prelude::*, test_runner::Config};
use workload::{Asked, PRICES, asked};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(PRICES));

/// Workloads of each property; each is tried with every mode.
const CASES: u32 = 16;

fn config() -> Config {
    Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    }
}

fn exact(text: &str) -> Exact {
    Exact::from(
        text.parse::<Decimal>()
            .unwrap_or_else(|error| panic!("{text}: {error}")),
    )
}

/// The plan of `mode`, which must be ok.
fn priced(asked: &Asked, mode: Mode) -> PlanReport {
    let text = asked.scenario(mode, &asked.plan(mode));
    let plan = priced::plans(&CATALOG, &text).remove(0);
    assert_eq!(
        plan.status,
        "ok",
        "{}: {:?}\n{text}",
        mode.id(),
        plan.reasons
    );
    plan
}

fn total(plan: &PlanReport) -> Exact {
    let Some(total) = &plan.total_usd else {
        panic!("{} has no total", plan.id)
    };
    total.amount().clone()
}

/// The quantity and the cost of the line `id`.
fn line(plan: &PlanReport, id: &str) -> (Exact, Exact) {
    let line = plan.line_items.iter().find(|line| line.id == id);
    let Some((line, cost)) = line.and_then(|line| Some((line, line.cost_usd.as_ref()?))) else {
        panic!("{} has no line {id}", plan.id)
    };
    (line.quantity.clone(), cost.amount().clone())
}

/// Lines whose quantity is copied for every environment, by mode: what stands by whether used or not.
/// Copies of imported weights and jobs follow the work.
fn copied(mode: Mode) -> &'static [&'static str] {
    match mode {
        Mode::BedrockProvisioned => &["model-unit-hours"],
        Mode::BedrockReserved => &["input-tpm-hours", "output-tpm-hours"],
        Mode::BedrockMarketplace | Mode::SagemakerEndpoint | Mode::SagemakerAsync => {
            &["instance-hours", "volume-gib-months", "software-hours"]
        }
        Mode::SagemakerServerless => &["provisioned-concurrency-seconds"],
        _ => &[],
    }
}

/// The modes whose inference is paid as it comes.
const BY_USE: [Mode; 3] = [
    Mode::BedrockOnDemand,
    Mode::BedrockBatch,
    Mode::BedrockCustomOnDemand,
];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_line_is_quantity_times_price_and_the_lines_sum_to_the_total(asked in asked()) {
        for mode in Mode::ALL {
            let plan = priced(&asked, *mode);
            let mut sum = Exact::zero();
            for line in &plan.line_items {
                let (cost, per) = (line.cost_usd.as_ref().unwrap(), Exact::from(line.per.unwrap()));
                let product = &line.quantity * line.unit_price_usd.as_ref().unwrap();
                prop_assert_eq!(cost.amount(), &product.checked_div(&per).unwrap(), "{}", &line.id);
                prop_assert_eq!(cost.is_negative(), line.group == "discount", "{}", &line.id);
                prop_assert!(!line.quantity.is_negative() && !line.quantity.is_zero());
                prop_assert!(!line.list_cost_usd.as_ref().unwrap().is_negative());
                sum += cost.amount();
            }
            let mut ids: Vec<&str> = plan.line_items.iter().map(|line| line.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), plan.line_items.len(), "line ids are unique");
            prop_assert_eq!(&total(&plan), &sum);
            prop_assert!(!sum.is_negative());
            let months: Exact = plan.monthly_usd.iter().map(|usd| usd.amount().clone()).sum();
            prop_assert_eq!(&months, &sum);
            let count = u64::try_from(plan.monthly_usd.len()).unwrap();
            prop_assert_eq!(count, u64::from(asked.months));
        }
    }

    /// What a reader recomputes from the printed decimals is what is printed, to the last digit but
    /// the rounding of the operands.
    #[test]
    fn the_printed_line_can_be_recomputed(asked in asked()) {
        for mode in Mode::ALL {
            for line in &priced(&asked, *mode).line_items {
                let json = serde_json::to_value(line).unwrap();
                let read = |key: &str| exact(json[key].as_str().unwrap());
                let per = Exact::from(json["per"].as_u64().unwrap());
                let product = read("quantity") * read("unit_price_usd");
                let off = product.checked_div(&per).unwrap() - read("cost_usd");
                let off = if off.is_negative() { -off } else { off };
                prop_assert!(off < exact("0.000000000001"), "{}: {}", &line.id, machine(&off));
            }
        }
    }

    #[test]
    fn more_requests_never_cost_less(asked in asked()) {
        let twice = Asked { requests: asked.requests * 2, ..asked.clone() };
        for mode in Mode::ALL {
            let (once, twice) = (priced(&asked, *mode), priced(&twice, *mode));
            prop_assert!(total(&once) <= total(&twice), "{}", mode.id());
        }
    }

    #[test]
    fn what_is_paid_by_use_doubles_with_the_volume(asked in asked()) {
        let asked = Asked { growth: "0", discounts: Vec::new(), ..asked };
        let twice = Asked { requests: asked.requests * 2, ..asked.clone() };
        for mode in BY_USE {
            let (once, twice) = (priced(&asked, mode), priced(&twice, mode));
            prop_assert_eq!(once.line_items.len(), twice.line_items.len());
            for item in &once.line_items {
                let ((_, one), (_, two)) = (line(&once, &item.id), line(&twice, &item.id));
                let factor = if item.group == "inference" { "2" } else { "1" };
                prop_assert_eq!(one * exact(factor), two, "{} of {}", &item.id, mode.id());
            }
        }
    }

    #[test]
    fn environments_copy_capacity_and_nothing_else(asked in asked()) {
        let asked = Asked { discounts: Vec::new(), environments: 1, ..asked };
        let three = Asked { environments: 3, ..asked.clone() };
        for mode in Mode::ALL {
            let (one, three) = (priced(&asked, *mode), priced(&three, *mode));
            prop_assert_eq!(one.line_items.len(), three.line_items.len());
            for item in &one.line_items {
                let ((single, _), (triple, _)) = (line(&one, &item.id), line(&three, &item.id));
                let copies = if copied(*mode).contains(&item.id.as_str()) { "3" } else { "1" };
                prop_assert_eq!(single * exact(copies), triple, "{} of {}", &item.id, mode.id());
            }
        }
    }

    #[test]
    fn the_price_multiplier_scales_the_total_and_leaves_the_list(asked in asked()) {
        let plain = Asked { multiplier: "1", ..asked.clone() };
        for mode in Mode::ALL {
            let (plain, scaled) = (priced(&plain, *mode), priced(&asked, *mode));
            prop_assert_eq!(total(&plain) * exact(asked.multiplier), total(&scaled), "{}", mode.id());
            prop_assert_eq!(&plain.list_total_usd, &scaled.list_total_usd);
        }
    }

    #[test]
    fn equal_months_cost_the_same(asked in asked()) {
        let months = Asked { growth: "0", ..asked };
        let month = Asked { months: 1, ..months.clone() };
        for mode in Mode::ALL {
            let (one, all) = (priced(&month, *mode), priced(&months, *mode));
            prop_assert_eq!(total(&one) * Exact::from(months.months), total(&all), "{}", mode.id());
            prop_assert!(all.monthly_usd.iter().all(|usd| *usd.amount() == total(&one)));
        }
    }

    #[test]
    fn growing_months_are_the_months_one_by_one(asked in asked()) {
        let asked = Asked { growth: "0.25", requests: asked.requests / 64 * 64, months: 4, ..asked };
        prop_assume!(asked.requests > 1_000);
        for mode in Mode::ALL {
            let grown = priced(&asked, *mode);
            // 1.25^n of a multiple of 64 is whole: no month is rounded.
            let volumes = [(1, 1), (5, 4), (25, 16), (125, 64)].map(|(up, down)| asked.requests / down * up);
            for (requests, usd) in volumes.into_iter().zip(&grown.monthly_usd) {
                let month = Asked { requests, months: 1, growth: "0", ..asked.clone() };
                prop_assert_eq!(&total(&priced(&month, *mode)), usd.amount(), "{}", mode.id());
            }
        }
    }

    #[test]
    fn discounts_lower_the_total_and_never_below_zero(asked in asked()) {
        let plain = Asked { discounts: Vec::new(), ..asked.clone() };
        let all = Asked { discounts: vec![("*", "0.07")], ..asked.clone() };
        let free = Asked { discounts: vec![("*", "1"), ("*", "0.5")], ..asked.clone() };
        for mode in Mode::ALL {
            let (full, less) = (priced(&plain, *mode), priced(&asked, *mode));
            prop_assert!(total(&less) <= total(&full), "{}", mode.id());
            prop_assert_eq!(&full.list_total_usd, &less.list_total_usd);
            let (kept, nothing) = if *mode == Mode::External { ("1", "1") } else { ("0.93", "0") };
            // Software of the AWS Marketplace is not AWS's to discount.
            let software = full.line_items.iter().filter(|line| line.meter == "software-hours");
            let software: Exact = software.map(|line| line.cost_usd.as_ref().unwrap().amount()).sum();
            let lowered = |share: &str| (total(&full) - &software) * exact(share) + &software;
            prop_assert_eq!(total(&priced(&all, *mode)), lowered(kept), "{}", mode.id());
            prop_assert_eq!(total(&priced(&free, *mode)), lowered(nothing), "{}", mode.id());
        }
    }

    #[test]
    fn provisioned_units_carry_the_peak_and_one_fewer_does_not(asked in asked()) {
        let mode = Mode::BedrockProvisioned;
        let asked = Asked { environments: 1, ..asked };
        let auto = priced(&asked, mode);
        let sizing = auto.sizing.as_ref().unwrap();
        prop_assert!(sizing.throttled_requests.is_zero());
        let units = sizing.peak_units.unwrap();
        let with = |units: u64, allowed: &str| {
            let keys = format!("{}\nunits = {units}\nmax_throttled_share = {allowed}", asked.plan(mode));
            priced::plans(&CATALOG, &asked.scenario(mode, &keys)).remove(0)
        };
        let fixed = with(units, "0");
        prop_assert_eq!(fixed.status, "ok");
        prop_assert!(fixed.sizing.unwrap().throttled_requests.is_zero());
        if units > 1 {
            let fewer = with(units - 1, "0");
            prop_assert_eq!(fewer.status, "infeasible");
            prop_assert_eq!(fewer.reasons[0].id.as_str(), "throttled");
            let allowed = with(units - 1, "1");
            prop_assert_eq!(allowed.status, "ok");
            prop_assert!(allowed.sizing.unwrap().throttled_requests.is_positive());
        }
    }
}

/// The hours of the only plan when the month has `factor` times the scenario's requests.
fn sized_at(scenario: &mut Scenario, first: &Exact, factor: &Exact) -> (Rule, Vec<SizedHours>) {
    scenario.volume.first_month = first * factor;
    let result: Evaluated<'_> = evaluate(scenario, &scenario.plans[0], &CATALOG);
    assert_eq!(result.status, Status::Ok, "{:?}", result.reasons);
    let Some(sizing) = result.sizing else {
        panic!("{} has no sizing", result.entry.id())
    };
    (sizing.peak_month.rule, sizing.peak_month.hours)
}

/// Holds the ends of a piece against the sizing itself: at the upper end as many units, a hair above
/// one more; at the lower end one fewer, a hair above as many.
fn check_piece(scenario: &mut Scenario, first: &Exact, at: usize, sized: &SizedHours) {
    let (lower, upper) = sized.piece();
    let mut units = |factor: &Exact| sized_at(scenario, first, factor).1[at].units;
    let hair = exact("1.000000000000000001");
    let Some(upper) = upper else {
        panic!("a need of nothing has no piece")
    };
    assert_eq!(units(&upper), sized.units, "at the upper end");
    assert_eq!(
        units(&(&upper * &hair)),
        sized.units + 1,
        "above the upper end"
    );
    if let Some(lower) =
        lower.filter(|lower| !lower.is_zero() && sized.need.ceil() == Some(sized.units))
    {
        assert_eq!(units(&lower), sized.units - 1, "at the lower end");
        assert_eq!(units(&(&lower * &hair)), sized.units, "above the lower end");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_number_of_units_changes_exactly_at_the_ends_of_its_piece(asked in asked()) {
        let asked = Asked { months: 1, growth: "0", interactive: false, discounts: Vec::new(), ..asked };
        for mode in [
            Mode::BedrockProvisioned,
            Mode::BedrockCustomImport,
            Mode::BedrockMarketplace,
            Mode::SagemakerEndpoint,
            Mode::SagemakerServerless,
            Mode::SagemakerAsync,
        ] {
            let text = asked.scenario(mode, &asked.plan(mode));
            let mut scenario = priced::scenario(&CATALOG, &text);
            let first = scenario.volume.first_month.clone();
            let (rule, hours) = sized_at(&mut scenario, &first, &Exact::one());
            let peak = hours.iter().map(|hours| &hours.need).max().unwrap();
            for (at, sized) in hours.iter().enumerate() {
                // Units of one count for all hours change with the peak; serverless is bounded there.
                let follows = matches!(rule, Rule::HourlyCeiling | Rule::TargetTracking | Rule::ScaleToZero);
                let checked = sized.need == *peak || follows && mode != Mode::SagemakerServerless;
                // Hours a schedule switches off have no units, whatever is needed.
                if checked && sized.need.is_positive() && sized.clock_hours.is_positive() {
                    check_piece(&mut scenario, &first, at, sized);
                }
            }
        }
    }
}
