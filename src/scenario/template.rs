//! A parsed file from which scenarios are made with some of its knobs turned.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::{
    Change, Knob, KnobError, PlanEntry, ReadFile, Scenario, Variant, profile, ranges, text,
    variants,
};
use crate::{
    catalog::Catalog,
    schema::{Problem, Table},
    units::{Decimal, digest},
};

/// The texts of the files that a scenario names, by their names.
type Files = BTreeMap<String, Result<String, String>>;

/// A scenario file, read once. A turned knob is checked as if it had been typed.
pub struct Template<'a> {
    table: Table,
    region: Option<String>,
    catalog: &'a Catalog,
    read_file: ReadFile<'a>,
    digest: String,
    text_length: usize,
    files: Mutex<Files>,
}

impl std::fmt::Debug for Template<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template")
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl<'a> Template<'a> {
    /// Reads `text`; the rest is as for [`Scenario::parse`].
    ///
    /// # Errors
    /// Where the text is no TOML.
    pub fn parse(
        text: &str,
        region: Option<&str>,
        catalog: &'a Catalog,
        read_file: ReadFile<'a>,
    ) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            table: text::parse(text)?,
            region: region.map(str::to_owned),
            catalog,
            read_file,
            digest: digest(text),
            text_length: text.len(),
            files: Mutex::default(),
        })
    }

    /// The scenario as it is written.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn scenario(&self) -> Result<Scenario, Vec<Problem>> {
        self.turned(&[])
    }

    /// The scenario with these knobs turned to these values.
    ///
    /// # Errors
    /// Everything that is wrong with it then.
    pub fn turned(&self, knobs: &[(&Knob, Decimal)]) -> Result<Scenario, Vec<Problem>> {
        let mut table = self.table.clone();
        for (knob, value) in knobs {
            knob.set(&mut table, *value);
        }
        self.scenario_of(&table)
    }

    /// What the file says.
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// How long its text is, in bytes.
    pub(super) fn text_length(&self) -> usize {
        self.text_length
    }

    /// The scenario that `table`, made of this file's own, says.
    pub(super) fn scenario_of(&self, table: &Table) -> Result<Scenario, Vec<Problem>> {
        // The files that it names are read once.
        let read_file = |name: &str| {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            let text = files
                .entry(name.to_owned())
                .or_insert_with(|| (self.read_file)(name));
            text.clone()
        };
        let region = self.region.as_deref();
        let mut scenario = Scenario::from_table(table, region, self.catalog, &read_file)?;
        scenario.digest.clone_from(&self.digest);
        Ok(scenario)
    }

    /// The file with these knobs turned, as if that had been typed; each with its new value.
    #[must_use]
    pub fn changed(&self, knobs: &[(&Knob, Decimal)]) -> Self {
        let mut table = self.table.clone();
        for (knob, value) in knobs {
            knob.set(&mut table, *value);
        }
        Self {
            table,
            region: self.region.clone(),
            catalog: self.catalog,
            read_file: self.read_file,
            digest: self.digest.clone(),
            text_length: self.text_length,
            files: Mutex::new(self.known_files()),
        }
    }

    /// The file with a profile that says volume, sizes and hours instead of what it says of them itself.
    /// The profile is what `read_file` gives for that name.
    #[must_use]
    pub fn with_profile(&self, name: &str) -> Self {
        let mut table = self.table.clone();
        profile::put(&mut table, name);
        Self {
            table,
            region: self.region.clone(),
            catalog: self.catalog,
            read_file: self.read_file,
            digest: self.digest.clone(),
            text_length: self.text_length,
            files: Mutex::new(self.known_files()),
        }
    }

    fn known_files(&self) -> Files {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.clone()
    }

    /// The knobs that `changes` are of, with the values they get; `scenario` is the file's own. A knob
    /// that is changed twice is changed from what the first change made of it.
    ///
    /// # Errors
    /// [`KnobError`] where there is no such knob, or it cannot have that value.
    pub fn settings(
        &self,
        changes: &[Change],
        scenario: &Scenario,
    ) -> Result<Vec<(Knob, Decimal)>, KnobError> {
        let mut settings: Vec<(Knob, Decimal)> = Vec::new();
        for change in changes {
            let mut knob = self.knob(&change.path, scenario)?;
            let before = settings
                .iter_mut()
                .find(|(known, _)| known.path == knob.path);
            if let Some((_, value)) = before {
                knob.value = Some(*value);
                *value = change.value(&knob)?;
            } else {
                let value = change.value(&knob)?;
                settings.push((knob, value));
            }
        }
        Ok(settings)
    }

    /// The file's variants, in its order; `scenario` is the file's own.
    ///
    /// # Errors
    /// Everything that is wrong with them, at the places where they stand.
    pub fn variants(&self, scenario: &Scenario) -> Result<Vec<Variant>, Vec<Problem>> {
        variants::read(&self.table, self, scenario)
    }

    /// The knobs for which the file gives a range, in the order of its tables.
    pub fn uncertain(&self, scenario: &Scenario) -> Vec<Knob> {
        let paths = ranges::paths(&self.table).into_iter();
        let knobs = paths.filter_map(|path| self.knob(&path, scenario).ok());
        knobs.filter(|knob| knob.range.is_some()).collect()
    }

    /// The knobs that the file writes and that are guesses or measurements, with what each plan's prices
    /// are multiplied by, also where that is not written.
    pub fn written(&self, scenario: &Scenario) -> Vec<Knob> {
        let multiplier = |plan: &PlanEntry| format!("{}.price_multiplier", plan.path);
        let multipliers: Vec<String> = scenario.plans.iter().map(multiplier).collect();
        let mut knobs: Vec<Knob> = Vec::new();
        for path in ranges::guesses(&self.table).iter().chain(&multipliers) {
            if let Ok(knob) = self.knob(path, scenario)
                && !knobs.iter().any(|known| known.is_same(&knob))
            {
                knobs.push(knob);
            }
        }
        knobs
    }

    /// The knob at `path`; `scenario` is the file's own.
    ///
    /// # Errors
    /// [`KnobError`] where there is no number at that path.
    pub fn knob(&self, path: &str, scenario: &Scenario) -> Result<Knob, KnobError> {
        Knob::find(path, &self.table, scenario)
    }

    /// The knob that says how many requests there are.
    ///
    /// # Errors
    /// [`KnobError`] where the scenario has none.
    pub fn volume(&self, scenario: &Scenario) -> Result<Knob, KnobError> {
        Knob::volume(&self.table, scenario)
    }
}
