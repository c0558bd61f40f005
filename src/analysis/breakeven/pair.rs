//! Two plans against each other: every crossing, and what can be said for good.

use super::{
    BreakevenOptions, Map,
    crossing::{Crossing, pair as cross},
    curve::Curve,
    envelope::Winner,
    line::Line,
    range::KnobRange,
};
use crate::units::{Exact, Usd, significant};

/// Beyond this many times the range nothing is said for good.
const BEYOND: u64 = 1_000;

/// How two plans stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The cheaper one changes.
    Crosses,
    /// The first is the cheaper one wherever both carry the workload.
    Always,
    /// The first is nowhere the cheaper one.
    Never,
    /// Both cost the same all along.
    Ties,
    /// The cheaper one changes for ever.
    Alternates,
    /// At no value both carry the workload.
    Infeasible,
}

impl Verdict {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Crosses => "crosses",
            Self::Always => "always",
            Self::Never => "never",
            Self::Ties => "ties",
            Self::Alternates => "alternates",
            Self::Infeasible => "infeasible",
        }
    }
}

/// The largest cost of choosing the wrong one between the first and the last crossing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regret {
    /// The first crossing.
    pub from: Exact,
    /// The last.
    pub to: Exact,
    /// The largest difference.
    pub largest: Usd,
    /// Where it is, or is approached from above.
    pub at: Exact,
}

/// A stretch in which a plan does not carry the workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The plan.
    pub plan: usize,
    /// Where it begins.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
}

/// Two plans, by their places among the curves.
#[derive(Debug, Clone)]
pub struct Pair {
    /// One plan.
    pub plan: usize,
    /// The other.
    pub other: usize,
    /// How they stand.
    pub verdict: Verdict,
    /// Why, where a sentence can be said.
    pub why: Option<String>,
    /// Every value at which the cheaper one changes while both carry the workload.
    pub crossings: Vec<Crossing>,
    /// From where on the order stays however far the knob is turned, and the cheaper plan.
    pub settled: Option<(Exact, usize)>,
    /// The band between several crossings.
    pub regret: Option<Regret>,
    /// With which period they alternate for ever.
    pub period: Option<Exact>,
    /// Where one does not carry the workload.
    pub gaps: Vec<Gap>,
    /// The first crossing with instances as slow and as fast as their estimate allows; `None` where
    /// nothing is estimated.
    pub range: Option<(Option<Exact>, Option<Exact>)>,
}

/// The pairs that were asked for, or those of the cheapest plan at the knob's own value.
pub(super) fn pairs(
    Map {
        curves, winners, ..
    }: &Map,
    options: &BreakevenOptions,
    ends: Option<(&[Curve], &[Curve])>,
) -> Vec<Pair> {
    let range = &options.range;
    let place = |id: &str| curves.iter().position(|curve| curve.plan == id);
    if let Some((a, b)) = &options.between {
        let both = place(a).zip(place(b));
        return both
            .map(|(a, b)| against(curves, a, b, range, ends))
            .into_iter()
            .collect();
    }
    let own = options.knob.value.map(Exact::from);
    let at = |winner: &&Winner| {
        let own = own
            .as_ref()
            .filter(|own| **own > range.from && **own <= range.to);
        own.is_none_or(|own| winner.from < *own && *own <= winner.to)
    };
    let leader = winners.iter().filter(at).find_map(|winner| winner.plan);
    let leader = leader.or_else(|| winners.iter().find_map(|winner| winner.plan));
    let Some(leader) = leader else {
        return Vec::new();
    };
    let others = (0..curves.len()).filter(|at| *at != leader && curves[*at].carries.is_some());
    others
        .map(|other| against(curves, leader, other, range, ends))
        .collect()
}

/// From where on the last winner is the cheapest of all for good.
pub(super) fn settled(
    Map {
        curves, winners, ..
    }: &Map,
    range: &KnobRange,
) -> Option<Exact> {
    let last = winners.last()?;
    let plan = last.plan?;
    let mut from = last.from.clone();
    for other in (0..curves.len()).filter(|at| *at != plan && curves[*at].carries.is_some()) {
        let (a, b) = (&curves[plan], &curves[other]);
        let known = Winner {
            from: from.clone(),
            to: range.to.clone(),
            plan: Some(0),
            ties: Vec::new(),
        };
        let (at, cheaper) = for_good(a, b, &[known], &range.to)?;
        if cheaper != 0 {
            return None;
        }
        from = from.max(at);
    }
    Some(from)
}

