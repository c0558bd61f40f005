//! The parts of a JSON document that has been found whole: where its members and elements lie.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    /// Its text.
    pub(super) text: &'a [u8],
    /// Where it begins in the document.
    pub(super) at: usize,
}

impl<'a> Part<'a> {
    /// A whole document.
    ///
    /// # Errors
    /// Where it is no JSON.
    pub(super) fn whole(text: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice::<IgnoredAny>(text)?;
        let start = text.iter().take_while(|byte| byte.is_ascii_whitespace());
        let at = start.count();
        let text = text.get(at..).unwrap_or_default().trim_ascii_end();
        Ok(Self { text, at })
    }

    /// Whether it is an array.
    pub(super) fn is_array(&self) -> bool {
        self.text.starts_with(b"[")
    }

    /// Whether it is there, and not `null`.
    pub(super) fn is_something(&self) -> bool {
        !self.text.is_empty() && self.text != b"null"
    }

    /// Whether it is an object.
    pub(super) fn is_object(&self) -> bool {
        self.text.starts_with(b"{")
    }

    /// The text that it is, if it is one.
    pub(super) fn string(&self) -> Option<String> {
        serde_json::from_slice(self.text).ok()
    }

    /// The elements of an array; none of anything else.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let mut at = 1;
        std::iter::from_fn(move || {
            if !self.is_array() {
                return None;
            }
            let part = self.value(at)?;
            at = part.at - self.at + part.text.len();
            Some(part)
        })
    }

    /// The members of an object; none of anything else.
    pub(super) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let mut at = 1;
        std::iter::from_fn(move || {
            if !self.is_object() {
                return None;
            }
            let name = self.value(at)?;
            let value = self.value(name.at - self.at + name.text.len())?;
            at = value.at - self.at + value.text.len();
            Some((name.name(), value))
        })
    }

    /// The text of a name, which is there as it is unless something in it is escaped.
    fn name(self) -> Cow<'a, str> {
        let plain = self.text.get(1..self.text.len() - 1).unwrap_or_default();
        match std::str::from_utf8(plain) {
            Ok(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
            _ => Cow::Owned(self.string().unwrap_or_default()),
        }
    }

    /// Its members, to be asked for by name several times.
    pub(super) fn object(self) -> Object<'a> {
        Object(self.members().collect())
    }

    /// The member of that name.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        let found = self.members().find(|(own, _)| own == name);
        found.map(|(_, part)| part)
    }

    /// The array of that name.
    pub(super) fn array(self, name: &str) -> Option<Self> {
        self.member(name).filter(Self::is_array)
    }

    /// The next value from a place on, after what separates it.
    fn value(&self, from: usize) -> Option<Self> {
        let rest = self.text.get(from..)?;
        let separates = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b':');
        let start = rest.iter().take_while(|byte| separates(byte)).count();
        let text = rest.get(start..)?;
        if matches!(text.first(), None | Some(b']' | b'}')) {
            return None;
        }
        let mut end = End::default();
        let length = text.iter().position(|byte| end.is_passed(*byte));
        Some(Self {
            text: text.get(..length?)?,
            at: self.at + from + start,
        })
    }
}

/// The members of an object.
pub(super) struct Object<'a>(pub(super) Vec<(Cow<'a, str>, Part<'a>)>);

impl<'a> Object<'a> {
    /// The member of that name.
    pub(super) fn member(&self, name: &str) -> Option<Part<'a>> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, part)| *part)
    }

    /// The array of that name.
    pub(super) fn array(&self, name: &str) -> Option<Part<'a>> {
        self.member(name).filter(Part::is_array)
    }
}

/// Finds where a value ends, byte by byte.
#[derive(Debug, Default)]
pub(super) struct End {
    depth: usize,
    in_text: bool,
    is_escaped: bool,
    /// The value is an array, an object or a text, and has ended.
    has_closed: bool,
}

impl End {
    /// Whether the value is over before this byte.
    pub(super) fn is_passed(&mut self, byte: u8) -> bool {
        if self.has_closed {
            return true;
        }
        if self.in_text {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.in_text = false;
                    self.has_closed = self.depth == 0;
                }
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth == 0 => return true,
            b'}' | b']' => {
                self.depth -= 1;
                self.has_closed = self.depth == 0;
            }
            b',' | b':' => return self.depth == 0,
            _ => return self.depth == 0 && byte.is_ascii_whitespace(),
        }
        false
    }

    /// Whether it is within a text.
    pub(super) fn is_in_text(&self) -> bool {
        self.in_text
    }

    /// Whether the value has ended with the last byte.
    pub(super) fn has_closed(&self) -> bool {
        self.has_closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_where_they_lie() {
        let text = br#" {"a": [1, {"b":"x]\"}"} ,[ ]],"c" : null, "d":"t" , "e":{}} "#;
        let whole = Part::whole(text).unwrap();
        let members: Vec<_> = whole
            .members()
            .map(|(name, part)| {
                (
                    name.into_owned(),
                    String::from_utf8(part.text.to_vec()).unwrap(),
                )
            })
            .collect();
        let expected = [
            ("a", r#"[1, {"b":"x]\"}"} ,[ ]]"#),
            ("c", "null"),
            ("d", "\"t\""),
            ("e", "{}"),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(members, expected);
        let list = whole.array("a").unwrap();
        let texts: Vec<_> = list.elements().map(|part| part.text).collect();
        assert_eq!(texts, [&b"1"[..], br#"{"b":"x]\"}"}"#, b"[ ]"]);
        for part in list.elements() {
            assert!(text[part.at..].starts_with(part.text));
        }
        assert_eq!(
            whole.member("d").and_then(|part| part.string()).unwrap(),
            "t"
        );
        assert_eq!(list.members().count(), 0);
        assert!(Part::whole(b"{").is_err());
    }
}
