//! Changes of knobs, as a user writes them: `KNOB=V`.

use super::{Knob, KnobError};
use crate::units::{Decimal, Exact, machine, plain_decimal, shortened};

/// A knob's path and how its number changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path of the knob.
    pub path: String,
    by: By,
}

/// How a number changes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    /// To this value.
    To(Decimal),
    /// Times this.
    Times(Exact),
    /// This more, or less.
    Plus(Decimal),
}

/// What may stand after the `=`.
const FORMS: &str = "a change is 250 (the value), x1.5 (times), +20% or -20%, +300 or -300 (more or less), =-0.1 (the value, where that is negative)";

/// The path of a knob and what stands after its `=`; a quoted part of the path may hold one too.
pub fn split_knob(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let (at, _) = text.char_indices().find(|(_, c)| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(*c),
            (Some(open), close) if open == *close => quote = None,
            (None, '=') => return true,
            _ => {}
        }
        false
    })?;
    Some((text[..at].trim(), &text[at + 1..]))
}

impl Change {
    /// Reads `KNOB=V`; a quoted part of the path may hold an `=`.
    ///
    /// # Errors
    /// [`KnobError`] where it is no change.
    pub fn parse(text: &str) -> Result<Self, KnobError> {
        let Some((path, change)) = split_knob(text) else {
            let message = format!("`{}` is no change of a knob", shortened(text));
            let help = format!("write KNOB=V; {FORMS}");
            return Err(KnobError::new(message, Some(help)));
        };
        Self::of(path, change)
    }

    /// The change of the knob at `path` that `change` says.
    ///
    /// # Errors
    /// [`KnobError`] where it says none.
    pub fn of(path: &str, change: &str) -> Result<Self, KnobError> {
        let change = change.trim().replace('_', "");
        let decimal = |text: &str| {
            plain_decimal(text).map_err(|reason| {
                let message = format!("the change of `{}`: {reason}", shortened(path));
                KnobError::new(message, Some(FORMS.to_owned()))
            })
        };
        let by = if let Some(value) = change.strip_prefix('=') {
            By::To(decimal(value)?)
        } else if let Some(factor) = change.strip_prefix(['x', '×', '*']) {
            By::Times(Exact::from(decimal(factor)?))
        } else if let Some(percent) = change.strip_suffix('%') {
            if !percent.starts_with(['+', '-']) {
                let message = format!(
                    "the change of `{}`: `{}` is neither more nor less",
                    shortened(path),
                    shortened(&change)
                );
                return Err(KnobError::new(message, Some(FORMS.to_owned())));
            }
            let hundredth = Exact::from(Decimal::new(1, 2));
            By::Times(Exact::one() + Exact::from(decimal(percent)?) * hundredth)
        } else if change.starts_with(['+', '-']) {
            By::Plus(decimal(&change)?)
        } else {
            By::To(decimal(&change)?)
        };
        Ok(Self {
            path: path.trim().to_owned(),
            by,
        })
    }

    /// The value of `knob` after it.
    ///
    /// # Errors
    /// [`KnobError`] where there is no value to change, or the new one is not allowed.
    pub fn value(&self, knob: &Knob) -> Result<Decimal, KnobError> {
        let own = || {
            knob.value.map(Exact::from).ok_or_else(|| {
                let message = format!("`{}` has no one value to change", self.path);
                let help = "the file does not give it, or differently in several places: say the value itself";
                KnobError::new(message, Some(help.to_owned()))
            })
        };
        let value = match &self.by {
            By::To(value) => *value,
            By::Times(factor) => self.decimal(&(own()? * factor))?,
            By::Plus(more) => self.decimal(&(own()? + Exact::from(*more)))?,
        };
        match knob.bound.refuse(value) {
            None => Ok(value),
            Some(reason) => {
                let message = format!("`{}` {reason}, not {}", self.path, value.normalize());
                Err(KnobError::new(message, None))
            }
        }
    }

    fn decimal(&self, value: &Exact) -> Result<Decimal, KnobError> {
        let parsed = machine(value).parse::<Decimal>().ok();
        let kept = parsed.filter(|parsed| Exact::from(*parsed) == *value);
        kept.ok_or_else(|| {
            let message = format!("the new value of `{}` has too many digits", self.path);
            KnobError::new(message, Some("say the value itself".to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::bounds;

    fn knob(value: Option<&str>) -> Knob {
        Knob::plain(
            "a.b",
            &bounds::TOKENS,
            value.map(|text| text.parse().unwrap()),
        )
    }

    #[test]
    fn each_form_changes_the_value() {
        for (change, wanted) in [
            ("250", "250"),
            ("9_000", "9000"),
            ("x1.5", "300"),
            ("+20%", "240"),
            ("-20%", "160"),
            ("+300", "500"),
            ("-50", "150"),
            ("=7", "7"),
        ] {
            let change = Change::parse(&format!("a.b={change}")).unwrap();
            let value = change.value(&knob(Some("200"))).unwrap();
            assert_eq!(value.normalize().to_string(), wanted);
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for text in [
            "a.b", "a.b=", "a.b=x", "a.b=20%", "a.b=1e3", "a.b=++2", "a.b=%",
        ] {
            assert!(Change::parse(text).is_err(), "{text}");
        }
        let parsed = |text: &str| Change::parse(text).unwrap();
        assert!(parsed("a.b=-300").value(&knob(Some("200"))).is_err());
        assert!(parsed("a.b=x2").value(&knob(None)).is_err());
        assert!(parsed("a.b=12").value(&knob(None)).is_ok());
        let quoted = parsed("plan.\"x=1\".units=+2");
        assert_eq!(quoted.path, "plan.\"x=1\".units");
    }
}
