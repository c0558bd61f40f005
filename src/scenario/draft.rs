//! A workload that was found, written as a scenario file.

use crate::units::{Exact, machine};

/// Fractional digits of means and volumes.
const DIGITS: u32 = 6;
/// Fractional digits of shares.
const SHARE_DIGITS: u32 = 12;

/// Tokens of a request in the mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftTokens {
    /// Tokens of the whole prompt.
    pub input: Exact,
    /// Tokens of the answer.
    pub output: Exact,
    /// Part of the prompt read from the cache.
    pub cache_read: Exact,
    /// Part of the prompt written to the cache.
    pub cache_write: Exact,
}

/// A workload that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What the scenario is called.
    pub name: String,
    /// Where it comes from, and what was assumed: comments at its head.
    pub comments: Vec<String>,
    /// Where it runs; a comment asks for it where that is not known.
    pub region: Option<String>,
    /// `text`, `embedding` or `rerank`.
    pub kind: &'static str,
    /// The model; a comment asks for it where that is not known.
    pub model: Option<String>,
    /// Requests a month.
    pub requests_per_month: Exact,
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// The requests of ordinary size.
    pub tokens: DraftTokens,
    /// `5m` or `1h`, where anything is written to a cache.
    pub cache_write_ttl: Option<&'static str>,
    /// Requests above a long-context step: their share of all, and their tokens.
    pub classes: Vec<(Exact, DraftTokens)>,
    /// The profile that says the volume, the tokens and the hours instead, beside the scenario.
    pub profile: Option<String>,
    /// 24 or 168 weights; none where the pattern is not known.
    pub hourly: Vec<Exact>,
    /// `[[plan]]` tables of what runs today, as text.
    pub plans: String,
}

impl Draft {
    /// The scenario file.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for comment in &self.comments {
            for line in comment.lines() {
                put(&mut text, &format!("# {line}"));
            }
        }
        put(&mut text, "schema = 1");
        put(&mut text, &format!("name = {}", quoted(&self.name)));
        match &self.region {
            Some(region) => put(&mut text, &format!("region = {}", quoted(region))),
            None => put(&mut text, "region = \"us-east-1\"  # not known: check it"),
        }
        put(
            &mut text,
            &format!("hours_per_month = {}", machine(&self.hours_per_month)),
        );
        self.workload(&mut text);
        if self.profile.is_none() && !self.hourly.is_empty() {
            put(&mut text, "\n[traffic]");
            let hours = self.hourly.chunks(24).map(|day| {
                let day: Vec<String> = day.iter().map(|weight| number(weight, DIGITS)).collect();
                format!("    {},", day.join(", "))
            });
            let hours: Vec<String> = hours.collect();
            put(
                &mut text,
                &format!(
                    "# Mean requests of each hour, UTC{}\nhourly = [\n{}\n]",
                    if self.hourly.len() > 24 {
                        ", Monday first"
                    } else {
                        ""
                    },
                    hours.join("\n")
                ),
            );
        }
        if !self.plans.is_empty() {
            text.push('\n');
            text.push_str(&self.plans);
        }
        text
    }

    fn workload(&self, text: &mut String) {
        put(text, "\n[workload]");
        if self.kind != "text" {
            put(text, &format!("kind = {}", quoted(self.kind)));
        }
        match &self.model {
            Some(model) => put(text, &format!("models = [{}]", quoted(model))),
            None => put(
                text,
                "# models = [\"amazon.nova-lite-v1:0\"]  # not known: name those to compare",
            ),
        }
        if let Some(profile) = &self.profile {
            put(text, &format!("profile = {}", quoted(profile)));
            return;
        }
        put(
            text,
            &format!(
                "requests_per_month = {}",
                number(&self.requests_per_month, DIGITS)
            ),
        );
        tokens(text, &self.tokens);
        if let Some(ttl) = self.cache_write_ttl {
            put(text, &format!("cache_write_ttl = {}", quoted(ttl)));
        }
        for (share, of) in &self.classes {
            put(text, "\n[[workload.class]]  # above a long-context step");
            put(text, &format!("share = {}", number(share, SHARE_DIGITS)));
            tokens(text, of);
        }
    }
}

fn put(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn tokens(text: &mut String, tokens: &DraftTokens) {
    let cached = !tokens.cache_read.is_zero() || !tokens.cache_write.is_zero();
    let all = [
        ("input_tokens", &tokens.input, true),
        ("output_tokens", &tokens.output, true),
        ("cache_read_tokens", &tokens.cache_read, cached),
        ("cache_write_tokens", &tokens.cache_write, cached),
    ];
    for (name, value, _) in all.into_iter().filter(|(_, _, is_said)| *is_said) {
        put(text, &format!("{name} = {}", number(value, DIGITS)));
    }
}

fn number(value: &Exact, digits: u32) -> String {
    machine(&value.rounded_half_even(digits))
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.extend(format!("\\u{:04X}", u32::from(c)).chars()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
