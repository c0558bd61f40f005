//! Bills of every format, read into charges: small ones written by hand, hostile ones, and the real samples.

mod support;

use std::{fs, io::BufReader, path::Path, sync::LazyLock};

use proptest::prelude::*;

use crossover::{
    catalog::Catalog,
    units::{Usd, machine},
    usage::charges::{BilledModel, ChargeSums, Charges, ChargesError, ModelNames, RejectReason},
};

fn empty() -> Charges {
    static NAMES: LazyLock<ModelNames> =
        LazyLock::new(|| ModelNames::of(&Catalog::embedded(vec![])));
    Charges::new(NAMES.clone())
}

#[expect(clippy::unwrap_used, reason = "a bill that is not read fails the test")]
fn read(name: &str) -> Charges {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/bills")
        .join(name);
    let mut charges = empty();
    charges
        .read(name, BufReader::new(fs::File::open(path).unwrap()))
        .unwrap();
    assert_balanced(&charges);
    charges
}

fn read_text(text: &[u8]) -> (Charges, Result<(), ChargesError>) {
    let mut charges = empty();
    // A small buffer: nothing may depend on what comes in one piece.
    let result = charges.read("bill", BufReader::with_capacity(7, text));
    assert_balanced(&charges);
    (charges, result)
}

fn assert_balanced(charges: &Charges) {
    let rejected = charges.rejections().total();
    assert_eq!(charges.rows_read(), charges.rows_kept() + rejected);
    let ours: u64 = charges.lines().map(|line| line.sums.lines).sum();
    let others: u64 = charges.others().values().map(|other| other.lines).sum();
    assert_eq!(charges.rows_kept(), ours + others);
}

fn usd(amount: &Usd) -> String {
    machine(amount.amount())
}

fn model(model: &BilledModel) -> &str {
    match model {
        BilledModel::Known(id) => id,
        BilledModel::Unknown(name) => name,
        BilledModel::Unnamed => "-",
    }
}

fn figures(sums: &ChargeSums) -> String {
    let effective = sums
        .effective_cost
        .as_ref()
        .map(|cost| format!(" effective {}", usd(cost)));
    format!(
        "{} quantity, {} metered, {} unmetered, cost {}{}",
        machine(&sums.quantity),
        machine(&sums.metered),
        sums.unmetered_lines,
        usd(&sums.cost),
        effective.unwrap_or_default(),
    )
}

/// Each line of the sums.
fn lines(charges: &Charges) -> String {
    let told = |line: crossover::usage::charges::ChargeLine<'_>| {
        let item = line.item;
        let counted = item.usage_type.counted.as_ref();
        format!(
            "{} {:?} {} {} [{}] {} {} {}: {}\n",
            line.period.start,
            line.period.width,
            item.service.id(),
            item.region.as_deref().unwrap_or("-"),
            item.line_type.id(),
            model(&item.model),
            counted.map_or("?", |counted| counted.meter.id()),
            item.usage_type.text,
            figures(line.sums),
        )
    };
    let others = charges.others().iter();
    let others = others.map(|(name, other)| {
        format!(
            "other {name}: {} lines, cost {}\n",
            other.lines,
            usd(&other.cost)
        )
    });
    let rejected = charges.rejections().first().iter();
    let rejected = rejected.map(|row| {
        format!(
            "rejected {}:{} {} [{}]: {}\n",
            row.file,
            row.line,
            row.column,
            row.reason.id(),
            row.detail
        )
    });
    charges
        .lines()
        .map(told)
        .chain(others)
        .chain(rejected)
        .collect()
}

fn tokens(charges: &Charges) -> String {
    let told = |usage: &crossover::usage::charges::TokenUsage| {
        let tokens: Vec<_> = usage
            .tokens
            .iter()
            .map(|(meter, tokens)| format!("{} {}", meter.id(), machine(tokens)))
            .collect();
        format!(
            "{} {} {} {} {} {}{}: {}\n",
            usage.period.start,
            model(&usage.model),
            usage.region.as_deref().unwrap_or("-"),
            usage.offer.id(),
            usage.tier.id(),
            usage
                .scope
                .map_or("-", crossover::usage::charges::BilledScope::id),
            if usage.long_context { " long" } else { "" },
            tokens.join(", "),
        )
    };
    charges.token_usage().iter().map(told).collect()
}

#[test]
fn a_legacy_report() {
    let charges = read("cur_legacy.csv");
    insta::assert_snapshot!(lines(&charges));
    insta::assert_snapshot!(tokens(&charges));
    // Covered usage and its negation cancel out; the plan's fee is what it costs.
    assert_eq!(usd(&charges.total()), "19.0212008");
    let notes = charges.notes();
    assert_eq!((notes.rates_checked, notes.rates_wrong), (4, 0));
}

