//! Compares what a workload costs under every pricing model of Amazon Bedrock and Amazon SageMaker AI.
//!
//! ```text
//! scenario.toml ─▶ Scenario ─▶ Demand ─▶ for each plan: Sizing ─▶ Bill ─▶ Comparison ─▶ report ─▶ render
//! pricing/*.csv ─▶ Catalog  ─▶ Prices ─────────────────────────────┘
//! ```
//!
//! [`scenario`] checks the user's file, [`catalog`] knows the dated prices, [`plan`] has one file for
//! each pricing model, [`analysis`] asks questions of plans, [`report`] is the answer as typed data,
//! [`render`] writes it, and [`cli`] is the program. Nothing below `cli` reads a file, the clock or
//! the environment; money is exact, and a missing price is never zero.
//!
//! ```
//! use crossover::{
//!     analysis::{CompareOptions, PlansFrom, compare, proposals},
//!     catalog::Catalog,
//!     scenario::Scenario,
//!     units::cents,
//! };
//!
//! let text = r#"
//!     schema = 1
//!     name = "Support chat"
//!     region = "us-east-1"
//!
//!     [workload]
//!     kind = "text"
//!     models = ["nova-pro"]
//!     requests_per_month = 1_000_000
//!     input_tokens = 1000
//!     output_tokens = 200
//!     latency = "interactive"
//! "#;
//! let catalog = Catalog::embedded(vec![]);
//! let no_files = |path: &str| Err(format!("{path} is not needed here"));
//! let scenario = Scenario::parse(text, None, &catalog, &no_files).expect("it has no fault");
//!
//! let proposed = proposals(&scenario, &catalog, PlansFrom::Either);
//! let comparison = compare(&scenario, &proposed, &catalog, &CompareOptions::default())?;
//! let cheapest = comparison.cheapest().expect("Nova Pro has a price in us-east-1");
//! // 1,000M tokens in at $0.80 and 200M out at $3.20 for a million.
//! assert_eq!(cents(&cheapest.result.total().expect("it is ok")), "$1,440.00");
//! # Ok::<(), crossover::analysis::CompareError>(())
//! ```

pub mod analysis;
pub mod bill;
pub mod capacity;
pub mod catalog;
pub mod checks;
pub mod cli;
pub mod demand;
pub mod need;
pub mod plan;
pub mod pricelist;
pub mod render;
pub mod report;
pub mod requirement;
pub mod scenario;
pub mod schema;
pub mod units;
pub mod usage;
