//! A page of the workbook as a file: YAML, with what is asked for as comments.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::answer::Answer;
use super::form::{Field, Form};

/// A page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct PageError {
    /// The line, from 1; 0 where none is known.
    pub line: u64,
    /// What is wrong, with its place.
    pub detail: String,
}

/// Reads a page: a mapping of its fields. What it has beyond the form is kept, and so is read too.
///
/// # Errors
/// Where it is no YAML, no mapping, or a field has what it cannot have.
pub fn read_page(text: &str, form: &Form) -> Result<BTreeMap<String, Answer>, PageError> {
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(is_blank) {
        return Ok(BTreeMap::new());
    }
    let page: BTreeMap<String, Answer> = serde_saphyr::from_str(text).map_err(|error| {
        let line = error.location().map_or(0, |at| at.line());
        PageError { line, detail: error.without_snippet().to_string() }
    })?;
    // Blank lines between two fields belong to neither.
    let page: BTreeMap<_, _> = page.into_iter().map(|(name, answer)| (name, answer.tidy())).collect();
    for field in &form.fields {
        if let Some(answer) = page.get(&field.name) {
            field.takes(answer).map_err(|detail| PageError { line: 0, detail })?;
        }
    }
    Ok(page)
}

/// Writes a page, in the order of the form; what the form does not know comes last.
pub fn write_page(title: &str, form: &Form, page: &BTreeMap<String, Answer>) -> String {
    let mut text = format!("# {title}\n# The guide shows and saves the same. Edit here or there.\n");
    for field in &form.fields {
        text.push('\n');
        comment(&mut text, field);
        entry(&mut text, &field.name, page.get(&field.name).unwrap_or(&Answer::default()));
    }
    for (name, answer) in page.iter().filter(|(name, _)| form.field(name).is_none()) {
        text.push('\n');
        entry(&mut text, name, answer);
    }
    text
}

fn comment(text: &mut String, field: &Field) {
    let _ = writeln!(text, "# {}", field.label);
    for line in field.help.iter().flat_map(|help| help.lines()) {
        let _ = writeln!(text, "# {line}");
    }
    let choices = |options: &[super::form::Choice]| {
        options.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(", ")
    };
    if !field.options.is_empty() {
        let _ = writeln!(text, "# One of: {}", choices(&field.options));
    }
    for column in field.rows.iter().flatten() {
        let _ = write!(text, "#   {}: {}", column.name, column.label);
        let _ = match column.options.is_empty() {
            true => writeln!(text),
            false => writeln!(text, " (one of: {})", choices(&column.options)),
        };
    }
}

fn entry(text: &mut String, name: &str, answer: &Answer) {
    if answer.is_empty() {
        let _ = writeln!(text, "{name}:");
        return;
    }
    let entry = BTreeMap::from([(name, answer)]);
    text.push_str(&serde_saphyr::to_string(&entry).unwrap_or_default());
    if !text.ends_with('\n') {
        text.push('\n');
    }
}
