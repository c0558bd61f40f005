//! What clients of engines answer, as the CSV that is read here.

use super::{Engine, NoStatement, Table, script, source::Kind};
use crate::usage::{Format, aggregate::KEYS, aggregate::column};

/// The question which columns a table or files have; none where records are read whole.
///
/// # Errors
/// Where the engine cannot read that.
pub fn question(
    engine: Engine,
    table: &Table<'_>,
    format: &'static Format,
) -> Result<Option<String>, NoStatement> {
    let kind = table.kind(format);
    if kind == Kind::Texts {
        return Ok(None);
    }
    let (from, before) = table.from(engine, kind)?;
    let text = match engine {
        Engine::DuckDb => format!("DESCRIBE SELECT * FROM {from}"),
        Engine::Spark => format!("DESCRIBE TABLE {from}"),
        Engine::Trino | Engine::Athena => columns_of(engine, table.name),
    };
    Ok(Some(script(&before, &text)))
}

/// The question for an engine that has the columns of its tables in a table.
fn columns_of(engine: Engine, name: &str) -> String {
    let mut parts = name.rsplit('.').map(str::trim);
    let is = |column: &str, part: &str| format!("{column} = {}", engine.text(&part.to_lowercase()));
    let mut all = vec![is("table_name", parts.next().unwrap_or_default())];
    all.extend(parts.next().map(|schema| is("table_schema", schema)));
    let catalog = parts
        .next()
        .map(|catalog| format!("{}.", engine.name(catalog)));
    format!(
        "SELECT column_name FROM {}information_schema.columns WHERE {}",
        catalog.unwrap_or_default(),
        all.join(" AND ")
    )
}

/// The names of columns in the answer to [`question`].
pub fn columns(answer: &str) -> Vec<String> {
    let names = answer.lines().skip(1).map(|line| {
        let end = line.find([',', '\t']).unwrap_or(line.len());
        line.get(..end).unwrap_or_default().trim()
    });
    // Spark goes on with what a table is divided by.
    let names = names.take_while(|name| !name.is_empty() && !name.starts_with('#'));
    names
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}

/// The aggregate in what a client wrote: what it says before is left out.
pub fn aggregate(answer: &str) -> Option<&str> {
    let is_header = |line: &str| {
        let line = line.trim_start_matches('"');
        KEYS.first()
            .is_some_and(|key| line.starts_with(column(*key)))
    };
    let mut at = 0;
    for line in answer.split_inclusive('\n') {
        if is_header(line) {
            return answer.get(at..);
        }
        at += line.len();
    }
    None
}

/// The rows of `aws athena get-query-results` as CSV.
pub fn athena_rows(json: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(json).ok()?;
    let rows = answer.pointer("/ResultSet/Rows")?.as_array()?;
    let mut text = String::new();
    for row in rows {
        let cells = row.get("Data")?.as_array()?.iter().map(|cell| {
            let value = cell.get("VarCharValue");
            let value = value
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            format!("\"{}\"", value.replace('"', "\"\""))
        });
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_the_first_of_each_row() {
        let duckdb = "column_name,column_type,null,key,default,extra\ntimestamp,VARCHAR,YES,NULL,NULL,NULL\n\"Request tokens\",VARCHAR,YES,NULL,NULL,NULL\n";
        assert_eq!(columns(duckdb), ["timestamp", "Request tokens"]);
        let spark = "col_name\tdata_type\tcomment\nmodel\tstring\t\n# Partition Information\t\t\n# col_name\tdata_type\tcomment\nday\tstring\t\n";
        assert_eq!(columns(spark), ["model"]);
        assert_eq!(columns("\"column_name\"\n\"modelid\"\n"), ["modelid"]);
    }

    #[test]
    fn what_comes_before_an_aggregate_is_left_out() {
        let answer = "a setting\tUTC\n\nhour_start\twindow_hours\n1\t2\n";
        assert_eq!(aggregate(answer), Some("hour_start\twindow_hours\n1\t2\n"));
        assert_eq!(aggregate("\"hour_start\"\n"), Some("\"hour_start\"\n"));
        assert_eq!(aggregate("no rows\n"), None);
    }

    #[test]
    fn rows_of_athena_are_cells() {
        let json = r#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"hour_start"},{"VarCharValue":"model"}]},{"Data":[{"VarCharValue":"a\"b"},{}]}]}}"#;
        let rows = "\"hour_start\",\"model\"\n\"a\"\"b\",\"\"\n";
        assert_eq!(athena_rows(json).as_deref(), Some(rows));
        assert_eq!(athena_rows("{}"), None);
    }

    #[test]
    fn a_table_is_asked_for_its_columns() {
        let table = Table {
            name: "awsdatacatalog.logs.O'Hara",
            columns: None,
            filter: None,
        };
        let csv = Format::called("csv").unwrap();
        let question = question(Engine::Trino, &table, csv).unwrap().unwrap();
        assert_eq!(
            question,
            "SELECT column_name FROM \"awsdatacatalog\".information_schema.columns WHERE table_name = 'o''hara' AND table_schema = 'logs';\n"
        );
    }
}
