//! How many instances run in each hour, by the way they are scaled (F19).

use super::{Notes, Reason, Setting};
use crate::{
    capacity::{End, Rule, SizedHours, needed_units},
    demand::{Latency, Load, Schedule},
    units::Exact,
};

/// What a count that the scenario gives is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeldAgainst {
    /// Nothing: what an instance carries is not known.
    Nothing,
    /// An estimate: it gives a warning, and at its best end a refusal.
    Estimate,
    /// A figure of the user's own.
    Given,
}

/// Counts instances hour by hour.
pub(super) struct Counter<'a> {
    pub(super) setting: &'a Setting<'a>,
    /// Instances each level of the pattern needs, before the ceiling.
    pub(super) needs: Vec<Exact>,
    /// What is asked in an hour of each level.
    pub(super) loads: Vec<Load>,
    /// What a given count is held against.
    pub(super) held_against: HeldAgainst,
    /// `instance_count`.
    pub(super) count: Option<u64>,
    /// `min_instances`.
    pub(super) least: Option<u64>,
    /// `max_instances`.
    pub(super) most: Option<u64>,
}

type Counted = Result<(Rule, Vec<SizedHours>), Vec<Reason>>;

impl Counter<'_> {
    fn peak(&self) -> Exact {
        self.needs.iter().max().cloned().unwrap_or_else(Exact::zero)
    }

    fn refuse(&self, id: &'static str, field: &str, message: String) -> Vec<Reason> {
        vec![Reason::new(id, self.setting.field(field), message)]
    }

    fn too_few(&self, field: &str, need: &Exact, have: Option<u64>) -> Vec<Reason> {
        let needed = crate::units::grouped(need, 1);
        let message = match have {
            Some(have) => format!("the peak hour needs {needed} instances, there are {have}"),
            None => format!("the peak hour needs {needed} instances: that is beyond counting"),
        };
        self.refuse("capacity-exceeded", field, message)
    }

    /// Fewest instances while there is demand: what was written, else two for interactive work.
    fn least_busy(&self, to_zero: bool, notes: &mut Notes) -> u64 {
        let interactive = self.setting.workload.latency == Latency::Interactive;
        match self.least {
            Some(least) => least.max(u64::from(to_zero)),
            None if interactive && !to_zero => {
                notes.assume("At least two instances for interactive work, so that one may fail (min_instances).");
                2
            }
            None => 1,
        }
    }

    /// The count given, or what `need` takes, held against it.
    fn count_for(&self, need: &Exact, notes: &mut Notes) -> Result<(Rule, u64), Vec<Reason>> {
        match self.count {
            Some(count) if self.held_against == HeldAgainst::Nothing => {
                notes.assume(
                    "The instance count is taken as given: whether it suffices is not checked.",
                );
                Ok((Rule::GivenCount, count))
            }
            Some(count) => match needed_units(need, count, Some(count)) {
                Some(count) => Ok((Rule::GivenCountChecked, count)),
                // At the end of the band where instances are fastest, too few are too few.
                None if self.held_against == HeldAgainst::Estimate
                    && self.setting.end != End::Low =>
                {
                    let needed = crate::units::grouped(need, 1);
                    notes.warn(
                        "capacity-may-not-suffice",
                        self.setting.field("instance_count"),
                        format!("by the estimate the peak hour needs {needed} instances, there are {count}"),
                    );
                    Ok((Rule::GivenCount, count))
                }
                None => Err(self.too_few("instance_count", need, Some(count))),
            },
            None => {
                let least = self.least_busy(false, notes);
                needed_units(need, least, self.most)
                    .map(|units| (Rule::FixedAtPeakHour, units))
                    .ok_or_else(|| self.too_few("max_instances", need, self.most))
            }
        }
    }

    /// One count for all hours.
    pub(super) fn fixed(&self, notes: &mut Notes) -> Counted {
        let (rule, units) = self.count_for(&self.peak(), notes)?;
        let clock = self.setting.hours.clock_hours(|_| true);
        let hours = clock.into_iter().zip(&self.needs);
        let sized = |(clock_hours, need): (Exact, &Exact)| SizedHours {
            clock_hours,
            units,
            need: need.clone(),
        };
        Ok((rule, hours.map(sized).collect()))
    }

    /// Every hour has what it needs; with `to_zero`, an hour without demand has `min_instances` or
    /// none.
    pub(super) fn following(&self, to_zero: bool, notes: &mut Notes) -> Counted {
        let busy = self.least_busy(to_zero, notes);
        let clock = self.setting.hours.clock_hours(|_| true);
        let mut hours = Vec::new();
        for ((clock_hours, need), load) in clock.into_iter().zip(&self.needs).zip(&self.loads) {
            let idle = to_zero && load.is_zero();
            let least = if idle { self.least.unwrap_or(0) } else { busy };
            let units = needed_units(need, least, self.most)
                .ok_or_else(|| self.too_few("max_instances", need, self.most))?;
            hours.push(SizedHours {
                clock_hours,
                units,
                need: need.clone(),
            });
        }
        notes.assume("Autoscaled instances are counted hour by hour: scaling lag and bursts within an hour are not modelled.");
        let off = |hours: &SizedHours| hours.units == 0 && !hours.clock_hours.is_zero();
        if self.setting.workload.latency == Latency::Interactive && hours.iter().any(off) {
            notes.warn(
                "cold-start",
                self.setting.field("scaling"),
                "after hours without an instance the first requests fail or wait some minutes for one to start",
            );
        }
        Ok((
            if to_zero {
                Rule::ScaleToZero
            } else {
                Rule::HourlyCeiling
            },
            hours,
        ))
    }

    /// A count in the hours switched on, `min_instances` outside, if given. Work that may wait and
    /// comes outside is done in the hours switched on.
    pub(super) fn scheduled(&self, on: Option<&str>, notes: &mut Notes) -> Counted {
        let schedule = Schedule::parse(on.unwrap_or_default())
            .map_err(|message| self.refuse("schedule", "on_hours", message))?;
        let pattern = self.setting.hours;
        let open = pattern.clock_hours(|hour| schedule.is_on(hour.of_week));
        let shut = pattern.clock_hours(|hour| !schedule.is_on(hour.of_week));
        let outside = self.least.unwrap_or(0);
        let moved = self.moved(&shut, outside, notes)?;
        let open_hours: Exact = open.iter().sum();
        let work =
            |hours: &[Exact]| -> Exact { hours.iter().zip(&self.needs).map(|(h, n)| h * n).sum() };
        let asked = if moved {
            work(&open) + work(&shut)
        } else {
            work(&open)
        };
        let Some(mean) = asked
            .checked_div(&open_hours)
            .or_else(|| asked.is_zero().then(Exact::zero))
        else {
            let message = "no hour of the traffic is within on_hours".to_owned();
            return Err(self.refuse("schedule", "on_hours", message));
        };
        if open_hours.is_zero() && !self.loads.iter().all(Load::is_zero) {
            let message = "no hour of the traffic is within on_hours".to_owned();
            return Err(self.refuse("schedule", "on_hours", message));
        }
        let peak = open
            .iter()
            .zip(&self.needs)
            .filter(|(hours, _)| !hours.is_zero());
        let peak = peak
            .map(|(_, need)| need)
            .max()
            .cloned()
            .unwrap_or_else(Exact::zero);
        let (_, units) = self.count_for(&peak.max(mean), notes)?;
        let mut hours = Vec::new();
        for ((open, shut), need) in open.into_iter().zip(shut).zip(&self.needs) {
            if outside > 0 && *need > Exact::from(outside) && !shut.is_zero() {
                return Err(self.too_few("min_instances", need, Some(outside)));
            }
            hours.push(SizedHours {
                clock_hours: open,
                units,
                need: need.clone(),
            });
            hours.push(SizedHours {
                clock_hours: shut,
                units: outside,
                need: need.clone(),
            });
        }
        Ok((Rule::Scheduled, hours))
    }

    /// Whether work comes outside the hours switched on, and can wait for them.
    fn moved(&self, shut: &[Exact], outside: u64, notes: &mut Notes) -> Result<bool, Vec<Reason>> {
        if outside > 0 {
            return Ok(false);
        }
        let unserved: Exact = shut
            .iter()
            .zip(&self.loads)
            .map(|(hours, load)| hours * &load.requests)
            .sum();
        if !unserved.is_positive() {
            return Ok(false);
        }
        if self.setting.workload.latency == Latency::Interactive {
            let message = format!(
                "{} interactive requests a month come outside on_hours, when no instance runs",
                crate::units::grouped(&unserved, 0)
            );
            return Err(self.refuse("schedule", "on_hours", message));
        }
        notes.warn(
            "requests-outside-on-hours",
            self.setting.field("on_hours"),
            "requests that come outside on_hours wait until instances run",
        );
        Ok(true)
    }
}
