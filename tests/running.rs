//! What runs today, from files that describe it: as a baseline, and as tables of a scenario.

use std::{fmt::Write as _, fs, path::PathBuf};

use assert_cmd::Command;
use serde_json::Value;

const SCENARIO: &str = "tests/data/running/scenario.toml";
const CONFIGURATION: &str = "tests/data/running/endpoint-config.json";
const THROUGHPUTS: &str = "tests/data/running/throughputs.json";
const VARIANTS: &str = "tests/data/running/variants.json";

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

#[expect(
    clippy::unwrap_used,
    reason = "a program that does not run fails the test"
)]
fn run(args: &[&str], stdin: &str) -> Ran {
    let mut command = Command::cargo_bin("crossover").unwrap();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("COLUMNS")
        .args(args)
        .write_stdin(stdin);
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A folder of this test's own, emptied.
#[expect(clippy::unwrap_used, reason = "without it there is no test")]
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[expect(
    clippy::unwrap_used,
    reason = "an answer that is no JSON fails the test"
)]
fn compared(args: &[&str]) -> Value {
    let ran = run(&[args, &["--format", "json"]].concat(), "");
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    answer["scenarios"][0].clone()
}

/// A plan of an answer, without where its table stands.
#[expect(
    clippy::unwrap_used,
    reason = "a plan that is not there fails the test"
)]
fn plan(answer: &Value, id: &str) -> Value {
    let plans = answer["plans"].as_array().unwrap();
    plans.iter().find(|plan| plan["id"] == id).unwrap().clone()
}

#[test]
fn what_runs_is_the_baseline_as_if_it_were_written() {
    let answer = compared(&["compare", SCENARIO, "--baseline", CONFIGURATION]);
    assert_eq!(answer["baseline"], "chat-prod-3");
    let running = plan(&answer, "chat-prod-3");
    assert_eq!(running["model"], "chat-llama", "the model of that name");
    assert_eq!(running["sizing"]["peak_units"], 3);
    assert_eq!(running["saving_vs_baseline_usd"], "0");

    let written = folder("running_written").join("scenario.toml");
    let text = fs::read_to_string(SCENARIO).unwrap_or_default();
    let plans = run(&["import", CONFIGURATION], "").stdout;
    let plans = plans.replace("# model = \"\"", "model = \"chat-llama\"");
    assert!(fs::write(&written, format!("{text}\n{plans}")).is_ok());
    let written = written.display().to_string();
    let same = compared(&["compare", &written, "--baseline", "chat-prod-3"]);
    assert_eq!(plan(&same, "chat-prod-3"), running);
    assert_eq!(plan(&same, "api"), plan(&answer, "api"));
}

#[test]
fn what_is_not_in_the_plans_is_said() {
    let custom = "us-east-1:111122223333:custom-model/amazon.nova-2-lite-v1:0:256k/abcdefghijkl";
    let text = fs::read_to_string(THROUGHPUTS).unwrap_or_default();
    let both = folder("running_both").join("both.json");
    let text = text.replace(
        custom,
        "us-east-1::foundation-model/amazon.nova-2-lite-v1:0",
    );
    assert!(fs::write(&both, text).is_ok());
    let both = both.display().to_string();
    let ran = run(&["compare", SCENARIO, "--baseline", &both], "");
    let told = "has 2 plans, and the first, `support-lite`, is the baseline";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    let text = fs::read_to_string(VARIANTS).unwrap_or_default();
    let mut one: Value = serde_json::from_str(&text).unwrap_or_default();
    one["ProductionVariants"] = vec![one["ProductionVariants"][0].clone()].into();
    let path = folder("running_shadow").join("one.json");
    assert!(fs::write(&path, one.to_string()).is_ok());
    let path = path.display().to_string();
    let ran = run(&["compare", SCENARIO, "--baseline", &path], "");
    for told in [
        "not in the plans of `one.json`: endpoint configuration split (eu-west-1): its shadow variant S",
        "`split` has no cost here",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    // Of several variants none is the baseline.
    let ran = run(&["compare", SCENARIO, "--baseline", VARIANTS], "");
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("5 variants that share the requests"),
        "{}",
        ran.stderr
    );
    let answer = compared(&["compare", SCENARIO, "--baseline", THROUGHPUTS]);
    let assumed = answer["assumptions"].to_string();
    assert!(
        assumed.contains("throughputs.json: not in its plans: provisioned throughput old"),
        "{assumed}"
    );
    // The scenario's own name of the model.
    assert_eq!(plan(&answer, "support-lite")["model"], "nova-lite");
}

