//! What instances that come and go mean for requests: those that find none, and minutes with too few.

use super::{Notes, Setting};
use crate::{
    capacity::{Away, Rule, Sizing, TargetTracking, short_minutes},
    units::{Exact, grouped},
};

/// What becomes of a request that finds no instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unserved {
    /// It fails: a real-time endpoint has no queue.
    Fails,
    /// It waits in the queue.
    Waits,
}

/// A share in percent, at least the least that is shown.
pub(super) fn percent(share: &Exact) -> String {
    let percent = share * &Exact::from(100u64);
    let shown = grouped(&percent, 1);
    if shown == "0.0" && share.is_positive() {
        "less than 0.1 %".to_owned()
    } else {
        format!("{shown} %")
    }
}

/// Says what waits or fails in the month with the most instances.
pub(super) fn say(
    tracking: &TargetTracking,
    sizing: &Sizing,
    unserved: Unserved,
    setting: &Setting<'_>,
    notes: &mut Notes,
) {
    if let Some(away) = &sizing.away {
        say_away(away, tracking, unserved, setting, notes);
    }
    if !matches!(sizing.rule, Rule::TargetTracking | Rule::ScaleToZero) {
        return;
    }
    let paid: Vec<u64> = sizing.hours.iter().map(|hours| hours.units).collect();
    let needed = sizing.hours.iter().map(|hours| {
        let full = &hours.need * &sizing.full_need;
        full.ceil().unwrap_or(u64::MAX)
    });
    let needed: Vec<u64> = needed.collect();
    let short = short_minutes(setting.hours, setting.burst, tracking, (&paid, &needed));
    if short == 0 {
        return;
    }
    let hours = Exact::ratio(short, 60).unwrap_or_else(Exact::zero) * &setting.hours.each;
    let what = match unserved {
        Unserved::Fails => "requests wait or fail",
        Unserved::Waits => "the queue grows",
    };
    let text = format!(
        "in about {} hours of the busiest month fewer instances answer than the load takes, while new ones start: {what} then",
        grouped(&hours, 1)
    );
    match unserved {
        Unserved::Fails => notes.warn("scaling-lag", setting.field("start_seconds"), text),
        Unserved::Waits => notes.assume(sentence(&text)),
    }
}

fn say_away(
    away: &Away,
    tracking: &TargetTracking,
    unserved: Unserved,
    setting: &Setting<'_>,
    notes: &mut Notes,
) {
    match unserved {
        Unserved::Fails => notes.warn(
            "cold-start",
            setting.field("scaling"),
            format!(
                "about {} of the requests come while no instance answers, and fail: a real-time endpoint has no queue (min_instances = 1 keeps one)",
                percent(&away.waiting_share)
            ),
        ),
        Unserved::Waits => notes.assume(format!(
            "About {} of the requests find no instance, {} none that answers yet: they wait up to {} s for it.",
            percent(&away.cold_share),
            percent(&away.waiting_share),
            tracking.start_seconds
        )),
    }
}

/// With a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
