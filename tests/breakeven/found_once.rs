//! What was once answered wrongly.

use crossover::{
    analysis::{CrossingKind, Curve},
    units::machine,
};

use super::{
    found::{Question, catalog, found},
    worked::worked,
};

const RESERVED: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,0.3,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,1.1,1000000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,input-tpm-hours,0.009,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,output-tpm-hours,0.031,1000
";

/// Input overflows at 60 million requests, output at 63 million (1,000 and 1,050 a minute), and the
/// range ends just above. In 1,000 hours the reservation is 1,000 x $9 + 210 x $31 = $15,510, and a
/// request beyond it $0.0003 for its input: with $0.0002604 elsewhere they are equal at 15,510 / 0.0002604
/// and again at 60 million + x with 15,510 + 0.0003 x = 0.0002604 (60 million + x), so 2,490 / 0.0000396.
#[test]
fn overflows_near_the_end_of_the_range_are_told_apart() {
    let text = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n\
        [workload]\nkind = \"text\"\nlatency = \"offline\"\nrequests_per_month = 1_000_000\n\
        input_tokens = 1000\noutput_tokens = 200\n\
        [[plan]]\nid = \"reserved\"\nmode = \"bedrock.reserved\"\nmodel = \"acme.one-v1:0\"\n\
        term = \"1-month\"\ninput_tokens_per_minute = 1_000_000\noutput_tokens_per_minute = 210_000\n\
        [[plan]]\nid = \"other\"\nmode = \"external\"\nlabel = \"x\"\nusd_per_request = \"0.0002604\"\n";
    for to in ["64000000", "200000000"] {
        let question = Question {
            from: Some("1000"),
            to: Some(to),
            ..Question::default()
        };
        found(&catalog(RESERVED), text, question, |found| {
            let at = found
                .map
                .crossings
                .iter()
                .map(|crossing| machine(&crossing.at));
            let expected = ["59562211.981566820276497696", "62878787.878787878787878788"];
            assert_eq!(at.collect::<Vec<_>>(), expected, "up to {to}");
        });
    }
}

/// At 5,000 thousand requests and 1,250 / 11 hours eleven small instances and four units are enough, and
/// one fewer of each is not: both step there, and no stretch is left between. Below, two big ones are
/// ahead with $12 an hour, which twelve small ones cost too; above, four units are $10.
#[test]
fn plans_that_step_at_the_same_value_leave_no_stretch_between() {
    let question = Question {
        knob: "hours_per_month",
        from: Some("100"),
        to: Some("120"),
        between: None,
    };
    worked(question, |found| {
        let winners = &found.map.winners;
        assert!(
            winners.iter().all(|winner| winner.from < winner.to),
            "{winners:?}"
        );
        let [crossing] = found.map.crossings.as_slice() else {
            panic!("{:?}", found.map.crossings)
        };
        let names = [crossing.before, crossing.after]
            .map(|plan| found.map.curves[plan.unwrap_or(usize::MAX)].plan.as_str());
        assert_eq!(names, ["big", "units"]);
        assert_eq!(crossing.kind, CrossingKind::Jump);
        assert!(
            machine(&crossing.at).starts_with("113.6363"),
            "{crossing:?}"
        );
    });
}

/// Whole values are told apart by whole values: three instances carry the load, two do not.
#[test]
fn a_count_that_is_just_enough_carries_the_load() {
    let text = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n\
        [workload]\nkind = \"text\"\nlatency = \"offline\"\nrequests_per_month = 10_000_000\n\
        output_tokens = 900\n\
        [[plan]]\nid = \"own\"\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\n\
        instance = \"ml.g5.2xlarge\"\ntarget_utilisation = \"1\"\ninstance_count = 3\n\
        capacity = { output_tokens_per_second = 1000 }\n";
    let question = Question {
        knob: "plan.own.instance_count",
        from: Some("1"),
        to: Some("9"),
        between: None,
    };
    found(&catalog(""), text, question, |found| {
        let stretches = found.map.winners.iter();
        let stretches = stretches.map(|winner| (machine(&winner.to), winner.plan));
        let expected = [("2".to_owned(), None), ("9".to_owned(), Some(0))];
        assert_eq!(stretches.collect::<Vec<_>>(), expected);
    });
}

