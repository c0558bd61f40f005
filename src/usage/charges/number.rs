//! Amounts of a bill, exact. Real reports write small ones with an exponent (`9.984E-7`).

use crate::units::{Exact, shortened};

/// Digits that fit a whole number of 128 bits.
const MOST_DIGITS: usize = 38;

/// The number of that text, which may have a sign, a point and an exponent.
///
/// # Errors
/// What is wrong with it: no number, or more digits than are kept.
pub(super) fn amount(text: &str) -> Result<Exact, String> {
    let wrong = || format!("`{}` is not a number", shortened(text));
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) if exponent.len() <= 4 => {
            (digits, exponent.parse::<i32>().map_err(|_| wrong())?)
        }
        Some(_) => return Err(wrong()),
        None => (text, 0),
    };
    let is_negative = digits.starts_with('-');
    let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
        return Err(wrong());
    }
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let long = || {
        format!(
            "`{}` has more digits than can be kept exactly ({MOST_DIGITS})",
            shortened(text)
        )
    };
    if whole.len() + fraction.len() > MOST_DIGITS {
        return Err(long());
    }
    let size = whole
        .bytes()
        .chain(fraction.bytes())
        .fold(0i128, |size, byte| size * 10 + i128::from(byte - b'0'));
    let size = if is_negative { -size } else { size };
    if size == 0 {
        return Ok(Exact::zero());
    }
    // `size / 10^places`
    let places = i32::try_from(fraction.len()).map_err(|_| long())? - exponent;
    let power = 10i128.checked_pow(places.unsigned_abs()).ok_or_else(long)?;
    let scaled = if places >= 0 {
        Exact::of_parts(size, power)
    } else {
        size.checked_mul(power)
            .and_then(|size| Exact::of_parts(size, 1))
    };
    scaled.ok_or_else(long)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::machine;

    #[test]
    fn exponents_and_signs_are_exact() {
        for (text, expected) in [
            ("0.0010569617", "0.0010569617"),
            ("9.984E-7", "0.0000009984"),
            ("-2.61370000000", "-2.6137"),
            ("+1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("1.25e1", "12.5"),
            ("-0.0", "0"),
            ("0e99", "0"),
            ("000000000000000000000000000000000000000000012", "12"),
            (
                "0.10000000000000000000000000000000000000000000000000",
                "0.1",
            ),
        ] {
            assert_eq!(machine(&amount(text).unwrap()), expected, "{text}");
        }
        let tiny = amount("0.00000000000000000000000000000000000001").unwrap();
        assert_eq!(tiny, Exact::of_parts(1, 10i128.pow(38)).unwrap());
        assert_eq!(
            amount("-99999999999999999999999999999999999999").unwrap(),
            -amount("99999999999999999999999999999999999999").unwrap()
        );
    }

    proptest::proptest! {
        #[test]
        fn as_a_decimal_reads_it(mantissa in proptest::prelude::any::<i64>(), scale in 0u32..28, up in 0u32..9) {
            let decimal = crate::units::Decimal::new(mantissa, scale);
            proptest::prop_assert_eq!(amount(&decimal.to_string()).unwrap(), Exact::from(decimal));
            let shifted = amount(&format!("{decimal}e{up}")).unwrap();
            proptest::prop_assert_eq!(shifted, Exact::from(decimal) * Exact::from(10u32).pow(up));
        }
    }

    #[test]
    fn what_is_no_number_is_said() {
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1e+",
            "1e1e1",
            "1,5",
            "1 000",
            "0x10",
            "NaN",
            "inf",
            "--1",
            "1.2.3",
            "٣",
            "1e99999",
            "1e-99",
            "1e39",
            "1.000000000000000000000000000000000000001",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
        let long = amount(&"9".repeat(1 << 20)).unwrap_err();
        assert!(long.len() < 200, "{long}");
    }
}
