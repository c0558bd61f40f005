//! The command from outside: what it answers in each format, and what users get wrong.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const ASKED: &str = "tests/whatif/asked.toml";
const PRICES: [&str; 2] = ["--prices", "tests/whatif/asked.csv"];

/// What a run left behind.
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs `crossover whatif FILE` with words.
#[expect(
    clippy::unwrap_used,
    reason = "a program that does not run fails the test"
)]
pub(super) fn run(file: &str, words: &str, columns: &str) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_crossover"))
        .current_dir(ROOT)
        .args(["whatif", file])
        .args(words.split(' ').filter(|word| !word.is_empty()))
        .args(PRICES)
        .env("COLUMNS", columns)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The answer, which must be fine.
#[track_caller]
pub(super) fn asked(words: &str) -> String {
    let ran = run(ASKED, words, "100");
    assert_eq!(ran.code, Some(0), "{words}: {}", ran.stderr);
    ran.stdout
}

/// The answer as JSON: that of the one scenario.
#[track_caller]
#[expect(clippy::unwrap_used, reason = "what is no JSON fails the test")]
pub(super) fn json(words: &str) -> Value {
    let text = asked(&format!("{words} --format json"));
    let answer: Value = serde_json::from_str(&text).unwrap();
    let schema = fs::read_to_string(Path::new(ROOT).join("docs/schema/whatif.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    answer["scenarios"][0].clone()
}

/// A refusal: exit 2, nothing on standard output, and these words.
#[track_caller]
pub(super) fn refused(file: &str, words: &str, says: &[&str]) {
    let ran = run(file, words, "100");
    assert_eq!(ran.code, Some(2), "{words}: {}", ran.stderr);
    assert_eq!(ran.stdout, "");
    for part in says {
        assert!(
            ran.stderr.contains(part),
            "`{part}` is not in:\n{}",
            ran.stderr
        );
    }
}

/// The file with one text replaced, under a name of the test's own.
#[expect(
    clippy::unwrap_used,
    reason = "without the file there is nothing to test"
)]
pub(super) fn with(name: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(Path::new(ROOT).join(ASKED)).unwrap();
    assert!(text.contains(from), "{from}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("whatif-{name}.toml"));
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Every question, for what holds of all of them.
const QUESTIONS: [&str; 8] = [
    "--tornado",
    "--set plan.by-use.price_multiplier=1.05 --tornado",
    "",
    "--set workload.output_tokens=x2",
    "--set workload.requests_per_month=x10 --set plan.small.price_multiplier=0.5",
    "--sweep workload.requests_per_month=1_000_000..40_000_000:9:log",
    "--set workload.output_tokens=+10% --sweep plan.big.instance_count=1..3",
    "--sweep workload.output_tokens=0..2000 --sweep plan.by-use.price_multiplier=0.5..2:5",
];

#[test]
fn answers_fit_the_terminal_and_are_ascii_where_wanted() {
    for question in QUESTIONS {
        for columns in ["80", "100", "160"] {
            let ran = run(ASKED, question, columns);
            let most: usize = columns.parse().unwrap();
            let long = ran.stdout.lines().find(|line| line.chars().count() > most);
            assert_eq!(long, None, "{question}");
            assert!(
                !ran.stdout.is_empty() && ran.stderr.is_empty(),
                "{}",
                ran.stderr
            );
        }
        let plain = run(ASKED, &format!("{question} --plain"), "100");
        assert!(plain.stdout.is_ascii(), "{question}: {}", plain.stdout);
    }
}

#[test]
fn every_question_has_every_format_and_a_picture() {
    for (at, question) in QUESTIONS.iter().enumerate() {
        json(question);
        let markdown = asked(&format!("{question} --format markdown"));
        assert!(
            markdown.starts_with("## ") && markdown.contains("| ---"),
            "{question}"
        );
        let rows = asked(&format!("{question} --format csv"));
        let columns = |line: &str| line.matches(',').count();
        let mut lines = rows.lines();
        let header = lines.next().map(columns);
        assert!(rows.lines().count() > 2 && lines.all(|line| Some(columns(line)) == header));
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("whatif-{at}.svg"));
        let path = file.to_str().unwrap();
        let ran = run(ASKED, &format!("{question} -o {path}"), "100");
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(0), ""),
            "{}",
            ran.stderr
        );
        let picture = fs::read_to_string(&file).unwrap();
        let parsed = roxmltree::Document::parse(&picture).unwrap();
        let texts = parsed
            .descendants()
            .filter(|node| node.has_tag_name("text"));
        assert!(texts.count() > 8, "{question}");
        assert!(!picture.contains("NaN") && !picture.contains("inf"));
    }
}

