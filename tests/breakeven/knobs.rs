//! Which number a path names, and what is said of a path or a range that names none.

use assert_cmd::Command;
use crossover::{
    analysis::evaluate,
    scenario::{Scenario, Template},
    units::Usd,
};

use super::found::{catalog, decimal, no_files, totals};

/// Plans with and without an id of their own, and fields that are written, absent, and in lists.
const TEXT: &str = r#"schema = 1
name = "Knobs"
region = "us-east-1"
months = 2

[workload]
kind = "text"
requests_per_day = 10_000
input_tokens = 1200
output_tokens = 300
latency = "interactive"

[[workload.class]]
share = "0.1"
input_tokens = 9000
output_tokens = 500

[traffic]
hourly = [1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1]

[model.own-llama]
family = "llama-3.3-70b"
output_tokens_factor = "0.9"

[[plan]]
mode = "bedrock.on-demand"
model = "nova-pro"
tier = "flex"

[[plan]]
id = "my own/1.0"
mode = "sagemaker.endpoint"
instance = "ml.g6e.12xlarge"
model = "own-llama"
capacity = { output_tokens_per_second = 900 }

[[plan]]
id = "other"
mode = "external"
label = "other"
usd_per_request = "0.001"
"#;

/// A knob of [`TEXT`], as its unit, its value and the costs with it turned; or what is said instead.
#[expect(
    clippy::panic_in_result_fn,
    reason = "a scenario of the test's own that is none fails it"
)]
fn turned(path: &str, to: &str) -> Result<(Option<String>, Vec<Option<Usd>>), String> {
    let catalog = catalog("");
    let template = Template::parse(TEXT, None, &catalog, &no_files);
    let template = template.unwrap_or_else(|problems| panic!("{problems:?}"));
    let scenario = template
        .scenario()
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let knob = template.knob(path, &scenario).map_err(|error| {
        let help = error
            .help
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        format!("{}{help}", error.message)
    })?;
    let value = knob.value.map(|value| value.normalize().to_string());
    let turned: Scenario = template
        .turned(&[(&knob, decimal(to))])
        .unwrap_or_else(|problems| panic!("{path}: {problems:?}"));
    let costs = turned
        .plans
        .iter()
        .map(|plan| evaluate(&turned, plan, &catalog).total());
    Ok((value, costs.collect()))
}

/// A knob, its value in [`TEXT`], another, and what of the text is replaced by what for that.
const TURNED: [(&str, Option<&str>, &str, &str, &str); 18] = [
    ("months", Some("2"), "5", "months = 2", "months = 5"),
    (
        "workload.output_tokens",
        Some("300"),
        "77.5",
        "output_tokens = 300",
        "output_tokens = 77.5",
    ),
    (
        "workload.requests_per_day",
        Some("10000"),
        "123",
        "10_000",
        "123",
    ),
    // Another measure of the volume takes the place of the one in the file.
    (
        "workload.requests_per_month",
        None,
        "5000",
        "requests_per_day = 10_000",
        "requests_per_month = 5000",
    ),
    (
        "workload.cache_read_tokens",
        Some("0"),
        "200",
        "[traffic]",
        "[traffic]",
    ),
    (
        "workload.class.1.share",
        Some("0.1"),
        "0.25",
        "share = \"0.1\"",
        "share = \"0.25\"",
    ),
    (
        "workload.class.1.input_tokens",
        Some("9000"),
        "8000",
        "input_tokens = 9000",
        "input_tokens = 8000",
    ),
    (
        "traffic.hourly.1",
        Some("1"),
        "3",
        "hourly = [1,",
        "hourly = [3,",
    ),
    (
        "model.own-llama.output_tokens_factor",
        Some("0.9"),
        "1.5",
        "\"0.9\"",
        "\"1.5\"",
    ),
    (
        "plan.1.price_multiplier",
        Some("1"),
        "0.5",
        "tier = \"flex\"",
        "tier = \"flex\"\nprice_multiplier = \"0.5\"",
    ),
    (
        "plan.\"bedrock.on-demand/nova-pro+tier.flex\".price_multiplier",
        Some("1"),
        "0.5",
        "tier = \"flex\"",
        "tier = \"flex\"\nprice_multiplier = \"0.5\"",
    ),
    (
        "plan.'bedrock.on-demand/nova-pro+tier.flex'.price_multiplier",
        Some("1"),
        "0.5",
        "tier = \"flex\"",
        "tier = \"flex\"\nprice_multiplier = \"0.5\"",
    ),
    (
        "plan.\"my own/1.0\".target_utilisation",
        Some("0.7"),
        "0.5",
        "\nid = \"my own/1.0\"\n",
        "\nid = \"my own/1.0\"\ntarget_utilisation = \"0.5\"\n",
    ),
    (
        "plan.2.instance_count",
        None,
        "9",
        "\nid = \"my own/1.0\"\n",
        "\nid = \"my own/1.0\"\ninstance_count = 9\n",
    ),
    (
        "plan.2.capacity.output_tokens_per_second",
        Some("900"),
        "90",
        "= 900 }",
        "= 90 }",
    ),
    (
        "plan.other.usd_per_request",
        Some("0.001"),
        "0.002",
        "\"0.001\"",
        "\"0.002\"",
    ),
    (
        "plan.*.usd_per_request",
        Some("0.001"),
        "0.002",
        "\"0.001\"",
        "\"0.002\"",
    ),
    (
        "\"plan\".other.\"usd_per_request\"",
        Some("0.001"),
        "0.002",
        "\"0.001\"",
        "\"0.002\"",
    ),
];

