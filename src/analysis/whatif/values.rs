//! Values of a knob from one end of a range to the other: `KNOB=A..B[:N[:log]]`.

use crate::{
    scenario::{Knob, KnobError, split_knob},
    units::{Decimal, plain_decimal, shortened},
};

/// Most values of a knob.
const MOST: u32 = 1_000;
/// Digits that tell neighbouring values apart, at first.
const DIGITS: u32 = 2;
/// No value has more digits after the point.
const SCALE: u32 = 12;

/// How the command line says it.
const FORMS: &str =
    "write KNOB=A..B, KNOB=A..B:N for N values, or KNOB=A..B:N:log for steps of the same factor";

/// A range of a knob, and how many values of it are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepRange {
    /// The path of the knob.
    pub path: String,
    /// The first value.
    pub from: Decimal,
    /// The last value.
    pub to: Decimal,
    /// How many there are, ends included, if that was said.
    pub count: Option<u32>,
    /// Whether steps are of the same factor and not of the same size.
    pub logarithmic: bool,
}

impl SweepRange {
    /// Reads `KNOB=A..B[:N[:log]]`.
    ///
    /// # Errors
    /// [`KnobError`] where it is none.
    pub fn parse(text: &str) -> Result<Self, KnobError> {
        let wrong = |what: String| KnobError::new(what, Some(FORMS.to_owned()));
        let split = split_knob(text);
        let (path, range) =
            split.ok_or_else(|| wrong(format!("`{}` is no range of a knob", shortened(text))))?;
        let shown = shortened(path);
        let mut parts = range.split(':');
        let ends = parts.next().unwrap_or_default().split_once("..");
        let (from, to) = ends.ok_or_else(|| {
            wrong(format!(
                "the range of `{shown}` needs two ends, A..B, not `{}`",
                shortened(range)
            ))
        })?;
        let end = |text: &str| {
            let plain = text.trim().replace('_', "");
            plain_decimal(&plain).map_err(|why| wrong(format!("the range of `{shown}`: {why}")))
        };
        let (from, to) = (end(from)?, end(to)?);
        let (mut count, mut logarithmic) = (None, false);
        for (at, part) in parts.enumerate() {
            match (at, part.trim()) {
                (0, digits) if digits.parse::<u32>().is_ok() => count = digits.parse().ok(),
                (0 | 1, "log") => logarithmic = true,
                (_, other) => {
                    let message =
                        format!("the range of `{shown}` cannot have `{}`", shortened(other));
                    return Err(wrong(message));
                }
            }
        }
        Ok(Self {
            path: path.to_owned(),
            from,
            to,
            count,
            logarithmic,
        })
    }

    /// The values, in order, of few digits, ends included; `usual` is how many there are where the
    /// range does not say. A knob of whole numbers has whole ones, each once.
    ///
    /// # Errors
    /// [`KnobError`] where the range is none for this knob.
    pub fn values(&self, knob: &Knob, usual: u32) -> Result<Vec<Decimal>, KnobError> {
        let path = &self.path;
        let (from, to) = (self.from.normalize(), self.to.normalize());
        let refuse =
            |message: String, help: &str| Err(KnobError::new(message, Some(help.to_owned())));
        for end in [self.from, self.to] {
            if let Some(why) = knob.bound.refuse(end) {
                return refuse(
                    format!("`{path}` {why}, and the range is from {from} to {to}"),
                    FORMS,
                );
            }
        }
        if from >= to {
            return refuse(
                format!("the range of `{path}` is empty: from {from} to {to}"),
                "A is the lower end, B the higher one",
            );
        }
        if self.logarithmic && from <= Decimal::ZERO {
            return refuse(
                format!(
                    "the range of `{path}` begins at {from}: steps of the same factor begin above 0"
                ),
                "leave out :log, or begin above 0",
            );
        }
        let count = self.count.unwrap_or(usual);
        if !(2..=MOST).contains(&count) {
            return refuse(
                format!("a range has 2 to {MOST} values, not {count}"),
                FORMS,
            );
        }
        Ok(self.spread(count, knob.bound.whole))
    }

