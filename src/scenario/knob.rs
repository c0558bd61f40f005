//! Knobs: numbers of a scenario, named by their path, to be turned.

use super::{Scenario, ScenarioFields};
use crate::{
    plan::PLANS,
    schema::{
        Field, FieldType as _, Kind, Node, Number, Range, Record as _, Table, Value, closest,
    },
    units::{Decimal, bounds::Bound},
};

/// The four ways to say how many requests there are: exactly one is in a file.
pub(super) const VOLUMES: [&str; 4] = [
    "requests_per_month",
    "requests_per_day",
    "requests_per_hour",
    "requests_per_second",
];

/// A number of the scenario that can be set.
#[derive(Debug, Clone)]
pub struct Knob {
    /// Its path, such as `plan.2.price_multiplier`.
    pub path: String,
    /// Its unit, empty for shares and factors.
    pub unit: &'static str,
    /// What it may be.
    pub bound: &'static Bound,
    /// What the file says, or what holds by default, if that is one number.
    pub value: Option<Decimal>,
    /// The range the file gives for it.
    pub range: Option<Range>,
    /// Whether it is the number of requests.
    pub is_volume: bool,
    is_money: bool,
    spots: Vec<Vec<Step>>,
}

/// A step of the way to a number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Into the value under a key.
    Key(String),
    /// Into an entry of a list.
    Entry(usize),
}

/// Why a path names no knob, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct KnobError {
    /// What is wrong.
    pub message: String,
    /// What to do, if that is known.
    pub help: Option<String>,
}

impl KnobError {
    /// An error, and what to do about it.
    pub fn new(message: String, help: Option<String>) -> Self {
        Self { message, help }
    }
}

impl Knob {
    /// The knob at `path` in a file's `table`; `scenario` is what the table says, for the ids of its
    /// plans.
    ///
    /// # Errors
    /// [`KnobError`] where there is no number at that path.
    pub fn find(path: &str, table: &Table, scenario: &Scenario) -> Result<Self, KnobError> {
        let parts = parts(path)?;
        let mut search = Search {
            path,
            scenario,
            found: None,
        };
        search.fields(
            &[ScenarioFields::FIELDS],
            Some(table),
            &parts,
            &mut Vec::new(),
        )?;
        let Some(knob) = search.found else {
            let message = format!("no plan of the scenario has `{path}`");
            return Err(KnobError::new(message, None));
        };
        Ok(knob)
    }

    /// The knob that says how many requests there are, as the file says it.
    ///
    /// # Errors
    /// None for a file that has a workload.
    pub fn volume(table: &Table, scenario: &Scenario) -> Result<Self, KnobError> {
        let workload = table.get("workload").map(|node| &node.value);
        let has = |name: &&&str| matches!(workload, Some(Value::Table(w)) if w.get(name).is_some());
        let name = VOLUMES.iter().find(has).unwrap_or(&VOLUMES[0]);
        Self::find(&format!("workload.{name}"), table, scenario)
    }

    /// The plans of the file, by their places, in whose tables it stands; `None` where it is no plan's.
    pub fn plans(&self) -> Option<Vec<usize>> {
        let plan = |spot: &Vec<Step>| match spot.as_slice() {
            [Step::Key(list), Step::Entry(at), ..] if list == "plan" => Some(*at),
            _ => None,
        };
        self.spots.iter().map(plan).collect()
    }

    /// Whether another knob turns the same numbers, or is another way to say how many requests there
    /// are.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_volume && other.is_volume
            || self.spots.iter().any(|spot| other.spots.contains(spot))
    }

    /// A knob by itself, of no file.
    #[cfg(test)]
    pub(super) fn plain(path: &str, bound: &'static Bound, value: Option<Decimal>) -> Self {
        Self {
            path: path.to_owned(),
            unit: "",
            bound,
            value,
            range: None,
            is_volume: false,
            is_money: false,
            spots: Vec::new(),
        }
    }

    /// Sets it in a file's `table` as if `value` had been typed there.
    pub fn set(&self, table: &mut Table, value: Decimal) {
        let text = value.normalize().to_string();
        let value = if self.is_money {
            Value::Text(text)
        } else {
            Value::Number(text)
        };
        for spot in &self.spots {
            put(table, spot, &value);
        }
        if self.is_volume
            && let Some(Node {
                value: Value::Table(workload),
                ..
            }) = table.get_mut("workload")
        {
            for name in VOLUMES.iter().filter(|name| !self.path.ends_with(**name)) {
                workload.remove(name);
            }
        }
    }
}

