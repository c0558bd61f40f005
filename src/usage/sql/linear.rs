//! The rules of a record as expressions: the same that the reader evaluates.

use super::{Engine, Places, text_of, value};
use crate::usage::{
    Counts, Failed, Field, Format, Measure, Reason, TimeForm,
    number::MOST,
    rules::{CACHED, MOST_HOURS, PROMPT, SAY_TOKENS, WRITES, WRITES_OF_NO_LIFETIME, is_paid},
    time::{DAY, HOUR, SECOND},
};

/// What the expressions follow from.
#[derive(Debug)]
pub(super) struct Linear<'a> {
    pub(super) engine: Engine,
    pub(super) format: &'static Format,
    pub(super) places: &'a Places<'a>,
    pub(super) counts: Counts,
    pub(super) time: TimeForm,
    pub(super) start: Option<i64>,
    pub(super) steps: &'a [u64],
}

/// The number of a field, as it is written.
fn number_of(field: Field) -> String {
    format!("{}_number", field.name())
}

impl Linear<'_> {
    /// Whether the records may say a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.places.has(field)
    }

    /// The text of a field; of one that is nowhere, none.
    fn text(&self, field: Field) -> String {
        if self.has(field) {
            text_of(field)
        } else {
            format!("CAST(NULL AS {})", self.engine.text_type())
        }
    }

    /// The fields of counts that the records may say.
    fn counted(&self) -> impl Iterator<Item = Field> {
        let fields = self.places.all.iter().map(|(field, _)| *field);
        fields.filter(|field| matches!(field, Field::Of(_) | Field::CacheWriteTokens))
    }

    /// The sums besides the records.
    pub(super) fn measures(&self) -> Vec<Measure> {
        let is_there = |measure: Measure| match measure {
            Measure::Records => false,
            Measure::Requests => true,
            measure => {
                let of_no_lifetime =
                    measure == WRITES_OF_NO_LIFETIME && self.has(Field::CacheWriteTokens);
                of_no_lifetime || self.has(Field::Of(measure))
            }
        };
        let all = Measure::ALL.iter().copied();
        all.filter(|measure| is_there(*measure)).collect()
    }

    /// The second part: texts as numbers.
    pub(super) fn numbers(&self) -> String {
        let engine = self.engine;
        let mut lines = Vec::new();
        for field in self.counted() {
            let value = value::count(engine, &text_of(field));
            lines.push(format!("    {value} AS {}", number_of(field)));
        }
        for (field, name) in [(Field::Time, "first_ns"), (Field::End, "end_ns")] {
            if self.has(field) {
                let text = text_of(field);
                let value = value::nanoseconds(engine, &text, self.time, self.start);
                lines.push(format!("    {value} AS {name}"));
            }
        }
        format!(
            "numbers AS (\n  SELECT\n    *,\n{}\n  FROM texts\n),",
            lines.join(",\n")
        )
    }

    /// The written number of a field, or what stands for none.
    fn or(&self, field: Field, default: u64) -> String {
        if !self.has(field) {
            return default.to_string();
        }
        let number = number_of(field);
        format!("COALESCE({number}, {default})")
    }

    /// The third part: what each record counts, and when.
    pub(super) fn counts(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for measure in self.measures() {
            let count = self.count(measure);
            lines.push(format!("    {count} AS {}", measure.column()));
        }
        let window = match self.format.window_seconds {
            0 => {
                let time = text_of(Field::Time);
                let is_day = match self.time {
                    TimeForm::Written => self.engine.matches(&time, value::DATE),
                    _ => "FALSE".to_owned(),
                };
                format!("CASE WHEN {is_day} THEN {DAY} ELSE 0 END")
            }
            seconds => (i64::from(seconds) * SECOND).to_string(),
        };
        let last = if self.has(Field::End) {
            let end = text_of(Field::End);
            format!("CASE WHEN {end} IS NULL THEN first_ns + {window} ELSE end_ns END")
        } else {
            format!("first_ns + {window}")
        };
        lines.push(format!("    {last} AS last_ns"));
        format!(
            "counts AS (\n  SELECT\n    *,\n{}\n  FROM numbers\n),",
            lines.join(",\n")
        )
    }

    /// What a record counts of a measure.
    fn count(&self, measure: Measure) -> String {
        match measure {
            Measure::Requests => self.or(Field::Of(measure), self.format.requests_of_a_record()),
            Measure::InputTokens if self.counts == Counts::WholePrompt => {
                let cached = CACHED
                    .iter()
                    .filter(|cached| self.measures().contains(cached));
                let cached = cached.map(|cached| format!(" - {}", self.count(*cached)));
                let all = self.or(Field::Of(measure), 0);
                format!("{all}{}", cached.collect::<String>())
            }
            measure if measure == WRITES_OF_NO_LIFETIME && self.has(Field::CacheWriteTokens) => {
                let told: Vec<String> = WRITES
                    .iter()
                    .map(|write| self.or(Field::Of(*write), 0))
                    .collect();
                let own = self.or(Field::Of(measure), 0);
                let all = self.or(Field::CacheWriteTokens, 0);
                format!("({own} + GREATEST(0, {all} - {}))", told.join(" - "))
            }
            measure => self.or(Field::Of(measure), 0),
        }
    }

    /// The fourth part: which records are left out, and why; the hour and step of the others.
    pub(super) fn judged(&self) -> String {
        let engine = self.engine;
        let measures = self.measures();
        let prompt: Vec<&str> = PROMPT
            .iter()
            .filter(|part| measures.contains(part))
            .map(|part| part.column())
            .collect();
        let prompt = if prompt.is_empty() {
            "0".to_owned()
        } else {
            prompt.join(" + ")
        };
        let steps = self.steps.iter().rev();
        let steps: Vec<String> = steps
            .map(|step| format!("WHEN {prompt} > {step} THEN {step}"))
            .collect();
        let above = if steps.is_empty() {
            "0".to_owned()
        } else {
            format!("CASE {} ELSE 0 END", steps.join(" "))
        };
        let requests = Measure::Requests.column();
        let hour = engine.quotient("first_ns", HOUR);
        let end = engine.quotient(&format!("(last_ns + {})", HOUR - 1), HOUR);
        let name =
            |field: Field| format!("    COALESCE({}, '') AS {}", self.text(field), field.name());
        let id = if self.has(Field::Id) {
            format!("    {},\n", text_of(Field::Id))
        } else {
            String::new()
        };
        let measures: Vec<&str> = measures.iter().map(|measure| measure.column()).collect();
        format!(
            "judged AS (\n  SELECT\n{id}    {},\n    first_ns,\n    last_ns,\n    {hour} AS hour,\n    GREATEST(1, {end} - {hour}) AS window_hours,\n{},\n{},\n{},\n    CASE WHEN {requests} = 1 THEN {above} END AS above_tokens,\n    CASE\n{}\n    END AS rejected\n  FROM counts\n),",
            measures.join(", "),
            name(Field::Model),
            name(Field::Region),
            name(Field::Tier),
            self.reasons().join("\n"),
        )
    }

    /// Why a record is left out, in the order in which the reader looks.
    fn reasons(&self) -> Vec<String> {
        let mut all = vec![("NOT is_record".to_owned(), Reason::Unreadable)];
        all.extend(self.not_a_request().map(|when| (when, Reason::NotARequest)));
        all.extend(self.bad_count().map(|when| (when, Reason::Count)));
        let most = MOST_HOURS * HOUR;
        let bad_time = format!(
            "first_ns IS NULL OR first_ns < 0 OR last_ns IS NULL OR last_ns < first_ns OR last_ns - first_ns > {most}"
        );
        all.push((bad_time, Reason::Time));
        let paid = |measure: &Measure| is_paid(*measure, self.format.tokens);
        let paid: Vec<&str> = self
            .measures()
            .into_iter()
            .filter(paid)
            .map(Measure::column)
            .collect();
        let nothing = if paid.is_empty() {
            "TRUE".to_owned()
        } else {
            format!("{} = 0", paid.join(" + "))
        };
        if let Some(failed) = self.failed() {
            all.push((format!("{nothing} AND {failed}"), Reason::Failed));
        }
        all.push((nothing, Reason::NoTokens));
        let line = |(when, reason): &(String, Reason)| {
            format!("      WHEN {when} THEN '{}'", reason.word())
        };
        all.iter().map(line).collect()
    }

    fn words(&self, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| self.engine.text(word)).collect();
        words.join(", ")
    }

    fn not_a_request(&self) -> Option<String> {
        let types = self.format.types;
        if types.is_empty() {
            return None;
        }
        let text = self.text(Field::Type);
        let named: Vec<&str> = types
            .iter()
            .copied()
            .filter(|word| !word.is_empty())
            .collect();
        let known = format!("COALESCE(LOWER({text}) IN ({}), FALSE)", self.words(&named));
        if !types.contains(&"") {
            return Some(format!("NOT {known}"));
        }
        let say = SAY_TOKENS.iter().filter(|field| self.has(**field));
        let say: Vec<String> = say
            .map(|field| format!("{} IS NOT NULL", text_of(*field)))
            .collect();
        let say = if say.is_empty() {
            "FALSE".to_owned()
        } else {
            say.join(" OR ")
        };
        Some(format!("NOT ({known} OR ({text} IS NULL AND ({say})))"))
    }

    fn bad_count(&self) -> Option<String> {
        let mut bad: Vec<String> = self
            .counted()
            .map(|field| {
                let (text, number) = (text_of(field), number_of(field));
                format!("({text} IS NOT NULL AND COALESCE({number} > {MOST}, TRUE))")
            })
            .collect();
        let input = Measure::InputTokens;
        if self.counts == Counts::WholePrompt && self.measures().contains(&input) {
            bad.push(format!("{} < 0", input.column()));
        }
        (!bad.is_empty()).then(|| bad.join(" OR "))
    }

    fn failed(&self) -> Option<String> {
        if !self.has(Field::Status) {
            return None;
        }
        let status = text_of(Field::Status);
        match self.format.failed {
            Failed::Unknown => None,
            Failed::Present => Some(format!("{status} IS NOT NULL")),
            Failed::Words(words) => Some(format!(
                "COALESCE(LOWER({status}) IN ({}), FALSE)",
                self.words(words)
            )),
        }
    }
}