fn against(
    curves: &[Curve],
    plan: usize,
    other: usize,
    range: &KnobRange,
    ends: Option<(&[Curve], &[Curve])>,
) -> Pair {
    let KnobRange { from, to } = range;
    let (a, b) = (&curves[plan], &curves[other]);
    let gaps = [(plan, a), (other, b)];
    let gaps: Vec<Gap> = gaps
        .into_iter()
        .flat_map(|(at, curve)| gaps_of(at, curve, from, to))
        .collect();
    let both = both_carry(a, b);
    let mut pair = Pair {
        plan,
        other,
        verdict: Verdict::Infeasible,
        why: None,
        crossings: Vec::new(),
        settled: None,
        regret: None,
        period: None,
        gaps,
        range: None,
    };
    let Some((low, high)) = both else {
        return pair;
    };
    let (winners, crossings) = cross([a, b], &low, &high);
    let place = |at: usize| if at == 0 { plan } else { other };
    pair.crossings = crossings
        .into_iter()
        .map(|crossing| Crossing {
            before: crossing.before.map(place),
            after: crossing.after.map(place),
            ..crossing
        })
        .collect();
    let all_ties = winners.iter().all(|winner| !winner.ties.is_empty());
    let first = winners.first().and_then(|winner| winner.plan);
    pair.verdict = match (all_ties, pair.crossings.is_empty(), first) {
        (true, _, _) => Verdict::Ties,
        (false, false, _) => Verdict::Crosses,
        (false, true, Some(0)) => Verdict::Always,
        (false, true, _) => Verdict::Never,
    };
    pair.settled = for_good(a, b, &winners, &high).map(|(at, cheaper)| (at, place(cheaper)));
    if let Some(period) = alternating(a, b).filter(|_| pair.crossings.len() > 1) {
        pair.verdict = Verdict::Alternates;
        pair.period = Some(period);
        pair.settled = None;
    }
    pair.regret = regret(a, b, &pair.crossings);
    pair.why = why(a, b, pair.verdict);
    if let (Some((slow, fast)), false) = (ends, pair.crossings.is_empty()) {
        let first = |curves: &[Curve]| {
            let find = |id: &str| curves.iter().find(|curve| curve.plan == id);
            let (a, b) = (find(&a.plan)?, find(&b.plan)?);
            let (low, high) = both_carry(a, b)?;
            let (_, crossings) = cross([a, b], &low, &high);
            crossings.into_iter().next().map(|crossing| crossing.at)
        };
        let moves = |id: &str| {
            let find = |curves: &[Curve]| {
                let curve = curves.iter().find(|curve| curve.plan == id)?;
                curve.at(&high)
            };
            find(slow) != find(fast)
        };
        if moves(&a.plan) || moves(&b.plan) {
            pair.range = Some((first(slow), first(fast)));
        }
    }
    pair
}

/// Where both carry the workload.
fn both_carry(a: &Curve, b: &Curve) -> Option<(Exact, Exact)> {
    let ((a_low, a_high), (b_low, b_high)) = (a.carries.as_ref()?, b.carries.as_ref()?);
    let (low, high) = (a_low.max(b_low), a_high.min(b_high));
    (low < high).then(|| (low.clone(), high.clone()))
}

fn gaps_of(plan: usize, curve: &Curve, from: &Exact, to: &Exact) -> Vec<Gap> {
    let gap = |from: &Exact, to: &Exact| Gap {
        plan,
        from: from.clone(),
        to: to.clone(),
    };
    let Some((low, high)) = &curve.carries else {
        return vec![gap(from, to)];
    };
    let ends = [(from, low), (high, to)];
    let gaps = ends.into_iter().filter(|(from, to)| from < to);
    gaps.map(|(from, to)| gap(from, to)).collect()
}

