//! Records of one file of JSON, added up as they come.

use std::{borrow::Cow, io};

use super::{
    Format, Layout, Reason, Rejected,
    columns::{Columns, names},
    json::Paths,
    read::{Options, ReadError, Usage, fault, reading, usage},
    record::{Dated, Reading},
};

/// The records of a file; its format is that of the first one.
pub(super) struct Gathered<'o> {
    name: &'o str,
    options: &'o Options,
    open: Option<Open>,
    /// What was wrong before a record told the format.
    before: Vec<(u64, Rejected)>,
    dated: Dated,
}

struct Open {
    columns: Columns,
    paths: Paths,
    reading: Reading,
    usage: Usage,
}

impl<'o> Gathered<'o> {
    /// None yet.
    pub(super) fn new(name: &'o str, options: &'o Options) -> Self {
        Self {
            name,
            options,
            open: None,
            before: Vec::new(),
            dated: Dated::default(),
        }
    }

    /// Adds the record of a line, or says why there is none.
    pub(super) fn add(&mut self, line: u64, record: Result<&[u8], Rejected>) {
        let text = match record {
            Ok(text) => text,
            Err(rejected) => return self.reject(line, rejected),
        };
        let open = self.open.get_or_insert_with(|| open(text, self.options));
        for (line, rejected) in self.before.drain(..) {
            let Open { columns, usage, .. } = &mut *open;
            let place = |rejected| fault(self.name, line, columns, rejected);
            usage.tally.reject(rejected, place);
        }
        let mut found: Vec<Option<Cow<'_, str>>> = vec![None; open.columns.count()];
        let read = open.paths.read(text, &mut found).map_err(|error| {
            let message = format!("this is no JSON: column {}", error.column());
            Rejected::new(Reason::Unreadable, None, message)
        });
        let said = read.and_then(|()| {
            let texts = open.columns.texts(|_| "", &found);
            let said = open.reading.record(&texts, &mut self.dated)?;
            open.usage.tally.add(&said);
            Ok(())
        });
        if let Err(rejected) = said {
            self.reject(line, rejected);
        }
    }

    fn reject(&mut self, line: u64, rejected: Rejected) {
        let Some(Open { columns, usage, .. }) = &mut self.open else {
            self.before.push((line, rejected));
            return;
        };
        let place = |rejected| fault(self.name, line, columns, rejected);
        usage.tally.reject(rejected, place);
    }

    /// Why the file cannot be read any further.
    pub(super) fn broken_off(&self, error: io::Error) -> ReadError {
        let read = self.open.as_ref().map_or(0, |open| open.usage.tally.read);
        ReadError::broken_off(read, error)
    }

    /// What was added up.
    ///
    /// # Errors
    /// Where there was no record.
    pub(super) fn usage(mut self) -> Result<Usage, ReadError> {
        if self.open.is_none() && !self.before.is_empty() {
            self.add_nothing();
        }
        let mut usage = self.open.ok_or(ReadError::Empty)?.usage;
        usage.tally.note_times(self.dated);
        Ok(usage)
    }

    /// A file of which no record can be read still has its faults.
    fn add_nothing(&mut self) {
        self.open = Some(open(b"{}", self.options));
        for (line, rejected) in std::mem::take(&mut self.before) {
            self.reject(line, rejected);
        }
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

/// Whether a JSON object has something at a path.
fn has_path(text: &[u8], path: &str) -> bool {
    let mut paths = Paths::default();
    paths.add(path, 0);
    let mut found = [None];
    drop(paths.read(text, &mut found));
    found[0].is_some()
}
