//! JSON: the report as it is, its shape being the contract.

use serde::Serialize;

/// The report, indented.
pub(super) fn write(report: &impl Serialize) -> String {
    // Reports hold strings, numbers and lists: nothing that JSON cannot say.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
