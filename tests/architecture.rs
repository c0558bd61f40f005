//! Holds the code to `ARCHITECTURE.md`: which layer may use which, and which external crate.
//!
//! Every path in the source is resolved from the module it stands in (`architecture/source.rs`).
//! A layer may `pub use` only what is its own: anything else would be out of the tables' reach.
//! Code under `#[cfg(test)]` is held to the same rules; dev-dependencies have no fence. The tests
//! at the end feed the checker violations of each rule, so that it is seen to be able to fail.

#[path = "architecture/source.rs"]
mod source;

use std::{collections::BTreeSet, fs, path::Path};

use source::{Named, Target};

/// Lowest layer first. A layer may use itself, those in its list and nothing else of this crate.
const LAYERS: &[(&str, &[&str])] = &[
    ("checks", &[]),
    ("units", &[]),
    ("schema", &["units"]),
    ("catalog", &["units"]),
    ("demand", &["units", "schema"]),
    ("bill", &["units", "catalog"]),
    ("usage", &["units", "catalog"]),
    ("pricelist", &["units", "catalog", "usage"]),
    ("capacity", &["units", "schema", "catalog", "demand"]),
    (
        "plan",
        &["units", "schema", "catalog", "demand", "bill", "capacity"],
    ),
    (
        "need",
        &["units", "schema", "catalog", "demand", "bill", "plan"],
    ),
    (
        "requirement",
        &["units", "schema", "catalog", "demand", "plan"],
    ),
    (
        "scenario",
        &[
            "units",
            "schema",
            "catalog",
            "demand",
            "usage",
            "plan",
            "need",
            "requirement",
        ],
    ),
    (
        "analysis",
        &[
            "units",
            "schema",
            "catalog",
            "demand",
            "bill",
            "usage",
            "pricelist",
            "capacity",
            "plan",
            "need",
            "requirement",
            "scenario",
        ],
    ),
    (
        "report",
        &[
            "checks",
            "units",
            "schema",
            "catalog",
            "demand",
            "bill",
            "usage",
            "pricelist",
            "capacity",
            "plan",
            "need",
            "requirement",
            "scenario",
            "analysis",
        ],
    ),
    ("render", &["units", "report"]),
    (
        "cli",
        &[
            "checks",
            "units",
            "schema",
            "catalog",
            "usage",
            "pricelist",
            "scenario",
            "analysis",
            "report",
            "render",
        ],
    ),
];

/// External crates and the layers that may name them. Each of `[dependencies]` has a row.
const FENCES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["cli"]),
    ("anstream", &["cli"]),
    ("chacha20", &["analysis"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("comfy_table", &["render"]),
    (
        "csv",
        &[
            "catalog",
            "demand",
            "usage",
            "pricelist",
            "scenario",
            "render",
        ],
    ),
    ("csv_core", &["catalog", "usage", "pricelist"]),
    ("flate2", &["usage"]),
    ("glob", &["cli"]),
    (
        "jiff",
        &[
            "units",
            "catalog",
            "demand",
            "usage",
            "pricelist",
            "scenario",
            "cli",
        ],
    ),
    ("memchr", &["usage"]),
    ("num_bigint", &["units"]),
    ("num_integer", &["units"]),
    ("num_rational", &["units"]),
    ("num_traits", &["units"]),
    ("parquet", &["usage"]),
    ("rust_decimal", &["units"]),
    ("ruzstd", &["usage"]),
    (
        "serde",
        &[
            "units",
            "catalog",
            "usage",
            "pricelist",
            "scenario",
            "report",
            "render",
        ],
    ),
    (
        "serde_json",
        &["schema", "usage", "pricelist", "scenario", "render", "cli"],
    ),
    ("sha2", &["units"]),
    ("statrs", &["capacity", "analysis"]),
    ("strsim", &["schema", "catalog", "scenario", "cli"]),
    ("svg", &["render"]),
    ("terminal_size", &["cli"]),
    ("thiserror", ANYWHERE),
    ("toml", &["scenario"]),
];
const ANYWHERE: &[&str] = &["*"];

/// Layers that hand on a crate which is otherwise behind its fence.
const HANDED_ON: &[(&str, &str)] = &[("units", "rust_decimal")];

const FILE_LINES_MAX: usize = 600;
const MAIN_LINES_MAX: usize = 12;

#[test]
fn layers_look_only_down_and_crates_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        wrong.extend(faults(&path, &text));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_file_and_folder_of_src_is_a_layer() {
    let names: BTreeSet<_> = sources()
        .iter()
        .filter_map(|(path, _)| source::module_of(path).into_iter().next())
        .collect();
    let strange: Vec<_> = names.iter().filter(|name| layer(name).is_none()).collect();
    assert!(strange.is_empty(), "in src but not in LAYERS: {strange:?}");
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > FILE_LINES_MAX)
        .collect();
    assert!(long.is_empty(), "over {FILE_LINES_MAX} lines: {long:?}");
}

