//! The six permitted derivations: where each holds, and where it must not.

use std::collections::{BTreeMap, BTreeSet};

use crossover::{
    catalog::{Catalog, Origin, PriceKey, PriceRow, Query, RULES},
    units::Meter,
};

use jiff::civil::date;

use super::{on, under};

/// The hourly rate of an instance, and the rule that made it.
fn hourly(catalog: &Catalog, item: &str, offer: &str, region: &str) -> Option<(String, Origin)> {
    let query = Query {
        service: "sagemaker",
        item,
        offer,
        region,
        ..Query::default()
    };
    let row = catalog.find(&query, Meter::InstanceHours)?;
    Some((row.usd.normalize().to_string(), row.origin))
}

#[expect(clippy::unwrap_used, reason = "the embedded files are read")]
fn all_rows() -> Vec<PriceRow> {
    Catalog::embedded(Vec::new()).all_rows().unwrap()
}

#[test]
fn asynchronous_inference_costs_the_hosting_rate() {
    let catalog = Catalog::embedded(Vec::new());
    let (hosting, listed) = hourly(&catalog, "ml.c5.2xlarge", "hosting", "us-east-1").unwrap();
    assert_eq!(listed, Origin::Catalog);
    let derived = Origin::Derived("async-at-hosting-rate");
    assert_eq!(
        hourly(&catalog, "ml.c5.2xlarge", "async", "us-east-1"),
        Some((hosting, derived))
    );
    // Not from another region, and not from training for a type without accelerators.
    assert_eq!(
        hourly(&catalog, "ml.c5.2xlarge", "async", "ap-south-1"),
        None
    );
    assert!(hourly(&catalog, "ml.c5.2xlarge", "training", "ap-south-1").is_some());
    // A row of its own wins.
    let own = under("sagemaker,ml.c5.2xlarge,async,us-east-1,,,,,instance-hours,9,1,\n");
    let listed = hourly(&own, "ml.c5.2xlarge", "async", "us-east-1");
    assert_eq!(listed, Some(("9".to_owned(), Origin::Overlay)));
}

#[test]
fn batch_transform_costs_the_hosting_rate_where_it_takes_the_type() {
    let catalog = Catalog::embedded(Vec::new());
    let (hosting, _) = hourly(&catalog, "ml.c5.2xlarge", "hosting", "us-east-1").unwrap();
    let derived = Origin::Derived("batch-transform-at-hosting-rate");
    let transform = hourly(&catalog, "ml.c5.2xlarge", "batch-transform", "us-east-1");
    assert_eq!(transform, Some((hosting, derived)));
    // P4d and P5 are hosted, and not accepted for batch transform.
    for item in ["ml.p4d.24xlarge", "ml.p5.48xlarge"] {
        assert!(hourly(&catalog, item, "hosting", "us-east-1").is_some());
        assert_eq!(
            hourly(&catalog, item, "batch-transform", "us-east-1"),
            None,
            "{item}"
        );
    }
}

#[test]
fn accelerators_are_hosted_at_the_training_rate_others_are_not() {
    let catalog = Catalog::embedded(Vec::new());
    let (training, _) = hourly(&catalog, "ml.g4dn.xlarge", "training", "ap-south-1").unwrap();
    let derived = Origin::Derived("hosting-at-training-rate");
    let hosting = hourly(&catalog, "ml.g4dn.xlarge", "hosting", "ap-south-1");
    assert_eq!(hosting, Some((training, derived)));
    assert!(hourly(&catalog, "ml.c5.xlarge", "training", "ap-south-1").is_some());
    assert_eq!(
        hourly(&catalog, "ml.c5.xlarge", "hosting", "ap-south-1"),
        None
    );
    // What is made from a price of the user's is the user's.
    let own = under("sagemaker,ml.g4dn.xlarge,training,mx-central-1,,,,,instance-hours,7,1,\n");
    let derived = Origin::OverlayDerived("hosting-at-training-rate");
    let hosting = hourly(&own, "ml.g4dn.xlarge", "hosting", "mx-central-1");
    assert_eq!(hosting, Some(("7".to_owned(), derived)));
}

