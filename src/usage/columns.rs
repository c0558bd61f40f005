//! Which column, or path into JSON, is which field: from the names of a format to places.

use std::borrow::Cow;

use super::{
    Field, Format,
    json::{Paths, adds_up},
    number::is_nothing,
    record::Texts,
};

/// Where the fields of one file are.
#[derive(Debug)]
pub(super) struct Columns {
    /// For each place, the field it fills if nothing before did, and its name in the file.
    slots: Vec<Slot>,
    /// JSON inside of cells.
    cells: Vec<Cell>,
    /// Columns of the file that no field is read from.
    pub(super) unread: Vec<String>,
}

#[derive(Debug)]
struct Slot {
    field: Field,
    name: String,
    /// The column, where it is one.
    column: Option<usize>,
}

/// A column whose cells are JSON.
#[derive(Debug)]
struct Cell {
    column: usize,
    /// One of the fields that are in it.
    field: Field,
    paths: Paths,
}

/// The names that may have each field: those of `--map`, else the format's.
pub(super) type Names<'a> = Vec<(Field, Vec<&'a str>)>;

/// The names of a format with those of `--map` in their places.
pub(super) fn names<'a>(format: &'static Format, map: &'a [(Field, String)]) -> Names<'a> {
    let mapped = |field: Field| {
        let of = map.iter().filter(move |(own, _)| *own == field);
        of.map(|(_, name)| name.as_str()).collect::<Vec<_>>()
    };
    let own = format.fields.iter().map(|(field, _)| *field);
    let more = map.iter().map(|(field, _)| *field);
    let mut fields: Vec<Field> = own.chain(more).collect();
    fields.sort_unstable();
    fields.dedup();
    let of = |field| match mapped(field) {
        none if none.is_empty() => format.names(field).to_vec(),
        mapped => mapped,
    };
    fields.into_iter().map(|field| (field, of(field))).collect()
}

impl Columns {
    /// Finds the names in the header of a CSV.
    pub(super) fn of_header(header: &[String], names: &Names<'_>) -> Self {
        let find = |name: &str| header.iter().position(|own| own.eq_ignore_ascii_case(name));
        let mut columns = Self {
            slots: Vec::new(),
            cells: Vec::new(),
            unread: Vec::new(),
        };
        let mut read = vec![false; header.len()];
        for (field, names) in names {
            for name in names {
                let cell = || {
                    let dots = name.match_indices('.').map(|(at, _)| at);
                    dots.rev()
                        .find_map(|at| Some((find(&name[..at])?, &name[at + 1..])))
                };
                if let Some(column) = find(name) {
                    columns.slot(*field, name, Some(column));
                    read[column] = true;
                } else if let Some((column, path)) = cell() {
                    let slot = columns.slot(*field, name, None);
                    columns.cell(column, *field).add(path, slot);
                    read[column] = true;
                }
            }
        }
        let unread = header.iter().zip(&read).filter(|(_, read)| !**read);
        columns.unread = unread.map(|(name, _)| name.clone()).collect();
        columns
    }

    /// The place for what is found by a name: its own, or one for all names of a field that are added
    /// up.
    fn slot(&mut self, field: Field, name: &str, column: Option<usize>) -> usize {
        let is_shared = |slot: &Slot| slot.field == field && adds_up(&slot.name);
        let shared = self.slots.iter().position(is_shared);
        if let Some(shared) = shared.filter(|_| adds_up(name)) {
            return shared;
        }
        self.slots.push(Slot {
            field,
            name: name.to_owned(),
            column,
        });
        self.slots.len() - 1
    }

    /// The paths into the JSON cells of a column.
    fn cell(&mut self, column: usize, field: Field) -> &mut Paths {
        let at = self.cells.iter().position(|cell| cell.column == column);
        let at = at.unwrap_or_else(|| {
            self.cells.push(Cell {
                column,
                field,
                paths: Paths::default(),
            });
            self.cells.len() - 1
        });
        &mut self.cells[at].paths
    }

    /// Takes the names as paths into JSON objects.
    pub(super) fn of_paths(names: &Names<'_>) -> (Self, Paths) {
        let mut columns = Self {
            slots: Vec::new(),
            cells: Vec::new(),
            unread: Vec::new(),
        };
        let mut paths = Paths::default();
        for (field, names) in names {
            for name in names {
                let slot = columns.slot(*field, name, None);
                paths.add(name, slot);
            }
        }
        (columns, paths)
    }

    /// How many places there are.
    pub(super) fn count(&self) -> usize {
        self.slots.len()
    }

    /// The column of each field, if each has just one and none is in JSON.
    pub(super) fn each_in_one_column(&self) -> Option<Vec<(Field, usize)>> {
        let mut each: Vec<(Field, usize)> = Vec::new();
        for slot in &self.slots {
            if each.iter().any(|(field, _)| *field == slot.field) {
                return None;
            }
            each.push((slot.field, slot.column?));
        }
        Some(each)
    }

    /// The name that a field has in the file.
    pub(super) fn name(&self, field: Field) -> String {
        let slot = self.slots.iter().find(|slot| slot.field == field);
        slot.map_or_else(|| field.name().to_owned(), |slot| slot.name.clone())
    }

    /// Whether a field is anywhere in the file.
    pub(super) fn has(&self, field: Field) -> bool {
        self.slots.iter().any(|slot| slot.field == field)
    }

    /// Reads the JSON cells of a row into the places they fill.
    ///
    /// # Errors
    /// A field that should be in a cell that is no JSON.
    pub(super) fn read_cells<'a>(
        &self,
        cell: impl Fn(usize) -> &'a str,
        found: &mut [Option<Cow<'a, str>>],
    ) -> Result<(), Field> {
        for json in &self.cells {
            let text = cell(json.column);
            if !is_nothing(text.trim()) {
                let read = json.paths.read(text.as_bytes(), found);
                read.map_err(|_| json.field)?;
            }
        }
        Ok(())
    }

    /// The texts of a record: of the cells of its row, and of what JSON had.
    pub(super) fn texts<'a>(
        &self,
        cell: impl Fn(usize) -> &'a str,
        found: &'a [Option<Cow<'a, str>>],
    ) -> Texts<'a> {
        let mut texts = Texts::NONE;
        for (at, slot) in self.slots.iter().enumerate() {
            let text = match slot.column {
                Some(column) => Some(cell(column)),
                None => found.get(at).and_then(|found| found.as_deref()),
            };
            texts.fill(slot.field, text);
        }
        texts
    }
}
