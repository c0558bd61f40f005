//! The tornado in characters: a bar for each number, from the cost at its one end to that at the other.

use crate::{
    render::{
        document::{Stroke, Tint},
        drawing::{Line, Paper, cell},
        fold::length,
        plot::{Scale, plain_dollars},
        words::short,
    },
    report::{InputReport, SwingReport, TornadoReport},
};

/// Most bars.
const BARS: usize = 12;
/// The room of a name, and of a value at either end.
const NAME: usize = 30;
const VALUE: usize = 9;
/// Wider drawings show no more.
const WIDTH_MAX: usize = 100;

/// The bars around the cost at the own values; nothing where no number moves it.
pub(super) fn draw(tornado: &TornadoReport, paper: Paper) -> Vec<Line> {
    let moves = |input: &&InputReport| {
        let effect = input.effect_usd.as_ref();
        effect.is_some_and(|usd| !usd.amount().is_zero())
    };
    let inputs: Vec<&InputReport> = tornado.inputs.iter().filter(moves).take(BARS).collect();
    let cost = |swing: &SwingReport| {
        let usd = swing.cost_usd.as_ref();
        usd.map(|usd| usd.amount().approximate())
    };
    let ends = inputs
        .iter()
        .flat_map(|input| [cost(&input.low), cost(&input.high)]);
    let ends: Vec<f64> = ends.flatten().collect();
    let least = ends.iter().copied().min_by(f64::total_cmp);
    let most = ends.iter().copied().max_by(f64::total_cmp);
    let (Some(least), Some(most)) = (least, most) else {
        return Vec::new();
    };
    let room = paper.width.clamp(60, WIDTH_MAX) - NAME - 2 * VALUE - 4;
    let cells = f64::from(u16::try_from(room).unwrap_or(40));
    let scale = Scale::new(false, least, most, (0.0, cells));
    let base = cell(scale.at(tornado.total_usd.amount().approximate()), &scale);
    let mut lines: Vec<Line> = Vec::new();
    for input in inputs {
        let (Some(low), Some(high)) = (cost(&input.low), cost(&input.high)) else {
            continue;
        };
        let (low, high) = (cell(scale.at(low), &scale), cell(scale.at(high), &scale));
        let sides = [(low, &input.low, 0), (high, &input.high, 1)];
        lines.push(bar(input, sides, (base, room), (tornado, paper.ascii)));
    }
    lines.push(foot((least, most), room, paper.ascii));
    lines
}

/// A name, the value at the cheaper end, the bar, the value at the dearer end; a value at which another
/// plan is the cheapest has a star.
fn bar(
    input: &InputReport,
    mut sides: [(usize, &SwingReport, usize); 2],
    (base, room): (usize, usize),
    (tornado, ascii): (&TornadoReport, bool),
) -> Line {
    let value = |swing: &SwingReport, estimate: &str| {
        let text = swing.value.as_ref().map_or(estimate.to_owned(), short);
        let other = swing.cheapest.as_ref() != Some(&tornado.plan);
        format!("{text}{}", if other { "*" } else { "" })
    };
    let (low, high) = (value(&input.low, "fast"), value(&input.high, "slow"));
    sides.sort_by_key(|(at, _, _)| *at);
    let swapped = sides[0].2 == 1;
    let (left, right) = if swapped { (high, low) } else { (low, high) };
    let mut line = vec![plain(format!("{} {left:>VALUE$} ", named(&input.name)))];
    let full = if ascii { ["-", "#"] } else { ["░", "█"] };
    for at in 0..room {
        let side = sides
            .iter()
            .find(|(end, _, _)| (*end <= at && at < base) || (base < at && at <= *end));
        let stroke = match side {
            _ if at == base => plain(if ascii { "|" } else { "│" }),
            Some((_, _, index)) => Stroke {
                text: full[*index].to_owned(),
                tint: Tint::Plan(*index),
            },
            None => plain(" "),
        };
        match line.last_mut() {
            Some(last) if last.tint == stroke.tint => last.text.push_str(&stroke.text),
            _ => line.push(stroke),
        }
    }
    line.push(plain(format!(" {right}")));
    line
}

/// The costs at the two ends of the bars.
fn foot((least, most): (f64, f64), room: usize, ascii: bool) -> Line {
    let (left, right) = (plain_dollars(least), plain_dollars(most));
    let gap = room.saturating_sub(length(&left));
    let signs = if ascii {
        "- low, # high, * not cheapest"
    } else {
        "░ low, █ high, * not cheapest"
    };
    let head = format!("{signs:<NAME$} {:>VALUE$} ", "");
    vec![plain(format!("{head}{left}{right:>gap$}"))]
}

/// The end of a name that is too long: paths differ there.
fn named(name: &str) -> String {
    let many = length(name);
    let skipped = if many > NAME { many - NAME + 2 } else { 0 };
    let dots = if skipped > 0 { ".." } else { "" };
    let rest: String = name.chars().skip(skipped).collect();
    format!("{:<NAME$}", format!("{dots}{rest}"))
}

fn plain(text: impl Into<String>) -> Stroke {
    Stroke {
        text: text.into(),
        tint: Tint::None,
    }
}
