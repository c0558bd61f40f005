//! The program from outside: exit codes, streams, files, widths, and what bad input is told.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command as Process, Stdio},
};

use assert_cmd::Command;
use crossover::catalog::Catalog;

/// A scenario of which two plans have a price, one has none, one cannot carry the load.
const SMALL: &str = "tests/data/small.toml";
/// Two prices of our own.
const OVERLAY: &str = "tests/data/prices.csv";

/// What a run left behind.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

#[expect(
    clippy::unwrap_used,
    reason = "a program that does not run fails the test"
)]
fn run_with(args: &[&str], stdin: &[u8], columns: Option<&str>) -> Ran {
    let mut command = Command::cargo_bin("crossover").unwrap();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .write_stdin(stdin);
    command
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns);
    }
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn run(args: &[&str]) -> Ran {
    run_with(args, b"", None)
}

/// The words of a command line, the small scenario's path for its name.
fn words(line: &str) -> Vec<&str> {
    let path = |word| if word == "SMALL" { SMALL } else { word };
    line.split(' ').map(path).collect()
}

/// A folder of this test's own, emptied.
#[expect(
    clippy::unwrap_used,
    reason = "without a folder there is nothing to test"
)]
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A file in `folder`, and its path as an argument.
#[expect(
    clippy::unwrap_used,
    reason = "without the file there is nothing to test"
)]
fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Holds a refusal to the rules: exit 2, nothing on standard output, the place named, and an end.
#[track_caller]
fn refused(ran: &Ran, says: &[&str]) {
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(
        ran.stderr.len() < 20_000,
        "{} bytes of complaint",
        ran.stderr.len()
    );
    for part in says {
        assert!(
            ran.stderr.contains(part),
            "`{part}` is not in:\n{}",
            ran.stderr
        );
    }
}

/// The small scenario with one text replaced.
#[expect(clippy::unwrap_used, reason = "the file is part of the tests")]
fn small(from: &str, to: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SMALL)).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

// --- What is wrong with the input ---

#[test]
fn a_file_that_cannot_be_read_is_named() {
    refused(
        &run(&["compare", "no/such.toml"]),
        &["no/such.toml", "was not found"],
    );
    refused(&run(&["compare", "tests"]), &["`tests` is a directory"]);
    refused(&run(&["check", "tests"]), &["`tests` is a directory"]);
    refused(
        &run(&["compare", SMALL, "--prices", "no.csv"]),
        &["no.csv", "was not found"],
    );
    refused(
        &run(&["compare", SMALL, "--prices", "scenarios"]),
        &["scenarios"],
    );
}

#[test]
fn a_file_that_is_no_scenario_is_refused_without_harm() {
    let folder = folder("no-scenario");
    let empty = file(&folder, "empty.toml", "");
    refused(&run(&["compare", &empty]), &["empty.toml", "empty"]);
    let binary = file(
        &folder,
        "binary.toml",
        [b'a', b'\n', b'b', 0xff, 0xfe, 0, 1],
    );
    refused(
        &run(&["compare", &binary]),
        &["binary.toml", "UTF-8", "line 2, column 2"],
    );
    let nul = file(&folder, "nul.toml", "schema = 1\n\0\u{1b}[31m = 2\n");
    let ran = run(&["compare", &nul]);
    refused(&ran, &["nul.toml", "2"]);
    assert!(!ran.stderr.contains('\0') && !ran.stderr.contains("\u{1b}[31m"));
    let letters = file(&folder, "letters.toml", "a".repeat(10_000_000));
    refused(
        &run(&["compare", &letters]),
        &["letters.toml", "10000000 bytes"],
    );
    let letters = file(&folder, "fewer.toml", "a".repeat(3_000_000));
    refused(&run(&["compare", &letters]), &["fewer.toml"]);
    let deep = file(&folder, "deep.toml", format!("x = {}", "[".repeat(100_000)));
    refused(&run(&["compare", &deep]), &["deep.toml"]);
}

