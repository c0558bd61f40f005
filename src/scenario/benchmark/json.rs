//! JSON as benchmark programs write it: several documents after each other, `NaN` and `Infinity`
//! where Python had no number.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};

use super::Run;

/// The documents of a file.
pub(super) struct Documents<'a>(Cow<'a, str>);

impl<'a> Documents<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(without_nan(text))
    }

    /// The first document.
    pub(super) fn first<T: DeserializeOwned>(&self) -> Result<T, String> {
        let mut documents = serde_json::Deserializer::from_str(&self.0).into_iter::<T>();
        match documents.next() {
            Some(document) => document.map_err(|error| wrong(&error)),
            None => Err("the file is empty".to_owned()),
        }
    }

    /// One run of each document.
    pub(super) fn each<T: DeserializeOwned>(
        &self,
        run: impl Fn(&T, String) -> Result<Run, String>,
    ) -> Result<Vec<Run>, String> {
        self.many(|document, at| run(document, at.to_owned()).map(|run| vec![run]))
    }

    /// The runs of all documents.
    pub(super) fn many<T: DeserializeOwned>(
        &self,
        runs: impl Fn(&T, &str) -> Result<Vec<Run>, String>,
    ) -> Result<Vec<Run>, String> {
        let documents = serde_json::Deserializer::from_str(&self.0).into_iter::<T>();
        let mut all = Vec::new();
        for (at, document) in documents.enumerate() {
            let document = document.map_err(|error| wrong(&error))?;
            all.extend(runs(&document, &format!("result {}", at + 1))?);
        }
        Ok(all)
    }
}

fn wrong(error: &serde_json::Error) -> String {
    format!("it is not the JSON that was expected: {error}")
}

/// The text with `null` for the words outside of strings that Python writes and JSON does not know.
fn without_nan(text: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["NaN", "-Infinity", "Infinity"];
    if !WORDS.iter().any(|word| text.contains(word)) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut inside = false;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let word = WORDS
            .iter()
            .find(|word| !inside && rest.starts_with(**word));
        let taken = if let Some(word) = word {
            clean.push_str("null");
            word.len()
        } else {
            // Within a string a backslash takes the next character with it.
            let escaped = if inside && next == '\\' {
                rest.chars().nth(1)
            } else {
                None
            };
            inside ^= next == '"';
            clean.push(next);
            clean.extend(escaped);
            next.len_utf8() + escaped.map_or(0, char::len_utf8)
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Cow::Owned(clean)
}

/// The keys of a document.
pub(super) struct Keys(pub(super) BTreeSet<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = Keys;
            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = BTreeSet::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.insert(key);
                }
                Ok(Keys(keys))
            }
        }
        from.deserialize_map(Table)
    }
}

/// A number, or nothing where anything else stands.
pub(super) fn figure<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Figure {
        Number(f64),
        Other(IgnoredAny),
    }
    Ok(match Figure::deserialize(from)? {
        Figure::Number(number) => Some(number),
        Figure::Other(IgnoredAny) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_outside_of_strings_become_null() {
        let text = r#"{"a": NaN, "b\"NaN": "Infinity", "c": [-Infinity, Infinity, "\\"]}"#;
        let clean = r#"{"a": null, "b\"NaN": "Infinity", "c": [null, null, "\\"]}"#;
        assert_eq!(without_nan(text), clean);
    }
}
