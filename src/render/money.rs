//! Money in the text of a page, in the currency the page is for.
//!
//! Views write an amount before it is known in which currency it is shown: its exact dollars go into the
//! text between two marks, with how it is to be written. [`Document::shown_in`] puts the figure there
//! before anything is measured or drawn, so that the figure is converted exactly and rounded once.

use super::document::{Block, Document};
use crate::units::{Decimal, Exact, Usd, fixed, machine, significant};

/// Before and after an amount; neither is a character of any text.
const MARKS: [char; 2] = ['\u{F0001}', '\u{F0002}'];
/// Signs of currencies; others are named by their codes.
const SIGNS: [(&str, &str); 2] = [("EUR", "€"), ("GBP", "£")];

/// A currency that amounts are shown in, and what a US dollar is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    /// Its three letters.
    pub code: [char; 3],
    /// Units of it for one US dollar.
    pub rate: Decimal,
}

impl Currency {
    /// Its code as a word.
    pub fn word(self) -> String {
        self.code.iter().collect()
    }

    fn sign(self) -> String {
        let word = self.word();
        let sign = SIGNS.iter().find(|(code, _)| *code == word);
        sign.map_or_else(|| format!("{word} "), |(_, sign)| (*sign).to_owned())
    }
}

/// How an amount is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Cents, half away from zero.
    Cents,
    /// The same, with its sign even where it is positive.
    Signed,
    /// Four significant digits.
    Unit,
    /// All its digits, at least two after the point.
    Price,
}

const STYLES: [(char, Style); 4] = [
    ('c', Style::Cents),
    ('s', Style::Signed),
    ('u', Style::Unit),
    ('p', Style::Price),
];

/// An amount in cents.
pub(super) fn cents(usd: &Usd) -> String {
    marked(usd.amount(), Style::Cents)
}

/// An amount more or less: `+$1.50`, `-$3.00`.
pub(super) fn signed(usd: &Usd) -> String {
    marked(usd.amount(), Style::Signed)
}

/// A unit cost with four significant digits.
pub(super) fn unit_cost(usd: &Usd) -> String {
    marked(usd.amount(), Style::Unit)
}

/// A listed price, all its digits, at least two after the point.
pub(super) fn price_usd(price: &Exact) -> String {
    marked(price, Style::Price)
}

/// So many dollars, counted as a quantity, in cents.
pub(super) fn dollars(amount: &Exact) -> String {
    marked(amount, Style::Cents)
}

fn marked(amount: &Exact, style: Style) -> String {
    let style = STYLES.iter().find(|(_, known)| *known == style);
    let style = style.map_or('c', |(letter, _)| *letter);
    let figure = match amount.parts() {
        Some((over, under)) => format!("{over}/{under}"),
        // Fractions of numbers of more than 38 digits: eighteen digits after the point are more than is shown.
        None => machine(amount),
    };
    format!("{}{style}{figure}{}", MARKS[0], MARKS[1])
}

/// The text with its amounts in US dollars.
pub(super) fn in_dollars(text: &str) -> String {
    shown(text, None)
}

/// The text with its amounts as they are shown.
fn shown(text: &str, currency: Option<Currency>) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARKS[0]) {
        done.push_str(before);
        let Some((inside, after)) = after.split_once(MARKS[1]) else {
            rest = after;
            continue;
        };
        done.push_str(&figure(inside, currency).unwrap_or_default());
        rest = after;
    }
    done.push_str(rest);
    done
}

/// A marked amount as it is shown.
fn figure(inside: &str, currency: Option<Currency>) -> Option<String> {
    let letter = inside.chars().next()?;
    let (_, style) = STYLES.iter().find(|(known, _)| *known == letter)?;
    let figure = inside.get(letter.len_utf8()..)?;
    let dollars = match figure.split_once('/') {
        Some((over, under)) => Exact::of_parts(over.parse().ok()?, under.parse().ok()?)?,
        None => Exact::from(figure.parse::<Decimal>().ok()?),
    };
    let (sign, amount) = match currency {
        None => ("$".to_owned(), dollars),
        Some(currency) => (currency.sign(), dollars * Exact::from(currency.rate)),
    };
    let digits = match style {
        Style::Cents | Style::Signed => fixed(&amount, 2),
        Style::Unit => significant(&amount),
        Style::Price => listed(&amount),
    };
    Some(match digits.strip_prefix('-') {
        Some(positive) => format!("-{sign}{positive}"),
        None if *style == Style::Signed && digits != "0.00" => format!("+{sign}{digits}"),
        None => format!("{sign}{digits}"),
    })
}

