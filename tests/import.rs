//! `crossover import` and `compare --usage`, end to end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;

mod support;

const NOVA: &str = "amazon.nova-lite-v1:0";

/// A folder of this test's own.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn run(folder: &Path, args: &[&str]) -> Ran {
    let mut command = Command::cargo_bin("crossover").unwrap();
    let output = command
        .current_dir(folder)
        .args(args)
        .env("COLUMNS", "100")
        .output();
    let output = output.unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A request each half hour of ten days, every tenth above a long-context step.
fn log(model: &str) -> String {
    let mut text = "time,model,region,input_tokens,cache_read_tokens,output_tokens\n".to_owned();
    for at in 0..480_u32 {
        let (day, hour, minute) = (1 + at / 48, at % 48 / 2, at % 2 * 30);
        let input = if at % 10 == 0 { 150_000 } else { 1_000 + at };
        let output = 100 + at % 7;
        let row = format!(
            "2026-09-{day:02}T{hour:02}:{minute:02}:00Z,{model},us-east-1,{input},500,{output}\n"
        );
        text.push_str(&row);
    }
    text
}

#[test]
fn a_log_becomes_a_scenario_that_costs_the_same_a_month() {
    let folder = folder("scenario");
    fs::write(folder.join("log.csv"), log(NOVA)).unwrap();
    let args = [
        "import",
        "log.csv",
        "-o",
        "own.toml",
        "--profile",
        "usage.csv",
        "--format",
        "json",
    ];
    let ran = run(&folder, &args);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(0), "wrote own.toml\n")
    );
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["rows"]["rows_kept"], 480);
    assert_eq!(report["models"][0]["requests"], "480");
    let scenario = fs::read_to_string(folder.join("own.toml")).unwrap();
    assert!(scenario.contains("profile = \"usage.csv\""), "{scenario}");
    // Means instead of the profile: the same cost to a millionth.
    let ran = run(&folder, &["import", "log.csv", "-o", "means.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let cost = |file: &str| {
        let ran = run(&folder, &["compare", file, "--format", "json"]);
        assert_eq!(ran.code, Some(0), "{file}: {}", ran.stderr);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let plans = report["scenarios"][0]["plans"].as_array().unwrap().clone();
        let id = format!("bedrock.on-demand/{NOVA}");
        let plan = plans.iter().find(|plan| plan["id"] == id.as_str()).unwrap();
        plan["total_usd"].as_str().unwrap().parse::<f64>().unwrap()
    };
    let (exact, means) = (cost("own.toml"), cost("means.toml"));
    assert!((exact / means - 1.).abs() < 1e-6, "{exact} and {means}");
    // And in one go.
    let ran = run(
        &folder,
        &["compare", "--usage", "log.csv", "--format", "json"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let plans = report["scenarios"][0]["plans"].as_array().unwrap();
    let id = format!("bedrock.on-demand/{NOVA}");
    let plan = plans.iter().find(|plan| plan["id"] == id.as_str()).unwrap();
    let own = run(&folder, &["compare", "own.toml", "--format", "json"]);
    let own: serde_json::Value = serde_json::from_str(&own.stdout).unwrap();
    let same = own["scenarios"][0]["plans"].as_array().unwrap();
    let same = same.iter().find(|plan| plan["id"] == id.as_str()).unwrap();
    assert_eq!(plan["total_usd"], same["total_usd"]);
}

#[test]
fn a_scenario_is_compared_for_what_was_used() {
    let folder = folder("usage");
    fs::write(folder.join("log.csv"), log(NOVA)).unwrap();
    let scenario = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\n[workload]\nrequests_per_month = 5\n\
                    input_tokens = 1\noutput_tokens = 1\n[traffic]\nshape = \"bursty\"\n\
                    [[plan]]\nid = \"api\"\nmode = \"bedrock.on-demand\"\nmodel = \"nova-lite\"\n";
    fs::write(folder.join("x.toml"), scenario).unwrap();
    let ran = run(
        &folder,
        &[
            "compare", "x.toml", "--usage", "log.csv", "--format", "json",
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    // 480 requests in 239.5 hours.
    let requests = report["scenarios"][0]["workload"]["requests_per_month"].as_str();
    let requests: f64 = requests.unwrap().parse().unwrap();
    assert!((requests - 480. * 730. / 239.5).abs() < 1e-3, "{requests}");
    // In the file itself both together are refused.
    let both = scenario.replace("requests_per_month = 5", "profile = \"log.csv\"");
    fs::write(folder.join("both.toml"), both).unwrap();
    let ran = run(&folder, &["compare", "both.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("the profile says it"), "{}", ran.stderr);
}

#[test]
fn several_models_need_a_choice_or_a_folder() {
    let folder = folder("several");
    let both = log(NOVA) + log("amazon.nova-pro-v1:0").split_once('\n').unwrap().1;
    fs::write(folder.join("log.csv"), both).unwrap();
    let ran = run(&folder, &["import", "log.csv", "-o", "one.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("the usage is of 2 models"),
        "{}",
        ran.stderr
    );
    assert!(!folder.join("one.toml").exists());
    let ran = run(
        &folder,
        &["import", "log.csv", "--only", "nova-pro", "-o", "one.toml"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    fs::create_dir(folder.join("all")).unwrap();
    let ran = run(&folder, &["import", "log.csv", "-o", "all"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for model in ["nova-lite", "nova-pro"] {
        let file = folder.join(format!("all/amazon.{model}-v1-0.toml"));
        let ran = run(&folder, &["check", file.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{model}: {}", ran.stderr);
    }
}

#[test]
fn unknown_models_are_named_and_never_priced() {
    let folder = folder("unknown");
    fs::write(folder.join("log.csv"), log("gpt-4o")).unwrap();
    let ran = run(&folder, &["import", "log.csv", "--price"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.contains("gpt-4o (unknown)"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("gpt-4o is not priced"),
        "{}",
        ran.stdout
    );
    let mapped = [
        "import",
        "log.csv",
        "--price",
        "--model",
        "gpt-4o=us.amazon.nova-pro-v1:0",
    ];
    let ran = run(&folder, &mapped);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("amazon.nova-pro-v1:0"),
        "{}",
        ran.stdout
    );
    let ran = run(&folder, &["compare", "--usage", "log.csv"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("no model of the catalog"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_was_asked_wrongly_is_said() {
    let folder = folder("wrong");
    fs::write(folder.join("log.csv"), log(NOVA)).unwrap();
    fs::write(
        folder.join("bad.csv"),
        "time,model,input_tokens,output_tokens\nnoon,m,1,1\n",
    )
    .unwrap();
    for (args, said) in [
        (&["import"][..], "there is no file to import"),
        (&["import", "none.csv"], "`none.csv` was not found"),
        (&["import", "*.gz"], "no file is called like"),
        (
            &["import", "log.csv", "--from", "burst"],
            "did you mean `burstgpt`?",
        ),
        (
            &["import", "log.csv", "--map", "tokens=x"],
            "unknown field `tokens`",
        ),
        (
            &["import", "log.csv", "--map", "model"],
            "write FIELD=COLUMN",
        ),
        (&["import", "log.csv", "--start", "noon"], "this is no time"),
        (
            &["import", "log.csv", "--time-unit", "weeks"],
            "unknown unit of time",
        ),
        (
            &["import", "log.csv", "--only", "x"],
            "nothing was used of `x`",
        ),
        (
            &["import", "log.csv", "--profile", "log.csv"],
            "another file that is read",
        ),
        (&["import", "bad.csv"], "bad.csv, line 2, column time"),
    ] {
        let ran = run(&folder, args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
    }
    let ran = run(&folder, &["import", "bad.csv", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("1 row read = 0 kept + 1 rejected"),
        "{}",
        ran.stdout
    );
}

#[test]
fn relative_and_dated_times_of_one_trace_are_the_same_workload() {
    let name = "import::relative_and_dated_times_of_one_trace_are_the_same_workload";
    let Some(data) = support::data(name) else {
        return;
    };
    let folder = folder("twins");
    let made = |file: &str, start: &[&str]| {
        let path = data.join("traces").join(file);
        let profile = format!("{file}.usage.csv");
        let scenario = format!("{file}.toml");
        let mut args = vec!["import", path.to_str().unwrap(), "--model", NOVA];
        args.extend(["-o", &scenario, "--profile", &profile]);
        args.extend(start);
        let ran = run(&folder, &args);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        fs::read_to_string(folder.join(profile)).unwrap()
    };
    let dated = made("azure_2023_code.csv", &[]);
    let relative = made(
        "vidur_splitwise_code.csv",
        &["--start", "2023-11-16T18:17:03.97996Z"],
    );
    assert_eq!(dated, relative);
}

#[test]
fn a_bill_is_held_against_the_logs() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (log, bill) = ("scenarios/invocations.jsonl", "scenarios/bill.csv");
    let ran = run(
        here,
        &["import", log, bill, "--reconcile", "--format", "json"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let lines = report["billed"]["lines"].as_array().unwrap();
    let of = |model: &str, what: &str| {
        let found = lines
            .iter()
            .find(|line| line["model"] == model && line["what"] == what);
        found
            .unwrap_or_else(|| panic!("{model} {what} in {lines:?}"))
            .clone()
    };
    let haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
    assert_eq!(of(haiku, "input-tokens")["residual_usd"], "0");
    assert_eq!(of(haiku, "cache-read-tokens")["residual_usd"], "0");
    // 4,200 tokens that nothing logged, at $5.50 a million.
    assert_eq!(of(haiku, "output-tokens")["residual_usd"], "0.0231");
    assert_eq!(of(NOVA, "output-tokens")["residual_usd"], "0");
    // By its own quantities nothing is left of what has a price.
    let ran = run(here, &["import", bill, "--reconcile", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    for line in report["billed"]["lines"].as_array().unwrap() {
        let residual = &line["residual_usd"];
        assert!(residual == "0" || residual.is_null(), "{line}");
    }
}
