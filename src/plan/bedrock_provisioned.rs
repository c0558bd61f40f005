//! `bedrock.provisioned`: model units by the hour, used or not (F6).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/> (provisioned throughput), Amazon Bedrock user
//! guide (prov-throughput). AWS does not publish what a unit carries: the scenario must say.

use super::{MonthLoad, Notes, Plan, Reason, Setting, eligibility};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{CapacityUsed, Rule, SizedHours, Sizing, UnitCapacity, needed_units},
    catalog::Query,
    schema::{
        Choice as _, Number, NumberOrWord, Record as _, Table, choice, choices, from, number,
        record,
    },
    units::{Exact, ModelUnitHours, Qty, bounds},
};

choices! {
    /// The commitment of provisioned throughput.
    pub(super) enum Term {
        /// Deleted when one likes.
        None = "none",
        /// A month at a time.
        OneMonth = "1-month",
        /// Half a year at a time.
        SixMonths = "6-months",
    }
}

record! {
    /// Choices of provisioned throughput.
    pub(super) struct Fields {
        /// Model units; `auto` buys what carries the peak hour.
        units: NumberOrWord = from(&bounds::POSITIVE_COUNT, "auto").default("auto"),
        /// The commitment.
        term: Option<Term> = choice::<Term>().default("none"),
        /// Input tokens a minute one unit carries; not published by AWS, ask the account manager.
        input_tokens_per_minute_per_unit: Option<Number> = number(&bounds::RATE).unit("tokens/minute"),
        /// Output tokens a minute one unit carries.
        output_tokens_per_minute_per_unit: Option<Number> = number(&bounds::RATE).unit("tokens/minute"),
        /// Share of the requests that may be refused.
        max_throttled_share: Option<Number> = number(&bounds::SHARE).default("0"),
    }
}

/// Provisioned throughput with its choices.
#[derive(Debug)]
pub(super) struct Provisioned {
    fields: Fields,
    term: Term,
}

/// Minutes of an hour.
const MINUTES_PER_HOUR: u64 = 60;

impl Provisioned {
    pub(super) fn read(table: &Table) -> Self {
        let fields = Fields::read(table);
        Self {
            term: fields.term.unwrap_or(Term::None),
            fields,
        }
    }

    fn query<'a>(&self, setting: &Setting<'a>) -> Query<'a> {
        Query {
            term: self.term.word(),
            ..setting.bedrock("provisioned")
        }
    }

    fn units(&self) -> Option<u64> {
        match &self.fields.units {
            NumberOrWord::Number(units) => units.exact().to_whole(),
            _ => None,
        }
    }

    fn unit_capacity(&self) -> UnitCapacity {
        let hourly = |per_minute: &Option<Number>| {
            per_minute
                .as_ref()
                .map(|rate| rate.exact() * Exact::from(MINUTES_PER_HOUR))
        };
        UnitCapacity {
            requests: None,
            input_tokens: hourly(&self.fields.input_tokens_per_minute_per_unit),
            output_tokens: hourly(&self.fields.output_tokens_per_minute_per_unit),
        }
    }

    fn capacity_used(&self) -> Option<CapacityUsed> {
        let fields = &self.fields;
        let output = fields.output_tokens_per_minute_per_unit.as_ref();
        let given = output
            .map(|rate| (rate, "output tokens/minute"))
            .or_else(|| {
                let input = fields.input_tokens_per_minute_per_unit.as_ref()?;
                Some((input, "input tokens/minute"))
            });
        given.map(|(rate, unit)| {
            CapacityUsed::given(
                rate.exact(),
                unit,
                "throughput of a model unit, from the scenario".to_owned(),
            )
        })
    }

    /// What is refused with fewer units than the peak needs: of each hour the share above the units.
    fn throttled(&self, setting: &Setting<'_>, month: &MonthLoad, units: u64) -> Exact {
        let capacity = self.unit_capacity();
        let clock = setting.hours.clock_hours(|_| true);
        let units = Exact::from(units);
        let hourly = setting.hourly(month);
        let refused = hourly.iter().zip(&clock).map(|(load, hours)| {
            let need = capacity.needed(load, &Exact::one());
            let carried = units
                .checked_div(&need)
                .unwrap_or_else(Exact::one)
                .min(Exact::one());
            (Exact::one() - carried) * &load.requests * hours
        });
        refused.sum()
    }
}

