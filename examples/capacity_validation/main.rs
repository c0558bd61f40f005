//! Holds the capacity model against measurements it has not seen, and prints the tables of
//! `docs/capacity.md`:
//!
//! ```text
//! CROSSOVER_DATA=FOLDER cargo run --release --example capacity_validation
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

mod fit;
mod report;
mod rows;

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let Some(folder) = env::var_os("CROSSOVER_DATA") else {
        eprintln!("CROSSOVER_DATA must name the folder that has capacity/throughput.csv");
        return ExitCode::FAILURE;
    };
    let file = Path::new(&folder).join("capacity/throughput.csv");
    match fs::read_to_string(&file) {
        Ok(text) => {
            let report = report::report(&text);
            print!("{}", report.text);
            let misses = report.misses();
            for miss in &misses {
                eprintln!("{miss}");
            }
            if misses.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}
