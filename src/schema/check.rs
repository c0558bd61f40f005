//! Holds a tree of values against the fields it may have.

use std::collections::BTreeSet;

use super::{
    Choice as _, Distribution, Field, Kind, Node, Problem, Table, Tagged, Value,
    read::number as read_number,
};
use crate::units::{bounds::Bound, plain_decimal, shortened};

/// Everything wrong with `table` where its fields are `fields`: unknown keys, types, bounds, fields
/// of later versions.
pub fn check(table: &Table, fields: &[Field]) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_table(table, &[fields], &mut problems);
    problems
}

fn check_table(table: &Table, fields: &[&[Field]], problems: &mut Vec<Problem>) {
    let known = || fields.iter().flat_map(|part| part.iter());
    for (key, span, node) in table.iter() {
        match known().find(|field| field.name == key) {
            None => problems.push(unknown(key, span, known().map(|field| field.name))),
            Some(field) if field.later && !is_default(field, node) => problems.push(
                Problem::new(
                    span,
                    format!("`{key}`: this version does not support it yet"),
                )
                .help("remove it, or use a later version"),
            ),
            Some(field) => check_value(field, node, problems),
        }
    }
    for field in known().filter(|field| field.required && table.get(field.name).is_none()) {
        problems.push(Problem::new(
            &table.span,
            format!("`{}` is missing here", field.name),
        ));
    }
}

/// Whether a field of a later version says no more than what holds without it.
fn is_default(field: &Field, node: &Node) -> bool {
    match (&node.value, field.default) {
        (Value::Number(text) | Value::Text(text), Some(default)) => {
            text == default
                || matches!((plain_decimal(text), plain_decimal(default)), (Ok(a), Ok(b)) if a == b)
        }
        (Value::Bool(value), Some(default)) => value.to_string() == default,
        (Value::List(items), _) => items.is_empty(),
        _ => false,
    }
}

fn unknown<'a>(key: &str, span: &super::Span, known: impl Iterator<Item = &'a str>) -> Problem {
    let problem = Problem::new(span, format!("unknown key `{}`", shortened(key)));
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    match closest(key, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("known here: {}", known.join(", "))),
    }
}

/// The word of `known` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LIKE_ENOUGH: f64 = 0.8;
    if word.len() > 100 {
        return None;
    }
    known
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(likeness, _)| *likeness > LIKE_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

fn check_value(field: &Field, node: &Node, problems: &mut Vec<Problem>) {
    let name = field.name;
    match (field.kind, &node.value) {
        (Kind::Money(_), Value::Number(text)) => problems.push(
            Problem::new(&node.span, format!("`{name}` is money: quote it"))
                .help(format!("write \"{}\"", shortened(text))),
        ),
        (Kind::NumberOrWord(_, word), Value::Text(text)) if text == word => {}
        (Kind::Number(bound) | Kind::NumberOrWord(bound, _), _)
        | (Kind::Money(bound), Value::Text(_)) => check_number(name, bound, node, problems),
        (Kind::Choice(words), Value::Text(text)) => check_word(name, words, text, node, problems),
        (Kind::Numbers(bound), Value::List(items)) => {
            for item in items {
                check_number(name, bound, item, problems);
            }
        }
        (Kind::Texts, Value::List(items)) => {
            for item in items
                .iter()
                .filter(|item| !matches!(item.value, Value::Text(_)))
            {
                problems.push(wrong(name, "a list of texts", item));
            }
        }
        (Kind::Record(fields, _), Value::Table(table)) => {
            check_table(table, &[fields], problems);
        }
        (Kind::Records(fields, _), Value::List(items)) => {
            for_tables(name, items, problems, |table, problems| {
                check_table(table, &[fields], problems);
            });
        }
        (Kind::Map(fields, _), Value::Table(table)) => {
            for (key, _, node) in table.iter() {
                match &node.value {
                    Value::Table(inner) => check_table(inner, &[fields], problems),
                    _ => problems.push(wrong(&format!("{name}.{key}"), "a table", node)),
                }
            }
        }
        (Kind::NumberMap(bound), Value::Table(table)) => {
            for (key, _, node) in table.iter() {
                check_number(key, bound, node, problems);
            }
        }
        (Kind::Changes, Value::Table(table)) => {
            for (path, _, node) in table.iter() {
                check_change(path, node, problems);
            }
        }
        (Kind::Tagged(tagged), Value::List(items)) => {
            for_tables(name, items, problems, |table, problems| {
                check_tagged(tagged, table, problems);
            });
        }
        (Kind::Text, Value::Text(_)) | (Kind::Bool, Value::Bool(_)) => {}
        (kind, _) => problems.push(wrong(name, expected(kind), node)),
    }
}

