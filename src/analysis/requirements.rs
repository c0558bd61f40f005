//! What a plan is judged by, and what its verdicts mean in a comparison.

use crate::{
    catalog::Catalog,
    plan::{Notes, Reason},
    requirement::{Candidate, Fact, Judgement, RequirementKind, Requirements, Verdict},
    scenario::{Entry, PlanEntry, Scenario},
};

/// What a plan is judged by.
pub(super) fn candidate<'a>(
    scenario: &'a Scenario,
    entry: &'a PlanEntry,
    catalog: &'a Catalog,
) -> Candidate<'a> {
    let choice = entry.model.as_ref();
    let choice = choice.and_then(|name| scenario.models.get(name));
    let id = choice.and_then(|choice| choice.id.as_deref());
    let prefix = choice.and_then(|choice| choice.prefix.as_ref());
    Candidate {
        catalog,
        mode: entry.mode,
        facets: entry.plan.facets(),
        model: id.and_then(|id| catalog.model(id)),
        geography: prefix
            .filter(|prefix| prefix.scope == "geo")
            .map(|prefix| prefix.word.as_str()),
        region: &entry.region,
        instance: entry.plan.instance(),
        kind: scenario.workload.kind,
        latency: scenario.workload.latency,
    }
}

/// Whether an entry meets each requirement; a composition is as good as the worst of its plans.
pub(super) fn judge(
    requirements: &Requirements,
    scenario: &Scenario,
    entry: Entry<'_>,
    catalog: &Catalog,
) -> Vec<(RequirementKind, Judgement)> {
    let own = |plan: &PlanEntry| requirements.judge(&candidate(scenario, plan, catalog));
    match entry {
        Entry::Plan(plan) => own(plan),
        Entry::Cascade(cascade) => {
            let parts = [cascade.try_first, cascade.escalate].into_iter();
            let mut parts = parts.filter_map(|place| scenario.plans.get(place)).map(own);
            let first = parts.next().unwrap_or_default().into_iter();
            let second = parts.next().unwrap_or_default();
            first
                .zip(second)
                .map(|((kind, one), (_, other))| {
                    let worse = other.verdict > one.verdict;
                    (kind, if worse { other } else { one })
                })
                .collect()
        }
    }
}

/// The verdict on all of them together.
pub(super) fn overall(judgements: &[(RequirementKind, Judgement)]) -> Verdict {
    let verdicts = judgements.iter().map(|(_, judgement)| judgement.verdict);
    verdicts.max().unwrap_or(Verdict::Meets)
}

/// Why a plan misses what its scenario requires; what is left to be turned on is a warning.
pub(super) fn refusals(
    scenario: &Scenario,
    entry: &PlanEntry,
    catalog: &Catalog,
    notes: &mut Notes,
) -> Vec<Reason> {
    if scenario.requirements.is_empty() {
        return Vec::new();
    }
    let judged = scenario
        .requirements
        .judge(&candidate(scenario, entry, catalog));
    let (mut reasons, mut open) = (Vec::new(), Notes::default());
    for (kind, judgement) in judged {
        let field = format!("requirements.{}", kind.id());
        let message = |how: &str| format!("{how} {}: {}", kind.id(), judgement.words);
        match (judgement.verdict, judgement.fact) {
            (Verdict::Meets, _) => {}
            (Verdict::Condition, Fact::InvocationLogging) => {
                open.warn("invocation-logging-off", field, message("for"));
            }
            (Verdict::Condition, _) => open.warn("requirement-condition", field, message("for")),
            (Verdict::Misses, _) => {
                reasons.push(Reason::new("requirement-missed", field, message("misses")));
            }
        }
    }
    // Of a plan that is out nobody needs to hear what else there is to do.
    if reasons.is_empty() {
        notes.warnings.extend(open.warnings);
    }
    reasons
}
