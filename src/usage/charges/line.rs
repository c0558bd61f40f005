//! A line of a bill, whatever the format.

use std::borrow::Cow;

use super::{BilledService, Period, rejected::Fault};
use crate::units::Exact;

/// What kind of line it is. Only usage has a quantity that was used: the 1 of a tax is none, and the
/// hours of a negation are those of the usage that it takes back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineType {
    /// Usage at the on-demand price.
    Usage,
    /// Usage under a reservation.
    DiscountedUsage,
    /// Usage under a savings plan, at the on-demand price; a negation takes that back.
    SavingsPlanCoveredUsage,
    /// What a savings plan takes back of covered usage.
    SavingsPlanNegation,
    /// The hourly fee of a savings plan.
    SavingsPlanRecurringFee,
    /// What a savings plan costs at its start.
    SavingsPlanUpfrontFee,
    /// A tax.
    Tax,
    /// A credit.
    Credit,
    /// A refund.
    Refund,
    /// A one-time fee.
    Fee,
    /// A monthly fee of a reservation.
    RecurringFee,
    /// A discount: of a bundle, of an agreement, of a private rate.
    Discount,
    /// A purchase of a commitment (FOCUS).
    Purchase,
    /// A correction that is of no usage (FOCUS).
    Adjustment,
    /// The file does not say: Cost Explorer without `RECORD_TYPE` adds them all up.
    Unstated,
    /// Another one, as the bill names it.
    Other(String),
}

impl LineType {
    /// The type that a bill calls so: `lineItem/LineItemType`, `ChargeCategory` or `RECORD_TYPE`.
    pub(super) fn named(text: &str) -> Self {
        let letters: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(60)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match letters.as_str() {
            "usage" => Self::Usage,
            "discountedusage" => Self::DiscountedUsage,
            "savingsplancoveredusage" => Self::SavingsPlanCoveredUsage,
            "savingsplannegation" => Self::SavingsPlanNegation,
            "savingsplanrecurringfee" => Self::SavingsPlanRecurringFee,
            "savingsplanupfrontfee" => Self::SavingsPlanUpfrontFee,
            "tax" => Self::Tax,
            "credit" => Self::Credit,
            "refund" => Self::Refund,
            "fee" => Self::Fee,
            "rifee" | "recurring" | "recurringreservationfee" => Self::RecurringFee,
            "bundleddiscount"
            | "edpdiscount"
            | "privateratediscount"
            | "enterprisediscountprogramdiscount" => Self::Discount,
            "purchase" => Self::Purchase,
            "adjustment" => Self::Adjustment,
            "" => Self::Unstated,
            _ => Self::Other(text.to_owned()),
        }
    }

    /// The name in output.
    pub fn id(&self) -> &str {
        match self {
            Self::Usage => "Usage",
            Self::DiscountedUsage => "DiscountedUsage",
            Self::SavingsPlanCoveredUsage => "SavingsPlanCoveredUsage",
            Self::SavingsPlanNegation => "SavingsPlanNegation",
            Self::SavingsPlanRecurringFee => "SavingsPlanRecurringFee",
            Self::SavingsPlanUpfrontFee => "SavingsPlanUpfrontFee",
            Self::Tax => "Tax",
            Self::Credit => "Credit",
            Self::Refund => "Refund",
            Self::Fee => "Fee",
            Self::RecurringFee => "RIFee",
            Self::Discount => "Discount",
            Self::Purchase => "Purchase",
            Self::Adjustment => "Adjustment",
            Self::Unstated => "",
            Self::Other(name) => name,
        }
    }

    /// Whether its quantity is something that was used.
    pub const fn has_quantity(&self) -> bool {
        matches!(
            self,
            Self::Usage | Self::DiscountedUsage | Self::SavingsPlanCoveredUsage | Self::Unstated
        )
    }
}

/// A quantity, and what says its unit.
#[derive(Debug, Clone)]
pub(super) struct Stated<'a> {
    pub(super) amount: Exact,
    pub(super) unit: &'a str,
}

/// What a bill says an amount costs by the public list: amount and rate against cost.
#[derive(Debug, Clone)]
pub(super) struct PublicCost {
    pub(super) amount: Exact,
    pub(super) rate: Exact,
    pub(super) cost: Exact,
}

/// A line of a service that is kept line by line.
#[derive(Debug, Clone)]
pub(super) struct BillLine<'a> {
    pub(super) service: BilledService,
    /// As billed.
    pub(super) service_name: Cow<'a, str>,
    pub(super) usage_type: Cow<'a, str>,
    pub(super) region: Cow<'a, str>,
    pub(super) line_type: LineType,
    pub(super) period: Period,
    /// What was used, in each unit that the bill has it in, the best first.
    pub(super) quantities: Vec<Stated<'a>>,
    pub(super) description: &'a str,
    pub(super) cost: Exact,
    pub(super) effective: Option<Exact>,
    pub(super) public: Option<PublicCost>,
}

/// What a row is.
#[derive(Debug, Clone)]
pub(super) enum Row<'a> {
    /// A line of Bedrock or SageMaker.
    Ours(Box<BillLine<'a>>),
    /// One of another service: its name and cost.
    Other(Cow<'a, str>, Exact),
}

/// A format's way of reading a row.
pub(super) type ReadRow<'a> = Result<Row<'a>, Fault>;