/// A knob that is turned is as if the file said so.
#[test]
fn a_turned_knob_is_what_is_typed() {
    for (path, value, to, from_text, to_text) in TURNED {
        assert!(TEXT.contains(from_text), "{from_text}");
        let typed = match path {
            "workload.cache_read_tokens" => TEXT.replacen(
                "output_tokens = 300",
                "output_tokens = 300\ncache_read_tokens = 200",
                1,
            ),
            _ => TEXT.replacen(from_text, to_text, 1),
        };
        let expected = totals(&catalog(""), &typed);
        let (said, costs) = turned(path, to).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(said.as_deref(), value, "{path}");
        assert_eq!(Some(costs), expected, "{path}");
    }
    // One price for all plans that have one.
    let all = TEXT.replace("\nmode = ", "\nprice_multiplier = \"2\"\nmode = ");
    let (value, costs) =
        turned("plan.*.price_multiplier", "2").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(value.as_deref(), Some("1"));
    assert_eq!(Some(costs), totals(&catalog(""), &all));
}

#[test]
fn a_path_that_names_no_number_is_told_what_to_do() {
    for (path, says) in [
        (
            "workload.output_token",
            "no knob `workload.output_token`: there is no field `output_token` (did you mean `output_tokens`?)",
        ),
        ("worklaod.output_tokens", "did you mean `workload`?"),
        ("workload", "it names a table, not a number in it"),
        ("name", "`name` is not a number that can be turned"),
        ("workload.kind", "`kind` is not a number that can be turned"),
        (
            "workload.characters",
            "this version does not support `characters` yet",
        ),
        ("mix.1.parts", "this version does not support `mix` yet"),
        ("plan", "say which `plan`, by its name or its number"),
        ("plan.other", "it names a table, not a number in it"),
        (
            "plan.9.units",
            "there is no plan `9` among the 3 in the file",
        ),
        ("plan.0.price_multiplier", "there is no plan `0`"),
        ("plan.othr.usd_per_request", "did you mean plan.\"other\"?"),
        (
            "plan.other.usd_per_requst",
            "did you mean `usd_per_request`?",
        ),
        ("plan.other.units", "there is no field `units`"),
        (
            "plan.*.memory_mib",
            "no plan of the scenario has `plan.*.memory_mib`",
        ),
        (
            "plan.*.usd_per_requst",
            "no plan of the scenario has `plan.*.usd_per_requst`",
        ),
        (
            "plan.\"other.usd_per_request",
            "has a quote that is not closed",
        ),
        (
            "plan.\"other\"x.usd_per_request",
            "has something after a closing quote",
        ),
        ("plan..usd_per_request", "has an empty part"),
        ("", "has an empty part"),
        (
            "workload.class.9.share",
            "there is no class `9` among the 1 in the file",
        ),
        ("traffic.hourly.25", "`hourly` has no entry 25"),
        ("traffic.hourly.x", "`hourly` has no entry x"),
        ("traffic.hourly", "say which `hourly`"),
        (
            "model.own-lama.output_tokens_factor",
            "the scenario has no [model.own-lama] (did you mean `own-llama`?)",
        ),
        (
            "workload.output_tokens.mean",
            "`output_tokens` is not a number that can be turned",
        ),
    ] {
        match turned(path, "1") {
            Ok(_) => panic!("{path} is a knob"),
            Err(said) => assert!(said.contains(says), "{path}: {said}"),
        }
    }
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// `crossover breakeven - ARGS` with the scenario on standard input.
#[expect(
    clippy::unwrap_used,
    reason = "a program that does not run fails the test"
)]
fn run(scenario: &str, args: &[&str]) -> Ran {
    let mut command = Command::cargo_bin("crossover").unwrap();
    let output = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["breakeven", "-", "--format", "json"])
        .args(args)
        .env_remove("COLUMNS")
        .write_stdin(scenario)
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// `all` without those words.
fn without(all: &str, words: &str) -> String {
    assert!(all.contains(words), "{words}");
    all.replacen(words, "", 1)
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let plans = TEXT.find("[model.own-llama]").unwrap_or(0);
    let no_plans = &TEXT[..plans];
    let no_volume = without(TEXT, "requests_per_day = 10_000\n");
    for (scenario, args, says) in [
        (
            TEXT,
            "--vary workload.output_token",
            "did you mean `output_tokens`?",
        ),
        (
            TEXT,
            "--vary months --vary workload.output_tokens --vary workload.input_tokens",
            "at most two knobs are turned at once",
        ),
        (
            TEXT,
            "--vary months --from 0 --to 10",
            "months must be at least 1, and the range is from 0 to 10",
        ),
        (
            TEXT,
            "--vary months --from 1.5 --to 10",
            "months must be a whole number",
        ),
        (
            TEXT,
            "--vary workload.failed_share --from 0 --to 2",
            "workload.failed_share must be",
        ),
        (
            TEXT,
            "--vary months --from 10 --to 10",
            "the range of months is empty: from 10 to 10",
        ),
        (
            TEXT,
            "--vary months --from 10 --to 3",
            "the range of months is empty: from 10 to 3",
        ),
        (TEXT, "--vary months --from ten", "ten"),
        (TEXT, "--between other othr", "othr"),
        (TEXT, "--between other", "--between"),
        (
            no_plans,
            "--vary months",
            "there are no plans to hold against each other",
        ),
        (&no_volume, "", "the workload has no volume"),
    ] {
        let ran = run(scenario, &args.split_whitespace().collect::<Vec<_>>());
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(2), ""),
            "{args}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains(says), "{args}: {}", ran.stderr);
    }
}

