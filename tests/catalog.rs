//! Prices are found where they are, on the date they hold, and nowhere else; damaged ones are named.

#[path = "catalog/derived.rs"]
mod derived;
#[path = "catalog/names.rs"]
mod names;
#[path = "catalog/overlays.rs"]
mod overlays;
#[path = "support/priced.rs"]
mod priced;
#[path = "catalog/walk.rs"]
mod walk;

use crossover::{
    catalog::{Catalog, Overlay, Query, check_embedded},
    report::PlanReport,
    units::{Exact, Meter, machine},
};
use jiff::civil::{Date, date};

/// The columns of the price files, for rows that need all of them.
const HEADER: &str =
    "service,item,offer,region,scope,tier,term,variant,meter,usd,per,effective_from\n";

/// The catalog on a date, under rows with the columns of [`HEADER`].
#[expect(clippy::unwrap_used, reason = "the rows are right")]
fn on(day: Date, rows: &str) -> Catalog {
    let overlay = Overlay::parse("own.csv", &format!("{HEADER}{rows}")).unwrap();
    Catalog::as_of(vec![overlay], day)
}

/// The same on the date of its edition.
fn under(rows: &str) -> Catalog {
    priced::catalog(&format!("{HEADER}{rows}"))
}

/// On-demand tokens of the model that does not exist.
fn query<'a>(region: &'a str, scope: &'a str) -> Query<'a> {
    Query {
        service: "bedrock",
        item: "acme.one-v1:0",
        offer: "on-demand",
        region,
        scope,
        tier: "standard",
        ..Query::default()
    }
}

/// The price found, as text.
fn found(catalog: &Catalog, query: &Query<'_>, meter: Meter) -> Option<String> {
    catalog
        .find(query, meter)
        .map(|row| row.usd.normalize().to_string())
}

/// The only plan: one request of these tokens to `model`, with further keys of the plan.
fn one_request(catalog: &Catalog, model: &str, workload: &str, plan: &str) -> PlanReport {
    let text = format!(
        "schema = 1\nname = \"one\"\nregion = \"us-east-1\"\n[workload]\nrequests_per_month = 1000\n\
         {workload}\n[[plan]]\nid = \"it\"\nmodel = \"{model}\"\n{plan}"
    );
    priced::plans(catalog, &text).remove(0)
}

const TOKENS: &str = "input_tokens = 1000\noutput_tokens = 100";

#[test]
fn the_embedded_files_pass_their_checks() {
    let summary = check_embedded().unwrap();
    let names: Vec<&str> = summary
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let files = [
        "bedrock.csv",
        "companion.csv",
        "sagemaker.csv",
        "history.csv",
    ];
    assert_eq!(names, files);
    assert!(summary.files.iter().all(|(_, rows)| *rows > 0));
    let catalog = Catalog::embedded(Vec::new());
    let listed = catalog
        .all_rows()
        .unwrap()
        .iter()
        .filter(|row| row.origin.rule().is_none())
        .count();
    // Former prices do not hold any more.
    let current = summary.files.iter().take(3);
    assert_eq!(listed, current.map(|(_, rows)| rows).sum::<usize>());
}

#[test]
fn a_date_picks_the_row_that_holds_on_it() {
    let rows = "\
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,3,1000,2026-06-01
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,2,1000,2026-01-01
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,9,1000,
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,8,1000,2026-06-01
";
    let at = |day: Date, meter: Meter| {
        found(&on(day, rows), &query("us-east-1", "in-region"), meter).unwrap_or_default()
    };
    assert_eq!(at(date(2025, 12, 31), Meter::InputTokens), "");
    assert_eq!(at(date(2026, 1, 1), Meter::InputTokens), "2");
    assert_eq!(at(date(2026, 5, 31), Meter::InputTokens), "2");
    assert_eq!(at(date(2026, 6, 1), Meter::InputTokens), "3");
    // A row without a date holds since ever, until the next.
    assert_eq!(at(date(2020, 1, 1), Meter::OutputTokens), "9");
    assert_eq!(at(date(2026, 5, 31), Meter::OutputTokens), "9");
    assert_eq!(at(date(2026, 6, 1), Meter::OutputTokens), "8");
    // A plan pays what the row of the date says, not what a later one will.
    for (day, usd) in [(date(2026, 5, 31), "2900"), (date(2026, 6, 1), "3800")] {
        let plan = one_request(
            &on(day, rows),
            "acme.one-v1:0",
            TOKENS,
            "mode = \"bedrock.on-demand\"",
        );
        assert_eq!(machine(plan.total_usd.unwrap().amount()), usd, "{day}");
    }
}

