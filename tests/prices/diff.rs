//! What differs between two catalogs, and what that changes in plans.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crossover::{
    analysis::price_diff,
    catalog::{Catalog, Overlay, PriceDirectory},
    report::{PricesDiffReport, PricesSideReport},
    units::machine,
};
use jiff::civil::date;
use serde_json::Value;

use super::ran::{Ran, run};

const SCENARIO: &str = "schema = 1\nname = \"chat\"\nregion = \"us-east-1\"\n[workload]\n\
requests_per_month = 1_000_000\ninput_tokens = 1000\noutput_tokens = 100\n\
[[plan]]\nid = \"luna\"\nmode = \"bedrock.on-demand\"\nmodel = \"gpt-5.6-luna\"\nscope = \"global\"\n\
[[plan]]\nid = \"lite\"\nmode = \"bedrock.on-demand\"\nmodel = \"nova-pro\"\n\
[[plan]]\nid = \"p3\"\nmode = \"sagemaker.endpoint\"\nmodel = \"llama-3.1-8b\"\ninstance = \"ml.p3.2xlarge\"\n\
instance_count = 1\ncapacity = { output_tokens_per_second = 900, basis = \"a load test\" }\n";

/// A folder of this test's own, emptied.
#[expect(clippy::unwrap_used, reason = "the target directory can be written")]
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("prices-diff")
        .join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[expect(
    clippy::unwrap_used,
    reason = "the files of the repository can be copied"
)]
fn edition(name: &str) -> PathBuf {
    let folder = folder(name);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("pricing");
    for file in PriceDirectory::file_names()
        .into_iter()
        .chain(["edition.txt"])
    {
        fs::copy(from.join(file), folder.join(file)).unwrap();
    }
    folder
}

fn report(before: &Catalog, after: &Catalog) -> PricesDiffReport {
    let found = price_diff(before, after, |_| true).unwrap_or_else(|error| panic!("{error}"));
    let side = PricesSideReport::of;
    PricesDiffReport::of(&found, side(before, "before"), side(after, "after"))
}

#[expect(clippy::unwrap_used, reason = "what is compared was written as JSON")]
fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_catalog_does_not_differ_from_itself() {
    let catalog = Catalog::embedded(Vec::new());
    let report = report(&catalog, &Catalog::embedded(Vec::new()));
    let counts = report.counts;
    assert_eq!((counts.added, counts.removed, counts.changed), (0, 0, 0));
    assert!(counts.unchanged > 7000 && report.items.is_empty());
}

#[test]
fn every_former_price_differs_from_what_came_after_and_the_sides_can_be_turned() {
    let former = Catalog::former_prices().unwrap();
    let early = Catalog::as_of(Vec::new(), date(2025, 1, 26));
    let now = Catalog::embedded(Vec::new());
    let there = report(&early, &now);
    let back = report(&now, &early);
    assert_eq!(there.counts.changed, 77);
    assert_eq!(there.counts.removed, 8);
    assert_eq!(there.counts.changed + there.counts.removed, former.len());
    assert_eq!(there.counts.added, back.counts.removed);
    assert_eq!(there.counts.removed, back.counts.added);
    assert_eq!(there.counts.unchanged, back.counts.unchanged);
    for (one, other) in there.items.iter().zip(&back.items) {
        assert_eq!(one.item, other.item);
        for (there, back) in one.changes.iter().zip(&other.changes) {
            assert_eq!((&there.before, &there.after), (&back.after, &back.before));
        }
    }
    let luna = there
        .items
        .iter()
        .find(|item| item.item == "openai.gpt-5.6-luna")
        .unwrap();
    for change in &luna.changes {
        assert_eq!(machine(change.difference_share.as_ref().unwrap()), "-0.8");
    }
}

#[test]
fn the_same_price_for_another_number_of_units_is_no_change() {
    let row = |usd: &str, per: &str| {
        let text = format!(
            "service,item,offer,region,meter,usd,per\n\
             bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,input-tokens,{usd},{per}\n"
        );
        Catalog::embedded(vec![Overlay::parse("own.csv", &text).unwrap()])
    };
    let listed = Catalog::embedded(Vec::new());
    assert_eq!(report(&listed, &row("0.0008", "1000")).counts.changed, 0);
    let dearer = report(&listed, &row("0.0009", "1000"));
    assert_eq!(dearer.counts.changed, 1);
    let change = &dearer.items[0].changes[0];
    assert_eq!(machine(change.difference_share.as_ref().unwrap()), "0.125");
    assert_eq!(change.after.as_ref().unwrap().origin, "overlay");
    // Both under the same own prices: nothing differs.
    assert_eq!(
        report(&row("0.0009", "1000"), &row("0.0009", "1000"))
            .counts
            .changed,
        0
    );
}

