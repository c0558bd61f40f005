//! Compares what a workload costs under every pricing model of Amazon Bedrock and Amazon SageMaker AI.

pub mod analysis;
pub mod bill;
pub mod capacity;
pub mod catalog;
pub mod cli;
pub mod demand;
pub mod plan;
pub mod render;
pub mod report;
pub mod scenario;
pub mod schema;
pub mod units;
