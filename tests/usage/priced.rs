//! What the sums of a log cost is what its rows cost, to the last digit.

use std::{fmt::Write as _, io::Cursor};

use crossover::{
    analysis::{Imported, ImportedFile, Told, UsageBill},
    catalog::{Catalog, Query},
    units::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, Exact, InputTokens, Metered,
        OutputTokens, Qty, Usd,
    },
    usage::{Ids, Options, read},
};
use proptest::prelude::*;

/// A model whose price steps up above 200,000 tokens, at home and by its global profile, and one of
/// one price.
const MODELS: [(&str, &str, &str); 3] = [
    (
        "us.anthropic.claude-sonnet-4-20250514-v1:0",
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "geo",
    ),
    (
        "global.anthropic.claude-sonnet-4-20250514-v1:0",
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "global",
    ),
    (
        "amazon.nova-lite-v1:0",
        "amazon.nova-lite-v1:0",
        "in-region",
    ),
];
const STEP: u64 = 200_000;

/// A request: its model, its hour, and its tokens.
#[derive(Debug, Clone)]
struct Row {
    model: usize,
    hour: u32,
    input: u64,
    read: u64,
    written: u64,
    output: u64,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let tokens = || prop_oneof![0u64..3_000, 150_000u64..260_000, Just(0), Just(STEP)];
    let row = (
        0usize..3,
        0u32..30,
        tokens(),
        tokens(),
        0u64..5_000,
        1u64..4_000,
    );
    let row = row.prop_map(|(model, hour, input, read, written, output)| Row {
        model,
        hour,
        input,
        read,
        written,
        output,
    });
    prop::collection::vec(row, 1..60)
}

/// What one row costs, as the price list says it: the whole request moves above the step.
fn cost(row: &Row, catalog: &Catalog) -> Usd {
    let (_, item, scope) = MODELS[row.model];
    let steps = item.contains("sonnet");
    let is_long = steps && row.input + row.read + row.written > STEP;
    let query = Query {
        service: "bedrock",
        item,
        offer: "on-demand",
        region: "us-east-1",
        scope,
        tier: "standard",
        variant: if is_long { "above-200000" } else { "" },
        ..Query::default()
    };
    let parts = [
        of::<InputTokens>(&query, row.input, catalog),
        of::<CacheReadTokens>(&query, row.read, catalog),
        of::<CacheWrite5mTokens>(&query, row.written, catalog),
        of::<OutputTokens>(&query, row.output, catalog),
    ];
    parts.into_iter().sum()
}

#[expect(
    clippy::unwrap_used,
    reason = "the prices are in the catalog, or the test fails"
)]
fn of<U: Metered>(query: &Query<'_>, count: u64, catalog: &Catalog) -> Usd {
    let price = catalog.price::<U>(query).unwrap();
    &Qty::<U>::new(Exact::from(count)) * &price.rate
}

#[expect(
    clippy::unwrap_used,
    reason = "the log is a good one, or the test fails"
)]
fn imported(text: String, catalog: &Catalog) -> Imported {
    let options = Options {
        steps: catalog.long_context_steps(),
        threads: 2,
        ..Options::default()
    };
    let file = Box::new(Cursor::new(text.into_bytes()));
    let usage = read("log.csv", file, &options, &mut Ids::default()).unwrap();
    let told = Told {
        region: Some("us-east-1".to_owned()),
        ..Told::default()
    };
    let file = ImportedFile {
        name: "log.csv".to_owned(),
        format: usage.format,
        rows: usage.tally.read,
        unread_columns: Vec::new(),
        absent: usage.absent(),
    };
    let mut imported = Imported::of(vec![file], usage.tally, &told, catalog);
    imported.price(catalog);
    imported
}

fn total(imported: &Imported) -> Usd {
    let bills = imported.bills.iter().flatten();
    bills.filter_map(UsageBill::total).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_cost_what_their_rows_cost(rows in rows()) {
        let catalog = Catalog::embedded(Vec::new());
        let mut text = "timestamp,model_id,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens\n".to_owned();
        for row in &rows {
            let (day, hour) = (1 + row.hour / 24, row.hour % 24);
            writeln!(
                text,
                "2026-09-{day:02}T{hour:02}:30:00Z,{},{},{},{},{}",
                MODELS[row.model].0, row.input, row.read, row.written, row.output
            ).unwrap();
        }
        let by_row: Usd = rows.iter().map(|row| cost(row, &catalog)).sum();
        let by_sums = imported(text, &catalog);
        prop_assert_eq!(by_sums.tally.kept(), u64::try_from(rows.len()).unwrap());
        prop_assert_eq!(total(&by_sums), by_row.clone());
        // The same from the sums alone, written and read back.
        let again = imported(by_sums.profile(), &catalog);
        prop_assert_eq!(total(&again), by_row);
    }
}

#[test]
fn writes_for_an_hour_have_their_own_price() {
    let catalog = Catalog::embedded(Vec::new());
    let query = Query {
        service: "bedrock",
        item: "anthropic.claude-haiku-4-5-20251001-v1:0",
        offer: "on-demand",
        region: "us-east-1",
        scope: "geo",
        tier: "standard",
        ..Query::default()
    };
    let text = "time,model,input_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens\n\
                2026-09-01T00:00:00Z,us.anthropic.claude-haiku-4-5-20251001-v1:0,10,2000,3000,1\n";
    let found = total(&imported(text.to_owned(), &catalog));
    let parts = [
        of::<InputTokens>(&query, 10, &catalog),
        of::<CacheWrite5mTokens>(&query, 2_000, &catalog),
        of::<CacheWrite1hTokens>(&query, 3_000, &catalog),
        of::<OutputTokens>(&query, 1, &catalog),
    ];
    assert_eq!(found, parts.into_iter().sum());
}
