//! The catalog holds against every order and every other price file, and whatever does not is told.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crossover::{
    analysis::{Audit, CHECKS, audit},
    catalog::{Catalog, Explanation},
    pricelist::{Form, read},
    render::{Format, Look, render},
    report::PricesAuditReport,
};

use super::{priced, ran::run, support::data};

/// The second sources, by the form they have.
const FILES: [(&str, &str); 2] = [
    ("litellm", "litellm_bedrock_sagemaker_1.109.1.json"),
    ("genai-prices", "genai_prices_aws_provider.json"),
];

fn audited(catalog: &Catalog, explanations: &[Explanation]) -> Audit {
    audit(catalog, explanations, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn under(rows: &str) -> Catalog {
    let header = "service,item,offer,region,scope,tier,term,variant,meter,usd,per\n";
    priced::catalog(&format!("{header}{rows}"))
}

#[test]
fn nothing_in_this_catalog_is_unexplained() {
    let found = audited(&Catalog::embedded(Vec::new()), &Catalog::explanations());
    let open: Vec<_> = found.unexplained().collect();
    assert!(open.is_empty(), "{open:?}");
    // The explanations of other price files are not looked for without those.
    assert!(found.is_clean(), "{:?}", found.idle);
    for (check, looked_at) in &found.checked {
        assert!(*looked_at > 0, "{} looks at nothing", check.id);
    }
    let ran = run(&["prices", "audit"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(
        ran.stdout.contains("No unexplained difference"),
        "{}",
        ran.stdout
    );
}

/// A price of one's own that breaks each order, by the check that must find it.
const BROKEN: &[(&str, &str)] = &[
    (
        "batch-at-most-on-demand",
        "bedrock,amazon.nova-pro-v1:0,batch,us-east-1,in-region,,,,input-tokens,0.81,1000000",
    ),
    (
        "flex-at-most-standard",
        "bedrock,amazon.nova-2-lite-v1:0,on-demand,us-east-1,in-region,flex,,,input-tokens,9,1000000",
    ),
    (
        "priority-at-least-standard",
        "bedrock,amazon.nova-2-lite-v1:0,on-demand,us-east-1,in-region,priority,,,input-tokens,0.01,1000000",
    ),
    (
        "fast-at-least-standard",
        "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,latency-optimised,,,input-tokens,0.01,1000000",
    ),
    (
        "global-at-most-nearer",
        "bedrock,openai.gpt-5.6-luna,on-demand,global,global,standard,,,input-tokens,9,1000000",
    ),
    (
        "longer-term-at-most-shorter",
        "bedrock,cohere.command-text-v14,provisioned,us-east-1,,,6-months,,model-unit-hours,39.7,1",
    ),
    (
        "cache-read-at-most-input",
        "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,standard,,,cache-read-tokens,0.9,1000000",
    ),
    (
        "cache-write-5m-at-most-1h",
        "bedrock,anthropic.claude-sonnet-5,on-demand,global,global,standard,,,cache-write-5m-tokens,99,1000000",
    ),
    (
        "long-prompt-at-least-short",
        "bedrock,openai.gpt-5.6-luna,on-demand,us,geo,standard,,above-272000,input-tokens,0.21,1000000",
    ),
    (
        "jobs-at-hosting-rate",
        "sagemaker,ml.g5.xlarge,training,us-east-1,,,,,instance-hours,1.42,1",
    ),
    (
        "ec2-multiple",
        "sagemaker,ml.g5.xlarge,hosting,us-east-1,,,,,instance-hours,1.42,1",
    ),
    (
        "half-pair",
        "bedrock,amazon.nova-pro-v1:0,batch,af-south-1,in-region,,,,input-tokens,0.4,1000000",
    ),
    (
        "regional-spread",
        "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,9,1000000",
    ),
];

#[test]
fn a_price_that_breaks_an_order_is_found_by_the_check_of_that_order() {
    let covered: BTreeSet<&str> = BROKEN.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(covered, all);
    for (id, row) in BROKEN {
        let found = audited(&under(&format!("{row}\n")), &Catalog::explanations());
        let by: BTreeSet<&str> = found.unexplained().map(|finding| finding.rule).collect();
        assert!(by.contains(id), "{id}: {by:?}");
    }
}

#[test]
fn every_explanation_is_of_something_that_is_checked_and_one_that_explains_nothing_is_a_fault() {
    let mut explanations = Catalog::explanations();
    for one in &explanations {
        let is_check = CHECKS.iter().any(|check| check.id == one.rule);
        let is_form = Form::ALL.iter().any(|form| form.id() == one.rule);
        assert!(is_check || is_form, "{}", one.rule);
    }
    let idle = Explanation {
        rule: "half-pair".to_owned(),
        pattern: "bedrock/acme.*".to_owned(),
        other: None,
        why: "it once was".to_owned(),
        source: "litellm-1.109.1".to_owned(),
    };
    explanations.push(idle.clone());
    let found = audited(&Catalog::embedded(Vec::new()), &explanations);
    assert_eq!(found.idle, [idle]);
    assert!(!found.is_clean());
    // Without its explanation a difference is open.
    let without: Vec<Explanation> = explanations
        .into_iter()
        .filter(|one| one.rule != "ec2-multiple")
        .collect();
    let found = audited(&Catalog::embedded(Vec::new()), &without);
    let open: Vec<&str> = found.unexplained().map(|finding| finding.rule).collect();
    assert_eq!(open, ["ec2-multiple"]);
}

#[test]
fn an_explanation_fits_its_prices_and_its_figure_only() {
    let key = |rows: &str| under(rows).overlays()[0].rows[0].key.clone();
    let pro =
        key("bedrock,amazon.nova-pro-v1:0,batch,us-east-1,in-region,,,,input-tokens,1,1000000\n");
    let fits = |pattern: &str| {
        let one = Explanation {
            rule: String::new(),
            pattern: pattern.to_owned(),
            other: None,
            why: String::new(),
            source: String::new(),
        };
        one.fits(&pro)
    };
    for pattern in [
        "bedrock/amazon.nova-pro-v1:0/batch/us-east-1/in-region/input-tokens",
        "bedrock/amazon.nova-*/batch/*/input-tokens",
        "*",
        "bedrock/*",
        "*input-tokens",
        "*nova-pro*",
    ] {
        assert!(fits(pattern), "{pattern}");
    }
    for pattern in [
        "",
        "bedrock",
        "bedrock/amazon.nova-pro-v1:0/batch/us-east-1/in-region/input",
        "*output-tokens",
        "sagemaker/*",
        "*nova-lite*",
        "bedrock/*/on-demand/*",
        "bedrock/*/input-tokens/*input-tokens",
    ] {
        assert!(!fits(pattern), "{pattern}");
    }
}

#[test]
fn a_price_file_that_says_otherwise_is_listed_and_the_exit_code_is_1() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prices-audit");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("theirs.csv");
    let header = "service,item,offer,region,scope,tier,term,variant,meter,usd,per\n";
    let nova = "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens";
    let write = |rows: &str| fs::write(&file, format!("{header}{rows}")).unwrap();
    let path = file.to_str().unwrap();
    // The same price for a thousand, and one for an item that nobody else has.
    write(&format!(
        "{nova},0.0008,1000\nbedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000\n"
    ));
    let args = ["prices", "audit", "--against", path];
    let ran = run(&[args.as_slice(), &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let against = &answer["against"][0];
    assert_eq!(
        (&against["form"], &against["agree"]),
        (&"own".into(), &1.into())
    );
    assert_eq!(
        (&against["differ"], &against["only_there"]),
        (&0.into(), &1.into())
    );
    write(&format!("{nova},0.9,1000000\n"));
    let ran = run(&args);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("1 unexplained difference"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("$0.80 per 1M") && ran.stdout.contains("$0.90"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("exit status 1"), "{}", ran.stderr);
    let csv = run(&[args.as_slice(), &["--format", "csv"]].concat()).stdout;
    let row = "own,bedrock/amazon.nova-pro-v1:0/on-demand/us-east-1/in-region/standard/input-tokens,1000000,0.8,0.9,";
    assert!(csv.contains(row), "{csv}");
    let refused = run(&["prices", "audit", "--against", "tests/data/small.toml"]);
    assert_eq!(refused.code, Some(2));
}

/// The audit against the second sources, if they are there.
#[expect(clippy::unwrap_used, reason = "the files are right")]
fn against_files(folder: &Path) -> Audit {
    let catalog = Catalog::embedded(Vec::new());
    let files = FILES.map(|(name, file)| {
        let open = fs::File::open(folder.join("pricelist").join(file)).unwrap();
        (name.to_owned(), read(name, open, &catalog).unwrap())
    });
    audit(&catalog, &Catalog::explanations(), &files).unwrap()
}

#[test]
fn every_difference_from_the_second_sources_is_explained() {
    let Some(folder) = data("every_difference_from_the_second_sources_is_explained") else {
        return;
    };
    let found = against_files(&folder);
    let open: Vec<_> = found.unexplained().collect();
    assert!(
        open.is_empty() && found.idle.is_empty(),
        "{open:?} {:?}",
        found.idle
    );
    for file in &found.against {
        let compared = file.agree + file.differ;
        assert!(compared > 200, "{}: {compared}", file.name);
        assert!(
            file.agree > compared * 9 / 10,
            "{}: {}",
            file.name,
            file.agree
        );
        let absent: usize = file.only_there.values().sum();
        assert_eq!(file.rows, compared + absent);
    }
}

const INTRODUCTION: &str = "# What the prices disagree with, and why

Made by `CROSSOVER_UPDATE=1 cargo test --test prices` from `pricing/explained.csv` and the audit itself
(`crossover prices audit`). A difference that is not here fails the test; so does an explanation of nothing.
A price that proves wrong is mended instead.

";
/// What stands between the two parts of the page.
const FILES_PART: &str = "<!-- against other price files -->\n";

fn part(title: &str, report: &PricesAuditReport) -> String {
    let markdown = render(report, Format::Markdown, Look::default());
    let body = markdown.split_once('\n').map_or("", |(_, body)| body);
    format!("## {title}\n{}", body.replace("\n## ", "\n### "))
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/agreement.md")
}

#[test]
fn the_page_of_what_is_explained() {
    let catalog = Catalog::embedded(Vec::new());
    let found = audited(&catalog, &Catalog::explanations());
    let own = part(
        "The catalog by itself",
        &PricesAuditReport::of(&found, &catalog),
    );
    let held = fs::read_to_string(page()).unwrap_or_default();
    let held_files = held.split_once(FILES_PART).map_or("", |(_, files)| files);
    let files = data("the_page_of_what_is_explained").map(|folder| {
        let mut report = PricesAuditReport::of(&against_files(&folder), &catalog);
        let of_files = |rule: &str| FILES.iter().any(|(form, _)| *form == rule);
        report.found.retain(|one| of_files(one.rule));
        (report.checks, report.spreads, report.ages) = Default::default();
        part("Against LiteLLM 1.109.1 and genai-prices 0.2.3", &report)
    });
    let files = files.as_deref().unwrap_or(held_files);
    let made = format!("{INTRODUCTION}{own}\n{FILES_PART}{files}");
    if std::env::var_os("CROSSOVER_UPDATE").is_some() {
        fs::write(page(), &made).unwrap();
    }
    let held = fs::read_to_string(page()).unwrap_or_default();
    assert!(
        held == made,
        "run `CROSSOVER_UPDATE=1 CROSSOVER_DATA=… cargo test --test prices`"
    );
}
