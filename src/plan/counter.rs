//! How many instances run in each hour, by the way they are scaled (F19).

use super::{Notes, Reason, Setting};
use crate::{
    capacity::{
        Asleep, End, FirstUnit, HourAsks, Rule, SizedHours, Sizing, TargetTracking, needed_units,
        scheduled, stretches,
    },
    demand::{Latency, Load, Schedule},
    units::{Exact, grouped},
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
    pub(super) loads: &'a [Load],
    /// What a given count is held against.
    pub(super) held_against: HeldAgainst,
    /// `instance_count`.
    pub(super) count: Option<u64>,
    /// `min_instances`.
    pub(super) least: Option<u64>,
    /// `target_utilisation`, or one where a latency target decides.
    pub(super) target: Exact,
    /// How instances follow the load, but for the fewest.
    pub(super) tracking: TargetTracking,
    /// `idle_minutes`.
    pub(super) idle_minutes: Exact,
}

/// What was counted.
pub(super) struct Counts {
    pub(super) rule: Rule,
    pub(super) hours: Vec<SizedHours>,
    /// When the first instance is away, where it comes and goes.
    pub(super) asleep: Option<Asleep>,
}

impl Counts {
    fn new(rule: Rule, hours: Vec<SizedHours>) -> Self {
        Self {
            rule,
            hours,
            asleep: None,
        }
    }

    /// As a sizing, in all environments.
    pub(super) fn sizing(self, setting: &Setting<'_>, target: &Exact) -> Sizing {
        let environments = setting.workload.environments;
        let mut sizing =
            Sizing::from_hours("instance", self.rule, self.hours, environments, target);
        if let Some(asleep) = self.asleep {
            let off = asleep.hours * setting.environments();
            sizing.unit_hours = &sizing.unit_hours - &off;
            sizing.is_affine = false;
            sizing.away = Some(asleep.away);
        }
        sizing
    }
}

type Counted = Result<Counts, Vec<Reason>>;

