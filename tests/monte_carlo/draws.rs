//! Draws of uncertain inputs against what is known of their distributions.

use crossover::{
    analysis::{DrawError, Draws, draw},
    catalog::Catalog,
    scenario::{Scenario, Template},
    units::Exact,
};

use crate::{mean, real};

/// A scenario with `ranges` in its workload, and more at its end.
fn text(ranges: &str, more: &str) -> String {
    format!(
        "schema = 1\nname = \"Uncertain\"\nregion = \"us-east-1\"\n\n[workload]\n{ranges}\n\n\
         [[plan]]\nmode = \"external\"\nlabel = \"api\"\nusd_per_request = \"0.01\"\n\n{more}"
    )
}

fn parsed<T>(text: &str, with: impl FnOnce(&Template<'_>, &Scenario) -> T) -> Result<T, String> {
    let catalog = Catalog::embedded(Vec::new());
    let none = |_: &str| Err("no file is read".to_owned());
    let first = |problems: Vec<crossover::schema::Problem>| problems[0].message.clone();
    let template = Template::parse(text, None, &catalog, &none).map_err(first)?;
    let scenario = template.scenario().map_err(first)?;
    Ok(with(&template, &scenario))
}

fn drawn(text: &str, count: usize, seed: u64, threads: usize) -> Result<Draws, DrawError> {
    let made = parsed(text, |template, scenario| {
        let inputs = template.uncertain(scenario);
        draw(inputs, &scenario.correlations, count, seed, threads)
    });
    made.unwrap()
}

fn column(draws: &Draws, path: &str) -> Vec<f64> {
    let input = draws.inputs.iter().find(|input| input.knob.path == path);
    let input = input.unwrap();
    (0..draws.count)
        .map(|at| Exact::from(input.value(at)).approximate())
        .collect()
}

fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: Vec<f64> = values.iter().map(|x| (x - centre).powi(2)).collect();
    mean(&squares).sqrt()
}

const TOKENS: &str = "workload.input_tokens";

/// A range, its mean, its standard deviation, and a value with the chance of being at most that.
const KNOWN: [(&str, f64, f64, (f64, f64)); 6] = [
    // (a+b)/2, (b-a)/sqrt(12)
    (
        "{ low = 100, high = 500, distribution = \"uniform\" }",
        300.0,
        115.470_053_84,
        (200.0, 0.25),
    ),
    // (a+b+c)/3, sqrt((a²+b²+c²-ab-ac-bc)/18); (x-a)²/((c-a)(b-a)) up to the mode
    (
        "{ low = 0, mode = 200, high = 1000, distribution = \"triangular\" }",
        400.0,
        216.024_689_95,
        (200.0, 0.2),
    ),
    // (a+4m+c)/6; alpha = 3, beta = 3: sd = width x sqrt(1/28); half below the middle
    (
        "{ low = 0, mode = 500, high = 1000, distribution = \"pert\" }",
        500.0,
        188.982_236_5,
        (500.0, 0.5),
    ),
    (
        "{ mean = 1000, sd = 100, distribution = \"normal\" }",
        1000.0,
        100.0,
        (1100.0, 0.841_344_746),
    ),
    // The median is mean / sqrt(1 + (sd/mean)²).
    (
        "{ mean = 1000, sd = 500, distribution = \"lognormal\" }",
        1000.0,
        500.0,
        (894.427_191, 0.5),
    ),
    (
        "{ values = [100, 200, 900], weights = [1, 2, 1], distribution = \"discrete\" }",
        350.0,
        320.156_211_9,
        (200.0, 0.75),
    ),
];

#[test]
fn draws_have_the_mean_the_spread_and_the_shares_of_their_distribution() {
    let count = 20_000;
    for (range, centre, spread, (value, share)) in KNOWN {
        let text = text(
            &format!("requests_per_month = 1\ninput_tokens = {range}"),
            "",
        );
        for seed in 0..5 {
            let values = column(&drawn(&text, count, seed, 2).unwrap(), TOKENS);
            let error = spread / real(count).sqrt();
            let z = (mean(&values) - centre) / error;
            assert!(z.abs() < 4.0, "{range}, seed {seed}: mean {z} errors away");
            let ratio = deviation(&values) / spread;
            assert!(
                (ratio - 1.0).abs() < 0.06,
                "{range}, seed {seed}: spread x {ratio}"
            );
            let below = values.iter().filter(|x| **x <= value + 1e-6).count();
            let error = (share * (1.0 - share) / real(count)).sqrt();
            let z = (real(below) / real(count) - share) / error;
            assert!(z.abs() < 4.5, "{range}, seed {seed}: share {z} errors away");
        }
    }
}