#[test]
fn serverless_memory_is_linear_within_the_sizes_there_are() {
    let catalog = Catalog::embedded(Vec::new());
    let second = |region: &str, variant: &str, meter: Meter| {
        let query = Query {
            service: "sagemaker",
            item: "serverless",
            offer: "serverless",
            region,
            variant,
            ..Query::default()
        };
        catalog
            .find(&query, meter)
            .map(|row| (row.usd.normalize().to_string(), row.origin.word()))
    };
    let found = |usd: &str, origin| Some((usd.to_owned(), origin));
    let seconds = Meter::ServerlessSeconds;
    assert_eq!(
        second("us-east-1", "2048-mib", seconds),
        found("0.00004", "catalog")
    );
    assert_eq!(
        second("us-east-1", "4096-mib", seconds),
        found("0.00008", "derived")
    );
    assert_eq!(
        second("us-east-1", "6144-mib", seconds),
        found("0.00012", "derived")
    );
    assert_eq!(second("us-east-1", "7168-mib", seconds), None);
    assert_eq!(second("us-east-1", "1536-mib", seconds), None);
    assert_eq!(second("eu-west-1", "2048-mib", seconds), None);
    // Provisioned concurrency is no inference second: nothing is derived for it.
    assert_eq!(
        second(
            "us-east-1",
            "1024-mib",
            Meter::ProvisionedConcurrencySeconds
        ),
        None
    );
}

#[test]
fn nova_writes_its_cache_for_free_where_it_has_one() {
    let catalog = Catalog::embedded(Vec::new());
    let write = |item: &str, region: &str, tier: &str| {
        let query = Query {
            service: "bedrock",
            item,
            offer: "on-demand",
            region,
            scope: "in-region",
            tier,
            ..Query::default()
        };
        let row = catalog.find(&query, Meter::CacheWrite5mTokens)?;
        Some((row.usd.is_zero(), row.origin.rule()))
    };
    let free = Some((true, Some("nova-cache-writes-free")));
    assert_eq!(
        write("amazon.nova-2-lite-v1:0", "ap-northeast-1", "flex"),
        free
    );
    assert_eq!(
        write("amazon.nova-pro-v1:0", "us-east-1", "standard"),
        Some((true, None)),
        "it is listed"
    );
    assert_eq!(
        write("amazon.titan-text-express-v1", "us-east-1", "standard"),
        None
    );
    assert_eq!(write("openai.gpt-5.4", "us-east-1", "standard"), None);
    // Without a price for reading there is no cache to write.
    for row in all_rows()
        .iter()
        .filter(|row| row.origin == Origin::Derived("nova-cache-writes-free"))
    {
        let key = PriceKey {
            meter: Meter::CacheReadTokens,
            ..row.key.clone()
        };
        assert!(
            row.key.item.starts_with("amazon.nova"),
            "{}",
            row.key.path()
        );
        assert!(row.usd.is_zero());
        let rows = catalog.rows("bedrock", &row.key.item);
        assert!(
            rows.iter().any(|read| read.key == key),
            "{}",
            row.key.path()
        );
    }
}

