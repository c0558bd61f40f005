//! A row of the user's that names nothing is refused with its place and what is right; a model goes by
//! any of its names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use crossover::{
    catalog::{
        Catalog, CatalogError, HEADER as COLUMNS, MissingPrice, OFFERS, Offer, Overlay, PriceRow,
        Query, SCOPES, TERMS, TIERS,
    },
    units::{InputTokens, Meter},
};

use super::{HEADER, found, under};

/// Reads rows below one that is right, with the columns of [`HEADER`].
fn read(rows: &str) -> Result<Vec<PriceRow>, CatalogError> {
    let good = "bedrock,acme.good,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000,";
    Overlay::parse("own.csv", &format!("{HEADER}{good}\n{rows}\n")).map(|overlay| overlay.rows)
}

/// A row from `service,item,offer,region,scope,tier,term`, whether or not it is sound otherwise.
fn row(key: &str) -> String {
    let bedrock = key.starts_with("bedrock");
    let meter = if bedrock {
        "input-tokens,1,1000"
    } else {
        "instance-hours,1,1"
    };
    format!("{key},,{meter},")
}

/// Keys that name nothing, the column that is wrong, and what its message says.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "bedrok,acme.one,on-demand,us-east-1,,,",
        "service",
        "did you mean `bedrock`?",
    ),
    (
        "sage-maker,ml.g5.xlarge,hosting,us-east-1,,,",
        "service",
        "did you mean `sagemaker`?",
    ),
    ("zzz,a,b,us-east-1,,,", "service", "`zzz` is not a service"),
    (
        "bedrock,acme.one,on-demnd,us-east-1,,,",
        "offer",
        "did you mean `on-demand`?",
    ),
    (
        "bedrock,acme.one,hosting,us-east-1,,,",
        "offer",
        "not an offer of bedrock",
    ),
    (
        "sagemaker,ml.g5.xlarge,real-time,us-east-1,,,",
        "offer",
        "not an offer of sagemaker",
    ),
    (
        "sagemaker,ml.g5.xlarge,hostng,us-east-1,,,",
        "offer",
        "did you mean `hosting`?",
    ),
    (
        "sagemaker,ml.g5.xlrge,hosting,us-east-1,,,",
        "item",
        "did you mean `ml.g5.xlarge`?",
    ),
    (
        "sagemaker,ml.zzz,hosting,us-east-1,,,",
        "item",
        "not an instance type",
    ),
    (
        "sagemaker,ML.G5.XLARGE,hosting,us-east-1,,,",
        "item",
        "did you mean `ml.g5.xlarge`?",
    ),
    (
        "sagemaker,g5.xlarge,hosting,us-east-1,,,",
        "item",
        "`g5.xlarge` is not anything",
    ),
    (
        "sagemaker,endpoimt,hosting,us-east-1,,,",
        "item",
        "did you mean `endpoint`?",
    ),
    (
        "s3,s3-standrd,storage,us-east-1,,,",
        "item",
        "did you mean `s3-standard`?",
    ),
    (
        "bedrock,us.amazon.nova-lite-v1:0,on-demand,us,geo,,",
        "item",
        "item `amazon.nova-lite-v1:0`, the scope `geo` and the region `us`",
    ),
    (
        "bedrock,global.acme.one,on-demand,global,global,,",
        "item",
        "the scope `global` and the region `global`",
    ),
    (
        "bedrock,acme.one,on-demand,us-est-1,,,",
        "region",
        "did you mean `us-east-1`?",
    ),
    (
        "bedrock,acme.one,on-demand,US-EAST-1,,,",
        "region",
        "did you mean `us-east-1`?",
    ),
    (
        "bedrock,acme.one,on-demand,worldwide,,,",
        "region",
        "`worldwide` is not a region",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1a,,,",
        "region",
        "did you mean `us-east-1`?",
    ),
    (
        "sagemaker,ml.g5.xlarge,hosting,globl,,,",
        "region",
        "did you mean `global`?",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,regional,,",
        "scope",
        "in-region, geo, global",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,in-regoin,,",
        "scope",
        "did you mean `in-region`?",
    ),
    (
        "bedrock,acme.one,provisioned,us-east-1,in-region,,none",
        "scope",
        "leave it empty",
    ),
    (
        "sagemaker,ml.g5.xlarge,hosting,us-east-1,in-region,,",
        "scope",
        "leave it empty",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,,standrad,",
        "tier",
        "did you mean `standard`?",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,,latency-optimized,",
        "tier",
        "did you mean `latency-optimised`?",
    ),
    (
        "bedrock,acme.one,batch,us-east-1,,flex,",
        "tier",
        "prices of bedrock batch have no tier",
    ),
    (
        "bedrock,acme.one,provisioned,us-east-1,,,1month",
        "term",
        "did you mean `1-month`?",
    ),
    (
        "bedrock,acme.one,provisioned,us-east-1,,,",
        "term",
        "1-month, 6-months, none",
    ),
    (
        "bedrock,acme.one,provisioned,us-east-1,,,3-months",
        "term",
        "1-month, 6-months, none",
    ),
    (
        "bedrock,acme.one,reserved,us-east-1,,,none",
        "term",
        "1-month, 3-months",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,,,none",
        "term",
        "leave it empty",
    ),
    (
        "bedrock,acme.one,on-demand,us-east-1,geo,,",
        "region",
        "for a geography, here `us`",
    ),
    (
        "bedrock,acme.one,on-demand,eu-west-1,geo,,",
        "region",
        "for a geography, here `eu`",
    ),
    (
        "bedrock,acme.one,on-demand,ap-northeast-1,geo,,",
        "region",
        "`jp` or `apac`",
    ),
    (
        "bedrock,acme.one,on-demand,sa-east-1,geo,,",
        "region",
        "no geographic profiles",
    ),
    (
        "bedrock,acme.one,on-demand,global,geo,,",
        "region",
        "is for a geography",
    ),
    (
        "bedrock,acme.one,on-demand,us,in-region,,",
        "region",
        "have the scope `geo`",
    ),
    (
        "bedrock,acme.one,on-demand,eu,,,",
        "region",
        "have the scope `geo`",
    ),
    (
        "bedrock,acme.one,on-demand,us,global,,",
        "region",
        "`us` is a geography",
    ),
    (
        "bedrock,acme.one,on-demand,global,,,",
        "region",
        "have the scope `global`",
    ),
    (
        "bedrock,acme.one,provisioned,us,,,none",
        "region",
        "`us` is no region",
    ),
    (
        "sagemaker,ml.g5.xlarge,hosting,global,,,",
        "region",
        "`global` is no region",
    ),
];

