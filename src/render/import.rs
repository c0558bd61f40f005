//! What was read from usage: the time it covers, the models, and what was assumed.

use super::money::cents;
use super::{
    document::{ColumnKind, Document, Grid, Item},
    numbers::{NONE, count, percent, signed, unit_price},
};
use crate::{
    report::{
        BilledLineReport, BilledReport, ImportReport, LineItemReport, PricedReport,
        PricedUseReport, SpanReport, UseReport,
    },
    units::{Exact, Usd, grouped, machine},
};

pub(super) fn document(report: &ImportReport) -> Document {
    let mut page = Document::default();
    page.title(title(report));
    let mut facts = vec![rows(report)];
    facts.extend(report.span.iter().flat_map(span));
    page.text(facts);
    if !report.models.is_empty() {
        page.grid(models(report));
    }
    if let Some(priced) = &report.priced {
        page.heading(format!("What it costs at the prices of {}", report.as_of));
        page.grid(lines(priced));
        page.text(total(priced));
        page.items(priced.models.iter().filter_map(unpriced).collect());
    }
    if let Some(billed) = &report.billed {
        page.heading("What was billed");
        page.grid(billed_lines(billed));
        page.text(billed_total(billed));
    }
    if !report.rows.faults.is_empty() {
        page.heading("Rows that could not be read");
        page.items(report.rows.faults.iter().map(fault).collect());
    }
    section(&mut page, "Warnings", &report.warnings);
    section(&mut page, "Assumed", &report.assumptions);
    page
}

fn section(page: &mut Document, heading: &str, texts: &[String]) {
    if !texts.is_empty() {
        page.heading(heading);
        page.items(texts.iter().map(Item::plain).collect());
    }
}

/// One file by its name, several by their number.
fn title(report: &ImportReport) -> String {
    match report.files.as_slice() {
        [one] => format!("{} · {}", one.file, one.title),
        files => count(&whole(files.len()), "file"),
    }
}

fn whole(number: usize) -> Exact {
    Exact::from(u64::try_from(number).unwrap_or(u64::MAX))
}

/// `264 rows read = 253 kept + 11 rejected (no-tokens 11)`.
fn rows(report: &ImportReport) -> String {
    let rows = &report.rows;
    let read = count(&Exact::from(rows.rows_read), "row");
    if rows.rows_rejected == 0 {
        return format!("{read} read, all kept");
    }
    let reasons = rows.rejected.iter();
    let reasons: Vec<String> = reasons
        .map(|left| format!("{} {}", left.reason, grouped(&Exact::from(left.rows), 0)))
        .collect();
    format!(
        "{read} read = {} kept + {} rejected ({})",
        grouped(&Exact::from(rows.rows_kept), 0),
        grouped(&Exact::from(rows.rows_rejected), 0),
        reasons.join(", ")
    )
}

fn span(span: &SpanReport) -> Vec<String> {
    let hours = count(&span.hours, "hour");
    let time = if span.is_dated {
        format!("{} to {}, {hours}", span.first, span.last)
    } else {
        format!(
            "second {} to {} of an unknown start, {hours}",
            span.first, span.last
        )
    };
    let month = span.month_factor.as_ref().map(|factor| {
        format!(
            "A month of {} hours is {} times this",
            grouped(&span.hours_per_month, 2),
            grouped(factor, 3)
        )
    });
    [Some(time), month].into_iter().flatten().collect()
}

fn models(report: &ImportReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Model", ColumnKind::Name),
        ("Bought", ColumnKind::Word),
        ("Requests", ColumnKind::Figure),
        ("A month", ColumnKind::ExtraFigure),
        ("Tokens in\nmean, p95", ColumnKind::Figure),
        ("Cached", ColumnKind::Figure),
        ("Tokens out\nmean, p95", ColumnKind::Figure),
        ("Peak", ColumnKind::ExtraFigure),
    ]);
    for one in &report.models {
        grid.row(model(one));
    }
    grid
}

fn model(one: &UseReport) -> Vec<String> {
    let figure = |value: &Option<Exact>| {
        value
            .as_ref()
            .map_or(NONE.to_owned(), |value| grouped(value, 0))
    };
    let p95 = |sizes: &Option<crate::report::SizesReport>| {
        sizes
            .as_ref()
            .map_or(NONE.to_owned(), |sizes| grouped(&Exact::from(sizes.p95), 0))
    };
    vec![
        named(one),
        bought(one.region.as_deref(), one.scope, &one.tier),
        grouped(&one.requests, 0),
        figure(&one.requests_per_month),
        format!(
            "{}\n{}",
            figure(&one.mean_input_tokens),
            p95(&one.input_tokens)
        ),
        one.cache_read_share
            .as_ref()
            .map_or(NONE.to_owned(), percent),
        format!(
            "{}\n{}",
            figure(&one.mean_output_tokens),
            p95(&one.output_tokens)
        ),
        one.peak_to_mean
            .as_ref()
            .map_or(NONE.to_owned(), |peak| format!("{} ×", grouped(peak, 1))),
    ]
}