#[test]
fn a_missing_price_leaves_no_total_and_is_named() {
    let catalog = under(
        "bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,2,1000,\n",
    );
    let plan = one_request(
        &catalog,
        "acme.one-v1:0",
        TOKENS,
        "mode = \"bedrock.on-demand\"",
    );
    assert_eq!(plan.status, "unpriced");
    assert!(plan.total_usd.is_none() && plan.monthly_usd.is_empty() && plan.rank.is_none());
    assert!(plan.per_request_usd.is_none() && plan.list_total_usd.is_none());
    let key = "bedrock/acme.one-v1:0/on-demand/us-east-1/in-region/standard/output-tokens";
    assert_eq!(plan.reasons.len(), 1);
    assert_eq!(plan.reasons[0].field.as_deref(), Some(key));
    let costs: Vec<_> = plan
        .line_items
        .iter()
        .map(|line| (line.meter, line.cost_usd.is_some()))
        .collect();
    assert_eq!(costs, [("input-tokens", true), ("output-tokens", false)]);
    // Nothing is needed for what is not used.
    let plan = one_request(
        &catalog,
        "acme.one-v1:0",
        "input_tokens = 5",
        "mode = \"bedrock.on-demand\"",
    );
    assert_eq!(machine(plan.total_usd.unwrap().amount()), "10");
}

#[test]
fn half_pairs_are_not_priced() {
    let catalog = Catalog::embedded(Vec::new());
    // Text without audio, and output without input (pricing/README.md, half pairs).
    let spoken =
        "kind = \"speech\"\naudio_input_tokens = 100\naudio_output_tokens = 100\noutput_tokens = 1";
    let plan = "mode = \"bedrock.on-demand\"\nregion = \"ap-northeast-1\"";
    let sonic = one_request(&catalog, "amazon.nova-sonic-v1:0", spoken, plan);
    let offline = format!("{TOKENS}\nlatency = \"offline\"");
    let plan = "mode = \"bedrock.batch\"\nregion = \"ap-east-2\"";
    let nova = one_request(&catalog, "amazon.nova-pro-v1:0", &offline, plan);
    for (plan, missing) in [(sonic, "input-audio-tokens"), (nova, "input-tokens")] {
        assert_eq!(plan.status, "unpriced", "{}", plan.id);
        assert!(plan.total_usd.is_none());
        assert!(
            plan.reasons
                .iter()
                .any(|reason| reason.message.ends_with(missing)),
            "{:?}",
            plan.reasons
        );
    }
}

#[test]
fn a_calling_region_with_global_prices_of_its_own_borrows_none() {
    // Nova 2 Lite costs more when called from Israel, where no priority price is listed.
    let catalog = Catalog::embedded(Vec::new());
    let query = |tier| Query {
        service: "bedrock",
        item: "amazon.nova-2-lite-v1:0",
        offer: "on-demand",
        region: "il-central-1",
        scope: "global",
        tier,
        ..Query::default()
    };
    assert!(
        catalog
            .find(&query("standard"), Meter::InputTokens)
            .is_some()
    );
    assert_eq!(catalog.find(&query("priority"), Meter::InputTokens), None);
}

