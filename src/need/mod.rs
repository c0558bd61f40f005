//! What a whole solution needs besides inference: one file a need.
//!
//! A need is stated once in the scenario. For each service it makes the lines that meeting it costs
//! there, or says why it cannot be met. It never looks at the plan's own bill, and no plan knows of it:
//! what a need changes of the calls themselves (the steps of an agent, inputs a guardrail blocks) it
//! says as a factor on the calls, before plans are sized.

mod agents;
mod charging;
mod customisation;
mod evaluation;
mod guardrails;
mod logging;
mod mlops;
mod network;
mod people;
mod retrieval;

use charging::Charging;

use crate::{
    bill::{Bill, Group},
    catalog::{Catalog, Model},
    demand::Workload,
    plan::{Notes, Reason},
    schema::{Maybe, Problem, part, record},
    units::Exact,
};

/// Where a plan runs: who sells what it needs besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Amazon Bedrock.
    Bedrock,
    /// Amazon SageMaker AI.
    SageMaker,
    /// Anything else.
    External,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 3] = [Self::Bedrock, Self::SageMaker, Self::External];

    /// The service of that name, as modes begin.
    pub fn from_id(id: &str) -> Self {
        match id {
            "bedrock" => Self::Bedrock,
            "sagemaker" => Self::SageMaker,
            _ => Self::External,
        }
    }

    /// Its name in files and output.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::SageMaker => "sagemaker",
            Self::External => "external",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bedrock => "Amazon Bedrock",
            Self::SageMaker => "Amazon SageMaker AI",
            Self::External => "elsewhere",
        }
    }
}

/// What surrounds the needs of one plan.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// Prices and facts.
    pub catalog: &'a Catalog,
    /// Where the plan runs.
    pub service: Service,
    /// The id of its mode.
    pub mode: &'static str,
    /// Its region.
    pub region: &'a str,
    /// Its model's row, where the catalog knows it.
    pub model: Option<&'a Model>,
    /// Its model's id on Bedrock, if it has one.
    pub bedrock_id: Option<&'a str>,
    /// The workload as its model counts it.
    pub workload: &'a Workload,
    /// Hours of a month.
    pub hours_per_month: &'a Exact,
    /// Factor on every price: the change of prices since today.
    pub price_factor: &'a Exact,
}

impl Around<'_> {
    /// That the catalog has no model of that name, if it was written.
    fn unknown_model(&self, model: Option<&str>, field: &str) -> Option<Reason> {
        let model = model.filter(|model| self.catalog.model(model).is_none())?;
        let message = format!(
            "the catalog has no model `{model}`: `crossover prices list --item PART` finds names"
        );
        Some(Reason::new("model-unknown", field, message))
    }
}

/// The requests of a month, and the calls made for them.
#[derive(Debug, Clone)]
pub struct Month<'a> {
    /// Requests that are kept.
    pub requests: &'a Exact,
    /// Calls of the model made for them.
    pub calls: &'a Exact,
}

/// Something a whole solution needs besides inference.
trait Need: std::fmt::Debug + Send + Sync {
    /// How many calls of the model a request makes because of it, as a factor.
    fn calls(&self) -> Exact {
        Exact::one()
    }

    /// Why a plan cannot meet it; what a reader must know.
    fn refusals(&self, _: &Around<'_>, _: &mut Notes) -> Vec<Reason> {
        Vec::new()
    }

    /// What meeting it costs in a month.
    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, notes: &mut Notes);

    /// What it costs once, before the first month.
    fn once(&self, _: &mut Charging<'_>, _: &mut Notes) {}
}