fn named(one: &UseReport) -> String {
    match (one.is_known, one.model.is_empty()) {
        (true, _) => one.model.clone(),
        (false, true) => "(not named)".to_owned(),
        (false, false) => format!("{} (unknown)", one.model),
    }
}

/// `us-east-1 geo flex`, one a line.
fn bought(region: Option<&str>, scope: &str, tier: &str) -> String {
    let plain = |word: &str| !matches!(word, "in-region" | "standard");
    let choices = [scope, tier].into_iter().filter(|word| plain(word));
    let parts: Vec<&str> = region.into_iter().chain(choices).collect();
    if parts.is_empty() {
        return NONE.to_owned();
    }
    parts.join("\n")
}

fn lines(priced: &PricedReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Model", ColumnKind::Name),
        ("What", ColumnKind::Name),
        ("Quantity", ColumnKind::Figure),
        ("Price", ColumnKind::ExtraWord),
        ("Cost", ColumnKind::Figure),
    ]);
    for one in &priced.models {
        for line in &one.lines {
            grid.row(line_row(one, line));
        }
    }
    grid
}

fn line_row(one: &PricedUseReport, line: &LineItemReport) -> Vec<String> {
    let price = match (&line.unit_price_usd, line.per) {
        (Some(price), Some(per)) => unit_price(&super::numbers::price_usd(price), per, line.unit),
        _ => NONE.to_owned(),
    };
    let cost = line.cost_usd.as_ref().map_or("no price".to_owned(), cents);
    vec![
        one.model.clone(),
        line.name.clone(),
        grouped(&line.quantity, 0),
        price,
        cost,
    ]
}

fn total(priced: &PricedReport) -> Vec<String> {
    vec![match &priced.total_usd {
        Some(total) => format!("{} in all", cents(total)),
        None => format!(
            "{} for what has a price; the rest has none",
            cents(&priced.known_usd)
        ),
    }]
}

/// What of a use has no price, and what to do about it.
fn unpriced(one: &PricedUseReport) -> Option<Item> {
    let help = match one.unpriced {
        Some("model") => format!(
            "say which model it is: --model {}=MODEL",
            quoted(&one.model)
        ),
        Some("region") => "say where it was called: --region REGION".to_owned(),
        Some(_) => format!("the tier {} has no prices", quoted(&one.tier)),
        None if one.missing_prices.is_empty() => return None,
        None => "give the missing prices in a --prices file:".to_owned(),
    };
    let name = if one.model.is_empty() {
        "(not named)"
    } else {
        &one.model
    };
    let body = std::iter::once(help).chain(one.missing_prices.iter().cloned());
    Some(Item::about(format!("{name} is not priced"), body.collect()))
}

fn billed_lines(billed: &BilledReport) -> Grid {
    let mut columns = vec![
        ("Model", ColumnKind::Name),
        ("What", ColumnKind::Name),
        ("Billed\nquantity", ColumnKind::ExtraFigure),
        ("Billed", ColumnKind::Figure),
    ];
    if billed.basis.is_some() {
        columns.extend([
            ("Estimated\nquantity", ColumnKind::ExtraFigure),
            ("Estimated", ColumnKind::Figure),
            ("Residual", ColumnKind::Figure),
        ]);
    }
    let mut grid = Grid::new(&columns);
    let number = |value: &Option<Exact>| {
        value
            .as_ref()
            .map_or(NONE.to_owned(), |value| grouped(value, 0))
    };
    for line in &billed.lines {
        let mut row = vec![
            line.model.clone(),
            line.what.clone(),
            number(&line.billed_quantity),
            cents(&line.billed_usd),
        ];
        if billed.basis.is_some() {
            row.extend([
                number(&line.estimated_quantity),
                line.estimated_usd.as_ref().map_or(NONE.to_owned(), cents),
                line.residual_usd.as_ref().map_or(NONE.to_owned(), signed),
            ]);
        }
        grid.row(row);
    }
    grid
}

fn billed_total(billed: &BilledReport) -> Vec<String> {
    let mut lines = vec![format!("{} billed in all", cents(&billed.billed_usd))];
    if let (Some(estimated), Some(residual), Some(others)) = (
        &billed.estimated_usd,
        &billed.residual_usd,
        &billed.unestimated_usd,
    ) {
        let basis = match billed.basis {
            Some("logs") => "by the logs",
            _ => "by the bill's own quantities",
        };
        lines.push(format!(
            "{} estimated {basis} at the catalog's prices: a residual of {}; {} more of the bill has no estimate",
            cents(estimated),
            signed(residual),
            cents(others)
        ));
    }
    if !billed.other_services_usd.amount().is_zero() {
        let others = cents(&billed.other_services_usd);
        lines.push(format!("{others} more was billed for other services"));
    }
    lines
}