#[test]
fn a_fault_in_a_scenario_is_drawn_at_its_place() {
    let folder = folder("faults");
    let cases = [
        ("months = 3", "mnths = 3", "unknown key `mnths`", ":4:1"),
        ("300_000", "-300_000", "requests_per_month", ":8:22"),
        ("1200", "nan", "input_tokens", ":9:16"),
        ("1200", "1e3", "exponent", ":9:16"),
        ("\"interactive\"", "\"instant\"", "latency", ":11:11"),
        (
            "us-west-2",
            "us-wst-2",
            "did you mean `us-west-2`?",
            "us-wst-2",
        ),
        (
            "ml.g6e.12xlarge",
            "ml.g6e.13xlarge",
            "ml.g6e.13xlarge",
            "instance",
        ),
        (
            "\"6-months\"",
            "\"6-moths\"",
            "did you mean `6-months`?",
            ":39:8",
        ),
        (
            "schema = 1",
            "schema = 1\nmix = [{}]",
            "this version does not support it yet",
            ":2:1",
        ),
        ("[traffic]", "[traffic", "small.toml", ":13:"),
        (
            "name = \"Small chat\"",
            "name = \"Small chat",
            "small.toml",
            ":2:",
        ),
    ];
    for (from, to, what, place) in cases {
        let path = file(&folder, "small.toml", small(from, to));
        refused(&run(&["compare", &path]), &[what, place, "small.toml"]);
        refused(&run(&["check", &path]), &[what, place]);
    }
}

#[test]
fn only_the_first_faults_are_drawn_and_all_are_counted() {
    let faults: Vec<String> = (0..50).map(|at| format!("fault_{at} = 1")).collect();
    let faults = faults.join("\n");
    let ran = run_with(&["compare", "-"], faults.as_bytes(), None);
    refused(&ran, &["<stdin>", "fault_0", "not shown"]);
    assert!(!ran.stderr.contains("`fault_40`"), "{}", ran.stderr);
}

#[test]
fn a_long_line_is_cut_around_its_fault() {
    let text = format!(
        "schema = 1\nname = \"x\"\nregions = [{}\"us-est-1\"]\n",
        "\"us-east-1\", ".repeat(500)
    );
    let ran = run_with(&["compare", "-"], text.as_bytes(), None);
    refused(&ran, &["<stdin>:"]);
    assert!(
        ran.stderr.lines().all(|line| line.chars().count() < 400),
        "{}",
        ran.stderr
    );
}

#[test]
fn each_damaged_column_of_an_overlay_is_named() {
    let folder = folder("overlays");
    let header = "service,item,offer,region,scope,tier,term,variant,meter,usd,per,effective_from,checked_on,source,confidence,note";
    let good = "bedrock,a.b,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000,2026-01-01,2026-02-01,me,high,";
    let path = file(&folder, "good.csv", format!("{header}\n{good}\n"));
    assert_eq!(run(&["prices", "check", "--prices", &path]).code, Some(0));
    let bad = [
        (0, "", "service"),
        (1, "a b", "item"),
        (2, "", "offer"),
        (3, "us east", "region"),
        (4, "in region", "scope"),
        (5, "a b", "tier"),
        (6, "a b", "term"),
        (7, "a b", "variant"),
        (8, "tokens", "meter"),
        (9, "-1", "usd"),
        (9, "1e3", "usd"),
        (9, "free", "usd"),
        (9, "", "usd"),
        (10, "7", "per"),
        (10, "0", "per"),
        (11, "2026-13-01", "effective_from"),
        (12, "today", "checked_on"),
        (14, "sure", "confidence"),
    ];
    for (at, value, column) in bad {
        let mut cells: Vec<&str> = good.split(',').collect();
        cells[at] = value;
        let text = format!("{header}\n{good}\n{}\n", cells.join(","));
        let path = file(&folder, "bad.csv", text);
        let place = format!("bad.csv:3:{column}");
        refused(&run(&["compare", SMALL, "--prices", &path]), &[&place]);
    }
    for (text, says) in [
        (format!("{header}\n{good}\n{good}\n"), "bad.csv:3:"),
        (
            format!("{header}\n{good},more\n"),
            "bad.csv:2: the row has 17 cells, the header 16",
        ),
        (header.replace(',', ";"), "separate its columns by commas"),
        (
            format!("{header},colour\n{good},red\n"),
            "unknown column `colour`",
        ),
        ("service,item\nbedrock,a\n".to_owned(), "bad.csv:1:"),
        (String::new(), "bad.csv:1:"),
    ] {
        let path = file(&folder, "bad.csv", text);
        refused(&run(&["compare", SMALL, "--prices", &path]), &[says]);
    }
}

