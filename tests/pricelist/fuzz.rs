//! Any bytes are read or refused, and what is read adds up.

use std::{io::Cursor, sync::LazyLock};

use crossover::{catalog::Catalog, pricelist};
use proptest::prelude::*;

use super::{bedrock_prices, marketplace_prices, sagemaker_prices, shapes};

/// One for all cases: making it takes longer than reading a file.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded(Vec::new()));

fn fixtures() -> Vec<String> {
    let rates = [("USE1-Host:ml.g5.xlarge", "us-east-1", "0.704")];
    vec![
        shapes::offer_json("AmazonBedrock", &bedrock_prices()),
        shapes::offer_json("AmazonSageMaker", &sagemaker_prices()),
        shapes::offer_csv("AmazonSageMaker", &sagemaker_prices()),
        shapes::get_products("AmazonBedrockFoundationModels", &marketplace_prices()),
        shapes::products("AmazonBedrock", &bedrock_prices()).join("\n"),
        shapes::savings_json(&rates),
        shapes::savings_csv(&rates),
        "service,item,offer,region,meter,usd,per\nsagemaker,ml.g5.xlarge,hosting,us-west-2,instance-hours,1.2,1\n".to_owned(),
        "{\"anthropic.claude-opus-4-5-20251101-v1:0\":{\"litellm_provider\":\"bedrock_converse\",\"input_cost_per_token\":5.5e-06}}".to_owned(),
        "{\"id\":\"aws\",\"models\":[{\"id\":\"amazon.nova-pro-v1:0\",\"prices\":{\"input_mtok\":0.8}}]}".to_owned(),
    ]
}

/// Reads or refuses, and adds up what was read.
fn check(bytes: Vec<u8>) {
    if let Ok(read) = pricelist::read("x", Cursor::new(bytes), &CATALOG) {
        let left_out: u64 = read.left_out.values().sum();
        assert_eq!(read.entries, read.mapped + left_out);
        let keys: std::collections::BTreeSet<_> = read
            .rows
            .iter()
            .map(|row| (&row.key, row.effective_from))
            .collect();
        assert_eq!(keys.len(), read.rows.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), of in 0..10_usize) {
        check(bytes.clone());
        let mut begun = fixtures()[of].clone().into_bytes();
        begun.truncate(200);
        begun.extend(bytes);
        check(begun);
    }

    #[test]
    fn a_fixture_with_something_else_in_it(
        of in 0..10_usize,
        changes in proptest::collection::vec((0..4_usize, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = fixtures()[of].clone().into_bytes();
        for (what, at, other, byte) in changes {
            let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
            let part = bytes[at.min(other)..at.max(other)].to_vec();
            match what {
                0 => bytes[at] = byte,
                1 => bytes[at] = b"{}[]\",:\\0"[usize::from(byte) % 9],
                2 => { bytes.splice(at..at, part.into_iter().take(200)); }
                _ => { bytes.drain(at.min(other)..(at.min(other) + 20).min(bytes.len())); }
            }
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        check(bytes);
    }
}

#[test]
fn every_truncation_of_a_fixture_is_read_or_refused() {
    for text in fixtures() {
        let bytes = text.into_bytes();
        for end in (0..bytes.len()).step_by(29) {
            check(bytes[..end].to_vec());
        }
    }
}
