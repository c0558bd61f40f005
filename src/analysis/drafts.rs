//! From usage to workloads: a draft of a scenario for each model.

use super::{Imported, Use};
use crate::{
    catalog::Catalog,
    scenario::{Draft, DraftTokens},
    units::{Decimal, Exact},
    usage::{Flow, Measure, Pattern, Sums, exact, pattern, requests_by_hour},
};

/// The workload of one model, whatever region, scope and tier it was bought in.
#[derive(Debug, Clone)]
pub struct Found {
    /// The catalog's id, or the name as it was called.
    pub model: String,
    /// Whether the catalog knows it.
    pub is_known: bool,
    /// The region that most requests were sent to.
    pub region: Option<String>,
    /// Its sums.
    pub flow: Flow,
}

/// The models in some uses, those with most requests first.
pub fn found(uses: &[Use]) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for one in uses {
        match all.iter_mut().find(|found| found.model == one.called.model) {
            Some(found) => found.flow.merge(&one.flow),
            None => all.push(Found {
                model: one.called.model.clone(),
                is_known: one.called.is_known,
                region: one.region.clone(),
                flow: one.flow.clone(),
            }),
        }
    }
    all
}

/// The draft of a scenario for one model; nothing where its time is a single moment.
pub fn draft(
    imported: &Imported,
    found: &Found,
    hours_per_month: Decimal,
    catalog: &Catalog,
) -> Option<Draft> {
    let span = imported.span.as_ref()?;
    let factor = span.month_factor(hours_per_month)?;
    let total = found.flow.total();
    let requests = exact(total.of(Measure::Requests));
    if requests.is_zero() {
        return None;
    }
    let steps = by_step(&found.flow);
    // Requests of ordinary size, where there are any, are what the file says first.
    let ((_, first), others) = steps.split_first()?;
    let classes = others.iter().filter_map(|(_, sums)| {
        let share = exact(sums.of(Measure::Requests)).checked_div(&requests)?;
        Some((share, tokens(sums)?))
    });
    let hourly = match pattern(&requests_by_hour(&found.flow), span) {
        Pattern::Week(weights) | Pattern::Day(weights) => weights,
        Pattern::Unknown => Vec::new(),
    };
    let kind = catalog
        .model(&found.model)
        .map_or("", |model| model.kind.as_str());
    let written = [Measure::CacheWrite5mTokens, Measure::CacheWrite1hTokens].map(|m| total.of(m));
    Some(Draft {
        name: if found.model.is_empty() {
            "Imported usage".to_owned()
        } else {
            format!("Usage of {}", found.model)
        },
        comments: comments(imported, &written),
        region: found.region.clone(),
        kind: match kind {
            "embedding" => "embedding",
            "rerank" => "rerank",
            _ => "text",
        },
        model: found.is_known.then(|| found.model.clone()),
        requests_per_month: &requests * &factor,
        hours_per_month: Exact::from(hours_per_month),
        tokens: tokens(first)?,
        cache_write_ttl: (written[1] > written[0]).then_some("1h"),
        classes: classes.collect(),
        profile: None,
        hourly,
        plans: String::new(),
    })
}

/// What the reader of the file has to know.
fn comments(imported: &Imported, written: &[u128; 2]) -> Vec<String> {
    let files: Vec<&str> = imported
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let mut all = vec![format!("Made from {}.", files.join(", "))];
    all.extend(
        imported
            .warnings
            .iter()
            .chain(&imported.assumptions)
            .cloned(),
    );
    if written.iter().all(|written| *written > 0) {
        all.push(
            "Tokens were written to the cache for five minutes and for an hour: all of them are taken as the larger part."
                .to_owned(),
        );
    }
    all
}

/// The sums of each long-context step, from none on.
fn by_step(flow: &Flow) -> Vec<(u64, Sums)> {
    let mut steps: std::collections::BTreeMap<u64, Sums> = std::collections::BTreeMap::new();
    for (key, sums) in &flow.sums {
        steps
            .entry(key.above)
            .and_modify(|sum| sum.merge(sums))
            .or_insert(*sums);
    }
    steps.into_iter().collect()
}

/// The mean tokens of a request; nothing without requests.
fn tokens(sums: &Sums) -> Option<DraftTokens> {
    let requests = exact(sums.of(Measure::Requests));
    let mean = |sum: u128| exact(sum).checked_div(&requests);
    Some(DraftTokens {
        input: mean(sums.prompt_tokens())?,
        output: mean(sums.of(Measure::OutputTokens))?,
        cache_read: mean(sums.of(Measure::CacheReadTokens))?,
        cache_write: mean(sums.cache_write_tokens())?,
    })
}
