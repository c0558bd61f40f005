//! The ways to buy: one file a mode, each sizing first (how many) and billing then (how much).
//!
//! A plan reads no file and calls no other mode. What two modes share (instances, tokens) is in
//! `instances`, `tokens` and `quotas`.

mod carries;
mod counter;
mod eligibility;
mod instances;
mod lag;
mod points;
mod quotas;
mod tokens;

mod bedrock_batch;
mod bedrock_custom_import;
mod bedrock_custom_on_demand;
mod bedrock_marketplace;
mod bedrock_on_demand;
mod bedrock_provisioned;
mod bedrock_reserved;
mod external;
mod sagemaker_async;
mod sagemaker_batch_transform;
mod sagemaker_endpoint;
mod sagemaker_serverless;
mod sagemaker_training;

mod setting;

pub use instances::{CapacityFields, InstanceFields, Scaling};
pub use points::{BenchmarkFormat, PointFields};
pub use quotas::QuotaFields;
pub use setting::{EstimateOnce, FirstHourly, MonthLoad, Note, Notes, Reason, Setting};

use crate::{
    bill::Bill,
    capacity::{Shape, Sizing},
    schema::{Field, Number, Record as _, Table, Tagged, money, number, record, text},
    units::bounds,
};

/// What of a plan's choices decides whether it meets a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facets {
    /// Where Bedrock may process a request: `in-region`, `geo` or `global`.
    pub scope: &'static str,
    /// Whether nothing runs, and nothing is paid by the hour, while no request comes.
    pub sleeps: bool,
    /// Whether the model is a package of a vendor on AWS Marketplace.
    pub is_vendors: bool,
}

impl Default for Facets {
    fn default() -> Self {
        Self {
            scope: "in-region",
            sleeps: false,
            is_vendors: false,
        }
    }
}

/// A mode with its choices filled in.
pub trait Plan: std::fmt::Debug + Send + Sync {
    /// The choices that differ from the defaults, as the plan's id shows them, in a fixed order.
    fn choices(&self) -> Vec<String>;

    /// The instance type, where the mode has one.
    fn instance(&self) -> Option<&str> {
        None
    }

    /// What the user calls it, where the mode asks for that.
    fn label(&self) -> Option<&str> {
        None
    }

    /// The offer that its instance-hours are sold under, where AWS discounts them as such: by a savings plan
    /// or a free tier. None on managed spot.
    fn instance_offer(&self) -> Option<&'static str> {
        None
    }

    /// Months of the commitment, where there is one.
    fn term_months(&self) -> Option<u32> {
        None
    }

    /// What of its choices decides whether it meets a requirement.
    fn facets(&self) -> Facets {
        Facets::default()
    }

    /// Why the plan cannot carry this workload at all, whatever its size. No prices here, but what
    /// is sold where.
    fn refusals(&self, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Reason>;

    /// How many units run in a month of this load; `None` for modes without units, which need not
    /// say so.
    ///
    /// # Errors
    /// Why no number of units carries it, or what is needed to tell.
    fn size(
        &self,
        _: &Setting<'_>,
        _: &MonthLoad,
        _: &mut Notes,
    ) -> Result<Option<Sizing>, Vec<Reason>> {
        Ok(None)
    }

    /// What of a month's bill follows the load in steps or bends, as shapes over the multiples of
    /// `month`; the rest of the bill follows it in a straight line. `floor` is the sizing of next to
    /// no load. `None` where the bill has another form.
    fn shapes(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        floor: Option<&Sizing>,
    ) -> Option<Vec<Shape>> {
        let Some(floor) = floor else {
            return Some(Vec::new());
        };
        let sizing = self.size(setting, month, &mut Notes::default()).ok()??;
        Some(vec![Shape::of(&sizing, floor)?])
    }

    /// Says what the busiest month of the horizon meets and what rules nothing out: quotas, cold
    /// starts, instances that come late. `sizing` is that of the month with the most units.
    fn warn_at_peak(
        &self,
        _: &Setting<'_>,
        _: &MonthLoad,
        _sizing: Option<&Sizing>,
        _: &mut Notes,
    ) {
    }

    /// What a month of this load costs with this sizing.
    fn bill(
        &self,
        setting: &Setting<'_>,
        month: &MonthLoad,
        sizing: Option<&Sizing>,
        notes: &mut Notes,
    ) -> Bill;
}

