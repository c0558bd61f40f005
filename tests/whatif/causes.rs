//! The causes of a difference add up, and are what they are called.

use std::sync::LazyLock;

use crossover::{
    analysis::{Causes, PlanChange, Status, change},
    catalog::Catalog,
    plan::Mode,
    units::{Decimal, Exact, Usd},
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    priced,
    workload::{PRICES, asked},
};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(PRICES));

fn sum(causes: &Causes) -> Usd {
    causes.volume.clone() + &causes.mix + &causes.price + &causes.steps
}

fn negated(causes: &Causes) -> Causes {
    Causes {
        volume: -causes.volume.clone(),
        mix: -causes.mix.clone(),
        price: -causes.price.clone(),
        steps: -causes.steps.clone(),
    }
}

/// What became of the one plan between two texts.
fn changed(before: &str, after: &str) -> PlanChange {
    let (before, after) = (
        priced::scenario(&CATALOG, before),
        priced::scenario(&CATALOG, after),
    );
    let mut changed = change(&before, &after, &[], &CATALOG);
    assert_eq!(changed.before.plans[0].result.status, Status::Ok);
    assert_eq!(changed.after.plans[0].result.status, Status::Ok);
    changed.plans.remove(0)
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    /// Everything at once: another volume, other sizes, prices, discounts, months, choices.
    #[test]
    fn causes_add_up_and_the_way_back_is_their_negative(one in asked(), other in asked()) {
        for mode in Mode::ALL {
            let before = one.scenario(*mode, &one.plan(*mode));
            let after = other.scenario(*mode, &other.plan(*mode));
            let there = changed(&before, &after);
            let causes = there.causes.unwrap();
            prop_assert_eq!(Some(sum(&causes)), there.difference.clone(), "{}", mode.id());
            prop_assert_eq!(&Causes::of(&there.lines), &causes);
            for line in &there.lines {
                prop_assert_eq!(sum(&line.causes), line.difference(), "{} {}", mode.id(), line.id);
            }
            let back = changed(&after, &before);
            prop_assert_eq!(back.causes.unwrap(), negated(&causes), "{}", mode.id());
            let still = changed(&before, &before);
            prop_assert_eq!(still.causes.unwrap(), Causes::none());
        }
    }
}

/// A scenario of one plan, a million requests of 1,000 and 100 tokens a month of 1,000 hours.
fn text(requests: u64, input: u64, plan: &str) -> String {
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n\
         [workload]\nkind = \"text\"\nlatency = \"offline\"\nrequests_per_month = {requests}\n\
         input_tokens = {input}\noutput_tokens = 100\n[[plan]]\nid = \"p\"\nmodel = \"m\"\n{plan}\n\
         [model.m]\nbedrock = \"acme.one-v1:0\"\n"
    )
}

/// Dollars of each cause: volume, mix, price, steps.
#[expect(clippy::unwrap_used, reason = "a plan without a cost fails the test")]
fn causes(before: &str, after: &str) -> [String; 4] {
    let causes = changed(before, after).causes.unwrap();
    [causes.volume, causes.mix, causes.price, causes.steps]
        .map(|usd| crossover::units::machine(usd.amount()))
}

const ON_DEMAND: &str = "mode = \"bedrock.on-demand\"";

#[test]
fn twice_the_requests_by_use_is_all_volume() {
    let (before, after) = (
        text(1_000_000, 1_000, ON_DEMAND),
        text(2_000_000, 1_000, ON_DEMAND),
    );
    // 1,000 million tokens at $3 and 100 million at $15.
    assert_eq!(causes(&before, &after), ["4500", "0", "0", "0"]);
}

#[test]
fn twice_the_tokens_by_use_is_all_mix() {
    let (before, after) = (
        text(1_000_000, 1_000, ON_DEMAND),
        text(1_000_000, 2_000, ON_DEMAND),
    );
    assert_eq!(causes(&before, &after), ["0", "3000", "0", "0"]);
}

#[test]
fn requests_and_tokens_share_what_both_make() {
    let (before, after) = (
        text(1_000_000, 1_000, ON_DEMAND),
        text(2_000_000, 2_000, ON_DEMAND),
    );
    // Input: $3 a million tokens x mean 1,500 x 1 million more; and x mean 1.5 million x 1,000 more.
    // Output: 100 tokens of each of the million more.
    assert_eq!(causes(&before, &after), ["6000", "4500", "0", "0"]);
}

