//! What others say a price is: AWS's own price files, and the price maps of `LiteLLM` and genai-prices.
//!
//! A file is read entry by entry, in bounded memory, into [`Read`]: rows in the shape of the catalog's,
//! and a count of every entry that became none, by reason. An entry is understood as a whole or not at
//! all. This layer decides nothing: whether a row wins over the catalog's, or contradicts it, is asked
//! above.

mod bounded;
mod detect;
mod error;
mod gather;
mod genai_prices;
mod get_products;
mod lines;
mod litellm;
mod offer;
mod offer_csv;
mod offer_json;
mod place;
mod price;
mod product;
mod quoted;
mod savings;
mod savings_csv;
mod savings_json;

use std::{
    collections::BTreeMap,
    io::{self, BufReader, Cursor, Read as _},
};

pub use error::PriceListError;

use crate::{
    catalog::{Catalog, Overlay, PriceRow},
    usage::decompressed,
};

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
        /// It is for another service than Amazon Bedrock and Amazon SageMaker AI.
        OtherService "other-service"
        /// Its term is another than on demand: a reservation is listed with its own usage type.
        OtherTerm "other-term"
        /// The product has no price on demand.
        NoPrice "no-price"
        /// Its SKU is not among the products.
        NoProduct "no-product"
        /// The product has no usage type.
        NoUsageType "no-usage-type"
        /// What its usage type counts is not understood.
        UsageTypeUnknown "usage-type-unknown"
        /// The product has no region code.
        NoRegion "no-region"
        /// The catalog has no region of that code.
        RegionUnknown "region-unknown"
        /// It is not in an AWS region, as Outposts and local zones are not, or does not say where.
        OtherLocation "other-location"
        /// The model is none of the catalog's, or not named.
        ModelUnknown "model-unknown"
        /// The instance type is none of the catalog's.
        InstanceUnknown "instance-unknown"
        /// The instance type, the component and the usage type of a product do not agree.
        Disagreement "disagreement"
        /// The product is of another family than instances and serverless inference.
        OtherFamily "other-family"
        /// It is of a component of SageMaker AI that the catalog has no offer for.
        OtherComponent "other-component"
        /// A fee that is paid once, not by the hour.
        OneOffFee "one-off-fee"
        /// It is for prompts above a length that the catalog does not know of the model.
        LongContextUnknown "long-context-unknown"
        /// It is for one geography, and which one of its region the profile is of is not known.
        GeographyUnknown "geography-unknown"
        /// The catalog sells it by size or quality, which the usage type does not tell.
        VariantUnknown "variant-unknown"
        /// How many of what it counts its unit is, is not known.
        UnitUnknown "unit-unknown"
        /// It is in another currency than US dollars.
        OtherCurrency "other-currency"
        /// Its price cannot be read, or is out of range.
        PriceUnreadable "price-unreadable"
        /// It costs nothing: a trial, or a price that is not set yet.
        Free "free"
        /// It holds for a part of what is used in a month only, or does not say from and to where.
        VolumeTier "volume-tier"
        /// It has no rate code.
        NoRateCode "no-rate-code"
        /// It begins after the file was published, or one of the dates is missing.
        NotInForce "not-in-force"
        /// Another one in the file is the same price of the same.
        Duplicate "duplicate"
        /// Another one in the file is a different price of the same: both are left out.
        Contradiction "contradiction"
        /// The length, the upfront payment or the rate of a savings plan is not understood.
        PlanUnknown "plan-unknown"
        /// What the price is for is not understood, or nothing that the catalog prices.
        KindUnknown "kind-unknown"
        /// A price of nothing, which stands there for what is not charged or not known.
        Zero "zero"
    }
}

/// Reads a file of prices: plain, gzip or Zstandard, in any [`Form`]. `name` is how messages call it.
///
/// # Errors
/// A file of no form, one that ends early, or whose form is broken: nothing of it is used.
pub fn read(
    name: &str,
    file: impl io::Read + Send + 'static,
    catalog: &Catalog,
) -> Result<Read, PriceListError> {
    let unread = |error| PriceListError::unread(name, &error);
    let mut file = decompressed(Box::new(file)).map_err(unread)?;
    let mut start = Vec::new();
    let read_start = file.by_ref().take(detect::START).read_to_end(&mut start);
    read_start.map_err(unread)?;
    let form = detect::form(&start).ok_or_else(|| unknown(name, &start))?;
    let broken = |error: serde_json::Error| PriceListError::json(name, &error);
    let bom = [0xef, 0xbb, 0xbf];
    let begins = if start.starts_with(&bom) {
        bom.len()
    } else {
        0
    };
    let mut whole = Cursor::new(start);
    whole.set_position(u64::try_from(begins).unwrap_or(0));
    let file = BufReader::new(whole.chain(file));
    match form {
        Form::Own => own(name, file),
        Form::OfferJson => offer_json::read(name, file, catalog),
        Form::OfferCsv => offer_csv::read(name, file, catalog),
        Form::GetProducts => get_products::read(name, file, catalog),
        Form::SavingsPlanJson => savings_json::read(name, file, catalog),
        Form::SavingsPlanCsv => savings_csv::read(name, file, catalog),
        Form::LiteLlm => litellm::read(file, catalog).map_err(broken),
        Form::GenaiPrices => genai_prices::read(file, catalog).map_err(broken),
    }
}

/// A file that is none of the forms.
fn unknown(name: &str, start: &[u8]) -> PriceListError {
    let text = String::from_utf8_lossy(start);
    let indexed = ["\"currentVersionUrl\"", "\"versionUrl\""];
    if indexed.iter().any(|address| text.contains(address)) {
        return PriceListError::whole(name, "it is an index of price files, and has no prices")
            .help("fetch the file that it names for your region");
    }
    PriceListError::whole(name, "it is no file of prices that is known").help(
        "known are offer files of the AWS Price List (JSON or CSV), answers of `aws pricing get-products`, \
         savings plan files, the price maps of LiteLLM and genai-prices, and CSV with the catalog's columns",
    )
}

/// A file in the columns of the catalog: every row is a price.
fn own(name: &str, file: impl io::Read) -> Result<Read, PriceListError> {
    /// Longer files are none of ours.
    const MOST_BYTES: u64 = 64 * 1024 * 1024;
    let mut text = String::new();
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    read.map_err(|error| PriceListError::unread(name, &error))?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(PriceListError::whole(name, "it is longer than 64 MiB"));
    }
    let overlay = Overlay::parse(name, &text)
        .map_err(|error| PriceListError::whole(name, error.to_string()))?;
    let entries = u64::try_from(overlay.rows.len()).unwrap_or(u64::MAX);
    Ok(Read {
        form: Form::Own,
        edition: name.to_owned(),
        rows: overlay.rows,
        entries,
        mapped: entries,
        left_out: BTreeMap::new(),
        unmapped: Vec::new(),
    })
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
