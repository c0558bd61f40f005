//! The program from outside.

use assert_cmd::Command;

/// What a run left behind.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program in the folder of the repository, 100 columns wide.
#[expect(
    clippy::unwrap_used,
    reason = "a program that does not run fails the test"
)]
pub(crate) fn run(args: &[&str]) -> Ran {
    let output = Command::cargo_bin("crossover")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "100")
        .args(args)
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
