//! Each kind of plan over draws of what it depends on.

use crossover::catalog::Catalog;

use super::asked::{held, with_formula};

/// A workload of a week of different hours.
const HEAD: &str = r#"
schema = 1
name = "any"
region = "us-east-1"
[workload]
requests_per_month = 900_000
input_tokens = 900
output_tokens = 200
latency = "async"
[traffic]
shape = "weekly"
"#;

fn catalog() -> Catalog {
    Catalog::embedded(Vec::new())
}

/// The usual three inputs.
const USUAL: [(&str, f64, f64, u32); 3] = [
    ("workload.requests_per_month", 100_000.0, 3_000_000.0, 0),
    ("workload.input_tokens", 500.0, 2_000.0, 1),
    ("workload.output_tokens", 50.0, 500.0, 2),
];

#[test]
fn on_demand_by_formula() {
    let text = format!(
        r#"{HEAD}
[[plan]]
mode = "bedrock.on-demand"
model = "nova-pro"
[[plan]]
mode = "bedrock.on-demand"
model = "claude-haiku-4.5"
scope = "global"
price_multiplier = "0.9"
[[plan]]
mode = "bedrock.batch"
model = "nova-pro"
"#
    );
    let mut ranges = USUAL.to_vec();
    ranges.push(("plan.*.price_multiplier", 0.5, 1.5, 3));
    let outcome = held(&catalog(), &text, &ranges, 300);
    assert_eq!(with_formula(&outcome).len(), 3, "{outcome:#?}");
}

#[test]
fn endpoints_by_formula() {
    let plan = |scaling: &str, more: &str| {
        format!(
            "[[plan]]\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\n\
             instance = \"ml.g5.xlarge\"\nscaling = \"{scaling}\"\n{more}\n"
        )
    };
    let text = [
        HEAD.to_owned(),
        plan("fixed", "capacity = { requests_per_second = 2 }"),
        plan("autoscaled", "capacity = { requests_per_second = 2 }"),
        plan(
            "autoscaled",
            "min_instances = 3\ncapacity = { output_tokens_per_second = 300, input_tokens_per_second = 1000 }",
        ),
    ]
    .concat();
    let mut ranges = USUAL.to_vec();
    ranges.push(("plan.*.target_utilisation", 0.5, 0.9, 3));
    let outcome = held(&catalog(), &text, &ranges, 300);
    assert_eq!(with_formula(&outcome).len(), 3, "{outcome:#?}");
}
