//! No float comes near money, and the month of the contract is exact to the last digit.

#[path = "support/priced.rs"]
mod priced;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crossover::units::{Decimal, Exact, Rate, machine};

/// What money passes through.
const EXACT: [&str; 5] = ["units", "catalog", "bill", "plan", "usage/charges"];
/// What adds money up, and what counts units exactly. The rest of `capacity` estimates how much one unit carries, in floats
/// that leave it rounded down to whole numbers.
const EXACT_FILES: [&str; 16] = [
    "analysis/cascade.rs",
    "analysis/commitment.rs",
    "analysis/diff.rs",
    "analysis/evaluate.rs",
    "analysis/single.rs",
    "analysis/spending/credit.rs",
    "analysis/spending/discount.rs",
    "analysis/spending/free_tier.rs",
    "analysis/spending/mod.rs",
    "analysis/spending/savings_plan.rs",
    "analysis/why.rs",
    "analysis/years.rs",
    "capacity/need.rs",
    "capacity/shape.rs",
    "capacity/sizing.rs",
    "capacity/stretches.rs",
];
/// The one function that may give a float: for graphics, significant digits and bounds.
const APPROXIMATE: &str = "pub fn approximate(&self) -> f64 {";

#[expect(
    clippy::unwrap_used,
    reason = "a source that cannot be read fails the test"
)]
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The lines of a source that have a float: its types, its literals, conversions to it.
fn floats(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut is_allowed = false;
    for (at, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        is_allowed |= code.contains(APPROXIMATE);
        if !is_allowed && has_float(code) {
            found.push(at + 1);
        }
        // To the end of that function.
        is_allowed &= code != "    }";
    }
    found
}

fn has_float(code: &str) -> bool {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let named = |word: &str| word.contains("f64") || word.contains("f32");
    // Outside quotes, a digit, a point and a digit are a float literal; `pair.0.1` is a field of a
    // field.
    let bare: String = code.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let literal = bare
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .any(|number| {
            let mut parts = number.split('.');
            let whole = |part: Option<&str>| part.is_some_and(|digits| !digits.is_empty());
            whole(parts.next()) && whole(parts.next())
        });
    words.into_iter().any(named) || literal
}

#[test]
fn money_meets_no_float() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut files = Vec::new();
    for layer in EXACT {
        sources(&source.join(layer), &mut files);
    }
    files.extend(EXACT_FILES.map(|file| source.join(file)));
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        found.extend(
            floats(&text)
                .into_iter()
                .map(|line| format!("{}:{line}", file.display())),
        );
    }
    assert!(
        files.len() > 30,
        "only {} files were looked at",
        files.len()
    );
    assert!(found.is_empty(), "floats in:\n{}", found.join("\n"));
}

#[test]
fn a_float_is_seen() {
    for code in [
        "let price: f64 = usd;",
        "fn cents() -> f32 {",
        "usd as f64",
        "let half = usd * 0.5;",
        "value.to_f64()",
        "Decimal::from_f64_retain(x)",
        "const SHARE: f32 = 1.0;",
    ] {
        assert_eq!(floats(code), [1], "{code}");
    }
    for code in [
        "// about 0.5 of it, as f64",
        "let digits = \"0.5\";",
        "pair.0.1",
        "0..1",
        "1_000",
    ] {
        assert!(floats(code).is_empty(), "{code}");
    }
}

/// The requests the plan of a scenario is charged for, at a dollar each.
fn requests(hours: &str, volume: &str) -> String {
    let scenario = format!(
        "schema = 1\nname = \"month\"\nregion = \"us-east-1\"\n{hours}\n[workload]\n{volume}\n\
         [[plan]]\nmode = \"external\"\nlabel = \"a dollar each\"\nusd_per_request = \"1\"\n"
    );
    let plan = priced::plans(&priced::catalog(""), &scenario).remove(0);
    let Some(total) = plan.total_usd else {
        panic!("{:?}", plan.reasons)
    };
    machine(total.amount())
}

/// A day is hours / 24 of the month, an hour one of its hours, a second 1/3600 of those (contract
/// §4.1); worked out by hand.
#[test]
fn the_month_is_exact_in_every_unit_of_time() {
    for (hours, volume, expected) in [
        ("", "requests_per_month = 1234.5", "1234.5"),
        // 24 x 730/24
        ("", "requests_per_day = 24", "730"),
        // 100 x 730/24 = 73000/24
        ("", "requests_per_day = 100", "3041.666666666666666667"),
        // 7 x 730/24 = 5110/24
        ("", "requests_per_day = 7", "212.916666666666666667"),
        ("", "requests_per_hour = \"0.1\"", "73"),
        // 730 x 3600
        ("", "requests_per_second = 1", "2628000"),
        ("", "requests_per_second = \"0.001\"", "2628"),
        ("hours_per_month = 744", "requests_per_day = 1", "31"),
        ("hours_per_month = 720", "requests_per_day = 1", "30"),
        // 1 x 730.5/24
        (
            "hours_per_month = \"730.5\"",
            "requests_per_day = 1",
            "30.4375",
        ),
        (
            "hours_per_month = 744",
            "requests_per_second = \"0.5\"",
            "1339200",
        ),
    ] {
        assert_eq!(requests(hours, volume), expected, "{hours} {volume}");
    }
}

/// Three days' requests a day apart are three times one day's: nothing was rounded on the way.
#[test]
fn thirds_of_a_month_are_whole_again() {
    let scenario = |months: u32| {
        format!(
            "schema = 1\nname = \"thirds\"\nregion = \"us-east-1\"\nmonths = {months}\n[workload]\n\
             requests_per_day = 100\n[[plan]]\nmode = \"external\"\nlabel = \"a\"\nusd_per_request = \"1\"\n"
        )
    };
    let total = |months: u32| {
        let plan = priced::plans(&priced::catalog(""), &scenario(months)).remove(0);
        let Some(total) = plan.total_usd else {
            panic!("{:?}", plan.reasons)
        };
        total.amount().clone()
    };
    assert_eq!(total(1) * Exact::from(12u64), total(12));
    assert_eq!(machine(&total(12)), "36500", "100 a day of 365 days");
}

#[test]
fn a_price_divides_last() {
    use crossover::units::{InputTokens, Qty};
    let usd: Decimal = "0.00000001".parse().unwrap();
    let rate = Rate::<InputTokens>::new(usd, 1_000_000).unwrap();
    let one = &Qty::new(Exact::one()) * &rate;
    assert_eq!(machine(one.amount()), "0.00000000000001");
    let many = &Qty::new(Exact::from(1_000_000_000_000u64)) * &rate;
    assert_eq!(machine(many.amount()), "0.01");
}