#[test]
fn an_own_global_price_lies_over_the_home_ones_meter_by_meter() {
    let catalog = under(
        "\
bedrock,acme.one-v1:0,on-demand,global,global,standard,,,input-tokens,2,1000,
bedrock,acme.one-v1:0,on-demand,global,global,standard,,,output-tokens,8,1000,
bedrock,acme.one-v1:0,on-demand,eu-west-1,global,standard,,,input-tokens,3,1000,
",
    );
    let at = |region, meter| found(&catalog, &query(region, "global"), meter).unwrap_or_default();
    assert_eq!(at("eu-west-1", Meter::InputTokens), "3");
    assert_eq!(at("eu-west-1", Meter::OutputTokens), "8");
    assert_eq!(at("us-east-1", Meter::InputTokens), "2");
    assert_eq!(at("us-east-1", Meter::OutputTokens), "8");
    // GovCloud has no global profiles, and another scope borrows nothing.
    assert_eq!(at("us-gov-west-1", Meter::InputTokens), "");
    assert_eq!(
        found(
            &catalog,
            &query("eu-west-1", "in-region"),
            Meter::InputTokens
        ),
        None
    );
    assert_eq!(
        found(&catalog, &query("eu-west-1", "geo"), Meter::InputTokens),
        None
    );
}

#[test]
fn a_geographic_price_is_that_of_the_regions_own_geography() {
    let row = |place: &str, usd: u32| {
        format!("bedrock,acme.one-v1:0,on-demand,{place},geo,standard,,,input-tokens,{usd},1000,\n")
    };
    let rows = row("us", 1) + &row("eu", 2) + &row("apac", 3) + &row("jp", 4) + &row("us-gov", 5);
    let catalog = under(&rows);
    let at = |region| found(&catalog, &query(region, "geo"), Meter::InputTokens);
    for (region, usd) in [
        ("us-east-1", Some("1")),
        ("us-west-2", Some("1")),
        ("eu-north-1", Some("2")),
        ("ap-south-1", Some("3")),
        ("ap-northeast-1", Some("4")),
        ("ap-northeast-3", Some("4")),
        ("ap-southeast-2", Some("3")),
        ("us-gov-west-1", Some("5")),
        ("sa-east-1", None),
        ("ca-central-1", None),
    ] {
        assert_eq!(at(region).as_deref(), usd, "{region}");
    }
}

#[test]
fn a_price_for_all_commercial_regions_does_not_reach_others() {
    let catalog = under("sagemaker,studio-ui,canvas,*,,,,,workspace-hours,1.9,1,\n");
    let query = |region| Query {
        service: "sagemaker",
        item: "studio-ui",
        offer: "canvas",
        region,
        ..Query::default()
    };
    assert!(
        catalog
            .find(&query("eu-west-3"), Meter::WorkspaceHours)
            .is_some()
    );
    assert!(
        catalog
            .find(&query("us-gov-west-1"), Meter::WorkspaceHours)
            .is_none()
    );
}

#[test]
fn a_long_prompt_without_its_step_is_unpriced_not_cheap() {
    let catalog = Catalog::embedded(Vec::new());
    let at = |region: &str, input: u32| {
        let plan = format!("mode = \"bedrock.on-demand\"\nregion = \"{region}\"");
        one_request(
            &catalog,
            "openai.gpt-5.4",
            &format!("input_tokens = {input}"),
            &plan,
        )
    };
    // GPT-5.4 has the step in commercial regions, and no such row in GovCloud.
    let long = at("us-gov-west-1", 272_001);
    assert_eq!(long.status, "unpriced");
    let key = "bedrock/openai.gpt-5.4/on-demand/us-gov-west-1/in-region/standard/above-272000/input-tokens";
    assert_eq!(long.reasons[0].field.as_deref(), Some(key));
    assert_eq!(at("us-gov-west-1", 272_000).status, "ok");
    // Strictly above the threshold the whole request moves: 2.75 and 5.5 a million, 1,000 requests.
    let usd = |input| machine(at("us-east-1", input).total_usd.unwrap().amount());
    assert_eq!(usd(272_000), "748");
    assert_eq!(usd(272_001), "1496.0055");
}