impl Counter<'_> {
    fn peak(&self) -> Exact {
        self.needs.iter().max().cloned().unwrap_or_else(Exact::zero)
    }

    fn refuse(&self, id: &'static str, field: &str, message: String) -> Vec<Reason> {
        vec![Reason::new(id, self.setting.field(field), message)]
    }

    fn too_few(&self, field: &str, need: &Exact, have: Option<u64>) -> Vec<Reason> {
        let needed = grouped(need, 1);
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
                    let needed = grouped(need, 1);
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
                needed_units(need, least, self.tracking.most)
                    .map(|units| (Rule::FixedAtPeakHour, units))
                    .ok_or_else(|| self.too_few("max_instances", need, self.tracking.most))
            }
        }
    }

    /// One count for all hours.
    pub(super) fn fixed(&self, notes: &mut Notes) -> Counted {
        let (rule, units) = self.count_for(&self.peak(), notes)?;
        let clock = self.setting.hours.clock_hours(|_| true).into_iter();
        let hours = clock.enumerate().zip(&self.needs);
        let sized = |((level, clock_hours), need): ((usize, Exact), &Exact)| {
            SizedHours::whole(level, clock_hours, units, need.clone())
        };
        Ok(Counts::new(rule, hours.map(sized).collect()))
    }

    /// Instances follow the load by target tracking; with `to_zero`, the first of them comes and
    /// goes with the requests, unless `min_instances` keeps some.
    pub(super) fn following(&self, to_zero: bool, notes: &mut Notes) -> Counted {
        let sleeps = to_zero && self.least.unwrap_or(0) == 0;
        let least = self.least_busy(to_zero, notes);
        let setting = self.setting;
        let tracking = TargetTracking {
            least,
            ..self.tracking
        };
        let parts = stretches(
            setting.hours,
            &self.needs,
            setting.burst,
            &tracking,
            setting.followed,
        );
        let peak = self.peak();
        // The mean of an hour must be carried; its burst runs above the target if it must.
        if needed_units(&peak, least, self.tracking.most).is_none() {
            return Err(self.too_few("max_instances", &peak, self.tracking.most));
        }
        let hours_of = |minutes: u64| {
            let hours = Exact::ratio(minutes, 60).unwrap_or_else(Exact::zero);
            hours * &setting.hours.each
        };
        let mut capped = None;
        let mut hours = Vec::with_capacity(parts.len());
        for part in parts {
            let Some(needed) = needed_units(&part.need, least, None) else {
                return Err(self.too_few("max_instances", &part.need, None));
            };
            let units = needed.min(self.tracking.most.unwrap_or(u64::MAX));
            capped = capped.max((needed > units).then_some(needed));
            hours.push(SizedHours {
                level: part.level,
                load_factor: part.load_factor,
                clock_hours: hours_of(part.minutes),
                billed_hours: hours_of(part.billed_minutes),
                units,
                need: part.need,
            });
        }
        self.say_how(&tracking, capped, notes);
        let off = |hours: &SizedHours| hours.units == 0 && hours.clock_hours.is_positive();
        if !sleeps && setting.workload.latency == Latency::Interactive && hours.iter().any(off) {
            notes.warn(
                "cold-start",
                setting.field("min_instances"),
                "after hours without an instance the first requests fail or wait some minutes for one to start",
            );
        }
        if !sleeps {
            return Ok(Counts::new(Rule::TargetTracking, hours));
        }
        Ok(Counts {
            rule: Rule::ScaleToZero,
            hours,
            asleep: Some(self.asleep(notes)?),
        })
    }

    /// Says what target tracking assumes.
    fn say_how(&self, tracking: &TargetTracking, capped: Option<u64>, notes: &mut Notes) {
        super::setting::assume_burst(self.setting.burst, notes);
        notes.assume(format!(
            "Instances follow the load by target tracking: one more after 3 minutes of need, {} s to start (start_seconds), paid from its launch; one fewer {} minutes after the last need (scale_in_cooldown_seconds = {}).",
            tracking.start_seconds,
            tracking.window_minutes(),
            tracking.scale_in_cooldown_seconds,
        ));
        if let (Some(needed), Some(most)) = (capped, self.tracking.most) {
            notes.warn(
                "max-below-burst",
                self.setting.field("max_instances"),
                format!("bursts within the busiest hours would take {needed} instances, there are at most {most}: they run above target_utilisation then"),
            );
        }
    }

    /// When the first instance is away.
    fn asleep(&self, notes: &mut Notes) -> Result<Asleep, Vec<Reason>> {
        let peak = self.setting.burst.peak();
        let hour = Exact::from(super::instances::SECONDS_PER_HOUR);
        let asks = self.needs.iter().zip(self.loads).map(|(need, load)| {
            if load.is_zero() {
                return HourAsks::Nothing;
            }
            let requests = load.requests.clone();
            let busy = need * &self.target * &hour;
            match busy.checked_div(&requests) {
                Some(service_seconds) if need * peak <= Exact::one() => HourAsks::OfOne {
                    requests,
                    service_seconds,
                },
                _ => HourAsks::OfMore { requests },
            }
        });
        let unit = FirstUnit {
            idle_seconds: &self.idle_minutes * &Exact::from(60u64),
            start_seconds: Exact::from(self.tracking.start_seconds),
        };
        notes.assume(format!(
            "The first instance starts with a request and goes {} minutes after the last (idle_minutes); requests come at random.",
            grouped(&self.idle_minutes, 2)
        ));
        let asks: Vec<HourAsks> = asks.collect();
        unit.over(self.setting.hours, &asks)
            .map_err(|error| self.refuse("needs-capacity", "idle_minutes", error.to_string()))
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
        for (level, ((open, shut), need)) in open.into_iter().zip(shut).zip(&self.needs).enumerate()
        {
            if outside > 0 && *need > Exact::from(outside) && !shut.is_zero() {
                return Err(self.too_few("min_instances", need, Some(outside)));
            }
            hours.push(SizedHours::whole(level, open, units, need.clone()));
            hours.push(SizedHours::whole(level, shut, outside, need.clone()));
        }
        hours.extend(self.started_early(&schedule, units.saturating_sub(outside), notes));
        Ok(Counts::new(Rule::Scheduled, hours))
    }

    /// The time for which scheduled instances are paid before their hours begin.
    fn started_early(
        &self,
        schedule: &Schedule,
        units: u64,
        notes: &mut Notes,
    ) -> Option<SizedHours> {
        let pattern = self.setting.hours;
        let seconds = self.tracking.start_seconds;
        let minutes = |start| scheduled(pattern, schedule, 1, start).unit_minutes();
        let early = Exact::ratio(minutes(seconds).saturating_sub(minutes(0)), 60)?;
        if early.is_zero() || units == 0 {
            return None;
        }
        notes.assume(format!(
            "Scheduled instances start {seconds} s early, paid, so that they answer when their hours begin (start_seconds)."
        ));
        Some(SizedHours {
            billed_hours: early * &pattern.each,
            ..SizedHours::whole(0, Exact::zero(), units, Exact::zero())
        })
    }

    /// Whether work comes outside the hours switched on, and can wait for them.
    fn moved(&self, shut: &[Exact], outside: u64, notes: &mut Notes) -> Result<bool, Vec<Reason>> {
        if outside > 0 {
            return Ok(false);
        }
        let unserved: Exact = shut
            .iter()
            .zip(self.loads)
            .map(|(hours, load)| hours * &load.requests)
            .sum();
        if !unserved.is_positive() {
            return Ok(false);
        }
        if self.setting.workload.latency == Latency::Interactive {
            let message = format!(
                "{} interactive requests a month come outside on_hours, when no instance runs",
                grouped(&unserved, 0)
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
