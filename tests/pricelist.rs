//! Price files of AWS become prices of the catalog's shape; what does not is counted under its reason.

#[path = "pricelist/end_to_end.rs"]
mod end_to_end;
#[path = "pricelist/fuzz.rs"]
mod fuzz;
#[path = "pricelist/renamed.rs"]
mod renamed;
#[path = "pricelist/shapes.rs"]
mod shapes;
mod support;

use std::{collections::BTreeMap, io::Cursor};

use crossover::{
    analysis::{Quoted, agreement},
    catalog::{Catalog, PriceRow},
    pricelist::{self, Form, Read, Reason},
};
use shapes::{Made, bedrock, instance, marketplace};

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn read(text: &str) -> Read {
    let catalog = Catalog::embedded(Vec::new());
    let file = Cursor::new(text.to_owned().into_bytes());
    let read = pricelist::read("prices", file, &catalog).unwrap();
    let left_out: u64 = read.left_out.values().sum();
    assert_eq!(read.entries, read.mapped + left_out, "{:?}", read.left_out);
    read
}

/// The rows, as short texts.
fn told(read: &Read) -> Vec<String> {
    let told = |row: &PriceRow| format!("{} {}/{}", row.key.path(), row.usd, row.per);
    read.rows.iter().map(told).collect()
}

fn reasons(read: &Read) -> Vec<(&str, u64)> {
    let left_out = read.left_out.iter();
    left_out
        .map(|(reason, count)| (reason.id(), *count))
        .collect()
}

fn bedrock_prices() -> Vec<Made> {
    vec![
        bedrock("A1", "USE1-NovaPro-input-tokens", "0.0008000000"),
        bedrock("A2", "USE1-NovaPro-input-tokens-batch", "0.0004000000"),
        bedrock(
            "A3",
            "USE1-NovaPro-cache-read-input-token-count",
            "0.0002000000",
        ),
        bedrock(
            "A4",
            "USE1-Nova2.0Lite-input-tokens-cross-region-global",
            "0.0003000000",
        ),
        bedrock("A5", "USE1-NovaPro-telepathy-tokens", "0.1"),
    ]
}

fn marketplace_prices() -> Vec<Made> {
    vec![
        marketplace("B1", "USE1-MP:USE1_InputTokenCount-Units", "5.5000000000"),
        marketplace(
            "B2",
            "USE1-MP:USE1_OutputTokenCount_Global-Units",
            "25.0000000000",
        ),
        marketplace(
            "B3",
            "USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units",
            "10.0000000000",
        ),
        Made {
            unit: "TPM hour",
            ..marketplace(
                "B4",
                "USE1-MP:USE1_Reserved_1Month_InputTPM_Geo-Units",
                "0.33",
            )
        },
    ]
}

fn sagemaker_prices() -> Vec<Made> {
    vec![
        instance(
            "C1",
            "USW2-Host:ml.m5.xlarge",
            "Hosting",
            "ml.m5.xlarge-Hosting",
            "0.2300000000",
        ),
        instance(
            "C2",
            "USW2-Cluster:ml.g5.8xlarge",
            "Cluster",
            "ml.g5.8xlarge-Cluster",
            "3.06",
        ),
        Made {
            unit: "Quantity",
            ..instance(
                "C3",
                "USW2-TrainingPlanUpfrontFee:ml.p4d.24xlarge",
                "",
                "ml.p4d.24xlarge",
                "13.57",
            )
        },
        Made {
            family: "ML Serverless",
            unit: "Seconds",
            ..instance("C4", "USW2-ServerlessInf:Mem-3GB", "", "", "0.0000600000")
        },
        instance(
            "C5",
            "USW2-Host:ml.g5.xlarge",
            "Training",
            "ml.g5.xlarge-Hosting",
            "1.5",
        ),
    ]
}

/// Every form of one offer file gives the same rows and counts.
fn same_in_every_shape(offer: &str, made: &[Made]) -> Read {
    let json = read(&shapes::offer_json(offer, made));
    assert_eq!(json.form, Form::OfferJson);
    for (form, text) in [
        (Form::OfferCsv, shapes::offer_csv(offer, made)),
        (
            Form::OfferCsv,
            shapes::offer_csv(offer, made).replace('\n', "\r\n"),
        ),
        (Form::GetProducts, shapes::get_products(offer, made)),
        (Form::GetProducts, shapes::products(offer, made).join("\n")),
        (
            Form::GetProducts,
            format!("\u{feff}[{}]", shapes::products(offer, made).join(",")),
        ),
    ] {
        let other = read(&text);
        assert_eq!(other.form, form);
        assert_eq!(other.rows, json.rows, "{form:?}");
        assert_eq!(other.left_out, json.left_out, "{form:?}");
        assert_eq!(other.unmapped, json.unmapped, "{form:?}");
        assert_eq!(other.edition, json.edition);
    }
    json
}

