//! What moves when numbers of a scenario do.

mod causes;
mod change;
mod lineup;

pub use causes::{Causes, LineChange, LineSide};
pub use change::{Changed, PlanChange, change};
pub use lineup::{Standing, proposals_of, side_by_side};
