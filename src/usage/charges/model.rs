//! Names of models on bills: `Claude4.6Sonnet`, `NovaMicro`, `moonshotai.kimi-k2.5`.
//!
//! A name is one of the catalog's names if both are the same letters and numbers, in the same order or,
//! as bills put the version before the family, with the same words and the same numbers in order. No
//! digit is ever dropped to find a name, and a name of two models is none.

use std::collections::BTreeMap;

use crate::catalog::Catalog;

/// The model of a charge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BilledModel {
    /// The one of that id in the catalog.
    Known(String),
    /// None that the catalog has: its name as billed.
    Unknown(String),
    /// The charge names no model.
    Unnamed,
}

/// The names of all models of a catalog, as bills may write them.
#[derive(Debug, Clone)]
pub struct ModelNames {
    /// Ids by the forms of their names; `None` where a form is one of several models.
    ids: BTreeMap<String, Option<String>>,
}

impl ModelNames {
    /// The names of the models of `catalog`.
    pub fn of(catalog: &Catalog) -> Self {
        let mut ids: BTreeMap<String, Option<String>> = BTreeMap::new();
        for model in catalog.models() {
            let own = [&model.id, &model.family, &model.name];
            let names = own
                .into_iter()
                .chain(&model.aliases)
                .chain(&model.bedrock_id);
            for name in names {
                let short = without_provider(name);
                for form in std::iter::once(name.as_str()).chain(short).flat_map(forms) {
                    let id = ids.entry(form).or_insert_with(|| Some(model.id.clone()));
                    if id.as_ref().is_some_and(|id| *id != model.id) {
                        *id = None;
                    }
                }
            }
        }
        Self { ids }
    }

    /// The model that a bill calls `name`.
    pub fn find(&self, name: &str) -> BilledModel {
        let mut found = None;
        for form in forms(name) {
            match (self.ids.get(&form), found) {
                (Some(Some(id)), None) => found = Some(id),
                (Some(Some(id)), Some(other)) if id == other => {}
                (None, _) => {}
                (Some(_), _) => return BilledModel::Unknown(name.to_owned()),
            }
        }
        match found {
            Some(id) => BilledModel::Known(id.clone()),
            None => BilledModel::Unknown(name.to_owned()),
        }
    }
}

/// An id without its maker: `moonshotai.kimi-k2.5` is also `kimi-k2.5`. A maker has letters only, so
/// that no version is taken for one.
fn without_provider(name: &str) -> Option<&str> {
    let (maker, rest) = name.split_once('.')?;
    let is_maker = maker.len() > 3 && maker.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_model = rest.len() > 4 && rest.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_maker && is_model).then_some(rest)
}

/// The two forms in which names are compared: everything in order, and sorted words with the numbers in
/// order behind them.
fn forms(name: &str) -> [String; 2] {
    /// Longer than any name.
    const LONGEST: usize = 120;
    let mut plain = String::new();
    let mut words: Vec<String> = Vec::new();
    let mut numbers: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars().take(LONGEST) {
        let lower = c.to_ascii_lowercase();
        if c.is_ascii_digit() {
            if before.is_ascii_digit() {
                push(&mut numbers, c);
            } else {
                // `4.6` and `4-6` are two numbers, `46` is one.
                if plain.ends_with(|c: char| c.is_ascii_digit()) {
                    plain.push('.');
                }
                numbers.push(c.to_string());
            }
            plain.push(c);
        } else if c.is_alphabetic() {
            let starts = !before.is_alphabetic() || (c.is_uppercase() && before.is_lowercase());
            if starts {
                words.push(lower.to_string());
            } else {
                push(&mut words, lower);
            }
            plain.push(lower);
        }
        before = c;
    }
    words.sort_unstable();
    [plain, format!("{} {}", words.join(" "), numbers.join("."))]
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> String {
        match ModelNames::of(&Catalog::embedded(vec![])).find(name) {
            BilledModel::Known(id) => id,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn names_of_bills() {
        for (name, id) in [
            ("Claude4.6Sonnet", "anthropic.claude-sonnet-4-6"),
            ("Claude4.6Opus", "anthropic.claude-opus-4-6-v1"),
            ("Claude4Sonnet", "anthropic.claude-sonnet-4-20250514-v1:0"),
            ("Claude3Haiku", "anthropic.claude-3-haiku-20240307-v1:0"),
            ("Claude3-5Haiku", "anthropic.claude-3-5-haiku-20241022-v1:0"),
            ("Claude Opus 4.6", "anthropic.claude-opus-4-6-v1"),
            ("Claude 3 Haiku", "anthropic.claude-3-haiku-20240307-v1:0"),
            ("anthropic.claude-opus-4-8", "anthropic.claude-opus-4-8"),
            ("NovaMicro", "amazon.nova-micro-v1:0"),
            ("NovaPro", "amazon.nova-pro-v1:0"),
            ("Nova2.0Lite", "amazon.nova-2-lite-v1:0"),
            ("NovaLite", "amazon.nova-lite-v1:0"),
            ("moonshotai.kimi-k2.5", "moonshotai.kimi-k2.5"),
            ("openai.gpt-oss-120b", "openai.gpt-oss-120b-1:0"),
            ("GPT-OSS-Safeguard-20B", "openai.gpt-oss-safeguard-20b"),
            ("Gemma-3-4B-IT", "google.gemma-3-4b-it"),
            ("Qwen3-32B", "qwen.qwen3-32b-v1:0"),
            (
                "Llama4-Maverick-17B",
                "meta.llama4-maverick-17b-instruct-v1:0",
            ),
            ("Llama3-1-405B", "meta.llama3-1-405b-instruct-v1:0"),
            ("DeepSeek-R1", "deepseek.r1-v1:0"),
        ] {
            assert_eq!(found(name), id, "{name}");
        }
    }

    #[test]
    fn no_digit_is_dropped_to_find_a_name() {
        for name in [
            "Claude4.9Opus",
            "Claude46Opus",
            "Claude6.4Sonnet",
            "claude-opus-4-70",
            "Claude Opus 4.6.1",
            "Nova3.0Lite",
            "Qwen32-3B",
            "ChatGPT",
            "GPT-4",
            "Nova",
            "Claude",
            "",
            "4.6",
            "é",
        ] {
            assert_eq!(found(name), format!("Unknown({name:?})"));
        }
    }

    #[test]
    fn every_name_of_the_catalog_is_its_own_or_nobodys() {
        let catalog = Catalog::embedded(vec![]);
        let names = ModelNames::of(&catalog);
        let mut lost = Vec::new();
        for model in catalog.models() {
            match names.find(&model.id) {
                BilledModel::Known(id) => assert_eq!(id, model.id),
                _ => lost.push(&model.id),
            }
        }
        assert!(lost.is_empty(), "ids that two models share: {lost:?}");
    }
}
