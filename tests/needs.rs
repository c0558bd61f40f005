//! What a whole solution needs besides inference: the smallest scenario of each kind, what holds whatever
//! the needs, and what is refused.

#[path = "needs/kinds.rs"]
mod kinds;
#[path = "needs/knobs.rs"]
mod knobs;
#[path = "support/priced.rs"]
mod priced;
#[path = "needs/refused.rs"]
mod refused;
#[path = "needs/whatever.rs"]
mod whatever;

use std::sync::LazyLock;

use crossover::{
    catalog::Catalog,
    report::{LineItemReport, PlanReport},
    units::{Decimal, Exact, Usd, machine},
};

/// Round prices, so that bills can be worked out by hand.
const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,4,1000000
bedrock,amazon.titan-embed-text-v2:0,on-demand,us-east-1,in-region,standard,,,input-tokens,2,1000000
bedrock,agentcore-gateway,agentcore,us-east-1,,,,,invocations,1,1000
bedrock,agentcore-runtime,agentcore,us-east-1,,,,,vcpu-hours,0.1,1
bedrock,agentcore-runtime,agentcore,us-east-1,,,,,gib-hours,0.01,1
bedrock,content-filters-text,guardrails,us-east-1,,,,,text-units,1,1000
bedrock,human-evaluation,evaluation,us-east-1,,,,,tasks,2,1
cloudtrail,data-events,events,us-east-1,,,,,data-events,1,100000
cloudwatch,logs,ingestion,us-east-1,,,,,data-in-gib,0.5,1
cloudwatch,logs,storage,us-east-1,,,,,gib-months,0.03,1
kms,keys,on-demand,us-east-1,,,,,key-months,1,1
lambda,functions,on-demand,us-east-1,,,,,requests,0.2,1000000
lambda,functions,on-demand,us-east-1,,,,,gib-seconds,0.00002,1
opensearch,opensearch-serverless,on-demand,us-east-1,,,,,ocu-hours,0.25,1
s3,s3-standard,storage,us-east-1,,,,first-50-tib,gib-months,0.02,1
s3,s3-standard,requests,us-east-1,,,,,put-requests,0.005,1000
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.m5.xlarge,notebook,us-east-1,,,,,instance-hours,2,1
sagemaker,ml.m5.xlarge,training,us-east-1,,,,,instance-hours,2,1
";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| priced::catalog(PRICES));

fn exact(text: &str) -> Exact {
    let decimal: Decimal = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    Exact::from(decimal)
}

/// A model called on demand, and one that runs on an instance.
const PLANS: &str = "[[plan]]\nid = \"tokens\"\nmode = \"bedrock.on-demand\"\nmodel = \"acme.one-v1:0\"\n\
     [[plan]]\nid = \"own\"\nmode = \"sagemaker.endpoint\"\nmodel = \"acme.one-v1:0\"\n\
     instance = \"ml.c7i.large\"\ninstance_count = 1\n";

/// A scenario of so many requests a month of 1,000 tokens in and 100 out, months of 1,000 hours: the
/// tokens of a million cost $1,000 and $400, the instance $2,000.
fn text(requests: u64, keys: &str, rest: &str) -> String {
    format!(
        "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n{keys}\n[workload]\n\
         requests_per_month = {requests}\ninput_tokens = 1000\noutput_tokens = 100\nlatency = \"offline\"\n{rest}"
    )
}

/// A million requests, both plans and these needs.
fn both(needs: &str) -> String {
    text(1_000_000, "", &format!("{PLANS}{needs}"))
}

fn plan(text: &str, id: &str) -> PlanReport {
    let plans = priced::plans(&CATALOG, text).into_iter();
    let plan = plans.into_iter().find(|plan| plan.id == id);
    plan.unwrap_or_else(|| panic!("no {id} in\n{text}"))
}

fn total(plan: &PlanReport) -> Exact {
    let total = plan.total_usd.as_ref();
    total.map_or_else(|| panic!("{:?}", plan.reasons), |usd| usd.amount().clone())
}

/// Whether a line is there because of a need.
fn is_of_need(line: &LineItemReport) -> bool {
    line.group.starts_with("need.") || line.group == "people"
}

/// Id, quantity and cost of the lines of which `which` holds.
fn lines(
    plan: &PlanReport,
    which: impl Fn(&LineItemReport) -> bool,
) -> Vec<(String, String, String)> {
    let cost = |line: &LineItemReport| {
        let cost = line.cost_usd.as_ref();
        cost.map_or_else(String::new, |usd| machine(usd.amount()))
    };
    let chosen = plan.line_items.iter().filter(|line| which(line));
    chosen
        .map(|line| (line.id.clone(), machine(&line.quantity), cost(line)))
        .collect()
}

/// What the lines of needs cost.
fn of_needs(plan: &PlanReport) -> Exact {
    let lines = plan.line_items.iter().filter(|line| is_of_need(line));
    lines
        .filter_map(|line| line.cost_usd.as_ref())
        .map(Usd::amount)
        .sum()
}
