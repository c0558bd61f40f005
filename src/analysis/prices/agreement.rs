//! Prices that were read elsewhere, held against those of the catalog.

use crate::{
    catalog::{Catalog, PriceRow},
    units::{Decimal, Exact},
};

/// How a price stands to that of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The same.
    Equal,
    /// Another one.
    Differs {
        /// The row of the catalog.
        catalog: Box<PriceRow>,
        /// By how much of the catalog's price it is more, as a share; `None` where that is zero.
        change: Option<Exact>,
    },
    /// The catalog has none, not even a derived one.
    Absent,
}

/// A price, and how it stands to that of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The price that was read.
    pub row: PriceRow,
    /// How it stands.
    pub outcome: Outcome,
}

/// Prices, each with its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// In the order they were given in.
    pub rows: Vec<Agreed>,
}

impl Agreement {
    /// How many are the same.
    pub fn equal(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Equal)
    }

    /// How many the catalog has another price for.
    pub fn differing(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Differs { .. }))
    }

    /// How many the catalog has no price for.
    pub fn absent(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Absent)
    }

    /// How many differ by more than `percent` of the catalog's price.
    pub fn above(&self, percent: Decimal) -> usize {
        self.count(|outcome| outcome.is_above(percent))
    }

    fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.outcome)).count()
    }
}

impl Outcome {
    /// Whether the price differs by more than `percent` of the catalog's.
    pub fn is_above(&self, percent: Decimal) -> bool {
        let Self::Differs { change, .. } = self else {
            return false;
        };
        let most = Exact::from(percent)
            .checked_div(&Exact::from(100_u32))
            .unwrap_or_else(Exact::zero);
        change.as_ref().is_none_or(|change| {
            let size = if change.is_negative() {
                &Exact::zero() - change
            } else {
                change.clone()
            };
            size > most
        })
    }
}

/// Holds each row against the one of the catalog that answers for its key.
pub fn agreement(rows: &[PriceRow], catalog: &Catalog) -> Agreement {
    let rows = rows.iter().map(|row| Agreed {
        row: row.clone(),
        outcome: outcome(row, catalog.holding(&row.key)),
    });
    Agreement {
        rows: rows.collect(),
    }
}

fn outcome(row: &PriceRow, catalog: Option<PriceRow>) -> Outcome {
    let Some(catalog) = catalog else {
        return Outcome::Absent;
    };
    let (own, listed) = (row.usd_for(1), catalog.usd_for(1));
    if own == listed {
        return Outcome::Equal;
    }
    let ratio = own
        .zip(listed)
        .and_then(|(own, listed)| own.checked_div(&listed));
    Outcome::Differs {
        catalog: Box::new(catalog),
        change: ratio.map(|ratio| &ratio - &Exact::one()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Overlay, PriceKey};

    fn rows(text: &str) -> Vec<PriceRow> {
        let header = "service,item,offer,region,scope,tier,term,variant,meter,usd,per\n";
        Overlay::parse("own.csv", &format!("{header}{text}"))
            .unwrap()
            .rows
    }

    fn told(text: &str) -> String {
        let catalog = Catalog::embedded(Vec::new());
        match &agreement(&rows(text), &catalog)
            .rows
            .first()
            .unwrap()
            .outcome
        {
            Outcome::Equal => "equal".to_owned(),
            Outcome::Differs { change, .. } => {
                let change = change.as_ref().unwrap();
                crate::units::machine(change)
            }
            Outcome::Absent => "absent".to_owned(),
        }
    }

    #[test]
    fn a_price_is_held_against_the_one_that_would_be_used() {
        let hosting = "sagemaker,ml.g5.xlarge,hosting";
        let opus = "bedrock,claude-opus-4-5,on-demand";
        for (text, expected) in [
            (
                format!("{hosting},us-east-1,,,,,instance-hours,1.408,1"),
                "equal",
            ),
            (
                format!("{hosting},us-east-1,,,,,instance-hours,1.5488,1"),
                "0.1",
            ),
            (
                format!("{hosting},sa-east-1,,,,,instance-hours,2,1"),
                "absent",
            ),
            // Another unit, the same price.
            (
                format!("{opus},us-east-1,in-region,standard,,,input-tokens,0.0055,1000"),
                "equal",
            ),
            (
                format!("{opus},us,geo,standard,,,input-tokens,5.5,1000000"),
                "equal",
            ),
            // The home of global prices answers for a region that has none of its own.
            (
                format!("{opus},us-east-1,global,standard,,,input-tokens,5,1000000"),
                "equal",
            ),
            (
                format!("{opus},us-east-1,global,standard,,,input-tokens,2.5,1000000"),
                "-0.5",
            ),
        ] {
            assert_eq!(told(&text), expected, "{text}");
        }
    }

    #[test]
    fn tolerance_is_of_the_catalog_price_in_both_directions() {
        let catalog = Catalog::embedded(Vec::new());
        let text = "sagemaker,ml.g5.xlarge,hosting,us-east-1,,,,,instance-hours,1.3376,1\n\
                    sagemaker,ml.g5.2xlarge,hosting,us-east-1,,,,,instance-hours,1.515,1\n";
        let agreement = agreement(&rows(text), &catalog);
        assert_eq!(
            (agreement.equal(), agreement.differing(), agreement.absent()),
            (1, 1, 0)
        );
        assert_eq!(agreement.above(Decimal::from(5)), 0);
        assert_eq!(agreement.above(Decimal::new(49, 1)), 1);
        assert_eq!(agreement.above(Decimal::ZERO), 1);
        let key = PriceKey {
            region: "eu-south-2".to_owned(),
            ..agreement.rows.first().unwrap().row.key.clone()
        };
        assert!(catalog.holding(&key).is_none());
    }
}
