//! The capacity model against the measurements, all over again: `docs/capacity.md` shows what
//! `cargo run --release --example capacity_validation` prints.
//!
//! `CROSSOVER_UPDATE=1 cargo test --test capacity_validation` writes the page's table anew.

mod support;

#[path = "../examples/capacity_validation/fit.rs"]
mod fit;
#[path = "../examples/capacity_validation/report.rs"]
mod report;
#[path = "../examples/capacity_validation/rows.rs"]
mod rows;

use std::{env, fs, path::Path};

const BEGIN: &str = "<!-- made by the command above: begin -->\n";
const END: &str = "<!-- end -->\n";

#[test]
fn the_table_of_the_page_is_what_the_measurements_say() {
    let name = "the_table_of_the_page_is_what_the_measurements_say";
    let Some(folder) = support::data(name) else {
        return;
    };
    let text = fs::read_to_string(folder.join("capacity/throughput.csv")).unwrap();
    let made = report::report(&text);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/capacity.md");
    let held = fs::read_to_string(&page).unwrap();
    let (before, rest) = held.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    if env::var_os("CROSSOVER_UPDATE").is_some() {
        fs::write(&page, format!("{before}{BEGIN}{}{END}{after}", made.text)).unwrap();
    } else {
        assert!(
            table == made.text,
            "run `CROSSOVER_UPDATE=1 cargo test --test capacity_validation`"
        );
    }
    assert!(made.misses().is_empty(), "{:#?}", made.misses());
}
