//! Questions asked of the prices themselves.

mod diff;

pub use diff::{PriceChange, PriceDiff, price_diff};
