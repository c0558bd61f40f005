//! The busiest hour of a plan, step by step.

use super::money::cents;
use super::{
    document::Document,
    numbers::{count, plural, price_usd},
};
use crate::{
    report::{DecidesReport, WalkPaidReport, WalkPartReport, WalkReport},
    units::{Exact, fixed, grouped, machine},
};

pub(super) fn section(walk: &WalkReport, unit: &str, document: &mut Document) {
    document.heading("The busiest hour, step by step");
    let mut steps = Vec::new();
    let mut step = |name: &str, text: String| steps.push((name.to_owned(), text));
    let calls = grouped(&walk.calls, 1);
    let alike = grouped(&walk.hours_alike, 2);
    step(
        "requests",
        format!("{calls} in the hour, of which a month has {alike}"),
    );
    if !(walk.input_tokens.is_zero() && walk.output_tokens.is_zero()) {
        let (input, output) = (&walk.input_tokens, &walk.output_tokens);
        step(
            "tokens",
            format!("{} in and {} out", grouped(input, 0), grouped(output, 0)),
        );
    }
    if let Some(decides) = &walk.decides {
        step("need", need(decides, unit));
    }
    for part in &walk.parts {
        let whole = part.load_factor == Exact::one() && walk.parts.len() == 1;
        let minutes = format!("{} minutes", grouped(&part.minutes, 1));
        step(&minutes, units(part, unit, whole));
    }
    let lags = |(paid, part): (&WalkPaidReport, &WalkPartReport)| paid.minutes != part.minutes;
    let lags = walk.paid.len() != walk.parts.len() || walk.paid.iter().zip(&walk.parts).any(lags);
    for paid in walk.paid.iter().filter(|_| lags) {
        let units = count(&Exact::from(paid.units), unit);
        step(
            "paid",
            format!(
                "{} minutes of {units}, with the lag",
                grouped(&paid.minutes, 1)
            ),
        );
    }
    if walk.away_minutes.is_positive() {
        let minutes = grouped(&walk.away_minutes, 1);
        step("away", format!("{minutes} minutes of the first {unit}"));
    }
    let sum = walk.paid.iter().map(|paid| {
        let units = grouped(&Exact::from(paid.units), 0);
        format!("{} × {units}", grouped(&paid.minutes, 1))
    });
    let mut sum = sum.collect::<Vec<_>>().join(" + ");
    if walk.away_minutes.is_positive() {
        sum = format!("{sum} − {}", grouped(&walk.away_minutes, 1));
    }
    let copies = if walk.environments > 1 {
        format!(" × {} environments", walk.environments)
    } else {
        String::new()
    };
    let seconds = count(&walk.unit_seconds, &format!("{unit}-second"));
    step("billed", format!("60 × ({sum}){copies} = {seconds}"));
    if let (Some(price), Some(cost)) = (&walk.unit_hour_usd, &walk.cost_usd) {
        let price = price_usd(price.amount());
        let seconds = grouped(&walk.unit_seconds, 2);
        step(
            "cost",
            format!("{seconds} / 3,600 × {price} = {}", cents(cost)),
        );
    }
    document.facts(steps);
}

/// `load / (capacity × target) = need`.
fn need(decides: &DecidesReport, unit: &str) -> String {
    let load = grouped(&decides.load, 0);
    let capacity = grouped(&decides.capacity, 2);
    let need = fixed(&decides.need, 3);
    let planned = if decides.target_utilisation == Exact::one() {
        capacity
    } else {
        format!("({capacity} × {})", machine(&decides.target_utilisation))
    };
    format!(
        "{load} / {planned} {} = {need} {}",
        decides.unit,
        plural(unit)
    )
}

/// `need × factor = need: 3 instances`.
fn units(part: &WalkPartReport, unit: &str, is_whole: bool) -> String {
    let units = count(&Exact::from(part.units), unit);
    match &part.needed_units {
        None => units,
        Some(need) if is_whole => format!("{} needed: {units}", fixed(need, 3)),
        Some(need) => format!(
            "× {} of the mean = {} needed: {units}",
            machine(&part.load_factor),
            fixed(need, 3)
        ),
    }
}
