//! `crossover whatif`.

use super::{
    Answer,
    args::{Shared, WhatifArgs},
    breakeven::refused,
    compare::{read_template, written},
    diagnostic::Failure,
    files,
    terminal::Terminal,
};
use crate::{
    render::Look,
    report::{WhatifReport, WhatifScenario},
    scenario::Change,
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
        let file = files::shown(&args.scenario);
        let report = WhatifScenario::of(&scenario, &catalog, Some(&file), &settings);
        let report = WhatifReport::new(vec![report]);
        let look = Look {
            width: terminal.width(),
            detail: false,
            why: false,
            ascii: terminal.is_plain(),
        };
        written(&report, shared, look)
    })
}
