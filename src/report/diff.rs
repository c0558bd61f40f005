//! The answer of `crossover diff`.

use serde::Serialize;

use super::NoteReport;
use crate::{
    analysis::{LineDiff, PlanDiff, Rise, ScenarioDiff},
    scenario::{SavedLine, SavedPlan, SavedScenario},
    units::{Exact, Usd},
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/diff/1";

/// What is different between two answers of `compare`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DiffReport {
    /// `crossover/diff/1`.
    pub schema: &'static str,
    /// The first file, as the user named it.
    pub before: String,
    /// The second.
    pub after: String,
    /// One entry a scenario of either.
    pub scenarios: Vec<ScenarioDiffReport>,
}

/// A scenario, and what is different in it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioDiffReport {
    /// `same`, `changed`, `added` or `removed`.
    pub change: &'static str,
    /// The scenario in the first file.
    pub before: Option<ScenarioSideReport>,
    /// In the second.
    pub after: Option<ScenarioSideReport>,
    /// What else is different, so that costs may differ for another reason than the scenario.
    pub warnings: Vec<NoteReport>,
    /// How many plans are the same.
    pub unchanged_plans: usize,
    /// The plans that differ.
    pub plans: Vec<PlanDiffReport>,
}

/// A scenario on one side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioSideReport {
    /// What it is called.
    pub name: String,
    /// A digest of its text.
    pub digest: String,
    /// Hours of a month.
    pub hours_per_month: Exact,
    /// Months of the horizon.
    pub months: u32,
    /// The date of its prices.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub edition: String,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// Its total.
    pub cheapest_total_usd: Option<Usd>,
}

/// A plan that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanDiffReport {
    /// `changed`, `added` or `removed`.
    pub change: &'static str,
    /// Its id.
    pub id: String,
    /// The plan in the first file.
    pub before: Option<PlanSideReport>,
    /// In the second.
    pub after: Option<PlanSideReport>,
    /// What its total rose by; `null` where a side has none.
    pub difference_usd: Option<Usd>,
    /// The same over what it was.
    pub difference_share: Option<Exact>,
    /// How many lines are the same.
    pub unchanged_lines: usize,
    /// The lines that differ; none of a plan that is on one side only.
    pub line_items: Vec<LineDiffReport>,
}

/// A plan on one side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanSideReport {
    /// `ok`, `infeasible` or `unpriced`.
    pub status: String,
    /// Its rank among those it can stand for.
    pub rank: Option<u32>,
    /// Its total.
    pub total_usd: Option<Usd>,
}

/// A line of a bill that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineDiffReport {
    /// `changed`, `added` or `removed`.
    pub change: &'static str,
    /// Its id in the bill.
    pub id: String,
    /// For people.
    pub name: String,
    /// What was counted.
    pub meter: String,
    /// Its unit.
    pub unit: String,
    /// The line in the first file.
    pub before: Option<LineFiguresReport>,
    /// In the second.
    pub after: Option<LineFiguresReport>,
    /// What its cost rose by; one that is not there costs nothing.
    pub difference_usd: Option<Usd>,
    /// The same over what it was; `null` where that was nothing.
    pub difference_share: Option<Exact>,
}

/// The figures of a line on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LineFiguresReport {
    /// How much was counted.
    pub quantity: Exact,
    /// Dollars for `per` units.
    pub unit_price_usd: Option<Exact>,
    /// Units that buys.
    pub per: Option<u32>,
    /// What it costs.
    pub cost_usd: Option<Usd>,
}

