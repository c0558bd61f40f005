//! One plan, from what is asked to what it costs.

use super::money::cents;
use super::{
    check, compare, detail,
    document::{ColumnKind, Document, Grid, Item},
    numbers::{NONE, count, multiplied, percent, unit_hours},
    ranking, walk,
};
use crate::{
    report::{ExplainReport, HourReport, LineItemReport, ReadReport},
    units::{Exact, fixed, grouped},
};

/// Longer names of units are broken in a header.
const UNITS_WIDE: usize = 12;
/// Rows of the table of hours.
const LEVELS_SHOWN: usize = 12;

pub(super) fn document(report: &ExplainReport) -> Document {
    let mut document = Document::default();
    let plan = &report.plan;
    document.title(plan.id.clone());
    document.text(vec![format!(
        "{} · {} in {} · {} · prices of {}",
        report.scenario.name,
        plan.mode,
        plan.region,
        check::period(&report.period),
        report.as_of
    )]);
    demand(report, &mut document);
    parts(report, &mut document);
    hours(report, &mut document);
    if let (Some(walk), Some(sizing)) = (&report.walk, &plan.sizing) {
        walk::section(walk, sizing.unit, &mut document);
    }
    reasons(report, &mut document);
    bill(report, &mut document);
    totals(report, &mut document);
    let warnings = plan
        .warnings
        .iter()
        .map(|note| Item::plain(compare::with_id(note)));
    compare::section("Warnings", warnings.collect(), &mut document);
    let assumptions = report.assumptions.iter().chain(&plan.assumptions);
    let assumptions = assumptions.map(|text| Item::plain(text.trim_end_matches('.')));
    compare::section("Assumptions", assumptions.collect(), &mut document);
    document
}

fn demand(report: &ExplainReport, document: &mut Document) {
    let demand = &report.demand;
    let changes = !demand.growth_per_month.is_zero() && report.period.months > 1;
    document.heading(match (changes, &report.plan.sizing) {
        (false, _) => "Demand of a month",
        (true, None) => "Demand of the first month",
        (true, Some(_)) => "Demand of the month with the most units",
    });
    let mut facts = vec![
        (
            "requests".to_owned(),
            format!("{}, {}", grouped(&demand.requests, 6), demand.latency),
        ),
        ("calls".to_owned(), grouped(&demand.calls, 6)),
    ];
    if !(demand.input_tokens.is_zero() && demand.output_tokens.is_zero()) {
        facts.push(("input tokens".to_owned(), grouped(&demand.input_tokens, 6)));
        let cached = [
            ("of these, from the cache", &demand.cache_read_tokens),
            ("of these, to the cache", &demand.cache_write_tokens),
        ];
        let cached = cached.into_iter().filter(|(_, tokens)| !tokens.is_zero());
        facts.extend(cached.map(|(name, tokens)| (name.to_owned(), grouped(tokens, 6))));
        facts.push((
            "output tokens".to_owned(),
            grouped(&demand.output_tokens, 6),
        ));
    }
    facts.push((
        "peak hour".to_owned(),
        format!("{} × the mean", grouped(&demand.peak_to_mean, 4)),
    ));
    if !demand.growth_per_month.is_zero() {
        facts.push((
            "growth".to_owned(),
            format!("{} a month", percent(&demand.growth_per_month)),
        ));
    }
    if demand.environments > 1 {
        let environments = Exact::from(demand.environments);
        let environments = format!("{}, of fixed capacity only", grouped(&environments, 0));
        facts.push(("environments".to_owned(), environments));
    }
    document.facts(facts);
    if demand.classes.len() > 1 {
        let mut grid = Grid::new(&[
            ("Share", ColumnKind::Figure),
            ("Tokens in", ColumnKind::Figure),
            ("from cache", ColumnKind::Figure),
            ("to cache", ColumnKind::Figure),
            ("Tokens out", ColumnKind::Figure),
        ]);
        for class in &demand.classes {
            let tokens = [
                &class.input_tokens,
                &class.cache_read_tokens,
                &class.cache_write_tokens,
                &class.output_tokens,
            ];
            let tokens = tokens.map(|tokens| grouped(tokens, 2));
            grid.row(
                std::iter::once(percent(&class.share))
                    .chain(tokens)
                    .collect(),
            );
        }
        document.grid(grid);
    }
}