#[test]
fn an_uneven_pert_has_its_mean() {
    // alpha = 1.4, beta = 4.6: mean (0 + 4 x 100 + 1000) / 6, variance ab / ((a+b)²(a+b+1)).
    let range = "{ low = 0, mode = 100, high = 1000, distribution = \"pert\" }";
    let text = text(
        &format!("requests_per_month = 1\ninput_tokens = {range}"),
        "",
    );
    let values = column(&drawn(&text, 50_000, 3, 2).unwrap(), TOKENS);
    let error = 1000.0 * (1.4 * 4.6 / (36.0 * 7.0_f64)).sqrt() / 50_000_f64.sqrt();
    assert!(((mean(&values) - 1400.0 / 6.0) / error).abs() < 4.0);
}

#[test]
fn threads_and_other_inputs_change_no_draw() {
    let one = "requests_per_month = 1\ninput_tokens = { low = 1, mode = 2, high = 900, distribution = \"pert\" }";
    let two = format!("{one}\noutput_tokens = {{ low = 1, high = 9, distribution = \"uniform\" }}");
    let (one, two) = (text(one, ""), text(&two, ""));
    let alone = drawn(&one, 20_001, 7, 1).unwrap();
    for threads in [2, 3, 8, 30_000] {
        let many = drawn(&one, 20_001, 7, threads).unwrap();
        assert_eq!(many.inputs[0].values, alone.inputs[0].values);
        assert_eq!(many.inputs[0].bins, alone.inputs[0].bins);
    }
    let beside = drawn(&two, 20_001, 7, 2).unwrap();
    assert_eq!(column(&beside, TOKENS), column(&alone, TOKENS));
    // More draws are the same draws and some more; another seed is others.
    let more = drawn(&one, 30_000, 7, 2).unwrap();
    assert_eq!(more.inputs[0].values[..20_001], alone.inputs[0].values[..]);
    let other = drawn(&one, 20_001, 8, 2).unwrap();
    assert_ne!(other.inputs[0].values, alone.inputs[0].values);
}

#[test]
fn correlated_inputs_move_together_and_keep_their_own_distributions() {
    let normal = "{ mean = 1000, sd = 100, distribution = \"normal\" }";
    let inputs = format!(
        "requests_per_month = 1\ninput_tokens = {normal}\noutput_tokens = {normal}\nrequest_kib = {normal}"
    );
    let correlated = |one: &str, other: &str, rho: &str| {
        format!(
            "[[correlation]]\nknobs = [\"workload.{one}\", \"workload.{other}\"]\nrho = \"{rho}\"\n"
        )
    };
    let more = correlated("input_tokens", "output_tokens", "0.6")
        + &correlated("output_tokens", "request_kib", "-0.5");
    let draws = drawn(&text(&inputs, &more), 40_000, 1, 2).unwrap();
    let columns = ["input_tokens", "output_tokens", "request_kib"]
        .map(|name| column(&draws, &format!("workload.{name}")));
    let together = |a: &[f64], b: &[f64]| {
        let products: Vec<f64> = a
            .iter()
            .zip(b)
            .map(|(a, b)| (a - 1000.0) * (b - 1000.0))
            .collect();
        mean(&products) / 10_000.0
    };
    for (a, b, rho) in [(0, 1, 0.6), (1, 2, -0.5), (0, 2, 0.0)] {
        let found = together(&columns[a], &columns[b]);
        assert!((found - rho).abs() < 0.03, "{a} {b}: {found}");
    }
    for column in &columns {
        assert!((mean(column) - 1000.0).abs() < 2.0);
        assert!((deviation(column) / 100.0 - 1.0).abs() < 0.02);
    }
    let always = text(&inputs, &correlated("input_tokens", "output_tokens", "1"));
    let draws = drawn(&always, 1_000, 1, 1).unwrap();
    assert_eq!(
        column(&draws, TOKENS),
        column(&draws, "workload.output_tokens")
    );
}