#[test]
fn a_need_makes_lines_and_looks_at_no_bill() {
    let files = sources();
    let kinds = files.iter().filter(|(path, _)| {
        let name = path.strip_prefix("src/need/");
        name.is_some_and(|name| !["mod.rs", "charging.rs"].contains(&name))
    });
    let kinds: Vec<_> = kinds.collect();
    assert!(!kinds.is_empty(), "there are no needs");
    for (path, text) in kinds {
        let words = ["Bill::", "bill::", "LineItem", ".lines("];
        let named: Vec<_> = words.iter().filter(|word| text.contains(**word)).collect();
        assert!(named.is_empty(), "{path} names {named:?}");
    }
}

#[test]
fn main_is_one_expression() {
    let main = sources()
        .into_iter()
        .find(|(path, _)| path == "src/main.rs");
    let fault = main.map_or(Some("is missing"), |(_, text)| main_fault(&text));
    assert!(fault.is_none(), "src/main.rs {}", fault.unwrap_or_default());
}

#[test]
fn each_dependency_is_fenced() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let depended: BTreeSet<_> = dependencies(&manifest).into_iter().collect();
    let fenced: BTreeSet<_> = FENCES.iter().map(|(name, _)| String::from(*name)).collect();
    let open: Vec<_> = depended.difference(&fenced).collect();
    let stale: Vec<_> = fenced.difference(&depended).collect();
    assert!(
        open.is_empty(),
        "dependencies without a row in FENCES: {open:?}"
    );
    assert!(
        stale.is_empty(),
        "rows of FENCES that are no dependency: {stale:?}"
    );
}

#[test]
fn the_tables_themselves_look_down() {
    for (at, (name, below)) in LAYERS.iter().enumerate() {
        for used in *below {
            let lower = LAYERS[..at].iter().any(|(lower, _)| lower == used);
            assert!(lower, "`{name}` lists `{used}`, which is not below it");
        }
    }
    for (name, layers) in FENCES {
        let known = layers == &ANYWHERE || layers.iter().all(|l| layer(l).is_some());
        assert!(known, "the fence of `{name}` names an unknown layer");
    }
    assert!(FENCES.is_sorted(), "FENCES is in alphabetical order");
}

// --- The rules ---

/// What is wrong with one file, `PATH:LINE: MESSAGE` each. `lib.rs` and `main.rs` are no layer.
fn faults(path: &str, text: &str) -> Vec<String> {
    let module = source::module_of(path);
    let here = module.first().map(String::as_str);
    let mut wrong: Vec<_> = source::names(path, text)
        .iter()
        .filter_map(|named| Some((named.line, fault(path, here, named)?)))
        .collect();
    wrong.sort();
    wrong.dedup();
    wrong
        .into_iter()
        .map(|(line, fault)| format!("{path}:{line}: {fault}"))
        .collect()
}

fn fault(path: &str, here: Option<&str>, named: &Named) -> Option<String> {
    match &named.target {
        Target::Hidden(what) => Some(format!("{what} is forbidden: it goes round this test")),
        Target::Above => Some("`super` reaches above the crate".into()),
        Target::Outside(name) if name == "crossover" => {
            (path != "src/main.rs").then(|| "`crossover::` is for tests: write `crate::`".into())
        }
        Target::Inside(there) => inside_fault(here?, there.first(), named.exported),
        Target::Outside(name) => outside_fault(here?, name, named.exported),
    }
}

fn inside_fault(here: &str, there: Option<&String>, exported: bool) -> Option<String> {
    let Some(there) = there else {
        return Some("names the crate's root: name a layer".into());
    };
    if there == here {
        return None;
    }
    if layer(there).is_none() {
        return Some(format!(
            "`crate::{there}` is not a layer: name where it comes from"
        ));
    }
    if !layer(here).is_some_and(|below| below.contains(&there.as_str())) {
        return Some(format!("`{here}` may not use `{there}`"));
    }
    exported.then(|| format!("`{here}` may not re-export from `{there}`"))
}

fn outside_fault(here: &str, name: &str, exported: bool) -> Option<String> {
    let layers = fence(name)?;
    if layers != ANYWHERE && !layers.contains(&here) {
        return Some(format!("`{here}` may not use the crate `{name}`"));
    }
    let refused = exported && !HANDED_ON.contains(&(here, name));
    refused.then(|| format!("`{here}` may not re-export from the crate `{name}`"))
}

