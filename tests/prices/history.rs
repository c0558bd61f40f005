//! Every price change that is known, on both sides of its day.

use std::collections::BTreeSet;

use crossover::{
    catalog::{Catalog, Confidence, FormerPrice, Origin, PriceRow, Query, check_embedded},
    units::Meter,
};
use jiff::civil::{Date, date};

use super::priced;

#[expect(clippy::unwrap_used, reason = "the embedded file is sound")]
fn former() -> Vec<FormerPrice> {
    Catalog::former_prices().unwrap()
}

/// The one listed row of a key that holds on a day.
fn listed(key: &crossover::catalog::PriceKey, day: Date) -> Option<PriceRow> {
    let catalog = Catalog::as_of(Vec::new(), day);
    let rows = catalog.rows(&key.service, &key.item);
    let mut of_key: Vec<&PriceRow> = rows
        .iter()
        .filter(|row| row.key == *key && row.origin == Origin::Catalog)
        .collect();
    of_key.sort_by_key(|row| row.effective_from);
    of_key.last().map(|row| (*row).clone())
}

#[expect(clippy::unwrap_used, reason = "days have neighbours")]
fn before(day: Date) -> Date {
    day.yesterday().unwrap()
}

#[test]
fn every_change_is_true_on_both_sides_of_its_day() {
    let all = former();
    assert!(all.len() > 80, "{}", all.len());
    for one in &all {
        let key = &one.row.key;
        let eve = listed(key, before(one.until)).unwrap();
        assert_eq!((eve.usd, eve.per), (one.row.usd, one.row.per), "{key:?}");
        let edition = listed(key, date(2026, 11, 22));
        match listed(key, one.until) {
            Some(next) => {
                assert_eq!(next.effective_from, Some(one.until), "{key:?}");
                assert_ne!((next.usd, next.per), (eve.usd, eve.per), "{key:?}");
            }
            None => assert_eq!(edition, None, "{key:?} was withdrawn and is sold"),
        }
        if let Some(from) = one.row.effective_from {
            let earlier = listed(key, before(from));
            assert_ne!(earlier.map(|row| row.usd), Some(one.row.usd), "{key:?}");
        }
    }
}

/// The price of a meter on a day, as text; nothing where none holds.
fn price(query: &Query<'_>, meter: Meter, day: Date) -> Option<String> {
    Catalog::as_of(Vec::new(), day)
        .find(query, meter)
        .map(|row| row.usd.normalize().to_string())
}

fn hosting(item: &'static str, offer: &'static str) -> Query<'static> {
    Query {
        service: "sagemaker",
        item,
        offer,
        region: "us-east-1",
        ..Query::default()
    }
}

