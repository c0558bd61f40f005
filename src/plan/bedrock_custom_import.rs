//! `bedrock.custom-import`: one's own weights, paid by five-minute windows of active copies (F8).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/> (custom model import): minutes are billed in
//! five-minute windows per active copy from the first successful call; idle copies cost nothing.
//! How the windows lie is not said, so the time has a band.

use super::{Facets, MonthLoad, Notes, Plan, Reason, Setting, eligibility};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{
        CapacityUsed, Rule, SizedHours, Sizing, UnitCapacity, import_windows, needed_units,
    },
    catalog::Query,
    demand::Kind,
    schema::{Number, Record as _, Table, number, record},
    units::{CustomModelUnitMinutes, CustomModelUnitMonths, Exact, Qty, bounds},
};

record! {
    /// Choices of custom model import.
    pub(super) struct Fields {
        /// Custom model units of one copy; shown after the import, or from the catalog's table.
        units_per_copy: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("custom model units"),
        /// Requests a copy answers at once.
        concurrency_per_copy: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("requests"),
    }
}

/// Custom model import with its choices.
#[derive(Debug)]
pub(super) struct CustomImport {
    fields: Fields,
}

/// What makes the time of a copy uncertain.
const WINDOWS: &str = "how five-minute windows and calls lie";
const MINUTES_PER_HOUR: u64 = 60;
const SECONDS_PER_HOUR: u64 = 3_600;
/// Copies an account may run by default.
const USUAL_COPIES: u64 = 3;

impl CustomImport {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: Fields::read(table),
        }
    }

    /// Units of a copy: the scenario's figure, or the catalog's for the model's family.
    fn units_per_copy(&self, setting: &Setting<'_>) -> Option<Exact> {
        let own = self.fields.units_per_copy.as_ref().map(Number::exact);
        own.or_else(|| {
            let fact = setting
                .catalog
                .fact("custom-model-units-per-copy", &setting.model?.family)?;
            fact.parse::<u64>().ok().map(Exact::from)
        })
    }

    fn query<'a>(setting: &Setting<'a>) -> Query<'a> {
        let newer = setting
            .model
            .is_some_and(|model| model.family.starts_with("gpt-oss"));
        Query {
            item: "custom-model-unit",
            variant: if newer { "v2.0" } else { "v1.0" },
            ..setting.bedrock("custom-import")
        }
    }
}

impl Plan for CustomImport {
    fn choices(&self) -> Vec<String> {
        let units = self.fields.units_per_copy.as_ref();
        units
            .map(|units| format!("cmu.{}", units.value.normalize()))
            .into_iter()
            .collect()
    }

    fn facets(&self) -> Facets {
        Facets {
            sleeps: true,
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        eligibility::warn_unverified_latency(setting, notes);
        let mut reasons = eligibility::hosted(setting);
        if setting.workload.kind == Kind::Custom {
            reasons.push(Reason::new(
                "custom-model-not-on-bedrock",
                "workload.kind",
                "custom model import takes weights of supported language model architectures only",
            ));
        }
        if self.units_per_copy(setting).is_none() {
            reasons.push(Reason::new(
                "needs-capacity",
                setting.field("units_per_copy"),
                "give units_per_copy: the custom model units of one copy, shown after the import",
            ));
        }
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let concurrency = self.fields.concurrency_per_copy.as_ref().map(Number::exact);
        let seconds = setting.workload.request_seconds.map(Exact::from);
        let (Some(concurrency), Some(seconds)) = (concurrency, seconds) else {
            return Err(vec![Reason::new(
                "needs-capacity",
                setting.field("concurrency_per_copy"),
                "give concurrency_per_copy, and workload.request_seconds: how many requests a copy answers at once, and how long one takes",
            )]);
        };
        let per_hour = (concurrency * &Exact::from(SECONDS_PER_HOUR)).checked_div(&seconds);
        let capacity = UnitCapacity {
            requests: per_hour.clone(),
            ..UnitCapacity::default()
        };
        let clock = setting.hours.clock_hours(|_| true);
        let mut is_sure = true;
        let mut hours = Vec::new();
        for (level, (load, clock_hours)) in setting.hourly(month).iter().zip(clock).enumerate() {
            let need = capacity.needed(load, &Exact::one());
            let copies = needed_units(&need, u64::from(!load.is_zero()), None).unwrap_or(u64::MAX);
            let each = Exact::from(copies);
            let busy = need.checked_div(&each).unwrap_or_else(Exact::zero);
            let calls = load.requests.checked_div(&each).unwrap_or_else(Exact::zero);
            let share = import_windows(&calls, &seconds).map_err(|error| {
                let field = "workload.request_seconds";
                vec![Reason::new("needs-capacity", field, error.to_string())]
            })?;
            is_sure &= share.low.clone().max(busy.clone()) >= share.high;
            // However windows lie, a copy is paid while it answers.
            let share = share.at(setting.end).max(busy);
            hours.push(SizedHours {
                billed_hours: share * &clock_hours,
                ..SizedHours::whole(level, clock_hours, copies, need)
            });
        }
        notes.assume("A copy is paid for five-minute windows by the clock that a request at random falls into; AWS does not say how windows lie.");
        // Copies follow the calls, so other environments have none of their own.
        let rule = Rule::FiveMinuteWindows;
        let mut sizing = Sizing::from_hours("copy", rule, hours, 1, &Exact::one());
        sizing.is_affine = false;
        sizing.uncertain = (!is_sure).then_some(WINDOWS);
        sizing.capacity = per_hour.map(|value| {
            CapacityUsed::given(
                value,
                "requests/hour",
                "concurrency_per_copy / request_seconds, from the scenario".to_owned(),
            )
        });
        if sizing
            .peak_units
            .is_some_and(|copies| copies > USUAL_COPIES)
        {
            notes.warn(
                "import-copies-quota",
                setting.field("concurrency_per_copy"),
                format!("above {USUAL_COPIES} copies at once need a raised quota"),
            );
        }
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
        let units = self.units_per_copy(setting).unwrap_or_else(Exact::zero);
        let copy_hours = sizing.map_or_else(Exact::zero, |sizing| sizing.unit_hours.clone());
        let minutes = copy_hours * &Exact::from(MINUTES_PER_HOUR) * &units;
        let query = Self::query(setting);
        bill.charge(
            Label::new(
                "custom-model-unit-minutes",
                "Active custom model units",
                Group::Inference,
            ),
            &Qty::<CustomModelUnitMinutes>::new(minutes),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
        bill.charge(
            Label::new(
                "custom-model-unit-months",
                "Custom model unit storage",
                Group::Storage,
            ),
            &Qty::<CustomModelUnitMonths>::new(units),
            setting.catalog.price(&Query {
                variant: "",
                ..query
            }),
            &setting.price_multiplier,
        );
        bill
    }
}