#[test]
fn claude_has_one_price_a_scope_from_4_5_on_and_not_in_govcloud() {
    let catalog = Catalog::embedded(Vec::new());
    let rows = all_rows();
    let rule = Origin::Derived("claude-one-price-per-scope");
    let derived: Vec<&PriceRow> = rows.iter().filter(|row| row.origin == rule).collect();
    assert!(!derived.is_empty());
    let anywhere = |key: &PriceKey| PriceKey {
        region: String::new(),
        ..key.clone()
    };
    let mut listed: BTreeMap<PriceKey, BTreeSet<_>> = BTreeMap::new();
    let mut sold: BTreeSet<(&str, &str, &str, &str)> = BTreeSet::new();
    for row in rows.iter().filter(|row| row.origin == Origin::Catalog) {
        let key = &row.key;
        sold.insert((&key.item, &key.offer, &key.scope, &key.region));
        if !key.region.starts_with("us-gov") {
            listed
                .entry(anywhere(key))
                .or_default()
                .insert((row.usd, row.per));
        }
    }
    for row in derived {
        let (key, path) = (&row.key, row.key.path());
        assert!(!key.region.starts_with("us-gov"), "{path}");
        assert!(matches!(key.scope.as_str(), "in-region" | "geo"), "{path}");
        assert!(
            sold.contains(&(&key.item, &key.offer, &key.scope, &key.region)),
            "{path} is not sold"
        );
        let prices = &listed[&anywhere(key)];
        assert!(
            prices.len() == 1 && prices.contains(&(row.usd, row.per)),
            "{path}: {prices:?}"
        );
        let model = catalog.model(&key.item).unwrap();
        assert!(model.has_one_price_per_scope(), "{path}");
    }
    for (family, one_price) in [
        ("claude-sonnet-4.5", true),
        ("claude-sonnet-4", false),
        ("claude-opus-4.1", false),
        ("claude-3-7-sonnet", false),
    ] {
        let Some(model) = catalog.model(family) else {
            panic!("no {family}")
        };
        assert_eq!(model.has_one_price_per_scope(), one_price, "{family}");
    }
}

#[test]
fn a_derived_row_never_stands_beside_a_listed_one() {
    let rows = all_rows();
    let listed = rows.iter().filter(|row| row.origin == Origin::Catalog);
    let listed: BTreeSet<&PriceKey> = listed.map(|row| &row.key).collect();
    let mut derived = BTreeSet::new();
    for row in rows.iter().filter(|row| row.origin != Origin::Catalog) {
        assert!(!listed.contains(&row.key), "{} is listed", row.key.path());
        assert!(
            derived.insert(&row.key),
            "{} is derived twice",
            row.key.path()
        );
    }
}

/// A row that appears or vanishes by a change of the files or of a rule is seen here.
#[test]
fn as_many_rows_are_derived_as_before() {
    let mut counts: BTreeMap<&str, usize> = RULES.iter().map(|rule| (rule.id, 0)).collect();
    for rule in all_rows().iter().filter_map(|row| row.origin.rule()) {
        *counts.entry(rule).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), RULES.len(), "a rule that is not in the table");
    let counts: Vec<String> = counts
        .iter()
        .map(|(rule, count)| format!("{rule} {count}"))
        .collect();
    insta::assert_snapshot!(counts.join("\n"), @r"
    async-at-hosting-rate 195
    batch-transform-at-hosting-rate 145
    claude-one-price-per-scope 405
    hosting-at-training-rate 66
    nova-cache-writes-free 56
    serverless-linear-in-memory 3
    ");
}

/// The rate of an item that is derived, whatever the order of the rows it is made from.
#[test]
fn a_price_is_derived_from_the_row_that_holds() {
    let rates = [
        "sagemaker,ml.c7i.large,hosting,mx-central-1,,,,,instance-hours,1,1,2026-06-01\n",
        "sagemaker,ml.c7i.large,hosting,mx-central-1,,,,,instance-hours,2,1,2026-01-01\n",
    ];
    let turned = [rates[1], rates[0]];
    for rows in [rates, turned] {
        for (day, usd) in [(date(2026, 6, 1), "1"), (date(2026, 5, 31), "2")] {
            let catalog = on(day, &rows.concat());
            for (offer, rule) in [
                ("async", "async-at-hosting-rate"),
                ("batch-transform", "batch-transform-at-hosting-rate"),
            ] {
                assert_eq!(
                    hourly(&catalog, "ml.c7i.large", offer, "mx-central-1"),
                    Some((usd.to_owned(), Origin::OverlayDerived(rule))),
                    "{offer} on {day}"
                );
            }
        }
        let before = on(date(2025, 12, 31), &rows.concat());
        let none = hourly(&before, "ml.c7i.large", "async", "mx-central-1");
        assert_eq!(none, None, "no row holds yet");
    }
    // An own rate hides the listed one, though the listed one may be of a later date.
    let own =
        under("sagemaker,ml.c5.2xlarge,hosting,us-east-1,,,,,instance-hours,7,1,2020-01-01\n");
    let derived = Origin::OverlayDerived("async-at-hosting-rate");
    let rate = hourly(&own, "ml.c5.2xlarge", "async", "us-east-1");
    assert_eq!(rate, Some(("7".to_owned(), derived)));
    // So does an own training rate of a type with accelerators.
    let own = under(
        "sagemaker,ml.g4dn.xlarge,training,mx-central-1,,,,,instance-hours,7,1,2026-06-01\n\
         sagemaker,ml.g4dn.xlarge,training,mx-central-1,,,,,instance-hours,8,1,2026-01-01\n",
    );
    for offer in ["hosting", "async"] {
        let rate = hourly(&own, "ml.g4dn.xlarge", offer, "mx-central-1");
        assert_eq!(rate.map(|(usd, _)| usd).as_deref(), Some("7"), "{offer}");
    }
}

