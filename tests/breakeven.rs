//! Break-even: every crossing that is found is one, none is missing, and the map agrees with the
//! ordinary evaluation of every plan.

#[path = "breakeven/found.rs"]
mod found;
#[path = "breakeven/found_once.rs"]
mod found_once;
#[path = "breakeven/knobs.rs"]
mod knobs;
#[path = "breakeven/maps.rs"]
mod maps;
#[path = "breakeven/other_knobs.rs"]
mod other_knobs;
#[path = "breakeven/published.rs"]
mod published;
#[path = "breakeven/random.rs"]
mod random;
#[path = "breakeven/slow.rs"]
mod slow;
mod support;
#[path = "breakeven/worked.rs"]
mod worked;
#[path = "breakeven/years.rs"]
mod years;