/// What a number becomes: whether it may is known only when the whole file is.
fn check_change(path: &str, node: &Node, problems: &mut Vec<Problem>) {
    let expected = "a number, or a change in quotes";
    match &node.value {
        Value::Number(_) | Value::Text(_) => {}
        Value::Table(_) => problems.push(wrong(path, expected, node).help(
            "a path of several parts is one key, in quotes: set = { \"workload.output_tokens\" = 500 }",
        )),
        Value::Bool(_) | Value::List(_) => problems.push(wrong(path, expected, node)),
    }
}

fn for_tables(
    name: &str,
    items: &[Node],
    problems: &mut Vec<Problem>,
    each: impl Fn(&Table, &mut Vec<Problem>),
) {
    for item in items {
        match &item.value {
            Value::Table(table) => each(table, problems),
            _ => problems.push(wrong(name, "a table", item)),
        }
    }
}

fn check_tagged(tagged: &Tagged, table: &Table, problems: &mut Vec<Problem>) {
    let tag = tagged.tag;
    let Some(node) = table.get(tag) else {
        problems.push(
            Problem::new(&table.span, format!("`{tag}` is missing here")).help(format!(
                "one of: {}",
                tagged
                    .variants
                    .iter()
                    .map(|(word, _, _)| *word)
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        );
        return;
    };
    let Value::Text(word) = &node.value else {
        problems.push(wrong(tag, "a text", node));
        return;
    };
    if let Some(own) = tagged.fields(word) {
        let mut fields = vec![tagged.common];
        fields.extend(own);
        check_table(table, &fields, problems);
    } else {
        let words: Vec<(&str, &str)> = tagged
            .variants
            .iter()
            .map(|(word, doc, _)| (*word, *doc))
            .collect();
        check_word(tag, &words, word, node, problems);
    }
}

fn check_word(
    name: &str,
    words: &[(&str, &str)],
    text: &str,
    node: &Node,
    problems: &mut Vec<Problem>,
) {
    if words.iter().any(|(word, _)| *word == text) {
        return;
    }
    let all = words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    let problem = Problem::new(
        &node.span,
        format!("`{name}` cannot be `{}`", shortened(text)),
    );
    problems.push(match closest(text, all.iter().copied()) {
        Some(near) => problem.help(format!(
            "did you mean `{near}`? (one of: {})",
            all.join(", ")
        )),
        None => problem.help(format!("one of: {}", all.join(", "))),
    });
}

fn wrong(name: &str, expected: &str, node: &Node) -> Problem {
    Problem::new(
        &node.span,
        format!("`{name}` must be {expected}, not {}", node.value.what()),
    )
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Number(_) => "a number",
        Kind::Money(_) => "dollars in quotes",
        Kind::Text | Kind::Choice(_) => "a text",
        Kind::Bool => "true or false",
        Kind::Numbers(_) => "a list of numbers",
        Kind::Texts => "a list of texts",
        Kind::NumberOrWord(..) => "a number or a word",
        Kind::Record(..) | Kind::Map(..) | Kind::NumberMap(_) | Kind::Changes => "a table",
        Kind::Records(..) | Kind::Tagged(_) => "a list of tables (write it with double brackets)",
    }
}

fn check_number(name: &str, bound: &Bound, node: &Node, problems: &mut Vec<Problem>) {
    match &node.value {
        Value::Number(text) | Value::Text(text) => match plain_decimal(text) {
            Err(reason) => problems.push(Problem::new(&node.span, format!("`{name}`: {reason}"))),
            Ok(value) => {
                if let Some(reason) = bound.refuse(value) {
                    let shown = shortened(text);
                    let message = format!("`{name}` {reason}, not {shown}");
                    problems.push(Problem::new(&node.span, message));
                }
            }
        },
        Value::Table(table) => check_range(name, bound, table, node, problems),
        Value::Bool(_) | Value::List(_) => problems.push(wrong(name, "a number", node)),
    }
}

/// Which keys each distribution takes.
fn keys_of(distribution: Distribution) -> &'static [&'static str] {
    match distribution {
        Distribution::Triangular | Distribution::Pert => &["low", "mode", "high"],
        Distribution::Uniform => &["low", "high"],
        Distribution::Normal | Distribution::Lognormal => &["mean", "sd"],
        Distribution::Discrete => &["values", "weights"],
    }
}