// --- Before and after ---

#[test]
fn before_and_after_have_a_row_a_plan_and_causes_that_add_up() {
    let change = json("--set workload.requests_per_month=x2")["change"].clone();
    assert_eq!(change["cheapest_before"], "by-use");
    assert_eq!(change["cheapest_after"], "by-use");
    let ids = |list: &Value| -> Vec<String> {
        let plans = list.as_array().unwrap().iter();
        plans
            .map(|plan| plan["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(&change["plans"]), ["by-use", "small", "big"]);
    let figures = |plan: &Value| {
        let causes = &plan["causes"];
        let all = [
            &plan["total_before_usd"],
            &plan["total_after_usd"],
            &plan["difference_usd"],
            &causes["volume_usd"],
            &causes["mix_usd"],
            &causes["price_usd"],
            &causes["steps_usd"],
        ];
        all.map(|value| value.as_str().unwrap().to_owned())
    };
    // 6 million requests: $1,800 by use; two small instances where one was three quarters busy.
    let by_use = ["900", "1800", "900", "900", "0", "0", "0"];
    let small = ["1000", "2000", "1000", "750", "0", "0", "250"];
    assert_eq!(figures(&change["plans"][0]), by_use);
    assert_eq!(figures(&change["plans"][1]), small);
    let line = &change["plans"][1]["line_items"][0];
    assert_eq!(line["id"], "instance-hours");
    assert_eq!(line["before"]["quantity"], "1000");
    assert_eq!(line["before"]["needed_quantity"], "750");
    let rows = asked("--set workload.requests_per_month=x2 --format csv");
    assert!(
        rows.contains(
            "\nAsked,small,small,sagemaker.endpoint,ok,ok,2,2,1000,2000,1000,1,750,0,0,250,\n"
        ),
        "{rows}"
    );
    let page = asked("--set workload.requests_per_month=x2");
    assert!(
        page.contains("Cheapest before and after: by-use, at $1,800.00 instead of $900.00 (+100%)")
    );
}

#[test]
fn a_change_that_turns_the_ranking_says_so_first() {
    let page = asked("--set workload.requests_per_month=4_000_000");
    let says = "The cheapest changes: small at $1,000.00 instead of by-use at $900.00; by-use would cost $1,200.00";
    assert!(page.contains(says), "{page}");
    assert!(page.contains("2 > 1  small"), "{page}");
    let gone = run(ASKED, "--set workload.requests_per_month=90_000_000", "100").stdout;
    assert!(gone.contains("infeasible"), "{gone}");
    assert!(gone.contains("after: "), "{gone}");
}

#[test]
fn proposed_plans_are_the_same_before_and_after() {
    let chat = "scenarios/just-a-model.toml";
    let ran = run(
        chat,
        "--set workload.output_tokens=x20 --format json",
        "100",
    );
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let change = &answer["scenarios"][0]["change"];
    let plans = change["plans"].as_array().unwrap();
    assert!(plans.len() > 3);
    for plan in plans {
        assert_eq!(plan["written"], false);
        if plan["status_before"] == "ok" && plan["status_after"] == "ok" {
            assert!(plan["causes"].is_object() && plan["difference_usd"].is_string());
        }
    }
}

#[test]
fn wrong_changes_are_told_what_is_possible() {
    for (words, says) in [
        (
            "--set workload.output_tokns=5",
            &["did you mean `output_tokens`?"][..],
        ),
        (
            "--set workload.output_tokens",
            &["no change of a knob", "write KNOB=V"],
        ),
        (
            "--set workload.output_tokens=20%",
            &["neither more nor less"],
        ),
        ("--set workload.failed_share=2", &["failed_share", "not 2"]),
        (
            "--set workload.failed_share=-1",
            &["failed_share", "not -1"],
        ),
        (
            "--set plan.smal.price_multiplier=2",
            &["did you mean plan.\"small\"?"],
        ),
        ("--set traffic.peak_to_mean=x2", &["no one value to change"]),
        (
            "--set traffic.peak_to_mean=3",
            &["the scenario is not valid with these numbers"],
        ),
    ] {
        refused(ASKED, words, says);
    }
}

// --- Variants ---

#[test]
fn variants_are_side_by_side_with_the_scenario() {
    let variants = json("")["variants"]["variants"].clone();
    let cheapest: Vec<_> = variants
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| {
            let text = |key: &str| variant[key].as_str().unwrap_or("-").to_owned();
            [
                text("name"),
                text("cheapest"),
                text("cheapest_usd"),
                text("difference_usd"),
            ]
        })
        .collect();
    let wanted = [
        ["-", "by-use", "900", "-"],
        ["launch", "small", "10000", "9100"],
        ["half the price", "by-use", "450", "-450"],
        ["long answers", "by-use", "1440", "540"],
    ];
    assert_eq!(cheapest, wanted);
    let rows = asked("--format csv");
    assert_eq!(rows.lines().count(), 1 + 4 * 3);
    let big = "\nAsked,launch,big,sagemaker.endpoint,ok,3,12000,0.0003,false,6000,\n";
    assert!(rows.contains(big), "{rows}");
    // Each is what the file says with the numbers typed.
    let typed = asked(
        "--set workload.requests_per_month=40000000 --set plan.big.instance_count=2 --format csv",
    );
    assert!(
        typed.contains("Asked,big,big,sagemaker.endpoint,ok,ok,3,3,6000,12000,6000,"),
        "{typed}"
    );
}

#[test]
fn what_is_wrong_with_a_variant_is_shown_at_its_place() {
    let set = "set = { \"workload.output_tokens\" = \"+100%\" }";
    for (name, to, says) in [
        (
            "knob",
            "set = { \"workload.output_tokns\" = 5 }",
            &["output_tokns", "did you mean `output_tokens`?"][..],
        ),
        (
            "value",
            "set = { \"workload.output_tokens\" = \"+1o0%\" }",
            &["plain decimal", "a change is"],
        ),
        (
            "bound",
            "set = { \"workload.failed_share\" = 7 }",
            &["failed_share", "not 7"],
        ),
        (
            "negative",
            "set = { \"workload.output_tokens\" = -7 }",
            &["output_tokens", "not -7"],
        ),
        (
            "path",
            "set = { workload.output_tokens = 5 }",
            &["one key, in quotes"],
        ),
        (
            "kind",
            "set = { \"workload.output_tokens\" = true }",
            &["a number, or a change in quotes"],
        ),
        (
            "peak",
            "set = { \"traffic.peak_to_mean\" = 3 }",
            &["variant `long answers`: "],
        ),
        ("empty", "set = {}", &["sets nothing"]),
    ] {
        let file = with(name, set, to);
        let line = "51 │ set = ";
        let says: Vec<&str> = says.iter().copied().chain([line]).collect();
        refused(&file, "", &says);
    }
    refused(&with("none", set, ""), "", &["`set` is missing"]);
    refused(
        &with("twice", "\"long answers\"", "\"launch\""),
        "",
        &["two variants are called `launch`"],
    );
    refused(
        &with("nameless", "\"long answers\"", "\"\""),
        "",
        &["needs a name"],
    );
}

#[test]
fn without_a_question_and_without_variants_it_says_what_can_be_asked() {
    refused(
        "tests/data/small.toml",
        "",
        &[
            "nothing is asked",
            "--set KNOB=V",
            "--sweep",
            "--tornado",
            "--monte-carlo",
            "[[variant]]",
        ],
    );
}

// --- Sweeps ---

#[test]
fn a_sweep_says_where_the_cheapest_changes() {
    let words = "--sweep workload.requests_per_month=2_000_000..4_000_000:3";
    let sweep = json(words)["sweep"].clone();
    let cheapest: Vec<_> = sweep["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            [
                &point["values"][0],
                &point["cheapest"],
                &point["cheapest_usd"],
            ]
            .map(|text| text.as_str().unwrap().to_owned())
        })
        .collect();
    let wanted = [
        ["2000000", "by-use", "600"],
        ["3000000", "by-use", "900"],
        ["4000000", "small", "1000"],
    ];
    assert_eq!(cheapest, wanted);
    assert_eq!(sweep["changes"][0]["from"], "3000000");
    assert_eq!(sweep["changes"][0]["after"], "small");
    let page = asked(words);
    for says in [
        "Cheapest: by-use up to 3,000,000, small from 4,000,000 on",
        "The cheapest changes between 3,000,000 and 4,000,000; `crossover breakeven tests/whatif/asked.toml",
        "> small",
    ] {
        assert!(page.replace('\n', " ").contains(says), "{says}: {page}");
    }
    let rows = asked(&format!("{words} --format csv"));
    assert!(
        rows.starts_with("scenario,workload.requests_per_month,plan,mode,status,"),
        "{rows}"
    );
    assert!(
        rows.contains("\nAsked,4000000,by-use,external,ok,2,1200,0.0003,false,,\n"),
        "{rows}"
    );
    assert_eq!(rows.lines().count(), 1 + 3 * 3);
}

