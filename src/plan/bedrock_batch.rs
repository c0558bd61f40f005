//! `bedrock.batch`: files of requests answered within a day, at their own prices (F4).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/> (batch), Amazon Bedrock user guide
//! (batch inference quotas).

use super::{
    Facets, MonthLoad, Notes, Plan, Reason, Setting,
    bedrock_on_demand::{Scope, scope_choice},
    eligibility, tokens,
};
use crate::{
    bill::Bill,
    capacity::Sizing,
    catalog::Query,
    demand::Latency,
    schema::{Choice as _, Number, Record as _, Table, choice, number, record},
    units::{Decimal, Exact, bounds},
};

/// Fewest records of a job, by default quota.
const LEAST_RECORDS: u64 = 100;
/// Most records of a job, by the lower of two documented quotas.
const MOST_RECORDS: u64 = 50_000;

record! {
    /// Choices of batch inference.
    pub(super) struct Fields {
        /// Where a job may be answered.
        scope: Option<Scope> = choice::<Scope>().default("in-region"),
        /// Requests in one job; a job needs at least 100.
        records_per_job: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("requests"),
    }
}

/// Batch inference with its choices.
#[derive(Debug)]
pub(super) struct Batch {
    scope: Scope,
    records_per_job: Option<Decimal>,
}

impl Batch {
    pub(super) fn read(table: &Table) -> Self {
        let fields = Fields::read(table);
        Self {
            scope: fields.scope.unwrap_or(Scope::InRegion),
            records_per_job: fields.records_per_job.map(|records| records.value),
        }
    }

    fn query<'a>(&self, setting: &Setting<'a>) -> Query<'a> {
        Query {
            scope: self.scope.word(),
            ..setting.bedrock("batch")
        }
    }
}

impl Plan for Batch {
    fn choices(&self) -> Vec<String> {
        scope_choice(self.scope)
    }

    fn facets(&self) -> Facets {
        Facets {
            scope: self.scope.word(),
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::bedrock(setting, notes);
        reasons.extend(eligibility::asks_nothing(setting));
        if reasons.is_empty() {
            let query = self.query(setting);
            reasons.extend(eligibility::not_sold(setting, &query));
            reasons.extend(tokens::needs_media_size(setting, &query));
            eligibility::warn_disputed(setting, &query, notes);
        }
        let late = "a batch job may take a day";
        reasons.extend(eligibility::too_late(setting, &[Latency::Offline], late));
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let least = Exact::from(LEAST_RECORDS);
        let (records, field) = match self.records_per_job {
            Some(records) => (Exact::from(records), setting.field("records_per_job")),
            None => (
                month.calls.requests.clone(),
                "workload.requests_per_month".to_owned(),
            ),
        };
        if records < least {
            let shown = crate::units::grouped(&records, 2);
            let message =
                format!("a batch job needs at least {LEAST_RECORDS} records, not {shown}");
            return Err(vec![Reason::new("batch-minimum", field, message)]);
        }
        if self.records_per_job.is_some() && records > Exact::from(MOST_RECORDS) {
            let message = format!("above {MOST_RECORDS} records a job needs a raised quota");
            notes.warn("batch-maximum", field, message);
        }
        Ok(None)
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let query = self.query(setting);
        let mut bill = Bill::default();
        let all = tokens::Charged::all(&month.calls.requests);
        tokens::charge(
            &mut bill,
            setting,
            &query,
            &all,
            tokens::Uncached::PlainInput,
            notes,
        );
        bill
    }
}
