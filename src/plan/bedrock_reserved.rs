//! `bedrock.reserved`: tokens per minute by the hour, the excess of each hour at the standard
//! price (F7).
//!
//! Source: <https://aws.amazon.com/bedrock/pricing/> (reserved tier), Amazon Bedrock user guide
//! (service tiers). Sizing counts uncached input and cache writes; cache reads are outside.

use super::{
    Facets, MonthLoad, Notes, Plan, QuotaFields, Reason, Setting,
    bedrock_on_demand::{Scope, scope_choice},
    eligibility,
    quotas::Drawn,
    tokens,
};
use crate::{
    bill::{Bill, Group, Label},
    capacity::{MinuteUse, Rule, Shape, Sizing, Term},
    catalog::Query,
    demand::Load,
    schema::{Choice as _, NumberOrWord, Record as _, Table, choice, choices, from, record},
    units::{Exact, InputTpmHours, Meter, OutputTpmHours, Qty, bounds},
};

choices! {
    /// The commitment of reserved capacity.
    pub(super) enum ReservedTerm {
        /// A month at a time.
        OneMonth = "1-month",
        /// A quarter at a time.
        ThreeMonths = "3-months",
    }
}

record! {
    /// Choices of reserved capacity.
    pub(super) struct Fields {
        /// Where a request may be answered.
        scope: Option<Scope> = choice::<Scope>().default("in-region"),
        /// Input tokens a minute; `auto` is the peak hour's mean minute, rounded up to 1,000.
        input_tokens_per_minute: NumberOrWord = from(&bounds::TOKENS_PER_MINUTE, "auto").unit("tokens/minute").default("auto"),
        /// Output tokens a minute; `auto` as above.
        output_tokens_per_minute: NumberOrWord = from(&bounds::TOKENS_PER_MINUTE, "auto").unit("tokens/minute").default("auto"),
        /// The commitment.
        term: Option<ReservedTerm> = choice::<ReservedTerm>().default("1-month"),
    }
}

/// Reserved capacity with its choices.
#[derive(Debug)]
pub(super) struct Reserved {
    fields: Fields,
    scope: Scope,
    term: ReservedTerm,
    quotas: QuotaFields,
}

/// Smallest reservations (Amazon Bedrock pricing page).
const LEAST_INPUT: u64 = 100_000;
const LEAST_OUTPUT: u64 = 10_000;
/// Tokens per minute are sold in steps of this many.
const STEP: u64 = 1_000;
/// Minutes of an hour.
const MINUTES: u64 = 60;

impl Reserved {
    pub(super) fn read(table: &Table) -> Self {
        let fields = Fields::read(table);
        Self {
            scope: fields.scope.unwrap_or(Scope::InRegion),
            term: fields.term.unwrap_or(ReservedTerm::OneMonth),
            fields,
            quotas: QuotaFields::read(table),
        }
    }