#[test]
fn a_sweep_of_two_knobs_is_a_grid() {
    let words = "--sweep workload.requests_per_month=1000000..40000000:2 --sweep plan.by-use.price_multiplier=0.5..2:3";
    let points = json(words)["sweep"]["points"].clone();
    let cells: Vec<String> = points
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            [
                text(&point["values"][0]),
                text(&point["values"][1]),
                text(&point["cheapest"]),
                text(&point["cheapest_usd"]),
            ]
            .join(" ")
        })
        .collect();
    let wanted = [
        "1000000 0.5 by-use 150",
        "1000000 1.25 by-use 375",
        "1000000 2 by-use 600",
        "40000000 0.5 by-use 6000",
        "40000000 1.25 small 10000",
        "40000000 2 small 10000",
    ];
    assert_eq!(cells, wanted);
    let page = asked(words);
    assert!(
        page.contains("A  by-use") && page.contains("B $10k"),
        "{page}"
    );
}

#[test]
fn values_that_make_no_scenario_and_plans_that_cease_are_said() {
    let page = asked("--sweep traffic.peak_to_mean=1..2:2");
    assert!(page.contains("Values that make no scenario"), "{page}");
    let page = run(
        ASKED,
        "--sweep workload.requests_per_month=1000000..100000000:3 --format csv",
        "100",
    )
    .stdout;
    assert!(page.contains(",infeasible,"), "{page}");
}

