//! The statement of each format, as it is.

use crossover::usage::{Engine, FORMATS, Field, NoStatement, Options, Table, statement};

fn options() -> Options {
    Options {
        steps: vec![100_000, 200_000, 272_000],
        ..Options::default()
    }
}

fn table(name: &str) -> Table<'_> {
    Table {
        name,
        columns: None,
        filter: None,
    }
}

#[test]
fn each_format_has_a_statement_or_says_why_not() {
    let mut refused = Vec::new();
    for format in FORMATS {
        match statement(Engine::DuckDb, &table("usage"), format, &options()) {
            Ok(statement) => {
                insta::assert_snapshot!(format.name, statement.script());
            }
            Err(error) => refused.push(error.to_string()),
        }
    }
    insta::assert_snapshot!("refused", refused.join("\n"));
}

#[test]
fn engines_differ_in_words_only() {
    for engine in Engine::ALL {
        let table = Table {
            filter: Some("region = 'us-east-1'"),
            ..table("logs.bedrock_invocations")
        };
        let format = FORMATS.iter().find(|format| format.name == "bedrock");
        let statement = statement(engine, &table, format.unwrap(), &options()).unwrap();
        insta::assert_snapshot!(format!("bedrock-{}", engine.word()), statement.script());
    }
}

#[test]
fn names_and_texts_cannot_leave_their_quotes() {
    let format = FORMATS.iter().find(|format| format.name == "csv").unwrap();
    let options = Options {
        map: vec![
            (Field::Model, "a\"b`c'd".to_owned()),
            (Field::Tier, "e.f'g".to_owned()),
        ],
        ..options()
    };
    let text = |engine| {
        let of = table("x\"y`z; DROP TABLE t");
        statement(engine, &of, format, &options).unwrap().text
    };
    let trino = text(Engine::Trino);
    assert!(trino.contains("FROM \"x\"\"y`z; DROP TABLE t\""), "{trino}");
    assert!(trino.contains("CAST(\"a\"\"b`c'd\" AS VARCHAR)"), "{trino}");
    assert!(trino.contains("'$[\"f''g\"]'"), "{trino}");
    let spark = text(Engine::Spark);
    assert!(spark.contains("FROM `x\"y``z; DROP TABLE t`"), "{spark}");
    assert!(spark.contains("CAST(`a\"b``c'd` AS STRING)"), "{spark}");
}

#[test]
fn what_an_engine_cannot_read_is_refused_by_name() {
    let format = FORMATS.iter().find(|format| format.name == "csv").unwrap();
    let files = table("s3://bucket/logs/*.csv");
    let refused = statement(Engine::Athena, &files, format, &options());
    assert_eq!(refused, Err(NoStatement::NoFiles(Engine::Athena)));
    let columns = ["model".to_owned(), "input_tokens".to_owned()];
    let without_time = Table {
        columns: Some(&columns),
        ..table("usage")
    };
    let refused = statement(Engine::Trino, &without_time, format, &options());
    assert_eq!(refused, Err(NoStatement::Missing(Field::Time)));
}