    fn query<'a>(&self, setting: &Setting<'a>) -> Query<'a> {
        let (scope, term) = (self.scope.word(), self.term.word());
        Query {
            scope,
            term,
            ..setting.bedrock("reserved")
        }
    }

    /// The share of the prompt that counts: uncached input and cache writes.
    fn counted_share(&self, setting: &Setting<'_>, notes: &mut Notes) -> Exact {
        let query = self.on_demand(setting);
        tokens::counted_share(setting, &query, tokens::Uncached::Missing, notes)
    }

    /// The look-up of the standard prices of the excess.
    fn on_demand<'a>(&self, setting: &Setting<'a>) -> Query<'a> {
        let scope = self.scope.word();
        Query {
            scope,
            tier: "standard",
            ..setting.bedrock("on-demand")
        }
    }

    /// How one of the two reservations follows the load: one made for the peak in steps of 1,000
    /// tokens a minute, a given one in what is above it, hour by hour.
    fn shape(
        setting: &Setting<'_>,
        month: &MonthLoad,
        (field, least): (&NumberOrWord, u64),
        of: impl Fn(&Load) -> Exact,
    ) -> Shape {
        let asked: Vec<Exact> = setting.hourly(month).iter().map(of).collect();
        let over = |asked: &Exact, held: u64| asked.checked_div(&Exact::from(held));
        let NumberOrWord::Number(number) = field else {
            let peak = asked.iter().max();
            let step = peak
                .and_then(|peak| over(peak, MINUTES * STEP))
                .map(|need| Term::Steps {
                    each: Exact::from(STEP),
                    need,
                    least: least / STEP,
                    most: None,
                });
            return Shape {
                terms: step.into_iter().filter(Term::rises).collect(),
            };
        };
        let held = number
            .exact()
            .to_whole()
            .unwrap_or(0)
            .saturating_mul(MINUTES);
        let clock = setting.hours.clock_hours(|_| true);
        let bends = asked.iter().zip(clock).filter_map(|(asked, hours)| {
            Some(Term::Bend {
                each: hours * Exact::from(held),
                need: over(asked, held)?,
            })
        });
        let terms = bends.filter(Term::rises).collect();
        Shape { terms }
    }

    /// Reserved input and output tokens per minute for a month.
    fn reserved(&self, setting: &Setting<'_>, month: &MonthLoad, notes: &mut Notes) -> (u64, u64) {
        let counted = self.counted_share(setting, notes);
        let peak = |of: &dyn Fn(&Load) -> Exact| {
            setting
                .hourly(month)
                .iter()
                .map(of)
                .max()
                .unwrap_or_else(Exact::zero)
        };
        let auto = |peak: Exact, least: u64| {
            let steps = peak
                .checked_div(&Exact::from(MINUTES * STEP))
                .and_then(|s| s.ceil());
            steps.unwrap_or(0).saturating_mul(STEP).max(least)
        };
        let chosen = |field: &NumberOrWord, auto: u64| match field {
            NumberOrWord::Number(number) => number.exact().to_whole().unwrap_or(auto),
            _ => auto,
        };
        let input = auto(peak(&|load| &load.input_tokens * &counted), LEAST_INPUT);
        let output = auto(peak(&|load| load.output_tokens.clone()), LEAST_OUTPUT);
        (
            chosen(&self.fields.input_tokens_per_minute, input),
            chosen(&self.fields.output_tokens_per_minute, output),
        )
    }

    /// The share of the month's tokens above what each hour's reservation holds.
    fn excess(
        setting: &Setting<'_>,
        month: &MonthLoad,
        per_minute: u64,
        of: impl Fn(&Load) -> Exact,
    ) -> Exact {
        let held = Exact::from(per_minute.saturating_mul(MINUTES));
        let clock = setting.hours.clock_hours(|_| true);
        let (mut above, mut all) = (Exact::zero(), Exact::zero());
        for (load, hours) in setting.hourly(month).iter().zip(&clock) {
            let asked = of(load);
            all += &(&asked * hours);
            if asked > held {
                above += &((asked - &held) * hours);
            }
        }
        above.checked_div(&all).unwrap_or_else(Exact::zero)
    }
}

impl Plan for Reserved {
    fn choices(&self) -> Vec<String> {
        let mut choices = scope_choice(self.scope);
        if self.term != ReservedTerm::OneMonth {
            choices.push(format!("term.{}", self.term));
        }
        let given = [
            ("in", &self.fields.input_tokens_per_minute),
            ("out", &self.fields.output_tokens_per_minute),
        ];
        for (name, field) in given {
            if let NumberOrWord::Number(number) = field {
                choices.push(format!("{name}.{}", number.value.normalize()));
            }
        }
        choices
    }

    fn term_months(&self) -> Option<u32> {
        match self.term {
            ReservedTerm::OneMonth => Some(1),
            ReservedTerm::ThreeMonths => Some(3),
        }
    }