#[test]
fn a_report_of_cur_2() {
    let charges = read("cur_2.csv");
    insta::assert_snapshot!(lines(&charges));
    insta::assert_snapshot!(tokens(&charges));
    let notes = charges.notes();
    // 0.8 for one thousand tokens at 0.0008 is wrong by a thousand.
    assert_eq!((notes.rates_checked, notes.rates_wrong), (6, 1));
    let wrong = notes.first_wrong.first().unwrap();
    assert_eq!(
        (wrong.line, &*usd(&wrong.computed), &*usd(&wrong.stated)),
        (7, "0.0008", "0.8")
    );
    assert_eq!(
        notes.not_understood.keys().collect::<Vec<_>>(),
        ["USE1-GuardrailsTextUnit"]
    );
    assert_eq!((notes.regions_from_prefix, notes.without_region), (2, 0));
}

#[test]
fn an_export_of_focus() {
    let charges = read("focus_1_2.csv");
    insta::assert_snapshot!(lines(&charges));
    insta::assert_snapshot!(tokens(&charges));
    assert_eq!(usd(&charges.total()), "8.8803");
}

#[test]
fn answers_of_cost_explorer() {
    let charges = read("cost_explorer.json");
    insta::assert_snapshot!(lines(&charges));
    insta::assert_snapshot!(tokens(&charges));
    assert_eq!(charges.notes().estimated, 1);
}

#[test]
fn charges_by_model_are_all_of_ours() {
    for name in [
        "cur_legacy.csv",
        "cur_2.csv",
        "focus_1_2.csv",
        "cost_explorer.json",
    ] {
        let charges = read(name);
        let by_model = charges.by_model();
        let grouped: Usd = by_model.iter().map(|charge| &charge.sums.cost).sum();
        let ours: Usd = charges.lines().map(|line| &line.sums.cost).sum();
        assert_eq!(grouped, ours, "{name}");
    }
    // Two days of one usage type are one.
    let charges = read("cost_explorer.json");
    let told: Vec<_> = charges
        .by_model()
        .iter()
        .map(|charge| format!("{} {}", model(&charge.item.model), figures(&charge.sums)))
        .collect();
    assert_eq!(
        told,
        [
            "amazon.nova-micro-v1:0 150000 quantity, 150000000 metered, 0 unmetered, cost 21",
            "anthropic.claude-opus-4-6-v1 7.7 quantity, 0 metered, 1 unmetered, cost 192.5",
        ]
    );
}

const CUR: &str = "line_item_usage_type,line_item_line_item_type,line_item_product_code,line_item_usage_start_date,line_item_usage_amount,line_item_unblended_cost,pricing_unit\n";

fn cur(rows: &str) -> Charges {
    let (charges, result) = read_text(format!("{CUR}{rows}").as_bytes());
    assert_eq!(result, Ok(()));
    charges
}

#[test]
fn rows_that_cannot_be_read_say_where_and_why() {
    let row =
        "USE1-NovaPro-input-tokens,Usage,AmazonBedrock,2026-10-01T00:00:00Z,1,0.0008,1K tokens\n";
    let long = "x".repeat(1 << 20);
    let charges = cur(&format!(
        "{row}{}{}{}{}{}{long}\n{row}\"never closed\n{row}{long}",
        row.replace(",0.0008", ",eight"),
        row.replace(",1,", ",1.00000000000000000000000000000000000000001,"),
        row.replace("2026-10-01T", "2026-10-41T"),
        row.replace(",0.0008", ","),
        row.replace(",1K", ",1,K"),
    ));
    let told: Vec<_> = charges
        .rejections()
        .first()
        .iter()
        .map(|row| (row.line, &*row.column, row.reason))
        .collect();
    assert_eq!(
        told,
        [
            (3, "line_item_unblended_cost", RejectReason::Number),
            (4, "line_item_usage_amount", RejectReason::Number),
            (5, "line_item_usage_start_date", RejectReason::Time),
            (6, "line_item_unblended_cost", RejectReason::Missing),
            (7, "", RejectReason::Columns),
            (8, "", RejectReason::Long),
            (10, "", RejectReason::Long),
        ]
    );
    assert_eq!((charges.rows_read(), charges.rows_kept()), (9, 2));
    assert_eq!(usd(&charges.total()), "0.0016");
}

