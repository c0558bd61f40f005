//! What moves when numbers of a scenario do.

mod causes;
mod change;
mod flips;
mod lineup;
mod spread;
mod sweep;
mod tornado;
mod values;

pub use causes::{Causes, LineChange, LineSide};
pub use change::{Changed, PlanChange, change};
pub use flips::{Flip, Flips};
pub use lineup::{Standing, proposals_of, side_by_side};
pub use sweep::{Figure, Sweep, SweptKnob, SweptPlan, SweptPoint, USUAL_VALUES, sweep};
pub use tornado::{Basis, Input, Swing, Tornado, tornado};
pub use values::SweepRange;
