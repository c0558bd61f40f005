//! From a price file of AWS to a priced plan, by the program.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command, Output},
};

use crossover::catalog::{Catalog, Overlay};
use serde_json::Value;

const SAMPLE: &str = "scenarios/price-list-us-west-2.json";

/// A directory of this test's own, emptied.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("crossover-{name}-{}", process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crossover"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn json(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn plan<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let plans = answer["scenarios"][0]["plans"].as_array().unwrap();
    plans.iter().find(|plan| plan["id"] == id).unwrap()
}

#[test]
fn an_imported_file_prices_what_was_unpriced_and_the_lines_say_so() {
    let folder = folder("imported");
    let scenario = folder.join("scenario.toml");
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/region-without-prices.toml"),
    );
    let text = text.unwrap().replace("eu-central-1", "us-west-2");
    fs::write(&scenario, text).unwrap();
    let scenario = scenario.to_str().unwrap();
    let own = folder.join("own");
    let own = own.to_str().unwrap();

    let before = json(&["compare", scenario]);
    assert_eq!(
        plan(&before, "cpu-endpoint")["status"],
        "unpriced",
        "{before:#}"
    );
    let written = run(&["prices", "import", SAMPLE, "-o", own]);
    assert!(written.status.success());
    let after = json(&["compare", scenario, "--prices", own]);
    let priced = plan(&after, "cpu-endpoint");
    assert_eq!(priced["status"], "ok", "{priced:#}");
    let lines = priced["line_items"].as_array().unwrap();
    let instance = lines
        .iter()
        .find(|line| line["meter"] == "instance-hours")
        .unwrap();
    let source = &instance["source"];
    assert_eq!(source["origin"], "overlay");
    assert_eq!(source["checked_on"], "2026-11-18");
    let reading = source["reading"].as_str().unwrap();
    assert!(reading.contains("SKU WKQ7M5AX2LHOST01"), "{reading}");

    let explained = run(&[
        "explain",
        scenario,
        "--plan",
        "cpu-endpoint",
        "--prices",
        own,
    ]);
    let explained = String::from_utf8(explained.stdout).unwrap();
    let explained = explained.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        explained.contains("overlay · AmazonSageMaker 20261118090000 SKU WKQ7M5AX2LHOST01"),
        "{explained}"
    );
    assert!(explained.contains("checked on 2026-11-18"), "{explained}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_written_is_what_was_read() {
    let folder = folder("written");
    let own = folder.join("own");
    let written = run(&["prices", "import", SAMPLE, "-o", own.to_str().unwrap()]);
    assert!(written.status.success());
    let text = fs::read_to_string(own.join("sagemaker.csv")).unwrap();
    let overlay = Overlay::parse("sagemaker.csv", &text).unwrap();
    let file = fs::File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)).unwrap();
    let catalog = Catalog::embedded(Vec::new());
    let mut rows = crossover::pricelist::read("sample", file, &catalog)
        .unwrap()
        .rows;
    rows.sort_by_key(crossover::catalog::PriceRow::sort_key);
    assert_eq!(overlay.rows, rows);
    // As the price files of the catalog are: sorted, so that editions can be held side by side.
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert!(lines.is_sorted(), "{text}");
    let again = run(&[
        "prices",
        "import",
        own.join("sagemaker.csv").to_str().unwrap(),
        "--check",
        "--prices",
        own.to_str().unwrap(),
    ]);
    assert!(again.status.success());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_check_fails_above_the_tolerance_and_writes_nothing_then() {
    let folder = folder("checked");
    let sample = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)).unwrap();
    // The catalog has 7.09: this is 10 % more.
    let dearer = folder.join("dearer.json");
    fs::write(&dearer, sample.replace("7.0900000000", "7.7990000000")).unwrap();
    let dearer = dearer.to_str().unwrap();
    let own = folder.join("own");
    let own_text = own.to_str().unwrap();
    let code = |arguments: &[&str]| {
        run(&[&["prices", "import"], arguments].concat())
            .status
            .code()
    };
    assert_eq!(code(&[SAMPLE, "--check"]), Some(0));
    assert_eq!(code(&[dearer, "--check", "-o", own_text]), Some(1));
    assert!(!own.exists());
    assert_eq!(code(&[dearer, "--check", "--tolerance", "9.99"]), Some(1));
    assert_eq!(
        code(&[dearer, "--check", "--tolerance", "10", "-o", own_text]),
        Some(0)
    );
    assert!(own.join("sagemaker.csv").exists());
    // Two files of one price each, and they differ: none of them is used.
    let both = json(&["prices", "import", SAMPLE, dearer]);
    assert_eq!(
        both["contradictions"].as_array().unwrap().len(),
        1,
        "{both:#}"
    );
    assert_eq!(both["repeated"], 4);
    // What cannot be read, or written over.
    assert_eq!(code(&["scenarios/region-without-prices.toml"]), Some(2));
    assert_eq!(code(&[SAMPLE, "-o", dearer]), Some(2));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(unix)]
fn the_script_fetches_imports_and_tells_by_its_exit_status() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("fetched");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A program that stands for curl: it has the sample, and of other offers nothing.
    let curl = folder.join("curl");
    let text = format!(
        "#!/bin/sh\nwhile [ $# -gt 1 ]; do [ \"$1\" = --output ] && out=$2; shift; done\n\
         case $1 in\n*/AmazonSageMaker/current/us-west-2/index.json) cp {}/{SAMPLE} \"$out\"; printf 200 ;;\n\
         *broken*) exit 6 ;;\n*) printf 404 ;;\nesac\n",
        root.display()
    );
    fs::write(&curl, text).unwrap();
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        folder.display(),
        env::var_os("PATH").unwrap().display()
    );
    let out = folder.join("out");
    let fetch = |arguments: &[&str]| {
        Command::new(root.join("scripts/fetch-prices.sh"))
            .args(["-o", out.to_str().unwrap()])
            .args(arguments)
            .env("PATH", &path)
            .env("CROSSOVER", env!("CARGO_BIN_EXE_crossover"))
            .output()
            .unwrap()
    };
    let done = fetch(&["us-west-2"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("no AmazonBedrock in us-west-2"), "{said}");
    assert!(out.join("prices/sagemaker.csv").exists());
    assert_eq!(fetch(&["mars-1"]).status.code(), Some(2));
    assert_eq!(fetch(&["broken-1"]).status.code(), Some(2));
    assert_eq!(fetch(&[]).status.code(), Some(2));
    fs::remove_dir_all(folder).unwrap();
}