#[test]
fn what_is_derived_hides_no_price_for_every_region() {
    let rate = |rows: &str, item: &str, offer: &str| {
        let found = hourly(&under(rows), item, offer, "ap-south-1");
        found.map(|(usd, origin)| (usd, origin.rule().is_some()))
    };
    // The listed training rate of the region would make a hosting rate.
    let item = "ml.g4dn.xlarge";
    let own = "sagemaker,ml.g4dn.xlarge,hosting,*,,,,,instance-hours,7,1,\n";
    assert_eq!(rate(own, item, "hosting"), Some(("7".to_owned(), false)));
    assert_eq!(rate(own, item, "async"), Some(("7".to_owned(), true)));
    let own = "sagemaker,ml.g4dn.xlarge,async,*,,,,,instance-hours,6,1,\n";
    assert_eq!(rate(own, item, "async"), Some(("6".to_owned(), false)));
}

#[test]
fn a_serverless_size_is_derived_from_the_nearest_that_holds() {
    let row = |mib: u32, usd: &str, day: &str| {
        format!(
            "sagemaker,serverless,serverless,mx-central-1,,,,{mib}-mib,serverless-seconds,{usd},1,{day}\n"
        )
    };
    let mut rows = [
        row(2048, "0.00002", "2026-06-01"),
        row(2048, "0.00009", "2026-01-01"),
        row(6144, "0.00003", "2026-06-01"),
        row(6144, "0.00009", "2026-01-01"),
    ];
    for _ in 0..2 {
        let catalog = under(&rows.concat());
        let second = |variant| {
            let query = Query {
                service: "sagemaker",
                item: "serverless",
                offer: "serverless",
                region: "mx-central-1",
                variant,
                ..Query::default()
            };
            let row = catalog.find(&query, Meter::ServerlessSeconds);
            row.map(|row| row.usd.normalize().to_string())
        };
        for (variant, usd) in [
            ("1024-mib", "0.00001"),
            ("2048-mib", "0.00002"),
            ("3072-mib", "0.00003"),
            // Two sizes are as near: the smaller.
            ("4096-mib", "0.00004"),
            ("5120-mib", "0.000025"),
            ("6144-mib", "0.00003"),
        ] {
            assert_eq!(second(variant).as_deref(), Some(usd), "{variant}");
        }
        rows.reverse();
    }
}

#[test]
fn nova_cache_writes_follow_the_date_of_the_reads() {
    let row = |day: &str| {
        format!(
            "bedrock,amazon.nova-2-lite-v1:0,on-demand,mx-central-1,in-region,standard,,,cache-read-tokens,1,1000000,{day}\n"
        )
    };
    let catalog = under(&(row("2026-06-01") + &row("2026-01-01")));
    let rows = catalog.rows("bedrock", "amazon.nova-2-lite-v1:0");
    let free: Vec<_> = rows
        .iter()
        .filter(|row| row.key.region == "mx-central-1")
        .filter(|row| row.key.meter == Meter::CacheWrite5mTokens)
        .map(|row| (row.usd.is_zero(), row.effective_from))
        .collect();
    assert_eq!(free, [(true, Some(date(2026, 6, 1)))]);
}