#[test]
fn only_the_first_rejections_are_kept_and_all_are_counted() {
    let charges = cur(&"x,Usage,AmazonBedrock,2026-10-01,1,?,\n".repeat(1_000));
    assert_eq!(charges.rejections().first().len(), 20);
    assert_eq!(
        charges.rejections().counts().collect::<Vec<_>>(),
        [(RejectReason::Number, 1_000)]
    );
}

#[test]
fn bytes_that_are_no_text() {
    let (charges, result) = read_text(
        &[
            CUR.as_bytes(),
            b"\xff,Usage,AmazonBedrock,2026-10-01,1,1,\nx\0y,Usage,AmazonEC2,2026-10-01,1,2,\n",
        ]
        .concat(),
    );
    assert_eq!(result, Ok(()));
    let told: Vec<_> = charges
        .rejections()
        .first()
        .iter()
        .map(|row| (row.line, row.reason))
        .collect();
    assert_eq!(told, [(2, RejectReason::Encoding)]);
    assert_eq!(usd(&charges.total()), "2");
}

#[test]
fn marks_and_breaks_of_other_systems() {
    let text = format!(
        "\u{feff}{CUR}USE1-NovaPro-input-tokens,Usage,AmazonBedrock,2026-10-01,1,1,1K tokens\n\n"
    )
    .replace('\n', "\r\n");
    let (charges, result) = read_text(text.as_bytes());
    assert_eq!((result, charges.rows_kept()), (Ok(()), 1));
}

#[test]
fn values_at_the_edges() {
    let huge = "99999999999999999999999999999999999999";
    let row = |amount: &str, cost: &str| {
        format!(
            "USE1-NovaPro-input-tokens,Usage,AmazonBedrock,2026-10-01,{amount},{cost},1K tokens\n"
        )
    };
    let charges = cur(&[
        row(huge, huge),
        row(huge, huge),
        row("-1", "-1E-30"),
        row("0", "0"),
    ]
    .concat());
    let line = charges.lines().next().unwrap();
    assert_eq!(
        figures(line.sums),
        "199999999999999999999999999999999999997 quantity, 199999999999999999999999999999999999997000 metered, 0 unmetered, cost 199999999999999999999999999999999999998"
    );
    // One unit in the thirtieth place is not lost, though nobody sees it.
    assert!(
        line.sums.cost
            < Usd::stated(
                crossover::units::Exact::from(2u32)
                    * &crossover::units::Exact::of_parts(
                        99_999_999_999_999_999_999_999_999_999_999_999_999,
                        1
                    )
                    .unwrap()
            )
    );
}

#[test]
fn a_marketplace_model_is_found_by_what_it_counts() {
    let charges = cur(
        "USE1-MP:USE1_InputTokenCount-Units,Usage,8opaque,2026-10-01,1,3,1M tokens\nUSE1-MP:USE1_Seats-Units,Usage,9other,2026-10-01,1,5,Units\n",
    );
    assert_eq!(
        lines(&charges),
        "2026-10-01T00:00:00Z Day bedrock us-east-1 [Usage] - input-tokens USE1-MP:USE1_InputTokenCount-Units: 1 quantity, 1000000 metered, 0 unmetered, cost 3\nother 9other: 1 lines, cost 5\n"
    );
}

#[test]
fn many_names_do_not_fill_memory() {
    let rows: Vec<_> = (0..20_000)
        .map(|at| format!("x,Usage,Product{at},2026-10-01,1,1,\n"))
        .collect();
    let charges = cur(&rows.concat());
    assert!(charges.others().len() < 5_000);
    assert_eq!(usd(&charges.total()), "20000");
}

#[test]
fn snapshots_of_a_month_are_seen_and_parts_are_not() {
    let part = |from: u32, to: u32| {
        let rows: Vec<_> = (from..to)
            .map(|at| format!("i{at},x,Usage,AmazonEC2,2026-10-01,1,1\n"))
            .collect();
        let rows = rows.concat();
        format!(
            "identity_line_item_id,line_item_usage_type,line_item_line_item_type,line_item_product_code,line_item_usage_start_date,line_item_usage_amount,line_item_unblended_cost\n{rows}"
        )
    };
    let both = |first: (u32, u32), second: (u32, u32)| {
        let mut charges = empty();
        charges
            .read("first", part(first.0, first.1).as_bytes())
            .unwrap();
        charges
            .read("second", part(second.0, second.1).as_bytes())
            .unwrap();
        assert_balanced(&charges);
        charges
    };
    let snapshots = both((0, 6_000), (0, 9_000));
    let overlaps = snapshots.overlaps();
    let overlap = overlaps.first().unwrap();
    assert_eq!(
        (&*overlap.first, &*overlap.second, &*overlap.month),
        ("first", "second", "2026-10")
    );
    assert_eq!(snapshots.rejections().total(), 6_000);
    assert_eq!(both((0, 6_000), (6_000, 9_000)).overlaps(), []);
}