/// The plans of a composition, each with what it gets and costs.
fn parts(report: &ExplainReport, document: &mut Document) {
    let parts = &report.plan.parts;
    if parts.is_empty() {
        return;
    }
    document.heading("Plans");
    let mut grid = Grid::new(&[
        ("For", ColumnKind::Word),
        ("Plan", ColumnKind::Name),
        ("Share", ColumnKind::Figure),
        ("Requests", ColumnKind::Figure),
        ("Cost", ColumnKind::Figure),
    ]);
    for part in parts {
        let units = part.sizing.as_ref().and_then(|sizing| {
            let units = Exact::from(sizing.peak_units?);
            Some(format!("\n({} at the peak)", count(&units, sizing.unit)))
        });
        grid.row(vec![
            part.role.to_owned(),
            part.plan.clone() + &units.unwrap_or_default(),
            percent(&part.share),
            grouped(&part.requests, 2),
            part.total_usd
                .as_ref()
                .map_or(part.status.to_owned(), cents),
        ]);
    }
    document.grid(grid);
    document.text(vec![
        "What escalates is paid for twice: by the plan tried first, too".to_owned(),
        "`--plan` with the id of a plan explains it for all requests".to_owned(),
    ]);
}

fn hours(report: &ExplainReport, document: &mut Document) {
    let Some(sizing) = &report.plan.sizing else {
        return;
    };
    document.heading(format!("Sizing: {}", sizing.rule));
    if let Some(capacity) = &sizing.capacity {
        let value = grouped(&capacity.value, 2);
        document.text(vec![format!(
            "One {} carries {value} {} ({})",
            sizing.unit, capacity.unit, capacity.basis
        )]);
    }
    if report.hours.iter().any(|hour| hour.units.is_some()) {
        document.grid(levels(&report.hours, sizing.unit));
        let more = report.hours.len().saturating_sub(LEVELS_SHOWN);
        if more > 0 {
            document.text(vec![format!("… and {more} more levels")]);
        }
    }
    let has_levels = report.hours.iter().any(|hour| hour.units.is_some());
    let environments = report.demand.environments;
    let most = report.hours.iter().filter_map(|hour| hour.units).max();
    let copied = environments > 1 && sizing.peak_units.is_some() && sizing.peak_units != most;
    let in_all = if copied {
        format!(" in all {environments} environments")
    } else {
        String::new()
    };
    let planned = report.plan.assumptions.iter();
    let planned = planned.filter(|text| text.contains("(target_utilisation)"));
    let planned = planned.map(|text| format!("Needed: {}", text.trim_end_matches('.')));
    let single = copied.then(|| "The table is for one environment".to_owned());
    if has_levels {
        document.text(planned.chain(single).collect());
    }
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| (name.to_owned(), value)));
    };
    let peak = ranking::at_the_peak(&report.plan);
    add("at the peak", peak.map(|units| units + &in_all));
    let busy = sizing.mean_utilisation.as_ref();
    add(
        "busy",
        busy.map(|share| format!("{} on average over the month", percent(share))),
    );
    add("refused", ranking::refused(&report.plan));
    let hours = count(&sizing.unit_hours, &unit_hours(sizing.unit));
    let months = if report.period.months == 1 {
        ""
    } else {
        " in all months"
    };
    add("units × hours", Some(format!("{hours}{in_all}{months}")));
    document.facts(facts);
}

fn levels(hours: &[HourReport], unit: &str) -> Grid {
    let mut units = super::numbers::plural(unit);
    if units.len() > UNITS_WIDE {
        units = units.replacen(' ', "\n", 1);
    }
    let needed = format!("{units}\nneeded");
    let running = format!("{units}\nrunning");
    let mut columns = vec![
        ("Clock hours\na month", ColumnKind::Figure),
        ("Calls\nan hour", ColumnKind::Figure),
        ("Tokens in\nan hour", ColumnKind::Figure),
        ("Tokens out\nan hour", ColumnKind::Figure),
        (&needed, ColumnKind::Figure),
        (&running, ColumnKind::Figure),
    ];
    // Hours that are paid for longer or shorter than they last.
    let lags = |hour: &HourReport| {
        hour.billed_hours
            .as_ref()
            .is_some_and(|h| *h != hour.clock_hours)
    };
    // Where all have as many units, it does not matter for which need.
    let differ = hours.windows(2).any(|pair| pair[0].units != pair[1].units);
    let lag = differ && hours.iter().any(lags);
    if lag {
        columns.insert(1, ("Hours\npaid", ColumnKind::Figure));
    }
    let mut grid = Grid::new(&columns);
    for hour in hours.iter().take(LEVELS_SHOWN) {
        let load = hour.load.as_ref();
        let number =
            |value: Option<&Exact>, digits| value.map_or(NONE.to_owned(), |v| grouped(v, digits));
        let mut cells = vec![
            grouped(&hour.clock_hours, 2),
            number(load.map(|load| &load.calls), 1),
            number(load.map(|load| &load.input_tokens), 0),
            number(load.map(|load| &load.output_tokens), 0),
            hour.needed_units
                .as_ref()
                .map_or(NONE.to_owned(), share_of_unit),
            hour.units
                .map_or(NONE.to_owned(), |units| grouped(&Exact::from(units), 0)),
        ];
        if lag {
            cells.insert(1, number(hour.billed_hours.as_ref(), 2));
        }
        grid.row(cells);
    }
    grid
}

