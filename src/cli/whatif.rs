//! `crossover whatif`.

use super::{
    Answer, FINE, NO_PLAN, UNPRICED,
    args::{Shared, WhatifArgs},
    breakeven::refused,
    compare::{plans_from, read_template, written},
    diagnostic::Failure,
    files, monte_carlo,
    terminal::Terminal,
};
use crate::{
    analysis::{
        Standing, SweepRange, SweptKnob, USUAL_VALUES, change, proposals_of, side_by_side, sweep,
        tornado,
    },
    catalog::Catalog,
    render::{Look, whatif_svg},
    report::{
        ChangeReport, SweepReport, TornadoReport, VariantsReport, WhatifReport, WhatifScenario,
    },
    scenario::{Change, PlanEntry, Scenario, Template},
    schema::Problem,
};

pub(super) fn run(
    args: &WhatifArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let changes = args.set.iter().map(|text| Change::parse(text));
    let changes = changes.collect::<Result<Vec<Change>, _>>();
    let changes = changes.map_err(|error| refused(&error))?;
    read_template(&args.scenario, shared, &catalog, |template, scenario| {
        let settings = template.settings(&changes, &scenario);
        let settings = settings.map_err(|error| refused(&error))?;
        let knobs = settings.iter().map(|(knob, value)| (knob, *value));
        let template = template.changed(&knobs.collect::<Vec<_>>());
        let changed = template.scenario().map_err(invalid)?;
        let proposed = proposals_of(&[&scenario, &changed], &catalog, plans_from(args.plans));
        if changed.plans.is_empty() && proposed.is_empty() {
            let file = files::shown(&args.scenario);
            let message = format!("{file}: there are no plans to ask about");
            return Err(Failure::new(message).help("write a [[plan]], or workload.models"));
        }
        let file = files::shown(&args.scenario);
        let mut report = WhatifScenario::of(&changed, &catalog, Some(&file), &settings);
        let asked = Asked {
            args,
            catalog: &catalog,
            template: &template,
            file: &scenario,
            scenario: &changed,
            proposed: &proposed,
        };
        let verdict = asked.answer(&mut report)?;
        let mut answer = shown(report, shared, terminal)?;
        verdict.explain(&mut answer);
        answer.notes.extend(files::doubts(&catalog));
        Ok(answer)
    })
}

/// A question, and what it is asked of.
struct Asked<'a> {
    args: &'a WhatifArgs,
    catalog: &'a Catalog,
    /// The file, with the changes of the command line.
    template: &'a Template<'a>,
    /// What the file says.
    file: &'a Scenario,
    /// What it says with those changes.
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
}

/// What the exit code is about.
#[derive(Default)]
struct Verdict {
    /// Whether a plan written in the file has no price.
    unpriced: bool,
    /// Whether any plan carries the workload at a known price.
    carried: bool,
}

