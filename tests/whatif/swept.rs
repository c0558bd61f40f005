//! A sweep is as many ordinary comparisons.

use crossover::{
    analysis::{SweepRange, SweptKnob, sweep},
    catalog::Catalog,
    scenario::Template,
    units::{Decimal, Exact},
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    priced,
    workload::{PRICES, asked},
};

proptest! {
    #![proptest_config(Config { cases: 6, failure_persistence: None, ..Config::default() })]

    #[test]
    fn each_place_is_what_compare_says(case in asked(), factor in 2u32..9) {
        let catalog: Catalog = priced::catalog(PRICES);
        let modes = [crossover::plan::Mode::BedrockOnDemand, crossover::plan::Mode::BedrockReserved];
        let two = format!("{}\n[[plan]]\nid = \"other\"\nmode = \"{}\"\nmodel = \"acme.one-v1:0\"\n",
            case.scenario(modes[0], &case.plan(modes[0])), modes[1].id());
        let no_files = |path: &str| Err(path.to_owned());
        let template = Template::parse(&two, None, &catalog, &no_files).unwrap();
        let scenario = template.scenario().unwrap();
        let range = format!("workload.requests_per_month={}..{}:4", case.requests, u64::from(factor) * case.requests);
        let range = SweepRange::parse(&range).unwrap();
        let knob = template.knob(&range.path, &scenario).unwrap();
        let values = range.values(&knob, 4).unwrap();
        let ends = [values[0], values[values.len() - 1]];
        prop_assert_eq!(ends.map(Exact::from), [case.requests, u64::from(factor) * case.requests].map(Exact::from));
        let knobs = vec![SweptKnob { knob, values, logarithmic: false }];
        let found = sweep(&template, &scenario, &[], &catalog, knobs).unwrap();
        for point in &found.points {
            let typed = two.replacen(
                &format!("requests_per_month = {}", case.requests),
                &format!("requests_per_month = \"{}\"", typed(point.values[0])),
                1,
            );
            for plan in priced::plans(&catalog, &typed) {
                let place = found.plans.iter().position(|known| known.id == plan.id).unwrap();
                prop_assert_eq!(&point.plans[place].total, &plan.total_usd);
                prop_assert_eq!(point.plans[place].rank, plan.rank);
                prop_assert_eq!(&point.plans[place].per_request, &plan.per_request_usd);
                prop_assert_eq!(point.cheapest == Some(place), plan.rank == Some(1));
            }
        }
    }
}

fn typed(value: Decimal) -> String {
    value.normalize().to_string()
}