#[test]
fn prices_of_bedrock_in_every_shape() {
    let read = same_in_every_shape("AmazonBedrock", &bedrock_prices());
    assert_eq!(read.edition, "AmazonBedrock 20261007183733");
    assert_eq!(
        told(&read),
        [
            "bedrock/amazon.nova-pro-v1:0/on-demand/us-east-1/in-region/standard/input-tokens 0.8/1000000",
            "bedrock/amazon.nova-pro-v1:0/batch/us-east-1/in-region/input-tokens 0.4/1000000",
            "bedrock/amazon.nova-pro-v1:0/on-demand/us-east-1/in-region/standard/cache-read-tokens 0.2/1000000",
            "bedrock/amazon.nova-2-lite-v1:0/on-demand/us-east-1/global/standard/input-tokens 0.3/1000000",
        ]
    );
    assert_eq!(reasons(&read), [("usage-type-unknown", 1)]);
    let unmapped = read.unmapped.first().unwrap();
    assert_eq!(
        (unmapped.sku.as_str(), unmapped.price.as_str()),
        ("A5", "0.1 per 1K tokens")
    );
    let row = read.rows.first().unwrap();
    assert_eq!(
        row.source,
        "AmazonBedrock 20261007183733 SKU A1 rate A1.JRTCKXETXF.6YS6EN2CT7"
    );
    assert_eq!(row.note, "USE1-NovaPro-input-tokens");
    assert_eq!(row.checked_on.unwrap().to_string(), "2026-10-07");
}

#[test]
fn prices_of_the_marketplace_in_every_shape() {
    let read = same_in_every_shape("AmazonBedrockFoundationModels", &marketplace_prices());
    let opus = "bedrock/anthropic.claude-opus-4-5-20251101-v1:0";
    assert_eq!(
        told(&read),
        [
            format!("{opus}/on-demand/us-east-1/in-region/standard/input-tokens 5.5/1000000"),
            // The regional price of Claude 4.5 and later is that of its geographic profiles.
            format!("{opus}/on-demand/us/geo/standard/input-tokens 5.5/1000000"),
            format!("{opus}/on-demand/us-east-1/global/standard/output-tokens 25/1000000"),
            format!("{opus}/on-demand/us-east-1/global/standard/cache-write-1h-tokens 10/1000000"),
            format!("{opus}/reserved/us/geo/1-month/input-tpm-hours 0.33/1000"),
        ]
    );
    assert_eq!((read.entries, read.mapped), (4, 4));
    let agreed = agreement(&read.rows, &Catalog::embedded(Vec::new()));
    assert!(
        agreed.iter().all(|one| one.standing == Quoted::Agrees),
        "{agreed:?}"
    );
    assert_eq!(agreed.len(), 5);
}

#[test]
fn prices_of_sagemaker_in_every_shape() {
    let read = same_in_every_shape("AmazonSageMaker", &sagemaker_prices());
    assert_eq!(
        told(&read),
        [
            "sagemaker/ml.m5.xlarge/hosting/us-west-2/instance-hours 0.23/1",
            "sagemaker/ml.g5.8xlarge/hyperpod/us-west-2/instance-hours 3.06/1",
            "sagemaker/serverless/serverless/us-west-2/3072-mib/serverless-seconds 0.00006/1",
        ]
    );
    assert_eq!(reasons(&read), [("disagreement", 1), ("one-off-fee", 1)]);
    assert_eq!(read.unmapped.len(), 1, "{:?}", read.unmapped);
}