fn check_range(name: &str, bound: &Bound, table: &Table, node: &Node, problems: &mut Vec<Problem>) {
    let before = problems.len();
    let Some(distribution) = table.text("distribution").and_then(Distribution::from_word) else {
        let words = Distribution::WORDS
            .iter()
            .map(|(word, _)| *word)
            .collect::<Vec<_>>();
        problems.push(
            Problem::new(
                &node.span,
                format!("the range of `{name}` needs a `distribution`"),
            )
            .help(format!("one of: {}", words.join(", "))),
        );
        return;
    };
    let keys: BTreeSet<&str> = keys_of(distribution).iter().copied().collect();
    for (key, span, value) in table.iter().filter(|(key, _, _)| *key != "distribution") {
        if !keys.contains(key) {
            problems.push(unknown(key, span, keys.iter().copied()));
        } else if let Value::List(items) = &value.value {
            let bound = if key == "weights" {
                &crate::units::bounds::WEIGHT
            } else {
                bound
            };
            for item in items {
                check_number(key, bound, item, problems);
            }
        } else if key == "sd" {
            check_number(key, &crate::units::bounds::WEIGHT, value, problems);
        } else {
            check_number(key, bound, value, problems);
        }
    }
    for key in keys.iter().filter(|key| table.get(key).is_none()) {
        problems.push(Problem::new(
            &node.span,
            format!("the range of `{name}` needs `{key}`"),
        ));
    }
    if problems.len() == before {
        check_order(name, node, problems);
    }
}

fn check_order(name: &str, node: &Node, problems: &mut Vec<Problem>) {
    let Some(range) = read_number(node).and_then(|number| number.range) else {
        problems.push(Problem::new(
            &node.span,
            format!("the range of `{name}` cannot be read"),
        ));
        return;
    };
    if range.distribution == Distribution::Discrete {
        let total: crate::units::Decimal = range.weights.iter().sum();
        if range.weights.len() != range.parameters.len() || total.is_zero() {
            let message = format!("the range of `{name}` needs one weight for each value");
            problems.push(Problem::new(&node.span, message));
        }
        return;
    }
    let zero = crate::units::Decimal::ZERO;
    let above = |key: &str| {
        let named = range.parameters.iter().find(|(name, _)| name == key);
        named.is_some_and(|(_, value)| *value > zero)
    };
    if matches!(
        range.distribution,
        Distribution::Normal | Distribution::Lognormal
    ) {
        if !above("sd") {
            let message = format!("the `sd` of `{name}` must be above 0");
            problems.push(
                Problem::new(&node.span, message)
                    .help("a number that is certain is written by itself"),
            );
        } else if range.distribution == Distribution::Lognormal && !above("mean") {
            let message = format!("the `mean` of `{name}` must be above 0");
            problems.push(
                Problem::new(&node.span, message)
                    .help("a lognormal number is positive; a normal one may be anything"),
            );
        }
    } else if range
        .parameters
        .windows(2)
        .any(|pair| pair[0].1 > pair[1].1)
    {
        let message = format!("the range of `{name}` must go from low to high");
        problems.push(Problem::new(&node.span, message));
    }
}