record! {
    /// A way to buy, to be compared.
    pub struct CommonFields {
        /// Its name; by default it is made of mode, model, instance and choices.
        id: Option<String> = text(),
        /// The pricing model.
        mode: Option<String> = text().required(),
        /// The name of a `[model.*]` table, or a model of the catalog.
        model: Option<String> = text(),
        /// Where; by default the scenario's region.
        region: Option<String> = text(),
        /// Factor on every price of the plan; the list cost stays visible.
        price_multiplier: Option<Number> = number(&bounds::FACTOR).default("1"),
        /// What setting it up costs once (migration, training, engineering), in the first month.
        one_time_usd: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
    }
}

macro_rules! modes {
    ($( $(#[doc = $doc:literal])+ $variant:ident $id:literal $formula:literal $plan:path [$($fields:path),*]; )*) => {
        /// A pricing model.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Mode { $( $(#[doc = $doc])+ $variant, )* }

        impl Mode {
            /// Every mode.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// Its name in files and output.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            /// The number of its billing rule in `docs/formulas.md`.
            pub const fn formula(self) -> &'static str {
                match self { $( Self::$variant => $formula, )* }
            }

            /// `bedrock`, `sagemaker` or `external`.
            pub fn service(self) -> &'static str {
                self.id().split('.').next().unwrap_or_default()
            }

            /// The mode of that name.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $( $id => Some(Self::$variant), )* _ => None }
            }

            /// Reads a plan of this mode from its checked table.
            pub fn read(self, table: &Table) -> Box<dyn Plan> {
                match self { $( Self::$variant => Box::new(<$plan>::read(table)), )* }
            }
        }

        /// The tables under `[[plan]]`: common fields, and those of each mode.
        pub const PLANS: Tagged = Tagged {
            tag: "mode",
            common: CommonFields::FIELDS,
            variants: &[$( (
                $id,
                concat!($($doc),+),
                { const OWN: &[&[Field]] = &[$( <$fields as crate::schema::Record>::FIELDS ),*]; OWN },
            ), )*],
        };
    };
}

modes! {
    /// Tokens, images and queries of a Bedrock model, paid as they come.
    BedrockOnDemand "bedrock.on-demand" "F1" bedrock_on_demand::OnDemand [bedrock_on_demand::Fields, QuotaFields];
    /// Files of requests, answered within a day at about half price.
    BedrockBatch "bedrock.batch" "F4" bedrock_batch::Batch [bedrock_batch::Fields];
    /// Model units by the hour, used or not.
    BedrockProvisioned "bedrock.provisioned" "F6" bedrock_provisioned::Provisioned [bedrock_provisioned::Fields];
    /// Tokens per minute by the hour, the excess at the standard price.
    BedrockReserved "bedrock.reserved" "F7" bedrock_reserved::Reserved [bedrock_reserved::Fields, QuotaFields];
    /// A model fine-tuned on Bedrock, paid by the token.
    BedrockCustomOnDemand "bedrock.custom-on-demand" "F5" bedrock_custom_on_demand::CustomOnDemand [bedrock_custom_on_demand::Fields, QuotaFields];
    /// Weights of one's own on Bedrock, paid by five-minute windows of active copies.
    BedrockCustomImport "bedrock.custom-import" "F8" bedrock_custom_import::CustomImport [bedrock_custom_import::Fields];
    /// A Bedrock Marketplace model on instances of one's own.
    BedrockMarketplace "bedrock.marketplace" "F10" bedrock_marketplace::Marketplace [InstanceFields];
    /// A real-time endpoint: instances by the hour.
    SagemakerEndpoint "sagemaker.endpoint" "F9" sagemaker_endpoint::Endpoint [InstanceFields];
    /// Serverless inference: memory by the millisecond.
    SagemakerServerless "sagemaker.serverless" "F14" sagemaker_serverless::Serverless [sagemaker_serverless::Fields];
    /// An asynchronous endpoint: a queue before instances that scale to zero.
    SagemakerAsync "sagemaker.async" "F11" sagemaker_async::Async [InstanceFields];
    /// Batch transform jobs: instances for as long as a job runs.
    SagemakerBatchTransform "sagemaker.batch-transform" "F12" sagemaker_batch_transform::BatchTransform [sagemaker_batch_transform::Fields];
    /// Training jobs, on demand or on managed spot.
    SagemakerTraining "sagemaker.training" "F15" sagemaker_training::Training [sagemaker_training::Fields];
    /// Anything else: another vendor's API, EC2, one's own machines.
    External "external" "F13" external::External [external::Fields];
}
