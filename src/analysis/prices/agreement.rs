//! Prices that others quote, held against those of the catalog.

use std::collections::BTreeMap;

use crate::{
    catalog::{Catalog, PriceKey, PriceRow},
    units::{Decimal, Exact},
};

/// How a quoted price stands to the catalog's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoted {
    /// It is the catalog's.
    Agrees,
    /// The catalog has another.
    Differs,
    /// The catalog has none for the same model, region, scope and kind, not even a derived one.
    OnlyThere,
}

/// A quoted price, and the catalog's that answers for the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// What is quoted.
    pub quoted: PriceRow,
    /// The row of the catalog that holds, a derived one too.
    pub ours: Option<PriceRow>,
    /// How the two stand.
    pub standing: Quoted,
}

impl Agreement {
    /// By how much of the catalog's price the quoted one is more, as a share; `None` where there is none,
    /// or it is zero.
    pub fn change(&self) -> Option<Exact> {
        let ours = self.ours.as_ref()?.usd_for(1)?;
        let ratio = self.quoted.usd_for(1)?.checked_div(&ours)?;
        Some(&ratio - &Exact::one())
    }

    /// Whether it differs by more than `percent` of the catalog's price.
    pub fn is_above(&self, percent: Decimal) -> bool {
        let most = Exact::from(percent).checked_div(&Exact::from(100_u32));
        let is_above = |change: Exact| {
            let size = if change.is_negative() {
                &Exact::zero() - &change
            } else {
                change
            };
            most.as_ref().is_some_and(|most| size > *most)
        };
        self.standing == Quoted::Differs && self.change().is_none_or(is_above)
    }
}

/// Holds each row against the catalog's that would be used in its place on the catalog's date. Of rows
/// of one key and source that begin on several days, the one that holds then.
pub fn agreement(rows: &[PriceRow], catalog: &Catalog) -> Vec<Agreement> {
    let day = catalog.date();
    let mut in_force: BTreeMap<(&PriceKey, &str), &PriceRow> = BTreeMap::new();
    for row in rows {
        if row.effective_from.is_none_or(|from| from <= day) {
            let held = in_force.entry((&row.key, &row.source)).or_insert(row);
            if row.effective_from > held.effective_from {
                *held = row;
            }
        }
    }
    let holds = |row: &&PriceRow| {
        let held = in_force.get(&(&row.key, row.source.as_str()));
        held.is_some_and(|held| held.effective_from == row.effective_from)
    };
    rows.iter()
        .filter(holds)
        .map(|quoted| {
            let ours = catalog.holding(&quoted.key);
            let standing = match &ours {
                None => Quoted::OnlyThere,
                Some(ours) if ours.has_price_of(quoted) => Quoted::Agrees,
                Some(_) => Quoted::Differs,
            };
            Agreement {
                quoted: quoted.clone(),
                ours,
                standing,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Overlay;

    fn quoted(text: &str) -> Vec<Agreement> {
        let header =
            "service,item,offer,region,scope,tier,term,variant,meter,usd,per,effective_from\n";
        let own = Overlay::parse("own.csv", &format!("{header}{text}")).unwrap();
        agreement(&own.rows, &Catalog::embedded(Vec::new()))
    }

    fn told(text: &str) -> String {
        let found = quoted(text);
        let one = found.first().unwrap();
        match one.standing {
            Quoted::Agrees => "agrees".to_owned(),
            Quoted::Differs => crate::units::machine(&one.change().unwrap()),
            Quoted::OnlyThere => "only there".to_owned(),
        }
    }

    #[test]
    fn a_price_is_held_against_the_one_that_would_be_used() {
        let hosting = "sagemaker,ml.g5.xlarge,hosting";
        let opus = "bedrock,claude-opus-4-5,on-demand";
        for (text, expected) in [
            (
                format!("{hosting},us-east-1,,,,,instance-hours,1.408,1,"),
                "agrees",
            ),
            (
                format!("{hosting},us-east-1,,,,,instance-hours,1.5488,1,"),
                "0.1",
            ),
            (
                format!("{hosting},sa-east-1,,,,,instance-hours,2,1,"),
                "only there",
            ),
            // Another unit, the same price.
            (
                format!("{opus},us-east-1,in-region,standard,,,input-tokens,0.0055,1000,"),
                "agrees",
            ),
            (
                format!("{opus},us,geo,standard,,,input-tokens,5.5,1000000,"),
                "agrees",
            ),
            // The home of global prices answers for a region that has none of its own.
            (
                format!("{opus},us-east-1,global,standard,,,input-tokens,5,1000000,"),
                "agrees",
            ),
            (
                format!("{opus},us-east-1,global,standard,,,input-tokens,2.5,1000000,"),
                "-0.5",
            ),
            // A price of every region answers for a geography.
            (
                "bedrock,claude-opus-4-5,reserved,us,geo,,1-month,,input-tpm-hours,0.33,1000,"
                    .to_owned(),
                "agrees",
            ),
        ] {
            assert_eq!(told(&text), expected, "{text}");
        }
    }

    #[test]
    fn of_rows_that_begin_on_several_days_the_one_in_force_is_held() {
        let hosting = "sagemaker,ml.g5.xlarge,hosting,us-east-1,,,,,instance-hours";
        let found = quoted(&format!(
            "{hosting},9,1,\n{hosting},1.408,1,2026-01-01\n{hosting},7,1,2099-01-01\n"
        ));
        assert_eq!(found.len(), 1);
        assert_eq!(found.first().unwrap().standing, Quoted::Agrees);
    }

    #[test]
    fn tolerance_is_of_the_catalog_price_in_both_directions() {
        for (usd, percent, is_above) in [
            ("1.3376", "5", false),
            ("1.3376", "4.9", true),
            ("1.4784", "5", false),
            ("1.4784", "4.9", true),
            ("1.408", "0", false),
        ] {
            let found = quoted(&format!(
                "sagemaker,ml.g5.xlarge,hosting,us-east-1,,,,,instance-hours,{usd},1,"
            ));
            let percent = crate::units::plain_decimal(percent).unwrap();
            assert_eq!(
                found.first().unwrap().is_above(percent),
                is_above,
                "{usd} {percent}"
            );
        }
    }
}
