//! The tables: how far the model is off on rows it has not seen.

use std::{collections::BTreeSet, fmt::Write as _};

use crossover::capacity::{Band, Constants, interpolate};

use crate::{
    fit::{PARTS, fit},
    rows::{Row, anchors, read, settings},
};

/// Parts the groups are divided into; each is held back once.
const FOLDS: u64 = 5;
/// How far a shipped constant may be rounded.
const ROUNDED: f64 = 0.005;

/// What the command prints, and what is behind it.
pub(crate) struct Report {
    pub(crate) text: String,
    bare: Summary,
    anchored: Summary,
    /// Fitted to all rows.
    constants: Constants,
}

impl Report {
    /// What the model promises and does not keep: errors, bands, and that the constants it ships are
    /// those that come out of the fit.
    pub(crate) fn misses(&self) -> Vec<String> {
        let mut misses = Vec::new();
        for (name, summary, median, p90) in [
            ("alone", &self.bare, 0.18, 0.60),
            ("anchored", &self.anchored, 0.06, 0.22),
        ] {
            for (what, value, least, most) in [
                ("median of the error", summary.error_median, 0.0, median),
                ("90th percentile of the error", summary.error_p90, 0.0, p90),
                ("share inside the band", summary.inside, 0.85, 0.95),
                ("high over low", summary.width, 1.0, 2.6),
            ] {
                if !(least..=most).contains(&value) {
                    misses.push(format!(
                        "{name}: {what} is {value:.3}, not {least} to {most}"
                    ));
                }
            }
        }
        let (mut shipped, mut fitted) = (Constants::CALIBRATED, self.constants);
        for (name, part) in PARTS {
            let (shipped, fitted) = (*part(&mut shipped), *part(&mut fitted));
            if (shipped / fitted - 1.0).abs() > ROUNDED {
                misses.push(format!(
                    "{name} is shipped as {shipped:e}, fitted {fitted:e}"
                ));
            }
        }
        misses
    }
}

/// How far off some ratios of predicted to measured are.
struct Summary {
    count: usize,
    median: f64,
    /// Median of the absolute error, as a share.
    error_median: f64,
    /// Its 90th percentile.
    error_p90: f64,
    /// Share of the rows inside the stated band.
    inside: f64,
    /// Median of the band's high end over its low end.
    width: f64,
    /// The 5th and 95th percentile of measured over predicted.
    range: (f64, f64),
}

impl Summary {
    /// From rows, their ratios, and the bands stated for them.
    fn new(rows: &[(&Row, f64)], band: impl Fn(&Row) -> Band) -> Self {
        let ratios: Vec<f64> = rows.iter().map(|(_, ratio)| *ratio).collect();
        let bands: Vec<Band> = rows.iter().map(|(row, _)| band(row)).collect();
        let errors: Vec<f64> = ratios.iter().map(|ratio| (ratio - 1.0).abs()).collect();
        let truth: Vec<f64> = ratios.iter().map(|ratio| 1.0 / ratio).collect();
        let inside = truth.iter().zip(&bands);
        let inside = inside
            .filter(|(truth, band)| (band.low..=band.high).contains(*truth))
            .count();
        let widths: Vec<f64> = bands.iter().map(|band| band.high / band.low).collect();
        Self {
            count: ratios.len(),
            median: quantile(&ratios, 0.5),
            error_median: quantile(&errors, 0.5),
            error_p90: quantile(&errors, 0.9),
            inside: share(inside, ratios.len()),
            width: quantile(&widths, 0.5),
            range: (quantile(&truth, 0.05), quantile(&truth, 0.95)),
        }
    }

    fn line(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {:.2} | {:.1} % | {:.1} % | {:.0} % | {:.2} | {:.2} to {:.2} |\n",
            self.count,
            self.median,
            self.error_median * 100.0,
            self.error_p90 * 100.0,
            self.inside * 100.0,
            self.width,
            self.range.0,
            self.range.1
        )
    }
}

