//! Figures in words.

use crate::{
    report::LineItemReport,
    units::{Exact, Usd, cents, fixed, grouped, machine, significant},
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

/// Dollars more or less: `+$1.50`, `-$3.00`.
pub(super) fn signed(usd: &Usd) -> String {
    let text = cents(usd);
    if text.starts_with('-') || text == "$0.00" {
        text
    } else {
        format!("+{text}")
    }
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

/// A unit cost with four significant digits.
pub(super) fn unit_cost(cost: &Usd) -> String {
    dollars(&significant(cost.amount()))
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

/// A listed price, all its digits, at least two after the point.
pub(super) fn price_usd(price: &Exact) -> String {
    let digits = machine(price);
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    dollars(&if decimals < 2 {
        fixed(price, 2)
    } else {
        digits
    })
}

/// `per 1M tokens`, `per 1,000 images`.
pub(super) fn per_units(per: u32, unit: &str) -> String {
    match per {
        1 => format!("per {unit}"),
        1_000_000 => format!("per 1M {}", plural(unit)),
        _ => format!("per {} {}", grouped(&Exact::from(per), 0), plural(unit)),
    }
}

fn dollars(digits: &str) -> String {
    match digits.strip_prefix('-') {
        Some(positive) => format!("-${positive}"),
        None => format!("${digits}"),
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
