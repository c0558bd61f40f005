//! CSV: the columns of the contract.

use csv::{Terminator, WriterBuilder};

use crate::{
    report::{
        CompareReport, ExplainReport, LineItemReport, NoteReport, PRICE_COLUMNS, PlanReport,
        PriceReport, PricesReport, ScenarioReport,
    },
    units::{Exact, Usd, machine},
};

const PLANS: [&str; 16] = [
    "scenario",
    "rank",
    "plan",
    "mode",
    "model",
    "region",
    "instance",
    "status",
    "reason",
    "total_usd",
    "monthly_usd",
    "per_request_usd",
    "per_million_tokens_usd",
    "saving_vs_baseline_usd",
    "peak_units",
    "unit_hours",
];
const LINES: [&str; 13] = [
    "scenario",
    "plan",
    "line",
    "group",
    "stream",
    "meter",
    "quantity",
    "unit",
    "unit_price_usd",
    "per",
    "cost_usd",
    "source",
    "origin",
];

/// The rows, the first being the header.
pub(super) fn write(rows: &[Vec<String>]) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    for row in rows {
        // A vector takes everything, and all rows are as long as the header.
        if writer.write_record(row).is_err() {
            return String::new();
        }
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// One row a plan.
pub(super) fn plans(report: &CompareReport) -> Vec<Vec<String>> {
    let rows = report.scenarios.iter().flat_map(|scenario| {
        scenario
            .plans
            .iter()
            .map(move |plan| plan_row(scenario, plan))
    });
    std::iter::once(header(&PLANS)).chain(rows).collect()
}

/// One row a line of a bill.
pub(super) fn lines(report: &CompareReport) -> Vec<Vec<String>> {
    let rows = report.scenarios.iter().flat_map(|scenario| {
        scenario
            .plans
            .iter()
            .flat_map(move |plan| bill(&scenario.scenario.name, plan))
    });
    std::iter::once(header(&LINES)).chain(rows).collect()
}

/// The lines of the explained plan.
pub(super) fn explained(report: &ExplainReport) -> Vec<Vec<String>> {
    std::iter::once(header(&LINES))
        .chain(bill(&report.scenario.name, &report.plan))
        .collect()
}

/// One row a price, in the columns of a price file, so that the rows can be laid over the catalog
/// again, and two more.
pub(super) fn prices(report: &PricesReport) -> Vec<Vec<String>> {
    let columns = [PRICE_COLUMNS.as_slice(), &["origin", "rule"]].concat();
    std::iter::once(header(&columns))
        .chain(report.prices.iter().map(price_row))
        .collect()
}

pub(super) fn header(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

fn plan_row(scenario: &ScenarioReport, plan: &PlanReport) -> Vec<String> {
    let usd = |value: &Option<Usd>| {
        value
            .as_ref()
            .map(|usd| machine(usd.amount()))
            .unwrap_or_default()
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let sizing = plan.sizing.as_ref();
    let peak = sizing.and_then(|sizing| sizing.peak_units);
    vec![
        scenario.scenario.name.clone(),
        plan.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        plan.id.clone(),
        plan.mode.to_owned(),
        text(&plan.model),
        plan.region.clone(),
        text(&plan.instance),
        plan.status.to_owned(),
        reasons(&plan.reasons),
        usd(&plan.total_usd),
        usd(&plan.mean_month_usd),
        usd(&plan.per_request_usd),
        usd(&plan.per_million_tokens_usd),
        usd(&plan.saving_vs_baseline_usd),
        peak.map(|units| units.to_string()).unwrap_or_default(),
        sizing
            .map(|sizing| machine(&sizing.unit_hours))
            .unwrap_or_default(),
    ]
}

fn reasons(reasons: &[NoteReport]) -> String {
    reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn bill<'a>(scenario: &'a str, plan: &'a PlanReport) -> impl Iterator<Item = Vec<String>> + 'a {
    plan.line_items
        .iter()
        .map(move |line| line_row(scenario, &plan.id, line))
}

fn line_row(scenario: &str, plan: &str, line: &LineItemReport) -> Vec<String> {
    let number = |value: &Option<Exact>| value.as_ref().map(machine).unwrap_or_default();
    let source = line.source.as_ref();
    vec![
        scenario.to_owned(),
        plan.to_owned(),
        line.id.clone(),
        line.group.to_owned(),
        line.stream.to_owned(),
        line.meter.to_owned(),
        machine(&line.quantity),
        line.unit.to_owned(),
        number(&line.unit_price_usd),
        line.per.map(|per| per.to_string()).unwrap_or_default(),
        line.cost_usd
            .as_ref()
            .map(|cost| machine(cost.amount()))
            .unwrap_or_default(),
        source.map(|source| source.key.clone()).unwrap_or_default(),
        source
            .map(|source| source.origin.to_owned())
            .unwrap_or_default(),
    ]
}

fn price_row(price: &PriceReport) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let word = |value: Option<&str>| value.unwrap_or_default().to_owned();
    vec![
        price.service.clone(),
        price.item.clone(),
        price.offer.clone(),
        price.region.clone(),
        price.scope.clone(),
        price.tier.clone(),
        price.term.clone(),
        price.variant.clone(),
        price.meter.to_owned(),
        machine(&price.usd),
        price.per.to_string(),
        text(&price.effective_from),
        text(&price.checked_on),
        price.source.clone(),
        word(price.confidence),
        price.note.clone(),
        price.origin.to_owned(),
        word(price.rule),
    ]
}
