//! Break-even in sentences.

use super::money::cents;
use super::{numbers::percent, plot::plain_number};
use crate::{
    report::{BreakevenScenario, CrossingRange, CrossingReport, PairReport, WinnerReport},
    units::{Exact, grouped, significant},
};

/// Values that are written out of a long list: the first ones and the last ones.
const FIRST: usize = 4;
const LAST: usize = 2;
/// Where the rest of a folded list is.
pub(super) const ELSEWHERE: &str = "--format json or csv";

/// The value of a knob for people: as many digits as it takes to tell it from its neighbours.
pub(super) fn value(value: &Exact) -> String {
    let size = value.approximate().abs();
    match size {
        0.0 => "0".to_owned(),
        large if large >= 1000.0 => grouped(value, 1),
        middle if middle >= 1.0 => grouped(value, 3),
        small if small >= 0.001 => grouped(value, 6),
        _ => significant(value),
    }
}

/// The same where there is little room.
pub(super) fn short(exact: &Exact) -> String {
    let text = value(exact);
    if text.chars().count() <= 8 {
        text
    } else {
        plain_number(exact.approximate())
    }
}

/// The name of the page.
pub(super) fn title(report: &BreakevenScenario) -> String {
    let name = &report.scenario.name;
    let file = report.scenario.file.as_deref().unwrap_or("scenario");
    let name = if name.is_empty() { file } else { name };
    let knob = &report.knob.path;
    match &report.across {
        Some(across) => format!("{name}: the cheapest plan by {knob} and {}", across.path),
        None => format!("{name}: the cheapest plan by {knob}"),
    }
}

/// The name of a picture, whose axes name the knobs in full.
pub(super) fn caption(report: &BreakevenScenario) -> String {
    let name = &report.scenario.name;
    let file = report.scenario.file.as_deref().unwrap_or("scenario");
    let name = if name.is_empty() { file } else { name };
    let knob = spoken(&report.knob.path);
    match &report.across {
        Some(across) => format!(
            "{name}: cheapest plan by {knob} and {}",
            spoken(&across.path)
        ),
        None => format!("{name}: cheapest plan by {knob}"),
    }
}

/// The last part of a path, as it is spoken.
pub(super) fn spoken(path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    last.replace('_', " ")
}

/// The one sentence a reader came for.
pub(super) fn answer(report: &BreakevenScenario) -> String {
    let winners = &report.winners;
    let (Some(first), Some(last)) = (winners.first(), winners.last()) else {
        return "Nothing is compared over this range".to_owned();
    };
    let knob = &report.knob;
    let beyond = match &report.settled_from {
        Some(_) => ", however far it is turned",
        None => "",
    };
    match winners.len() {
        1 if first.plan.is_none() => {
            "No plan carries this workload anywhere in this range".to_owned()
        }
        1 => format!(
            "Cheapest: {} all along from {} to {}{beyond}",
            cheapest(first),
            value(&knob.from),
            value(&knob.to)
        ),
        2 => format!(
            "Cheapest: {} up to {}, {} from there on{beyond}",
            cheapest(first),
            value(&first.to),
            cheapest(last)
        ),
        many => format!(
            "Cheapest: {} up to {}, {} from {} on{beyond}; in between {}",
            cheapest(first),
            value(&first.to),
            cheapest(last),
            value(&last.from),
            between(&winners[1..many - 1])
        ),
    }
}

fn cheapest(winner: &WinnerReport) -> String {
    match (&winner.plan, winner.ties.len()) {
        (None, _) => "no plan (none carries this workload)".to_owned(),
        (Some(plan), 0) => plan.clone(),
        (Some(plan), 1) => format!("{plan} and {}", winner.ties[0]),
        (Some(plan), more) => format!("{plan} and {more} others"),
    }
}

/// What is cheapest in the stretches between the first and the last.
fn between(winners: &[WinnerReport]) -> String {
    let mut plans: Vec<Option<&str>> = Vec::new();
    for winner in winners {
        if !plans.contains(&winner.plan.as_deref()) {
            plans.push(winner.plan.as_deref());
        }
    }
    match (winners, &plans[..]) {
        ([only], _) => cheapest(only),
        (many, [Some(one), Some(other)]) => {
            format!("{one} and {other} take turns, in {} stretches", many.len())
        }
        (many, plans) => {
            let none = if plans.contains(&None) {
                " or none"
            } else {
                ""
            };
            let some = plans.iter().flatten().count();
            let plural = if some == 1 { "plan" } else { "plans" };
            format!("{some} {plural}{none} in {} stretches", many.len())
        }
    }
}

/// The answer of a plane.
pub(super) fn plane(report: &BreakevenScenario) -> String {
    let names = super::plot::plane_names(report);
    let across = report.across.as_ref().map_or("", |knob| knob.path.as_str());
    match names[..] {
        [] => "No plan carries this workload anywhere on this plane".to_owned(),
        [plan] => format!("{plan} is the only plan that is cheapest anywhere on this plane"),
        _ => format!(
            "Depending on {} and {across}, {} plans are each the cheapest somewhere",
            report.knob.path,
            names.len()
        ),
    }
}

/// What decides a cost, in a word or two.
pub(super) fn regime(name: &str) -> String {
    match name {
        "use" => "what is used",
        "minimum" => "the minimum",
        "peak" => "the peak",
        "capacity" => "capacity",
        "given" => "the given number",
        other => other,
    }
    .to_owned()
}

