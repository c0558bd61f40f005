//! The only places where a number is rounded for the outside, and where it is read back.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Exact, Usd};

/// Fractional digits of numbers written for machines.
const MACHINE_DIGITS: u32 = 18;

/// A number for machines: at most 18 fractional digits, half even, no trailing zeros, no grouping.
pub fn machine(value: &Exact) -> String {
    value.digits_half_even(MACHINE_DIGITS)
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&machine(self))
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.amount().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_digits(&text)
            .ok_or_else(|| D::Error::custom("a number is a string such as '12'"))
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Exact::deserialize(deserializer).map(Self::from_product)
    }
}

/// Dollars for people: cents, half away from zero, thousands separated.
pub fn cents(value: &Usd) -> String {
    let digits = value.amount().digits_half_away(2);
    match digits.strip_prefix('-') {
        Some(positive) => format!("-${}", separated(positive)),
        None => format!("${}", separated(&digits)),
    }
}

/// A count for people: thousands separated, at most `digits` fractional ones.
pub fn grouped(value: &Exact, digits: u32) -> String {
    let text = value.rounded_half_even(digits).digits_half_even(digits);
    match text.strip_prefix('-') {
        Some(positive) => format!("-{}", separated(positive)),
        None => separated(&text),
    }
}

/// A number for people with exactly `digits` fractional ones, half away from zero: ratios, shares.
pub fn fixed(value: &Exact, digits: u32) -> String {
    let text = value.digits_half_away(digits);
    match text.strip_prefix('-') {
        Some(positive) => format!("-{}", separated(positive)),
        None => separated(&text),
    }
}

/// A number for people with four significant digits, for unit costs far below a cent.
pub fn significant(value: &Exact) -> String {
    const DIGITS: u32 = 4;
    if value.is_zero() {
        return "0".to_owned();
    }
    let magnitude = if value.is_negative() {
        -value.clone()
    } else {
        value.clone()
    };
    let ten = Exact::from(10u64);
    let mut fraction = DIGITS - 1;
    let mut bound = Exact::one();
    while magnitude < bound && fraction < MACHINE_DIGITS {
        bound = bound.checked_div(&ten).unwrap_or_else(Exact::zero);
        fraction += 1;
    }
    let mut bound = ten.clone();
    while magnitude >= bound && fraction > 0 && fraction < DIGITS {
        bound = &bound * &ten;
        fraction -= 1;
    }
    let digits = value.digits_half_away(fraction);
    match digits.strip_prefix('-') {
        Some(positive) => format!("-{}", separated(positive)),
        None => separated(&digits),
    }
}

/// Puts a comma before every third digit of the whole part.
fn separated(digits: &str) -> String {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Exact, Usd};

    impl JsonSchema for Exact {
        fn schema_name() -> Cow<'static, str> {
            "Decimal".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "type": "string",
                "pattern": "^-?[0-9]+(\\.[0-9]{1,18})?$",
                "description": "A decimal number of at most 18 fractional digits, as a string.",
            })
        }
    }

    impl JsonSchema for Usd {
        fn schema_name() -> Cow<'static, str> {
            Exact::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Exact::json_schema(generator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Decimal;

    fn exact(text: &str) -> Exact {
        Exact::from(text.parse::<Decimal>().unwrap())
    }

    #[test]
    fn people_see_cents_half_away_from_zero() {
        let usd = |text| cents(&Usd::from_product(exact(text)));
        assert_eq!(usd("2.349"), "$2.35");
        assert_eq!(usd("2.345"), "$2.35");
        assert_eq!(usd("1234567.8"), "$1,234,567.80");
        assert_eq!(usd("-0.005"), "-$0.01");
        assert_eq!(usd("-0.004"), "$0.00");
    }

    #[test]
    fn machines_see_eighteen_digits() {
        assert_eq!(machine(&exact("0.10")), "0.1");
        assert_eq!(
            machine(&Exact::ratio(3680, 3).unwrap()),
            "1226.666666666666666667"
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "0",
            "-0.5",
            "12",
            "1226.666666666666666667",
            "123456789012345678901234567890.25",
        ] {
            let read = Exact::from_digits(text).unwrap();
            assert_eq!(machine(&read), text);
        }
        for text in ["", "1e3", ".5", "5.", "+1", "--1", "NaN", "1 2"] {
            assert!(Exact::from_digits(text).is_none(), "{text}");
        }
    }

    #[test]
    fn four_significant_digits() {
        assert_eq!(significant(&exact("0.000123456")), "0.0001235");
        assert_eq!(significant(&exact("0.5")), "0.5000");
        assert_eq!(significant(&exact("12.3456")), "12.35");
        assert_eq!(significant(&exact("1.23456")), "1.235");
        assert_eq!(significant(&exact("12345.6")), "12,346");
        assert_eq!(significant(&exact("0")), "0");
    }
}
