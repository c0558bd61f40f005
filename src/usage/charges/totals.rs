//! Adding up the lines of bills.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::File,
    io::{BufRead, Cursor, Read as _},
};

use super::{
    BillFile, BillFormat, BillOverlap, BilledModel, ChargeItem, ChargeLine, ChargeNotes,
    ChargeSums, ChargesError, ModelNames, OtherService, Period, RateMismatch, Rejection,
    Rejections, UsageType,
    bill::Columns,
    cost_explorer,
    line::{BillLine, PublicCost, Row},
    rejected::{Fault, RejectReason},
    result::add_cost,
    seen::{Asked, Recent, Sample},
    service::edition_model,
    table::{Cells, Next, Record, Table},
    unit,
};
use crate::units::{Exact, Usd, shortened};

/// What a Parquet file begins with.
pub(super) const PARQUET: &[u8] = b"PAR1";
/// Names of other services, unknown models and usage types that are kept apart. A real bill has a few
/// hundred; a hostile one is added up under one name.
const MOST_NAMES: usize = 4_096;
/// Months and payers of one file that are compared with other files. A bill has one or two.
const MOST_BILLS: usize = 128;
/// What the rest of them is called.
const FURTHER: &str = "(further ones)";
/// The share of common lines, one in so many, above which two files are taken for snapshots of one bill.
const OVERLAP: usize = 10;

/// The charges of bills: sums for each hour or day, service, region, usage type and kind of line, in
/// memory that grows with these and not with the rows.
#[derive(Debug)]
pub struct Charges {
    names: ModelNames,
    format: Option<BillFormat>,
    items: Vec<ChargeItem>,
    /// Items by the texts of their columns.
    index: BTreeMap<String, usize>,
    sums: BTreeMap<(Period, usize), ChargeSums>,
    others: BTreeMap<String, OtherService>,
    files: Vec<ReadFile>,
    rejections: Rejections,
    notes: ChargeNotes,
    recent: Recent,
    /// The periods of answers of Cost Explorer.
    asked: Asked,
    /// The columns of the line that is looked up, one after the other.
    key: String,
}

/// A file, and samples of its lines by month and account.
#[derive(Debug)]
struct ReadFile {
    file: BillFile,
    bills: BTreeMap<String, Sample>,
}

impl Charges {
    /// No charges yet. `names` are those of the models.
    pub fn new(names: ModelNames) -> Self {
        Self {
            names,
            format: None,
            items: Vec::new(),
            index: BTreeMap::new(),
            sums: BTreeMap::new(),
            others: BTreeMap::new(),
            files: Vec::new(),
            rejections: Rejections::default(),
            notes: ChargeNotes::default(),
            recent: Recent::default(),
            asked: Asked::default(),
            key: String::new(),
        }
    }

