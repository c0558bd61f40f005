//! Billed time of instances that follow a load: target tracking, hour by hour or minute by minute,
//! and schedules.
//!
//! **The rule (M2).** A unit is added once three minutes in a row need it, and stays until nothing
//! has needed it for some while: the units that run in a minute are the largest three-minute minimum
//! of the need over a window that ends there. Target tracking of endpoints makes one alarm of 3 x 1
//! minute above the target and one of 15 x 1 minute below nine tenths of it (AWS guide on target
//! tracking, and the alarms it creates), so the window is a quarter of an hour and a little more.
//!
//! The little more is fitted to a ten-second simulation of those alarms: no unit leaves while another
//! starts, nor within the cooldown of the last that left, but seldom is there one to leave just then.
//! It comes to 2 minutes for a start-up of 7, the constant of the project's own oracle. Over seven
//! kinds of curves, targets of 0.5 to 0.9, start-ups of 1 to 30 minutes and cooldowns of 5 to 60, the
//! rule is within the 3 % mean and 8 % worst that `tests/closed_forms/autoscaling.rs` asserts.
//!
//! Everything here is whole numbers; a larger need in any minute never lowers the bill.

use super::runs::{Before, Run, Timeline};
use crate::demand::{Hours, Schedule};

/// Minutes in a row that must need a unit before it is added.
const HIGH_ALARM_MINUTES: u64 = 3;
/// Minutes in a row that must not need it before it goes.
const LOW_ALARM_MINUTES: u64 = 15;
const HOUR_MINUTES: u64 = 60;
const MINUTE_SECONDS: u64 = 60;

/// Seconds a unit starts for, where nothing is known: image and weights of a small language model.
pub const START_SECONDS: u64 = 420;
/// Seconds between two scale-ins by default (AWS guide).
pub const COOLDOWN_SECONDS: u64 = 300;

/// Target tracking between a least and a most number of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetTracking {
    /// Seconds from launch until a unit answers.
    pub start_seconds: u64,
    /// Seconds between two scale-ins.
    pub scale_in_cooldown_seconds: u64,
    /// Fewest units.
    pub least: u64,
    /// Most units.
    pub most: Option<u64>,
}

/// What target tracking runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Units that are paid: from their launch, the safe side, as AWS does not say.
    pub billed: Timeline,
    /// Units that answer.
    pub in_service: Timeline,
}

impl TargetTracking {
    /// From `least` units up to as many as needed, with the usual times.
    pub fn at_least(least: u64) -> Self {
        Self {
            start_seconds: START_SECONDS,
            scale_in_cooldown_seconds: COOLDOWN_SECONDS,
            least,
            most: None,
        }
    }

    /// Minutes a unit stays after the last in which it was needed: the low alarm, a quarter of the
    /// start-up (to the nearest minute), and an eighth of what the cooldown has beyond the alarm; 17
    /// with the usual times.
    pub fn window_minutes(&self) -> u64 {
        let cooldown = self.scale_in_cooldown_seconds.div_ceil(MINUTE_SECONDS);
        let cooling = cooldown.saturating_sub(LOW_ALARM_MINUTES) / 8;
        LOW_ALARM_MINUTES + self.start_minutes().saturating_add(2) / 4 + cooling
    }

    /// Minutes until a unit answers.
    fn start_minutes(&self) -> u64 {
        self.start_seconds.div_ceil(MINUTE_SECONDS)
    }

    /// The units that are paid when each minute needs these at the target utilisation (M2).
    pub fn paid(&self, needs: &Timeline, before: Before) -> Timeline {
        let asked = needs.least_of_last(HIGH_ALARM_MINUTES - 1, before);
        let held = asked.most_of_last(self.window_minutes(), before);
        held.bounded(self.least, self.most)
    }

    /// The units that are paid, and those that answer.
    pub fn follow(&self, needs: &Timeline, before: Before) -> Tracked {
        let billed = self.paid(needs, before);
        let in_service = billed.least_of_last(self.start_minutes(), before);
        Tracked { billed, in_service }
    }
}