#[test]
fn a_scenario_that_is_invalid_along_the_way_is_a_stretch_nobody_carries() {
    // The large requests have 9,000 tokens in, the others 1,200: only so many can be cached.
    let args = [
        "--vary",
        "workload.cache_read_tokens",
        "--from",
        "0",
        "--to",
        "2000",
    ];
    let plain = without(
        TEXT,
        "[[workload.class]]\nshare = \"0.1\"\ninput_tokens = 9000\noutput_tokens = 500\n",
    );
    let ran = run(&plain, &args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let winners = answer["scenarios"][0]["winners"].as_array().unwrap();
    let last = winners.last().unwrap();
    assert!(last["plan"].is_null(), "{last}");
    assert_eq!(last["to"], "2000");
    let from = decimal(last["from"].as_str().unwrap());
    assert!(
        (from - decimal("1200")).abs() < decimal("0.00001"),
        "{from}"
    );
}

#[test]
fn nobody_anywhere_is_exit_4() {
    // Four instances in an hour of four times 417 requests and 300 tokens are 35 tokens a second each
    // at the most: 1 token a second is carried nowhere.
    let only = "[[plan]]\nmode = \"sagemaker.endpoint\"\nmodel = \"own-llama\"\ninstance = \"ml.g6e.12xlarge\"\n\
        instance_count = 1\ncapacity = { output_tokens_per_second = 1 }\n";
    let plans = TEXT.find("[[plan]]").unwrap_or(0);
    let ran = run(
        &format!("{}{only}", &TEXT[..plans]),
        &[
            "--vary",
            "workload.output_tokens",
            "--from",
            "200",
            "--to",
            "400",
        ],
    );
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(ran.stdout.contains("\"plan\": null"), "{}", ran.stdout);
}
