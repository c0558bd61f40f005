//! Why one plan costs less than another: a sentence to repeat, and the lines that make the difference.

use super::money::{cents, dollars};
use super::{
    check,
    document::{ColumnKind, Document, Grid, Row},
    numbers::{NONE, count, percent, price_usd, unit_price},
};
use crate::{
    report::{LineDifferenceReport, LineSideReport, Period, WhyReport},
    units::Usd,
};

pub(super) fn section(why: &WhyReport, period: &Period, document: &mut Document) {
    document.heading(format!("Why {} and not {}", why.plan, why.against));
    document.text(vec![sentence(why, period)]);
    let mut grid = Grid::new(&[
        ("What", ColumnKind::Name),
        ("This plan", ColumnKind::Figure),
        ("The other", ColumnKind::Figure),
        ("Difference", ColumnKind::Figure),
    ]);
    for item in &why.items {
        grid.row(vec![
            name(item).to_owned(),
            side(item.plan.as_ref(), item.unit),
            side(item.against.as_ref(), item.unit),
            difference(item),
        ]);
    }
    let total = |usd: &Option<Usd>| usd.as_ref().map_or(NONE.to_owned(), cents);
    grid.rows.push(Row {
        cells: vec![
            "In all".to_owned(),
            total(&why.plan_total_usd),
            total(&why.against_total_usd),
            cents(&why.difference_usd),
        ],
        strong: true,
    });
    document.grid(grid);
}

/// The difference and its first cause, to be repeated to a colleague.
fn sentence(why: &WhyReport, period: &Period) -> String {
    let (plan, against, whole) = (&why.plan, &why.against, &why.difference_usd);
    let in_all = check::months(period);
    if whole.amount().is_zero() {
        return format!("{plan} and {against} cost the same in {in_all}.");
    }
    if whole.is_negative() {
        let more = cents(&-whole.clone());
        return format!(
            "{plan} costs {more} more than {against} in {in_all}, which is ranked apart."
        );
    }
    let share = why.difference_share.as_ref();
    let share = share.map(|share| format!(" ({})", percent(share)));
    let less = format!(
        "{plan} costs {}{} less than {against} in {in_all}",
        cents(whole),
        share.unwrap_or_default()
    );
    let mut items = why.items.iter();
    let first = items.find(|item| item.difference_usd.amount().is_positive());
    match first.and_then(|first| cause(first, why)) {
        Some(cause) => format!("{less}, above all because {cause}."),
        None => format!("{less}."),
    }
}

/// What makes the largest part of the difference.
fn cause(first: &LineDifferenceReport, why: &WhyReport) -> Option<String> {
    let theirs = first.against.as_ref()?;
    let Some(ours) = &first.plan else {
        let other = alone(why.items.iter().filter_map(|item| match &item.plan {
            None => item.against.as_ref(),
            Some(_) => None,
        }))?;
        let own = alone(why.items.iter().filter_map(|item| match &item.against {
            None => item.plan.as_ref(),
            Some(_) => None,
        }));
        let avoided = cents(&why.only_against_usd);
        return Some(match own {
            None => format!("it does without the {avoided} for {other}"),
            Some(own) => format!(
                "it pays {} for {own}, where the other pays {avoided} for {other}",
                cents(&why.only_plan_usd)
            ),
        });
    };
    let price_decides = first.by_price_usd >= first.by_quantity_usd;
    Some(if price_decides {
        let (ours, theirs) = (price(ours, first.unit)?, price(theirs, first.unit)?);
        format!("{} cost {ours}, not {theirs}", spoken(name(first)))
    } else {
        format!(
            "it takes {}, not {} ({})",
            quantity(ours, first.unit),
            quantity(theirs, first.unit),
            spoken(name(first))
        )
    })
}

/// What lines that only one side has are for: the largest, and whether there are more.
fn alone<'w>(mut lines: impl Iterator<Item = &'w LineSideReport>) -> Option<String> {
    let largest = spoken(&lines.next()?.name);
    let more = if lines.next().is_some() {
        " and more"
    } else {
        ""
    };
    Some(format!("{largest}{more}"))
}

/// What a line is called, on whichever side it is.
fn name(item: &LineDifferenceReport) -> &str {
    let side = item.plan.as_ref().or(item.against.as_ref());
    side.map_or(NONE, |side| side.name.as_str())
}

/// A name within a sentence: `input tokens`, but `GiB out` as it is.
fn spoken(name: &str) -> String {
    let lower = |part: &str| {
        let mut rest = part.chars();
        match (rest.next(), rest.clone().next()) {
            (Some(first), Some(second)) if second.is_lowercase() && !part.starts_with("GiB") => {
                first.to_lowercase().chain(rest).collect()
            }
            _ => part.to_owned(),
        }
    };
    name.split(": ")
        .map(lower)
        .collect::<Vec<String>>()
        .join(": ")
}

/// Cost, quantity and price of a side.
fn side(side: Option<&LineSideReport>, unit: &str) -> String {
    let Some(side) = side else {
        return NONE.to_owned();
    };
    let cost = side.cost_usd.as_ref().map_or(NONE.to_owned(), cents);
    let price = price(side, unit);
    let parts = [Some(cost), Some(quantity(side, unit)), price];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn quantity(side: &LineSideReport, unit: &str) -> String {
    if unit == "USD" {
        dollars(&side.quantity)
    } else {
        count(&side.quantity, unit)
    }
}

fn price(side: &LineSideReport, unit: &str) -> Option<String> {
    let (price, per) = (side.unit_price_usd.as_ref()?, side.per?);
    Some(if unit == "USD" {
        percent(price)
    } else {
        unit_price(&price_usd(price), per, unit)
    })
}

/// A difference, and how much of it is due to what.
fn difference(item: &LineDifferenceReport) -> String {
    let part = |usd: &Option<Usd>, what: &str| {
        let usd = usd.as_ref().filter(|usd| !usd.amount().is_zero())?;
        Some(format!("{} by {what}", cents(usd)))
    };
    let parts = [
        Some(cents(&item.difference_usd)),
        part(&item.by_quantity_usd, "quantity"),
        part(&item.by_price_usd, "price"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
