//! What must hold among the prices of one item, one place a rule.

use crate::{
    catalog::{Instance, PriceKey, PriceRow},
    units::{Decimal, Exact, Meter},
};

/// What is checked of the catalog's own prices.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its id in the output and in the table of explanations.
    pub id: &'static str,
    /// What must hold.
    pub doc: &'static str,
    /// How that is found out.
    pub(super) how: How,
}

/// How a check goes about it.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// A row of the one kind against every row of the other.
    Order {
        of: fn(&PriceKey) -> bool,
        against: fn(&PriceKey, &PriceKey) -> bool,
        relation: Relation,
    },
    /// An hour of an instance against the same machine on EC2.
    Multiple,
    /// Each part of what a request takes has a price, or none has.
    Pairs,
    /// A region against the others.
    Spread,
}

/// How one price must stand to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    AtMost,
    AtLeast,
    /// The same to the digits both are written with.
    Same,
}

/// Every check of the catalog's own prices.
pub const CHECKS: &[Check] = &[
    Check {
        id: "batch-at-most-on-demand",
        doc: "A batch price is at most the on-demand price of the same place.",
        how: How::Order {
            of: |key| key.offer == "batch",
            against: |key, other| {
                other.offer == "on-demand"
                    && other.tier == "standard"
                    && same(key, other, &[Column::Offer, Column::Tier])
            },
            relation: Relation::AtMost,
        },
    },
    tier(
        "flex-at-most-standard",
        "The flex tier is at most the standard one.",
        |key| key.tier == "flex",
        Relation::AtMost,
    ),
    tier(
        "priority-at-least-standard",
        "The priority tier is at least the standard one.",
        |key| key.tier == "priority",
        Relation::AtLeast,
    ),
    tier(
        "fast-at-least-standard",
        "Latency-optimised and ultrafast tiers are at least the standard one.",
        |key| matches!(key.tier.as_str(), "latency-optimised" | "ultrafast"),
        Relation::AtLeast,
    ),
    Check {
        id: "global-at-most-nearer",
        doc: "A global price is at most the in-region and geographic ones of the commercial partition; one of a calling region, at most that region's own.",
        how: How::Order {
            of: |key| key.scope == "global",
            against: |key, other| {
                let everywhere = key.region == "global" && !other.region.starts_with("us-gov");
                matches!(other.scope.as_str(), "in-region" | "geo")
                    && (everywhere || key.region == other.region)
                    && same(key, other, &[Column::Region, Column::Scope])
            },
            relation: Relation::AtMost,
        },
    },
    Check {
        id: "longer-term-at-most-shorter",
        doc: "A longer commitment is at most a shorter one.",
        how: How::Order {
            of: |key| months(&key.term).is_some_and(|months| months > 0),
            against: |key, other| {
                months(&other.term) < months(&key.term)
                    && months(&other.term).is_some()
                    && same(key, other, &[Column::Term])
            },
            relation: Relation::AtMost,
        },
    },
    Check {
        id: "cache-read-at-most-input",
        doc: "Reading the prompt cache is at most reading the prompt.",
        how: How::Order {
            of: |key| key.meter == Meter::CacheReadTokens,
            against: |key, other| {
                other.meter == Meter::InputTokens && same(key, other, &[Column::Meter])
            },
            relation: Relation::AtMost,
        },
    },
    Check {
        id: "cache-write-5m-at-most-1h",
        doc: "Keeping a prompt for five minutes is at most keeping it for an hour.",
        how: How::Order {
            of: |key| key.meter == Meter::CacheWrite5mTokens,
            against: |key, other| {
                other.meter == Meter::CacheWrite1hTokens && same(key, other, &[Column::Meter])
            },
            relation: Relation::AtMost,
        },
    },
    Check {
        id: "long-prompt-at-least-short",
        doc: "A prompt above a step is at least one below it.",
        how: How::Order {
            of: |key| key.variant.starts_with("above-"),
            against: |key, other| other.variant.is_empty() && same(key, other, &[Column::Variant]),
            relation: Relation::AtLeast,
        },
    },
    Check {
        id: "jobs-at-hosting-rate",
        doc: "Asynchronous inference, batch transform and training cost the hosting rate of the same region and type, to the digits both are written with.",
        how: How::Order {
            of: |key| {
                key.service == "sagemaker"
                    && matches!(key.offer.as_str(), "async" | "batch-transform" | "training")
            },
            against: |key, other| other.offer == "hosting" && same(key, other, &[Column::Offer]),
            relation: Relation::Same,
        },
    },
    Check {
        id: "ec2-multiple",
        doc: "An instance hour in us-east-1 is the multiple of its family of the same machine's hour on EC2, to the digits it is written with.",
        how: How::Multiple,
    },
    Check {
        id: "half-pair",
        doc: "Where a model of text has a price of input it has one of output, and the reverse; a model of speech has both of text and of audio.",
        how: How::Pairs,
    },
    Check {
        id: "regional-spread",
        doc: "No region costs more than twice the median of the regions, or less than half of it.",
        how: How::Spread,
    },
];

