//! Needs whose numbers are drawn, and needs beside drawn requests.

use super::{
    asked::{Range, held},
    modes::{HEAD, catalog},
};

/// Two plans of the same model.
const PLANS: &str = r#"
[[plan]]
id = "tokens"
mode = "bedrock.on-demand"
model = "acme.one-v1:0"
[[plan]]
id = "own"
mode = "sagemaker.endpoint"
model = "acme.one-v1:0"
instance = "ml.c7i.large"
instance_count = 2
"#;

/// Needs of both that the catalog prices.
const NEEDS: &str = r#"
[needs.guardrails]
content_filters = true
input_characters = 1_500
output_characters = 900
blocked_input_share = "0.1"
own_filter_usd_per_month = "500"
[needs.agents]
steps = 2
gateway_calls = 1
[needs.people]
usd_per_hour = "80"
bedrock_hours_per_month = 5
sagemaker_hours_per_month = 15
"#;

/// Numbers of needs, and the requests.
const RANGES: [Range<'_>; 5] = [
    ("workload.requests_per_month", 100_000.0, 3_000_000.0, 0),
    ("needs.guardrails.input_characters", 100.0, 4_000.0, 0),
    ("needs.guardrails.blocked_input_share", 0.0, 0.5, 3),
    ("needs.agents.steps", 1.0, 6.0, 1),
    ("needs.people.usd_per_hour", 40.0, 150.0, 2),
];

#[test]
fn totals_with_needs_are_those_of_ordinary_evaluations() {
    let text = format!("{HEAD}{PLANS}{NEEDS}");
    let outcome = held(&catalog(), &text, &RANGES, 200);
    assert!(outcome.plans.iter().all(|plan| plan.failures.is_empty()));
    // The requests alone: what follows them does so in a straight line.
    held(&catalog(), &text, &RANGES[..1], 200);
}