fn billed_rows(billed: &BilledReport) -> Vec<Vec<String>> {
    let header = [
        "model",
        "what",
        "unit",
        "billed_quantity",
        "billed_usd",
        "estimated_quantity",
        "estimated_usd",
        "residual_usd",
    ];
    let number = |value: &Option<Exact>| value.as_ref().map_or(String::new(), machine);
    let usd = |value: &Option<Usd>| {
        value
            .as_ref()
            .map_or(String::new(), |usd| machine(usd.amount()))
    };
    let row = |line: &BilledLineReport| {
        vec![
            line.model.clone(),
            line.what.clone(),
            line.unit.unwrap_or_default().to_owned(),
            number(&line.billed_quantity),
            machine(line.billed_usd.amount()),
            number(&line.estimated_quantity),
            usd(&line.estimated_usd),
            usd(&line.residual_usd),
        ]
    };
    let header = header.map(str::to_owned).to_vec();
    std::iter::once(header)
        .chain(billed.lines.iter().map(row))
        .collect()
}

fn quoted(text: &str) -> String {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace()) {
        format!("'{text}'")
    } else {
        text.to_owned()
    }
}

fn fault(fault: &crate::report::FaultReport) -> Item {
    let column = if fault.column.is_empty() {
        String::new()
    } else {
        format!(", column {}", fault.column)
    };
    Item::plain(format!(
        "{}, line {}{column}: {}",
        fault.file, fault.line, fault.message
    ))
}

pub(super) fn rows_of(report: &ImportReport) -> Vec<Vec<String>> {
    match (&report.billed, &report.priced) {
        (Some(billed), _) => billed_rows(billed),
        (None, Some(priced)) => priced_rows(priced),
        (None, None) => model_rows(report),
    }
}

fn model_rows(report: &ImportReport) -> Vec<Vec<String>> {
    let header = [
        "model",
        "is_known",
        "called",
        "region",
        "scope",
        "tier",
        "requests",
        "requests_per_month",
        "mean_input_tokens",
        "mean_output_tokens",
        "cache_read_share",
        "cache_write_share",
        "long_context_share",
        "peak_to_mean",
        "input_tokens_p50",
        "input_tokens_p95",
        "input_tokens_p99",
        "input_tokens_max",
        "output_tokens_p50",
        "output_tokens_p95",
        "output_tokens_p99",
        "output_tokens_max",
    ];
    let number = |value: &Option<Exact>| value.as_ref().map_or(String::new(), machine);
    let row = |one: &UseReport| {
        let mut row = vec![
            one.model.clone(),
            one.is_known.to_string(),
            one.called.join(" "),
            one.region.clone().unwrap_or_default(),
            one.scope.to_owned(),
            one.tier.clone(),
            machine(&one.requests),
            number(&one.requests_per_month),
            number(&one.mean_input_tokens),
            number(&one.mean_output_tokens),
            number(&one.cache_read_share),
            number(&one.cache_write_share),
            number(&one.long_context_share),
            number(&one.peak_to_mean),
        ];
        for sizes in [&one.input_tokens, &one.output_tokens] {
            row.extend(match sizes {
                Some(sizes) => [sizes.p50, sizes.p95, sizes.p99, sizes.max].map(|n| n.to_string()),
                None => [const { String::new() }; 4],
            });
        }
        row
    };
    let header = header.map(str::to_owned).to_vec();
    std::iter::once(header)
        .chain(report.models.iter().map(row))
        .collect()
}

fn priced_rows(priced: &PricedReport) -> Vec<Vec<String>> {
    let header = [
        "model",
        "region",
        "scope",
        "tier",
        "meter",
        "name",
        "quantity",
        "unit",
        "unit_price_usd",
        "per",
        "cost_usd",
        "source",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for one in &priced.models {
        for line in &one.lines {
            rows.push(vec![
                one.model.clone(),
                one.region.clone().unwrap_or_default(),
                one.scope.to_owned(),
                one.tier.clone(),
                line.meter.to_owned(),
                line.name.clone(),
                machine(&line.quantity),
                line.unit.to_owned(),
                line.unit_price_usd.as_ref().map_or(String::new(), machine),
                line.per.map_or(String::new(), |per| per.to_string()),
                line.cost_usd
                    .as_ref()
                    .map_or(String::new(), |usd| machine(usd.amount())),
                line.source
                    .as_ref()
                    .map_or(String::new(), |source| source.key.clone()),
            ]);
        }
    }
    rows
}