#[test]
fn exports_without_ids_are_compared_too() {
    let text =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bills/focus_1_2.csv"))
            .unwrap();
    let mut charges = empty();
    charges.read("early", &*text).unwrap();
    charges.read("late", &*text).unwrap();
    let overlaps = charges.overlaps();
    assert_eq!(overlaps.len(), 1);
    assert_eq!(
        overlaps
            .first()
            .map(|found| (found.compared, found.common, &*found.account)),
        Some((9, 9, "111122223333"))
    );
    assert_eq!(charges.notes().without_id, 18);
}

#[expect(clippy::unwrap_used, reason = "a file that is read fails the test")]
fn refusal(text: &[u8]) -> String {
    let (charges, result) = read_text(text);
    assert_eq!(charges.rows_read(), 0);
    result.unwrap_err().to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever comes, nothing panics, and every row is kept or rejected.
    #[test]
    fn any_rows_are_kept_or_rejected(
        rows in proptest::collection::vec(
            proptest::collection::vec("[ -~]{0,12}|USE1-NovaPro-input-tokens|AmazonBedrock|Usage|-?[0-9]{1,9}(\\.[0-9]{1,9})?(E-[0-9])?|2026-10-0[0-9]|\"|\u{0}|é", 6..9),
            0..20,
        )
    ) {
        let rows: Vec<_> = rows.iter().map(|cells| cells.join(",")).collect();
        for header in [CUR, "BilledCost,EffectiveCost,ServiceName,ChargeCategory,ChargePeriodStart,x_UsageType,PricingQuantity\n"] {
            let text = format!("{header}{}", rows.join("\n"));
            let (_, result) = read_text(text.as_bytes());
            prop_assert_eq!(result, Ok(()));
        }
    }

    /// Sums do not depend on the order of rows, nor on which file they are in.
    #[test]
    fn parts_add_up_to_the_whole(amounts in proptest::collection::vec((0u32..3, -1_000_000i64..1_000_000), 1..40), cut in 0usize..40) {
        let models = ["NovaPro", "NovaLite", "Claude4.6Sonnet"];
        let rows: Vec<_> = amounts.iter().map(|(model, amount)| {
            let model = models[usize::try_from(*model).unwrap()];
            format!("USE1-{model}-input-tokens,Usage,AmazonBedrock,2026-10-01,{amount}E-3,{amount}E-7,1K tokens\n")
        }).collect();
        let whole = cur(&rows.concat());
        let cut = cut.min(rows.len());
        let mut parts = empty();
        for part in [&rows[cut..], &rows[..cut]] {
            parts.read("part", format!("{CUR}{}", part.concat()).as_bytes()).unwrap();
        }
        prop_assert_eq!(whole.total(), parts.total());
        let tokens = |charges: &Charges| charges.token_usage().into_iter().flat_map(|usage| usage.tokens.into_values()).sum::<crossover::units::Exact>();
        let expected: i64 = amounts.iter().map(|(_, amount)| amount).sum();
        prop_assert_eq!(machine(&tokens(&whole)), expected.to_string());
        prop_assert_eq!(tokens(&whole), tokens(&parts));
    }
}

#[test]
fn files_that_are_no_bill_say_what_to_do() {
    for (text, expected) in [
        (&b""[..], "bill: is empty"),
        (b"\n\n", "bill: is empty"),
        (
            b"a,b\n1,2\n",
            "bill: line 1: is no bill: neither a Cost and Usage Report (it has line_item_usage_type) nor a FOCUS export (it has BilledCost); its columns are a, b",
        ),
        (
            b"\xff\xfe\n",
            "bill: line 1: is no bill: neither a Cost and Usage Report (it has line_item_usage_type) nor a FOCUS export (it has BilledCost); its columns are no text",
        ),
        (
            b"lineItem/UsageType,lineItem/UnblendedCost\n",
            "bill: line 1: a Cost and Usage Report without the column line_item_line_item_type, line_item_product_code, line_item_usage_start_date",
        ),
        (
            b"BilledCost,ServiceName\n",
            "bill: line 1: a FOCUS export without the column ChargeCategory, ChargePeriodStart, EffectiveCost",
        ),
        (
            b"{\"a\":1}",
            "bill: line 1, column 7: is no answer of `aws ce get-cost-and-usage`: missing field `ResultsByTime` at line 1 column 7",
        ),
        (
            b"{\"ResultsByTime\":",
            "bill: line 1, column 17: is no answer of `aws ce get-cost-and-usage`: EOF while parsing a value at line 1 column 17",
        ),
    ] {
        assert_eq!(refusal(text), expected);
    }
    assert!(refusal(b"PAR1\x15\x04").starts_with("bill: is a Parquet file: "));
}

