//! Random scenarios of many kinds of plans, as text.

use std::{env, fmt::Write as _};

use proptest::prelude::*;

/// The variable with the number of cases of a long search.
pub(crate) const CASES: &str = "CROSSOVER_CASES";

/// Whether this is a long search.
fn is_long() -> bool {
    env::var_os(CASES).is_some()
}

/// Prices of a model and an instance that do not exist.
pub(crate) const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,0.3,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,1.1,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,cache-read-tokens,0.03,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,,input-tokens,0.15,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,,output-tokens,0.55,1000000
bedrock,acme.one-v1:0,provisioned,us-east-1,,,none,,model-unit-hours,3.7,1
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,input-tpm-hours,0.009,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,output-tpm-hours,0.031,1000
bedrock,custom-model-unit,custom-import,us-east-1,,,,v1.0,custom-model-unit-minutes,0.0571,1
bedrock,custom-model-unit,custom-import,us-east-1,,,,,custom-model-unit-months,1.95,1
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,1.4077,1
sagemaker,ml.c7i.large,async,us-east-1,,,,,instance-hours,1.4079,1
sagemaker,volume,hosting,us-east-1,,,,,volume-gib-months,0.14,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-in-gib,0.016,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-out-gib,0.017,1
";

/// A plan: its kind, and what its choices are made of.
pub(crate) type Chosen = (usize, [u32; 3]);

/// Kinds of plans whose cost over the volume has a formula.
pub(crate) const WITH_FORMULA: usize = 13;
/// All kinds.
pub(crate) const KINDS: usize = 15;

/// A scenario.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    pub(crate) requests: u64,
    pub(crate) hours: &'static str,
    pub(crate) months: u32,
    pub(crate) change: &'static str,
    pub(crate) growth: &'static str,
    pub(crate) environments: u32,
    pub(crate) failed: &'static str,
    pub(crate) tokens: [u32; 3],
    pub(crate) shape: &'static str,
    pub(crate) discount: &'static str,
    /// A savings plan, credits, negotiated prices, free tiers.
    pub(crate) lowers: &'static str,
    /// The share that escalates from the first plan to the second, where a cascade is made of them.
    pub(crate) escalates: Option<&'static str>,
    pub(crate) plans: Vec<Chosen>,
}

const SHAPES: [&str; 6] = [
    "shape = \"steady\"",
    "shape = \"business-hours\"",
    "shape = \"business-hours\"\npeak_to_mean = 3 # traffic.peak_to_mean",
    "hourly = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 1]",
    "shape = \"weekly\"",
    "hourly = [1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1]",
];

/// What lowers bills and bends what follows the volume.
const LOWERS: [&str; 4] = [
    "[savings_plan]\ncommitment_usd_per_hour = \"2.5\" # savings_plan.commitment_usd_per_hour\n\
     discount = { \"ml.c7i\" = \"0.3\" }\n",
    "[savings_plan]\nowned = true\ncovers = [\"hosting\", \"async\"]\n\
     commitment_usd_per_hour = \"0.75\" # savings_plan.commitment_usd_per_hour\n\
     discount = { \"ml.c7i.large\" = \"0.25\" }\n",
    "[[credit]]\nusd = \"1500\" # credit.1.usd\n",
    "[[credit]]\nservice = \"sagemaker\"\nusd = \"4000\" # credit.1.usd\n[[credit]]\nusd = \"90\"\n\
     [[discount]]\nmeter = \"input-tokens\"\nusd = \"0.2\"\nper = 1000000\n\
     [savings_plan]\ncommitment_usd_per_hour = \"1.2\" # savings_plan.commitment_usd_per_hour\n\
     discount = { \"ml.c7i\" = \"0.3\" }\n",
];

