//! What a rate costs, in the units of the catalog.

use jiff::civil::Date;

use super::{Reason, product::Rate};
use crate::{
    units::{Decimal, Meter, bounds, plain_decimal},
    usage::charges::units_of,
};

/// Dollars for so many of a meter's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) usd: Decimal,
    pub(super) per: u32,
}

/// What a rate costs, of a file published on `published`.
///
/// # Errors
/// What of it is missing, or not understood.
pub(super) fn listed(rate: &Rate, meter: Meter, published: Option<Date>) -> Result<Listed, Reason> {
    if rate.code.is_none() {
        return Err(Reason::NoRateCode);
    }
    let is_whole = rate.begin.as_deref() == Some("0") && rate.end.as_deref() == Some("Inf");
    if !is_whole {
        return Err(Reason::VolumeTier);
    }
    let began = rate.effective.as_deref().and_then(day);
    if began.zip(published).is_none_or(|(began, on)| began > on) {
        return Err(Reason::NotInForce);
    }
    let unit = rate.unit.as_deref().ok_or(Reason::UnitUnknown)?;
    let description = rate.description.as_deref().unwrap_or_default();
    let units = units(meter, unit, description).ok_or(Reason::UnitUnknown)?;
    let usd = usd(rate)?;
    // Nova writes its cache for free; of anything else nothing is known to be.
    if usd.is_zero() && !meter.id().starts_with("cache-write") {
        return Err(Reason::Free);
    }
    of_catalog(usd, units, meter).ok_or(Reason::PriceUnreadable)
}

/// The day of a time such as `2026-10-07T18:37:33Z`.
pub(super) fn day(time: &str) -> Option<Date> {
    let day = time.get(.."2026-10-07".len())?;
    day.parse().ok()
}

fn usd(rate: &Rate) -> Result<Decimal, Reason> {
    let text = match (&rate.usd, rate.is_other_currency) {
        (Some(text), _) => text,
        (None, true) => return Err(Reason::OtherCurrency),
        (None, false) => return Err(Reason::PriceUnreadable),
    };
    price(text)
}

/// A price that can be.
pub(super) fn price(text: &str) -> Result<Decimal, Reason> {
    let usd = plain_decimal(text).map_err(|_| Reason::PriceUnreadable)?;
    match bounds::USD.refuse(usd) {
        Some(_) => Err(Reason::PriceUnreadable),
        None => Ok(usd),
    }
}

/// How many of a meter's unit one unit of the price list is. Reserved tokens per minute are priced by
/// the thousand, whatever their unit is called: at the price of a million, a month of them would cost
/// a thousandth of the same tokens on demand (Amazon Bedrock pricing page: `per 1,000 TPM`).
fn units(meter: Meter, unit: &str, description: &str) -> Option<u64> {
    if matches!(meter, Meter::InputTpmHours | Meter::OutputTpmHours) {
        let unit = unit.to_ascii_lowercase();
        let names = ["tpm hour", "1k tpm hour", "1m tpm hour"];
        return names.contains(&unit.trim_end_matches('s')).then_some(1_000);
    }
    units_of(meter, unit, description)
}

/// The price in the unit that the catalog states it in: a million tokens, a thousand tokens per minute,
/// one of anything else.
fn of_catalog(usd: Decimal, units: u64, meter: Meter) -> Option<Listed> {
    let per: u32 = match meter.unit() {
        "token" => 1_000_000,
        "TPM-hour" => 1_000,
        _ => 1,
    };
    let factor = u64::from(per).checked_div(units)?;
    if factor.checked_mul(units)? != u64::from(per) {
        return None;
    }
    let usd = usd.checked_mul(Decimal::from(factor))?.normalize();
    bounds::USD
        .refuse(usd)
        .is_none()
        .then_some(Listed { usd, per })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(unit: &str, usd: &str) -> Rate {
        let text = |text: &str| Some(text.to_owned());
        Rate {
            sku: "S".to_owned(),
            code: text("S.T.R"),
            unit: text(unit),
            begin: text("0"),
            end: text("Inf"),
            effective: text("2026-10-01T00:00:00Z"),
            usd: text(usd),
            ..Rate::default()
        }
    }

    fn told(rate: &Rate, meter: Meter) -> String {
        match listed(rate, meter, day("2026-10-07T18:37:33Z")) {
            Ok(listed) => format!("{}/{}", listed.usd, listed.per),
            Err(reason) => reason.id().to_owned(),
        }
    }

    #[test]
    fn prices_come_in_the_units_of_the_catalog() {
        for (unit, usd, meter, expected) in [
            (
                "1K tokens",
                "0.0008000000",
                Meter::InputTokens,
                "0.8/1000000",
            ),
            (
                "1M tokens",
                "5.5000000000",
                Meter::InputTokens,
                "5.5/1000000",
            ),
            ("Tokens", "0.0000010000", Meter::TrainingTokens, "1/1000000"),
            ("TPM hour", "0.198", Meter::InputTpmHours, "0.198/1000"),
            ("1M TPM Hour", "0.198", Meter::InputTpmHours, "0.198/1000"),
            ("Hrs", "1.4080000000", Meter::InstanceHours, "1.408/1"),
            ("hour", "24.5", Meter::ModelUnitHours, "24.5/1"),
            ("Seconds", "0.00006", Meter::ServerlessSeconds, "0.00006/1"),
            ("Quantity", "13.57", Meter::InstanceHours, "unit-unknown"),
            ("Units", "1", Meter::Queries, "unit-unknown"),
            ("1K tokens", "0", Meter::CacheWrite5mTokens, "0/1000000"),
            ("Hrs", "0.0000000000", Meter::InstanceHours, "free"),
            ("Hrs", "1e3", Meter::InstanceHours, "price-unreadable"),
            ("Hrs", "-1", Meter::InstanceHours, "price-unreadable"),
        ] {
            assert_eq!(told(&rate(unit, usd), meter), expected, "{unit} {usd}");
        }
    }

    #[test]
    fn a_part_of_a_month_or_of_the_future_is_no_price() {
        let hour = rate("Hrs", "1");
        let meter = Meter::InstanceHours;
        let tier = Rate {
            end: Some("100".to_owned()),
            ..hour.clone()
        };
        assert_eq!(told(&tier, meter), "volume-tier");
        let later = Rate {
            effective: Some("2026-10-08T00:00:00Z".to_owned()),
            ..hour.clone()
        };
        assert_eq!(told(&later, meter), "not-in-force");
        let euro = Rate {
            usd: None,
            is_other_currency: true,
            ..hour.clone()
        };
        assert_eq!(told(&euro, meter), "other-currency");
        let bare = Rate { code: None, ..hour };
        assert_eq!(told(&bare, meter), "no-rate-code");
    }
}
