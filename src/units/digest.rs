//! Digests of texts, so that a report says what it was made from.

use sha2::{Digest as _, Sha256};

/// The first 16 hexadecimal digits of the SHA-256 of `text`.
pub fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
