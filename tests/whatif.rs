//! What-if: what moves when numbers of a scenario do.

#[path = "whatif/causes.rs"]
mod causes;
#[path = "whatif/command.rs"]
mod command;
#[path = "support/priced.rs"]
mod priced;
#[path = "whatif/swept.rs"]
mod swept;
#[path = "whatif/turned.rs"]
mod turned;
#[path = "properties/workload.rs"]
mod workload;
