//! How many units run at once, and for how long.

use super::Sizing;
use crate::units::Exact;

/// Time of the month in which the same number of units runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtOnce {
    /// Units that run at once, in all environments.
    pub units: Exact,
    /// Hours of the month in which they do.
    pub hours: Exact,
}

impl Sizing {
    /// Of `unit_hours` that are paid in a month of so many hours, how many run at once and for how long.
    /// Units x hours add up to `unit_hours`.
    ///
    /// Jobs run one after the other, with all their instances, and side by side where the month is too
    /// short for that; hours of which nothing more is known are spread evenly.
    pub fn at_once(&self, unit_hours: &Exact, hours_per_month: &Exact) -> Vec<AtOnce> {
        if self.hours.is_empty() {
            let at_once = self.peak_units.map(Exact::from);
            let at_once = at_once.filter(Exact::is_positive);
            let jobs = at_once.and_then(|units| side_by_side(unit_hours, &units, hours_per_month));
            let evenly = || AtOnce {
                units: unit_hours
                    .checked_div(hours_per_month)
                    .unwrap_or_else(Exact::zero),
                hours: hours_per_month.clone(),
            };
            return vec![jobs.unwrap_or_else(evenly)];
        }
        let copies = Exact::from(self.copies);
        let mut running: Vec<(u64, Exact)> = self
            .hours
            .iter()
            .map(|part| (part.units, part.billed_hours.clone()))
            .collect();
        running.sort_by_key(|(units, _)| *units);
        let paid = running.iter();
        let paid: Exact = paid.map(|(units, hours)| Exact::from(*units) * hours).sum();
        let off = &paid - &(unit_hours.checked_div(&copies).unwrap_or_else(Exact::zero));
        let mut all = without_first(running, off.max(Exact::zero()));
        for part in &mut all {
            part.units = &part.units * &copies;
        }
        all
    }
}

/// Jobs of `units` instances each, as many side by side as the month's length asks for.
fn side_by_side(unit_hours: &Exact, units: &Exact, month: &Exact) -> Option<AtOnce> {
    let hours = unit_hours.checked_div(units)?;
    let beside = hours.checked_div(month)?.ceil()?.max(1);
    let beside = Exact::from(beside);
    Some(AtOnce {
        units: units * &beside,
        hours: hours.checked_div(&beside)?,
    })
}

/// The same where the first unit is away for `off` hours: while the fewest run.
fn without_first(running: Vec<(u64, Exact)>, mut off: Exact) -> Vec<AtOnce> {
    let mut all = Vec::new();
    for (units, hours) in running {
        let away = off.clone().min(hours.clone());
        let away = if units == 0 { Exact::zero() } else { away };
        off = &off - &away;
        let mut add = |units: u64, hours: Exact| {
            if hours.is_positive() {
                let units = Exact::from(units);
                all.push(AtOnce { units, hours });
            }
        };
        add(units.saturating_sub(1), away.clone());
        add(units, &hours - &away);
    }
    all
}
