//! A document in GitHub's Markdown.

use super::document::{Block, ColumnKind, Document, Grid, Item, Stroke, clean};

/// The document as Markdown.
pub(super) fn draw(document: &Document) -> String {
    let blocks: Vec<String> = document.blocks.iter().map(block).collect();
    blocks.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("## {}\n", escaped(text)),
        Block::Heading(text) => format!("### {}\n", escaped(text)),
        Block::Text(lines) => {
            lines
                .iter()
                .map(|line| escaped(line))
                .collect::<Vec<_>>()
                .join("\\\n")
                + "\n"
        }
        Block::Answer(text) => format!("**{}**\n", escaped(text)),
        Block::Grid(grid) => table(grid),
        Block::Items(items) => items.iter().map(point).collect(),
        Block::Facts(facts) => {
            let line = |(name, value): &(String, String)| {
                format!("- {}: {}\n", escaped(name), escaped(value))
            };
            facts.iter().map(line).collect()
        }
        Block::Code(lines) => {
            let lines: String = lines.iter().map(|line| clean(line) + "\n").collect();
            format!("```csv\n{lines}```\n")
        }
        Block::Drawing(lines) => {
            let line = |line: &Vec<Stroke>| {
                let text: String = line.iter().map(|stroke| clean(&stroke.text)).collect();
                // Three backticks would end the drawing.
                text.trim_end().replace("```", "'''") + "\n"
            };
            let lines: String = lines.iter().map(line).collect();
            format!("```text\n{lines}```\n")
        }
    }
}

fn point(item: &Item) -> String {
    let body = item
        .body
        .iter()
        .map(|text| escaped(text))
        .collect::<Vec<_>>()
        .join("; ");
    match &item.head {
        None => format!("- {body}\n"),
        Some(head) => format!("- **{}**: {body}\n", escaped(head)),
    }
}

fn table(grid: &Grid) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let titles = grid
        .columns
        .iter()
        .map(|column| escaped(&column.title.replace('\n', " ")));
    let mut text = line(titles.collect());
    let marks = grid.columns.iter().map(|column| match column.kind {
        ColumnKind::Figure | ColumnKind::ExtraFigure => "---:".to_owned(),
        ColumnKind::Word | ColumnKind::Name | ColumnKind::ExtraWord => "---".to_owned(),
    });
    text.push_str(&line(marks.collect()));
    for row in &grid.rows {
        let cells = row.cells.iter().map(|cell| match escaped(cell) {
            cell if row.strong && !cell.is_empty() => {
                format!("**{}**", cell.replace("<br>", "**<br>**"))
            }
            cell => cell,
        });
        text.push_str(&line(cells.collect()));
    }
    text
}

/// Text that Markdown would take for something else, as text; what is between backticks stays code.
fn escaped(text: &str) -> String {
    let text = clean(text);
    let parts: Vec<&str> = text.split('`').collect();
    let is_code = |part: &str| !part.trim().is_empty() && !part.contains(['\n', '|']);
    let codes = parts.iter().skip(1).step_by(2);
    // Two backticks side by side, or one without another, would be read differently.
    let apart = parts
        .iter()
        .skip(2)
        .step_by(2)
        .rev()
        .skip(1)
        .all(|part| !part.is_empty());
    if parts.len().is_multiple_of(2) || !apart || !codes.copied().all(is_code) {
        return literal(&text);
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => literal(part),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

/// Text with all its signs.
fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("<br>"),
            '|' | '*' | '_' | '`' | '\\' | '#' | '[' | ']' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn code_stays_code_and_nothing_else_becomes_markup() {
        assert_eq!(
            escaped("raise `max_units` now_"),
            "raise `max_units` now\\_"
        );
        assert_eq!(escaped("`a` and `b`"), "`a` and `b`");
        for (text, shown) in [
            ("one ` alone", "one \\` alone"),
            ("``<b>` `", "\\`\\`&lt;b>\\` \\`"),
            ("`a``b`", "\\`a\\`\\`b\\`"),
            ("`a|b`", "\\`a\\|b\\`"),
            ("`a\nb`", "\\`a<br>b\\`"),
        ] {
            assert_eq!(escaped(text), shown);
        }
    }
}