/// All digits, at least two after the point.
fn listed(price: &Exact) -> String {
    let digits = machine(price);
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    if decimals < 2 {
        fixed(price, 2)
    } else {
        digits
    }
}

impl Document {
    /// The page with its amounts in US dollars, or in `currency` and with a word about that.
    #[must_use]
    pub(super) fn shown_in(mut self, currency: Option<Currency>) -> Self {
        for text in self.texts() {
            if text.contains(MARKS[0]) {
                *text = shown(text, currency);
            }
        }
        if let Some(currency) = currency {
            let rate = currency.rate.normalize();
            let code = currency.word();
            self.text(vec![format!(
                "Shown in {code} at {rate} {code} for a US dollar (--rate); amounts marked $, in messages and on drawings, are US dollars."
            )]);
        }
        self
    }

    /// Every text of the page.
    fn texts(&mut self) -> Vec<&mut String> {
        let mut all: Vec<&mut String> = Vec::new();
        for block in &mut self.blocks {
            match block {
                Block::Title(text) | Block::Heading(text) | Block::Answer(text) => all.push(text),
                Block::Text(lines) | Block::Code(lines) => all.extend(lines),
                Block::Grid(grid) => {
                    all.extend(grid.columns.iter_mut().map(|column| &mut column.title));
                    all.extend(grid.rows.iter_mut().flat_map(|row| &mut row.cells));
                }
                Block::Items(items) => {
                    for item in items {
                        all.extend(&mut item.head);
                        all.extend(&mut item.body);
                    }
                }
                Block::Facts(facts) => {
                    all.extend(facts.iter_mut().flat_map(|(name, fact)| [name, fact]));
                }
                Block::Drawing(lines) => {
                    let strokes = lines.iter_mut().flatten();
                    all.extend(strokes.map(|stroke| &mut stroke.text));
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Months, Qty, Rate};

    fn usd(text: &str) -> Usd {
        let rate = Rate::<Months>::new(text.parse().unwrap(), 1).unwrap();
        &Qty::new(Exact::one()) * &rate
    }

    fn euros(text: &str) -> String {
        let rate = "0.92".parse().unwrap();
        let code = ['E', 'U', 'R'];
        shown(text, Some(Currency { code, rate }))
    }

    #[test]
    fn an_amount_is_converted_before_it_is_rounded() {
        // 0.005 x 0.92 = 0.0046; a rounded cent would be 0.0092.
        assert_eq!(euros(&cents(&usd("0.005"))), "€0.00");
        assert_eq!(euros(&cents(&usd("1234567.5"))), "€1,135,802.10");
        assert_eq!(euros(&signed(&usd("-2"))), "-€1.84");
        assert_eq!(euros(&signed(&usd("2"))), "+€1.84");
        assert_eq!(euros(&unit_cost(&usd("0.00012345"))), "€0.0001136");
        assert_eq!(
            euros(&format!("a {} b $3", price_usd(&Exact::from(1u64)))),
            "a €0.92 b $3"
        );
        let code = ['C', 'H', 'F'];
        let francs = Currency {
            code,
            rate: Decimal::ONE,
        };
        assert_eq!(shown(&cents(&usd("7")), Some(francs)), "CHF 7.00");
    }

    #[test]
    fn without_a_currency_dollars_are_as_they_were() {
        for text in ["0.005", "-2.349", "1234567.8", "0", "12.3456"] {
            let usd = usd(text);
            assert_eq!(in_dollars(&cents(&usd)), crate::units::cents(&usd));
            let third = usd.divided_by(&Exact::from(3u64)).unwrap();
            assert_eq!(in_dollars(&cents(&third)), crate::units::cents(&third));
        }
        assert_eq!(in_dollars(&signed(&usd("0.001"))), "$0.00");
        assert_eq!(in_dollars(&price_usd(&Exact::from(13u64))), "$13.00");
    }

    #[test]
    fn a_mark_of_someone_elses_is_no_amount() {
        for text in [
            "\u{F0001}",
            "\u{F0002}",
            "\u{F0001}c1/0\u{F0002}",
            "\u{F0001}x\u{F0002}",
        ] {
            assert_eq!(in_dollars(text).trim_matches(MARKS), "");
        }
    }
}