#[test]
fn plans_are_proposed_as_if_nothing_ran() {
    let text = fs::read_to_string(SCENARIO).unwrap_or_default();
    let (bare, _) = text.split_once("[[plan]]").unwrap_or_default();
    let bare_file = folder("running_bare").join("scenario.toml");
    assert!(fs::write(&bare_file, bare).is_ok());
    let bare_file = bare_file.display().to_string();
    let ids = |answer: &Value| -> Vec<String> {
        let plans = answer["plans"].as_array().cloned().unwrap_or_default();
        let ids = plans.iter().map(|plan| plan["id"].to_string());
        ids.filter(|id| !id.contains("chat-prod-3")).collect()
    };
    let without = compared(&["compare", &bare_file]);
    let with = compared(&["compare", &bare_file, "--baseline", CONFIGURATION]);
    assert!(ids(&without).len() > 1);
    assert_eq!(ids(&with), ids(&without));
    let only = compared(&[
        "compare",
        &bare_file,
        "--baseline",
        CONFIGURATION,
        "--plans",
        "file",
    ]);
    assert_eq!(ids(&only), [""; 0]);
}

#[test]
fn a_list_of_workloads_has_it_too() {
    let args = [
        "compare",
        "-",
        "--columns",
        "name,requests_per_month",
        "--defaults",
        SCENARIO,
        "--format",
        "csv",
        "--baseline",
        CONFIGURATION,
    ];
    let ran = run(&args, "small,1000\nlarge,2000000\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let of = |workload: &str| {
        let rows = ran.stdout.lines().filter(|row| row.starts_with(workload));
        rows.filter(|row| row.contains("chat-prod-3")).count()
    };
    assert_eq!((of("small"), of("large")), (1, 1), "{}", ran.stdout);
}

#[test]
fn a_file_that_describes_nothing_is_refused() {
    let folder = folder("running_hostile");
    let text = fs::read_to_string(CONFIGURATION).unwrap_or_default();
    for (name, text, told) in [
        ("half.json", &text[..text.len() / 2], "no whole JSON"),
        ("other.json", "{\"a\": 1}", "it is none of"),
        ("empty.json", "", "nothing in it runs"),
        ("binary.json", "\u{0}\u{1}", "no whole JSON"),
    ] {
        let path = folder.join(name);
        assert!(fs::write(&path, text).is_ok());
        let path = path.display().to_string();
        let ran = run(&["compare", SCENARIO, "--baseline", &path], "");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
        assert!(ran.stderr.contains(name), "{name}: {}", ran.stderr);
    }
    // A plan may be called like a file that is no JSON: here the scenario itself.
    let ran = run(&["compare", SCENARIO, "--baseline", SCENARIO], "");
    assert!(ran.stderr.contains("no plan is called"), "{}", ran.stderr);
    let ran = run(&["compare", SCENARIO, "--baseline", "no-such.json"], "");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("no plan is called `no-such.json`"),
        "{}",
        ran.stderr
    );
    let ran = run(
        &[
            "compare",
            SCENARIO,
            "--baseline",
            CONFIGURATION,
            "-o",
            CONFIGURATION,
        ],
        "",
    );
    assert_eq!(ran.code, Some(2), "an input is never written over");
}

#[test]
fn a_name_that_is_taken_is_told_of() {
    let text = fs::read_to_string(SCENARIO).unwrap_or_default();
    let taken = folder("running_taken").join("scenario.toml");
    assert!(fs::write(&taken, text.replace("\"api\"", "\"chat-prod-3\"")).is_ok());
    let ran = run(
        &[
            "compare",
            &taken.display().to_string(),
            "--baseline",
            CONFIGURATION,
        ],
        "",
    );
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("is called `chat-prod-3` too"),
        "{}",
        ran.stderr
    );
}

#[test]
fn import_writes_what_runs_as_tables() {
    let ran = run(&["import", CONFIGURATION, THROUGHPUTS], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("[[plan]]").count(), 2, "{}", ran.stdout);
    let written = folder("running_import").join("plans.toml");
    let path = written.display().to_string();
    let to_file = run(&["import", CONFIGURATION, THROUGHPUTS, "-o", &path], "");
    assert_eq!((to_file.code, to_file.stdout.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(&written).ok(), Some(ran.stdout));
    let json = run(&["import", CONFIGURATION, "--format", "json"], "");
    assert_eq!(json.code, Some(2));
    assert!(json.stderr.contains("TOML"), "{}", json.stderr);
}

#[test]
fn import_puts_what_runs_into_the_scenario_of_the_usage() {
    let folder = folder("running_with_usage");
    let usage = folder.join("usage.csv");
    let mut rows = "time,model,input_tokens,output_tokens\n".to_owned();
    for hour in 0..24 {
        writeln!(
            rows,
            "2026-09-01T{hour:02}:10:00Z,amazon.nova-2-lite-v1:0,1000,200"
        )
        .unwrap();
    }
    assert!(fs::write(&usage, rows).is_ok());
    let scenario = folder.join("scenario.toml");
    let (usage, path) = (usage.display().to_string(), scenario.display().to_string());
    let ran = run(&["import", &usage, THROUGHPUTS, "-o", &path], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let answer = compared(&["compare", &path, "--baseline", "support-lite"]);
    assert_eq!(plan(&answer, "support-lite")["sizing"]["peak_units"], 1);
    let ran = run(&["import", &usage, THROUGHPUTS], "");
    assert!(ran.stderr.contains("-o scenario.toml"), "{}", ran.stderr);
}
