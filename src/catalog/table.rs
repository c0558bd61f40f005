//! Sorted CSV texts, searched without being parsed.

use csv::{ReaderBuilder, StringRecord};

/// The lines of `text` that begin with `prefix`, as one slice. The lines below the header must be
/// sorted bytewise.
pub(super) fn block<'a>(text: &'a str, prefix: &str) -> &'a str {
    let body = body(text);
    let prefix = prefix.as_bytes();
    let start = partition(body, |line| head(line, prefix) < prefix);
    let rest = &body[start..];
    let end = partition(rest, |line| head(line, prefix) <= prefix);
    &rest[..end]
}

/// What stands below the header.
pub(super) fn body(text: &str) -> &str {
    text.find('\n').map_or("", |end| &text[end + 1..])
}

fn head<'a>(line: &'a [u8], prefix: &[u8]) -> &'a [u8] {
    &line[..line.len().min(prefix.len())]
}

/// The offset of the first line for which `before` does not hold; the lines it holds for come first.
fn partition(text: &str, before: impl Fn(&[u8]) -> bool) -> usize {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[start..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| start + at + 1);
        if before(&bytes[start..end]) { low = end } else { high = start }
    }
    low
}

/// The records of lines without a header; lines that are no CSV are left to the load checks.
pub(super) fn records(lines: &str) -> impl Iterator<Item = StringRecord> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(lines.as_bytes())
        .into_records()
        .filter_map(Result::ok)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_block_and_nothing_else() {
        let text = "k,v\na,1\nb,1\nb,2\nb.c,9\nd,1\n";
        assert_eq!(block(text, "b,"), "b,1\nb,2\n");
        assert_eq!(block(text, "a,"), "a,1\n");
        assert_eq!(block(text, "d,"), "d,1\n");
        assert_eq!(block(text, "c,"), "");
        assert_eq!(block(text, "z,"), "");
        assert_eq!(block("k\n", "a,"), "");
    }
}
