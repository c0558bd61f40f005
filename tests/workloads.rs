//! Lists of workloads: each row is what the same fields typed into the scenario say, and what is wrong
//! with a row is said, counted and kept.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;
use proptest::prelude::*;

/// Defaults without a volume, with two plans.
const DEFAULTS: &str = "\
schema = 1
name = \"defaults\"
region = \"us-east-1\"

[workload]
latency = \"interactive\"

[[plan]]
id = \"api\"
mode = \"bedrock.on-demand\"
model = \"nova-pro\"

[[plan]]
id = \"own\"
mode = \"sagemaker.endpoint\"
model = \"llama-3.1-8b\"
instance = \"ml.g6.xlarge\"
scaling = \"autoscaled\"
capacity = { output_tokens_per_second = 300, basis = \"test\" }
";

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// A folder of this test's own.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("workloads-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("defaults.toml"), DEFAULTS).unwrap();
    folder
}

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn run(folder: &Path, args: &[&str], stdin: &[u8]) -> Ran {
    let mut command = Command::cargo_bin("crossover").unwrap();
    let output = command
        .current_dir(folder)
        .args(args)
        .env("COLUMNS", "100")
        .write_stdin(stdin)
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What a list says, as CSV, with the defaults.
fn listed(folder: &Path, list: &[u8], more: &[&str]) -> Ran {
    drop(fs::write(folder.join("list.csv"), list));
    let args = [
        "compare",
        "list.csv",
        "--defaults",
        "defaults.toml",
        "--format",
        "csv",
    ];
    run(folder, &[&args[..], more].concat(), b"")
}

/// What one scenario with these fields typed says, as CSV without its header.
fn typed(folder: &Path, name: &str, workload: &str) -> String {
    let text = DEFAULTS.replace("name = \"defaults\"", &format!("name = \"{name}\""));
    let text = text.replace("[workload]\n", &format!("[workload]\n{workload}"));
    drop(fs::write(folder.join("one.toml"), text));
    let ran = run(folder, &["compare", "one.toml", "--format", "csv"], b"");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let (_, rows) = ran.stdout.split_once('\n').unwrap_or_default();
    rows.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_row_is_what_its_fields_typed_are(
        rows in prop::collection::vec((1u32..5_000_000, 1u32..9_000, 0u32..2_000), 1..5),
        separator in prop::sample::select(vec![',', ';', '\t']),
        grouped in any::<bool>(),
    ) {
        let folder = folder("typed");
        let mut list = ["name", "Requests per month", "Prompt tokens", "output-tokens (tokens)"]
            .join(&separator.to_string());
        let mut wanted = String::new();
        for (at, (requests, input, output)) in rows.iter().enumerate() {
            let written = if grouped {
                let text = requests.to_string();
                let groups: Vec<&str> = text.as_bytes().rchunks(3).rev()
                    .map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
                format!("\"{}\"", groups.join(" "))
            } else {
                requests.to_string()
            };
            let cells = [format!("w{at}"), written, input.to_string(), output.to_string()];
            let _ = write!(list, "\r\n{}", cells.join(&separator.to_string()));
            let fields = format!(
                "requests_per_month = {requests}\ninput_tokens = {input}\noutput_tokens = {output}\n"
            );
            wanted += &typed(&folder, &format!("w{at}"), &fields);
        }
        let ran = listed(&folder, list.as_bytes(), &[]);
        prop_assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let (_, rows) = ran.stdout.split_once('\n').unwrap_or_default();
        prop_assert_eq!(rows, wanted);
    }
}

#[test]
fn order_is_kept_and_sums_are_those_of_the_rows() {
    let folder = folder("order");
    let mut list = "requests_per_month,input_tokens,output_tokens\n".to_owned();
    for row in 1..=1_500 {
        let _ = writeln!(list, "{},1000,100", row * 1_000);
    }
    let csv = listed(&folder, list.as_bytes(), &[]);
    assert_eq!(csv.code, Some(0), "{}", csv.stderr);
    let names: Vec<&str> = csv
        .stdout
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next())
        .collect();
    let wanted: Vec<String> = (1..=1_500)
        .flat_map(|row| [format!("row {row}"), format!("row {row}")])
        .collect();
    assert_eq!(names, wanted);
    let args = [
        "compare",
        "list.csv",
        "--defaults",
        "defaults.toml",
        "--format",
        "json",
    ];
    let json: serde_json::Value = serde_json::from_str(&run(&folder, &args, b"").stdout).unwrap();
    assert_eq!(json["schema"], "crossover/compare/1");
    let scenarios = json["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 1_500);
    let all = &json["portfolio"];
    assert_eq!(
        (&all["rows_read"], &all["rows_rejected"]),
        (&1_500.into(), &0.into())
    );
    // 1,000 tokens in at $0.80 and 100 out at $3.20 a million: $0.00112 a request.
    let plans = all["plans"].as_array().unwrap();
    let api = plans.iter().find(|plan| plan["id"] == "api").unwrap();
    assert_eq!(api["total_usd"], "1260840");
    assert_eq!(api["carried_workloads"], 1_500);
}

#[test]
fn each_bad_row_says_where_and_is_counted() {
    let folder = folder("bad");
    let list: &[u8] = b"name,requests_per_month,input_tokens,output_tokens\n\
        good,1000,10,5\n\
        word,many,10,5\n\
        below,1000,-10,5\n\
        short,1000\n\
        huge,99999999999999999999999999999,10,5\n\
        bytes,1000,\xff,5\n\
        nul,1000,1\x000,5\n\
        twice,\"12,34\",10,5\n\
        ,,,\n\
        good too,2000,10,5\n";
    let stopped = listed(&folder, list, &[]);
    assert_eq!(stopped.code, Some(2));
    for part in [
        "list.csv, line 3, column 2 (requests_per_month)",
        "`many`",
        "--on-error skip",
    ] {
        assert!(stopped.stderr.contains(part), "{}", stopped.stderr);
    }
    let skipped = listed(
        &folder,
        list,
        &["--on-error", "skip", "--rejects", "rejects.csv"],
    );
    assert_eq!(skipped.code, Some(0), "{}", skipped.stderr);
    assert!(
        skipped
            .stderr
            .contains("9 rows read = 2 kept + 7 rejected, written to rejects.csv"),
        "{}",
        skipped.stderr
    );
    let rejects = fs::read_to_string(folder.join("rejects.csv")).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines.len(), 8);
    assert_eq!(
        lines[0],
        "name,requests_per_month,input_tokens,output_tokens,line,column,reason"
    );
    for (line, part) in [
        (1, ",3,requests_per_month,"),
        (2, ",4,input_tokens,"),
        (3, ",5,,\"the row has 2 cells, the header 4\""),
        (4, ",6,requests_per_month,"),
        (5, ",7,input_tokens,it is not text in UTF-8"),
        (6, ",8,input_tokens,it holds"),
        (7, ",9,requests_per_month,\"`12,34` may be 1234 or 12.34\""),
    ] {
        assert!(lines[line].contains(part), "{}", lines[line]);
    }
    // What was rejected can be mended and read again: its last columns are not read.
    let mended = rejects
        .replace(",line,column,reason", ",_line,_column,_reason")
        .replace("many", "1000");
    let again = listed(&folder, mended.as_bytes(), &["--on-error", "skip"]);
    assert!(
        again.stderr.contains("7 rows read = 2 kept + 5 rejected"),
        "{}",
        again.stderr
    );
}

