//! Money, quantities, rates, meters and bounds: the arithmetic everything else stands on.
//!
//! | expression | gives |
//! |---|---|
//! | `Qty<U> * &Rate<U>` | [`Usd`]: the only way to make money |
//! | `Usd + Usd`, `Usd - Usd`, `-Usd`, sums | [`Usd`] |
//! | `Usd.divided_by(&Exact)` | [`Usd`]: a cost per request, per month |
//! | `Qty<U> + Qty<U>` | `Qty<U>` |
//!
//! Nothing else compiles: a quantity of input tokens cannot meet a rate for output tokens.
//! Listed prices and the numbers of a scenario are [`Decimal`]s; everything computed from them is an
//! [`Exact`] fraction, so nothing is rounded before output.

pub mod bounds;
mod digest;
mod exact;
mod meter;
mod money;
mod output;
mod quantity;

pub use digest::digest;
pub use exact::Exact;
pub use meter::*;
pub use money::Usd;
pub use output::{cents, fixed, grouped, machine, significant};
pub use quantity::{Qty, Rate};
pub use rust_decimal::Decimal;

/// Reads a plain decimal: digits, one optional point, an optional leading minus, nothing else.
///
/// # Errors
/// A sentence saying what is wrong: exponents, `inf`, `nan`, other characters, or more than 28
/// digits (a longer number would be rounded in silence).
pub fn plain_decimal(text: &str) -> Result<Decimal, String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() {
        return Err("a number is missing here".to_owned());
    }
    if matches!(
        digits.to_ascii_lowercase().as_str(),
        "inf" | "nan" | "infinity"
    ) {
        return Err(format!(
            "`{text}` is not a number that can be computed with"
        ));
    }
    if digits.contains(['e', 'E']) && digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has an exponent: write the number out in full"
        ));
    }
    let mut points = 0;
    let mut count = 0;
    for c in digits.chars() {
        match c {
            '.' => points += 1,
            '0'..='9' => count += 1,
            _ => {
                return Err(format!(
                    "`{}` is not a plain decimal number",
                    shortened(text)
                ));
            }
        }
    }
    if points > 1 || count == 0 {
        return Err(format!(
            "`{}` is not a plain decimal number",
            shortened(text)
        ));
    }
    Decimal::from_str_exact(text).map_err(|_| {
        format!(
            "`{}` has more digits than can be kept exactly (28)",
            shortened(text)
        )
    })
}

/// Cuts a text that may be megabytes long to something an error message can show.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.escape_debug().to_string();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{}…", head.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_only() {
        assert_eq!(plain_decimal("0.30").unwrap().to_string(), "0.30");
        assert_eq!(plain_decimal("-5").unwrap(), Decimal::from(-5));
        for bad in [
            "", "1e5", "nan", "inf", "1.2.3", ".", "1 000", "0x10", "1_0", "٣",
        ] {
            assert!(plain_decimal(bad).is_err(), "{bad}");
        }
        assert!(plain_decimal("0.12345678901234567890123456789012").is_err());
    }
}
