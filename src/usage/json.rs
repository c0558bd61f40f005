//! The wanted values of a JSON object; everything else is passed over without being kept.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Where wanted values are: a tree of names, each of which may lead to a slot.
#[derive(Debug, Default)]
pub(super) struct Paths {
    slot: Option<usize>,
    below: Vec<(String, Paths)>,
}

impl Paths {
    /// Adds a path such as `input.inputTokenCount`, whose value belongs into `slot`. Of an array, its
    /// last element that has a value is meant.
    pub(super) fn add(&mut self, path: &str, slot: usize) {
        let mut node = self;
        for name in path.split('.') {
            let at = node.below.iter().position(|(own, _)| own == name);
            let at = at.unwrap_or_else(|| {
                node.below.push((name.to_owned(), Self::default()));
                node.below.len() - 1
            });
            node = &mut node.below[at].1;
        }
        node.slot = Some(slot);
    }

    /// Reads the wanted values of an object into `found`.
    ///
    /// # Errors
    /// Where the text is no JSON, or not an object.
    pub(super) fn read<'de>(
        &self,
        text: &'de [u8],
        found: &mut [Option<Cow<'de, str>>],
    ) -> Result<(), serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_slice(text);
        let seed = Wanted { paths: self, found };
        seed.deserialize(&mut reader)?;
        reader.end()
    }
}

/// Reads one value.
struct Wanted<'p, 'f, 'de> {
    paths: &'p Paths,
    found: &'f mut [Option<Cow<'de, str>>],
}

impl<'de> Wanted<'_, '_, 'de> {
    fn keep(&mut self, value: Cow<'de, str>) {
        let slot = self.paths.slot.and_then(|slot| self.found.get_mut(slot));
        if let Some(slot) = slot {
            *slot = Some(value);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Wanted<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.paths.slot.is_none() && self.paths.below.is_empty() {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let below = self.paths.below.iter().find(|(own, _)| *own == name);
            match below {
                Some((_, paths)) => map.next_value_seed(Wanted {
                    paths,
                    found: &mut *self.found,
                })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let next = list.next_element_seed(Wanted {
                paths: self.paths,
                found: &mut *self.found,
            })?;
            if next.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_borrowed_str<E: Error>(mut self, text: &'de str) -> Result<(), E> {
        self.keep(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.keep(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.keep(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_values_are_found_and_others_passed_over() {
        let mut paths = Paths::default();
        paths.add("a.b", 0);
        paths.add("a.c", 1);
        paths.add("d.usage.n", 2);
        paths.add("e", 3);
        let text = br#"{"x":{"a":{"b":9}},"a":{"b":12,"z":[1,{"b":2}],"c":"t\u0065xt"},
            "d":[{"usage":{"n":1}},{"other":true},{"usage":{"n":2}}],"e":null}"#;
        let mut found = vec![None; 4];
        paths.read(text, &mut found).unwrap();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, [Some("12"), Some("text"), Some("2"), None]);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let mut paths = Paths::default();
        paths.add("a", 0);
        for text in [
            "{",
            "{\"a\":1}}",
            "",
            "{\"a\":\u{0}}",
            "{\"a\":1} x",
            "[1",
            "\"a",
        ] {
            assert!(paths.read(text.as_bytes(), &mut [None]).is_err(), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(paths.read(deep.as_bytes(), &mut [None]).is_err());
    }
}