#[test]
fn a_wrong_command_line_is_refused() {
    refused(&run(&[]), &["Usage"]);
    refused(&run(&["compare"]), &["SCENARIO"]);
    refused(&run(&["compare", SMALL, "--colour"]), &["--colour"]);
    refused(&run(&["cmpare", SMALL]), &["compare"]);
    refused(
        &run(&["compare", SMALL, "--format", "xml"]),
        &["xml", "table"],
    );
    refused(
        &run(&["compare", SMALL, "--as-of", "yesterday"]),
        &["yesterday", "2026-11-22"],
    );
    refused(
        &run(&["compare", SMALL, "--region", "us-est-1"]),
        &["us-est-1", "did you mean"],
    );
    refused(
        &run(&["compare", SMALL, "--baseline", "flexx"]),
        &["flexx", "did you mean `flex`?"],
    );
    refused(&run(&["explain", SMALL]), &["--plan", "flex", "own"]);
    refused(
        &run(&["explain", SMALL, "--plan", "nova-pro"]),
        &["did you mean", "bedrock.on-demand/nova-pro"],
    );
    refused(
        &run(&["explain", SMALL, "--plan", "own2"]),
        &["own2", "did you mean `own`?"],
    );
    refused(
        &run(&["prices", "show", "nova-por"]),
        &["did you mean `nova-pro`?"],
    );
    refused(
        &run(&["prices", "list", "--meter", "smiles"]),
        &["no price fits"],
    );
}