#[test]
fn wrong_sweeps_are_told_what_is_possible() {
    for (words, says) in [
        (
            "--sweep workload.output_tokens",
            &["no range of a knob", "KNOB=A..B"][..],
        ),
        ("--sweep workload.output_tokens=5", &["needs two ends"]),
        ("--sweep workload.output_tokens=1..x", &["plain decimal"]),
        (
            "--sweep workload.output_tokens=1..9:3:lin",
            &["cannot have `lin`"],
        ),
        (
            "--sweep workload.output_tokens=9..1",
            &["is empty: from 9 to 1"],
        ),
        ("--sweep workload.output_tokens=9..9", &["is empty"]),
        (
            "--sweep workload.output_tokens=1..9:1",
            &["2 to 1000 values, not 1"],
        ),
        ("--sweep workload.output_tokens=1..9:5000", &["not 5000"]),
        (
            "--sweep workload.output_tokens=0..9:3:log",
            &["begin above 0"],
        ),
        (
            "--sweep workload.failed_share=0..2",
            &["failed_share", "from 0 to 2"],
        ),
        (
            "--sweep workload.output_tokns=1..2",
            &["did you mean `output_tokens`?"],
        ),
        (
            "--sweep workload.output_tokens=1..2 --sweep workload.output_tokens=3..4",
            &["swept twice"],
        ),
        (
            "--sweep workload.requests_per_month=1..2 --sweep workload.requests_per_day=3..4",
            &["swept twice"],
        ),
        (
            "--sweep workload.output_tokens=1..2 --sweep workload.input_tokens=3..4 --sweep months=1..2",
            &["at most two knobs", "--set"],
        ),
        (
            "--sweep workload.output_tokens=1..200:90 --sweep workload.input_tokens=3..400:90",
            &["8100 pairs of values are too many", "2500"],
        ),
        ("--sweep months=1..2 --tornado", &["--tornado"]),
    ] {
        refused(ASKED, words, says);
    }
}

// --- Tornado ---