fn main_fault(text: &str) -> Option<&'static str> {
    if text.lines().count() > MAIN_LINES_MAX {
        return Some("is too long");
    }
    let words = source::words(text);
    let functions = words.iter().filter(|word| *word == "fn").count();
    let Some(start) = words.windows(2).position(|pair| pair == ["fn", "main"]) else {
        return Some("has no `main`");
    };
    let body: Vec<_> = words[start..]
        .iter()
        .skip_while(|word| **word != "{")
        .skip(1)
        .collect();
    if functions > 1 || body.iter().any(|word| **word == ";") {
        return Some("does more than call the library");
    }
    (body.len() < 2).then_some("does nothing")
}

fn layer(name: &str) -> Option<&'static [&'static str]> {
    LAYERS
        .iter()
        .find(|(layer, _)| *layer == name)
        .map(|(_, below)| *below)
}

fn fence(name: &str) -> Option<&'static [&'static str]> {
    FENCES
        .iter()
        .find(|(fenced, _)| *fenced == name)
        .map(|(_, layers)| *layers)
}

/// The crates that `[dependencies]` brings into scope, those of one target included.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            let (before, after) = header
                .split_once("dependencies")
                .unwrap_or((header, "none"));
            let ours = before.is_empty() || before.starts_with("target.") && before.ends_with('.');
            inside = ours && after.is_empty();
            names.extend(after.strip_prefix('.').filter(|_| ours).map(crate_name));
        } else if inside && !line.starts_with('#') {
            names.extend(line.split_once('=').map(|(name, _)| crate_name(name)));
        }
    }
    names
}

fn crate_name(package: &str) -> String {
    package
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .trim_matches('"')
        .replace('-', "_")
}

/// Each `.rs` file under `src`: its path from the package's root, and its text.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut open = vec![String::from("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(root().join(&folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = format!("{folder}/{}", entry.file_name().display());
            if entry.path().is_dir() {
                open.push(path);
            } else if entry.path().extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(entry.path());
                files.push((
                    path,
                    text.unwrap_or_else(|error| panic!("{folder}: {error}")),
                ));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "there is no source to read");
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

// --- The checker, seen to fail ---

/// A case a line: `FILE ~ CODE ~ LINE part of the fault ~ LINE another`, with `\n` in CODE as a new
/// line. Each expected fault must be found, in order, and nothing else.
fn check(cases: &str) {
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = case.split(" ~ ");
        let (path, code) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let path = format!("src/{path}");
        let found = faults(&path, &code.replace("\\n", "\n"));
        let wanted: Vec<_> = parts.filter_map(|part| part.split_once(' ')).collect();
        let fits = |(fault, (line, part)): (&String, &(&str, &str))| {
            fault.starts_with(&format!("{path}:{line}: ")) && fault.contains(part)
        };
        let agree = found.len() == wanted.len() && found.iter().zip(&wanted).all(fits);
        assert!(agree, "{case}\n  found {}", found.join("\n        "));
    }
}

#[test]
fn a_lower_layer_is_free_to_use() {
    check(
        r"
        analysis/compare.rs ~ use crate::{units::{Usd, id::*}, bill, plan::Spec as S};
        analysis/compare.rs ~ fn f(a: super::A) -> crate::units::Usd { self::b(); crate::bill::c() }
        plan/mod.rs ~ mod a;\npub use a::A;\npub(crate) use self::a::B;\nuse super::units;
        plan/a.rs ~ pub(in crate::plan) fn f() {}\npub(crate) struct A(pub (crate::units::Usd, u8));
        lib.rs ~ pub mod units;\npub use units::Usd;\npub use crate::analysis::compare;
        ",
    );
}