macro_rules! needs {
    ($( $(#[doc = $doc:literal])+ $name:ident $variant:ident $id:literal $formula:literal $need:path [$fields:path]; )*) => {
        record! {
            /// What the whole solution needs besides inference.
            pub struct NeedsFields {
                $( $(#[doc = $doc])+ $name: Maybe<$fields> = part::<$fields>(), )*
            }
        }

        /// A kind of need: a table under `[needs]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum NeedKind { $( $(#[doc = $doc])+ $variant, )* }

        impl NeedKind {
            /// Every one.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name of its table.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            /// What it is.
            pub const fn doc(self) -> &'static str {
                match self { $( Self::$variant => concat!($($doc),+), )* }
            }

            /// The number of its billing rule in `docs/formulas.md`.
            pub const fn formula(self) -> &'static str {
                match self { $( Self::$variant => $formula, )* }
            }

            /// The group of its lines.
            pub const fn group(self) -> Group {
                if matches!(self, Self::People) {
                    return Group::People;
                }
                match self { $( Self::$variant => Group::Need(concat!("need.", $id)), )* }
            }
        }

        impl Needs {
            /// Reads the needs of a checked table, and says what is wrong with them.
            pub fn read(fields: &NeedsFields, problems: &mut Vec<Problem>) -> Self {
                let mut all: Vec<(NeedKind, Box<dyn Need>)> = Vec::new();
                $( if let Some(fields) = &fields.$name.0 {
                    all.push((NeedKind::$variant, Box::new(<$need>::new(fields, problems))));
                } )*
                Self { all }
            }
        }
    };
}

needs! {
    /// Making the model one's own, and keeping it so.
    customisation Customisation "customisation" "F24" customisation::Customisation [customisation::Fields];
    /// Finding what the model is to know.
    retrieval Retrieval "retrieval" "F25" retrieval::Retrieval [retrieval::Fields];
    /// Steps, tools, and what agents run on.
    agents Agents "agents" "F26" agents::Agents [agents::Fields];
    /// Filtering of what goes into the model and what comes out.
    guardrails Guardrails "guardrails" "F27" guardrails::Guardrails [guardrails::Fields];
    /// How good the answers are.
    evaluation Evaluation "evaluation" "F28" evaluation::Evaluation [evaluation::Fields];
    /// What was asked and answered, kept.
    logging Logging "logging" "F29" logging::Logging [logging::Fields];
    /// What models are made and kept with.
    mlops Mlops "mlops" "F30" mlops::Mlops [mlops::Fields];
    /// Private ways in, and keys.
    network Network "network" "F31" network::Network [network::Fields];
    /// Hours that people work, shown apart.
    people People "people" "F32" people::People [people::Fields];
}

/// The needs of a scenario.
#[derive(Debug, Default)]
pub struct Needs {
    all: Vec<(NeedKind, Box<dyn Need>)>,
}

impl Needs {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The kinds that are stated.
    pub fn kinds(&self) -> impl Iterator<Item = NeedKind> {
        self.all.iter().map(|(kind, _)| *kind)
    }

    /// Calls of the model that one makes which would be one call without them.
    pub fn calls(&self) -> Exact {
        self.all
            .iter()
            .fold(Exact::one(), |calls, (_, need)| calls * need.calls())
    }

    /// Why a plan cannot meet them.
    pub fn refusals(&self, around: &Around<'_>, notes: &mut Notes) -> Vec<Reason> {
        let each = self.all.iter();
        each.flat_map(|(_, need)| need.refusals(around, notes))
            .collect()
    }

    /// What meeting them costs in a month.
    pub fn month(&self, around: &Around<'_>, month: &Month<'_>, notes: &mut Notes) -> Bill {
        self.bill(around, |need, charging| need.month(charging, month, notes))
    }

    /// What they cost once, before the first month.
    pub fn once(&self, around: &Around<'_>, notes: &mut Notes) -> Bill {
        self.bill(around, |need, charging| need.once(charging, notes))
    }

    fn bill(
        &self,
        around: &Around<'_>,
        mut charge: impl FnMut(&dyn Need, &mut Charging<'_>),
    ) -> Bill {
        let mut bill = Bill::default();
        for (kind, need) in &self.all {
            charge(need.as_ref(), &mut Charging::new(around, *kind, &mut bill));
        }
        bill
    }
}