prop_compose! {
    /// Scenarios with plans of the first `kinds`; with those that have no formula come what takes it from
    /// others.
    pub(crate) fn random(kinds: usize)(
        requests in 1_000u64..3_000_000,
        hours in prop::sample::select(vec!["730", "720", "1000"]),
        (months, change) in prop_oneof![
            6 => Just((1u32, "0")),
            3 => (2u32..5, Just("0")),
            1 => (13u32..16, prop::sample::select(vec!["-0.2", "0.1"])),
        ],
        growth in prop::sample::select(vec!["0", "0", "0.03", "-0.1"]),
        environments in prop_oneof![3 => Just(1u32), 1 => 2u32..4],
        failed in prop::sample::select(vec!["0", "0", "0.05"]),
        tokens in (1u32..4_000, 0u32..=10, 1u32..2_000),
        shape in prop::sample::select(SHAPES.to_vec()),
        discount in prop::sample::select(vec!["", "", "0.07"]),
        lowers in prop::sample::select(if kinds > WITH_FORMULA { LOWERS.to_vec() } else { vec![""] }),
        is_lowered: bool,
        escalates in prop_oneof![
            3 => Just(None),
            1 => prop::sample::select(vec!["0", "0.2", "0.03", "1"]).prop_map(Some),
        ],
        plans in prop::collection::vec((0..kinds, prop::array::uniform3(0u32..1_000)), 2..6),
    ) -> Random {
        let read = tokens.0 / 20 * tokens.1;
        // Steps of many months that all grow are very many: `years.rs` has a few of them.
        let growth = if change == "0" { growth } else { "0" };
        Random {
            requests, hours, months, change, growth, environments, failed, shape, discount, escalates, plans,
            lowers: if is_lowered { lowers } else { "" },
            tokens: [tokens.0, read, tokens.2],
        }
    }
}

impl Random {
    /// Whether grown months are rounded in a bill, and not in a formula.
    pub(crate) fn grows(&self) -> bool {
        self.growth != "0" && self.months > 1
    }

    /// One that is sooner evaluated, for searches of many evaluations: two plans, and all hours the
    /// same. A long search has it as it is.
    pub(crate) fn lighter(mut self) -> Self {
        if !is_long() {
            self.plans.truncate(2);
            self.months = self.months.min(2);
            self.shape = SHAPES[0];
        }
        self
    }

    /// The scenario; a number that may be turned has its path after it.
    pub(crate) fn text(&self) -> String {
        let [input, read, output] = self.tokens;
        let mut text = format!(
            "schema = 1\nname = \"any\"\nregion = \"us-east-1\"\n\
             hours_per_month = {} # hours_per_month\nmonths = {} # months\n\
             price_change_per_year = {} # price_change_per_year\n[traffic]\n{}\n\
             [workload]\nkind = \"text\"\nlatency = \"offline\"\nrequest_seconds = \"0.8\"\n\
             request_kib = 3\nresponse_kib = 2\n\
             requests_per_month = {} # workload.requests_per_month\n\
             input_tokens = {input} # workload.input_tokens\n\
             cache_read_tokens = {read} # workload.cache_read_tokens\n\
             output_tokens = {output} # workload.output_tokens\n\
             failed_share = {} # workload.failed_share\n\
             growth_per_month = {} # workload.growth_per_month\n\
             environments = {} # workload.environments\n",
            self.hours,
            self.months,
            self.change,
            self.shape,
            self.requests,
            self.failed,
            self.growth,
            self.environments
        );
        if !self.discount.is_empty() {
            let _ = writeln!(
                text,
                "[[discount]]\nmeter = \"instance-hours\"\nshare = {}",
                self.discount
            );
        }
        for (at, chosen) in self.plans.iter().enumerate() {
            text.push_str(&plan(at, *chosen));
        }
        text.push_str(self.lowers);
        if let Some(share) = self.escalates {
            let _ = writeln!(
                text,
                "[[cascade]]\nid = \"c\"\ntry = \"p1\"\nescalate = \"p2\"\n\
                 share = {share} # cascade.c.share\nrouter_usd_per_request = \"0.0004\"",
            );
        }
        text
    }
}

