//! What can be bought, at what price, on which date, according to which source.
//!
//! The price files under `pricing/` are embedded in the program, sorted, and read lazily: a look-up
//! finds the lines of one item by binary search and parses only those. Overlays (negotiated prices,
//! fresher price lists) lie above them. A price that is not there is a [`MissingPrice`], never zero,
//! and never borrowed except by the derivations of [`derive`].

mod accelerator;
mod architecture;
mod check;
mod derive;
mod directory;
mod edition;
mod error;
mod explained;
mod history;
mod instance;
mod measurement;
mod model;
mod names;
mod overlay;
mod price;
mod region;
mod row;
mod table;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock},
};

use jiff::civil::Date;

pub use accelerator::{Accelerator, ModelCoverage};
pub use architecture::{Architecture, Attention, Experts};
pub use check::{CheckSummary, check_embedded};
pub use derive::{RULES, Rule};
pub use directory::PriceDirectory;
pub use edition::Edition;
pub use error::CatalogError;
pub use explained::{Explanation, OtherFigure};
pub use history::FormerPrice;
pub use instance::Instance;
pub use measurement::{Host, Measurement};
pub use model::{Caching, Model};
pub use names::{OFFERS, Offer, SCOPES, TERMS, TIERS};
pub use overlay::Overlay;
pub use price::{MissingPrice, Origin, Price, PriceSource, Query};
pub use region::Region;
pub use row::{Confidence, HEADER, PriceKey, PriceRow};

/// The date the embedded prices stand for.
pub const EDITION: &str = include_str!("../../pricing/edition.txt");

/// An embedded file: its name under `pricing/`, and its text.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// The name.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
}

macro_rules! files {
    ($($name:literal)*) => {
        &[$( File { name: $name, text: include_str!(concat!("../../pricing/", $name)) }, )*]
    };
}

/// The price files; the first column of each is the service.
const PRICE_FILES: &[File] = files!["bedrock.csv" "companion.csv" "sagemaker.csv"];
const MODELS: File = files!["models.csv"][0];
const INSTANCES: File = files!["instances.csv"][0];
const REGIONS: File = files!["regions.csv"][0];
const SOURCES: File = files!["sources.csv"][0];
const FACTS: File = files!["facts.csv"][0];
const ARCHITECTURES: File = files!["architectures.csv"][0];
const ACCELERATORS: File = files!["accelerators.csv"][0];
const MEASUREMENTS: File = files!["throughput.csv"][0];
const HISTORY: File = files!["history.csv"][0];
const EXPLAINED: File = files!["explained.csv"][0];
const EDITIONS: File = files!["editions.csv"][0];

/// Rows of items that were looked up, by service and item.
type Blocks = BTreeMap<(String, String), Arc<[PriceRow]>>;

/// The prices and facts, as they stood on one date, with the user's own above them.
#[derive(Debug)]
pub struct Catalog {
    as_of: Date,
    overlays: Vec<Overlay>,
    /// Prices that stand in the place of the embedded ones.
    directory: Option<Arc<PriceDirectory>>,
    blocks: Mutex<Blocks>,
    models: OnceLock<Vec<Model>>,
    regions: OnceLock<Vec<Region>>,
    accelerators: OnceLock<Vec<Accelerator>>,
    sources: OnceLock<BTreeMap<String, Source>>,
}

/// Where prices were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub what: String,
    /// Its address.
    pub url: String,
    /// When it was read.
    pub date: String,
}

/// A limit, a quota, a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its value, as written.
    pub value: String,
    /// What it counts.
    pub unit: String,
    /// Where it was read.
    pub read_at: PriceSource,
}

impl Catalog {
    /// The embedded catalog at the date of its edition, under `overlays`, the last one winning.
    pub fn embedded(overlays: Vec<Overlay>) -> Self {
        Self::as_of(overlays, edition_date())
    }

    /// The same as it stood on `as_of`.
    pub fn as_of(overlays: Vec<Overlay>, as_of: Date) -> Self {
        Self {
            as_of,
            overlays,
            directory: None,
            blocks: Mutex::default(),
            models: OnceLock::new(),
            regions: OnceLock::new(),
            accelerators: OnceLock::new(),
            sources: OnceLock::new(),
        }
    }

