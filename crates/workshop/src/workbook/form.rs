//! The fields of a workbook's page.

use serde::Deserialize;

use super::answer::Answer;

/// Characters that one field may have, or one cell of a list.
pub const MOST_CHARACTERS: usize = 20_000;
/// Rows that a list may have.
pub const MOST_ROWS: usize = 100;

/// The fields of a page, in their order.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Form {
    /// The fields.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name within the page: letters, digits, `_`.
    pub name: String,
    /// What is asked for.
    pub label: String,
    /// A sentence below it.
    pub help: Option<String>,
    /// What is typed, where it is no list.
    #[serde(default)]
    pub kind: Input,
    /// What can be chosen, for `kind: choice`.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The columns of a list that grows; none for a single value.
    pub rows: Option<Vec<Column>>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name within the list.
    pub name: String,
    /// What is asked for.
    pub label: String,
    /// What is typed.
    #[serde(default)]
    pub kind: Input,
    /// What can be chosen, for `kind: choice`.
    #[serde(default)]
    pub options: Vec<Choice>,
}

/// What is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// One line.
    #[default]
    Line,
    /// Several lines: one thought each, or a text.
    Lines,
    /// A query in PromQL, with a preview of what it answers.
    Query,
    /// One of several.
    Choice,
}

/// One of several, of which one is chosen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What stands in the workbook.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Form {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// Whether it can have this answer.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn takes(&self, answer: &Answer) -> Result<(), String> {
        match (&self.rows, answer) {
            (None, Answer::Text(text)) => fits(&self.label, text, self.kind, &self.options),
            (Some(columns), Answer::Rows(rows)) => {
                if rows.len() > MOST_ROWS {
                    return Err(format!("{} has {} rows; {MOST_ROWS} are the most.", self.label, rows.len()));
                }
                for (name, text) in rows.iter().flatten() {
                    let Some(column) = columns.iter().find(|column| column.name == *name) else {
                        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
                        return Err(format!("{} has no column `{name}`; it has {}.", self.label, names.join(", ")));
                    };
                    fits(&column.label, text, column.kind, &column.options)?;
                }
                Ok(())
            }
            (None, Answer::Rows(_)) => Err(format!("{} is a text, not a list.", self.label)),
            (Some(_), Answer::Text(text)) if text.is_empty() => Ok(()),
            (Some(_), Answer::Text(_)) => Err(format!("{} is a list of rows, not a text.", self.label)),
        }
    }
}

fn fits(label: &str, text: &str, kind: Input, options: &[Choice]) -> Result<(), String> {
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(format!("{label} has {length} characters; {MOST_CHARACTERS} are the most."));
    }
    if kind == Input::Choice && !text.is_empty() && !options.iter().any(|choice| choice.value == text) {
        let values: Vec<_> = options.iter().map(|choice| choice.value.as_str()).collect();
        return Err(format!(
            "{label} is one of {}, not `{}`.",
            values.join(", "),
            text.chars().take(60).collect::<String>()
        ));
    }
    Ok(())
}