    /// Reads a bill and adds its charges: a Cost and Usage Report (legacy or CUR 2.0) or a FOCUS export in
    /// CSV, or answers of Cost Explorer in JSON, one or several. `file` is what messages call it. Parts of
    /// one bill are read one after the other; [`Self::overlaps`] says where files are no parts.
    ///
    /// # Errors
    /// A file of another format than the ones before, of no known one, or one that cannot be read to its end. Rows
    /// that cannot be read are no error: see [`Self::rejections`].
    pub fn read(&mut self, file: &str, mut source: impl BufRead) -> Result<(), ChargesError> {
        let mut head = Vec::new();
        // As much as tells the format. A byte-order mark is no part of it, and JSON may begin with space.
        let enough = 64;
        (&mut source)
            .take(enough)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(file, 1, &error))?;
        if head.starts_with(PARQUET) {
            return Err(ChargesError::Parquet {
                file: file.to_owned(),
                advice: PARQUET_ADVICE,
            });
        }
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&head);
        let is_json = head
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| matches!(byte, b'{' | b'['));
        let source = Cursor::new(head.to_vec()).chain(source);
        if is_json {
            cost_explorer::read(self, file, source)
        } else {
            self.read_table(file, source)
        }
    }

    /// Reads a bill in Parquet, which is not read from its start on.
    ///
    /// # Errors
    /// As [`Self::read`]; without the feature `parquet`, how to build with it.
    pub fn read_parquet_file(&mut self, name: &str, file: File) -> Result<(), ChargesError> {
        #[cfg(feature = "parquet")]
        let read = self.read_parquet(name, file);
        #[cfg(not(feature = "parquet"))]
        let read = self.read(name, std::io::BufReader::new(file));
        read
    }

    fn read_table(&mut self, file: &str, source: impl BufRead) -> Result<(), ChargesError> {
        let mut table = Table::new(source);
        let header = match table.next() {
            Ok((_, Next::Record(record))) => record.texts(),
            Ok((_, Next::End)) => {
                return Err(ChargesError::Empty {
                    file: file.to_owned(),
                });
            }
            Ok((_, Next::Long | Next::NotText)) => Vec::new(),
            Err(error) => return Err(unreadable(file, 1, &error)),
        };
        let columns = Columns::of(file, &header)?;
        self.begin(file, columns.format())?;
        loop {
            let (line, next) = match table.next() {
                Ok(next) => next,
                Err(error) => return Err(unreadable(file, table.line(), &error)),
            };
            let record = match next {
                Next::End => return Ok(()),
                Next::Record(record) => whole(record, header.len()),
                Next::Long => Err(Fault::new(
                    "",
                    RejectReason::Long,
                    "it is longer than a megabyte: is a quote never closed?",
                )),
                Next::NotText => Err(Fault::new("", RejectReason::Encoding, "it is not UTF-8")),
            };
            match record {
                Ok(record) => self.take_cells(&columns, &record, line),
                Err(fault) => self.reject(line, fault),
            }
        }
    }

    /// Begins with a file of that format.
    pub(super) fn begin(&mut self, name: &str, format: BillFormat) -> Result<(), ChargesError> {
        let first = *self.format.get_or_insert(format);
        if first != format {
            return Err(ChargesError::OtherFormat {
                file: name.to_owned(),
                format,
                first,
            });
        }
        self.files.push(ReadFile {
            file: BillFile {
                name: name.to_owned(),
                format,
                rows_read: 0,
                rows_kept: 0,
            },
            bills: BTreeMap::new(),
        });
        Ok(())
    }

    /// Takes a row of a table, of the file begun last.
    pub(super) fn take_cells(&mut self, columns: &Columns, cells: &impl Cells, line: u64) {
        // Before duplicates go: a line of two files is what is looked for.
        let (period, account) = columns.bill(cells);
        self.sample(period, account, columns.fingerprint(cells));
        let id = columns.identity(cells);
        if let Some(id) = id
            && !self.is_new(id)
        {
            let detail = "a line with this id and interval was read before";
            let fault = Fault::new(columns.id_name(), RejectReason::Duplicate, detail);
            return self.reject(line, fault);
        }
        let row = match columns.row(cells) {
            Ok(row) => row,
            Err(fault) => return self.reject(line, fault),
        };
        self.notes.without_id += u64::from(id.is_none());
        self.notes.without_currency += u64::from(!columns.has_currency());
        self.keep(line, row);
    }

    /// Whether a line of that identity was not read before.
    pub(super) fn is_new(&mut self, id: u128) -> bool {
        self.recent.is_new(id)
    }

    /// Whether answers of Cost Explorer for that period add to those read before.
    pub(super) fn is_apart(&mut self, start: i64, end: i64, grouping: &str) -> bool {
        self.asked.is_apart(start, end, grouping)
    }

    pub(super) fn note_estimated(&mut self) {
        self.notes.estimated += 1;
    }

    /// Counts a row that cannot be kept.
    pub(super) fn reject(&mut self, line: u64, fault: Fault) {
        let Some(read) = self.files.last_mut() else {
            return;
        };
        read.file.rows_read += 1;
        self.rejections.add(Rejection {
            file: read.file.name.clone(),
            line,
            column: fault.column,
            reason: fault.reason,
            detail: fault.detail,
        });
    }

    /// Keeps a row.
    pub(super) fn keep(&mut self, line: u64, row: Row<'_>) {
        if let Some(read) = self.files.last_mut() {
            read.file.rows_read += 1;
            read.file.rows_kept += 1;
        }
        match row {
            Row::Other(name, cost) => {
                let new = || OtherService {
                    lines: 0,
                    cost: Usd::zero(),
                };
                change(&mut self.others, (&name, MOST_NAMES), new, |other| {
                    other.lines += 1;
                    add_cost(&mut other.cost, &Usd::stated(cost));
                });
            }
            Row::Ours(charge) => self.keep_ours(line, *charge),
        }
    }

    fn keep_ours(&mut self, line: u64, charge: BillLine<'_>) {
        let at = self.item(&charge);
        let Some(item) = self.items.get(at) else {
            return;
        };
        let mut part = ChargeSums::zero();
        part.lines = 1;
        if charge.line_type.has_quantity()
            && let Some(first) = charge.quantities.first()
        {
            part.quantity += &first.amount;
            match metered(&item.usage_type, &charge) {
                Some(amount) => part.metered = amount,
                None => part.unmetered_lines = 1,
            }
        }
        part.cost = Usd::stated(charge.cost);
        part.effective_cost = charge.effective.map(Usd::stated);
        let public = charge.public.filter(|_| charge.line_type.has_quantity());
        part.public_cost = public
            .as_ref()
            .map(|public| Usd::stated(public.cost.clone()));
        if charge.region.is_empty() && charge.line_type.has_quantity() {
            match item.region {
                Some(_) => self.notes.regions_from_prefix += 1,
                None => self.notes.without_region += 1,
            }
        }
        if item.usage_type.counted.is_none() && charge.line_type.has_quantity() {
            let entry = (&*item.usage_type.text, MOST_NAMES);
            change(
                &mut self.notes.not_understood,
                entry,
                || 0,
                |lines| *lines += 1,
            );
        }
        if let BilledModel::Unknown(name) = &item.model {
            let entry = (name.as_str(), MOST_NAMES);
            change(
                &mut self.notes.unknown_models,
                entry,
                || 0,
                |lines| *lines += 1,
            );
        }
        self.sums
            .entry((charge.period, at))
            .or_insert_with(ChargeSums::zero)
            .add(&part);
        if let Some(public) = public {
            self.check_rate(line, at, &public);
        }
    }

    /// The item of a line; a new one if it is the first of its kind.
    fn item(&mut self, charge: &BillLine<'_>) -> usize {
        let unit = charge.quantities.first().map_or("", |stated| stated.unit);
        let line_type = charge.line_type.id();
        self.key.clear();
        for part in [
            &*charge.service_name,
            &*charge.usage_type,
            &*charge.region,
            line_type,
            unit,
        ] {
            // With its length, so that no text can run into the next one. Writing to a string cannot fail.
            let _ = write!(self.key, "{}:{part}", part.len());
        }
        if let Some(at) = self.index.get(&self.key) {
            return *at;
        }
        let usage_type = UsageType::parse(&charge.usage_type);
        let model = edition_model(&charge.service_name).or(usage_type.model.as_deref());
        let region = Some(&*charge.region)
            .filter(|region| !region.is_empty())
            .or_else(|| usage_type.region());
        self.items.push(ChargeItem {
            service: charge.service,
            service_name: charge.service_name.to_string(),
            region: region.map(str::to_owned),
            model: model.map_or(BilledModel::Unnamed, |name| self.names.find(name)),
            usage_type,
            line_type: charge.line_type.clone(),
            unit: unit.to_owned(),
        });
        let at = self.items.len() - 1;
        self.index.insert(self.key.clone(), at);
        at
    }

    /// Compares amount times rate with the cost that the bill states.
    fn check_rate(&mut self, line: u64, item: usize, public: &PublicCost) {
        self.notes.rates_checked += 1;
        let computed = &public.amount * &public.rate;
        if agree(&computed, &public.cost) {
            return;
        }
        self.notes.rates_wrong += 1;
        let (Some(read), Some(item)) = (self.files.last(), self.items.get(item)) else {
            return;
        };
        if self.notes.first_wrong.len() < ChargeNotes::KEPT {
            self.notes.first_wrong.push(RateMismatch {
                file: read.file.name.clone(),
                line,
                usage_type: item.usage_type.text.clone(),
                computed: Usd::stated(computed),
                stated: Usd::stated(public.cost.clone()),
            });
        }
    }

    fn sample(&mut self, period: &str, account: &str, line: u128) {
        let Some(read) = self.files.last_mut() else {
            return;
        };
        self.key.clear();
        self.key.push_str(period.get(..7).unwrap_or(period));
        self.key.push(' ');
        self.key.push_str(account);
        let entry = (self.key.as_str(), MOST_BILLS);
        change(&mut read.bills, entry, Sample::default, |sample| {
            sample.add(line);
        });
    }

    /// Files that seem to be snapshots of one bill: of two such, only the later one counts, and their
    /// charges must not be added up. Parts of a bill have no line in common.
    pub fn overlaps(&self) -> Vec<BillOverlap> {
        let mut found = Vec::new();
        for (at, second) in self.files.iter().enumerate() {
            for first in self.files.iter().take(at) {
                for (bill, sample) in &second.bills {
                    let Some(other) = first.bills.get(bill) else {
                        continue;
                    };
                    let (compared, common) = sample.common(other);
                    if common > 0 && common * OVERLAP >= compared {
                        let (month, account) = bill.split_once(' ').unwrap_or((bill, ""));
                        found.push(BillOverlap {
                            first: first.file.name.clone(),
                            second: second.file.name.clone(),
                            month: month.to_owned(),
                            account: account.to_owned(),
                            compared,
                            common,
                        });
                    }
                }
            }
        }
        found
    }

    /// The format of the files read, if any was.
    pub fn format(&self) -> Option<BillFormat> {
        self.format
    }

    /// The files read, in their order.
    pub fn files(&self) -> impl Iterator<Item = &BillFile> {
        self.files.iter().map(|read| &read.file)
    }

    /// Rows read of all files: those kept and those rejected.
    pub fn rows_read(&self) -> u64 {
        self.files().map(|file| file.rows_read).sum()
    }

    /// Rows kept, those of other services among them.
    pub fn rows_kept(&self) -> u64 {
        self.files().map(|file| file.rows_kept).sum()
    }

    /// Rows rejected.
    pub fn rejections(&self) -> &Rejections {
        &self.rejections
    }

    /// What else is to be said.
    pub fn notes(&self) -> ChargeNotes {
        ChargeNotes {
            ids_forgotten: self.recent.is_over(),
            ..self.notes.clone()
        }
    }

    /// The sums, by period and, within one, in the order in which items were met.
    pub fn lines(&self) -> impl Iterator<Item = ChargeLine<'_>> {
        self.sums.iter().filter_map(|((period, at), sums)| {
            Some(ChargeLine {
                period: *period,
                item: self.items.get(*at)?,
                sums,
            })
        })
    }

    /// What other services cost, by their name as billed.
    pub fn others(&self) -> &BTreeMap<String, OtherService> {
        &self.others
    }

    /// The cost of everything kept, other services too.
    pub fn total(&self) -> Usd {
        let ours = self.sums.values().map(|sums| &sums.cost);
        let others = self.others.values().map(|other| &other.cost);
        ours.chain(others).sum()
    }
}