impl Asked<'_> {
    /// Answers the one question that was asked.
    fn answer(&self, report: &mut WhatifScenario) -> Result<Verdict, Failure> {
        let args = self.args;
        let mut verdict = Verdict::default();
        if let Some(count) = args.monte_carlo {
            let asked = (count, args.seed);
            let (template, scenario) = (self.template, self.scenario);
            let found = monte_carlo::run(template, scenario, self.proposed, self.catalog, asked)?;
            verdict.carried = found.plans.iter().any(|plan| plan.carried_draws > 0);
            report.monte_carlo = Some(found);
            return Ok(verdict);
        }
        if !args.sweep.is_empty() {
            return self.sweep(report);
        }
        if args.tornado {
            return self.tornado(report);
        }
        if !args.set.is_empty() {
            let changed = change(self.file, self.scenario, self.proposed, self.catalog);
            verdict.of(&changed.after);
            report.change = Some(ChangeReport::of(&changed));
            return Ok(verdict);
        }
        self.variants(report)
    }

    /// Each value of one knob, or of two.
    fn sweep(&self, report: &mut WhatifScenario) -> Result<Verdict, Failure> {
        let wrong = |error| refused(&error);
        let [one, two] = USUAL_VALUES;
        let usual = match self.args.sweep.len() {
            1 => one,
            2 => two,
            _ => {
                let message = "at most two knobs are swept at once";
                return Err(Failure::new(message).help("the others may be set with --set KNOB=V"));
            }
        };
        let mut knobs: Vec<SweptKnob> = Vec::new();
        for text in &self.args.sweep {
            let range = SweepRange::parse(text).map_err(wrong)?;
            let knob = self
                .template
                .knob(&range.path, self.scenario)
                .map_err(wrong)?;
            if knobs.iter().any(|other| other.knob.is_same(&knob)) {
                let message = format!("`{}` is swept twice", range.path);
                return Err(Failure::new(message).help("name two different knobs"));
            }
            knobs.push(SweptKnob {
                values: range.values(&knob, usual).map_err(wrong)?,
                logarithmic: range.logarithmic,
                knob,
            });
        }
        let found = sweep(
            self.template,
            self.scenario,
            self.proposed,
            self.catalog,
            knobs,
        );
        let found = found.map_err(wrong)?;
        report.sweep = Some(SweepReport::of(&found));
        Ok(Verdict {
            unpriced: found.unpriced,
            carried: found.points.iter().any(|point| point.cheapest.is_some()),
        })
    }

    /// Each uncertain number moved alone.
    fn tornado(&self, report: &mut WhatifScenario) -> Result<Verdict, Failure> {
        let found = tornado(self.template, self.scenario, self.proposed, self.catalog);
        let Some(found) = found else {
            let message = "no plan carries this workload at a known price: there is no cheapest plan that a number could move";
            return Err(Failure::new(message).help("`crossover compare` says why"));
        };
        report.tornado = Some(TornadoReport::of(&found));
        Ok(Verdict {
            unpriced: found.unpriced,
            carried: true,
        })
    }

    /// Nothing was asked: the file's variants side by side.
    fn variants(&self, report: &mut WhatifScenario) -> Result<Verdict, Failure> {
        let variants = self.template.variants(self.scenario).map_err(invalid)?;
        if variants.is_empty() {
            let message = "nothing is asked, and the scenario has no [[variant]]";
            return Err(Failure::new(message).help(
                "ask with --set KNOB=V, --sweep KNOB=A..B, --tornado or --monte-carlo N, or write a [[variant]] with a name and what it sets",
            ));
        }
        let scenarios = variants.iter().map(|variant| &variant.scenario);
        let scenarios: Vec<&Scenario> = std::iter::once(self.scenario).chain(scenarios).collect();
        let proposed = proposals_of(&scenarios, self.catalog, plans_from(self.args.plans));
        let (standings, hidden) = side_by_side(&scenarios, &proposed, self.catalog);
        let mut verdict = Verdict::default();
        for standing in &standings {
            verdict.of(standing);
        }
        report.variants = Some(VariantsReport::of(&standings, &variants, hidden));
        Ok(verdict)
    }
}

impl Verdict {
    fn of(&mut self, standing: &Standing<'_>) {
        self.unpriced |= standing.has_unpriced_written();
        self.carried |= standing.cheapest().is_some();
    }

    /// Sets the exit code, and says why it is not 0.
    fn explain(&self, answer: &mut Answer) {
        let (code, note) = match (self.unpriced, self.carried) {
            (true, _) => (UNPRICED, "a plan written in the file has no price"),
            (false, false) => (NO_PLAN, "no plan carries this workload at a known price"),
            (false, true) => (FINE, ""),
        };
        answer.code = code;
        if code != FINE {
            let note = format!("warning: {note} (exit status {code})");
            answer.notes.push(note);
        }
    }
}

/// The numbers of the command line make no scenario.
fn invalid(problems: Vec<Problem>) -> Failure {
    let Some(problem) = problems.into_iter().next() else {
        return Failure::new("the scenario is not valid with these numbers");
    };
    let message = format!(
        "the scenario is not valid with these numbers: {}",
        problem.message
    );
    match problem.help {
        Some(help) => Failure::new(message).help(help),
        None => Failure::new(message),
    }
}

/// The report as a picture, where the file it goes to is one, or in the format asked for.
fn shown(report: WhatifScenario, shared: &Shared, terminal: &Terminal) -> Result<Answer, Failure> {
    let is_picture = shared.output.as_ref().is_some_and(|path| {
        path.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("svg"))
    });
    if is_picture {
        let picture = whatif_svg(&report);
        let picture = picture.ok_or_else(|| Failure::new("there is no picture of this answer"))?;
        return Ok(Answer::plain(picture));
    }
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    written(&WhatifReport::new(vec![report]), shared, look)
}
