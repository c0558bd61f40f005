//! `crossover advise` and `crossover explain --check` from outside: what they print, and their exit codes.

use std::{fs, path::Path, process::Command};

const REGULATED: &str = "scenarios/regulated-assistant.toml";

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
fn run(args: &[&str], columns: &str) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_crossover"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", columns)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A scenario of Nova Pro and Llama with these requirements, its plans proposed, as a file of this test's own.
#[expect(
    clippy::unwrap_used,
    reason = "without the file there is nothing to test"
)]
fn scenario(name: &str, requirements: &str) -> String {
    let text = format!(
        "schema = 1\nname = \"{name}\"\nregion = \"us-east-1\"\n[workload]\nkind = \"text\"\nmodels = [\"nova-pro\", \"llama-3.1-8b\"]\nrequests_per_month = 200_000\ninput_tokens = 900\noutput_tokens = 200\n{requirements}\n"
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("advice-{name}.toml"));
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_is_printed() {
    for (name, args, columns) in [
        ("advise_100", vec!["advise", REGULATED], "100"),
        (
            "advise_80_plain",
            vec!["advise", REGULATED, "--plain"],
            "80",
        ),
        (
            "advise_csv",
            vec!["advise", REGULATED, "--format", "csv"],
            "100",
        ),
        (
            "advise_markdown",
            vec!["advise", REGULATED, "--format", "markdown"],
            "100",
        ),
        (
            "check_of_an_id",
            vec!["explain", "--check", "invocation-logging-off"],
            "100",
        ),
    ] {
        let ran = run(&args, columns);
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
        insta::assert_snapshot!(name, ran.stdout);
    }
    let widest = run(&["advise", REGULATED, "--plain"], "80").stdout;
    let widest = widest.lines().map(|line| line.chars().count()).max();
    assert!(
        widest.is_some_and(|widest| widest <= 80),
        "{widest:?} columns"
    );
}

#[test]
fn the_exit_code_says_whether_anything_is_left() {
    let meets = scenario("meets", "[requirements]\nown_weights = true");
    let none = scenario(
        "none",
        "[requirements]\nown_weights = true\non_premises = true",
    );
    let written = "[[plan]]\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.g5.xlarge\"\nregion = \"eu-north-1\"\ninstance_count = 1";
    let unpriced = scenario(
        "unpriced",
        &format!("[requirements]\nown_weights = true\n{written}"),
    );
    for (path, code, says) in [
        (&meets, 0, ""),
        (
            &none,
            4,
            "no plan with a known price meets all requirements",
        ),
        (&unpriced, 3, "meets the requirements and has no price"),
    ] {
        let ran = run(&["advise", path], "100");
        assert_eq!(ran.code, Some(code), "{path}: {}", ran.stdout);
        assert!(ran.stderr.contains(says), "{path}: {}", ran.stderr);
    }
}

#[test]
fn of_proposed_plans_the_best_of_each_mode_and_model_is_shown() {
    let path = scenario("proposed", "[requirements]\ndata_residency = \"us-east-1\"");
    let few = run(&["advise", &path, "--format", "csv"], "100").stdout;
    let all = run(&["advise", &path, "--format", "csv", "--all"], "100").stdout;
    assert!(few.lines().count() < all.lines().count());
    // The geographic profile of Llama is no dearer, and may leave the Region.
    assert!(!few.contains("scope.geo"), "{few}");
    assert!(all.contains("scope.geo"), "{all}");
}

#[test]
fn the_cheapest_plan_of_a_comparison_meets_what_is_required() {
    let free = scenario("free", "");
    let held = scenario("held", "[requirements]\nown_weights = true");
    let cheapest = |path: &str| {
        let ran = run(&["compare", path, "--format", "csv"], "100");
        let line = ran.stdout.lines().nth(1).unwrap_or_default().to_owned();
        line.split(',').nth(3).unwrap_or_default().to_owned()
    };
    assert_eq!(cheapest(&free), "bedrock.on-demand");
    assert_eq!(cheapest(&held), "sagemaker.endpoint");
}

#[test]
fn what_is_wrong_is_said() {
    let nothing = scenario("nothing", "");
    let cheap = scenario("cheap", "[requirements]\ncheap = true");
    for (args, says) in [
        (vec!["advise", &nothing], "nothing is required"),
        (vec!["advise", &cheap], "`crossover compare` answers it"),
        (vec!["advise", "missing.toml"], "missing.toml"),
        (
            vec!["explain", "--check", "geo-uplif"],
            "did you mean `geo-uplift`?",
        ),
        (vec!["explain", "--check", "x"], "lists them all"),
        (vec!["explain"], "required"),
        (
            vec![
                "explain",
                REGULATED,
                "--plan",
                "nova",
                "--check",
                "geo-uplift",
            ],
            "cannot be used with",
        ),
    ] {
        let ran = run(&args, "100");
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty(), "{args:?}");
    }
}
