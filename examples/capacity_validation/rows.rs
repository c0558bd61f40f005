//! The measured rows the model is held against.

use std::collections::{BTreeMap, BTreeSet};

use crossover::{
    capacity::{Constants, Lengths, Point, Precision, Replica},
    catalog::{Catalog, ModelCoverage},
    schema::Choice as _,
};
use csv::{ReaderBuilder, StringRecord};

#[expect(clippy::struct_excessive_bools, reason = "what tables are made of")]
/// A measured row, and the replica it was measured on.
pub(crate) struct Row {
    pub(crate) source: String,
    pub(crate) model: String,
    pub(crate) precision: Precision,
    pub(crate) accelerator: String,
    pub(crate) accelerators: u32,
    pub(crate) engine: &'static str,
    /// Whether it was measured on AWS.
    pub(crate) on_aws: bool,
    /// Whether it is of the kind the program states a wider band for.
    pub(crate) is_loose: bool,
    /// Whether it is a mixture of experts.
    pub(crate) is_mixture: bool,
    /// Whether next to nothing was measured on its chip.
    pub(crate) is_thin: bool,
    pub(crate) replica: Replica,
    pub(crate) lengths: Lengths,
    /// Requests under way at each replica; without it, as many as fit.
    pub(crate) concurrency: Option<f64>,
    /// Output tokens a second of one replica.
    pub(crate) measured: f64,
}

impl Row {
    /// What the model says, over what was measured.
    pub(crate) fn ratio(&self, constants: &Constants) -> f64 {
        // Rows whose weights do not fit are left out when reading.
        self.predicted(constants).unwrap_or(f64::NAN) / self.measured
    }

    pub(crate) fn predicted(&self, constants: &Constants) -> Option<f64> {
        self.point().predicted(&self.replica, constants)
    }

    pub(crate) fn point(&self) -> Point {
        Point {
            lengths: self.lengths,
            concurrency: self.concurrency,
            output_tokens_per_second: self.measured,
        }
    }

    /// What is held back together: a source's rows of one model on one accelerator.
    pub(crate) fn group(&self) -> String {
        format!("{}|{}|{}", self.source, self.model, self.accelerator)
    }

    /// What one measurement can anchor: the same engine, format and spread within a group.
    pub(crate) fn setting(&self) -> String {
        format!(
            "{}|{}|{}|{}",
            self.group(),
            self.engine,
            self.precision.word(),
            self.accelerators
        )
    }

    /// Whether another row is at least twice away in concurrency or a length.
    pub(crate) fn is_far_from(&self, other: &Self) -> bool {
        let far = |a: f64, b: f64| a.max(b) >= 2.0 * a.min(b) - 1e-9;
        let load = match (self.concurrency, other.concurrency) {
            (Some(own), Some(other)) => far(own, other),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        };
        load || far(self.lengths.input, other.lengths.input)
            || far(self.lengths.output, other.lengths.output)
    }

    /// How far another row is, as the program measures it.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        other.point().distance(self.lengths, self.concurrency)
    }
}

/// Rows by setting, as positions.
pub(crate) fn settings(rows: &[&Row]) -> BTreeMap<String, Vec<usize>> {
    let mut settings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        settings.entry(row.setting()).or_default().push(at);
    }
    settings
}

/// The anchor of each row: the nearest of its setting that is far enough away.
pub(crate) fn anchors(rows: &[&Row]) -> Vec<Option<usize>> {
    let mut anchors = vec![None; rows.len()];
    for members in settings(rows).values() {
        for at in members {
            let row = rows[*at];
            let far = members
                .iter()
                .copied()
                .filter(|other| row.is_far_from(rows[*other]));
            anchors[*at] =
                far.min_by(|a, b| row.distance(rows[*a]).total_cmp(&row.distance(rows[*b])));
        }
    }
    anchors
}

/// The rows of `capacity/throughput.csv` the model claims to cover, without repetitions.
pub(crate) fn read(text: &str) -> Vec<Row> {
    let catalog = Catalog::embedded(Vec::new());
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let records = reader.records().filter_map(Result::ok);
    records
        .filter_map(|record| {
            let row = read_row(&catalog, &header, &record)?;
            let key = format!(
                "{} {:?} {} {} {:?} {:?} {}",
                row.group(),
                row.precision,
                row.accelerators,
                row.engine,
                row.lengths,
                row.concurrency,
                row.measured
            );
            seen.insert(key).then_some(row)
        })
        .collect()
}

fn read_row(catalog: &Catalog, header: &StringRecord, record: &StringRecord) -> Option<Row> {
    let field = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .and_then(|at| record.get(at))
            .unwrap_or_default()
    };
    let number = |name: &str| field(name).parse::<f64>().ok().filter(|value| *value > 0.0);
    let engine = field("engine");
    let left_out = !field("spec_decode").is_empty()
        || field("prefix_cache") == "1"
        || !field("suspect").is_empty()
        || field("notes").contains("FAILED")
        || field("parallel").contains("PP")
        || engine.contains("TGIS");
    if left_out {
        return None;
    }
    let model = catalog.architecture(field("model"))?;
    let chip = catalog.accelerator(field("accelerator"))?;
    if !matches!(
        chip.coverage,
        ModelCoverage::Calibrated | ModelCoverage::Thin
    ) {
        return None;
    }
    let precision = Precision::from_word(field("precision"))?;
    let (accelerators, replicas) = spread(field("parallel"), field("n_accel").parse().ok()?)?;
    let replica = Replica::new(&model, chip, precision, accelerators);
    let copies = f64::from(replicas);
    let concurrency = number("concurrency").filter(|_| field("load_mode") != "offline-max");
    let on_aws = ["SageMaker endpoint", "EC2"].contains(&field("measured_on"));
    let row = Row {
        source: field("source").split_whitespace().next()?.to_owned(),
        model: model.name,
        precision,
        accelerator: chip.name.clone(),
        accelerators,
        engine: engine_name(engine),
        is_mixture: model.experts.is_some(),
        is_thin: chip.coverage == ModelCoverage::Thin,
        on_aws,
        is_loose: on_aws || field("source_date") < "2025",
        replica,
        lengths: Lengths {
            input: number("input_tokens")?,
            output: number("output_tokens")?,
        },
        concurrency: concurrency.map(|requests| requests / copies),
        measured: number("output_tokens_per_s")? / copies,
    };
    row.predicted(&Constants::TEXTBOOK).is_some().then_some(row)
}

/// Accelerators of a replica, and replicas.
fn spread(parallel: &str, accelerators: u32) -> Option<(u32, u32)> {
    if parallel.contains("of4 GPUs used") {
        return Some((1, 1));
    }
    let Some(rest) = parallel.strip_prefix("TP") else {
        return (accelerators == 1).then_some((1, 1));
    };
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let tensor: u32 = rest[..digits].parse().ok().filter(|tensor| *tensor > 0)?;
    (accelerators >= tensor).then(|| (tensor, accelerators / tensor))
}

/// The engine without its version.
fn engine_name(engine: &str) -> &'static str {
    let lower = engine.to_lowercase();
    [
        ("trt", "tensorrt-llm"),
        ("tensorrt", "tensorrt-llm"),
        ("sglang", "sglang"),
        ("lmi", "vllm-lmi"),
        ("vllm", "vllm"),
    ]
    .into_iter()
    .find(|(part, _)| lower.contains(part))
    .map_or("other", |(_, name)| name)
}
