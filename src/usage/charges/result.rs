//! Charges as plain data.

use std::collections::BTreeMap;

use super::{BilledModel, BilledService, LineType, Period, UsageType};
use crate::units::{Exact, Usd};

/// What a bill is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillFormat {
    /// A Cost and Usage Report, legacy or CUR 2.0.
    Cur,
    /// A FOCUS export.
    Focus,
    /// Answers of `aws ce get-cost-and-usage`.
    CostExplorer,
}

impl BillFormat {
    /// The name in output.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cur => "cur",
            Self::Focus => "focus",
            Self::CostExplorer => "cost-explorer",
        }
    }

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cur => "Cost and Usage Report",
            Self::Focus => "FOCUS export",
            Self::CostExplorer => "Cost Explorer answer",
        }
    }

    /// The column that [`ChargeSums::cost`] adds up.
    pub const fn cost_column(self) -> &'static str {
        match self {
            Self::Cur => "line_item_unblended_cost",
            Self::Focus => "BilledCost",
            Self::CostExplorer => "UnblendedCost",
        }
    }
}

/// What lines of a bill have in common that are added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeItem {
    /// The service.
    pub service: BilledService,
    /// Its name or code as billed.
    pub service_name: String,
    /// The region's code, as billed or, where no column has it, from the usage type.
    pub region: Option<String>,
    /// The usage type, taken apart; of an empty text where the bill has none.
    pub usage_type: UsageType,
    /// The model.
    pub model: BilledModel,
    /// What kind of line it is.
    pub line_type: LineType,
    /// The unit of its quantity as billed, empty if there is none.
    pub unit: String,
}

/// Sums of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeSums {
    /// Lines.
    pub lines: u64,
    /// The quantity, in the unit as billed. Lines that are no usage have none.
    pub quantity: Exact,
    /// The quantity in the unit of the meter (tokens, hours), of the lines whose unit is understood.
    pub metered: Exact,
    /// Lines with a quantity whose unit is not understood: `metered` lacks them.
    pub unmetered_lines: u64,
    /// Unblended cost (CUR, Cost Explorer) or billed cost (FOCUS): what the invoice adds up.
    pub cost: Usd,
    /// Effective cost, which FOCUS has.
    pub effective_cost: Option<Usd>,
    /// What the bill says it costs at public on-demand prices, where it does.
    pub public_cost: Option<Usd>,
}

impl ChargeSums {
    pub(super) fn zero() -> Self {
        Self {
            lines: 0,
            quantity: Exact::zero(),
            metered: Exact::zero(),
            unmetered_lines: 0,
            cost: Usd::zero(),
            effective_cost: None,
            public_cost: None,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.quantity += &other.quantity;
        self.metered += &other.metered;
        self.unmetered_lines += other.unmetered_lines;
        add_cost(&mut self.cost, &other.cost);
        for (sum, part) in [
            (&mut self.effective_cost, &other.effective_cost),
            (&mut self.public_cost, &other.public_cost),
        ] {
            if let Some(part) = part {
                add_cost(sum.get_or_insert_with(Usd::zero), part);
            }
        }
    }
}

pub(super) fn add_cost(sum: &mut Usd, part: &Usd) {
    *sum = std::mem::take(sum) + part;
}

/// What a service costs whose charges are not kept line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherService {
    /// Lines.
    pub lines: u64,
    /// The same cost as [`ChargeSums::cost`].
    pub cost: Usd,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillFile {
    /// Its name, as it was given.
    pub name: String,
    /// Its format.
    pub format: BillFormat,
    /// Rows read: kept and rejected ones.
    pub rows_read: u64,
    /// Rows kept, those of other services among them.
    pub rows_kept: u64,
}

/// Two files that seem to hold the same lines of one bill: bill files of a month are snapshots, each with
/// all of it so far, and only the latest counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillOverlap {
    /// The file that was read first.
    pub first: String,
    /// The other one.
    pub second: String,
    /// The month of the bill.
    pub month: String,
    /// The payer's account, empty if the bill does not say.
    pub account: String,
    /// Lines that were compared, a sample.
    pub compared: usize,
    /// Those that both files have.
    pub common: usize,
}

/// A line whose public cost is not its amount at the public rate: its unit is not what it seems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateMismatch {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u64,
    /// The usage type.
    pub usage_type: String,
    /// Amount times rate.
    pub computed: Usd,
    /// What the bill states.
    pub stated: Usd,
}

/// What was noticed while reading, to be said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChargeNotes {
    /// Lines whose region is taken from the prefix of their usage type.
    pub regions_from_prefix: u64,
    /// Lines whose region nothing says.
    pub without_region: u64,
    /// Lines of which amount, rate and cost at public prices were compared.
    pub rates_checked: u64,
    /// Those where they disagree.
    pub rates_wrong: u64,
    /// The first of them, at most [`Self::KEPT`].
    pub first_wrong: Vec<RateMismatch>,
    /// Lines without an id, among which duplicates are not looked for.
    pub without_id: u64,
    /// Whether there were more lines than duplicates are looked for in.
    pub ids_forgotten: bool,
    /// Lines that no column says the currency of; they are taken for US dollars.
    pub without_currency: u64,
    /// Lines that Cost Explorer calls estimated: the month is not closed.
    pub estimated: u64,
    /// Usage types that are not understood, with their lines.
    pub not_understood: BTreeMap<String, u64>,
    /// Models that the catalog does not have, as billed, with their lines.
    pub unknown_models: BTreeMap<String, u64>,
}

impl ChargeNotes {
    /// How many mismatches are kept.
    pub const KEPT: usize = 20;
}

/// Charges of one model and kind, over all periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCharge<'a> {
    /// What they have in common. Its unit and service name are those of the first line.
    pub item: &'a ChargeItem,
    /// Their sums.
    pub sums: ChargeSums,
}

/// One line of the sums: an item in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargeLine<'a> {
    /// When.
    pub period: Period,
    /// What.
    pub item: &'a ChargeItem,
    /// How much.
    pub sums: &'a ChargeSums,
}
