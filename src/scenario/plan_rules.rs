//! Fields of a plan that contradict each other: errors, so that none is ignored in silence.

use crate::{
    demand::Schedule,
    plan::Mode,
    schema::{FieldType as _, Number, Problem, Table, Value},
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

/// Everything in a plan's `capacity` that contradicts itself: figures of one load beside a
/// benchmark, and runs that are incomplete.
pub(super) fn check_capacity(capacity: &Table) -> Vec<Problem> {
    const FIGURES: [&str; 4] = [
        "output_tokens_per_second",
        "input_tokens_per_second",
        "requests_per_second",
        "concurrency",
    ];
    let mut problems = Vec::new();
    let benchmark = ["file", "points"].map(|key| capacity.get(key).map(|_| key));
    if let [Some(_), Some(points)] = benchmark {
        let span = capacity
            .get(points)
            .map_or(&capacity.span, |node| &node.span);
        let message = "`file` and `points` cannot both be given: the file's runs are the points";
        problems.push(Problem::new(span, message));
    }
    for figure in FIGURES {
        let beside = benchmark.into_iter().flatten().next();
        if let (Some(node), Some(key)) = (capacity.get(figure), beside) {
            let message =
                format!("`{key}` and `{figure}` cannot both be given: the benchmark has its own");
            problems.push(Problem::new(&node.span, message).help("remove one of them"));
        }
    }
    if let (Some(node), None) = (capacity.get("format"), capacity.get("file")) {
        problems.push(Problem::new(
            &node.span,
            "`format` needs `file`, the benchmark file",
        ));
    }
    let Some(points) = capacity.get("points") else {
        return problems;
    };
    let Value::List(runs) = &points.value else {
        return problems;
    };
    if runs.is_empty() {
        problems.push(Problem::new(
            &points.span,
            "`points` is empty: give at least one run",
        ));
    }
    for run in runs {
        if let (Value::Table(table), span) = (&run.value, &run.span) {
            problems.extend(check_point(table).map(|message| Problem::new(span, message)));
        }
    }
    problems
}

/// What is wrong with a run that was typed.
fn check_point(run: &Table) -> Option<String> {
    let (input, output) = (decimal(run, "input_tokens"), decimal(run, "output_tokens"));
    let tokens = decimal(run, "output_tokens_per_second");
    let requests = decimal(run, "requests_per_second");
    if input.is_some() != output.is_some() {
        return Some("a run has both `input_tokens` and `output_tokens`, or neither".to_owned());
    }
    if tokens.is_none() && requests.is_none() {
        return Some("a run needs `output_tokens_per_second` or `requests_per_second`".to_owned());
    }
    // Measured windows differ a little; a tenth apart is another figure.
    let product = requests?.checked_mul(output?)?;
    let (low, high) = (Decimal::new(9, 1), Decimal::new(11, 1));
    let tokens = tokens?;
    let agrees = product.checked_mul(low)? <= tokens && tokens <= product.checked_mul(high)?;
    (!agrees).then(|| {
        "`output_tokens_per_second` is not `requests_per_second` x `output_tokens`: correct one of them".to_owned()
    })
}

fn decimal(table: &Table, key: &str) -> Option<Decimal> {
    Option::<Number>::read(table.get(key)).map(|number| number.value)
}

/// The memory sizes of serverless inference.
fn is_memory(mib: Decimal) -> bool {
    let (step, most) = (Decimal::from(1024), Decimal::from(6144));
    mib >= step && mib <= most && (mib % step).is_zero()
}