/// Everything, from the text of `throughput.csv`.
pub(crate) fn report(text: &str) -> Report {
    let rows = read(text);
    let rows: Vec<&Row> = rows.iter().collect();
    let bare = held_back(&rows);
    let constants = fit(&rows);
    let mut out = String::new();
    let groups: BTreeSet<String> = rows.iter().map(|row| row.group()).collect();
    let _ = writeln!(
        out,
        "{} rows in {} groups (source, model, accelerator); {FOLDS} parts by hash, each predicted by\n\
         constants fitted to the others. Ratio is predicted over measured.\n",
        rows.len(),
        groups.len()
    );
    let bare_summary = section(
        &mut out,
        "The model alone",
        &pairs(&rows, &bare, |at| Some(bare[at])),
        |row| {
            if row.is_thin {
                Band::THIN
            } else {
                Band::ANALYTIC
            }
        },
    );
    let nearest = anchors(&rows);
    let anchored_summary = section(
        &mut out,
        "Anchored on the nearest row of its setting at least 2x away",
        &pairs(&rows, &bare, |at| Some(bare[at] / bare[nearest[at]?])),
        |row| {
            if row.is_loose {
                Band::LOOSE
            } else {
                Band::ANCHORED
            }
        },
    );
    others(&mut out, &rows, &bare, &constants);
    let _ = writeln!(
        out,
        "Constants fitted to all rows:\n\n| constant | value |\n|---|---:|"
    );
    let mut shown = constants;
    for (name, part) in PARTS {
        let _ = writeln!(out, "| `{name}` | {:.3e} |", *part(&mut shown));
    }
    Report {
        text: out,
        bare: bare_summary,
        anchored: anchored_summary,
        constants,
    }
}

/// The ratio of each row, by constants that have not seen its group.
fn held_back(rows: &[&Row]) -> Vec<f64> {
    let parts: Vec<u64> = rows.iter().map(|row| hash(&row.group()) % FOLDS).collect();
    let mut ratios = vec![f64::NAN; rows.len()];
    for part in 0..FOLDS {
        let seen: Vec<&Row> = rows
            .iter()
            .zip(&parts)
            .filter(|(_, own)| **own != part)
            .map(|(row, _)| *row)
            .collect();
        let constants = fit(&seen);
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| parts[*at] == part) {
            ratios[at] = row.ratio(&constants);
        }
    }
    ratios
}

/// Rows with a ratio.
fn pairs<'a>(rows: &[&'a Row], bare: &[f64], ratio: impl Fn(usize) -> Option<f64>) -> Rated<'a> {
    (0..bare.len())
        .filter_map(|at| Some((rows[at], ratio(at)?)))
        .collect()
}

/// A table by accelerator; its last line is everything.
fn section(
    out: &mut String,
    title: &str,
    rows: &[(&Row, f64)],
    band: impl Fn(&Row) -> Band,
) -> Summary {
    header(out, title, "accelerator");
    let names: BTreeSet<&str> = rows
        .iter()
        .map(|(row, _)| row.accelerator.as_str())
        .collect();
    let mut line = |name: &str, wanted: &dyn Fn(&Row) -> bool| {
        let rows: Vec<(&Row, f64)> = rows
            .iter()
            .copied()
            .filter(|(row, _)| wanted(row))
            .collect();
        let summary = Summary::new(&rows, &band);
        out.push_str(&summary.line(name));
        summary
    };
    for name in names {
        line(name, &|row| row.accelerator == name);
    }
    line("dense models", &|row| !row.is_mixture);
    line("mixtures of experts", &|row| row.is_mixture);
    line("measured on AWS", &|row| row.on_aws);
    let all = line("**all**", &|_| true);
    out.push('\n');
    all
}

fn header(out: &mut String, title: &str, first: &str) {
    let _ = writeln!(
        out,
        "{title}:\n\n| {first} | n | median ratio | MdAPE | P90 | in band | high/low | measured / predicted, 5 to 95 % |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|"
    );
}

