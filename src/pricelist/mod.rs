//! What others say a price is: AWS's own price files, and the price maps of `LiteLLM` and genai-prices.
//!
//! A file is read entry by entry, in bounded memory, into [`Read`]: rows in the shape of the catalog's,
//! and a count of every entry that became none, by reason. An entry is understood as a whole or not at
//! all. This layer decides nothing: whether a row wins over the catalog's, or contradicts it, is asked
//! above.

mod genai_prices;
mod litellm;
mod quoted;

use std::collections::BTreeMap;

use crate::catalog::PriceRow;

macro_rules! named {
    ($(#[$doc:meta])+ $type:ident { $($(#[doc = $of:literal])+ $name:ident $id:literal)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $type { $($(#[doc = $of])+ $name,)+ }

        impl $type {
            /// Every one, in the order of this table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name in output.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// What it is.
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$name => concat!($($of),+),)+ }
            }
        }
    };
}

named! {
    /// What a file of prices is.
    Form {
        /// An offer file of the AWS Price List in JSON.
        OfferJson "offer-json"
        /// An offer file of the AWS Price List in CSV.
        OfferCsv "offer-csv"
        /// What `aws pricing get-products` answers, or its products one after the other.
        GetProducts "get-products"
        /// The rates of savings plans in JSON.
        SavingsPlanJson "savings-plan-json"
        /// The rates of savings plans in CSV.
        SavingsPlanCsv "savings-plan-csv"
        /// The price map of `LiteLLM`.
        LiteLlm "litellm"
        /// The prices of genai-prices.
        GenaiPrices "genai-prices"
        /// A file in the columns of the catalog.
        Own "own"
    }
}

named! {
    /// Why an entry became no price.
    Reason {
        /// It is for another service.
        OtherService "other-service"
        /// The catalog has no model of that name.
        ModelUnknown "model-unknown"
        /// The region is none the catalog knows.
        RegionUnknown "region-unknown"
        /// What the price is for is not understood, or nothing that the catalog prices.
        KindUnknown "kind-unknown"
        /// A price of nothing, which stands for what is not charged or not known.
        Zero "zero"
        /// The price is no amount of dollars, or one that the catalog cannot hold.
        NoAmount "no-amount"
    }
}

/// An entry that has a price of tokens or instance hours and became no row: nothing of the kind may get
/// lost in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmapped {
    /// Why.
    pub reason: Reason,
    /// The SKU, or the name of the entry.
    pub sku: String,
    /// Its usage type, or what stands for it.
    pub usage_type: String,
    /// The region's code, as the file writes it.
    pub region: String,
    /// The price and its unit, as the file writes them.
    pub price: String,
}

/// What a file of prices says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What it is.
    pub form: Form,
    /// Where the prices are from, as a row's source begins: the offer and its version, such as
    /// `AmazonSageMaker 20261005212151`.
    pub edition: String,
    /// The prices, in the order of the file.
    pub rows: Vec<PriceRow>,
    /// Prices in the file: as many as became rows, and those left out by reason.
    pub entries: u64,
    /// Entries that became a row.
    pub mapped: u64,
    /// Entries that became none.
    pub left_out: BTreeMap<Reason, u64>,
    /// Those of them that price tokens or instance hours.
    pub unmapped: Vec<Unmapped>,
}
