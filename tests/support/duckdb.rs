//! The `DuckDB` that tests run, where there is one.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{set, told};

/// The `duckdb` command that `CROSSOVER_DUCKDB` names, which `.ci/run` installs.
///
/// Without it the test has nothing to run: it returns at once, and says so, as other tests without their data do.
pub(crate) fn duckdb(test_name: &str) -> Option<PathBuf> {
    let found = set("CROSSOVER_DUCKDB").map(PathBuf::from);
    told("CROSSOVER_DUCKDB", found, &format!("{test_name} duckdb"))
}

/// The answer of a script, as CSV.
pub(crate) fn answer(duckdb: &Path, script: &str) -> Vec<u8> {
    let output = Command::new(duckdb)
        .args(["-csv", "-bail", "-c", script])
        .output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", duckdb.display()));
    assert!(
        output.status.success(),
        "{}\n{script}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