/// A plan, by its place.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of plan")]
fn plan(at: usize, (kind, [a, b, c]): Chosen) -> String {
    let multiplier = ["1", "1", "0.85", "1.333"][usize::try_from(a % 4).unwrap_or(0)];
    let id = at + 1;
    let path = |key: &str| format!("# plan.p{id}.{key}");
    let tokens = |digits: u32| a * digits + digits;
    let own = |scaling: &str, more: &str| {
        let utilisation = ["0.7", "1", "0.35"][usize::try_from(b % 3).unwrap_or(0)];
        format!(
            "mode = \"sagemaker.endpoint\"\ninstance = \"ml.c7i.large\"\n{scaling}\n\
             target_utilisation = \"{utilisation}\" {}\nvolume_gib = {}\n{more}\n\
             capacity = {{ output_tokens_per_second = {} }}",
            path("target_utilisation"),
            c % 50,
            tokens(3) + b,
        )
    };
    let units = format!(
        "mode = \"bedrock.provisioned\"\ninput_tokens_per_minute_per_unit = {}\n\
         output_tokens_per_minute_per_unit = {}",
        tokens(3_000),
        tokens(700) + b
    );
    let external = |usd: &str| format!("mode = \"external\"\nlabel = \"other\"\n{usd}");
    let keys = match kind {
        0 => external(&format!("usd_per_request = \"0.000{b:03}\"")),
        1 => external(&format!(
            "fixed_usd_per_month = \"{b}\" {}\nusd_per_million_output_tokens = \"0.{c}\"",
            path("fixed_usd_per_month")
        )),
        2 => own(
            "scaling = \"fixed\"",
            &format!("min_instances = {} {}", c % 3 + 1, path("min_instances")),
        ),
        3 => own(
            "scaling = \"autoscaled\"",
            &format!("min_instances = {}", c % 3 + 1),
        ),
        4 => own(
            "scaling = \"fixed\"",
            &format!(
                "min_instances = 1\nmax_instances = {} {}",
                c % 20 + 1,
                path("max_instances")
            ),
        ),
        5 => own(
            "",
            &format!("instance_count = {} {}", c % 9 + 1, path("instance_count")),
        ),
        6 => units,
        7 => format!("{units}\nunits = {} {}", b % 9 + 1, path("units")),
        8 => "mode = \"bedrock.reserved\"\nterm = \"1-month\"".to_owned(),
        9 => format!(
            "mode = \"bedrock.reserved\"\nterm = \"1-month\"\ninput_tokens_per_minute = {} {}\n\
             output_tokens_per_minute = {}",
            100_000 + b * 1_000,
            path("input_tokens_per_minute"),
            10_000 + c * 1_000
        ),
        10 => "mode = \"bedrock.on-demand\"".to_owned(),
        11 => "mode = \"bedrock.batch\"".to_owned(),
        12 => own("scaling = \"scheduled\"\non_hours = \"daily 06-22\"", ""),
        13 => format!(
            "mode = \"bedrock.custom-import\"\nunits_per_copy = {}\nconcurrency_per_copy = {}",
            a % 3 + 1,
            b % 30 + 1
        ),
        _ => format!(
            "mode = \"sagemaker.async\"\ninstance = \"ml.c7i.large\"\nidle_minutes = {}\n\
             start_seconds = {}\ncapacity = {{ output_tokens_per_second = {} }}",
            a % 30,
            b % 300,
            tokens(3)
        ),
    };
    format!(
        "[[plan]]\nid = \"p{id}\"\nmodel = \"acme.one-v1:0\"\nprice_multiplier = \"{multiplier}\" {}\n{keys}\n",
        path("price_multiplier")
    )
}

/// The text with the number at `path` replaced by `value`.
pub(crate) fn with(text: &str, path: &str, value: &str) -> String {
    let mark = format!("# {path}");
    let mut found = false;
    let lines = text.lines().map(|line| {
        if !line.ends_with(&mark) {
            return line.to_owned();
        }
        found = true;
        let key = line.split(" = ").next().unwrap_or_default();
        let quote = if line.contains('"') { "\"" } else { "" };
        format!("{key} = {quote}{value}{quote} {mark}")
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    assert!(found, "{path} is not in:\n{text}");
    text
}
