//! Reading a scenario's JSON: every mistake with the way to it, and what this version does not know.
//!
//! What a person writes is held to what is known: a misspelt field is a mistake. What a newer version may have written is
//! not: there an unknown part is noted, to be said once, and the rest is taken.

use guru::field_problem::FieldProblem;
use serde_json::{Map, Value};

use super::quantity::Quantity;

/// The most characters of a wrong value that an error shows.
const SHOWN: usize = 40;
const MOST_TEXT: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Reading {
    tolerant: bool,
    problems: Vec<FieldProblem>,
    unknown: Vec<FieldProblem>,
}

impl Reading {
    pub(super) fn new(tolerant: bool) -> Self {
        Self { tolerant, ..Self::default() }
    }

    pub(super) fn problem(&mut self, path: impl Into<String>, detail: impl Into<String>) {
        self.problems.push(FieldProblem::new(path, detail));
    }

    /// Notes a part that this version does not know; a mistake, where nobody newer has written it.
    pub(super) fn unknown(&mut self, path: impl Into<String>, detail: impl Into<String>) {
        let problem = FieldProblem::new(path, detail);
        if self.tolerant { self.unknown.push(problem) } else { self.problems.push(problem) }
    }

    /// Notes every field that is none of these; returns whether there are such.
    pub(super) fn only(&mut self, path: &str, fields: &Map<String, Value>, names: &[&str]) -> bool {
        let others: Vec<_> = fields.keys().filter(|name| !names.contains(&name.as_str())).collect();
        for name in &others {
            self.unknown(below(path, name), format!("is not known here; there are {}", names.join(", ")));
        }
        !others.is_empty()
    }

    pub(super) fn object<'a>(&mut self, path: &str, value: Option<&'a Value>) -> Option<&'a Map<String, Value>> {
        match value {
            None => self.problem(path, "is missing"),
            Some(Value::Object(fields)) => return Some(fields),
            Some(other) => self.problem(path, format!("must have fields, and is {}", shown(other))),
        }
        None
    }

    /// The value where it is what is wanted; noted where it is not.
    pub(super) fn number<'a>(&mut self, path: &str, value: Option<&'a Value>, wanted: Quantity) -> Option<&'a Value> {
        match value {
            None => self.problem(path, "is missing"),
            Some(value) if wanted.takes(value) => return Some(value),
            Some(value) => self.problem(path, format!("must be {wanted}, not {}", shown(value))),
        }
        None
    }

    pub(super) fn share(&mut self, path: &str, value: Option<&Value>) -> f64 {
        self.number(path, value, Quantity::Share).and_then(Value::as_f64).unwrap_or_default()
    }

    pub(super) fn milliseconds(&mut self, path: &str, value: Option<&Value>) -> u64 {
        self.number(path, value, Quantity::Milliseconds).and_then(Value::as_u64).unwrap_or_default()
    }

    /// One line for people. No control characters: PostgreSQL could not keep all of them, and a terminal obeys them.
    pub(super) fn line(&mut self, path: &str, value: Option<&Value>) -> String {
        match value {
            None => self.problem(path, "is missing"),
            Some(Value::String(text))
                if !text.trim().is_empty()
                    && text.chars().count() <= MOST_TEXT
                    && !text.chars().any(char::is_control) =>
            {
                return text.clone();
            }
            Some(other) => {
                let detail = format!("must be a line of 1 to {MOST_TEXT} characters, not {}", shown(other));
                self.problem(path, detail);
            }
        }
        String::new()
    }

    /// What was read, and what of it is not known here; or every mistake.
    pub(super) fn end<T>(self, read: T) -> Result<(T, Vec<FieldProblem>), Vec<FieldProblem>> {
        if self.problems.is_empty() { Ok((read, self.unknown)) } else { Err(self.problems) }
    }
}

/// The way to a field: `behaviour.chat`, and from the top its name alone.
pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn shown(value: &Value) -> String {
    value.to_string().chars().take(SHOWN).collect()
}
