//! What several test files share.

use std::{env, ffi::OsString, fs::OpenOptions, io::Write as _, path::PathBuf};

/// The folder named by `CROSSOVER_DATA`: facts and samples too large for the repository.
///
/// Without it the test has nothing to work on: it returns at once, and says so. Either way a
/// line `ran NAME` or `skipped NAME` goes to the file named by `CROSSOVER_DATA_LOG`, so that
/// `.ci/run` can count what really ran. A folder that is named but absent fails the test.
pub(crate) fn data(test_name: &str) -> Option<PathBuf> {
    let folder = set("CROSSOVER_DATA").map(PathBuf::from);
    if let Some(folder) = &folder {
        assert!(
            folder.is_dir(),
            "CROSSOVER_DATA: {} is not a folder",
            folder.display()
        );
    }
    told("CROSSOVER_DATA", folder, test_name)
}

/// Says whether a test runs: a line in the log, and where it does not, to who looks. A word after its
/// name says what it needs if that is not the data.
pub(crate) fn told(variable: &str, found: Option<PathBuf>, test_name: &str) -> Option<PathBuf> {
    log(if found.is_some() { "ran" } else { "skipped" }, test_name);
    if found.is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test is never silent")]
        {
            eprintln!("skipped {test_name}: set {variable}");
        }
    }
    found
}

/// One write a line, so that tests running side by side cannot mix theirs.
fn log(what: &str, test_name: &str) {
    let Some(path) = set("CROSSOVER_DATA_LOG") else {
        return;
    };
    let line = format!("{what} {test_name}\n");
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    assert!(
        written.is_ok(),
        "CROSSOVER_DATA_LOG: cannot append to {}",
        PathBuf::from(&path).display()
    );
}

pub(crate) fn set(variable: &str) -> Option<OsString> {
    env::var_os(variable).filter(|value| !value.is_empty())
}
