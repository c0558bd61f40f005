//! Cost Explorer: the answers of `aws ce get-cost-and-usage`, grouped by service, usage type or both, and
//! further by region or record type. Amounts are text, the end of a period is not part of it. Quantities
//! have a unit, but `N/A` where usage of several units was added up.

use std::{borrow::Cow, collections::BTreeMap, io::BufRead};

use serde::Deserialize;

use super::{
    BillFormat, BilledService, Charges, ChargesError, LineType, Period, UsageType,
    line::{BillLine, ReadRow, Row, Stated},
    number,
    rejected::{Fault, RejectReason},
    seen, time,
};

/// Far more than any answer has, and less than memory.
const MOST_MIB: u64 = 256;
const COST: &str = "UnblendedCost";
const QUANTITY: &str = "UsageQuantity";

#[derive(Deserialize)]
#[serde(untagged)]
enum Pages {
    One(Page),
    Several(Vec<Page>),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    group_definitions: Vec<GroupDefinition>,
    results_by_time: Vec<ResultByTime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupDefinition {
    r#type: Option<String>,
    key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultByTime {
    time_period: TimePeriod,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    total: BTreeMap<String, Metric>,
    #[serde(default)]
    estimated: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    start: String,
    end: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    keys: Vec<String>,
    metrics: BTreeMap<String, Metric>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    amount: String,
    #[serde(default)]
    unit: String,
}

/// Which key of a group is what.
struct Dimensions {
    service: Option<usize>,
    usage_type: Option<usize>,
    region: Option<usize>,
    record_type: Option<usize>,
    /// All of them.
    text: String,
}

/// Reads one answer, several behind each other, or a list of them.
pub(super) fn read(
    charges: &mut Charges,
    file: &str,
    source: impl BufRead,
) -> Result<(), ChargesError> {
    let text = text(file, source)?;
    let mut group = 0;
    let mut is_begun = false;
    for pages in serde_json::Deserializer::from_str(&text).into_iter::<Pages>() {
        let pages = match pages.map_err(|error| broken(file, &text, &error))? {
            Pages::One(page) => vec![page],
            Pages::Several(pages) => pages,
        };
        if !is_begun {
            charges.begin(file, BillFormat::CostExplorer)?;
            is_begun = true;
        }
        for page in &pages {
            let dimensions = Dimensions::of(file, page)?;
            for result in &page.results_by_time {
                take(charges, &dimensions, result, &mut group);
            }
        }
    }
    Ok(())
}

fn text(file: &str, source: impl BufRead) -> Result<String, ChargesError> {
    use std::io::Read as _;

    let most = MOST_MIB << 20;
    let mut text = String::new();
    let read = source.take(most + 1).read_to_string(&mut text);
    let read = read.map_err(|error| super::totals::unreadable(file, 1, &error))?;
    if u64::try_from(read).is_ok_and(|read| read > most) {
        return Err(ChargesError::TooLong {
            file: file.to_owned(),
            mib: MOST_MIB,
        });
    }
    Ok(text)
}

/// The message of a parser that knows both shapes says neither; that of the one shape says where.
fn broken(file: &str, text: &str, error: &serde_json::Error) -> ChargesError {
    let exact = serde_json::Deserializer::from_str(text)
        .into_iter::<Page>()
        .find_map(Result::err);
    let error = exact.as_ref().unwrap_or(error);
    ChargesError::Json {
        file: file.to_owned(),
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    }
}

fn take(charges: &mut Charges, dimensions: &Dimensions, result: &ResultByTime, group: &mut u64) {
    if !result.total.is_empty() && result.groups.is_empty() {
        *group += 1;
        let detail = "it is a total of all services";
        charges.reject(*group, Fault::new("Total", RejectReason::Ungrouped, detail));
    }
    let time = &result.time_period;
    let is_apart = match (time::seconds(&time.start), time::seconds(&time.end)) {
        (Ok(start), Ok(end)) => charges.is_apart(start, end, &dimensions.text),
        // Each row says what is wrong with its time.
        _ => true,
    };
    for one in &result.groups {
        *group += 1;
        let mut parts = vec![&*time.start, &*time.end];
        parts.extend(one.keys.iter().map(String::as_str));
        let seen_before = if !is_apart {
            Some("costs of these days were read before, grouped or divided otherwise")
        } else if !charges.is_new(seen::identity(&parts)) {
            Some("a group of these keys and days was read before")
        } else {
            None
        };
        if let Some(detail) = seen_before {
            charges.reject(*group, Fault::new("Keys", RejectReason::Duplicate, detail));
            continue;
        }
        match dimensions.row(time, one) {
            Ok(row) => {
                if result.estimated {
                    charges.note_estimated();
                }
                charges.keep(*group, row);
            }
            Err(fault) => charges.reject(*group, fault),
        }
    }
}

impl Dimensions {
    fn of(file: &str, page: &Page) -> Result<Self, ChargesError> {
        let at = |name: &str| {
            page.group_definitions.iter().position(|definition| {
                let is_dimension = definition
                    .r#type
                    .as_deref()
                    .is_none_or(|t| t == "DIMENSION");
                is_dimension && definition.key.eq_ignore_ascii_case(name)
            })
        };
        let dimensions = Self {
            service: at("SERVICE"),
            usage_type: at("USAGE_TYPE"),
            region: at("REGION"),
            record_type: at("RECORD_TYPE"),
            text: page
                .group_definitions
                .iter()
                .fold(String::new(), |text, definition| {
                    text + &definition.key + "\0"
                }),
        };
        let has_groups = page
            .results_by_time
            .iter()
            .any(|result| !result.groups.is_empty());
        if has_groups && dimensions.service.is_none() && dimensions.usage_type.is_none() {
            return Err(ChargesError::NotGrouped {
                file: file.to_owned(),
            });
        }
        Ok(dimensions)
    }

    fn row<'a>(&self, time: &TimePeriod, group: &'a Group) -> ReadRow<'a> {
        let key = |at: Option<usize>| {
            at.and_then(|at| group.keys.get(at))
                .map_or("", |key| key.trim())
        };
        let (name, usage_type) = (key(self.service), key(self.usage_type));
        let cost = metric(group, COST)?.ok_or_else(|| Fault::missing(COST))?;
        if cost.unit != "USD" {
            let detail = format!(
                "it is in {}, not in USD",
                crate::units::shortened(cost.unit)
            );
            return Err(Fault::new(COST, RejectReason::Currency, detail));
        }
        let by_type = || {
            self.service
                .is_none()
                .then(|| UsageType::parse(usage_type).service())
                .flatten()
        };
        let by_name = BilledService::named(name);
        let service = by_name
            .or_else(by_type)
            .or_else(|| UsageType::of_marketplace(usage_type));
        let Some(service) = service else {
            let name = if self.service.is_some() {
                name
            } else {
                "(no service stated)"
            };
            return Ok(Row::Other(Cow::Borrowed(name), cost.amount));
        };
        let period = Period::of(&time.start, &time.end)
            .map_err(|detail| Fault::new("TimePeriod", RejectReason::Time, detail))?;
        // `global` and `NoRegion` are no regions.
        let region = Some(key(self.region)).filter(|region| region.contains('-'));
        // A quantity over usage types has no meaning.
        let quantity = metric(group, QUANTITY)?.filter(|_| self.usage_type.is_some());
        Ok(Row::Ours(Box::new(BillLine {
            service,
            service_name: Cow::Borrowed(name),
            usage_type: Cow::Borrowed(usage_type),
            region: Cow::Borrowed(region.unwrap_or_default()),
            line_type: LineType::named(key(self.record_type)),
            period,
            quantities: quantity.into_iter().collect(),
            description: "",
            cost: cost.amount,
            effective: None,
            public: None,
        })))
    }
}

/// An amount and its unit.
fn metric<'a>(group: &'a Group, name: &str) -> Result<Option<Stated<'a>>, Fault> {
    let Some(metric) = group.metrics.get(name) else {
        return Ok(None);
    };
    let amount = number::amount(&metric.amount).map_err(|detail| Fault::number(name, detail))?;
    let unit = &metric.unit;
    Ok(Some(Stated { amount, unit }))
}