/// A number of units before the ceiling: what is little is not shown as nothing.
fn share_of_unit(units: &Exact) -> String {
    match fixed(units, 3).as_str() {
        "0.000" if units.is_zero() => "0".to_owned(),
        "0.000" => "<0.001".to_owned(),
        shown => shown.to_owned(),
    }
}

fn reasons(report: &ExplainReport, document: &mut Document) {
    let heading = match report.plan.status {
        "infeasible" => "This plan cannot carry the workload",
        "unpriced" => "A price is missing, so there is no total",
        _ => return,
    };
    document.heading(heading);
    let reasons = report
        .plan
        .reasons
        .iter()
        .map(|reason| Item::plain(reason.message.clone()));
    document.items(reasons.collect());
    compare::overlay(
        report
            .missing
            .iter()
            .map(|missing| missing.overlay.as_str()),
        document,
    );
}

fn bill(report: &ExplainReport, document: &mut Document) {
    if report.plan.line_items.is_empty() {
        return;
    }
    document.heading(format!(
        "Bill, by formula {} of docs/formulas.md",
        report.formula
    ));
    let lines = report.plan.line_items.iter();
    let lines = lines.map(|item| line(item, &report.sources));
    document.items(lines.collect());
}

/// `quantity × price / per = cost`, and where the price was read.
fn line(line: &LineItemReport, sources: &[ReadReport]) -> Item {
    let mut body = vec![match (&line.unit_price_usd, line.per, &line.cost_usd) {
        (Some(share), _, Some(cost)) if line.unit == "USD" => {
            format!(
                "{} × {} = {}",
                detail::quantity(line),
                percent(share),
                cents(cost)
            )
        }
        (Some(price), Some(per), Some(cost)) => {
            let per = if per == 1 {
                String::new()
            } else {
                format!(" / {}", grouped(&Exact::from(per), 0))
            };
            format!(
                "{} × {}{per} = {}",
                detail::quantity(line),
                multiplied(price, line),
                cents(cost)
            )
        }
        _ => format!("{} × a price that is missing", detail::quantity(line)),
    }];
    if let Some(source) = &line.source {
        body.push(detail::provenance(source));
        let read = sources.iter().find(|read| read.price == source.key);
        body.extend(read.map(|read| format!("{}: {}", read.source, read.what)));
        // Some have no address that could be told: `public repository`.
        body.extend(source.url.clone().filter(|url| url.contains(':')));
    }
    Item::about(line.name.clone(), body)
}

fn totals(report: &ExplainReport, document: &mut Document) {
    let plan = &report.plan;
    let Some(total) = &plan.total_usd else { return };
    document.heading("Total");
    let mut facts = vec![(check::period(&report.period), cents(total))];
    let mut add = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| (name.to_owned(), value)));
    };
    if report.period.months > 1 {
        add("the mean month", plan.mean_month_usd.as_ref().map(cents));
        let ends = plan.monthly_usd.first().zip(plan.monthly_usd.last());
        let ends = ends.filter(|(first, last)| first != last);
        add("the first month", ends.map(|(first, _)| cents(first)));
        add("the last month", ends.map(|(_, last)| cents(last)));
    }
    let list = plan.list_total_usd.as_ref().filter(|list| *list != total);
    add("at list prices", list.map(cents));
    add("worth now", plan.net_present_value_usd.as_ref().map(cents));
    let owed = plan
        .committed_beyond_horizon_usd
        .as_ref()
        .filter(|owed| !owed.amount().is_zero());
    add("owed after the horizon", owed.map(cents));
    let unit = super::numbers::unit_cost;
    add("a request", plan.per_request_usd.as_ref().map(unit));
    add(
        "a successful request",
        plan.per_successful_request_usd.as_ref().map(unit),
    );
    add(
        "a million tokens",
        plan.per_million_tokens_usd.as_ref().map(unit),
    );
    document.facts(facts);
}