    /// The prices of a directory in the place of the embedded ones, as they stood on `as_of`; what is no
    /// price (models, instance types, regions, facts) stays the embedded one.
    pub fn of_directory(directory: PriceDirectory, overlays: Vec<Overlay>, as_of: Date) -> Self {
        Self {
            directory: Some(Arc::new(directory)),
            ..Self::as_of(overlays, as_of)
        }
    }

    /// The date prices are taken at.
    pub fn date(&self) -> Date {
        self.as_of
    }

    /// The date of the edition, as text.
    pub fn edition() -> &'static str {
        EDITION.split_whitespace().next().unwrap_or_default()
    }

    /// The digest of all embedded price files.
    pub fn digest() -> &'static str {
        EDITION.split_whitespace().nth(1).unwrap_or_default()
    }

    /// Every edition there was, the present one last.
    pub fn editions() -> Vec<Edition> {
        edition::all()
    }

    /// Why prices differ from each other or from those of others where that is known, in the order of the
    /// table.
    pub fn explanations() -> Vec<Explanation> {
        explained::all()
    }

    /// Every former price, in the order of their file.
    ///
    /// # Errors
    /// The first damaged row.
    pub fn former_prices() -> Result<Vec<FormerPrice>, CatalogError> {
        let rows = history::parse_file(HISTORY.name, HISTORY.text)?;
        Ok(rows.into_iter().map(|(_, former)| former).collect())
    }

    /// The directory whose prices stand in the place of the embedded ones.
    pub fn directory(&self) -> Option<&PriceDirectory> {
        self.directory.as_deref()
    }

    /// The overlays in use, lowest first.
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// Every row of an item: catalog, overlays above, derived rows last. Sorted by key within each.
    pub fn rows(&self, service: &str, item: &str) -> Arc<[PriceRow]> {
        let key = (service.to_owned(), item.to_owned());
        let mut blocks = match self.blocks.lock() {
            Ok(blocks) => blocks,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(rows) = blocks.get(&key) {
            return Arc::clone(rows);
        }
        let rows: Arc<[PriceRow]> = self.load(service, item).into();
        blocks.insert(key, Arc::clone(&rows));
        rows
    }

    fn load(&self, service: &str, item: &str) -> Vec<PriceRow> {
        let mut rows = self.listed(service, item);
        for overlay in &self.overlays {
            let own = overlay.rows.iter();
            rows.extend(
                own.filter(|row| row.key.service == service && row.key.item == item)
                    .cloned(),
            );
        }
        rows.retain(|row| row.effective_from.is_none_or(|date| date <= self.as_of));
        let model = (service == "bedrock").then(|| self.model(item)).flatten();
        let instance = (service == "sagemaker")
            .then(|| self.instance(item))
            .flatten();
        let derived = derive::rows(&rows, model, instance.as_ref(), self.regions());
        rows.extend(derived);
        rows
    }

    /// The rows of an item's files.
    fn listed(&self, service: &str, item: &str) -> Vec<PriceRow> {
        if let Some(directory) = &self.directory {
            return directory.rows(service, item, self.as_of);
        }
        let mut rows = history::rows(service, item, self.as_of);
        for file in PRICE_FILES {
            let lines = table::block(file.text, &format!("{service},{item},"));
            rows.extend(row::parse(file.name, lines).into_iter().flatten());
        }
        rows
    }

    /// Every row of the items of that name, whatever their service.
    pub fn rows_called(&self, item: &str) -> Vec<PriceRow> {
        let mut services: Vec<&str> = PRICE_FILES
            .iter()
            .flat_map(|file| table::first_column(file.text))
            .collect();
        let own = self.overlays.iter().flat_map(|overlay| &overlay.rows);
        services.extend(own.map(|row| row.key.service.as_str()));
        services.sort_unstable();
        services.dedup();
        services
            .into_iter()
            .flat_map(|service| self.rows(service, item).to_vec())
            .collect()
    }

    /// Every embedded and overlaid row of every item, derived ones too, in the order of the files.
    ///
    /// # Errors
    /// The first damaged row.
    pub fn all_rows(&self) -> Result<Vec<PriceRow>, CatalogError> {
        let mut items: Vec<(String, String)> = Vec::new();
        if let Some(directory) = &self.directory {
            items.extend(directory.items());
        } else {
            for file in PRICE_FILES {
                for row in row::parse_file(file.name, file.text)? {
                    items.push((row.key.service, row.key.item));
                }
            }
            items.extend(history::items(self.as_of));
        }
        for overlay in &self.overlays {
            let keys = overlay.rows.iter().map(|row| &row.key);
            items.extend(keys.map(|key| (key.service.clone(), key.item.clone())));
        }
        items.sort();
        items.dedup();
        Ok(items
            .iter()
            .flat_map(|(service, item)| self.rows(service, item).to_vec())
            .collect())
    }

    /// The long-context steps that any price has, in tokens, from the smallest on: a request whose whole
    /// prompt is above one may cost more.
    pub fn long_context_steps(&self) -> Vec<u64> {
        const START: &str = "above-";
        let step = |variant: &str| variant.strip_prefix(START)?.parse::<u64>().ok();
        let own = self.overlays.iter().flat_map(|overlay| &overlay.rows);
        let own = own.filter_map(|row| step(&row.key.variant));
        let listed = PRICE_FILES.iter().flat_map(|file| file.text.split(','));
        let listed = listed.filter_map(step);
        let mut steps: Vec<u64> = listed.chain(own).collect();
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// The model table, sorted by id, and any model only an overlay names.
    pub fn models(&self) -> &[Model] {
        self.models.get_or_init(|| {
            let mut models = model::parse(MODELS.text);
            let unknown = self.unknown_items();
            models.extend(unknown.into_iter().map(Model::only_priced));
            models
        })
    }

    /// What overlays price on Bedrock that is in no embedded file, sorted: models of the user's own,
    /// or misspelt ones.
    pub fn unknown_items(&self) -> Vec<&str> {
        let own = self.overlays.iter().flat_map(|overlay| &overlay.rows);
        let mut items: Vec<&str> = own
            .filter(|row| row.key.service == "bedrock")
            .map(|row| row.key.item.as_str())
            .collect();
        items.sort_unstable();
        items.dedup();
        items.retain(|item| {
            let modelled = !table::block(MODELS.text, &format!("{item},")).is_empty();
            !modelled && !embedded("bedrock", item)
        });
        items
    }

    /// The model of that id, family or alias; a `us.`, `eu.` or `global.` prefix is not part of it.
    pub fn model(&self, name: &str) -> Option<&Model> {
        let models = self.models();
        models.iter().find(|model| model.id == name).or_else(|| {
            let name = name.to_lowercase();
            models.iter().find(|model| model.is_called(&name))
        })
    }

    /// The instance type, if the API knows it.
    pub fn instance(&self, name: &str) -> Option<Instance> {
        instance::parse(table::block(INSTANCES.text, &format!("{name},")))
    }

    /// The names of all instance types.
    pub fn instance_names(&self) -> impl Iterator<Item = &'static str> {
        Self::all_instance_names()
    }

    fn has_instance(name: &str) -> bool {
        !table::block(INSTANCES.text, &format!("{name},")).is_empty()
    }

    fn all_instance_names() -> impl Iterator<Item = &'static str> {
        INSTANCES
            .text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
    }

    /// The architecture of that name, as the model table writes it.
    pub fn architecture(&self, name: &str) -> Option<Architecture> {
        architecture::parse(table::block(ARCHITECTURES.text, &format!("{name},")))
    }

    /// The names of all architectures.
    pub fn architecture_names(&self) -> impl Iterator<Item = &'static str> {
        ARCHITECTURES
            .text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
    }

    /// All accelerators, sorted by name.
    pub fn accelerators(&self) -> &[Accelerator] {
        self.accelerators
            .get_or_init(|| accelerator::parse(table::body(ACCELERATORS.text)))
    }

    /// The accelerator of that name, as the throughput table writes it.
    pub fn accelerator(&self, name: &str) -> Option<&Accelerator> {
        self.accelerators()
            .iter()
            .find(|accelerator| accelerator.name == name)
    }

    /// The accelerator of an instance type, if it has one whose figures are known.
    pub fn accelerator_of(&self, instance: &Instance) -> Option<&Accelerator> {
        self.accelerators()
            .iter()
            .find(|accelerator| accelerator.is_in(instance))
    }

    /// What was measured of an architecture on an accelerator, in the order of the table.
    pub fn measurements(&self, architecture: &str, accelerator: &str) -> Vec<Measurement> {
        let prefix = format!("{architecture},{accelerator},");
        measurement::parse(table::block(MEASUREMENTS.text, &prefix))
    }

    /// All regions.
    pub fn regions(&self) -> &[Region] {
        self.regions.get_or_init(|| region::parse(REGIONS.text))
    }

    /// The region of that code.
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions().iter().find(|region| region.code == code)
    }

    /// The source of that key.
    pub fn source(&self, key: &str) -> Option<&Source> {
        let sources = self.sources.get_or_init(|| {
            let records = table::records(SOURCES.text).skip(1);
            let field =
                |record: &csv::StringRecord, at| record.get(at).unwrap_or_default().to_owned();
            let read = |record: csv::StringRecord| {
                let (what, url, date) = (field(&record, 1), field(&record, 2), field(&record, 3));
                (field(&record, 0), Source { what, url, date })
            };
            records.map(read).collect()
        });
        sources.get(key)
    }

    /// The value of a fact: a limit, a quota, a count.
    pub fn fact(&self, topic: &str, item: &str) -> Option<String> {
        self.fact_with_confidence(topic, item)
            .map(|(value, _)| value)
    }

    /// The value of a fact, and how sure it is: `high`, `medium` or `low`.
    pub fn fact_with_confidence(&self, topic: &str, item: &str) -> Option<(String, String)> {
        let fact = self.fact_row(topic, item)?;
        Some((fact.value, fact.read_at.confidence?.word().to_owned()))
    }

    /// A fact with its unit and where it was read, unless its value is missing.
    pub fn fact_row(&self, topic: &str, item: &str) -> Option<Fact> {
        let lines = table::block(FACTS.text, &format!("{topic},{item},"));
        let record = table::records(lines).next()?;
        let field = |at: usize| record.get(at).filter(|text| !text.is_empty());
        let url = field(6).and_then(|source| self.source(source));
        Some(Fact {
            value: field(3)?.to_owned(),
            unit: field(4).unwrap_or_default().to_owned(),
            read_at: PriceSource {
                key: format!("{topic},{item}"),
                url: url.map(|source| source.url.clone()),
                checked_on: field(5).map(str::to_owned),
                effective_from: None,
                confidence: field(7).and_then(Confidence::from_word),
                origin: Origin::Catalog,
                reading: None,
            },
        })
    }

    /// The services, items and offers the price files know, for error messages and filters.
    ///
    /// # Errors
    /// The first damaged row.
    pub fn items(&self) -> Result<Vec<String>, CatalogError> {
        let mut items: Vec<String> = Vec::new();
        for file in PRICE_FILES {
            items.extend(
                row::parse_file(file.name, file.text)?
                    .into_iter()
                    .map(|row| row.key.item),
            );
        }
        items.sort();
        items.dedup();
        Ok(items)
    }
}

/// The date of the edition.
fn edition_date() -> Date {
    Catalog::edition().parse().unwrap_or(Date::ZERO)
}

/// Whether the price files have a row of that item.
fn embedded(service: &str, item: &str) -> bool {
    let prefix = format!("{service},{item},");
    PRICE_FILES
        .iter()
        .any(|file| !table::block(file.text, &prefix).is_empty())
}

/// The items of a service, as often as they have rows.
fn item_names(service: &str) -> impl Iterator<Item = &'static str> {
    let prefix = format!("{service},");
    PRICE_FILES
        .iter()
        .flat_map(move |file| table::block(file.text, &prefix).lines())
        .filter_map(|line| line.split(',').nth(1))
}
