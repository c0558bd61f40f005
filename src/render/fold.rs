//! Breaking lines, where it hurts least.

/// Lines of at most `width` characters: broken at spaces, and inside a word that is too long before
/// `+` and `@` and after `/`, as ids and keys are read.
pub(super) fn fold(text: &str, width: usize) -> Vec<String> {
    text.split('\n')
        .flat_map(|line| fold_line(line, width.max(1)))
        .collect()
}

/// The same with a first line that begins with `head` and others that begin with as many spaces.
pub(super) fn hang(head: &str, text: &str, width: usize) -> Vec<String> {
    let indent = length(head);
    let lines = fold(text, width.saturating_sub(indent).max(20));
    let start = |at: usize| {
        if at == 0 {
            head.to_owned()
        } else {
            " ".repeat(indent)
        }
    };
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| format!("{}{line}", start(at)))
        .collect()
}

/// The columns a text takes.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

fn fold_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let mut first = true;
        for part in parts(word, width) {
            let last = lines.last_mut();
            let used = last.as_deref().map_or(0, |last| length(last));
            let gap = usize::from(first && used > 0);
            match last {
                Some(last) if used + gap + length(part) <= width || used == 0 => {
                    last.push_str(if gap == 1 { " " } else { "" });
                    last.push_str(part);
                }
                _ => lines.push(part.to_owned()),
            }
            first = false;
        }
    }
    lines
}

/// A word, in the pieces it may be broken into if it is longer than `width`.
fn parts(word: &str, width: usize) -> Vec<&str> {
    let seams = |before: &str, c: char| matches!(c, '+' | '@') || before.ends_with('/');
    let joints = |before: &str, _: char| before.ends_with(['-', '.', ':', ',', '_']);
    let pieces = split(word, width, &seams).into_iter();
    pieces
        .flat_map(|piece| split(piece, width, &joints))
        .flat_map(|piece| cut(piece, width))
        .collect()
}

/// The word cut wherever `breaks` says of what is before a character and of that character, if it
/// is too long.
fn split<'a>(word: &'a str, width: usize, breaks: &dyn Fn(&str, char) -> bool) -> Vec<&'a str> {
    if length(word) <= width {
        return vec![word];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices().filter(|(at, _)| *at > 0) {
        if breaks(&word[..at], c) {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// The word in pieces of `width`.
fn cut(word: &str, width: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some((at, _)) = rest.char_indices().nth(width) {
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_break_at_their_seams() {
        let id = "sagemaker.endpoint/llama/ml.g5.12xlarge@us-west-2+x4";
        assert_eq!(
            fold(id, 28),
            ["sagemaker.endpoint/llama/", "ml.g5.12xlarge@us-west-2+x4"]
        );
        assert_eq!(fold(id, 100), [id]);
        assert_eq!(
            fold("bedrock.on-demand/nova-pro", 12),
            ["bedrock.on-", "demand/", "nova-pro"]
        );
    }

    #[test]
    fn prose_breaks_at_spaces() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(
            hang("- ", "one two three four five six", 22),
            ["- one two three four", "  five six"]
        );
    }

    #[test]
    fn a_word_without_seams_is_cut() {
        assert_eq!(fold("abcdefg", 3), ["abc", "def", "g"]);
        assert_eq!(fold("", 3), [""]);
        assert_eq!(fold("äöüß", 2), ["äö", "üß"]);
    }
}
