//! Lists of workloads: a row a workload, all of them together, and the pieces of a long answer.

use super::money::cents;
use super::{
    Format, Look, csv,
    document::{Block, ColumnKind, Document, Grid, Item},
    markdown,
    numbers::{NONE, percent},
    table,
};
use crate::{
    report::{CompareReport, PortfolioReport, ScenarioReport, WorkloadRow, WorkloadsReport},
    units::{Exact, Usd, grouped},
};

/// What comes before, between and after the workloads of a long answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    format: Format,
    look: Look,
}

impl Pieces {
    /// Of an answer in that format; `None` where it is not made of pieces.
    pub fn of(format: Format, look: Look) -> Option<Self> {
        matches!(format, Format::Csv | Format::Json).then_some(Self { format, look })
    }

    /// What the answer begins with.
    pub fn head(&self) -> String {
        match self.format {
            Format::Json => {
                let schema = CompareReport::new(Vec::new()).schema;
                format!("{{\n  \"schema\": \"{schema}\",\n  \"scenarios\": [\n")
            }
            _ => self.rows(&CompareReport::new(Vec::new()), 0),
        }
    }

    /// What stands between two workloads.
    pub fn between(&self) -> &'static str {
        if self.format == Format::Json {
            ",\n"
        } else {
            ""
        }
    }

    /// A workload.
    pub fn one(&self, scenario: ScenarioReport) -> String {
        match self.format {
            // Reports hold strings, numbers and lists: nothing that JSON cannot say.
            Format::Json => serde_json::to_string(&scenario).unwrap_or_default(),
            _ => self.rows(&CompareReport::new(vec![scenario]), 1),
        }
    }

    /// What the answer ends with.
    pub fn tail(&self, portfolio: &PortfolioReport) -> String {
        match self.format {
            Format::Json => {
                let portfolio = serde_json::to_string(portfolio).unwrap_or_default();
                format!("\n  ],\n  \"portfolio\": {portfolio}\n}}\n")
            }
            _ => String::new(),
        }
    }

    fn rows(self, report: &CompareReport, from: usize) -> String {
        let rows = if self.look.detail {
            csv::lines(report)
        } else {
            csv::plans(report)
        };
        csv::write(rows.get(from..).unwrap_or_default())
    }
}

/// The page of a list.
pub fn workloads(report: &WorkloadsReport, format: Format, look: Look) -> String {
    let page = document(report).shown_in(look.currency);
    if format == Format::Markdown {
        markdown::draw(&page)
    } else {
        table::draw(&page, look.width)
    }
}

fn document(report: &WorkloadsReport) -> Document {
    let mut page = Document::default();
    let all = &report.portfolio;
    page.title(report.file.clone());
    let mut facts = vec![format!(
        "{} · prices of {}",
        counted(all.rows_kept, "workload"),
        report.as_of
    )];
    if !report.overlays.is_empty() {
        let overlays = report.overlays.join(", ");
        facts.push(format!("own prices laid over them: {overlays}"));
    }
    page.text(facts);
    page.push(Block::Answer(answer(report)));
    page.grid(choices(report));
    let left_out = all.rows_kept
        - u64::try_from(report.rows.len())
            .unwrap_or(u64::MAX)
            .min(all.rows_kept);
    if left_out > 0 {
        page.text(vec![format!(
            "… and {} more in --format csv or json",
            counted(left_out, "workload")
        )]);
    }
    page.heading("All together");
    page.grid(plans(all));
    page.items(notes(all));
    page
}

fn counted(number: u64, unit: &str) -> String {
    super::numbers::count(&Exact::from(number), unit)
}

/// The one sentence a reader came for.
fn answer(report: &WorkloadsReport) -> String {
    let all = &report.portfolio;
    let against = match &report.baseline {
        Some(plan) => format!("less than {plan}"),
        None => "less than the next plan of each".to_owned(),
    };
    let share = all.saving_share.as_ref();
    let saving = if all.saving_usd > Usd::zero() {
        let share = share.map_or(String::new(), |share| format!(" ({})", percent(share)));
        format!(", {}{share} {against}", cents(&all.saving_usd))
    } else {
        String::new()
    };
    format!(
        "With the cheapest plan of each: {} in all{saving}",
        cents(&all.cheapest_usd)
    )
}

fn choices(report: &WorkloadsReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Workload", ColumnKind::Name),
        ("Requests\na month", ColumnKind::ExtraFigure),
        ("Cheapest", ColumnKind::Name),
        ("Cost", ColumnKind::Figure),
        ("Next", ColumnKind::Name),
        ("Saving", ColumnKind::Figure),
    ]);
    for row in &report.rows {
        grid.row(choice(row));
    }
    grid
}

fn choice(row: &WorkloadRow) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| NONE.to_owned());
    let usd = |usd: &Option<Usd>| usd.as_ref().map_or(NONE.to_owned(), cents);
    vec![
        row.name.clone(),
        grouped(&row.requests_per_month, 0),
        row.cheapest
            .clone()
            .unwrap_or_else(|| "no plan carries it".to_owned()),
        usd(&row.cheapest_usd),
        text(&row.runner_up),
        usd(&row.saving_usd),
    ]
}

fn plans(all: &PortfolioReport) -> Grid {
    let mut grid = Grid::new(&[
        ("Plan", ColumnKind::Name),
        ("Cheapest\nfor", ColumnKind::Figure),
        ("Carries", ColumnKind::Figure),
        ("Cost of\nthose", ColumnKind::Figure),
    ]);
    for plan in &all.plans {
        grid.row(vec![
            plan.id.clone(),
            grouped(&Exact::from(plan.cheapest_workloads), 0),
            grouped(&Exact::from(plan.carried_workloads), 0),
            cents(&plan.total_usd),
        ]);
    }
    grid
}

fn notes(all: &PortfolioReport) -> Vec<Item> {
    let mut items = Vec::new();
    if let (Some(plan), Some(usd)) = (&all.one_for_all, &all.one_for_all_usd) {
        items.push(Item::plain(format!(
            "One plan for all: {plan} carries every workload, for {} in all",
            cents(usd)
        )));
    }
    if all.undecided > 0 {
        items.push(Item::plain(format!(
            "{} no plan carries at a known price; nothing of them is in the sums",
            counted(all.undecided, "workload")
        )));
    }
    if all.rows_rejected > 0 {
        let reasons = all.rejected.iter();
        let reasons =
            reasons.map(|reason| format!("{}: {}", counted(reason.rows, "row"), reason.reason));
        let head = format!(
            "{} read = {} kept + {} rejected",
            counted(all.rows_read, "row"),
            grouped(&Exact::from(all.rows_kept), 0),
            grouped(&Exact::from(all.rows_rejected), 0)
        );
        items.push(Item::about(head, reasons.collect()));
    }
    items
}