#[test]
fn no_file_that_is_read_is_written_over() {
    let folder = folder("written");
    let list = b"requests_per_month,output_tokens\nmany,5\n";
    for more in [
        ["--rejects", "list.csv"],
        ["--rejects", "defaults.toml"],
        ["--rejects", "-"],
        ["-o", "defaults.toml"],
        ["-o", "list.csv"],
    ] {
        let ran = listed(
            &folder,
            list,
            &[&more[..], &["--on-error", "skip"]].concat(),
        );
        assert_eq!(ran.code, Some(2), "{more:?}");
        assert_eq!(fs::read(folder.join("list.csv")).unwrap(), list, "{more:?}");
        let kept = fs::read_to_string(folder.join("defaults.toml")).unwrap();
        assert_eq!(kept, DEFAULTS, "{more:?}");
    }
    let same = [
        "--on-error",
        "skip",
        "--rejects",
        "same.csv",
        "-o",
        "same.csv",
    ];
    assert_eq!(listed(&folder, list, &same).code, Some(2));
    let one = run(
        &folder,
        &["compare", "defaults.toml", "--rejects", "x.csv"],
        b"",
    );
    assert_eq!(one.code, Some(2));
    assert!(one.stderr.contains("lists of workloads"), "{}", one.stderr);
}

