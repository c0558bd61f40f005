//! A document on a terminal.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets::NOTHING};

use super::{
    document::{Block, ColumnKind, Document, Grid, Item, Stroke, Tint, clean},
    fold::{fold, hang, length},
};

const BOLD: &str = "\u{1b}[1m";
const STRONG: &str = "\u{1b}[1;32m";
const FAINT: &str = "\u{1b}[2m";
const TINTS: [&str; 6] = [
    "\u{1b}[34m",
    "\u{1b}[33m",
    "\u{1b}[32m",
    "\u{1b}[35m",
    "\u{1b}[36m",
    "\u{1b}[31m",
];
const PLAIN: &str = "\u{1b}[0m";

/// Narrower terminals get lines that are too long.
const WIDTH_MIN: usize = 60;
/// Prose wider than this is hard to read.
const PROSE_MAX: usize = 100;
/// No name is folded to less.
const NAME_MIN: usize = 14;
/// Names that would be folded to less than this have extra columns left out for them.
const NAME_WANTED: usize = 22;
/// Between two columns.
const GAP: usize = 2;
/// Before everything under a heading.
const INDENT: &str = "  ";

/// The document in lines of at most `width` columns, where its words allow that.
pub(super) fn draw(document: &Document, width: usize) -> String {
    let width = width.max(WIDTH_MIN);
    let mut text = String::new();
    let mut after_heading = true;
    for block in &document.blocks {
        if !after_heading {
            text.push('\n');
        }
        after_heading = matches!(block, Block::Title(_) | Block::Heading(_));
        for line in lines(block, width) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn lines(block: &Block, width: usize) -> Vec<String> {
    let prose = width.min(PROSE_MAX);
    match block {
        Block::Title(text) | Block::Heading(text) => fold(&clean(text), prose)
            .iter()
            .map(|line| styled(BOLD, line))
            .collect(),
        Block::Text(texts) => texts
            .iter()
            .flat_map(|text| fold(&clean(text), prose))
            .collect(),
        Block::Answer(text) => fold(&clean(text), prose)
            .iter()
            .map(|line| styled(STRONG, line))
            .collect(),
        Block::Grid(grid) => table(grid, width),
        Block::Items(items) => items.iter().flat_map(|item| points(item, prose)).collect(),
        Block::Facts(facts) => named(facts, prose),
        Block::Code(code) => code
            .iter()
            .map(|line| format!("{INDENT}{}", clean(line)))
            .collect(),
        Block::Drawing(lines) => lines.iter().map(|line| drawn(line)).collect(),
    }
}

/// A line of a drawing, each plan in a colour of its own; the letters tell them apart without.
fn drawn(line: &[Stroke]) -> String {
    let strokes = line.iter().map(|stroke| {
        let text = clean(&stroke.text);
        match stroke.tint {
            _ if text.trim().is_empty() => text,
            Tint::None => text,
            Tint::Strong => styled(BOLD, &text),
            Tint::Plan(index) => styled(TINTS[index % TINTS.len()], &text),
        }
    });
    strokes.collect()
}

fn styled(style: &str, line: &str) -> String {
    if line.trim().is_empty() {
        String::new()
    } else {
        format!("{style}{line}{PLAIN}")
    }
}

fn points(item: &Item, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let body = item.body.iter().map(|text| clean(text));
    match &item.head {
        None => body.for_each(|text| lines.extend(hang("  - ", &text, width))),
        Some(head) => {
            lines.extend(hang(INDENT, &clean(head), width));
            body.for_each(|text| lines.extend(hang("      ", &text, width)));
        }
    }
    lines
}

fn named(facts: &[(String, String)], width: usize) -> Vec<String> {
    let widest = facts
        .iter()
        .map(|(name, _)| length(name))
        .max()
        .unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        hang(&format!("{INDENT}{name:<widest$}  "), &clean(value), width)
    };
    facts.iter().flat_map(line).collect()
}

/// The table without a frame: faint headers, the strong rows standing out.
fn table(grid: &Grid, width: usize) -> Vec<String> {
    let grid = &slimmed(grid, width);
    let widths = widths(grid, width);
    let fit = |at: usize, text: &str| -> String {
        match grid.columns[at].kind {
            ColumnKind::Name => fold(text, widths[at]).join("\n"),
            _ => text.to_owned(),
        }
    };
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    let headers: Vec<String> = grid
        .columns
        .iter()
        .map(|column| column.title.clone())
        .collect();
    let mut heights = vec![height(&headers)];
    table.set_header(headers);
    for row in &grid.rows {
        let cells = row.cells.iter().enumerate();
        let cells: Vec<String> = cells.map(|(at, cell)| fit(at, &clean(cell))).collect();
        heights.push(height(&cells));
        table.add_row(cells);
    }
    let gap = u16::try_from(GAP).unwrap_or(2);
    for (column, kind) in table
        .column_iter_mut()
        .zip(grid.columns.iter().map(|c| c.kind))
    {
        column.set_padding((gap, 0));
        if matches!(kind, ColumnKind::Figure | ColumnKind::ExtraFigure) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    style_rows(grid, &heights, table.lines())
}

/// The table without as many of its extra columns, from the right, as it takes to fit.
fn slimmed(grid: &Grid, width: usize) -> Grid {
    let mut grid = grid.clone();
    loop {
        let widths = widths(&grid, width);
        let columns = || grid.columns.iter().zip(&widths);
        let folded = columns()
            .any(|(column, width)| column.kind == ColumnKind::Name && *width < NAME_WANTED);
        let wide = widths.iter().sum::<usize>() + GAP * widths.len() >= width;
        let is_extra = |kind| matches!(kind, ColumnKind::ExtraFigure | ColumnKind::ExtraWord);
        let extra = grid
            .columns
            .iter()
            .rposition(|column| is_extra(column.kind));
        let (Some(at), true) = (extra, folded && wide) else {
            return grid;
        };
        grid.columns.remove(at);
        grid.rows
            .iter_mut()
            .for_each(|row| drop(row.cells.remove(at)));
    }
}

/// Gives the header, the strong rows and the lower lines of a cell their styles.
fn style_rows(
    grid: &Grid,
    heights: &[usize],
    mut lines: impl Iterator<Item = String>,
) -> Vec<String> {
    let mut styled_lines = Vec::new();
    for (at, height) in heights.iter().enumerate() {
        let strong = at.checked_sub(1).is_some_and(|row| grid.rows[row].strong);
        for line in lines.by_ref().take(*height) {
            let line = line.trim_end();
            styled_lines.push(match (at, strong) {
                (0, _) => styled(FAINT, line),
                (_, true) => styled(STRONG, line),
                _ => line.to_owned(),
            });
        }
    }
    styled_lines
}

fn height(cells: &[String]) -> usize {
    cells
        .iter()
        .map(|cell| cell.split('\n').count())
        .max()
        .unwrap_or(1)
        .max(1)
}

/// The natural widths, names folded as far as the table must shrink, the widest first.
fn widths(grid: &Grid, width: usize) -> Vec<usize> {
    let widest = |text: &str| text.split('\n').map(length).max().unwrap_or(0);
    let column = |at: usize| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(at));
        cells
            .map(|cell| widest(&clean(cell)))
            .max()
            .unwrap_or(0)
            .max(widest(&grid.columns[at].title))
    };
    let mut widths: Vec<usize> = (0..grid.columns.len()).map(column).collect();
    let room = width.saturating_sub(GAP * widths.len());
    while widths.iter().sum::<usize>() > room {
        let names = grid
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.kind == ColumnKind::Name);
        match names.map(|(at, _)| at).max_by_key(|at| widths[*at]) {
            Some(at) if widths[at] > NAME_MIN => widths[at] -= 1,
            _ => break,
        }
    }
    widths
}