/// What else one may want to know, a line each.
fn others(out: &mut String, rows: &[&Row], bare: &[f64], constants: &Constants) {
    header(out, "Other ways to use a measurement", "way");
    let mut line = |name: &str, rows: &[(&Row, f64)], measured: Band| {
        let band = |row: &Row| {
            if row.is_loose { Band::LOOSE } else { measured }
        };
        out.push_str(&Summary::new(rows, band).line(name));
    };
    let between = between(rows, constants);
    line(
        "read between the other rows of its setting",
        &between,
        Band::MEASURED,
    );
    let on_aws: Vec<_> = between.into_iter().filter(|(row, _)| row.on_aws).collect();
    line("of these, measured on AWS", &on_aws, Band::MEASURED);
    line(
        "anchored on one row for its whole setting",
        &one_anchor(rows, bare),
        Band::ANCHORED,
    );
    let (anchored, alone) = other_engine(rows, bare);
    line(
        "anchored on the nearest row of another engine",
        &anchored,
        Band::ANCHORED,
    );
    out.push('\n');
    header(out, "The last rows once more, by the model alone", "way");
    out.push_str(&Summary::new(&alone, |_| Band::ANALYTIC).line("not anchored"));
    out.push('\n');
}

/// Each row read from the others of its setting, as the program does between measurements.
fn between<'a>(rows: &[&'a Row], constants: &Constants) -> Rated<'a> {
    let mut ratios = Vec::new();
    for members in settings(rows).values() {
        for at in members {
            let row = rows[*at];
            let Some(concurrency) = row.concurrency else {
                continue;
            };
            let load = |row: &Row| (row.lengths, row.concurrency);
            let points: Vec<_> = members
                .iter()
                .filter(|other| load(rows[**other]) != load(row))
                .map(|other| rows[*other].point())
                .collect();
            let model = Some((&row.replica, constants));
            let read = interpolate(&points, model, row.lengths, concurrency);
            ratios.extend(read.map(|read| (row, read / row.measured)));
        }
    }
    ratios
}

/// Each setting anchored on its most central row.
fn one_anchor<'a>(rows: &[&'a Row], bare: &[f64]) -> Rated<'a> {
    let mut ratios = Vec::new();
    for members in settings(rows).values() {
        let apart = |from: usize| -> f64 {
            members
                .iter()
                .map(|to| rows[from].distance(rows[*to]))
                .sum()
        };
        let centre = members
            .iter()
            .copied()
            .min_by(|a, b| apart(*a).total_cmp(&apart(*b)));
        let Some(centre) = centre else { continue };
        let far = members
            .iter()
            .filter(|at| rows[**at].is_far_from(rows[centre]));
        ratios.extend(far.map(|at| (rows[*at], bare[*at] / bare[centre])));
    }
    ratios
}

/// Rows anchored on another engine's rows of the same model, chips, format and spread, and the same
/// rows by the model alone.
fn other_engine<'a>(rows: &[&'a Row], bare: &[f64]) -> (Rated<'a>, Rated<'a>) {
    let (mut anchored, mut alone) = (Vec::new(), Vec::new());
    let family = |row: &Row| row.engine.split('-').next();
    for (at, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.concurrency.is_some())
    {
        let alike = |other: &&Row| {
            other.concurrency.is_some()
                && other.model == row.model
                && other.accelerator == row.accelerator
                && other.accelerators == row.accelerators
                && other.precision.is_like(row.precision)
                && family(other) != family(row)
        };
        let others = rows.iter().enumerate().filter(|(_, other)| alike(other));
        let nearest = others.min_by(|a, b| row.distance(a.1).total_cmp(&row.distance(b.1)));
        if let Some((anchor, _)) = nearest {
            anchored.push((*row, bare[at] / bare[anchor]));
            alone.push((*row, bare[at]));
        }
    }
    (anchored, alone)
}

/// Rows and their ratios.
type Rated<'a> = Vec<(&'a Row, f64)>;

/// FNV-1a: the same on every machine.
fn hash(text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325;
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The nearest value to a quantile; no number without values.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few thousand rows"
)]
fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1) as f64 * at).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a few thousand rows"
)]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
