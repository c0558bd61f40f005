//! What an import found, and what had to be assumed to say so.

use super::{Reconciliation, Told, UsageBill, Use, reconcile, usage_bill, used::uses};
use crate::{
    catalog::Catalog,
    units::{Exact, grouped},
    usage::{
        Counts, Field, Format, Measure, Pattern, Span, Tally, called,
        charges::{BillFile, BillFormat, Charges, Rejections},
        exact, pattern, requests_by_hour, write_aggregate,
    },
};

/// A file of usage that was read.
#[derive(Debug, Clone)]
pub struct ImportedFile {
    /// The file.
    pub name: String,
    /// Its format.
    pub format: &'static Format,
    /// Records that were read.
    pub rows: u64,
    /// Columns that nothing was read from.
    pub unread_columns: Vec<String>,
    /// Fields that it does not have, and that count as none.
    pub absent: Vec<Field>,
}

/// Usage, understood.
#[derive(Debug)]
pub struct Imported {
    /// The files, in the order they were read.
    pub files: Vec<ImportedFile>,
    /// Their sums.
    pub tally: Tally,
    /// Who was asked, those with most requests first.
    pub uses: Vec<Use>,
    /// The time that is covered; nothing where nothing was kept.
    pub span: Option<Span>,
    /// When requests came, over all uses.
    pub pattern: Pattern,
    /// What it costs, in the order of the uses, if that was asked.
    pub bills: Option<Vec<UsageBill>>,
    /// The bills among the files.
    pub bill_files: Vec<BillFile>,
    /// What of them could not be read.
    pub bill_rejections: Rejections,
    /// What was billed, where there was a bill among the files.
    pub reconciliation: Option<Reconciliation>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What may be wrong.
    pub warnings: Vec<String>,
}

impl Imported {
    /// Understands the sums of some files.
    pub fn of(files: Vec<ImportedFile>, tally: Tally, told: &Told, catalog: &Catalog) -> Self {
        let tally = told.apply(tally, catalog);
        let uses = uses(&tally, told, catalog);
        let span = Span::of(uses.iter().map(|one| &one.flow), tally.has_dates);
        let mut hours = std::collections::BTreeMap::new();
        for one in &uses {
            for (hour, requests) in requests_by_hour(&one.flow) {
                *hours.entry(hour).or_insert_with(Exact::zero) += &requests;
            }
        }
        let pattern = span
            .as_ref()
            .map_or(Pattern::Unknown, |span| pattern(&hours, span));
        let mut imported = Self {
            assumptions: assumptions(&files, &tally, &uses),
            warnings: if files.is_empty() {
                Vec::new()
            } else {
                warnings(&tally, &uses, span.as_ref())
            },
            files,
            tally,
            uses,
            span,
            pattern,
            bills: None,
            bill_files: Vec::new(),
            bill_rejections: Rejections::default(),
            reconciliation: None,
        };
        if let Some(only) = &told.only {
            let text = format!("Only {only} is looked at; what else was kept is left aside.");
            imported.assumptions.push(text);
        }
        if imported.span.is_some() {
            let text = "The time that is covered stands for every month: nothing is added for growth, seasons or gaps.";
            imported.assumptions.push(text.to_owned());
        }
        imported
    }

    /// Prices every use.
    pub fn price(&mut self, catalog: &Catalog) {
        let bills = self.uses.iter().map(|one| usage_bill(one, catalog));
        self.bills = Some(bills.collect());
    }

    /// Adds what was billed; against what usage should cost if `is_estimated`.
    pub fn bill(&mut self, charges: &Charges, is_estimated: bool, catalog: &Catalog) {
        if is_estimated && !self.uses.is_empty() && self.bills.is_none() {
            self.price(catalog);
        }
        let logs = self.bills.as_deref().map(|bills| (&*self.uses, bills));
        self.bill_files = charges.files().cloned().collect();
        self.bill_rejections = charges.rejections().clone();
        self.reconciliation = Some(reconcile(charges, logs, is_estimated, catalog));
        self.warnings.extend(doubts(charges));
        let text = format!(
            "What was billed is {}, which the invoice adds up.",
            charges.format().map_or("", BillFormat::cost_column)
        );
        self.assumptions.push(text);
    }

    /// The sums by hour and caller as CSV: what a profile is. Of one model alone, where that was asked
    /// for; what was left out is then not in it.
    pub fn profile(&self) -> String {
        written(&self.tally)
    }

    /// The same of one model alone, by the catalog's id or the name as it was called.
    pub fn profile_of(&self, model: &str, catalog: &Catalog) -> String {
        let mut tally = self.tally.clone();
        tally
            .flows
            .retain(|caller, _| called(&caller.model, &[], catalog).model == model);
        tally.left_out.clear();
        written(&tally)
    }

    /// Whether something that was used has no price, where prices were asked.
    pub fn has_unpriced(&self) -> bool {
        let bills = self.bills.iter().flatten();
        bills.into_iter().any(|bill| bill.total().is_none())
    }
}

fn written(tally: &Tally) -> String {
    let mut text = Vec::new();
    // Memory can be written to.
    drop(write_aggregate(tally, &mut text));
    String::from_utf8_lossy(&text).into_owned()
}

