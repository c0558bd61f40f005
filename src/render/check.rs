//! A scenario without a fault, in one line.

use super::{
    document::Document,
    numbers::{count, percent},
};
use crate::{
    report::{CheckReport, Period, WorkloadReport},
    units::{Exact, grouped, machine},
};

pub(super) fn document(report: &CheckReport) -> Document {
    let plans = match (report.plans.len(), report.proposed) {
        (0, proposed) => format!("no plans of its own, {proposed} proposed"),
        (1, _) => "1 plan".to_owned(),
        (written, _) => format!("{written} plans"),
    };
    let requests = count(&report.workload.requests_per_month, "request");
    let mut document = Document::default();
    let name = &report.scenario.name;
    document.text(vec![format!(
        "{name}: {plans}, {requests} a month: no fault was found"
    )]);
    document
}

pub(super) fn rows(report: &CheckReport) -> Vec<Vec<String>> {
    let header = ["scenario", "plans", "proposed", "requests_per_month"];
    let row = vec![
        report.scenario.name.clone(),
        report.plans.len().to_string(),
        report.proposed.to_string(),
        machine(&report.workload.requests_per_month),
    ];
    vec![header.map(str::to_owned).to_vec(), row]
}

/// What is asked, in two lines: how much, and how.
pub(super) fn workload(workload: &WorkloadReport) -> Vec<String> {
    let requests = count(&workload.requests_per_month, "request");
    let (input, output) = (&workload.input_tokens, &workload.output_tokens);
    let volume = if input.is_zero() && output.is_zero() {
        format!("{requests} a month")
    } else {
        let (input, output) = (grouped(input, 1), grouped(output, 1));
        format!("{requests} a month of {input} tokens in and {output} out")
    };
    let peak = &workload.peak_to_mean;
    let peak = (*peak != Exact::one()).then(|| format!("peak {} × mean", grouped(peak, 2)));
    let growth = &workload.growth_per_month;
    let growth = (!growth.is_zero()).then(|| format!("{} growth a month", percent(growth)));
    let manner = [
        Some(workload.kind.to_owned()),
        Some(workload.latency.to_owned()),
        peak,
        growth,
    ];
    vec![
        volume,
        manner.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    ]
}

/// The horizon: `12 months of 730 hours`.
pub(super) fn period(period: &Period) -> String {
    let hours = grouped(&period.hours_per_month, 2);
    let months = format!("{} of {hours} hours", months(period));
    let change = &period.price_change_per_year;
    if change.is_zero() {
        return months;
    }
    let sign = if change.is_positive() { "+" } else { "" };
    format!("{months}, prices {sign}{} a year", percent(change))
}

/// The horizon by itself: `12 months`.
pub(super) fn months(period: &Period) -> String {
    count(&Exact::from(period.months), "month")
}