#[test]
fn a_header_says_what_is_wrong_with_it() {
    let folder = folder("header");
    for (header, parts) in [
        (
            "requests,input_tokens",
            ["`requests` does not say per what", "requests_per_month"],
        ),
        (
            "requests_per_month,input_tokns",
            [
                "unknown column `input_tokns`",
                "did you mean `input_tokens`?",
            ],
        ),
        (
            "requests_per_month,prompt_tokens,input_tokens",
            [
                "column 3: `input_tokens` is the same as `prompt_tokens`",
                "leave one",
            ],
        ),
        (
            "requests_per_month,input_tokens (k)",
            ["`input_tokens` is counted in tokens", "in that unit"],
        ),
        (
            "requests_per_month,plan.own.units",
            ["no scenario", "volume"],
        ),
    ] {
        let ran = listed(&folder, format!("{header}\n1,1,1\n").as_bytes(), &[]);
        assert_eq!(ran.code, Some(2), "{header}");
        for part in parts {
            assert!(ran.stderr.contains(part), "{header}: {}", ran.stderr);
        }
    }
    let bare = listed(&folder, b"requests_per_month\n\n", &[]);
    assert_eq!(bare.code, Some(0));
    assert!(bare.stderr.contains("has no rows"), "{}", bare.stderr);
    let empty = listed(&folder, b"", &[]);
    assert_eq!(empty.code, Some(2));
    assert!(empty.stderr.contains("has no columns"), "{}", empty.stderr);
}

#[test]
fn plans_of_the_defaults_are_turned_by_their_path() {
    let folder = folder("knobs");
    let defaults = DEFAULTS.replace(
        "[workload]\n",
        "[workload]\nrequests_per_month = 1\noutput_tokens = 100\n",
    );
    fs::write(folder.join("defaults.toml"), defaults).unwrap();
    let list = b"requests_per_day,plan.api.price_multiplier\n1000,1\n1000,0.5\n";
    let ran = listed(&folder, list, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let api = ran.stdout.lines().filter(|row| row.contains(",api,"));
    let totals: Vec<&str> = api.filter_map(|row| row.split(',').nth(9)).collect();
    // 1,000 a day are 30,416 2/3 a month, of 100 tokens at $3.20 a million.
    assert_eq!(totals, ["9.733333333333333333", "4.866666666666666667"]);
}

#[test]
fn a_filter_reads_rows_without_a_header() {
    let folder = folder("filter");
    let args = [
        "compare",
        "-",
        "--defaults",
        "defaults.toml",
        "--format",
        "csv",
        "--columns",
        "name,requests_per_month,_owner,output_tokens",
    ];
    let ran = run(&folder, &args, b"a,1000,me,100\nb,2000,you,100\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let names: Vec<&str> = ran
        .stdout
        .lines()
        .filter_map(|row| row.split(',').next())
        .collect();
    assert_eq!(names, ["scenario", "a", "a", "b", "b"]);
}

#[test]
fn the_page_of_a_list_sums_it_up() {
    let folder = folder("page");
    let list = "name,requests_per_month,input_tokens,output_tokens\nSmall,20000,1000,100\nLarge,5000000,1000,100\n";
    fs::write(folder.join("list.csv"), list).unwrap();
    let args = ["compare", "list.csv", "--defaults", "defaults.toml"];
    let ran = run(&folder, &args, b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!("workloads_100", ran.stdout);
    let baseline = run(
        &folder,
        &[&args[..], &["--baseline", "api", "--format", "markdown"]].concat(),
        b"",
    );
    assert!(
        baseline.stdout.contains("less than api"),
        "{}",
        baseline.stdout
    );
    let unknown = run(&folder, &[&args[..], &["--baseline", "apy"]].concat(), b"");
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.stderr.contains("did you mean `api`?"),
        "{}",
        unknown.stderr
    );
}