#[test]
fn costs_of_two_formats_are_not_added() {
    let mut charges = read("cur_2.csv");
    let text =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bills/focus_1_2.csv"))
            .unwrap();
    let error = charges.read("focus.csv", &*text).unwrap_err().to_string();
    assert_eq!(
        error,
        "focus.csv: is a FOCUS export, and the files before it are of the format Cost and Usage Report: their costs are not added up; read them apart"
    );
}

#[test]
fn cost_explorer_in_other_shapes() {
    let page = |definitions: &str, keys: &str, more: &str| {
        format!(
            r#"{{"GroupDefinitions":[{definitions}],"ResultsByTime":[{{"TimePeriod":{{"Start":"2026-10-01","End":"2026-11-01"}},{more}"Groups":[{{"Keys":[{keys}],"Metrics":{{"UnblendedCost":{{"Amount":"1.5","Unit":"USD"}}}}}}]}}]}}"#
        )
    };
    let told = |text: &str| {
        let (charges, result) = read_text(text.as_bytes());
        assert_eq!(result, Ok(()));
        lines(&charges)
    };
    let by_service = page(
        r#"{"Type":"DIMENSION","Key":"SERVICE"}"#,
        r#""Amazon Bedrock""#,
        "",
    );
    assert_eq!(
        told(&by_service),
        "2026-10-01T00:00:00Z Longer bedrock - [] - ? : 0 quantity, 0 metered, 0 unmetered, cost 1.5\n"
    );
    let by_type = page(
        r#"{"Type":"DIMENSION","Key":"USAGE_TYPE"},{"Type":"DIMENSION","Key":"RECORD_TYPE"},{"Type":"DIMENSION","Key":"REGION"}"#,
        r#""USE1-Host:ml.g5.xlarge","SavingsPlanNegation","us-east-1""#,
        "",
    );
    assert_eq!(
        told(&format!("[{by_type}]")),
        "2026-10-01T00:00:00Z Longer sagemaker us-east-1 [SavingsPlanNegation] - instance-hours USE1-Host:ml.g5.xlarge: 0 quantity, 0 metered, 0 unmetered, cost 1.5\n"
    );
    let by_tag = page(r#"{"Type":"TAG","Key":"team"}"#, r#""team$a""#, "");
    assert!(refusal(by_tag.as_bytes()).contains("--group-by Type=DIMENSION,Key=SERVICE"));
    // The same month by the day would count it twice.
    let by_day = by_service.replace("2026-11-01", "2026-10-02");
    let (charges, result) = read_text(format!("{by_service}{by_day}").as_bytes());
    assert_eq!(
        (result, charges.rows_kept(), charges.rejections().total()),
        (Ok(()), 1, 1)
    );
    let total = r#"{"ResultsByTime":[{"TimePeriod":{"Start":"2026-10-01","End":"2026-10-02"},"Total":{"UnblendedCost":{"Amount":"1","Unit":"USD"}},"Groups":[],"Estimated":true}]}"#;
    assert_eq!(
        told(total),
        "rejected bill:1 Total [ungrouped]: it is a total of all services\n"
    );
}

#[test]
fn the_real_legacy_report_adds_up() {
    let Some(folder) = support::data("the_real_legacy_report_adds_up") else {
        return;
    };
    let mut charges = empty();
    let file = fs::File::open(folder.join("traces/cur_legacy_sample.csv")).unwrap();
    charges.read("cur", BufReader::new(file)).unwrap();
    assert_balanced(&charges);
    // Counted and added up by a script of its own.
    assert_eq!((charges.rows_read(), charges.rows_kept()), (1_281, 1_281));
    assert_eq!(usd(&charges.total()), "1.6823086974");
    assert_eq!(charges.lines().count(), 0);
    assert_eq!(charges.others().len(), 14);
    let s3 = &charges.others()["AmazonS3"];
    assert_eq!(s3.lines, 799);
}

#[test]
fn the_real_focus_export_adds_up() {
    let Some(folder) = support::data("the_real_focus_export_adds_up") else {
        return;
    };
    let mut charges = empty();
    let file = fs::File::open(folder.join("traces/focus_1_0_sample.csv")).unwrap();
    charges.read("focus", BufReader::new(file)).unwrap();
    assert_balanced(&charges);
    assert_eq!((charges.rows_read(), charges.rows_kept()), (1_000, 1_000));
    assert_eq!(usd(&charges.total()), "20.52022672899");
}