#[test]
fn the_number_to_measure_first_is_said_first() {
    let page = asked("--tornado");
    let says = "The number to measure first: plan.by-use.price_multiplier; by-use gives way to small if it is above 1.111 (+11.1%)";
    assert!(page.replace('\n', " ").contains(says), "{page}");
    let tornado = json("--tornado")["tornado"].clone();
    assert_eq!([&tornado["plan"], &tornado["total_usd"]], ["by-use", "900"]);
    assert_eq!(tornado["has_ranges"], true);
    let inputs = tornado["inputs"].as_array().unwrap();
    let volume = &inputs[0];
    assert_eq!(volume["name"], "workload.requests_per_month");
    assert_eq!(
        [&volume["low"]["cost_usd"], &volume["high"]["cost_usd"]],
        ["300", "1500"]
    );
    assert_eq!(volume["effect_usd"], "1200");
    // $1,000 at $0.30 a thousand: exact, a third of a request included.
    assert_eq!(volume["flip_above"]["at"], "3333333.333333333333333333");
    assert_eq!(volume["flip_above"]["within"], Value::Null);
    assert_eq!(volume["flip_above"]["plan"], "small");
    assert_eq!(volume["flip_below"], Value::Null);
    // At 1.6 times the price $1,440 against $1,000.
    assert_eq!(inputs[1]["high"]["regret_usd"], "440");
    assert_eq!(inputs[1]["flips_within_range"], true);
    // Mean and deviation: 1.6449 deviations either way, to four digits.
    assert_eq!(inputs[2]["low"]["value"], "501.3");
    let shares = [&inputs[3]["low"]["value"], &inputs[3]["high"]["value"]];
    assert_eq!(shares, ["0", "0.1"]);
}

#[test]
fn without_ranges_numbers_are_halved_and_doubled_and_it_says_so() {
    let text = fs::read_to_string(Path::new(ROOT).join(ASKED)).unwrap();
    let plain = text
        .replace("{ low = 1_000_000, mode = 3_000_000, high = 5_000_000, distribution = \"triangular\" }", "3_000_000")
        .replace("{ mean = 600, sd = 60, distribution = \"normal\" }", "600")
        .replace("{ values = [\"0\", \"0.02\", \"0.1\"], weights = [6, 3, 1], distribution = \"discrete\" }", "0")
        .replace("{ low = \"0.8\", mode = 1, high = \"1.6\", distribution = \"pert\" }", "1");
    assert!(!plain.contains("distribution ="));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whatif-plain.toml");
    fs::write(&path, plain).unwrap();
    let ran = run(path.to_str().unwrap(), "--tornado", "100");
    assert!(
        ran.stdout.contains("The file gives no ranges"),
        "{}",
        ran.stdout
    );
    let ran = run(path.to_str().unwrap(), "--tornado --format csv", "100");
    assert!(
        ran.stdout
            .contains(",workload.output_tokens,tokens,half-and-double,900,450,1800,"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains(",plan.small.price_multiplier,"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_capacity_that_is_an_estimate_is_a_number_of_its_own() {
    let ran = run(
        "scenarios/own-weights.toml",
        "--tornado --format json",
        "100",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let inputs = answer["scenarios"][0]["tornado"]["inputs"]
        .as_array()
        .unwrap()
        .clone();
    let estimates: Vec<&Value> = inputs
        .iter()
        .filter(|input| input["basis"] == "estimate")
        .collect();
    assert!(!estimates.is_empty());
    for estimate in estimates {
        assert!(estimate["why"].is_string() && estimate["value"].is_null());
    }
}

#[test]
fn where_no_plan_carries_the_workload_there_is_nothing_to_move() {
    let text = fs::read_to_string(Path::new(ROOT).join("tests/data/small.toml")).unwrap();
    let only_batch = text.split("[[plan]]").next().unwrap().to_owned()
        + "[[plan]]\nmode = \"bedrock.batch\"\nmodel = \"nova-pro\"\n";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whatif-nobody.toml");
    fs::write(&path, only_batch).unwrap();
    let file = path.to_str().unwrap();
    refused(
        file,
        "--tornado",
        &["no plan carries this workload", "crossover compare"],
    );
    let ran = run(file, "--set workload.input_tokens=x2", "100");
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("No plan carries this workload at a known price, before or after")
    );
}