/// The same as a sentence.
pub(super) fn regime_explained(name: &str) -> Option<&'static str> {
    Some(match name {
        "use" => "what is used: each request is paid for, and nothing else",
        "minimum" => {
            "the minimum: the least number of units suffices, so what one can carry does not matter"
        }
        "peak" => "the peak: the busiest hour decides how many units there are at all hours",
        "capacity" => "capacity: each hour has as many units as it takes",
        "given" => "the given number: the scenario says how many units there are",
        _ => return None,
    })
}

/// What happens at a crossing.
pub(super) fn kind(crossing: &CrossingReport) -> String {
    match crossing.kind {
        "equal" => "both cost the same",
        "jump" => "one steps over the other",
        "carries" if crossing.before.is_none() => "begins to carry the workload",
        "carries" if crossing.after.is_none() => "ceases to carry the workload",
        "carries" => "one begins or ceases to carry",
        other => other,
    }
    .to_owned()
}

/// The value of a crossing, and how far off it may be.
pub(super) fn at(crossing: &CrossingReport) -> String {
    match &crossing.within {
        None => value(&crossing.at),
        Some(within) => format!("{} ± {}", value(&crossing.at), value(within)),
    }
}

/// Values in a row: all of a few, the first and the last of many.
fn list(crossings: &[CrossingReport]) -> String {
    let values = |some: &[CrossingReport]| some.iter().map(at).collect::<Vec<_>>().join("; ");
    if crossings.len() <= FIRST + LAST + 1 {
        return values(crossings);
    }
    let last = crossings.len() - LAST;
    format!(
        "{}; … and {} more in {ELSEWHERE} …; {}",
        values(&crossings[..FIRST]),
        last - FIRST,
        values(&crossings[last..])
    )
}

/// A pair in sentences.
pub(super) fn pair(pair: &PairReport) -> Vec<String> {
    let mut lines = vec![verdict(pair)];
    lines.extend(pair.why.as_deref().map(sentence));
    if let Some(regret) = &pair.regret {
        lines.push(format!(
            "between {} and {} the wrong choice costs at most {} more, at {}",
            value(&regret.from),
            value(&regret.to),
            cents(&regret.largest_usd),
            value(&regret.at)
        ));
    }
    lines.extend(pair.range.as_ref().map(range));
    for stretch in &pair.infeasible {
        lines.push(format!(
            "from {} to {} {} does not carry the workload: {}",
            value(&stretch.from),
            value(&stretch.to),
            stretch.plan,
            stretch.why.trim_end_matches('.')
        ));
    }
    lines
}

fn verdict(pair: &PairReport) -> String {
    let (plan, other) = (&pair.plan, &pair.other);
    let crossings = &pair.crosses_at;
    match pair.verdict {
        "always" => format!("always cheaper{}", for_ever(pair)),
        "never" => format!("never cheaper: {other} is, all along{}", for_ever(pair)),
        "ties" => "costs the same all along".to_owned(),
        "infeasible" => "there is no value at which both carry the workload".to_owned(),
        "alternates" => {
            let period = pair.period.as_ref().map_or(String::new(), |period| {
                format!(", again after each {}", value(period))
            });
            match crossings.first() {
                None => format!("{plan} and {other} take turns for ever{period}"),
                Some(first) => format!(
                    "take turns for ever from {} on{period}: at {}",
                    at(first),
                    list(crossings)
                ),
            }
        }
        _ => match &crossings[..] {
            [] => format!("crosses{}", for_ever(pair)),
            [only] => format!(
                "crosses once, at {}, where {}{}",
                at(only),
                kind(only),
                for_ever(pair)
            ),
            many => format!(
                "crosses {} times, at {}{}",
                many.len(),
                list(many),
                for_ever(pair)
            ),
        },
    }
}

/// What holds beyond the last crossing.
fn for_ever(pair: &PairReport) -> String {
    match (&pair.settled_from, &pair.settled_plan) {
        (Some(_), Some(_)) if matches!(pair.verdict, "always" | "never") => {
            ", however far it is turned".to_owned()
        }
        (Some(from), Some(plan)) => {
            format!("; from {} on {plan} is always the cheaper", value(from))
        }
        _ => String::new(),
    }
}

fn range(range: &CrossingRange) -> String {
    let end = |value_at: &Option<Exact>| value_at.as_ref().map(value);
    let basis = range.basis;
    match (end(&range.slow), end(&range.fast)) {
        (Some(slow), Some(fast)) => {
            format!("the first crossing lies between {fast} and {slow}, because {basis}")
        }
        (Some(slow), None) => format!(
            "the first crossing lies at {slow} at the low end of the estimate, and there may be none, because {basis}"
        ),
        (None, Some(fast)) => format!(
            "the first crossing lies at {fast} at the high end of the estimate, and there may be none, because {basis}"
        ),
        (None, None) => format!("at neither end of the estimate they cross, because {basis}"),
    }
}

fn sentence(text: &str) -> String {
    text.trim_end_matches('.').to_owned()
}

/// A utilisation: above 100% it cannot be.
pub(super) fn utilisation(share: &Exact) -> String {
    if *share > Exact::one() {
        format!("{} (never)", percent(share))
    } else {
        percent(share)
    }
}
