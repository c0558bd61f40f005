//! How wide text is, without a font at hand.

use crate::render::document::clean;

/// The width of a text as it is written, in pixels, at most: measured for a wide font (`DejaVu`
/// Sans).
pub(super) fn width(text: &str, size: f64) -> f64 {
    writable(text).chars().map(em).sum::<f64>() * size
}

/// The same for bold text.
pub(super) fn bold_width(text: &str, size: f64) -> f64 {
    width(text, size) * 1.13
}

/// The text in one line, or in two if it is an id that fits so: broken after a slash, or before a
/// choice or a region.
pub(super) fn in_two(text: &str, size: f64, room: f64) -> Vec<String> {
    if width(text, size) <= room {
        return vec![text.to_owned()];
    }
    let seams = text.char_indices().filter_map(|(at, c)| match c {
        '/' => Some(at + 1),
        '+' | '@' | ' ' => Some(at),
        _ => None,
    });
    let halves = seams.map(|at| text.split_at(at));
    let wider = |(head, tail): &(&str, &str)| width(head, size).max(width(tail, size));
    let best = halves
        .filter(|(head, tail)| !head.is_empty() && !tail.is_empty())
        .min_by(|one, other| wider(one).total_cmp(&wider(other)));
    match best {
        Some((head, tail)) => [head, tail.trim_start()]
            .map(|part| fitted(part, size, room))
            .to_vec(),
        None => vec![fitted(text, size, room)],
    }
}

/// The text, or as much of its two ends as fits: ids differ at either.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    for kept in (1..chars.len()).rev() {
        let head = kept.div_ceil(2);
        let start: String = chars[..head].iter().collect();
        let end: String = chars[chars.len() - (kept - head)..].iter().collect();
        let short = format!("{start}…{end}");
        if width(&short, size) <= room {
            return short;
        }
    }
    "…".to_owned()
}

/// The text in lines of at most `room`, at most `lines` of them.
pub(super) fn wrapped(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut words = text.split(' ').peekable();
    while let (true, Some(_)) = (done.len() < lines, words.peek()) {
        if done.len() + 1 == lines {
            let rest: Vec<&str> = words.by_ref().collect();
            done.push(ended(&rest.join(" "), size, room));
            continue;
        }
        let mut line = words.next().unwrap_or_default().to_owned();
        while let Some(word) = words.peek() {
            let longer = format!("{line} {word}");
            if width(&longer, size) > room {
                break;
            }
            line = longer;
            words.next();
        }
        done.push(fitted(&line, size, room));
    }
    done
}

/// As much of the text's start as fits.
pub(super) fn ended(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if width(&cut, size) <= room {
            return cut;
        }
    }
    "…".to_owned()
}

/// The text as XML can hold it: one line, no control characters, no code points that are none.
pub(super) fn writable(text: &str) -> String {
    let known = |c: char| match c {
        '\n' => ' ',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    };
    clean(text).chars().map(known).collect()
}

/// The width of a character as a share of the font's size.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.34,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1.0,
        'A'..='Z' | '+' | '=' | '<' | '>' | '~' | '&' => 0.8,
        '\0'..='\u{ff}' => 0.64,
        '\u{100}'..='\u{10ff}' => 0.85,
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_keeps_both_ends() {
        let id = "sagemaker.endpoint/llama/ml.g5.12xlarge";
        let short = fitted(id, 10.0, 120.0);
        assert!(short.starts_with("sagem") && short.ends_with("xlarge"));
        assert!(width(&short, 10.0) <= 120.0);
        assert_eq!(fitted("short", 10.0, 120.0), "short");
        assert_eq!(fitted("short", 10.0, 1.0), "…");
    }

    #[test]
    fn prose_is_wrapped_and_ended() {
        let lines = wrapped("one two three four five six", 10.0, 62.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 10.0) <= 62.0));
        assert!(lines[1].ends_with('…'));
        assert_eq!(writable("a\u{1b}\n\u{ffff}"), "a\\u{1b} \u{fffd}");
    }
}