#[test]
fn a_row_that_names_nothing_is_refused_with_its_place() {
    let mut wrong = Vec::new();
    for (key, column, says) in REFUSED {
        match read(&row(key)) {
            Ok(_) => wrong.push(format!("{key} was read")),
            Err(error) => {
                let place = (error.file.as_str(), error.line, error.column.as_str());
                let short = error.message.len() < 200;
                if place != ("own.csv", 3, *column) || !error.message.contains(says) || !short {
                    wrong.push(format!("{key}: {error}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The program refuses them too, before anything else, with the place in the file.
#[test]
fn the_check_of_a_file_of_ones_own_names_the_place() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("own.csv");
    let mut kinds = BTreeSet::new();
    for (key, column, says) in REFUSED {
        fs::write(&path, format!("{HEADER}{}\n", row(key))).unwrap();
        let ran = Command::new(env!("CARGO_BIN_EXE_crossover"))
            .args(["prices", "check", "--prices"])
            .arg(&path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{key}: {said}");
        assert!(
            said.contains(&format!("own.csv:2:{column}:")),
            "{key}: {said}"
        );
        assert!(said.contains(says), "{key}: {said}");
        kinds.insert(*column);
    }
    assert_eq!(kinds.len(), 7, "one of each column that names something");
}

#[test]
fn a_row_that_names_something_is_read() {
    for key in [
        "bedrock,acme.one,on-demand,us-east-1,,,",
        "bedrock,acme.one,on-demand,*,in-region,flex,",
        "bedrock,acme.one,on-demand,*,geo,priority,",
        "bedrock,acme.one,on-demand,us-gov,geo,,",
        "bedrock,acme.one,on-demand,jp,geo,ultrafast,",
        "bedrock,acme.one,on-demand,global,global,latency-optimised,",
        "bedrock,acme.one,on-demand,eu-west-1,global,,",
        "bedrock,acme.one,reserved,eu,geo,,3-months",
        "bedrock,acme.one,provisioned,us-east-1,,,none",
        "bedrock,word-filters,guardrails,us-east-1,,,",
        "sagemaker,ml.g5.xlarge,hosting,us-gov-west-1,,,",
        "sagemaker,ml.c5n.large,training,*,,,",
        "sagemaker,endpoint,hosting,us-east-1,,,",
        "s3,s3-standard,storage,us-east-1,,,",
    ] {
        let rows = read(&row(key));
        assert!(rows.is_ok(), "{key}: {rows:?}");
    }
    let empty = Overlay::parse("own.csv", HEADER).map(|overlay| overlay.rows.len());
    assert_eq!(empty, Ok(0));
}

#[test]
fn the_offers_are_those_of_the_price_files() {
    let mut offers: BTreeMap<(String, String), [BTreeSet<String>; 3]> = BTreeMap::new();
    let rows = Catalog::embedded(Vec::new()).all_rows().unwrap();
    for row in rows.into_iter().filter(|row| row.origin.rule().is_none()) {
        let key = row.key;
        let columns = offers.entry((key.service, key.offer)).or_default();
        for (values, value) in columns.iter_mut().zip([key.scope, key.tier, key.term]) {
            values.insert(value);
        }
    }
    let known = |values: &BTreeSet<String>, words: &[&str]| {
        let blank = values.iter().eq([""]);
        assert!(
            blank || values.iter().all(|value| words.contains(&value.as_str())),
            "{values:?}"
        );
        !blank
    };
    // Rates of savings plans are in price lists only.
    let embedded = OFFERS.iter().filter(|offer| offer.name != "savings-plan");
    assert_eq!(offers.len(), embedded.clone().count());
    for (((service, name), [scopes, tiers, terms]), offer) in offers.iter().zip(embedded) {
        let terms_listed = known(terms, &TERMS);
        let found = Offer {
            scoped: known(scopes, &SCOPES),
            tiered: known(tiers, &TIERS),
            ..*offer
        };
        assert_eq!(
            (service.as_str(), name.as_str()),
            (offer.service, offer.name)
        );
        assert_eq!(found, *offer);
        assert_eq!(terms_listed, !offer.terms.is_empty(), "{name}");
        if terms_listed {
            assert!(terms.iter().eq(offer.terms), "{name}");
        }
    }
}

/// Every row of the catalog names something: written as an overlay, it is read as it was.
#[test]
fn the_prices_there_are_name_something() {
    let rows = Catalog::embedded(Vec::new()).all_rows().unwrap();
    let mut text = COLUMNS[..12].join(",") + "\n";
    let mut keys = BTreeSet::new();
    for row in &rows {
        let key = row.key.clone();
        let date = row.effective_from.map(|date| date.to_string());
        if keys.insert((key.clone(), date.clone())) {
            text += &[
                key.service,
                key.item,
                key.offer,
                key.region,
                key.scope,
                key.tier,
                key.term,
                key.variant,
                key.meter.id().to_owned(),
                row.usd.to_string(),
                row.per.to_string(),
                date.unwrap_or_default(),
            ]
            .join(",");
            text.push('\n');
        }
    }
    let own = match Overlay::parse("all.csv", &text) {
        Ok(overlay) => overlay.rows,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(own.len(), keys.len());
    assert!(
        own.iter()
            .all(|row| rows.iter().any(|listed| listed.key == row.key))
    );
}

/// One price of input tokens.
fn price_of(item: &str) -> String {
    format!("bedrock,{item},on-demand,us-east-1,in-region,standard,,,input-tokens,1.25,1000,\n")
}

#[test]
fn a_model_is_priced_by_any_of_its_names() {
    let none = Catalog::embedded(Vec::new());
    for name in [
        "amazon.nova-lite-v1:0",
        "nova-lite",
        "Nova-Lite",
        "AMAZON.NOVA-LITE-V1:0",
    ] {
        let catalog = under(&price_of(name));
        let query = Query {
            item: "amazon.nova-lite-v1:0",
            ..super::query("us-east-1", "in-region")
        };
        assert_eq!(
            found(&catalog, &query, Meter::InputTokens).as_deref(),
            Some("1.25"),
            "{name}"
        );
        assert_eq!(catalog.models().len(), none.models().len(), "{name}");
        assert!(catalog.unknown_items().is_empty(), "{name}");
    }
    for model in none.models() {
        for name in model.aliases.iter().chain([&model.family, &model.id]) {
            if name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".:-".contains(c))
            {
                let rows = read(&price_of(name)).unwrap();
                let meant = none.model(name).unwrap();
                assert_eq!(rows[1].key.item, meant.id, "{name}");
            }
        }
    }
    // Two names of one model are one key.
    let error = read(&(price_of("nova-lite") + &price_of("amazon.nova-lite-v1:0"))).unwrap_err();
    assert_eq!((error.line, error.column.as_str()), (4, "-"));
}

#[test]
fn what_no_file_knows_is_a_model_of_ones_own_and_said_to_be_unknown() {
    let feature = "bedrock,custom-model,storage,us-east-1,,,,,model-months,1,1,\n";
    let catalog = under(&(price_of("acme.two") + &price_of("acme.one") + feature));
    assert_eq!(catalog.unknown_items(), ["acme.one", "acme.two"]);
    assert!(catalog.model("acme.one").is_some());
    assert!(
        catalog.model("custom-model").is_none(),
        "a feature is no model"
    );
    assert!(Catalog::embedded(Vec::new()).unknown_items().is_empty());
}

/// The line that is asked for where a price is missing, with a price in it.
#[test]
fn the_line_that_is_asked_for_fills_the_gap() {
    let ask = |catalog: &Catalog, region, scope| -> Option<MissingPrice> {
        let query = super::query(region, scope);
        catalog.price::<InputTokens>(&query).err()
    };
    let none = Catalog::embedded(Vec::new());
    for (region, scope, place) in [
        ("us-east-1", "in-region", "us-east-1"),
        ("us-east-1", "geo", "us"),
        ("ap-northeast-1", "geo", "jp"),
        ("eu-west-1", "global", "eu-west-1"),
    ] {
        let missing = ask(&none, region, scope).unwrap();
        assert_eq!(missing.key.region, place);
        let overlay = Overlay::parse("own.csv", &missing.overlay_line().replace("<usd>", "1"));
        let own = Catalog::embedded(vec![overlay.unwrap()]);
        assert_eq!(ask(&own, region, scope), None, "{region} {scope}");
    }
}
