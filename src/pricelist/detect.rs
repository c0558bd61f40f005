//! What a file of prices is, told by its beginning.

use super::Form;

/// Bytes that tell what a file is.
pub(super) const START: u64 = 64 * 1024;

/// The form of a file that begins so; `None` if it is none of them.
pub(super) fn form(start: &[u8]) -> Option<Form> {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        json(text)
    } else {
        csv(text)
    }
}

/// Told by the names of the outermost objects, and of those in them.
fn json(text: &str) -> Option<Form> {
    let is_list = text.starts_with('[');
    let names = names(text);
    let outer = usize::from(is_list) + 1;
    let at = |depth: usize, name: &str| {
        names
            .iter()
            .find(|found| found.depth == depth && found.text == name)
    };
    if let Some(products) = at(outer, "products") {
        return Some(match products.value {
            Some('[') => Form::SavingsPlanJson,
            _ => Form::OfferJson,
        });
    }
    let answers = ["PriceList", "product"];
    if answers.iter().any(|name| at(outer, name).is_some()) {
        return Some(Form::GetProducts);
    }
    if at(outer + 1, "litellm_provider").is_some() {
        return Some(Form::LiteLlm);
    }
    let is_provider = at(outer, "models").is_some() || at(outer, "providers").is_some();
    let is_offer = at(outer, "offerCode").is_some();
    match (is_provider, is_offer) {
        (true, _) => Some(Form::GenaiPrices),
        (false, true) => Some(Form::OfferJson),
        (false, false) => None,
    }
}

/// The name of a member of an object, how deep the object lies, and the first character of the value.
struct Name {
    text: String,
    depth: usize,
    value: Option<char>,
}

/// The names of the members of objects as far as `text` goes, the two or three outermost levels of it.
fn names(text: &str) -> Vec<Name> {
    const DEEPEST: usize = 3;
    let mut names: Vec<Name> = Vec::new();
    let mut depth = 0_usize;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            '"' => {
                let text = string(&mut letters);
                let behind = letters.as_str().trim_start();
                if let Some(value) = behind.strip_prefix(':').filter(|_| depth <= DEEPEST) {
                    let value = value.trim_start().chars().next();
                    names.push(Name { text, depth, value });
                }
            }
            _ => {}
        }
    }
    names
}

/// The rest of a string, behind its first quote. An escape is kept as it is: no name that is looked
/// for has one.
fn string(letters: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => {
                text.push(letter);
                text.extend(letters.next());
            }
            _ => text.push(letter),
        }
    }
    text
}

/// Told by the first cells of the first lines.
fn csv(text: &str) -> Option<Form> {
    let mut lines = text.lines().map(|line| line.replace('"', ""));
    let first = lines.next()?;
    if first.starts_with("FormatVersion") {
        let header = lines.find(|line| line.starts_with("SKU,"));
        let is_plan = header.is_some_and(|line| line.contains("DiscountedSKU"));
        return Some(if is_plan {
            Form::SavingsPlanCsv
        } else {
            Form::OfferCsv
        });
    }
    let columns: Vec<&str> = first.split(',').map(str::trim).collect();
    let own = ["service", "item", "offer"];
    own.iter()
        .all(|name| columns.contains(name))
        .then_some(Form::Own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells_the_form() {
        for (start, expected) in [
            (
                r#"{"formatVersion":"v1.0","offerCode":"AmazonBedrock","products" : {"A":{"products":[]}}"#,
                Some(Form::OfferJson),
            ),
            (
                r#"{"version":"1","products":[{"sku":"X","#,
                Some(Form::SavingsPlanJson),
            ),
            (
                r#"{"FormatVersion":"aws_v1","PriceList":["{\"product\":{}}"#,
                Some(Form::GetProducts),
            ),
            ("\u{feff}\n{\"product\": {\"sku\"", Some(Form::GetProducts)),
            (r#"[{"product":{"sku""#, Some(Form::GetProducts)),
            (
                r#"{"sample_spec":{"mode":"chat","litellm_provider":"one of"}}"#,
                Some(Form::LiteLlm),
            ),
            (
                r#"{"id":"aws","models":[{"id":"x","prices":{}}]}"#,
                Some(Form::GenaiPrices),
            ),
            (r#"[{"id":"aws","models":[]}]"#, Some(Form::GenaiPrices)),
            (
                "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"x\"\n\"SKU\",\"OfferTermCode\"",
                Some(Form::OfferCsv),
            ),
            (
                "FormatVersion,v1.0\nSKU,RateCode,Unit,DiscountedSKU\n",
                Some(Form::SavingsPlanCsv),
            ),
            ("service,item,offer,region,meter,usd,per\n", Some(Form::Own)),
            ("a,b\n1,2\n", None),
            ("{}", None),
            ("{\"a", None),
            ("", None),
        ] {
            assert_eq!(form(start.as_bytes()), expected, "{start}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_have_a_form_or_none(start in "[\\[{}\\]\":,\\\\a-z0-9é ]{0,80}") {
            let _any = form(start.as_bytes());
        }
    }
}
