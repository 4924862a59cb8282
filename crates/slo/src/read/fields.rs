//! Reading fields strictly: whatever is missing, unknown or of the wrong form is noted, and reading goes on.

use crate::mistake::{Mistake, Position};
use crate::nearest::nearest;
use crate::yaml::{Entry, Node, Value};

/// The mistakes noted so far.
#[derive(Debug, Default)]
pub(super) struct Notes(pub(super) Vec<Mistake>);

impl Notes {
    pub(super) fn add(&mut self, source: &str, position: Position, field: &str, detail: impl Into<String>) {
        let (source, field) = (source.to_owned(), field.to_owned());
        let mistake = Mistake { source, position, field, detail: detail.into() };
        // What several SLOs refer to is read once, and may be found wrong for the same reason more than once.
        if !self.0.contains(&mistake) {
            self.0.push(mistake);
        }
    }
}

/// A value, its place, and the way to it.
#[derive(Clone, Debug)]
pub(super) struct At<'n> {
    pub(super) source: &'n str,
    pub(super) node: &'n Node,
    pub(super) path: String,
}

/// The fields of a mapping. Ask for each known one, then call [`Fields::done`].
#[derive(Debug)]
pub(super) struct Fields<'n> {
    source: &'n str,
    position: Position,
    path: String,
    entries: &'n [Entry],
    known: Vec<&'static str>,
}

impl<'n> At<'n> {
    pub(super) fn root(source: &'n str, node: &'n Node) -> Self {
        Self { source, node, path: String::new() }
    }

    /// Notes a mistake at this value.
    pub(super) fn refuse(&self, notes: &mut Notes, detail: impl Into<String>) {
        notes.add(self.source, self.node.position, &self.path, detail);
    }

    fn expected<T>(&self, notes: &mut Notes, wanted: &str) -> Option<T> {
        self.refuse(notes, format!("must be {wanted}, not {}", self.node.value.shown()));
        None
    }

    pub(super) fn fields(&self, notes: &mut Notes) -> Option<Fields<'n>> {
        match &self.node.value {
            Value::Map(entries) => Some(Fields {
                source: self.source,
                position: self.node.position,
                path: self.path.clone(),
                entries,
                known: Vec::new(),
            }),
            _ => self.expected(notes, "a mapping"),
        }
    }

    pub(super) fn list(&self, notes: &mut Notes) -> Option<Vec<Self>> {
        match &self.node.value {
            Value::List(nodes) => {
                let each = nodes.iter().enumerate();
                Some(
                    each.map(|(index, node)| Self {
                        source: self.source,
                        node,
                        path: format!("{}[{index}]", self.path),
                    })
                    .collect(),
                )
            }
            _ => self.expected(notes, "a list"),
        }
    }

    /// The one item of a list that OpenSLO lets have just one.
    pub(super) fn only(&self, notes: &mut Notes, reason: &str) -> Option<Self> {
        let mut items = self.list(notes)?;
        if items.len() != 1 {
            self.refuse(notes, format!("must have exactly one item, not {}{reason}", items.len()));
        }
        if items.is_empty() { None } else { Some(items.swap_remove(0)) }
    }

    pub(super) fn text(&self, notes: &mut Notes) -> Option<&'n str> {
        match &self.node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => self.expected(notes, "text"),
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, notes: &mut Notes, words: &[(&str, T)]) -> Option<T> {
        let Value::Text(text) = &self.node.value else {
            return self.expected(notes, &one_of(words));
        };
        match words.iter().find(|(word, _)| word == text) {
            Some((_, meant)) => Some(*meant),
            None => self.expected(notes, &one_of(words)),
        }
    }

    pub(super) fn number(&self, notes: &mut Notes) -> Option<f64> {
        match self.node.value {
            Value::Number(number) if number.is_finite() => Some(number),
            _ => self.expected(notes, "a number"),
        }
    }

    pub(super) fn boolean(&self, notes: &mut Notes) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => self.expected(notes, "true or false"),
        }
    }

    /// Text that `parse` takes; its error says what would be right.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &self,
        notes: &mut Notes,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(notes)?;
        parse(text).map_err(|error| self.refuse(notes, error.to_string())).ok()
    }

    /// An object's name, as RFC 1123 has DNS labels: what every implementation of OpenSLO must take.
    pub(super) fn name(&self, notes: &mut Notes) -> Option<String> {
        let text = self.text(notes)?;
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.len() <= 63 && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-') {
            return Some(text.to_owned());
        }
        self.expected(notes, "a name: at most 63 lowercase letters, digits and `-`, a letter or digit at both ends")
    }
}

fn one_of<T>(words: &[(&str, T)]) -> String {
    words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
}

impl<'n> Fields<'n> {
    /// Notes a mistake of the mapping as a whole.
    pub(super) fn refuse(&self, notes: &mut Notes, detail: impl Into<String>) {
        notes.add(self.source, self.position, &self.path, detail);
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field that may be absent.
    pub(super) fn get(&mut self, name: &'static str) -> Option<At<'n>> {
        self.known.push(name);
        let entry = self.entries.iter().find(|entry| entry.key == name)?;
        if matches!(entry.node.value, Value::Null) {
            return None;
        }
        Some(At { source: self.source, node: &entry.node, path: self.path_of(name) })
    }

    /// A field that must be there.
    pub(super) fn need(&mut self, notes: &mut Notes, name: &'static str) -> Option<At<'n>> {
        let found = self.get(name);
        if found.is_none() {
            notes.add(self.source, self.position, &self.path_of(name), "is missing");
        }
        found
    }

    /// All entries, for mappings with keys of the user's own.
    pub(super) fn entries(self) -> Vec<(&'n str, At<'n>)> {
        let each = self.entries.iter();
        each.map(|entry| {
            (entry.key.as_str(), At { source: self.source, node: &entry.node, path: self.path_of(&entry.key) })
        })
        .collect()
    }

    /// Notes the fields that nobody asked for.
    pub(super) fn done(self, notes: &mut Notes) {
        for entry in self.entries.iter().filter(|entry| !self.known.contains(&entry.key.as_str())) {
            let nearest = nearest(&entry.key, self.known.iter().copied());
            let hint = nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            notes.add(self.source, entry.key_position, &self.path_of(&entry.key), format!("is not a field here{hint}"));
        }
    }
}