/// Puts `value` at the end of `spot`, making the tables on the way.
fn put(table: &mut Table, spot: &[Step], value: &Value) {
    let Some((Step::Key(key), rest)) = spot.split_first() else {
        return;
    };
    let span = table.span.clone();
    let node = |value: Value| Node {
        span: span.clone(),
        value,
    };
    if rest.is_empty() {
        table.insert(key, span.clone(), node(value.clone()));
        return;
    }
    if table.get(key).is_none() {
        let empty = Value::Table(Table::new(span.clone()));
        table.insert(key, span.clone(), node(empty));
    }
    let Some(inner) = table.get_mut(key) else {
        return;
    };
    match (&mut inner.value, rest.split_first()) {
        (Value::Table(inner), _) => put(inner, rest, value),
        (Value::List(items), Some((Step::Entry(at), after))) => {
            let Some(item) = items.get_mut(*at) else {
                return;
            };
            match &mut item.value {
                Value::Table(inner) if !after.is_empty() => put(inner, after, value),
                number if after.is_empty() => *number = value.clone(),
                _ => {}
            }
        }
        _ => {}
    }
}

/// The parts of a path; a quoted part may contain dots, as in TOML.
fn parts(path: &str) -> Result<Vec<String>, KnobError> {
    let wrong = |what: &str| {
        let help = "a knob is a path such as workload.output_tokens or plan.\"my plan\".units";
        KnobError::new(format!("`{path}` {what}"), Some(help.to_owned()))
    };
    let mut parts = Vec::new();
    let mut rest = path;
    loop {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (part, after) = if let Some(quote) = quote {
            let inside = &rest[1..];
            let end = inside
                .find(quote)
                .ok_or_else(|| wrong("has a quote that is not closed"))?;
            (&inside[..end], &inside[end + 1..])
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            (&rest[..end], &rest[end..])
        };
        if part.is_empty() {
            return Err(wrong("has an empty part"));
        }
        parts.push(part.to_owned());
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None if after.is_empty() => return Ok(parts),
            None => return Err(wrong("has something after a closing quote")),
        }
    }
}

/// A search for the number at a path.
struct Search<'a> {
    path: &'a str,
    scenario: &'a Scenario,
    found: Option<Knob>,
}

