//! Fields of a plan that contradict each other: errors, so that none is ignored in silence.

use crate::{
    demand::Schedule,
    plan::Mode,
    schema::{FieldType as _, Number, Problem, Table},
    units::Decimal,
};

/// Pairs of fields of which only one may be written, and why.
const EITHER: &[(&str, &str, &str)] = &[
    (
        "instance_count",
        "instance_hours_per_month",
        "the hours of a count are known",
    ),
    (
        "instance_count",
        "min_instances",
        "a count is the same in all hours",
    ),
    (
        "instance_count",
        "max_instances",
        "a count is the same in all hours",
    ),
    (
        "instance_hours_per_month",
        "min_instances",
        "given hours are not counted",
    ),
    (
        "instance_hours_per_month",
        "max_instances",
        "given hours are not counted",
    ),
    (
        "instance_hours_per_month",
        "on_hours",
        "given hours are not counted",
    ),
    (
        "instance_hours_per_month",
        "scaling",
        "given hours are not counted",
    ),
];

/// Everything in a plan's table that contradicts itself.
pub(super) fn check(table: &Table, mode: Mode) -> Vec<Problem> {
    let mut problems = Vec::new();
    let span = |key: &str| table.get(key).map_or(&table.span, |node| &node.span);
    let mut wrong = |key: &str, message: String| problems.push(Problem::new(span(key), message));
    for (one, other, why) in EITHER {
        if table.get(one).is_some() && table.get(other).is_some() {
            wrong(
                other,
                format!("`{one}` and `{other}` cannot both be given: {why}"),
            );
        }
    }
    let scaling = table.text("scaling");
    let moving = matches!(scaling, Some("autoscaled" | "scale-to-zero"));
    if let (Some(word), true) = (
        scaling.filter(|_| moving),
        table.get("instance_count").is_some(),
    ) {
        wrong(
            "instance_count",
            format!("`instance_count` cannot be {word}: give min_instances and max_instances"),
        );
    }
    for (low, high) in [
        ("min_instances", "max_instances"),
        ("provisioned_concurrency", "max_concurrency"),
    ] {
        if let (Some(least), Some(most)) = (decimal(table, low), decimal(table, high))
            && least > most
        {
            wrong(low, format!("`{low}` is above `{high}`"));
        }
    }
    if mode == Mode::SagemakerServerless
        && decimal(table, "memory_mib").is_some_and(|memory| !is_memory(memory))
    {
        wrong(
            "memory_mib",
            "`memory_mib` must be 1024 to 6144 in steps of 1024".to_owned(),
        );
    }
    match (table.text("on_hours"), scaling) {
        (Some(_), other) if other != Some("scheduled") => {
            wrong(
                "on_hours",
                "`on_hours` needs scaling = \"scheduled\"".to_owned(),
            );
        }
        (Some(text), _) => {
            if let Err(message) = Schedule::parse(text) {
                wrong("on_hours", format!("`on_hours`: {message}"));
            }
        }
        (None, Some("scheduled")) => {
            wrong(
                "scaling",
                "scheduled instances need `on_hours`, such as \"mon-fri 07-19\"".to_owned(),
            );
        }
        (None, _) => {}
    }
    if let Some(id) = table.text("id")
        && (id.trim().is_empty() || id.chars().any(char::is_control))
    {
        wrong("id", "`id` must be a name on one line".to_owned());
    }
    problems
}

fn decimal(table: &Table, key: &str) -> Option<Decimal> {
    Option::<Number>::read(table.get(key)).map(|number| number.value)
}

/// The memory sizes of serverless inference.
fn is_memory(mib: Decimal) -> bool {
    let (step, most) = (Decimal::from(1024), Decimal::from(6144));
    mib >= step && mib <= most && (mib % step).is_zero()
}