fn assumptions(files: &[ImportedFile], tally: &Tally, uses: &[Use]) -> Vec<String> {
    let mut all = Vec::new();
    let mut formats: Vec<&Format> = files.iter().map(|file| file.format).collect();
    formats.sort_by_key(|format| format.name);
    formats.dedup_by_key(|format| format.name);
    for format in formats {
        let counted = match format.counts {
            Counts::WholePrompt => "the whole prompt, cached tokens among them",
            Counts::UncachedInput => "those that no cache served or kept; cached ones come on top",
        };
        all.push(format!("{}: input tokens are {counted}.", format.title));
    }
    for file in files {
        let (requests, tokens): (Vec<Field>, Vec<Field>) = file
            .absent
            .iter()
            .partition(|field| **field == Field::Of(Measure::Requests));
        if !requests.is_empty() {
            let name = &file.name;
            all.push(format!("{name} does not say how many requests there were."));
        }
        if !tokens.is_empty() {
            let names: Vec<&str> = tokens.iter().map(|field| field.name()).collect();
            let (name, names) = (&file.name, names.join(", "));
            all.push(format!("{name} has no {names}: counted as none."));
        }
    }
    if tally.has_local_times {
        all.push("Times without an offset are taken as UTC.".to_owned());
    }
    if tally.has_relative_times {
        all.push(
            "Times count from a start that is not told, so that no hour of the day or week is known: --start TIME says it."
                .to_owned(),
        );
    }
    let unsized_requests: u128 = uses.iter().map(|one| one.flow.unsized_requests).sum();
    if unsized_requests > 0 {
        all.push(format!(
            "{} requests come in sums of several: their sizes are not known, and none of them is taken to be above a long-context step.",
            grouped(&exact(unsized_requests), 0)
        ));
    }
    all
}

fn warnings(tally: &Tally, uses: &[Use], span: Option<&Span>) -> Vec<String> {
    let mut all = Vec::new();
    if tally.has_dates && tally.has_relative_times {
        all.push(
            "Some times have dates and some do not: the span and the hours mean nothing."
                .to_owned(),
        );
    }
    let Some(span) = span else {
        all.push("No record was kept.".to_owned());
        return all;
    };
    if span.hours.is_zero() {
        all.push(
            "All records are of one moment: how much a month has of them is not known.".to_owned(),
        );
    } else if !span.is_week() {
        all.push(format!(
            "Less than seven days: {} hours say nothing of weekends, and perhaps little of the month.",
            grouped(&span.hours, 2)
        ));
    } else if span.is_dated && span.has_partial_days() {
        all.push("The first or the last day is covered in part.".to_owned());
    }
    if span.idle_hours > 0 {
        all.push(format!(
            "{} clock hours have no request, {} of them in a row: a gap in the records, or in the work?",
            span.idle_hours, span.longest_idle_hours
        ));
    }
    all.extend(unknown(uses));
    all
}

/// What may be wrong with a bill.
fn doubts(charges: &Charges) -> Vec<String> {
    let notes = charges.notes();
    let count = |number: u64| grouped(&Exact::from(number), 0);
    let mut all = Vec::new();
    let counted = [
        (
            notes.rates_wrong,
            "lines of the bill cost something else than their amount at their public rate: their unit is not what it seems.",
        ),
        (
            notes.estimated,
            "lines of the bill are estimated: the month is not closed.",
        ),
        (
            notes.without_currency,
            "lines of the bill do not say their currency; they are taken for US dollars.",
        ),
        (
            notes.without_region,
            "lines of the bill do not say their region.",
        ),
    ];
    let counted = counted.iter().filter(|(number, _)| *number > 0);
    all.extend(counted.map(|(number, text)| format!("{} {text}", count(*number))));
    if !notes.unknown_models.is_empty() {
        let names: Vec<&str> = notes.unknown_models.keys().map(String::as_str).collect();
        all.push(format!(
            "Billed, but no models of the catalog: {}.",
            names.join(", ")
        ));
    }
    all
}

/// What of the models the catalog does not know, and what to do about it.
fn unknown(uses: &[Use]) -> Vec<String> {
    const HELP: &str = "--model NAME=MODEL says which model it is.";
    let mut all = Vec::new();
    let strange = || uses.iter().filter(|one| !one.called.is_known);
    for one in strange() {
        if let Some(opaque) = one.called.opaque {
            let requests = grouped(&exact(one.flow.total().of(Measure::Requests)), 0);
            let (name, help) = match one.called.model.as_str() {
                "" => ("(not named)", "--model MODEL says which model it is."),
                name => (name, HELP),
            };
            all.push(format!(
                "{name}, {requests} requests: {}. {help}",
                opaque.what()
            ));
        }
    }
    let mut names: Vec<&str> = strange()
        .filter(|one| one.called.opaque.is_none())
        .map(|one| one.called.model.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => {}
        [one] => all.push(format!("{one} is no model of the catalog. {HELP}")),
        some => all.push(format!(
            "No models of the catalog: {}. {HELP}",
            some.join(", ")
        )),
    }
    all
}
