//! Monte Carlo against three closed forms, and how its error falls with the number of draws.
//!
//! Two plans: `use` pays $0.001 a request, `rent` a fixed $588 a month, so they cost the same at
//! 588,000 requests.

use crossover::{
    analysis::{Outcome, PlanOutcome, draw, monte_carlo},
    catalog::Catalog,
    scenario::Template,
    units::Usd,
};

use crate::{mean, real};

const SEEDS: u64 = 20;
const DRAWS: usize = 10_000;
/// Dollars of a request, of a month, and the requests at which they are the same.
const EACH: f64 = 0.001;
const EVEN: f64 = 588_000.0;

/// What `count` draws from `seed` say of the two plans, the requests being spread like `range`.
fn outcome(range: &str, count: usize, seed: u64) -> Outcome {
    let text = format!(
        "schema = 1\nname = \"Closed forms\"\nregion = \"us-east-1\"\n\
         [workload]\nrequests_per_month = {range}\n\
         [[plan]]\nid = \"use\"\nmode = \"external\"\nlabel = \"api\"\nusd_per_request = \"0.001\"\n\
         [[plan]]\nid = \"rent\"\nmode = \"external\"\nlabel = \"box\"\nfixed_usd_per_month = \"588\"\n"
    );
    let catalog = Catalog::embedded(Vec::new());
    let none = |_: &str| Err("no file is read".to_owned());
    let template = Template::parse(&text, None, &catalog, &none).unwrap();
    let scenario = template.scenario().unwrap();
    let draws = draw(template.uncertain(&scenario), &[], count, seed, 2).unwrap();
    monte_carlo(&template, &scenario, &[], &catalog, &draws, 2)
}

fn dollars(usd: Option<&Usd>) -> f64 {
    usd.unwrap().amount().approximate()
}

fn plan<'a>(outcome: &'a Outcome, id: &str) -> &'a PlanOutcome {
    outcome.plans.iter().find(|plan| plan.plan == id).unwrap()
}

/// How many standard errors of `count` draws lie between what is found and what is known.
fn z(found: f64, known: f64, deviation: f64, count: usize) -> f64 {
    (found - known) / (deviation / real(count).sqrt())
}

#[test]
fn the_mean_of_a_cost_that_is_straight_in_its_input() {
    // 0.001 x the mean of a triangular number: (a + m + b) / 3; its variance as well known.
    let (low, mode, high) = (200_000.0, 400_000.0, 1_200_000.0);
    let range =
        "{ low = 200_000, mode = 400_000, high = 1_200_000, distribution = \"triangular\" }";
    let centre: f64 = (low + mode + high) / 3.0;
    let squares: f64 = low * low + mode * mode + high * high;
    let variance = (squares - low * mode - low * high - mode * high) / 18.0;
    for seed in 0..SEEDS {
        let found = outcome(range, DRAWS, seed);
        let totals = plan(&found, "use").totals.as_ref().unwrap();
        let mean = totals.mean.amount().approximate();
        let z = z(mean, EACH * centre, EACH * variance.sqrt(), DRAWS);
        assert!(z.abs() < 4.0, "seed {seed}: {z}");
        let error = EACH * variance.sqrt() / real(DRAWS).sqrt();
        assert!((totals.standard_error / error - 1.0).abs() < 0.05);
    }
}

#[test]
fn the_probability_of_being_the_cheapest() {
    // Renting wins above 588,000 requests: (b - x)² / ((b - a)(b - m)) of a triangular number.
    let range =
        "{ low = 200_000, mode = 400_000, high = 1_200_000, distribution = \"triangular\" }";
    let known = (1_200_000.0 - EVEN).powi(2) / (1_000_000.0 * 800_000.0);
    for seed in 0..SEEDS {
        let found = outcome(range, DRAWS, seed);
        let won = real(plan(&found, "rent").cheapest) / real(DRAWS);
        let z = z(won, known, f64::sqrt(known * (1.0 - known)), DRAWS);
        assert!(z.abs() < 4.0, "seed {seed}: {z}");
        let others = plan(&found, "use").cheapest;
        assert_eq!(others + plan(&found, "rent").cheapest, DRAWS);
    }
}

#[test]
fn the_expected_regret_and_the_value_of_knowing() {
    // Of choosing to rent: 0.001 (588,000 - x) below, nothing above; x even from a to b. So
    // c (x0 - a)² / 2(b - a), and its square c² (x0 - a)³ / 3(b - a).
    let (low, high) = (100_000.0, 1_500_000.0);
    let range = "{ low = 100_000, high = 1_500_000, distribution = \"uniform\" }";
    let below = EVEN - low;
    let known = EACH * below.powi(2) / (2.0 * (high - low));
    let square = EACH.powi(2) * below.powi(3) / (3.0 * (high - low));
    for seed in 0..SEEDS {
        let found = outcome(range, DRAWS, seed);
        let regret = dollars(plan(&found, "rent").regret.as_ref());
        let z = z(regret, known, (square - known * known).sqrt(), DRAWS);
        assert!(z.abs() < 4.0, "seed {seed}: {z}");
        // Renting costs less on average, and there is one input: to know it is to know everything,
        // but for the bin in which the plans cost the same.
        let choice = &found.choices[0];
        assert_eq!(choice.plan, Some(1));
        let all = dollars(choice.perfect_information.as_ref());
        let one = dollars(choice.knowing[0].as_ref());
        assert!((all - regret).abs() < 1e-9 && one <= all && one > 0.97 * all);
    }
}

#[test]
fn the_error_falls_with_the_root_of_the_draws() {
    let range = "{ mean = 1_000_000, sd = 200_000, distribution = \"normal\" }";
    let error = |count: usize| {
        let squares = (0..60).map(|seed| {
            let found = outcome(range, count, 1_000 + seed);
            let totals = plan(&found, "use").totals.as_ref().unwrap();
            (totals.mean.amount().approximate() - 1_000.0).powi(2)
        });
        mean(&squares.collect::<Vec<_>>()).sqrt()
    };
    let errors = [200, 2_000, 20_000].map(error);
    // Least squares through three evenly spaced points: the outer two decide.
    let slope = (errors[2] / errors[0]).log10() / 2.0;
    assert!((slope + 0.5).abs() < 0.1, "{slope}: {errors:?}");
}