impl DiffReport {
    /// The report of what is different between the files of these names.
    pub fn of(scenarios: &[ScenarioDiff<'_>], before: &str, after: &str) -> Self {
        Self {
            schema: SCHEMA,
            before: before.to_owned(),
            after: after.to_owned(),
            scenarios: scenarios.iter().map(ScenarioDiffReport::of).collect(),
        }
    }
}

impl ScenarioDiffReport {
    fn of(found: &ScenarioDiff<'_>) -> Self {
        let sides = &found.sides;
        let both = sides.before.zip(sides.after);
        let same = both.is_some_and(|(before, after)| {
            found.plans.is_empty() && before.cheapest == after.cheapest
        });
        Self {
            change: if same { "same" } else { sides.change().word() },
            before: sides.before.map(ScenarioSideReport::of),
            after: sides.after.map(ScenarioSideReport::of),
            warnings: both
                .map(|(before, after)| warnings(before, after))
                .unwrap_or_default(),
            unchanged_plans: found.unchanged,
            plans: found.plans.iter().filter_map(PlanDiffReport::of).collect(),
        }
    }
}

/// What beside the plans is different.
fn warnings(before: &SavedScenario, after: &SavedScenario) -> Vec<NoteReport> {
    let mut notes = Vec::new();
    let mut note = |id: &str, differs: bool, message: String| {
        if differs {
            notes.push(NoteReport {
                id: id.to_owned(),
                message,
                field: None,
            });
        }
    };
    let (one, other) = (&before.catalog, &after.catalog);
    note(
        "editions-differ",
        one != other,
        format!(
            "the prices are of edition {} (digest {}) before and of edition {} (digest {}) after",
            one.edition, one.digest, other.edition, other.digest
        ),
    );
    note(
        "dates-differ",
        before.as_of != after.as_of,
        format!(
            "prices are taken as of {} before and as of {} after",
            before.as_of, after.as_of
        ),
    );
    let files = |overlays: &[String]| match overlays {
        [] => "none".to_owned(),
        some => some.join(", "),
    };
    note(
        "overlays-differ",
        before.overlays != after.overlays,
        format!(
            "own prices laid over the catalog: {} before, {} after",
            files(&before.overlays),
            files(&after.overlays)
        ),
    );
    let (one, other) = (&before.period, &after.period);
    let hours = |hours: &Exact| crate::units::machine(hours);
    note(
        "periods-differ",
        one != other,
        format!(
            "totals are of {} x {} hours before and of {} x {} hours after",
            one.months,
            hours(&one.hours_per_month),
            other.months,
            hours(&other.hours_per_month)
        ),
    );
    let (one, other) = (&before.scenario.name, &after.scenario.name);
    note(
        "names-differ",
        one != other,
        format!("the scenario is called `{one}` before and `{other}` after"),
    );
    notes
}

impl ScenarioSideReport {
    fn of(side: &SavedScenario) -> Self {
        let cheapest = side.cheapest.as_ref();
        let cheapest = cheapest.and_then(|id| side.plans.iter().find(|plan| plan.id == *id));
        Self {
            name: side.scenario.name.clone(),
            digest: side.scenario.digest.clone(),
            hours_per_month: side.period.hours_per_month.clone(),
            months: side.period.months,
            as_of: side.as_of.clone(),
            edition: side.catalog.edition.clone(),
            overlays: side.overlays.clone(),
            cheapest: side.cheapest.clone(),
            cheapest_total_usd: cheapest.and_then(|plan| plan.total_usd.clone()),
        }
    }
}

/// Dollars and share of a rise.
fn parts(rise: Option<&Rise>) -> (Option<Usd>, Option<Exact>) {
    (
        rise.map(|rise| rise.usd.clone()),
        rise.and_then(|rise| rise.share.clone()),
    )
}

impl PlanDiffReport {
    fn of(found: &PlanDiff<'_>) -> Option<Self> {
        let sides = &found.sides;
        let (difference_usd, difference_share) = parts(found.rise.as_ref());
        let side = |plan: &SavedPlan| PlanSideReport {
            status: plan.status.clone(),
            rank: plan.rank,
            total_usd: plan.total_usd.clone(),
        };
        Some(Self {
            change: sides.change().word(),
            id: sides.before.or(sides.after)?.id.clone(),
            before: sides.before.map(side),
            after: sides.after.map(side),
            difference_usd,
            difference_share,
            unchanged_lines: found.unchanged,
            line_items: found.lines.iter().filter_map(LineDiffReport::of).collect(),
        })
    }
}

impl LineDiffReport {
    fn of(found: &LineDiff<'_>) -> Option<Self> {
        let sides = &found.sides;
        let line = sides.after.or(sides.before)?;
        let (difference_usd, difference_share) = parts(found.rise.as_ref());
        let side = |line: &SavedLine| LineFiguresReport {
            quantity: line.quantity.clone(),
            unit_price_usd: line.unit_price_usd.clone(),
            per: line.per,
            cost_usd: line.cost_usd.clone(),
        };
        Some(Self {
            change: sides.change().word(),
            id: line.id.clone(),
            name: line.name.clone(),
            meter: line.meter.clone(),
            unit: line.unit.clone(),
            before: sides.before.map(side),
            after: sides.after.map(side),
            difference_usd,
            difference_share,
        })
    }
}