#[test]
fn rates_of_savings_plans_in_both_shapes() {
    let rates = [
        ("USE1-Host:ml.g5.xlarge", "us-east-1", "0.7040000000"),
        ("USE1-Train:ml.g5.xlarge", "us-east-1", "0.71"),
        ("USE1-Host:ml.unheard.xlarge", "us-east-1", "1"),
        ("USE1-Host:ml.g5.xlarge", "mars-1", "1"),
    ];
    let json = read(&shapes::savings_json(&rates));
    let csv = read(&shapes::savings_csv(&rates));
    assert_eq!(
        (json.form, csv.form),
        (Form::SavingsPlanJson, Form::SavingsPlanCsv)
    );
    assert_eq!(json.rows, csv.rows);
    assert_eq!(json.left_out, csv.left_out);
    assert_eq!(
        told(&json),
        [
            "sagemaker/ml.g5.xlarge/savings-plan/us-east-1/3-years/hosting/no-upfront/instance-hours 0.704/1",
            "sagemaker/ml.g5.xlarge/savings-plan/us-east-1/3-years/training/no-upfront/instance-hours 0.71/1",
        ]
    );
    assert_eq!(
        reasons(&json),
        [("region-unknown", 1), ("instance-unknown", 1)]
    );
    assert_eq!(
        json.rows.first().unwrap().source,
        "MachineLearningSavingsPlans 20260506155308 SKU PLAN3 rate PLAN3.D0"
    );
}

#[test]
fn own_prices_are_read_as_they_are() {
    let text = "service,item,offer,region,meter,usd,per\nsagemaker,ml.g5.xlarge,hosting,us-west-2,instance-hours,1.2,1\n";
    let read = read(text);
    assert_eq!((read.form, read.entries, read.mapped), (Form::Own, 1, 1));
    assert_eq!(
        told(&read),
        ["sagemaker/ml.g5.xlarge/hosting/us-west-2/instance-hours 1.2/1"]
    );
}

#[test]
fn two_skus_of_one_price_are_one_row_and_of_two_prices_none() {
    let same = [
        instance(
            "C1",
            "EU-Host:ml.m5.xlarge",
            "Hosting",
            "ml.m5.xlarge",
            "0.23",
        ),
        instance(
            "C2",
            "EUW1-Host:ml.m5.xlarge",
            "Hosting",
            "ml.m5.xlarge",
            "0.230",
        ),
    ];
    let once = read(&shapes::offer_json("AmazonSageMaker", &same));
    assert_eq!((once.rows.len(), once.mapped), (1, 1));
    assert_eq!(reasons(&once), [("duplicate", 1)]);
    let [one, other] = same;
    let apart = [
        one,
        Made {
            usd: "0.24",
            ..other
        },
    ];
    let none = read(&shapes::offer_json("AmazonSageMaker", &apart));
    assert_eq!(none.rows, []);
    assert_eq!(reasons(&none), [("contradiction", 2)]);
    let skus: Vec<&str> = none.unmapped.iter().map(|one| one.sku.as_str()).collect();
    assert_eq!(skus, ["C1", "C2"]);
}

/// Each price alone is left out for its reason.
fn each_is_left_out(cases: &[(&str, Made, Reason)]) {
    for (offer, made, reason) in cases {
        let read = read(&shapes::offer_json(offer, std::slice::from_ref(made)));
        let expected = BTreeMap::from([(*reason, 1)]);
        assert_eq!(read.left_out, expected, "{offer} {}", reason.id());
        assert_eq!(read.rows, []);
    }
}

/// A price on which `name` says something else.
fn with(mut made: Made, name: &str, value: &'static str) -> Made {
    for attribute in &mut made.attributes {
        if attribute.0 == name {
            attribute.1 = value;
        }
    }
    made
}

#[test]
fn traps_of_sagemaker_are_counted_by_name() {
    let host = || {
        instance(
            "C1",
            "USW2-Host:ml.m5.xlarge",
            "Hosting",
            "ml.m5.xlarge",
            "0.23",
        )
    };
    let but = |name: &str, value| with(host(), name, value);
    let ours = "AmazonSageMaker";
    let unit = Made {
        unit: "Quantity",
        ..host()
    };
    let free = Made {
        usd: "0.0000000000",
        ..host()
    };
    let family = Made {
        family: "ML Storage",
        ..host()
    };
    let absurd = Made {
        usd: "12345678901234567890.1",
        ..host()
    };
    each_is_left_out(&[
        ("AmazonEC2", host(), Reason::OtherService),
        (
            ours,
            but("locationType", "AWS Outposts"),
            Reason::OtherLocation,
        ),
        (
            ours,
            but("regionCode", "us-west-2-lax-1"),
            Reason::RegionUnknown,
        ),
        (
            ours,
            but("usagetype", "USW2-Debug:ml.m5.xlarge"),
            Reason::UsageTypeUnknown,
        ),
        (ours, but("component", "Telepathy"), Reason::OtherComponent),
        (ours, but("component", "Training"), Reason::Disagreement),
        (
            ours,
            but("instanceType", "ml.m5.2xlarge-Hosting"),
            Reason::Disagreement,
        ),
        (ours, unit, Reason::UnitUnknown),
        (ours, free, Reason::Free),
        (ours, family, Reason::OtherFamily),
        (ours, absurd, Reason::PriceUnreadable),
    ]);
}