/// From where on the order of two plans stays for good, and which is then the cheaper. Beyond a
/// bound made of their long-run lines, and of how far they may be above or below them, neither can
/// cross again; up to there every crossing is looked for. `winners` are those up to `to`.
fn for_good(a: &Curve, b: &Curve, winners: &[Winner], to: &Exact) -> Option<(Exact, usize)> {
    if !(a.carries_on && b.carries_on) {
        return None;
    }
    let (a_form, b_form) = (a.formula()?, b.formula()?);
    let gains = b_form.long_run() - &a_form.long_run();
    let (slow, fast) = if gains.is_negative() {
        (b_form, a_form)
    } else {
        (a_form, b_form)
    };
    let bound = if gains == Usd::zero() {
        // Parallel for ever: only straight lines stay in order.
        let straight = a_form.is_straight() && b_form.is_straight();
        straight.then(|| to.clone())?
    } else {
        let (above, below) = (slow.slack().0, fast.slack().1);
        let apart = fast.long_run() - &slow.long_run();
        (above - &below).amount().checked_div(apart.amount())?
    };
    let known = winners.last().map(|last| (last.from.clone(), last.plan));
    if bound <= *to {
        return known.and_then(|(from, plan)| Some((from, plan?)));
    }
    if bound > to * &Exact::from(BEYOND) {
        return None;
    }
    let (a, b) = (a.reaching(&bound), b.reaching(&bound));
    let (beyond, _) = cross([&a, &b], to, &bound);
    let last = beyond.last()?;
    match known {
        Some((from, plan)) if plan == last.plan && last.from == *to => Some((from, plan?)),
        _ => Some((last.from.clone(), last.plan?)),
    }
}

/// The period with which two plans of the same long-run cost repeat their difference.
fn alternating(a: &Curve, b: &Curve) -> Option<Exact> {
    let (a, b) = (a.formula()?, b.formula()?);
    if a.long_run() != b.long_run() {
        return None;
    }
    match (a.period(), b.period()) {
        (Some(period), None) | (None, Some(period)) => Some(period),
        (Some(a), Some(b)) => multiple(&a, &b),
        (None, None) => None,
    }
}

/// The least number that both divide, if they divide one that is not beyond counting.
fn multiple(a: &Exact, b: &Exact) -> Option<Exact> {
    // a / b = n / d in lowest terms: d x a = n x b.
    (1..=1_000u64).find_map(|times| {
        let product = a * &Exact::from(times);
        let whole = product.checked_div(b)?.to_whole();
        whole.map(|_| product)
    })
}

/// The largest difference between the first and the last of several crossings.
fn regret(a: &Curve, b: &Curve, crossings: &[Crossing]) -> Option<Regret> {
    let (first, last) = (&crossings.first()?.at, &crossings.last()?.at);
    if first == last {
        return None;
    }
    let (a_lines, b_lines) = (a.lines(first, last), b.lines(first, last));
    let mut largest: Option<(Usd, Exact)> = None;
    let mut see = |x: &Exact, ours: &Line, theirs: &Line| {
        let apart = ours.at(x) - &theirs.at(x);
        let apart = if apart.is_negative() { -apart } else { apart };
        if largest.as_ref().is_none_or(|(most, _)| apart > *most) {
            largest = Some((apart, x.clone()));
        }
    };
    let (mut ours, mut theirs) = (a_lines.iter().peekable(), b_lines.iter().peekable());
    while let (Some(our), Some(their)) = (ours.peek(), theirs.peek()) {
        let (low, high) = ((&our.from).max(&their.from), (&our.to).min(&their.to));
        if low < high {
            see(low, our, their);
            see(high, our, their);
        }
        if our.to <= their.to {
            ours.next();
        } else {
            theirs.next();
        }
    }
    let (largest, at) = largest?;
    Some(Regret {
        from: first.clone(),
        to: last.clone(),
        largest,
        at,
    })
}

/// Why one is cheaper all along.
fn why(a: &Curve, b: &Curve, verdict: Verdict) -> Option<String> {
    let (cheaper, dearer) = match verdict {
        Verdict::Always => (a, b),
        Verdict::Never => (b, a),
        _ => return None,
    };
    let (ours, theirs) = (cheaper.formula()?, dearer.formula()?);
    let long_run = (ours.long_run(), theirs.long_run());
    let (low, _) = both_carry(a, b)?;
    if cheaper.at(&low)? > dearer.at(&low)? {
        return None;
    }
    if long_run.0 <= long_run.1 {
        let cost = |usd: &Usd| significant(usd.repeated(&Exact::from(1_000u64)).amount());
        return Some(format!(
            "it costs less from the start, and no more for each further 1,000 in the long run: ${} against ${}",
            cost(&long_run.0),
            cost(&long_run.1)
        ));
    }
    Some(format!(
        "{} does not make up in this range for what it costs from the start",
        dearer.plan
    ))
}
