//! Reading fields strictly: whatever is missing, unknown or of the wrong form is noted, and reading goes on.

use super::node::{Node, Part};

/// Something wrong with the file, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mistake {
    pub(super) line: u64,
    /// `teams[2].namespace`; empty where it is the file as a whole.
    pub(super) field: String,
    pub(super) detail: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}: ", self.line)?;
        if !self.field.is_empty() {
            write!(to, "{} ", self.field)?;
        }
        to.write_str(&self.detail)
    }
}

/// The mistakes noted so far.
#[derive(Debug, Default)]
pub(super) struct Notes(pub(super) Vec<Mistake>);

impl Notes {
    fn add(&mut self, line: u64, field: &str, detail: impl Into<String>) {
        self.0.push(Mistake { line, field: field.to_owned(), detail: detail.into() });
    }
}

/// A value and the way to it.
#[derive(Clone, Debug)]
pub(super) struct At<'n> {
    pub(super) node: &'n Node,
    path: String,
}

/// The fields of a mapping. Ask for each known one, then call [`Fields::done`].
#[derive(Debug)]
pub(super) struct Fields<'n> {
    line: u64,
    path: String,
    entries: &'n [(serde_saphyr::Spanned<String>, Node)],
    known: Vec<&'static str>,
}

impl<'n> At<'n> {
    pub(super) fn root(node: &'n Node) -> Self {
        Self { node, path: String::new() }
    }

    /// Notes a mistake at this value.
    pub(super) fn refuse(&self, notes: &mut Notes, detail: impl Into<String>) {
        notes.add(self.node.line, &self.path, detail);
    }

    fn expected<T>(&self, notes: &mut Notes, wanted: &str) -> Option<T> {
        self.refuse(notes, format!("must be {wanted}, not {}", self.node.shown()));
        None
    }

    pub(super) fn fields(&self, notes: &mut Notes) -> Option<Fields<'n>> {
        match &self.node.part {
            Part::Map(entries) => {
                Some(Fields { line: self.node.line, path: self.path.clone(), entries, known: Vec::new() })
            }
            _ => self.expected(notes, "a mapping"),
        }
    }

    pub(super) fn list(&self, notes: &mut Notes) -> Option<Vec<Self>> {
        match &self.node.part {
            Part::List(nodes) => {
                let each = nodes.iter().enumerate();
                Some(each.map(|(index, node)| Self { node, path: format!("{}[{index}]", self.path) }).collect())
            }
            _ => self.expected(notes, "a list"),
        }
    }

    /// A text.
    pub(super) fn text(&self, notes: &mut Notes) -> Option<&'n str> {
        match &self.node.part {
            Part::Scalar(serde_json::Value::String(text)) if !text.trim().is_empty() => Some(text),
            // YAML takes `7`, `no` and `y` for something else.
            Part::Scalar(serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => {
                self.refuse(notes, format!("must be a text, not {}: in quotes it is one", self.node.shown()));
                None
            }
            _ => self.expected(notes, "a text"),
        }
    }

    pub(super) fn is(&self, value: &serde_json::Value) -> bool {
        matches!(&self.node.part, Part::Scalar(found) if found == value)
    }

    /// A text that `parse` takes; its error says what would be right.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &self,
        notes: &mut Notes,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(notes)?;
        parse(text).map_err(|error| self.refuse(notes, error.to_string())).ok()
    }
}

impl<'n> Fields<'n> {
    /// Notes a mistake of the mapping as a whole.
    pub(super) fn refuse(&self, notes: &mut Notes, detail: impl Into<String>) {
        notes.add(self.line, &self.path, detail);
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field that may be absent.
    pub(super) fn get(&mut self, name: &'static str) -> Option<At<'n>> {
        self.known.push(name);
        let (_, node) = self.entries.iter().find(|(key, _)| key.value == name)?;
        let at = At { node, path: self.path_of(name) };
        (!at.is(&serde_json::Value::Null)).then_some(at)
    }

    /// A field that must be there; `right` says what would be right.
    pub(super) fn need(&mut self, notes: &mut Notes, name: &'static str, right: &str) -> Option<At<'n>> {
        let found = self.get(name);
        if found.is_none() {
            notes.add(self.line, &self.path_of(name), format!("is missing: {right}"));
        }
        found
    }

    /// Notes the fields that nobody asked for.
    pub(super) fn done(self, notes: &mut Notes) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.known.contains(&key.value.as_str())) {
            let nearest = movie_guru_slo::nearest(&key.value, self.known.iter().copied());
            let hint = nearest.map_or_else(|| self.known.join(", "), |name| format!("did you mean `{name}`?"));
            notes.add(key.referenced.line(), &self.path_of(&key.value), format!("is not a field here: {hint}"));
        }
    }
}