impl Search<'_> {
    fn refuse(&self, message: &str, help: Option<String>) -> KnobError {
        KnobError::new(format!("no knob `{}`: {message}", self.path), help)
    }

    /// Among `lists` of fields, of which `table` may have some.
    fn fields(
        &mut self,
        lists: &[&'static [Field]],
        table: Option<&Table>,
        parts: &[String],
        way: &mut Vec<Step>,
    ) -> Result<(), KnobError> {
        let Some((name, rest)) = parts.split_first() else {
            return Err(self.refuse("it names a table, not a number in it", None));
        };
        let all = || lists.iter().flat_map(|fields| fields.iter());
        let Some(field) = all().find(|field| field.name == name) else {
            let help = closest(name, all().map(|field| field.name));
            let help = help.map(|near| format!("did you mean `{near}`?"));
            return Err(self.refuse(&format!("there is no field `{name}`"), help));
        };
        if field.later {
            let message = format!("this version does not support `{name}` yet");
            return Err(self.refuse(&message, None));
        }
        way.push(Step::Key(name.clone()));
        self.value(field, table.and_then(|table| table.get(name)), rest, way)?;
        way.pop();
        Ok(())
    }

    fn value(
        &mut self,
        field: &'static Field,
        node: Option<&Node>,
        rest: &[String],
        way: &mut Vec<Step>,
    ) -> Result<(), KnobError> {
        let inner = node.map(|node| &node.value);
        let inside = match inner {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        };
        match field.kind {
            Kind::Number(bound) | Kind::Money(bound) | Kind::NumberOrWord(bound, _)
                if rest.is_empty() =>
            {
                self.found(field, bound, node, way);
                Ok(())
            }
            Kind::Record(fields, _) => self.fields(&[fields], inside, rest, way),
            Kind::Map(fields, _) => {
                let (name, after) = self.next(field, rest)?;
                let Some(node) = inside.and_then(|named| named.get(name)) else {
                    let names = inside.into_iter().flat_map(Table::iter);
                    let help = closest(name, names.map(|(key, _, _)| key));
                    let help = help.map(|near| format!("did you mean `{near}`?"));
                    let message = format!("the scenario has no [{}.{name}]", field.name);
                    return Err(self.refuse(&message, help));
                };
                let table = match &node.value {
                    Value::Table(table) => Some(table),
                    _ => None,
                };
                way.push(Step::Key(name.to_owned()));
                self.fields(&[fields], table, after, way)?;
                way.pop();
                Ok(())
            }
            Kind::Records(fields, _) => {
                let (name, after) = self.next(field, rest)?;
                let items = items(inner);
                let at = self.entry(field.name, name, &items)?;
                way.push(Step::Entry(at));
                self.fields(&[fields], Some(items[at]), after, way)?;
                way.pop();
                Ok(())
            }
            Kind::Tagged(_) => self.plans(field, inner, rest, way),
            Kind::Numbers(bound) => {
                let (name, _) = self.next(field, rest)?;
                let at = name.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
                let node = match (inner, at) {
                    (Some(Value::List(nodes)), Some(at)) => nodes.get(at),
                    _ => None,
                };
                let Some(at) = at.filter(|_| node.is_some()) else {
                    let message = format!("`{}` has no entry {name}", field.name);
                    return Err(self.refuse(&message, None));
                };
                way.push(Step::Entry(at));
                self.found(field, bound, node, way);
                way.pop();
                Ok(())
            }
            _ => {
                let message = format!("`{}` is not a number that can be turned", field.name);
                Err(self.refuse(&message, None))
            }
        }
    }

    fn next<'p>(
        &self,
        field: &Field,
        rest: &'p [String],
    ) -> Result<(&'p str, &'p [String]), KnobError> {
        let Some((name, after)) = rest.split_first() else {
            let message = format!("say which `{}`, by its name or its number", field.name);
            return Err(self.refuse(&message, None));
        };
        Ok((name, after))
    }

    /// The entry of a list that `name` names: by its place, counted from 1, or its own `id` or `name`.
    fn entry(&self, list: &str, name: &str, items: &[&Table]) -> Result<usize, KnobError> {
        let named = |table: &&&Table| [table.text("id"), table.text("name")].contains(&Some(name));
        let by_place = name.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
        let by_name = items.iter().position(|table| named(&table));
        by_name
            .or(by_place.filter(|at| *at < items.len()))
            .ok_or_else(|| {
                let message = match items.len() {
                    0 => format!("no [[{list}]] is written in the file"),
                    count => format!("there is no {list} `{name}` among the {count} in the file"),
                };
                self.refuse(&message, None)
            })
    }

    /// The plans a part names: all of `*`, or one by its place, its id or the id made of its choices.
    fn plans(
        &mut self,
        field: &'static Field,
        inner: Option<&Value>,
        rest: &[String],
        way: &mut Vec<Step>,
    ) -> Result<(), KnobError> {
        let (name, after) = self.next(field, rest)?;
        let tables = items(inner);
        let every = name == "*";
        let chosen: Vec<usize> = if every {
            (0..tables.len()).collect()
        } else {
            let ids = |at: &usize| {
                let plan = &self.scenario.plans.get(*at);
                plan.is_some_and(|plan| plan.id == name || plan.made == name)
            };
            match (0..tables.len()).find(ids) {
                Some(at) => vec![at],
                None => vec![self.unknown_plan(name, &tables)?],
            }
        };
        for at in chosen {
            let mode = tables[at].text("mode").unwrap_or_default();
            let own = PLANS.fields(mode).unwrap_or_default();
            let lists: Vec<&'static [Field]> = [PLANS.common]
                .into_iter()
                .chain(own.iter().copied())
                .collect();
            let first = after.first().map(String::as_str).unwrap_or_default();
            let has = lists.iter().flat_map(|list| list.iter());
            if every && !has.clone().any(|field| field.name == first) {
                continue;
            }
            way.push(Step::Entry(at));
            self.fields(&lists, Some(tables[at]), after, way)?;
            way.pop();
        }
        Ok(())
    }

    fn unknown_plan(&self, name: &str, tables: &[&Table]) -> Result<usize, KnobError> {
        self.entry("plan", name, tables).map_err(|mut error| {
            let ids = self.scenario.plans.iter().map(|plan| plan.id.as_str());
            error.help = match closest(name, ids) {
                Some(near) => Some(format!("did you mean plan.\"{near}\"?")),
                None if tables.is_empty() => {
                    Some("proposed plans have no knobs: write the plan as a [[plan]]".to_owned())
                }
                None => None,
            };
            error
        })
    }

    /// Takes note of the number at the end of the way.
    fn found(
        &mut self,
        field: &'static Field,
        bound: &'static Bound,
        node: Option<&Node>,
        way: &[Step],
    ) {
        let written = node.filter(
            |node| !matches!(node.value, Value::Text(ref word) if word.parse::<Decimal>().is_err()),
        );
        let written = written.and_then(|node| Option::<Number>::read(Some(node)));
        let by_default = || field.default.and_then(|text| text.parse().ok());
        let (written, range) = match written {
            Some(number) => (Some(number.value), number.range),
            None => (None, None),
        };
        let value = written.or_else(by_default);
        let is_volume = VOLUMES.contains(&field.name);
        match &mut self.found {
            Some(knob) => {
                if knob.value != value {
                    knob.value = None;
                }
                if knob.range != range {
                    knob.range = None;
                }
                knob.spots.push(way.to_vec());
            }
            None => {
                self.found = Some(Knob {
                    path: self.path.to_owned(),
                    unit: field.unit,
                    bound,
                    value,
                    range,
                    is_volume,
                    is_money: matches!(field.kind, Kind::Money(_)),
                    spots: vec![way.to_vec()],
                });
            }
        }
    }
}

/// The tables of a list.
fn items(value: Option<&Value>) -> Vec<&Table> {
    let Some(Value::List(nodes)) = value else {
        return Vec::new();
    };
    let tables = nodes.iter().filter_map(|node| match &node.value {
        Value::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}