    fn facets(&self) -> Facets {
        Facets {
            scope: self.scope.word(),
            ..Facets::default()
        }
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        let mut reasons = eligibility::bedrock(setting, notes);
        if reasons.is_empty() {
            reasons.extend(eligibility::not_sold(setting, &self.query(setting)));
        }
        let least = [
            (
                "input_tokens_per_minute",
                &self.fields.input_tokens_per_minute,
                LEAST_INPUT,
            ),
            (
                "output_tokens_per_minute",
                &self.fields.output_tokens_per_minute,
                LEAST_OUTPUT,
            ),
        ];
        for (name, field, least) in least {
            if let NumberOrWord::Number(number) = field
                && number.exact() < Exact::from(least)
            {
                let message = format!("the smallest reservation is {least} tokens per minute");
                reasons.push(Reason::new(
                    "reserved-minimum",
                    setting.field(name),
                    message,
                ));
            }
        }
        reasons
    }

    fn size(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        notes: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        let (input, output) = self.reserved(setting, month, notes);
        notes.assume("Reserved tokens are compared with the mean minute of each hour.");
        let tokens_per_minute = input.saturating_add(output);
        let copies = setting.environments();
        let mut sizing = Sizing::given_hours(
            "token per minute",
            Exact::from(tokens_per_minute) * &setting.hours_per_month * &copies,
        );
        sizing.rule = Rule::ReservedTokens;
        sizing.peak_units =
            Some(tokens_per_minute.saturating_mul(u64::from(setting.workload.environments)));
        Ok(Some(sizing))
    }

    fn shapes(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
    ) -> Option<Vec<Shape>> {
        let counted = self.counted_share(setting, &mut Notes::default());
        let input = (&self.fields.input_tokens_per_minute, LEAST_INPUT);
        let output = (&self.fields.output_tokens_per_minute, LEAST_OUTPUT);
        Some(vec![
            Self::shape(setting, month, input, |load| &load.input_tokens * &counted),
            Self::shape(setting, month, output, |load| load.output_tokens.clone()),
        ])
    }

    fn warn_at_peak(
        &self,
        setting: &Setting<'_>,
        busiest: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) {
        let (input, output) = self.reserved(setting, busiest, notes);
        let drawn = Drawn {
            query: self.on_demand(setting),
            uncached: tokens::Uncached::Missing,
            has_default: true,
            reserved: MinuteUse {
                input_tokens: Exact::from(input),
                output_tokens: Exact::from(output),
            },
        };
        self.quotas.warn(&drawn, setting, busiest, notes);
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill {
        let (input, output) = self.reserved(setting, month, notes);
        let held = setting.environments() * &setting.hours_per_month;
        let query = self.query(setting);
        let mut bill = Bill::default();
        bill.charge(
            Label::new(
                "input-tpm-hours",
                "Reserved input tokens per minute",
                Group::Commitment,
            ),
            &Qty::<InputTpmHours>::new(&held * &Exact::from(input)),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
        bill.charge(
            Label::new(
                "output-tpm-hours",
                "Reserved output tokens per minute",
                Group::Commitment,
            ),
            &Qty::<OutputTpmHours>::new(&held * &Exact::from(output)),
            setting.catalog.price(&query),
            &setting.price_multiplier,
        );
        let counted = self.counted_share(setting, notes);
        let charged = tokens::Charged {
            calls: month.calls.requests.clone(),
            input: Self::excess(setting, month, input, |load| &load.input_tokens * &counted),
            output: Self::excess(setting, month, output, |load| load.output_tokens.clone()),
        };
        let needed = |asked: Exact, above: &Exact, held: u64| {
            let inside = asked * (Exact::one() - above.clone());
            let paid = Exact::from(held.saturating_mul(MINUTES)) * &setting.hours_per_month;
            inside.checked_div(&paid).unwrap_or_else(Exact::zero)
        };
        let asked = &month.calls.input_tokens * &counted;
        bill.need_of(Meter::InputTpmHours, &needed(asked, &charged.input, input));
        let asked = month.calls.output_tokens.clone();
        bill.need_of(
            Meter::OutputTpmHours,
            &needed(asked, &charged.output, output),
        );
        let query = self.on_demand(setting);
        tokens::charge(
            &mut bill,
            setting,
            &query,
            &charged,
            tokens::Uncached::Missing,
            notes,
        );
        bill
    }
}