#[test]
fn a_cached_prompt_counts_whole_towards_the_step() {
    let catalog = Catalog::embedded(Vec::new());
    let cached = "input_tokens = 272_001\ncache_read_tokens = 272_000";
    let plan = one_request(
        &catalog,
        "openai.gpt-5.4",
        cached,
        "mode = \"bedrock.on-demand\"",
    );
    let meters: Vec<&str> = plan
        .line_items
        .iter()
        .map(|line| line.id.as_str())
        .collect();
    assert_eq!(
        meters,
        [
            "input-tokens+above-272000",
            "cache-read-tokens+above-272000"
        ]
    );
}

#[test]
fn a_model_is_found_by_every_name() {
    let catalog = Catalog::embedded(Vec::new());
    for name in [
        "amazon.nova-pro-v1:0",
        "AMAZON.NOVA-PRO-V1:0",
        "nova-pro",
        "Nova-Pro",
        "Amazon Nova Pro",
        "nova-pro-v1",
    ] {
        let model = catalog.model(name).map(|model| model.id.as_str());
        assert_eq!(model, Some("amazon.nova-pro-v1:0"), "{name}");
    }
    assert!(catalog.model("nova-prod").is_none());
    assert!(catalog.model("").is_none());
}

#[test]
fn no_name_means_two_models() {
    let catalog = Catalog::embedded(Vec::new());
    let mut wrong = Vec::new();
    for model in catalog.models() {
        let aliases = model.aliases.iter().map(String::as_str);
        for name in aliases.chain([model.id.as_str(), model.family.as_str()]) {
            let found = catalog.model(name).map(|found| found.id.as_str());
            if found != Some(model.id.as_str()) {
                wrong.push(format!("{name} of {} is {found:?}", model.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_price_changes_the_lines_that_name_it_and_no_other() {
    let text = "\
schema = 1
name = \"two models\"
region = \"us-east-1\"
[workload]
requests_per_month = 12_345
input_tokens = 1801
output_tokens = 351
latency = \"offline\"
[[plan]]
mode = \"bedrock.on-demand\"
model = \"nova-pro\"
[[plan]]
mode = \"bedrock.on-demand\"
model = \"nova-pro\"
scope = \"geo\"
[[plan]]
mode = \"bedrock.batch\"
model = \"nova-pro\"
[[plan]]
mode = \"bedrock.on-demand\"
model = \"nova-lite\"
";
    let rows = "bedrock,amazon.nova-pro-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,1,1000000,\n";
    let lines = |catalog: &Catalog| {
        let plans = priced::plans(catalog, text);
        let mut lines: Vec<(String, String)> = Vec::new();
        for plan in &plans {
            assert_eq!(plan.status, "ok", "{}", plan.id);
            for line in &plan.line_items {
                let json = serde_json::to_string(line).unwrap();
                lines.push((format!("{} {}", plan.id, line.id), json));
            }
        }
        lines.sort();
        lines
    };
    let (before, after) = (lines(&Catalog::embedded(Vec::new())), lines(&under(rows)));
    assert_eq!(before.len(), after.len());
    let mut changed = Vec::new();
    for ((name, old), (same_name, new)) in before.iter().zip(&after) {
        assert_eq!(name, same_name);
        assert!(old.contains("\"origin\":\"catalog\""), "{old}");
        if old != new {
            changed.push(name.as_str());
            assert!(
                new.contains("\"origin\":\"overlay\"") && new.contains("\"unit_price_usd\":\"1\""),
                "{new}"
            );
        }
    }
    assert_eq!(changed, ["bedrock.on-demand/nova-pro output-tokens"]);
}

#[test]
fn a_look_up_answers_in_the_unit_of_the_price_list() {
    let catalog = Catalog::embedded(Vec::new());
    let query = Query {
        item: "amazon.nova-pro-v1:0",
        ..query("us-east-1", "in-region")
    };
    let row = catalog.find(&query, Meter::InputTokens).unwrap();
    let each = Exact::from(row.usd)
        .checked_div(&Exact::from(row.per))
        .unwrap();
    assert_eq!(machine(&each), "0.0000008", "0.80 a million");
}
