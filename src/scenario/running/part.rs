//! Parts of JSON, each with its path, so that what is wrong in it can be named.

use serde_json::Value;

use crate::units::shortened;

/// What a key is called: in answers of the API, and in Terraform.
pub(super) type Key = [&'static str; 2];

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    value: &'a Value,
    at: String,
}

impl<'a> Part<'a> {
    pub(super) fn new(value: &'a Value, at: impl Into<String>) -> Self {
        Self {
            value,
            at: at.into(),
        }
    }

    /// What is under a key; `null` is nothing.
    fn under(&self, key: Key) -> Option<Self> {
        let found = key.into_iter().filter(|name| !name.is_empty());
        let mut found = found.filter_map(|name| Some((name, self.value.get(name)?)));
        let (name, value) = found.find(|(_, value)| !value.is_null())?;
        let at = if self.at.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.at)
        };
        Some(Self::new(value, at))
    }

    /// The keys of an object that have a value.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        let entries = self.value.as_object().into_iter().flatten();
        let given = entries.filter(|(_, value)| match value {
            Value::Null => false,
            Value::Array(items) => !items.is_empty(),
            Value::String(text) => !text.is_empty(),
            _ => true,
        });
        given.map(|(key, _)| key.as_str())
    }

    /// Whether two have the same values, wherever they stand.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.value == other.value
    }

    fn wrong(&self, wanted: &str) -> String {
        let what = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        format!(
            "`{}` is {what}, where {wanted} was expected",
            one_line(&self.at)
        )
    }

    /// A text; Terraform writes an empty one for none.
    pub(super) fn text(&self, key: Key) -> Result<Option<&'a str>, String> {
        let Some(part) = self.under(key) else {
            return Ok(None);
        };
        let text = part.value.as_str().ok_or_else(|| part.wrong("a text"))?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// A text that must be there.
    pub(super) fn needed(&self, key: Key) -> Result<&'a str, String> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    fn missing(&self, key: Key) -> String {
        // Only Terraform has paths that begin with an address.
        let name = key.into_iter().find(|name| self.value.get(name).is_some());
        let name = name.unwrap_or(key[0]);
        if self.at.is_empty() {
            format!("`{name}` is missing")
        } else {
            format!("`{name}` is missing in `{}`", one_line(&self.at))
        }
    }

    /// A whole number.
    pub(super) fn whole(&self, key: Key) -> Result<Option<u64>, String> {
        let Some(part) = self.under(key) else {
            return Ok(None);
        };
        let whole = part.value.as_u64();
        whole
            .map(Some)
            .ok_or_else(|| part.wrong("a whole number of at least 0"))
    }

    /// A whole number that is never 0: Terraform writes that for none.
    pub(super) fn positive(&self, key: Key) -> Result<Option<u64>, String> {
        Ok(self.whole(key)?.filter(|whole| *whole > 0))
    }

    /// A number as it is written.
    pub(super) fn number(&self, key: Key) -> Result<Option<String>, String> {
        let Some(part) = self.under(key) else {
            return Ok(None);
        };
        match part.value {
            Value::Number(number) => Ok(Some(number.to_string())),
            _ => Err(part.wrong("a number")),
        }
    }

    /// True or false; false where it is not there.
    pub(super) fn is(&self, key: Key) -> Result<bool, String> {
        let Some(part) = self.under(key) else {
            return Ok(false);
        };
        part.value.as_bool().ok_or_else(|| part.wrong("a boolean"))
    }

    /// A list; an empty one where it is not there.
    pub(super) fn list(&self, key: Key) -> Result<Vec<Self>, String> {
        let Some(part) = self.under(key) else {
            return Ok(Vec::new());
        };
        let items = part.value.as_array().ok_or_else(|| part.wrong("a list"))?;
        let items = items.iter().enumerate();
        items
            .map(|(at, item)| Self::new(item, format!("{}[{at}]", part.at)).object())
            .collect()
    }

    /// An object; Terraform writes a block as a list of one.
    pub(super) fn block(&self, key: Key) -> Result<Option<Self>, String> {
        let Some(part) = self.under(key) else {
            return Ok(None);
        };
        match part.value {
            Value::Array(items) => match items.as_slice() {
                [] => Ok(None),
                [one] => Self::new(one, format!("{}[0]", part.at)).object().map(Some),
                _ => Err(part.wrong("one object")),
            },
            _ => part.object().map(Some),
        }
    }

    fn object(self) -> Result<Self, String> {
        if self.value.is_object() {
            Ok(self)
        } else {
            Err(self.wrong("an object"))
        }
    }

    /// Whether there is anything but nothing, an empty list or an empty object.
    pub(super) fn has(&self, key: Key) -> bool {
        self.under(key).is_some_and(|part| match part.value {
            Value::Array(items) => !items.is_empty(),
            Value::Object(entries) => !entries.is_empty(),
            Value::String(text) => !text.is_empty(),
            _ => true,
        })
    }
}

/// A name from a file as it is shown: on one line, and of bearable length.
pub(super) fn one_line(name: &str) -> String {
    const SHOWN: usize = 120;
    if name.chars().count() > SHOWN {
        return shortened(name);
    }
    name.escape_debug().to_string()
}

/// A name from a file as a plan's id: on one line, and of bearable length.
pub(super) fn id(name: &str) -> String {
    const MOST: usize = 120;
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    name.chars().map(plain).take(MOST).collect()
}

/// The region of an ARN: `arn:aws:sagemaker:REGION:ACCOUNT:…`.
pub(super) fn region(arn: &str) -> Option<String> {
    let mut parts = arn.split(':');
    let region = (parts.next() == Some("arn")).then(|| parts.nth(2))??;
    (!region.is_empty()).then(|| region.to_owned())
}