#[test]
fn traps_of_bedrock_are_counted_by_name() {
    let ours = "AmazonBedrockFoundationModels";
    let input = || marketplace("B1", "USE1-MP:USE1_InputTokenCount-Units", "5");
    let model = |name| with(input(), "servicename", name);
    let counting = |usage_type| marketplace("B1", usage_type, "5");
    // Cape Town is in no geography.
    let nova = bedrock("A1", "AFS1-NovaPro-input-tokens-cross-region-geo", "1");
    let nowhere = with(nova, "regionCode", "af-south-1");
    each_is_left_out(&[
        (
            ours,
            model("Claude Opus 9.9 (Amazon Bedrock Edition)"),
            Reason::ModelUnknown,
        ),
        (ours, model("Amazon Bedrock"), Reason::ModelUnknown),
        (
            ours,
            counting("USE1-MP:USE1_InputTokenCount_LCtx-Units"),
            Reason::LongContextUnknown,
        ),
        (
            ours,
            counting("USE1-MP:USE1_search_units-Units"),
            Reason::UnitUnknown,
        ),
        ("AmazonBedrock", nowhere, Reason::GeographyUnknown),
    ]);
}

#[test]
fn files_that_are_none_are_refused_with_what_is_known() {
    let catalog = Catalog::embedded(Vec::new());
    let refused = |text: &str| {
        let file = Cursor::new(text.to_owned().into_bytes());
        pricelist::read("x.json", file, &catalog)
            .unwrap_err()
            .to_string()
    };
    assert!(
        refused("hello").contains("no file of prices"),
        "{}",
        refused("hello")
    );
    let index = r#"{"formatVersion":"v1.0","regions":{"us-east-1":{"currentVersionUrl":"/x"}}}"#;
    assert!(refused(index).contains("an index"), "{}", refused(index));
    let whole = shapes::offer_json("AmazonBedrock", &bedrock_prices());
    let half = whole.get(..whole.len() / 2).unwrap();
    assert!(refused(half).starts_with("x.json:"), "{}", refused(half));
    let turned = whole.replace("\"products\"", "\"later\"");
    let turned = turned.replace(
        "\"terms\" : {",
        "\"terms\" : {}, \"products\" : {}, \"more\" : {",
    );
    assert!(
        refused(&turned).contains("come before"),
        "{}",
        refused(&turned)
    );
    let nameless = whole.replace("offerCode", "offer");
    assert!(
        refused(&nameless).contains("offerCode"),
        "{}",
        refused(&nameless)
    );
}

#[test]
fn the_four_skus_of_the_extract_are_the_prices_of_the_catalog() {
    let Some(folder) = support::data("the_four_skus_of_the_extract_are_the_prices_of_the_catalog")
    else {
        return;
    };
    let file = folder.join("pricelist/AmazonBedrockFoundationModels_us-east-1_extract.json");
    let extract: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let text = |of: &serde_json::Value, name: &str| -> &'static str {
        of[name].as_str().unwrap().to_owned().leak()
    };
    let made: Vec<Made> = extract["prices"]
        .as_object()
        .unwrap()
        .values()
        .map(|price| Made {
            sku: text(price, "sku"),
            family: "",
            attributes: vec![
                ("servicename", text(price, "servicename")),
                ("locationType", "AWS Region"),
                ("regionCode", text(&extract, "region")),
                ("usagetype", text(price, "usagetype")),
            ],
            unit: text(price, "unit"),
            usd: text(price, "usd"),
            description: text(price, "description"),
        })
        .collect();
    assert_eq!(made.len(), 4);
    let read = same_in_every_shape("AmazonBedrockFoundationModels", &made);
    assert_eq!((read.entries, read.mapped, read.rows.len()), (4, 4, 6));
    let catalog = Catalog::embedded(Vec::new());
    for one in agreement(&read.rows, &catalog) {
        let held = catalog.holding(&one.quoted.key).unwrap();
        assert_eq!((held.usd, held.per), (one.quoted.usd, one.quoted.per));
        assert_eq!(one.standing, Quoted::Agrees, "{}", one.quoted.key.path());
    }
}
