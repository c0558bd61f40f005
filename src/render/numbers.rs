//! Figures in words.

pub(super) use super::money::{price_usd, signed, unit_cost};
use crate::{
    report::LineItemReport,
    units::{Exact, fixed, grouped, machine},
};

/// What stands where a figure does not apply.
pub(super) const NONE: &str = "-";

/// A count with its unit: `1 instance`, `2 instances`.
pub(super) fn count(value: &Exact, unit: &str) -> String {
    let number = grouped(value, 2);
    if *value == Exact::one() {
        format!("{number} {unit}")
    } else {
        format!("{number} {}", plural(unit))
    }
}

/// A share as a percentage.
pub(super) fn percent(share: &Exact) -> String {
    format!("{}%", grouped(&(share * &Exact::from(100u64)), 1))
}

/// A share more or less: `+20%`.
pub(super) fn signed_percent(share: &Exact) -> String {
    let text = percent(share);
    if share.is_positive() && text != "0%" {
        format!("+{text}")
    } else {
        text
    }
}

/// How many times as much as the cheapest.
pub(super) fn times(ratio: &Exact) -> String {
    format!("×{}", fixed(ratio, 2))
}

/// A line's price as it was multiplied: `$0.06 × 0.5`.
pub(super) fn multiplied(price: &Exact, line: &LineItemReport) -> String {
    match (&line.list_unit_price_usd, &line.price_factor) {
        (Some(listed), Some(factor)) if listed != price => {
            format!("{} × {}", price_usd(listed), machine(factor))
        }
        _ => price_usd(price),
    }
}

/// A listed price, all its digits, and what it buys: `$0.80 per 1M tokens`, `$13.12 each`.
pub(super) fn unit_price(price: &str, per: u32, unit: &str) -> String {
    match (per, unit) {
        (1, _) => format!("{price} each"),
        // The quantity beside it has the unit, and there is no room to repeat it.
        (_, "TPM-hour") => format!("{price} per {}", grouped(&Exact::from(per), 0)),
        _ => format!("{price} {}", per_units(per, unit)),
    }
}

/// `per 1M tokens`, `per 1,000 images`.
pub(super) fn per_units(per: u32, unit: &str) -> String {
    match per {
        1 => format!("per {unit}"),
        1_000_000 => format!("per 1M {}", plural(unit)),
        _ => format!("per {} {}", grouped(&Exact::from(per), 0), plural(unit)),
    }
}

/// Several of a unit.
pub(super) fn plural(unit: &str) -> String {
    match unit {
        "" | "USD" | "GiB" => unit.to_owned(),
        "token per minute" => "tokens per minute".to_owned(),
        "request at once" => "requests at once".to_owned(),
        _ => match unit.strip_suffix('y') {
            Some(stem) if unit != "day" => format!("{stem}ies"),
            _ => format!("{unit}s"),
        },
    }
}

/// A unit that runs for an hour.
pub(super) fn unit_hours(unit: &str) -> String {
    match unit {
        "token per minute" => "TPM-hour".to_owned(),
        "request at once" => "concurrency-hour".to_owned(),
        _ => format!("{unit}-hour"),
    }
}
