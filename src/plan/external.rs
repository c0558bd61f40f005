//! `external`: anything else, at prices the scenario gives (F13).

use super::{MonthLoad, Notes, Plan, Reason, Setting, eligibility};
use crate::{
    bill::{Bill, Group, Label},
    capacity::Sizing,
    catalog::Price,
    schema::{Number, Record as _, Table, money, record, text},
    units::{Exact, InputTokens, Metered, Months, OutputTokens, Qty, Rate, Requests, bounds},
};

record! {
    /// What something outside Bedrock and SageMaker AI costs.
    pub(super) struct Fields {
        /// What it is.
        label: Option<String> = text(),
        /// A fee each month.
        fixed_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
        /// A price for each call.
        usd_per_request: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
        /// A price for a million input tokens.
        usd_per_million_input_tokens: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
        /// A price for a million output tokens.
        usd_per_million_output_tokens: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
    }
}

/// Something else.
#[derive(Debug)]
pub(super) struct External {
    fields: Fields,
}

impl External {
    pub(super) fn read(table: &Table) -> Self {
        Self {
            fields: Fields::read(table),
        }
    }
}

impl Plan for External {
    fn choices(&self) -> Vec<String> {
        Vec::new()
    }

    fn label(&self) -> Option<&str> {
        self.fields.label.as_deref()
    }

    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason> {
        eligibility::warn_unverified_latency(setting, notes);
        notes.assume("External plans are taken at their word: nothing is checked.");
        Vec::new()
    }

    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        _: Option<&Sizing>,
        _: &mut Notes,
    ) -> Bill {
        const MILLION: u32 = 1_000_000;
        let mut bill = Bill::default();
        let fields = &self.fields;
        let calls = &month.calls;
        let fee = Own {
            setting,
            name: "fixed_usd_per_month",
            usd: &fields.fixed_usd_per_month,
        };
        fee.charge::<Months>(&mut bill, "Fixed fee", Exact::one(), 1);
        let each = Own {
            setting,
            name: "usd_per_request",
            usd: &fields.usd_per_request,
        };
        each.charge::<Requests>(&mut bill, "Requests", calls.requests.clone(), 1);
        let name = "usd_per_million_input_tokens";
        let input = Own {
            setting,
            name,
            usd: &fields.usd_per_million_input_tokens,
        };
        input.charge::<InputTokens>(
            &mut bill,
            "Input tokens",
            calls.input_tokens.clone(),
            MILLION,
        );
        let name = "usd_per_million_output_tokens";
        let output = Own {
            setting,
            name,
            usd: &fields.usd_per_million_output_tokens,
        };
        output.charge::<OutputTokens>(
            &mut bill,
            "Output tokens",
            calls.output_tokens.clone(),
            MILLION,
        );
        bill
    }
}

/// A price of the scenario's own.
struct Own<'a, 'b> {
    setting: &'a Setting<'b>,
    name: &'static str,
    usd: &'a Option<Number>,
}

impl Own<'_, '_> {
    fn charge<U: Metered>(&self, bill: &mut Bill, label: &str, quantity: Exact, per: u32) {
        let Some(usd) = self.usd.as_ref().filter(|usd| !usd.value.is_zero()) else {
            return;
        };
        let Some(rate) = Rate::new(usd.value, per) else {
            return;
        };
        let price = Price {
            rate,
            source: self.setting.own_price(self.name),
        };
        let label = Label::new(U::METER.id(), label, Group::Inference);
        bill.charge(
            label,
            &Qty::<U>::new(quantity),
            Ok(price),
            &self.setting.price_multiplier,
        );
    }
}
