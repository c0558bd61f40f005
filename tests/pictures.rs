//! Break-even as tables, Markdown, CSV and pictures, of answers made by hand.
//!
//! The pictures are written to `target/tmp/pictures`, to be looked at.

#[path = "pictures/made.rs"]
mod made;
#[path = "pictures/random.rs"]
mod random;

use std::{fs, path::Path};

use crossover::{
    render::{Format, Look, render, svg},
    report::{BreakevenReport, BreakevenScenario},
};
use proptest::{prelude::*, test_runner::Config};
use roxmltree::{Document, Node};

fn looked_at() -> Vec<(&'static str, BreakevenScenario)> {
    vec![
        ("one", made::one_crossing()),
        ("nine", made::nine_crossings()),
        ("forty", made::forty_plans()),
        ("infeasible", made::infeasible()),
        ("plane", made::five_winners()),
    ]
}

/// The text without colours, as it is in a file.
fn written(scenario: BreakevenScenario, format: Format, width: usize, ascii: bool) -> String {
    let report = BreakevenReport {
        schema: "crossover/breakeven/1",
        scenarios: vec![scenario],
    };
    let look = Look {
        width,
        ascii,
        ..Look::default()
    };
    let text = render(&report, format, look);
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

/// Writes a picture to be looked at.
#[expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]
fn keep(name: &str, picture: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.svg")), picture).unwrap();
}

#[test]
fn tables_are_for_people() {
    let table = |scenario, width, ascii| written(scenario, Format::Table, width, ascii);
    insta::assert_snapshot!("nine_100", table(made::nine_crossings(), 100, false));
    insta::assert_snapshot!("nine_80_ascii", table(made::nine_crossings(), 80, true));
    insta::assert_snapshot!("infeasible_80", table(made::infeasible(), 80, false));
    insta::assert_snapshot!("forty_100", table(made::forty_plans(), 100, false));
    insta::assert_snapshot!("plane_100", table(made::five_winners(), 100, false));
}

#[test]
fn lines_fit_the_terminal_and_drawings_are_ascii_where_wanted() {
    for (name, scenario) in looked_at() {
        for width in [80, 100] {
            let text = written(scenario.clone(), Format::Table, width, true);
            let long = text.lines().find(|line| line.chars().count() > width);
            // A table has a least width for its names.
            assert!(width == 80 || long.is_none(), "{name} at {width}: {long:?}");
            let drawn = text
                .lines()
                .take_while(|line| !line.starts_with("Which plan"));
            let ours = ['·', '…', '×', '±'];
            let strange = drawn
                .flat_map(str::chars)
                .find(|c| !c.is_ascii() && !ours.contains(c));
            assert_eq!(strange, None, "{name}");
        }
    }
}

#[test]
fn markdown_and_csv() {
    let nine = made::nine_crossings;
    insta::assert_snapshot!(
        "nine_markdown",
        written(nine(), Format::Markdown, 80, false)
    );
    insta::assert_snapshot!("nine_csv", written(nine(), Format::Csv, 80, false));
    let plane = written(made::five_winners(), Format::Csv, 80, false);
    let header = plane.lines().next().unwrap_or_default();
    assert!(header.ends_with(",across_knob,across"), "{header}");
    let line = plane.lines().nth(1).unwrap_or_default();
    assert!(line.ends_with(",workload.output_tokens,50"), "{line}");
    let fields = |line: &str| line.split(',').count();
    assert!(plane.lines().all(|line| fields(line) == fields(header)));
}

#[test]
fn pictures_are_as_they_were_looked_at() {
    for (name, scenario) in looked_at() {
        let picture = svg(&scenario);
        keep(name, &picture);
        held(&picture);
    }
    insta::assert_snapshot!("one_svg", svg(&made::one_crossing()));
}

#[test]
fn ten_thousand_steps_make_a_small_picture() {
    let plans = [
        made::Plan::steps("steps", "1", "1", 0),
        made::Plan::by_use("use", "0.9"),
    ];
    let mut report = made::scenario(
        "Steps",
        made::knob("workload.requests_per_month", None, ("1", "10000"), "7"),
        &plans,
    );
    for logarithmic in [false, true] {
        report.knob.logarithmic = logarithmic;
        let picture = svg(&report);
        keep(if logarithmic { "steps_log" } else { "steps" }, &picture);
        held(&picture);
        assert!(picture.len() < 250_000, "{} bytes", picture.len());
    }
}

#[test]
fn names_are_text_and_not_markup() {
    let long = "sagemaker.endpoint/".repeat(20);
    let names = [
        "<&\"' ]]> -->",
        &long,
        "\u{1b}[31m\u{0}\u{ffff}\n",
        "模型/終點",
        "",
    ];
    let plans: Vec<made::Plan> = names
        .iter()
        .zip(["5", "40", "300", "2000", "2500"])
        .map(|(name, fixed)| made::Plan {
            by_use: made::exact(&format!("0.{}", 9 - fixed.len())),
            ..made::Plan::fixed(name, fixed)
        })
        .collect();
    let knob = made::knob("a<b>.&c", Some("requests"), ("0", "20000"), "10");
    let mut report = made::scenario(names[0], knob, &plans);
    report.overlays = vec![long.clone()];
    let picture = svg(&report);
    keep("names", &picture);
    held(&picture);
    let text = Document::parse(&picture).unwrap();
    let mut texts = text.descendants().filter_map(|node| node.text());
    assert!(texts.any(|text| text.contains("<&\"' ]]> -->")));
    for format in [Format::Table, Format::Markdown] {
        let text = written(report.clone(), format, 80, false);
        assert!(!text.contains(['\u{1b}', '\u{0}']), "{text}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_picture_is_well_formed_and_inside_its_frame(report in random::report()) {
        let picture = svg(&report);
        held(&picture);
        prop_assert_eq!(picture, svg(&report));
    }

    #[test]
    fn every_table_is_written(report in random::report(), width in 60usize..140) {
        for (format, ascii) in [(Format::Table, true), (Format::Table, false), (Format::Csv, false)] {
            prop_assert!(!written(report.clone(), format, width, ascii).is_empty());
        }
    }
}

/// Holds a picture to the rules: well-formed, every number finite, every place inside the frame, no
/// text beyond it.
#[expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]
fn held(picture: &str) {
    let document = Document::parse(picture).unwrap_or_else(|error| panic!("{error}:\n{picture}"));
    let root = document.root_element();
    let side = |name| root.attribute(name).unwrap().parse::<f64>().unwrap();
    let (width, height) = (side("width"), side("height"));
    assert_eq!(
        root.attribute("viewBox"),
        Some(&*format!("0 0 {width} {height}"))
    );
    let tiles = |node: &Node| node.ancestors().any(|parent| parent.has_tag_name("defs"));
    for node in document.descendants().filter(|node| !tiles(node)) {
        let number = |name| {
            node.attribute(name)
                .map(|text| text.parse::<f64>().unwrap())
        };
        for (low, size, most) in [("x", "width", width), ("y", "height", height)] {
            let start = number(low).unwrap_or(0.0);
            let end = start + number(size).unwrap_or(0.0);
            assert!(start >= 0.0 && end <= most + 0.01, "{node:?}");
        }
        if let Some(data) = node.attribute("d") {
            path(data, width, height);
        }
        if node.has_tag_name("text") {
            let size = number("font-size").unwrap();
            let length = node
                .text()
                .unwrap_or_default()
                .chars()
                .map(|_| size * 0.55)
                .sum::<f64>();
            let x = number("x").unwrap();
            let (left, right) = match node.attribute("text-anchor") {
                None => (x, x + length),
                Some("middle") => (x - length / 2.0, x + length / 2.0),
                Some(_) => (x - length, x),
            };
            assert!(
                left >= -8.0 && right <= width + 8.0,
                "{:?} at {x}",
                node.text()
            );
        }
    }
}

/// The places of a path; arcs end in one.
#[expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]
fn path(data: &str, width: f64, height: f64) {
    for command in data
        .split_inclusive(|c: char| c.is_alphabetic())
        .collect::<Vec<_>>()
        .windows(2)
    {
        let verb = command[0].chars().last().unwrap();
        let numbers = command[1].trim_end_matches(|c: char| c.is_alphabetic());
        let numbers: Vec<f64> = numbers
            .split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect();
        match (verb, &numbers[..]) {
            ('M' | 'L', [x, y]) | ('A', [.., x, y]) => {
                let inside = (0.0..=width).contains(x) && (0.0..=height).contains(y);
                assert!(inside, "{x} {y} in {data}");
            }
            ('Z', []) => {}
            other => panic!("{other:?} in {data}"),
        }
    }
}