const fn tier(
    id: &'static str,
    doc: &'static str,
    of: fn(&PriceKey) -> bool,
    relation: Relation,
) -> Check {
    Check {
        id,
        doc,
        how: How::Order {
            of,
            against: |key, other| other.tier == "standard" && same(key, other, &[Column::Tier]),
            relation,
        },
    }
}

/// A column of a key of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Offer,
    Region,
    Scope,
    Tier,
    Term,
    Variant,
    Meter,
}

/// Whether two keys of one item are the same but for some columns.
fn same(one: &PriceKey, other: &PriceKey, but: &[Column]) -> bool {
    let columns = [
        (Column::Meter, one.meter == other.meter),
        (Column::Region, one.region == other.region),
        (Column::Offer, one.offer == other.offer),
        (Column::Scope, one.scope == other.scope),
        (Column::Tier, one.tier == other.tier),
        (Column::Term, one.term == other.term),
        (Column::Variant, one.variant == other.variant),
    ];
    columns
        .into_iter()
        .all(|(column, equal)| equal || but.contains(&column))
}

/// The months of a commitment.
fn months(term: &str) -> Option<u32> {
    let months = [
        ("none", 0),
        ("1-month", 1),
        ("3-months", 3),
        ("6-months", 6),
        ("1-year", 12),
        ("3-years", 36),
    ];
    months
        .into_iter()
        .find(|(name, _)| *name == term)
        .map(|(_, months)| months)
}

impl Relation {
    /// Whether two prices stand as they must.
    pub(super) fn holds(self, row: &PriceRow, other: &PriceRow) -> bool {
        let (Some(one), Some(two)) = (row.usd_for(1), other.usd_for(1)) else {
            return true;
        };
        match self {
            Self::AtMost => one <= two,
            Self::AtLeast => one >= two,
            Self::Same => row.per == other.per && rounds_to(row.usd, &written(other)),
        }
    }
}

/// A price and the digits it is written with.
fn written(row: &PriceRow) -> (Exact, u32) {
    (Exact::from(row.usd), row.usd.normalize().scale())
}

/// Whether a price and a figure differ by less than one of the last digit that both are written with.
fn rounds_to(usd: Decimal, (other, digits): &(Exact, u32)) -> bool {
    let digits = usd.normalize().scale().min(*digits);
    let step = Exact::from(Decimal::new(1, digits));
    let difference = &Exact::from(usd) - other;
    let size = if difference.is_negative() {
        -difference
    } else {
        difference
    };
    size < step
}

/// A multiple of EC2.
struct Multiple {
    families: &'static [&'static str],
    /// The one size it is for; `None` for all others.
    size: Option<&'static str>,
    percent: i64,
}

/// The multiples of EC2 that hold by family, for its smallest size and for the others where they differ
/// (234 pairs of us-east-1, without an exception).
const MULTIPLES: &[Multiple] = &[
    Multiple {
        families: &[
            "c5", "c6i", "c7i", "m5", "m5d", "m6i", "m7i", "r5", "r6i", "r7i", "t2", "t3",
        ],
        size: None,
        percent: 120,
    },
    Multiple {
        families: &["g4dn", "g5", "g6", "g6e"],
        size: Some("xlarge"),
        percent: 140,
    },
    Multiple {
        families: &["g4dn", "g5", "g6", "g6e"],
        size: None,
        percent: 125,
    },
    Multiple {
        families: &["p4d", "p4de", "p5", "trn1"],
        size: None,
        percent: 115,
    },
];

/// What an hour of the instance is by the multiple of its family, where one is known.
pub(super) fn by_multiple(instance: &Instance) -> Option<Exact> {
    let mut parts = instance.name.split('.').skip(1);
    let (family, size) = (parts.next()?, parts.next()?);
    let multiple = MULTIPLES.iter().find(|multiple| {
        multiple.families.contains(&family) && multiple.size.is_none_or(|only| only == size)
    })?;
    let ec2 = Exact::from(instance.ec2_usd_per_hour?);
    Some(&ec2 * &Exact::from(Decimal::new(multiple.percent, 2)))
}

/// Whether an hour is what the multiple says, to the digits it is written with.
pub(super) fn is_multiple(row: &PriceRow, expected: &Exact) -> bool {
    rounds_to(row.usd, &(expected.clone(), row.usd.normalize().scale()))
}
