//! The program: everything is in the library.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    crossover::cli::run(env::args_os())
}