#[test]
fn what_is_ranked_apart_wins_no_break_even() {
    let scenario = "scenarios/small-then-large.toml";
    let json = |more: &[&str]| -> serde_json::Value {
        let args = [&["breakeven", scenario, "--format", "json"], more].concat();
        serde_json::from_str(&run(&args).stdout).unwrap()
    };
    let all = json(&[])["scenarios"][0].clone();
    let plans = |of: &serde_json::Value| of["plans"].to_string().contains("\"micro\"");
    assert!(!plans(&all) && !all["winners"].to_string().contains("\"micro\""));
    assert_eq!(all["warnings"][0]["id"], "ranked-apart");
    let asked = json(&["--between", "micro", "sonnet"])["scenarios"][0].clone();
    assert!(plans(&asked) && asked["warnings"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_later_version_does_is_refused_by_name() {
    const LATER: &str = "this version does not support it yet";
    for command in ["optimize", "report", "init", "serve", "man"] {
        let says = format!("crossover {command}: {LATER}");
        refused(&run(&[command]), &[&says]);
        refused(&run(&[command, SMALL, "--vary", "x", "--help"]), &[&says]);
    }
    for args in ["compare SMALL --format html", "check SMALL --budget 100"] {
        refused(&run(&words(args)), &[LATER]);
    }
}

#[test]
fn what_cannot_be_held_against_each_other_is_refused() {
    let folder = folder("diff");
    let saved = run(&["compare", SMALL, "--format", "json"]).stdout;
    let good = file(&folder, "good.json", &saved);
    let other = saved.replace("crossover/compare/1", "crossover/compare/2");
    let priced = run(&["prices", "show", "nova-pro", "--format", "json"]).stdout;
    let half: String = saved.chars().take(saved.len() / 2).collect();
    for (text, says) in [
        (
            other.as_str(),
            "of another version of crossover: this one reads crossover/compare/1",
        ),
        (&priced, "no answer of `crossover compare`"),
        (&half, "cannot be read as JSON"),
        ("not JSON", "it is no JSON"),
        ("[]", "no answer of `crossover compare`"),
        ("{}", "no answer of `crossover compare`"),
        ("{\"schema\": 7}", "no answer of `crossover compare`"),
        (
            "{\"schema\": \"crossover/compare/1\"}",
            "missing field `scenarios`",
        ),
        (
            &saved.replace("\"quantity\": \"", "\"quantity\": \"x"),
            "a number is a string such as",
        ),
    ] {
        let bad = file(&folder, "bad.json", text);
        for args in [["diff", &bad, &good], ["diff", &good, &bad]] {
            refused(&run(&args), &["bad.json", says, "--format json"]);
        }
    }
    refused(
        &run(&["diff", &good, "no.json"]),
        &["no.json", "was not found"],
    );
    refused(
        &run(&["diff", "no.toml", &good]),
        &["no.toml", "was not found"],
    );
    refused(&run(&["diff", "-", "-"]), &["only one of the two"]);
    refused(&run(&["diff", &good]), &["<B>"]);
    refused(
        &run(&["diff", &good, SMALL, "-o", &good]),
        &["another file that is read"],
    );
    let wrong = file(&folder, "wrong.toml", small("months = 3", "mnths = 3"));
    refused(
        &run(&["diff", SMALL, &wrong]),
        &["unknown key `mnths`", "wrong.toml"],
    );
    let ran = run(&["diff", &good, &good, "--prices", OVERLAY]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stderr.contains("both are saved answers"),
        "{}",
        ran.stderr
    );
    // A plan without a price is an answer of this command like any other.
    assert_eq!(run(&["diff", SMALL, &good]).code, Some(0));
}

// --- Exit codes ---

#[test]
fn a_priced_comparison_is_fine() {
    let ran = run_with(
        &["compare", "-"],
        small("units = 1", "units = 1\nprice_multiplier = 1").as_bytes(),
        None,
    );
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let text = small(
        "[[plan]]\nmode = \"bedrock.provisioned\"",
        "[[plan]]\nid=\"p\"\nmode = \"bedrock.on-demand\"",
    );
    let text = text
        .replace("units = 1\nterm = \"6-months\"", "")
        .replace("input_tokens_per_minute_per_unit = 100_000", "");
    let text = text.replace("output_tokens_per_minute_per_unit = 10_000", "");
    let ran = run_with(&["compare", "-"], text.as_bytes(), None);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_written_plan_without_a_price_is_3_and_still_answered() {
    let ran = run(&["compare", SMALL]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.contains("Cheapest: flex"));
    assert!(ran.stderr.contains("exit status 3"));
    let id = "bedrock.provisioned/nova-pro+term.6-months+x1";
    assert_eq!(run(&["explain", SMALL, "--plan", id]).code, Some(3));
}

#[test]
fn no_plan_is_4() {
    let text = "schema = 1\nname = \"x\"\nregion = \"us-east-1\"\n[workload]\nkind = \"text\"\nrequests_per_month = 9\ninput_tokens = 9\noutput_tokens = 9\nlatency = \"interactive\"\n[[plan]]\nmode = \"bedrock.batch\"\nmodel = \"nova-pro\"\n";
    let ran = run_with(&["compare", "-"], text.as_bytes(), None);
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(ran.stdout.contains("No plan carries this workload"));
}

#[test]
fn help_version_completions_and_schema_are_answers() {
    for args in [
        "--help",
        "--version",
        "help compare",
        "completions bash",
        "completions zsh",
        "schema",
        "schema compare",
        "help breakeven",
        "schema breakeven",
        "prices check",
    ] {
        let ran = run(&words(args));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{args}");
        assert!(!ran.stdout.is_empty(), "{args}");
    }
    let help = run(&["--help"]).stdout;
    assert!(
        help.contains("Exit status") && !help.contains("optimize"),
        "{help}"
    );
}

// --- Streams and files ---

#[test]
fn the_answer_goes_to_the_file_whole() {
    let folder = folder("output");
    let path = folder.join("answer.md");
    let target = path.to_str().unwrap();
    let ran = run(&["compare", SMALL, "--format", "markdown", "-o", target]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(
        written,
        run(&["compare", SMALL, "--format", "markdown"]).stdout
    );
    run(&["compare", SMALL, "-o", target]);
    assert!(!fs::read_to_string(&path).unwrap().contains('\u{1b}'));
    let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing() {
    let folder = folder("unwritable");
    let own = file(&folder, "own.toml", small("months = 3", "months = 3"));
    let text = fs::read_to_string(&own).unwrap();
    refused(
        &run(&["compare", &own, "-o", &own]),
        &["the scenario itself"],
    );
    assert_eq!(fs::read_to_string(&own).unwrap(), text);
    refused(
        &run(&["compare", &own, "-o", folder.to_str().unwrap()]),
        &["is a directory"],
    );
    let nowhere = folder.join("no/answer.txt");
    refused(
        &run(&["compare", &own, "-o", nowhere.to_str().unwrap()]),
        &["answer.txt"],
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    let answer = file(&folder, "answer.txt", "old");
    refused(&run(&["compare", "no.toml", "-o", &answer]), &["no.toml"]);
    assert_eq!(fs::read_to_string(&answer).unwrap(), "old");
}

#[test]
fn standard_input_is_a_scenario() {
    let text = small("months = 3", "months = 3");
    let piped = run_with(&["compare", "-", "--format", "csv"], text.as_bytes(), None);
    assert_eq!(
        piped.stdout,
        run(&["compare", SMALL, "--format", "csv"]).stdout
    );
    let marked = format!("\u{feff}{text}");
    assert_eq!(
        run_with(&["check", "-"], marked.as_bytes(), None).code,
        Some(0)
    );
}

#[test]
fn a_reader_that_went_away_has_seen_enough() {
    for args in ["prices list", "prices list --format json"] {
        let mut child = Process::new(env!("CARGO_BIN_EXE_crossover"))
            .args(words(args))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.is_empty()),
            (Some(0), true)
        );
    }
}

#[test]
fn an_overlay_changes_the_price_and_is_named() {
    let ran = run(&[
        "compare", SMALL, "--prices", OVERLAY, "--format", "csv", "--detail",
    ]);
    let own = ran
        .stdout
        .lines()
        .filter(|line| line.ends_with(",overlay"))
        .count();
    assert_eq!(own, 2, "{}", ran.stdout);
    // 900,000 requests of 1,200 tokens in at $1 and 300 out at $2 for a million: 1,080 + 540.
    let ran = run(&["compare", SMALL, "--prices", OVERLAY]);
    assert!(ran.stdout.contains("$1,620.00"), "{}", ran.stdout);
    assert!(ran.stdout.contains(OVERLAY) && ran.stdout.contains("own price from an overlay"));
    let folder = folder("overlay-folder");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(OVERLAY)).unwrap();
    file(&folder, "b.csv", text.replace(",1,1000000", ",3,1000000"));
    file(&folder, "a.csv", &text);
    let ran = run(&["compare", SMALL, "--prices", folder.to_str().unwrap()]);
    // Of the two files the later one wins: 3,240 + 540.
    assert!(ran.stdout.contains("$3,780.00"), "{}", ran.stdout);
}

#[test]
fn a_date_after_the_edition_is_a_warning() {
    let ran = run(&["check", SMALL, "--as-of", "2999-01-01"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stderr
            .contains("2999-01-01 is after the catalog's edition")
    );
    assert_eq!(
        run(&["check", SMALL, "--as-of", Catalog::edition()]).stderr,
        ""
    );
}

#[test]
fn a_date_before_the_edition_is_a_warning_that_counts_what_is_known_to_have_changed() {
    for (day, says) in [
        (
            "1999-01-01",
            "1999-01-01 is before the catalog's edition, 2026-11-22: 85 prices are known",
        ),
        ("2026-10-04", ": 8 prices are known"),
        ("2026-10-05", ": 0 prices are known"),
    ] {
        let ran = run(&["check", SMALL, "--as-of", day]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn a_baseline_without_a_cost_is_a_warning() {
    let batch = "scenarios/support-chatbot.toml --baseline nova-pro-batch";
    let ran = run(&words(&format!("compare {batch}")));
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("`nova-pro-batch` has no cost"));
    let ran = run(&["compare", SMALL, "--baseline", "own"]);
    assert!(!ran.stderr.contains("has no cost"), "{}", ran.stderr);
}

#[test]
fn toml_mistakes_are_told_what_was_meant() {
    let requests = "requests_per_month = 300_000";
    for (from, to, says) in [
        (requests, "requests_per_month = 300,000", "40_000"),
        (requests, "requests_per_month = 300k", "40_000"),
        (requests, "requests_per_month = 0300", "zeros"),
        (requests, "requests_per_month: 300", "key = value"),
        (requests, "requests_per_month = 300 // all", "begins with #"),
        ("\"text\"", "\u{201c}text\u{201d}", "straight quotes"),
        ("\"text\"", "text", "in quotes"),
        ("[[plan]]", "[plan]", "write [[plan]], with two brackets"),
        ("[traffic]", "[workload]", "write [workload] once"),
    ] {
        refused(
            &run_with(&["check", "-"], small(from, to).as_bytes(), None),
            &[says],
        );
    }
}

// --- What people see ---

#[test]
fn a_multiplied_price_is_shown_beside_the_listed_one() {
    let half = small(
        "tier = \"flex\"",
        "tier = \"flex\"\nprice_multiplier = \"0.5\"",
    );
    let run = |args: &str| run_with(&words(args), half.as_bytes(), None).stdout;
    let text = run("explain - --plan flex");
    // Nova Pro's flex price is half of $0.80 a million input tokens.
    assert!(text.contains("$0.40 × 0.5 / 1,000,000"), "{text}");
    assert!(run("compare - --detail").contains("$0.40 × 0.5 per 1M tokens"));
    let json: serde_json::Value =
        serde_json::from_str(&run("explain - --plan flex --format json")).unwrap();
    assert_eq!(json["plan"]["price_multiplier"], "0.5");
    let line = &json["plan"]["line_items"][0];
    assert_eq!(line["unit_price_usd"], "0.2");
    assert_eq!(line["list_unit_price_usd"], "0.4");
}

#[test]
fn what_is_not_known_of_a_sizing_is_not_shown_as_nothing() {
    let capacity = "capacity = { output_tokens_per_second = 900, basis = \"my load test\" }";
    let given = small(capacity, "instance_count = 2");
    let given = given.replace("latency =", "environments = 3\nlatency =");
    let given = given.replace("scaling = \"autoscaled\"\n", "");
    // What a processor does with a language model is not known.
    let given = given.replace("ml.g6e.12xlarge", "ml.m5.4xlarge");
    let ran = run_with(&words("explain - --plan own"), given.as_bytes(), None);
    assert!(!ran.stdout.contains("0.000"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("busy"), "{}", ran.stdout);
    let peak = "6 × ml.m5.4xlarge in all 3 environments";
    assert!(ran.stdout.contains(peak), "{}", ran.stdout);
}

#[test]
fn the_busiest_hours_come_first() {
    let ran = run(&words("explain SMALL --plan own --format json"));
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let calls: Vec<f64> = json["hours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| hour["load"]["calls"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(calls.len() > 1 && calls.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn tables_fit_the_terminal() {
    let mut wide = Vec::new();
    for (columns, most) in [
        (None, 100),
        (Some("100"), 100),
        (Some("80"), 80),
        (Some("160"), 160),
    ] {
        for args in [
            "compare SMALL",
            "compare SMALL --detail",
            "compare SMALL --baseline own",
            "compare scenarios/support-chatbot.toml",
            "compare scenarios/growing-startup.toml",
            "compare scenarios/growing-startup.toml --detail",
            "compare scenarios/alert-triage.toml --detail",
            "compare scenarios/model-shortlist.toml --detail",
            "compare scenarios/support-chatbot.toml --detail",
            "compare scenarios/modes/bedrock.reserved.toml --detail",
            "explain scenarios/fraud-scoring.toml --plan serverless",
            "explain SMALL --plan own",
            "prices show nova-pro",
            "prices list --item nova",
        ] {
            let ran = run_with(&words(args), b"", columns);
            assert!(
                !ran.stdout.contains('\u{1b}'),
                "styles without a terminal: {args}"
            );
            let long = |line: &&str| line.chars().count() > most && !is_for_copying(line);
            wide.extend(
                ran.stdout
                    .lines()
                    .filter(long)
                    .map(|line| format!("{args}: {line}")),
            );
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// Whether a line is part of a price file: those are never broken.
fn is_for_copying(line: &str) -> bool {
    line.contains(",<usd>,") || line.contains(",meter,usd,per")
}

#[test]
fn plain_output_is_ascii() {
    for args in [
        "compare SMALL --plain",
        "explain SMALL --plan own --plain",
        "compare no.toml --plain",
        "compare --plain --nope",
    ] {
        let ran = run(&words(args));
        assert!(
            ran.stdout.is_ascii() && ran.stderr.is_ascii(),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

/// The answer with what every new edition of the prices changes taken out.
fn lasting(text: &str) -> String {
    text.replace(Catalog::digest(), "DIGEST")
        .replace(Catalog::edition(), "EDITION")
}

#[test]
fn the_small_comparison_is_as_it_was() {
    let wide = run_with(&["compare", SMALL, "--prices", OVERLAY], b"", Some("100")).stdout;
    insta::assert_snapshot!("compare_100", lasting(&wide));
    let narrow = run_with(
        &["compare", SMALL, "--prices", OVERLAY, "--detail"],
        b"",
        Some("80"),
    );
    insta::assert_snapshot!("compare_detail_80", lasting(&narrow.stdout));
    for format in ["markdown", "csv"] {
        let ran = run(&["compare", SMALL, "--prices", OVERLAY, "--format", format]);
        insta::assert_snapshot!(format!("compare_{format}"), lasting(&ran.stdout));
    }
    let why = ["compare", SMALL, "--prices", OVERLAY, "--why"];
    let why = run_with(&why, b"", Some("80")).stdout;
    insta::assert_snapshot!("compare_why_80", lasting(&why));
    let changed = small("300_000", "600_000").replace("id = \"own\"", "id = \"ours\"");
    let diff = ["diff", SMALL, "-", "--prices", OVERLAY];
    let diff = run_with(&diff, changed.as_bytes(), Some("80")).stdout;
    insta::assert_snapshot!("diff_80", lasting(&diff));
    let ran = run(&["explain", SMALL, "--plan", "own", "--prices", OVERLAY]);
    insta::assert_snapshot!("explain", lasting(&ran.stdout));
}

#[test]
fn json_is_json_and_ends_with_a_line_feed() {
    for args in [
        "compare SMALL --format json",
        "explain SMALL --plan flex --format json",
        "check SMALL --format json",
        "prices show ml.g5.xlarge --format json",
        "prices check --format json",
    ] {
        let ran = run(&words(args));
        let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(
            value["schema"].as_str().unwrap().starts_with("crossover/"),
            "{args}"
        );
        assert!(ran.stdout.ends_with("}\n"));
    }
}

// --- Prices ---

#[test]
fn listed_prices_are_an_overlay() {
    let folder = folder("listed");
    let ran = run(&["prices", "list", "--format", "csv"]);
    let path = file(&folder, "listed.csv", &ran.stdout);
    assert_eq!(run(&["prices", "check", "--prices", &path]).code, Some(0));
    let with = run(&["compare", SMALL, "--prices", &path, "--format", "csv"]).stdout;
    assert_eq!(with, run(&["compare", SMALL, "--format", "csv"]).stdout);
}

#[test]
fn filters_of_prices_hold() {
    let args = [
        "prices",
        "list",
        "--format",
        "csv",
        "--service",
        "bedrock",
        "--item",
        "nova-pro",
    ];
    let more = [
        "--offer",
        "on-demand",
        "--region",
        "us-east-1",
        "--scope",
        "in-region",
        "--meter",
        "input-tokens",
    ];
    let ran = run(&[args.as_slice(), more.as_slice()].concat());
    let rows: Vec<&str> = ran.stdout.lines().skip(1).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(
            row.starts_with("bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,"),
            "{row}"
        );
        assert!(row.contains(",input-tokens,"), "{row}");
    }
}

#[test]
fn an_item_is_shown_by_any_of_its_names() {
    for name in ["nova-pro", "amazon.nova-pro-v1:0", "Amazon Nova Pro"] {
        let ran = run(&["prices", "show", name]);
        assert!(
            ran.stdout.contains("amazon.nova-pro-v1:0") && ran.stdout.contains("bedrock on-demand")
        );
    }
    assert!(
        run(&["prices", "show", "ml.g5.xlarge"])
            .stdout
            .contains("NVIDIA A10G")
    );
    assert!(run(&["prices", "show", "canvas"]).stdout.contains("$1.90"));
}

#[test]
fn a_check_says_what_it_looked_at() {
    let ran = run(&["check", SMALL]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.stdout,
        "Small chat: 5 plans, 300,000 requests a month: no fault was found\n"
    );
}
