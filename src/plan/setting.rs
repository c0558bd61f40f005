//! What surrounds a plan when it is sized and billed.

use std::{borrow::Cow, cell::OnceCell};

use crate::{
    capacity::{Burst, End, Estimate, FollowedOnce, Refusal},
    catalog::{Catalog, Model, PriceSource, Query},
    demand::{Hours, Load, Workload},
    units::{Decimal, Exact},
};

/// What the capacity model says of one plan's instance: asked once.
pub type EstimateOnce = OnceCell<Result<Estimate, Refusal>>;

/// The calls of a month, and the load of one hour at each level.
pub type FirstHourly = OnceCell<(Load, Vec<Load>)>;

/// The surroundings of one plan.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// Prices and facts.
    pub catalog: &'a Catalog,
    /// Where the plan runs or calls from.
    pub region: &'a str,
    /// The model's row, where the plan has a model the catalog knows.
    pub model: Option<&'a Model>,
    /// Its id on Bedrock.
    pub bedrock_id: Option<&'a str>,
    /// The workload as this model counts it.
    pub workload: &'a Workload,
    /// The pattern of the month.
    pub hours: &'a Hours,
    /// How uneven its hours are inside.
    pub burst: &'a Burst,
    /// What target tracking makes of the pattern: nothing of it changes from month to month.
    pub followed: &'a FollowedOnce,
    /// The load of its hours in the month that was asked for first.
    pub first_hourly: &'a FirstHourly,
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// Factor on every price of the plan: its own, and the change of prices since today.
    pub price_multiplier: Exact,
    /// The path of the plan in the scenario, such as `plan.2`.
    pub path: String,
    /// Which end of an uncertain capacity is meant.
    pub end: End,
    /// What the capacity model says of the plan's instance: nothing of it changes from month to
    /// month, or with the end.
    pub estimate: &'a EstimateOnce,
}

/// The load of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLoad {
    /// Requests that are kept.
    pub requests: Exact,
    /// Calls made for them, and their tokens on this plan's model.
    pub calls: Load,
}

impl MonthLoad {
    /// The load of `requests` kept requests of `workload`.
    pub fn of(requests: &Exact, workload: &Workload) -> Self {
        let calls = requests * &workload.calls_per_request();
        let calls = Load {
            input_tokens: &calls * &workload.mean(|tokens| &tokens.input),
            output_tokens: &calls * &workload.mean(|tokens| &tokens.output),
            requests: calls,
        };
        Self {
            requests: requests.clone(),
            calls,
        }
    }
}

/// Why a plan cannot carry a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A name for programs.
    pub id: &'static str,
    /// What is the matter and what would help.
    pub message: String,
    /// The scenario's field that caused it.
    pub field: Option<String>,
}

impl Reason {
    /// A reason caused by `field`.
    pub fn new(id: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            id,
            message: message.into(),
            field: Some(field.into()),
        }
    }
}

/// Something a reader must know about a result.
pub type Note = Reason;

/// What was assumed, and what to beware of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What to beware of.
    pub warnings: Vec<Note>,
}

impl Notes {
    /// Notes an assumption once.
    pub fn assume(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.assumptions.contains(&text) {
            self.assumptions.push(text);
        }
    }

    /// Notes a warning once.
    pub fn warn(&mut self, id: &'static str, field: impl Into<String>, text: impl Into<String>) {
        let note = Note::new(id, field, text);
        if !self.warnings.contains(&note) {
            self.warnings.push(note);
        }
    }
}

impl<'a> Setting<'a> {
    /// The look-up of something the model's row sells under `offer`.
    pub fn bedrock(&self, offer: &'a str) -> Query<'a> {
        Query {
            service: "bedrock",
            item: self.bedrock_id.unwrap_or_default(),
            offer,
            region: self.region,
            ..Query::default()
        }
    }

    /// The look-up of something SageMaker AI sells.
    pub fn sagemaker(&self, item: &'a str, offer: &'a str) -> Query<'a> {
        Query {
            service: "sagemaker",
            item,
            offer,
            region: self.region,
            ..Query::default()
        }
    }

    /// The path of a field of this plan.
    pub fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// The source of a price written in the scenario under this plan's `name`.
    pub fn own_price(&self, name: &str) -> PriceSource {
        PriceSource::scenario(self.field(name))
    }

    /// The load of one hour at each level of the pattern. The first month's is kept: it is asked for
    /// at every end of a range.
    pub fn hourly(&self, month: &MonthLoad) -> Cow<'a, [Load]> {
        let fresh = || -> Vec<Load> {
            (0..self.hours.levels.len())
                .map(|level| self.hours.load(level, &month.calls))
                .collect()
        };
        let first = self.first_hourly;
        let (calls, loads) = first.get_or_init(|| (month.calls.clone(), fresh()));
        if *calls == month.calls {
            Cow::Borrowed(loads)
        } else {
            Cow::Owned(fresh())
        }
    }

    /// The environments as a number.
    pub fn environments(&self) -> Exact {
        Exact::from(self.workload.environments)
    }
}

/// Notes how uneven hours are taken to be inside.
pub(super) fn assume_burst(burst: &Burst, notes: &mut Notes) {
    notes.assume(format!(
        "The busiest ten minutes of an hour carry {} times its mean (traffic.burst_factor).",
        crate::units::machine(burst.peak())
    ));
}

/// KiB of a GiB.
const KIB_PER_GIB: u64 = 1_048_576;

/// GiB of `calls` payloads of `kib` each.
pub(super) fn gib(calls: &Exact, kib: Decimal) -> Exact {
    let total = calls * &Exact::from(kib);
    total
        .checked_div(&Exact::from(KIB_PER_GIB))
        .unwrap_or_else(Exact::zero)
}
