//! Records out of the documents that tools wrap them in: the one place that knows their shapes.

use super::{
    Reason, Rejected, TimeForm, metrics,
    parts::{Object, Part},
    time::{Moment, moment},
};

/// A record, or why there is none; with the place in the document.
pub(super) type Found<'f> = &'f mut dyn FnMut(usize, Result<&[u8], Rejected>);

/// Names of arrays that hold records, or what records are in.
const WRAPPERS: [&str; 9] = [
    "events",
    "results",
    "data",
    "resourceSpans",
    "resource_spans",
    "MetricDataResults",
    "Datapoints",
    "@message",
    "field",
];

/// What says that an answer goes on in another file.
const TOKENS: [&str; 4] = ["nextToken", "NextToken", "next_token", "next_page"];

/// Whether an object is more than one record.
pub(super) fn is_wrapped(document: Part<'_>) -> bool {
    document.members().any(|(name, value)| wraps(&name, value))
}

fn wraps(name: &str, value: Part<'_>) -> bool {
    WRAPPERS.contains(&name) || (name == "attributes" && value.is_array())
}

/// Gives the records of a document one by one.
pub(super) fn unpack(document: Part<'_>, found: Found<'_>) {
    if document.is_array() {
        document.elements().for_each(|part| unpack(part, found));
        return;
    }
    let object = document.object();
    if !object.0.iter().any(|(name, value)| wraps(name, *value)) {
        return found(document.at, Ok(document.text));
    }
    if let Some(results) = object.array("MetricDataResults") {
        metrics::data(results, found);
    } else if let Some(points) = object.array("Datapoints") {
        metrics::statistics(document, points, found);
    } else if let Some(events) = object.array("events") {
        events
            .elements()
            .for_each(|event| match event.member("message") {
                Some(message) => message_text(message, found),
                None => unpack(event, found),
            });
    } else if let Some(results) = object.array("results") {
        results
            .elements()
            .for_each(|result| self::result(&object, result, found));
    } else if let Some(data) = object.array("data") {
        data.elements().for_each(|part| unpack(part, found));
    } else if let Some(message) = object.member("@message") {
        message_text(message, found);
    } else if object.member("field").is_some() && object.member("value").is_some() {
        // One row of a query whose list was flattened: its other fields repeat what the message has.
        if let Some(message) = cell(document, "@message") {
            message_text(message, found);
        }
    } else if let Some(resources) = object
        .array("resourceSpans")
        .or_else(|| object.array("resource_spans"))
    {
        resources
            .elements()
            .for_each(|resource| scopes(resource, found));
    } else if object.array("attributes").is_some() {
        span(document, found);
    } else {
        found(document.at, Ok(document.text));
    }
    goes_on(&object, found);
}

/// A result of a query, or of a bucket of time.
fn result(document: &Object<'_>, result: Part<'_>, found: Found<'_>) {
    let starts = ["start_time", "starting_at"];
    if starts.iter().any(|name| document.member(name).is_some()) {
        bucket(document, result, found);
    } else if result.is_array() {
        row(result, found);
    } else {
        unpack(result, found);
    }
}

/// Says that an answer goes on elsewhere, as a record that is not there.
fn goes_on(document: &Object<'_>, found: Found<'_>) {
    let mut tokens = TOKENS.iter();
    let next = tokens.find_map(|name| document.member(name).filter(Part::is_something));
    let more = document
        .member("has_more")
        .filter(|part| part.text == b"true");
    if let Some(part) = next.or(more) {
        let message = "the answer goes on after this page: add the pages that follow it";
        found(
            part.at,
            Err(Rejected::new(Reason::Unreadable, None, message)),
        );
    }
}

/// The value of a field of a query's result.
fn cell<'a>(pair: Part<'a>, name: &str) -> Option<Part<'a>> {
    let field = pair.member("field")?.string()?;
    (field == name).then(|| pair.member("value")).flatten()
}

/// A row of a query of CloudWatch Logs Insights: a list of fields and values.
fn row(result: Part<'_>, found: Found<'_>) {
    if let Some(message) = result.elements().find_map(|pair| cell(pair, "@message")) {
        return message_text(message, found);
    }
    let mut record = String::from("{");
    for pair in result.elements() {
        if let (Some(field), Some(value)) = (pair.member("field"), pair.member("value")) {
            add(&mut record, &lossy(field.text), value.text);
        }
    }
    record.push('}');
    found(result.at, Ok(record.as_bytes()));
}

/// Adds a member, whose name is quoted already.
fn add(record: &mut String, quoted: &str, value: &[u8]) {
    if record.len() > 1 {
        record.push(',');
    }
    record.push_str(quoted);
    record.push(':');
    record.push_str(&lossy(value));
}

fn lossy(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// A record that is in a text, or there as it is.
fn message_text(message: Part<'_>, found: Found<'_>) {
    match message.string() {
        Some(text) => line(text.as_bytes(), message.at, found),
        None => found(message.at, Ok(message.text)),
    }
}

/// A line of a log, which may begin with a time.
pub(super) fn line(text: &[u8], at: usize, found: Found<'_>) {
    let object = text.iter().position(|byte| *byte == b'{');
    match object.and_then(|object| text.split_at_checked(object)) {
        Some((before, object)) if is_prefix(before) => found(at, Ok(object.trim_ascii_end())),
        _ => {
            let message = "a message of the log is no JSON";
            found(at, Err(Rejected::new(Reason::Unreadable, None, message)));
        }
    }
}

/// Whether it is what an export writes before a message: nothing, or its time.
pub(super) fn is_prefix(text: &[u8]) -> bool {
    let text = lossy(text.trim_ascii());
    let time = || moment(&text, TimeForm::Written);
    text.is_empty() || matches!(time(), Ok(Moment::Dated { .. }))
}

/// A sum of a bucket of time, with the time of the bucket.
fn bucket(bucket: &Object<'_>, result: Part<'_>, found: Found<'_>) {
    let mut record = String::from("{");
    for (name, value) in &bucket.0 {
        if name != "results" && name != "object" {
            add(&mut record, &quoted(name), value.text);
        }
    }
    for (name, value) in result.members() {
        add(&mut record, &quoted(&name), value.text);
    }
    record.push('}');
    found(result.at, Ok(record.as_bytes()));
}

/// A name as JSON has it.
pub(super) fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

/// The spans of a resource of OTLP.
fn scopes(resource: Part<'_>, found: Found<'_>) {
    let names = ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"];
    let scopes = names.iter().find_map(|name| resource.array(name));
    for scope in scopes.into_iter().flat_map(Part::elements) {
        let spans = scope.array("spans");
        spans
            .into_iter()
            .flat_map(Part::elements)
            .for_each(|part| span(part, found));
    }
}

/// A span of OTLP, its attributes as names.
fn span(span: Part<'_>, found: Found<'_>) {
    let mut record = String::from("{");
    for (name, value) in span.members() {
        if name != "attributes" && name != "events" && name != "links" {
            add(&mut record, &quoted(&name), value.text);
        }
    }
    for attribute in span
        .array("attributes")
        .into_iter()
        .flat_map(Part::elements)
    {
        let value = attribute
            .member("value")
            .and_then(|value| value.members().next());
        if let (Some(key), Some((_, value))) = (attribute.member("key"), value) {
            add(&mut record, &lossy(key.text), value.text);
        }
    }
    record.push('}');
    found(span.at, Ok(record.as_bytes()));
}
