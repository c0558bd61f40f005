//! The catalog's prices against the orders that must hold among them, and against what others quote.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Agreement, CHECKS, Check, Quoted, agreement, holding,
    orders::{How, by_multiple, is_multiple},
    spread::{self, Age, Spread},
};
use crate::{
    catalog::{Catalog, CatalogError, Explanation, PriceKey, PriceRow},
    pricelist::Read,
    units::{Exact, Meter},
};

/// A price that does not stand to another as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it, or the form of the file that differs.
    pub rule: &'static str,
    /// The price; of half a pair the one that is not there.
    pub key: PriceKey,
    /// Units both figures buy.
    pub per: u32,
    /// Our price; of half a pair none.
    pub ours: Option<Exact>,
    /// What it was held against.
    pub other: Option<Exact>,
    /// Where that figure is from.
    pub against: String,
}

/// A finding, and what explains it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What was found.
    pub finding: Finding,
    /// The row of the table of explanations that fits, if one does.
    pub explanation: Option<Explanation>,
}

/// A price file the catalog was held against.
#[derive(Debug, Clone)]
pub struct Against {
    /// The file.
    pub name: String,
    /// Its form.
    pub form: &'static str,
    /// Its prices that hold on the catalog's date.
    pub rows: usize,
    /// Those that are the catalog's.
    pub agree: usize,
    /// Those that are not.
    pub differ: usize,
    /// Those the catalog has none for, by item.
    pub only_there: BTreeMap<String, usize>,
    /// Prices of the catalog for the same items and offers that the file does not have.
    pub only_here: usize,
}

/// What was found in the catalog's prices.
#[derive(Debug, Clone)]
pub struct Audit {
    /// How many prices or pairs each check looked at.
    pub checked: Vec<(Check, usize)>,
    /// The files the catalog was held against.
    pub against: Vec<Against>,
    /// Everything that was found, in the order of the checks and the files, then by key.
    pub found: Vec<Judged>,
    /// Explanations of what was looked for that explain nothing.
    pub idle: Vec<Explanation>,
    /// How prices differ by region.
    pub spreads: Vec<Spread>,
    /// How old they are.
    pub ages: Vec<Age>,
}

impl Audit {
    /// What nothing explains.
    pub fn unexplained(&self) -> impl Iterator<Item = &Finding> {
        let open = self.found.iter().filter(|one| one.explanation.is_none());
        open.map(|one| &one.finding)
    }

    /// Whether everything that was found is explained, and every explanation explains something.
    pub fn is_clean(&self) -> bool {
        self.unexplained().next().is_none() && self.idle.is_empty()
    }
}

/// Audits the catalog: its own prices by every check, and against each file.
///
/// # Errors
/// The first damaged row.
pub fn audit(
    catalog: &Catalog,
    explanations: &[Explanation],
    files: &[(String, Read)],
) -> Result<Audit, CatalogError> {
    let prices = holding(catalog, |_| true)?;
    let kinds = spread::by_kind(prices.values());
    let mut findings = Vec::new();
    let mut checked = Vec::new();
    for check in CHECKS {
        let count = match check.how {
            How::Order { .. } => orders(check, &prices, &mut findings),
            How::Multiple => multiples(check, catalog, &prices, &mut findings),
            How::Pairs => pairs(check, catalog, &prices, &mut findings),
            How::Spread => unusual(check, &kinds, &mut findings),
        };
        checked.push((*check, count));
    }
    let mut against = Vec::new();
    for (name, read) in files {
        let compared = agreement(&read.rows, catalog);
        let differing = compared.iter().filter_map(|one| differing(read, one));
        findings.extend(differing);
        against.push(summed(name, read, &compared, &prices));
    }
    let mut asked: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    asked.extend(files.iter().map(|(_, read)| read.form.id()));
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for finding in findings {
        let fits = |one: &&Explanation| explains(one, &finding);
        let explanation = explanations.iter().find(fits).cloned();
        used.extend(explanation.as_ref().map(Explanation::key));
        found.push(Judged {
            finding,
            explanation,
        });
    }
    let idle = explanations
        .iter()
        .filter(|one| asked.contains(one.rule.as_str()) && !used.contains(&one.key()));
    Ok(Audit {
        checked,
        against,
        found,
        idle: idle.cloned().collect(),
        spreads: spread::spreads(&kinds),
        ages: spread::ages(prices.values(), catalog),
    })
}

/// Whether an explanation is for this finding.
fn explains(one: &Explanation, finding: &Finding) -> bool {
    let figure = one.other.is_none_or(|figure| {
        let other = finding.other.as_ref();
        other.is_some_and(|other| figure.is(other, finding.ours.as_ref()))
    });
    one.rule == finding.rule && figure && one.fits(&finding.key)
}

/// A finding of a row against a figure for one unit.
fn finding(rule: &'static str, row: &PriceRow, other: &Exact, against: String) -> Finding {
    Finding {
        rule,
        key: row.key.clone(),
        per: row.per,
        ours: Some(Exact::from(row.usd)),
        other: Some(other * &Exact::from(row.per)),
        against,
    }
}