#[test]
fn a_multiplier_and_a_discount_are_all_price() {
    let dearer = format!("{ON_DEMAND}\nprice_multiplier = \"1.5\"");
    let before = text(1_000_000, 1_000, ON_DEMAND);
    let after = text(1_000_000, 1_000, &dearer);
    assert_eq!(causes(&before, &after), ["0", "0", "2250", "0"]);
    let discounted = format!("{before}[[discount]]\nmeter = \"output-tokens\"\nshare = \"0.2\"\n");
    assert_eq!(causes(&before, &discounted), ["0", "0", "-300", "0"]);
}

fn endpoint(count: &str) -> String {
    format!(
        "mode = \"sagemaker.endpoint\"\ninstance = \"ml.c7i.large\"\n{count}\n\
         target_utilisation = 1\ncapacity = {{ requests_per_second = 1 }}"
    )
}

#[test]
fn another_number_of_instances_is_all_steps() {
    let before = text(1_000_000, 1_000, &endpoint("instance_count = 2"));
    let after = text(1_000_000, 1_000, &endpoint("instance_count = 5"));
    // Three more for 1,000 hours at $1.4077.
    assert_eq!(causes(&before, &after), ["0", "0", "0", "4223.1"]);
    let more = text(3_000_000, 1_000, &endpoint("instance_count = 2"));
    // 3,600 requests an hour each: 277.78 and 833.33 of the 2,000 hours are needed, none is added.
    let [volume, mix, price, steps] = causes(&before, &more);
    assert_eq!([mix.as_str(), price.as_str()], ["0", "0"]);
    assert_eq!(steps, format!("-{volume}"));
    assert!(volume.starts_with("782.05"), "{volume}");
}

#[test]
fn instances_that_follow_the_load_are_volume_and_steps() {
    let scaled = endpoint("scaling = \"autoscaled\"\nmin_instances = 1");
    let before = text(3_000_000, 1_000, &scaled);
    let after = text(6_000_000, 1_000, &scaled);
    let found = changed(&before, &after);
    let causes = found.causes.clone().unwrap();
    let line = found
        .lines
        .iter()
        .find(|line| line.id == "instance-hours")
        .unwrap();
    let (was, is) = (line.before.clone().unwrap(), line.after.clone().unwrap());
    // 3,600 requests an hour each.
    let needed = |thousand: u64| Exact::ratio(thousand * 1_000, 3_600).unwrap();
    assert_eq!([&was.needed, &is.needed], [&needed(3_000), &needed(6_000)]);
    let price = Exact::from("1.4077".parse::<Decimal>().unwrap());
    assert_eq!(*causes.volume.amount(), needed(3_000) * &price);
    let idle = (is.quantity - &is.needed) - (was.quantity - &was.needed);
    assert_eq!(*causes.steps.amount(), idle * &price);
    assert!(!causes.steps.amount().is_zero());
    assert_eq!([causes.mix, causes.price], [Usd::zero(), Usd::zero()]);
}

#[test]
fn slower_instances_are_mix_and_fees_are_steps() {
    let slow = endpoint("instance_count = 2").replace("per_second = 1", "per_second = \"0.5\"");
    let (before, after) = (
        text(1_000_000, 1_000, &endpoint("instance_count = 2")),
        text(1_000_000, 1_000, &slow),
    );
    let [volume, mix, price, steps] = causes(&before, &after);
    assert_eq!([volume.as_str(), price.as_str()], ["0", "0"]);
    assert_eq!(steps, format!("-{mix}"));
    let outside = |fee: &str| {
        let plan = format!("mode = \"external\"\nlabel = \"x\"\nfixed_usd_per_month = \"{fee}\"");
        text(1_000_000, 1_000, &plan)
    };
    assert_eq!(causes(&outside("0"), &outside("40")), ["0", "0", "0", "40"]);
    assert_eq!(
        causes(&outside("40"), &outside("50")),
        ["0", "0", "10", "0"]
    );
}

#[test]
fn the_sides_are_what_compare_says() {
    let plans = format!(
        "{ON_DEMAND}\n[[plan]]\nid = \"q\"\nmodel = \"m\"\n{}",
        endpoint("")
    );
    let (before, after) = (
        text(1_000_000, 1_000, &plans),
        text(9_000_000, 2_000, &plans),
    );
    let sides = [&before, &after].map(|text| priced::scenario(&CATALOG, text));
    let found = change(&sides[0], &sides[1], &[], &CATALOG);
    for (standing, text) in [(&found.before, &before), (&found.after, &after)] {
        for plan in priced::plans(&CATALOG, text) {
            let ours = standing
                .plans
                .iter()
                .find(|ours| ours.result.entry.id() == plan.id)
                .unwrap();
            assert_eq!(ours.result.total(), plan.total_usd);
            assert_eq!(ours.rank, plan.rank);
        }
    }
}