/// Scheduled instances do the work of the hours switched off too: 16 hours of 24 are two thirds of
/// 1,000, in which one instance does 3,600 requests an hour, 2.4 million in all, for $800. With fixed
/// $1,000 elsewhere the second instance loses.
#[test]
fn scheduled_instances_do_the_work_of_the_whole_day() {
    let prices = "service,item,offer,region,meter,usd,per\n\
        sagemaker,ml.c7i.large,hosting,us-east-1,instance-hours,1.2,1\n";
    let text = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\nhours_per_month = 1000\n\
        [workload]\nkind = \"custom\"\nlatency = \"offline\"\nrequests_per_month = 1_000_000\n\
        [[plan]]\nid = \"own\"\nmode = \"sagemaker.endpoint\"\ninstance = \"ml.c7i.large\"\n\
        scaling = \"scheduled\"\non_hours = \"daily 06-22\"\nstart_seconds = 0\n\
        target_utilisation = 1\ncapacity = { requests_per_second = 1 }\n\
        [[plan]]\nid = \"other\"\nmode = \"external\"\nlabel = \"x\"\nfixed_usd_per_month = \"1000\"\n";
    for to in ["3000000", "90000000"] {
        let question = Question {
            from: Some("1000"),
            to: Some(to),
            ..Question::default()
        };
        found(&catalog(prices), text, question, |found| {
            let crossings = found.map.crossings.iter();
            let seen = crossings.map(|crossing| (machine(&crossing.at), crossing.kind));
            let expected = [("2400000".to_owned(), CrossingKind::Jump)];
            assert_eq!(seen.collect::<Vec<_>>(), expected, "up to {to}");
            assert!(found.map.curves.iter().all(Curve::is_exact));
        });
    }
}

/// A reservation with hundreds of bends, and two plans that cross far from all of them.
const BENT: &str = r#"schema = 1
name = "any"
region = "us-east-1"
hours_per_month = 730
months = 2
[traffic]
shape = "weekly"
[workload]
kind = "text"
latency = "offline"
requests_per_month = 1249905
input_tokens = 3310
cache_read_tokens = 1320
output_tokens = 867
growth_per_month = 0.03
environments = 3
[[plan]]
id = "p2"
model = "acme.one-v1:0"
price_multiplier = "0.85"
mode = "bedrock.reserved"
term = "1-month"
input_tokens_per_minute = 848000
output_tokens_per_minute = 57000
[[plan]]
id = "p3"
model = "acme.one-v1:0"
price_multiplier = "0.85"
mode = "bedrock.provisioned"
input_tokens_per_minute_per_unit = 1785000
output_tokens_per_minute_per_unit = 417464
units = 2
[[plan]]
id = "p4"
model = "acme.one-v1:0"
price_multiplier = "1.333"
mode = "sagemaker.endpoint"
instance = "ml.c7i.large"
scaling = "fixed"
target_utilisation = "0.7"
volume_gib = 36
min_instances = 1
capacity = { output_tokens_per_second = 1587 }
"#;

/// Bends that are elsewhere make no pieces at a crossing, which was divided for ever on their account.
#[test]
fn bends_elsewhere_do_not_hold_up_a_crossing() {
    let question = Question {
        knob: "workload.requests_per_month",
        from: Some("1000"),
        to: Some("20000000"),
        between: None,
    };
    found(&catalog(super::random::PRICES), BENT, question, |found| {
        let winners = found.map.winners.iter();
        let winners = winners.filter_map(|winner| winner.plan);
        let winners: Vec<&str> = winners
            .map(|plan| found.map.curves[plan].plan.as_str())
            .collect();
        assert_eq!(winners, ["p4", "p3"]);
    });
}
