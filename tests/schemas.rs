//! The published JSON Schemas hold for what the program reads and prints.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Everything in `instance` that the published schema `name` refuses.
#[expect(clippy::expect_used, reason = "a helper of tests")]
fn faults(name: &str, instance: &Value) -> Vec<String> {
    let file = Path::new(ROOT).join(format!("docs/schema/{name}.json"));
    let text = fs::read_to_string(file).expect("the schema is published");
    let schema = serde_json::from_str(&text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// What the program prints as JSON, whatever its exit code.
#[expect(clippy::expect_used, reason = "a helper of tests")]
fn printed(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_crossover"))
        .args(args)
        .args(["--format", "json"])
        .current_dir(ROOT)
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

#[test]
fn every_shipped_scenario_fits_the_schema_and_a_typing_error_does_not() {
    for folder in ["scenarios", "scenarios/modes"] {
        for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut scenario: Value = toml::from_str(&text).unwrap();
            assert_eq!(
                faults("scenario", &scenario),
                Vec::<String>::new(),
                "{path:?}"
            );
            scenario["worklod"] = Value::Null;
            assert!(!faults("scenario", &scenario).is_empty());
        }
    }
}

#[test]
fn every_answer_fits_its_schema() {
    let chat = "scenarios/support-chatbot.toml";
    let gap = "scenarios/region-without-prices.toml";
    for (name, args) in [
        ("compare", vec!["compare", chat, "--baseline", "nova-pro"]),
        ("compare", vec!["compare", gap]),
        (
            "explain",
            vec!["explain", chat, "--plan", "llama-70b-endpoint"],
        ),
        ("explain", vec!["explain", gap, "--plan", "gpu-endpoint"]),
        (
            "compare",
            vec!["compare", "scenarios/small-then-large.toml"],
        ),
        (
            "advise",
            vec!["advise", "scenarios/regulated-assistant.toml"],
        ),
        ("checks", vec!["explain", "--check"]),
        ("checks", vec!["explain", "--check", "geo-uplift"]),
        ("diff", vec!["diff", chat, gap]),
        ("check", vec!["check", chat]),
        ("prices", vec!["prices", "show", "nova-pro"]),
        ("prices-check", vec!["prices", "check"]),
        ("prices-audit", vec!["prices", "audit"]),
        ("prices-coverage", vec!["prices", "check", "--report"]),
        (
            "prices-diff",
            vec![
                "prices",
                "diff",
                "2026-04-20",
                "catalog",
                "--workload",
                chat,
            ],
        ),
    ] {
        let mut answer = printed(&args);
        assert_eq!(faults(name, &answer), Vec::<String>::new(), "{args:?}");
        answer["schema"] = Value::Bool(true);
        assert!(!faults(name, &answer).is_empty(), "{name} refuses nothing");
    }
}