/// Checks an order within every item; answers how many pairs there are.
fn orders(check: &Check, prices: &BTreeMap<PriceKey, PriceRow>, out: &mut Vec<Finding>) -> usize {
    let How::Order {
        of,
        against,
        relation,
    } = check.how
    else {
        return 0;
    };
    let mut items: BTreeMap<(&str, &str), Vec<&PriceRow>> = BTreeMap::new();
    for row in prices.values() {
        let item = (row.key.service.as_str(), row.key.item.as_str());
        items.entry(item).or_default().push(row);
    }
    let mut pairs = 0;
    for rows in items.values() {
        for row in rows.iter().filter(|row| of(&row.key)) {
            for other in rows.iter().filter(|other| against(&row.key, &other.key)) {
                pairs += 1;
                if let (false, Some(usd)) = (relation.holds(row, other), other.usd_for(1)) {
                    out.push(finding(check.id, row, &usd, other.key.path()));
                }
            }
        }
    }
    pairs
}

/// Checks instance hours of us-east-1 against EC2; answers how many have a multiple.
fn multiples(
    check: &Check,
    catalog: &Catalog,
    prices: &BTreeMap<PriceKey, PriceRow>,
    out: &mut Vec<Finding>,
) -> usize {
    let hours = prices.values().filter(|row| {
        row.key.service == "sagemaker"
            && row.key.region == "us-east-1"
            && row.key.meter == Meter::InstanceHours
            && row.key.offer != "hyperpod"
            && row.key.term.is_empty()
    });
    let mut count = 0;
    for row in hours {
        let instance = catalog.instance(&row.key.item);
        let Some(expected) = instance.as_ref().and_then(by_multiple) else {
            continue;
        };
        count += 1;
        if !is_multiple(row, &expected) {
            let against = "the multiple of its family on EC2".to_owned();
            out.push(finding(check.id, row, &expected, against));
        }
    }
    count
}

/// What else a request to a model of that kind takes.
fn partner(kind: &str, meter: Meter) -> Option<Meter> {
    match (kind, meter) {
        ("text" | "multimodal", Meter::InputTokens) => Some(Meter::OutputTokens),
        ("text" | "multimodal", Meter::OutputTokens) => Some(Meter::InputTokens),
        ("speech", Meter::InputTokens) => Some(Meter::InputAudioTokens),
        ("speech", Meter::OutputTokens) => Some(Meter::OutputAudioTokens),
        _ => None,
    }
}

/// Finds places where a model has a price of one part of its requests and none of another; answers how
/// many prices there are that need a partner.
fn pairs(
    check: &Check,
    catalog: &Catalog,
    prices: &BTreeMap<PriceKey, PriceRow>,
    out: &mut Vec<Finding>,
) -> usize {
    let mut count = 0;
    for row in prices.values() {
        let model = catalog
            .models()
            .iter()
            .find(|model| model.id == row.key.item);
        let sold = matches!(row.key.offer.as_str(), "on-demand" | "batch");
        let partner = model.and_then(|model| partner(&model.kind, row.key.meter));
        let Some(meter) = partner.filter(|_| sold) else {
            continue;
        };
        count += 1;
        let key = PriceKey {
            meter,
            ..row.key.clone()
        };
        if !prices.contains_key(&key) {
            out.push(Finding {
                rule: check.id,
                key,
                per: row.per,
                ours: None,
                other: Some(Exact::from(row.usd)),
                against: row.key.path(),
            });
        }
    }
    count
}

/// Finds regions that cost more than twice the median, or less than half of it; answers how many prices
/// there are.
fn unusual(check: &Check, kinds: &[Vec<(Exact, &PriceRow)>], out: &mut Vec<Finding>) -> usize {
    let two = Exact::from(2_u32);
    let mut count = 0;
    for kind in kinds {
        let Some(median) = spread::median(kind) else {
            continue;
        };
        count += kind.len();
        for (usd, row) in kind {
            if *usd > &median * &two || usd * &two < median {
                out.push(finding(
                    check.id,
                    row,
                    &median,
                    "the median of its regions".to_owned(),
                ));
            }
        }
    }
    count
}

/// What a file quotes otherwise.
fn differing(read: &Read, one: &Agreement) -> Option<Finding> {
    let ours = one
        .ours
        .as_ref()
        .filter(|_| one.standing == Quoted::Differs)?;
    let against = one.quoted.source.clone();
    let mut finding = finding(read.form.id(), ours, &one.quoted.usd_for(1)?, against);
    // A home row may stand for a region: what is quoted is what must be found in the file.
    finding.key = one.quoted.key.clone();
    Some(finding)
}

fn summed(
    name: &str,
    read: &Read,
    compared: &[Agreement],
    prices: &BTreeMap<PriceKey, PriceRow>,
) -> Against {
    let count = |standing| {
        let same = compared.iter().filter(|one| one.standing == standing);
        same.count()
    };
    let mut only_there: BTreeMap<String, usize> = BTreeMap::new();
    let rows = compared.iter();
    for one in rows.filter(|one| one.standing == Quoted::OnlyThere) {
        *only_there.entry(one.quoted.key.item.clone()).or_default() += 1;
    }
    let quoted: BTreeSet<&PriceKey> = compared.iter().map(|one| &one.quoted.key).collect();
    let offers: BTreeSet<(&str, &str)> = quoted
        .iter()
        .map(|key| (key.item.as_str(), key.offer.as_str()))
        .collect();
    let here = prices.keys().filter(|key| {
        offers.contains(&(key.item.as_str(), key.offer.as_str())) && !quoted.contains(key)
    });
    Against {
        name: name.to_owned(),
        form: read.form.id(),
        rows: compared.len(),
        agree: count(Quoted::Agrees),
        differ: count(Quoted::Differs),
        only_there,
        only_here: here.count(),
    }
}
