//! JSON whose texts are short: a text without an end would fill the memory before it is refused.

use std::io::{self, Read};

/// The longest text of a price list. Products of `get-products` are texts of a few thousand bytes.
const LONGEST: usize = 1024 * 1024;

/// Reads on until a text of JSON is longer than any of a price list.
pub(super) struct ShortTexts<R> {
    file: R,
    /// Bytes since the last quote.
    length: usize,
    is_escaped: bool,
}

impl<R: Read> ShortTexts<R> {
    pub(super) fn of(file: R) -> Self {
        Self {
            file,
            length: 0,
            is_escaped: false,
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.length += 1;
            let is_quote = *byte == b'"' && !self.is_escaped;
            self.is_escaped = *byte == b'\\' && !self.is_escaped;
            if is_quote {
                self.length = 0;
            }
        }
    }
}

impl<R: Read> Read for ShortTexts<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.pass(into.get(..count).unwrap_or_default());
        if self.length > LONGEST {
            let message = "a text in it is longer than 1 MiB";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_an_end_is_refused() {
        let long = |text: &str| {
            let mut all = Vec::new();
            ShortTexts::of(text.as_bytes()).read_to_end(&mut all)
        };
        let short = r#"{"a":"b\"c","d":"e"}"#.repeat(200_000);
        assert_eq!(long(&short).unwrap(), short.len());
        assert!(long(&format!("{{\"a\":\"{}", "x".repeat(3 << 20))).is_err());
        assert!(long(&format!("{{\"a\":\"{}", "\\\"".repeat(3 << 20))).is_err());
    }
}
