//! Records of one file of JSON, added up as they come.

use std::borrow::Cow;

use super::{
    Format, Ids, Layout, MOST_FAULTS, Measure, Reason, Rejected,
    columns::{Columns, names},
    json::Paths,
    json_rows::has_path,
    partial::{Counted, Partial},
    read::{Options, ReadError, Usage, fault, reading, usage},
    record::{Reading, Said},
};

/// The records of a file; its format is that of the first one.
pub(super) struct Gathered<'o> {
    name: &'o str,
    options: &'o Options,
    open: Option<Open>,
    partial: Partial,
    faults: Vec<(u64, Rejected)>,
    ids: &'o mut Ids,
    identified: u64,
    unidentified: u64,
}

struct Open {
    columns: Columns,
    paths: Paths,
    reading: Reading,
    usage: Usage,
}

impl<'o> Gathered<'o> {
    /// None yet.
    pub(super) fn new(name: &'o str, options: &'o Options, ids: &'o mut Ids) -> Self {
        Self {
            name,
            options,
            open: None,
            partial: Partial::default(),
            faults: Vec::new(),
            ids,
            identified: 0,
            unidentified: 0,
        }
    }

    /// Adds the record of a line, or says why there is none.
    pub(super) fn add(&mut self, line: u64, record: Result<&[u8], Rejected>) {
        if let Err(rejected) = record.and_then(|text| self.read(text)) {
            self.partial.leave_out(rejected.reason, 1);
            if rejected.reason.is_fault() && self.faults.len() < MOST_FAULTS {
                self.faults.push((line, rejected));
            }
        }
    }

    fn read(&mut self, text: &[u8]) -> Result<(), Rejected> {
        let open = self.open.get_or_insert_with(|| open(text, self.options));
        let mut found: Vec<Option<Cow<'_, str>>> = vec![None; open.columns.count()];
        open.paths.read(text, &mut found).map_err(|error| {
            let message = format!("this is no JSON: column {}", error.column());
            Rejected::new(Reason::Unreadable, None, message)
        })?;
        let texts = open.columns.texts(|_| "", &found);
        match open.reading.record(&texts, &mut self.partial.dated)? {
            Said::LeftOut(reason, records) => self.partial.leave_out(reason, records),
            Said::Record(record) => {
                let (known, new) = match record.id {
                    Some(id) => (1, self.ids.add(Ids::hash(id.as_bytes()))),
                    None => (0, true),
                };
                self.identified += known;
                self.unidentified += 1 - known;
                if new {
                    let caller = self
                        .partial
                        .caller(record.model, record.region, record.tier);
                    self.partial.add(&Counted::new(&record, caller));
                } else {
                    let records = record.counts[Measure::Records.at()];
                    self.partial.leave_out(Reason::Duplicate, records);
                }
            }
        }
        Ok(())
    }

    /// What was added up.
    ///
    /// # Errors
    /// Where there was no record.
    pub(super) fn usage(self) -> Result<Usage, ReadError> {
        let nothing = || (self.partial.read() > 0).then(|| open(b"{}", self.options));
        // A file of which no record can be read still has its faults.
        let open = match self.open {
            Some(open) => open,
            None => nothing().ok_or(ReadError::Empty)?,
        };
        let mut tally = self.partial.into_tally();
        tally.identified = self.identified;
        tally.unidentified = self.unidentified;
        let faults = self.faults.into_iter();
        let faults = faults.map(|(line, rejected)| fault(self.name, line, &open.columns, rejected));
        tally.faults = faults.collect();
        Ok(Usage {
            tally,
            ..open.usage
        })
    }
}

/// What the first record tells.
fn open(text: &[u8], options: &Options) -> Open {
    let has = |wanted: &str| has_path(text, wanted);
    let format = options
        .from
        .or_else(|| Format::detect(Layout::Json, has))
        .unwrap_or(&super::formats::JSON);
    let names = names(format, &options.map);
    let (columns, paths) = Columns::of_paths(&names);
    let usage = usage(format, &columns);
    Open {
        columns,
        paths,
        reading: reading(format, options),
        usage,
    }
}