fn tokens(item: &'static str, region: &'static str, scope: &'static str) -> Query<'static> {
    Query {
        service: "bedrock",
        item,
        offer: "on-demand",
        region,
        scope,
        tier: "standard",
        ..Query::default()
    }
}

/// Holds a figure of the sources: until the day before `day` it is `old`, from then on `new`.
fn held(query: &Query<'_>, meter: Meter, day: Date, (old, new): (&str, Option<&str>)) {
    let was = price(query, meter, before(day));
    assert_eq!(was.as_deref(), Some(old), "{query:?}");
    assert_eq!(price(query, meter, day).as_deref(), new, "{query:?}");
}

#[test]
fn the_known_changes_of_bedrock_are_those_of_their_sources() {
    let (input, output) = (Meter::InputTokens, Meter::OutputTokens);
    let luna = tokens("openai.gpt-5.6-luna", "us-east-1", "global");
    let terra = tokens("openai.gpt-5.6-terra", "us-east-1", "geo");
    let cuts = date(2026, 7, 30);
    held(&luna, input, cuts, ("1", Some("0.2")));
    held(&luna, output, cuts, ("6", Some("1.2")));
    held(&terra, input, cuts, ("2.75", Some("2.2")));
    held(&terra, output, cuts, ("16.5", Some("13.2")));
    let sol = tokens("openai.gpt-5.6-sol", "us-east-1", "in-region");
    let long = Query {
        variant: "above-272000",
        ..tokens("openai.gpt-5.6-sol", "us-east-1", "global")
    };
    let cut = date(2026, 8, 21);
    held(&sol, input, cut, ("5.5", Some("4.4")));
    held(&sol, output, cut, ("33", Some("22")));
    held(&long, output, cut, ("45", Some("30")));
    let command = tokens("cohere.command-text-v14", "us-east-1", "in-region");
    held(&command, input, date(2025, 7, 1), ("1.5", Some("1")));
    let unit = Query {
        service: "bedrock",
        item: "custom-model-unit",
        offer: "custom-import",
        region: "us-east-1",
        variant: "v1.0",
        ..Query::default()
    };
    let minutes = Meter::CustomModelUnitMinutes;
    held(
        &unit,
        minutes,
        date(2026, 7, 24),
        ("0.0785", Some("0.05718")),
    );
}

#[test]
fn the_known_changes_of_sagemaker_are_those_of_their_sources() {
    let hours = Meter::InstanceHours;
    let seen = date(2026, 4, 21);
    let gone = date(2026, 10, 5);
    let p4d = hosting("ml.p4d.24xlarge", "hosting");
    held(&p4d, hours, seen, ("37.688", Some("25.2512883")));
    // What is derived follows.
    let p5 = hosting("ml.p5.48xlarge", "async");
    held(&p5, hours, seen, ("113.068", Some("63.296")));
    let trn1 = hosting("ml.trn1.32xlarge", "hosting");
    held(&trn1, hours, seen, ("28.497", Some("24.73")));
    held(
        &hosting("ml.p3.2xlarge", "training"),
        hours,
        gone,
        ("3.825", None),
    );
    held(
        &hosting("ml.p3dn.24xlarge", "hosting"),
        hours,
        gone,
        ("35.894", None),
    );
}

#[test]
fn a_price_that_stayed_is_the_same_on_every_day() {
    let sonnet = tokens("anthropic.claude-sonnet-5", "us-east-1", "global");
    for day in [date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 22)] {
        assert_eq!(
            price(&sonnet, Meter::InputTokens, day).as_deref(),
            Some("2")
        );
        assert_eq!(
            price(&sonnet, Meter::OutputTokens, day).as_deref(),
            Some("10")
        );
    }
}

#[test]
fn extended_access_is_disputed_only_since_it_began() {
    let plan = |day: Date| {
        let text = "schema = 1\nname = \"old\"\nregion = \"us-east-1\"\n[workload]\n\
            requests_per_month = 1000\ninput_tokens = 1000\noutput_tokens = 100\n[[plan]]\nid = \"it\"\n\
            mode = \"bedrock.on-demand\"\nmodel = \"anthropic.claude-3-5-sonnet-20240620-v1:0\"\n";
        priced::plans(&Catalog::as_of(Vec::new(), day), text).remove(0)
    };
    let disputed = |day: Date| {
        let plan = plan(day);
        assert!(plan.total_usd.is_some());
        plan.warnings.iter().any(|note| note.id == "price-disputed")
    };
    assert!(!disputed(date(2025, 11, 30)));
    assert!(disputed(date(2025, 12, 1)));
}

#[test]
fn between_the_last_sight_of_a_price_and_the_first_of_the_next_it_is_doubtful() {
    let query = hosting("ml.p4d.24xlarge", "hosting");
    let confidence = |day: Date| {
        let catalog = Catalog::as_of(Vec::new(), day);
        catalog
            .find(&query, Meter::InstanceHours)
            .unwrap()
            .confidence
    };
    assert_eq!(confidence(date(2025, 1, 26)), Some(Confidence::Medium));
    assert_eq!(confidence(date(2025, 1, 27)), Some(Confidence::Low));
    assert_eq!(confidence(date(2026, 4, 20)), Some(Confidence::Low));
    assert_eq!(confidence(date(2026, 4, 21)), Some(Confidence::High));
    let doubtful = former()
        .iter()
        .filter(|one| one.is_doubtful_on(before(one.until)))
        .count();
    // Those of p3, p4d, p5, trn1, the custom model unit and Cohere's; of the others the day is known.
    assert_eq!(doubtful, 13);
}

#[test]
fn editions_are_told_by_their_digests() {
    let editions = Catalog::editions();
    let digests: Vec<&str> = editions.iter().map(|one| one.digest.as_str()).collect();
    assert_eq!(digests[0], "ff59cd9db475f5e6");
    let last = editions.last().unwrap();
    assert_eq!(
        (last.date.as_str(), last.digest.as_str()),
        (Catalog::edition(), Catalog::digest())
    );
    assert!(check_embedded().is_ok());
    let mut seen = BTreeSet::new();
    for one in &editions {
        assert!(seen.insert(&one.digest), "{}", one.digest);
        assert!(!one.change.is_empty());
    }
}
