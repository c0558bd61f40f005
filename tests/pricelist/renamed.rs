//! An attribute that AWS renames must not change what is read in silence.

use super::{bedrock_prices, marketplace_prices, read, sagemaker_prices, shapes};

/// Every name of `names`, renamed in the file one at a time, takes rows away and shows up in the counts.
fn each_is_missed(text: &str, names: &[&str]) {
    let whole = read(text);
    for name in names {
        assert!(text.contains(name), "{name} is not in the file");
        let renamed = text.replace(name, &format!("{name}V2"));
        let less = read(&renamed);
        let lost = |read: &crossover::pricelist::Read| read.left_out.values().sum::<u64>();
        assert!(less.mapped < whole.mapped, "{name}");
        assert!(lost(&less) > lost(&whole), "{name}: {:?}", less.left_out);
        let gone = whole.rows.len() - less.rows.len();
        assert!(gone > 0, "{name}");
    }
}

const RATE: [&str; 8] = [
    "\"effectiveDate\"",
    "\"priceDimensions\"",
    "\"rateCode\"",
    "\"beginRange\"",
    "\"endRange\"",
    "\"unit\"",
    "\"pricePerUnit\"",
    "\"USD\"",
];

const COMMON: [&str; 6] = [
    "\"attributes\"",
    "\"regionCode\"",
    "\"locationType\"",
    "\"usagetype\"",
    "\"terms\"",
    "\"OnDemand\"",
];

#[test]
fn a_renamed_name_of_an_offer_file_shows_up_in_the_counts() {
    let quoted = |names: &[&str]| -> Vec<String> {
        let inner = names.iter().map(|name| name.trim_matches('"'));
        inner.map(|name| format!("{name}\"")).collect()
    };
    for (offer, made, own) in [
        ("AmazonBedrock", bedrock_prices(), &[][..]),
        (
            "AmazonBedrockFoundationModels",
            marketplace_prices(),
            &["\"servicename\""][..],
        ),
        (
            "AmazonSageMaker",
            sagemaker_prices(),
            &["\"productFamily\"", "\"component\"", "\"instanceType\""][..],
        ),
    ] {
        let json = shapes::offer_json(offer, &made);
        for names in [&RATE[..], &COMMON[..], own, &["\"publicationDate\""][..]] {
            let names = quoted(names);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            each_is_missed_json(&json, &names);
        }
    }
}

/// Names with their closing quote: the new name is put before it.
fn each_is_missed_json(text: &str, names: &[&str]) {
    let whole = read(text);
    for name in names {
        let new = name.replace('"', "V2\"");
        let quoted = format!("\"{name}");
        assert!(text.contains(&quoted), "{name} is not in the file");
        let less = read(&text.replace(&quoted, &format!("\"{new}")));
        let lost = |read: &crossover::pricelist::Read| read.left_out.values().sum::<u64>();
        assert!(less.mapped < whole.mapped, "{name}");
        assert!(lost(&less) > lost(&whole), "{name}: {:?}", less.left_out);
        assert!(less.rows.len() < whole.rows.len(), "{name}");
    }
}

#[test]
fn a_renamed_column_shows_up_in_the_counts() {
    let csv = shapes::offer_csv("AmazonSageMaker", &sagemaker_prices());
    each_is_missed(
        &csv,
        &[
            "RateCode",
            "TermType",
            "EffectiveDate",
            "StartingRange",
            "EndingRange",
            "\"Unit",
            "PricePerUnit",
            "Currency",
            "Product Family",
            "Location Type",
            "Instance Type",
            "Component",
            "usageType",
            "Region Code",
            "Publication Date",
        ],
    );
    let models = shapes::offer_csv("AmazonBedrockFoundationModels", &marketplace_prices());
    each_is_missed(&models, &["serviceName"]);
}

#[test]
fn a_renamed_name_of_a_savings_plan_shows_up_in_the_counts() {
    let rates = [("USE1-Host:ml.g5.xlarge", "us-east-1", "0.704")];
    each_is_missed_json(
        &shapes::savings_json(&rates),
        &[
            "attributes\"",
            "purchaseOption\"",
            "effectiveDate\"",
            "leaseContractLength\"",
            "duration\"",
            "discountedUsageType\"",
            "discountedServiceCode\"",
            "rateCode\"",
            "discountedRate\"",
            "price\"",
            "currency\"",
            "discountedRegionCode\"",
            "publicationDate\"",
        ],
    );
    each_is_missed(
        &shapes::savings_csv(&rates),
        &[
            "RateCode",
            "Unit,",
            "EffectiveDate",
            "DiscountedRate,",
            "Currency",
            "DiscountedServiceCode",
            "DiscountedUsageType",
            "PurchaseOption",
            "LeaseContractLength,",
            "LeaseContractLengthUnit",
            "DiscountedRegionCode",
            "Publication Date",
        ],
    );
}
