//! The table of a terminal: a row for each timeline, and as many columns as there is room for.

use super::cells::{Cells, due};
use crate::graded::OnTimeline;

/// The titles of the columns of a group, line by line.
const TITLES: [[&str; 2]; 4] = [["called", "after"], ["budget", "spent"], ["nothing", "a week"], ["goes", "on"]];
/// A line of the title of a reference is no longer, but for a single word.
const NARROW: usize = 9;

/// How much is shown: columns for each reference, and characters of a timeline's title in a line.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    references: usize,
    title: usize,
}

/// From the widest to the narrowest.
pub(super) const LAYOUTS: [Layout; 6] = [
    Layout { references: 4, title: 30 },
    Layout { references: 2, title: 24 },
    Layout { references: 1, title: 24 },
    Layout { references: 1, title: 19 },
    Layout { references: 1, title: 15 },
    Layout { references: 0, title: 15 },
];

/// A table of texts.
pub(super) struct Grid {
    /// The lines, those of titles first.
    pub(super) rows: Vec<Vec<String>>,
    widths: Vec<usize>,
    /// How many columns there are for each reference.
    references: usize,
}

impl Grid {
    /// The table of these timelines; empty without any.
    pub(super) fn of(timelines: &[OnTimeline], layout: Layout) -> Self {
        let mut rows = timelines.first().map_or_else(Vec::new, |first| titles(first, layout));
        for on in timelines {
            let mut cells = vec![due(&on.together).to_string()];
            cells.extend(Cells::of(&on.together, on.length).all().map(str::to_owned));
            for reference in &on.references {
                let of_reference = Cells::of(&reference.figures, on.length);
                cells.extend(of_reference.all().into_iter().take(layout.references).map(str::to_owned));
            }
            let mut cells = Some(cells);
            // The figures stand in the first line of the title.
            for line in broken(&on.title, layout.title) {
                let mut row = vec![line];
                row.extend(cells.take().into_iter().flatten());
                rows.push(row);
            }
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |row: &Vec<String>, column| row.get(column).map_or(0, |cell: &String| width(cell));
        let widths = (0..columns).map(|column| rows.iter().map(|row| cell(row, column)).max().unwrap_or_default());
        Self { widths: widths.collect(), rows, references: layout.references }
    }

    /// How many columns of a terminal it takes.
    pub(super) fn width(&self) -> usize {
        self.widths.iter().enumerate().map(|(column, width)| width + self.gap(column)).sum()
    }

    /// A row as a line.
    pub(super) fn line(&self, row: &[String]) -> String {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&self.widths).enumerate() {
            line.push_str(&" ".repeat(self.gap(column)));
            match column {
                0 => line.push_str(&format!("{cell:<width$}")),
                _ => line.push_str(&format!("{cell:>width$}")),
            }
        }
        line
    }

    /// How far a column stands from the one before: groups stand apart.
    fn gap(&self, column: usize) -> usize {
        let begins_group = match column.checked_sub(2 + TITLES.len()) {
            Some(column) => column % self.references.max(1) == 0,
            None => column == 2,
        };
        match column {
            0 => 0,
            _ if begins_group => 2,
            _ => 1,
        }
    }
}

/// The lines above the table.
fn titles(first: &OnTimeline, layout: Layout) -> Vec<Vec<String>> {
    let mut columns: Vec<Vec<String>> = vec![Vec::new(), vec!["due".to_owned()]];
    columns.extend(TITLES.map(|lines| lines.map(str::to_owned).to_vec()));
    for reference in &first.references {
        let title =
            if layout.references == 1 { vec![short(&reference.title)] } else { broken(&reference.title, NARROW) };
        columns.extend(TITLES.iter().take(layout.references).enumerate().map(|(column, lines)| {
            let above = if column == 0 { title.clone() } else { Vec::new() };
            above.into_iter().chain(lines.map(str::to_owned)).collect()
        }));
    }
    let height = columns.iter().map(Vec::len).max().unwrap_or_default();
    for lines in &mut columns {
        // They stand on the table.
        let missing = height - lines.len();
        lines.splice(0..0, std::iter::repeat_n(String::new(), missing));
    }
    (0..height).map(|line| columns.iter().filter_map(|lines| lines.get(line).cloned()).collect()).collect()
}

/// A title in a word: `Workbook` of `The SRE Workbook's`, `Best` of `Best possible`.
fn short(title: &str) -> String {
    let first = title.split_whitespace().next().unwrap_or_default();
    let word = if first == "The" { title.split_whitespace().last().unwrap_or(first) } else { first };
    word.trim_end_matches("'s").to_owned()
}

/// A title in lines of so many characters, where no word is longer.
fn broken(title: &str, longest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= longest => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How many columns of a terminal a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}
