//! The wanted values of a JSON object; everything else is passed over without being kept.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize as _,
    de::{
        DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::{Map, Value};

/// Where wanted values are: a tree of names, each of which may lead to a slot.
///
/// A path is names with points between them. Of an array, its last element that has a value is meant.
/// `*` stands for any names, and `[ttl=1h]` for those objects of an array of which it is true; what is
/// found by such a path is added up. A name of the file that has points itself is found too, and so is
/// what is in a text that is JSON.
#[derive(Debug, Default)]
pub(super) struct Paths {
    slot: Option<usize>,
    /// Whether what is found is added to what was found before.
    adds_up: bool,
    below: Vec<(String, Self)>,
    /// What is looked for at any depth.
    deep: Option<Box<Self>>,
    /// What is looked for in objects that have a certain value.
    chosen: Vec<Chosen>,
}

#[derive(Debug)]
struct Chosen {
    name: String,
    value: String,
    paths: Paths,
}

/// Nothing is wanted.
static NOTHING: Paths = Paths {
    slot: None,
    adds_up: false,
    below: Vec::new(),
    deep: None,
    chosen: Vec::new(),
};

/// Whether what is found by a path is added up.
pub(super) fn adds_up(path: &str) -> bool {
    path.contains(['*', '['])
}

impl Paths {
    /// Adds a path such as `input.inputTokenCount`, whose value belongs into `slot`.
    pub(super) fn add(&mut self, path: &str, slot: usize) {
        let mut node = self;
        for name in path.split('.') {
            node = node.step(name);
        }
        node.slot = Some(slot);
        node.adds_up = adds_up(path);
    }

    /// The node below by a name, made if it is not there.
    fn step(&mut self, name: &str) -> &mut Self {
        if name == "*" {
            return self.deep.get_or_insert_default();
        }
        let choice = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        if let Some((name, value)) = choice.and_then(|choice| choice.split_once('=')) {
            self.chosen.push(Chosen {
                name: name.to_owned(),
                value: value.to_owned(),
                paths: Self::default(),
            });
            let last = self.chosen.len() - 1;
            return &mut self.chosen[last].paths;
        }
        let at = self.below.iter().position(|(own, _)| own == name);
        let at = at.unwrap_or_else(|| {
            self.below.push((name.to_owned(), Self::default()));
            self.below.len() - 1
        });
        &mut self.below[at].1
    }

    /// The node below by a name of the file, which may have points.
    fn child(&self, name: &str) -> Option<&Self> {
        let own = |node: &'_ Self, name: &str| node.below.iter().position(|(own, _)| own == name);
        if let Some(at) = own(self, name) {
            return self.below.get(at).map(|(_, paths)| paths);
        }
        if !name.contains('.') {
            return None;
        }
        let mut node = self;
        for part in name.split('.') {
            node = &node.below.get(own(node, part)?)?.1;
        }
        Some(node)
    }

    /// Whether nothing is wanted below.
    fn is_end(&self) -> bool {
        self.below.is_empty() && self.deep.is_none() && self.chosen.is_empty()
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
        let seed = Wanted {
            paths: self,
            deep: None,
            found,
        };
        seed.deserialize(&mut reader)?;
        reader.end()
    }
}

/// Reads one value.
struct Wanted<'p, 'f, 'de> {
    paths: &'p Paths,
    /// What is looked for at this depth and below.
    deep: Option<&'p Paths>,
    found: &'f mut [Option<Cow<'de, str>>],
}

impl<'p, 'de> Wanted<'p, '_, 'de> {
    fn keep(&mut self, value: Cow<'de, str>) {
        let slot = self.paths.slot.and_then(|slot| self.found.get_mut(slot));
        let Some(slot) = slot else {
            return;
        };
        let sum = match slot.as_deref() {
            Some(before) if self.paths.adds_up => {
                let before = before.parse::<u64>().ok();
                before.and_then(|before| before.checked_add(value.parse().ok()?))
            }
            _ => None,
        };
        *slot = Some(sum.map_or(value, |sum| Cow::Owned(sum.to_string())));
    }

    /// Reads a text that is JSON, where something in it is wanted.
    fn read_text<E: Error>(&mut self, text: &str) -> Result<(), E> {
        if self.paths.is_end() || !text.trim_start().starts_with(['{', '[']) {
            return Ok(());
        }
        let mut found = vec![None; self.found.len()];
        let mut reader = serde_json::Deserializer::from_str(text);
        let seed = Wanted {
            paths: self.paths,
            deep: None,
            found: &mut found,
        };
        let read = seed.deserialize(&mut reader).and_then(|()| reader.end());
        read.map_err(|_| E::custom("a text in it is no JSON"))?;
        for (own, found) in self.found.iter_mut().zip(found) {
            if let Some(found) = found {
                *own = Some(Cow::Owned(found.into_owned()));
            }
        }
        Ok(())
    }

    /// How the value of a name is read.
    fn below(&mut self, name: &str) -> Wanted<'p, '_, 'de> {
        let deep = self.paths.deep.as_deref().or(self.deep);
        let child = self.paths.child(name);
        let paths = child.or_else(|| deep.and_then(|deep| deep.child(name)));
        Wanted {
            paths: paths.unwrap_or(&NOTHING),
            deep,
            found: &mut *self.found,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Wanted<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.paths.slot.is_none() && self.paths.is_end() && self.deep.is_none() {
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

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        if !self.paths.chosen.is_empty() {
            let map = Map::deserialize(MapAccessDeserializer::new(map))?;
            for chosen in &self.paths.chosen {
                if map.get(&chosen.name).and_then(Value::as_str) == Some(&chosen.value) {
                    let seed = Wanted {
                        paths: &chosen.paths,
                        deep: None,
                        found: &mut *self.found,
                    };
                    let read = seed.deserialize(Value::Object(map.clone()));
                    read.map_err(A::Error::custom)?;
                }
            }
            return Ok(());
        }
        // There is something, though no value.
        self.keep(Cow::Borrowed(""));
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            map.next_value_seed(self.below(&name))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let next = list.next_element_seed(Wanted {
                paths: self.paths,
                deep: self.deep,
                found: &mut *self.found,
            })?;
            if next.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_borrowed_str<E: Error>(mut self, text: &'de str) -> Result<(), E> {
        self.read_text(text)?;
        self.keep(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.read_text(text)?;
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
    fn what_is_anywhere_or_chosen_is_added_up() {
        let mut paths = Paths::default();
        paths.add("trace.*.usage.units", 0);
        paths.add("writes.[ttl=1h].tokens", 1);
        paths.add("gen_ai.usage.input", 2);
        paths.add("meta.usage.output", 3);
        let text = br#"{"trace":{"in":{"g1":{"m":{"usage":{"units":2}}}},"out":{"g1":[
            {"m":{"usage":{"units":3,"other":9}}},{"m":{"usage":{"units":"4"}}}]}},
            "usage":{"units":100},
            "writes":[{"ttl":"1h","tokens":5},{"tokens":6,"ttl":"5m"},{"tokens":7,"ttl":"1h"}],
            "gen_ai.usage.input":8,"meta":"{\"usage\":{\"output\":9}}"}"#;
        let mut found = vec![None; 4];
        paths.read(text, &mut found).unwrap();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, [Some("9"), Some("12"), Some("8"), Some("9")]);
        let broken = br#"{"meta":"{\"usage\": nothing}"}"#;
        assert!(paths.read(broken, &mut [None, None, None, None]).is_err());
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