#[test]
fn plans_of_a_scenario_are_told_in_dollars_with_what_becomes_unpriced() {
    let folder = folder("workload");
    let scenario = folder.join("chat.toml");
    fs::write(&scenario, SCENARIO).unwrap();
    let path = scenario.to_str().unwrap();
    let args = [
        "prices",
        "diff",
        "2026-07-29",
        "catalog",
        "--workload",
        path,
    ];
    let answer = json(&run(&[args.as_slice(), &["--format", "json"]].concat()));
    let workload = &answer["workloads"][0];
    // A billion tokens in and a hundred million out: 1,600 before, 320 after; Nova Pro stays at 1,120.
    assert_eq!(workload["cheapest_changes"], true);
    assert_eq!(workload["diff"]["before"]["cheapest"], "lite");
    assert_eq!(workload["diff"]["after"]["cheapest"], "luna");
    let plans = workload["diff"]["plans"].as_array().unwrap();
    let luna = plans.iter().find(|plan| plan["id"] == "luna").unwrap();
    assert_eq!(luna["before"]["total_usd"], "1600");
    assert_eq!(luna["after"]["total_usd"], "320");
    assert_eq!(luna["difference_usd"], "-1280");
    assert_eq!(workload["became_unpriced"][0], "p3");
    assert_eq!(workload["became_priced"].as_array().unwrap().len(), 0);
    let table = run(&args).stdout;
    for says in [
        "Another plan is the cheapest",
        "without a price now\n      p3",
        "-$1,280.00",
    ] {
        assert!(table.contains(says), "{says}\n{table}");
    }
}

#[test]
fn a_directory_of_price_files_stands_for_itself_and_says_which_edition_it_is() {
    let folder = edition("whole");
    let path = folder.to_str().unwrap();
    let args = ["prices", "diff", path, "catalog"];
    let same = run(&args);
    assert!(
        same.stdout.contains("0 changed, 0 added, 0 removed"),
        "{}",
        same.stdout
    );
    assert!(!same.stdout.contains("does not know") && same.stderr.is_empty());
    // A price changed, one taken away: both told, and that this is no edition any more.
    let file = folder.join("bedrock.csv");
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let row = |start: &str| {
        lines
            .iter()
            .position(|line| line.starts_with(start))
            .unwrap()
    };
    let pro = row(
        "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,0.8,",
    );
    let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    changed[pro] = lines[pro].replace("input-tokens,0.8,", "input-tokens,0.4,");
    changed.remove(row(
        "bedrock,agentcore-batch-evaluation,evaluation,us-east-1,,,,,input-tokens",
    ));
    fs::write(&file, changed.join("\n") + "\n").unwrap();
    let ran = run(&args);
    assert!(
        ran.stdout.contains("1 changed, 1 added, 0 removed"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("+100%"), "{}", ran.stdout);
    assert!(ran.stdout.contains("which this program does not know"));
    assert!(
        ran.stderr
            .contains("files of edition 2026-11-22 have changed"),
        "{}",
        ran.stderr
    );
    // In one region only.
    let there = run(&["prices", "diff", path, "catalog", "--region", "eu-west-1"]);
    assert!(
        there.stdout.contains("0 changed, 0 added, 0 removed"),
        "{}",
        there.stdout
    );
    // A plan is priced by the directory's own rows.
    let scenario = folder.join("chat.toml");
    fs::write(&scenario, SCENARIO).unwrap();
    let args = [
        "prices",
        "diff",
        path,
        "catalog",
        "--workload",
        scenario.to_str().unwrap(),
    ];
    let answer = json(&run(&[args.as_slice(), &["--format", "json"]].concat()));
    let plans = answer["workloads"][0]["diff"]["plans"].as_array().unwrap();
    assert_eq!(plans.len(), 1, "{plans:?}");
    assert_eq!(plans[0]["difference_usd"], "400");
}

#[test]
fn rows_are_as_many_as_changes() {
    let ran = run(&["prices", "diff", "2026-04-20", "catalog", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |word: &str| rows.iter().filter(|row| &row[0] == word).count();
    assert_eq!((of("changed"), of("added"), of("removed")), (76, 9, 8));
    let markdown = run(&[
        "prices",
        "diff",
        "2026-04-20",
        "catalog",
        "--format",
        "markdown",
    ]);
    assert!(markdown.stdout.contains("76 changed, 9 added, 8 removed"));
}

#[test]
fn what_is_no_side_is_refused() {
    let ran = run(&["prices", "diff", "yesterday", "catalog"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("`yesterday` is no date, and no file or directory")
    );
    let folder = edition("broken");
    fs::remove_file(folder.join("sagemaker.csv")).unwrap();
    let ran = run(&["prices", "diff", folder.to_str().unwrap(), "catalog"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("sagemaker.csv` was not found"),
        "{}",
        ran.stderr
    );
    let folder = edition("dateless");
    fs::write(folder.join("edition.txt"), "today\n").unwrap();
    let ran = run(&["prices", "diff", folder.to_str().unwrap(), "catalog"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("must have a date and a digest"),
        "{}",
        ran.stderr
    );
}