#[test]
fn what_no_numbers_can_do_is_refused() {
    let normal = "{ mean = 1000, sd = 100, distribution = \"normal\" }";
    let inputs = format!(
        "requests_per_month = 1\ninput_tokens = {normal}\noutput_tokens = {normal}\nrequest_kib = {normal}"
    );
    let pair = |one: &str, other: &str, rho: &str| {
        format!(
            "[[correlation]]\nknobs = [\"workload.{one}\", \"workload.{other}\"]\nrho = \"{rho}\"\n"
        )
    };
    let contrary = pair("input_tokens", "output_tokens", "0.9")
        + &pair("output_tokens", "request_kib", "0.9")
        + &pair("input_tokens", "request_kib", "-0.9");
    let refused = drawn(&text(&inputs, &contrary), 10, 1, 1);
    assert_eq!(refused.unwrap_err(), DrawError::Impossible);
    let certain = drawn(&text("requests_per_month = 1", ""), 10, 1, 1);
    assert_eq!(certain.unwrap_err(), DrawError::NoRange);
    for (more, wanted) in [
        (
            pair("input_tokens", "output_token", "0.5"),
            "there is no field `output_token`",
        ),
        (
            pair("input_tokens", "input_tokens", "0.5"),
            "always moves with itself",
        ),
        (pair("input_tokens", "output_tokens", "1.5"), "at most 1"),
        (
            "[[correlation]]\nknobs = [\"workload.input_tokens\"]\nrho = \"0\"\n".to_owned(),
            "between two knobs",
        ),
        (
            pair("input_tokens", "output_tokens", "0.5").repeat(2),
            "have a correlation already",
        ),
        (
            "[[correlation]]\nrho = \"0\"\n".to_owned(),
            "`knobs` is missing",
        ),
    ] {
        let error = parsed(&text(&inputs, &more), |_, _| ()).unwrap_err();
        assert!(error.contains(wanted), "{error}");
    }
    for (range, wanted) in [
        ("{ mean = 5, sd = 0, distribution = \"normal\" }", "`sd`"),
        (
            "{ mean = 0, sd = 1, distribution = \"lognormal\" }",
            "`mean`",
        ),
    ] {
        let text = text(
            &format!("requests_per_month = 1\ninput_tokens = {range}"),
            "",
        );
        let error = parsed(&text, |_, _| ()).unwrap_err();
        assert!(
            error.contains(wanted) && error.contains("above 0"),
            "{error}"
        );
    }
}

#[test]
fn what_a_number_may_not_be_is_never_drawn() {
    let range = "{ mean = 10, sd = 40, distribution = \"normal\" }";
    let text = text(
        &format!("requests_per_month = 1\ninput_tokens = {range}"),
        "",
    );
    let draws = drawn(&text, 10_000, 1, 2).unwrap();
    let values = column(&draws, TOKENS);
    assert!(values.iter().all(|value| *value >= 0.0));
    // Below 0 lies the share below a quarter of a deviation under the mean.
    assert!((draws.inputs[0].cut_off - 0.401_293_67).abs() < 1e-6);
    // Half of what is left lies below the median of the cut distribution.
    let below = values.iter().filter(|value| **value <= 31.05).count();
    assert!((4_600..5_400).contains(&below), "{below}");
    let wholes =
        "requests_per_month = 1\nenvironments = { low = 1, high = 4, distribution = \"uniform\" }";
    let draws = drawn(&self::text(wholes, ""), 4_000, 1, 2).unwrap();
    let values = column(&draws, "workload.environments");
    for whole in [1.0, 2.0, 3.0, 4.0] {
        let count = values
            .iter()
            .filter(|value| (**value - whole).abs() < 0.5)
            .count();
        assert!((900..1_100).contains(&count), "{whole}: {count}");
    }
}
