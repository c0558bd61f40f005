//! What-if as pages, rows and pictures.

use super::{Document, Look};
use crate::report::{WhatifReport, WhatifScenario};

/// The page.
pub(super) fn document(report: &WhatifReport, look: Look) -> Document {
    let mut page = Document::default();
    for scenario in &report.scenarios {
        one(&mut page, scenario, look);
    }
    page
}

fn one(page: &mut Document, scenario: &WhatifScenario, _: Look) {
    page.title(scenario.scenario.name.clone());
}

/// The rows under a header.
pub(super) fn rows(report: &WhatifReport) -> Vec<Vec<String>> {
    let scenarios = report.scenarios.iter();
    let set = scenarios.flat_map(|scenario| &scenario.set);
    set.map(|set| vec![set.path.clone(), crate::units::machine(&set.after)])
        .collect()
}
