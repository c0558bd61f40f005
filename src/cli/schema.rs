//! `crossover schema`.

use super::{
    Answer,
    args::{SchemaArgs, SchemaOf},
    diagnostic::Failure,
};
use crate::{
    scenario::ScenarioFields,
    schema::{Record as _, json_schema},
};

/// The schemas of answers: the files of `docs/schema/`, embedded.
const OF_ANSWERS: &[(SchemaOf, &str)] = &[];

pub(super) fn run(args: &SchemaArgs) -> Result<Answer, Failure> {
    if args.of == SchemaOf::Scenario {
        let schema = json_schema(ScenarioFields::FIELDS);
        return Ok(Answer::plain(format!("{schema:#}\n")));
    }
    match OF_ANSWERS.iter().find(|(of, _)| *of == args.of) {
        Some((_, text)) => Ok(Answer::plain((*text).to_owned())),
        None => Err(Failure::not_yet("schema of answers")),
    }
}