impl Plan for Provisioned {
    fn choices(&self) -> Vec<String> {
        let mut choices = Vec::new();
        if self.term != Term::None {
            choices.push(format!("term.{}", self.term));
        }
        choices.extend(self.units().map(|units| format!("x{units}")));
        choices
    }

    fn term_months(&self) -> Option<u32> {
        match self.term {
            Term::None => None,
            Term::OneMonth => Some(1),
            Term::SixMonths => Some(6),
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::bedrock(setting, notes);
        let query = self.query(setting);
        let rows = setting.catalog.rows("bedrock", query.item);
        let known = setting
            .model
            .is_some_and(|model| !model.provisioned_terms.is_empty());
        if reasons.is_empty() && !known && !rows.iter().any(|row| row.key.offer == query.offer) {
            let message = format!("{} is not sold as provisioned throughput", query.item);
            reasons.push(Reason::new(
                "mode-not-offered",
                setting.field("mode"),
                message,
            ));
        }
        if self.fields.max_throttled_share.is_none() {
            notes.warn(
                "provisioned-throttles",
                setting.field("max_throttled_share"),
                "calls above the model units are refused, and none goes on demand by itself: retry, queue, or call on demand then",
            );
        }
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let capacity = self.unit_capacity();
        let unknown = capacity.is_unknown();
        let clock = setting.hours.clock_hours(|_| true);
        let hourly = setting.hourly(month);
        let needs: Vec<Exact> = hourly
            .iter()
            .map(|load| capacity.needed(load, &Exact::one()))
            .collect();
        let peak = needs.iter().max().cloned().unwrap_or_else(Exact::zero);
        let (units, rule) = match (self.units(), unknown) {
            (Some(units), true) => {
                notes.warn(
                    "capacity-unchecked",
                    setting.field("units"),
                    "AWS does not publish what a model unit carries: whether these units suffice is not checked",
                );
                (units, Rule::GivenCount)
            }
            (Some(units), false) => (units, Rule::GivenCountChecked),
            (None, true) => {
                return Err(vec![Reason::new(
                    "needs-capacity",
                    setting.field("input_tokens_per_minute_per_unit"),
                    "AWS does not publish what a model unit carries: give input_tokens_per_minute_per_unit and output_tokens_per_minute_per_unit, or `units`",
                )]);
            }
            (None, false) => (
                needed_units(&peak, 1, None).unwrap_or(1),
                Rule::FixedAtPeakHour,
            ),
        };
        let throttled = if unknown {
            Exact::zero()
        } else {
            self.throttled(setting, month, units)
        };
        let allowed = self.fields.max_throttled_share.as_ref();
        let allowed = allowed.map_or_else(Exact::zero, Number::exact) * &month.calls.requests;
        if throttled > allowed {
            let needed = needed_units(&peak, 1, None).unwrap_or(u64::MAX);
            let message = format!(
                "the peak hour needs {needed} model units: {} requests a month would be refused; raise `units` or allow them with max_throttled_share",
                crate::units::grouped(&throttled, 0)
            );
            return Err(vec![Reason::new(
                "throttled",
                setting.field("units"),
                message,
            )]);
        }
        let hours = needs
            .into_iter()
            .zip(clock)
            .enumerate()
            .map(|(level, (need, clock_hours))| SizedHours::whole(level, clock_hours, units, need))
            .collect();
        let environments = setting.workload.environments;
        let mut sizing = Sizing::from_hours("model unit", rule, hours, environments, &Exact::one());
        sizing.throttled_requests = throttled;
        sizing.capacity = self.capacity_used();
        Ok(Some(sizing))
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        _: &MonthLoad,
        sizing: Option<&Sizing>,
        _: &mut Notes,
    ) -> Bill {
        let mut bill = Bill::default();
        let hours = sizing.map_or_else(Exact::zero, |sizing| sizing.unit_hours.clone());
        bill.charge(
            Label::new(
                "model-unit-hours",
                "Provisioned model units",
                Group::Commitment,
            ),
            &Qty::<ModelUnitHours>::new(hours),
            setting.catalog.price(&self.query(setting)),
            &setting.price_multiplier,
        );
        bill
    }
}