#[test]
fn a_higher_layer_is_found_in_every_kind_of_path() {
    check(
        r"
        bill/mod.rs ~ use crate::plan::Plan; ~ 1 `bill` may not use `plan`
        bill.rs ~ use crate::plan::Plan; ~ 1 `bill` may not use `plan`
        bill/a/b.rs ~ pub(crate) use crate::plan::Plan; ~ 1 `bill` may not use `plan`
        bill/a.rs ~ use crate::plan; ~ 1 may not use `plan`
        bill/a.rs ~ use crate::plan as p; ~ 1 may not use `plan`
        bill/a.rs ~ use crate::plan::*; ~ 1 may not use `plan`
        bill/a.rs ~ type T = <u8 as crate\n::plan::P>::X; ~ 1 may not use `plan`
        bill/a.rs ~ fn f(p: &dyn crate::r#plan::P) {} ~ 1 may not use `plan`
        bill/a.rs ~ macro_rules! m { () => { $crate::plan::x!() } } ~ 1 may not use `plan`
        bill/a.rs ~ pub(crate) struct A(pub (crate::plan::P, u8)); ~ 1 may not use `plan`
        cli/a.rs ~ fn f() {\n    let a = crate::plan::size();\n} ~ 2 `cli` may not use `plan`
        render/a.rs ~ use crate::analysis::X; ~ 1 `render` may not use `analysis`
        stray/a.rs ~ use crate::units::Usd; ~ 1 `stray` may not use `units`
        ",
    );
}

#[test]
fn a_higher_layer_is_found_in_a_group_over_several_lines() {
    check(
        r"
        plan/a.rs ~ use crate::{\n    units::{Usd, Qty},\n    // cli::A,\n    scenario::Knob,\n}; ~ 4 `scenario`
        plan/a.rs ~ use crate::{\n    scenario::{\n        Knob as K,\n    },\n    cli,\n}; ~ 3 `scenario` ~ 5 `cli`
        plan/a.rs ~ use {std::fs, crate::{render, units}}; ~ 1 may not use `render`
        plan/a.rs ~ use super::{a::{self, B}, super::{\ncli}}; ~ 2 may not use `cli`
        ",
    );
}

#[test]
fn super_is_resolved_from_the_module_it_stands_in() {
    check(
        r"
        plan/a.rs ~ use super::super::analysis::X; ~ 1 may not use `analysis`
        plan/mod.rs ~ use super::analysis::X; ~ 1 may not use `analysis`
        plan.rs ~ fn f() { super::analysis::x() } ~ 1 may not use `analysis`
        plan/a/b.rs ~ use super::super::analysis::X;
        plan/a/b.rs ~ use super::super::super::analysis::X; ~ 1 may not use `analysis`
        plan/a.rs ~ fn f() { self::super::super::analysis::x() } ~ 1 may not use `analysis`
        plan/a.rs ~ mod tests {\n    use super::super::analysis::X;\n}
        plan/a.rs ~ mod tests {\n    use super::super::super::cli::X;\n}\nuse super::super::cli; ~ 2 `cli` ~ 4 `cli`
        plan/mod.rs ~ mod t { fn f() { {} } use super::super::cli; }\nuse super::a; ~ 1 `cli` ~ 2 not a layer
        units/mod.rs ~ use super::super::x; ~ 1 above the crate
        ",
    );
}

#[test]
fn the_root_is_no_way_round() {
    check(
        r"
        bill/a.rs ~ use crate::*; ~ 1 the crate's root
        bill/a.rs ~ use super::super as root; ~ 1 the crate's root
        bill/a.rs ~ use crate::{self as root}; ~ 1 the crate's root
        bill/mod.rs ~ use super::*; ~ 1 the crate's root
        bill/a.rs ~ use crate::compare; ~ 1 `crate::compare` is not a layer
        ",
    );
}

#[test]
fn re_exports_stay_within_a_layer() {
    check(
        r"
        plan/mod.rs ~ pub use crate::units::Usd; ~ 1 may not re-export from `units`
        plan/mod.rs ~ pub use crate::plan::a::Usd;
        plan/a.rs ~ pub(super) use super::super::units; ~ 1 may not re-export from `units`
        plan/a.rs ~ pub(in crate::plan) use crate::{\nunits::Usd, plan::b}; ~ 2 may not re-export
        units/mod.rs ~ pub use num_rational::Ratio; ~ 1 re-export from the crate `num_rational`
        units/mod.rs ~ pub use rust_decimal::Decimal;
        ",
    );
}

#[test]
fn external_crates_are_fenced() {
    check(
        r#"
        plan/a.rs ~ use csv::Reader; ~ 1 `plan` may not use the crate `csv`
        plan/a.rs ~ use csv; ~ 1 the crate `csv`
        plan/a.rs ~ use ::csv as c; ~ 1 the crate `csv`
        plan/a.rs ~ use ::{csv, std::fs}; ~ 1 the crate `csv`
        plan/a.rs ~ fn f() { return ::toml::x() } ~ 1 the crate `toml`
        plan/a.rs ~ fn f<T>() -> Vec<clap::Id> { a::<csv::Error>::b } ~ 1 `clap` ~ 1 `csv`
        plan/a.rs ~ fn f() { for _ in 0..jiff::x() {} } ~ 1 the crate `jiff`
        plan/a.rs ~ #[cfg(test)]\nmod t {\n    use jiff::Span;\n    use approx::ulps_eq;\n} ~ 3 `jiff`
        bill/a.rs ~ #[derive(serde::Serialize)]\nstruct A; ~ 1 the crate `serde`
        catalog/a.rs ~ struct A {\n    #[serde(with = "rust_decimal::serde::str")]\n    b: u8,\n} ~ 2 `rust_decimal`
        catalog/a.rs ~ #[serde(rename = "use {", default = "crate::cli::x")]\nstruct A; ~ 1 `cli`
        render/a.rs ~ use comfy_table::Table;\nuse thiserror::Error;\nuse std::fmt;
        "#,
    );
}

#[test]
fn names_that_only_look_like_a_crate_are_let_be() {
    check(
        r"
        cli/a.rs ~ mod csv;\nfn f() { csv::write(); x.csv::<u8>(); a::csv::b(); $csv::x(); }
        cli/a.rs ~ use crate::render::csv;\nfn f() { csv::write() }
        cli/a.rs ~ mod csv {}\nmod t { use super::*; fn f() { csv::x() } }
        cli/a.rs ~ mod csv {}\nmod t { fn f() { csv::x() } } ~ 2 the crate `csv`
        cli/a.rs ~ mod csv {}\nfn f() { ::csv::x() } ~ 2 the crate `csv`
        plan/a.rs ~ fn f(csv: u8, my_toml: T) { my_toml::x(); csv + 1; }
        plan/a.rs ~ fn f() -> impl Fn() + use<'_> {}
        ",
    );
}

#[test]
fn comments_and_literals_are_not_code() {
    check(
        r###"
        bill/a.rs ~ //! use crate::cli;\n/* crate::cli /* x */ csv::y */ use crate::cli; ~ 2 `cli`
        bill/a.rs ~ const A: &str = "crate::cli \" csv::y\n";\nuse crate::cli; ~ 3 `cli`
        bill/a.rs ~ const A: &[u8] = br##"crate::cli "# csv::y"##; use crate::cli; ~ 1 `cli`
        bill/a.rs ~ const A: [char; 4] = ['"', '\'', '\u{22}', 'é']; use crate::cli; ~ 1 `cli`
        bill/a.rs ~ fn f<'a>(r#type: &'a str) -> u8 { b'"' + 0x1f }\nuse crate::cli; ~ 2 `cli`
        bill/a.rs ~ #[doc = "crate::cli::x"]\nuse crate::cli; ~ 2 `cli`
        "###,
    );
}

#[test]
fn ways_round_are_forbidden() {
    check(
        r#"
        lib.rs ~ extern crate std; ~ 1 `extern crate` is forbidden
        plan/a.rs ~ #[path = "x.rs"]\nmod x; ~ 1 `#[path]` is forbidden
        plan/a.rs ~ include!("x.rs");\nconst A: &str = include_str!("x"); ~ 1 `include!` is forbidden
        schema/a.rs ~ #[macro_export]\nmacro_rules! m { () => {} } ~ 1 `#[macro_export]` is forbidden
        lib.rs ~ #[macro_use]\nmod schema; ~ 1 `#[macro_use]` is forbidden
        schema/a.rs ~ macro_rules! m { () => {} }\npub(crate) use m;
        plan/a.rs ~ use crossover::units::Usd; ~ 1 `crossover::` is for tests
        lib.rs ~ pub use crossover::units; ~ 1 `crossover::` is for tests
        main.rs ~ fn main() { crossover::cli::run() }
        "#,
    );
}

#[test]
fn main_may_only_call_the_library() {
    let busy = Some("does more than call the library");
    assert_eq!(
        main_fault("//! It.\nfn main() -> E {\n    a::b()\n}\n"),
        None
    );
    assert_eq!(main_fault("fn main() { let a = 1; b(a) }"), busy);
    assert_eq!(main_fault("fn main() { a() }\nfn a() {}"), busy);
    assert_eq!(main_fault("fn main() {}"), Some("does nothing"));
    assert_eq!(main_fault("fn other() {}"), Some("has no `main`"));
    assert_eq!(
        main_fault(&"\n".repeat(MAIN_LINES_MAX + 1)),
        Some("is too long")
    );
}

#[test]
fn dependencies_are_read_from_every_table() {
    let manifest = r#"
        [package]
        name = "x"
        [dependencies]
        a-b = "1"
        c.workspace = true
        [target.'cfg(unix)'.dependencies]
        d = { version = "1" }
        [dependencies.e]
        version = "1"
        [dev-dependencies]
        f = "1"
        [target.'cfg(unix)'.dev-dependencies]
        g = "1"
    "#;
    assert_eq!(dependencies(manifest), ["a_b", "c", "d", "e"]);
}