/// `count` units in the hours that are on, none outside, each started early enough to answer when
/// its hours begin.
pub fn scheduled(hours: &Hours, on: &Schedule, count: u64, start_seconds: u64) -> Timeline {
    let of_hour = |of_week: usize| if on.is_on(of_week) { count } else { 0 };
    let runs = hours.pattern.iter();
    let runs = runs.map(|hour| Run {
        minutes: HOUR_MINUTES,
        units: of_hour(hour.of_week),
    });
    let switched: Timeline = runs.collect();
    switched.most_of_next(start_seconds.div_ceil(MINUTE_SECONDS), Before::Repeats)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::units::{Decimal, Exact};

    fn timeline(runs: &[(u64, u64)]) -> Timeline {
        runs.iter()
            .map(|(minutes, units)| Run {
                minutes: *minutes,
                units: *units,
            })
            .collect()
    }

    #[test]
    fn a_rise_by_hand() {
        // Half an hour of three in a day of one. The alarm takes 2 minutes more; then the last
        // minute's need is kept for 17.
        let needs = timeline(&[(600, 1), (30, 3), (810, 1)]);
        let tracked = TargetTracking::at_least(1).follow(&needs, Before::Repeats);
        assert_eq!(tracked.billed, timeline(&[(602, 1), (45, 3), (793, 1)]));
        // 7 minutes later it answers: the need was short for 2 + 7.
        assert_eq!(tracked.in_service, timeline(&[(609, 1), (38, 3), (793, 1)]));
        assert_eq!(needs.minutes_above(&tracked.in_service), 9);
    }

    #[test]
    fn a_spike_of_two_minutes_raises_no_alarm() {
        let needs = timeline(&[(100, 1), (2, 9), (100, 1)]);
        let tracked = TargetTracking::at_least(1).follow(&needs, Before::Repeats);
        assert_eq!(tracked.billed.unit_minutes(), 202);
        assert_eq!(needs.minutes_above(&tracked.in_service), 2);
    }

    #[test]
    fn bounds_hold() {
        let needs = timeline(&[(60, 0), (60, 8)]);
        let bounded = TargetTracking {
            most: Some(5),
            ..TargetTracking::at_least(2)
        };
        let tracked = bounded.follow(&needs, Before::FirstMinute);
        assert_eq!(tracked.billed, timeline(&[(62, 2), (58, 5)]));
    }

    proptest! {
        #[test]
        fn a_larger_need_never_lowers_the_bill(
            needs in prop::collection::vec((1u64..40, 0u64..6, 0u64..3), 1..30),
            start in 0u64..4_000, cooldown in 0u64..8_000, least in 0u64..3, most in 3u64..9,
        ) {
            let tracking = TargetTracking {
                start_seconds: start,
                scale_in_cooldown_seconds: cooldown,
                most: Some(most),
                ..TargetTracking::at_least(least)
            };
            let few: Vec<_> = needs.iter().map(|(minutes, units, _)| (*minutes, *units)).collect();
            let many: Vec<_> = needs.iter().map(|(minutes, units, more)| (*minutes, units + more)).collect();
            let few = tracking.follow(&timeline(&few), Before::Repeats);
            let many = tracking.follow(&timeline(&many), Before::Repeats);
            prop_assert_eq!(few.billed.minutes_above(&many.billed), 0);
            prop_assert_eq!(few.in_service.minutes_above(&few.billed), 0);
        }
    }

    #[test]
    fn a_schedule_starts_early() {
        let week = vec![Exact::one(); 168];
        let hours = Hours::from_weights(&week, 0, Decimal::from(730)).unwrap();
        let on = Schedule::parse("mon-fri 07-19").unwrap();
        let cold = scheduled(&hours, &on, 2, 0);
        assert_eq!(cold.unit_minutes(), 2 * 60 * 60);
        let early = scheduled(&hours, &on, 2, 400);
        assert_eq!(early.unit_minutes(), 2 * (60 * 60 + 5 * 7));
        let always = Schedule::parse("daily 00-24").unwrap();
        assert_eq!(scheduled(&hours, &always, 1, 400).unit_minutes(), 168 * 60);
    }
}