    fn spread(&self, count: u32, whole: bool) -> Vec<Decimal> {
        if whole {
            let inner = (0..count).filter_map(|at| self.value(at, count));
            let inner = inner.map(|value| value.round());
            let inner = inner.filter(|value| *value > self.from && *value < self.to);
            let mut values: Vec<Decimal> = [self.from].into_iter().chain(inner).collect();
            values.push(self.to);
            values.dedup();
            return values;
        }
        // As few digits as tell all of them apart.
        let mut values = Vec::new();
        for digits in DIGITS..=SCALE {
            values = (0..count)
                .filter_map(|at| self.short(at, count, digits))
                .collect();
            let apart = values.windows(2).all(|pair| pair[0] < pair[1]);
            if apart && values.len() == usize::try_from(count).unwrap_or(0) {
                break;
            }
        }
        values.dedup();
        values
    }

    /// The value at a place, ends being as they were written.
    fn value(&self, at: u32, count: u32) -> Option<Decimal> {
        let last = count.saturating_sub(1);
        if at == 0 || at == last {
            return Some(if at == 0 { self.from } else { self.to });
        }
        if !self.logarithmic {
            let share = (self.to - self.from).checked_mul(Decimal::from(at))?;
            return self.from.checked_add(share / Decimal::from(last));
        }
        let ends: (f64, f64) = (self.from.try_into().ok()?, self.to.try_into().ok()?);
        let share = f64::from(at) / f64::from(last);
        Decimal::try_from(ends.0 * (ends.1 / ends.0).powf(share)).ok()
    }

    /// The same with so many digits: of the value where steps are of the same factor, else of a step.
    fn short(&self, at: u32, count: u32, digits: u32) -> Option<Decimal> {
        let value = self.value(at, count)?;
        if at == 0 || at + 1 == count {
            return Some(value.normalize());
        }
        let size = if self.logarithmic {
            value
        } else {
            (self.to - self.from) / Decimal::from(count.saturating_sub(1))
        };
        let mut unit = Decimal::ONE;
        let ten = Decimal::TEN;
        while unit > size && unit.scale() < SCALE {
            unit /= ten;
        }
        while unit.checked_mul(ten).is_some_and(|next| next <= size) {
            unit *= ten;
        }
        for _ in 0..digits {
            if unit.scale() < SCALE {
                unit /= ten;
            }
        }
        let unit = unit.normalize();
        let times = value.checked_div(unit)?.round();
        Some(times.checked_mul(unit)?.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that `range` has of a knob of a scenario.
    fn values(range: &str, whole: bool) -> Vec<String> {
        let range = SweepRange::parse(range).unwrap();
        let values = range.spread(range.count.unwrap_or(11), whole);
        values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn values_have_few_digits_and_both_ends() {
        assert_eq!(
            values("a.b=0..10:6", false),
            ["0", "2", "4", "6", "8", "10"]
        );
        assert_eq!(values("a=0..1:4", false), ["0", "0.333", "0.667", "1"]);
        assert_eq!(
            values("a=1_000..1_000_000:4:log", false),
            ["1000", "10000", "100000", "1000000"]
        );
        assert_eq!(
            values("a=100..2000:5:log", false),
            ["100", "211", "447", "946", "2000"]
        );
        assert_eq!(
            values("a=0..1000000:4", false),
            ["0", "333000", "667000", "1000000"]
        );
        assert_eq!(values("a=1..4", true), ["1", "2", "3", "4"]);
        assert_eq!(
            values("a=1..100:5:log", true),
            ["1", "3", "10", "32", "100"]
        );
        let narrow = values("a=10..10.001:50:log", false);
        assert_eq!(narrow.len(), 50);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "a",
            "a=1",
            "a=1..",
            "a=..2",
            "a=1..2:x",
            "a=1..2:3:lin",
            "a=1..2:3:log:4",
            "a=1e3..2",
        ] {
            assert!(SweepRange::parse(text).is_err(), "{text}");
        }
        let quoted = SweepRange::parse("plan.\"a=b\".units=1..2:log").unwrap();
        assert_eq!(
            (quoted.path.as_str(), quoted.logarithmic),
            ("plan.\"a=b\".units", true)
        );
    }
}