/// Changes the entry of that name, or of all further ones where there are too many.
fn change<T>(
    map: &mut BTreeMap<String, T>,
    (name, most): (&str, usize),
    new: fn() -> T,
    change: impl FnOnce(&mut T),
) {
    if let Some(entry) = map.get_mut(name) {
        return change(entry);
    }
    let name = if map.len() < most { name } else { FURTHER };
    change(map.entry(name.to_owned()).or_insert_with(new));
}

/// The quantity of a line in the unit of its meter, if its unit is understood.
fn metered(usage_type: &UsageType, charge: &BillLine<'_>) -> Option<Exact> {
    let meter = usage_type.counted.as_ref()?.meter;
    charge.quantities.iter().find_map(|stated| {
        let per = unit::units_of(meter, stated.unit, charge.description)?;
        Some(&stated.amount * &Exact::from(per))
    })
}

/// Whether two costs differ by no more than bills round: a thousandth, or a millionth of a dollar.
fn agree(one: &Exact, other: &Exact) -> bool {
    let distance = |difference: Exact| {
        if difference.is_negative() {
            -difference
        } else {
            difference
        }
    };
    let thousand = Exact::from(1_000u32);
    let apart = distance(one - other);
    &apart * &thousand <= distance(other.clone()) || apart * &thousand.pow(2) <= Exact::one()
}

/// The record, if it has as many columns as the header.
fn whole(record: Record<'_>, columns: usize) -> Result<Record<'_>, Fault> {
    if record.len() == columns {
        return Ok(record);
    }
    let has = record.len();
    let detail = format!("it has {has} columns, the header has {columns}");
    Err(Fault::new("", RejectReason::Columns, detail))
}

pub(super) fn unreadable(file: &str, line: u64, error: &std::io::Error) -> ChargesError {
    ChargesError::Source {
        file: file.to_owned(),
        line,
        message: shortened(&error.to_string()),
    }
}

#[cfg(feature = "parquet")]
const PARQUET_ADVICE: &str = "it is read from a file that can be sought in, not from a stream";
#[cfg(not(feature = "parquet"))]
const PARQUET_ADVICE: &str = "this program was built without reading it; build it with `--features parquet`, or export the bill as CSV";
