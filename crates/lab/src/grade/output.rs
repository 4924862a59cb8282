//! How a grade is told.

use std::fs;
use std::path::Path;

use anyhow::Context;
use movie_guru_grader::report::text;
use movie_guru_grader::{Grade, page};
use serde::Serialize;

use crate::cli::GradeForm;
use crate::terminal::{complain, say};

/// Where nobody says how wide a terminal is: a file or a pipe.
const COLUMNS: usize = 120;

/// A grade, and what was concluded and not said by anybody.
#[derive(Serialize)]
struct Told<'g> {
    notes: &'g [String],
    #[serde(flatten)]
    grade: &'g Grade,
}

/// Tells a grade, to a file where one is named.
pub(super) fn tell(grade: &Grade, notes: &[String], form: GradeForm, file: Option<&Path>) -> anyhow::Result<()> {
    let columns = terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| usize::from(width.0));
    let told = match form {
        GradeForm::Table => {
            let columns = if file.is_some() { COLUMNS } else { columns };
            let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
            text(grade, columns) + if notes.is_empty() { "" } else { "\n" } + &notes
        }
        GradeForm::Json => serde_json::to_string_pretty(&Told { notes, grade })? + "\n",
        GradeForm::Html => page::standalone(grade),
    };
    if form == GradeForm::Html {
        // The page has no room for them.
        notes.iter().for_each(|note| complain(note));
    }
    match file {
        Some(file) => {
            fs::write(file, told).with_context(|| format!("{} cannot be written", file.display()))?;
            say(&format!("The grade is in {}.", file.display()));
        }
        None => say(told.trim_end()),
    }
    Ok(())
}
