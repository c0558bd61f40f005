//! JSON: the report as it is, its shape being the contract.

/// The text of what `serde_json` made of a report, and a line feed.
pub(super) fn write(report: serde_json::Result<String>) -> String {
    // Reports hold strings, numbers and lists: nothing that JSON cannot say.
    report.unwrap_or_default() + "\n"
}
