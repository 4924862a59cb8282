//! The workbook as one Markdown page, for the team's wall.

use std::fmt::Write;

use super::answer::{Answer, Page};
use super::form::{Choice, Form};

/// The pages of several challenges, each with its title and form.
pub fn markdown<'a>(team: &str, pages: impl IntoIterator<Item = (&'a str, &'a Form, &'a Page)>) -> String {
    let mut text = format!("# The workbook of {}\n", plain(team));
    for (title, form, page) in pages {
        let _ = write!(text, "\n## {}\n", plain(title));
        for field in &form.fields {
            let _ = write!(text, "\n### {}\n\n", plain(&field.label));
            match (page.get(&field.name), &field.rows) {
                (Some(answer), Some(columns)) if !answer.is_empty() => {
                    let cells = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
                    text += &cells(columns.iter().map(|column| plain(&column.label)).collect());
                    text += &cells(columns.iter().map(|_| "---".to_owned()).collect());
                    for row in answer.rows() {
                        let shown = columns.iter().map(|column| {
                            let value = row.get(&column.name).map_or("", |value| value.trim());
                            plain(label(&column.options, value)).replace('\n', "; ")
                        });
                        text += &cells(shown.collect());
                    }
                }
                (Some(Answer::Text(answer)), _) if !answer.trim().is_empty() => {
                    let _ = writeln!(text, "{}", plain(label(&field.options, answer.trim())).replace('\n', "  \n"));
                }
                _ => text.push_str("*Nothing yet.*\n"),
            }
        }
    }
    text
}

fn label<'a>(options: &'a [Choice], value: &'a str) -> &'a str {
    options.iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label)
}

/// Text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '&') {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}
